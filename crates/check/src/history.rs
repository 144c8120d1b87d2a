//! Histories: who asked what and when, and what they were told.

use std::hash::Hash;

use quorate_proto::order;
use quorate_proto::{Answer, Command, Digest, NodeId, Operation, Outcome, SortedMap, Tick};

/// A moment in a history: a tick, or the number of a line. Only the order counts.
pub type Moment = u64;

/// One operation as the process that called it saw it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Call<I, O> {
    /// Who called: a client, a thread, a session.
    pub process: u32,
    /// When it was called.
    pub invoked: Moment,
    /// When it came back. Nothing for one that never did: it may have taken effect at any time
    /// since it was called, may still do so, or never will.
    pub returned: Option<Moment>,
    /// What was called.
    pub input: I,
    /// What came back. Nothing if it is not known.
    pub output: Option<O>,
}

impl<I, O> Call<I, O> {
    /// Whether it may take effect later than anything else, or not at all.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.returned.is_none()
    }
}

/// What was called, in the order in which it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History<I, O> {
    calls: Vec<Call<I, O>>,
}

impl<I, O> Default for History<I, O> {
    fn default() -> Self {
        Self { calls: Vec::new() }
    }
}

impl<I, O> History<I, O> {
    /// A history of these calls, sorted by when they were called. A call cannot come back before it
    /// was made: one that says so is taken to come back at once.
    #[must_use]
    pub fn new(mut calls: Vec<Call<I, O>>) -> Self {
        for call in &mut calls {
            call.returned = call.returned.map(|returned| returned.max(call.invoked));
        }
        order::sort_by_key(&mut calls, |call| call.invoked);
        Self { calls }
    }

    /// The calls, in the order in which they were made. Reports name them by their position here.
    #[must_use]
    pub fn calls(&self) -> &[Call<I, O>] {
        &self.calls
    }

    /// How many calls there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether nobody called anything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Whether one call was over before another one began.
    ///
    /// Where a moment is a tick, an answer and a question may share it, and nobody knows which came
    /// first; then neither is taken to precede the other, unless one process did both.
    #[must_use]
    pub fn precedes(&self, first: usize, second: usize) -> bool {
        let earlier = first < second;
        let (Some(first), Some(second)) = (self.calls.get(first), self.calls.get(second)) else {
            return false;
        };
        let same = first.process == second.process && earlier;
        first.returned.is_some_and(|returned| {
            returned < second.invoked || (same && returned == second.invoked)
        })
    }

    /// For each call, the last one that its own process had completed before it.
    pub(crate) fn predecessors(&self) -> Vec<Option<usize>> {
        let mut last: SortedMap<u32, Vec<usize>> = SortedMap::new();
        let mut predecessors = Vec::with_capacity(self.calls.len());
        for (position, call) in self.calls.iter().enumerate() {
            let own = last.get_or_insert_with(call.process, Vec::new);
            let over = own.iter().rev().find(|before| {
                self.calls[**before].returned.is_some_and(|returned| returned <= call.invoked)
            });
            predecessors.push(over.copied());
            own.push(position);
        }
        predecessors
    }

    /// Everything that happened, in order: calls that are made and calls that come back.
    pub(crate) fn events(&self) -> Vec<Event> {
        self.events_of(0..self.calls.len())
    }

    /// The same for some of the calls.
    pub(crate) fn events_of(&self, calls: impl Iterator<Item = usize>) -> Vec<Event> {
        let mut events = Vec::with_capacity(2 * calls.size_hint().0);
        for (call, it) in calls.filter_map(|call| Some((call, self.calls.get(call)?))) {
            events.push(Event { at: it.invoked, returns: false, call });
            if let Some(at) = it.returned {
                events.push(Event { at, returns: true, call });
            }
        }
        order::sort(&mut events);
        events
    }
}

impl<I: Hash, O: Hash> History<I, O> {
    /// A fingerprint of what the checkers look at: who called what, in which order, and what came
    /// back. Histories that differ in nothing but the length of their pauses have the same.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut digest = Digest::default();
        let mut before = None;
        for event in self.events() {
            let call = &self.calls[event.call];
            // Within one moment nothing precedes anything.
            digest.word(u64::from(before.replace(event.at) == Some(event.at)));
            digest.word(event.call as u64);
            if event.returns {
                call.output.hash(&mut digest);
            } else {
                (call.process, &call.input).hash(&mut digest);
            }
        }
        std::hash::Hasher::finish(&digest)
    }
}

/// A call is made, or it comes back. What is called at one moment comes before what returns then.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Event {
    pub(crate) at: Moment,
    pub(crate) returns: bool,
    pub(crate) call: usize,
}

/// What the clients of a cluster saw.
pub type ClientHistory = History<Operation, Answer>;

impl ClientHistory {
    /// The history of clients: who asked what, when, and when it was told what.
    ///
    /// What was refused did not happen and is left out. A redirection is no answer: whatever ends
    /// in one stays open.
    #[must_use]
    pub fn of_clients(
        operations: impl IntoIterator<Item = (NodeId, Command, Tick, Option<(Tick, Outcome)>)>,
    ) -> Self {
        let call = |(client, command, invoked, returned): (NodeId, Command, Tick, _)| {
            let (returned, output) = match returned {
                Some((tick, Outcome::Done(answer))) => (Some(tick), Some(answer)),
                Some((_, Outcome::Refused)) => return None,
                Some((_, Outcome::Redirect(_))) | None => (None, None),
            };
            let process = u32::from(client.code());
            Some(Call { process, invoked, returned, input: command.operation, output })
        };
        Self::new(operations.into_iter().filter_map(call).collect())
    }
}
