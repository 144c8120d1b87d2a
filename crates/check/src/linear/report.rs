//! What a check found, as plain data.

use crate::history::{History, Moment};

/// An answer that may be missing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Verdict {
    /// It could be.
    Yes,
    /// It could not.
    No,
    /// A bound was reached before an answer was.
    Unknown,
}

/// The moment at which an operation may have taken effect.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Point {
    /// The operation: its position in the history.
    pub call: usize,
    /// When. Points in a row may share a moment; they happened in the order of the row.
    pub at: Moment,
}

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report<K> {
    /// Whether the history is linearizable.
    pub verdict: Verdict,
    /// How many steps that took.
    pub steps: u64,
    /// For a yes: everything that took effect, in an order that explains all answers. What is not
    /// in it need not have happened, or is a read that nobody heard the answer of.
    pub order: Vec<Point>,
    /// For a no: why.
    pub contradiction: Option<Contradiction<K>>,
}

/// Why a history is not linearizable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction<K> {
    /// The key whose operations contradict each other.
    pub key: K,
    /// The operation whose answer nothing explains any more, given all that had happened before it
    /// came. Nothing if there was too much to keep in mind.
    pub impossible: Option<usize>,
    /// The longest part of the history of that key that still makes sense, in order.
    pub longest: Vec<Point>,
    /// What would have to happen next, and fits nowhere.
    pub stuck: Vec<usize>,
    /// Operations that contradict each other even if every other operation of that key may have
    /// happened later, or not at all, and may have answered anything. By position in the history.
    pub smallest: Vec<usize>,
    /// Whether no operation can be taken out of these without their ceasing to contradict each
    /// other. Otherwise a bound came first, and a smaller set may exist.
    pub minimal: bool,
}

/// Operations in an order, each as early as it may be.
pub(crate) fn points<I, O>(
    history: &History<I, O>,
    order: impl IntoIterator<Item = usize>,
) -> Vec<Point> {
    let mut now = 0;
    let point = |call: usize| {
        now = history.calls().get(call).map_or(now, |it| it.invoked.max(now));
        Point { call, at: now }
    };
    order.into_iter().map(point).collect()
}
