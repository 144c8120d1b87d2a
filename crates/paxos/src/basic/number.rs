//! Proposal numbers: unique, ordered, and never used twice.

use std::fmt;

use quorate_proto::time::MILLISECOND;
use quorate_proto::{Argument, Cx, NodeId, Value};

use super::{BasicPaxos, meta, texts};

/// The number of a proposal: a time in the high bits, the proposer in the low bits.
///
/// The time orders attempts; the node keeps two proposers apart whose times are the same. The pair
/// is unique only as long as *one* node never uses one time twice, and that is what takes care: see
/// [`next`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProposalId {
    /// High bits: a reading of the proposer's clock in milliseconds, or a plain count.
    pub time: u64,
    /// Low bits: who proposes.
    pub node: NodeId,
}

/// Bits of the number that hold the node.
const NODE_BITS: u32 = 16;
/// The greatest time: 48 bits of milliseconds last for nine thousand years.
pub const TIME_MAX: u64 = (1 << (64 - NODE_BITS)) - 1;

impl ProposalId {
    /// The number as one integer of 64 bits, in the same order.
    #[must_use]
    pub const fn packed(self) -> u64 {
        self.time << NODE_BITS | self.node.code() as u64
    }

    /// The number in a sentence.
    #[must_use]
    pub const fn argument(self) -> Argument {
        Argument::Pair(self.time, self.node.code() as u64)
    }

    /// The number in a list of facts.
    #[must_use]
    pub const fn value(self) -> Value {
        Value::Pair(self.time, self.node.code() as u64)
    }
}

impl fmt::Debug for ProposalId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.time, self.node.code())
    }
}

/// A number that this node has never used, above all that it has `seen` in refusals.
///
/// A clock alone does not give one: it may be set back, stand still between two attempts, or be
/// behind the clocks of others for ever. So the highest time ever tried is kept on disk, the next
/// one lies above it and above what refusals told, and only then does the clock count.
///
/// `used` is the highest time tried since the node started: all that a proposer without a disk has.
pub(super) fn next(
    cx: &mut Cx<'_, BasicPaxos>,
    used: u64,
    seen: Option<ProposalId>,
) -> Option<ProposalId> {
    // PMS §2.5: a proposer remembers (in stable storage) the highest-numbered proposal it has
    // tried, and begins phase 1 with a higher number.
    let tried = if cx.bug(meta::P8) { used } else { cx.durable().tried };
    let above = tried.max(seen.map_or(0, |id| id.time)).saturating_add(1);
    let time = if cx.parameter(meta::NUMBERING) == meta::NUMBERING_CLOCK {
        above.max(cx.clock / MILLISECOND)
    } else {
        above
    };
    cx.ensure(time <= TIME_MAX, &texts::NUMBERS_EXHAUSTED)
        .then_some(ProposalId { time, node: cx.me })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_orders_numbers_and_the_node_breaks_ties() {
        let id = |time, node| ProposalId { time, node: NodeId::new(node) };
        let ordered = [id(1, 0), id(1, 4), id(2, 0), id(TIME_MAX - 1, 8), id(TIME_MAX, 0)];
        for pair in ordered.windows(2) {
            assert!(pair[0] < pair[1]);
            assert!(pair[0].packed() < pair[1].packed(), "one integer has the same order");
        }
    }
}
