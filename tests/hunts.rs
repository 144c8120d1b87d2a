//! The same hunt finds the same run natively and in wasm, and leaves the same of it.

use std::fmt::Write;

use quorate_catalog::PROTOCOLS;
use quorate_explore::hunt::{Hunt, Phase, Search};
use quorate_scenario::{Scenario, link};
use quorate_sim::{Setup, Strength, Trial};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const GOLDEN: &str = include_str!("goldens/hunts.txt");
/// Seeds of one hunt, and hunts per protocol.
const SEEDS: u64 = 40;
const BUGS: usize = 7;
/// Events of all tries of one hunt, after which it is left as it is.
const EVENTS_MAX: u64 = 300_000;

#[test]
fn hunts_are_those_of_record() {
    super::compare(&hunts(), GOLDEN, "hunts.txt");
}

/// A line per bug, hunted for with guidance: what was seen on the way, the seed, what is left.
fn hunts() -> String {
    let mut lines = String::new();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        for (position, bug) in meta.bugs.iter().enumerate().take(BUGS) {
            let mut setup = Setup::new(*protocol, 0);
            setup.bugs = setup.bugs.with(position, true);
            let search = Search::new(&setup, Strength::Heavy, 0..SEEDS);
            let mut hunt = Hunt::of(search.with_any_settings().guided());
            while !matches!(hunt.advance(10_000), Phase::Found | Phase::NothingFound)
                && hunt.progress().events < EVENTS_MAX
            {}
            let progress = hunt.progress();
            let (facts, events) = (progress.coverage, progress.events);
            let found = hunt.find().map_or_else(
                || format!("nothing under {} seeds", progress.seeds),
                |find| {
                    let Trial { setup, actions, end } = find.trial;
                    let scenario = Scenario { actions, end: Some(end), ..Scenario::new(setup) };
                    format!("seed {}, {}", find.seed, link(&scenario))
                },
            );
            let name = format!("{} with {}", meta.id, bug.id);
            writeln!(lines, "{name}: {facts} facts, {events} events, {found}")
                .expect("a string takes everything");
        }
    }
    lines
}
