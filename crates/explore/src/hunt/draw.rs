//! Fresh schedules: a swarm of faults over a swarm of settings.

use quorate_proto::time::{MILLISECOND, SECOND};
use quorate_proto::{NodeId, Tick, Unit};
use quorate_sim::{
    Action, Dice, Group, Lane, NetworkChange, SAFETY_SPAN, Scheduled, Setup, Stamp, Strength,
    Trial, draw_trial,
};

use super::storm::storm;

/// How far a draw may go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    /// Faults.
    pub(super) strength: Strength,
    /// How sizes and settings come to differ from what was given, if they may.
    pub(super) settings: Option<fn(&mut Setup, &mut Dice)>,
    /// Whether the world may leave what the protocol assumes: only where a control says whose
    /// fault a break is.
    pub(super) beyond: bool,
}

/// Draws a run from `setup`, under `setup.seed`.
pub(super) fn draw(setup: &Setup, scope: Scope) -> Trial {
    let mut dice = Dice::new(setup.seed, Lane::Draw);
    let mut setup = *setup;
    if let Some(vary) = scope.settings
        && dice.happens(60)
    {
        vary(&mut setup, &mut dice);
    }
    let quiet = scope.beyond && dice.happens(15);
    let strength = if quiet { Strength::None } else { scope.strength };
    let mut trial = draw_trial(&setup, strength);
    if scope.strength > Strength::None {
        let often = if scope.strength == Strength::Heavy { 35 } else { 15 };
        if dice.happens(often) {
            swizzle(&mut trial, &mut dice);
        }
        if scope.beyond {
            stay_rough(&mut trial, &mut dice);
        }
        let often = if scope.strength == Strength::Heavy { 30 } else { 10 };
        if dice.happens(often) {
            Scheduled::sort(&mut trial.actions);
            storm(&mut trial, &mut dice);
        }
    }
    Scheduled::sort(&mut trial.actions);
    trial
}

/// Clusters larger than this show nothing that a smaller one does not.
const NODES_MAX: u16 = 7;
const CLIENTS_MAX: u64 = 3;

/// Another size, and here and there another setting.
pub(super) fn vary(setup: &mut Setup, dice: &mut Dice) {
    let meta = setup.protocol.meta();
    if dice.happens(50) {
        let (least, most) = (*meta.nodes.start(), *meta.nodes.end());
        let least = least.max(2).min(most);
        let most = most.min(NODES_MAX).max(least);
        setup.nodes = dice.between(least.into(), most.into()) as u16;
    }
    if setup.clients > 0 && dice.happens(30) {
        setup.clients = 1 + dice.below(CLIENTS_MAX) as u16;
    }
    if setup.workload > 0 && dice.happens(30) {
        setup.workload = setup.workload.saturating_mul(1 + dice.below(8)) / 4;
    }
    for (position, parameter) in meta.parameters.iter().enumerate() {
        if !dice.happens(30) {
            continue;
        }
        let (least, most) = parameter.range.clone().into_inner();
        let plain = matches!(parameter.unit, Unit::Choice | Unit::Switch);
        let value = if plain || (most - least < 10) {
            dice.between(least.into(), most.into()) as u32
        } else {
            // Around the usual value: from nothing to four times as much.
            let quarters = dice.below(17) as u32;
            (parameter.default / 4).saturating_mul(quarters)
        };
        setup.parameters.set(meta, position, value);
    }
    if dice.happens(30) {
        // Every message takes equally long: what meets once, meets every time.
        let (least, most) = setup.network.delay;
        let same = dice.between(least, most.saturating_mul(2)) / MILLISECOND * MILLISECOND;
        setup.network.delay = (same.max(MILLISECOND), same.max(MILLISECOND));
    }
}

/// Swizzle-clogging, as FoundationDB calls it: some nodes are cut off one after the other, and let
/// back in another order.
fn swizzle(trial: &mut Trial, dice: &mut Dice) {
    let nodes = trial.setup.nodes;
    let mut clogged: Vec<NodeId> = (0..nodes).map(NodeId::new).collect();
    dice.shuffle(&mut clogged);
    clogged.truncate(1 + dice.place(clogged.len()));
    let mut at = dice.between(0, SAFETY_SPAN / 2);
    let step = |dice: &mut Dice| dice.between(MILLISECOND, SECOND / 2);
    for (count, &node) in clogged.iter().enumerate() {
        let others = others(nodes, node, clogged.get(..count).unwrap_or_default());
        let cut = Action::Cut { left: Group::one(node), right: others, one_way: dice.happens(25) };
        push(trial, at, cut);
        at += step(dice);
    }
    dice.shuffle(&mut clogged);
    while let Some(node) = clogged.pop() {
        // Links to those that are still cut off stay as they are.
        let heal = Action::Heal { left: Group::one(node), right: others(nodes, node, &clogged) };
        push(trial, at, heal);
        at += step(dice);
    }
}

fn others(nodes: u16, node: NodeId, without: &[NodeId]) -> Group {
    let ids = (0..nodes).map(NodeId::new);
    Group::new(ids.filter(|other| *other != node && !without.contains(other)))
}

pub(super) fn push(trial: &mut Trial, at: Tick, action: Action) {
    if at < SAFETY_SPAN {
        trial.actions.push(Scheduled { at: Stamp::at(at), action });
    }
}

/// The calm after the storm does not put everything right: clocks go on running wrong, messages go
/// on being slow.
fn stay_rough(trial: &mut Trial, dice: &mut Dice) {
    let (skewed, slow) = (dice.happens(20), dice.happens(20));
    let calm = |scheduled: &Scheduled| scheduled.at >= Stamp::at(SAFETY_SPAN);
    trial.actions.retain(|scheduled| match scheduled.action {
        Action::Skew { rate_ppm: 0, .. } => !(skewed && calm(scheduled)),
        Action::SetNetwork(NetworkChange::Delay(..)) => !(slow && calm(scheduled)),
        _ => true,
    });
    if skewed {
        let node = dice.node(trial.setup.nodes);
        // From half to double speed.
        let rate_ppm = dice.below(1_500_001) as i32 - 500_000;
        let at = dice.between(0, SAFETY_SPAN - 1);
        push(trial, at, Action::Skew { node, rate_ppm });
    }
    if dice.happens(15) {
        let node = dice.node(trial.setup.nodes);
        let by = dice.between(0, 4 * SECOND) as i64 - 2 * SECOND as i64;
        let at = dice.between(0, SAFETY_SPAN - 1);
        push(trial, at, Action::Jump { node, by });
    }
}
