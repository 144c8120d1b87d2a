//! What a crash cannot take away: the three things that Figure 2 calls persistent.

use quorate_proto::{Command, Durable, Key, NodeId, Operation, RequestId, SharedVec};

/// One entry of the log. Its index is its position, counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// The term of the leader that created the entry.
    pub term: u64,
    /// What is to be done; `None` for the no-op with which a leader opens its term.
    pub command: Option<Command>,
}

/// Persistent state of a server, to be on disk before it answers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Disk {
    /// The latest term the server has seen.
    pub current_term: u64,
    /// The candidate that has the server's vote in this term.
    pub voted_for: Option<NodeId>,
    /// The log.
    pub log: SharedVec<Entry>,
}

impl Disk {
    /// Index of the last entry, 0 for an empty log.
    #[must_use]
    pub const fn last_index(&self) -> u64 {
        self.log.len() as u64
    }

    /// Term of the last entry, 0 for an empty log.
    #[must_use]
    pub fn last_term(&self) -> u64 {
        self.log.last().map_or(0, |entry| entry.term)
    }

    /// The entry at an index.
    #[must_use]
    pub fn entry(&self, index: u64) -> Option<&Entry> {
        self.log.get(usize::try_from(index.checked_sub(1)?).ok()?)
    }

    /// The term of the entry at an index: 0 for index 0, nothing beyond the end.
    #[must_use]
    pub fn term_at(&self, index: u64) -> Option<u64> {
        if index == 0 { Some(0) } else { self.entry(index).map(|entry| entry.term) }
    }

    /// The largest index up to `bound` whose entry has at most this term, 0 if there is none.
    /// Terms never decrease along a log, so that halving finds it.
    #[must_use]
    pub fn last_with_term_at_most(&self, term: u64, bound: u64) -> u64 {
        let (mut below, mut above) = (0, bound.min(self.last_index()) + 1);
        while above - below > 1 {
            let middle = below + (above - below) / 2;
            if self.term_at(middle).is_some_and(|found| found <= term) {
                below = middle;
            } else {
                above = middle;
            }
        }
        below
    }

    /// Cuts the log after an index.
    pub fn truncate(&mut self, index: u64) {
        self.log.truncate(usize::try_from(index).unwrap_or(usize::MAX));
    }
}

impl Durable for Disk {
    /// The record of a write is term and vote, then the new entries one by one. The first new entry
    /// takes the place of whatever conflicted with it.
    fn torn(&self, before: &Self, parts: u32) -> Self {
        let Some(entries) = parts.checked_sub(1) else { return before.clone() };
        let same = self.log.iter().zip(before.log.iter()).take_while(|(new, old)| new == old);
        let shared = same.count();
        let mut log = before.log.clone();
        if entries > 0 && self.log.len() > shared {
            log.truncate(shared);
            log.extend(self.log.range(shared, shared + entries as usize).copied());
        }
        Self { current_term: self.current_term, voted_for: self.voted_for, log }
    }
}

/// The client of entries that a scenario puts on a disk. No such client exists, no session is kept
/// for it and nobody waits for its answers.
pub const NOBODY: NodeId = NodeId::client(0x7fff);

/// Most entries that [`prepare`] takes.
const PREPARED_MAX: usize = 512;
/// Highest term that [`prepare`] takes.
const PREPARED_TERM_MAX: u64 = 1_000_000;

/// Reads a disk from the terms of its log: `1-1-2`, or `1-1-2_t8` for a server in term 8, or `_t8`
/// for an empty log.
#[must_use]
pub fn prepare(text: &str) -> Option<Disk> {
    let (terms, current) = match text.split_once("_t") {
        Some((terms, current)) => (terms, Some(number(current)?)),
        None => (text, None),
    };
    let mut disk = Disk::default();
    for term in terms.split('-').filter(|_| !terms.is_empty()) {
        let term = number(term)?;
        if term == 0 || term < disk.last_term() || disk.log.len() == PREPARED_MAX {
            return None;
        }
        disk.log.push(prepared(term, disk.last_index() + 1));
    }
    disk.current_term = current.unwrap_or(disk.last_term());
    (disk.current_term >= disk.last_term()).then_some(disk)
}

fn number(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| plain && *number <= PREPARED_TERM_MAX)
}

/// The entry that stands for (term, index) on every prepared disk: equal pairs are equal commands,
/// different pairs are different ones.
fn prepared(term: u64, index: u64) -> Entry {
    let sequence = (term * (PREPARED_MAX as u64 + 1) + index) as u32;
    let operation = Operation::Set { key: Key::X, value: index as i64 };
    Entry { term, command: Some(Command { id: RequestId { client: NOBODY, sequence }, operation }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_read_from_the_terms_of_its_log() {
        let disk = prepare("1-1-2_t8").expect("well-formed");
        assert_eq!((disk.current_term, disk.last_index(), disk.last_term()), (8, 3, 2));
        assert_eq!(prepare("1-1-2").map(|disk| disk.current_term), Some(2));
        assert_eq!(prepare("_t8").map(|disk| disk.log.len()), Some(0));
        for bad in
            ["", "0", "2-1", "1-x", "1--1", "1-3_t2", "+1", "1_t", "1-1-99999999999999999999"]
        {
            assert_eq!(prepare(bad), (bad.is_empty()).then(Disk::default), "{bad}");
        }
        let (one, other) = (prepare("1-1-2").expect("fine"), prepare("1-1-3").expect("fine"));
        assert_eq!(one.entry(2), other.entry(2));
        assert_ne!(one.entry(3), other.entry(3));
    }

    #[test]
    fn halving_finds_the_last_entry_of_a_term() {
        let disk = prepare("1-2-2-4-4").expect("well-formed");
        let found = [(0, 9), (1, 9), (2, 9), (3, 9), (4, 9), (4, 4), (2, 2), (9, 0)]
            .map(|(term, bound)| disk.last_with_term_at_most(term, bound));
        assert_eq!(found, [0, 1, 3, 3, 5, 4, 2, 0]);
    }

    #[test]
    fn a_torn_write_leaves_its_first_parts() {
        let before = prepare("1-1-2").expect("fine");
        let mut after = prepare("1-1-3-3_t4").expect("fine");
        after.voted_for = Some(NodeId::new(1));
        let left: Vec<Vec<u64>> = (0..5)
            .map(|parts| after.torn(&before, parts).log.iter().map(|entry| entry.term).collect())
            .collect();
        let expected: [&[u64]; 5] =
            [&[1, 1, 2], &[1, 1, 2], &[1, 1, 3], &[1, 1, 3, 3], &[1, 1, 3, 3]];
        assert_eq!(left, expected);
        assert_eq!(after.torn(&before, 0), before);
        assert_eq!(after.torn(&before, 1).current_term, 4);
        assert_eq!(after.torn(&before, 9), after);
    }
}
