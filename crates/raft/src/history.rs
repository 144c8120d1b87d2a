//! The ghost: what happened in a run, as the properties need it.
//!
//! Nothing here feeds back into a server. All of it grows by what a moment adds and is shared when
//! it is cloned, so that a run of a million events can be watched and rewound.

use std::hash::{Hash, Hasher};

use quorate_proto::{Answer, Cluster, Command, Moment, NodeId, SharedVec, SortedMap};

use crate::durable::{Disk, Entry};
use crate::node::{Raft, Role};

/// Everything the properties remember.
#[derive(Clone, Debug, Default, Hash)]
pub struct History {
    /// What is known of each server, by its index.
    pub(crate) seen: Vec<Seen>,
    /// What the present moment changed; written by [`History::note`], read by the properties.
    pub(crate) change: Change,
    /// Who won which term.
    pub(crate) leaders: SharedVec<(u64, NodeId)>,
    /// For each index, the first entry that any log held there.
    pub(crate) first_entries: SharedVec<Witness>,
    /// Entries that other logs held at the same index in another term.
    pub(crate) other_entries: SortedMap<(u64, u64), Witness>,
    /// What leaders committed, by index.
    pub(crate) committed: SharedVec<Committed>,
    /// The last index for which [`Seen::covers`] was asked of all servers.
    pub(crate) covered: u64,
    /// What was applied first, by index.
    pub(crate) applied: SharedVec<Applied>,
    /// What became of each client's requests, by sequence number.
    pub(crate) requests: SortedMap<NodeId, SharedVec<Request>>,
}

/// What is known of one server.
#[derive(Clone, Debug, Default, Hash)]
pub(crate) struct Seen {
    /// Whether it leads its term.
    pub(crate) leads: bool,
    /// Its term.
    pub(crate) term: u64,
    /// The last index of its log.
    pub(crate) last_index: u64,
    /// The term of that entry.
    pub(crate) last_term: u64,
    /// Its commit index in this incarnation.
    pub(crate) commit: u64,
    /// The highest term that its disk ever confirmed.
    pub(crate) durable_term: u64,
    /// Votes it gave: term and candidate.
    pub(crate) votes: SharedVec<(u64, NodeId)>,
    /// Whether its disk holds all that is committed.
    pub(crate) covers: bool,
}

/// What one moment changed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Change {
    /// The server, if the moment is a step or a start.
    pub(crate) node: Option<NodeId>,
    /// The first index whose entry may be new.
    pub(crate) new_from: Option<u64>,
    /// The index at which a leader's own log changed other than by growing.
    pub(crate) leader_cut: Option<u64>,
    /// Whether the server began to lead.
    pub(crate) elected: bool,
    /// How far the commit index moved: from, to.
    pub(crate) committed: Option<(u64, u64)>,
    /// A measure that went down: before, after.
    pub(crate) went_back: Option<(u64, u64)>,
}

/// An entry as some log held it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Witness {
    /// The entry.
    pub(crate) entry: Entry,
    /// The term of the entry before it.
    pub(crate) previous_term: u64,
}

/// An entry as a leader committed it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Committed {
    /// The term of the entry.
    pub(crate) term: u64,
    /// The term in which it became committed.
    pub(crate) in_term: u64,
}

/// An entry as a server applied it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Applied {
    /// Its term.
    pub(crate) term: u64,
    /// What it did.
    pub(crate) command: Option<Command>,
}

/// What became of one request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Request {
    /// The index at which it changed the state, 0 while it has not.
    pub(crate) index: u64,
    /// The answer it was given.
    pub(crate) answer: Option<Answer>,
}

/// The next moment overwrites it: it is no part of what the ghost remembers.
impl Hash for Change {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl History {
    /// Takes note of a moment, for all properties.
    pub(crate) fn note(&mut self, moment: &Moment<'_, Raft>, cluster: &Cluster<'_, Raft>) {
        if self.change.node.is_some() {
            self.change = Change::default();
        }
        match moment {
            Moment::Started { node } => self.note_start(*node, cluster),
            Moment::Stepped { node } => self.note_step(*node, cluster),
            Moment::Durable { node } => {
                if let Some(disk) = cluster.image(*node) {
                    let seen = self.seen_mut(*node);
                    seen.durable_term = seen.durable_term.max(disk.current_term);
                }
            }
            Moment::Sent { .. }
            | Moment::Delivered { .. }
            | Moment::Requested { .. }
            | Moment::Replied { .. }
            | Moment::Crashed { .. } => {}
        }
    }

