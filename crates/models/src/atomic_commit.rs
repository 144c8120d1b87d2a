//! Atomic commitment with a coordinator and two ways of telling everybody what was decided, after
//! Babaoglu and Toueg (*Non-Blocking Atomic Commitment*, in Mullender's *Distributed Systems*,
//! 1993), as in modules `ACP_SB` and `ACP_NB` of the TLA+ examples.
//!
//! Participants vote; the coordinator commits if all say yes. Anybody may die for good at any time.
//! With the *simple* broadcast ([`Simple`]) the coordinator tells one after the other, and if it
//! dies among them, those whom it did not tell wait for ever. With the *reliable* broadcast
//! ([`NonBlocking`]) who hears of a decision passes it on to all others before acting on it, so
//! that who hears nothing from anybody, dead or alive, knows that nobody will ever act on it, and
//! may abort.

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Property};

use crate::board::{Board, Spec, invariant};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    SIMPLE = "atomic commitment, simple broadcast", "原子提交（简单广播）";
    NON_BLOCKING = "atomic commitment, reliable broadcast", "原子提交（可靠广播）";
    PARTICIPANTS = "participants", "参与者";
    SAME = "no two participants decide differently", "不会有两个参与者作出不同决定";
    ALL_YES = "if one commits, all voted yes", "若有一个提交，则全部投了赞成票";
    REASON =
        "if one aborts, somebody voted no or somebody died",
        "若有一个中止，则有人投反对票或有人失效";
}

/// What is decided, and told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Decision {
    Commit,
    Abort,
}

use Decision::{Abort, Commit};

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Participant {
    says_yes: bool,
    alive: bool,
    decision: Option<Decision>,
    vote_sent: bool,
    /// What it heard was decided, in its own place; what it passed on, in those of the others.
    forward: Vec<Option<Decision>>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Coordinator {
    alive: bool,
    requested: Vec<bool>,
    votes: Vec<Option<bool>>,
    decision: Option<Decision>,
    told: Vec<Option<Decision>>,
}

/// Coordinator and participants.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AtomicCommit<const RELIABLE: bool> {
    coordinator: Coordinator,
    participants: Vec<Participant>,
}

/// With the simple broadcast.
pub type Simple = AtomicCommit<false>;
/// With the reliable broadcast.
pub type NonBlocking = AtomicCommit<true>;

static SIMPLE_META: Meta = describe(
    "atomic-commit",
    &SIMPLE,
    &[size("participants", &PARTICIPANTS, 1..=5, 2)],
    &[],
    TIMERS,
    &[
        "Babaoglu, Toueg: Non-Blocking Atomic Commitment, in Mullender: Distributed Systems, 1993",
        "TLA+ examples: module ACP_SB",
    ],
);
static NON_BLOCKING_META: Meta = describe(
    "non-blocking-commit",
    &NON_BLOCKING,
    &[size("participants", &PARTICIPANTS, 1..=4, 2)],
    &[],
    TIMERS,
    &[
        "Babaoglu, Toueg: Non-Blocking Atomic Commitment, in Mullender: Distributed Systems, 1993",
        "TLA+ examples: module ACP_NB",
    ],
);

impl<const RELIABLE: bool> Spec for AtomicCommit<RELIABLE> {
    const META: &'static Meta = if RELIABLE { &NON_BLOCKING_META } else { &SIMPLE_META };
    const PROPERTIES: &'static [Property<Board<Self>>] = &[
        Property {
            id: "AC1",
            statement: &SAME,
            source: "ACP_SB",
            expectation: Expectation::Always,
            check: same,
        },
        Property {
            id: "AC2",
            statement: &ALL_YES,
            source: "ACP_SB",
            expectation: Expectation::Always,
            check: all_yes,
        },
        Property {
            id: "AC3",
            statement: &REASON,
            source: "ACP_SB",
            expectation: Expectation::Always,
            check: with_reason,
        },
    ];

    /// As many as there are ways of voting.
    fn beginnings(size: &dyn Fn(usize) -> u32) -> u32 {
        1 << size(0)
    }

    fn first(votes: u32, size: &dyn Fn(usize) -> u32) -> Self {
        let count = size(0) as usize;
        Self {
            coordinator: Coordinator {
                alive: true,
                requested: vec![false; count],
                votes: vec![None; count],
                decision: None,
                told: vec![None; count],
            },
            participants: (0..count)
                .map(|index| Participant {
                    says_yes: votes >> index & 1 == 1,
                    alive: true,
                    decision: None,
                    vote_sent: false,
                    forward: vec![None; if RELIABLE { count } else { 0 }],
                })
                .collect(),
        }
    }

    fn next(&self, _: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let mut next = Vec::new();
        if self.coordinator.alive {
            self.coordinate(&mut next);
            next.push(self.with(|after| after.coordinator.alive = false));
        }
        for (index, participant) in self.participants.iter().enumerate() {
            if participant.alive {
                self.take_part(index, participant, &mut next);
                next.push(self.with(|after| after.participants[index].alive = false));
            }
        }
        next
    }
}

