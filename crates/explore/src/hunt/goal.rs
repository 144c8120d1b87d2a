//! What a hunt is after.

use quorate_proto::{Bugs, Expectation};
use quorate_sim::{Action, Scheduled, Setup, Trial};

/// Which broken promises count as found.
///
/// With bugs on, a find must be *theirs*: the same run without them must keep all its promises. So
/// a hunt for a bug may leave what the protocol assumes of its world (clocks that run at double
/// speed, settings that nobody would choose) without reporting the world's fault as the bug's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Goal {
    /// Positions of the properties that count.
    properties: Vec<usize>,
    /// The bugs that a run must need to break one of them; none if any run counts.
    blamed: Bugs,
}

impl Goal {
    /// Whatever the bugs that are on are said to break; every promise if none is on.
    #[must_use]
    pub fn of(setup: &Setup) -> Self {
        let properties = setup.protocol.properties();
        let bugs = setup.protocol.meta().bugs.iter().enumerate();
        let named: Vec<&str> = bugs
            .filter(|(position, _)| setup.bugs.contains(*position))
            .flat_map(|(_, bug)| bug.breaks.iter().copied())
            .collect();
        let counts = |position: &usize| {
            properties.get(*position).is_some_and(|property| {
                let promise = !matches!(property.expectation, Expectation::Sometimes);
                promise && (setup.bugs.is_empty() || named.contains(&property.id))
            })
        };
        Self { properties: (0..properties.len()).filter(counts).collect(), blamed: setup.bugs }
    }

    /// One property, whoever is to blame: what a break that somebody saw is shortened under.
    #[must_use]
    pub fn property(position: usize) -> Self {
        Self { properties: vec![position], blamed: Bugs::default() }
    }

    /// The same with this property alone.
    #[must_use]
    pub fn only(&self, position: usize) -> Self {
        Self { properties: vec![position], blamed: self.blamed }
    }

    /// Positions of the properties that count.
    #[must_use]
    pub fn properties(&self) -> &[usize] {
        &self.properties
    }

    /// Whether there are bugs to blame, and so a run without them to compare with.
    #[must_use]
    pub const fn has_control(&self) -> bool {
        !self.blamed.is_empty()
    }

    /// The same run with nobody to blame, if there are bugs to compare with.
    pub(super) fn control(&self, trial: &Trial) -> Option<Trial> {
        if !self.has_control() {
            return None;
        }
        let mut control = trial.clone();
        control.setup.bugs = Bugs(trial.setup.bugs.0 & !self.blamed.0);
        let blamed = self.blamed;
        let switches_on = |scheduled: &Scheduled| match scheduled.action {
            Action::SetBug(bug, on) => on && blamed.contains(bug),
            _ => false,
        };
        control.actions.retain(|scheduled| !switches_on(scheduled));
        Some(control)
    }
}
