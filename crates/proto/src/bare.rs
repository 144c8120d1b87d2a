//! A cluster without a world: bare state machines and a queue of messages.
//!
//! [`Bare`] is the leanest host there is. Messages arrive in the order in which they were sent,
//! unless the caller takes them out of the [queue](Bare::mail) or puts them elsewhere; writes are
//! durable at once; timers never run down by themselves, they are [fired](Bare::fire). There is no
//! clock. It serves two ends: unit tests that play a paper's scenario by hand, and measurements of
//! what a protocol's own code costs when nothing is simulated around it.
//!
//! [`Bare::new`] keeps no ghost and no disk images, so that nothing but the protocol takes time.
//! [`Bare::watched`] keeps both: every property is asked at every moment, and [`Bare::crash`]
//! takes away what a bug forgot to write.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::digest::Digest;
use crate::erase::{AnyMessage, AnyNode, AnyProtocol, Choices, Effect, Env, Input, Node, Tell};
use crate::meta::{Bugs, Parameters, TimerCode};
use crate::property::{AnyHistory, AnyMoment, Finding, Slot, Status};
use crate::random::{Purpose, Random, below};
use crate::text::{Phrase, Text};
use crate::{Command, Delivery, NodeId, Outcome, Protocol, RequestId};

/// A message under way.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its sender.
    pub from: NodeId,
    /// Its receiver.
    pub to: NodeId,
    /// What it says.
    pub message: AnyMessage,
}

