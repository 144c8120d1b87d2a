//! Playing scenarios, and collecting what is wrong with them.

use quorate_catalog::PROTOCOLS;
use quorate_scenario::{Scenario, decode};
use quorate_sim::{Record, Run, Stamp, Standing};

/// What is wrong, so that one run of a test tells all of it.
#[derive(Default)]
pub(crate) struct Failures(Vec<String>);

impl Failures {
    pub(crate) fn check(&mut self, holds: bool, failure: impl FnOnce() -> String) {
        if !holds {
            self.add(failure());
        }
    }

    pub(crate) fn add(&mut self, failure: String) {
        if !self.0.contains(&failure) {
            self.0.push(failure);
        }
    }

    /// Fails if anything is wrong.
    pub(crate) fn report(self) {
        assert!(self.0.is_empty(), "\n{}\n", self.0.join("\n"));
    }
}

/// How a run ended.
pub(crate) struct Played {
    pub(crate) digest: u64,
    pub(crate) events: u64,
    /// The properties that broke.
    pub(crate) broken: Vec<&'static str>,
}

/// The scenario of a script of ours, which must leave nothing to be noted.
pub(crate) fn scenario(name: &str, text: &str, failures: &mut Failures) -> Option<Scenario> {
    match decode(text, PROTOCOLS) {
        Ok(decoded) => {
            let notes = &decoded.notes;
            failures.check(notes.is_empty(), || format!("{name}: {notes:?}"));
            Some(decoded.scenario)
        }
        Err(error) => {
            failures.add(format!("{name}: {}", error.say(quorate_proto::Language::English)));
            None
        }
    }
}

/// When a scenario ends; one that does not say so is given ten seconds.
pub(crate) fn ends(scenario: &Scenario) -> Stamp {
    scenario.end.unwrap_or(Stamp::at(10_000_000))
}

/// Runs a scenario to its end.
pub(crate) fn play(scenario: &Scenario) -> Played {
    let mut run = Run::new(&scenario.setup, &scenario.actions);
    run.run_until(ends(scenario), 2_000_000, &mut Record::default());
    let world = run.world();
    let broken = world.verdicts().iter().filter(|it| it.standing == Standing::Broken);
    Played {
        digest: world.digest(),
        events: world.events(),
        broken: broken.map(|verdict| verdict.property.id).collect(),
    }
}
