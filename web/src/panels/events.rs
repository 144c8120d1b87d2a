//! The log of what happened. Thousands of events, of which only those in sight are drawn.

use std::cell::Cell;

use quorate_proto::{Argument, Mark, NodeId, Tick};
use quorate_scene::class;
use quorate_sim::{Event, EventKind};
use web_sys::HtmlElement;
use yew::{Html, NodeRef, TargetCast, hook};

use super::PanelProps;
use super::event::seeks;
use super::happened::happened;
use crate::components::LabProps;
use crate::components::part::part;
use crate::hooks::{use_effect_with, use_memo, use_node_ref, use_state_eq};
use crate::icons::{Icon, symbol};
use crate::session::Session;
use crate::state::Selection;
use crate::text::panels as words;
use crate::view::{Callback, classes, gathered, view};

/// Height of one entry, in pixels; `panels.css` has the same number.
const ROW_HEIGHT: i32 = 58;
/// Entries drawn beyond either edge.
const MARGIN: usize = 6;
/// Entries drawn at most: more than any screen holds.
const DRAWN_MAX: usize = 60;

/// One entry of the log.
#[derive(Clone, PartialEq)]
struct Entry {
    number: u64,
    tick: Tick,
    place: Option<NodeId>,
    class: &'static str,
    sentence: String,
    source: &'static str,
    future: bool,
}

part! {
    /// The log.
    pub(crate) fn events_panel = use_events_panel;
}

#[hook]
fn use_events_panel(lab: &LabProps) -> Html {
    let panel = &PanelProps::from(lab);
    let all = use_state_eq(|| false);
    let follows = use_state_eq(|| true);
    let top = use_state_eq(|| 0_i32);
    let frame = use_node_ref();
    let numbers = panel.session.read(|session| numbers(session, *all));
    let now = panel.session.read(|session| session.world().events());
    let present = numbers.partition_point(|number| *number <= now);
    let follow = use_following(&frame, present, *follows);
    let onscroll = {
        let (top, follows, follow) = (top.setter(), follows.setter(), follow);
        Callback::from(move |event: yew::Event| {
            let Some(frame) = event.target_dyn_into::<HtmlElement>() else { return };
            top.set(frame.scroll_top() / ROW_HEIGHT * ROW_HEIGHT);
            // Our own scrolling is no sign that the visitor wants to look elsewhere.
            if (frame.scroll_top() - follow.get()).abs() > ROW_HEIGHT {
                follows.set(false);
            }
        })
    };
    let first = usize::try_from(*top / ROW_HEIGHT).unwrap_or(0).saturating_sub(MARGIN);
    let first = first.min(numbers.len());
    let shown = numbers.get(first..).unwrap_or_default();
    let shown = shown.get(..DRAWN_MAX.min(shown.len())).unwrap_or_default();
    let entries = panel.session.read(|session| entries(session, panel, shown));
    let (before, after) = (first, numbers.len() - first - shown.len());
    let filter = |on: bool, words| {
        let pressed = *all == on;
        let (all, follows) = (all.setter(), follows.setter());
        let onclick = Callback::from(move |_| {
            all.set(on);
            follows.set(true);
        });
        view! {
            <button type="button" aria-pressed={pressed.to_string()} {onclick}>
                { panel.say(words) }
            </button>
        }
    };
    let follow = {
        let follows = follows.setter();
        Callback::from(move |_| follows.set(true))
    };
    view! {
        <div class="panel-body events">
            <div class="buttons tight" role="group" aria-label={panel.say(&words::FILTER)}>
                { filter(false, &words::EVENTS_SIGNIFICANT) }
                { filter(true, &words::EVENTS_ALL) }
                if !*follows {
                    <button type="button" onclick={follow}>
                        { symbol(Icon::Follow) }{ panel.say(&words::EVENTS_FOLLOW) }
                    </button>
                }
            </div>
            if numbers.is_empty() {
                <p class="empty">{ panel.say(&words::EVENTS_NONE) }</p>
            }
            <div class="scroller" ref={frame} {onscroll} tabindex="0" role="region"
                aria-label={panel.say(&words::EVENTS)}>
                { spacer(before) }
                <ol class="plain">{ for entries.iter().map(|entry| row(panel, entry)) }</ol>
                { spacer(after) }
            </div>
        </div>
    }
}

