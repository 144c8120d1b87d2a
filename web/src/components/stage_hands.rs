//! What the visitor's hands do on the stage: press, draw a stroke, use the keys.

use quorate_proto::NodeId;
use quorate_scene::Point;
use quorate_sim::MessageId;
use web_sys::Element;
use yew::{Callback, KeyboardEvent, MouseEvent, NodeRef, PointerEvent, TargetCast, UseStateSetter};

use crate::canvas::MENU_ANCHOR_FALLBACK;
use crate::components::stage::StageProps;
use crate::cutting::cuts_along;
use crate::easel::Easel;
use crate::roving::{Rows, rove};
use crate::session::Session;
use crate::state::{Change, MenuTarget, Selection, Tool};

/// A stroke shorter than this, in pixels, is a press.
const STROKE_LEAST: f64 = 12.0;

/// The stage under the visitor's hands.
pub(crate) struct Hands {
    pub(crate) stage: StageProps,
    pub(crate) host: NodeRef,
    /// Where the keyboard is.
    pub(crate) focus: Selection,
    pub(crate) set_focus: UseStateSetter<Selection>,
    /// Where a stroke began, while one is being drawn.
    pub(crate) stroke: Option<Point>,
    pub(crate) set_stroke: UseStateSetter<Option<Point>>,
}

impl Hands {
    /// A press chooses; a second one opens the menu; with Shift it marks.
    pub(crate) fn click(&self) -> Callback<MouseEvent> {
        let (stage, host) = (self.stage.clone(), self.host.clone());
        Callback::from(move |event: MouseEvent| {
            if stage.app.tool == Tool::Cut {
                return;
            }
            let found = under(&event);
            let change = match found {
                Selection::Node(node) if event.shift_key() && !node.is_client() => {
                    Change::Mark(node)
                }
                found if found != Selection::Nothing && found == stage.app.selection => {
                    Change::Menu(MenuTarget::Of(found), place(&host, &event))
                }
                found => {
                    stage.dispatch.dispatch(Change::CloseMenu);
                    Change::Select(found)
                }
            };
            stage.dispatch.dispatch(change);
        })
    }

    /// The other button opens the menu at once.
    pub(crate) fn context_menu(&self) -> Callback<MouseEvent> {
        let (stage, host) = (self.stage.clone(), self.host.clone());
        Callback::from(move |event: MouseEvent| {
            let found = under(&event);
            if found != Selection::Nothing {
                event.prevent_default();
                stage.dispatch.dispatch(Change::Select(found));
                let at = place(&host, &event);
                stage.dispatch.dispatch(Change::Menu(MenuTarget::Of(found), at));
            }
        })
    }

