//! Messages under way. Send and arrival are both known from the start, so that where a message is
//! at any time is a function of that time: pictures need no state of their own.

use quorate_proto::{AnyMessage, Command, Outcome, RequestId, Tick};

use crate::action::MessageId;
use crate::record::LossReason;

/// What travels.
#[derive(Clone, Debug)]
pub enum Packet {
    /// Something that one node says to another.
    Message(AnyMessage),
    /// A client asks.
    Request(Command),
    /// A client is answered.
    Reply(RequestId, Outcome),
}

impl Packet {
    /// The fingerprint of its contents.
    #[must_use]
    pub fn digest(&self) -> u64 {
        match self {
            Self::Message(message) => message.digest(),
            Self::Request(command) => quorate_proto::Digest::of(command),
            Self::Reply(request, outcome) => quorate_proto::Digest::of(&(request, outcome)),
        }
    }
}

/// A message under way.
#[derive(Clone, Debug)]
pub struct Flight {
    /// Its name.
    pub id: MessageId,
    /// What it carries.
    pub packet: Packet,
    /// When it left.
    pub sent: Tick,
    /// When it arrives, or would.
    pub arrives: Tick,
    /// Why it will vanish on the way, if it will.
    pub doom: Option<LossReason>,
    /// Number of the event that sent it.
    pub cause: u64,
    /// Sequence number of its entry in the queue.
    pub(crate) sequence: u64,
}

/// All messages under way, in reusable places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flights {
    places: Vec<Option<Flight>>,
    free: Vec<u32>,
}

impl Flights {
    /// Takes in a flight; gives its place.
    pub(crate) fn put(&mut self, flight: Flight) -> u32 {
        let place = self.free.pop().unwrap_or(self.places.len() as u32);
        match self.places.get_mut(place as usize) {
            Some(free) => *free = Some(flight),
            None => self.places.push(Some(flight)),
        }
        place
    }

    /// The flight in a place, if it is still the one with this sequence number.
    pub(crate) fn get(&self, place: u32, sequence: u64) -> Option<&Flight> {
        let flight = self.places.get(place as usize)?.as_ref()?;
        (flight.sequence == sequence).then_some(flight)
    }

    pub(crate) fn take(&mut self, place: u32) -> Option<Flight> {
        let flight = self.places.get_mut(place as usize)?.take()?;
        self.free.push(place);
        Some(flight)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Flight> {
        self.places.iter().flatten()
    }

    /// Places and flights that a test holds for.
    pub(crate) fn places_where(&self, test: impl Fn(&Flight) -> bool) -> Vec<u32> {
        let found = self.places.iter().enumerate();
        let found = found.filter(|(_, flight)| flight.as_ref().is_some_and(&test));
        found.map(|(place, _)| place as u32).collect()
    }

    pub(crate) fn at(&self, place: u32) -> Option<&Flight> {
        self.places.get(place as usize)?.as_ref()
    }

    pub(crate) fn at_mut(&mut self, place: u32) -> Option<&mut Flight> {
        self.places.get_mut(place as usize)?.as_mut()
    }
}
