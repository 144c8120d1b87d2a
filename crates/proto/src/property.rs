//! Promises: what a protocol guarantees, stated over everything that ever happened.
//!
//! A property reads the nodes and a *history*, a ghost that no crash erases and that never feeds
//! back into the protocol. It is asked after every moment at which something changed, so that a
//! broken promise is found at the very event that broke it.

use std::any::Any;
use std::rc::Rc;

use crate::erase::{AnyMessage, AnyNode, Node};
use crate::meta::{Bugs, Parameters};
use crate::text::{Phrase, Text};
use crate::time::Tick;
use crate::{Command, Delivery, NodeId, Outcome, Protocol, Ratio, RequestId};

/// A promise of protocol `P`.
pub struct Property<P: Protocol> {
    /// The name that the literature uses, such as `ElectionSafety`.
    pub id: &'static str,
    /// What it promises, in a sentence.
    pub statement: &'static Phrase<0>,
    /// Where it is stated.
    pub source: &'static str,
    /// Whether it must hold always, some time, or eventually.
    pub expectation: Expectation,
    /// Looks at one moment. Called for every moment, in order.
    pub check: fn(&mut P::History, &Moment<'_, P>, &Cluster<'_, P>) -> Finding,
}

/// What kind of promise a property is.
#[derive(Clone, Copy, Debug)]
pub enum Expectation {
    /// Nothing bad ever happens.
    Always,
    /// It happens at least once in some run: proof that a test can reach it.
    Sometimes,
    /// Something good happens again and again: while enough nodes are up, connected and
    /// undisturbed ([`Protocol::suffices`]) and clients wait, [`Finding::Reached`] follows within
    /// this many ticks.
    Eventually {
        /// The longest acceptable wait, from the settings and the number of nodes.
        within: fn(&Parameters, usize) -> Tick,
    },
}

impl Expectation {
    /// Identifier in lists.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Sometimes => "sometimes",
            Self::Eventually { .. } => "eventually",
        }
    }
}

/// What a property saw at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finding {
    /// Nothing to say.
    Quiet,
    /// What *sometimes* and *eventually* wait for.
    Reached,
    /// The promise is broken, and how.
    Broken(Text),
}

/// A moment at which something observable happened.
pub enum Moment<'a, P: Protocol> {
    /// A node starts, for the first time or again, from what its disk holds.
    Started {
        /// Which.
        node: NodeId,
    },
    /// A handler of a node has run to its end.
    Stepped {
        /// Which.
        node: NodeId,
    },
    /// A message leaves a node, after the writes it had to wait for.
    Sent {
        /// Its sender.
        from: NodeId,
        /// Its receiver.
        to: NodeId,
        /// What it says.
        message: &'a P::Message,
    },
    /// A write of a node became durable.
    Durable {
        /// Which.
        node: NodeId,
    },
    /// A node delivered something.
    Delivered {
        /// Which.
        node: NodeId,
        /// What.
        delivery: &'a Delivery,
    },
    /// A client asks for the first time.
    Requested {
        /// What.
        command: &'a Command,
    },
    /// A node answers a client.
    Replied {
        /// Which.
        node: NodeId,
        /// To what.
        request: RequestId,
        /// What.
        outcome: Outcome,
    },
    /// A node crashed.
    Crashed {
        /// Which.
        node: NodeId,
    },
}

/// Whether a node runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Status {
    /// It runs.
    Up,
    /// It stands still and keeps its memory; what arrives waits.
    Paused,
    /// It is down; only its disk remains.
    Crashed,
    /// It found one of its own rules broken and stopped.
    Halted,
}

impl Status {
    /// Its stable identifier.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Paused => "paused",
            Self::Crashed => "crashed",
            Self::Halted => "halted",
        }
    }
}

/// A node in the hands of its host, with the disk image that would survive a crash now.
#[derive(Clone)]
pub struct Slot {
    /// The node; cheap to share, copied before it is changed while shared.
    pub node: Rc<dyn AnyNode>,
    /// Its durable state as far as it is really on disk.
    pub image: Rc<dyn Any>,
    /// Whether it runs.
    pub status: Status,
}

