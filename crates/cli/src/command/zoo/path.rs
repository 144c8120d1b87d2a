//! The explorer's shortest way to a broken promise: from the first moment of a small cluster, or,
//! where that is too far, from a moment of a run that is known to break it.

use quorate_explore::{Exploration, Limits, Space, Status as Standing};
use quorate_proto::{Bugs, Tick};
use quorate_sim::{Action, Record, Run, Setup, Stamp, Trial};

use crate::interrupt;

/// States that the explorer looks at in each of its searches.
pub(super) const STATES_MAX: u64 = 60_000;
/// The largest cluster that is searched from its first moment on.
pub(super) const NODES_MAX: u16 = 3;
/// Most timers that run down on a way from there, and on one from a moment of a run.
const TIMERS_MAX: u16 = 6;
const TIMERS_OF_RUN: u16 = 3;
/// How many times as many states a search from there may look at: there are few such searches.
const STATES_OF_RUN: u64 = 4;

/// A way to a broken promise.
pub(super) struct Path {
    pub(super) property: &'static str,
    pub(super) steps: u32,
    pub(super) nodes: u16,
    /// The moment of the run that it begins at; nothing if it begins where a cluster does.
    pub(super) from: Option<Tick>,
    pub(super) states: u64,
    /// If it goes round while numbers grow: what comes after these steps, again and again.
    pub(super) again: Option<Again>,
}

/// Turns that are all alike.
pub(super) struct Again {
    /// Events of each turn.
    pub(super) turn: u32,
    /// How many turns after the first were followed.
    pub(super) followed: u32,
    /// A run that shows some of them.
    pub(super) link: String,
}

/// How often each kind of thing may happen.
#[derive(Clone, Copy)]
struct Budget {
    timers: u16,
    requests: u16,
    crashes: u16,
    duplicates: u16,
}

/// The shortest way found, by a run that breaks a promise.
pub(super) fn shortest(trial: &Trial, states: u64) -> Option<Path> {
    from_the_start(trial, states).or_else(|| from_the_run(trial, states))
}

/// Ever larger clusters, and budgets in each. What was found already bounds all later searches.
fn from_the_start(trial: &Trial, states: u64) -> Option<Path> {
    let least = (*trial.setup.protocol.meta().nodes.start()).max(2);
    (least..=NODES_MAX.max(least)).find_map(|nodes| {
        let mut best: Option<Path> = None;
        for setup in clusters(&trial.setup, nodes) {
            for budget in budgets(trial) {
                let depth = best.as_ref().map(|best| best.steps);
                let limits = Limits { depth, ..budget.limits(states) };
                let found = search(space(&setup)?, limits);
                best = found.filter(|path| is_the_bugs(&setup, path, limits)).or(best);
            }
        }
        best
    })
}

/// Whether the same search without the bugs finds nothing as near.
fn is_the_bugs(setup: &Setup, path: &Path, limits: Limits) -> bool {
    let control = Setup { bugs: Bugs::default(), ..*setup };
    let limits = Limits { depth: Some(path.steps + 1), ..limits };
    space(&control).is_some_and(|space| search(space, limits).is_none())
}

/// A cluster whose nodes have just started.
fn space(setup: &Setup) -> Option<Space> {
    Space::at_moment(setup, &[], Stamp::at(1))
}

/// The cluster of a run with so many nodes and a network as usual: with disks that take no time,
/// and with such as do.
fn clusters(setup: &Setup, nodes: u16) -> Vec<Setup> {
    let usual = Setup::new(setup.protocol, setup.seed);
    let clients = setup.clients.clamp(1, 2);
    let quick =
        Setup { nodes, clients, network: usual.network, disk: (0, 0), workload: 0, ..*setup };
    let slow = Setup { disk: usual.disk, ..quick };
    if slow.disk == quick.disk { vec![quick] } else { vec![quick, slow] }
}

/// Ever larger budgets, of those kinds of fault only that the run has.
fn budgets(trial: &Trial) -> Vec<Budget> {
    let has = |kind: &dyn Fn(&Action) -> bool| trial.actions.iter().any(|it| kind(&it.action));
    let crashes = has(&|action| matches!(action, Action::Crash(_)));
    let copies = has(&|action| matches!(action, Action::Copy(_)))
        || trial.setup.network.duplication.numerator > 0;
    let mut budgets = Vec::new();
    for timers in 1..=TIMERS_MAX {
        for (requests, crash, copy) in
            [(1, 0, 0), (1, 1, 0), (2, 0, 0), (1, 0, 1), (2, 1, 0), (2, 1, 1)]
        {
            if (crashes || crash == 0) && (copies || copy == 0) {
                budgets.push(Budget { timers, requests, crashes: crash, duplicates: copy });
            }
        }
    }
    budgets
}

impl Budget {
    fn limits(self, states: u64) -> Limits {
        Limits {
            timers: Some(self.timers),
            requests: Some(self.requests),
            crashes: Some(self.crashes),
            duplicates: Some(self.duplicates),
            states,
            ..Limits::default()
        }
    }
}

/// Of ever earlier moments of the run, twice as many events before its end each time, the earliest
/// from which there is still a way.
fn from_the_run(trial: &Trial, states: u64) -> Option<Path> {
    let moments = moments(trial);
    let mut budgets = budgets(trial);
    budgets.retain(|budget| budget.timers == TIMERS_OF_RUN);
    let mut best = None;
    let mut back = 2;
    while let Some(at) = moments.len().checked_sub(back).and_then(|place| moments.get(place)) {
        let found = budgets.iter().find_map(|budget| {
            let space = Space::at_moment(&trial.setup, &trial.actions, *at)?;
            search(space, budget.limits(states.saturating_mul(STATES_OF_RUN)))
        });
        let Some(path) = found else { break };
        best = Some(Path { from: Some(at.tick), ..path });
        back *= 2;
    }
    best
}

/// The moments after each event and action of a run.
fn moments(trial: &Trial) -> Vec<Stamp> {
    let mut run = Run::new(&trial.setup, &trial.actions);
    let mut moments = Vec::new();
    while run.happens_before(trial.end) && run.step(&mut Record::default()) {
        moments.push(run.world().stamp());
    }
    moments
}

/// Searches until a promise breaks or a bound is reached.
fn search(space: Space, limits: Limits) -> Option<Path> {
    let nodes = space.nodes();
    let mut exploration = Exploration::new(space, limits);
    while !interrupt::happened() && exploration.advance(1_000) == Standing::Running {}
    let found = exploration.first_break().filter(|found| found.steps() > 0)?;
    let states = exploration.progress().distinct;
    let (property, steps) = (found.property, found.steps());
    Some(Path { property, steps, nodes, from: None, states, again: None })
}
