//! One run under observation, a slice at a time.

use quorate_proto::{Expectation, Tick};
use quorate_sim::{Detail, Record, Run, Stamp, Standing, Trial, World};

use super::coverage::Coverage;
use super::goal::Goal;

/// Most events of one run of a search. A run that goes on for longer is given up: it counts as one
/// that broke nothing.
pub const EVENTS_MAX: u64 = 400_000;
/// Most events of one run that is being shrunk: whoever saw it break may have waited for long.
pub(super) const EVENTS_MAX_SHRINKING: u64 = 20_000_000;

/// A promise that broke.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Break {
    /// Position of the property.
    pub property: usize,
    /// When.
    pub time: Tick,
    /// The moment right after the event that broke it.
    pub end: Stamp,
}

/// Takes note of the promises that broke since it was called last, in order.
pub fn note_breaks(world: &World, breaks: &mut Vec<Break>) {
    let broken = world.verdicts().iter().filter(|it| it.standing == Standing::Broken).count();
    if broken == breaks.len() {
        return;
    }
    for (property, verdict) in world.verdicts().iter().enumerate() {
        let known = breaks.iter().any(|known| known.property == property);
        if verdict.standing == Standing::Broken && !known {
            breaks.push(Break { property, time: world.now(), end: world.stamp() });
        }
    }
}

/// Up to where a run goes, and what stops it before.
pub(super) struct Probe {
    run: Run,
    record: Record,
    end: Stamp,
    events_max: u64,
    breaks: Vec<Break>,
    pub(super) coverage: Option<Coverage>,
}

impl Probe {
    fn new(run: Run, end: Stamp, events_max: u64, coverage: Option<Coverage>) -> Self {
        let detail = if coverage.is_some() { Detail::Steps } else { Detail::Nothing };
        Self { run, record: Record::new(detail), end, events_max, breaks: Vec::new(), coverage }
    }

    /// Goes on by at most this many events, or until `counts` for a break. True once it is over.
    fn advance(&mut self, budget: &mut u64, counts: &dyn Fn(&Break) -> bool) -> bool {
        while self.run.happens_before(self.end) && self.run.world().events() < self.events_max {
            if *budget == 0 {
                return false;
            }
            *budget -= 1;
            self.run.step(&mut self.record);
            if let Some(coverage) = &mut self.coverage {
                self.record.events.drain(..).for_each(|event| coverage.see(&event));
            }
            let known = self.breaks.len();
            note_breaks(self.run.world(), &mut self.breaks);
            if self.breaks.iter().skip(known).any(counts) {
                return true;
            }
        }
        true
    }

    fn events(&self) -> u64 {
        self.run.world().events()
    }
}

/// A trial on trial: it is run, and if it breaks what counts, it is run once more with nobody to
/// blame.
pub(super) struct Attempt {
    goal: Goal,
    trial: Trial,
    probe: Probe,
    control: Option<Probe>,
    broken: Option<Break>,
    decided: bool,
}

impl Attempt {
    /// A try of a search, perhaps with somebody who keeps account of what the run passes through.
    pub(super) fn searching(trial: Trial, goal: &Goal, coverage: Option<Coverage>) -> Self {
        let run = Run::new(&trial.setup, &trial.actions);
        let probe = Probe::new(run, trial.end, EVENTS_MAX, coverage);
        Self { goal: goal.clone(), trial, probe, control: None, broken: None, decided: false }
    }

    /// A try at a simpler run, of which this is the beginning.
    pub(super) fn shrinking(trial: Trial, begun: Run, goal: &Goal) -> Self {
        let probe = Probe::new(begun, trial.end, EVENTS_MAX_SHRINKING, None);
        Self { goal: goal.clone(), trial, probe, control: None, broken: None, decided: false }
    }

    /// Goes on by at most this many events. True once it is decided.
    pub(super) fn advance(&mut self, budget: &mut u64) -> bool {
        if self.decided {
            return true;
        }
        if self.control.is_none() {
            let goal = &self.goal;
            let counts = |found: &Break| goal.properties().contains(&found.property);
            if !self.probe.advance(budget, &counts) {
                return false;
            }
            self.broken = self.probe.breaks.iter().copied().find(counts);
            let control = self.broken.and_then(|found| {
                let control = self.goal.control(&self.trial)?;
                let end = control_end(&control, &found);
                let run = Run::new(&control.setup, &control.actions);
                Some(Probe::new(run, end, self.probe.events_max, None))
            });
            self.control = control;
        }
        if let Some(control) = &mut self.control {
            if !control.advance(budget, &|_| true) {
                return false;
            }
            if !control.breaks.is_empty() || control.events() >= control.events_max {
                self.broken = None;
            }
        }
        self.decided = true;
        true
    }

    pub(super) fn events(&self) -> u64 {
        self.probe.events() + self.control.as_ref().map_or(0, Probe::events)
    }

    /// What was tried, what counted, and what was seen on the way.
    pub(super) fn finish(self) -> (Trial, Option<Break>, Option<Coverage>) {
        (self.trial, self.broken, self.probe.coverage)
    }
}

/// A missed deadline is only the bug's doing if without it there would have been progress, so then
/// the control is given as much time again.
fn control_end(control: &Trial, found: &Break) -> Stamp {
    let properties = control.setup.protocol.properties();
    let expectation = properties.get(found.property).map(|property| property.expectation);
    match expectation {
        Some(Expectation::Eventually { .. }) => Stamp::at(found.end.tick.saturating_mul(2)),
        _ => found.end,
    }
}

/// The run up to a break: what comes later cannot matter.
pub(super) fn cut_off(trial: &Trial, at: &Break) -> Trial {
    let mut trial = Trial { end: at.end, ..trial.clone() };
    trial.actions.retain(|scheduled| scheduled.at <= at.end);
    trial
}
