//! Time as a place: a run that can be rewound, sought in, and continued another way.
//!
//! The history of a run is not stored, it is *known*: setup and actions determine it. A timeline
//! keeps snapshots at regular distances, thins them out as the run grows, and replays the few
//! thousand events between a snapshot and the moment asked for. Acting in the past begins a new
//! branch; the old one stays.

use std::rc::Rc;

use quorate_proto::{Mark, NodeId, Ratio, SharedVec, Text, Tick};

use crate::action::{Action, Scheduled, Stamp};
use crate::record::{Detail, Event, EventKind, Record};
use crate::run::Run;
use crate::setup::Setup;
use crate::world::World;

/// Events between snapshots at first; doubled whenever there are [`SNAPSHOTS_MAX`] of them.
const SPACING_FIRST: u64 = 128;
/// Most snapshots per branch.
const SNAPSHOTS_MAX: usize = 512;
/// Most events that are kept with all their details.
const WINDOW_EVENTS_MAX: usize = 12_000;
/// Virtual time between two measurements of a protocol's figures.
const SAMPLE_SPAN: Tick = 10_000;

/// A run with its past, its known future and its other branches.
pub struct Timeline {
    branches: Vec<Branch>,
    current: usize,
    run: Run,
    /// The time shown: not before the latest event, and before the next.
    clock: Tick,
    /// Consecutive events around the present, in all detail.
    window: Record,
    scratch: Record,
}

/// One way that a run has gone.
#[derive(Clone)]
pub struct Branch {
    /// The branch it left and when; nothing for the first.
    pub parent: Option<(usize, Stamp)>,
    /// What is done in it, in order.
    actions: Rc<[Scheduled]>,
    snapshots: Vec<(u64, Rc<Run>)>,
    spacing: u64,
    marks: SharedVec<MarkPoint>,
    samples: SharedVec<Sample>,
    frontier: Frontier,
}

/// As far as a branch has ever been run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Frontier {
    /// Events so far.
    pub events: u64,
    /// The time shown there.
    pub tick: Tick,
}

/// An event that stands out on the time line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MarkPoint {
    /// Its number.
    pub event: u64,
    /// When it happened.
    pub tick: Tick,
    /// Where.
    pub place: Option<NodeId>,
    /// What kind of event it is.
    pub mark: Mark,
    /// What happened, where a rule or a property says it.
    pub text: Option<Text>,
}

/// The protocol's figures at one time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample {
    /// When.
    pub tick: Tick,
    /// The figures, in the order of [`Meta::figures`](quorate_proto::Meta::figures).
    pub figures: Rc<[Ratio]>,
}

impl Timeline {
    /// The time line of a scenario, at its very beginning.
    #[must_use]
    pub fn new(setup: &Setup, actions: &[Scheduled]) -> Self {
        let run = Run::new(setup, actions);
        let branch = Branch {
            parent: None,
            actions: run.actions().into(),
            snapshots: vec![(0, Rc::new(run.clone()))],
            spacing: SPACING_FIRST,
            marks: SharedVec::new(),
            samples: SharedVec::new(),
            frontier: Frontier::default(),
        };
        Self {
            branches: vec![branch],
            current: 0,
            run,
            clock: 0,
            window: Record::new(Detail::Everything),
            scratch: Record::new(Detail::Everything),
        }
    }

    /// The world at the present.
    #[must_use]
    pub const fn world(&self) -> &World {
        self.run.world()
    }

    /// The time shown.
    #[must_use]
    pub const fn clock(&self) -> Tick {
        self.clock
    }

