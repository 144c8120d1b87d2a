//! One event from inside: the rules that fired, what led to it and what it led to.

use quorate_proto::{Argument, Language, Tick};
use quorate_scene::class;
use quorate_sim::{Event, Sent};
use yew::Html;

use super::PanelProps;
use super::happened::{happened, packet_label, packet_tone, plain};
use super::value::{participant, tinted};
use crate::session::Session;
use crate::state::Selection;
use crate::text::panels as words;
use crate::view::{Callback, classes, view};

/// An event that led to something, told in one line.
#[derive(Clone, PartialEq)]
pub(crate) struct Cause {
    number: u64,
    tick: Tick,
    sentence: String,
    source: &'static str,
}

impl Cause {
    /// The event with this number, if there is one and it is still kept.
    pub(crate) fn of(session: &Session, number: u64, language: Language) -> Option<Self> {
        let event = session.timeline().window().find(number)?;
        let line = happened(event, session.meta(), language);
        let tick = event.stamp.tick;
        Some(Self { number, tick, sentence: line.sentence, source: line.source })
    }
}

/// The line, which can be pressed.
pub(crate) fn cause(panel: &PanelProps, cause: &Cause) -> Html {
    view! {
        <button type="button" class="cause"
            onclick={panel.inspects(Selection::Event(cause.number))}>
            <span class="faint number">{ Argument::Span(cause.tick).say(panel.language) }</span>
            <span>{ &cause.sentence }</span>
            if !cause.source.is_empty() {
                <cite>{ cause.source }</cite>
            }
        </button>
    }
}

/// The panel of one event.
pub(crate) fn event(panel: &PanelProps, number: u64) -> Html {
    let found = panel.session.read(|session| {
        let event = session.timeline().window().find(number)?.clone();
        let cause = Cause::of(session, event.cause, panel.language);
        Some((session.meta(), event, cause))
    });
    let Some((meta, event, why)) = found else {
        return view! { <p class="empty">{ panel.say(&words::EVENT_GONE) }</p> };
    };
    let sent = event.sent.iter().map(|sent| {
        let tone = class::tone(packet_tone(&sent.packet, meta));
        sent_row(panel, sent, tone)
    });
    view! {
        <div class="inspector">
            <header class="inspector-head">
                <h2 class="number">
                    { Argument::Span(event.stamp.tick).say(panel.language) }
                </h2>
                if let Some(place) = event.place {
                    { participant(panel, place) }
                }
                <span class="faint number">
                    { words::EVENT.with([number.into()]).say(panel.language) }
                </span>
            </header>
            <p>{ plain(&event, meta, panel.language) }</p>
            { broken(panel, &event) }
            { rules(panel, &event) }
            { after(panel, &event) }
            <div class="buttons">
                <button type="button" onclick={seeks(panel, number)}>
                    { panel.say(&words::EVENT_GO) }
                </button>
            </div>
            if let Some(why) = why {
                <section class="part">
                    <h3>{ panel.say(&words::EVENT_CAUSE) }</h3>
                    { cause(panel, &why) }
                </section>
            }
            if !event.sent.is_empty() {
                <section class="part">
                    <h3>{ panel.say(&words::EVENT_LED_TO) }</h3>
                    <ul class="plain messages">{ for sent }</ul>
                </section>
            }
        </div>
    }
}

/// A press that goes to the moment right after an event.
pub(crate) fn seeks<E>(panel: &PanelProps, number: u64) -> Callback<E> {
    let session = panel.session.clone();
    Callback::from(move |_| session.change(|session| session.seek_event(number)))
}

fn broken(panel: &PanelProps, event: &Event) -> Html {
    let each = event.broken.iter().map(|(_, text)| {
        view! { <p class="note is-error">{ text.say(panel.language) }</p> }
    });
    view! { { for each } }
}

fn rules(panel: &PanelProps, event: &Event) -> Html {
    if event.said.is_empty() {
        return Html::default();
    }
    let each = event.said.iter().map(|said| {
        view! {
            <li>
                { said.text.say(panel.language) }{ " " }
                <cite>{ said.rule.source }</cite>
            </li>
        }
    });
    view! {
        <section class="part">
            <h3>{ panel.say(&words::EVENT_RULES) }</h3>
            <ul class="plain rules">{ for each }</ul>
        </section>
    }
}

fn after(panel: &PanelProps, event: &Event) -> Html {
    let Some(stance) = event.after.and_then(|after| after.stance) else { return Html::default() };
    view! {
        <p class="row-of-values">
            <span class="faint">{ panel.say(&words::EVENT_AFTER) }</span>
            <span class={classes!("role-chip", class::tone(stance.role.tone))}>
                { panel.say(stance.role.label) }
            </span>
            if stance.epoch > 0 {
                { tinted(stance.epoch, &stance.epoch.to_string()) }
            }
        </p>
    }
}

fn sent_row(panel: &PanelProps, sent: &Sent, tone: &'static str) -> Html {
    let id = sent.message;
    view! {
        <li class="message">
            <button type="button" class="message-name"
                onclick={panel.inspects(Selection::Message(id))}>
                <span class="ends">{ format!("{} → {}", id.from, id.to) }</span>
                <span class={classes!("pill", tone)}>
                    { packet_label(&sent.packet, panel.language) }
                </span>
                <span class="faint number">
                    { if sent.lost {
                        panel.say(&words::DOOMED).to_owned()
                    } else {
                        Argument::Span(sent.arrives).say(panel.language)
                    } }
                </span>
            </button>
        </li>
    }
}
