//! Paxos, as specified for Lamport's lectures *The Paxos algorithm, or how to win a Turing Award*.
//!
//! A set of messages is all the network there is: what was said once is said for ever. There are no
//! proposers; a ballot begins because it may, and a ballot's value is proposed once a quorum's
//! answers allow it. Quorums are majorities.

use std::collections::BTreeSet;

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Property, majority};

use crate::board::{Board, Spec, invariant};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    TITLE = "Paxos, specified", "Paxos（规约）";
    ACCEPTORS = "acceptors", "接受者";
    VALUES = "values", "取值";
    BALLOTS = "ballots, from 0", "轮次（从 0 起）";
    QUORUM = "acceptors of a quorum; 0 for a majority", "法定人数；0 表示多数派";
    AGREES = "no two values are chosen", "不会选定两个不同的值";
}

/// What is said. A ballot of -1 stands for none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Message {
    OneA { ballot: i8 },
    OneB { acceptor: u8, ballot: i8, voted: i8, value: u8 },
    TwoA { ballot: i8, value: u8 },
    TwoB { acceptor: u8, ballot: i8, value: u8 },
}

/// An acceptor: the ballot it heeds, and its latest vote.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Acceptor {
    heeds: i8,
    voted: i8,
    value: u8,
}

/// The state of the specification.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Paxos {
    acceptors: Vec<Acceptor>,
    messages: BTreeSet<Message>,
}

/// No value.
const NONE: u8 = u8::MAX;

static META: Meta = describe(
    "paxos",
    &TITLE,
    &[
        size("acceptors", &ACCEPTORS, 1..=5, 3),
        size("values", &VALUES, 1..=4, 2),
        size("ballots", &BALLOTS, 1..=6, 2),
        size("quorum", &QUORUM, 0..=5, 0),
    ],
    &[],
    TIMERS,
    &["Lamport: The Paxos algorithm, or how to win a Turing Award, 2019: module Paxos"],
);

impl Spec for Paxos {
    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Board<Self>>] = &[Property {
        id: "Agreement",
        statement: &AGREES,
        source: "Paxos",
        expectation: Expectation::Always,
        check: agreement,
    }];

    fn first(_: u32, size: &dyn Fn(usize) -> u32) -> Self {
        let acceptor = Acceptor { heeds: -1, voted: -1, value: NONE };
        Self { acceptors: vec![acceptor; size(0) as usize], messages: BTreeSet::new() }
    }

    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let mut next = Vec::new();
        let quorum = if size(3) == 0 { majority(self.acceptors.len()) } else { size(3) as usize };
        for ballot in 0..size(2) as i8 {
            next.push(self.saying(Message::OneA { ballot }));
            for value in 0..size(1) as u8 {
                if self.may_propose(ballot, value, quorum) {
                    next.push(self.saying(Message::TwoA { ballot, value }));
                }
            }
        }
        for acceptor in 0..self.acceptors.len() {
            self.answer(acceptor, &mut next);
        }
        next
    }
}

impl Paxos {
    fn saying(&self, message: Message) -> Self {
        let mut after = self.clone();
        after.messages.insert(message);
        after
    }

    /// Phase 2a: nobody proposed in this ballot, and some quorum's answers allow the value.
    fn may_propose(&self, ballot: i8, value: u8, quorum: usize) -> bool {
        let mut proposed = self.messages.iter().filter_map(|message| match message {
            Message::TwoA { ballot, .. } => Some(*ballot),
            _ => None,
        });
        if proposed.any(|other| other == ballot) {
            return false;
        }
        let answers: Vec<(u8, i8, u8)> = self
            .messages
            .iter()
            .filter_map(|message| match *message {
                Message::OneB { acceptor, ballot: about, voted, value } if about == ballot => {
                    Some((acceptor, voted, value))
                }
                _ => None,
            })
            .collect();
        let allows = |set: u32| {
            let of_set = answers.iter().filter(|(acceptor, ..)| set >> acceptor & 1 == 1);
            let heard = of_set.clone().fold(0_u32, |heard, (acceptor, ..)| heard | 1 << acceptor);
            let highest = of_set.clone().map(|(_, voted, _)| *voted).max().unwrap_or(-1);
            let mut votes = of_set.filter(|(_, voted, _)| *voted == highest);
            heard == set && (highest < 0 || votes.any(|(_, _, voted_for)| *voted_for == value))
        };
        let mut sets = 0..1_u32 << self.acceptors.len();
        sets.any(|set| set.count_ones() as usize == quorum && allows(set))
    }

    /// Phases 1b and 2b.
    fn answer(&self, position: usize, next: &mut Vec<Self>) {
        let Acceptor { heeds, voted, value } = self.acceptors[position];
        let acceptor = position as u8;
        for message in &self.messages {
            match *message {
                Message::OneA { ballot } if ballot > heeds => {
                    let said = Message::OneB { acceptor, ballot, voted, value };
                    let mut after = self.saying(said);
                    after.acceptors[position].heeds = ballot;
                    next.push(after);
                }
                Message::TwoA { ballot, value } if ballot >= heeds => {
                    let mut after = self.saying(Message::TwoB { acceptor, ballot, value });
                    after.acceptors[position] = Acceptor { heeds: ballot, voted: ballot, value };
                    next.push(after);
                }
                _ => {}
            }
        }
    }

    fn is_chosen(&self, value: u8, quorum: usize) -> bool {
        let ballots: BTreeSet<i8> = self
            .messages
            .iter()
            .filter_map(|message| match message {
                Message::TwoB { ballot, value: voted, .. } if *voted == value => Some(*ballot),
                _ => None,
            })
            .collect();
        ballots.into_iter().any(|ballot| {
            let votes = self.messages.iter().filter(|message| {
                matches!(message, Message::TwoB { ballot: of, value: voted, .. }
                    if *of == ballot && *voted == value)
            });
            votes.count() >= quorum
        })
    }
}

fn agreement(
    (): &mut (),
    _: &Moment<'_, Board<Paxos>>,
    cluster: &Cluster<'_, Board<Paxos>>,
) -> Finding {
    let quorum = match cluster.parameters.get(3) {
        0 => majority(cluster.parameters.get(0) as usize),
        quorum => quorum as usize,
    };
    let values = 0..cluster.parameters.get(1) as u8;
    invariant(cluster, |paxos| values.filter(|it| paxos.is_chosen(*it, quorum)).count() <= 1)
}
