//! Random fault schedules, drawn as a swarm.
//!
//! A tester that always uses every kind of fault a little seldom gets anywhere deep. Here each run
//! first draws *which* kinds exist in it and how often (swarm testing, Groce et al. 2012), then
//! draws the schedule. A run has two phases: *safety*, with faults on, in which nothing bad may
//! happen; then *liveness*: enough nodes are healed, the rest stays out of the way, and something
//! good must happen within the bound that the protocol states.

use quorate_proto::time::{MILLISECOND, SECOND};
use quorate_proto::{Expectation, Key, NodeId, Operation, Ratio, Service, Tick, Transport};

use crate::action::{Action, DiskMode, Group, NetworkChange, Scheduled, Stamp};
use crate::dice::{Dice, Lane};
use crate::setup::Setup;

/// How rough a random run is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Strength {
    /// Only the seed varies.
    None,
    /// Few faults at a time.
    Light,
    /// As rough as the protocol's assumptions allow.
    #[default]
    Heavy,
}

/// A drawn run.
#[derive(Clone, PartialEq, Debug)]
pub struct Trial {
    /// What it starts from.
    pub setup: Setup,
    /// What is done in it.
    pub actions: Vec<Scheduled>,
    /// When it ends.
    pub end: Stamp,
}

/// How long faults go on in a drawn run.
pub const SAFETY_SPAN: Tick = 6 * SECOND;
/// How long a run without an *eventually* goes on after that.
const CALM_SPAN: Tick = 2 * SECOND;

/// Draws a run from `setup`, under `setup.seed`.
#[must_use]
pub fn draw_trial(setup: &Setup, strength: Strength) -> Trial {
    let mut dice = Dice::new(setup.seed, Lane::Faults);
    let mut setup = *setup;
    let mut actions = Vec::new();
    draw_requests(&setup, &mut dice, &mut actions);
    if strength > Strength::None {
        let swarm = Swarm::draw(&setup, strength, &mut dice);
        swarm.rough_network(&mut setup, &mut dice);
        swarm.schedule(&setup, &mut dice, &mut actions);
        heal_enough(&setup, &mut dice, &mut actions);
    }
    let end = Stamp::at(SAFETY_SPAN + calm_span(&setup));
    Scheduled::sort(&mut actions);
    Trial { setup, actions, end }
}

/// Enough time for every *eventually* to be judged.
fn calm_span(setup: &Setup) -> Tick {
    let properties = setup.protocol.properties();
    let spans = properties.iter().filter_map(|property| match property.expectation {
        Expectation::Eventually { within } => {
            Some(within(&setup.parameters, usize::from(setup.nodes)))
        }
        Expectation::Always | Expectation::Sometimes => None,
    });
    CALM_SPAN + spans.max().unwrap_or(0)
}

/// Which kinds of fault exist in a run: mean time between two of a kind, where it exists.
#[derive(Clone, Copy, Debug, Default)]
struct Swarm {
    loss_percent: u64,
    duplication_percent: u64,
    slow_network: bool,
    slow_disk: bool,
    crash: Option<Tick>,
    pause: Option<Tick>,
    partition: Option<Tick>,
    skew: Option<Tick>,
    stall: Option<Tick>,
    torn: bool,
    fire: Option<Tick>,
}

impl Swarm {
    fn draw(setup: &Setup, strength: Strength, dice: &mut Dice) -> Self {
        let heavy = strength == Strength::Heavy;
        let chance = if heavy { 55 } else { 25 };
        let (often, seldom) = if heavy { (150, 1_500) } else { (1_000, 4_000) };
        let every = |dice: &mut Dice| {
            let exists = dice.happens(chance);
            let mean = dice.between(often * MILLISECOND, seldom * MILLISECOND);
            exists.then_some(mean)
        };
        let lossy = setup.network.transport != Transport::Stream;
        let most = if heavy { 30 } else { 5 };
        Self {
            crash: every(dice),
            pause: every(dice),
            partition: every(dice),
            skew: every(dice),
            stall: every(dice),
            fire: every(dice),
            torn: dice.happens(chance),
            slow_network: dice.happens(chance),
            slow_disk: dice.happens(chance),
            loss_percent: if lossy && dice.happens(chance) { dice.below(most + 1) } else { 0 },
            duplication_percent: if lossy && dice.happens(chance) {
                dice.below(most + 1)
            } else {
                0
            },
        }
    }

