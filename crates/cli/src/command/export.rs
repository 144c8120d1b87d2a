//! `quorate export`: a run in the formats of others.

use quorate_proto::time::SECOND;
use quorate_proto::{Language, Tick};
use quorate_scenario::Scenario;
use quorate_scenario::export::{mermaid, ndjson_line};
use quorate_scene::{Diagram, DiagramOptions, Frame, Stage, StageOptions, svg};
use quorate_sim::{Detail, Event};

use super::{Arguments, Out, one_value};
use crate::drive::{Outcome, drive, end_of};
use crate::{Problem, Status, history, input, interrupt, words};

/// A format of the whole run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    /// The trace, one event per line.
    Ndjson,
    /// A sequence diagram as text.
    Mermaid,
    /// A picture.
    Svg(Picture),
    /// What the clients saw, one operation per line.
    History,
    /// What the clients saw, as a log of Jepsen.
    Jepsen,
}

/// What an SVG shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Picture {
    /// The cluster at the end.
    Stage,
    /// The time before it.
    Diagram,
}

const FORMATS: [(&str, Format); 5] = [
    ("ndjson", Format::Ndjson),
    ("mermaid", Format::Mermaid),
    ("svg", Format::Svg(Picture::Stage)),
    ("history", Format::History),
    ("jepsen", Format::Jepsen),
];
const PICTURES: [(&str, Picture); 2] = [("stage", Picture::Stage), ("diagram", Picture::Diagram)];

/// How much of a run a diagram shows at most.
const DIAGRAM_SPAN: Tick = 3 * SECOND;

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

impl Picture {
    fn read(arguments: &mut Arguments) -> Result<Self, Problem> {
        let name = arguments.value("picture")?;
        let known = PICTURES.iter().find(|(known, _)| *known == name);
        known.map(|(_, picture)| *picture).ok_or_else(|| {
            let names = PICTURES.map(|(name, _)| name).join(", ");
            arguments.expected("--picture", &names, &name)
        })
    }
}

pub(super) fn export(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let (mut format, mut picture) = (None, None);
    let what = words::ONE_SCENARIO.words(arguments.language);
    let argument = one_value(arguments, what, |arguments, option| {
        match option {
            "format" => format = Some(Format::read(arguments)?),
            "picture" => picture = Some(Picture::read(arguments)?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let format = picture.map(Format::Svg).filter(|_| format == PICTURE).or(format);
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

/// The format of which there are several pictures.
const PICTURE: Option<Format> = Some(Format::Svg(Picture::Stage));

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
        Format::Svg(Picture::Stage) => write_stage(scenario, language, out),
        Format::Svg(Picture::Diagram) => write_diagram(scenario, language, out),
        Format::History => write_history(scenario, history::lines, out),
        Format::Jepsen => write_history(scenario, history::jepsen, out),
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

/// Writes what the clients saw until the end.
fn write_history(scenario: &Scenario, write: history::Write, out: &mut Out) -> Outcome {
    let outcome = drive(scenario, Detail::Nothing, &mut |_| true, &interrupt::happened);
    write(&outcome.world, &mut |line| out.line(line));
    outcome
}

fn write_mermaid(scenario: &Scenario, language: Language, out: &mut Out) -> Outcome {
    let (outcome, events) = record(scenario);
    out.text(&mermaid(&scenario.setup, &events, MESSAGES_MAX, language));
    outcome
}

fn write_stage(scenario: &Scenario, language: Language, out: &mut Out) -> Outcome {
    let outcome = drive(scenario, Detail::Nothing, &mut |_| true, &interrupt::happened);
    let options = StageOptions { language, ..StageOptions::default() };
    let stage = Stage::new(&outcome.world, &options);
    let mut frame = Frame::default();
    stage.frame(end_of(scenario).tick, &mut frame);
    let setting = svg::Setting { title: &title(scenario, language), style: &style() };
    out.text(&svg::stage(&stage, &frame, &setting));
    outcome
}

fn write_diagram(scenario: &Scenario, language: Language, out: &mut Out) -> Outcome {
    let (outcome, events) = record(scenario);
    let now = end_of(scenario).tick;
    let window = (now.saturating_sub(DIAGRAM_SPAN), now);
    let options = DiagramOptions { window, now, language, ..DiagramOptions::default() };
    let diagram = Diagram::new(&outcome.world, &events, None, &options);
    let setting = svg::Setting { title: &title(scenario, language), style: &style() };
    out.text(&svg::diagram(&diagram, &setting));
    outcome
}

/// Runs a scenario and keeps every event.
fn record(scenario: &Scenario) -> (Outcome, Vec<Event>) {
    let mut events = Vec::new();
    let mut see = |event| {
        events.push(event);
        true
    };
    let outcome = drive(scenario, Detail::Everything, &mut see, &interrupt::happened);
    (outcome, events)
}

fn title(scenario: &Scenario, language: Language) -> String {
    let protocol = scenario.setup.protocol.meta().title.words(language);
    scenario.title.clone().unwrap_or_else(|| protocol.to_owned())
}

/// The page's own style sheets, so that a file looks as the page does.
fn style() -> String {
    const FONT: &str = "svg { font-family: system-ui, sans-serif; background: var(--ground) }";
    let sheets = [
        include_str!("../../../../web/styles/tokens.css"),
        include_str!("../../../../web/styles/picture.css"),
        FONT,
    ];
    sheets.join("\n")
}
