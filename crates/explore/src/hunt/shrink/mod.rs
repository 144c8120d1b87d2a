//! Shrinking: of all that happens in a run that breaks a promise, what has to.
//!
//! A step proposes a simpler run; if that one breaks the same promise (and, with bugs to blame,
//! keeps all its promises without them), it takes the place of the old one. What counts as simpler
//! is one measure for all steps, in which an action weighs more than a node, a node more than time,
//! and time more than the rest ([`weight`]). Every step that is taken makes the measure smaller, so
//! there is an end; and it is only the end once no step is left to take: leaving out any one action
//! then mends the run.

mod measure;
mod step;
mod trunk;
mod wander;

use quorate_sim::Trial;

use super::goal::Goal;
use super::probe::{Attempt, Break, cut_off};
use measure::weight;
use step::{Cursor, Step};
use trunk::Trunk;
use wander::Wander;

/// Most events that all tries together may take: some minutes of computing.
const EVENTS_MAX: u64 = 400_000_000;
/// Most runs that are tried.
const TRIES_MAX: u64 = 40_000;
/// Most events that luck may take each time, roughly: of slow runs fewer seeds are tried.
const LUCK_EVENTS_MAX: u64 = 40_000_000;

/// A run being made shorter, a slice at a time.
pub struct Shrink {
    goal: Goal,
    best: Trial,
    broken: Break,
    /// What of it was performed already, once it is needed.
    trunk: Option<Trunk>,
    /// The kind of step to be tried, and where in the run.
    step: Option<Step>,
    cursor: Cursor,
    attempt: Option<Attempt>,
    /// Whether a step was taken since the first kind was tried last.
    improved: bool,
    /// Whether actions went since luck was tried last: it takes many tries, and has no more to give
    /// where it failed before.
    lucky: bool,
    /// Events of the shortest run so far, once one was shortened.
    cost: u64,
    /// While detours are made.
    wander: Option<Wander>,
    tries: u64,
    events: u64,
}

impl Shrink {
    /// Begins with a run that breaks a promise, and the break. The goal says whom to blame.
    #[must_use]
    pub fn new(trial: &Trial, broken: &Break, goal: &Goal) -> Self {
        let best = cut_off(trial, broken);
        let step = Step::FIRST;
        Self {
            goal: goal.only(broken.property),
            cursor: Cursor::start(step, &best),
            best,
            broken: *broken,
            trunk: None,
            step: Some(step),
            attempt: None,
            improved: false,
            lucky: true,
            cost: 0,
            wander: None,
            tries: 0,
            events: 0,
        }
    }

    /// Goes on by about this many events. True once nothing is left to try.
    pub fn advance(&mut self, mut budget: u64) -> bool {
        while budget > 0 && !self.is_done() {
            let Some(mut attempt) = self.next_attempt() else { continue };
            if !attempt.advance(&mut budget) {
                self.attempt = Some(attempt);
                return false;
            }
            // Even an empty run costs something.
            budget = budget.saturating_sub(1);
            self.tries += 1;
            self.events += attempt.events();
            if let Some(wander) = &mut self.wander {
                wander.spend(attempt.events());
            }
            self.settle(attempt);
        }
        self.is_done()
    }

    /// Whether nothing is left to try, or too much was tried.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.step.is_none() || self.tries >= TRIES_MAX || self.events >= EVENTS_MAX
    }

    /// Whether nothing is left to try: no single action can be left out.
    #[must_use]
    pub const fn is_minimal(&self) -> bool {
        self.step.is_none()
    }

    /// The shortest run so far. It ends right after the event that breaks the promise.
    #[must_use]
    pub const fn trial(&self) -> &Trial {
        &self.best
    }

    /// The break in it.
    #[must_use]
    pub const fn broken(&self) -> &Break {
        &self.broken
    }

    /// How many runs were tried.
    #[must_use]
    pub const fn tries(&self) -> u64 {
        self.tries
    }

    /// Events of all runs that were tried.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.events
    }

    /// The try that was interrupted, or the next one; nothing if that is of another kind.
    fn next_attempt(&mut self) -> Option<Attempt> {
        if let Some(attempt) = self.attempt.take() {
            return Some(attempt);
        }
        let step = self.step?;
        if step == Step::Detours {
            let wander = self.wander.get_or_insert_with(|| Wander::from(&self.best));
            if let Some(trial) = wander.propose() {
                let begun = wander.begin(&trial);
                return Some(Attempt::shrinking(trial, begun, &self.goal));
            }
        }
        let Some(trial) = step.propose(&self.best, &mut self.cursor) else {
            self.turn(step);
            return None;
        };
        // Only what makes the run end sooner may be heavier in itself.
        let end = self.best.end;
        if step != Step::Gaps && weight(&trial, end) >= weight(&self.best, end) {
            self.cursor.refuse();
            return None;
        }
        let begun = self.trunk.get_or_insert_with(|| Trunk::of(&self.best)).begin(&trial);
        Some(Attempt::shrinking(trial, begun, &self.goal))
    }

    /// On to the next kind of step; after the last one, to the first again if anything changed.
    fn turn(&mut self, step: Step) {
        // Detours cost much: they are made only where everything else has come to its end.
        let next = step.next().filter(|next| *next != Step::Detours || !self.improved);
        self.step = next.or_else(|| self.improved.then_some(Step::FIRST));
        if self.step == Some(Step::Luck) {
            if !self.lucky {
                self.step = Step::Luck.next();
            }
            self.lucky = false;
        }
        if let Some(next) = self.step {
            if next == Step::FIRST {
                self.improved = false;
            }
            self.cursor = Cursor::start(next, &self.best);
            if next == Step::Luck {
                // About so many runs are tried under each seed: blocks of one, of two, of four.
                let runs = 2 * self.best.actions.len() as u64;
                self.cursor.seed_less(LUCK_EVENTS_MAX / (runs * self.cost).max(1));
            }
        }
    }

    fn settle(&mut self, attempt: Attempt) {
        let cost = attempt.events();
        let (trial, broken, _) = attempt.finish();
        if self.step == Some(Step::Detours) {
            self.settle_detour(trial, broken);
            return;
        }
        let better = broken.and_then(|broken| {
            let trial = cut_off(&trial, &broken);
            (weight(&trial, trial.end) < weight(&self.best, self.best.end))
                .then_some((trial, broken))
        });
        match better {
            Some((trial, broken)) => {
                self.improved = true;
                self.cost = cost;
                self.lucky |= trial.actions.len() < self.best.actions.len();
                self.best = trial;
                self.broken = broken;
                self.trunk = None;
            }
            None => self.cursor.refuse(),
        }
    }

    /// A detour that is shorter is the way from now on.
    fn settle_detour(&mut self, trial: Trial, broken: Option<Break>) {
        let Some(broken) = broken else { return };
        let trial = cut_off(&trial, &broken);
        if trial.actions.len() < self.best.actions.len() {
            (self.best, self.broken) = (trial, broken);
            (self.wander, self.trunk) = (None, None);
            (self.improved, self.lucky) = (true, true);
            self.turn(Step::Detours);
        } else if let Some(wander) = &mut self.wander {
            wander.stands_at(trial);
        }
    }
}
