//! # The contract between protocols and worlds
//!
//! A distributed protocol is a rule for what one node does when something happens to it. This crate
//! says what such a rule looks like in Quorate, and nothing else: it knows no network, no disk, no
//! screen and no particular protocol.
//!
//! **A protocol is a state machine that performs nothing.** Its author implements [`Protocol`]:
//! what a node does when it boots, when a message arrives, when a timer runs down, when a client
//! asks. A handler reads its state and its input, changes its state, and *records* what it wants:
//! send this, set that timer, tell the client. Who carries it out is no concern of the protocol.
//! The same Rust code is therefore driven by a simulated world that can be stopped and rewound, by
//! an explorer that tries every order of events, by tests, and by a page in a browser.
//!
//! **Nothing happens without a reason that can be repeated.** A handler sees no wall clock and no
//! generator of random numbers. Time is a reading of the node's own clock ([`Cx::clock`]), which
//! may run fast or slow; chance is [`Cx::choose`] and the span of a timer, and both are drawn by
//! the host under a key ([`random`]), so that the same run can be had again, bit for bit.
//!
//! **Memory and disk are different types.** What a crash takes away is `Self`; what it leaves is
//! [`Protocol::Durable`]. A step that touches durable state does not speak before the write is
//! safe: the host holds back its messages, answers and deliveries until the disk confirms. Half of
//! the famous bugs of consensus live in that gap, so it is an event of its own here.
//!
//! **A promise is checked, not hoped for.** Each protocol lists its [`Property`]s under the names
//! that the literature gives them. They read the nodes and an append-only ghost history, at every
//! moment at which something changed. And because a check that never fails proves nothing, each
//! protocol also lists its [`Bug`]s: switches that take out one rule each, with the promise that
//! must then break.
//!
//! **Words are data.** Every event says *why* it happened by citing a [`Rule`] with its source.
//! Sentences exist in all languages from the start, side by side, and a missing translation does
//! not compile ([`text`]).
//!
//! **Types end at the crate's edge.** [`erase`] turns a typed protocol into `dyn` nodes and shared
//! messages, so that everything above is compiled once, whatever the number of protocols. Adding a
//! protocol takes a crate that implements this contract and one line in the catalog.

pub mod bare;
pub mod chart;
pub mod command;
pub mod digest;
pub mod erase;
mod id;
pub mod meta;
pub mod order;
pub mod property;
mod protocol;
pub mod random;
mod ratio;
pub mod script;
mod shared_vec;
mod sorted;
mod spine;
pub mod text;
pub mod time;
pub mod view;

pub use chart::{Axis, Chart, Origin, Scale, Series, Stroke};
pub use command::{Answer, Command, Delivery, Key, KeyValue, Operation, Outcome, RequestId};
pub use digest::Digest;
pub use erase::{AnyMessage, AnyNode, AnyProtocol, Choices, Effect, Env, Input, Said, Tell, entry};
pub use id::{NodeId, majority};
pub use meta::{
    Bug, Bugs, Choice, Environment, Figure, FigureUnit, Kind, Mark, Meta, Parameter, Parameters,
    Preset, Role, Rule, RuleInfo, Service, Shape, TimerCode, TimerInfo, Tone, Transport, Unit,
};
pub use property::{
    AnyHistory, AnyMoment, Cluster, Expectation, Finding, Moment, Property, PropertyInfo, Slot,
    Status,
};
pub use protocol::{Cx, Durable, Protocol, Rename, Symmetry, TimerKind};
pub use ratio::Ratio;
pub use shared_vec::SharedVec;
pub use sorted::{SortedMap, SortedSet};
pub use text::{Argument, Language, Phrase, Template, Text};
pub use time::Tick;
pub use view::{
    Cell, ENTRIES_SHOWN_MAX, Fact, MessageView, NodeView, Relation, Row, Stance, Table, Value,
};
