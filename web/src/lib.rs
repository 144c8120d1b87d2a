//! Quorate in a web page.
//!
//! `state` is what is shown, as plain values; `session` is the running world beside it; `hooks` tie
//! both to the browser; `components` are what a visitor sees and uses; `canvas` draws what moves;
//! `jobs` do what takes long, beside the page.

mod api;
mod canvas;
mod components;
mod cutting;
mod easel;
mod environment;
mod experiment;
mod gallery;
mod history;
mod hooks;
mod icons;
mod jobs;
mod late;
mod menu;
mod open;
mod panels;
mod rest;
mod roving;
mod session;
mod share;
mod state;
mod text;
mod view;
mod visit;

pub use components::{Part, PartProps, page};
pub use rest::{bring_rest, rest_came};

/// Hangs the page into the body of the document; beside a page, works for it.
pub fn start() {
    if !jobs::worker::serve() {
        yew::Renderer::<Part>::with_props(page()).render();
    }
}
