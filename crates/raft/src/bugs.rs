//! Ways to break Raft: each takes out one rule at one place.

use quorate_proto::{Bug, script};

use crate::details;

/// §5.4.2 is ignored.
pub(crate) const COMMITS_OLD_TERM: usize = 0;
/// `votedFor` does not survive a crash.
pub(crate) const VOTE_NOT_KEPT: usize = 1;
/// `currentTerm` does not survive a crash.
pub(crate) const TERM_NOT_KEPT: usize = 2;
/// Entries are acknowledged unwritten.
pub(crate) const ACKS_BEFORE_WRITE: usize = 3;
/// `votedFor` is cleared within a term.
pub(crate) const CLEARS_VOTE: usize = 4;
/// §5.4.1 is ignored.
pub(crate) const NO_LOG_CHECK: usize = 5;
/// §5.4.1 without terms.
pub(crate) const LENGTH_ONLY: usize = 6;
/// The commit index runs ahead of what was checked.
pub(crate) const COMMITS_OWN_SUFFIX: usize = 7;
/// Entries are cut without a conflict.
pub(crate) const TRUNCATES_ALWAYS: usize = 8;
/// Requests are performed as often as they come.
pub(crate) const NO_SESSIONS: usize = 9;
/// Election timeouts are equal.
pub(crate) const NO_RANDOM_TIMEOUT: usize = 10;
/// A refused candidate still postpones others.
pub(crate) const REFUSAL_RESETS_TIMER: usize = 11;
/// A leader makes its log like that of a follower who refuses.
pub(crate) const LEADER_GIVES_WAY: usize = 12;
/// The entry before the new ones is not compared.
pub(crate) const NO_CONSISTENCY_CHECK: usize = 13;

/// The zoo, in the order of the constants above.
pub(crate) static BUGS: &[Bug] = &[
    Bug {
        id: "r1",
        story: &details::BUG_R1,
        breaks: &["LeaderCompleteness"],
        script: script!("scripts/r1.script"),
        source: "Raft §5.4.2, Figure 8",
    },
    Bug {
        id: "r2",
        story: &details::BUG_R2,
        breaks: &["ElectionSafety", "VoteOnce"],
        script: script!("scripts/r2.script"),
        source: "Raft Figure 2, Persistent state",
    },
    Bug {
        id: "r3",
        story: &details::BUG_R3,
        breaks: &["ElectionSafety", "VoteOnce", "Order"],
        script: script!("scripts/r3.script"),
        source: "raft.tla, pull request 5",
    },
    Bug {
        id: "r4",
        story: &details::BUG_R4,
        breaks: &["CommitQuorum", "QuorumLog", "PersistBeforeSend"],
        script: script!("scripts/r4.script"),
        source: "etcd #14370, #12589",
    },
    Bug {
        id: "r5",
        story: &details::BUG_R5,
        breaks: &["ElectionSafety", "VoteOnce"],
        script: script!("scripts/r5.script"),
        source: "CCF #8094; redpanda #14, #19; akka-raft #56",
    },
    Bug {
        id: "r6",
        story: &details::BUG_R6,
        breaks: &["LeaderCompleteness"],
        script: script!("scripts/r6.script"),
        source: "Raft §5.4.1",
    },
    Bug {
        id: "r7",
        story: &details::BUG_R7,
        breaks: &["LeaderCompleteness"],
        script: script!("scripts/r7.script"),
        source: "Raft §5.4.1; etcd TestVoter",
    },
    Bug {
        id: "r8",
        story: &details::BUG_R8,
        breaks: &["StateMachineSafety"],
        script: script!("scripts/r8.script"),
        source: "Raft Figure 2, AppendEntries 5; copycat #265",
    },
    Bug {
        id: "r9",
        story: &details::BUG_R9,
        breaks: &["QuorumLog"],
        script: script!("scripts/r9.script"),
        source: "Raft Figure 2, AppendEntries 3",
    },
    Bug {
        id: "r30",
        story: &details::BUG_R30,
        breaks: &["SessionOnce"],
        script: script!("scripts/r30.script"),
        source: "Thesis §6.3",
    },
    Bug {
        id: "r36",
        story: &details::BUG_R36,
        breaks: &["Progress"],
        script: script!("scripts/r36.script"),
        source: "Raft §9.3, Figure 16",
    },
    Bug {
        id: "r37",
        story: &details::BUG_R37,
        breaks: &["Progress"],
        script: script!("scripts/r37.script"),
        source: "Raft Figure 2, Rules for followers",
    },
    Bug {
        id: "r42",
        story: &details::BUG_R42,
        breaks: &["LeaderAppendOnly"],
        script: script!("scripts/r42.script"),
        source: "Raft §5.3, Figure 3: Leader Append-Only",
    },
    Bug {
        id: "r43",
        story: &details::BUG_R43,
        breaks: &["LogMatching"],
        script: script!("scripts/r43.script"),
        source: "Raft Figure 2, AppendEntries 2",
    },
];
