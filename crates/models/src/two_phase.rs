//! Two-phase commit, as specified in module `TwoPhase` of Gray and Lamport (*Consensus on
//! Transaction Commit*, TODS 2006): the golden anchor of explorers, since TLC, an independent
//! search and another explorer agree on all its numbers.
//!
//! Node 0 is the transaction manager, the others are resource managers. What was said once can be
//! heard for ever. The manager takes a participant's word that it is prepared, again and again,
//! until it has decided; participants take the decision, again and again.

use quorate_proto::{
    Cluster, Command, Cx, Expectation, Finding, Kind, MessageView, Meta, Moment, NodeId, NodeView,
    Parameters, Property, Protocol, Stance, Symmetry, TimerCode, TimerInfo, TimerKind, Tone,
};

use crate::meta::{STANCE, broken, describe, size, view};

quorate_proto::phrases! {
    TITLE = "two-phase commit, specified", "两阶段提交（规约）";
    RMS = "resource managers", "资源管理器";
    CONSISTENT =
        "no participant has aborted while another has committed",
        "不会有参与者已中止而另一个已提交";
    PREPARED = "prepared", "已准备";
    COMMIT = "commit", "提交";
    ABORT = "abort", "中止";
    PREPARE = "prepare", "准备";
    GIVE_UP = "give up", "放弃";
    DECIDE_COMMIT = "decide to commit", "决定提交";
    DECIDE_ABORT = "decide to abort", "决定中止";
}

/// What is said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// The sender is prepared.
    Prepared,
    /// All commit.
    Commit,
    /// All abort.
    Abort,
}

/// What happens by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timer {
    /// A participant becomes prepared.
    Prepare,
    /// A participant that is not prepared aborts.
    GiveUp,
    /// The manager, who heard from all, commits.
    DecideCommit,
    /// The manager aborts.
    DecideAbort,
}

/// A node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TwoPhase {
    /// The transaction manager.
    Manager {
        /// What it decided.
        decided: Option<Message>,
        /// Who is prepared, a bit each.
        prepared: u64,
    },
    /// A resource manager: what it has come to.
    Participant(Stage),
}

/// What a participant has come to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    /// It works.
    Working,
    /// It is prepared.
    Prepared,
    /// It committed.
    Committed,
    /// It aborted.
    Aborted,
}

const MANAGER: NodeId = NodeId::new(0);

impl TimerKind for Timer {
    fn code(self) -> TimerCode {
        TimerCode { kind: self as u8, subject: 0 }
    }

    fn from_code(code: TimerCode) -> Option<Self> {
        let all = [Self::Prepare, Self::GiveUp, Self::DecideCommit, Self::DecideAbort];
        all.get(usize::from(code.kind)).copied()
    }
}

static META: Meta = describe(
    "two-phase",
    &TITLE,
    &[size("rms", &RMS, 1..=24, 3)],
    &[
        Kind { id: "prepared", label: &PREPARED, tone: Tone::Agree },
        Kind { id: "commit", label: &COMMIT, tone: Tone::Lead },
        Kind { id: "abort", label: &ABORT, tone: Tone::Refuse },
    ],
    &[
        TimerInfo { id: "prepare", label: &PREPARE },
        TimerInfo { id: "give-up", label: &GIVE_UP },
        TimerInfo { id: "decide-commit", label: &DECIDE_COMMIT },
        TimerInfo { id: "decide-abort", label: &DECIDE_ABORT },
    ],
    &["Gray, Lamport: Consensus on Transaction Commit, TODS 2006: module TwoPhase"],
);

/// The manager and the participants.
#[must_use]
pub fn nodes(parameters: &Parameters) -> u16 {
    parameters.get(0) as u16 + 1
}

