//! The ghost: everything that was ever promised, proposed, voted for and learned.
//!
//! No crash erases it and nothing in the protocol reads it. [`History::record`] takes in one moment
//! and leaves in [`History::fresh`] what that moment changed; properties look at nothing else,
//! unless a disk lost something.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use quorate_proto::{Cluster, Command, Moment, NodeId, SortedMap, SortedSet};

use super::BasicPaxos;
use super::layout::Layout;
use super::message::{Message, Proposal};
use super::number::ProposalId;
use super::proposer::Phase;

/// An acceptor's vote: it accepted a proposal, durably or in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Vote {
    /// Who voted.
    pub acceptor: NodeId,
    /// For what.
    pub proposal: Proposal,
}

/// A set of acceptors, as a mask of bits.
pub type Acceptors = u64;

/// The votes under one number: who voted for which value. Without bugs there is one value.
pub type Ballot = Vec<(Command, Acceptors)>;

/// All votes ever, by number.
#[derive(Clone, Debug, Default, Hash)]
pub struct Votes(Rc<SortedMap<ProposalId, Ballot>>);

/// Commands, client by client: each counts its own upwards, so that what is new comes last.
#[derive(Clone, Debug, Default)]
pub struct Asked(Rc<SortedMap<NodeId, SortedSet<Command>>>);

/// What one moment changed.
#[derive(Clone, Debug, Default)]
pub struct Fresh {
    /// Votes that were not known before.
    pub votes: Vec<Vote>,
    /// Proposals that phase 2 began with.
    pub proposals: Vec<Proposal>,
    /// Whether some acceptor's promise went back.
    pub lowered: bool,
    /// Values that became chosen, with the numbers.
    pub chosen: Vec<Proposal>,
}

/// The ghost of one run.
#[derive(Clone, Debug, Default, Hash)]
pub struct History {
    /// What the latest moment changed.
    pub fresh: Fresh,
    /// All votes.
    pub votes: Votes,
    /// The highest number that each acceptor heeds at present (maxBal).
    pub promised: Vec<Option<ProposalId>>,
    /// The highest number that each acceptor ever said that it heeds.
    pub said: Vec<Option<ProposalId>>,
    /// What clients asked for, and what stood on disks before the run.
    pub asked: Asked,
    /// Values that were chosen or learned, in the order in which they were. Without bugs, one.
    pub decided: Vec<Proposal>,
    /// The latest proposal of each node.
    proposed: Vec<Option<Proposal>>,
    /// Which nodes have started before.
    started: Vec<bool>,
    /// The division of roles that the run began with.
    layout: Option<Layout>,
}

/// The next moment overwrites it: it is no part of what the ghost remembers.
impl Hash for Fresh {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// As of one set: how it is kept is nobody's business.
impl Hash for Asked {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.values().map(SortedSet::len).sum::<usize>().hash(state);
        self.0.values().flat_map(SortedSet::iter).for_each(|command| command.hash(state));
    }
}

impl Votes {
    /// The votes under a number.
    #[must_use]
    pub fn under(&self, id: ProposalId) -> &[(Command, Acceptors)] {
        self.0.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The numbers below `id` that got votes, the greatest first, with the votes.
    pub fn below(&self, id: ProposalId) -> impl Iterator<Item = (ProposalId, &Ballot)> {
        self.0.below(&id).iter().rev().map(|(id, ballot)| (*id, ballot))
    }

    /// Every number that got votes and is at least `id`, with every value that it got them for.
    pub fn proposals_from(&self, id: ProposalId) -> impl Iterator<Item = Proposal> {
        let ballots = self.0.starting_at(&id);
        ballots
            .iter()
            .flat_map(|(id, ballot)| ballot.iter().map(|vote| Proposal { id: *id, value: vote.0 }))
    }

    /// Whether a vote was cast.
    #[must_use]
    pub fn contains(&self, vote: &Vote) -> bool {
        let bit = bit(vote.acceptor);
        let cast =
            |(value, who): &(Command, Acceptors)| *value == vote.proposal.value && who & bit != 0;
        self.under(vote.proposal.id).iter().any(cast)
    }

    /// Takes in a vote. Gives the number of votes for that proposal if the vote is new.
    pub fn insert(&mut self, vote: &Vote) -> Option<usize> {
        if self.contains(vote) {
            return None;
        }
        let ballot = Rc::make_mut(&mut self.0).get_or_insert_with(vote.proposal.id, Vec::new);
        let value = vote.proposal.value;
        let position = ballot.iter().position(|(known, _)| *known == value).unwrap_or_else(|| {
            ballot.push((value, 0));
            ballot.len() - 1
        });
        let (_, who) = ballot.get_mut(position)?;
        *who |= bit(vote.acceptor);
        Some(who.count_ones() as usize)
    }
}

impl Asked {
    /// Whether somebody asked for this.
    #[must_use]
    pub fn contains(&self, command: &Command) -> bool {
        self.0.get(&command.id.client).is_some_and(|own| own.contains(command))
    }

