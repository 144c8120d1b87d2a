//! # A world for protocols
//!
//! A distributed protocol is only interesting when the world around it misbehaves: messages are
//! late, lost and repeated, machines stop in the middle of a write, clocks run fast. This crate is
//! such a world, made for being looked at. It runs any protocol of the contract
//! ([`quorate_proto::Protocol`]) and knows none by name.
//!
//! **One queue, one order.** Everything that is going to happen stands in one queue, ordered by
//! (tick, sequence). Taking out the first entry and letting it happen is the whole main loop
//! ([`World::step`]). There are no threads and there is no wall clock, so a run can be stopped
//! between any two events, and a slow machine shows the same run as a fast one.
//!
//! **Setup and actions determine everything.** A [`Setup`] names protocol, settings, network, disk
//! and seed; [`Action`]s say what somebody did, and when. Chance is keyed: the delay of the fifth
//! message from A to B depends on the seed and on being that message, not on what else was drawn
//! before. So a dropped message leaves every other delay as it was, and what differs between two
//! runs is what the drop caused. The [`World::digest`] of a run is the same in every browser and
//! natively.
//!
//! **A message's arrival is known when it is sent.** A [`Flight`] carries both ends of its journey,
//! so where it is at time *t* is arithmetic. Pictures need no animation state; pause, slow motion
//! and running backwards cost nothing.
//!
//! **Disks are honest about being late.** A step that touches durable state issues a write; what it
//! sends, answers and delivers is held until that write is durable, and later words of the same
//! node queue behind it. *Issued* and *durable* are two events, and a crash may fall between them.
//! Disks can also lie, stall, tear and be wiped ([`DiskMode`]): every protocol meets these faults
//! without a line of its own.
//!
//! **Transports differ** ([`quorate_proto::Transport`]): datagrams are lost, repeated and
//! reordered; streams keep the order until they break, and then both ends are told; a broadcast
//! domain carries one message to everyone at one moment.
//!
//! **Clients are part of the world** ([`Client`]): they ask, follow redirects, lose patience, ask
//! again under the same request number (or are told to, [`Action::Retry`]), and keep the history
//! that checkers read.
//!
//! **Promises are watched at every moment** ([`Verdict`]), with the ghost history that the contract
//! describes. Liveness is judged in its honest finite form: while enough nodes are up, connected
//! and undisturbed and clients wait, something must come of it within the bound that the protocol
//! states.
//!
//! **The past is not stored but known** ([`Timeline`]): snapshots at regular distances, thinned as
//! the run grows, and replay in between. Worlds are cheap to copy because nodes, messages and
//! histories are shared until they change. Acting in the past begins a branch.
//!
//! **Random runs are swarms** ([`draw_trial`]): each draws which faults exist in it at all, keeps
//! them on for a while, then heals enough nodes and demands progress.

mod acting;
mod action;
mod asking;
mod client;
mod clock;
mod dice;
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
mod turns;
mod watch;
mod world;

pub use action::{Action, DiskMode, Group, MessageId, NetworkChange, Scheduled, Stamp};
pub use client::{Client, ClientOperation};
pub use clock::Clock;
pub use dice::{Dice, Lane};
pub use faults::{SAFETY_SPAN, Strength, Trial, draw_trial};
pub use flight::{Flight, Packet};
pub use host::{Host, Timer};
pub use record::{After, Detail, Event, EventKind, LossReason, Lost, Record, Sent};
pub use run::Run;
pub use setup::{CLIENTS_MAX, NODES_MAX, Network, Setup, Timekeeping};
pub use timeline::{Branch, Frontier, MarkPoint, Sample, Timeline};
pub use watch::{Occasion, Standing, Verdict};
pub use world::World;
