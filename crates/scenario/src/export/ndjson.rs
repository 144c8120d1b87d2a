//! The trace of a run, one event per line: for scripts, graders and other programs.
//!
//! Every line has `t` (microseconds), `seq` (the event's number, from 1), `node` (where it
//! happened, or null) and `kind`; `cause` is the number of the event that led to it. What else a
//! line has follows from its kind. Keys are added, never renamed.

use quorate_proto::{Delivery, Language, Meta, PropertyInfo, Tick};
use quorate_sim::{Event, EventKind, Lost, MessageId, Packet, Sent};

use super::json::Object;
use super::{packet_kind, packet_text, reason_id, timer_id};
use crate::write::action;

/// One event as a line of JSON, without the end of the line.
#[must_use]
pub fn ndjson_line(event: &Event, meta: &'static Meta, properties: &[PropertyInfo]) -> String {
    let mut line = Object::new().plain("t", event.stamp.tick).plain("seq", event.number);
    line = match event.place {
        Some(place) => line.string("node", &place.to_string()),
        None => line.plain("node", "null"),
    };
    line = kind(line, event, meta);
    if event.cause > 0 {
        line = line.plain("cause", event.cause);
    }
    if let Some(stance) = event.after.and_then(|after| after.stance) {
        line = line.string("role", stance.role.id).plain("epoch", stance.epoch);
    }
    if let (Some(gone), false) = (&event.lost, matches!(event.kind, EventKind::Lost(_))) {
        line = lost(line, gone, meta);
    }
    if !event.said.is_empty() {
        line = line.list(
            "rules",
            event.said.iter().map(|said| {
                let rule = Object::new().string("rule", said.rule.id);
                let rule = rule.string("source", said.rule.source);
                rule.string("text", &said.text.say(Language::English)).end()
            }),
        );
    }
    if !event.sent.is_empty() {
        line = line.list("sent", event.sent.iter().map(|sent| departure(sent, meta)));
    }
    if !event.delivered.is_empty() {
        line = line.list("delivered", event.delivered.iter().map(delivery));
    }
    if let Some(refused) = event.refused {
        line = line.string("refused", &refused.say(Language::English));
    }
    if !event.broken.is_empty() {
        line = line.list(
            "broken",
            event.broken.iter().map(|(position, text)| {
                let id = properties.get(*position).map_or("unknown", |property| property.id);
                let text = text.say(Language::English);
                Object::new().string("property", id).string("text", &text).end()
            }),
        );
    }
    line.end()
}

fn kind(line: Object, event: &Event, meta: &'static Meta) -> Object {
    match &event.kind {
        EventKind::Booted => line.string("kind", "boot"),
        EventKind::Received { message, packet, sent } => {
            self::message(line.string("kind", "receive"), *message, packet, *sent, meta)
        }
        EventKind::Lost(gone) => lost(line.string("kind", "lost"), gone, meta),
        EventKind::Fired(code) => {
            let line = line.string("kind", "timer").string("timer", timer_id(*code, meta));
            line.plain("subject", code.subject)
        }
        EventKind::Written => line.string("kind", "write"),
        EventKind::Asked => line.string("kind", "ask"),
        EventKind::AskedAgain => line.string("kind", "retry"),
        EventKind::Disconnected(peer) => {
            line.string("kind", "disconnect").string("peer", &peer.to_string())
        }
        EventKind::Acted(acted) => {
            line.string("kind", "action").string("action", &action(acted, meta))
        }
    }
}

fn message(
    line: Object,
    id: MessageId,
    packet: &Packet,
    sent: Tick,
    meta: &'static Meta,
) -> Object {
    name(line, id, packet, meta).plain("sent_at", sent)
}

fn name(line: Object, id: MessageId, packet: &Packet, meta: &'static Meta) -> Object {
    line.string("message", &id.to_string())
        .string("from", &id.from.to_string())
        .string("to", &id.to.to_string())
        .string("type", packet_kind(packet, meta))
        .string("text", &packet_text(packet, Language::English))
        .with(|line| match packet {
            Packet::Request(command) => line.plain("request", command.id.sequence),
            Packet::Reply(request, _) => line.plain("request", request.sequence),
            Packet::Message(_) => line,
        })
}

fn lost(line: Object, lost: &Lost, meta: &'static Meta) -> Object {
    let line = message(line, lost.message, &lost.packet, lost.sent, meta);
    line.string("reason", reason_id(lost.reason))
}

fn departure(sent: &Sent, meta: &'static Meta) -> String {
    let line = name(Object::new(), sent.message, &sent.packet, meta);
    line.plain("arrives", sent.arrives).plain("lost", sent.lost).end()
}

fn delivery(delivery: &Delivery) -> String {
    let line = Object::new().plain("slot", delivery.slot).plain("epoch", delivery.epoch);
    match delivery.command {
        Some(command) => line
            .string("client", &command.id.client.to_string())
            .plain("request", command.id.sequence)
            .string("operation", &command.operation.to_string())
            .end(),
        None => line.plain("client", "null").end(),
    }
}
