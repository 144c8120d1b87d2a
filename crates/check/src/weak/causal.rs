//! Causal consistency: nobody sees an effect without its cause.
//!
//! *Causal order* holds what each process did one after the other, and every read after the write
//! that it has its value from. What it leaves open, different processes may see in different
//! orders. The definitions and the patterns that break them are those of Bouajjani, Enea, Guerraoui
//! and Hamza, "On verifying causal consistency" (POPL 2017), where the values of writes differ; an
//! operation that reads and writes counts as both, and is not held to be atomic. Real time does not
//! count: what is sequentially consistent is causally convergent.
//!
//! Exact, as long as it can be traced which read has its value from which write: where values
//! repeat, 256 ways of tracing them are tried, and more, or a sum that nobody was told, or more
//! than 4,096 operations give "unknown", unless the history is quickly found to be linearizable. A
//! "no" is always one.

use super::Judged;
use super::accesses::{Access, Accesses, Source, Trace};
use super::reach::Reach;
use crate::history::ClientHistory;

/// Why a history is not causally consistent. Operations are named by position.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Why {
    /// Nobody wrote what this operation read.
    OutOfThinAir {
        /// The operation.
        read: usize,
    },
    /// This operation is among its own causes.
    Circle {
        /// The operation.
        of: usize,
    },
    /// This operation read nothing, though it knew of a write.
    Forgotten {
        /// The operation.
        read: usize,
        /// The write.
        written: usize,
    },
    /// This operation read an old value, though it knew of a newer write.
    Overwritten {
        /// The operation.
        read: usize,
        /// What it read.
        old: usize,
        /// What it knew of.
        new: usize,
    },
    /// There is no order of all writes in which everybody could have seen those it knew of.
    NoCommonOrder {
        /// An operation that puts the first write before the second.
        read: usize,
        /// The first write.
        first: usize,
        /// The second write, which others put before the first.
        second: usize,
    },
}

/// Whether a history is causally consistent (CC): each read has a latest value among the writes
/// that it knows of. Different processes may disagree for ever about what is latest.
#[must_use]
pub fn consistent(history: &ClientHistory) -> Judged<Why> {
    judge(history, false)
}

/// Whether a history is causally convergent (CCv): beside that, there is one order of all writes
/// in which everybody sees those that it knows of, so that all who know the same see the same.
#[must_use]
pub fn convergent(history: &ClientHistory) -> Judged<Why> {
    judge(history, true)
}

fn judge(history: &ClientHistory, convergent: bool) -> Judged<Why> {
    let thin_air = |access: &Access| Why::OutOfThinAir { read: access.call };
    let accesses = Accesses::new(history, false);
    accesses.judge(history, thin_air, |all, trace| {
        let order = match causal_order(all, trace) {
            Ok(order) => order,
            Err(why) => return Some(why),
        };
        let stale = stale_read(all, trace, &order);
        stale.or_else(|| convergent.then(|| conflict(all, trace, order)).flatten())
    })
}

fn causal_order(all: &[Access], trace: &Trace) -> Result<Reach, Why> {
    let mut order = Reach::new(all.len());
    for (number, access) in all.iter().enumerate() {
        let source = trace.get(number).copied().flatten();
        let write = match source {
            Some(Source::Write(write)) => Some(write),
            _ => None,
        };
        for before in access.after.into_iter().chain(write) {
            if order.add(before, number) {
                return Err(Why::Circle { of: access.call });
            }
        }
    }
    Ok(order)
}

/// Reads, with the other writes to the same key that are among their causes.
fn known_writes<'a>(
    all: &'a [Access],
    trace: &'a Trace,
    order: &'a Reach,
) -> impl Iterator<Item = (usize, Source, usize)> + 'a {
    let reads = trace.iter().enumerate().filter_map(|(read, source)| Some((read, (*source)?)));
    reads.flat_map(move |(read, source)| {
        let others = all.iter().enumerate().filter(move |(other, access)| {
            let source_of_some = trace.contains(&Some(Source::Write(*other)));
            access.write.is_some()
                && (access.sure || source_of_some)
                && access.key == all[read].key
                && Source::Write(*other) != source
                && order.has(*other, read)
        });
        others.map(move |(other, _)| (read, source, other))
    })
}

fn stale_read(all: &[Access], trace: &Trace, order: &Reach) -> Option<Why> {
    known_writes(all, trace, order).find_map(|(read, source, other)| match source {
        Source::Start => Some(Why::Forgotten { read: all[read].call, written: all[other].call }),
        Source::Write(write) if order.has(write, other) => Some(Why::Overwritten {
            read: all[read].call,
            old: all[write].call,
            new: all[other].call,
        }),
        Source::Write(_) => None,
    })
}

/// Who reads one write and knows of another, puts the other first.
fn conflict(all: &[Access], trace: &Trace, order: Reach) -> Option<Why> {
    let mut common = order.clone();
    known_writes(all, trace, &order).find_map(|(read, source, other)| match source {
        Source::Write(write) if common.add(other, write) => Some(Why::NoCommonOrder {
            read: all[read].call,
            first: all[other].call,
            second: all[write].call,
        }),
        _ => None,
    })
}
