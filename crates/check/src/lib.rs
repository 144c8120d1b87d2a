//! # Checkers over histories
//!
//! What clients saw is all that a system owes them. A [`History`] is that and nothing more: who
//! asked what and when, who was told what and when, and who never heard anything. This crate
//! decides whether what they saw *could be*.
//!
//! **Linearizable** means: every operation could have happened at one moment between its question
//! and its answer, such that one simple object, asked in the order of these moments, would have
//! given the same answers (Herlihy and Wing, 1990). The simple object is a [`Model`]: a start, and
//! what each operation does to it. Whether such moments exist is a search, and an NP-complete one;
//! three things make it quick in practice.
//!
//! * *A memory.* Wing and Gong (1993) try the operations that may come next, one after the other,
//!   and go back when an answer does not fit. Lowe (2017) saw that it does not matter in which
//!   order a set of operations was tried, only which set it was and what the object is now; what
//!   was tried once is not tried again. [`Check`] does that.
//! * *Parts.* Operations on different keys do not concern each other: a history is linearizable if
//!   and only if, for each key alone, it is. Some keys are cheap to refute and others are
//!   bottomless, so the keys take turns, each with a budget that doubles from round to round.
//! * *What cannot harm is done at once.* A read whose answer fits now may as well happen now.
//!
//! A search may still take longer than anybody waits, so there are three answers and not two
//! ([`Verdict`]): a bound that is reached first says *unknown*, and never hangs.
//!
//! **The other algorithm** keeps, at each moment of a running history, the set of everything that
//! may be true by then, and says at the very answer at which that set becomes empty that now
//! nothing explains what was seen ([`Live`]; Lowe calls it just-in-time linearization). It is a
//! plain value that can be copied with a world that is forked. Each algorithm is the other's test.
//!
//! **A "no" is explained**, because a proof nobody can read convinces nobody: the longest part of
//! the history that still makes sense, the operations that fit nowhere after it, and a smallest
//! set of operations that contradict each other even if all others are put in doubt
//! ([`Contradiction`]).
//!
//! **What nobody answered** may have happened, at any time from its question until for ever, or
//! not at all. A request that was *refused* did not happen. A compare-and-set that found another
//! value did happen: it is a read of that value.
//!
//! Weaker promises have their checkers, too: [`sequential`] and [`causal`] consistency, what one
//! client may expect of its own reads and writes ([`session`]), and what nodes owe each other when
//! they deliver commands ([`delivery`]).

pub mod delivery;
mod history;
mod linear;
mod model;
pub mod read;
mod weak;

pub use history::{Call, ClientHistory, History, Moment};
pub use linear::{
    Bar, Bounds, Cached, Check, Contradiction, Live, Mark, Point, Progress, Report, Standing,
    Verdict, bars, check, sequential,
};
pub use model::{
    Decision, HistoryOf, Model, Queue, QueueInput, QueueOutput, Register, RegisterInput,
    RegisterOutput, Set, SetInput, SetOutput, Store, TextInput, TextOutput, TextStore, Whole,
};
pub use weak::{Judged, causal, session};
