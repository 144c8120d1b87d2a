//! `quorate explore`: every schedule from a moment on, up to a bound.

use std::io::IsTerminal;

use quorate_explore::hunt::Break;
use quorate_explore::{
    Bound, Counterexample, Exploration, Limits, Move, Replay, Search, Space, Status as Standing,
};
use quorate_models::{MODELS, Model};
use quorate_proto::{Argument as Part, Bugs, Language, Meta, Parameters, Tick};
use quorate_scenario::limits::LINK_CHARACTERS_MAX;
use quorate_scenario::{Scenario, link, parse_stamp};
use quorate_sim::Stamp;
use serde::Serialize;

use super::run::Verdicts;
use super::{Arguments, Out, one_value, set_parameter, switch_bugs};
use crate::drive::replay;
use crate::out::padded;
use crate::stopwatch::Stopwatch;
use crate::{Problem, Status, input, interrupt, words};

#[derive(Serialize)]
struct Report {
    generated: u64,
    distinct: u64,
    depth: u32,
    complete: bool,
    seconds: f64,
    verdicts: Verdicts,
    first_break: Option<FirstBreak>,
    /// How likely it is that a state was missed because another one has its fingerprint.
    missed: f64,
    /// Bytes that states took, roughly.
    bytes: u64,
    /// The bound that ended the exploration.
    bound: Option<&'static str>,
}

#[derive(Serialize)]
struct FirstBreak {
    property: &'static str,
    steps: u32,
    /// Nothing for a model, which is no scenario, or if no run was found that shows it.
    link: Option<String>,
    /// Of a way without progress: when the run of the link comes to the loop, and when each of its
    /// turns is over.
    turns: Vec<Tick>,
}

/// What is to be explored, and how far.
struct Plan {
    space: Space,
    limits: Limits,
    meta: &'static Meta,
    /// The scenario that it began from, if it began from one.
    scenario: Option<Scenario>,
}

/// What the options say.
struct Options {
    limits: Limits,
    states: Option<u64>,
    seed: u64,
    settings: Vec<String>,
    bugs: Vec<String>,
    from: Option<String>,
}

/// In front of a model's name.
const MODEL: &str = "model:";
/// Most states, unless something else is asked for: of a scenario, whose states seldom come to an
/// end, and of a model, whose states do.
const STATES_OF_SCENARIO: u64 = 1_000_000;
const STATES_OF_MODEL: u64 = 200_000_000;
/// Steps of random walks, which know no end of their own.
const STEPS_OF_WALKS: u64 = 1_000_000;
/// Bytes for states.
const BYTES: u64 = 6 << 30;
/// States between two looks at the clock and the interrupt key: those of a large cluster take long.
const SLICE: u64 = 64;

pub(super) fn explore(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let plan = read(arguments)?;
    interrupt::watch();
    let started = Stopwatch::start();
    let Plan { space, limits, meta, scenario } = plan;
    let mut exploration = Exploration::new(space, limits);
    let mut shown = None;
    while exploration.advance(SLICE) == Standing::Running && !interrupt::happened() {
        show(&exploration, &mut shown, arguments.language);
    }
    if shown.is_some() {
        eprint!("\r\x1b[K");
    }
    let seconds = started.elapsed().as_secs_f64();
    let report = report(&exploration, scenario.as_ref(), seconds);
    let status = status(&exploration, arguments);
    if arguments.json {
        out.json(&report);
    } else {
        print(&report, exploration.first_break(), meta, arguments.language, out);
    }
    Ok(status)
}

fn read(arguments: &mut Arguments) -> Result<Plan, Problem> {
    let mut options = Options {
        limits: Limits { bytes: BYTES, ..Limits::default() },
        states: None,
        seed: 1,
        settings: Vec::new(),
        bugs: Vec::new(),
        from: None,
    };
    let what = words::SCENARIO_OR_MODEL.words(arguments.language);
    let name = one_value(arguments, what, |arguments, option| options.take(arguments, option))?;
    if let Search::Random { seed } = &mut options.limits.search {
        *seed = options.seed;
    }
    match name.strip_prefix(MODEL) {
        Some(model) => plan_of_model(model, options, arguments),
        None => plan_of_scenario(&name, options, arguments),
    }
}

