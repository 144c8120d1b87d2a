//! What surrounds one node: its clock, its timers and its disk.

use std::any::Any;
use std::rc::Rc;

use quorate_proto::{Effect, NodeId, Phrase, Tick, TimerCode};

use crate::action::DiskMode;
use crate::clock::Clock;
use crate::queue::{Due, Queue};

/// A node's surroundings.
#[derive(Clone, Debug, Default)]
pub struct Host {
    pub(crate) clock: Clock,
    pub(crate) timers: Vec<Timer>,
    pub(crate) disk: Disk,
    /// Choices made so far.
    pub(crate) choices: u64,
    /// How its next choices fall that somebody made for it.
    pub(crate) settled: Vec<u32>,
    /// Broadcasts made so far.
    pub(crate) broadcasts: u32,
    /// Number of the node's latest event: the local cause of its next.
    pub(crate) latest_event: u64,
    /// What fell due while the node stood still.
    pub(crate) waiting: Vec<(Due, u64)>,
    /// Whether the node has ever started.
    pub(crate) booted: bool,
    /// The rule of its own that a halted node found broken.
    pub(crate) halted_by: Option<&'static Phrase<0>>,
}

/// A timer of a node. A stopped one is kept for its count of uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timer {
    /// Which.
    pub code: TimerCode,
    /// When it was set.
    pub started: Tick,
    /// When it runs down.
    pub deadline: Tick,
    pub(crate) running: bool,
    /// Sequence number under which it counts in the order of events.
    pub(crate) sequence: u64,
    /// Tick and sequence number of its earliest entry in the queue, if there is one.
    pub(crate) queued: Option<(Tick, u64)>,
    /// How often it was set.
    pub(crate) uses: u64,
    /// Number of the event that set it.
    pub(crate) cause: u64,
}

/// A node's disk: images in the order in which they were issued, each with what waits for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    pub(crate) mode: DiskMode,
    pub(crate) writes: Vec<Write>,
    /// How many writes were ever issued.
    pub(crate) issued: u64,
    /// When the latest write so far will be durable.
    pub(crate) done_last: Tick,
}

/// A write that was issued and is not yet durable.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub(crate) image: Rc<dyn Any>,
    pub(crate) held: Vec<Effect>,
    /// Number of the event that issued it.
    pub(crate) cause: u64,
    /// Sequence number of its entry in the queue.
    pub(crate) sequence: u64,
}

impl Timer {
    /// Makes sure that the queue has an entry for the timer of a node no later than its deadline.
    pub(crate) fn join(&mut self, queue: &mut Queue, node: NodeId) {
        if self.queued.is_none_or(|(tick, _)| tick > self.deadline) {
            self.queued = Some((self.deadline, self.sequence));
            queue.push_as(self.deadline, self.sequence, Due::Timer(node.code(), self.code));
        }
    }
}

impl Host {
    /// The node's clock.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The timers that run.
    pub fn timers(&self) -> impl Iterator<Item = &Timer> {
        self.timers.iter().filter(|timer| timer.running)
    }

    /// The rule of its own that a halted node found broken.
    #[must_use]
    pub const fn halted_by(&self) -> Option<&'static Phrase<0>> {
        self.halted_by
    }

    /// How the disk behaves.
    #[must_use]
    pub const fn disk_mode(&self) -> DiskMode {
        self.disk.mode
    }

    /// Whether the node has a disk that it can rely on.
    pub(crate) fn is_sound(&self) -> bool {
        matches!(self.disk.mode, DiskMode::Honest | DiskMode::Torn)
    }

    /// How many writes are not yet durable.
    #[must_use]
    pub fn writes_pending(&self) -> usize {
        self.disk.writes.len()
    }

    /// The writes that are not yet durable, oldest first: the image, and what waits for it.
    pub fn writes(&self) -> impl Iterator<Item = (&Rc<dyn Any>, &[Effect])> {
        self.disk.writes.iter().map(|write| (&write.image, write.held.as_slice()))
    }

    /// Whether the write with this sequence number is the next to become durable. At a node that
    /// stands still the earlier ones wait too, so there it may be any.
    pub(crate) fn is_next_write(&self, sequence: u64, paused: bool) -> bool {
        let writes = self.disk.writes.iter();
        self.disk.mode != DiskMode::Stalled
            && writes.take(if paused { usize::MAX } else { 1 }).any(|it| it.sequence == sequence)
    }

    pub(crate) fn timer_mut(&mut self, code: TimerCode) -> &mut Timer {
        self.timer_and_clock(code).0
    }

    pub(crate) fn timer_and_clock(&mut self, code: TimerCode) -> (&mut Timer, &Clock) {
        let position = match self.timers.iter().position(|timer| timer.code == code) {
            Some(position) => position,
            None => {
                self.timers.push(Timer {
                    code,
                    started: 0,
                    deadline: 0,
                    running: false,
                    sequence: 0,
                    queued: None,
                    uses: 0,
                    cause: 0,
                });
                self.timers.len() - 1
            }
        };
        (&mut self.timers[position], &self.clock)
    }

    pub(crate) fn timer(&self, code: TimerCode) -> Option<&Timer> {
        self.timers.iter().find(|timer| timer.code == code && timer.running)
    }

    /// A crash: timers, held effects and unfinished writes are gone.
    pub(crate) fn crash(&mut self) {
        for timer in &mut self.timers {
            timer.running = false;
        }
        self.disk.writes.clear();
        self.disk.done_last = 0;
    }
}
