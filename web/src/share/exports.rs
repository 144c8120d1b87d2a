//! A run in the formats of others, as files.

use quorate_proto::Language;
use quorate_scenario::export::{mermaid, ndjson_line};
use quorate_scenario::script;
use quorate_scene::svg::{self, Setting};
use quorate_scene::{Diagram, DiagramOptions, Frame, Stage, StageOptions};
use quorate_sim::{Detail, Event, Record, Run};

use super::file::save;
use crate::session::Session;

/// Most messages of a sequence diagram: more than that nobody reads.
const MERMAID_MESSAGES_MAX: usize = 80;
/// How many of the latest events a sequence diagram is made of.
const MERMAID_EVENTS: usize = 160;
/// Most events of a trace.
pub(crate) const TRACE_EVENTS_MAX: u64 = 50_000;
/// Shortest span of time in a diagram.
const DIAGRAM_SPAN_LEAST: u64 = 100_000;

/// Colours and lines of exported pictures: those of the gallery's posters.
pub(crate) const STYLE: &str =
    concat!(include_str!("../../styles/tokens.css"), include_str!("../../styles/svg.css"));

/// What can be saved.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Export {
    /// The scenario as a script.
    Script,
    /// A sequence diagram of the latest messages.
    Mermaid,
    /// The stage as it is.
    Stage,
    /// The space-time diagram up to now.
    Diagram,
    /// Every event, a line each.
    Trace,
}

impl Export {
    /// Makes the file and hands it to the visitor.
    pub(crate) fn save(self, session: &Session, title: &str, language: Language) {
        let id = session.meta().id;
        let (suffix, kind, text) = match self {
            Self::Script => ("quorate.txt", "text/plain", {
                let mut scenario = session.scenario();
                scenario.title = (!title.is_empty()).then(|| title.to_owned());
                script(&scenario)
            }),
            Self::Mermaid => ("mmd", "text/vnd.mermaid", sequence(session, language)),
            Self::Stage => ("stage.svg", "image/svg+xml", stage(session, title, language)),
            Self::Diagram => ("diagram.svg", "image/svg+xml", diagram(session, title, language)),
            Self::Trace => ("ndjson", "application/x-ndjson", trace(session)),
        };
        save(&format!("{id}.{suffix}"), kind, &text);
    }
}

/// The events that have happened and are kept.
fn past(session: &Session) -> impl Iterator<Item = &Event> {
    let now = session.world().events();
    session.timeline().window().events.iter().take_while(move |event| event.number <= now)
}

fn sequence(session: &Session, language: Language) -> String {
    let events: Vec<&Event> = past(session).collect();
    let first = events.len().saturating_sub(MERMAID_EVENTS);
    let latest = events.get(first..).unwrap_or_default();
    mermaid(session.world().setup(), latest.iter().copied(), MERMAID_MESSAGES_MAX, language)
}

fn stage(session: &Session, title: &str, language: Language) -> String {
    let stage = Stage::new(session.world(), &StageOptions { language, ..StageOptions::default() });
    let mut frame = Frame::default();
    stage.frame(session.timeline().clock(), &mut frame);
    svg::stage(&stage, &frame, &Setting { title, style: STYLE })
}

fn diagram(session: &Session, title: &str, language: Language) -> String {
    let now = session.timeline().clock();
    let first = past(session).next().map_or(0, |event| event.stamp.tick);
    let window = (first, now.max(first.saturating_add(DIAGRAM_SPAN_LEAST)));
    let options = DiagramOptions { window, now, language, ..DiagramOptions::default() };
    let diagram = Diagram::new(session.world(), past(session), None, &options);
    svg::diagram(&diagram, &Setting { title, style: STYLE })
}

/// Runs the scenario once more from its beginning: the page keeps only the events around now.
fn trace(session: &Session) -> String {
    let scenario = session.scenario();
    let mut run = Run::new(&scenario.setup, &scenario.actions);
    let mut record = Record::new(Detail::Everything);
    if let Some(end) = scenario.end {
        run.run_until(end, TRACE_EVENTS_MAX, &mut record);
    }
    let (meta, properties) = (session.meta(), scenario.setup.protocol.properties());
    let mut text = String::new();
    for event in &record.events {
        text.push_str(&ndjson_line(event, meta, &properties));
        text.push('\n');
    }
    text
}
