//! What the protocol promises, under the names of Lamport's specifications.
//!
//! `Consensus.tla` states agreement, `Voting.tla` the votes that make it true, `Paxos.tla` the
//! state of the acceptors. All are asked about one moment at a time and look only at what it
//! changed.

use quorate_proto::time::{MILLISECOND, SECOND, Tick};
use quorate_proto::{
    Cluster, Delivery, Expectation, Finding, Moment, NodeId, Outcome, Parameters, Property,
};

use super::history::{History, Vote, bit};
use super::message::{Message, Proposal, short};
use super::number::ProposalId;
use super::safety::{safe_at, shows_safe_at};
use super::{BasicPaxos, meta, texts};

type Observed<'a> = Moment<'a, BasicPaxos>;
type Nodes<'a> = Cluster<'a, BasicPaxos>;

/// The promises. Agreement is asked first, and so keeps the history; after it, causes come before
/// effects, for what breaks at the same moment.
pub const PROPERTIES: &[Property<BasicPaxos>] = &[
    always("Agreement", &texts::AGREEMENT, "Consensus.tla, Inv; PMS §2.1", agreement),
    always("LearnerSound", &texts::LEARNER_SOUND, "PMS §2.1", learner_sound),
    always("Nontriviality", &texts::NONTRIVIALITY, "PMS §2.1", nontriviality),
    always("Durability", &texts::DURABILITY, "PMS §2.5", durability),
    always("PaxosInv", &texts::PAXOS_INV, "Paxos.tla, Inv", paxos_inv),
    always("OneValuePerBallot", &texts::ONE_VALUE, "Voting.tla, OneValuePerBallot", one_value),
    always("OneVote", &texts::ONE_VOTE, "Voting.tla, OneVote", one_vote),
    always("VotesSafe", &texts::VOTES_SAFE, "Voting.tla, VotesSafe", votes_safe),
    always("ShowsSafeAt", &texts::SHOWS_SAFE, "Voting.tla, ShowsSafeAt; PMS P2c", shows_safe),
    Property {
        id: "Progress",
        statement: &texts::PROGRESS,
        source: "PMS §2.4",
        expectation: Expectation::Eventually { within: patience },
        check: progress,
    },
    Property {
        id: "Chosen",
        statement: &texts::CHOSEN,
        source: "PMS §2.1",
        expectation: Expectation::Sometimes,
        check: chosen,
    },
];

type Check = fn(&mut History, &Observed<'_>, &Nodes<'_>) -> Finding;

const fn always(
    id: &'static str,
    statement: &'static quorate_proto::Phrase<0>,
    source: &'static str,
    check: Check,
) -> Property<BasicPaxos> {
    Property { id, statement, source, expectation: Expectation::Always, check }
}

/// At most one value is chosen or learned.
fn agreement(history: &mut History, moment: &Observed<'_>, nodes: &Nodes<'_>) -> Finding {
    history.record(moment, nodes);
    let decides = match moment {
        Moment::Delivered { .. } => true,
        Moment::Started { .. }
        | Moment::Stepped { .. }
        | Moment::Sent { .. }
        | Moment::Durable { .. }
        | Moment::Requested { .. }
        | Moment::Replied { .. }
        | Moment::Crashed { .. } => !history.fresh.chosen.is_empty(),
    };
    match history.decided.as_slice() {
        [first, second, ..] if decides => {
            let values = [short(&first.value.operation), short(&second.value.operation)];
            Finding::Broken(texts::TWO_VALUES.with(values))
        }
        _ => Finding::Quiet,
    }
}

/// What a node learns has been chosen.
fn learner_sound(history: &mut History, moment: &Observed<'_>, _: &Nodes<'_>) -> Finding {
    let Moment::Delivered { node, delivery: Delivery { command: Some(value), .. } } = moment else {
        return Finding::Quiet;
    };
    if history.is_chosen(value) {
        return Finding::Quiet;
    }
    Finding::Broken(texts::LEARNED_UNCHOSEN.with([(*node).into(), short(&value.operation)]))
}

/// Only what a client asked for is voted for.
fn nontriviality(history: &mut History, _: &Observed<'_>, _: &Nodes<'_>) -> Finding {
    let unasked = |vote: &&Vote| !history.asked.contains(&vote.proposal.value);
    history.fresh.votes.iter().find(unasked).map_or(Finding::Quiet, |vote| {
        let value = short(&vote.proposal.value.operation);
        Finding::Broken(texts::VOTED_UNASKED.with([vote.acceptor.into(), value]))
    })
}

/// All votes under one number are for one value.
fn one_value(history: &mut History, _: &Observed<'_>, _: &Nodes<'_>) -> Finding {
    let split = |vote: &&Vote| history.votes.under(vote.proposal.id).len() > 1;
    history.fresh.votes.iter().find(split).map_or(Finding::Quiet, |vote| {
        Finding::Broken(texts::NUMBER_SPLIT.with([vote.proposal.id.argument()]))
    })
}

/// Each acceptor votes once under a number.
fn one_vote(history: &mut History, _: &Observed<'_>, _: &Nodes<'_>) -> Finding {
    let twice = |vote: &&Vote| {
        let ballot = history.votes.under(vote.proposal.id);
        ballot.iter().filter(|(_, who)| who & bit(vote.acceptor) != 0).count() > 1
    };
    history.fresh.votes.iter().find(twice).map_or(Finding::Quiet, |vote| {
        let arguments = [vote.acceptor.into(), vote.proposal.id.argument()];
        Finding::Broken(texts::VOTED_TWICE.with(arguments))
    })
}