impl<const RELIABLE: bool> AtomicCommit<RELIABLE> {
    fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut after = self.clone();
        change(&mut after);
        after
    }

    fn coordinate(&self, next: &mut Vec<Self>) {
        let coordinator = &self.coordinator;
        let all_requested = coordinator.requested.iter().all(|requested| *requested);
        let undecided = coordinator.decision.is_none();
        for (index, participant) in self.participants.iter().enumerate() {
            if !coordinator.requested[index] {
                next.push(self.with(|after| after.coordinator.requested[index] = true));
            }
            if undecided && all_requested && coordinator.votes[index].is_none() {
                let vote = Some(participant.says_yes);
                if participant.vote_sent {
                    next.push(self.with(|after| after.coordinator.votes[index] = vote));
                } else if !participant.alive {
                    next.push(self.with(|after| after.coordinator.decision = Some(Abort)));
                }
            }
            if !undecided && coordinator.told[index].is_none() {
                let decision = coordinator.decision;
                next.push(self.with(|after| after.coordinator.told[index] = decision));
            }
        }
        if undecided && coordinator.votes.iter().all(Option::is_some) {
            let all = coordinator.votes.iter().all(|vote| *vote == Some(true));
            let decision = Some(if all { Commit } else { Abort });
            next.push(self.with(|after| after.coordinator.decision = decision));
        }
    }

    fn take_part(&self, index: usize, participant: &Participant, next: &mut Vec<Self>) {
        let requested = self.coordinator.requested[index];
        let undecided = participant.decision.is_none();
        if requested {
            next.push(self.with(|after| after.participants[index].vote_sent = true));
        }
        let decide = |decision| self.with(|after| after.participants[index].decision = decision);
        if undecided && participant.vote_sent && !participant.says_yes {
            next.push(decide(Some(Abort)));
        }
        if undecided && !self.coordinator.alive && !requested {
            next.push(decide(Some(Abort)));
        }
        if RELIABLE {
            self.spread(index, participant, next);
        } else if let (true, Some(told)) = (undecided, self.coordinator.told[index]) {
            next.push(decide(Some(told)));
        }
    }

    /// The reliable broadcast, at one participant.
    fn spread(&self, index: usize, participant: &Participant, next: &mut Vec<Self>) {
        let heard = participant.forward[index];
        let set = |place: usize, decision| {
            self.with(|after| after.participants[index].forward[place] = decision)
        };
        for (other, from) in self.participants.iter().enumerate() {
            if other == index {
                continue;
            }
            if heard.is_some() && participant.forward[other].is_none() {
                next.push(set(other, heard));
            }
            if heard.is_none() && from.forward[index].is_some() {
                next.push(set(index, from.forward[index]));
            }
        }
        if heard.is_none() && self.coordinator.told[index].is_some() {
            next.push(set(index, self.coordinator.told[index]));
        }
        let decide = |decision| self.with(|after| after.participants[index].decision = decision);
        if participant.forward.iter().all(Option::is_some) {
            next.push(decide(heard));
        }
        if participant.decision.is_none() && !self.coordinator.alive && self.is_silent() {
            next.push(decide(Some(Abort)));
        }
    }

    /// Whether nobody who lives was told anything by the coordinator or by one who died.
    fn is_silent(&self) -> bool {
        let living = |index: usize| self.participants[index].alive;
        let told = self.coordinator.told.iter().enumerate();
        let mut told = told.filter(|(index, _)| living(*index));
        let dead = self.participants.iter().filter(|from| !from.alive);
        let mut passed_on = dead.flat_map(|from| from.forward.iter().enumerate());
        told.all(|(_, told)| told.is_none())
            && passed_on.all(|(index, told)| !living(index) || told.is_none())
    }
}

type Watched<'a, const RELIABLE: bool> = Cluster<'a, Board<AtomicCommit<RELIABLE>>>;
type Event<'a, const RELIABLE: bool> = Moment<'a, Board<AtomicCommit<RELIABLE>>>;

fn decided<const RELIABLE: bool>(state: &AtomicCommit<RELIABLE>, decision: Decision) -> bool {
    state.participants.iter().any(|it| it.decision == Some(decision))
}

fn same<const RELIABLE: bool>(
    (): &mut (),
    _: &Event<'_, RELIABLE>,
    cluster: &Watched<'_, RELIABLE>,
) -> Finding {
    invariant(cluster, |state| !(decided(state, Commit) && decided(state, Abort)))
}

fn all_yes<const RELIABLE: bool>(
    (): &mut (),
    _: &Event<'_, RELIABLE>,
    cluster: &Watched<'_, RELIABLE>,
) -> Finding {
    invariant(cluster, |state| {
        !decided(state, Commit) || state.participants.iter().all(|it| it.says_yes)
    })
}

fn with_reason<const RELIABLE: bool>(
    (): &mut (),
    _: &Event<'_, RELIABLE>,
    cluster: &Watched<'_, RELIABLE>,
) -> Finding {
    invariant(cluster, |state| {
        !decided(state, Abort)
            || !state.coordinator.alive
            || state.participants.iter().any(|it| !it.says_yes || !it.alive)
    })
}
