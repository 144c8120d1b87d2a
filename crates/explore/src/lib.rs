//! # Every schedule, and the one that breaks a promise
//!
//! "It worked when I tried" proves nothing about a protocol. A run shows one order of events out of
//! more than anybody could try by hand: which message comes first, which timer runs down before it,
//! whether a node stops between writing and speaking. This crate tries them all, up to a bound, and
//! if a promise breaks on one of them, it hands back the shortest way there, as a run that anybody
//! can watch.
//!
//! **States, not runs.** Different orders often lead to the same state of the cluster. The number
//! of orders grows beyond all bounds where the number of states does not; so the explorer
//! remembers every state it has seen and goes on only from new ones ([`Exploration`]). A state is:
//! each node with its memory, its disk, its running timers and unfinished writes; the letters under
//! way; the clients; what is left of the budgets for faults; and the *ghost*, the history in which
//! promises are judged. The ghost belongs to it, because two runs may meet in all the rest when one
//! of them has already seen a value chosen, and the other has not: were they taken for one, a
//! contradiction of that value would be missed.
//!
//! **What may happen** ([`Move`]): a letter arrives, is lost or is repeated; a timer runs down; a
//! write becomes durable, which is another step than issuing it, so that a crash may fall between;
//! a node goes down, or starts again; a client asks; and where a protocol makes a choice, every
//! choice is made. There is no time. What a timer's span says about order is kept: one that was set
//! later and runs longer in any case does not run down first (the rule is DSLabs').
//!
//! **A state costs bytes, a step costs a look-up.** Nodes and letters are kept once and numbered,
//! and what a letter does to a node is worked out once ([`atlas`]). A state is remembered as a
//! fingerprint of 64 bits, with the number of the state before it and of the step between them:
//! some twenty bytes. States that wait to be expanded are rows of small numbers, packed. Two states
//! with one fingerprint would be taken for one; how likely that is, [`Progress::missed`] says. All
//! fingerprints are the same in every browser and natively.
//!
//! **Breadth first** finds shortest counterexamples; depth first needs less memory; random walks
//! look further than either ([`Search`]). Nothing here ever hangs: a search is advanced by its
//! owner, a slice at a time, and every [`Limits`] that stops it is named ([`Bound`]).
//!
//! **Progress.** With [`Limits::liveness`], and once every state was seen, ways are looked for on
//! which progress never comes although everything goes on fairly ([`liveness`], a feature of the
//! crate). Where numbers grow no state comes back, and such ways are looked for in timed runs
//! ([`treadmill`]).
//!
//! **Symmetry.** Participants that nothing tells apart need not be told apart ([`rename`]), where
//! the protocol says so.
//!
//! **The way back.** A counterexample that began at a moment of a run becomes actions on that run:
//! hold everything, then deliver this, drop that, crash here, choose so, ask again ([`replay`]). It
//! is played before it is given away, and given away only if it breaks the same promise. A way
//! without progress becomes a run that goes round in it three times, is each time what it was
//! before, and makes no progress meanwhile.

mod atlas;
mod counterexample;
mod exploration;
mod frontier;
pub mod hunt;
mod limits;
mod liveness;
mod moves;
mod place;
mod rename;
mod replay;
mod space;
mod state;
mod table;
mod treadmill;
mod watch;

pub use atlas::{Content, Letter};
pub use counterexample::{Counterexample, Replay};
pub use exploration::Exploration;
pub use limits::{Bound, Limits, Progress, Search, Status};
pub use moves::Move;
pub use space::{Mail, Space};
pub use treadmill::Treadmill;
pub use watch::Verdict;
