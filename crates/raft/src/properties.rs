//! What Raft promises, under the names that the papers and the published models use.
//!
//! Some sentences that look as if they belonged here are false of correct Raft and are left out on
//! purpose. "Whoever is more up-to-date than a voter holds all that is committed" is one: only
//! candidates that *win* must. "What a server knows to be committed is on its own disk" is another:
//! a leader may commit while its own write is under way.

use quorate_proto::time::MILLISECOND;
use quorate_proto::{
    Cluster, Expectation, Finding, Moment, NodeId, Outcome, Parameters, Property, Text, Tick,
    majority,
};

use crate::durable::NOBODY;
use crate::history::{Applied, Committed, History, Witness, holds};
use crate::message::Message;
use crate::node::Raft;
use crate::{details, parameter, text};

type At<'a> = Moment<'a, Raft>;
type Servers<'a> = Cluster<'a, Raft>;

/// All promises. What a moment changed is noted before they are asked.
pub(crate) static PROPERTIES: &[Property<Raft>] = &[
    always("ElectionSafety", &details::ELECTION_SAFETY, "Raft §5.2, Figure 3", election_safety),
    always("VoteOnce", &details::VOTE_ONCE, "Raft §5.2", vote_once),
    always("LeaderAppendOnly", &details::LEADER_APPEND_ONLY, "Raft §5.3, Figure 3", append_only),
    always("LogMatching", &details::LOG_MATCHING, "Raft §5.3, Figure 3", log_matching),
    always(
        "LeaderCompleteness",
        &details::LEADER_COMPLETENESS,
        "Raft §5.4, Figure 3",
        leader_completeness,
    ),
    always(
        "StateMachineSafety",
        &details::STATE_MACHINE_SAFETY,
        "Raft §5.4.3, Figure 3",
        state_machine_safety,
    ),
    always("CommitQuorum", &details::COMMIT_QUORUM, "Raft §5.3", commit_quorum),
    always("QuorumLog", &details::QUORUM_LOG, "raft.tla, QuorumLogInv", quorum_log),
    always("Order", &details::ORDER, "Raft Figure 2", order),
    always(
        "PersistBeforeSend",
        &details::PERSIST_BEFORE_SEND,
        "Raft Figure 2",
        persist_before_send,
    ),
    always("SessionOnce", &details::SESSION_ONCE, "Thesis §6.3", session_once),
    Property {
        id: "LeaderElected",
        statement: &details::LEADER_ELECTED,
        source: "Raft §5.2",
        expectation: Expectation::Sometimes,
        check: leader_elected,
    },
    Property {
        id: "Progress",
        statement: &details::PROGRESS,
        source: "Raft §5.6",
        expectation: Expectation::Eventually { within: patience },
        check: progress,
    },
];

/// Whom a moment concerns, when it has been noted. Most steps change nothing that anybody looks at.
pub(crate) fn listeners(history: &History, moment: &At<'_>) -> u64 {
    const ELECTION: u64 = bits(&["ElectionSafety", "LeaderCompleteness", "LeaderElected"]);
    const CUT: u64 = bits(&["LeaderAppendOnly"]);
    const ENTRIES: u64 = bits(&["LogMatching", "Order"]);
    const COMMIT: u64 = bits(&["CommitQuorum", "QuorumLog", "Order"]);
    const BACK: u64 = bits(&["Order"]);
    const VOTE: u64 = bits(&["VoteOnce", "PersistBeforeSend"]);
    const ACKNOWLEDGEMENT: u64 = bits(&["PersistBeforeSend"]);
    const DISK: u64 = bits(&["QuorumLog"]);
    const DELIVERY: u64 = bits(&["StateMachineSafety", "SessionOnce"]);
    const ANSWER: u64 = bits(&["SessionOnce", "Progress"]);
    let change = &history.change;
    let if_so = |holds: bool, listeners: u64| if holds { listeners } else { 0 };
    match moment {
        Moment::Started { .. } | Moment::Stepped { .. } => {
            if_so(change.elected, ELECTION)
                | if_so(change.leader_cut.is_some(), CUT)
                | if_so(change.new_from.is_some(), ENTRIES)
                | if_so(change.committed.is_some(), COMMIT)
                | if_so(change.went_back.is_some(), BACK)
        }
        Moment::Sent { message, .. } => match message {
            Message::Vote { granted: true, .. } | Message::RequestVote { .. } => VOTE,
            Message::Appended { .. } => ACKNOWLEDGEMENT,
            Message::Vote { granted: false, .. }
            | Message::AppendEntries { .. }
            | Message::Rejected { .. }
            | Message::Stored { .. } => 0,
        },
        Moment::Durable { .. } | Moment::Crashed { .. } => DISK,
        Moment::Delivered { .. } => DELIVERY,
        Moment::Replied { .. } => ANSWER,
        Moment::Requested { .. } => 0,
    }
}