    /// The present moment.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        let stamp = self.world().stamp();
        if self.clock > stamp.tick { Stamp::at(self.clock) } else { stamp }
    }

    /// Consecutive events around the present, oldest first. Events with numbers above
    /// [`World::events`] lie in the known future.
    #[must_use]
    pub const fn window(&self) -> &Record {
        &self.window
    }

    /// The branch that is shown.
    #[must_use]
    pub const fn current(&self) -> usize {
        self.current
    }

    /// All branches, oldest first.
    #[must_use]
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The branch that is shown.
    #[must_use]
    pub fn branch(&self) -> &Branch {
        &self.branches[self.current]
    }

    /// The tick of the next event or action.
    pub fn next_tick(&mut self) -> Option<Tick> {
        self.run.next_tick()
    }

    /// Lets the clock run to `tick`, with everything that happens until then, the events of that
    /// very tick included. After `events_max` events it stops where it is and gives false.
    pub fn advance(&mut self, tick: Tick, events_max: u64) -> bool {
        let limit = self.world().events().saturating_add(events_max);
        while self.next_tick().is_some_and(|next| next <= tick) {
            if self.world().events() >= limit {
                return false;
            }
            self.step();
        }
        self.set_clock(tick);
        true
    }

    /// Lets the next event or action happen. False if nothing is ever going to happen.
    pub fn step(&mut self) -> bool {
        let before = self.world().events();
        let stepped = self.run.step(&mut self.scratch);
        self.set_clock(self.world().now());
        if stepped && self.world().events() > before {
            self.keep_event();
        }
        stepped
    }

    /// Goes back to the moment before the latest event. False at the very beginning.
    pub fn step_back(&mut self) -> bool {
        let Some(before) = self.world().events().checked_sub(1) else { return false };
        self.seek_event(before);
        true
    }

    /// Goes to the moment right after the event with this number, or as near as the branch's
    /// known history goes.
    pub fn seek_event(&mut self, number: u64) {
        self.approach(number < self.world().events(), |events, _| events <= number);
        while self.world().events() < number && self.step() {}
        self.clock = self.world().now();
    }

    /// Goes to a time: everything up to and including this tick has happened. Beyond the known
    /// history it runs at most `events_max` events, and gives false if that was not enough.
    pub fn seek(&mut self, tick: Tick, events_max: u64) -> bool {
        self.approach(tick < self.clock, |_, run| run.world().now() <= tick);
        let known = self.branch().frontier.events.saturating_sub(self.world().events());
        self.advance(tick, events_max.saturating_add(known))
    }

    /// Goes to a moment: events before it and actions not after it have happened. Beyond the known
    /// history it runs at most `events_max` events, and gives false if that was not enough.
    pub fn seek_stamp(&mut self, at: Stamp, events_max: u64) -> bool {
        self.approach(at < self.stamp(), |_, run| run.world().stamp() <= at);
        let known = self.branch().frontier.events.max(self.world().events());
        let limit = known.saturating_add(events_max);
        while self.run.happens_before(at) {
            if self.world().events() >= limit {
                return false;
            }
            self.step();
        }
        self.set_clock(at.tick);
        true
    }

    /// Does something now. In the past of a known history this begins a new branch, which keeps
    /// those later actions that `keeps` holds for. Gives whether a branch began.
    pub fn act(&mut self, action: Action, keeps: impl Fn(&Scheduled) -> bool) -> bool {
        let at = self.stamp();
        self.run.wait_until(at.tick);
        let (past, future) = self.run.actions().split_at(self.run.performed());
        let mut actions = past.to_vec();
        actions.push(Scheduled { at, action });
        actions.extend(future.iter().filter(|scheduled| keeps(scheduled)).cloned());
        let actions: Rc<[Scheduled]> = actions.into();
        let branches_off = self.branch().frontier.events > self.world().events();
        if branches_off {
            self.branch_off(at);
        }
        self.run.set_actions(Rc::clone(&actions));
        let current = self.current;
        self.branches[current].actions = actions;
        self.step();
        branches_off
    }

    /// Shows another branch, at its end. An unknown branch is left alone.
    pub fn switch(&mut self, branch: usize) {
        let Some(frontier) = self.branches.get(branch).map(|branch| branch.frontier) else {
            return;
        };
        self.current = branch;
        self.window.events.clear();
        self.restore(|events, _| events <= frontier.events);
        while self.world().events() < frontier.events && self.step() {}
        self.set_clock(frontier.tick);
    }

    fn set_clock(&mut self, tick: Tick) {
        self.clock = tick.max(self.world().now());
        let clock = self.clock;
        let frontier = &mut self.branches[self.current].frontier;
        frontier.tick = frontier.tick.max(clock);
    }

    /// Files the event that has just happened.
    fn keep_event(&mut self) {
        let number = self.world().events();
        let Some(event) = self.scratch.events.pop_back() else { return };
        self.scratch.events.clear();
        let discovered = number > self.branch().frontier.events;
        if discovered {
            self.discover(&event);
        }
        let last = self.window.events.back().map_or(0, |last| last.number);
        if number > last + 1 {
            self.window.events.clear();
        }
        if number > last {
            self.window.events.push_back(event);
        }
        if self.window.events.len() > WINDOW_EVENTS_MAX {
            self.window.events.pop_front();
        }
    }

    /// Takes note of an event that nobody has seen before.
    fn discover(&mut self, event: &Event) {
        let world = self.run.world();
        let (number, tick) = (world.events(), world.now());
        let branch = &mut self.branches[self.current];
        branch.frontier.events = number;
        for (mark, text) in marks_of(event) {
            let point = MarkPoint { event: number, tick, place: event.place, mark, text };
            branch.marks.push(point);
        }
        let sampled_last = branch.samples.last().map(|sample| sample.tick);
        if !world.setup().protocol.meta().figures.is_empty()
            && sampled_last.is_none_or(|last| tick >= last + SAMPLE_SPAN)
        {
            branch.samples.push(Sample { tick, figures: world.measure().into() });
        }
        if number.is_multiple_of(branch.spacing) {
            branch.snapshots.push((number, Rc::new(self.run.clone())));
            if branch.snapshots.len() > SNAPSHOTS_MAX {
                branch.spacing *= 2;
                let spacing = branch.spacing;
                branch.snapshots.retain(|(number, _)| number.is_multiple_of(spacing));
            }
        }
    }

    /// Goes to a snapshot from which the moment asked for is nearer than from here: always if it
    /// lies in the past, otherwise if there is a snapshot on the way.
    fn approach(&mut self, is_past: bool, fits: impl Fn(u64, &Run) -> bool) {
        let present = self.world().events();
        let snapshots = &self.branch().snapshots;
        let fitting = snapshots.partition_point(|(events, run)| fits(*events, run));
        let earlier = snapshots.get(fitting.saturating_sub(2));
        if is_past || earlier.is_some_and(|(events, _)| *events > present) {
            self.restore(fits);
        }
    }

    /// Goes back to the latest snapshot but one that `fits` holds for, so that some events before
    /// the moment asked for are replayed in all detail as well.
    fn restore(&mut self, fits: impl Fn(u64, &Run) -> bool) {
        let branch = &self.branches[self.current];
        let fitting = branch.snapshots.partition_point(|(events, run)| fits(*events, run));
        let Some((events, run)) = branch.snapshots.get(fitting.saturating_sub(2)) else { return };
        let first_kept = self.window.events.front().map(|event| event.number);
        let nearer = branch.snapshots.get(fitting.saturating_sub(1));
        let (events, run) = match (nearer, first_kept) {
            (Some((near, near_run)), Some(first)) if first <= *near => (near, near_run),
            _ => (events, run),
        };
        self.run = (**run).clone();
        let last = self.window.events.back().map_or(0, |last| last.number);
        if last < *events || first_kept.is_some_and(|first| first > events + 1) {
            self.window.events.clear();
        }
        self.run.set_actions(Rc::clone(&branch.actions));
        self.clock = self.run.world().now();
    }

    /// Begins a new branch at the present.
    fn branch_off(&mut self, at: Stamp) {
        let events = self.world().events();
        let mut branch = self.branch().clone();
        branch.parent = Some((self.current, at));
        branch.snapshots.retain(|(number, _)| *number <= events);
        branch.frontier = Frontier { events, tick: at.tick };
        let marks = branch.marks.iter().take_while(|point| point.event <= events).count();
        branch.marks.truncate(marks);
        let samples = branch.samples.iter().take_while(|sample| sample.tick <= at.tick).count();
        branch.samples.truncate(samples);
        while self.window.events.back().is_some_and(|event| event.number > events) {
            self.window.events.pop_back();
        }
        self.branches.push(branch);
        self.current = self.branches.len() - 1;
    }
}

impl Branch {
    /// What is done in it, in order.
    #[must_use]
    pub fn actions(&self) -> &[Scheduled] {
        &self.actions
    }

    /// Events that stand out, oldest first.
    #[must_use]
    pub const fn marks(&self) -> &SharedVec<MarkPoint> {
        &self.marks
    }

    /// The protocol's figures over time.
    #[must_use]
    pub const fn samples(&self) -> &SharedVec<Sample> {
        &self.samples
    }

    /// As far as it has ever been run.
    #[must_use]
    pub const fn frontier(&self) -> Frontier {
        self.frontier
    }
}

/// The marks that an event leaves on the time line.
fn marks_of(event: &Event) -> impl Iterator<Item = (Mark, Option<Text>)> + '_ {
    let fault = matches!(&event.kind, EventKind::Acted(action) if action.is_fault());
    let said = event.said.iter();
    let said = said.filter_map(|said| Some((said.rule.mark?, Some(said.text))));
    let broken = event.broken.iter().map(|(_, text)| (Mark::Broken, Some(*text)));
    fault.then_some((Mark::Fault, None)).into_iter().chain(said).chain(broken)
}