    /// The network and the disks as they are while faults are on.
    fn rough_network(&self, setup: &mut Setup, dice: &mut Dice) {
        setup.network.loss = Ratio::percent(self.loss_percent);
        setup.network.duplication = Ratio::percent(self.duplication_percent);
        if self.slow_network {
            let (least, most) = setup.network.delay;
            let factor = 2 + dice.below(9);
            setup.network.delay = (least / factor, most.saturating_mul(factor));
        }
        if self.slow_disk {
            setup.disk = (0, dice.between(MILLISECOND, 40 * MILLISECOND));
        }
    }

    fn schedule(&self, setup: &Setup, dice: &mut Dice, actions: &mut Vec<Scheduled>) {
        if self.torn {
            for index in 0..setup.nodes {
                let node = NodeId::new(index);
                push(actions, 0, Action::Disk { node, mode: DiskMode::Torn });
            }
        }
        let honest = if self.torn { DiskMode::Torn } else { DiskMode::Honest };
        repeat(self.crash, dice, &mut |dice, at| {
            let node = Group::one(dice.node(setup.nodes));
            push(actions, at, Action::Crash(node.clone()));
            push(actions, at + down_span(dice), Action::Start(node));
        });
        repeat(self.pause, dice, &mut |dice, at| {
            let node = Group::one(dice.node(setup.nodes));
            push(actions, at, Action::Pause(node.clone()));
            push(actions, at + down_span(dice), Action::Resume(node));
        });
        repeat(self.partition.filter(|_| setup.nodes > 1), dice, &mut |dice, at| {
            let (cut, heal) = partition(setup, dice);
            push(actions, at, cut);
            push(actions, at + down_span(dice), heal);
        });
        repeat(self.skew, dice, &mut |dice, at| {
            let node = dice.node(setup.nodes);
            let rate_ppm = dice.below(400_001) as i32 - 200_000;
            push(actions, at, Action::Skew { node, rate_ppm });
        });
        repeat(self.stall, dice, &mut |dice, at| {
            let node = dice.node(setup.nodes);
            push(actions, at, Action::Disk { node, mode: DiskMode::Stalled });
            push(actions, at + down_span(dice), Action::Disk { node, mode: honest });
        });
        let timers = setup.protocol.meta().timers.len() as u64;
        repeat(self.fire.filter(|_| timers > 0), dice, &mut |dice, at| {
            let kind = dice.below(timers) as u8;
            let timer = quorate_proto::TimerCode { kind, subject: 0 };
            push(actions, at, Action::Fire { node: dice.node(setup.nodes), timer });
        });
    }
}

fn push(actions: &mut Vec<Scheduled>, at: Tick, action: Action) {
    if at < SAFETY_SPAN {
        actions.push(Scheduled { at: Stamp::at(at), action });
    }
}

/// Lets something happen again and again, with this mean distance.
fn repeat(mean: Option<Tick>, dice: &mut Dice, happen: &mut dyn FnMut(&mut Dice, Tick)) {
    let Some(mean) = mean else { return };
    let mut at = dice.between(0, 2 * mean);
    while at < SAFETY_SPAN {
        happen(dice, at);
        at += dice.between(1, 2 * mean);
    }
}

fn down_span(dice: &mut Dice) -> Tick {
    dice.between(5 * MILLISECOND, 900 * MILLISECOND)
}

