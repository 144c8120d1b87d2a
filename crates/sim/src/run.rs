//! A world together with what is going to be done to it.

use std::rc::Rc;

use quorate_proto::Tick;

use crate::action::{Action, Scheduled, Stamp};
use crate::record::Record;
use crate::setup::Setup;
use crate::world::World;

/// A run: setup and actions determine every event of it.
#[derive(Clone)]
pub struct Run {
    world: World,
    actions: Rc<[Scheduled]>,
    /// How many of the actions have been performed.
    performed: usize,
}

impl Run {
    /// The run of these actions, in the order of their times; equal times keep their order.
    #[must_use]
    pub fn new(setup: &Setup, actions: &[Scheduled]) -> Self {
        Self::of(World::new(setup), actions)
    }

    /// The same run without anybody to watch its promises.
    #[must_use]
    pub fn unwatched(setup: &Setup, actions: &[Scheduled]) -> Self {
        Self::of(World::unwatched(setup), actions)
    }

    /// The run that goes on from this world, with nothing to be done to it yet.
    #[must_use]
    pub fn from_world(world: World) -> Self {
        Self::of(world, &[])
    }

    /// One more thing to do. It may not lie in the past.
    pub fn add(&mut self, action: Scheduled) {
        let mut actions = self.actions.to_vec();
        let later = actions.get(self.performed..).unwrap_or_default();
        let place = self.performed + later.partition_point(|earlier| earlier.at <= action.at);
        actions.insert(place, action);
        self.actions = actions.into();
    }

    /// This run up to now, with these things done to it instead. Nothing if they differ in what has
    /// been done already, or begin before now.
    #[must_use]
    pub fn turned(&self, actions: &[Scheduled]) -> Option<Self> {
        let mut actions = actions.to_vec();
        Scheduled::sort(&mut actions);
        let done = self.actions.get(..self.performed)?;
        let same = actions.get(..self.performed)? == done;
        let in_time = actions.get(self.performed).is_none_or(|next| next.at >= self.world.stamp());
        let turned = || Self { actions: actions.into(), ..self.clone() };
        (same && in_time).then(turned)
    }

    /// The same run with every property asked about every moment, see [`World::thorough`].
    #[must_use]
    pub fn thorough(setup: &Setup, actions: &[Scheduled]) -> Self {
        Self::of(World::thorough(setup), actions)
    }

    fn of(world: World, actions: &[Scheduled]) -> Self {
        let mut actions = actions.to_vec();
        Scheduled::sort(&mut actions);
        Self { world, actions: actions.into(), performed: 0 }
    }

    /// The world as it is now.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// All actions, in order.
    #[must_use]
    pub fn actions(&self) -> &[Scheduled] {
        &self.actions
    }

    /// How many of the actions have been performed.
    #[must_use]
    pub const fn performed(&self) -> usize {
        self.performed
    }

    /// Replaces the actions. Those already performed must be the same.
    pub(crate) fn set_actions(&mut self, actions: Rc<[Scheduled]>) {
        self.actions = actions;
    }

    /// Lets time pass to `tick`, to which nothing is due.
    pub(crate) fn wait_until(&mut self, tick: Tick) {
        self.world.wait_until(tick);
    }

    /// The tick of the next event or action, if anything is ever going to happen.
    pub fn next_tick(&mut self) -> Option<Tick> {
        Some(match self.next()? {
            Next::Event(stamp) => stamp.tick,
            Next::Action(at) => at.tick.max(self.world.now()),
        })
    }

    /// Lets the next event or action happen. False if nothing is ever going to happen.
    pub fn step(&mut self, record: &mut Record) -> bool {
        let next = self.next();
        if let Some(next) = next {
            self.let_happen(next, record);
        }
        next.is_some()
    }

    /// Does something now. It joins the actions of the run, so that they still determine it.
    pub fn act(&mut self, action: Action, record: &mut Record) {
        let at = self.world.stamp();
        self.world.act(&action, record);
        let mut actions = self.actions.to_vec();
        actions.insert(self.performed, Scheduled { at, action });
        self.actions = actions.into();
        self.performed += 1;
    }

    /// Runs up to a moment: events before it and actions not after it happen. Gives up after
    /// `events_max` events; false if it did.
    pub fn run_until(&mut self, end: Stamp, events_max: u64, record: &mut Record) -> bool {
        let limit = self.world.events().saturating_add(events_max);
        while let Some(next) = self.next().filter(|next| next.is_before(end)) {
            if self.world.events() >= limit {
                return false;
            }
            self.let_happen(next, record);
        }
        self.world.wait_until(end.tick);
        true
    }

    /// Whether something is still to happen before this moment.
    pub fn happens_before(&mut self, end: Stamp) -> bool {
        self.next().is_some_and(|next| next.is_before(end))
    }

    fn next(&mut self) -> Option<Next> {
        let event = self.world.next_tick().map(|tick| {
            let index = if tick == self.world.now() { self.world.stamp().index } else { 0 };
            Stamp { tick, index }
        });
        let action = self.actions.get(self.performed).map(|next| next.at);
        match (event, action) {
            (Some(event), Some(at)) if event < at => Some(Next::Event(event)),
            (_, Some(at)) => Some(Next::Action(at)),
            (Some(event), None) => Some(Next::Event(event)),
            (None, None) => None,
        }
    }

    fn let_happen(&mut self, next: Next, record: &mut Record) {
        if matches!(next, Next::Event(_)) {
            self.world.happen(record);
            return;
        }
        let actions = Rc::clone(&self.actions);
        let Some(next) = actions.get(self.performed) else { return };
        self.performed += 1;
        self.world.wait_until(next.at.tick);
        self.world.act(&next.action, record);
    }
}

/// What happens next, and when.
#[derive(Clone, Copy)]
enum Next {
    /// The world's next event.
    Event(Stamp),
    /// The next thing to do.
    Action(Stamp),
}

impl Next {
    /// Events before a moment and actions not after it count as before it.
    fn is_before(&self, end: Stamp) -> bool {
        match *self {
            Self::Event(stamp) => stamp < end,
            Self::Action(at) => at <= end,
        }
    }
}
