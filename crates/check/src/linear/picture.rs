//! What a page needs to draw a history with its verdict: one bar for each operation.

use super::Report;
use crate::history::{History, Moment};

/// How an operation stands in a verdict.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mark {
    /// It has its place in the order.
    Placed,
    /// It need not have happened; or nothing is known of it.
    Free,
    /// It comes after what contradicts itself, or belongs to another key.
    Beyond,
    /// It would have to come next, and fits nowhere.
    Stuck,
    /// It belongs to the smallest set of operations that contradict each other.
    Contradicts,
}

/// One operation as a bar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Bar {
    /// The operation: its position in the history.
    pub call: usize,
    /// Whose bar it is.
    pub process: u32,
    /// Where the bar begins.
    pub start: Moment,
    /// Where it ends; nothing for one that never does.
    pub end: Option<Moment>,
    /// Where it took effect, and as which of all: in the order that explains everything, or in the
    /// longest that could be found.
    pub point: Option<(Moment, usize)>,
    /// What it is to the verdict.
    pub mark: Mark,
}

/// A bar for each operation, in the order of the history.
#[must_use]
pub fn bars<I, O, K>(history: &History<I, O>, report: &Report<K>) -> Vec<Bar> {
    let rest = if report.contradiction.is_some() { Mark::Beyond } else { Mark::Free };
    let bar = |(call, it): (usize, &crate::history::Call<I, O>)| Bar {
        call,
        process: it.process,
        start: it.invoked,
        end: it.returned,
        point: None,
        mark: rest,
    };
    let mut bars: Vec<Bar> = history.calls().iter().enumerate().map(bar).collect();
    let contradiction = report.contradiction.as_ref();
    let order = contradiction.map_or(&report.order, |contradiction| &contradiction.longest);
    for (rank, point) in order.iter().enumerate() {
        if let Some(bar) = bars.get_mut(point.call) {
            (bar.point, bar.mark) = (Some((point.at, rank)), Mark::Placed);
        }
    }
    let Some(contradiction) = contradiction else { return bars };
    for (calls, mark) in
        [(&contradiction.stuck, Mark::Stuck), (&contradiction.smallest, Mark::Contradicts)]
    {
        for call in calls {
            if let Some(bar) = bars.get_mut(*call) {
                bar.mark = mark;
            }
        }
    }
    bars
}
