//! A server: its volatile state, its terms, its clients, and the application of what is committed.
//!
//! The handlers of elections stand in [`election`](crate::election), those of the log in
//! [`replication`](crate::replication).

use quorate_proto::time::MILLISECOND;
use quorate_proto::{
    Command, Cx, Delivery, NodeId, Outcome, RequestId, SortedMap, Tick, TimerCode, TimerKind,
    majority,
};

use crate::durable::{Entry, NOBODY};
use crate::machine::{Machine, Remembered};
use crate::replication::Leadership;
use crate::{bugs, parameter, text};

/// The volatile state of a Raft server (Figure 2). A crash takes it; the log brings it back.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Raft {
    /// What the server does in its present term.
    pub(crate) role: Role,
    /// Who leads the present term, as far as the server knows.
    pub(crate) leader: Option<NodeId>,
    /// Index of the highest entry known to be committed.
    pub(crate) commit: u64,
    /// Index of the highest entry applied.
    pub(crate) applied: u64,
    /// What the applied entries made.
    pub(crate) machine: Machine,
}

/// What a server does in its present term.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) enum Role {
    /// Answers candidates and leaders.
    #[default]
    Follower,
    /// Gathers votes.
    Candidate {
        /// Who gave one.
        votes: Vec<NodeId>,
        /// How many make a majority.
        needed: u32,
    },
    /// Replicates its log.
    Leader(Leadership),
}

/// What a server waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timer {
    /// The election timeout of followers and candidates.
    Election,
    /// The interval of a leader's heartbeats, one for all followers.
    Heartbeat,
}

impl TimerKind for Timer {
    fn code(self) -> TimerCode {
        TimerCode { kind: self as u8, subject: 0 }
    }

    fn from_code(code: TimerCode) -> Option<Self> {
        match (code.kind, code.subject) {
            (0, 0) => Some(Self::Election),
            (1, 0) => Some(Self::Heartbeat),
            _ => None,
        }
    }
}

impl Raft {
    /// A server starts as a follower with whatever its disk holds, and re-learns what is committed.
    pub(crate) fn start(cx: &mut Cx<'_, Self>) -> Self {
        if cx.bug(bugs::VOTE_NOT_KEPT) {
            cx.durable_unsynced().voted_for = None;
        }
        if cx.bug(bugs::TERM_NOT_KEPT) {
            let disk = cx.durable_unsynced();
            disk.current_term = disk.last_term();
            disk.voted_for = None;
        }
        let term = cx.durable().current_term;
        cx.rule(&text::STARTS, [cx.me.into(), term.into()]);
        reset_election_timer(cx);
        Self::default()
    }

    /// Any message of a higher term: the present one is over ("If RPC request or response contains
    /// term T > currentTerm: set currentTerm = T, convert to follower", Figure 2, all servers).
    pub(crate) fn see_term(&mut self, term: u64, cx: &mut Cx<'_, Self>) {
        if term <= cx.durable().current_term {
            return;
        }
        let disk = cx.durable_mut();
        disk.current_term = term;
        disk.voted_for = None;
        self.leader = None;
        cx.rule(&text::SEES_HIGHER_TERM, [cx.me.into(), term.into()]);
        self.become_follower(cx);
    }

    /// Gives up candidacy or leadership. A candidate's election timer goes on running.
    pub(crate) fn become_follower(&mut self, cx: &mut Cx<'_, Self>) {
        let former = std::mem::take(&mut self.role);
        if matches!(former, Role::Leader(_)) {
            cx.rule(&text::STEPS_DOWN, [cx.me.into()]);
            cx.cancel_timer(Timer::Heartbeat);
            reset_election_timer(cx);
        }
    }

