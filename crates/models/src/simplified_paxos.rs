//! Paxos without proposers and learners, as in module `Paxos` of *SimplifiedFastPaxos* of the TLA+
//! examples: the classic half of a pair that tells Paxos and Fast Paxos ([`fast`]) in the same
//! words.
//!
//! As in [`paxos`](crate::paxos), what was said once is said for ever, and a ballot begins because
//! it may. Ballot 0 stands for "none yet". What is decided is part of the state here: whoever sees
//! a quorum's votes in one ballot may decide, any number of times.
//!
//! Nothing tells replicas apart but their names, nor values: the published number is that of states
//! that differ by more than names. The names of values are counted on after those of replicas.

use std::collections::BTreeSet;

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Property, majority};

use crate::board::{Board, Name, Spec, invariant};
use crate::meta::{TIMERS, describe, size};

pub mod fast;

quorate_proto::phrases! {
    TITLE = "Paxos without proposers", "无提议者的 Paxos";
    REPLICAS = "replicas", "副本";
    VALUES = "values", "取值";
    BALLOTS = "ballots, from 0, which is none", "轮次（从 0 起，0 表示无）";
    QUORUM = "replicas of a quorum; 0 for a majority", "法定人数；0 表示多数派";
    CONSISTENT = "what is decided stays decided", "决定不会改变";
    NONTRIVIAL =
        "what is decided was proposed; who has voted for a value tells in which ballot",
        "所决定的值曾被提议；投过票者会报告投票的轮次";
}

/// No value.
const NONE: Name = Name::MAX;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Message {
    Prepare { ballot: u8 },
    Promise { ballot: u8, replica: Name, voted: u8, value: Name },
    Accept { ballot: u8, value: Name },
    Accepted { ballot: u8, replica: Name, value: Name },
}

/// A replica: the ballot it heeds, and its latest vote.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
struct Replica {
    name: Name,
    heeds: u8,
    voted: u8,
    value: Name,
}

/// The state of the specification.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SimplifiedPaxos {
    /// By name.
    replicas: Vec<Replica>,
    messages: BTreeSet<Message>,
    decision: Name,
}

static META: Meta = describe(
    "simplified-paxos",
    &TITLE,
    &[
        size("replicas", &REPLICAS, 1..=5, 3),
        size("values", &VALUES, 1..=4, 2),
        size("ballots", &BALLOTS, 1..=6, 3),
        size("quorum", &QUORUM, 0..=5, 0),
    ],
    &[],
    TIMERS,
    &["TLA+ examples: SimplifiedFastPaxos/Paxos"],
);

impl Spec for SimplifiedPaxos {
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
            source: "SimplifiedFastPaxos: PaxosNontriviality",
            expectation: Expectation::Always,
            check: nontrivial,
        },
    ];

    fn first(_: u32, size: &dyn Fn(usize) -> u32) -> Self {
        let replica = |name| Replica { name, heeds: 0, voted: 0, value: NONE };
        let replicas = (0..size(0) as Name).map(replica).collect();
        Self { replicas, messages: BTreeSet::new(), decision: NONE }
    }

    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let mut next = Vec::new();
        let replicas = self.replicas.len();
        let quorums = quorums(size(3), replicas);
        let values = replicas as Name..replicas as Name + size(1) as Name;
        for ballot in 0..size(2) as u8 {
            if ballot > 0 {
                next.push(self.saying(Message::Prepare { ballot }));
            }
            for quorum in &quorums {
                let allowed = values.clone().filter(|it| self.may_propose(ballot, *it, *quorum));
                next.extend(allowed.map(|value| self.saying(Message::Accept { ballot, value })));
                let decided = self.decidable(ballot, *quorum).into_iter();
                next.extend(decided.map(|decision| Self { decision, ..self.clone() }));
            }
        }
        for replica in 0..replicas {
            self.answer(replica, &mut next);
        }
        next
    }

    fn names(size: &dyn Fn(usize) -> u32) -> Vec<u8> {
        let replicas = std::iter::repeat_n(0, size(0) as usize);
        replicas.chain(std::iter::repeat_n(1, size(1) as usize)).collect()
    }

    fn renamed(&self, map: &dyn Fn(Name) -> Name) -> Self {
        let map = |name: Name| if name == NONE { NONE } else { map(name) };
        let replica = |it: &Replica| Replica { name: map(it.name), value: map(it.value), ..*it };
        let message = |it: &Message| match *it {
            Message::Prepare { .. } => *it,
            Message::Promise { ballot, replica, voted, value } => {
                Message::Promise { ballot, replica: map(replica), voted, value: map(value) }
            }
            Message::Accept { ballot, value } => Message::Accept { ballot, value: map(value) },
            Message::Accepted { ballot, replica, value } => {
                Message::Accepted { ballot, replica: map(replica), value: map(value) }
            }
        };
        let mut replicas: Vec<Replica> = self.replicas.iter().map(replica).collect();
        replicas.sort_unstable();
        let messages = self.messages.iter().map(message).collect();
        Self { replicas, messages, decision: map(self.decision) }
    }
}

