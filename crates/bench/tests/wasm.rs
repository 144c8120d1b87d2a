//! The wasm half, under Node: the same workloads, printed with `--nocapture`.
#![cfg(target_arch = "wasm32")]

use js_sys::{Function, Reflect};
use quorate_bench::{carry_on, explore_two_phase, long_timeline, visualizer_workload};
use quorate_proto::random::{Purpose, Random, below};
use quorate_proto::time::SECOND;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

/// How often a workload is run; the best counts, when the compiler has done its part.
const ROUNDS: usize = 4;

/// Milliseconds of processor time of this process, or of the host's clock if it keeps none.
fn now() -> f64 {
    processor_time().unwrap_or_else(js_sys::Date::now)
}

fn processor_time() -> Option<f64> {
    let process = Reflect::get(&js_sys::global(), &"process".into()).ok()?;
    let usage = Reflect::get(&process, &"cpuUsage".into()).ok()?;
    let usage = usage.dyn_into::<Function>().ok()?.call0(&process).ok()?;
    let part = |name: &str| Reflect::get(&usage, &name.into()).ok()?.as_f64();
    Some((part("user")? + part("system")?) / 1e3)
}

#[wasm_bindgen_test]
fn workload() {
    for (name, watched) in [("promises unwatched", false), ("promises watched", true)] {
        let mut events = 0;
        let mut seconds = f64::MAX;
        for _ in 0..ROUNDS {
            let mut run = visualizer_workload(watched);
            let start = now();
            events = carry_on(&mut run, 2_000 * SECOND);
            seconds = seconds.min((now() - start) / 1e3);
        }
        let (rate, millions) = (2_000.0 / seconds, events as f64 / seconds / 1e6);
        console_log!("  {name:<20} {rate:>10.0} simulated s/s  {millions:>6.2} M events/s");
        assert!(events > 100_000);
    }
}

#[wasm_bindgen_test]
fn explore() {
    let mut seconds = f64::MAX;
    let mut states = 0;
    for _ in 0..ROUNDS {
        let start = now();
        states = explore_two_phase(8).distinct;
        seconds = seconds.min((now() - start) / 1e3);
    }
    let rate = states as f64 / seconds;
    console_log!("  two-phase commit with 8 participants: {rate:.0} states/s");
}

/// Bytes that the module has ever asked for.
fn memory() -> f64 {
    let buffer = Reflect::get(&wasm_bindgen::memory(), &"buffer".into());
    let bytes = buffer.and_then(|buffer| Reflect::get(&buffer, &"byteLength".into()));
    bytes.ok().and_then(|bytes| bytes.as_f64()).unwrap_or(f64::NAN)
}

#[wasm_bindgen_test]
fn seeks() {
    let before = memory();
    let mut timeline = long_timeline(1_000_000);
    let events = timeline.branch().frontier().events;
    let megabytes = (memory() - before) / 1e6;
    console_log!("  history of {events} events: {megabytes:.1} MB");
    let end = timeline.clock();
    let random = Random::new(1);
    let mut spans: Vec<f64> = (0..60)
        .map(|round| {
            let tick = below(random.draw(Purpose::Choice, 0, 0, round), end);
            let start = now();
            assert!(timeline.seek(tick, 0));
            now() - start
        })
        .collect();
    spans.sort_by(f64::total_cmp);
    console_log!("  seek, ms: median {:.1}, worst {:.1}", spans[30], spans[59]);
}