    /// A client asks. Whatever it asks goes through the log, reads too: only so is an answer
    /// certainly fresh without a further message or a clock (§8).
    pub(crate) fn take_request(&mut self, command: &Command, cx: &mut Cx<'_, Self>) {
        let Role::Leader(leadership) = &self.role else {
            cx.rule(&text::REDIRECTS, [cx.me.into()]);
            cx.reply(command.id, Outcome::Redirect(self.leader));
            return;
        };
        let waits = leadership.has_proposed(command.id);
        match self.remembered(command.id, cx) {
            Remembered::Answered(answer) => {
                cx.rule(&text::ANSWERS_AGAIN, [cx.me.into(), command.operation.into()]);
                cx.reply(command.id, Outcome::Done(answer));
            }
            // It is in the log already, or its client has long gone on.
            Remembered::New if waits => {}
            Remembered::Forgotten => {}
            Remembered::New => self.propose(command, cx),
        }
    }

    /// Appends a client's command to the leader's log and replicates it at once.
    fn propose(&mut self, command: &Command, cx: &mut Cx<'_, Self>) {
        let term = cx.durable().current_term;
        let index = self.append_own(Entry { term, command: Some(*command) }, cx);
        if let Role::Leader(leadership) = &mut self.role {
            leadership.note_proposed(command.id);
        }
        let arguments = [cx.me.into(), command.operation.into(), index.into()];
        cx.rule(&text::APPENDS_FOR_CLIENT, arguments);
        self.replicate_to_all(cx);
    }

    /// What the sessions know of a request (thesis §6.3).
    fn remembered(&self, request: RequestId, cx: &Cx<'_, Self>) -> Remembered {
        if cx.bug(bugs::NO_SESSIONS) { Remembered::New } else { self.machine.remembers(request) }
    }

    /// Takes note that everything up to `index` is committed, and applies it ("If commitIndex >
    /// lastApplied: increment lastApplied, apply `log[lastApplied]`", Figure 2, all servers).
    pub(crate) fn commit_to(&mut self, index: u64, cx: &mut Cx<'_, Self>) {
        self.commit = index;
        while self.applied < self.commit {
            let Some(entry) = cx.durable().entry(self.applied + 1).copied() else { return };
            self.applied += 1;
            self.apply(&entry, cx);
        }
    }

    fn apply(&mut self, entry: &Entry, cx: &mut Cx<'_, Self>) {
        let delivery = |command| Delivery { slot: self.applied, epoch: entry.term, command };
        let Some(command) = entry.command else {
            cx.deliver(delivery(None));
            return;
        };
        let answer = match self.remembered(command.id, cx) {
            Remembered::New => {
                cx.deliver(delivery(Some(command)));
                self.machine.perform(&command)
            }
            // A repeated command changes nothing: to the state machine it is a no-op.
            Remembered::Answered(answer) => {
                cx.deliver(delivery(None));
                cx.rule(&text::IGNORES_REPEATED, [cx.me.into(), command.operation.into()]);
                answer
            }
            Remembered::Forgotten => {
                cx.deliver(delivery(None));
                return;
            }
        };
        // Only entries of the leader's own term can have a client that waits for it here.
        let own = entry.term == cx.durable().current_term && command.id.client != NOBODY;
        if let Role::Leader(leadership) = &mut self.role
            && own
        {
            leadership.note_applied(command.id);
            cx.reply(command.id, Outcome::Done(answer));
        }
    }
}

/// Sets the election timer anew, to a random span, so that candidates seldom collide (§5.2).
pub(crate) fn reset_election_timer(cx: &mut Cx<'_, Raft>) {
    let least = Tick::from(cx.parameter(parameter::ELECTION_MIN)) * MILLISECOND;
    let most = Tick::from(cx.parameter(parameter::ELECTION_MAX)) * MILLISECOND;
    let most = if cx.bug(bugs::NO_RANDOM_TIMEOUT) { least } else { most.max(least) };
    cx.set_timer(Timer::Election, least..=most);
}

/// How many servers decide.
pub(crate) fn quorum(cx: &Cx<'_, Raft>) -> usize {
    majority(cx.nodes)
}

/// The requests that a leader has appended and not yet applied: per client, the latest number.
pub(crate) type Proposed = SortedMap<NodeId, u32>;