/// The bits of properties by their names. A name that none has is an error when this is compiled.
const fn bits(names: &[&str]) -> u64 {
    let mut bits = 0;
    let mut index = 0;
    while index < names.len() {
        let mut position = 0;
        while !equal(names[index], PROPERTIES[position].id) {
            position += 1;
        }
        bits |= 1 << position;
        index += 1;
    }
    bits
}

const fn equal(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

const fn always(
    id: &'static str,
    statement: &'static quorate_proto::Phrase<0>,
    source: &'static str,
    check: fn(&mut History, &At<'_>, &Servers<'_>) -> Finding,
) -> Property<Raft> {
    Property { id, statement, source, expectation: Expectation::Always, check }
}

/// A term has at most one leader.
fn election_safety(history: &mut History, _moment: &At<'_>, cluster: &Servers<'_>) -> Finding {
    let Some(node) = history.change.node.filter(|_| history.change.elected) else {
        return Finding::Quiet;
    };
    let Some(term) = cluster.durable(node).map(|disk| disk.current_term) else {
        return Finding::Quiet;
    };
    let former = history.leaders.iter().rev().find(|(known, _)| *known == term).copied();
    match former {
        None => {
            history.leaders.push((term, node));
            Finding::Quiet
        }
        Some((_, first)) if first == node => Finding::Quiet,
        Some((_, first)) => {
            broken(text::TWO_WINNERS.with([term.into(), first.into(), node.into()]))
        }
    }
}

/// A server votes for one candidate per term, itself included, over all its incarnations.
fn vote_once(history: &mut History, moment: &At<'_>, _cluster: &Servers<'_>) -> Finding {
    let Moment::Sent { from, to, message } = moment else { return Finding::Quiet };
    let (term, candidate) = match message {
        Message::Vote { term, granted: true } => (*term, *to),
        Message::RequestVote { term, .. } => (*term, *from),
        Message::Vote { granted: false, .. }
        | Message::AppendEntries { .. }
        | Message::Appended { .. }
        | Message::Rejected { .. }
        | Message::Stored { .. } => return Finding::Quiet,
    };
    let votes = &mut history.seen_mut(*from).votes;
    let former = votes.iter().rev().find(|(known, _)| *known == term).copied();
    match former {
        None => {
            votes.push((term, candidate));
            Finding::Quiet
        }
        Some((_, first)) if first == candidate => Finding::Quiet,
        Some((_, first)) => broken(text::TWO_VOTES.with([
            (*from).into(),
            term.into(),
            first.into(),
            candidate.into(),
        ])),
    }
}

/// A leader's log only grows.
fn append_only(history: &mut History, _moment: &At<'_>, cluster: &Servers<'_>) -> Finding {
    let (Some(node), Some(index)) = (history.change.node, history.change.leader_cut) else {
        return Finding::Quiet;
    };
    let term = cluster.durable(node).map_or(0, |disk| disk.current_term);
    broken(text::LEADER_CUT.with([node.into(), term.into(), index.into()]))
}

/// (index, term) determines the entry and the term of the entry before it, in all logs that ever
/// were; by induction it determines everything before it too.
fn log_matching(history: &mut History, _moment: &At<'_>, cluster: &Servers<'_>) -> Finding {
    let (Some(node), Some(from)) = (history.change.node, history.change.new_from) else {
        return Finding::Quiet;
    };
    let Some(disk) = cluster.durable(node) else { return Finding::Quiet };
    for index in from..=disk.last_index() {
        let (Some(entry), Some(previous_term)) = (disk.entry(index), disk.term_at(index - 1))
        else {
            return Finding::Quiet;
        };
        let found = Witness { entry: *entry, previous_term };
        if history.witness(index, found) != found {
            let arguments = [node.into(), index.into(), entry.term.into()];
            return broken(text::LOGS_DIFFER.with(arguments));
        }
    }
    Finding::Quiet
}

/// The log of a new leader holds what was committed before its term. One comparison suffices: an
/// entry determines all before it.
fn leader_completeness(history: &mut History, _moment: &At<'_>, cluster: &Servers<'_>) -> Finding {
    let change = history.change;
    let Some(node) = change.node else { return Finding::Quiet };
    let Some(disk) = cluster.durable(node).filter(|_| change.elected) else {
        return Finding::Quiet;
    };
    let indexes = (1..=history.committed.len()).rev();
    let entries = indexes.filter_map(|index| Some((index, *history.committed.get(index - 1)?)));
    let last = entries.into_iter().find(|(_, entry)| entry.in_term < disk.current_term);
    match last {
        Some((index, entry)) if !holds(Some(disk), index as u64, entry.term) => {
            broken(text::LEADER_LACKS.with([node.into(), disk.current_term.into(), index.into()]))
        }
        _ => Finding::Quiet,
    }
}

/// What was applied at an index is the same everywhere.
fn state_machine_safety(history: &mut History, moment: &At<'_>, _cluster: &Servers<'_>) -> Finding {
    let Moment::Delivered { node, delivery } = moment else { return Finding::Quiet };
    let found = Applied { term: delivery.epoch, command: delivery.command };
    let position = delivery.slot.saturating_sub(1) as usize;
    if position == history.applied.len() {
        history.applied.push(found);
        return Finding::Quiet;
    }
    match history.applied.get(position) {
        Some(first) if *first == found => Finding::Quiet,
        _ => broken(text::APPLIED_DIFFERENTLY.with([(*node).into(), delivery.slot.into()])),
    }
}

/// When a leader's commit index moves, a majority of disks holds the entry. Keeps the list of what
/// is committed, for the others.
fn commit_quorum(history: &mut History, _moment: &At<'_>, cluster: &Servers<'_>) -> Finding {
    let change = history.change;
    let (Some(node), Some((from, to))) = (change.node, change.committed) else {
        return Finding::Quiet;
    };
    let leads = history.seen_mut(node).leads;
    let Some(disk) = cluster.durable(node).filter(|_| leads) else { return Finding::Quiet };
    for index in (from + 1).max(history.committed.len() as u64 + 1)..=to {
        if let Some(term) = disk.term_at(index) {
            history.committed.push(Committed { term, in_term: disk.current_term });
        }
    }
    let term = disk.term_at(to).unwrap_or(0);
    let count = count_holders(cluster, to, term);
    let needed = majority(cluster.len());
    if count >= needed {
        return Finding::Quiet;
    }
    broken(text::NO_QUORUM.with([node.into(), to.into(), count.into(), needed.into()]))
}

/// At any later moment, what is committed is still on some disk of every majority.
fn quorum_log(history: &mut History, moment: &At<'_>, cluster: &Servers<'_>) -> Finding {
    let index = history.committed.len() as u64;
    let moved = index != history.covered;
    let asked = match moment {
        Moment::Durable { node } | Moment::Crashed { node } => Some(*node),
        Moment::Stepped { .. } if moved => None,
        Moment::Started { .. }
        | Moment::Stepped { .. }
        | Moment::Sent { .. }
        | Moment::Delivered { .. }
        | Moment::Requested { .. }
        | Moment::Replied { .. } => return Finding::Quiet,
    };
    let Some(term) = history.committed.last().map(|entry| entry.term) else {
        return Finding::Quiet;
    };
    history.covered = index;
    let nodes = asked.map_or(0..cluster.len(), |node| node.index()..node.index() + 1);
    let mut lost = moved;
    for position in nodes {
        let node = NodeId::new(position as u16);
        let covers = holds(cluster.image(node), index, term);
        let seen = history.seen_mut(node);
        lost |= seen.covers && !covers;
        seen.covers = covers;
    }
    if !lost {
        return Finding::Quiet;
    }
    let count = history.seen.iter().filter(|seen| seen.covers).count();
    if count + majority(cluster.len()) > cluster.len() {
        return Finding::Quiet;
    }
    broken(text::QUORUM_LOST.with([index.into(), count.into()]))
}

/// Applied, committed, last index are in order; terms do not decrease, neither along a log nor over
/// time; a restart does not take back a term that was on disk.
fn order(history: &mut History, _moment: &At<'_>, cluster: &Servers<'_>) -> Finding {
    let change = history.change;
    let Some(node) = change.node else { return Finding::Quiet };
    if let Some((before, after)) = change.went_back {
        return broken(text::WENT_BACK.with([node.into(), before.into(), after.into()]));
    }
    if change.new_from.is_none() && change.committed.is_none() {
        return Finding::Quiet;
    }
    let Some(disk) = cluster.durable(node) else { return Finding::Quiet };
    if let Some(from) = change.new_from {
        let mut before = disk.term_at(from - 1).unwrap_or(0);
        let entries = disk.log.range(from as usize - 1, disk.log.len());
        for term in entries.map(|entry| entry.term).chain([disk.current_term]) {
            if term < before {
                return broken(text::WENT_BACK.with([node.into(), before.into(), term.into()]));
            }
            before = term;
        }
    }
    let Some(server) = cluster.volatile(node) else { return Finding::Quiet };
    let (applied, commit, last) = (server.applied, server.commit, disk.last_index());
    if applied <= commit && commit <= last {
        return Finding::Quiet;
    }
    broken(text::OUT_OF_ORDER.with([node.into(), applied.into(), commit.into(), last.into()]))
}

/// What a server has promised or acknowledged is on its disk when the message leaves.
fn persist_before_send(_history: &mut History, moment: &At<'_>, cluster: &Servers<'_>) -> Finding {
    let Moment::Sent { from, to, message } = moment else { return Finding::Quiet };
    let voted = |term: u64, candidate: NodeId| {
        let kept = cluster.image(*from).is_some_and(|disk| {
            disk.current_term > term
                || (disk.current_term == term && disk.voted_for == Some(candidate))
        });
        if kept {
            return Finding::Quiet;
        }
        broken(text::VOTE_NOT_STORED.with([(*from).into(), term.into()]))
    };
    match message {
        Message::Vote { term, granted: true } => voted(*term, *to),
        Message::RequestVote { term, .. } => voted(*term, *from),
        Message::Appended { term, matched } => {
            let kept = cluster
                .image(*from)
                .is_some_and(|disk| disk.current_term > *term || disk.last_index() >= *matched);
            if kept {
                return Finding::Quiet;
            }
            broken(text::ACK_NOT_STORED.with([(*from).into(), (*matched).into()]))
        }
        Message::Vote { granted: false, .. }
        | Message::AppendEntries { .. }
        | Message::Rejected { .. }
        | Message::Stored { .. } => Finding::Quiet,
    }
}

/// A request changes the state at one index only, and all its answers are equal.
fn session_once(history: &mut History, moment: &At<'_>, _cluster: &Servers<'_>) -> Finding {
    match moment {
        Moment::Delivered { delivery, .. } => {
            let Some(command) = delivery.command.filter(|command| command.id.client != NOBODY)
            else {
                return Finding::Quiet;
            };
            let id = command.id;
            let Some(request) = history.request_mut(id.client, id.sequence) else {
                return Finding::Quiet;
            };
            if request.index == 0 || request.index == delivery.slot {
                request.index = delivery.slot;
                return Finding::Quiet;
            }
            broken(text::DONE_TWICE.with([id.client.into(), id.sequence.into()]))
        }
        Moment::Replied { request: id, outcome: Outcome::Done(answer), .. } => {
            let Some(request) = history.request_mut(id.client, id.sequence) else {
                return Finding::Quiet;
            };
            if *request.answer.get_or_insert(*answer) == *answer {
                return Finding::Quiet;
            }
            broken(text::ANSWERED_DIFFERENTLY.with([id.client.into(), id.sequence.into()]))
        }
        Moment::Replied { outcome: Outcome::Redirect(_) | Outcome::Refused, .. }
        | Moment::Started { .. }
        | Moment::Stepped { .. }
        | Moment::Sent { .. }
        | Moment::Durable { .. }
        | Moment::Requested { .. }
        | Moment::Crashed { .. } => Finding::Quiet,
    }
}

fn leader_elected(history: &mut History, _moment: &At<'_>, _cluster: &Servers<'_>) -> Finding {
    if history.change.elected { Finding::Reached } else { Finding::Quiet }
}

fn progress(_history: &mut History, moment: &At<'_>, _cluster: &Servers<'_>) -> Finding {
    match moment {
        Moment::Replied { outcome: Outcome::Done(_), .. } => Finding::Reached,
        _ => Finding::Quiet,
    }
}

/// Long enough for several elections in a row to fail by chance, and for a client to find the
/// leader by asking one server after the other.
fn patience(parameters: &Parameters, nodes: usize) -> Tick {
    let least = parameters.get(parameter::ELECTION_MIN);
    let longest = Tick::from(parameters.get(parameter::ELECTION_MAX).max(least)) * MILLISECOND;
    longest * 12 + nodes as Tick * 700 * MILLISECOND
}

fn count_holders(cluster: &Servers<'_>, index: u64, term: u64) -> usize {
    cluster.nodes().filter(|node| holds(cluster.image(*node), index, term)).count()
}

fn broken(text: Text) -> Finding {
    Finding::Broken(text)
}
