//! Detours: from a run of which nothing can be left out to others that are as long.
//!
//! Leaving out one action after the other ends somewhere, and not always at the shortest run: three
//! cuts may do what one crash would, but on the way from here to there no step is shorter. So one
//! wanders about among the runs of the same length that break the same promise, and at each of them
//! tries again to leave something out.

use quorate_proto::time::MILLISECOND;
use quorate_proto::{NodeId, Tick, TimerCode};
use quorate_sim::{Action, Dice, Group, Lane, Run, Scheduled, Setup, Stamp, Trial};

use super::trunk::Trunk;

/// Most detours from one run.
const DETOURS_MAX: u64 = 6_000;
/// Most events of all detours from one run.
const EVENTS_MAX: u64 = 40_000_000;

/// A walk among runs of equal length.
pub(super) struct Wander {
    here: Trial,
    /// What of it was performed already, once it is needed.
    trunk: Option<Trunk>,
    /// The end of all that is tried.
    end: Stamp,
    dice: Dice,
    left: u64,
    events: u64,
    /// The next action of the present run that is to be left out.
    next: usize,
}

impl Wander {
    /// Begins at a run of which no action can be left out. The more of them there are, the further
    /// it goes.
    pub(super) fn from(trial: &Trial) -> Self {
        let actions = trial.actions.len() as u64;
        Self {
            here: trial.clone(),
            trunk: None,
            end: Stamp::at(trial.end.tick.saturating_mul(3) / 2),
            dice: Dice::new(trial.setup.seed, Lane::Shrink),
            left: (100 * actions * actions.saturating_sub(2)).min(DETOURS_MAX),
            events: 0,
            next: trial.actions.len(),
        }
    }

