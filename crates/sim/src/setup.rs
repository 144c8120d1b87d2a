//! What a run starts from.

use std::fmt;

use quorate_proto::time::MILLISECOND;
use quorate_proto::{AnyProtocol, Bugs, Parameters, Ratio, Tick, Transport};

use crate::action::NetworkChange;

/// Most nodes that a world takes.
pub const NODES_MAX: u16 = 4_096;
/// Most clients that a world takes.
pub const CLIENTS_MAX: u16 = 64;

/// Everything that, together with the actions, determines a run.
#[derive(Clone, Copy)]
pub struct Setup {
    /// Which protocol runs.
    pub protocol: &'static dyn AnyProtocol,
    /// How many nodes.
    pub nodes: u16,
    /// How many clients.
    pub clients: u16,
    /// The seed of every draw.
    pub seed: u64,
    /// The protocol's settings.
    pub parameters: Parameters,
    /// The bugs that are on.
    pub bugs: Bugs,
    /// What carries messages.
    pub network: Network,
    /// Least and most time until a write is durable; (0, 0) for a disk without delay.
    pub disk: (Tick, Tick),
    /// How long each client waits between its own requests; 0 for none of its own.
    pub workload: Tick,
    /// How exactly nodes' timers keep time.
    pub timekeeping: Timekeeping,
}

impl Setup {
    /// What the protocol suggests, with this seed.
    #[must_use]
    pub fn new(protocol: &'static dyn AnyProtocol, seed: u64) -> Self {
        let meta = protocol.meta();
        Self {
            protocol,
            nodes: meta.nodes_default,
            clients: meta.environment.clients,
            seed,
            parameters: Parameters::defaults(meta),
            bugs: Bugs::default(),
            network: Network { delay: meta.environment.delay, ..Network::reliable(meta.transport) },
            disk: meta.environment.disk,
            workload: meta.environment.workload,
            timekeeping: Timekeeping::default(),
        }
    }
}

impl PartialEq for Setup {
    fn eq(&self, other: &Self) -> bool {
        self.protocol.meta().id == other.protocol.meta().id
            && (self.nodes, self.clients, self.seed) == (other.nodes, other.clients, other.seed)
            && (self.parameters, self.bugs) == (other.parameters, other.bugs)
            && self.network == other.network
            && (self.disk, self.workload) == (other.disk, other.workload)
            && self.timekeeping == other.timekeeping
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Setup")
            .field("protocol", &self.protocol.meta().id)
            .field("nodes", &self.nodes)
            .field("clients", &self.clients)
            .field("seed", &self.seed)
            .field("parameters", &self.parameters)
            .field("bugs", &self.bugs)
            .field("network", &self.network)
            .field("disk", &self.disk)
            .field("workload", &self.workload)
            .field("timekeeping", &self.timekeeping)
            .finish()
    }
}

/// How exactly nodes' timers keep time; to the tick, unless somebody says otherwise.
///
/// A program asks its machine to be woken at a moment and is woken some time after it. That is
/// little, but of nodes that wait for exactly as long as each other it is all that ever tells one
/// from the other. And many a program counts its timeouts in whole milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Timekeeping {
    /// Timeouts are rounded to whole multiples of this, and to one at least; 0 for any tick.
    pub grain: Tick,
    /// How late a timer that has run down is noticed at most; 0 for at once.
    pub late: Tick,
}

impl Timekeeping {
    /// For how long a timer is set that was to be set for `span`.
    #[must_use]
    pub const fn rounded(&self, span: Tick) -> Tick {
        if self.grain <= 1 {
            return span;
        }
        let multiples = span.saturating_add(self.grain / 2) / self.grain;
        let multiples = if multiples == 0 { 1 } else { multiples };
        multiples.saturating_mul(self.grain)
    }

    /// How long it takes at least and at most until a timer is noticed that was to be set for
    /// between `least` and `most`.
    #[must_use]
    pub const fn noticed(&self, least: Tick, most: Tick) -> (Tick, Tick) {
        (self.rounded(least), self.rounded(most).saturating_add(self.late))
    }
}

/// What carries messages, and how well.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Network {
    /// What is promised to the protocol.
    pub transport: Transport,
    /// Least and most time a message travels.
    pub delay: (Tick, Tick),
    /// Share of messages that get lost.
    pub loss: Ratio,
    /// Share of messages that arrive twice.
    pub duplication: Ratio,
    /// Whether messages on one link arrive in the order in which they were sent.
    pub fifo: bool,
}

impl Network {
    /// A network of 10 to 20 ms that loses and repeats nothing.
    #[must_use]
    pub const fn reliable(transport: Transport) -> Self {
        Self {
            transport,
            delay: (10 * MILLISECOND, 20 * MILLISECOND),
            loss: Ratio::ZERO,
            duplication: Ratio::ZERO,
            fifo: !matches!(transport, Transport::Datagram),
        }
    }

    /// Changes it in one respect.
    pub fn change(&mut self, change: NetworkChange) {
        match change {
            NetworkChange::Delay(least, most) => self.delay = (least, most.max(least)),
            NetworkChange::Loss(share) => self.loss = share,
            NetworkChange::Duplication(share) => self.duplication = share,
            NetworkChange::Fifo(on) => self.fifo = on,
            NetworkChange::Transport(transport) => self.transport = transport,
        }
    }
}
