//! The same scenario has the same digest natively, in wasm, today and in ten years.
//!
//! This file is compiled for both: `cargo test` runs it natively, and with
//! `--target wasm32-unknown-unknown` under Node. Both hold the same golden digests. If one of them
//! changes, links that people shared replay another run: be sure that this is meant, then
//! `UPDATE=1 cargo test -p quorate-tests --test wasm_parity`.

use std::fmt::Write;

use quorate_catalog::PROTOCOLS;
use quorate_scenario::decode;
use quorate_sim::{Record, Run, Setup, Stamp, Strength, draw_trial};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const GOLDEN: &str = include_str!("goldens/digests.txt");
/// Random runs per protocol.
const TRIALS: u64 = 8;
/// No golden run is longer.
const EVENTS_MAX: u64 = 2_000_000;

#[test]
fn digests_are_those_of_record() {
    let found = digests();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/goldens/digests.txt");
        std::fs::write(path, &found).expect("the golden file can be written");
        return;
    }
    for (found, golden) in found.lines().zip(GOLDEN.lines()) {
        assert_eq!(found, golden);
    }
    assert_eq!(found.lines().count(), GOLDEN.lines().count());
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
