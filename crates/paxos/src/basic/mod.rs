//! # Basic Paxos
//!
//! *Lamport, Paxos Made Simple, 2001 (PMS below); `Paxos.tla`, `Voting.tla` and `Consensus.tla` in
//! the TLA+ examples.*
//!
//! One value is to be chosen. **Proposers** propose, **acceptors** vote, **learners** find out. A
//! value is chosen when a quorum, here a majority of the acceptors, has accepted it in one and the
//! same numbered proposal. It takes two phases:
//!
//! 1. *Prepare.* A proposer picks a number that it never used and sends it to the acceptors. One
//!    that has answered no greater or equal number gives two promises, to answer no Prepare
//!    numbered **less or equal** and no Accept numbered **less** from now on, and reports the
//!    highest-numbered proposal that it has accepted, with its number.
//! 2. *Accept.* With promises from a quorum, the proposer proposes the value of the
//!    highest-numbered report; only if there is none is it free to propose its own. An acceptor
//!    accepts unless it has promised a greater number meanwhile. It does so too if it has promised
//!    a smaller one and never saw this Prepare.
//!
//! The promise is to *a number*, the report says what *may have been chosen below it*: that is all
//! of the safety of Paxos. It holds whatever is lost or late and whoever crashes. Progress is
//! another matter: two proposers can outbid each other for ever, and that no deterministic protocol
//! can exclude (Fischer, Lynch and Paterson). Random pauses make it improbable.
//!
//! Two phases do not make it a two-phase commit: a majority suffices, and nobody's crash blocks it.
//! And one acceptance decides nothing: it takes a quorum under the same number.
//!
//! ## Numbers
//!
//! A number is a time in the high bits and the proposer in the low bits ([`number`]). The time is a
//! clock reading or a count (`numbering`). A clock alone does not make numbers unique: it may be
//! set back, or be asked twice within a millisecond. So a proposer keeps the highest time it tried
//! on disk *before* it sends Prepare, and goes above it, and above all that refusals tell of, as a
//! slow clock would otherwise never win.
//!
//! A scenario that needs a certain number gives the proposer a past: `init E t4` makes 4 the
//! highest time that E ever tried, and 5 the next one it counts to ([`Disk::parse`]).
//!
//! ## What is on disk
//!
//! An acceptor's promise and its vote, *before* it answers, and the time that a proposer tried
//! ([`disk`]). An acceptor holds nothing in memory. A proposer's promises and a learner's knowledge
//! may be lost: the next attempt recovers them.
//!
//! ## Choices the paper leaves open
//!
//! * A node combines all roles, or has one (`layout`). It talks to its own acceptor by messages.
//! * Acceptors refuse aloud (`nack`). A refusal promises nothing; without it proposers wait.
//! * Votes go to the proposer, who tells the learners (`learning` set to proposer: few messages,
//!   one more delay), or to all learners at once. A learner that missed the news is not told again;
//!   it can ask a proposer to run an attempt (PMS §2.3).
//! * A value is a client's command as a whole. Every client is told the chosen one, and so learns
//!   whether it was its own. Of a repeated request the proposer takes no notice.
//! * A repeated Prepare is refused like any number not greater, even to its own sender, so a lost
//!   promise costs that attempt a vote; a repeated Accept is accepted again.
//!
//! Where to read: `proposer.rs`, `acceptor.rs` and `learner.rs` are the protocol, [`message`] its
//! words, [`properties`] its promises, [`meta`] what it says about itself, [`texts`] the sentences
//! in both languages.

mod acceptor;
pub mod disk;
pub mod history;
pub mod layout;
mod learner;
pub mod message;
pub mod meta;
pub mod number;
pub mod properties;
mod proposer;
mod safety;
pub mod texts;
mod view;

#[cfg(test)]
mod tests;

use quorate_proto::{
    Command, Cx, Delivery, MessageView, Meta, NodeId, NodeView, Outcome, Parameters, Property,
    Protocol, SortedMap, Stance, TimerCode, TimerKind,
};

pub use disk::Disk;
pub use history::History;
pub use layout::Layout;
pub use message::{Message, Proposal};
pub use number::ProposalId;

use learner::Learner;
use proposer::Proposer;
use texts::rules;

/// What a node holds in memory.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BasicPaxos {
    me: NodeId,
    layout: Layout,
    proposer: Proposer,
    learner: Learner,
    /// Whose turn it is, among the proposers, when a client has to be sent on.
    turns: SortedMap<NodeId, u16>,
}

/// What a proposer waits for. Acceptors and learners wait for nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timer {
    /// Time for the next attempt.
    Retry,
    /// Time to repeat the present question.
    Resend,
}

impl TimerKind for Timer {
    fn code(self) -> TimerCode {
        TimerCode { kind: self as u8, subject: 0 }
    }

