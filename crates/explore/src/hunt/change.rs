//! Changed schedules: what once led somewhere new, with something added, dropped or moved.

use quorate_proto::time::{MILLISECOND, SECOND};
use quorate_proto::{Tick, TimerCode};
use quorate_sim::{Action, Dice, Group, Lane, MessageId, SAFETY_SPAN, Scheduled, Stamp, Trial};

use super::coverage::Coverage;
use super::search::Kept;

/// Most runs that are kept because they were new.
const KEPT_MAX: usize = 512;

/// Of a hundred runs, how many change one that was kept, if any was.
const CHANGED_PERCENT: u64 = 50;

/// Keeps a run that reached something new.
pub(super) fn keep(kept: &mut Vec<Kept>, trial: Trial, coverage: Coverage) {
    if kept.len() < KEPT_MAX {
        kept.push(Kept { trial, messages: coverage.messages() });
    }
}

/// The run of a seed as a change of one that was kept; nothing if the seed is for a fresh draw.
pub(super) fn change(kept: &[Kept], seed: u64) -> Option<Trial> {
    let mut dice = Dice::new(seed, Lane::Change);
    if !dice.happens(CHANGED_PERCENT) {
        return None;
    }
    // The newest are the farthest: half of all changes are made to the last quarter.
    let from = if dice.happens(50) { kept.len() - kept.len() / 4 } else { 0 };
    let parent = kept.get(from + dice.place(kept.len() - from))?;
    let mut trial = parent.trial.clone();
    if dice.happens(20) {
        trial.setup.seed = seed;
    }
    for _ in 0..=dice.below(4) {
        change_once(&mut trial, kept, parent, &mut dice);
    }
    Scheduled::sort(&mut trial.actions);
    Some(trial)
}

fn change_once(trial: &mut Trial, kept: &[Kept], parent: &Kept, dice: &mut Dice) {
    match dice.below(6) {
        0 => drop_some(trial, dice),
        1 => move_some(trial, dice),
        2 => strike(trial, dice),
        3 => repeat_one(trial, dice),
        4 => meddle(trial, &parent.messages, dice),
        _ => cross(trial, kept, dice),
    }
}

/// A few neighbouring actions are left out.
fn drop_some(trial: &mut Trial, dice: &mut Dice) {
    let count = 1 + dice.place(4.min(trial.actions.len()));
    let from = dice.place(trial.actions.len());
    let until = trial.actions.len().min(from + count);
    trial.actions.drain(from..until);
}

/// A few neighbouring actions come earlier or later.
fn move_some(trial: &mut Trial, dice: &mut Dice) {
    let span = if dice.happens(50) { 30 * MILLISECOND } else { SECOND };
    let later = dice.happens(50);
    let by = dice.between(1, span);
    let count = 1 + dice.place(4);
    let from = dice.place(trial.actions.len());
    for scheduled in trial.actions.iter_mut().skip(from).take(count) {
        let tick = scheduled.at.tick;
        let moved = if later { tick.saturating_add(by) } else { tick.saturating_sub(by) };
        scheduled.at = Stamp::at(moved.min(trial.end.tick));
    }
}

/// An action happens once more, some time later.
fn repeat_one(trial: &mut Trial, dice: &mut Dice) {
    let Some(again) = trial.actions.get(dice.place(trial.actions.len())).cloned() else { return };
    let at = again.at.tick.saturating_add(dice.between(1, SECOND));
    trial.actions.push(Scheduled { at: Stamp::at(at.min(trial.end.tick)), ..again });
}

/// Something new happens: a short crash, a short silence, a timer before its time.
fn strike(trial: &mut Trial, dice: &mut Dice) {
    let at = dice.between(0, SAFETY_SPAN - 1);
    let until = at + dice.between(MILLISECOND, SECOND);
    let node = dice.node(trial.setup.nodes);
    let group = Group::one(node);
    let timers = trial.setup.protocol.meta().timers.len();
    let mut push = |at: Tick, action| trial.actions.push(Scheduled { at: Stamp::at(at), action });
    match dice.below(3) {
        0 => {
            push(at, Action::Crash(group.clone()));
            push(until, Action::Start(group));
        }
        1 => {
            let others = (0..trial.setup.nodes).map(quorate_proto::NodeId::new);
            let others = Group::new(others.filter(|other| *other != node));
            let (left, right) = (group, others);
            let one_way = dice.happens(30);
            push(at, Action::Cut { left: left.clone(), right: right.clone(), one_way });
            push(until, Action::Heal { left, right });
        }
        _ if timers > 0 => {
            let timer = TimerCode { kind: dice.place(timers) as u8, subject: 0 };
            push(at, Action::Fire { node, timer });
        }
        _ => {}
    }
}

/// One message of the run is held up, lost, repeated or hurried.
fn meddle(trial: &mut Trial, messages: &[(Tick, MessageId)], dice: &mut Dice) {
    let Some(&(left, message)) = messages.get(dice.place(messages.len())) else { return };
    let span = dice.between(MILLISECOND, 2 * SECOND);
    let at = Stamp::at(left.saturating_add(1));
    let mut push = |action| trial.actions.push(Scheduled { at, action });
    match dice.below(4) {
        0 => push(Action::Drop(message)),
        1 => push(Action::Hold(message, span)),
        2 => {
            push(Action::Copy(message));
            push(Action::Hold(MessageId { copy: 1, ..message }, span));
        }
        _ => push(Action::DeliverNow(message)),
    }
}

/// The first part of this run, then the rest of another one.
fn cross(trial: &mut Trial, kept: &[Kept], dice: &mut Dice) {
    let Some(other) = kept.get(dice.place(kept.len())) else { return };
    let at = Stamp::at(dice.between(0, SAFETY_SPAN));
    trial.actions.retain(|scheduled| scheduled.at <= at);
    let rest = other.trial.actions.iter().filter(|scheduled| scheduled.at > at);
    trial.actions.extend(rest.cloned());
}
