//! The search: which run is tried next, and what is learned from those that were.

use std::ops::Range;

use quorate_proto::Tick;
use quorate_sim::{MessageId, Setup, Strength, Trial};

use super::change::{change, keep};
use super::coverage::Coverage;
use super::draw::{Scope, draw, vary};
use super::goal::Goal;
use super::probe::{Attempt, Break};
use crate::table::Fingerprints;

/// Seeds that are tried before anything is learned from them. It is this that makes a hunt the same
/// however many threads share it.
const GENERATION: u64 = 32;

/// A hunt's plan, and what it has learned so far.
///
/// Seeds are tried in generations. Within one, every [`Search::trial`] is a function of the seed
/// and of the generations before, so its seeds may be tried in any order, or at the same time;
/// then [`Search::learn`] takes in what came of them, in the order of the seeds.
#[derive(Clone, Debug)]
pub struct Search {
    setup: Setup,
    scope: Scope,
    goal: Goal,
    seeds: Range<u64>,
    guide: Option<Guide>,
    observed: bool,
    seen: Fingerprints,
    kept: Vec<Kept>,
}

/// How what was new is followed, if it is. A search that is not guided names none of it, and a
/// program without guided searches does without.
#[derive(Clone, Copy, Debug)]
struct Guide {
    change: fn(&[Kept], u64) -> Option<Trial>,
    keep: fn(&mut Vec<Kept>, Trial, Coverage),
}

/// A run that reached something new.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) trial: Trial,
    pub(super) messages: Vec<(Tick, MessageId)>,
}

/// What came of one seed.
#[derive(Clone, Debug)]
pub struct Look {
    /// Which.
    pub seed: u64,
    /// Events of its run, and of the one it was compared with.
    pub events: u64,
    /// What was run.
    pub trial: Trial,
    /// The promise that broke, if one did that counts.
    pub broken: Option<Break>,
    coverage: Option<Coverage>,
}

impl Search {
    /// A search from this setup, its seed aside, over these seeds.
    #[must_use]
    pub fn new(setup: &Setup, strength: Strength, seeds: Range<u64>) -> Self {
        let goal = Goal::of(setup);
        let scope = Scope { strength, settings: None, beyond: goal.has_control() };
        Self {
            setup: *setup,
            scope,
            goal,
            seeds,
            guide: None,
            observed: true,
            seen: Fingerprints::new(),
            kept: Vec::new(),
        }
    }

    /// The same, with sizes and settings drawn anew for some of the runs.
    #[must_use]
    pub const fn with_any_settings(mut self) -> Self {
        self.scope.settings = Some(vary);
        self
    }

    /// The same, with half of the runs made by changing those that reached something new.
    #[must_use]
    pub const fn guided(mut self) -> Self {
        (self.guide, self.observed) = (Some(Guide { change, keep }), true);
        self
    }

    /// The same, without account of what the runs reach: faster, and all drawn afresh.
    #[must_use]
    pub const fn blind(mut self) -> Self {
        (self.guide, self.observed) = (None, false);
        self
    }

    /// What is looked for.
    #[must_use]
    pub const fn goal(&self) -> &Goal {
        &self.goal
    }

    /// How many different facts about the protocol have been seen.
    #[must_use]
    pub fn coverage(&self) -> usize {
        self.seen.len()
    }

    /// The seeds to be tried now; none are left if it is empty.
    #[must_use]
    pub fn generation(&self) -> Range<u64> {
        self.seeds.start..self.seeds.end.min(self.seeds.start.saturating_add(GENERATION))
    }

    /// The run of a seed of this generation.
    #[must_use]
    pub fn trial(&self, seed: u64) -> Trial {
        let setup = Setup { seed, ..self.setup };
        let changed = self.guide.and_then(|guide| (guide.change)(&self.kept, seed));
        changed.unwrap_or_else(|| draw(&setup, self.scope))
    }

    /// The run of a seed, under observation.
    pub(super) fn attempt(&self, seed: u64) -> Attempt {
        let trial = self.trial(seed);
        let coverage = self.observed.then(|| Coverage::new(trial.setup.nodes));
        Attempt::searching(trial, &self.goal, coverage)
    }

    /// Tries a seed of this generation; nothing if `stop` says so first, which is asked now and
    /// then.
    pub fn look(&self, seed: u64, stop: &dyn Fn() -> bool) -> Option<Look> {
        let mut attempt = self.attempt(seed);
        loop {
            let mut budget = EVENTS_BETWEEN_LOOKS;
            if attempt.advance(&mut budget) {
                return Some(Look::of(seed, attempt));
            }
            if stop() {
                return None;
            }
        }
    }

    /// Takes in what came of the seeds of this generation, in order, and goes on to the next.
    pub fn learn(&mut self, looks: Vec<Look>) {
        self.seeds.start = self.generation().end;
        for look in looks {
            let Some(coverage) = look.coverage else { continue };
            let known = self.seen.len();
            for feature in coverage.features().iter() {
                self.seen.insert(*feature);
            }
            if let Some(guide) = self.guide
                && self.seen.len() > known
            {
                (guide.keep)(&mut self.kept, look.trial, coverage);
            }
        }
    }
}

/// Events between two looks at whether somebody wants to stop.
const EVENTS_BETWEEN_LOOKS: u64 = 4_096;

impl Look {
    pub(super) fn of(seed: u64, attempt: Attempt) -> Self {
        let events = attempt.events();
        let (trial, broken, coverage) = attempt.finish();
        Self { seed, events, trial, broken, coverage }
    }
}
