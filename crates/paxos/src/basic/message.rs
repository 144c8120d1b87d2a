//! What proposers, acceptors and learners say to each other.

use quorate_proto::{Argument, Command, Fact, MessageView, Operation, Text, Value};

use super::number::ProposalId;
use super::texts;

/// A numbered proposal of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Proposal {
    /// Its number.
    pub id: ProposalId,
    /// The proposed value: a client's command.
    pub value: Command,
}

/// A message. The comments name the messages of Lamport's specification in TLA+.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// Asks an acceptor to turn its back on all smaller numbers (1a).
    Prepare {
        /// The number of the proposal to come.
        id: ProposalId,
    },
    /// Gives that promise, and reports what the acceptor accepted before (1b).
    Promise {
        /// The number that was asked about.
        id: ProposalId,
        /// The highest-numbered proposal that the acceptor has accepted, *with its number*, without
        /// which the proposer could not compare.
        accepted: Option<Proposal>,
    },
    /// Asks an acceptor to accept a value (2a).
    Accept {
        /// The proposal.
        proposal: Proposal,
    },
    /// Says that the acceptor has accepted: its vote (2b).
    Accepted {
        /// The proposal.
        proposal: Proposal,
    },
    /// Refuses, so that a proposer gives up early and knows above what it must number.
    Nack {
        /// The number that the acceptor has promised to heed.
        promised: ProposalId,
    },
    /// Tells learners which value has been chosen.
    Decide {
        /// A proposal that a quorum has accepted.
        proposal: Proposal,
    },
}

impl Message {
    /// Position of the kind in [`META`](super::meta::META).
    #[must_use]
    pub const fn kind(&self) -> usize {
        match self {
            Self::Prepare { .. } => 0,
            Self::Promise { .. } => 1,
            Self::Accept { .. } => 2,
            Self::Accepted { .. } => 3,
            Self::Nack { .. } => 4,
            Self::Decide { .. } => 5,
        }
    }

    /// The message for readers.
    #[must_use]
    pub fn describe(&self) -> MessageView {
        let number = |id: ProposalId| fact(&texts::NUMBER, id.value());
        let packed = |id: ProposalId| {
            fact(&texts::PACKED, Value::Number(i64::try_from(id.packed()).unwrap_or(i64::MAX)))
        };
        let value = |proposal: &Proposal| {
            fact(&texts::PROPOSED_VALUE, Value::Operation(proposal.value.operation))
        };
        let (label, fields) = match self {
            Self::Prepare { id } => {
                (texts::SAYS_PREPARE.with([id.argument()]), vec![number(*id), packed(*id)])
            }
            Self::Promise { id, accepted: None } => (
                texts::SAYS_PROMISE.text(),
                vec![number(*id), fact(&texts::ACCEPTED_BEFORE, Value::Nothing)],
            ),
            Self::Promise { id, accepted: Some(accepted) } => (
                texts::SAYS_PROMISE_WITH.with([short(&accepted.value.operation)]),
                vec![
                    number(*id),
                    fact(&texts::ACCEPTED_BEFORE, accepted.id.value()),
                    value(accepted),
                ],
            ),
            Self::Accept { proposal } => {
                let label = about(&texts::SAYS_ACCEPT, proposal);
                (label, vec![number(proposal.id), value(proposal)])
            }
            Self::Accepted { proposal } => {
                let label = about(&texts::SAYS_ACCEPTED, proposal);
                (label, vec![number(proposal.id), value(proposal)])
            }
            Self::Nack { promised } => (
                texts::SAYS_NACK.with([promised.argument()]),
                vec![fact(&texts::PROMISED, promised.value())],
            ),
            Self::Decide { proposal } => (
                texts::SAYS_DECIDE.with([short(&proposal.value.operation)]),
                vec![number(proposal.id), value(proposal)],
            ),
        };
        MessageView { label, fields }
    }
}

fn about(phrase: &'static quorate_proto::Phrase<2>, proposal: &Proposal) -> Text {
    phrase.with([proposal.id.argument(), short(&proposal.value.operation)])
}

/// A command in as few letters as will do: of `SET x 7` the 7, as papers write it.
pub(super) fn short(operation: &Operation) -> Argument {
    match operation {
        Operation::Set { value, .. } => Argument::Number(*value),
        Operation::Add { .. } | Operation::Get { .. } | Operation::Cas { .. } => {
            Argument::Operation(*operation)
        }
    }
}

const fn fact(label: &'static quorate_proto::Phrase<0>, value: Value) -> Fact {
    Fact { label, value, durable: false }
}
