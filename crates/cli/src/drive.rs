//! Driving a run to its end, and noting where promises break.

use quorate_explore::hunt::{Break, Goal, Shrink, note_breaks};
use quorate_proto::Tick;
use quorate_proto::time::SECOND;
use quorate_scenario::limits::LINK_CHARACTERS_MAX;
use quorate_scenario::{Scenario, link};
use quorate_sim::{Detail, Event, Record, Run, Stamp, Trial, World};

/// How long a scenario without an end runs, and how long one goes on at least after its last
/// action.
const SPAN_DEFAULT: Tick = 10 * SECOND;
const SPAN_AFTER_ACTIONS: Tick = 2 * SECOND;

/// Most events of one run: some minutes of computing.
pub(crate) const EVENTS_MAX: u64 = 20_000_000;
/// Events between two looks at whether somebody interrupts.
const EVENTS_BETWEEN_LOOKS: u64 = 4_096;

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

/// A break that anybody can see again: when, and the link that replays the scenario up to there.
/// A scenario that no link can hold is shrunk until one can.
pub(crate) fn replay(scenario: &Scenario, at: &Break) -> (Tick, String) {
    let whole = cut_off(scenario, at);
    let line = link(&whole);
    if line.len() <= LINK_CHARACTERS_MAX {
        return (at.time, line);
    }
    let trial = Trial { setup: whole.setup, actions: whole.actions.clone(), end: at.end };
    let mut shrink = Shrink::new(&trial, at, &Goal::property(at.property));
    loop {
        let done = shrink.advance(EVENTS_BETWEEN_LOOKS);
        let Trial { setup, actions, end } = shrink.trial().clone();
        let line = link(&Scenario { setup, actions, end: Some(end), ..whole.clone() });
        if done || line.len() <= LINK_CHARACTERS_MAX {
            return (shrink.broken().time, line);
        }
    }
}

/// The scenario up to a break.
fn cut_off(scenario: &Scenario, at: &Break) -> Scenario {
    let mut scenario = Scenario { end: Some(at.end), digest: None, ..scenario.clone() };
    scenario.actions.retain(|scheduled| scheduled.at <= at.end);
    scenario
}

#[cfg(test)]
mod tests {
    use quorate_catalog::PROTOCOLS;
    use quorate_proto::NodeId;
    use quorate_sim::{Action, Group, Scheduled};

    use super::*;

    /// A bug's own script among thousands of idle actions.
    #[test]
    fn a_scenario_too_long_for_a_link_is_shortened() {
        let protocol = PROTOCOLS.first().expect("there is a protocol");
        let bug = protocol.meta().bugs.first().expect("it has a bug");
        let decoded = quorate_scenario::decode(bug.script, PROTOCOLS).expect("a fine script");
        let mut scenario = decoded.scenario;
        scenario.setup.bugs = scenario.setup.bugs.with(0, true);
        let idle = Action::Resume(Group::one(NodeId::new(0)));
        let idle = (0..1_900).map(|_| Scheduled { at: Stamp::at(1), action: idle.clone() });
        scenario.actions.extend(idle);
        scenario.sort();
        let outcome = drive(&scenario, Detail::Nothing, &mut |_| true, &|| false);
        let first = outcome.breaks.first().expect("it breaks");
        assert!(link(&cut_off(&scenario, first)).len() > LINK_CHARACTERS_MAX);
        let (time, short) = replay(&scenario, first);
        assert!(short.len() <= LINK_CHARACTERS_MAX, "{}", short.len());
        let again = quorate_scenario::decode(&short, PROTOCOLS).expect("its link").scenario;
        let outcome = drive(&again, Detail::Nothing, &mut |_| true, &|| false);
        let found = outcome.breaks.iter().find(|found| found.property == first.property);
        assert_eq!(found.map(|found| found.time), Some(time));
    }
}
