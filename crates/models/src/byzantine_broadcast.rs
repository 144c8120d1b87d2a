//! Broadcast among processes some of which lie, after Srikanth and Toueg (*Simulating authenticated
//! broadcasts to derive simple fault-tolerant algorithms*, Distributed Computing 2, 1987), in one
//! round, as in module `bcastByz` of the TLA+ examples.
//!
//! Nobody signs anything, so a liar can tell everybody something else. But where more than three
//! times as many take part as may lie, numbers do what signatures would. Who was told by the
//! broadcaster echoes; who hears so many echoes that one of them must be honest echoes, too; who
//! hears so many that all honest processes will come to hear enough accepts. If nobody was told,
//! the liars are too few to begin it.
//!
//! The broadcaster itself is not there: each process begins having been told or not. Liars take no
//! steps; each of them has always sent its echo, to those who happen to receive it.

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Property};

use crate::board::{Board, Spec, invariant, reached};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    TITLE = "broadcast among liars", "存在说谎者的广播";
    PROCESSES = "processes", "进程";
    LIARS_MAX = "liars that are expected at most", "预计的说谎者上限";
    LIARS = "liars that there are", "实际的说谎者";
    TOLD = "processes may have been told", "进程可能已收到广播";
    UNFORGED = "if nobody was told, no honest process accepts", "若无人收到广播，诚实进程都不会接受";
    ACCEPTED = "all honest processes accept", "所有诚实进程都接受";
}

/// What a process has come to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Stage {
    Untold,
    Told,
    Echoed,
    Accepted,
}

/// A set of processes, a bit each.
type Processes = u16;

/// The state of the specification.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ByzantineBroadcast {
    honest: Processes,
    stages: Vec<Stage>,
    /// Whose echo each process has heard.
    heard: Vec<Processes>,
    /// The honest processes that have echoed.
    echoed: Processes,
}

static META: Meta = describe(
    "byzantine-broadcast",
    &TITLE,
    &[
        size("n", &PROCESSES, 1..=10, 4),
        size("t", &LIARS_MAX, 0..=3, 1),
        size("f", &LIARS, 0..=3, 1),
        size("told", &TOLD, 0..=1, 1),
    ],
    &[],
    TIMERS,
    &[
        "Srikanth, Toueg: Simulating authenticated broadcasts to derive simple fault-tolerant \
         algorithms, Distributed Computing 2, 1987: Figure 7",
        "TLA+ examples: bcastByz/bcastByz",
    ],
);

impl Spec for ByzantineBroadcast {
    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Board<Self>>] = &[
        Property {
            id: "Unforg",
            statement: &UNFORGED,
            source: "bcastByz",
            expectation: Expectation::Always,
            check: unforgeable,
        },
        Property {
            id: "Accepted",
            statement: &ACCEPTED,
            source: "bcastByz: CorrLtl",
            expectation: Expectation::Sometimes,
            check: accepted,
        },
    ];

    /// As many as there are ways of choosing the liars and those who were told.
    fn beginnings(size: &dyn Fn(usize) -> u32) -> u32 {
        honest(size).count() as u32 * ways_of_telling(size)
    }

    fn first(which: u32, size: &dyn Fn(usize) -> u32) -> Self {
        let (choice, told) = (which / ways_of_telling(size), which % ways_of_telling(size));
        let stage = |it| if told >> it & 1 == 1 { Stage::Told } else { Stage::Untold };
        Self {
            honest: honest(size).nth(choice as usize).unwrap_or_default(),
            stages: (0..size(0)).map(stage).collect(),
            heard: vec![0; size(0) as usize],
            echoed: 0,
        }
    }

    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let to_echo = size(0).saturating_sub(2 * size(1));
        let to_accept = size(0).saturating_sub(size(1));
        // That nothing happens is a step, too.
        let mut next = vec![self.clone()];
        for (position, stage) in self.stages.iter().enumerate() {
            if self.is_honest(position) && *stage != Stage::Accepted {
                self.hear(position, (to_echo, to_accept), &mut next);
            }
        }
        next
    }
}

/// All who may be honest.
fn honest(size: &dyn Fn(usize) -> u32) -> impl Iterator<Item = Processes> {
    let honest = size(0) - size(2).min(size(0));
    let sets = (0..1_u32 << size(0)).map(|set| set as Processes);
    sets.filter(move |set| set.count_ones() == honest)
}

fn ways_of_telling(size: &dyn Fn(usize) -> u32) -> u32 {
    if size(3) == 0 { 1 } else { 1 << size(0) }
}

impl ByzantineBroadcast {
    const fn is_honest(&self, position: usize) -> bool {
        self.honest >> position & 1 == 1
    }

    /// A process hears some of the echoes that it may hear, and acts on all that it has heard.
    fn hear(&self, position: usize, (to_echo, to_accept): (u32, u32), next: &mut Vec<Self>) {
        let (stage, heard) = (self.stages[position], self.heard[position]);
        let everybody = (1_u32 << self.stages.len()) - 1;
        let liars = everybody as Processes & !self.honest;
        for new in subsets(self.echoed | liars) {
            let now = heard | new;
            let mut turn = |stage| {
                let mut after = self.clone();
                after.stages[position] = stage;
                after.heard[position] = now;
                after.echoed |= 1 << position;
                next.push(after);
            };
            let accepts = now.count_ones() >= to_accept;
            if stage == Stage::Told {
                turn(Stage::Echoed);
            }
            if stage != Stage::Echoed && now.count_ones() >= to_echo && !accepts {
                turn(Stage::Echoed);
            }
            if accepts {
                turn(Stage::Accepted);
            }
        }
    }
}

/// All sets of some of these, none and all included.
fn subsets(all: Processes) -> impl Iterator<Item = Processes> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let set: Processes = next?;
        next = (set != all).then(|| (set | !all).wrapping_add(1) & all);
        Some(set)
    })
}

type Watched<'a> = Cluster<'a, Board<ByzantineBroadcast>>;
type Event<'a> = Moment<'a, Board<ByzantineBroadcast>>;

impl ByzantineBroadcast {
    fn honest_stages(&self) -> impl Iterator<Item = Stage> {
        let stages = self.stages.iter().enumerate();
        stages.filter(|(position, _)| self.is_honest(*position)).map(|(_, stage)| *stage)
    }
}

fn unforgeable((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    if cluster.parameters.get(3) == 1 {
        return Finding::Quiet;
    }
    invariant(cluster, |it| it.honest_stages().all(|stage| stage != Stage::Accepted))
}

fn accepted((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    reached(cluster, |it| it.honest_stages().all(|stage| stage == Stage::Accepted))
}