impl Protocol for TwoPhase {
    type Message = Message;
    type Timer = Timer;
    type Durable = ();
    type History = ();

    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Self>] = &[Property {
        id: "TCConsistent",
        statement: &CONSISTENT,
        source: "TwoPhase",
        expectation: Expectation::Always,
        check: consistent,
    }];

    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        if cx.me == MANAGER {
            cx.set_timer(Timer::DecideAbort, 0..=0);
            return Self::Manager { decided: None, prepared: 0 };
        }
        cx.set_timer(Timer::Prepare, 0..=0);
        cx.set_timer(Timer::GiveUp, 0..=0);
        Self::Participant(Stage::Working)
    }

    fn on_message(&mut self, from: NodeId, message: &Message, cx: &mut Cx<'_, Self>) {
        match (self, message) {
            (Self::Manager { decided: None, prepared }, Message::Prepared) => {
                *prepared |= 1 << from.index();
                // Everybody but the manager itself.
                if prepared.count_ones() as usize == cx.nodes - 1 {
                    cx.set_timer(Timer::DecideCommit, 0..=0);
                }
            }
            (Self::Participant(stage), Message::Commit | Message::Abort) => {
                let committed = *message == Message::Commit;
                *stage = if committed { Stage::Committed } else { Stage::Aborted };
                cx.cancel_timer(Timer::Prepare);
                cx.cancel_timer(Timer::GiveUp);
            }
            (Self::Manager { .. } | Self::Participant(_), _) => cx.decline(),
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Cx<'_, Self>) {
        match (self, timer) {
            (Self::Participant(stage), Timer::Prepare) => {
                *stage = Stage::Prepared;
                cx.cancel_timer(Timer::GiveUp);
                cx.send(MANAGER, Message::Prepared);
            }
            (Self::Participant(stage), Timer::GiveUp) => {
                *stage = Stage::Aborted;
                cx.cancel_timer(Timer::Prepare);
            }
            (Self::Manager { decided, .. }, Timer::DecideCommit) => {
                *decided = Some(Message::Commit);
                cx.cancel_timer(Timer::DecideAbort);
                cx.broadcast(Message::Commit);
            }
            (Self::Manager { decided, .. }, Timer::DecideAbort) => {
                *decided = Some(Message::Abort);
                cx.cancel_timer(Timer::DecideCommit);
                cx.broadcast(Message::Abort);
            }
            (Self::Manager { .. } | Self::Participant(_), _) => cx.decline(),
        }
    }

    fn on_request(&mut self, _: &Command, _: &mut Cx<'_, Self>) {}

    fn symmetry() -> Option<Symmetry<Self>> {
        Some(Symmetry {
            exchangeable: |node, _| node != MANAGER,
            volatile: |node, map| match *node {
                Self::Manager { decided, prepared } => {
                    let all = (0..u64::BITS as u16).filter(|index| prepared >> index & 1 == 1);
                    let renamed = all.map(|index| 1_u64 << map(NodeId::new(index)).index());
                    Self::Manager { decided, prepared: renamed.fold(0, |set, one| set | one) }
                }
                Self::Participant(stage) => Self::Participant(stage),
            },
            durable: |(), _| (),
            message: |message, _| *message,
        })
    }

    fn kind(message: &Message) -> usize {
        *message as usize
    }

    fn describe(message: &Message) -> MessageView {
        let label = [&PREPARED, &COMMIT, &ABORT][*message as usize].text();
        MessageView { label, fields: Vec::new() }
    }

    fn stance(&self, (): &()) -> Stance {
        STANCE
    }

    fn inspect(&self, (): &(), _: &Parameters) -> NodeView {
        view()
    }

    fn inspect_disk((): &()) -> NodeView {
        view()
    }
}

fn consistent((): &mut (), _: &Moment<'_, TwoPhase>, cluster: &Cluster<'_, TwoPhase>) -> Finding {
    let (mut committed, mut aborted) = (false, false);
    for node in cluster.nodes() {
        match cluster.volatile(node) {
            Some(TwoPhase::Participant(Stage::Committed)) => committed = true,
            Some(TwoPhase::Participant(Stage::Aborted)) => aborted = true,
            _ => {}
        }
    }
    if committed && aborted { Finding::Broken(broken()) } else { Finding::Quiet }
}