/// Nodes of one protocol, and what they said.
pub struct Bare {
    /// The settings. To be changed before or between steps.
    pub parameters: Parameters,
    /// The bugs that are on.
    pub bugs: Bugs,
    /// Messages under way, the oldest first. Open to tests that drop, keep or reorder some.
    pub mail: VecDeque<Mail>,
    /// Answers to clients: who gave them, to what, and what.
    pub replies: Vec<(NodeId, RequestId, Outcome)>,
    /// What was delivered where.
    pub deliveries: Vec<(NodeId, Delivery)>,
    /// Rules that fired, in order, of those that [`Bare::tell`] names.
    pub said: Vec<(NodeId, Text)>,
    /// Which of the rules that fire are recorded; none unless a caller wants them.
    pub tell: Tell,
    /// How many messages were handed to nodes so far.
    pub handed: u64,
    /// Findings that were not quiet: the identifier of the property and what it found.
    pub findings: Vec<(&'static str, Finding)>,
    /// Nodes that stopped over a broken rule of their own, and the rule.
    pub halts: Vec<(NodeId, &'static Phrase<0>)>,
    slots: Vec<Slot>,
    timers: Vec<Vec<TimerCode>>,
    choices: Draws,
    effects: Vec<Effect>,
    own: VecDeque<AnyMessage>,
    watch: Option<Watch>,
}

struct Watch {
    history: Rc<dyn AnyHistory>,
    properties: Vec<&'static str>,
    found: Vec<(usize, Finding)>,
}

struct Draws {
    random: Random,
    used: u64,
}

impl Choices for Draws {
    fn choose(&mut self, count: u32) -> u32 {
        self.used += 1;
        below(self.random.draw(Purpose::Choice, 0, 0, self.used), u64::from(count)) as u32
    }
}

impl Bare {
    /// A cluster of nodes that have not booted yet, without ghost.
    #[must_use]
    pub fn new(protocol: &dyn AnyProtocol, nodes: u16) -> Self {
        let empty: Rc<dyn std::any::Any> = Rc::new(());
        let slot =
            |_| Slot { node: protocol.spawn(), image: empty.clone(), status: Status::Crashed };
        Self {
            parameters: Parameters::defaults(protocol.meta()),
            bugs: Bugs::default(),
            mail: VecDeque::new(),
            replies: Vec::new(),
            deliveries: Vec::new(),
            said: Vec::new(),
            tell: Tell::Nothing,
            handed: 0,
            findings: Vec::new(),
            halts: Vec::new(),
            slots: (0..nodes).map(slot).collect(),
            timers: vec![Vec::new(); usize::from(nodes)],
            choices: Draws { random: Random::new(0), used: 0 },
            effects: Vec::new(),
            own: VecDeque::new(),
            watch: None,
        }
    }

    /// The same with disk images and a ghost that asks every property at every moment.
    #[must_use]
    pub fn watched(protocol: &dyn AnyProtocol, nodes: u16) -> Self {
        let mut bare = Self::new(protocol, nodes);
        for slot in &mut bare.slots {
            slot.image = slot.node.image();
        }
        let properties = protocol.properties().iter().map(|property| property.id).collect();
        let found = Vec::new();
        bare.watch = Some(Watch { history: protocol.history(), properties, found });
        bare
    }

    /// Puts something on a node's disk before the node boots.
    pub fn prepare(&mut self, node: NodeId, disk: Rc<dyn std::any::Any>) {
        if let Some(slot) = self.slots.get_mut(node.index()) {
            if let Some(node) = exclusive(&mut slot.node) {
                node.crash(&*disk);
            }
            slot.image = disk;
        }
    }

    /// Boots every node that does not run.
    pub fn start_all(&mut self) {
        for index in 0..self.slots.len() {
            self.start(NodeId::new(index as u16));
        }
    }

    /// Boots a node, unless it runs.
    pub fn start(&mut self, node: NodeId) {
        let Some(slot) = self.slots.get_mut(node.index()) else { return };
        if slot.status == Status::Up {
            return;
        }
        slot.status = Status::Up;
        self.observe(AnyMoment::Started(node));
        self.step(node, Input::Boot);
    }

    /// Takes a node down; memory is gone, and so is what it forgot to write.
    pub fn crash(&mut self, node: NodeId) {
        let Some(slot) = self.slots.get_mut(node.index()) else { return };
        let image = if self.watch.is_some() { slot.image.clone() } else { slot.node.image() };
        if let Some(node) = exclusive(&mut slot.node) {
            node.crash(&*image);
        }
        slot.status = Status::Crashed;
        self.timers[node.index()].clear();
        self.observe(AnyMoment::Crashed(node));
    }

    /// Lets a timer run down now. A node that does not have it set takes no notice.
    pub fn fire(&mut self, node: NodeId, timer: TimerCode) {
        let Some(timers) = self.timers.get_mut(node.index()) else { return };
        if let Some(position) = timers.iter().position(|set| *set == timer) {
            timers.swap_remove(position);
            self.step(node, Input::Timer(timer));
        }
    }

    /// Hands a client's request to a node.
    pub fn request(&mut self, node: NodeId, command: &Command) {
        self.observe(AnyMoment::Requested(command));
        self.step(node, Input::Request(command));
    }

    /// Hands a message to a node, past the queue.
    pub fn hand(&mut self, from: NodeId, to: NodeId, message: &AnyMessage) {
        self.handed += 1;
        self.step(to, Input::Message(from, message));
    }

    /// Hands over the oldest message; false if there is none.
    pub fn deliver(&mut self) -> bool {
        let Some(Mail { from, to, message }) = self.mail.pop_front() else { return false };
        self.hand(from, to, &message);
        true
    }

    /// Hands over messages until there is none, at most `limit`; gives their number.
    pub fn settle(&mut self, limit: u64) -> u64 {
        let mut count = 0;
        while count < limit && self.deliver() {
            count += 1;
        }
        count
    }

    /// Loses every message under way that `lost` picks.
    pub fn lose(&mut self, mut lost: impl FnMut(&Mail) -> bool) {
        self.mail.retain(|mail| !lost(mail));
    }

    /// All nodes, in order.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.slots.len() as u16).map(NodeId::new)
    }

    /// Whether a node runs.
    #[must_use]
    pub fn status(&self, node: NodeId) -> Status {
        self.slots.get(node.index()).map_or(Status::Crashed, |slot| slot.status)
    }

    /// Whether a node has this timer set.
    #[must_use]
    pub fn waits_for(&self, node: NodeId, timer: TimerCode) -> bool {
        self.timers.get(node.index()).is_some_and(|timers| timers.contains(&timer))
    }

    /// A node as protocol `P` knows it.
    #[must_use]
    pub fn typed<P: Protocol>(&self, node: NodeId) -> Option<&Node<P>> {
        self.slots.get(node.index())?.node.as_any().downcast_ref()
    }

    /// The nodes as hosts and pictures see them.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The fingerprint of all nodes.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut digest = Digest::default();
        for slot in &self.slots {
            digest.word(slot.node.digest());
        }
        std::hash::Hasher::finish(&digest)
    }