    /// With the cut tool a stroke begins.
    pub(crate) fn press(&self) -> Callback<PointerEvent> {
        let (stage, host, set) = (self.stage.clone(), self.host.clone(), self.set_stroke.clone());
        Callback::from(move |event: PointerEvent| {
            if stage.app.tool == Tool::Cut && event.is_primary() {
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
                cuts.into_iter().flatten().for_each(|cut| stage.session.act(cut));
                stage.dispatch.dispatch(Change::Use(Tool::Select));
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

    /// Arrows rove, Enter opens the menu, Space plays, Escape leaves.
    pub(crate) fn keys(&self) -> Callback<KeyboardEvent> {
        let (stage, focus, set) = (self.stage.clone(), self.focus, self.set_focus.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let key = event.key();
            let used = match key.as_str() {
                "ArrowRight" | "ArrowLeft" | "ArrowUp" | "ArrowDown" | "Home" | "End" => {
                    let from =
                        if focus == Selection::Nothing { stage.app.selection } else { focus };
                    let next = rove(&stage.session.read(rows), from, &key);
                    set.set(next);
                    stage.dispatch.dispatch(Change::Select(next));
                    true
                }
                "Enter" => open_menu(&stage, focus),
                "Escape" => {
                    set.set(Selection::Nothing);
                    leave(&stage);
                    true
                }
                key => stage.app.has_keys() && single_key(&stage, focus, key, event.shift_key()),
            };
            if used {
                event.prevent_default();
            }
        })
    }
}

/// Opens the menu of what the keyboard is at, or of the cluster.
fn open_menu(stage: &StageProps, focus: Selection) -> bool {
    let chosen = if focus == Selection::Nothing { stage.app.selection } else { focus };
    let (target, at) = match chosen {
        Selection::Nothing | Selection::Event(_) => (MenuTarget::Cluster, MENU_ANCHOR_FALLBACK),
        chosen => (MenuTarget::Of(chosen), anchor(stage, chosen)),
    };
    stage.dispatch.dispatch(Change::Menu(target, at));
    true
}

fn leave(stage: &StageProps) {
    stage.dispatch.dispatch(Change::Use(Tool::Select));
    stage.dispatch.dispatch(Change::Unmark);
    stage.dispatch.dispatch(Change::Select(Selection::Nothing));
}

/// Keys that are commands by themselves; whether this was one.
fn single_key(stage: &StageProps, focus: Selection, key: &str, shift: bool) -> bool {
    let (app, dispatch) = (&stage.app, &stage.dispatch);
    match key {
        " " if shift => return mark(stage, focus),
        "m" => return mark(stage, focus),
        " " => dispatch.dispatch(Change::Play(!app.playing)),
        "." => {
            dispatch.dispatch(Change::Play(false));
            stage.session.change(Session::step);
        }
        "," => {
            dispatch.dispatch(Change::Play(false));
            stage.session.change(Session::step_back);
        }
        "+" | "=" => dispatch.dispatch(Change::Speed(app.speed.faster())),
        "-" => dispatch.dispatch(Change::Speed(app.speed.slower())),
        "c" => dispatch.dispatch(Change::Use(Tool::Cut)),
        _ => return false,
    }
    true
}

fn mark(stage: &StageProps, focus: Selection) -> bool {
    let node = focus.node().or(stage.app.selection.node());
    let Some(node) = node.filter(|node| !node.is_client()) else { return false };
    stage.dispatch.dispatch(Change::Mark(node));
    true
}

/// Everything on the stage that can be chosen.
fn rows(session: &Session) -> Rows {
    let world = session.world();
    let nodes = (0..world.slots().len()).map(|index| NodeId::new(index as u16));
    let clients = (0..world.clients().len()).map(|index| NodeId::client(index as u16));
    let mut messages: Vec<_> = world.flights().map(|flight| flight.id).collect();
    messages.sort_unstable();
    let count = world.slots().len() as u16;
    let links = (0..count).flat_map(|one| {
        (one + 1..count).map(move |other| Selection::link(NodeId::new(one), NodeId::new(other)))
    });
    [
        nodes.chain(clients).map(Selection::Node).collect(),
        messages.into_iter().map(Selection::Message).collect(),
        links.collect(),
    ]
}

/// Where on the stage something is, for a menu beside it.
fn anchor(stage: &StageProps, chosen: Selection) -> [i32; 2] {
    let clock = stage.session.read(|session| session.timeline().clock());
    let scale = stage.easel.scale();
    let at = stage.easel.look(|canvas| {
        let drawn = canvas.stage()?;
        match chosen {
            Selection::Node(node) => drawn.place(node),
            Selection::Link(one, other) => {
                Some(drawn.place(one)?.towards(drawn.place(other)?, 0.5))
            }
            Selection::Message(id) => {
                let message = drawn.messages.iter().find(|message| message.id == id)?;
                let whole = message.arrives.saturating_sub(message.sent).max(1) as f64;
                let share = clock.saturating_sub(message.sent) as f64 / whole;
                Some(message.start.towards(message.end, share.min(1.0)))
            }
            Selection::Nothing | Selection::Event(_) => None,
        }
    });
    let at = at.flatten().map(|at| [at.x, at.y].map(|at| (at * scale) as i32 + 16));
    at.unwrap_or(MENU_ANCHOR_FALLBACK)
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
