//! The kinds of step, in the order in which they are tried.

use quorate_proto::time::{MILLISECOND, SECOND};
use quorate_proto::{NodeId, Parameters, Ratio, Tick};
use quorate_sim::{Action, Group, Scheduled, Setup, Stamp, Trial};

/// A kind of step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Blocks of actions are left out: halves, quarters, at last single ones.
    Blocks,
    /// Two actions that belong together are left out together.
    Pairs,
    /// Blocks of actions are left out, and luck is tried: the rest may do under another seed.
    Luck,
    /// What changes in the world during the run is so from the start.
    Settle,
    /// A node is taken out of the cluster.
    Nodes,
    /// A client is taken away.
    Clients,
    /// What comes after a gap comes sooner.
    Gaps,
    /// The world becomes as usual, in one respect.
    Calm,
    /// An action concerns fewer.
    Groups,
    /// A number becomes rounder.
    Numbers,
    /// The world gets a smaller seed.
    Seed,
    /// Runs that are as short but otherwise, for the sake of what can be left out of those: see
    /// [`Wander`](super::wander::Wander), which proposes them.
    Detours,
}

/// Where in a run the next step of a kind is tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cursor {
    /// Which place.
    at: usize,
    /// How many places a block has.
    size: usize,
    /// Which seed is tried there, and how many are; none if the run keeps its own.
    seed: u64,
    seeds: u64,
}

impl Cursor {
    pub(super) fn start(step: Step, trial: &Trial) -> Self {
        let half = trial.actions.len().div_ceil(2);
        let (size, seeds) = match step {
            Step::Blocks => (half, 0),
            Step::Luck => (half, SEEDS_LUCK),
            Step::Settle => (1, SEEDS_LUCK),
            _ => (1, 0),
        };
        Self { at: 0, size, seed: 0, seeds }
    }

    /// No more than so many seeds are tried at each place, but one at least.
    pub(super) fn seed_less(&mut self, most: u64) {
        self.seeds = self.seeds.min(most.max(1));
    }

    /// The step just proposed was not taken.
    pub(super) const fn refuse(&mut self) {
        self.seed += 1;
        if self.seed >= self.seeds {
            self.seed = 0;
            self.at += self.size;
        }
    }
}

/// Seeds that are tried instead of the one that was drawn: for its own sake, and at each place
/// where something is left out.
const SEEDS: u64 = 12;
const SEEDS_LUCK: u64 = 32;

impl Step {
    pub(super) const FIRST: Self = Self::Blocks;

    pub(super) const fn next(self) -> Option<Self> {
        Some(match self {
            Self::Blocks => Self::Pairs,
            Self::Pairs => Self::Luck,
            Self::Luck => Self::Settle,
            Self::Settle => Self::Nodes,
            Self::Nodes => Self::Clients,
            Self::Clients => Self::Gaps,
            Self::Gaps => Self::Calm,
            Self::Calm => Self::Groups,
            Self::Groups => Self::Numbers,
            Self::Numbers => Self::Seed,
            Self::Seed => Self::Detours,
            Self::Detours => return None,
        })
    }

    /// The next step of this kind; nothing when all were tried.
    pub(super) fn propose(self, best: &Trial, cursor: &mut Cursor) -> Option<Trial> {
        let mut trial = best.clone();
        self.take(&mut trial, cursor)?;
        Some(trial)
    }

    /// Takes the step in a copy of the run.
    fn take(self, trial: &mut Trial, cursor: &mut Cursor) -> Option<()> {
        match self {
            Self::Blocks | Self::Luck => leave_out_block(trial, cursor),
            Self::Pairs => leave_out_pair(trial, cursor.at),
            Self::Settle => settle(trial, cursor),
            Self::Nodes => {
                let last = usize::from(trial.setup.nodes).checked_sub(1)?;
                let least = usize::from(*trial.setup.protocol.meta().nodes.start());
                let node = last.checked_sub(cursor.at).filter(|_| last >= least.max(1))?;
                take_out(trial, NodeId::new(node as u16));
                Some(())
            }
            Self::Clients => {
                let last = usize::from(trial.setup.clients).checked_sub(1)?;
                take_out(trial, NodeId::client(last.checked_sub(cursor.at)? as u16));
                Some(())
            }
            Self::Gaps => close_gap(trial, cursor),
            Self::Calm => calm(trial, cursor),
            Self::Groups => make_group_smaller(trial, cursor),
            Self::Numbers => round(trial, cursor),
            Self::Seed => {
                let seed = cursor.at as u64 + 1;
                let smaller = seed <= SEEDS && seed < trial.setup.seed;
                trial.setup.seed = seed;
                smaller.then_some(())
            }
            Self::Detours => None,
        }
    }
}

