//! One adapter for all protocols, so that worlds, explorers and pictures are compiled once.
//!
//! Authors write against the typed [`Protocol`]; hosts hold `Rc<dyn AnyNode>` and [`AnyMessage`].
//! Both are cheap to share: a fork copies pointers, and a node is copied only before it changes.

use std::any::Any;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::rc::Rc;

use crate::digest::Digest;
use crate::meta::{Bugs, Meta, Parameters, RuleInfo, TimerCode};
use crate::property::{AnyHistory, AnyMoment, Cluster, Finding, Moment, PropertyInfo, Slot};
use crate::protocol::{Cx, Durable, Protocol, TimerKind};
use crate::text::{Phrase, Text};
use crate::time::Tick;
use crate::view::{MessageView, NodeView, Stance};
use crate::{Command, Delivery, NodeId, Outcome, Ratio, RequestId};

/// Something that a handler caused.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A message to one node.
    Send {
        /// The receiver.
        to: NodeId,
        /// What it says.
        message: AnyMessage,
    },
    /// A message to every other node.
    Broadcast {
        /// What it says.
        message: AnyMessage,
    },
    /// A timer is set for a span between `least` and `most` on the node's own clock.
    SetTimer {
        /// Which.
        timer: TimerCode,
        /// Shortest span.
        least: Tick,
        /// Longest span.
        most: Tick,
    },
    /// A timer is stopped.
    CancelTimer {
        /// Which.
        timer: TimerCode,
    },
    /// A client is answered.
    Reply {
        /// To what.
        request: RequestId,
        /// What.
        outcome: Outcome,
    },
    /// Something was delivered.
    Deliver(Delivery),
    /// A rule fired.
    Rule(Box<Said>),
    /// The node did not take the input.
    Declined,
    /// A rule of the node's own is broken: it stops.
    Halt(&'static Phrase<0>),
}

impl Effect {
    /// Whether the effect leaves the node, and so waits for the node's writes to be durable.
    #[must_use]
    pub const fn waits_for_disk(&self) -> bool {
        match self {
            Self::Send { .. } | Self::Broadcast { .. } | Self::Reply { .. } | Self::Deliver(_) => {
                true
            }
            Self::SetTimer { .. }
            | Self::CancelTimer { .. }
            | Self::Rule(_)
            | Self::Declined
            | Self::Halt(_) => false,
        }
    }
}

/// A rule that fired, with its sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// The rule.
    pub rule: &'static RuleInfo,
    /// What it made happen.
    pub text: Text,
}

/// An immutable message of any protocol.
#[derive(Clone)]
pub struct AnyMessage(Rc<Envelope<dyn Payload>>);

struct Envelope<M: ?Sized> {
    digest: u64,
    message: M,
}

/// A message of protocol `P`.
struct Letter<P: Protocol>(P::Message);

trait Payload: Any {
    fn kind(&self) -> usize;
    fn view(&self) -> MessageView;
}

impl<P: Protocol> Payload for Letter<P> {
    fn kind(&self) -> usize {
        P::kind(&self.0)
    }

    fn view(&self) -> MessageView {
        P::describe(&self.0)
    }
}

impl AnyMessage {
    /// Wraps a message of protocol `P`.
    #[must_use]
    pub fn new<P: Protocol>(message: P::Message) -> Self {
        let digest = Digest::of(&message);
        Self(Rc::new(Envelope { digest, message: Letter::<P>(message) }))
    }

    /// The message as `P` knows it, if it is one of `P`'s.
    #[must_use]
    pub fn typed<P: Protocol>(&self) -> Option<&P::Message> {
        let message: &dyn Any = &self.0.message;
        message.downcast_ref().map(|Letter::<P>(message)| message)
    }

    /// Position of its kind in [`Meta::kinds`].
    #[must_use]
    pub fn kind(&self) -> usize {
        self.0.message.kind()
    }

    /// The fingerprint of its contents.
    #[must_use]
    pub fn digest(&self) -> u64 {
        self.0.digest
    }

    /// The message for readers.
    #[must_use]
    pub fn view(&self) -> MessageView {
        self.0.message.view()
    }
}

