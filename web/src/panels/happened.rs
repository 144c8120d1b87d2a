//! An event in words: the sentence of the rule that fired, or else what plainly happened.

use quorate_proto::{Language, Meta, Outcome, Phrase, Tone};
use quorate_sim::{Action, Event, EventKind, LossReason, MessageId, Packet};

use crate::text::panels as words;

/// An event in one line.
#[derive(Clone, PartialEq)]
pub(crate) struct Happened {
    /// What happened.
    pub(crate) sentence: String,
    /// By which rule, where one fired.
    pub(crate) source: &'static str,
}

/// The line of an event. Every event has one.
pub(crate) fn happened(event: &Event, meta: &'static Meta, language: Language) -> Happened {
    if let Some((_, text)) = event.broken.first() {
        return Happened { sentence: text.say(language), source: "" };
    }
    let marked = event.said.iter().rfind(|said| said.rule.mark.is_some());
    if let Some(said) = marked.or(event.said.last()) {
        return Happened { sentence: said.text.say(language), source: said.rule.source };
    }
    let place = event.place.map(|place| place.to_string()).unwrap_or_default();
    let plain = plain(event, meta, language);
    let from_outside = matches!(event.kind, EventKind::Acted(_));
    let bare = place.is_empty() || from_outside;
    let sentence = if bare { plain } else { format!("{place} {plain}") };
    Happened { sentence, source: "" }
}

/// What happened, whatever rules fired.
pub(crate) fn plain(event: &Event, meta: &'static Meta, language: Language) -> String {
    let from = |message: &MessageId| message.from.into();
    match &event.kind {
        EventKind::Booted => words::HAPPENED_BOOT.words(language).to_owned(),
        EventKind::Received { message, packet, .. } => {
            let begin = words::HAPPENED_RECEIVED.with([from(message)]).say(language);
            format!("{begin} {}", packet_label(packet, language))
        }
        EventKind::Lost(lost) => {
            let begin = words::HAPPENED_LOST.with([from(&lost.message)]).say(language);
            let why = loss_words(lost.reason).words(language);
            format!("{begin} {} ({why})", packet_label(&lost.packet, language))
        }
        EventKind::Fired(code) => {
            let timer = meta.timers.get(usize::from(code.kind));
            let timer = timer.map_or("", |timer| timer.label.words(language));
            format!("{} {timer}", words::HAPPENED_FIRED.words(language))
        }
        EventKind::Written => words::HAPPENED_WRITTEN.words(language).to_owned(),
        EventKind::Asked => words::HAPPENED_ASKED.words(language).to_owned(),
        EventKind::AskedAgain => words::HAPPENED_ASKED_AGAIN.words(language).to_owned(),
        EventKind::Disconnected(peer) => {
            words::HAPPENED_DISCONNECTED.with([(*peer).into()]).say(language)
        }
        EventKind::Acted(action) => {
            let acted = acted(action, meta, language);
            let refused = event.refused.map(|why| format!(" ({})", why.say(language)));
            acted + &refused.unwrap_or_default()
        }
    }
}

