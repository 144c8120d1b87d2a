//! `quorate zoo`: every bug of the catalog, how it is found, and the shortest run that shows it.

mod path;
mod treadmill;

use std::ops::Range;

use quorate_catalog::PROTOCOLS;
use quorate_explore::hunt::{Break, Goal, Shrink};
use quorate_proto::text::say_span;
use quorate_proto::{AnyProtocol, Bug, Tick};
use quorate_scenario::{Scenario, decode};
use quorate_sim::{Detail, Setup, Strength, Trial};
use serde::Serialize;

use path::{STATES_MAX, shortest};
use treadmill::treadmill;

use super::hunt::{link_of, property, pursue, shrink};
use super::plan::{Plan, jobs_usual, read_jobs};
use super::{Argument, Arguments, Out, protocol};
use crate::drive::{drive, end_of};
use crate::interrupt;
use crate::parallel::share;
use crate::progress::Progress;
use crate::stopwatch::Stopwatch;
use crate::{Problem, Status, words};

/// Seeds that are tried for each bug, if nobody says which.
const SEEDS: Range<u64> = 0..20_000;

/// What stands above the table in a document.
const HEAD: &str = "\
# The bug zoo

Each bug is one rule taken out of a protocol at one place. This table is made by
`quorate zoo --format markdown`, which does the following for each of them; the nightly job keeps
it.

- **seeds**: how many random runs it takes until one breaks a promise that the bug names, and keeps
  all its promises without the bug.
- **drawn**, **shrunk**: the actions of that run, before and after everything was left out that
  could be. None at all means that time, chance and the settings in the link are enough.
- **script**: the actions that are left of the bug's own script when it is shrunk likewise.
- **shortest path**: steps of the explorer's shortest counterexample, in how large a cluster (n),
  and which promise it breaks, if another. It begins at the first moment of a cluster of two nodes,
  then of three, with the settings of the run, with one client or two and disks with and without
  delay; up to six timers run down, two requests, one crash and one repeated message come, if the
  run has such; and the same search without the bug finds nothing as near. Where all of that finds
  nothing, it begins at a moment of the run itself, which is then named: twice as many events
  before the end each time, as long as there is a way. Promises of progress are broken by ways
  without end only, and where numbers grow on those no state ever comes back. Then the way is a run
  in a world without chance, where all messages take equally long: `5 + 8 × 398` are five events,
  and then eight that come again and again, alike to the microsecond in all but their numbers (what
  clients ask in vain meanwhile is not counted). They came 398 times more after the first, until
  nobody looked any longer, which is no proof that they do for ever; the link shows three. The same
  run without the bug makes progress, and so it does under nine other seeds.

The links open the shrunk run in the page that `cargo xtask serve` serves. What no seed found is
shown by its script.

";

/// Where `cargo xtask serve` puts the page.
const PAGE: &str = "http://127.0.0.1:8080/";

#[derive(Serialize)]
struct Report {
    seconds: f64,
    rows: Vec<Row>,
}

/// A bug, and how it was found.
#[derive(Serialize)]
struct Row {
    protocol: &'static str,
    bug: &'static str,
    /// The promise that breaks in the run of the link.
    property: Option<&'static str>,
    /// Who found that run.
    found_by: Option<&'static str>,
    /// Seeds to find it; nothing if the hunt did not.
    seeds: Option<u64>,
    events: u64,
    /// Actions of the drawn run.
    drawn_actions: Option<usize>,
    /// Actions after shrinking.
    actions: Option<usize>,
    /// Actions of the bug's own script, shrunk likewise.
    script_actions: Option<usize>,
    /// Steps of the explorer's shortest path to the promise that it sees broken first.
    explorer_steps: Option<u32>,
    explorer_property: Option<&'static str>,
    /// The size of the cluster in which it lies.
    explorer_nodes: Option<u16>,
    /// From which moment of the run in the link on; nothing if from the first moment of a cluster.
    explorer_from: Option<Tick>,
    /// Different states that were seen until it was found.
    explorer_states: Option<u64>,
    /// Of a way without progress on which numbers grow: after its steps, which are events of a run,
    /// how many come again and again, and how many times the run was seen to do so.
    turn_events: Option<u32>,
    turns_followed: Option<u32>,
    turns_link: Option<String>,
    link: Option<String>,
}

