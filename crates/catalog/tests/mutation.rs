//! Who checks the checkers? A property that nothing can break may look at nothing. Here every bug
//! switch is a mutation of its protocol, and every property has to notice some of them: in the
//! bug's own script, and under random faults that know nothing of it.
//!
//! What was found is the golden table `golden/mutations.md`. If a protocol changes, so may the
//! table: look at what became of it, then `UPDATE=1 cargo test -p quorate-catalog --test mutation`.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use common::{Failures, play, scenario};
use quorate_catalog::PROTOCOLS;
use quorate_proto::{AnyProtocol, Expectation, NodeId, PropertyInfo};
use quorate_scenario::Scenario;
use quorate_sim::{
    Action, Group, Record, Run, Scheduled, Setup, Stamp, Standing, Strength, draw_trial,
};

/// Random runs of each bug.
const TRIALS: u64 = 16;

/// Promises that no bug of the zoo breaks, and why it is right to make them all the same. A promise
/// that stands here and is broken after all has to go from here.
const UNBROKEN: &[(&str, &str, &str)] = &[];

/// Which bugs broke a property, and how often.
#[derive(Default)]
struct Broken {
    /// In their own scripts.
    scripts: BTreeSet<usize>,
    /// Under random faults: in how many of the trials.
    sweeps: BTreeMap<usize, u64>,
}

impl Broken {
    fn is_empty(&self) -> bool {
        self.scripts.is_empty() && self.sweeps.is_empty()
    }
}

#[test]
fn every_property_is_broken_by_some_bug() {
    let mut failures = Failures::default();
    let mut table = HEAD.to_owned();
    for protocol in PROTOCOLS {
        let found = mutate(*protocol, &mut failures);
        for (property, broken) in protocol.properties().iter().zip(&found) {
            judge(*protocol, property, broken, &mut failures);
            write_row(&mut table, *protocol, property, broken);
        }
    }
    println!("{table}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/mutations.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &table).expect("the table can be written");
    }
    let golden = std::fs::read_to_string(&path).expect("the table is there");
    for (found, golden) in table.lines().zip(golden.lines()) {
        failures.check(found == golden, || format!("was: {golden}\nnow: {found}"));
    }
    failures.check(table.len() == golden.len(), || "the table has another length".to_owned());
    failures.report();
}

/// Switches on one bug after the other, and takes note of what breaks.
fn mutate(protocol: &'static dyn AnyProtocol, failures: &mut Failures) -> Vec<Broken> {
    let meta = protocol.meta();
    let properties = protocol.properties();
    let mut found: Vec<Broken> = properties.iter().map(|_| Broken::default()).collect();
    let place = |id: &&str| properties.iter().position(|property| property.id == *id);
    for (bug, info) in meta.bugs.iter().enumerate() {
        let name = format!("{}, bug {}", meta.id, info.id);
        let Some(mut scenario) = scenario(&name, info.script, failures) else { continue };
        scenario.setup.bugs = scenario.setup.bugs.with(bug, true);
        for broken in play(&scenario).broken.iter().filter_map(place) {
            found[broken].scripts.insert(bug);
        }
        let mut runs = BTreeSet::new();
        for seed in 0..TRIALS {
            let played = play(&trial(&scenario.setup, seed));
            let other = runs.insert((played.events, played.digest));
            failures.check(other, || format!("{name}: seed {seed} is like another one"));
            for broken in played.broken.iter().filter_map(place) {
                *found[broken].sweeps.entry(bug).or_default() += 1;
            }
        }
    }
    found
}

/// A random run of a cluster as a bug's script wants it, in the protocol's usual surroundings.
fn trial(wanted: &Setup, seed: u64) -> Scenario {
    let usual = Setup::new(wanted.protocol, seed);
    let setup =
        Setup { nodes: wanted.nodes, parameters: wanted.parameters, bugs: wanted.bugs, ..usual };
    let trial = draw_trial(&setup, Strength::Heavy);
    Scenario { actions: trial.actions, end: Some(trial.end), ..Scenario::new(trial.setup) }
}

fn judge(
    protocol: &'static dyn AnyProtocol,
    property: &PropertyInfo,
    broken: &Broken,
    failures: &mut Failures,
) {
    if matches!(property.expectation, Expectation::Sometimes) {
        return; // Nothing can break it: see below.
    }
    let (protocol, property) = (protocol.meta().id, property.id);
    let excuse = UNBROKEN.iter().find(|(id, name, _)| (*id, *name) == (protocol, property));
    failures.check(broken.is_empty() == excuse.is_some(), || match excuse {
        None => format!("{protocol}: no bug breaks {property}"),
        Some((.., reason)) => format!("{protocol}: {property} does break, yet: {reason}"),
    });
}