/// Keeps the present in sight. Gives where the log was last scrolled to by itself.
#[hook]
fn use_following(frame: &NodeRef, present: usize, follows: bool) -> std::rc::Rc<Cell<i32>> {
    let target = use_memo((), |()| Cell::new(0));
    let (frame, scrolled) = (frame.clone(), target.clone());
    use_effect_with((present, follows), move |(present, follows)| {
        if let Some(frame) = frame.cast::<HtmlElement>().filter(|_| *follows) {
            let end = i32::try_from(*present).unwrap_or(0).saturating_mul(ROW_HEIGHT);
            frame.set_scroll_top(end.saturating_sub(frame.client_height()).max(0));
            scrolled.set(frame.scroll_top());
        }
    });
    target
}

part! {
    /// Room for entries that are not drawn. Its height is set on the element itself, since the
    /// page's policy allows no style attributes.
    fn spacer(usize) = use_spacer;
}

#[hook]
fn use_spacer(rows: &usize) -> Html {
    let place = use_node_ref();
    let spacer = place.clone();
    use_effect_with(*rows, move |rows| {
        if let Some(element) = spacer.cast::<HtmlElement>() {
            let height = i32::try_from(*rows).unwrap_or(0).saturating_mul(ROW_HEIGHT);
            // A height in pixels is always understood.
            let _ = element.style().set_property("height", &format!("{height}px"));
        }
    });
    view! { <div ref={place} aria-hidden="true" /> }
}

fn numbers(session: &Session, all: bool) -> Vec<u64> {
    let events = session.timeline().window().events.iter();
    events.filter(|event| all || is_significant(event)).map(|event| event.number).collect()
}

fn is_significant(event: &Event) -> bool {
    event.stands_out() || matches!(event.kind, EventKind::Acted(_))
}

fn entries(session: &Session, panel: &PanelProps, numbers: &[u64]) -> Vec<Entry> {
    let (window, now) = (session.timeline().window(), session.world().events());
    let events = numbers.iter().filter_map(|number| window.find(*number));
    gathered(events.map(|event| {
        let line = happened(event, session.meta(), panel.language);
        let mark = event.said.iter().find_map(|said| said.rule.mark);
        let mark = if event.broken.is_empty() { mark } else { Some(Mark::Broken) };
        let acted = matches!(event.kind, EventKind::Acted(_));
        let mark = mark.or(acted.then_some(Mark::Fault));
        Entry {
            number: event.number,
            tick: event.stamp.tick,
            place: event.place,
            class: mark.map_or("", class::mark),
            sentence: line.sentence,
            source: line.source,
            future: event.number > now,
        }
    }))
}

fn row(panel: &PanelProps, entry: &Entry) -> Html {
    let selection = Selection::Event(entry.number);
    let chosen = (panel.selection == selection).then_some("is-chosen");
    let future = entry.future.then_some("is-future");
    let place = entry.place.map(|place| place.to_string()).unwrap_or_default();
    let go = format!("{}: {}", panel.say(&words::EVENT_GO), entry.number);
    view! {
        <li key={entry.number} class={classes!("event", entry.class, chosen, future)}>
            <button type="button" class="event-name" onclick={panel.inspects(selection)}>
                <span class="event-head">
                    <span class="number">{ Argument::Span(entry.tick).say(panel.language) }</span>
                    <strong>{ place }</strong>
                    <cite>{ entry.source }</cite>
                </span>
                <span class="event-sentence">{ &entry.sentence }</span>
                if entry.future {
                    <span class="unseen">{ panel.say(&words::EVENT_FUTURE) }</span>
                }
            </button>
            <button type="button" class="small icon-only" onclick={seeks(panel, entry.number)}
                aria-label={go.clone()} title={go}>
                { symbol(Icon::Follow) }
            </button>
        </li>
    }
}