impl fmt::Debug for AnyMessage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.view(), out)
    }
}

/// What makes a node step.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// It starts.
    Boot,
    /// A message arrived.
    Message(NodeId, &'a AnyMessage),
    /// A timer ran down.
    Timer(TimerCode),
    /// A client asks.
    Request(&'a Command),
    /// A stream broke.
    Disconnected(NodeId),
}

/// Where choices come from: keyed draws in a world, an odometer in an explorer.
pub trait Choices {
    /// A number below `count`, which is at least 2.
    fn choose(&mut self, count: u32) -> u32;
}

/// Which of the rules that fire are told: words cost time, and often nobody listens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tell {
    /// None.
    Nothing,
    /// Those that leave a mark.
    Marks,
    /// All.
    Everything,
}

/// What a host hands to a step.
pub struct Env<'a> {
    /// The node that steps.
    pub me: NodeId,
    /// How many nodes the cluster has.
    pub nodes: usize,
    /// The reading of the node's own clock.
    pub clock: Tick,
    /// The settings.
    pub parameters: &'a Parameters,
    /// The bugs that are on.
    pub bugs: Bugs,
    /// Which of the rules that fire are to be told.
    pub tell: Tell,
    /// Where choices come from.
    pub choices: &'a mut dyn Choices,
    /// Where effects go, in the order in which they were caused.
    pub effects: &'a mut Vec<Effect>,
}

/// A node of any protocol.
pub trait AnyNode: Any {
    /// Runs one handler. True if it touched durable state.
    fn step(&mut self, input: Input<'_>, env: &mut Env<'_>) -> bool;
    /// Drops volatile state and takes `image` for its disk.
    fn crash(&mut self, image: &dyn Any);
    /// The durable state as it is now, to be written.
    fn image(&self) -> Rc<dyn Any>;
    /// The node in two words, unless it is down.
    fn stance(&self) -> Option<Stance>;
    /// The node for readers.
    fn view(&self, parameters: &Parameters) -> NodeView;
    /// A copy that goes its own way.
    fn fork(&self) -> Rc<dyn AnyNode>;
    /// The fingerprint of volatile and durable state.
    fn digest(&self) -> u64;
    /// For the way back to types.
    fn as_any(&self) -> &dyn Any;
}

/// The blanket adapter: a node of protocol `P`.
#[derive(Clone)]
pub struct Node<P: Protocol> {
    volatile: Option<P>,
    durable: P::Durable,
}

impl<P: Protocol> Node<P> {
    /// What the node holds in memory, unless it is down.
    #[must_use]
    pub const fn volatile(&self) -> Option<&P> {
        self.volatile.as_ref()
    }

    /// What the node reads from its disk, unsynced writes included.
    #[must_use]
    pub const fn durable(&self) -> &P::Durable {
        &self.durable
    }
}

impl<P: Protocol> AnyNode for Node<P> {
    fn step(&mut self, input: Input<'_>, env: &mut Env<'_>) -> bool {
        let mut dirty = false;
        let mut cx = Cx::<P> {
            me: env.me,
            nodes: env.nodes,
            clock: env.clock,
            parameters: env.parameters,
            bugs: env.bugs,
            durable: &mut self.durable,
            dirty: &mut dirty,
            effects: &mut *env.effects,
            choices: &mut *env.choices,
            tell: env.tell,
        };
        match (input, &mut self.volatile) {
            (Input::Boot, volatile) => *volatile = Some(P::boot(&mut cx)),
            (_, None) => {}
            (Input::Message(from, message), Some(node)) => {
                if let Some(message) = message.typed::<P>() {
                    node.on_message(from, message, &mut cx);
                }
            }
            (Input::Timer(code), Some(node)) => {
                if let Some(timer) = P::Timer::from_code(code) {
                    node.on_timer(timer, &mut cx);
                }
            }
            (Input::Request(command), Some(node)) => node.on_request(command, &mut cx),
            (Input::Disconnected(peer), Some(node)) => node.on_disconnect(peer, &mut cx),
        }
        dirty
    }

