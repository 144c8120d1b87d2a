//! What servers say to each other: the two remote procedure calls of Raft, requests and answers.

use crate::durable::Entry;

/// A message. Its sender is known to the receiver from the envelope.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// A candidate asks for a vote.
    RequestVote {
        /// The term that the candidate wants to lead.
        term: u64,
        /// Index of the last entry of the candidate's log.
        last_index: u64,
        /// Term of that entry.
        last_term: u64,
    },
    /// The answer to [`Message::RequestVote`]. A candidate's own ballot comes the same way, so that
    /// it counts only once it is on disk.
    Vote {
        /// The voter's term.
        term: u64,
        /// Whether the candidate has the vote.
        granted: bool,
    },
    /// A leader replicates entries; without entries it is a heartbeat.
    AppendEntries {
        /// The leader's term.
        term: u64,
        /// Index of the entry before the new ones.
        previous_index: u64,
        /// Term of that entry.
        previous_term: u64,
        /// The new entries, possibly none.
        entries: Vec<Entry>,
        /// How far the leader has committed.
        commit: u64,
    },
    /// The answer to [`Message::AppendEntries`] whose previous entry was found: all up to and
    /// including the new entries is on the sender's disk.
    Appended {
        /// The follower's term.
        term: u64,
        /// Index up to which the follower's log equals the leader's.
        matched: u64,
    },
    /// The answer to [`Message::AppendEntries`] whose previous entry was not found, or whose term
    /// is over.
    Rejected {
        /// The follower's term.
        term: u64,
        /// The previous index that was not found.
        refused: u64,
        /// Where the logs may still agree, for a leader that does not go back one by one.
        hint: Hint,
    },
    /// A leader tells itself that what it appended is on its own disk.
    Stored {
        /// The term in which it appended.
        term: u64,
        /// Index up to which its log is durable.
        index: u64,
    },
}

/// What a follower says of its log when it refuses entries.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Hint {
    /// An index of the follower's log; how it is meant depends on the setting for going back.
    pub index: u64,
    /// Term of the follower's conflicting entry, 0 if its log has none there.
    pub term: u64,
}

/// Positions of the messages in `META.kinds`.
pub(crate) mod kind {
    pub(crate) const REQUEST_VOTE: usize = 0;
    pub(crate) const VOTE: usize = 1;
    pub(crate) const APPEND_ENTRIES: usize = 2;
    pub(crate) const HEARTBEAT: usize = 3;
    pub(crate) const APPENDED: usize = 4;
    pub(crate) const REJECTED: usize = 5;
    pub(crate) const STORED: usize = 6;
}

impl Message {
    /// Position of the message's kind in `META.kinds`.
    pub(crate) const fn kind(&self) -> usize {
        match self {
            Self::RequestVote { .. } => kind::REQUEST_VOTE,
            Self::Vote { .. } => kind::VOTE,
            Self::AppendEntries { entries, .. } if entries.is_empty() => kind::HEARTBEAT,
            Self::AppendEntries { .. } => kind::APPEND_ENTRIES,
            Self::Appended { .. } => kind::APPENDED,
            Self::Rejected { .. } => kind::REJECTED,
            Self::Stored { .. } => kind::STORED,
        }
    }
}
