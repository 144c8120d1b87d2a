//! The keyboard on the stage.

use quorate_proto::NodeId;
use quorate_proto::order;
use yew::KeyboardEvent;

use crate::canvas::MENU_ANCHOR_FALLBACK;
use crate::components::stage::StageProps;
use crate::components::stage_hands::Hands;
use crate::roving::{Rows, rove};
use crate::session::Session;
use crate::state::{Change, MenuTarget, Selection, Tool};
use crate::view::Callback;

impl Hands {
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
                        if focus == Selection::Nothing { stage.lab.app.selection } else { focus };
                    let next = rove(&stage.lab.session.read(rows), from, &key);
                    set.set(next);
                    stage.lab.dispatch.dispatch(Change::Select(next));
                    true
                }
                "Enter" => open_menu(&stage, focus),
                "Escape" => {
                    set.set(Selection::Nothing);
                    leave(&stage);
                    true
                }
                key => {
                    stage.lab.app.has_keys() && single_key(&stage, focus, key, event.shift_key())
                }
            };
            if used {
                event.prevent_default();
            }
        })
    }
}

/// Opens the menu of what the keyboard is at, or of the cluster.
fn open_menu(stage: &StageProps, focus: Selection) -> bool {
    let chosen = if focus == Selection::Nothing { stage.lab.app.selection } else { focus };
    let (target, at) = match chosen {
        Selection::Nothing | Selection::Event(_) => (MenuTarget::Cluster, MENU_ANCHOR_FALLBACK),
        chosen => (MenuTarget::Of(chosen), anchor(stage, chosen)),
    };
    stage.lab.dispatch.dispatch(Change::Menu(target, at));
    true
}

fn leave(stage: &StageProps) {
    stage.lab.dispatch.dispatch(Change::Use(Tool::Select));
    stage.lab.dispatch.dispatch(Change::Unmark);
    stage.lab.dispatch.dispatch(Change::Select(Selection::Nothing));
}

/// Keys that are commands by themselves; whether this was one.
fn single_key(stage: &StageProps, focus: Selection, key: &str, shift: bool) -> bool {
    let (app, dispatch) = (&stage.lab.app, &stage.lab.dispatch);
    match key {
        " " if shift => return mark(stage, focus),
        "m" => return mark(stage, focus),
        " " => dispatch.dispatch(Change::Play(!app.playing)),
        "." => {
            dispatch.dispatch(Change::Play(false));
            stage.lab.session.change(Session::step);
        }
        "," => {
            dispatch.dispatch(Change::Play(false));
            stage.lab.session.change(Session::step_back);
        }
        "+" | "=" => dispatch.dispatch(Change::Speed(app.speed.faster())),
        "-" => dispatch.dispatch(Change::Speed(app.speed.slower())),
        "c" => dispatch.dispatch(Change::Use(Tool::Cut)),
        _ => return false,
    }
    true
}

fn mark(stage: &StageProps, focus: Selection) -> bool {
    let node = focus.node().or(stage.lab.app.selection.node());
    let Some(node) = node.filter(|node| !node.is_client()) else { return false };
    stage.lab.dispatch.dispatch(Change::Mark(node));
    true
}

/// Everything on the stage that can be chosen.
fn rows(session: &Session) -> Rows {
    let world = session.world();
    let nodes = (0..world.slots().len()).map(|index| NodeId::new(index as u16));
    let clients = (0..world.clients().len()).map(|index| NodeId::client(index as u16));
    let mut messages: Vec<_> = world.flights().map(|flight| flight.id).collect();
    order::sort(&mut messages);
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
    let clock = stage.lab.session.read(|session| session.timeline().clock());
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