    /// Somebody asks for this, for the first time or again.
    pub fn insert(&mut self, command: Command) {
        if !self.contains(&command) {
            let clients = Rc::make_mut(&mut self.0);
            clients.get_or_insert_with(command.id.client, SortedSet::new).insert(command);
        }
    }
}

/// The mask of one acceptor.
#[must_use]
pub fn bit(acceptor: NodeId) -> Acceptors {
    1_u64.checked_shl(acceptor.index() as u32).unwrap_or(0)
}

impl History {
    /// The division of roles that the run began with.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.layout.unwrap_or_default()
    }

    /// Takes in one moment.
    pub fn record(&mut self, moment: &Moment<'_, BasicPaxos>, cluster: &Cluster<'_, BasicPaxos>) {
        self.fresh = Fresh::default();
        let nodes = cluster.len();
        if self.layout.is_none() {
            self.layout = Some(Layout::new(cluster.parameters, nodes));
            self.promised.resize(nodes, None);
            self.said.resize(nodes, None);
            self.proposed.resize(nodes, None);
            self.started.resize(nodes, false);
        }
        match *moment {
            Moment::Started { node } => {
                self.take_in_disk_before_the_run(node, cluster);
                self.read_promise(node, cluster);
            }
            Moment::Stepped { node } => {
                self.read_promise(node, cluster);
                self.read_proposal(node, cluster);
            }
            Moment::Durable { node } => self.read_vote(node, cluster),
            Moment::Crashed { node } => self.read_promise(node, cluster),
            Moment::Sent { from, message, .. } => self.hear(from, message),
            Moment::Requested { command } => {
                self.asked.insert(*command);
            }
            Moment::Delivered { delivery, .. } => {
                if let Some(value) = delivery.command {
                    // The number of what was learned is not part of a delivery: the time must do.
                    let id = ProposalId { time: delivery.epoch, node: NodeId::new(0) };
                    self.decide(Proposal { id, value });
                }
            }
            Moment::Replied { .. } => {}
        }
    }

    /// What a disk held at a node's first start happened before the run, by whatever right.
    fn take_in_disk_before_the_run(&mut self, node: NodeId, cluster: &Cluster<'_, BasicPaxos>) {
        let first = match self.started.get_mut(node.index()) {
            Some(started) => !std::mem::replace(started, true),
            None => false,
        };
        let Some(disk) = cluster.image(node).filter(|_| first) else { return };
        if let Some(accepted) = disk.accepted {
            self.asked.insert(accepted.value);
            self.read_vote(node, cluster);
        }
    }

    fn read_promise(&mut self, node: NodeId, cluster: &Cluster<'_, BasicPaxos>) {
        let now = cluster.durable(node).and_then(|disk| disk.promised);
        if let Some(promised) = self.promised.get_mut(node.index()) {
            self.fresh.lowered = now < *promised;
            *promised = now;
        }
    }

    fn read_proposal(&mut self, node: NodeId, cluster: &Cluster<'_, BasicPaxos>) {
        let phase = cluster.volatile(node).map(|node| node.proposer.phase());
        let Some(Phase::Accepting { proposal }) = phase else { return };
        if let Some(latest) = self.proposed.get_mut(node.index())
            && latest.replace(*proposal) != Some(*proposal)
        {
            self.fresh.proposals.push(*proposal);
        }
    }

    /// A vote is cast when it is on disk, or when the acceptor says so.
    fn read_vote(&mut self, node: NodeId, cluster: &Cluster<'_, BasicPaxos>) {
        if let Some(proposal) = cluster.image(node).and_then(|disk| disk.accepted) {
            self.cast(Vote { acceptor: node, proposal });
        }
    }

    fn hear(&mut self, from: NodeId, message: &Message) {
        match message {
            Message::Promise { id, .. } => {
                if let Some(said) = self.said.get_mut(from.index()) {
                    *said = (*said).max(Some(*id));
                }
            }
            Message::Accepted { proposal } => {
                self.cast(Vote { acceptor: from, proposal: *proposal });
            }
            Message::Prepare { .. }
            | Message::Nack { .. }
            | Message::Accept { .. }
            | Message::Decide { .. } => {}
        }
    }

    fn cast(&mut self, vote: Vote) {
        let Some(count) = self.votes.insert(&vote) else { return };
        self.fresh.votes.push(vote);
        if count == self.layout().quorum() {
            self.fresh.chosen.push(vote.proposal);
            self.decide(vote.proposal);
        }
    }

    fn decide(&mut self, proposal: Proposal) {
        if self.decided.iter().all(|decided| decided.value != proposal.value) {
            self.decided.push(proposal);
        }
    }

    /// Whether a quorum has voted for a value under one number.
    #[must_use]
    pub fn is_chosen(&self, value: &Command) -> bool {
        let quorum = self.layout().quorum();
        let chosen = |(voted, who): &(Command, Acceptors)| {
            voted == value && who.count_ones() as usize >= quorum
        };
        self.votes.0.values().flatten().any(chosen)
    }
}
