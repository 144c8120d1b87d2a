//! The space-time diagram under the time line: who did what when, and who told whom.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use quorate_proto::Tick;
use quorate_proto::time::{MILLISECOND, SECOND};
use quorate_scene::{Diagram, DiagramOptions, Point, Size, causal_past};
use web_sys::Element;
use yew::virtual_dom::VNode;
use yew::{
    Callback, Html, MouseEvent, NodeRef, PointerEvent, WheelEvent, component, html,
    use_effect_with, use_memo, use_node_ref, use_state_eq,
};

use crate::canvas::DiagramCanvas;
use crate::components::LabProps;
use crate::hooks::use_size;
use crate::icons::{Icon, Symbol};
use crate::session::Session;
use crate::state::{Change, Selection};
use crate::text::transport;

/// The part of the run that is drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Window {
    /// How long it is.
    span: Tick,
    /// Where it begins; nothing if it follows the present.
    from: Option<Tick>,
}

const SPAN_USUAL: Tick = 600 * MILLISECOND;
const SPAN_LEAST: Tick = 5 * MILLISECOND;
const SPAN_MOST: Tick = 60 * SECOND;
/// Where the present stands in a window that follows it.
const PRESENT_PERCENT: Tick = 82;
/// A press is near enough to an event, in pixels.
const REACH: f64 = 14.0;
/// A pointer that moved less than this, in pixels, pressed.
const DRAG_LEAST: f64 = 4.0;

/// What is drawn at the moment, for finding what is under the pointer.
struct Sheet {
    canvas: Option<DiagramCanvas>,
    drawn: Option<Diagram>,
    /// The event whose past is brought out, on which branch, and that past.
    past: Option<(u64, usize, BTreeSet<u64>)>,
}

/// The diagram with its controls.
#[component]
pub(crate) fn SpaceTime(props: &LabProps) -> Html {
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

    let lanes = props
        .session
        .read(|session| session.world().slots().len() + session.world().clients().len());
    let class = match lanes {
        0..=4 => "space-time has-few",
        5..=9 => "space-time",
        _ => "space-time has-many",
    };
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
    html! {
        <section class={class} aria-label={transport::DIAGRAM.words(language)}>
            <div class="space-time-host" ref={host} title={transport::DIAGRAM_HELP.words(language)}
                onpointerdown={hands.press(grip.setter())}
                onpointermove={hands.drag(*grip, grip.setter(), window.setter())}
                onpointerup={hands.release(*grip, grip.setter(), Rc::clone(&sheet))}
                onpointercancel={give_up} onwheel={hands.wheel(window.setter())}>
                { picture }
            </div>
            <div class="space-time-tools">
                { tool(Icon::Plus, transport::ZOOM_IN.words(language), change(zoomed(1, 2)), false) }
                { tool(Icon::Minus, transport::ZOOM_OUT.words(language), change(zoomed(2, 1)), false) }
                { tool(Icon::Follow, transport::FOLLOW.words(language),
                    change(Window { from: None, ..*window }), follows) }
            </div>
        </section>
    }
}

fn tool(icon: Icon, label: &'static str, onclick: Callback<MouseEvent>, pressed: bool) -> Html {
    html! {
        <button type="button" class="button is-quiet is-icon" aria-label={label} title={label}
            aria-pressed={pressed.then_some("true")} {onclick}>
            <Symbol {icon} />
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
fn bounds(window: Window, clock: Tick) -> (Tick, Tick) {
    let behind = window.span / 100 * PRESENT_PERCENT;
    let from = window.from.unwrap_or_else(|| clock.saturating_sub(behind));
    (from, from.saturating_add(window.span))
}

/// A window of another span around the same middle.
fn zoom(window: &Window, numerator: Tick, denominator: Tick, props: &LabProps) -> Window {
    let span = (window.span / denominator * numerator).clamp(SPAN_LEAST, SPAN_MOST);
    let clock = props.hud.clock;
    let from = window.from.map(|_| {
        let (from, to) = bounds(*window, clock);
        (from / 2).saturating_add(to / 2).saturating_sub(span / 2)
    });
    Window { span, from }
}

/// The diagram under the visitor's hands.
struct Hands {
    lab: LabProps,
    host: NodeRef,
    window: Window,
}

impl Hands {
    fn press(&self, set: yew::UseStateSetter<Option<(f64, Tick, bool)>>) -> Callback<PointerEvent> {
        let (host, window, clock) = (self.host.clone(), self.window, self.lab.hud.clock);
        Callback::from(move |event: PointerEvent| {
            if let Some(host) = host.cast::<Element>() {
                // Without capture a drag ends at the edge, nothing worse.
                let _ = host.set_pointer_capture(event.pointer_id());
            }
            set.set(Some((f64::from(event.client_x()), bounds(window, clock).0, false)));
        })
    }

    fn drag(
        &self,
        grip: Option<(f64, Tick, bool)>,
        set_grip: yew::UseStateSetter<Option<(f64, Tick, bool)>>,
        set: yew::UseStateSetter<Window>,
    ) -> Callback<PointerEvent> {
        let (host, span) = (self.host.clone(), self.window.span);
        Callback::from(move |event: PointerEvent| {
            let Some((start, from, moved)) = grip else { return };
            let across = start - f64::from(event.client_x());
            if !moved && across.abs() < DRAG_LEAST {
                return;
            }
            let width = host.cast::<Element>().map_or(1.0, |host| f64::from(host.client_width()));
            let shift = across / (width - Diagram::LANES_LEFT).max(1.0) * span as f64;
            set.set(Window { span, from: Some((from as f64 + shift).max(0.0) as Tick) });
            set_grip.set(Some((start, from, true)));
        })
    }

    fn release(
        &self,
        grip: Option<(f64, Tick, bool)>,
        set_grip: yew::UseStateSetter<Option<(f64, Tick, bool)>>,
        sheet: Rc<RefCell<Sheet>>,
    ) -> Callback<PointerEvent> {
        let (lab, host) = (self.lab.clone(), self.host.clone());
        Callback::from(move |event: PointerEvent| {
            set_grip.set(None);
            let (Some((_, _, false)), Some(host)) = (grip, host.cast::<Element>()) else { return };
            let area = host.get_bounding_client_rect();
            let x = f64::from(event.client_x()) - area.left();
            let y = f64::from(event.client_y()) - area.top();
            let (found, tick) = {
                let sheet = sheet.borrow();
                let Some(drawn) = &sheet.drawn else { return };
                (drawn.event_near(Point::new(x, y), REACH), drawn.tick(x))
            };
            lab.dispatch.dispatch(Change::Play(false));
            match found {
                Some(number) => {
                    lab.session.change(|session| session.seek_event(number));
                    lab.dispatch.dispatch(Change::Select(Selection::Event(number)));
                }
                None => lab.session.change(|session| session.seek(tick)),
            }
        })
    }

    fn wheel(&self, set: yew::UseStateSetter<Window>) -> Callback<WheelEvent> {
        let (lab, window) = (self.lab.clone(), self.window);
        Callback::from(move |event: WheelEvent| {
            if event.ctrl_key() || event.shift_key() {
                event.prevent_default();
                let closer = event.delta_y() < 0.0;
                let (numerator, denominator) = if closer { (4, 5) } else { (5, 4) };
                set.set(zoom(&window, numerator, denominator, &lab));
            }
        })
    }
}