    fn from_code(code: TimerCode) -> Option<Self> {
        [Self::Retry, Self::Resend].into_iter().find(|timer| timer.code() == code)
    }
}

impl Protocol for BasicPaxos {
    type Message = Message;
    type Timer = Timer;
    type Durable = Disk;
    type History = History;

    const META: &'static Meta = &meta::META;
    const PROPERTIES: &'static [Property<Self>] = properties::PROPERTIES;

    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        let layout = Layout::read(cx);
        Self {
            me: cx.me,
            layout,
            proposer: Proposer::default(),
            learner: Learner::default(),
            turns: SortedMap::new(),
        }
    }

    fn on_message(&mut self, from: NodeId, message: &Message, cx: &mut Cx<'_, Self>) {
        let layout = self.layout;
        match message {
            Message::Prepare { id } => acceptor::on_prepare(from, *id, cx),
            Message::Accept { proposal } => acceptor::on_accept(from, *proposal, layout, cx),
            Message::Promise { id, accepted } => {
                self.proposer.on_promise(from, *id, *accepted, layout, cx);
            }
            Message::Nack { promised } => self.proposer.on_nack(*promised, cx),
            Message::Accepted { proposal } => {
                if let Some(chosen) = self.learner.on_accepted(from, *proposal, layout, cx) {
                    cx.rule(&rules::CHOSEN, [cx.me.into(), chosen.id.argument(), said(&chosen)]);
                    self.on_learned(chosen, cx);
                }
            }
            Message::Decide { proposal } => {
                if let Some(chosen) = self.learner.learn(*proposal) {
                    cx.rule(&rules::IS_TOLD, [cx.me.into(), from.into(), said(&chosen)]);
                    self.on_learned(chosen, cx);
                }
            }
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Cx<'_, Self>) {
        match timer {
            Timer::Retry => self.proposer.on_retry(self.layout, cx),
            Timer::Resend => {
                let voters = match self.proposer.phase() {
                    proposer::Phase::Accepting { proposal } => self.learner.voters(proposal),
                    proposer::Phase::Idle
                    | proposer::Phase::Preparing { .. }
                    | proposer::Phase::BackingOff => Vec::new(),
                };
                self.proposer.on_resend(&voters, self.layout, cx);
            }
        }
    }

    fn on_request(&mut self, command: &Command, cx: &mut Cx<'_, Self>) {
        if let Some(chosen) = self.learner.learned() {
            cx.reply(command.id, proposer::answer(&chosen));
        } else if self.layout.proposes(cx.me) {
            self.proposer.on_request(command, self.layout, cx);
        } else {
            cx.reply(command.id, Outcome::Redirect(self.next_proposer(command.id.client)));
        }
    }

    fn suffices(parameters: &Parameters, nodes: usize, together: &[NodeId]) -> bool {
        let layout = Layout::new(parameters, nodes);
        let acceptors = together.iter().filter(|node| layout.accepts(**node)).count();
        acceptors >= layout.quorum() && together.iter().any(|node| layout.proposes(*node))
    }

    fn kind(message: &Message) -> usize {
        message.kind()
    }

    fn describe(message: &Message) -> MessageView {
        message.describe()
    }

    fn stance(&self, durable: &Disk) -> Stance {
        view::stance(self, durable)
    }

    fn inspect(&self, durable: &Disk, _parameters: &Parameters) -> NodeView {
        view::node(self, durable)
    }

    fn inspect_disk(durable: &Disk) -> NodeView {
        view::disk(durable)
    }

    fn prepare(text: &str) -> Option<Disk> {
        Disk::parse(text)
    }
}

impl BasicPaxos {
    /// Another proposer each time that the same client comes: the first one may be down.
    fn next_proposer(&mut self, client: NodeId) -> Option<NodeId> {
        let count = self.layout.proposers().count().max(1);
        let turn = self.turns.get_or_insert_with(client, || (client.index() % count) as u16);
        let proposer = self.layout.proposers().nth(usize::from(*turn));
        *turn = ((usize::from(*turn) + 1) % count) as u16;
        proposer
    }

    /// The node knows the chosen value: it says so to those who asked, and as the distinguished
    /// learner (PMS §2.3) of its own proposal to the other learners.
    fn on_learned(&mut self, chosen: Proposal, cx: &mut Cx<'_, Self>) {
        let command = Some(chosen.value);
        cx.deliver(Delivery { slot: 1, epoch: chosen.id.time, command });
        self.proposer.on_learned(chosen, cx);
        let to_tell = cx.parameter(meta::LEARNING) == meta::LEARNING_PROPOSER;
        if to_tell && chosen.id.node == cx.me {
            for learner in self.layout.learners().filter(|learner| *learner != self.me) {
                cx.send(learner, Message::Decide { proposal: chosen });
            }
        }
    }
}

fn said(proposal: &Proposal) -> quorate_proto::Argument {
    message::short(&proposal.value.operation)
}
