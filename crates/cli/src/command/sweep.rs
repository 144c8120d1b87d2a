//! `quorate sweep`: many random runs of one protocol.

use std::io::IsTerminal;
use std::num::NonZero;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use quorate_proto::text::say_span;
use quorate_proto::{Language, Tick};
use quorate_scenario::Scenario;
use quorate_sim::{Detail, Setup, Strength, draw_trial};
use serde::{Deserialize, Serialize};

use super::{Arguments, Out, one_value, protocol, set_parameter, switch_bugs};
use crate::drive::{drive, replay};
use crate::interrupt;
use crate::out::padded;
use crate::stopwatch::Stopwatch;
use crate::{Problem, Status, words};

/// What a sweep found.
#[derive(Serialize, Deserialize)]
pub(super) struct Report {
    pub(super) protocol: String,
    pub(super) seeds: u64,
    pub(super) events: u64,
    /// Missing where it would mean nothing: in the sum of several reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seconds: Option<f64>,
    pub(super) violations: Vec<Violation>,
}

/// A promise that broke under one seed.
#[derive(Serialize, Deserialize)]
pub(super) struct Violation {
    property: String,
    pub(super) seed: u64,
    time: Tick,
    link: String,
}

/// What is to be swept.
struct Plan {
    setup: Setup,
    seeds: Range<u64>,
    strength: Strength,
    jobs: usize,
    /// Part and number of parts.
    shard: (u64, u64),
}

const STRENGTHS: [(&str, Strength); 3] =
    [("none", Strength::None), ("light", Strength::Light), ("heavy", Strength::Heavy)];

pub(super) fn sweep(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let plan = read(arguments)?;
    interrupt::watch();
    let started = Stopwatch::start();
    let (mut report, finished) = perform(&plan, arguments.language);
    report.seconds = Some(started.elapsed().as_secs_f64());
    if arguments.json {
        out.json(&report);
    } else {
        print(&report, arguments.language, out);
    }
    Ok(if interrupt::happened() {
        eprintln!("quorate: {}", arguments.say(words::INTERRUPTED.text()));
        Status::Interrupted
    } else if !report.violations.is_empty() {
        Status::No
    } else if finished {
        Status::Yes
    } else {
        eprintln!("quorate: {}", arguments.say(words::BOUND.text()));
        Status::Unknown
    })
}

