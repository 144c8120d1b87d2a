//! Why an event happened: what led to it, step by step, and everything it could have known.

use std::collections::BTreeSet;

use quorate_proto::NodeId;
use quorate_sim::{Event, EventKind, Record};

/// Numbers of all events that could have influenced this one, itself included, as far back as the
/// record goes: what happened before it at the same place, what its message came from, and so on.
/// (Lamport, Time, clocks, and the ordering of events, 1978: "happened before".)
#[must_use]
pub fn causal_past(record: &Record, number: u64) -> BTreeSet<u64> {
    let mut past = BTreeSet::new();
    if record.find(number).is_none() {
        return past;
    }
    let mut wanted = BTreeSet::new();
    wanted.insert(number);
    let mut places = BTreeSet::new();
    let until = record.events.partition_point(|event| event.number <= number);
    for event in record.events.iter().take(until).rev() {
        let place = place_of_step(event);
        let known = place.is_some_and(|place| places.contains(&place));
        if known || wanted.contains(&event.number) {
            past.insert(event.number);
            wanted.insert(event.cause);
            places.extend(place);
        }
    }
    past
}

/// Numbers of the events that led directly to this one, itself first: the message it came by, the
/// timer that made somebody send it, and so on.
#[must_use]
pub fn chain_of_causes(record: &Record, number: u64) -> Vec<u64> {
    let mut chain = Vec::new();
    let mut next = record.find(number);
    while let Some(event) = next {
        chain.push(event.number);
        next = if event.cause < event.number { record.find(event.cause) } else { None };
    }
    chain
}

/// Where somebody took a step; nowhere for a message that vanished.
fn place_of_step(event: &Event) -> Option<u16> {
    match &event.kind {
        EventKind::Lost(_) => None,
        _ => event.place.map(NodeId::code),
    }
}
