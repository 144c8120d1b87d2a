//! A replica, its log, and what is said.

use super::{Ballot, Command, NONE, SLOTS_MAX, Slot};
use crate::board::Name;

/// What has become of a slot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Status {
    Empty,
    /// It was accepting under an earlier ballot.
    Preparing,
    Accepting,
    Committed,
}

/// A vote for a command in a ballot; in ballot 0, none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Vote {
    pub(super) ballot: Ballot,
    pub(super) command: Command,
}

/// What a replica knows about a slot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Entry {
    pub(super) status: Status,
    pub(super) command: Command,
    /// Its latest vote.
    pub(super) voted: Vote,
}

/// What is said.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Message {
    Prepare { from: Name, ballot: Ballot },
    Promise { from: Name, ballot: Ballot, votes: [Vote; SLOTS_MAX] },
    Accept { from: Name, ballot: Ballot, slot: Slot, command: Command },
    Accepted { from: Name, ballot: Ballot, slot: Slot },
    Committed { slot: Slot },
}

/// A replica.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Replica {
    pub(super) name: Name,
    /// Whom it takes for the leader.
    pub(super) leader: Name,
    /// The write that the key holds.
    pub(super) value: Command,
    /// How many slots it has committed.
    pub(super) committed: u8,
    /// The ballot in which it leads and has heard from a quorum.
    pub(super) prepared: Ballot,
    /// The highest ballot it has heard of.
    pub(super) heeds: Ballot,
    pub(super) log: [Entry; SLOTS_MAX],
    pub(super) done: bool,
}

impl Entry {
    const EMPTY: Self =
        Self { status: Status::Empty, command: NONE, voted: Vote { ballot: 0, command: NONE } };

    pub(super) const fn vote(&mut self, vote: Vote) {
        *self = Self { status: Status::Accepting, command: vote.command, voted: vote };
    }
}

impl Replica {
    pub(super) const fn new(name: Name) -> Self {
        Self {
            name,
            leader: NONE,
            value: NONE,
            committed: 0,
            prepared: 0,
            heeds: 0,
            log: [Entry::EMPTY; SLOTS_MAX],
            done: false,
        }
    }

    pub(super) fn votes(&self) -> [Vote; SLOTS_MAX] {
        self.log.map(|entry| entry.voted)
    }

    /// The replica once it has heard of a higher ballot.
    pub(super) fn following(&self, leader: Name, ballot: Ballot) -> Self {
        let mut after = Self { leader, heeds: ballot, ..*self };
        for entry in &mut after.log {
            if entry.status == Status::Accepting {
                entry.status = Status::Preparing;
            }
        }
        after
    }

    /// The slot after those that are committed, if it is voted for.
    pub(super) fn next_to_commit(&self, slots: u8) -> Option<Slot> {
        let entry = self.log.get(usize::from(self.committed));
        let accepting = entry.is_some_and(|entry| entry.status == Status::Accepting);
        (accepting && self.committed < slots).then_some(self.committed)
    }

    /// The replica once a slot is committed, and its command carried out.
    pub(super) fn committing(&self, slot: Slot, writes: Command) -> Self {
        let mut after = Self { committed: slot + 1, ..*self };
        let entry = &mut after.log[usize::from(slot)];
        entry.status = Status::Committed;
        if entry.command < writes {
            after.value = entry.command;
        }
        after
    }

    pub(super) fn rename(&mut self, map: &dyn Fn(Name) -> Name) {
        self.name = map(self.name);
        if self.leader != NONE {
            self.leader = map(self.leader);
        }
    }
}

impl Message {
    pub(super) fn renamed(&self, map: &dyn Fn(Name) -> Name) -> Self {
        let mut after = *self;
        match &mut after {
            Self::Prepare { from, .. }
            | Self::Promise { from, .. }
            | Self::Accept { from, .. }
            | Self::Accepted { from, .. } => *from = map(*from),
            Self::Committed { .. } => {}
        }
        after
    }
}
