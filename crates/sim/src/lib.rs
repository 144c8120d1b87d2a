//! # A world for protocols
//!
//! (essay follows)

mod acting;
mod action;
mod asking;
mod client;
mod clock;
mod effects;
mod faults;
mod flight;
mod host;
mod link;
mod queue;
mod record;
mod run;
mod setup;
mod timeline;
mod watch;
mod world;

pub use action::{Action, DiskMode, Group, MessageId, NetworkChange, Scheduled, Stamp};
pub use client::{Client, ClientOperation};
pub use clock::Clock;
pub use faults::{Strength, Trial, draw_trial};
pub use flight::{Flight, Packet};
pub use host::{Host, Timer};
pub use record::{After, Detail, Event, EventKind, LossReason, Lost, Record, Sent};
pub use run::Run;
pub use setup::{CLIENTS_MAX, NODES_MAX, Network, Setup};
pub use timeline::{Branch, Frontier, MarkPoint, Sample, Timeline};
pub use watch::{Occasion, Standing, Verdict};
pub use world::World;
