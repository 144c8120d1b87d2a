//! `quorate sweep`: many random runs of one protocol.

use std::ops::Range;

use quorate_proto::Language;
use quorate_proto::text::say_span;
use quorate_scenario::Scenario;
use quorate_sim::{Detail, Setup, draw_trial};

use super::plan::{Plan, read};
use super::report::{Report, Violation};
use super::seeds::Seeds;
use super::{Arguments, Out};
use crate::drive::{drive, replay};
use crate::interrupt;
use crate::out::padded;
use crate::parallel::share;
use crate::progress::Progress;
use crate::stopwatch::Stopwatch;
use crate::{Problem, Status, words};

/// Seeds, if nobody says which.
const SEEDS: Range<u64> = 0..1_000;

/// Seeds of one line of a report in lines: what is lost at most when somebody pulls the plug.
const CHUNK: u64 = 100;

/// The seeds of one shard, in their order.
struct Shard {
    first: u64,
    step: u64,
    count: u64,
}

impl Shard {
    /// Part and number of parts of these seeds.
    fn of(seeds: &Range<u64>, (part, parts): (u64, u64)) -> Self {
        let first = seeds.start.saturating_add(part);
        Self { first, step: parts, count: seeds.end.saturating_sub(first).div_ceil(parts) }
    }

    const fn seed(&self, turn: u64) -> u64 {
        self.first + turn * self.step
    }

    /// The turns, so many at a time.
    fn chunks(&self, size: u64) -> impl Iterator<Item = Range<u64>> {
        let count = self.count;
        let size = size.max(1);
        (0..count.div_ceil(size)).map(move |chunk| {
            let from = chunk * size;
            from..count.min(from.saturating_add(size))
        })
    }
}

pub(super) fn sweep(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let (mut part, mut in_lines) = ((0, 1), false);
    let plan = read(arguments, SEEDS, |arguments, option| {
        match option {
            "shard" => part = read_shard(arguments)?,
            "format" => in_lines = read_format(arguments)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if arguments.json && in_lines {
        let expected = words::ONE_OF_JSON_AND_FORMAT.words(arguments.language);
        return Err(arguments.expected("--format", expected, "--json"));
    }
    interrupt::watch();
    let started = Stopwatch::start();
    let shard = Shard::of(&plan.seeds, part);
    let mut see = |report: &Report| {
        if in_lines {
            out.json(report);
            out.flush();
        }
        out.is_open()
    };
    let chunk = if in_lines { CHUNK } else { shard.count };
    let mut report = perform(&plan, &shard, chunk, arguments.language, &mut see);
    report.seconds = Some(started.elapsed().as_secs_f64());
    if arguments.json {
        out.json(&report);
    } else if !in_lines {
        print(&report, arguments.language, out);
    }
    Ok(if interrupt::happened() {
        eprintln!("quorate: {}", arguments.say(words::INTERRUPTED.text()));
        Status::Interrupted
    } else {
        status(&report, arguments)
    })
}

/// The exit status that a report deserves.
pub(super) fn status(report: &Report, arguments: &Arguments) -> Status {
    if !report.violations.is_empty() {
        Status::No
    } else if report.unfinished == 0 {
        Status::Yes
    } else {
        eprintln!("quorate: {}", arguments.say(words::BOUND.text()));
        Status::Unknown
    }
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

fn read_format(arguments: &mut Arguments) -> Result<bool, Problem> {
    let name = arguments.value("format")?;
    if name == "ndjson" { Ok(true) } else { Err(arguments.expected("--format", "ndjson", &name)) }
}

/// Runs every seed of the shard. `see` gets a report on each chunk when it is done, and says
/// whether to go on. Reports do not depend on how threads share the work.
fn perform(
    plan: &Plan,
    shard: &Shard,
    chunk: u64,
    language: Language,
    see: &mut dyn FnMut(&Report) -> bool,
) -> Report {
    let mut progress = Progress::default();
    let mut sum = Report::new(plan);
    let mut covered = Seeds::default();
    for turns in shard.chunks(chunk) {
        let mut part = Report::new(plan);
        let mut seeds = Seeds::default();
        let work = |turn| try_seed(plan, shard.seed(turn));
        share(turns, plan.jobs, work, |turn, found: Found| {
            seeds.insert(shard.seed(turn));
            part.seeds += 1;
            part.events += found.events;
            part.unfinished += u64::from(!found.finished);
            part.violations.extend(found.violations);
            let (done, total) = (sum.seeds + part.seeds, shard.count);
            let events = sum.events + part.events;
            let broken = sum.violations.len() + part.violations.len();
            progress.show(|| progress_line(done, total, events, broken, language));
        });
        part.violations.sort();
        part.covers = seeds.progressions();
        covered.extend(&seeds);
        // Half a chunk is not told: whoever goes on later does all of it again.
        let go_on = !interrupt::happened() && {
            progress.clear();
            see(&part)
        };
        sum.add(part);
        if !go_on {
            break;
        }
    }
    progress.clear();
    sum.covers = covered.progressions();
    sum
}

/// What came of one seed.
struct Found {
    events: u64,
    finished: bool,
    violations: Vec<Violation>,
}

/// Runs one seed, unless somebody interrupts.
fn try_seed(plan: &Plan, seed: u64) -> Option<Found> {
    let trial = draw_trial(&Setup { seed, ..plan.setup }, plan.strength);
    let scenario =
        Scenario { actions: trial.actions, end: Some(trial.end), ..Scenario::new(trial.setup) };
    let outcome = drive(&scenario, Detail::Nothing, &mut |_| true, &interrupt::happened);
    if interrupt::happened() && !outcome.finished {
        return None;
    }
    let verdicts = outcome.world.verdicts();
    let violations = outcome.breaks.iter().filter_map(|at| {
        let property = verdicts.get(at.property)?.property.id;
        let (time, link) = replay(&scenario, at);
        Some(Violation { property: property.to_owned(), seed, time, link })
    });
    Some(Found {
        events: outcome.world.events(),
        finished: outcome.finished,
        violations: violations.collect(),
    })
}

fn progress_line(done: u64, total: u64, events: u64, broken: usize, language: Language) -> String {
    let events = words::EVENTS.with([events.into()]).say(language);
    format!("{done}/{total} · {events} · {} {broken}", words::BROKEN.words(language))
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