    fn crash(&mut self, image: &dyn Any) {
        self.volatile = None;
        self.durable = image.downcast_ref().cloned().unwrap_or_default();
    }

    fn image(&self) -> Rc<dyn Any> {
        Rc::new(self.durable.clone())
    }

    fn stance(&self) -> Option<Stance> {
        Some(self.volatile.as_ref()?.stance(&self.durable))
    }

    fn view(&self, parameters: &Parameters) -> NodeView {
        match &self.volatile {
            Some(node) => node.inspect(&self.durable, parameters),
            None => P::inspect_disk(&self.durable),
        }
    }

    fn fork(&self) -> Rc<dyn AnyNode> {
        Rc::new(self.clone())
    }

    fn digest(&self) -> u64 {
        let mut digest = Digest::default();
        self.volatile.hash(&mut digest);
        self.durable.hash(&mut digest);
        std::hash::Hasher::finish(&digest)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A protocol without its types: one entry of the catalog.
pub trait AnyProtocol: Sync {
    /// What it says about itself.
    fn meta(&self) -> &'static Meta;
    /// What it promises, in the order in which findings count.
    fn properties(&self) -> Vec<PropertyInfo>;
    /// A node that has never run, with an empty disk.
    fn spawn(&self) -> Rc<dyn AnyNode>;
    /// A history in which nothing has happened.
    fn history(&self) -> Rc<dyn AnyHistory>;
    /// A disk to start with, read from a scenario.
    fn prepare(&self, text: &str) -> Option<Rc<dyn Any>>;
    /// Whether these nodes, up and connected with each other, owe their clients progress.
    fn suffices(&self, parameters: &Parameters, nodes: usize, together: &[NodeId]) -> bool;
    /// What a crash in the midst of a write from `before` to `after` leaves.
    fn torn(&self, before: &dyn Any, after: &dyn Any, parts: u32) -> Rc<dyn Any>;
    /// The fingerprint of a disk.
    fn disk_digest(&self, disk: &dyn Any) -> u64;
    /// Whether this node may change places with others that may.
    fn is_exchangeable(&self, node: NodeId, parameters: &Parameters) -> bool;
    /// The fingerprint that a node and a disk would have if participants had other names.
    fn renamed_digest(
        &self,
        node: &dyn AnyNode,
        disk: &dyn Any,
        map: &dyn Fn(NodeId) -> NodeId,
    ) -> u64;
    /// The fingerprint that a message would have if participants had other names.
    fn renamed_message_digest(&self, message: &AnyMessage, map: &dyn Fn(NodeId) -> NodeId) -> u64;
}

/// The catalog entry of protocol `P`.
#[must_use]
pub const fn entry<P: Protocol>() -> &'static dyn AnyProtocol {
    &Erased::<P>(PhantomData)
}

struct Erased<P>(PhantomData<fn() -> P>);

impl<P: Protocol> AnyProtocol for Erased<P> {
    fn meta(&self) -> &'static Meta {
        P::META
    }

    fn properties(&self) -> Vec<PropertyInfo> {
        let info = |property: &crate::Property<P>| PropertyInfo {
            id: property.id,
            statement: property.statement,
            source: property.source,
            expectation: property.expectation,
        };
        P::PROPERTIES.iter().map(info).collect()
    }

    fn spawn(&self) -> Rc<dyn AnyNode> {
        Rc::new(Node::<P> { volatile: None, durable: P::Durable::default() })
    }

    fn history(&self) -> Rc<dyn AnyHistory> {
        Rc::new(Ghost::<P>(P::History::default()))
    }

    fn prepare(&self, text: &str) -> Option<Rc<dyn Any>> {
        P::prepare(text).map(|durable| Rc::new(durable) as Rc<dyn Any>)
    }

    fn suffices(&self, parameters: &Parameters, nodes: usize, together: &[NodeId]) -> bool {
        P::suffices(parameters, nodes, together)
    }

    fn torn(&self, before: &dyn Any, after: &dyn Any, parts: u32) -> Rc<dyn Any> {
        let before: P::Durable = before.downcast_ref().cloned().unwrap_or_default();
        match after.downcast_ref::<P::Durable>() {
            Some(after) => Rc::new(after.torn(&before, parts)),
            None => Rc::new(before),
        }
    }

