//! What the page is made of. No component knows a protocol: controls grow from descriptions.

pub(crate) mod action_menu;
pub(crate) mod announcer;
mod app;
mod branches;
pub(crate) mod header;
mod lab;
mod menu_keys;
mod narration;
mod notice;
pub(crate) mod part;
pub(crate) mod picker;
mod promises_chip;
mod scrubber;
mod side_panel;
pub(crate) mod space_time;
mod space_time_hands;
mod stage;
mod stage_hands;
mod stage_keys;
pub(crate) mod toolbar;
mod transport;

pub use app::page;
pub use part::{Part, PartProps};

use std::rc::Rc;

use crate::hooks::{Setter, Task};
use crate::session::{Hud, SessionHandle};
use crate::state::{self, Change};

/// The one way to change the page's state.
#[derive(Clone, PartialEq)]
pub(crate) struct Dispatch(Setter<state::App>);

impl Dispatch {
    /// Changes it.
    pub(crate) fn dispatch(&self, change: Change) {
        self.0.change(|app| app.apply(change));
    }
}

/// What the parts of the lab are given. `hud` changes a few times a second while time runs: a part
/// that shows something of the session reads it anew then.
#[derive(Clone, PartialEq)]
pub(crate) struct LabProps {
    /// The page's state.
    pub(crate) app: Rc<state::App>,
    /// How to change it.
    pub(crate) dispatch: Dispatch,
    /// The running world.
    pub(crate) session: SessionHandle,
    /// How it stands.
    pub(crate) hud: Hud,
    /// What a search does beside it; whoever searches is drawn anew for that, and nobody else.
    pub(crate) task: Task,
}

impl LabProps {
    /// The visitor's language.
    pub(crate) fn language(&self) -> quorate_proto::Language {
        self.app.preferences.language
    }
}
