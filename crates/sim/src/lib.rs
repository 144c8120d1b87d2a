//! # A world for protocols
//!
//! (essay follows)

mod acting;
mod action;
mod asking;
mod client;
mod clock;
mod effects;
mod flight;
mod host;
mod link;
mod queue;
mod record;
mod setup;
mod watch;
mod world;

pub use action::{Action, DiskMode, Group, MessageId, NetworkChange, Scheduled, Stamp};
pub use client::{Client, ClientOperation};
pub use clock::Clock;
pub use flight::{Flight, Packet};
pub use host::{Host, Timer};
pub use record::{Detail, Event, EventKind, LossReason, Lost, Record, Sent};
pub use setup::{CLIENTS_MAX, NODES_MAX, Network, Setup};
pub use watch::{Occasion, Standing, Verdict};
pub use world::World;
