//! What a run has in common with its changes: all that comes before the first difference.
//!
//! Shrinking tries thousands of runs, each of which is another one with something left out or
//! moved. Until then they are that other one, event for event. So pictures of it are kept, one from
//! before each action, and a change is run from the last of them that it shares. It counts as if it
//! had been run from its beginning: how far shrinking goes does not depend on this.

use quorate_sim::{Record, Run, Scheduled, Setup, Trial};

use super::super::probe::EVENTS_MAX;

/// A run, kept as it was before each of its actions.
pub(super) struct Trunk {
    setup: Setup,
    actions: Vec<Scheduled>,
    /// The run as it was before the action in the same position, as far as there are.
    runs: Vec<Run>,
}

impl Trunk {
    /// Performs a run once, up to its last action. Of a very long one only the beginning is kept.
    pub(super) fn of(trial: &Trial) -> Self {
        let mut actions = trial.actions.clone();
        Scheduled::sort(&mut actions);
        let mut runs: Vec<Run> = Vec::new();
        for (position, action) in actions.iter().enumerate() {
            let done = actions.get(..position).unwrap_or_default();
            let before = match runs.last() {
                Some(before) => before.turned(done),
                None => Some(Run::new(&trial.setup, done)),
            };
            let Some(mut run) = before else { break };
            let left = EVENTS_MAX.saturating_sub(run.world().events());
            if !run.run_until(action.at, left, &mut Record::default()) {
                break;
            }
            runs.push(run);
        }
        Self { setup: trial.setup, actions, runs }
    }

    /// The beginning of a run: as much of it as is known.
    pub(super) fn begin(&self, trial: &Trial) -> Run {
        let mut actions = trial.actions.clone();
        Scheduled::sort(&mut actions);
        let common = self.actions.iter().zip(&actions).take_while(|(it, its)| it == its).count();
        let known = || {
            let runs = self.runs.iter().take(common + 1).rev();
            let mut runs = runs.filter(|run| run.world().stamp() <= trial.end);
            runs.find_map(|run| run.turned(&actions))
        };
        let known = (self.setup == trial.setup).then(known).flatten();
        known.unwrap_or_else(|| Run::new(&trial.setup, &actions))
    }
}
