//! # Raft
//!
//! ## The problem
//!
//! Several servers are to behave like one that never fails. If all of them start from the same
//! state and perform the same commands in the same order, they stay equal; so it is enough to agree
//! on a *log* of commands, although servers crash and messages are lost, repeated, reordered and
//! late. Raft (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm",
//! extended version, 2014; Ongaro's thesis, 2014) does this through a strong leader.
//!
//! ## Roles and terms
//!
//! Time is cut into *terms*, numbered from 1. A term begins with an election and has at most one
//! leader; it may have none. A server is a *follower*, a *candidate* or a *leader*. The term stands
//! in every message: whoever sees a higher one adopts it and follows, whoever sees a lower one
//! refuses ([`node`](self)). What must survive a crash is little: the term, the vote given in it,
//! and the log ([`Disk`]). It is written before the answer leaves.
//!
//! ## Phases
//!
//! *Election* (§5.2). A follower that hears no leader for its election timeout, drawn anew from a
//! range each time, becomes candidate of the next term, votes for itself and asks the others. A
//! server has one vote per term, first come, first served. A majority of the *cluster* wins; the
//! candidate's own vote is one of it. With two majorities impossible there is no second leader. If
//! the vote is split, nobody wins, and fresh random timeouts make the next attempt differ.
//!
//! *Replication* (§5.3). The leader appends a client's command to its log and sends it at once,
//! together with index and term of the entry before it. A follower takes it only if it has that
//! previous entry. If not, it refuses, and the leader goes back until the logs agree; then the
//! follower deletes what conflicts and appends the rest. It deletes from the first *conflicting*
//! entry on, never because a message is merely short or old.
//!
//! *Commit* (§5.3, §5.4.2). When a majority has an entry *of the leader's own term* on disk, it is
//! committed, and so is all before it. Everybody applies committed entries in order. Followers
//! learn of it with the leader's next message, and believe it only as far as that message itself
//! vouches for their log.
//!
//! ## Why it is safe
//!
//! Five properties carry the argument (Figure 3), and all are checked at every event of every run
//! ([`properties`](self)): Election Safety, Leader Append-Only, Log Matching, Leader Completeness,
//! State Machine Safety. The heart is Leader Completeness: an entry that is committed is on a
//! majority; a candidate needs votes from a majority; so some voter has the entry, and it refuses a
//! candidate whose log is less up-to-date than its own (§5.4.1). Up-to-date means: the later last
//! term, and with equal last terms the longer log. Neither length nor "who is newest of all" will
//! do, and neither will "a majority has it" for an entry of an *older* term, as Figure 8 shows:
//! such an entry can still be overwritten by a leader with a later last term.
//!
//! ## Caveats
//!
//! Safety never depends on time, but progress does: it needs broadcast time ≪ election timeout ≪
//! time between failures (§5.6), and some luck, which random timeouts provide. A leader may not
//! answer reads from its own state alone, since it may have been replaced without knowing; here a
//! read goes through the log like everything else. A client that gets no answer asks again, so
//! commands carry an identity and the state machine remembers answers (thesis §6.3); without that a
//! retry would be performed twice.
//!
//! The leader's own disk is one of the cluster's. It counts itself only when its write is durable,
//! and tells itself so by [`Message::Stored`], which the host holds until then. The host holds the
//! entries for its followers, too; the thesis (§10.2.1) would let them leave while the leader
//! writes, and so save one write of the two that a command waits for. The same holds for a
//! candidate's own vote and its requests for others'.
//!
//! ## What is left out
//!
//! Pre-vote and check-quorum (a server that returns from a partition may depose a healthy leader),
//! leadership transfer, membership changes, snapshots and log compaction, and reads by heartbeat
//! round or lease. A candidate does not repeat lost vote requests; the next election does.

mod bugs;
mod details;
mod durable;
mod election;
mod history;
mod machine;
mod message;
mod node;
mod presets;
mod properties;
mod replication;
#[cfg(test)]
mod tests;
mod text;
mod view;

use quorate_proto::time::MILLISECOND;
use quorate_proto::{
    Choice, Cluster, Command, Cx, Environment, Kind, MessageView, Meta, Moment, NodeId, NodeView,
    Parameter, Parameters, Property, Protocol, Service, Stance, TimerInfo, Tone, Transport, Unit,
};

