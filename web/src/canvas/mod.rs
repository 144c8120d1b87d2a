//! The moving picture. It lives outside yew's diff: one node of the document that yew hosts and
//! never looks into, kept up to date from the scene. Between two events nothing is written but
//! positions; text is written only when it changes.

mod diagram;
mod element;
mod messages;
mod node;
mod stage;

pub(crate) use diagram::DiagramCanvas;
pub(crate) use stage::{Canvas, Chosen, MENU_ANCHOR_FALLBACK};
