//! A node with all that belongs to it alone: its memory, its disk, its timers, its unfinished
//! writes. What happens to a place depends on the place and on what comes in, and on nothing else;
//! therefore it is worked out once and looked up ever after ([`crate::atlas`]).

use std::any::Any;
use std::collections::VecDeque;
use std::rc::Rc;

use quorate_proto::order::take_first;
use quorate_proto::{
    AnyMessage, AnyNode, Choices, Command, Delivery, Digest, Effect, Env, Input, NodeId, Outcome,
    RequestId, Slot, Status, Tell, Tick, TimerCode,
};
use quorate_sim::DiskMode;

use crate::space::Rules;

/// A timer that runs: for how long at least and at most.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Timer {
    pub(crate) code: TimerCode,
    pub(crate) least: Tick,
    pub(crate) most: Tick,
}

/// A write that was issued and is not yet durable, with what waits for it.
#[derive(Clone)]
pub(crate) struct Write {
    pub(crate) image: Rc<dyn Any>,
    pub(crate) held: Vec<Effect>,
}

/// A node with its surroundings.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) node: NodeId,
    pub(crate) slot: Slot,
    /// In the order in which they were set, if that order matters; otherwise in that of codes.
    pub(crate) timers: Vec<Timer>,
    pub(crate) writes: Vec<Write>,
    pub(crate) disk: DiskMode,
    /// What the node's clock reads, all the time.
    pub(crate) clock: Tick,
}

impl Place {
    /// The fingerprint of everything that may change.
    pub(crate) fn digest(&self, rules: &Rules) -> u64 {
        let mut digest = Digest::default();
        digest.word(u64::from(self.node.code()) << 8 | self.slot.status as u64);
        digest.word(self.slot.node.digest());
        digest.word(rules.protocol.disk_digest(&*self.slot.image));
        self.add_surroundings(rules, &|_, message| message.digest(), &|node| node, &mut digest);
        std::hash::Hasher::finish(&digest)
    }

    /// The fingerprint that the place would have if participants had other names.
    pub(crate) fn renamed_digest(&self, rules: &Rules, map: &dyn Fn(NodeId) -> NodeId) -> u64 {
        let mut digest = Digest::default();
        digest.word(u64::from(map(self.node).code()) << 8 | self.slot.status as u64);
        digest.word(rules.protocol.renamed_digest(&*self.slot.node, &*self.slot.image, map));
        let message =
            |_: NodeId, message: &AnyMessage| rules.protocol.renamed_message_digest(message, map);
        self.add_surroundings(rules, &message, map, &mut digest);
        std::hash::Hasher::finish(&digest)
    }

    fn add_surroundings(
        &self,
        rules: &Rules,
        message_digest: &dyn Fn(NodeId, &AnyMessage) -> u64,
        map: &dyn Fn(NodeId) -> NodeId,
        digest: &mut Digest,
    ) {
        for timer in &self.timers {
            digest.word(u64::from(timer.code.kind) << 16 | u64::from(timer.code.subject));
            digest.word(timer.least);
            digest.word(timer.most);
        }
        digest.word(self.timers.len() as u64);
        for write in &self.writes {
            digest.word(rules.protocol.disk_digest(&*write.image));
            for effect in &write.held {
                let (kind, what) = match effect {
                    Effect::Send { to, message } => {
                        (u64::from(map(*to).code()), message_digest(*to, message))
                    }
                    Effect::Broadcast { message } => (1 << 16, message_digest(self.node, message)),
                    Effect::Reply { request, outcome } => {
                        (2 << 16, Digest::of(&(request, outcome)))
                    }
                    Effect::Deliver(delivery) => (3 << 16, Digest::of(delivery)),
                    Effect::SetTimer { .. }
                    | Effect::CancelTimer { .. }
                    | Effect::Rule(_)
                    | Effect::Declined
                    | Effect::Halt(_) => (4 << 16, 0),
                };
                digest.word(kind);
                digest.word(what);
            }
            digest.word(write.held.len() as u64);
        }
        digest.word(self.writes.len() as u64);
    }

    /// Whether a timer may run down before the others: none that was set before it is due sooner
    /// in any case.
    pub(crate) fn may_fire(&self, position: usize) -> bool {
        let Some(timer) = self.timers.get(position) else { return false };
        self.timers.iter().take(position).all(|earlier| timer.least < earlier.most) || position == 0
    }
}

