//! `quorate hunt`: the first random run that breaks a promise, made as short as it goes.

use std::ops::Range;

use quorate_explore::hunt::{Break, Search, Shrink};
use quorate_proto::text::say_span;
use quorate_proto::{Language, Tick};
use quorate_scenario::{Scenario, link};
use quorate_sim::Trial;
use serde::Serialize;

use super::plan::{Plan, read};
use super::{Arguments, Out};
use crate::interrupt;
use crate::parallel::share;
use crate::progress::Progress;
use crate::stopwatch::Stopwatch;
use crate::{Problem, Status, words};

/// Seeds, if nobody says which.
pub(super) const SEEDS: Range<u64> = 0..100_000;

/// What a hunt brought home.
#[derive(Serialize)]
struct Report {
    protocol: &'static str,
    /// The bugs that are on, or nothing.
    bug: Option<String>,
    property: Option<&'static str>,
    /// Seeds tried, the one that broke it included.
    seeds: u64,
    events: u64,
    seconds: f64,
    /// Actions of the shortest run.
    actions: Option<usize>,
    link: Option<String>,
    seed: Option<u64>,
    /// When the promise breaks in the shortest run.
    time: Option<Tick>,
    /// Actions of the run as it was drawn.
    drawn_actions: Option<usize>,
    /// Different facts about the protocol seen on the way, if the hunt was guided by them.
    coverage: Option<usize>,
    /// Whether leaving out any one action mends the run.
    minimal: Option<bool>,
}

pub(super) fn hunt(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let mut guided = false;
    let plan = read(arguments, SEEDS, |_, option| {
        guided |= option == "guided";
        Ok(option == "guided")
    })?;
    interrupt::watch();
    let started = Stopwatch::start();
    let mut progress = Progress::default();
    let haul = pursue_by(&plan, guided, &mut progress, arguments.language);
    progress.clear();
    let report = report(&plan, &haul, started.elapsed().as_secs_f64());
    if arguments.json {
        out.json(&report);
    } else {
        print(&report, arguments.language, out);
    }
    Ok(if haul.prey.is_some() {
        Status::No
    } else if interrupt::happened() {
        eprintln!("quorate: {}", arguments.say(words::INTERRUPTED.text()));
        Status::Interrupted
    } else {
        eprintln!("quorate: {}", arguments.say(words::NO_FIND.text()));
        Status::Unknown
    })
}

/// All that came of a hunt.
pub(super) struct Haul {
    pub(super) seeds: u64,
    pub(super) events: u64,
    coverage: Option<usize>,
    pub(super) prey: Option<Prey>,
}

/// A run that breaks a promise.
pub(super) struct Prey {
    pub(super) seed: u64,
    pub(super) drawn_actions: usize,
    pub(super) shrink: Shrink,
}

/// Tries seeds until one breaks something, then shrinks its run. What is found does not depend on
/// the number of threads: it is the lowest seed.
pub(super) fn pursue(plan: &Plan, progress: &mut Progress, language: Language) -> Haul {
    pursue_by(plan, false, progress, language)
}

fn pursue_by(plan: &Plan, guided: bool, progress: &mut Progress, language: Language) -> Haul {
    let mut search = Search::new(&plan.setup, plan.strength, plan.seeds.clone());
    if !plan.settled && !plan.setup.bugs.is_empty() {
        search = search.with_any_settings();
    }
    search = if guided { search.guided() } else { search.blind() };
    let mut haul = Haul { seeds: 0, events: 0, coverage: None, prey: None };
    while !search.generation().is_empty() && haul.prey.is_none() && !interrupt::happened() {
        let mut looks = Vec::new();
        let work = |seed| search.look(seed, &interrupt::happened);
        share(search.generation(), plan.jobs, work, |_, look| looks.push(look));
        looks.sort_by_key(|look| look.seed);
        let first = looks.iter().position(|look| look.broken.is_some());
        let tried = looks.get(..first.map_or(looks.len(), |first| first + 1));
        for look in tried.unwrap_or_default() {
            haul.seeds += 1;
            haul.events += look.events;
        }
        if let Some(look) = first.and_then(|first| looks.get(first))
            && let Some(broken) = &look.broken
        {
            haul.prey = Some(Prey {
                seed: look.seed,
                drawn_actions: look.trial.actions.len(),
                shrink: Shrink::new(&look.trial, broken, search.goal()),
            });
        } else if !interrupt::happened() {
            search.learn(looks);
        }
        haul.coverage = guided.then(|| search.coverage());
        progress.show(|| {
            let seeds = words::SEEDS.with([haul.seeds.into()]).say(language);
            let events = words::EVENTS.with([haul.events.into()]).say(language);
            format!("{seeds} · {events}")
        });
    }
    if let Some(prey) = &mut haul.prey {
        shrink(&mut prey.shrink, progress, language);
    }
    haul
}

