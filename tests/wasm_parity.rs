//! The same scenario has the same digest natively, in wasm, today and in ten years; and the same
//! exploration sees the same states; the same hunt finds the same run; and the same history has the
//! same verdict.
//!
//! This file is compiled for both: `cargo test` runs it natively, and with
//! `--target wasm32-unknown-unknown` under Node. Both hold the same golden digests. If one of them
//! changes, links that people shared replay another run: be sure that this is meant, then
//! `UPDATE=1 cargo test -p quorate-tests --test wasm_parity`.

mod hunts;
mod verdicts;

use std::fmt::Write;

use quorate_catalog::PROTOCOLS;
use quorate_explore::{Exploration, Limits, Progress, Space, Status};
use quorate_models::MODELS;
use quorate_proto::{NodeId, Parameters};
use quorate_scenario::decode;
use quorate_sim::{Record, Run, Setup, Stamp, Strength, draw_trial};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const GOLDEN: &str = include_str!("goldens/digests.txt");
const GOLDEN_EXPLORATIONS: &str = include_str!("goldens/explorations.txt");
/// Most states of one exploration.
const STATES_MAX: u64 = 4_000;
/// Random runs per protocol.
const TRIALS: u64 = 8;
/// No golden run is longer.
const EVENTS_MAX: u64 = 2_000_000;

#[test]
fn digests_are_those_of_record() {
    compare(&digests(), GOLDEN, "digests.txt");
}

#[test]
fn explorations_are_those_of_record() {
    compare(&explorations(), GOLDEN_EXPLORATIONS, "explorations.txt");
}

/// Compares line by line, or writes the golden file anew.
fn compare(found: &str, golden: &str, file: &str) {
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE").is_some() {
        let path = format!("{}/goldens/{file}", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(path, found).expect("the golden file can be written");
        return;
    }
    for (found, golden) in found.lines().zip(golden.lines()) {
        assert_eq!(found, golden);
    }
    assert_eq!(found.lines().count(), golden.lines().count(), "{file}");
}

/// A line per model, with and without symmetry where there is some, and per protocol explored from
/// the start of a small cluster: how many states, of which depth, the sum of their fingerprints.
fn explorations() -> String {
    let mut lines = String::new();
    for model in MODELS {
        let space = model.space(Parameters::defaults(model.protocol.meta()));
        let limits = Limits { depth: model.depth, ..Limits::default() };
        line_of_exploration(&mut lines, model.id(), space, limits);
        let parameters = Parameters::defaults(model.protocol.meta());
        let nodes = (0..(model.nodes)(&parameters)).map(NodeId::new);
        let mut nodes = nodes.filter(|it| model.protocol.is_exchangeable(*it, &parameters));
        if nodes.next().is_none() {
            continue;
        }
        let space = model.space(parameters);
        let limits = Limits { symmetry: true, ..limits };
        line_of_exploration(&mut lines, &format!("{} by symmetry", model.id()), space, limits);
    }
    let limits = Limits {
        crashes: Some(1),
        losses: Some(1),
        duplicates: Some(1),
        timers: Some(2),
        states: STATES_MAX,
        ..Limits::default()
    };
    for protocol in PROTOCOLS {
        let mut setup = Setup::new(*protocol, 1);
        setup.nodes = 3.max(*protocol.meta().nodes.start());
        let space = Space::at_moment(&setup, &[], Stamp::at(1)).expect("a near moment");
        line_of_exploration(&mut lines, protocol.meta().id, space, limits);
    }
    lines
}

fn line_of_exploration(lines: &mut String, name: &str, space: Space, limits: Limits) {
    let mut exploration = Exploration::new(space, limits);
    while exploration.advance(1_000) == Status::Running {}
    let Progress { generated, distinct, depth, .. } = exploration.progress();
    let digest = exploration.digest();
    writeln!(
        lines,
        "{name}: {generated} generated, {distinct} states, depth {depth}, {digest:016x}"
    )
    .expect("a string takes everything");
}

/// A line per preset, bug and random run: its name, how many events it has, its digest.
fn digests() -> String {
    let mut lines = String::new();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        for preset in meta.presets {
            line_of_script(&mut lines, &format!("{}/{}", meta.id, preset.id), preset.script, None);
        }
        for (position, bug) in meta.bugs.iter().enumerate() {
            let name = format!("{} with {}", meta.id, bug.id);
            line_of_script(&mut lines, &name, bug.script, Some(position));
        }
        for seed in 0..TRIALS {
            let trial = draw_trial(&Setup::new(*protocol, seed), Strength::Heavy);
            let run = Run::new(&trial.setup, &trial.actions);
            line(&mut lines, &format!("{} trial {seed}", meta.id), run, Some(trial.end));
        }
    }
    lines
}

fn line_of_script(lines: &mut String, name: &str, script: &str, bug: Option<usize>) {
    let mut scenario = decode(script, PROTOCOLS).expect("a script of the catalog").scenario;
    if let Some(bug) = bug {
        scenario.setup.bugs = scenario.setup.bugs.with(bug, true);
    }
    let run = Run::new(&scenario.setup, &scenario.actions);
    line(lines, name, run, scenario.end);
}

fn line(lines: &mut String, name: &str, mut run: Run, end: Option<Stamp>) {
    let end = end.expect("scripts of the catalog have an end");
    assert!(run.run_until(end, EVENTS_MAX, &mut Record::default()), "{name} goes on for too long");
    let world = run.world();
    let standings: Vec<_> = world.verdicts().iter().map(|verdict| verdict.standing.id()).collect();
    let (events, digest) = (world.events(), world.digest());
    let broken = standings.iter().filter(|standing| **standing == "broken").count();
    writeln!(lines, "{name}: {events} events, {digest:016x}, {broken} broken")
        .expect("a string takes everything");
}
