//! Events as lines for people: when, where, what, why.

use quorate_proto::{Language, Meta, Phrase};
use quorate_scenario::{action, export};
use quorate_sim::{Event, EventKind, LossReason, Lost, Packet, Sent};

use crate::out::padded;
use crate::words;

/// Columns of the time, the place and what happens.
const TIME: usize = 12;
const PLACE: usize = 4;
const WHAT: usize = 38;

/// One event as one line.
pub(crate) fn line(event: &Event, meta: &'static Meta, language: Language) -> String {
    let time = time(event.stamp.tick);
    let place = event.place.map_or_else(|| "·".to_owned(), |place| place.to_string());
    let what = what(event, meta, language);
    let mut rest: Vec<String> = Vec::new();
    rest.extend(event.said.iter().map(|said| said.text.say(language)));
    rest.extend(event.refused.map(|why| why.say(language)));
    rest.extend(departures(event, language));
    rest.extend(event.broken.iter().map(|(_, text)| {
        format!(
            "{}{}{}",
            words::BROKEN.words(language),
            words::COLON.words(language),
            text.say(language)
        )
    }));
    let line = format!(
        "{time:>TIME$}  {}{}{}",
        padded(&place, PLACE),
        padded(&what, WHAT),
        if rest.is_empty() { String::new() } else { format!(" {}", rest.join(" · ")) },
    );
    line.trim_end().to_owned()
}

/// A time in milliseconds, with as many decimals for all, so that points stand below each other.
fn time(tick: quorate_proto::Tick) -> String {
    format!("{}.{:03}", tick / 1_000, tick % 1_000)
}

fn what(event: &Event, meta: &'static Meta, language: Language) -> String {
    let words = |phrase: &'static Phrase<0>| phrase.words(language);
    match &event.kind {
        EventKind::Booted => words(&words::BOOTS).to_owned(),
        EventKind::Received { message, packet, .. } => {
            let from = words::RECEIVES.with([message.from.into()]).say(language);
            format!("{from}{}", packet_text(packet, language))
        }
        EventKind::Lost(gone) => lost(gone, language),
        EventKind::Fired(code) => {
            let timer = meta.timers.get(usize::from(code.kind));
            let label = timer.map_or("?", |timer| timer.label.words(language));
            format!("{}{label}", words(&words::TIMER))
        }
        EventKind::Written => words(&words::WRITTEN).to_owned(),
        EventKind::Asked => words(&words::ASKS).to_owned(),
        EventKind::AskedAgain => words(&words::ASKS_AGAIN).to_owned(),
        EventKind::Disconnected(peer) => words::DISCONNECTED.with([(*peer).into()]).say(language),
        EventKind::Acted(acted) => {
            format!("{}{}", words(&words::ACTS), action(acted, meta).replace('.', " "))
        }
    }
}

fn lost(gone: &Lost, language: Language) -> String {
    let why: &'static Phrase<0> = match gone.reason {
        LossReason::Network => &words::LOST_NETWORK,
        LossReason::Cut => &words::LOST_CUT,
        LossReason::Down => &words::LOST_DOWN,
        LossReason::Dropped => &words::LOST_DROPPED,
    };
    let from = words::RECEIVES.with([gone.message.from.into()]).say(language);
    format!("{from}{}{}", why.words(language), packet_text(&gone.packet, language))
}

fn packet_text(packet: &Packet, language: Language) -> String {
    export::packet_text(packet, language)
}

/// What left during an event; the same message to several receivers is told once.
fn departures(event: &Event, language: Language) -> Vec<String> {
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for Sent { message, packet, .. } in &event.sent {
        let text = packet_text(packet, language);
        match told.iter_mut().find(|(known, _)| *known == text) {
            Some((_, receivers)) => receivers.push(message.to.to_string()),
            None => told.push((text, vec![message.to.to_string()])),
        }
    }
    told.into_iter().map(|(text, receivers)| format!("→ {}: {text}", receivers.concat())).collect()
}
