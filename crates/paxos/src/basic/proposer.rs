//! The proposer: two phases for each attempt, and patience between attempts.

use quorate_proto::time::{MILLISECOND, Tick};
use quorate_proto::{Answer, Command, Cx, KeyValue, NodeId, Operation, Outcome, SortedMap};

use super::layout::Layout;
use super::message::{Message, Proposal, short};
use super::number::{self, ProposalId};
use super::texts::rules;
use super::{BasicPaxos, Timer, meta};

/// What a node holds as a proposer. A crash takes it away, all but the highest number tried.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Proposer {
    /// What clients asked for here and were not answered, in order. The first is what the proposer
    /// proposes if it is free to.
    asked: Vec<Command>,
    /// Where the present attempt stands.
    phase: Phase,
    /// The highest time used since the node started.
    used: u64,
    /// The highest number that a refusal told of.
    seen: Option<ProposalId>,
}

/// Where an attempt stands.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) enum Phase {
    /// There is nothing to propose.
    #[default]
    Idle,
    /// Phase 1: promises come in.
    Preparing {
        /// The number of the attempt.
        id: ProposalId,
        /// Who promised, and what each had accepted.
        promises: SortedMap<NodeId, Option<Proposal>>,
    },
    /// Phase 2: votes come in.
    Accepting {
        /// What is proposed.
        proposal: Proposal,
    },
    /// The attempt was refused; the next one waits for its time.
    BackingOff,
}

impl Proposer {
    /// Where the present attempt stands.
    pub(super) const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// What the proposer would propose if it is free to.
    pub(super) fn own_value(&self) -> Option<Command> {
        self.asked.first().copied()
    }

    /// A client asks. The same request again changes nothing.
    pub(super) fn on_request(
        &mut self,
        command: &Command,
        layout: Layout,
        cx: &mut Cx<'_, BasicPaxos>,
    ) {
        if self.asked.iter().all(|asked| asked.id != command.id) {
            self.asked.push(*command);
        }
        if self.phase == Phase::Idle {
            self.begin(layout, cx);
        }
    }

    /// Phase 1 (a): a new number, and a Prepare to every acceptor.
    fn begin(&mut self, layout: Layout, cx: &mut Cx<'_, BasicPaxos>) {
        let Some(id) = number::next(cx, self.used, self.seen) else { return };
        self.used = id.time;
        cx.durable_mut().tried = id.time;
        self.phase = Phase::Preparing { id, promises: SortedMap::new() };
        cx.rule(&rules::PREPARES, [cx.me.into(), id.argument()]);
        for acceptor in layout.acceptors() {
            cx.send(acceptor, Message::Prepare { id });
        }
        self.wait(cx);
        self.schedule_resend(cx);
    }

    /// An acceptor promised. A quorum of promises *for this number* completes phase 1.
    pub(super) fn on_promise(
        &mut self,
        from: NodeId,
        about: ProposalId,
        accepted: Option<Proposal>,
        layout: Layout,
        cx: &mut Cx<'_, BasicPaxos>,
    ) {
        let Phase::Preparing { id, promises } = &mut self.phase else { return };
        let stale = about != *id && !cx.bug(meta::P9);
        if stale || !layout.accepts(from) {
            return;
        }
        promises.insert(from, accepted);
        if promises.len() < layout.quorum_counted(cx) {
            return;
        }
        let (id, promises) = (*id, std::mem::take(promises));
        cx.rule(&rules::LEADS, [cx.me.into(), id.argument(), promises.len().into()]);
        self.propose(id, &promises, layout, cx);
    }

    /// Phase 2 (a): the value that the promises leave, to every acceptor.
    fn propose(
        &mut self,
        id: ProposalId,
        promises: &SortedMap<NodeId, Option<Proposal>>,
        layout: Layout,
        cx: &mut Cx<'_, BasicPaxos>,
    ) {
        // P2c: the value of the highest-numbered proposal among the reports. Not the newest answer,
        // not the most frequent value, and not the proposer's own.
        let reports = promises.values().flatten();
        let reported = if cx.bug(meta::P2) {
            reports.min_by_key(|accepted| accepted.id)
        } else {
            reports.max_by_key(|accepted| accepted.id)
        };
        let adopted = reported.filter(|_| !cx.bug(meta::P1));
        let own =
            || self.own_value().map(|own| if cx.bug(meta::P13) { mixed_up(own, id) } else { own });
        let Some(value) = adopted.map_or_else(own, |adopted| Some(adopted.value)) else {
            return;
        };
        let said = short(&value.operation);
        match adopted {
            Some(adopted) => cx.rule(&rules::ADOPTS, [id.argument(), said, adopted.id.argument()]),
            None => cx.rule(&rules::IS_FREE, [id.argument(), said]),
        }
        let proposal = Proposal { id, value };
        self.phase = Phase::Accepting { proposal };
        for acceptor in layout.acceptors() {
            cx.send(acceptor, Message::Accept { proposal });
        }
        self.schedule_resend(cx);
    }