/// What a place is told.
#[derive(Clone, Copy)]
pub(crate) enum Word<'a> {
    /// A message arrives.
    Message(NodeId, &'a AnyMessage),
    /// A client asks; for the first time, or again.
    Request(&'a Command, bool),
    /// The stream to this node broke.
    Broken(NodeId),
    /// The timer in this position runs down.
    Timer(usize),
    /// The oldest write is durable.
    Written,
    /// The node goes down.
    Crash,
    /// The node starts from its disk.
    Start,
}

/// Something for the ghost to see, in order.
#[derive(Clone)]
pub(crate) enum Note {
    /// The node is this from now on.
    Is(Slot),
    Started,
    Stepped,
    Durable,
    Crashed,
    Sent(NodeId, AnyMessage),
    Delivered(Delivery),
    Requested(Command),
    Replied(RequestId, Outcome),
}

/// What came of a word.
pub(crate) struct Consequence {
    pub(crate) place: Place,
    /// What left, in order.
    pub(crate) sent: Vec<(NodeId, AnyMessage)>,
    pub(crate) notes: Vec<Note>,
    /// Requests that are over.
    pub(crate) answered: Vec<RequestId>,
    /// Whether the node did not take the word.
    pub(crate) declined: bool,
    /// How its choices fell, in order.
    pub(crate) chosen: Vec<u32>,
}

/// Most consequences of one word that are tried.
pub(crate) const CONSEQUENCES_MAX: usize = 4_096;

/// Every consequence that a word can have, one per combination of choices; and whether these are
/// all.
pub(crate) fn consequences(
    rules: &Rules,
    place: &Place,
    word: Word<'_>,
) -> (Vec<Consequence>, bool) {
    let mut found = Vec::new();
    let mut odometer = Odometer::default();
    loop {
        found.push(Running::new(rules, place, &mut odometer).hear(word));
        if !odometer.turn() {
            return (found, true);
        }
        if found.len() >= CONSEQUENCES_MAX {
            return (found, false);
        }
    }
}

/// Choices as the digits of a counter that takes every value once.
#[derive(Default)]
struct Odometer {
    /// What to choose, and among how many.
    digits: Vec<(u32, u32)>,
    used: usize,
}

impl Choices for Odometer {
    fn choose(&mut self, count: u32) -> u32 {
        let chosen = match self.digits.get(self.used) {
            Some((digit, _)) => *digit,
            None => {
                self.digits.push((0, count));
                0
            }
        };
        self.used += 1;
        chosen
    }
}

impl Odometer {
    /// On to the next combination. False if there is none.
    fn turn(&mut self) -> bool {
        self.used = 0;
        while let Some((digit, count)) = self.digits.last_mut() {
            if *digit + 1 < *count {
                *digit += 1;
                return true;
            }
            self.digits.pop();
        }
        false
    }
}

/// A place while something happens to it.
struct Running<'a> {
    rules: &'a Rules,
    odometer: &'a mut Odometer,
    done: Consequence,
    /// What the node says to itself: it arrives at once.
    own: VecDeque<AnyMessage>,
}

impl<'a> Running<'a> {
    fn new(rules: &'a Rules, place: &Place, odometer: &'a mut Odometer) -> Self {
        let done = Consequence {
            place: place.clone(),
            sent: Vec::new(),
            notes: Vec::new(),
            answered: Vec::new(),
            declined: false,
            chosen: Vec::new(),
        };
        Self { rules, odometer, done, own: VecDeque::new() }
    }

    fn hear(mut self, word: Word<'_>) -> Consequence {
        match word {
            Word::Message(from, message) => self.step(Input::Message(from, message)),
            Word::Request(command, first) => {
                if first {
                    self.note(Note::Requested(*command));
                }
                self.step(Input::Request(command));
            }
            Word::Broken(peer) => self.step(Input::Disconnected(peer)),
            Word::Timer(position) => {
                if position < self.done.place.timers.len() {
                    let timer = self.done.place.timers.remove(position);
                    self.step(Input::Timer(timer.code));
                }
            }
            Word::Written => self.written(),
            Word::Crash => self.crash(),
            Word::Start => self.start(),
        }
        while let Some(message) = self.own.pop_front() {
            let me = self.done.place.node;
            self.step(Input::Message(me, &message));
        }
        self.done.chosen = self.odometer.digits.iter().map(|(digit, _)| *digit).collect();
        self.done
    }

    fn note(&mut self, note: Note) {
        if self.rules.watched {
            self.done.notes.push(note);
        }
    }

    fn note_slot(&mut self) {
        if self.rules.watched {
            self.done.notes.push(Note::Is(self.done.place.slot.clone()));
        }
    }

    fn step(&mut self, input: Input<'_>) {
        let place = &mut self.done.place;
        if place.slot.status != Status::Up {
            return;
        }
        let mut effects = Vec::new();
        let mut env = Env {
            me: place.node,
            nodes: usize::from(self.rules.nodes),
            clock: place.clock,
            parameters: &self.rules.parameters,
            bugs: self.rules.bugs,
            tell: Tell::Nothing,
            choices: self.odometer,
            effects: &mut effects,
        };
        let dirty = exclusive(&mut place.slot.node).is_some_and(|node| node.step(input, &mut env));
        if effects.iter().any(|effect| matches!(effect, Effect::Declined)) {
            self.done.declined = true;
            return;
        }
        self.note_slot();
        self.note(Note::Stepped);
        if dirty {
            self.issue_write();
        }
        self.carry_out(effects);
    }