pub(super) fn zoo(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let (mut seeds, mut jobs, mut states) = (SEEDS, jobs_usual(), STATES_MAX);
    let (mut markdown, mut page) = (false, PAGE.to_owned());
    let mut protocols: Vec<&'static dyn AnyProtocol> = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Option(name) => match name.as_str() {
                "seeds" => seeds = arguments.range("seeds")?,
                "jobs" => jobs = read_jobs(arguments)?,
                "max-states" => states = arguments.number("max-states", 1..=u64::from(u32::MAX))?,
                "format" => markdown = read_format(arguments)?,
                "page" => page = arguments.value("page")?,
                _ => {
                    let what = words::A_PROTOCOL.words(arguments.language);
                    return Err(arguments.unexpected(&Argument::Option(name), what));
                }
            },
            Argument::Value(name) => protocols.push(protocol(&name, arguments)?),
        }
    }
    if arguments.json && markdown {
        let expected = words::ONE_OF_JSON_AND_FORMAT.words(arguments.language);
        return Err(arguments.expected("--format", expected, "--json"));
    }
    if protocols.is_empty() {
        protocols.extend(PROTOCOLS);
    }
    interrupt::watch();
    let started = Stopwatch::start();
    let rows = visit(&protocols, &seeds, states, jobs);
    let report = Report { seconds: started.elapsed().as_secs_f64(), rows };
    if arguments.json {
        out.json(&report);
    } else {
        if markdown {
            out.text(HEAD);
        }
        write(&report, &seeds, &page, out);
    }
    Ok(if interrupt::happened() {
        eprintln!("quorate: {}", arguments.say(words::INTERRUPTED.text()));
        Status::Interrupted
    } else if report.rows.iter().all(|row| row.seeds.is_some()) {
        Status::Yes
    } else {
        eprintln!("quorate: {}", arguments.say(words::NOT_ALL_FOUND.text()));
        Status::Unknown
    })
}

fn read_format(arguments: &mut Arguments) -> Result<bool, Problem> {
    let name = arguments.value("format")?;
    if name == "markdown" {
        return Ok(true);
    }
    Err(arguments.expected("--format", "markdown", &name))
}

