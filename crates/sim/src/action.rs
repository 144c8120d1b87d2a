//! What can be done to a running world, by a visitor, a script or a drawn fault schedule.
//!
//! An action names nodes, links, messages and timers by what they are (the k-th message on a link,
//! the timer of a node), never by a position in a list, so that it means the same in a run that
//! took another course before.

use std::fmt;

use quorate_proto::{NodeId, Operation, Ratio, Tick, TimerCode, Transport};

/// A moment of a run: a tick, and how many events of that tick have already happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Stamp {
    /// Virtual time.
    pub tick: Tick,
    /// Events of this tick that lie before the moment.
    pub index: u32,
}

impl Stamp {
    /// The moment before any event of this tick.
    #[must_use]
    pub const fn at(tick: Tick) -> Self {
        Self { tick, index: 0 }
    }
}

/// An action and when it happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scheduled {
    /// When.
    pub at: Stamp,
    /// What.
    pub action: Action,
}

impl Scheduled {
    /// Puts actions into the order of time, in which most of them come already; those of one moment
    /// stay as they are.
    pub fn sort(actions: &mut Vec<Self>) {
        for scheduled in std::mem::take(actions) {
            let place = actions.partition_point(|earlier| earlier.at <= scheduled.at);
            actions.insert(place, scheduled);
        }
    }
}

/// Names a message for ever: the `number`-th on the directed link, counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageId {
    /// The sender.
    pub from: NodeId,
    /// The receiver.
    pub to: NodeId,
    /// Position among all messages ever sent on this directed link, from 1.
    pub number: u32,
    /// 0 for the message itself, from 1 for its duplicates.
    pub copy: u16,
}

impl fmt::Display for MessageId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}.{}", self.from, self.to, self.number)?;
        if self.copy > 0 { write!(out, "_{}", self.copy) } else { Ok(()) }
    }
}

/// Some nodes or clients, without repetition, in order.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Group(Vec<NodeId>);

impl Group {
    /// The group of these.
    #[must_use]
    pub fn new(members: impl IntoIterator<Item = NodeId>) -> Self {
        let mut group = Vec::new();
        for member in members {
            if let Err(place) = group.binary_search(&member) {
                group.insert(place, member);
            }
        }
        Self(group)
    }

    /// The group of one.
    #[must_use]
    pub fn one(member: NodeId) -> Self {
        Self(vec![member])
    }

    /// The members, in order.
    pub fn iter(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.0.iter().copied()
    }

    /// Whether somebody belongs to it.
    #[must_use]
    pub fn contains(&self, member: NodeId) -> bool {
        self.0.binary_search(&member).is_ok()
    }

    /// Whether nobody belongs to it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Group {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|member| write!(out, "{member}"))
    }
}

/// How a disk behaves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum DiskMode {
    /// It writes what it says it wrote.
    #[default]
    Honest,
    /// It confirms writes that a crash will take away.
    Lying,
    /// It finishes no write.
    Stalled,
    /// A crash leaves the first parts of a write that was under way.
    Torn,
}

/// A change of the network as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NetworkChange {
    /// Least and most time a message travels.
    Delay(Tick, Tick),
    /// Share of messages that get lost.
    Loss(Ratio),
    /// Share of messages that arrive twice.
    Duplication(Ratio),
    /// Whether links keep the order.
    Fifo(bool),
    /// What is promised to the protocol.
    Transport(Transport),
}

/// Something done to a running world.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// A client asks; `to` pins the request to one node, without retry elsewhere.
    Request {
        /// Who asks.
        client: NodeId,
        /// Whom, if not whoever is believed to lead.
        to: Option<NodeId>,
        /// What for.
        operation: Operation,
    },
    /// A client that waits for an answer asks the same again at once, without losing patience
    /// first; one that waits for nothing is told so, and nothing is asked.
    Retry {
        /// Who asks again.
        client: NodeId,
        /// Whom, if not whoever it would try next; of a request that is pinned to one node, that
        /// one.
        to: Option<NodeId>,
    },
    /// Nodes go down; memory and unsynced writes are gone.
    Crash(Group),
    /// Crashed or halted nodes start from their disks.
    Start(Group),
    /// Nodes stand still.
    Pause(Group),
    /// Paused nodes go on.
    Resume(Group),
    /// Messages between two groups are lost; in one direction only if `one_way`.
    Cut {
        /// One side; the sending one if `one_way`.
        left: Group,
        /// The other side.
        right: Group,
        /// Whether only messages from left to right are lost.
        one_way: bool,
    },
    /// Links between two groups carry messages again.
    Heal {
        /// One side.
        left: Group,
        /// The other side.
        right: Group,
    },
    /// All links carry messages again.
    HealAll,
    /// A timer of a node runs down now.
    Fire {
        /// Whose.
        node: NodeId,
        /// Which.
        timer: TimerCode,
    },
    /// A node's clock runs this many parts per million fast, or slow if negative.
    Skew {
        /// Whose.
        node: NodeId,
        /// Deviation of the rate.
        rate_ppm: i32,
    },
    /// A node's clock jumps.
    Jump {
        /// Whose.
        node: NodeId,
        /// By how many ticks; back if negative.
        by: i64,
    },
    /// A disk behaves so from now on.
    Disk {
        /// Whose.
        node: NodeId,
        /// How.
        mode: DiskMode,
    },
    /// A disk loses everything; the node notices when it starts next.
    Wipe(NodeId),
    /// A message arrives now.
    DeliverNow(MessageId),
    /// A message is lost.
    Drop(MessageId),
    /// A message takes longer.
    Hold(MessageId, Tick),
    /// A message arrives a second time, as long after the first as that one travels.
    Copy(MessageId),
    /// A setting of the protocol changes: position and value.
    SetParameter(usize, u32),
    /// A bug is switched: position, and whether on.
    SetBug(usize, bool),
    /// The network changes.
    SetNetwork(NetworkChange),
    /// The next choice of a node falls so, counted from 0, and is not drawn. Several of them count
    /// one after the other; what is not among the possibilities is drawn all the same.
    Choose {
        /// Whose.
        node: NodeId,
        /// Which of the possibilities.
        choice: u32,
    },
    /// A loop begins; or, if one has begun, one more turn of it is over. Nothing happens, but the
    /// record says so, and whether every node is what it was when the loop began.
    Turn,
    /// A node starts with this on its disk. Takes effect before the node's first start only.
    Prepare {
        /// Whose.
        node: NodeId,
        /// In the protocol's own notation.
        text: String,
    },
}

impl Action {
    /// Whether the action disturbs the cluster, and so counts as a fault on the time line.
    #[must_use]
    pub const fn is_fault(&self) -> bool {
        !matches!(
            self,
            Self::Request { .. }
                | Self::Retry { .. }
                | Self::Prepare { .. }
                | Self::SetParameter(..)
                | Self::Choose { .. }
                | Self::Turn
        )
    }
}