/// A cut and what heals it: two random sides, or one node against the rest, both ways or one way.
fn partition(setup: &Setup, dice: &mut Dice) -> (Action, Action) {
    let isolated = dice.happens(40).then(|| dice.node(setup.nodes));
    let ids = (0..setup.nodes).map(NodeId::new);
    let (mut left, mut right): (Vec<_>, Vec<_>) = ids.partition(|node| match isolated {
        Some(isolated) => *node == isolated,
        None => dice.happens(50),
    });
    // Everybody on one side would be no partition.
    if left.is_empty() {
        left.extend(right.pop());
    } else if right.is_empty() {
        right.extend(left.pop());
    }
    let (left, right) = (Group::new(left), Group::new(right));
    let one_way = dice.happens(35);
    let heal = Action::Heal { left: left.clone(), right: right.clone() };
    (Action::Cut { left, right, one_way }, heal)
}

/// Clients ask all through the run, on their own or by the schedule.
fn draw_requests(setup: &Setup, dice: &mut Dice, actions: &mut Vec<Scheduled>) {
    let own_rhythm = setup.workload > 0 && setup.protocol.meta().service == Service::Answers;
    if own_rhythm {
        return;
    }
    for index in 0..setup.clients {
        let client = NodeId::client(index);
        let mut at = dice.between(0, SECOND);
        while at < SAFETY_SPAN {
            let value = 1 + dice.below(9) as i64;
            let operation = Operation::Set { key: Key::X, value };
            push(actions, at, Action::Request { client, to: None, operation });
            if setup.protocol.meta().service == Service::Decides {
                break;
            }
            at += dice.between(100 * MILLISECOND, 2 * SECOND);
        }
    }
}

/// The second phase: enough nodes to owe progress are up, healed and undisturbed; the others are
/// down or cut off.
fn heal_enough(setup: &Setup, dice: &mut Dice, actions: &mut Vec<Scheduled>) {
    let mut order: Vec<NodeId> = (0..setup.nodes).map(NodeId::new).collect();
    dice.shuffle(&mut order);
    let enough = |count: &usize| {
        let core = order.get(..*count).unwrap_or(&order);
        setup.protocol.suffices(&setup.parameters, order.len(), core)
    };
    let least = (1..order.len()).find(enough).unwrap_or(order.len());
    let spared = dice.place(order.len() - least + 1);
    let (core, rest) = order.split_at(least + spared);
    let clients = (0..setup.clients).map(NodeId::client);
    let core = Group::new(core.iter().copied());
    let rest = Group::new(rest.iter().copied());
    let everybody = Group::new(core.iter().chain(rest.iter()).chain(clients));
    let mut calm = vec![
        Action::SetNetwork(NetworkChange::Loss(Ratio::ZERO)),
        Action::SetNetwork(NetworkChange::Duplication(Ratio::ZERO)),
        Action::Heal { left: everybody.clone(), right: everybody },
        Action::Resume(core.clone()),
        Action::Start(core.clone()),
    ];
    if let Some((least, most)) = default_delay(setup) {
        calm.push(Action::SetNetwork(NetworkChange::Delay(least, most)));
    }
    for node in core.iter() {
        calm.push(Action::Skew { node, rate_ppm: 0 });
        calm.push(Action::Disk { node, mode: DiskMode::Honest });
    }
    if !rest.is_empty() {
        let silence = if dice.happens(50) {
            Action::Crash(rest)
        } else {
            Action::Cut { left: rest, right: core, one_way: false }
        };
        calm.push(silence);
    }
    let at = Stamp::at(SAFETY_SPAN);
    actions.extend(calm.into_iter().map(|action| Scheduled { at, action }));
}

/// The delays that the protocol suggests: a rough network may be too slow for its timers.
fn default_delay(setup: &Setup) -> Option<(Tick, Tick)> {
    let suggested = setup.protocol.meta().environment.delay;
    (suggested != setup.network.delay).then_some(suggested)
}