fn read(arguments: &mut Arguments) -> Result<Plan, Problem> {
    let (mut nodes, mut settings, mut bugs) = (None, Vec::new(), Vec::new());
    let (mut seeds, mut strength, mut shard) = (0..1_000, Strength::default(), (0, 1));
    let mut jobs = thread::available_parallelism().map_or(1, NonZero::get);
    let what = words::A_PROTOCOL.words(arguments.language);
    let name = one_value(arguments, what, |arguments, option| {
        match option {
            "nodes" => nodes = Some(arguments.number(option, 1..=NODES_MAX)?),
            "set" => settings.push(arguments.value(option)?),
            "bug" => bugs.push(arguments.value(option)?),
            "seeds" => seeds = arguments.range(option)?,
            "faults" => strength = read_strength(arguments)?,
            "jobs" => jobs = arguments.number(option, 1..=JOBS_MAX)?,
            "shard" => shard = read_shard(arguments)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let mut setup = Setup::new(protocol(&name, arguments)?, 0);
    setup.nodes = nodes.unwrap_or(setup.nodes);
    for setting in &settings {
        set_parameter(setup.protocol.meta(), &mut setup.parameters, setting, arguments)?;
    }
    switch_bugs(setup.protocol.meta(), &mut setup.bugs, &bugs, arguments)?;
    Ok(Plan { setup, seeds, strength, jobs, shard })
}

const NODES_MAX: u16 = quorate_scenario::limits::NODES_MAX;
const JOBS_MAX: usize = 256;

fn read_strength(arguments: &mut Arguments) -> Result<Strength, Problem> {
    let name = arguments.value("faults")?;
    let known = STRENGTHS.iter().find(|(known, _)| *known == name);
    known.map(|(_, strength)| *strength).ok_or_else(|| {
        let list = words::FAULTS_LIST.words(arguments.language);
        arguments.expected("--faults", list, &name)
    })
}

/// Part and number of parts, the part counted from 0 inside and from 1 outside.
fn read_shard(arguments: &mut Arguments) -> Result<(u64, u64), Problem> {
    let text = arguments.value("shard")?;
    let parts = text.split_once('/').and_then(|(part, parts)| {
        let (part, parts): (u64, u64) = (part.parse().ok()?, parts.parse().ok()?);
        (1..=parts).contains(&part).then(|| (part - 1, parts))
    });
    parts.ok_or_else(|| {
        arguments.expected("--shard", words::A_SHARD.words(arguments.language), &text)
    })
}

/// Runs every seed of the shard. The report does not depend on how threads share the work.
fn perform(plan: &Plan, language: Language) -> (Report, bool) {
    let (part, parts) = plan.shard;
    let first = plan.seeds.start.saturating_add(part);
    let total = plan.seeds.end.saturating_sub(first).div_ceil(parts);
    let next = AtomicU64::new(0);
    let sum = Mutex::new(Sum::default());
    let worker = || {
        while !interrupt::happened() {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            if turn >= total {
                break;
            }
            let found = try_seed(plan, first + turn * parts);
            if let Ok(mut sum) = sum.lock() {
                sum.add(found);
                sum.show(total, language);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..plan.jobs {
            scope.spawn(worker);
        }
        worker();
    });
    let mut sum = sum.into_inner().unwrap_or_default();
    sum.clear();
    sum.violations.sort_by_key(|violation| violation.seed);
    let report = Report {
        protocol: plan.setup.protocol.meta().id.to_owned(),
        seeds: sum.seeds,
        events: sum.events,
        seconds: None,
        violations: sum.violations,
    };
    (report, sum.unfinished == 0)
}

/// What came of one seed.
struct Found {
    events: u64,
    finished: bool,
    violations: Vec<Violation>,
}

fn try_seed(plan: &Plan, seed: u64) -> Found {
    let trial = draw_trial(&Setup { seed, ..plan.setup }, plan.strength);
    let scenario =
        Scenario { actions: trial.actions, end: Some(trial.end), ..Scenario::new(trial.setup) };
    let outcome = drive(&scenario, Detail::Nothing, &mut |_| true, &interrupt::happened);
    let verdicts = outcome.world.verdicts();
    let violations = outcome.breaks.iter().filter_map(|at| {
        let property = verdicts.get(at.property)?.property.id;
        let (time, link) = replay(&scenario, at);
        Some(Violation { property: property.to_owned(), seed, time, link })
    });
    Found {
        events: outcome.world.events(),
        finished: outcome.finished,
        violations: violations.collect(),
    }
}

/// What came of all seeds so far.
#[derive(Default)]
struct Sum {
    seeds: u64,
    events: u64,
    unfinished: u64,
    violations: Vec<Violation>,
    shown: Option<Stopwatch>,
}

impl Sum {
    fn add(&mut self, found: Found) {
        self.events += found.events;
        self.violations.extend(found.violations);
        if found.finished {
            self.seeds += 1;
        } else {
            self.unfinished += 1;
        }
    }

    /// Progress, on a terminal, a few times per second.
    fn show(&mut self, total: u64, language: Language) {
        let fresh = self.shown.is_some_and(|shown| shown.elapsed().as_millis() < 200);
        if fresh || !std::io::stderr().is_terminal() {
            return;
        }
        self.shown = Some(Stopwatch::start());
        let events = words::EVENTS.with([self.events.into()]).say(language);
        let broken = words::BROKEN.words(language);
        let violations = self.violations.len();
        eprint!("\r\x1b[K{}/{total} · {events} · {broken} {violations}", self.seeds);
    }

    fn clear(&self) {
        if self.shown.is_some() {
            eprint!("\r\x1b[K");
        }
    }
}

/// Columns of the names of properties.
const NAME: usize = 26;

pub(super) fn print(report: &Report, language: Language, out: &mut Out) {
    for violation in &report.violations {
        let name = padded(&violation.property, NAME);
        let seed = words::SEED
            .with([quorate_proto::Argument::Number(violation.seed.cast_signed())])
            .say(language);
        let time = say_span(violation.time);
        out.line(&format!("{name} {} {}", padded(&seed, 14), padded(&time, 10)));
        out.line(&format!("  {}", violation.link));
    }
    let mut parts = vec![
        report.protocol.clone(),
        words::SEEDS.with([report.seeds.into()]).say(language),
        words::EVENTS.with([report.events.into()]).say(language),
    ];
    parts.extend(report.seconds.map(|seconds| format!("{seconds:.1} s")));
    if report.violations.is_empty() {
        parts.push(words::NOTHING_BROKE.words(language).to_owned());
    }
    out.line(&parts.join(" · "));
}