/// All nodes of a cluster, as seen by a property.
pub struct Cluster<'a, P: Protocol> {
    slots: &'a [Slot],
    /// The settings.
    pub parameters: &'a Parameters,
    /// The bugs that are on. For counting quorums as the protocol should, not as it does.
    pub bugs: Bugs,
    marker: std::marker::PhantomData<P>,
}

impl<'a, P: Protocol> Cluster<'a, P> {
    pub(crate) const fn new(slots: &'a [Slot], parameters: &'a Parameters, bugs: Bugs) -> Self {
        Self { slots, parameters, bugs, marker: std::marker::PhantomData }
    }

    /// How many nodes there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// All nodes, in order.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<P> {
        (0..self.slots.len()).map(|index| NodeId::new(index as u16))
    }

    /// Whether a node runs.
    #[must_use]
    pub fn status(&self, node: NodeId) -> Status {
        self.slots.get(node.index()).map_or(Status::Crashed, |slot| slot.status)
    }

    /// A node's volatile state, unless it is down.
    #[must_use]
    pub fn volatile(&self, node: NodeId) -> Option<&'a P> {
        self.typed(node)?.volatile()
    }

    /// A node's durable state as it reads it itself, unsynced writes included.
    #[must_use]
    pub fn durable(&self, node: NodeId) -> Option<&'a P::Durable> {
        Some(self.typed(node)?.durable())
    }

    /// A node's durable state as a crash would leave it now.
    #[must_use]
    pub fn image(&self, node: NodeId) -> Option<&'a P::Durable> {
        self.slots.get(node.index())?.image.downcast_ref()
    }

    /// Both states of a node, unless it is down.
    #[must_use]
    pub fn both(&self, node: NodeId) -> Option<(&'a P, &'a P::Durable)> {
        let node = self.typed(node)?;
        Some((node.volatile()?, node.durable()))
    }

    fn typed(&self, node: NodeId) -> Option<&'a Node<P>> {
        let node: &dyn Any = &*self.slots.get(node.index())?.node;
        node.downcast_ref()
    }
}

/// A [`Moment`] before its types are known again.
#[derive(Clone, Copy)]
pub enum AnyMoment<'a> {
    /// See [`Moment::Started`].
    Started(NodeId),
    /// See [`Moment::Stepped`].
    Stepped(NodeId),
    /// See [`Moment::Sent`].
    Sent(NodeId, NodeId, &'a AnyMessage),
    /// See [`Moment::Durable`].
    Durable(NodeId),
    /// See [`Moment::Delivered`].
    Delivered(NodeId, &'a Delivery),
    /// See [`Moment::Requested`].
    Requested(&'a Command),
    /// See [`Moment::Replied`].
    Replied(NodeId, RequestId, Outcome),
    /// See [`Moment::Crashed`].
    Crashed(NodeId),
}

/// What a host knows of a property without knowing the protocol.
#[derive(Clone, Copy, Debug)]
pub struct PropertyInfo {
    /// The name that the literature uses.
    pub id: &'static str,
    /// What it promises.
    pub statement: &'static Phrase<0>,
    /// Where it is stated.
    pub source: &'static str,
    /// What kind of promise it is.
    pub expectation: Expectation,
}

/// The ghost of one run: the history of protocol and properties, erased.
pub trait AnyHistory {
    /// Asks the [listeners](Protocol::listeners) among the properties about one moment, and of the
    /// others those whose bit is set in `others`: for the test that these have nothing to say.
    /// `found` gets each finding that is not quiet, with the position of its property.
    fn observe(
        &mut self,
        moment: AnyMoment<'_>,
        slots: &[Slot],
        parameters: &Parameters,
        bugs: Bugs,
        others: u64,
        found: &mut Vec<(usize, Finding)>,
    );

    /// The present value of each of [`Meta::figures`](crate::Meta::figures).
    fn measure(&self, slots: &[Slot], parameters: &Parameters, bugs: Bugs) -> Vec<Ratio>;

    /// A copy that goes its own way.
    fn fork(&self) -> Rc<dyn AnyHistory>;

    /// The fingerprint of what it remembers.
    fn digest(&self) -> u64;

    /// Whether it remembers anything at all. If not, its properties judge states alone.
    fn remembers(&self) -> bool;
}
