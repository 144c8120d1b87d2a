//! # The Paxos family
//!
//! *Lamport, The Part-Time Parliament, 1998; Paxos Made Simple, 2001.*
//!
//! Some nodes are to agree on a value, although any of them may crash and messages may be late,
//! lost, repeated and out of order. Paxos rests on two ideas.
//!
//! **Quorums.** Any two majorities of the same nodes have a node in common. What one majority
//! knows, the next majority will hear of from that node, and nobody has to wait for all.
//!
//! **Numbered proposals.** An attempt to get a value chosen carries a number of its own. Before a
//! proposer names a value, it asks a quorum to turn its back on all smaller numbers, and to report
//! what it accepted so far. If anything was or still can be chosen under a smaller number, the
//! reports show it, and the proposer must propose that very value. So a value, once chosen, stays
//! chosen, whatever number comes next.
//!
//! The family differs in what it does with that idea:
//!
//! * [`basic`] chooses one value, with two phases for each attempt.

pub mod basic;
