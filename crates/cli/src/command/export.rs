//! `quorate export`: a run in the formats of others.

use quorate_proto::Language;
use quorate_scenario::Scenario;
use quorate_scenario::export::{mermaid, ndjson_line};
use quorate_sim::Detail;

use super::{Arguments, Out, one_value};
use crate::drive::{Outcome, drive, end_of};
use crate::{Problem, Status, input, interrupt, words};

/// A format of the whole run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    Ndjson,
    Mermaid,
}

const FORMATS: [(&str, Format); 2] = [("ndjson", Format::Ndjson), ("mermaid", Format::Mermaid)];

/// More messages than this nobody reads in a sequence diagram.
const MESSAGES_MAX: usize = 80;

impl Format {
    /// Reads the value of `--format`.
    pub(super) fn read(arguments: &mut Arguments) -> Result<Self, Problem> {
        let name = arguments.value("format")?;
        let known = FORMATS.iter().find(|(known, _)| *known == name);
        known.map(|(_, format)| *format).ok_or_else(|| {
            let names = FORMATS.map(|(name, _)| name).join(", ");
            arguments.expected("--format", &names, &name)
        })
    }
}

pub(super) fn export(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let mut format = None;
    let what = words::ONE_SCENARIO.words(arguments.language);
    let argument = one_value(arguments, what, |arguments, option| {
        if option == "format" {
            format = Some(Format::read(arguments)?);
        }
        Ok(option == "format")
    })?;
    let format = format.ok_or_else(|| {
        let names = FORMATS.map(|(name, _)| name).join(", ");
        arguments.expected("--format", &names, "")
    })?;
    let mut scenario = input::scenario(&argument, arguments)?;
    scenario.end = Some(end_of(&scenario));
    interrupt::watch();
    let outcome = write(&scenario, format, arguments.language, out)?;
    Ok(match (interrupt::happened(), outcome.finished) {
        (true, _) => Status::Interrupted,
        (false, true) => Status::Yes,
        (false, false) => Status::Unknown,
    })
}

/// Runs a scenario and writes it in a format.
pub(super) fn write(
    scenario: &Scenario,
    format: Format,
    language: Language,
    out: &mut Out,
) -> Result<Outcome, Problem> {
    Ok(match format {
        Format::Ndjson => write_ndjson(scenario, out),
        Format::Mermaid => write_mermaid(scenario, language, out),
    })
}

fn write_ndjson(scenario: &Scenario, out: &mut Out) -> Outcome {
    let protocol = scenario.setup.protocol;
    let properties = protocol.properties();
    let mut see = |event| {
        out.line(&ndjson_line(&event, protocol.meta(), &properties));
        out.is_open()
    };
    drive(scenario, Detail::Everything, &mut see, &interrupt::happened)
}

fn write_mermaid(scenario: &Scenario, language: Language, out: &mut Out) -> Outcome {
    let mut events = Vec::new();
    let mut see = |event| {
        events.push(event);
        true
    };
    let outcome = drive(scenario, Detail::Everything, &mut see, &interrupt::happened);
    out.text(&mermaid(&scenario.setup, &events, MESSAGES_MAX, language));
    outcome
}
