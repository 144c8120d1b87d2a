//! The running world and the visitor's place in it. Not component state: components hold a
//! [`Session`] by a handle, read it when the page's head-up data say that it changed, and draw.

use std::cell::RefCell;
use std::rc::Rc;

use quorate_proto::{
    AnyProtocol, Bugs, Key, Mark, Meta, NodeId, NodeView, Operation, Status, Text, Tick,
};
use quorate_scenario::Scenario;
use quorate_sim::{Action, Event, Scheduled, Setup, Stamp, Standing, Timeline, Verdict, World};

use crate::view::Callback;

/// Most events that one seek, one jump or one opening runs beyond the known history.
const EVENTS_MAX: u64 = 60_000;
/// Events between two looks at the clock while time runs.
const EVENTS_PER_LOOK: u64 = 32;
/// How far back the latest sentence is looked for.
const NARRATION_EVENTS_MAX: usize = 256;
/// How long before the first election a new run is shown.
const PRELUDE: Tick = 60_000;
/// When a client asks that would not by itself.
const FIRST_REQUEST: Tick = 40_000;
/// How long a new run is looked ahead for something to begin with.
const PRELUDE_SEARCH: Tick = 2_000_000;

/// A run that the visitor watches and disturbs.
pub(crate) struct Session {
    timeline: Timeline,
    opened: Scenario,
    revision: u64,
    /// Virtual time owed to the visitor: fractions of a tick between frames.
    owed: f64,
}

/// What the page's words need to know about the session: published a few times a second.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Hud {
    /// Counts every change of the session.
    pub(crate) revision: u64,
    /// The time shown.
    pub(crate) clock: Tick,
}

/// The latest sentence about the run.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Narration {
    /// The event it is about.
    pub(crate) event: u64,
    /// Where that event was.
    pub(crate) place: Option<NodeId>,
    /// What happened.
    pub(crate) text: Text,
    /// By which rule.
    pub(crate) source: &'static str,
    /// Whether it belongs on the time line, and as what.
    pub(crate) mark: Option<Mark>,
}

impl Session {
    /// Opens a scenario, at its end if it has one.
    pub(crate) fn open(scenario: Scenario) -> Self {
        let mut timeline = Timeline::new(&scenario.setup, &scenario.actions);
        if let Some(end) = scenario.end {
            timeline.seek_stamp(end, EVENTS_MAX);
        }
        let mut session = Self { timeline, opened: scenario, revision: 0, owed: 0.0 };
        session.changed();
        session
    }

    /// A scenario as a story: all of it is known, and it is shown from shortly before the first
    /// thing worth seeing.
    pub(crate) fn tell(scenario: Scenario) -> Self {
        let mut session = Self::open(scenario);
        let start = first_mark(&session.timeline).saturating_sub(PRELUDE);
        session.timeline.seek(start, EVENTS_MAX);
        session
    }

    /// A new run of a protocol as its authors suggest it, shortly before the first thing worth
    /// seeing. Where clients ask for nothing by themselves, one of them is made to.
    pub(crate) fn fresh(protocol: &'static dyn AnyProtocol, seed: u64) -> Self {
        let mut scenario = Scenario::new(Setup::new(protocol, seed));
        if scenario.setup.workload == 0 && scenario.setup.clients > 0 {
            let operation = Operation::Set { key: Key::X, value: 5 };
            let action = Action::Request { client: NodeId::client(0), to: None, operation };
            scenario.actions.push(Scheduled { at: Stamp::at(FIRST_REQUEST), action });
        }
        let start = prelude(&scenario);
        let mut session = Self::open(scenario);
        session.timeline.seek(start, EVENTS_MAX);
        session
    }

    /// The scenario that was opened.
    pub(crate) const fn opened(&self) -> &Scenario {
        &self.opened
    }

    /// The scenario as it stands: what was opened, and all that was done since, up to now.
    pub(crate) fn scenario(&self) -> Scenario {
        Scenario {
            actions: self.timeline.branch().actions().to_vec(),
            end: Some(self.timeline.stamp()),
            digest: None,
            ..self.opened.clone()
        }
    }

    /// Whether the visitor has done anything to it.
    pub(crate) fn is_acted_on(&self) -> bool {
        self.timeline.branches().len() > 1
            || self.timeline.branch().actions() != self.opened.actions
    }

    /// Time as a place.
    pub(crate) const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The world at the time shown.
    pub(crate) const fn world(&self) -> &World {
        self.timeline.world()
    }