impl Options {
    fn take(&mut self, arguments: &mut Arguments, option: &str) -> Result<bool, Problem> {
        let limits = &mut self.limits;
        match option {
            "set" => self.settings.push(arguments.value(option)?),
            "bug" => self.bugs.push(arguments.value(option)?),
            "from" => self.from = Some(arguments.value(option)?),
            "depth" => limits.depth = Some(arguments.number(option, 1..=u32::MAX)?),
            "max-states" => self.states = Some(arguments.number(option, 1..=u64::MAX)?),
            "crashes" => limits.crashes = Some(arguments.number(option, 0..=u16::MAX)?),
            "losses" => limits.losses = Some(arguments.number(option, 0..=u16::MAX)?),
            "duplicates" => limits.duplicates = Some(arguments.number(option, 0..=u16::MAX)?),
            "timers" => limits.timers = Some(arguments.number(option, 0..=u16::MAX)?),
            "requests" => limits.requests = Some(arguments.number(option, 0..=u16::MAX)?),
            "seed" => self.seed = arguments.number(option, 0..=u64::MAX)?,
            "search" => limits.search = search(arguments)?,
            "symmetry" => limits.symmetry = true,
            "liveness" => limits.liveness = true,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn search(arguments: &mut Arguments) -> Result<Search, Problem> {
    let name = arguments.value("search")?;
    match name.as_str() {
        "bfs" => Ok(Search::BreadthFirst),
        "dfs" => Ok(Search::DepthFirst),
        "random" => Ok(Search::Random { seed: 0 }),
        _ => {
            let list = words::SEARCHES_LIST.words(arguments.language);
            Err(arguments.expected("--search", list, &name))
        }
    }
}

fn plan_of_model(name: &str, options: Options, arguments: &Arguments) -> Result<Plan, Problem> {
    let model = Model::find(name).ok_or_else(|| {
        let known: Vec<_> = MODELS.iter().map(|model| format!("{MODEL}{}", model.id())).collect();
        let place = words::A_MODEL.words(arguments.language);
        arguments.expected(place, &known.join(", "), &format!("{MODEL}{name}"))
    })?;
    if let Some(from) = &options.from {
        let expected = words::NO_MOMENT.words(arguments.language);
        return Err(arguments.expected("--from", expected, from));
    }
    let meta = model.protocol.meta();
    let mut parameters = Parameters::defaults(meta);
    for setting in &options.settings {
        set_parameter(meta, &mut parameters, setting, arguments)?;
    }
    let mut bugs = Bugs::default();
    switch_bugs(meta, &mut bugs, &options.bugs, arguments)?;
    let (usual, end) = match options.limits.search {
        Search::Random { .. } => (STEPS_OF_WALKS, None),
        Search::BreadthFirst | Search::DepthFirst => (STATES_OF_MODEL, model.depth),
    };
    let depth = options.limits.depth.or(end.filter(|_| options.states.is_none()));
    let states = options.states.unwrap_or(usual);
    let limits = Limits { states, depth, ..options.limits };
    let space = model.space(parameters).with_bugs(bugs);
    Ok(Plan { space, limits, meta, scenario: None })
}

fn plan_of_scenario(name: &str, options: Options, arguments: &Arguments) -> Result<Plan, Problem> {
    let mut scenario = input::scenario(name, arguments)?;
    let setup = &mut scenario.setup;
    let meta = setup.protocol.meta();
    for setting in &options.settings {
        set_parameter(meta, &mut setup.parameters, setting, arguments)?;
    }
    switch_bugs(meta, &mut setup.bugs, &options.bugs, arguments)?;
    if let Some(from) = &options.from {
        let moment = parse_stamp(from);
        scenario.end = Some(moment.ok_or_else(|| {
            arguments.expected("--from", words::A_TIME.words(arguments.language), from)
        })?);
    }
    // Without a moment of its own: when every node has started, and nothing else has happened.
    let at = scenario.end.unwrap_or(Stamp::at(1));
    let space = Space::at_moment(&scenario.setup, &scenario.actions, at);
    let space = space.ok_or_else(|| Problem::new(arguments.say(words::BOUND.text())))?;
    let states = options.states.unwrap_or(STATES_OF_SCENARIO);
    let depth = options.limits.depth.or(options.limits.search.depth_usual());
    let limits = Limits { states, depth, ..options.limits };
    Ok(Plan { space, limits, meta, scenario: Some(scenario) })
}

fn status(exploration: &Exploration, arguments: &Arguments) -> Status {
    let (status, why) = match exploration.status() {
        Standing::Broken => (Status::No, None),
        Standing::Complete => (Status::Yes, None),
        Standing::Running => (Status::Interrupted, Some(words::INTERRUPTED.text())),
        Standing::Bounded(bound) => {
            let name = Part::Phrase(bound_words(bound));
            (Status::Unknown, Some(words::BOUND_REACHED.with([name])))
        }
    };
    if let Some(why) = why {
        eprintln!("quorate: {}", arguments.say(why));
    }
    status
}

const fn bound_words(bound: Bound) -> &'static quorate_proto::Phrase<0> {
    match bound {
        Bound::Depth => &words::BOUND_DEPTH,
        Bound::States => &words::BOUND_STATES,
        Bound::Bytes => &words::BOUND_BYTES,
        Bound::Choices => &words::BOUND_CHOICES,
        Bound::Walks => &words::BOUND_WALKS,
    }
}

const fn bound_id(bound: Bound) -> &'static str {
    match bound {
        Bound::Depth => "depth",
        Bound::States => "states",
        Bound::Bytes => "bytes",
        Bound::Choices => "choices",
        Bound::Walks => "walks",
    }
}

fn report(exploration: &Exploration, scenario: Option<&Scenario>, seconds: f64) -> Report {
    let progress = exploration.progress();
    let verdicts = exploration.verdicts().iter();
    let verdicts = verdicts.map(|it| (it.property.id, it.standing.id())).collect();
    let first_break = exploration.first_break().map(|found| FirstBreak {
        property: found.property,
        steps: found.steps(),
        link: scenario.zip(found.replay.as_ref()).and_then(|(scenario, replay)| {
            let properties = exploration.verdicts().iter();
            let mut positions = properties.map(|verdict| verdict.property.id);
            let property = positions.position(|id| id == found.property).unwrap_or_default();
            link_of(scenario, replay, property)
        }),
        turns: found.replay.iter().flat_map(|it| &it.turns).map(|turn| turn.tick).collect(),
    });
    Report {
        generated: progress.generated,
        distinct: progress.distinct,
        depth: progress.depth,
        complete: exploration.status() == Standing::Complete,
        seconds,
        verdicts: Verdicts(verdicts),
        first_break,
        missed: progress.missed(),
        bytes: progress.bytes,
        bound: match exploration.status() {
            Standing::Bounded(bound) => Some(bound_id(bound)),
            Standing::Running | Standing::Complete | Standing::Broken => None,
        },
    }
}

/// The link that replays a counterexample up to the event that breaks the promise, or to the end of
/// the last turn of a loop; in which nothing breaks, so that it cannot be shortened.
fn link_of(scenario: &Scenario, found: &Replay, property: usize) -> Option<String> {
    let end = found.end;
    let actions = found.actions.clone();
    let scenario = Scenario { actions, end: Some(end), digest: None, ..scenario.clone() };
    if found.turns.is_empty() {
        return Some(replay(&scenario, &Break { property, time: end.tick, end }).1);
    }
    Some(link(&scenario)).filter(|line| line.len() <= LINK_CHARACTERS_MAX)
}

/// Progress, on a terminal, a few times per second.
fn show(exploration: &Exploration, shown: &mut Option<Stopwatch>, language: Language) {
    let fresh = shown.is_some_and(|shown| shown.elapsed().as_millis() < 200);
    if fresh || !std::io::stderr().is_terminal() {
        return;
    }
    *shown = Some(Stopwatch::start());
    let progress = exploration.progress();
    let parts = [
        words::STATES.with([progress.distinct.into()]).say(language),
        words::DEPTH.with([progress.depth.into()]).say(language),
        words::WAITING.with([progress.frontier.into()]).say(language),
    ];
    eprint!("\r\x1b[K{}", parts.join(" · "));
}

/// Columns of verdicts and of the names of properties.
const VERDICT: usize = 11;
const NAME: usize = 26;

fn print(
    report: &Report,
    found: Option<&Counterexample>,
    meta: &Meta,
    language: Language,
    out: &mut Out,
) {
    let parts = [
        meta.title.words(language).to_owned(),
        words::GENERATED.with([report.generated.into()]).say(language),
        words::STATES.with([report.distinct.into()]).say(language),
        words::DEPTH.with([report.depth.into()]).say(language),
        format!("{:.1} s", report.seconds),
    ];
    out.line(&parts.join(" · "));
    let complete = if report.complete { &words::COMPLETE } else { &words::INCOMPLETE };
    let missed = format!("{:.1e}", report.missed);
    out.line(&format!("{} · {}{missed}", complete.words(language), words::MISSED.words(language)));
    for (id, verdict) in &report.verdicts.0 {
        let verdict = match *verdict {
            "broken" => words::BROKEN.words(language),
            "holds" => words::HOLDS.words(language),
            _ => words::UNREACHED.words(language),
        };
        let text = found.filter(|found| found.property == *id).and_then(|found| found.text);
        let text = text.map_or_else(String::new, |text| text.say(language));
        out.line(format!("  {} {} {text}", padded(verdict, VERDICT), padded(id, NAME)).trim_end());
    }
    let Some(found) = found else { return };
    for (step, taken) in found.moves.iter().enumerate() {
        if found.loop_from == Some(step as u32) {
            out.line(&format!("        {}", words::FOR_EVER.words(language)));
        }
        out.line(&format!("  {:>4}  {}", step + 1, describe(taken, meta, language)));
    }
    if let Some(link) = report.first_break.as_ref().and_then(|found| found.link.as_ref()) {
        out.line(&format!("  {} {link}", padded(words::REPLAY.words(language), VERDICT)));
    }
}

/// A step for people.
fn describe(taken: &Move, meta: &Meta, language: Language) -> String {
    let letter = |verb: &'static quorate_proto::Phrase<0>, letter: &quorate_explore::Letter| {
        let said = match &letter.content {
            quorate_explore::Content::Message(message) => message.view().label.say(language),
            quorate_explore::Content::Request(command) => command.operation.to_string(),
            quorate_explore::Content::Broken => {
                words::DISCONNECTED.with([letter.from.into()]).say(language)
            }
        };
        format!("{} → {}  {}{said}", letter.from, letter.to, verb.words(language))
    };
    match taken {
        Move::Deliver(it) => letter(&words::DELIVERS, it),
        Move::Lose(it) => letter(&words::LOSES_IT, it),
        Move::Duplicate(it) => letter(&words::REPEATS, it),
        Move::Fire(node, timer) => {
            let label = meta.timers.get(usize::from(timer.kind)).map(|it| it.label.words(language));
            let timer = words::TIMER.words(language);
            format!("{node}  {timer}{}", label.unwrap_or_default())
        }
        Move::Written(node) => format!("{node}  {}", words::WRITTEN.words(language)),
        Move::Crash(node) => format!("{node}  {}", words::CRASHES.words(language)),
        Move::Start(node) => format!("{node}  {}", words::BOOTS.words(language)),
        Move::Ask(node, command) => {
            format!("{} → {node}  {}", command.id.client, command.operation)
        }
        Move::AskAgain(node, command) => {
            let again = words::AGAIN.words(language);
            format!("{} → {node}  {again}{}", command.id.client, command.operation)
        }
    }
}
