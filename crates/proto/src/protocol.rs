//! What the author of a protocol writes.

use std::convert::Infallible;
use std::fmt::Debug;
use std::hash::Hash;
use std::ops::RangeInclusive;

use crate::erase::{AnyMessage, Choices, Effect, Said, Tell};
use crate::meta::{Bugs, Meta, Parameters, Rule, RuleInfo, TimerCode};
use crate::property::{Cluster, Moment, Property};
use crate::text::{Argument, Phrase, Text};
use crate::time::Tick;
use crate::view::{MessageView, NodeView, Stance};
use crate::{Command, Delivery, NodeId, Outcome, Ratio, RequestId, majority};

/// A protocol as a state machine without input or output.
///
/// `Self` is what a node holds in memory and loses in a crash; [`Protocol::Durable`] is what its
/// disk holds. Handlers are pure functions of state, input and choices: they see no clock but the
/// reading in [`Cx`], no socket, disk, thread or generator, and everything they cause is a recorded
/// effect. State is made of `Vec`, [`SortedMap`](crate::SortedMap) and
/// [`SharedVec`](crate::SharedVec), never of hash maps, floats or `usize` fields, so that it has
/// the same fingerprint everywhere.
pub trait Protocol: Clone + Hash + 'static {
    /// What nodes say to each other.
    type Message: Clone + Hash + Debug + 'static;
    /// What a node waits for.
    type Timer: TimerKind;
    /// What a crash cannot take away. Cloned at every write: keep it cheap to share.
    type Durable: Durable;
    /// The ghost that properties write to. Cloned at every snapshot: keep it cheap to share. Two
    /// runs are told apart by its fingerprint, so its `Hash` takes in what later findings depend
    /// on, and leaves out what the next moment overwrites anyway. `()` for properties that need no
    /// memory: those judge the state that a moment leaves, however it was reached.
    type History: Clone + Default + Hash + 'static;

    /// What the protocol says about itself.
    const META: &'static Meta;
    /// What it promises.
    const PROPERTIES: &'static [Property<Self>];

    /// Starts a node: the first time with an empty disk, later with what the disk kept.
    fn boot(cx: &mut Cx<'_, Self>) -> Self;

    /// A message arrived. It may be late, repeated, or from long ago.
    fn on_message(&mut self, from: NodeId, message: &Self::Message, cx: &mut Cx<'_, Self>);

    /// A timer ran down. It is no longer set.
    fn on_timer(&mut self, timer: Self::Timer, cx: &mut Cx<'_, Self>);

    /// A client asks. The same request may come again, here or elsewhere.
    fn on_request(&mut self, command: &Command, cx: &mut Cx<'_, Self>);

    /// A stream to `peer` broke, and what was under way on it is lost.
    fn on_disconnect(&mut self, _peer: NodeId, _cx: &mut Cx<'_, Self>) {}

    /// Whether these nodes, up and connected with each other, owe their clients progress.
    fn suffices(_parameters: &Parameters, nodes: usize, together: &[NodeId]) -> bool {
        together.len() >= majority(nodes)
    }

    /// Takes note of a moment, before any property is asked about it, and tells which of
    /// [`Self::PROPERTIES`] have anything to say of it or to note from it, a bit for each position.
    /// The others are not asked: worlds have millions of moments, and most properties look at few
    /// of them. Unless a protocol knows better, all are.
    fn listeners(
        _history: &mut Self::History,
        _moment: &Moment<'_, Self>,
        _cluster: &Cluster<'_, Self>,
    ) -> u64 {
        u64::MAX
    }

    /// How nodes may change places, if some can: what an explorer needs to see two states as one.
    fn symmetry() -> Option<Symmetry<Self>> {
        None
    }

    /// Position of the message's kind in [`Meta::kinds`].
    fn kind(message: &Self::Message) -> usize;

    /// The message for readers.
    fn describe(message: &Self::Message) -> MessageView;

    /// The node in two words. Asked at every event.
    fn stance(&self, durable: &Self::Durable) -> Stance;

    /// The node for readers. Lists the latest
    /// [`ENTRIES_SHOWN_MAX`](crate::ENTRIES_SHOWN_MAX) of what grows.
    fn inspect(&self, durable: &Self::Durable, parameters: &Parameters) -> NodeView;

    /// The disk of a node that is down, for readers.
    fn inspect_disk(durable: &Self::Durable) -> NodeView;

    /// Reads a disk to start with from the text of a scenario (for example log terms `1-1-2`).
    fn prepare(_text: &str) -> Option<Self::Durable> {
        None
    }

    /// The present value of each of [`Meta::figures`].
    fn measure(_history: &Self::History, _cluster: &Cluster<'_, Self>) -> Vec<Ratio> {
        Vec::new()
    }
}

/// Nodes that nothing tells apart but their names, and how names are changed inside of values.
///
/// `map` gives a participant its new name. An explorer also asks with maps that give several nodes
/// one name, to learn what about a value depends on one of them.
#[derive(Debug)]
pub struct Symmetry<P: Protocol> {
    /// Whether this node is one of those that may change places.
    pub exchangeable: fn(NodeId, &Parameters) -> bool,
    /// A node's volatile state under other names.
    pub volatile: Rename<P>,
    /// A disk under other names.
    pub durable: Rename<P::Durable>,
    /// A message under other names.
    pub message: Rename<P::Message>,
}

/// Gives a value in which participants have the names that a map gives them.
pub type Rename<V> = fn(&V, map: &dyn Fn(NodeId) -> NodeId) -> V;

/// Durable state.
pub trait Durable: Clone + Default + Hash + Debug + 'static {
    /// What a crash may leave of a write that replaced `before` by `self` and was only partly done:
    /// its first `parts` parts. By default a write is atomic.
    #[must_use]
    fn torn(&self, before: &Self, _parts: u32) -> Self {
        before.clone()
    }
}

impl Durable for () {}

/// The timers of a protocol: an enum that converts to a code and back.
pub trait TimerKind: Copy + 'static {
    /// The code.
    fn code(self) -> TimerCode;
    /// The timer with this code, if there is one.
    fn from_code(code: TimerCode) -> Option<Self>;
}

/// The timers of a protocol that has none.
impl TimerKind for Infallible {
    fn code(self) -> TimerCode {
        match self {}
    }

    fn from_code(_: TimerCode) -> Option<Self> {
        None
    }
}

/// Everything a handler may know and cause. Effects are recorded, never performed.
pub struct Cx<'a, P: Protocol> {
    /// The node whose handler runs.
    pub me: NodeId,
    /// How many nodes the cluster has.
    pub nodes: usize,
    /// What the node's own clock reads: never compare it with another node's.
    pub clock: Tick,
    pub(crate) parameters: &'a Parameters,
    pub(crate) bugs: Bugs,
    pub(crate) durable: &'a mut P::Durable,
    pub(crate) dirty: &'a mut bool,
    pub(crate) effects: &'a mut Vec<Effect>,
    pub(crate) choices: &'a mut dyn Choices,
    pub(crate) tell: Tell,
}

impl<P: Protocol> Cx<'_, P> {
    /// The value of parameter `index` of [`Meta::parameters`].
    #[must_use]
    pub fn parameter(&self, index: usize) -> u32 {
        self.parameters.get(index)
    }

    /// Whether bug `index` of [`Meta::bugs`] is on. Ask at one place per bug.
    #[must_use]
    pub const fn bug(&self, index: usize) -> bool {
        self.bugs.contains(index)
    }

    /// All other nodes, in order.
    pub fn peers(&self) -> impl Iterator<Item = NodeId> + use<P> {
        let me = self.me.index();
        (0..self.nodes).filter(move |index| *index != me).map(|index| NodeId::new(index as u16))
    }

    /// The durable state, this node's unsynced writes included.
    #[must_use]
    pub const fn durable(&self) -> &P::Durable {
        self.durable
    }

    /// The durable state, to be changed. What this step sends, replies and delivers then waits
    /// until the write is durable.
    pub const fn durable_mut(&mut self) -> &mut P::Durable {
        *self.dirty = true;
        self.durable
    }

    /// Changes durable state that a faulty variant forgets to write: the step does not wait for
    /// the disk, and a crash takes the change away. Only for bug switches.
    pub const fn durable_unsynced(&mut self) -> &mut P::Durable {
        self.durable
    }

    /// Sends a message. To itself, a node's message arrives at once and is never lost.
    pub fn send(&mut self, to: NodeId, message: P::Message) {
        self.effects.push(Effect::Send { to, message: AnyMessage::new::<P>(message) });
    }

    /// Sends one message to every other node.
    pub fn broadcast(&mut self, message: P::Message) {
        self.effects.push(Effect::Broadcast { message: AnyMessage::new::<P>(message) });
    }

    /// Sets a timer, replacing an earlier setting of the same one. The host picks the span.
    pub fn set_timer(&mut self, timer: P::Timer, span: RangeInclusive<Tick>) {
        let (least, most) = span.into_inner();
        self.effects.push(Effect::SetTimer { timer: timer.code(), least, most });
    }

    /// Stops a timer, if it runs.
    pub fn cancel_timer(&mut self, timer: P::Timer) {
        self.effects.push(Effect::CancelTimer { timer: timer.code() });
    }

    /// Answers a client.
    pub fn reply(&mut self, request: RequestId, outcome: Outcome) {
        self.effects.push(Effect::Reply { request, outcome });
    }

    /// Decides, applies or delivers something: the one upcall that all checkers read.
    pub fn deliver(&mut self, delivery: Delivery) {
        self.effects.push(Effect::Deliver(delivery));
    }

    /// One of `count` possibilities, counted from 0: the only entropy there is.
    pub fn choose(&mut self, count: u32) -> u32 {
        if count <= 1 { 0 } else { self.choices.choose(count).min(count - 1) }
    }

    /// Says which rule makes the node do what it does.
    #[inline]
    pub fn rule<const N: usize>(&mut self, rule: &'static Rule<N>, arguments: [Argument; N]) {
        if self.tell == Tell::Everything || (self.tell == Tell::Marks && rule.info().mark.is_some())
        {
            tell(rule.info(), &arguments, self.effects);
        }
    }

    /// Says that the node does not take this input now, and changes nothing. A world has delivered
    /// it in vain; to an explorer the step does not exist, as with an action whose guard is false.
    pub fn decline(&mut self) {
        self.effects.push(Effect::Declined);
    }

    /// States what must hold here. If it does not, the node halts when this handler returns, and
    /// the page shows the sentence. Gives `holds` back, so that a handler can return early.
    pub fn ensure(&mut self, holds: bool, rule: &'static Phrase<0>) -> bool {
        if !holds {
            self.effects.push(Effect::Halt(rule));
        }
        holds
    }
}

/// Says that a rule fired.
#[cold]
#[inline(never)]
fn tell(rule: &'static RuleInfo, arguments: &[Argument], effects: &mut Vec<Effect>) {
    let said = Said { rule, text: Text::new(&rule.template, arguments) };
    effects.push(Effect::Rule(Box::new(said)));
}