// ---- fewer actions

fn leave_out_block(trial: &mut Trial, cursor: &mut Cursor) -> Option<()> {
    let count = trial.actions.len();
    if cursor.at >= count {
        if cursor.size <= 1 {
            return None;
        }
        *cursor = Cursor { at: 0, seed: 0, size: cursor.size / 2, seeds: cursor.seeds };
    }
    let until = count.min(cursor.at + cursor.size);
    if cursor.seeds > 0 {
        trial.setup.seed = cursor.seed + 1;
    }
    trial.actions.drain(cursor.at.min(until)..until);
    (until > cursor.at).then_some(())
}

/// A change of the network, of a setting or of a bug goes: it is so from the start. That is another
/// run altogether, which may do under another seed.
fn settle(trial: &mut Trial, cursor: &Cursor) -> Option<()> {
    let changes = |scheduled: &Scheduled| {
        matches!(
            scheduled.action,
            Action::SetNetwork(_) | Action::SetParameter(..) | Action::SetBug(..)
        )
    };
    let place = trial.actions.iter().enumerate().filter(|(_, it)| changes(it)).nth(cursor.at)?.0;
    let setup = &mut trial.setup;
    match trial.actions.remove(place).action {
        Action::SetNetwork(change) => setup.network.change(change),
        Action::SetParameter(position, value) => {
            setup.parameters.set(setup.protocol.meta(), position, value);
        }
        Action::SetBug(position, on) => setup.bugs = setup.bugs.with(position, on),
        _ => {}
    }
    if cursor.seed > 0 {
        setup.seed = cursor.seed;
    }
    Some(())
}

/// A crash and the start after it: without the crash the start is idle, and without the start the
/// crash lasts; so neither goes alone, but both may.
fn leave_out_pair(trial: &mut Trial, at: usize) -> Option<()> {
    let count = trial.actions.len();
    let pairs = (0..count).flat_map(|first| (first + 1..count).map(move |second| (first, second)));
    let close = pairs.filter(|(first, second)| {
        let nodes = |at: usize| trial.actions.get(at).map(|it| concerned(&it.action));
        nodes(*first) == nodes(*second)
    });
    let (first, second) = close.into_iter().nth(at)?;
    trial.actions.remove(second);
    trial.actions.remove(first);
    Some(())
}

/// Whom an action concerns.
fn concerned(action: &Action) -> Group {
    match action {
        Action::Crash(group)
        | Action::Start(group)
        | Action::Pause(group)
        | Action::Resume(group) => group.clone(),
        Action::Cut { left, right, .. } | Action::Heal { left, right } => {
            Group::new(left.iter().chain(right.iter()))
        }
        Action::Skew { node, .. } | Action::Jump { node, .. } | Action::Disk { node, .. } => {
            Group::one(*node)
        }
        Action::Drop(message)
        | Action::Hold(message, _)
        | Action::Copy(message)
        | Action::DeliverNow(message) => Group::new([message.from, message.to]),
        _ => Group::default(),
    }
}

// ---- fewer participants

/// Takes a node or a client out of a run: those after it move up.
fn take_out(trial: &mut Trial, gone: NodeId) {
    if gone.is_client() {
        trial.setup.clients -= 1;
    } else {
        trial.setup.nodes -= 1;
    }
    trial.actions.retain_mut(|scheduled| move_up(&mut scheduled.action, gone));
}

