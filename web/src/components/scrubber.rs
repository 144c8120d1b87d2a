//! Time as a place: a line with what stands out on it, along which the visitor moves.

use quorate_proto::text::say_span;
use quorate_proto::{Mark, Tick};
use quorate_scene::class;
use web_sys::{Element, HtmlElement};
use yew::{Html, KeyboardEvent, NodeRef, PointerEvent, TargetCast, hook};

use crate::components::LabProps;
use crate::components::part::part;
use crate::hooks::{use_effect_with, use_node_ref, use_state_eq};
use crate::session::Session;
use crate::state::Change;
use crate::text::transport;
use crate::view::{Callback, view};

/// Into how many places the line is divided for drawing marks.
const PLACES: usize = 240;
/// The least span that the line covers.
const SPAN_LEAST: Tick = 1_000_000;
/// A press so near to a mark, in places, goes to the mark.
const SNAP_PLACES: f64 = 1.2;

part! {
    /// The time line.
    pub(crate) fn scrubber = use_scrubber;
}

#[hook]
fn use_scrubber(props: &LabProps) -> Html {
    let line = use_node_ref();
    let dragging = use_state_eq(|| false);
    let (known, end, marks) = props.session.read(|session| {
        let known = session.timeline().branch().frontier().tick;
        let end = end_of(session);
        (known, end, marks(session, end))
    });
    let clock = props.hud.clock;
    use_effect_with((line.clone(), clock, known, end), |(line, clock, known, end)| {
        if let Some(line) = line.cast::<HtmlElement>() {
            // Positions are set through the style's own interface, which the page's policy allows.
            let _ = line.style().set_property("--now", &percent(*clock, *end));
            let _ = line.style().set_property("--known", &percent(*known, *end));
        }
    });
    let language = props.language();
    let said = if known > clock {
        let said = [clock, known].map(quorate_proto::Argument::Span);
        transport::AT_OF.with(said).say(language)
    } else {
        say_span(clock)
    };
    let seek = seek(props, &line, end);
    let onpointerdown = {
        let (seek, dragging) = (seek.clone(), dragging.setter());
        Callback::from(move |event: PointerEvent| {
            if let Some(line) = event.target_dyn_into::<Element>() {
                // Without capture a drag ends at the edge of the line, nothing worse.
                let _ = line.set_pointer_capture(event.pointer_id());
            }
            dragging.set(true);
            seek.emit(event);
        })
    };
    let onpointermove = {
        let dragging = *dragging;
        Callback::from(move |event: PointerEvent| {
            if dragging {
                seek.emit(event);
            }
        })
    };
    let stop = dragging.setter();
    let onpointerup = Callback::from(move |_: PointerEvent| stop.set(false));
    view! {
        <div class="scrubber" role="slider" tabindex="0" ref={line}
            aria-label={transport::SCRUBBER.words(language)} aria-valuemin="0"
            aria-valuemax={(known / 1_000).to_string()} aria-valuenow={(clock / 1_000).to_string()}
            aria-valuetext={said} {onpointerdown} {onpointermove}
            onpointercancel={onpointerup.clone()} {onpointerup} onkeydown={keys(props, end)}>
            <div class="scrubber-rail">
                <div class="scrubber-known" />
                <div class="scrubber-done" />
            </div>
            <svg class="scrubber-marks" viewBox="0 0 240 10" preserveAspectRatio="none"
                aria-hidden="true">
                { for marks.iter().map(|(place, mark)| view! {
                    <rect class={format!("mark {}", class::mark(*mark))} x={place.to_string()}
                        y={if is_tall(*mark) { "0" } else { "3" }}
                        width="0.7" height={if is_tall(*mark) { "10" } else { "7" }} />
                }) }
            </svg>
            <div class="scrubber-thumb" />
        </div>
    }
}

const fn is_tall(mark: Mark) -> bool {
    matches!(mark, Mark::Turn | Mark::Broken)
}

