//! The space-time diagram under the time line: who did what when, and who told whom.

use std::cell::RefCell;
use std::rc::Rc;

use quorate_proto::time::{MILLISECOND, SECOND};
use quorate_proto::{SortedSet, Tick};
use quorate_scene::{Diagram, DiagramOptions, Size, causal_past};
use yew::virtual_dom::VNode;
use yew::{Html, MouseEvent, PointerEvent, hook};

use crate::canvas::DiagramCanvas;
use crate::components::LabProps;
use crate::components::part::part;
use crate::components::space_time_hands::Hands;
use crate::hooks::{use_effect_with, use_memo, use_node_ref, use_size, use_state_eq};
use crate::icons::{Icon, symbol};
use crate::session::Session;
use crate::state::Selection;
use crate::text::transport;
use crate::view::{Callback, view};

/// The part of the run that is drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Window {
    /// How long it is.
    pub(super) span: Tick,
    /// Where it begins; nothing if it follows the present.
    pub(super) from: Option<Tick>,
}

const SPAN_USUAL: Tick = 600 * MILLISECOND;
const SPAN_LEAST: Tick = 5 * MILLISECOND;
const SPAN_MOST: Tick = 60 * SECOND;
/// Where the present stands in a window that follows it.
const PRESENT_PERCENT: Tick = 82;

/// What is drawn at the moment, for finding what is under the pointer.
pub(super) struct Sheet {
    canvas: Option<DiagramCanvas>,
    pub(super) drawn: Option<Diagram>,
    /// The event whose past is brought out, on which branch, and that past.
    past: Option<(u64, usize, SortedSet<u64>)>,
}

part! {
    /// The diagram with its controls.
    pub(crate) fn space_time = use_space_time;
}

#[hook]
fn use_space_time(props: &LabProps) -> Html {
    let host = use_node_ref();
    let size = use_size(&host);
    let window = use_state_eq(|| Window { span: SPAN_USUAL, from: None });
    let grip = use_state_eq(|| None::<(f64, Tick, bool)>);
    let sheet = use_memo((), |()| {
        RefCell::new(Sheet { canvas: DiagramCanvas::new(), drawn: None, past: None })
    });
    let language = props.language();
    let chosen = match props.app.selection {
        Selection::Event(number) => Some(number),
        _ => props.session.read(|session| session.first_broken()?.at.map(|at| at.event)),
    };
    let deps = (props.hud, props.session.clone(), size, *window, chosen, language);
    let drawing = Rc::clone(&sheet);
    use_effect_with(deps, move |(_, session, size, window, chosen, language)| {
        let Some((width, height)) = *size else { return };
        let options = DiagramOptions {
            size: Size::new(f64::from(width), f64::from(height)),
            window: (0, 0),
            now: session.read(|session| session.timeline().clock()),
            language: *language,
            ..DiagramOptions::default()
        };
        session.read(|session| {
            draw(&mut drawing.borrow_mut(), session, *window, *chosen, options);
        });
    });

    let class = props.session.read(class);
    let change = |next: Window| {
        let setter = window.setter();
        Callback::from(move |_: MouseEvent| setter.set(next))
    };
    let zoomed = |numerator: Tick, denominator: Tick| zoom(&window, numerator, denominator, props);
    let follows = window.from.is_none();
    let picture = sheet.borrow().canvas.as_ref().map(|canvas| canvas.root().clone());
    let picture = picture.map(|root| VNode::VRef(root.into())).unwrap_or_default();
    let hands = Hands { lab: props.clone(), host: host.clone(), window: *window };
    let set_grip = grip.setter();
    let give_up = Callback::from(move |_: PointerEvent| set_grip.set(None));
    view! {
        <section class={class} aria-label={transport::DIAGRAM.words(language)}>
            <div class="space-time-host" ref={host} title={transport::DIAGRAM_HELP.words(language)}
                onpointerdown={hands.press(grip.setter())}
                onpointermove={hands.drag(*grip, grip.setter(), window.setter())}
                onpointerup={hands.release(*grip, grip.setter(), Rc::clone(&sheet))}
                onpointercancel={give_up} onwheel={hands.wheel(window.setter())}>
                { picture }
            </div>
            <div class="space-time-tools">
                { tool(Icon::Plus, transport::ZOOM_IN.words(language),
                    change(zoomed(1, 2)), false) }
                { tool(Icon::Minus, transport::ZOOM_OUT.words(language),
                    change(zoomed(2, 1)), false) }
                { tool(Icon::Follow, transport::FOLLOW.words(language),
                    change(Window { from: None, ..*window }), follows) }
            </div>
        </section>
    }
}

/// How high the diagram is: all who take part have a line.
fn class(session: &Session) -> &'static str {
    match session.world().slots().len() + session.world().clients().len() {
        0..=4 => "space-time has-few",
        5..=9 => "space-time",
        _ => "space-time has-many",
    }
}

/// The place of the diagram before the diagram is here: nothing moves when it comes.
pub(crate) fn place(session: &Session) -> Html {
    view! { <div class={class(session)}><div class="space-time-host"></div></div> }
}

fn tool(icon: Icon, label: &'static str, onclick: Callback<MouseEvent>, pressed: bool) -> Html {
    view! {
        <button type="button" class="button is-quiet is-icon" aria-label={label} title={label}
            aria-pressed={pressed.then_some("true")} {onclick}>
            { symbol(icon) }
        </button>
    }
}

fn draw(
    sheet: &mut Sheet,
    session: &Session,
    window: Window,
    chosen: Option<u64>,
    mut options: DiagramOptions,
) {
    let (from, to) = bounds(window, session.timeline().clock());
    options.window = (from, to);
    let record = session.timeline().window();
    let branch = session.timeline().current();
    match (chosen, &sheet.past) {
        (Some(event), Some((known, on, _))) if *known == event && *on == branch => {}
        (Some(event), _) => sheet.past = Some((event, branch, causal_past(record, event))),
        (None, _) => sheet.past = None,
    }
    // Roles are known from what happened before the window; a message may arrive after it.
    let first = from.saturating_sub(window.span);
    let last = to.saturating_add(window.span);
    let first = record.events.partition_point(|event| event.stamp.tick < first);
    let last = record.events.partition_point(|event| event.stamp.tick <= last);
    let past = sheet.past.as_ref().map(|(_, _, past)| past);
    let events = record.events.range(first..last.max(first));
    let diagram = Diagram::new(session.world(), events, past, &options);
    if let Some(canvas) = &mut sheet.canvas {
        canvas.draw(&diagram);
    }
    sheet.drawn = Some(diagram);
}

/// The first and the last moment of a window.
pub(super) fn bounds(window: Window, clock: Tick) -> (Tick, Tick) {
    let behind = window.span / 100 * PRESENT_PERCENT;
    let from = window.from.unwrap_or_else(|| clock.saturating_sub(behind));
    (from, from.saturating_add(window.span))
}

/// A window of another span around the same middle.
pub(super) fn zoom(
    window: &Window,
    numerator: Tick,
    denominator: Tick,
    props: &LabProps,
) -> Window {
    let span = (window.span / denominator * numerator).clamp(SPAN_LEAST, SPAN_MOST);
    let clock = props.hud.clock;
    let from = window.from.map(|_| {
        let (from, to) = bounds(*window, clock);
        (from / 2).saturating_add(to / 2).saturating_sub(span / 2)
    });
    Window { span, from }
}