/// A row for each bug, in the order of the catalog; without those that an interrupt left undone.
fn visit(
    protocols: &[&'static dyn AnyProtocol],
    seeds: &Range<u64>,
    states: u64,
    jobs: usize,
) -> Vec<Row> {
    let cages: Vec<(&'static dyn AnyProtocol, usize)> = protocols
        .iter()
        .flat_map(|protocol| (0..protocol.meta().bugs.len()).map(|bug| (*protocol, bug)))
        .collect();
    let mut rows = Vec::new();
    let mut progress = Progress::default();
    let work = |turn: u64| {
        let (protocol, bug) = cages.get(usize::try_from(turn).ok()?)?;
        let row = look(*protocol, *bug, seeds, states)?;
        (!interrupt::happened()).then_some(row)
    };
    share(0..cages.len() as u64, jobs, work, |turn, row| {
        rows.push((turn, row));
        progress.show(|| format!("{}/{}", rows.len(), cages.len()));
    });
    progress.clear();
    rows.sort_by_key(|(turn, _)| *turn);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn look(
    protocol: &'static dyn AnyProtocol,
    position: usize,
    seeds: &Range<u64>,
    states: u64,
) -> Option<Row> {
    let bug = protocol.meta().bugs.get(position)?;
    let mut setup = Setup::new(protocol, 0);
    setup.bugs = setup.bugs.with(position, true);
    let plan = Plan {
        setup,
        settled: false,
        seeds: seeds.clone(),
        strength: Strength::default(),
        jobs: 1,
    };
    let haul = pursue(&plan, &mut Progress::default(), quorate_proto::Language::English);
    let script = shrunk_script(position, bug);
    let shown = haul.prey.as_ref().map(|prey| &prey.shrink).or(script.as_ref());
    let path = shown.and_then(|shown| {
        shortest(shown.trial(), states)
            .or_else(|| treadmill(shown.trial(), script_of(position, bug).as_ref()))
    });
    let again = path.as_ref().and_then(|path| path.again.as_ref());
    Some(Row {
        protocol: protocol.meta().id,
        bug: bug.id,
        property: shown.and_then(|shown| property(protocol, shown.broken())),
        found_by: shown.map(|_| if haul.prey.is_some() { "hunt" } else { "script" }),
        seeds: haul.prey.as_ref().map(|_| haul.seeds),
        events: haul.events,
        drawn_actions: haul.prey.as_ref().map(|prey| prey.drawn_actions),
        actions: shown.map(|shown| shown.trial().actions.len()),
        script_actions: script.as_ref().map(|script| script.trial().actions.len()),
        explorer_steps: path.as_ref().map(|path| path.steps),
        explorer_property: path.as_ref().map(|path| path.property),
        explorer_nodes: path.as_ref().map(|path| path.nodes),
        explorer_from: path.as_ref().and_then(|path| path.from),
        explorer_states: path.as_ref().map(|path| path.states).filter(|states| *states > 0),
        turn_events: again.map(|again| again.turn),
        turns_followed: again.map(|again| again.followed),
        turns_link: again.map(|again| again.link.clone()),
        link: shown.map(|shown| link_of(shown.trial())),
    })
}

/// The bug's own script.
fn script_of(position: usize, bug: &Bug) -> Option<Trial> {
    let mut scenario = decode(bug.script, PROTOCOLS).ok()?.scenario;
    scenario.setup.bugs = scenario.setup.bugs.with(position, true);
    let end = end_of(&scenario);
    Some(Trial { setup: scenario.setup, actions: scenario.actions, end })
}

/// The bug's own script, shrunk until nothing of it can go.
fn shrunk_script(position: usize, bug: &Bug) -> Option<Shrink> {
    let trial = script_of(position, bug)?;
    let scenario = Scenario { actions: trial.actions.clone(), ..Scenario::new(trial.setup) };
    let scenario = Scenario { end: Some(trial.end), ..scenario };
    let outcome = drive(&scenario, Detail::Nothing, &mut |_| true, &interrupt::happened);
    let goal = Goal::of(&scenario.setup);
    let counts = |found: &&Break| goal.properties().contains(&found.property);
    let broken = outcome.breaks.iter().find(counts)?;
    let mut script = Shrink::new(&trial, broken, &goal);
    shrink(&mut script, &mut Progress::default(), quorate_proto::Language::English);
    Some(script)
}

fn write(report: &Report, seeds: &Range<u64>, page: &str, out: &mut Out) {
    out.line("| protocol | bug | breaks | seeds | drawn | shrunk | script | shortest path |");
    out.line("|---|---|---|--:|--:|--:|--:|---|");
    for row in &report.rows {
        let number = |number: Option<u64>| number.map_or("–".to_owned(), |it| it.to_string());
        let count = |count: Option<usize>| number(count.map(|count| count as u64));
        let path = path_of(row, page);
        let bug = match &row.link {
            Some(link) => format!("[{}]({page}#/lab?s={link})", row.bug),
            None => row.bug.to_owned(),
        };
        let seeds = row.seeds.map_or_else(
            || format!("none of {}", seeds.end - seeds.start),
            |seeds| seeds.to_string(),
        );
        let cells = [
            row.protocol.to_owned(),
            bug,
            row.property.unwrap_or("–").to_owned(),
            seeds,
            count(row.drawn_actions),
            count(row.actions),
            count(row.script_actions),
            path,
        ];
        out.line(&format!("| {} |", cells.join(" | ")));
    }
}

/// How many steps, and how many again and again; from which moment on; in how large a cluster; to
/// which promise, if another.
fn path_of(row: &Row, page: &str) -> String {
    let (Some(steps), Some(nodes)) = (row.explorer_steps, row.explorer_nodes) else {
        return "–".to_owned();
    };
    let from =
        row.explorer_from.map_or_else(String::new, |from| format!(" from {}", say_span(from)));
    let other = row.explorer_property.filter(|_| row.explorer_property != row.property);
    let property = other.map_or_else(String::new, |property| format!(", {property}"));
    let turns = row.turn_events.zip(row.turns_followed).zip(row.turns_link.as_ref());
    let turns = turns.map_or_else(String::new, |((events, followed), link)| {
        format!(" + [{events} × {followed}]({page}#/lab?s={link})")
    });
    format!("{steps}{from}{turns}, n{nodes}{property}")
}