const HEAD: &str = "\
# Which bugs break which properties

In their own scripts, and in how many of 16 random runs under heavy faults.

| protocol | property | expectation | scripts | random runs |
|---|---|---|---|---|
";

fn write_row(
    table: &mut String,
    protocol: &'static dyn AnyProtocol,
    property: &PropertyInfo,
    broken: &Broken,
) {
    let meta = protocol.meta();
    let id = |bug: &usize| meta.bugs[*bug].id;
    let scripts: Vec<_> = broken.scripts.iter().map(id).collect();
    let sweeps = broken.sweeps.iter().map(|(bug, count)| format!("{} {count}", id(bug)));
    let sweeps: Vec<_> = sweeps.collect();
    let (scripts, sweeps) = (scripts.join(", "), sweeps.join(", "));
    let expectation = property.expectation.id();
    writeln!(table, "| {} | {} | {expectation} | {scripts} | {sweeps} |", meta.id, property.id)
        .expect("a string takes everything");
}

/// Protocols say which properties a moment concerns. Here all are asked, and nothing else is found:
/// in every bug's script, and under random faults.
#[test]
fn whoever_is_not_asked_has_nothing_to_say() {
    let mut failures = Failures::default();
    for protocol in PROTOCOLS {
        for bug in 0..protocol.meta().bugs.len() {
            let info = &protocol.meta().bugs[bug];
            let name = format!("{}, bug {}", protocol.meta().id, info.id);
            let Some(mut script) = scenario(&name, info.script, &mut failures) else { continue };
            script.setup.bugs = script.setup.bugs.with(bug, true);
            for scenario in [trial(&script.setup, 1), script] {
                let [usual, thorough] = [Run::new, Run::thorough].map(|begin| {
                    let mut run = begin(&scenario.setup, &scenario.actions);
                    run.run_until(common::ends(&scenario), 2_000_000, &mut Record::default());
                    run.world().verdicts().iter().map(|it| (it.standing, it.at)).collect::<Vec<_>>()
                });
                failures.check(usual == thorough, || {
                    format!("{name}: {usual:?}\n asked at every moment: {thorough:?}")
                });
            }
        }
    }
    failures.report();
}

/// What is to happen *sometimes* can only fail to: it is reached in some ready scenario, and never
/// in a cluster of which one node alone is up.
#[test]
fn what_happens_sometimes_does_not_happen_always() {
    let mut failures = Failures::default();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        let sometimes = protocol.properties();
        let sometimes = sometimes
            .iter()
            .enumerate()
            .filter(|(_, property)| matches!(property.expectation, Expectation::Sometimes));
        let presets: Vec<_> = meta
            .presets
            .iter()
            .filter_map(|preset| scenario(preset.id, preset.script, &mut failures))
            .collect();
        for (position, property) in sometimes {
            let reached = presets.iter().any(|scenario| stands(scenario, position));
            failures.check(reached, || format!("{}: no preset reaches {}", meta.id, property.id));
            failures.check(!stands(&one_alone(*protocol), position), || {
                format!("{}: one node alone reaches {}", meta.id, property.id)
            });
        }
    }
    failures.report();
}

/// A cluster of which the first node alone ever starts, with clients that ask it.
fn one_alone(protocol: &'static dyn AnyProtocol) -> Scenario {
    let setup = Setup::new(protocol, 1);
    let others = Group::new((1..setup.nodes).map(NodeId::new));
    let crash = Scheduled { at: Stamp::default(), action: Action::Crash(others) };
    let mut actions = draw_trial(&setup, Strength::None).actions;
    actions.insert(0, crash);
    Scenario { actions, end: Some(Stamp::at(10_000_000)), ..Scenario::new(setup) }
}

/// Whether a property has been reached by the end of a run.
fn stands(scenario: &Scenario, property: usize) -> bool {
    let mut run = Run::new(&scenario.setup, &scenario.actions);
    run.run_until(common::ends(scenario), 2_000_000, &mut Record::default());
    let verdict = run.world().verdicts().get(property);
    verdict.is_some_and(|verdict| verdict.standing == Standing::Holds)
}
