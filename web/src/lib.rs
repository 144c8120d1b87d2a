//! Quorate in a web page.
//!
//! `state` is what is shown, as plain values; `session` is the running world beside it; `hooks` tie
//! both to the browser; `components` are what a visitor sees and uses; `canvas` draws what moves.

mod canvas;
mod components;
mod easel;
mod environment;
mod hooks;
mod icons;
mod open;
mod panels;
mod session;
mod state;
mod text;

pub use components::App;

/// Hangs the page into the body of the document.
pub fn start() {
    yew::Renderer::<App>::new().render();
}