/// Names those after somebody who is gone as they are called then. False if an action has nobody
/// left to concern.
fn move_up(action: &mut Action, gone: NodeId) -> bool {
    let one = |id: NodeId| match id {
        id if id == gone => None,
        id if id.is_client() != gone.is_client() || id < gone => Some(id),
        id if id.is_client() => Some(NodeId::client(id.index() as u16 - 1)),
        id => Some(NodeId::new(id.index() as u16 - 1)),
    };
    named(action).into_iter().all(|name| match name {
        Name::Nobody => true,
        Name::One(id) => one(*id).is_some_and(|moved| {
            *id = moved;
            true
        }),
        Name::Several(group) => {
            *group = Group::new(group.iter().filter_map(one));
            !group.is_empty()
        }
    })
}

/// Whom an action names in one place.
enum Name<'a> {
    Nobody,
    One(&'a mut NodeId),
    Several(&'a mut Group),
}

/// All whom an action names, to be named otherwise.
fn named(action: &mut Action) -> [Name<'_>; 2] {
    match action {
        Action::Request { client, to, .. } | Action::Retry { client, to } => {
            [Name::One(client), to.as_mut().map_or(Name::Nobody, Name::One)]
        }
        Action::Crash(nodes)
        | Action::Start(nodes)
        | Action::Pause(nodes)
        | Action::Resume(nodes) => [Name::Several(nodes), Name::Nobody],
        Action::Cut { left, right, .. } | Action::Heal { left, right } => {
            [Name::Several(left), Name::Several(right)]
        }
        Action::Fire { node, .. }
        | Action::Skew { node, .. }
        | Action::Jump { node, .. }
        | Action::Disk { node, .. }
        | Action::Choose { node, .. }
        | Action::Prepare { node, .. }
        | Action::Wipe(node) => [Name::One(node), Name::Nobody],
        Action::DeliverNow(message)
        | Action::Drop(message)
        | Action::Hold(message, _)
        | Action::Copy(message) => [Name::One(&mut message.from), Name::One(&mut message.to)],
        Action::HealAll
        | Action::SetParameter(..)
        | Action::SetBug(..)
        | Action::SetNetwork(_)
        | Action::Turn => [Name::Nobody, Name::Nobody],
    }
}

/// An action names one participant fewer.
fn make_group_smaller(trial: &mut Trial, cursor: &Cursor) -> Option<()> {
    let mut left = cursor.at;
    for scheduled in &mut trial.actions {
        let mut simpler = simpler_actions(&scheduled.action);
        if left < simpler.len() {
            scheduled.action = simpler.swap_remove(left);
            return Some(());
        }
        left -= simpler.len();
    }
    None
}

fn simpler_actions(action: &Action) -> Vec<Action> {
    let smaller = |group: &Group| -> Vec<Group> {
        let members: Vec<NodeId> = group.iter().collect();
        let but = |gone: &NodeId| Group::new(members.iter().copied().filter(|it| it != gone));
        let enough = members.len() > 1;
        members.iter().filter(|_| enough).map(but).collect()
    };
    let each = |group: &Group, make: fn(Group) -> Action| {
        smaller(group).into_iter().map(make).collect::<Vec<_>>()
    };
    match action {
        Action::Crash(group) => each(group, Action::Crash),
        Action::Start(group) => each(group, Action::Start),
        Action::Pause(group) => each(group, Action::Pause),
        Action::Resume(group) => each(group, Action::Resume),
        Action::Cut { left, right, one_way } => {
            let cut = |left: &Group, right: &Group, one_way| Action::Cut {
                left: left.clone(),
                right: right.clone(),
                one_way,
            };
            let mut simpler: Vec<Action> =
                one_way.then(|| cut(left, right, false)).into_iter().collect();
            simpler.extend(smaller(left).iter().map(|left| cut(left, right, *one_way)));
            simpler.extend(smaller(right).iter().map(|right| cut(left, right, *one_way)));
            simpler
        }
        Action::Heal { .. } => vec![Action::HealAll],
        Action::Retry { client, to: Some(_) } => vec![Action::Retry { client: *client, to: None }],
        _ => Vec::new(),
    }
}

// ---- less time

/// What comes after a gap comes sooner: all of the gap, then half of it, then a quarter.
fn close_gap(trial: &mut Trial, cursor: &Cursor) -> Option<()> {
    const WAYS: usize = 3;
    let position = cursor.at / WAYS;
    let next = trial.actions.get(position)?.at;
    let before = position.checked_sub(1).and_then(|before| trial.actions.get(before));
    let gap = next.tick - before.map_or(0, |before| before.at.tick);
    let by = gap >> (cursor.at % WAYS);
    for scheduled in trial.actions.iter_mut().skip(position) {
        scheduled.at = Stamp::at(scheduled.at.tick - by);
    }
    Some(())
}

// ---- the usual world

fn calm(trial: &mut Trial, cursor: &mut Cursor) -> Option<()> {
    let setup = &mut trial.setup;
    let before = *setup;
    let meta = setup.protocol.meta();
    let usual = Setup::new(setup.protocol, setup.seed);
    loop {
        match cursor.at {
            0 => {
                setup.network = usual.network;
                (setup.disk, setup.workload) = (usual.disk, usual.workload);
                setup.timekeeping = usual.timekeeping;
                setup.parameters = usual.parameters;
            }
            1 => setup.network.loss = Ratio::ZERO,
            2 => setup.network.duplication = Ratio::ZERO,
            3 => setup.network.delay = usual.network.delay,
            4 => setup.disk = usual.disk,
            5 => setup.workload = usual.workload,
            6 => setup.network.fifo = usual.network.fifo,
            7 => setup.network.transport = usual.network.transport,
            8 => setup.timekeeping = usual.timekeeping,
            other => {
                let defaults = Parameters::defaults(meta);
                let position = other - 9;
                meta.parameters.get(position)?;
                setup.parameters.set(meta, position, defaults.get(position));
            }
        }
        if *setup != before {
            return Some(());
        }
        cursor.at += 1;
    }
}

// ---- rounder numbers

/// Numbers are rounded to these, the coarsest first.
const GRAINS: [Tick; 8] = [
    SECOND,
    500 * MILLISECOND,
    100 * MILLISECOND,
    50 * MILLISECOND,
    10 * MILLISECOND,
    5 * MILLISECOND,
    MILLISECOND,
    100,
];

/// One number of the run is rounded, down and then up.
fn round(trial: &mut Trial, cursor: &mut Cursor) -> Option<()> {
    const WAYS: usize = 2 * GRAINS.len();
    let before = trial.clone();
    loop {
        let (which, way) = (cursor.at / WAYS, cursor.at % WAYS);
        let grain = GRAINS.get(way / 2).copied().unwrap_or(MILLISECOND);
        let up = if way % 2 == 1 { grain } else { 0 };
        let round = |number: Tick| number / grain * grain + up;
        if !round_one(trial, which, &round) {
            return None;
        }
        Scheduled::sort(&mut trial.actions);
        if *trial != before {
            return Some(());
        }
        cursor.at += 1;
    }
}

/// Rounds the number at this place: two for each action, then those of the setup. False if there is
/// none.
fn round_one(trial: &mut Trial, which: usize, round: &dyn Fn(Tick) -> Tick) -> bool {
    if let Some(scheduled) = trial.actions.get_mut(which / 2) {
        if which.is_multiple_of(2) {
            scheduled.at = Stamp::at(round(scheduled.at.tick));
        } else {
            match &mut scheduled.action {
                Action::Hold(_, span) => *span = round(*span),
                Action::Skew { rate_ppm, .. } => {
                    let rounded = round(rate_ppm.unsigned_abs().into()).min(1_000_000) as i32;
                    *rate_ppm = rounded * rate_ppm.signum();
                }
                Action::Jump { by, .. } => {
                    let rounded = i64::try_from(round(by.unsigned_abs())).unwrap_or(*by);
                    *by = rounded * by.signum();
                }
                _ => {}
            }
        }
        return true;
    }
    let setup = &mut trial.setup;
    // A message that takes no time at all is no simpler than one that takes some.
    let round = |span: Tick| if round(span) == 0 { span } else { round(span) };
    match which - 2 * trial.actions.len() {
        0 => setup.network.delay.0 = round(setup.network.delay.0).min(setup.network.delay.1),
        1 => setup.network.delay.1 = round(setup.network.delay.1).max(setup.network.delay.0),
        2 => setup.disk.0 = round(setup.disk.0).min(setup.disk.1),
        3 => setup.disk.1 = round(setup.disk.1).max(setup.disk.0),
        4 => setup.workload = round(setup.workload),
        _ => return false,
    }
    true
}