pub use durable::{Disk, Entry, NOBODY, prepare};
pub use history::History;
pub use message::{Hint, Message};
pub use node::{Raft, Timer};

use replication::Append;

/// Positions of the parameters in [`Meta::parameters`], and the values of choices.
pub mod parameter {
    /// Least election timeout, in milliseconds.
    pub const ELECTION_MIN: usize = 0;
    /// Most election timeout, in milliseconds.
    pub const ELECTION_MAX: usize = 1;
    /// Interval of heartbeats, in milliseconds.
    pub const HEARTBEAT: usize = 2;
    /// Most entries in one message.
    pub const BATCH: usize = 3;
    /// Most messages with entries that one follower may have unanswered.
    pub const PIPELINE: usize = 4;
    /// How a leader goes back after a refusal.
    pub const BACKOFF: usize = 5;
    /// Whether a leader opens its term with a no-op.
    pub const NO_OP: usize = 6;

    /// Value of [`BACKOFF`]: one entry per refusal.
    pub const BACKOFF_NAIVE: u32 = 0;
    /// Value of [`BACKOFF`]: to the first entry of the conflicting term.
    pub const BACKOFF_TERM: u32 = 1;
    /// Value of [`BACKOFF`]: leader and follower both skip what cannot agree.
    pub const BACKOFF_FAST: u32 = 2;
}

/// The parameters, in the order of [`parameter`].
static PARAMETERS: &[Parameter] = &[
    milliseconds("electionmin", &details::ELECTION_MIN, 5, 10_000, 150),
    milliseconds("electionmax", &details::ELECTION_MAX, 5, 10_000, 300),
    milliseconds("heartbeat", &details::HEARTBEAT_INTERVAL, 1, 5_000, 50),
    count("batch", &details::BATCH, 1_024, 64),
    count("pipeline", &details::PIPELINE, 64, 8),
    Parameter {
        id: "backoff",
        label: &details::BACKOFF,
        unit: Unit::Choice,
        range: parameter::BACKOFF_NAIVE..=parameter::BACKOFF_FAST,
        default: parameter::BACKOFF_FAST,
        choices: &[
            Choice { id: "naive", label: &details::BACKOFF_NAIVE },
            Choice { id: "term", label: &details::BACKOFF_TERM },
            Choice { id: "fast", label: &details::BACKOFF_FAST },
        ],
    },
    Parameter {
        id: "noop",
        label: &details::NO_OP_SWITCH,
        unit: Unit::Switch,
        range: 0..=1,
        default: 1,
        choices: &[],
    },
];

const fn milliseconds(
    id: &'static str,
    label: &'static quorate_proto::Phrase<0>,
    least: u32,
    most: u32,
    default: u32,
) -> Parameter {
    Parameter { id, label, unit: Unit::Milliseconds, range: least..=most, default, choices: &[] }
}

const fn count(
    id: &'static str,
    label: &'static quorate_proto::Phrase<0>,
    most: u32,
    default: u32,
) -> Parameter {
    Parameter { id, label, unit: Unit::Count, range: 1..=most, default, choices: &[] }
}