/// How far along the line a time is, as a style writes it.
fn percent(tick: Tick, end: Tick) -> String {
    let thousandths = tick.saturating_mul(100_000) / end.max(1);
    format!("{}.{:03}%", thousandths / 1_000, thousandths % 1_000)
}

/// Where the line ends: a round time beyond all that is known, so that it grows seldom.
fn end_of(session: &Session) -> Tick {
    let known = session.timeline().branch().frontier().tick;
    let ahead = known.saturating_add(known / 20).max(SPAN_LEAST);
    let mut power: Tick = 1;
    loop {
        for factor in [10, 15, 20, 30, 50, 80] {
            let end = power.saturating_mul(factor);
            if end >= ahead {
                return end;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// What stands out, at most one per place: the gravest.
fn marks(session: &Session, end: Tick) -> Vec<(usize, Mark)> {
    let mut places: Vec<Option<Mark>> = vec![None; PLACES];
    for point in session.timeline().branch().marks().iter() {
        let share = point.tick as f64 / end.max(1) as f64;
        let place = (share * PLACES as f64) as usize;
        if let Some(place) = places.get_mut(place) {
            *place = Some(place.map_or(point.mark, |known| graver(known, point.mark)));
        }
    }
    let places = places.into_iter().enumerate();
    places.filter_map(|(place, mark)| Some((place, mark?))).collect()
}

fn graver(one: Mark, other: Mark) -> Mark {
    let weight = |mark| match mark {
        Mark::Commit => 0,
        Mark::Election => 1,
        Mark::Fault => 2,
        Mark::Turn => 3,
        Mark::Broken => 4,
    };
    if weight(other) > weight(one) { other } else { one }
}

/// Goes to the time under the pointer, or to a mark that is near.
fn seek(props: &LabProps, line: &NodeRef, end: Tick) -> Callback<PointerEvent> {
    let (session, dispatch, line) = (props.session.clone(), props.dispatch.clone(), line.clone());
    Callback::from(move |event: PointerEvent| {
        let Some(element) = line.cast::<Element>() else { return };
        let area = element.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - area.left()) / area.width().max(1.0);
        let tick = (share.clamp(0.0, 1.0) * end as f64) as Tick;
        dispatch.dispatch(Change::Play(false));
        session.change(|session| match mark_near(session, tick, end) {
            Some(event) => session.seek_event(event),
            None => session.seek(tick),
        });
    })
}

fn mark_near(session: &Session, tick: Tick, end: Tick) -> Option<u64> {
    let reach = (end as f64 / PLACES as f64 * SNAP_PLACES) as Tick;
    let marks = session.timeline().branch().marks().iter();
    let near = marks.filter(|point| point.tick.abs_diff(tick) <= reach);
    near.min_by_key(|point| point.tick.abs_diff(tick)).map(|point| point.event)
}

/// Arrows move a little, pages move far, with Shift from mark to mark.
fn keys(props: &LabProps, end: Tick) -> Callback<KeyboardEvent> {
    let (session, dispatch) = (props.session.clone(), props.dispatch.clone());
    Callback::from(move |event: KeyboardEvent| {
        let clock = session.read(|session| session.timeline().clock());
        let (near, far) = (end / 100, end / 10);
        let tick = match (event.key().as_str(), event.shift_key()) {
            ("ArrowRight" | "ArrowUp", false) => clock.saturating_add(near),
            ("ArrowLeft" | "ArrowDown", false) => clock.saturating_sub(near),
            ("PageUp", _) => clock.saturating_add(far),
            ("PageDown", _) => clock.saturating_sub(far),
            ("Home", _) => 0,
            ("End", _) => session.read(|session| session.timeline().branch().frontier().tick),
            ("ArrowRight" | "ArrowLeft", true) => {
                event.prevent_default();
                dispatch.dispatch(Change::Play(false));
                session.change(|session| session.seek_mark(event.key() == "ArrowRight"));
                return;
            }
            _ => return,
        };
        event.prevent_default();
        dispatch.dispatch(Change::Play(false));
        session.change(|session| session.seek(tick));
    })
}