    /// What the protocol says about itself.
    pub(crate) fn meta(&self) -> &'static Meta {
        self.world().setup().protocol.meta()
    }

    /// What the page's words need to know.
    pub(crate) fn hud(&self) -> Hud {
        Hud { revision: self.revision, clock: self.timeline.clock() }
    }

    /// A node for readers; a node that is down as its disk remembers it.
    pub(crate) fn view(&self, node: NodeId) -> Option<NodeView> {
        let slot = self.world().slots().get(node.index()).filter(|_| !node.is_client())?;
        Some(slot.node.view(&self.world().setup().parameters))
    }

    /// Whether a node runs.
    pub(crate) fn status(&self, node: NodeId) -> Status {
        self.world().slots().get(node.index()).map_or(Status::Crashed, |slot| slot.status)
    }

    /// The bugs that are on.
    pub(crate) fn bugs(&self) -> Bugs {
        self.world().setup().bugs
    }

    /// How many promises hold; those whose occasion has not come yet do not count.
    pub(crate) fn promises_holding(&self) -> usize {
        let verdicts = self.world().verdicts().iter();
        verdicts.filter(|verdict| verdict.standing == Standing::Holds).count()
    }

    /// The promise that broke first.
    pub(crate) fn first_broken(&self) -> Option<&Verdict> {
        let broken = self.world().verdicts().iter();
        let broken = broken.filter(|verdict| verdict.standing == Standing::Broken);
        broken.min_by_key(|verdict| verdict.at.map(|at| at.event))
    }

    /// The latest sentence that a rule gives, of the same tick rather the marked one.
    pub(crate) fn narration(&self) -> Option<Narration> {
        let now = self.world().events();
        let past = self.timeline.window().events.iter().rev();
        let past = past.skip_while(|event| event.number > now).take(NARRATION_EVENTS_MAX);
        let mut said = past.filter(|event| !event.said.is_empty());
        said.next().and_then(narrated)
    }

    /// Lets real time pass at a speed, as far as the budget goes. Gives whether anything changed.
    pub(crate) fn run(&mut self, real_ms: f64, ratio: f64, in_budget: impl Fn() -> bool) -> bool {
        self.owed += real_ms * ratio * 1_000.0;
        let span = self.owed.floor().max(0.0);
        self.owed -= span;
        if span < 1.0 {
            return false;
        }
        let target = self.timeline.clock().saturating_add(span as Tick);
        while !self.timeline.advance(target, EVENTS_PER_LOOK) {
            if !in_budget() {
                break;
            }
        }
        self.changed();
        true
    }

    /// Lets the next event happen.
    pub(crate) fn step(&mut self) {
        self.timeline.step();
        self.changed();
    }

    /// Goes back to before the latest event.
    pub(crate) fn step_back(&mut self) {
        self.timeline.step_back();
        self.changed();
    }

    /// Goes to a time.
    pub(crate) fn seek(&mut self, tick: Tick) {
        self.timeline.seek(tick, EVENTS_MAX);
        self.changed();
    }

    /// Goes to the moment right after an event.
    pub(crate) fn seek_event(&mut self, number: u64) {
        self.timeline.seek_event(number);
        self.changed();
    }

    /// Goes to the next marked event, or the one before; false if there is none.
    pub(crate) fn seek_mark(&mut self, forward: bool) -> bool {
        let now = self.world().events();
        let marks = self.timeline.branch().marks();
        let found = if forward {
            marks.iter().find(|point| point.event > now)
        } else {
            marks.iter().rev().find(|point| point.event < now)
        };
        let Some(event) = found.map(|point| point.event) else { return false };
        self.seek_event(event);
        true
    }

    /// Does something now. In the past this begins another branch, in which what the scenario has
    /// still in store happens as well, but not what the visitor did later.
    pub(crate) fn act(&mut self, action: Action) {
        let scripted = &self.opened.actions;
        self.timeline.act(action, |later| scripted.contains(later));
        self.changed();
    }

    /// Shows another branch.
    pub(crate) fn switch(&mut self, branch: usize) {
        self.timeline.switch(branch);
        self.changed();
    }

    fn changed(&mut self) {
        self.revision += 1;
    }
}

/// When a new run is worth looking at first: shortly before the first event that stands out. That
/// run is forgotten again, so that nothing of the future is known to the visitor's own.
fn prelude(scenario: &Scenario) -> Tick {
    let mut rehearsal = Timeline::new(&scenario.setup, &scenario.actions);
    rehearsal.seek(PRELUDE_SEARCH, EVENTS_MAX);
    first_mark(&rehearsal).saturating_sub(PRELUDE)
}

/// When the first event happens that stands out; the beginning if none does.
fn first_mark(timeline: &Timeline) -> Tick {
    timeline.branch().marks().iter().next().map_or(0, |point| point.tick)
}

fn narrated(event: &Event) -> Option<Narration> {
    let marked = event.said.iter().rfind(|said| said.rule.mark.is_some());
    let said = marked.or(event.said.last())?;
    Some(Narration {
        event: event.number,
        place: event.place,
        text: said.text,
        source: said.rule.source,
        mark: said.rule.mark,
    })
}

/// A session as components hold it: equal to itself alone, so that it never causes a render.
pub(crate) struct SessionHandle(Rc<Shared>);