    /// An acceptor heeds a number above ours: the attempt is given up for a while.
    pub(super) fn on_nack(&mut self, promised: ProposalId, cx: &mut Cx<'_, BasicPaxos>) {
        self.seen = self.seen.max(Some(promised));
        let Some(id) = self.attempt().filter(|id| *id < promised) else { return };
        cx.rule(&rules::BACKS_OFF, [cx.me.into(), id.argument(), promised.argument()]);
        self.phase = Phase::BackingOff;
        cx.cancel_timer(Timer::Resend);
        self.wait(cx);
    }

    /// Patience is at an end: another attempt, under a greater number.
    pub(super) fn on_retry(&mut self, layout: Layout, cx: &mut Cx<'_, BasicPaxos>) {
        if !self.asked.is_empty() {
            self.begin(layout, cx);
        }
    }

    /// Repeats the present question to those who have not answered it.
    pub(super) fn on_resend(
        &mut self,
        voters: &[NodeId],
        layout: Layout,
        cx: &mut Cx<'_, BasicPaxos>,
    ) {
        let (silent, message): (Vec<_>, _) = match &self.phase {
            Phase::Idle | Phase::BackingOff => return,
            Phase::Preparing { id, promises } => {
                let silent = layout.acceptors().filter(|node| !promises.contains_key(node));
                (silent.collect(), Message::Prepare { id: *id })
            }
            Phase::Accepting { proposal } => {
                let silent = layout.acceptors().filter(|node| !voters.contains(node));
                (silent.collect(), Message::Accept { proposal: *proposal })
            }
        };
        cx.rule(&rules::RESENDS, [cx.me.into(), silent.len().into()]);
        for acceptor in silent {
            cx.send(acceptor, message.clone());
        }
        self.schedule_resend(cx);
    }

    /// The value is chosen: whoever asked here is told, whether or not it is what they asked for.
    pub(super) fn on_learned(&mut self, proposal: Proposal, cx: &mut Cx<'_, BasicPaxos>) {
        self.phase = Phase::Idle;
        cx.cancel_timer(Timer::Retry);
        cx.cancel_timer(Timer::Resend);
        for command in std::mem::take(&mut self.asked) {
            cx.reply(command.id, answer(&proposal));
        }
    }

    /// The number of the present attempt.
    pub(super) const fn attempt(&self) -> Option<ProposalId> {
        match &self.phase {
            Phase::Idle | Phase::BackingOff => None,
            Phase::Preparing { id, .. } => Some(*id),
            Phase::Accepting { proposal } => Some(proposal.id),
        }
    }

    /// Sets the time for the next attempt, at random, so that of two proposers who disturb each
    /// other one gets through (PMS §2.4).
    fn wait(&self, cx: &mut Cx<'_, BasicPaxos>) {
        let least = span(cx.parameter(meta::RETRY_LEAST));
        let most = if cx.bug(meta::P11) { least } else { span(cx.parameter(meta::RETRY_MOST)) };
        cx.set_timer(Timer::Retry, least..=most.max(least));
    }

    fn schedule_resend(&self, cx: &mut Cx<'_, BasicPaxos>) {
        let period = span(cx.parameter(meta::RESEND));
        if period > 0 {
            cx.set_timer(Timer::Resend, period..=period);
        }
    }
}

/// [n, v] read as [v, n]: nobody asked for this value.
const fn mixed_up(own: Command, id: ProposalId) -> Command {
    let value = id.time.cast_signed();
    Command { operation: Operation::Set { key: own.operation.key(), value }, ..own }
}

/// What clients are told: the state that the chosen command makes of an empty store.
pub(super) fn answer(proposal: &Proposal) -> Outcome {
    let answer: Answer = KeyValue::default().apply(&proposal.value.operation);
    Outcome::Done(answer)
}

fn span(milliseconds: u32) -> Tick {
    Tick::from(milliseconds) * MILLISECOND
}