static META: Meta = Meta {
    id: "raft",
    title: &text::TITLE,
    family: "raft",
    summary: &details::SUMMARY,
    nodes: 1..=9,
    nodes_default: 5,
    transport: Transport::Datagram,
    service: Service::Answers,
    environment: Environment {
        delay: (10 * MILLISECOND, 20 * MILLISECOND),
        disk: (MILLISECOND, 4 * MILLISECOND),
        clients: 2,
        workload: 600 * MILLISECOND,
    },
    parameters: PARAMETERS,
    kinds: &[
        Kind { id: "request-vote", label: &text::REQUEST_VOTE, tone: Tone::Ask },
        Kind { id: "vote", label: &text::VOTE, tone: Tone::Agree },
        Kind { id: "append-entries", label: &text::APPEND_ENTRIES, tone: Tone::Lead },
        Kind { id: "heartbeat", label: &text::HEARTBEAT, tone: Tone::Beat },
        Kind { id: "appended", label: &text::APPENDED, tone: Tone::Agree },
        Kind { id: "rejected", label: &text::REJECTED, tone: Tone::Refuse },
        Kind { id: "stored", label: &text::STORED, tone: Tone::Neutral },
    ],
    timers: &[
        TimerInfo { id: "election", label: &text::TIMER_ELECTION },
        TimerInfo { id: "heartbeat", label: &text::TIMER_HEARTBEAT },
    ],
    roles: &[&view::FOLLOWER, &view::CANDIDATE, &view::LEADER],
    rules: &[
        text::STARTS.info(),
        text::SEES_HIGHER_TERM.info(),
        text::STEPS_DOWN.info(),
        text::STARTS_ELECTION.info(),
        text::GRANTS_VOTE.info(),
        text::REFUSES_OLD_TERM.info(),
        text::REFUSES_SECOND_VOTE.info(),
        text::REFUSES_STALE_LOG.info(),
        text::WINS_ELECTION.info(),
        text::YIELDS.info(),
        text::APPENDS_NO_OP.info(),
        text::APPENDS_FOR_CLIENT.info(),
        text::REDIRECTS.info(),
        text::REFUSES_OLD_LEADER.info(),
        text::REFUSES_ENTRIES.info(),
        text::CUTS_LOG.info(),
        text::TAKES_ENTRIES.info(),
        text::LEARNS_COMMIT.info(),
        text::GOES_BACK.info(),
        text::COMMITS.info(),
        text::WAITS_FOR_OWN_TERM.info(),
        text::ANSWERS_AGAIN.info(),
        text::IGNORES_REPEATED.info(),
    ],
    bugs: bugs::BUGS,
    presets: presets::PRESETS,
    figures: &[],
    sources: &[
        "Ongaro, Ousterhout: In Search of an Understandable Consensus Algorithm (extended), 2014",
        "Ongaro: Consensus: Bridging Theory and Practice, thesis, Stanford 2014",
        "https://raft.github.io",
    ],
};

impl Protocol for Raft {
    type Message = Message;
    type Timer = Timer;
    type Durable = Disk;
    type History = History;

    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Self>] = properties::PROPERTIES;

    fn listeners(
        history: &mut History,
        moment: &Moment<'_, Self>,
        cluster: &Cluster<'_, Self>,
    ) -> u64 {
        history.note(moment, cluster);
        properties::listeners(history, moment)
    }

    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        Self::start(cx)
    }

    fn on_message(&mut self, from: NodeId, message: &Message, cx: &mut Cx<'_, Self>) {
        match *message {
            Message::RequestVote { term, last_index, last_term } => {
                self.on_request_vote(from, (term, last_index, last_term), cx);
            }
            Message::Vote { term, granted } => self.on_vote(from, term, granted, cx),
            Message::AppendEntries { term, previous_index, previous_term, ref entries, commit } => {
                let append = Append { term, previous_index, previous_term, entries, commit };
                self.on_append_entries(from, &append, cx);
            }
            Message::Appended { term, matched } => self.on_appended(from, term, matched, cx),
            Message::Rejected { term, refused, hint } => {
                self.on_rejected(from, (term, refused, hint), cx);
            }
            Message::Stored { term, index } => self.on_stored(term, index, cx),
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Cx<'_, Self>) {
        match timer {
            Timer::Election => self.start_election(cx),
            Timer::Heartbeat => self.on_heartbeat(cx),
        }
    }

    fn on_request(&mut self, command: &Command, cx: &mut Cx<'_, Self>) {
        self.take_request(command, cx);
    }

    fn kind(message: &Message) -> usize {
        message.kind()
    }

    fn describe(message: &Message) -> MessageView {
        view::message(message)
    }

    fn stance(&self, durable: &Disk) -> Stance {
        view::stance(self, durable)
    }

    fn inspect(&self, durable: &Disk, parameters: &Parameters) -> NodeView {
        view::node(self, durable, parameters)
    }

    fn inspect_disk(durable: &Disk) -> NodeView {
        view::disk(durable)
    }

    fn prepare(text: &str) -> Option<Disk> {
        prepare(text)
    }
}
