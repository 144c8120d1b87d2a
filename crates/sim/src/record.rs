//! What happened, told for readers: events with their causes, rules and messages.

use std::collections::VecDeque;

use quorate_proto::{Delivery, NodeId, Said, Stance, Status, Tell, Text, Tick, TimerCode};

use crate::action::{Action, MessageId, Stamp};
use crate::flight::Packet;

/// One event of a run.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its number in the run, from 1.
    pub number: u64,
    /// The moment just before it.
    pub stamp: Stamp,
    /// Where it happened; nobody's place for what concerns the whole cluster.
    pub place: Option<NodeId>,
    /// What happened.
    pub kind: EventKind,
    /// Number of the event elsewhere or earlier that led to it; 0 if none did.
    pub cause: u64,
    /// Rules that fired, in order.
    pub said: Vec<Said>,
    /// Messages that left.
    pub sent: Vec<Sent>,
    /// A message that somebody took out.
    pub lost: Option<Lost>,
    /// What was delivered.
    pub delivered: Vec<Delivery>,
    /// Why what somebody did from outside came to nothing, if the world can say.
    pub refused: Option<Text>,
    /// Properties that broke, by position, and how.
    pub broken: Vec<(usize, Text)>,
    /// What the node at this place is after the event, in a record of all steps.
    pub after: Option<After>,
}

/// A node right after an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct After {
    /// Its role and epoch; nothing for one that is down.
    pub stance: Option<Stance>,
    /// Whether it runs.
    pub status: Status,
}

/// What an event is.
#[derive(Clone, Debug)]
pub enum EventKind {
    /// A node started for the first time.
    Booted,
    /// A message arrived.
    Received {
        /// Which.
        message: MessageId,
        /// What it carried.
        packet: Packet,
        /// When it had left.
        sent: Tick,
    },
    /// A message vanished, or found nobody.
    Lost(Lost),
    /// A timer ran down.
    Fired(TimerCode),
    /// A write became durable, and what waited for it left.
    Written,
    /// A client asked on its own.
    Asked,
    /// A client lost patience and asked again.
    AskedAgain,
    /// A node learned that its stream to another one broke.
    Disconnected(NodeId),
    /// Somebody acted from outside.
    Acted(Action),
}

/// A message that did not arrive.
#[derive(Clone, Debug)]
pub struct Lost {
    /// Which.
    pub message: MessageId,
    /// What it carried.
    pub packet: Packet,
    /// When it had left.
    pub sent: Tick,
    /// Why.
    pub reason: LossReason,
}

/// Why a message did not arrive.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LossReason {
    /// The network lost it.
    Network,
    /// The link was cut.
    Cut,
    /// The receiver was down.
    Down,
    /// Somebody dropped it.
    Dropped,
}

/// A message that left during an event.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its name.
    pub message: MessageId,
    /// What it carries.
    pub packet: Packet,
    /// When it will arrive, if nothing happens to it.
    pub arrives: Tick,
    /// Whether it is already doomed.
    pub lost: bool,
}

/// How much a [`Record`] keeps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Detail {
    /// Nothing.
    #[default]
    Nothing,
    /// Only events that leave a mark: rules with marks, faults, broken promises.
    Marks,
    /// Every event, but only the rules that leave a mark: no words are made for the others.
    Steps,
    /// Every event, with every rule.
    Everything,
}

impl Detail {
    /// Which rules have to be told for it.
    pub(crate) const fn tell(self) -> Tell {
        match self {
            Self::Nothing => Tell::Nothing,
            Self::Marks | Self::Steps => Tell::Marks,
            Self::Everything => Tell::Everything,
        }
    }
}

/// A listener to a run.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// How much is kept.
    pub detail: Detail,
    /// The events, oldest first.
    pub events: VecDeque<Event>,
    pub(crate) current: Option<Event>,
}

impl Record {
    /// A listener that keeps this much.
    #[must_use]
    pub fn new(detail: Detail) -> Self {
        Self { detail, events: VecDeque::new(), current: None }
    }

    /// The event with this number, if it is kept.
    #[must_use]
    pub fn find(&self, number: u64) -> Option<&Event> {
        let index = self.events.binary_search_by_key(&number, |event| event.number).ok()?;
        self.events.get(index)
    }

    /// An event begins. `kind` is only called for if somebody listens.
    pub(crate) fn begin(
        &mut self,
        number: u64,
        stamp: Stamp,
        place: Option<NodeId>,
        cause: u64,
        kind: impl FnOnce() -> EventKind,
    ) {
        if self.detail > Detail::Nothing {
            self.current = Some(Event::new(number, stamp, place, cause, kind()));
        }
    }

    /// Adds to the event that is going on, if somebody listens.
    pub(crate) fn note(&mut self, add: impl FnOnce(&mut Event)) {
        if let Some(event) = &mut self.current {
            add(event);
        }
    }

    /// The event that was going on is over.
    pub(crate) fn end(&mut self) {
        if let Some(event) = self.current.take()
            && (self.detail >= Detail::Steps || event.stands_out())
        {
            self.events.push_back(event);
        }
    }
}

impl Event {
    fn new(number: u64, stamp: Stamp, place: Option<NodeId>, cause: u64, kind: EventKind) -> Self {
        Self {
            number,
            stamp,
            place,
            kind,
            cause,
            said: Vec::new(),
            sent: Vec::new(),
            lost: None,
            delivered: Vec::new(),
            refused: None,
            broken: Vec::new(),
            after: None,
        }
    }

    /// Whether the event belongs on the time line.
    #[must_use]
    pub fn stands_out(&self) -> bool {
        !self.broken.is_empty()
            || self.said.iter().any(|said| said.rule.mark.is_some())
            || matches!(&self.kind, EventKind::Acted(action) if action.is_fault())
    }
}
