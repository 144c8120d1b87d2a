//! The same history has the same verdict natively and in wasm, by the same number of steps, with
//! the same fingerprint and the same explanation.

use std::fmt::Write;

use quorate_catalog::PROTOCOLS;
use quorate_check::read::{AnyHistory, Format, Kind, read};
use quorate_check::{
    Bounds, Call, Check, ClientHistory, HistoryOf, Live, Model, Register, RegisterInput,
    RegisterOutput, Store, TextStore, Verdict, causal, check, sequential, session,
};
use quorate_proto::random::{Purpose, Random, below};
use quorate_sim::{Record, Run, Setup, Strength, draw_trial};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const GOLDEN: &str = include_str!("goldens/verdicts.txt");
/// From anishathalye/porcupine, see `crates/check/tests/histories/LICENSE-porcupine.md`.
const PUBLISHED: [(&str, &str); 3] = [
    ("one client", include_str!("../crates/check/tests/histories/kv-1-client-ok.txt")),
    ("one client, wrong", include_str!("../crates/check/tests/histories/kv-1-client-bad.txt")),
    ("ten clients", include_str!("../crates/check/tests/histories/kv-10-clients-ok.txt")),
];
/// Random runs per protocol, and random histories of a register.
const TRIALS: u64 = 4;
const REGISTERS: u64 = 12;
/// Operations of a random history.
const OPERATIONS: u64 = 60;
/// The weaker promises are sought less far.
const BOUNDS: Bounds = Bounds { steps: 20_000, memory: 64 << 20, explaining: 20_000 };

#[test]
fn verdicts_are_those_of_record() {
    super::compare(&verdicts(), GOLDEN, "verdicts.txt");
}

fn verdicts() -> String {
    let mut lines = String::new();
    for (name, text) in PUBLISHED {
        let reading = read(text, Format::PorcupineKv, Kind::KeyValue).expect("a fine history");
        let AnyHistory::Text(history) = &reading.history else { panic!("texts are read") };
        line(&mut lines, name, &TextStore, history, "");
    }
    for seed in 0..REGISTERS {
        line(&mut lines, &format!("register {seed}"), &Register, &register(seed), "");
    }
    for protocol in PROTOCOLS {
        for seed in 0..TRIALS {
            let mut trial = draw_trial(&Setup::new(*protocol, seed), Strength::Heavy);
            trial.setup.clients = trial.setup.clients.max(3);
            let mut run = Run::new(&trial.setup, &trial.actions);
            run.run_until(trial.end, super::EVENTS_MAX, &mut Record::default());
            let clients = run.world().clients().iter();
            let operations = clients.flat_map(|client| client.operations().iter().copied());
            let history = ClientHistory::of_clients(operations.map(|operation| {
                let command = operation.command;
                (command.id.client, command, operation.invoked, operation.returned)
            }));
            let name = format!("{} trial {seed}", protocol.meta().id);
            line(&mut lines, &name, &Store::default(), &history, &weaker(&history));
        }
    }
    lines
}

fn line<M: Model>(lines: &mut String, name: &str, model: &M, history: &HistoryOf<M>, weaker: &str) {
    let report = check(model.clone(), history, Bounds::default());
    let calls: Vec<usize> = (0..history.len()).collect();
    let live = Live::replay(model.clone(), history, &calls).verdict(Bounds::default());
    assert_eq!(live, report.verdict, "{name}: two algorithms");
    let smallest = report.contradiction.map(|contradiction| contradiction.smallest);
    let (verdict, steps, digest) = (report.verdict, report.steps, history.digest());
    let smallest = smallest.map_or_else(String::new, |smallest| format!(" by {smallest:?}"));
    let count = history.len();
    writeln!(
        lines,
        "{name}: {count} operations, {digest:016x}, {verdict:?} in {steps} steps{smallest}{weaker}"
    )
    .expect("a string takes everything");
}

/// Sequential consistency, causal consistency and convergence, monotonic reads, own writes.
fn weaker(history: &ClientHistory) -> String {
    let mut search: Check<_> = sequential(Store::default(), history, BOUNDS);
    while search.advance(1_000).is_none() {}
    let verdicts: [Verdict; 5] = [
        search.report().verdict,
        causal::consistent(history).verdict,
        causal::convergent(history).verdict,
        session::monotonic_reads(history).verdict,
        session::read_your_writes(history).verdict,
    ];
    format!("; weaker: {verdicts:?}")
}

/// Five clients of a register, some of whose operations are never heard of again; in two of three
/// histories one read is wrong.
fn register(seed: u64) -> HistoryOf<Register> {
    let random = Random::new(seed);
    let mut uses = 0;
    let mut draw = |count: u64| {
        uses += 1;
        below(random.draw(Purpose::Choice, 0, 0, uses), count)
    };
    let mut clocks = [0; 5];
    let mut calls = Vec::new();
    for number in 0..OPERATIONS {
        let client = (0..clocks.len()).min_by_key(|client| clocks[*client]).unwrap_or(0);
        let invoked = clocks[client] + draw(3);
        let point = invoked + draw(30);
        clocks[client] = point + draw(30);
        let input = match draw(3) {
            0 => RegisterInput::Read,
            1 => RegisterInput::Write(draw(5).cast_signed()),
            _ => RegisterInput::Cas(draw(5).cast_signed(), draw(5).cast_signed()),
        };
        let lost = input != RegisterInput::Read && draw(6) == 0;
        let process = if lost { 100 + number as u32 } else { client as u32 };
        let returned = (!lost).then_some(clocks[client]);
        calls.push((point, Call { process, invoked, returned, input, output: None }));
    }
    calls.sort_by_key(|(point, _)| *point);
    let wrong =
        if seed.is_multiple_of(3) { u64::MAX } else { OPERATIONS / 2 + draw(OPERATIONS / 2) };
    let mut state = Register.start();
    for (number, (_, call)) in (0..).zip(&mut calls) {
        if call.is_open() && draw(3) == 0 {
            continue;
        }
        let (after, output) = Register.apply(&state, &call.input);
        let lie = number >= wrong && number < wrong + 4 && call.input == RegisterInput::Read;
        let lied = RegisterOutput::Value(Some(draw(5).cast_signed()));
        call.output = (!call.is_open()).then_some(if lie { lied } else { output });
        state = after;
    }
    HistoryOf::<Register>::new(calls.into_iter().map(|(_, call)| call).collect())
}