/// What somebody did from outside; rare acts in the words of scripts.
fn acted(action: &Action, meta: &'static Meta, language: Language) -> String {
    let does = |words: &'static Phrase<0>, what: String| {
        format!("{}{}{what}", words.words(language), words::COLON.words(language))
    };
    match action {
        Action::Request { client, to, operation } => {
            let to = to.map_or_else(String::new, |to| format!(" → {to}"));
            does(&words::ACT_REQUEST, format!("{client}{to}, {operation}"))
        }
        Action::Retry { client, to } => {
            let to = to.map_or_else(String::new, |to| format!(" → {to}"));
            does(&words::ACT_RETRY, format!("{client}{to}"))
        }
        Action::Crash(group) => does(&words::CRASH, group.to_string()),
        Action::Start(group) => does(&words::START, group.to_string()),
        Action::Pause(group) => does(&words::PAUSE, group.to_string()),
        Action::Resume(group) => does(&words::RESUME, group.to_string()),
        Action::Cut { left, right, one_way: false } => {
            does(&words::ACT_CUT, format!("{left} | {right}"))
        }
        Action::Cut { left, right, one_way: true } => {
            does(&words::ACT_CUT, format!("{left} → {right}"))
        }
        Action::Heal { left, right } => does(&words::ACT_HEAL, format!("{left}–{right}")),
        Action::HealAll => words::ACT_HEAL_ALL.words(language).to_owned(),
        Action::DeliverNow(id) => does(&words::DELIVER, ends(id)),
        Action::Drop(id) => does(&words::DROP, ends(id)),
        Action::Hold(id, _) => does(&words::DELAY, ends(id)),
        Action::Copy(id) => does(&words::DUPLICATE, ends(id)),
        Action::Wipe(node) => does(&words::WIPE, node.to_string()),
        Action::Fire { .. }
        | Action::Skew { .. }
        | Action::Jump { .. }
        | Action::Disk { .. }
        | Action::SetParameter(..)
        | Action::SetBug(..)
        | Action::SetNetwork(_)
        | Action::Choose { .. }
        | Action::Turn
        | Action::Prepare { .. } => {
            let text = quorate_scenario::action(action, meta).replace('.', " ");
            does(&words::ACT_OTHER, text)
        }
    }
}

fn ends(id: &MessageId) -> String {
    format!("{} → {}", id.from, id.to)
}

/// Two words for what a message carries.
pub(crate) fn packet_label(packet: &Packet, language: Language) -> String {
    match packet {
        Packet::Message(message) => message.view().label.say(language),
        Packet::Request(command) => command.operation.to_string(),
        Packet::Reply(_, outcome) => outcome_words(*outcome, language),
    }
}

/// The kind of what a message carries.
pub(crate) fn packet_kind(
    packet: &Packet,
    meta: &'static Meta,
    language: Language,
) -> &'static str {
    match packet {
        Packet::Message(message) => {
            meta.kinds.get(message.kind()).map_or("", |kind| kind.label.words(language))
        }
        Packet::Request(_) => words::REQUEST_KIND.words(language),
        Packet::Reply(..) => words::REPLY_KIND.words(language),
    }
}

/// What a message means.
pub(crate) fn packet_tone(packet: &Packet, meta: &'static Meta) -> Tone {
    match packet {
        Packet::Message(message) => {
            meta.kinds.get(message.kind()).map_or(Tone::Neutral, |kind| kind.tone)
        }
        Packet::Request(_) => Tone::Neutral,
        Packet::Reply(_, Outcome::Done(_)) => Tone::Agree,
        Packet::Reply(..) => Tone::Refuse,
    }
}

/// What a client was told.
pub(crate) fn outcome_words(outcome: Outcome, language: Language) -> String {
    use quorate_proto::Answer;
    let text = match outcome {
        Outcome::Done(Answer::Value(Some(value))) => words::ANSWER_DONE.with([value.into()]),
        Outcome::Done(Answer::Value(None)) => words::ANSWER_EMPTY.text(),
        Outcome::Done(Answer::Mismatch(_)) => words::ANSWER_MISMATCH.text(),
        Outcome::Redirect(Some(node)) => words::ANSWER_REDIRECT.with([node.into()]),
        Outcome::Redirect(None) => words::ANSWER_ELSEWHERE.text(),
        Outcome::Refused => words::ANSWER_REFUSED.text(),
    };
    text.say(language)
}

/// Why a message did not arrive.
pub(crate) const fn loss_words(reason: LossReason) -> &'static Phrase<0> {
    match reason {
        LossReason::Network => &words::LOST_NETWORK,
        LossReason::Cut => &words::LOST_CUT,
        LossReason::Down => &words::LOST_DOWN,
        LossReason::Dropped => &words::LOST_DROPPED,
    }
}