/// Shrinks to the end, or until somebody interrupts.
pub(super) fn shrink(shrink: &mut Shrink, progress: &mut Progress, language: Language) {
    /// Events between two looks at whether somebody interrupts.
    const BETWEEN_LOOKS: u64 = 100_000;
    while !interrupt::happened() && !shrink.advance(BETWEEN_LOOKS) {
        progress.show(|| {
            let actions = words::ACTIONS.with([shrink.trial().actions.len().into()]).say(language);
            format!("{} · {actions}", words::SHRINKS.words(language))
        });
    }
}

/// The link that replays a run up to its break.
pub(super) fn link_of(trial: &Trial) -> String {
    let Trial { setup, actions, end } = trial.clone();
    link(&Scenario { actions, end: Some(end), ..Scenario::new(setup) })
}

fn report(plan: &Plan, haul: &Haul, seconds: f64) -> Report {
    let protocol = plan.setup.protocol;
    let bugs = protocol.meta().bugs.iter().enumerate();
    let bugs: Vec<&str> = bugs
        .filter(|(position, _)| plan.setup.bugs.contains(*position))
        .map(|(_, bug)| bug.id)
        .collect();
    let prey = haul.prey.as_ref();
    let shrink = prey.map(|prey| &prey.shrink);
    Report {
        protocol: protocol.meta().id,
        bug: (!bugs.is_empty()).then(|| bugs.join(",")),
        property: shrink.and_then(|shrink| property(protocol, shrink.broken())),
        seeds: haul.seeds,
        events: haul.events,
        seconds,
        actions: shrink.map(|shrink| shrink.trial().actions.len()),
        link: shrink.map(|shrink| link_of(shrink.trial())),
        seed: prey.map(|prey| prey.seed),
        time: shrink.map(|shrink| shrink.broken().time),
        drawn_actions: prey.map(|prey| prey.drawn_actions),
        coverage: haul.coverage,
        minimal: shrink.map(Shrink::is_minimal),
    }
}

/// The name of the promise that broke.
pub(super) fn property(
    protocol: &dyn quorate_proto::AnyProtocol,
    broken: &Break,
) -> Option<&'static str> {
    protocol.properties().get(broken.property).map(|property| property.id)
}

fn print(report: &Report, language: Language, out: &mut Out) {
    if let (Some(property), Some(actions), Some(time), Some(link)) =
        (report.property, report.actions, report.time, &report.link)
    {
        let actions = words::ACTIONS.with([actions.into()]).say(language);
        let broken = words::BROKEN.words(language);
        out.line(&format!("{property} {broken} · {} · {actions}", say_span(time)));
        out.line(&format!("  {link}"));
    }
    let mut parts = vec![report.protocol.to_owned()];
    parts.extend(report.bug.clone());
    parts.push(words::SEEDS.with([report.seeds.into()]).say(language));
    parts.push(words::EVENTS.with([report.events.into()]).say(language));
    parts.push(format!("{:.1} s", report.seconds));
    if report.property.is_none() {
        parts.push(words::NOTHING_BROKE.words(language).to_owned());
    }
    out.line(&parts.join(" · "));
}
