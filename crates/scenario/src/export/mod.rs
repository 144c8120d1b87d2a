//! A recorded run in the formats of others: plain functions of recorded events.

mod json;
mod mermaid;
mod ndjson;

pub use mermaid::mermaid;
pub use ndjson::ndjson_line;

use quorate_proto::{Answer, Language, Meta, NodeId, Outcome, TimerCode};
use quorate_sim::{LossReason, Packet};

/// Identifier of a packet's kind.
fn packet_kind(packet: &Packet, meta: &'static Meta) -> &'static str {
    match packet {
        Packet::Message(message) => {
            meta.kinds.get(message.kind()).map_or("unknown", |kind| kind.id)
        }
        Packet::Request(_) => "request",
        Packet::Reply(..) => "reply",
    }
}

/// What a packet carries, in a few words.
#[must_use]
pub fn packet_text(packet: &Packet, language: Language) -> String {
    match packet {
        Packet::Message(message) => message.view().label.say(language),
        Packet::Request(command) => command.operation.to_string(),
        Packet::Reply(_, outcome) => outcome_text(outcome),
    }
}

/// An outcome in the words of the trace.
fn outcome_text(outcome: &Outcome) -> String {
    let value = |value: &Option<i64>| value.map_or_else(|| "nil".to_owned(), |it| it.to_string());
    match outcome {
        Outcome::Done(Answer::Value(now)) => format!("ok {}", value(now)),
        Outcome::Done(Answer::Mismatch(now)) => format!("mismatch {}", value(now)),
        Outcome::Redirect(Some(node)) => format!("redirect {node}"),
        Outcome::Redirect(None) => "redirect".to_owned(),
        Outcome::Refused => "refused".to_owned(),
    }
}

const fn reason_id(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Network => "network",
        LossReason::Cut => "cut",
        LossReason::Down => "down",
        LossReason::Dropped => "dropped",
    }
}

fn timer_id(code: TimerCode, meta: &'static Meta) -> &'static str {
    meta.timers.get(usize::from(code.kind)).map_or("unknown", |timer| timer.id)
}

/// Who takes part, in the order in which they are drawn.
fn participants(nodes: u16, clients: u16) -> impl Iterator<Item = NodeId> {
    (0..clients).map(NodeId::client).chain((0..nodes).map(NodeId::new))
}