impl Clone for SessionHandle {
    // Nearly every callback has one: the code for it need not be in all those places.
    #[inline(never)]
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

struct Shared {
    session: RefCell<Session>,
    listener: RefCell<Callback<Hud>>,
}

impl PartialEq for SessionHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl SessionHandle {
    /// A handle to this session.
    pub(crate) fn new(session: Session) -> Self {
        let listener = RefCell::new(Callback::noop());
        Self(Rc::new(Shared { session: RefCell::new(session), listener }))
    }

    /// Whom to tell about changes.
    pub(crate) fn listen(&self, listener: Callback<Hud>) {
        *self.0.listener.borrow_mut() = listener;
    }

    /// Reads the session. `look` must not change it.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&Session) -> R) -> R {
        look(&self.0.session.borrow())
    }

    /// Changes the session and tells the page. `change` must not use another handle.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut Session) -> R) -> R {
        let (result, hud) = {
            let mut session = self.0.session.borrow_mut();
            (change(&mut session), session.hud())
        };
        self.tell(hud);
        result
    }

    /// Changes the session without telling the page: for the frame loop, which tells it seldom.
    pub(crate) fn run<R>(&self, change: impl FnOnce(&mut Session) -> R) -> R {
        change(&mut self.0.session.borrow_mut())
    }

    /// Tells the page how the session stands.
    pub(crate) fn publish(&self) {
        let hud = self.read(Session::hud);
        self.tell(hud);
    }

    /// Does something to the world now.
    pub(crate) fn act(&self, action: Action) {
        self.change(|session| session.act(action));
    }

    fn tell(&self, hud: Hud) {
        let listener = self.0.listener.borrow().clone();
        listener.emit(hud);
    }
}

#[cfg(test)]
mod tests {
    use quorate_sim::Group;

    use super::*;
    use crate::open::protocols;

    fn session() -> Session {
        let protocol = protocols().first().expect("the catalog is not empty");
        Session::fresh(*protocol, 7)
    }

    #[test]
    fn a_new_run_opens_shortly_before_something_happens_and_knows_no_future() {
        let mut session = session();
        let branch = session.timeline().branch();
        assert!(branch.marks().is_empty());
        assert_eq!(branch.frontier().events, session.world().events());
        let opened = session.timeline().clock();
        session.seek(opened + 2 * PRELUDE);
        assert!(!session.timeline().branch().marks().is_empty());
    }

    #[test]
    fn real_time_is_owed_to_the_last_tick() {
        let mut session = session();
        let start = session.timeline().clock();
        for _ in 0..1_000 {
            session.run(1.0, 0.0005, || true);
        }
        assert_eq!(session.timeline().clock() - start, 500);
        assert!(!session.run(0.0001, 0.01, || true));
    }

    #[test]
    fn a_frame_that_is_out_of_time_leaves_the_rest_for_the_next() {
        let mut session = session();
        let start = session.world().events();
        session.run(100.0, 10.0, || false);
        assert_eq!(session.world().events() - start, EVENTS_PER_LOOK);
    }

    #[test]
    fn the_sentence_is_never_from_the_future() {
        let mut session = session();
        session.seek(session.timeline().clock() + 4 * PRELUDE);
        while session.world().events() > 1 {
            session.step_back();
            let now = session.world().events();
            assert!(session.narration().is_none_or(|said| said.event <= now));
        }
    }

    #[test]
    fn marks_are_found_forth_and_back() {
        let mut session = session();
        session.seek(session.timeline().clock() + 8 * PRELUDE);
        let last = session.world().events();
        assert!(session.seek_mark(false));
        let mark = session.world().events();
        assert!(mark < last);
        while session.seek_mark(false) {}
        assert!(session.world().events() < mark);
        while session.seek_mark(true) {}
        assert_eq!(session.world().events(), mark);
    }

    #[test]
    fn acting_in_the_past_begins_a_branch_without_what_the_visitor_did_later() {
        let mut session = session();
        let crash = |index| Action::Crash(Group::one(NodeId::new(index)));
        let start = session.timeline().clock();
        session.seek(start + PRELUDE);
        session.act(crash(0));
        assert_eq!(session.timeline().branches().len(), 1);
        session.seek(start);
        session.act(crash(1));
        assert_eq!(session.timeline().branches().len(), 2);
        let actions: Vec<_> = session.scenario().actions;
        assert_eq!(actions.iter().map(|act| act.action.clone()).collect::<Vec<_>>(), [crash(1)]);
        session.switch(0);
        assert_eq!(session.scenario().actions.len(), 1);
        assert_eq!(session.status(NodeId::new(0)), Status::Crashed);
    }

    #[test]
    fn what_a_scenario_has_in_store_happens_in_every_branch() {
        let mut scenario = session().opened().clone();
        let crash = Action::Crash(Group::one(NodeId::new(2)));
        scenario.actions = vec![Scheduled { at: Stamp::at(500_000), action: crash.clone() }];
        let mut session = Session::open(scenario);
        session.seek(600_000);
        session.seek(100_000);
        session.act(Action::Pause(Group::one(NodeId::new(0))));
        assert!(session.scenario().actions.iter().any(|scheduled| scheduled.action == crash));
    }
}
