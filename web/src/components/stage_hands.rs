//! What the visitor's hands do on the stage: press, draw a stroke, use the keys.

use quorate_proto::NodeId;
use quorate_scene::Point;
use quorate_sim::MessageId;
use web_sys::Element;
use yew::{MouseEvent, NodeRef, PointerEvent, TargetCast};

use crate::components::stage::StageProps;
use crate::cutting::cuts_along;
use crate::easel::Easel;
use crate::hooks::Setter;
use crate::state::{Change, MenuTarget, Selection, Tool};
use crate::view::Callback;

/// A stroke shorter than this, in pixels, is a press.
const STROKE_LEAST: f64 = 12.0;

/// The stage under the visitor's hands.
pub(crate) struct Hands {
    pub(crate) stage: StageProps,
    pub(crate) host: NodeRef,
    /// Where the keyboard is.
    pub(crate) focus: Selection,
    pub(crate) set_focus: Setter<Selection>,
    /// Where a stroke began, while one is being drawn.
    pub(crate) stroke: Option<Point>,
    pub(crate) set_stroke: Setter<Option<Point>>,
}

impl Hands {
    /// A press chooses; a second one opens the menu; with Shift it marks.
    pub(crate) fn click(&self) -> Callback<MouseEvent> {
        let (stage, host) = (self.stage.clone(), self.host.clone());
        Callback::from(move |event: MouseEvent| {
            if stage.lab.app.tool == Tool::Cut {
                return;
            }
            let found = under(&event);
            let change = match found {
                Selection::Node(node) if event.shift_key() && !node.is_client() => {
                    Change::Mark(node)
                }
                found if found != Selection::Nothing && found == stage.lab.app.selection => {
                    Change::Menu(MenuTarget::Of(found), place(&host, &event))
                }
                found => {
                    stage.lab.dispatch.dispatch(Change::CloseMenu);
                    Change::Select(found)
                }
            };
            stage.lab.dispatch.dispatch(change);
        })
    }

    /// The other button opens the menu at once.
    pub(crate) fn context_menu(&self) -> Callback<MouseEvent> {
        let (stage, host) = (self.stage.clone(), self.host.clone());
        Callback::from(move |event: MouseEvent| {
            let found = under(&event);
            if found != Selection::Nothing {
                event.prevent_default();
                stage.lab.dispatch.dispatch(Change::Select(found));
                let at = place(&host, &event);
                stage.lab.dispatch.dispatch(Change::Menu(MenuTarget::Of(found), at));
            }
        })
    }

    /// With the cut tool a stroke begins.
    pub(crate) fn press(&self) -> Callback<PointerEvent> {
        let (stage, host, set) = (self.stage.clone(), self.host.clone(), self.set_stroke.clone());
        Callback::from(move |event: PointerEvent| {
            if stage.lab.app.tool == Tool::Cut && event.is_primary() {
                if let Some(host) = host.cast::<Element>() {
                    // Without capture a stroke ends at the edge of the stage, nothing worse.
                    let _ = host.set_pointer_capture(event.pointer_id());
                }
                set.set(Some(point(&stage.easel, &host, &event)));
            }
        })
    }

    /// The stroke follows the pointer.
    pub(crate) fn drag(&self) -> Callback<PointerEvent> {
        let (easel, host, stroke) = (self.stage.easel.clone(), self.host.clone(), self.stroke);
        Callback::from(move |event: PointerEvent| {
            if let Some(from) = stroke {
                let to = point(&easel, &host, &event);
                easel.look(|canvas| canvas.draw_cut_line(Some([(from.x, from.y), (to.x, to.y)])));
            }
        })
    }

    /// The stroke is done: what it crosses is cut.
    pub(crate) fn release(&self) -> Callback<PointerEvent> {
        let (stage, host, stroke) = (self.stage.clone(), self.host.clone(), self.stroke);
        let set = self.set_stroke.clone();
        Callback::from(move |event: PointerEvent| {
            let Some(from) = stroke else { return };
            set.set(None);
            let to = point(&stage.easel, &host, &event);
            let cuts = stage.easel.look(|canvas| {
                canvas.draw_cut_line(None);
                let drawn = canvas.stage();
                let nodes = drawn.map(|drawn| drawn.nodes.iter().map(|node| (node.id, node.at)));
                let nodes: Vec<_> = nodes.into_iter().flatten().collect();
                cuts_along(&nodes, [from, to])
            });
            if from.distance(to) >= STROKE_LEAST {
                cuts.into_iter().flatten().for_each(|cut| stage.lab.session.act(cut));
                stage.lab.dispatch.dispatch(Change::Use(Tool::Select));
            }
        })
    }

    /// The stroke is given up.
    pub(crate) fn give_up(&self) -> Callback<PointerEvent> {
        let (easel, set) = (self.stage.easel.clone(), self.set_stroke.clone());
        Callback::from(move |_: PointerEvent| {
            set.set(None);
            easel.look(|canvas| canvas.draw_cut_line(None));
        })
    }
}

/// What is under the pointer.
fn under(event: &MouseEvent) -> Selection {
    let Some(target) = event.target_dyn_into::<Element>() else { return Selection::Nothing };
    let named = |selector: &str, name: &str| {
        target.closest(selector).ok().flatten().and_then(|found| found.get_attribute(name))
    };
    if let Some(message) = named("[data-message]", "data-message").as_deref().and_then(message) {
        return Selection::Message(message);
    }
    if let Some(node) = named("[data-node]", "data-node") {
        return NodeId::parse_prefix(&node)
            .map_or(Selection::Nothing, |(id, _)| Selection::Node(id));
    }
    let link = named("[data-link]", "data-link");
    link.as_deref()
        .and_then(ends)
        .map_or(Selection::Nothing, |(one, other, _)| Selection::link(one, other))
}

/// Reads `A-B` and gives what follows.
fn ends(text: &str) -> Option<(NodeId, NodeId, &str)> {
    let (from, rest) = NodeId::parse_prefix(text)?;
    let (to, rest) = NodeId::parse_prefix(rest.strip_prefix('-')?)?;
    Some((from, to, rest))
}

/// Reads the name of a message, as it prints itself.
fn message(text: &str) -> Option<MessageId> {
    let (from, to, rest) = ends(text)?;
    let number = rest.strip_prefix('.')?;
    let (number, copy) = number.split_once('_').unwrap_or((number, "0"));
    Some(MessageId { from, to, number: number.parse().ok()?, copy: copy.parse().ok()? })
}

/// Where a pointer is, in pixels of the stage.
fn place(host: &NodeRef, event: &MouseEvent) -> [i32; 2] {
    let area = host.cast::<Element>().map(|host| host.get_bounding_client_rect());
    let (left, top) = area.map_or((0.0, 0.0), |area| (area.left(), area.top()));
    [event.client_x() - left as i32, event.client_y() - top as i32]
}

/// Where a pointer is, in units of the picture.
fn point(easel: &Easel, host: &NodeRef, event: &MouseEvent) -> Point {
    let ([x, y], scale) = (place(host, event), easel.scale());
    Point::new(f64::from(x) / scale, f64::from(y) / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_by_the_name_they_print() {
        let (from, to) = (NodeId::new(0), NodeId::client(1));
        for copy in [0, 2] {
            let id = MessageId { from, to, number: 13, copy };
            assert_eq!(message(&id.to_string()), Some(id));
        }
        for bad in ["", "A", "A-B", "A-B.x", "A-B.1_", "a-b.1"] {
            assert_eq!(message(bad), None, "{bad}");
        }
    }
}
