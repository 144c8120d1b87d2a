//! The order of things to come: by tick, then by the sequence in which they were scheduled.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use quorate_proto::{Tick, TimerCode};

/// What is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Due {
    /// The flight in this place arrives.
    Flight(u32),
    /// A timer of a node runs down.
    Timer(u16, TimerCode),
    /// The oldest write of a node is durable.
    Write(u16),
    /// A node starts for the first time.
    Boot(u16),
    /// A client has waited long enough for its answer.
    Patience(u16),
    /// A client asks on its own.
    Workload(u16),
    /// A node learns that its stream to another one broke.
    Disconnect(u16, u16),
}

/// An entry of the queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) tick: Tick,
    pub(crate) sequence: u64,
    pub(crate) due: Due,
}

impl Entry {
    /// Tick and sequence as one number, so that one comparison decides.
    const fn key(&self) -> u128 {
        (self.tick as u128) << 64 | self.sequence as u128
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    /// The earliest entry is the greatest, so that the heap gives it first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.key().cmp(&self.key())
    }
}

/// All entries, the earliest first. Entries that no longer count stay until they come up; whoever
/// takes one out decides by its sequence number whether it still stands for something.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    heap: BinaryHeap<Entry>,
    sequence: u64,
}

impl Queue {
    /// A sequence number that no entry has had yet.
    pub(crate) const fn next_sequence(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// Schedules something under a sequence number of its own, which it gives back.
    pub(crate) fn push(&mut self, tick: Tick, due: Due) -> u64 {
        let sequence = self.next_sequence();
        self.push_as(tick, sequence, due);
        sequence
    }

    /// Schedules something under a sequence number that was taken before.
    pub(crate) fn push_as(&mut self, tick: Tick, sequence: u64, due: Due) {
        self.heap.push(Entry { tick, sequence, due });
    }

    pub(crate) fn peek(&self) -> Option<&Entry> {
        self.heap.peek()
    }

    pub(crate) fn pop(&mut self) -> Option<Entry> {
        self.heap.pop()
    }
}
