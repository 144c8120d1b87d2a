//! Fast Paxos with one coordinator, as in module `FastPaxos` of *SimplifiedFastPaxos* of the TLA+
//! examples (after Lamport: *Fast Paxos*, Distributed Computing 19, 2006).
//!
//! In a fast ballot, here each odd one, the coordinator lets replicas vote for *any* value,
//! whichever reaches them first. A fast quorum that votes alike decides, one delay sooner. If its
//! votes differ, they have collided, and a later classic ballot proposes what most of them were
//! for, or any of them if none had most. Fast quorums are large: two of them and a classic one have
//! a member in common.

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Property, majority};

use super::{Message, NONE, Replica, SimplifiedPaxos, VALUES, quorums};
use crate::board::{Board, Name, Spec, invariant};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    TITLE = "Fast Paxos with one coordinator", "单协调者的 Fast Paxos";
    BALLOTS = "ballots, from 0; the odd ones are fast", "轮次（从 0 起，奇数轮为快速轮）";
    FAST_QUORUM = "replicas of a fast quorum; 0 for as few as will do", "快速法定人数；0 表示最小可行值";
    CONSISTENT = "what is decided stays decided", "决定不会改变";
    NONTRIVIAL = "what is decided was voted for in a fast ballot", "所决定的值曾在快速轮中得票";
}

/// Any value.
const ANY: Name = NONE - 1;

/// The state of the specification.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FastPaxos {
    paxos: SimplifiedPaxos,
    /// What the coordinator has chosen after a collision.
    chosen: Name,
}

static META: Meta = describe(
    "simplified-fast-paxos",
    &TITLE,
    &[
        size("replicas", &super::REPLICAS, 1..=5, 4),
        size("values", &VALUES, 1..=4, 2),
        size("ballots", &BALLOTS, 1..=6, 3),
        size("fast", &FAST_QUORUM, 0..=5, 0),
    ],
    &[],
    TIMERS,
    &[
        "Lamport: Fast Paxos, Distributed Computing 19, 2006",
        "TLA+ examples: SimplifiedFastPaxos/FastPaxos",
    ],
);

impl Spec for FastPaxos {
    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Board<Self>>] = &[
        Property {
            id: "Consistency",
            statement: &CONSISTENT,
            source: "SimplifiedFastPaxos: PaxosConsistency",
            expectation: Expectation::Always,
            check: consistent,
        },
        Property {
            id: "Nontriviality",
            statement: &NONTRIVIAL,
            source: "SimplifiedFastPaxos: FastNontriviality",
            expectation: Expectation::Always,
            check: nontrivial,
        },
    ];

    fn first(which: u32, size: &dyn Fn(usize) -> u32) -> Self {
        Self { paxos: SimplifiedPaxos::first(which, size), chosen: NONE }
    }

    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let mut next = Vec::new();
        let replicas = self.paxos.replicas.len();
        let values = replicas as Name..replicas as Name + size(1) as Name;
        let fast_quorums = fast_quorums(size(3), replicas);
        for ballot in 0..size(2) as u8 {
            let decisions = if is_fast(ballot) {
                next.push(self.saying(Message::Accept { ballot, value: ANY }));
                self.decidable_fast(ballot, &fast_quorums)
            } else {
                for earlier in (0..ballot).filter(|it| is_fast(*it)) {
                    for quorum in &fast_quorums {
                        for value in values.clone() {
                            next.extend(self.resolve((earlier, ballot), *quorum, value));
                        }
                    }
                }
                let quorums = quorums(0, replicas);
                quorums.iter().flat_map(|it| self.paxos.decidable(ballot, *it)).collect()
            };
            next.extend(decisions.into_iter().map(|decision| {
                let paxos = SimplifiedPaxos { decision, ..self.paxos.clone() };
                Self { paxos, ..self.clone() }
            }));
        }
        for replica in &self.paxos.replicas {
            self.vote(replica, &values.clone().collect::<Vec<_>>(), &mut next);
        }
        next
    }

    fn names(size: &dyn Fn(usize) -> u32) -> Vec<u8> {
        SimplifiedPaxos::names(size)
    }

    fn renamed(&self, map: &dyn Fn(Name) -> Name) -> Self {
        let map = |name: Name| if name >= ANY { name } else { map(name) };
        Self { paxos: self.paxos.renamed(&map), chosen: map(self.chosen) }
    }
}

