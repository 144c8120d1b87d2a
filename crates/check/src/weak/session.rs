//! What one client may expect of its own reads and writes (Terry and others, 1994).
//!
//! The promises speak of newer and older values, so they need an order of the writes to a key. A
//! write that was over before another began is the older one; one that found the value of another
//! is the newer one; and of writes that overlap, whoever sees one after the other decides which is
//! newer, once for all clients. A promise is broken if no such order lets it hold.
//!
//! Exact, as long as it can be traced which read has its value from which write: where values
//! repeat, 256 ways of tracing them are tried, and more, or a sum that nobody was told, or more
//! than 4,096 operations give "unknown", unless the history is quickly found to be linearizable. A
//! "no" is always one.

use super::Judged;
use super::accesses::{Access, Accesses, Source, Trace};
use super::reach::Reach;
use crate::history::ClientHistory;

/// Why a client was disappointed. Operations are named by position.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Why {
    /// Nobody wrote what this operation read.
    OutOfThinAir {
        /// The operation.
        read: usize,
    },
    /// This operation of the same client came before, and knew or wrote something newer.
    Older {
        /// The earlier operation.
        before: usize,
        /// The operation that read something older.
        read: usize,
    },
}

/// Whether no client reads something older than it read before.
#[must_use]
pub fn monotonic_reads(history: &ClientHistory) -> Judged<Why> {
    judge(history, |access, source| source.filter(|_| access.read.is_some()))
}

/// Whether no client reads something older than it wrote before.
#[must_use]
pub fn read_your_writes(history: &ClientHistory) -> Judged<Why> {
    judge(history, |access, _| {
        access.write.filter(|_| access.sure).map(|_| Source::Write(usize::MAX))
    })
}

/// `leaves` says what version an operation leaves its client with, for the promise in question: of
/// its own write, that is any place beyond all others.
fn judge(
    history: &ClientHistory,
    leaves: impl Fn(&Access, Option<Source>) -> Option<Source>,
) -> Judged<Why> {
    let accesses = Accesses::new(history, true);
    let thin_air = |access: &Access| Why::OutOfThinAir { read: access.call };
    accesses.judge(history, thin_air, |all, trace| {
        let mut versions = Versions::new(history, all, trace);
        for (number, access) in all.iter().enumerate() {
            let Some(source) = trace.get(number).copied().flatten() else { continue };
            let mut before = access.after;
            while let Some(earlier) = before {
                let it = &all[earlier];
                let left = leaves(it, trace.get(earlier).copied().flatten());
                let left = left.map(|left| match left {
                    Source::Write(usize::MAX) => Source::Write(earlier),
                    other => other,
                });
                if let Some(left) = left.filter(|_| it.key == access.key) {
                    if left != source && versions.older(left, source) {
                        return Some(Why::Older { before: it.call, read: access.call });
                    }
                    // What came before that was compared with it.
                    break;
                }
                before = it.after;
            }
        }
        None
    })
}

/// The order of all writes, as far as it is certain.
struct Versions(Reach);

impl Versions {
    /// What real time and swaps say.
    fn new(history: &ClientHistory, all: &[Access], trace: &Trace) -> Self {
        let mut order = Reach::new(all.len());
        let writes: Vec<usize> =
            (0..all.len()).filter(|number| all[*number].write.is_some()).collect();
        for (at, write) in writes.iter().copied().enumerate() {
            for earlier in &writes[..at] {
                let same = all[*earlier].key == all[write].key;
                if same && history.precedes(all[*earlier].call, all[write].call) {
                    order.add(*earlier, write);
                }
            }
        }
        let timely = order.clone();
        for write in writes {
            if let Some(Source::Write(found)) = trace.get(write).copied().flatten() {
                order.add(found, write);
            }
        }
        // Swaps that contradict real time are another promise's business.
        Self(if order.is_cyclic() { timely } else { order })
    }

    /// Whether `then` must be older than `first`. If not, from now on it is newer.
    fn older(&mut self, first: Source, then: Source) -> bool {
        match (first, then) {
            (Source::Start, _) => false,
            (Source::Write(_), Source::Start) => true,
            (Source::Write(first), Source::Write(then)) => self.0.add(first, then),
        }
    }
}