/// All quorums, a bit for each replica.
fn quorums(asked: u32, replicas: usize) -> Vec<u32> {
    let members = if asked == 0 { majority(replicas) } else { asked as usize };
    (0..1_u32 << replicas).filter(|set| set.count_ones() as usize == members).collect()
}

impl SimplifiedPaxos {
    fn saying(&self, message: Message) -> Self {
        let mut after = self.clone();
        after.messages.insert(message);
        after
    }

    /// Phase 2a: nobody proposed in this ballot, and the quorum's promises allow the value.
    fn may_propose(&self, ballot: u8, value: Name, quorum: u32) -> bool {
        let (mut heard, mut latest) = (0, (0, NONE));
        for message in &self.messages {
            match *message {
                Message::Accept { ballot: other, .. } if other == ballot => return false,
                Message::Promise { ballot: other, replica, voted, value }
                    if other == ballot && quorum >> replica & 1 == 1 =>
                {
                    heard |= 1 << replica;
                    if voted > latest.0 {
                        latest = (voted, value);
                    }
                }
                _ => {}
            }
        }
        heard == quorum && (latest.1 == NONE || latest.1 == value)
    }

    /// Phases 1b and 2b.
    fn answer(&self, position: usize, next: &mut Vec<Self>) {
        let Replica { name, heeds, voted, value } = self.replicas[position];
        for message in &self.messages {
            match *message {
                Message::Prepare { ballot } if ballot > heeds => {
                    let said = Message::Promise { ballot, replica: name, voted, value };
                    let mut after = self.saying(said);
                    after.replicas[position].heeds = ballot;
                    next.push(after);
                }
                Message::Accept { ballot, value } if ballot >= heeds => {
                    let said = Message::Accepted { ballot, replica: name, value };
                    let mut after = self.saying(said);
                    after.replicas[position] =
                        Replica { name, heeds: ballot, voted: ballot, value };
                    next.push(after);
                }
                _ => {}
            }
        }
    }

    /// What the quorum's votes in this ballot allow to decide, once for each vote.
    fn decidable(&self, ballot: u8, quorum: u32) -> Vec<Name> {
        let votes = self.messages.iter().filter_map(|message| match *message {
            Message::Accepted { ballot: other, replica, value }
                if other == ballot && quorum >> replica & 1 == 1 =>
            {
                Some(value)
            }
            _ => None,
        });
        let votes: Vec<Name> = votes.collect();
        if votes.len() == quorum.count_ones() as usize { votes } else { Vec::new() }
    }
}

type Watched<'a> = Cluster<'a, Board<SimplifiedPaxos>>;
type Event<'a> = Moment<'a, Board<SimplifiedPaxos>>;

fn consistent((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    let parameters = cluster.parameters;
    let (replicas, ballots) = (parameters.get(0) as usize, parameters.get(2) as u8);
    let quorums = quorums(parameters.get(3), replicas);
    invariant(cluster, |paxos| {
        let mut decidable = quorums.iter().flat_map(|quorum| {
            (0..ballots).flat_map(move |ballot| paxos.decidable(ballot, *quorum))
        });
        paxos.decision == NONE || decidable.all(|value| value == paxos.decision)
    })
}

fn nontrivial((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    invariant(cluster, |paxos| {
        let proposed = |message: &Message| match *message {
            Message::Accept { value, .. } => value == paxos.decision,
            _ => false,
        };
        let told = |message: &Message| match *message {
            Message::Promise { voted, value, .. } => (value == NONE) == (voted == 0),
            _ => true,
        };
        (paxos.decision == NONE || paxos.messages.iter().any(proposed))
            && paxos.messages.iter().all(told)
    })
}
