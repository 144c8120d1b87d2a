//! What the page is showing, as plain values with one way to change them.
//!
//! Nothing here knows the browser or the running world: every change is a pure function of the
//! state and a [`Change`], so it is tested natively.

mod app;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod fuzz;
mod moment;
mod preferences;
mod presentation;
mod route;
mod selection;
mod speed;

pub(crate) use app::{App, Change, MenuTarget, Notice, Panel, Tool};
pub(crate) use moment::moment;
pub(crate) use preferences::{Keys, Motion, Preferences, Theme};
pub(crate) use presentation::{Presentation, Surface, settings};
pub(crate) use route::{Route, Source};
pub(crate) use selection::Selection;
pub(crate) use speed::Speed;
