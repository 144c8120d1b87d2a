//! # Pure pictures of a run
//!
//! What a run looks like is a function: of a world and a moment for the stage, of recorded events
//! and a span of time for the space-time diagram. This crate is that function. It knows no screen,
//! no colour and no protocol; what comes out are places, words and the names of meanings
//! ([`class`]), for a page to draw and for [`svg`] to print.
//!
//! **The stage has two halves.** [`Stage`] is what stays as it is between two events: who stands
//! where, in which role, what is on the way and how it will end. It is brought up to date after
//! events, and looks only at nodes that changed. [`Frame`] is what moves: how far each message has
//! come, what is left of each timer. It is a function of the stage and the time alone, so that
//! pause, slow motion and playing backwards need no state, and filling one asks for no memory.
//!
//! **Numbers are drawn like everything else**: a [`Plot`] is a function of a chart, which is plain
//! data of whoever measured ([`quorate_proto::chart`]).
//!
//! **What clients saw is drawn by order, not by seconds**: in a [`HistoryPicture`] two operations
//! overlap exactly if each began before the other was over, since nothing else decides whether an
//! order explains their answers.
//!
//! **Meaning comes in more than one sign.** A role has an outline, a word and a tone; a message has
//! a word, a direction and a tone; a doomed one fades where it ends. Everything has a name for
//! those who listen instead of looking.

mod cause;
pub mod class;
mod curve;
mod diagram;
mod frame;
mod geometry;
mod history;
mod layout;
mod legend;
mod message;
mod node;
mod number;
mod plot;
mod stage;
pub mod svg;
mod track;
mod words;

pub use cause::{causal_past, chain_of_causes};
pub use curve::{curve, round_top};
pub use diagram::{
    AxisTick, Bar, Diagram, DiagramOptions, EventPoint, Lane, Lines, MarkPicture, PastPaths,
};
pub use frame::{Frame, Moving};
pub use geometry::{Point, Size};
pub use history::{HistoryBar, HistoryOptions, HistoryPicture, Sign, Wrong};
pub use layout::{Insets, Layout, Room};
pub use legend::{KindSign, Legend, RoleSign};
pub use message::{Fate, MessagePicture, PILL_HEIGHT};
pub use node::{CellPicture, NodePicture, TimerPicture};
pub use number::At;
pub use plot::{Plot, PlotAxis, PlotDot, PlotLine, PlotName, PlotOptions, PlotTick, Reading};
pub use stage::{ClientPicture, Density, LinkPicture, LinkState, Stage, StageOptions};