    pub(crate) fn seen_mut(&mut self, node: NodeId) -> &mut Seen {
        let index = node.index();
        if self.seen.len() <= index {
            self.seen.resize_with(index + 1, Seen::default);
        }
        &mut self.seen[index]
    }

    /// A new incarnation: its log may be shorter, and it knows nothing of commits.
    fn note_start(&mut self, node: NodeId, cluster: &Cluster<'_, Raft>) {
        let Some(disk) = cluster.durable(node) else { return };
        let seen = self.seen_mut(node);
        let mut change = Change { node: Some(node), ..Change::default() };
        if disk.current_term < seen.durable_term {
            change.went_back = Some((seen.durable_term, disk.current_term));
        }
        change.new_from = (disk.last_index() > 0).then_some(1);
        seen.leads = false;
        seen.term = disk.current_term;
        seen.last_index = disk.last_index();
        seen.last_term = disk.last_term();
        seen.commit = 0;
        self.change = change;
    }

    fn note_step(&mut self, node: NodeId, cluster: &Cluster<'_, Raft>) {
        let Some((server, disk)) = cluster.both(node) else { return };
        let leads = matches!(server.role, Role::Leader(_));
        let term = disk.current_term;
        let (last_index, last_term) = (disk.last_index(), disk.last_term());
        let seen = self.seen_mut(node);
        let mut change = Change { node: Some(node), ..Change::default() };
        if term < seen.term {
            change.went_back = Some((seen.term, term));
        }
        if (last_index, last_term) != (seen.last_index, seen.last_term) {
            let grew = disk.term_at(seen.last_index) == Some(seen.last_term);
            change.new_from = Some(if grew { seen.last_index + 1 } else { 1 });
            if !grew && leads && seen.leads && seen.term == term {
                change.leader_cut = Some(seen.last_index);
            }
        }
        change.elected = leads && (!seen.leads || seen.term != term);
        if server.commit > seen.commit {
            change.committed = Some((seen.commit, server.commit));
        } else if server.commit < seen.commit {
            change.went_back = Some((seen.commit, server.commit));
        }
        (seen.leads, seen.term) = (leads, term);
        (seen.last_index, seen.last_term) = (last_index, last_term);
        seen.commit = server.commit;
        self.change = change;
    }

    /// The witness of an entry, recorded if it is the first of its index and term.
    pub(crate) fn witness(&mut self, index: u64, witness: Witness) -> Witness {
        let position = index.saturating_sub(1) as usize;
        if position == self.first_entries.len() {
            self.first_entries.push(witness);
            return witness;
        }
        match self.first_entries.get(position) {
            Some(first) if first.entry.term == witness.entry.term => *first,
            _ => *self.other_entries.get_or_insert_with((index, witness.entry.term), || witness),
        }
    }

    /// What became of a request; nothing for numbers that no client counts to.
    pub(crate) fn request_mut(&mut self, client: NodeId, sequence: u32) -> Option<&mut Request> {
        let requests = self.requests.get_or_insert_with(client, SharedVec::new);
        let position = usize::try_from(sequence).ok()?.checked_sub(1)?;
        if position >= requests.len() + REQUESTS_SKIPPED_MAX {
            return None;
        }
        while requests.len() <= position {
            requests.push(Request::default());
        }
        requests.get_mut(position)
    }
}

/// How many requests of a client may go unseen before one is.
const REQUESTS_SKIPPED_MAX: usize = 1_024;

/// Whether a disk holds the entry at an index in this term.
pub(crate) fn holds(disk: Option<&Disk>, index: u64, term: u64) -> bool {
    disk.is_some_and(|disk| disk.term_at(index) == Some(term))
}
