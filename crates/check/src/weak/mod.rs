//! Promises weaker than linearizability: causal consistency, and what a session may expect.
//!
//! All of them ask from which write each read has its value. Where every written value is another
//! one, that is plain to see; where not, every possibility is tried, up to a bound.

mod accesses;
pub mod causal;
mod reach;
pub mod session;

use crate::linear::Verdict;

/// A verdict, and for a "no" what it rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged<W> {
    /// The verdict.
    pub verdict: Verdict,
    /// What a "no" rests on.
    pub why: Option<W>,
}