    fn disk_digest(&self, disk: &dyn Any) -> u64 {
        disk.downcast_ref::<P::Durable>().map_or(0, Digest::of)
    }

    fn is_exchangeable(&self, node: NodeId, parameters: &Parameters) -> bool {
        P::symmetry().is_some_and(|symmetry| (symmetry.exchangeable)(node, parameters))
    }

    fn renamed_digest(
        &self,
        node: &dyn AnyNode,
        disk: &dyn Any,
        map: &dyn Fn(NodeId) -> NodeId,
    ) -> u64 {
        let disk = disk.downcast_ref::<P::Durable>();
        let node = node.as_any().downcast_ref::<Node<P>>();
        let Some(symmetry) = P::symmetry() else { return Digest::of(&0_u8) };
        let volatile = node.and_then(Node::volatile).map(|it| (symmetry.volatile)(it, map));
        let durable = node.map(|node| (symmetry.durable)(node.durable(), map));
        Digest::of(&(volatile, durable, disk.map(|disk| (symmetry.durable)(disk, map))))
    }

    fn renamed_message_digest(&self, message: &AnyMessage, map: &dyn Fn(NodeId) -> NodeId) -> u64 {
        match (P::symmetry(), message.typed::<P>()) {
            (Some(symmetry), Some(typed)) => Digest::of(&(symmetry.message)(typed, map)),
            _ => message.digest(),
        }
    }
}

struct Ghost<P: Protocol>(P::History);

impl<P: Protocol> AnyHistory for Ghost<P> {
    fn observe(
        &mut self,
        moment: AnyMoment<'_>,
        slots: &[Slot],
        parameters: &Parameters,
        bugs: Bugs,
        others: u64,
        found: &mut Vec<(usize, Finding)>,
    ) {
        let Some(moment) = typed_moment::<P>(moment) else { return };
        let cluster = Cluster::new(slots, parameters, bugs);
        let listeners = P::listeners(&mut self.0, &moment, &cluster);
        self.ask(listeners | others, &moment, &cluster, found);
    }

    fn measure(&self, slots: &[Slot], parameters: &Parameters, bugs: Bugs) -> Vec<Ratio> {
        P::measure(&self.0, &Cluster::new(slots, parameters, bugs))
    }

    fn fork(&self) -> Rc<dyn AnyHistory> {
        Rc::new(Self(self.0.clone()))
    }

    fn digest(&self) -> u64 {
        Digest::of(&self.0)
    }

    fn remembers(&self) -> bool {
        size_of::<P::History>() > 0
    }
}

impl<P: Protocol> Ghost<P> {
    /// Asks these properties, in their order.
    fn ask(
        &mut self,
        mut listeners: u64,
        moment: &Moment<'_, P>,
        cluster: &Cluster<'_, P>,
        found: &mut Vec<(usize, Finding)>,
    ) {
        while listeners != 0 {
            let position = listeners.trailing_zeros() as usize;
            listeners &= listeners - 1;
            let Some(property) = P::PROPERTIES.get(position) else { return };
            match (property.check)(&mut self.0, moment, cluster) {
                Finding::Quiet => {}
                finding => found.push((position, finding)),
            }
        }
    }
}

fn typed_moment<P: Protocol>(moment: AnyMoment<'_>) -> Option<Moment<'_, P>> {
    Some(match moment {
        AnyMoment::Started(node) => Moment::Started { node },
        AnyMoment::Stepped(node) => Moment::Stepped { node },
        AnyMoment::Sent(from, to, message) => {
            Moment::Sent { from, to, message: message.typed::<P>()? }
        }
        AnyMoment::Durable(node) => Moment::Durable { node },
        AnyMoment::Delivered(node, delivery) => Moment::Delivered { node, delivery },
        AnyMoment::Requested(command) => Moment::Requested { command },
        AnyMoment::Replied(node, request, outcome) => Moment::Replied { node, request, outcome },
        AnyMoment::Crashed(node) => Moment::Crashed { node },
    })
}
