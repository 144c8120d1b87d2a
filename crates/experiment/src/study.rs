//! An experiment on its way: what has been tried so far, and what comes of it.

use quorate_proto::Chart;

use crate::settings::Settings;
use crate::table::Row;
use crate::{Experiment, Plan, Sample};

/// An experiment that is being performed.
///
/// It stands still between two calls of [`advance`](Self::advance), can be read at any time, and is
/// given up by dropping it.
pub struct Study {
    experiment: &'static Experiment,
    settings: Settings,
    plan: Box<dyn Plan>,
    /// What came of each case's trials, in their order; nothing for a trial that was given up.
    samples: Vec<Vec<Option<Sample>>>,
}

/// Most trials whose figures one study keeps: a bound on its memory, some 100 MB.
pub const TRIALS_MAX: u64 = 2_000_000;

/// How far a study is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Trials performed, with those that were given up.
    pub done: u64,
    /// Trials in all.
    pub total: u64,
    /// Trials that were given up because they took too long.
    pub given_up: u64,
    /// Whether nothing more can be taken in: the bound on memory is reached.
    pub full: bool,
}

impl Progress {
    /// Whether nothing is left to do, or nothing more can be done.
    #[must_use]
    pub const fn is_over(self) -> bool {
        self.done >= self.total || self.full
    }

    /// Whether every trial was performed to its end.
    #[must_use]
    pub const fn is_complete(self) -> bool {
        self.done >= self.total && self.given_up == 0
    }
}

impl Study {
    /// Begins an experiment with these settings.
    #[must_use]
    pub fn new(experiment: &'static Experiment, settings: Settings) -> Self {
        let plan = (experiment.plan)(&settings);
        let samples = vec![Vec::new(); plan.trials().len()];
        Self { experiment, settings, plan, samples }
    }

    /// What is being performed.
    #[must_use]
    pub const fn experiment(&self) -> &'static Experiment {
        self.experiment
    }

    /// The settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Its trials. Each can be performed by anybody, anywhere, at any time: whoever has threads
    /// shares them out and hands what came of them to [`take_in`](Self::take_in).
    #[must_use]
    pub fn plan(&self) -> &dyn Plan {
        &*self.plan
    }

    /// Performs up to `trials` trials, and says how far the study is. It goes round the cases, so
    /// that all of their rows and curves grow together.
    pub fn advance(&mut self, trials: u64) -> Progress {
        let room = TRIALS_MAX.saturating_sub(self.done());
        for _ in 0..trials.min(room) {
            let Some(case) = self.next_case() else { break };
            let Some(done) = self.samples.get_mut(case) else { break };
            let index = u32::try_from(done.len()).unwrap_or(u32::MAX);
            done.push(self.plan.trial(case, index));
        }
        self.progress()
    }

    /// The case that is furthest behind, if any has trials left.
    fn next_case(&self) -> Option<usize> {
        let trials = self.plan.trials();
        let cases = self.samples.iter().zip(&trials).enumerate();
        let open = cases.filter(|(_, (done, trials))| done.len() < **trials as usize);
        open.min_by_key(|(_, (done, _))| done.len()).map(|(case, _)| case)
    }

    /// Adds what came of the next trials of a case, in their order. What is more than its trials is
    /// left out.
    pub fn take_in(&mut self, case: usize, samples: impl IntoIterator<Item = Option<Sample>>) {
        let trials = self.plan.trials().get(case).copied().unwrap_or(0) as usize;
        let room = usize::try_from(TRIALS_MAX.saturating_sub(self.done())).unwrap_or(0);
        if let Some(done) = self.samples.get_mut(case) {
            let room = trials.saturating_sub(done.len()).min(room);
            done.extend(samples.into_iter().take(room));
        }
    }

    /// How far the study is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let done = self.done();
        let given_up = |samples: &Vec<Option<Sample>>| {
            samples.iter().filter(|sample| sample.is_none()).count() as u64
        };
        Progress {
            done,
            total: self.plan.trials().iter().map(|trials| u64::from(*trials)).sum(),
            given_up: self.samples.iter().map(given_up).sum(),
            full: done >= TRIALS_MAX,
        }
    }

    fn done(&self) -> u64 {
        self.samples.iter().map(|samples| samples.len() as u64).sum()
    }

    /// The row of a case, of as many trials as were performed; nothing while there are none.
    #[must_use]
    pub fn row(&self, case: usize) -> Option<Row> {
        let samples = self.samples.get(case).filter(|samples| !samples.is_empty())?;
        Some(self.plan.row(case, samples))
    }

    /// The rows of all cases that have any trials behind them.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        (0..self.samples.len()).filter_map(|case| self.row(case)).collect()
    }

    /// What has been measured so far, drawn.
    #[must_use]
    pub fn charts(&self) -> Vec<Chart> {
        self.plan.charts(&self.samples)
    }
}
