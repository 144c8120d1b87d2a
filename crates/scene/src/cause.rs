//! Why an event happened: what led to it, step by step, and everything it could have known.

use quorate_proto::{NodeId, SortedSet};
use quorate_sim::{Event, EventKind, Record};

/// Numbers of all events that could have influenced this one, itself included, as far back as the
/// record goes: what happened before it at the same place, what its message came from, and so on.
/// (Lamport, Time, clocks, and the ordering of events, 1978: "happened before".)
#[must_use]
pub fn causal_past(record: &Record, number: u64) -> SortedSet<u64> {
    let position = |number: u64| record.events.binary_search_by_key(&number, |it| it.number).ok();
    let Some(last) = position(number) else { return SortedSet::new() };
    let mut belongs = vec![false; last + 1];
    belongs[last] = true;
    let mut places = SortedSet::new();
    for (at, event) in record.events.iter().enumerate().take(last + 1).rev() {
        let place = place_of_step(event);
        if belongs[at] || place.is_some_and(|place| places.contains(&place)) {
            if let Some(cause) = position(event.cause).and_then(|cause| belongs.get_mut(cause)) {
                *cause = true;
            }
            belongs[at] = true;
            places.extend(place);
        }
    }
    let past = record.events.iter().zip(belongs).filter(|(_, belongs)| *belongs);
    past.map(|(event, _)| event.number).collect()
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