const fn is_fast(ballot: u8) -> bool {
    ballot % 2 == 1
}

/// All fast quorums: any two of them and a majority have a replica in common.
fn fast_quorums(asked: u32, replicas: usize) -> Vec<u32> {
    let common = |members: &usize| 2 * members + majority(replicas) > 2 * replicas;
    let least = (1..=replicas).find(common).unwrap_or(replicas);
    quorums(if asked == 0 { least as u32 } else { asked }, replicas)
}

impl FastPaxos {
    fn saying(&self, message: Message) -> Self {
        Self { paxos: self.paxos.saying(message), ..self.clone() }
    }

    /// What the votes of a fast quorum that voted alike allow to decide, once for each vote.
    fn decidable_fast(&self, ballot: u8, quorums: &[u32]) -> Vec<Name> {
        let votes = quorums.iter().map(|quorum| self.paxos.decidable(ballot, *quorum));
        let alike = |votes: &Vec<Name>| votes.iter().all(|vote| Some(vote) == votes.first());
        votes.filter(alike).flatten().collect()
    }

    /// The votes of a fast quorum have collided: a later classic ballot proposes a value.
    fn resolve(&self, (fast, ballot): (u8, u8), quorum: u32, value: Name) -> Option<Self> {
        let proposed = |message: &Message| match *message {
            Message::Accept { ballot: other, .. } => other == ballot,
            _ => false,
        };
        let votes = self.paxos.decidable(fast, quorum);
        let count = |value: Name| votes.iter().filter(|vote| **vote == value).count();
        let most = |value: Name| count(value) > votes.len() / 2;
        let any_has_most = votes.iter().any(|vote| most(*vote));
        let collided = votes.iter().any(|vote| Some(vote) != votes.first());
        let may = (self.chosen == NONE || self.chosen == value)
            && collided
            && if any_has_most { most(value) } else { count(value) > 0 }
            && !self.paxos.messages.iter().any(proposed);
        may.then(|| Self { chosen: value, ..self.saying(Message::Accept { ballot, value }) })
    }

    /// A replica votes for what is proposed, or for any value if it may.
    fn vote(&self, replica: &Replica, values: &[Name], next: &mut Vec<Self>) {
        for message in &self.paxos.messages {
            let Message::Accept { ballot, value } = *message else { continue };
            if ballot < replica.heeds {
                continue;
            }
            let voted = |message: &Message| match *message {
                Message::Accepted { ballot: other, replica: voter, .. } => {
                    other == ballot && voter == replica.name
                }
                _ => false,
            };
            if value != ANY {
                next.push(self.voting(replica.name, ballot, value));
            } else if !self.paxos.messages.iter().any(voted) {
                let may = |it: &&Name| replica.value == NONE || replica.value == **it;
                let allowed = values.iter().filter(may);
                next.extend(allowed.map(|value| self.voting(replica.name, ballot, *value)));
            }
        }
    }

    fn voting(&self, name: Name, ballot: u8, value: Name) -> Self {
        let mut after = self.saying(Message::Accepted { ballot, replica: name, value });
        after.paxos.replicas[usize::from(name)] =
            Replica { name, heeds: ballot, voted: ballot, value };
        after
    }
}

type Watched<'a> = Cluster<'a, Board<FastPaxos>>;
type Event<'a> = Moment<'a, Board<FastPaxos>>;

fn consistent((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    let parameters = cluster.parameters;
    let (replicas, ballots) = (parameters.get(0) as usize, parameters.get(2) as u8);
    let (fast, classic) = (fast_quorums(parameters.get(3), replicas), quorums(0, replicas));
    invariant(cluster, |it| {
        let mut decidable = (0..ballots).flat_map(|ballot| {
            if is_fast(ballot) {
                it.decidable_fast(ballot, &fast)
            } else {
                classic.iter().flat_map(|quorum| it.paxos.decidable(ballot, *quorum)).collect()
            }
        });
        let decision = it.paxos.decision;
        decision == NONE || decidable.all(|value| value == decision)
    })
}

fn nontrivial((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    invariant(cluster, |it| {
        let decision = it.paxos.decision;
        let voted = |message: &Message| match *message {
            Message::Accepted { ballot, value, .. } => is_fast(ballot) && value == decision,
            _ => false,
        };
        decision == NONE || it.paxos.messages.iter().any(voted)
    })
}