    fn issue_write(&mut self) {
        let place = &mut self.done.place;
        let image = place.slot.node.image();
        if self.rules.slow_disks || place.disk == DiskMode::Stalled || !place.writes.is_empty() {
            place.writes.push(Write { image, held: Vec::new() });
            return;
        }
        self.durable(image);
    }

    fn durable(&mut self, image: Rc<dyn Any>) {
        if self.done.place.disk != DiskMode::Lying {
            self.done.place.slot.image = image;
            self.note_slot();
        }
        self.note(Note::Durable);
    }

    fn written(&mut self) {
        let Some(write) = take_first(&mut self.done.place.writes) else { return };
        self.durable(write.image);
        for effect in write.held {
            self.release(effect);
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let halts = effects.iter().any(|effect| matches!(effect, Effect::Halt(_)));
        for effect in effects {
            if !effect.waits_for_disk() {
                self.release(effect);
            } else if !halts {
                match self.done.place.writes.last_mut() {
                    Some(write) => write.held.push(effect),
                    None => self.release(effect),
                }
            }
        }
    }

    fn release(&mut self, effect: Effect) {
        let me = self.done.place.node;
        match effect {
            Effect::Send { to, message } => self.send(to, message),
            Effect::Broadcast { message } => {
                for index in (0..self.rules.nodes).filter(|index| NodeId::new(*index) != me) {
                    self.send(NodeId::new(index), message.clone());
                }
            }
            Effect::SetTimer { timer, least, most } => self.set_timer(timer, least, most),
            Effect::CancelTimer { timer } => {
                self.done.place.timers.retain(|set| set.code != timer);
            }
            Effect::Reply { request, outcome } => {
                if !request.client.is_client() || request.client.index() >= self.rules.clients {
                    return;
                }
                self.note(Note::Replied(request, outcome));
                if !self.rules.asks_on(request, outcome) {
                    self.done.answered.push(request);
                }
            }
            Effect::Deliver(delivery) => self.note(Note::Delivered(delivery)),
            Effect::Rule(_) | Effect::Declined => {}
            Effect::Halt(_) => {
                self.done.place.slot.status = Status::Halted;
                self.lose_surroundings();
                self.note_slot();
            }
        }
    }

    fn send(&mut self, to: NodeId, message: AnyMessage) {
        if to.is_client() || to.index() >= usize::from(self.rules.nodes) {
            return;
        }
        self.note(Note::Sent(to, message.clone()));
        if to == self.done.place.node {
            self.own.push_back(message);
        } else {
            self.done.sent.push((to, message));
        }
    }

    fn set_timer(&mut self, code: TimerCode, least: Tick, most: Tick) {
        let timers = &mut self.done.place.timers;
        timers.retain(|set| set.code != code);
        if self.rules.timer_order {
            let (least, most) = self.rules.timekeeping.noticed(least, most);
            timers.push(Timer { code, least, most });
        } else {
            let place = timers.partition_point(|set| set.code < code);
            timers.insert(place, Timer { code, least: 0, most: 0 });
        }
    }

    fn lose_surroundings(&mut self) {
        self.done.place.timers.clear();
        self.done.place.writes.clear();
    }

    fn crash(&mut self) {
        self.lose_surroundings();
        let slot = &mut self.done.place.slot;
        slot.status = Status::Crashed;
        let image = slot.image.clone();
        if let Some(node) = exclusive(&mut slot.node) {
            node.crash(&*image);
        }
        self.note_slot();
        self.note(Note::Crashed);
    }

    fn start(&mut self) {
        let slot = &mut self.done.place.slot;
        let image = slot.image.clone();
        if let Some(node) = exclusive(&mut slot.node) {
            node.crash(&*image);
        }
        slot.status = Status::Up;
        self.note_slot();
        self.note(Note::Started);
        self.step(Input::Boot);
    }
}

/// The node, copied first if somebody shares it.
fn exclusive(node: &mut Rc<dyn AnyNode>) -> Option<&mut (dyn AnyNode + 'static)> {
    if Rc::get_mut(node).is_none() {
        *node = node.fork();
    }
    Rc::get_mut(node)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odometer_takes_every_combination_once() {
        let mut odometer = Odometer::default();
        let mut seen = Vec::new();
        loop {
            let first = odometer.choose(3);
            let second = if first == 1 { odometer.choose(2) } else { 0 };
            seen.push((first, second));
            if !odometer.turn() {
                break;
            }
        }
        assert_eq!(seen, [(0, 0), (1, 0), (1, 1), (2, 0)]);
    }
}
