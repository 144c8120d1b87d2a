//! The space-time diagram under the visitor's hands: drag it, zoom it, press an event.

use std::cell::RefCell;
use std::rc::Rc;

use quorate_proto::Tick;
use quorate_scene::{Diagram, Point};
use web_sys::Element;
use yew::{NodeRef, PointerEvent, WheelEvent};

use crate::components::LabProps;
use crate::components::space_time::{Sheet, Window, bounds, zoom};
use crate::hooks::Setter;
use crate::state::{Change, Selection};
use crate::view::Callback;

/// A press is near enough to an event, in pixels.
const REACH: f64 = 14.0;
/// A pointer that moved less than this, in pixels, pressed.
const DRAG_LEAST: f64 = 4.0;

/// The diagram under the visitor's hands.
pub(super) struct Hands {
    pub(super) lab: LabProps,
    pub(super) host: NodeRef,
    pub(super) window: Window,
}

impl Hands {
    pub(super) fn press(&self, set: Setter<Option<(f64, Tick, bool)>>) -> Callback<PointerEvent> {
        let (host, window, clock) = (self.host.clone(), self.window, self.lab.hud.clock);
        Callback::from(move |event: PointerEvent| {
            if let Some(host) = host.cast::<Element>() {
                // Without capture a drag ends at the edge, nothing worse.
                let _ = host.set_pointer_capture(event.pointer_id());
            }
            set.set(Some((f64::from(event.client_x()), bounds(window, clock).0, false)));
        })
    }

    pub(super) fn drag(
        &self,
        grip: Option<(f64, Tick, bool)>,
        set_grip: Setter<Option<(f64, Tick, bool)>>,
        set: Setter<Window>,
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

    pub(super) fn release(
        &self,
        grip: Option<(f64, Tick, bool)>,
        set_grip: Setter<Option<(f64, Tick, bool)>>,
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

    pub(super) fn wheel(&self, set: Setter<Window>) -> Callback<WheelEvent> {
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
