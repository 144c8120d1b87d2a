//! `quorate run`: one scenario to its end, and which promises hold.

use quorate_proto::text::say_span;
use quorate_proto::{Language, Tick};
use quorate_scenario::{Scenario, parse_stamp};
use quorate_sim::{Detail, Standing};
use serde::{Serialize, Serializer};

use super::export::{Format, write};
use super::{Arguments, Out, one_value, switch_bugs};
use crate::drive::{Outcome, drive, end_of, replay};
use crate::interrupt;
use crate::out::padded;
use crate::{Problem, Status, input, narrate, words};

#[derive(Serialize)]
struct Report {
    protocol: &'static str,
    digest: String,
    events: u64,
    time: Tick,
    verdicts: Verdicts,
    first_break: Option<FirstBreak>,
    /// The digest that the scenario was recorded with, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_digest: Option<String>,
}

/// Properties in the protocol's order, each with its verdict.
pub(super) struct Verdicts(pub(super) Vec<(&'static str, &'static str)>);

impl Serialize for Verdicts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

#[derive(Serialize)]
struct FirstBreak {
    property: &'static str,
    time: Tick,
    link: String,
}

pub(super) fn run(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let (mut until, mut bugs, mut format) = (None, Vec::new(), None);
    let what = words::ONE_SCENARIO.words(arguments.language);
    let argument = one_value(arguments, what, |arguments, option| {
        match option {
            "until" => until = Some(arguments.value(option)?),
            "bug" => bugs.push(arguments.value(option)?),
            "format" => format = Some(Format::read(arguments)?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let mut scenario = input::scenario(&argument, arguments)?;
    if let Some(until) = until {
        let end = parse_stamp(&until);
        scenario.end = Some(end.ok_or_else(|| {
            arguments.expected("--until", words::A_TIME.words(arguments.language), &until)
        })?);
    }
    let setup = &mut scenario.setup;
    switch_bugs(setup.protocol.meta(), &mut setup.bugs, &bugs, arguments)?;
    if arguments.json && format.is_some() {
        let expected = words::ONE_OF_JSON_AND_FORMAT.words(arguments.language);
        return Err(arguments.expected("--format", expected, "--json"));
    }
    scenario.end = Some(end_of(&scenario));
    interrupt::watch();
    if let Some(format) = format {
        let outcome = write(&scenario, format, arguments.language, out)?;
        return Ok(status(&outcome));
    }
    let outcome = if arguments.json {
        drive(&scenario, Detail::Nothing, &mut |_| true, &interrupt::happened)
    } else {
        tell(&scenario, arguments.language, out)
    };
    let report = report(&scenario, &outcome);
    if out.is_open() {
        warn(&report, &outcome, arguments);
    }
    if arguments.json {
        out.json(&report);
    } else {
        summarize(&scenario, &outcome, &report, arguments.language, out);
    }
    Ok(status(&outcome))
}

/// Tells every event in a line of its own.
fn tell(scenario: &Scenario, language: Language, out: &mut Out) -> Outcome {
    let meta = scenario.setup.protocol.meta();
    let mut see = |event| {
        out.line(&narrate::line(&event, meta, language));
        out.is_open()
    };
    drive(scenario, Detail::Everything, &mut see, &interrupt::happened)
}

/// The exit status that an outcome deserves.
pub(super) fn status(outcome: &Outcome) -> Status {
    if interrupt::happened() {
        Status::Interrupted
    } else if !outcome.breaks.is_empty() {
        Status::No
    } else if outcome.finished {
        Status::Yes
    } else {
        Status::Unknown
    }
}

fn report(scenario: &Scenario, outcome: &Outcome) -> Report {
    let world = &outcome.world;
    let verdicts = world.verdicts();
    let id = |position: usize| verdicts.get(position).map_or("unknown", |it| it.property.id);
    Report {
        protocol: scenario.setup.protocol.meta().id,
        digest: hexadecimal(world.digest()),
        events: world.events(),
        time: if outcome.finished { end_of(scenario).tick } else { world.now() },
        verdicts: Verdicts(verdicts.iter().map(|it| (it.property.id, it.standing.id())).collect()),
        first_break: outcome.breaks.first().map(|first| {
            let (time, link) = replay(scenario, first);
            FirstBreak { property: id(first.property), time, link }
        }),
        recorded_digest: scenario.digest.map(hexadecimal),
    }
}

/// A trace digest as scenarios and reports write it.
fn hexadecimal(digest: u64) -> String {
    format!("{digest:x}")
}

fn warn(report: &Report, outcome: &Outcome, arguments: &Arguments) {
    let recorded = report.recorded_digest.as_ref();
    if outcome.finished && recorded.is_some_and(|recorded| *recorded != report.digest) {
        eprintln!("quorate: {}", arguments.say(words::OTHER_ENGINE.text()));
    }
    if interrupt::happened() {
        eprintln!("quorate: {}", arguments.say(words::INTERRUPTED.text()));
    } else if !outcome.finished {
        eprintln!("quorate: {}", arguments.say(words::BOUND.text()));
    }
}

/// Columns of verdicts and of the names of properties.
const VERDICT: usize = 11;
const NAME: usize = 26;

fn summarize(
    scenario: &Scenario,
    outcome: &Outcome,
    report: &Report,
    language: Language,
    out: &mut Out,
) {
    let setup = &scenario.setup;
    let meta = setup.protocol.meta();
    out.line("");
    let parts = [
        meta.title.words(language).to_owned(),
        words::NODES.with([setup.nodes.into()]).say(language),
        words::CLIENTS.with([setup.clients.into()]).say(language),
        words::SEED.with([quorate_proto::Argument::Number(setup.seed.cast_signed())]).say(language),
        words::EVENTS.with([report.events.into()]).say(language),
        say_span(report.time),
        format!("{} {}", words::DIGEST.words(language), report.digest),
    ];
    out.line(&parts.join(" · "));
    for verdict in outcome.world.verdicts() {
        let standing = match verdict.standing {
            Standing::Holds => words::HOLDS.words(language),
            Standing::Broken => words::BROKEN.words(language),
            Standing::Unreached => words::UNREACHED.words(language),
        };
        let about = match verdict.at.and_then(|at| Some((at.stamp.tick, at.text?))) {
            Some((tick, text)) => format!("{}  {}", say_span(tick), text.say(language)),
            None => verdict.property.statement.words(language).to_owned(),
        };
        let name = padded(verdict.property.id, NAME);
        out.line(&format!("  {} {name} {about}", padded(standing, VERDICT)));
    }
    if let Some(first) = &report.first_break {
        out.line(&format!("  {} {}", padded(words::REPLAY.words(language), VERDICT), first.link));
    }
}
