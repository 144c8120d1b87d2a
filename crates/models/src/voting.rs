//! Voting, as specified for Lamport's lectures *The Paxos algorithm, or how to win a Turing Award*:
//! what Paxos is about, before there are messages.
//!
//! Acceptors vote in numbered ballots, at most once in each, and all who vote in one vote for the
//! same value. A value is chosen once a quorum has voted for it in one ballot. So that no later
//! ballot chooses another, an acceptor votes only for a value that some quorum *shows to be safe*:
//! none of its members will vote in an earlier ballot any more, and in the latest one in which any
//! of them has voted, the vote was for this value. Paxos is this with letters: what a quorum shows
//! is what its promises say.

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Parameters, Property, majority};

use crate::board::{Board, Spec, invariant};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    TITLE = "voting, specified", "投票（规约）";
    ACCEPTORS = "acceptors", "接受者";
    VALUES = "values", "取值";
    BALLOTS = "ballots, from 0", "轮次（从 0 起）";
    QUORUM = "acceptors of a quorum; 0 for a majority", "法定人数；0 表示多数派";
    AGREES = "no two values are chosen", "不会选定两个不同的值";
    SAFE =
        "a value is voted for only if no earlier ballot can choose another",
        "只有在更早的轮次都不可能选定其他值时，才会投票给某个值";
    ONE_VALUE = "all votes of a ballot are for one value", "同一轮次的选票都投给同一个值";
}

type Ballot = i8;
type Value = u8;

/// An acceptor: it will not vote in ballots before the one that it heeds, -1 if none.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Acceptor {
    heeds: Ballot,
    /// By ballot.
    votes: Vec<Option<Value>>,
}

/// The state of the specification.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Voting(Vec<Acceptor>);

static META: Meta = describe(
    "voting",
    &TITLE,
    &[
        size("acceptors", &ACCEPTORS, 1..=5, 3),
        size("values", &VALUES, 1..=4, 2),
        size("ballots", &BALLOTS, 1..=6, 3),
        size("quorum", &QUORUM, 0..=5, 0),
    ],
    &[],
    TIMERS,
    &["Lamport: The Paxos algorithm, or how to win a Turing Award, 2019: module Voting"],
);

impl Spec for Voting {
    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Board<Self>>] = &[
        Property {
            id: "Consensus",
            statement: &AGREES,
            source: "Voting: C!Spec",
            expectation: Expectation::Always,
            check: agreement,
        },
        Property {
            id: "VotesSafe",
            statement: &SAFE,
            source: "Voting: Inv",
            expectation: Expectation::Always,
            check: votes_safe,
        },
        Property {
            id: "OneValuePerBallot",
            statement: &ONE_VALUE,
            source: "Voting: Inv",
            expectation: Expectation::Always,
            check: one_value_per_ballot,
        },
    ];

    fn first(_: u32, size: &dyn Fn(usize) -> u32) -> Self {
        let acceptor = Acceptor { heeds: -1, votes: vec![None; size(2) as usize] };
        Self(vec![acceptor; size(0) as usize])
    }

    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let quorum = quorum(size(3), self.0.len());
        let mut next = Vec::new();
        for (position, acceptor) in self.0.iter().enumerate() {
            for ballot in 0..size(2) as Ballot {
                if ballot > acceptor.heeds {
                    next.push(self.heeding(position, ballot));
                }
                let values = 0..size(1) as Value;
                for value in values.filter(|it| self.may_vote(acceptor, ballot, *it, quorum)) {
                    let mut after = self.heeding(position, ballot);
                    after.0[position].votes[ballot as usize] = Some(value);
                    next.push(after);
                }
            }
        }
        next
    }
}

/// How many acceptors make a quorum.
fn quorum(asked: u32, acceptors: usize) -> usize {
    if asked == 0 { majority(acceptors) } else { asked as usize }
}

impl Voting {
    fn heeding(&self, position: usize, ballot: Ballot) -> Self {
        let mut after = self.clone();
        after.0[position].heeds = ballot;
        after
    }

    /// Whether nobody, the acceptor included, has voted against this vote, and it is safe.
    fn may_vote(&self, acceptor: &Acceptor, ballot: Ballot, value: Value, quorum: usize) -> bool {
        let in_ballot = |it: &Acceptor| it.votes[ballot as usize];
        ballot >= acceptor.heeds
            && in_ballot(acceptor).is_none()
            && self.0.iter().filter_map(in_ballot).all(|other| other == value)
            && self.is_shown_safe(ballot, value, quorum)
    }

    /// Whether some quorum shows that no earlier ballot can choose another value.
    fn is_shown_safe(&self, ballot: Ballot, value: Value, quorum: usize) -> bool {
        let shows = |set: u32| {
            let members =
                self.0.iter().enumerate().filter(|(position, _)| set >> position & 1 == 1);
            let mut members = members.map(|(_, acceptor)| acceptor);
            let votes = |earlier: usize| members.clone().filter_map(move |it| it.votes[earlier]);
            let latest = (0..ballot as usize).rev().find(|it| votes(*it).next().is_some());
            latest.is_none_or(|latest| votes(latest).any(|vote| vote == value))
                && members.all(|it| it.heeds >= ballot)
        };
        let mut sets = 0..1_u32 << self.0.len();
        sets.any(|set| set.count_ones() as usize == quorum && shows(set))
    }

    /// Whether no value but this one has been or can ever be chosen in this ballot: a quorum has
    /// voted for it or will not vote any more.
    fn no_other_choosable(&self, ballot: usize, value: Value, quorum: usize) -> bool {
        let settled = self.0.iter().filter(|it| match it.votes[ballot] {
            Some(vote) => vote == value,
            None => it.heeds > ballot as Ballot,
        });
        settled.count() >= quorum
    }

    fn is_chosen(&self, value: Value, quorum: usize) -> bool {
        let ballots = self.0.first().map_or(0, |it| it.votes.len());
        let votes = |ballot: usize| self.0.iter().filter(move |it| it.votes[ballot] == Some(value));
        (0..ballots).any(|ballot| votes(ballot).count() >= quorum)
    }
}

type Watched<'a> = Cluster<'a, Board<Voting>>;
type Event<'a> = Moment<'a, Board<Voting>>;

fn quorum_of(parameters: &Parameters) -> usize {
    quorum(parameters.get(3), parameters.get(0) as usize)
}

fn agreement((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    let quorum = quorum_of(cluster.parameters);
    let values = 0..cluster.parameters.get(1) as Value;
    invariant(cluster, |voting| values.filter(|it| voting.is_chosen(*it, quorum)).count() <= 1)
}

fn votes_safe((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    let quorum = quorum_of(cluster.parameters);
    invariant(cluster, |voting| {
        let votes = voting.0.iter().flat_map(|it| it.votes.iter().enumerate());
        let mut votes = votes.filter_map(|(ballot, vote)| Some((ballot, (*vote)?)));
        votes.all(|(ballot, value)| {
            (0..ballot).all(|earlier| voting.no_other_choosable(earlier, value, quorum))
        })
    })
}

fn one_value_per_ballot((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    invariant(cluster, |voting| {
        (0..cluster.parameters.get(2) as usize).all(|ballot| {
            let mut votes = voting.0.iter().filter_map(|it| it.votes[ballot]);
            votes.next().is_none_or(|first| votes.all(|other| other == first))
        })
    })
}
