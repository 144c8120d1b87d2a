//! Storms: trouble where something is going on.
//!
//! Faults that come at any time mostly come at a bad time: nobody asks, nothing is under way that
//! could be late. And a network that is slow for everybody only makes everybody wait. What breaks
//! protocols is one letter that stays behind while all others go on. So a storm looks first: it
//! plays the run up to a moment soon after somebody asked, and of the letters under way then it
//! holds up some, doubles some and loses some. Nodes go down and are back before what was held up
//! arrives, and are asked again. So they meet letters to those that they were before.

use quorate_proto::time::{MILLISECOND, SECOND};
use quorate_proto::{Key, NodeId, Operation, Tick, Transport, order};
use quorate_sim::{
    Action, Dice, Group, MessageId, Record, Run, SAFETY_SPAN, Scheduled, Stamp, Trial,
};

use super::draw::push;

/// A cluster with more clients than this gets no newcomer.
const CLIENTS_MAX: u16 = 8;
/// Most events that are played to see what is under way.
const EVENTS_MAX: u64 = 50_000;

/// Adds a storm to a run whose actions are in order.
pub(super) fn storm(trial: &mut Trial, dice: &mut Dice) {
    if dice.happens(50) {
        crowd(trial, dice);
    }
    let begins = eventful(trial, dice) + dice.scale(4 * MILLISECOND, SECOND / 8);
    // How long everything takes in it.
    let scale = dice.scale(50 * MILLISECOND, 3 * SECOND);
    let addressed = ambush(trial, begins, scale, dice);
    // Whoever has asked before waits for an answer, or has had one; among many somebody has not.
    let clients = trial.setup.clients;
    let newcomer = clients.min(CLIENTS_MAX - 1);
    for _ in 0..=dice.below(3) {
        let anybody = dice.node(trial.setup.nodes);
        let one_of_those = addressed.get(dice.place(addressed.len())).copied();
        let node = one_of_those.filter(|_| dice.happens(80)).unwrap_or(anybody);
        let down = begins + dice.between(0, scale / 2);
        let up = down + dice.scale(MILLISECOND / 10, scale / 4);
        push(trial, down, Action::Crash(Group::one(node)));
        push(trial, up, Action::Start(Group::one(node)));
        if clients > 0 && dice.happens(60) {
            trial.setup.clients = clients.max(newcomer + 1);
            let value = 1 + dice.below(9) as i64;
            let operation = Operation::Set { key: Key::X, value };
            let at = up + dice.scale(MILLISECOND / 10, scale / 4);
            let (client, to) = (NodeId::client(newcomer), Some(node));
            push(trial, at, Action::Request { client, to, operation });
        }
    }
}

/// Clients ask one and the same node at about the same time.
fn crowd(trial: &mut Trial, dice: &mut Dice) {
    let whom = dice.node(trial.setup.nodes);
    let at = eventful(trial, dice);
    let within = dice.scale(MILLISECOND, SECOND);
    for scheduled in &mut trial.actions {
        if let Action::Request { to, .. } = &mut scheduled.action {
            *to = Some(whom);
            scheduled.at = Stamp::at(at + dice.between(0, within));
        }
    }
    Scheduled::sort(&mut trial.actions);
}

/// When somebody asks, or at any time if nobody is known to.
fn eventful(trial: &Trial, dice: &mut Dice) -> Tick {
    let asks = |scheduled: &&Scheduled| matches!(scheduled.action, Action::Request { .. });
    let times: Vec<Tick> = trial.actions.iter().filter(asks).map(|it| it.at.tick).collect();
    let any = dice.between(0, SAFETY_SPAN - 1);
    times.get(dice.place(times.len())).copied().unwrap_or(any)
}

/// Of the letters under way at a moment, some arrive much later, or once more much later, or never.
/// Says to whom these are.
fn ambush(trial: &mut Trial, at: Tick, scale: Tick, dice: &mut Dice) -> Vec<NodeId> {
    let span = scale / 2 + dice.between(0, scale / 2);
    let mut addressed = Vec::new();
    for message in under_way(trial, at) {
        match dice.below(8) {
            0 => push(trial, at, Action::Hold(message, span)),
            1..=4 if trial.setup.network.transport != Transport::Stream => {
                push(trial, at, Action::Copy(message));
                push(trial, at, Action::Hold(MessageId { copy: 1, ..message }, span));
            }
            5 => push(trial, at, Action::Drop(message)),
            _ => continue,
        }
        addressed.push(message.to);
    }
    addressed
}

/// The letters between nodes that are under way at a moment, in order.
fn under_way(trial: &Trial, at: Tick) -> Vec<MessageId> {
    let mut run = Run::new(&trial.setup, &trial.actions);
    run.run_until(Stamp::at(at), EVENTS_MAX, &mut Record::default());
    let flights = run.world().flights().filter(|flight| flight.doom.is_none());
    let mut messages: Vec<MessageId> = flights.map(|flight| flight.id).collect();
    messages.retain(|id| id.copy == 0 && !id.from.is_client() && !id.to.is_client());
    order::sort(&mut messages);
    messages
}