    /// The next run to try; nothing once it was enough.
    pub(super) fn propose(&mut self) -> Option<Trial> {
        if self.events > EVENTS_MAX {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        let mut trial = Trial { end: self.end, ..self.here.clone() };
        if self.next < trial.actions.len() {
            trial.actions.remove(self.next);
            self.next += 1;
            return Some(trial);
        }
        let dice = &mut self.dice;
        for _ in 0..=dice.below(2) {
            change(&mut trial, dice);
        }
        if dice.happens(30) {
            trial.setup.seed = 1 + dice.below(1_000);
        }
        Scheduled::sort(&mut trial.actions);
        Some(trial)
    }

    /// The beginning of a run that is to be tried.
    pub(super) fn begin(&mut self, trial: &Trial) -> Run {
        self.trunk.get_or_insert_with(|| Trunk::of(&self.here)).begin(trial)
    }

    /// The run just tried took so many events.
    pub(super) const fn spend(&mut self, events: u64) {
        self.events += events;
    }

    /// The run just tried breaks the promise too, and is as long.
    pub(super) fn stands_at(&mut self, trial: Trial) {
        self.here = trial;
        self.trunk = None;
        self.next = 0;
    }
}

fn change(trial: &mut Trial, dice: &mut Dice) {
    if trial.actions.is_empty() {
        return;
    }
    let place = dice.place(trial.actions.len());
    match dice.below(7) {
        0 | 1 => move_one(trial, place, dice),
        2 => silence(trial, place, dice),
        3 => {
            trial.actions.remove(place);
            trial.actions.push(anything(trial, dice));
        }
        4 => {
            trial.actions.remove(place);
            if !trial.actions.is_empty() {
                trial.actions.remove(dice.place(trial.actions.len()));
            }
            trial.actions.push(anything(trial, dice));
        }
        5 => calm(trial),
        _ => vary(trial, place, dice),
    }
}

/// An action comes at another time: at any, or at that of another action.
fn move_one(trial: &mut Trial, place: usize, dice: &mut Dice) {
    let other = trial.actions.get(dice.place(trial.actions.len())).map_or(0, |it| it.at.tick);
    let at = if dice.happens(30) { other } else { any_time(trial, dice) };
    if let Some(scheduled) = trial.actions.get_mut(place) {
        scheduled.at = Stamp::at(at);
    }
}

/// Who is cut off is down instead, or the other way round; and so is what ends it.
fn silence(trial: &mut Trial, place: usize, dice: &mut Dice) {
    let nodes = trial.setup.nodes;
    let Some(action) = trial.actions.get(place).map(|scheduled| scheduled.action.clone()) else {
        return;
    };
    let (begin, end) = match action {
        Action::Cut { left, right, .. } => {
            let smaller = if left.iter().count() <= right.iter().count() { left } else { right };
            let group = Group::new(smaller.iter().filter(|node| !node.is_client()));
            (Action::Crash(group.clone()), Action::Start(group))
        }
        Action::Crash(group) | Action::Pause(group) => (cut_off(nodes, group), Action::HealAll),
        _ => (anything(trial, dice).action, Action::HealAll),
    };
    let ends = |action: &Action| match &end {
        Action::HealAll => matches!(action, Action::Start(_) | Action::Resume(_)),
        _ => matches!(action, Action::Heal { .. } | Action::HealAll),
    };
    let mut later = trial.actions.iter_mut().skip(place);
    if let Some(scheduled) = later.next() {
        scheduled.action = begin;
    }
    if let Some(scheduled) = later.find(|scheduled| ends(&scheduled.action)) {
        scheduled.action = end;
    }
}

/// The network is as usual, and stays so.
fn calm(trial: &mut Trial) {
    trial.setup.network = Setup::new(trial.setup.protocol, trial.setup.seed).network;
    trial.actions.retain(|scheduled| !matches!(scheduled.action, Action::SetNetwork(_)));
}

/// An action concerns others.
fn vary(trial: &mut Trial, place: usize, dice: &mut Dice) {
    let nodes = trial.setup.nodes;
    let other = anything(trial, dice).action;
    let Some(scheduled) = trial.actions.get_mut(place) else { return };
    let one = Group::one(dice.node(nodes));
    let some = some_of(nodes, dice);
    match &mut scheduled.action {
        Action::Crash(group)
        | Action::Start(group)
        | Action::Pause(group)
        | Action::Resume(group) => *group = if dice.happens(50) { one } else { some },
        Action::Cut { .. } => scheduled.action = cut_off(nodes, some),
        Action::Heal { .. } => scheduled.action = Action::HealAll,
        _ => scheduled.action = other,
    }
}

/// Something that nobody thought of.
fn anything(trial: &Trial, dice: &mut Dice) -> Scheduled {
    let nodes = trial.setup.nodes;
    let at = Stamp::at(any_time(trial, dice));
    let (one, some) = (Group::one(dice.node(nodes)), some_of(nodes, dice));
    let timers = trial.setup.protocol.meta().timers.len();
    let action = match dice.below(7) {
        0 => Action::Crash(one),
        1 => Action::Crash(some),
        2 => Action::Start(if dice.happens(50) { one } else { some }),
        3 => cut_off(nodes, one),
        4 => cut_off(nodes, some),
        5 if timers > 0 => {
            let timer = TimerCode { kind: dice.place(timers) as u8, subject: 0 };
            Action::Fire { node: dice.node(nodes), timer }
        }
        _ => Action::HealAll,
    };
    Scheduled { at, action }
}

/// A round time of the run.
fn any_time(trial: &Trial, dice: &mut Dice) -> Tick {
    const GRAIN: Tick = 10 * MILLISECOND;
    dice.below(trial.end.tick / GRAIN + 1) * GRAIN
}

/// Some nodes, at least one.
fn some_of(nodes: u16, dice: &mut Dice) -> Group {
    let any = dice.node(nodes);
    Group::new((0..nodes).map(NodeId::new).filter(|node| *node == any || dice.happens(40)))
}

/// These are cut off from the other nodes.
fn cut_off(nodes: u16, left: Group) -> Action {
    let others = (0..nodes).map(NodeId::new).filter(|node| !left.contains(*node));
    Action::Cut { right: Group::new(others), left, one_way: false }
}
