//! All messages under way, the next to arrive first, each with what can be done to it.

use quorate_proto::order;
use quorate_proto::time::MILLISECOND;
use quorate_proto::{Argument, Meta, Phrase, Tick};
use quorate_scene::class;
use quorate_sim::{Action, Flight, MessageId};
use yew::{Html, hook};

use super::PanelProps;
use super::happened::{packet_kind, packet_label, packet_tone};
use super::timers::rounded;
use crate::components::LabProps;
use crate::components::part::part;
use crate::state::Selection;
use crate::text::panels as words;
use crate::view::{classes, view};

/// Most messages in the list; later ones are only counted.
const SHOWN_MAX: usize = 120;
/// How long a delayed message is held.
const HOLD: Tick = 50 * MILLISECOND;

part! {
    /// The list.
    pub(crate) fn messages_panel = use_messages_panel;
}

#[hook]
fn use_messages_panel(lab: &LabProps) -> Html {
    let panel = &PanelProps::from(lab);
    let (meta, mut flights) = panel.session.read(|session| {
        (session.meta(), session.world().flights().cloned().collect::<Vec<Flight>>())
    });
    order::sort_by_key(&mut flights, |flight| (flight.arrives, flight.id));
    let hidden = flights.len().saturating_sub(SHOWN_MAX);
    let rows = flights.iter().take(SHOWN_MAX).map(|flight| row(panel, meta, flight));
    view! {
        <div class="panel-body">
            <h2 class="unseen">{ panel.say(&words::MESSAGES) }</h2>
            if flights.is_empty() {
                <p class="empty">{ panel.say(&words::MESSAGES_NONE) }</p>
            }
            <ul class="plain messages">{ for rows }</ul>
            if hidden > 0 {
                <p class="note">
                    { words::MESSAGES_MORE.with([hidden.into()]).say(panel.language) }
                </p>
            }
        </div>
    }
}

fn row(panel: &PanelProps, meta: &'static Meta, flight: &Flight) -> Html {
    let id = flight.id;
    let selection = Selection::Message(id);
    let chosen = (panel.selection == selection).then_some("is-chosen");
    let tone = class::tone(packet_tone(&flight.packet, meta));
    let kind = packet_kind(&flight.packet, meta, panel.language);
    let key = format!("{id}");
    view! {
        <li {key} class={classes!("message", chosen)}>
            <button type="button" class="message-name" onclick={panel.inspects(selection)}
                title={kind}>
                <span class="ends">{ format!("{} → {}", id.from, id.to) }</span>
                <span class={classes!("pill", tone)}>
                    { packet_label(&flight.packet, panel.language) }
                </span>
                <span class="faint number">{ arrival(panel, flight) }</span>
            </button>
            { message_buttons(panel, id) }
        </li>
    }
}

/// When a message arrives, seen from the time shown.
pub(crate) fn arrival(panel: &PanelProps, flight: &Flight) -> String {
    let left = flight.arrives.saturating_sub(panel.hud.clock);
    let text = match (flight.doom.is_some(), left) {
        (true, _) => words::DOOMED.text(),
        (false, 0) => words::ARRIVES_NOW.text(),
        (false, left) => words::ARRIVES_IN.with([Argument::Span(rounded(left))]),
    };
    text.say(panel.language)
}

/// What can be done to a message under way.
pub(crate) fn message_buttons(panel: &PanelProps, id: MessageId) -> Html {
    let button = |words: &'static Phrase<0>, action: Action, about: &'static str| {
        let words = panel.say(words);
        let name = format!("{words}: {} → {}", id.from, id.to);
        view! {
            <button type="button" class="small" onclick={panel.acts(action)} aria-label={name}
                title={about}>
                { words }
            </button>
        }
    };
    view! {
        <span class="buttons tight">
            { button(&words::DELIVER, Action::DeliverNow(id), "") }
            { button(&words::DROP, Action::Drop(id), "") }
            { button(&words::DELAY, Action::Hold(id, HOLD), panel.say(&words::DELAY_ABOUT)) }
            { button(&words::DUPLICATE, Action::Copy(id), "") }
        </span>
    }
}
