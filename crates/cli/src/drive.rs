//! Driving a run to its end, and noting where promises break.

use quorate_proto::Tick;
use quorate_proto::time::SECOND;
use quorate_scenario::{Scenario, link};
use quorate_sim::{Detail, Event, Record, Run, Stamp, Standing, World};

/// How long a scenario without an end runs, and how long one goes on at least after its last
/// action.
const SPAN_DEFAULT: Tick = 10 * SECOND;
const SPAN_AFTER_ACTIONS: Tick = 2 * SECOND;

/// Most events of one run: some minutes of computing.
pub(crate) const EVENTS_MAX: u64 = 20_000_000;
/// Events between two looks at whether somebody interrupts.
const EVENTS_BETWEEN_LOOKS: u64 = 4_096;

/// A promise that broke.
#[derive(Clone, Debug)]
pub(crate) struct Break {
    /// Position of the property.
    pub(crate) property: usize,
    /// When.
    pub(crate) time: Tick,
    /// The moment right after the event that broke it.
    pub(crate) end: Stamp,
}

/// How a run went.
pub(crate) struct Outcome {
    /// The world at the end.
    pub(crate) world: World,
    /// The promises that broke, in order.
    pub(crate) breaks: Vec<Break>,
    /// Whether the run came to its end.
    pub(crate) finished: bool,
}

/// When a scenario ends: where it says so, or when it has run long enough.
pub(crate) fn end_of(scenario: &Scenario) -> Stamp {
    scenario.end.unwrap_or_else(|| {
        let last = scenario.actions.last().map_or(0, |scheduled| scheduled.at.tick);
        Stamp::at(SPAN_DEFAULT.max(last.saturating_add(SPAN_AFTER_ACTIONS)))
    })
}

/// Runs a scenario up to its end. `see` gets every event that the record keeps, and says whether to
/// go on; `stop` is asked now and then whether to give up.
pub(crate) fn drive(
    scenario: &Scenario,
    detail: Detail,
    see: &mut dyn FnMut(Event) -> bool,
    stop: &dyn Fn() -> bool,
) -> Outcome {
    let end = end_of(scenario);
    let mut run = Run::new(&scenario.setup, &scenario.actions);
    let mut record = Record::new(detail);
    let mut breaks = Vec::new();
    let mut finished = true;
    while run.happens_before(end) {
        let events = run.world().events();
        if events >= EVENTS_MAX || (events.is_multiple_of(EVENTS_BETWEEN_LOOKS) && stop()) {
            finished = false;
            break;
        }
        run.step(&mut record);
        note_breaks(run.world(), &mut breaks);
        if record.events.drain(..).any(|event| !see(event)) {
            finished = false;
            break;
        }
    }
    Outcome { world: run.world().clone(), breaks, finished }
}

fn note_breaks(world: &World, breaks: &mut Vec<Break>) {
    let broken = world.verdicts().iter().filter(|it| it.standing == Standing::Broken).count();
    if broken == breaks.len() {
        return;
    }
    for (property, verdict) in world.verdicts().iter().enumerate() {
        let known = breaks.iter().any(|known| known.property == property);
        if verdict.standing == Standing::Broken && !known {
            breaks.push(Break { property, time: world.now(), end: world.stamp() });
        }
    }
}

/// The link that replays a scenario up to a break and opens there.
pub(crate) fn link_to(scenario: &Scenario, at: &Break) -> String {
    let mut scenario = Scenario { end: Some(at.end), digest: None, ..scenario.clone() };
    scenario.actions.retain(|scheduled| scheduled.at <= at.end);
    link(&scenario)
}