/// Every vote is safe at its number. New votes are checked; older ones again when a new vote below
/// them or a lost promise could have made them unsafe.
fn votes_safe(history: &mut History, _: &Observed<'_>, _: &Nodes<'_>) -> Finding {
    let least = if history.fresh.lowered {
        Some(ProposalId { time: 0, node: NodeId::new(0) })
    } else {
        history.fresh.votes.iter().map(|vote| vote.proposal.id).min()
    };
    let Some(least) = least else { return Finding::Quiet };
    let quorum = history.layout().quorum();
    let mut voted = history.votes.proposals_from(least);
    voted.find(|proposal| !safe_at(&history.votes, &history.promised, quorum, proposal)).map_or(
        Finding::Quiet,
        |proposal| {
            let value = short(&proposal.value.operation);
            Finding::Broken(texts::UNSAFE_VOTE.with([proposal.id.argument(), value]))
        },
    )
}

/// Phase 2 begins only with a value that some quorum shows to be safe.
fn shows_safe(history: &mut History, _: &Observed<'_>, _: &Nodes<'_>) -> Finding {
    let quorum = history.layout().quorum();
    let unsafe_ =
        |proposal: &&Proposal| !shows_safe_at(&history.votes, &history.promised, quorum, proposal);
    history.fresh.proposals.iter().find(unsafe_).map_or(Finding::Quiet, |proposal| {
        let value = short(&proposal.value.operation);
        Finding::Broken(texts::UNSAFE_PROPOSAL.with([proposal.id.argument(), value]))
    })
}

/// An acceptor's record is in order, and its reports are true.
fn paxos_inv(history: &mut History, moment: &Observed<'_>, nodes: &Nodes<'_>) -> Finding {
    match *moment {
        Moment::Stepped { node } | Moment::Started { node } => {
            let Some(disk) = nodes.durable(node) else { return Finding::Quiet };
            let accepted = disk.accepted.map(|accepted| accepted.id);
            if accepted <= disk.promised {
                Finding::Quiet
            } else {
                Finding::Broken(texts::ACCEPTED_ABOVE_PROMISED.with([node.into()]))
            }
        }
        Moment::Sent {
            from, message: Message::Promise { accepted: Some(proposal), .. }, ..
        } => {
            let vote = Vote { acceptor: from, proposal: *proposal };
            if history.votes.contains(&vote) {
                Finding::Quiet
            } else {
                let arguments = [from.into(), proposal.id.argument()];
                Finding::Broken(texts::REPORTED_NO_VOTE.with(arguments))
            }
        }
        Moment::Sent { .. }
        | Moment::Durable { .. }
        | Moment::Delivered { .. }
        | Moment::Requested { .. }
        | Moment::Replied { .. }
        | Moment::Crashed { .. } => Finding::Quiet,
    }
}

/// What an acceptor says, a crash cannot make untrue.
fn durability(history: &mut History, moment: &Observed<'_>, nodes: &Nodes<'_>) -> Finding {
    match *moment {
        Moment::Sent { from, message, .. } => {
            let Some(disk) = nodes.image(from) else { return Finding::Quiet };
            let written = disk.accepted.map(|accepted| accepted.id);
            let (promised, accepted) = match message {
                Message::Promise { id, accepted } => {
                    (Some(*id), accepted.map(|accepted| accepted.id))
                }
                Message::Accepted { proposal } => (None, Some(proposal.id)),
                Message::Prepare { .. }
                | Message::Accept { .. }
                | Message::Nack { .. }
                | Message::Decide { .. } => return Finding::Quiet,
            };
            if promised <= disk.promised && accepted <= written {
                Finding::Quiet
            } else {
                Finding::Broken(texts::SAID_UNWRITTEN.with([from.into()]))
            }
        }
        Moment::Started { node } => {
            let kept = nodes.image(node).and_then(|disk| disk.promised);
            match history.said.get(node.index()).copied().flatten() {
                Some(said) if kept < Some(said) => {
                    Finding::Broken(texts::FORGOT_PROMISE.with([node.into(), said.argument()]))
                }
                _ => Finding::Quiet,
            }
        }
        Moment::Stepped { .. }
        | Moment::Durable { .. }
        | Moment::Delivered { .. }
        | Moment::Requested { .. }
        | Moment::Replied { .. }
        | Moment::Crashed { .. } => Finding::Quiet,
    }
}

/// Somebody learns, or a client is answered.
fn progress(_: &mut History, moment: &Observed<'_>, _: &Nodes<'_>) -> Finding {
    match moment {
        Moment::Delivered { .. } | Moment::Replied { outcome: Outcome::Done(_), .. } => {
            Finding::Reached
        }
        Moment::Started { .. }
        | Moment::Stepped { .. }
        | Moment::Sent { .. }
        | Moment::Durable { .. }
        | Moment::Requested { .. }
        | Moment::Replied { .. }
        | Moment::Crashed { .. } => Finding::Quiet,
    }
}

/// Some twenty attempts: time enough for random pauses to part any number of rivals.
fn patience(parameters: &Parameters, _nodes: usize) -> Tick {
    let most = parameters.get(meta::RETRY_MOST).max(parameters.get(meta::RETRY_LEAST));
    Tick::from(most) * MILLISECOND * 20 + 2 * SECOND
}

/// A value is chosen.
fn chosen(history: &mut History, _: &Observed<'_>, _: &Nodes<'_>) -> Finding {
    if history.fresh.chosen.is_empty() { Finding::Quiet } else { Finding::Reached }
}