    fn step(&mut self, node: NodeId, input: Input<'_>) {
        self.step_once(node, input);
        while let Some(message) = self.own.pop_front() {
            self.step_once(node, Input::Message(node, &message));
        }
    }

    fn step_once(&mut self, node: NodeId, input: Input<'_>) {
        let nodes = self.slots.len();
        let Some(slot) = self.slots.get_mut(node.index()) else { return };
        if slot.status != Status::Up {
            return;
        }
        let mut env = Env {
            me: node,
            nodes,
            clock: 0,
            parameters: &self.parameters,
            bugs: self.bugs,
            tell: self.tell,
            choices: &mut self.choices,
            effects: &mut self.effects,
        };
        let dirty = exclusive(&mut slot.node).is_some_and(|node| node.step(input, &mut env));
        if self.watch.is_some() {
            let image = dirty.then(|| slot.node.image());
            self.observe(AnyMoment::Stepped(node));
            if let (Some(image), Some(slot)) = (image, self.slots.get_mut(node.index())) {
                slot.image = image;
                self.observe(AnyMoment::Durable(node));
            }
        }
        let mut effects = std::mem::take(&mut self.effects);
        if effects.iter().any(|effect| matches!(effect, Effect::Halt(_))) {
            effects.retain(|effect| !effect.waits_for_disk());
        }
        for effect in effects.drain(..) {
            self.perform(node, effect);
        }
        self.effects = effects;
    }

    fn perform(&mut self, node: NodeId, effect: Effect) {
        match effect {
            Effect::Send { to, message } if to == node => self.own.push_back(message),
            Effect::Send { to, message } => self.post(node, to, message),
            Effect::Broadcast { message } => {
                for to in self.nodes().filter(|to| *to != node) {
                    self.post(node, to, message.clone());
                }
            }
            Effect::SetTimer { timer, .. } => {
                let timers = &mut self.timers[node.index()];
                if !timers.contains(&timer) {
                    timers.push(timer);
                }
            }
            Effect::CancelTimer { timer } => {
                self.timers[node.index()].retain(|set| *set != timer);
            }
            Effect::Reply { request, outcome } => {
                self.observe(AnyMoment::Replied(node, request, outcome));
                self.replies.push((node, request, outcome));
            }
            Effect::Deliver(delivery) => {
                self.observe(AnyMoment::Delivered(node, &delivery));
                self.deliveries.push((node, delivery));
            }
            Effect::Declined => {}
            Effect::Rule(said) => self.said.push((node, said.text)),
            Effect::Halt(rule) => {
                self.slots[node.index()].status = Status::Halted;
                self.halts.push((node, rule));
            }
        }
    }

    fn post(&mut self, from: NodeId, to: NodeId, message: AnyMessage) {
        self.observe(AnyMoment::Sent(from, to, &message));
        self.mail.push_back(Mail { from, to, message });
    }

    #[inline]
    fn observe(&mut self, moment: AnyMoment<'_>) {
        if self.watch.is_some() {
            self.ask_properties(moment);
        }
    }

    #[inline(never)]
    fn ask_properties(&mut self, moment: AnyMoment<'_>) {
        let Some(watch) = &mut self.watch else { return };
        let Some(history) = Rc::get_mut(&mut watch.history) else { return };
        history.observe(moment, &self.slots, &self.parameters, self.bugs, 0, &mut watch.found);
        for (position, finding) in watch.found.drain(..) {
            let id = watch.properties.get(position).copied().unwrap_or_default();
            self.findings.push((id, finding));
        }
    }
}

/// The node, copied first if somebody shares it; always there, as nobody shares a fresh copy.
fn exclusive(node: &mut Rc<dyn AnyNode>) -> Option<&mut (dyn AnyNode + 'static)> {
    if Rc::get_mut(node).is_none() {
        *node = node.fork();
    }
    Rc::get_mut(node)
}
