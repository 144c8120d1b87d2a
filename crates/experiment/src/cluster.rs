//! What experiments on elections share: the cluster, and how its new leader is found.
//!
//! Everything is seen from outside, as a bystander with a stopwatch would see it: who is in which
//! role and term, and which messages are under way. Nothing asks a server what it thinks.

use quorate_proto::time::MILLISECOND;
use quorate_proto::{AnyProtocol, Meta, NodeId, Parameters, Status, Tick, TimerCode, Tone};
use quorate_sim::{
    Action, Network, Packet, Record, Run, Scheduled, Setup, Stamp, Timekeeping, World,
};

/// After this much virtual time without a leader an election counts as endless.
const ELECTION_MAX: Tick = 600 * quorate_proto::time::SECOND;
/// Most events of one election: a bound on computing that no sensible setting reaches.
const EVENTS_MAX: u64 = 5_000_000;

/// A cluster to hold elections in.
#[derive(Clone, Copy)]
pub(crate) struct Cluster {
    /// How many servers.
    pub(crate) nodes: u16,
    /// Least and most time that a message takes.
    pub(crate) delay: (Tick, Tick),
    /// Least and most time that a write takes.
    pub(crate) disk: (Tick, Tick),
    /// How exactly timers keep time.
    pub(crate) timekeeping: Timekeeping,
    /// Least and most election timeout, in milliseconds.
    pub(crate) timeout: (u64, u64),
    /// The seed of everything random.
    pub(crate) seed: u64,
}

impl Cluster {
    /// The world to begin with. No server opens its term with a no-op: logs stay as they are.
    pub(crate) fn setup(&self) -> Option<Setup> {
        let protocol: &'static dyn AnyProtocol = quorate_catalog::find("raft")?;
        let meta = protocol.meta();
        let mut parameters = Parameters::defaults(meta);
        for (id, value) in timing(self.timeout).into_iter().chain([("noop", 0)]) {
            parameters.set(meta, position(meta, id), value);
        }
        let setup = Setup::new(protocol, self.seed);
        let network = Network { delay: self.delay, ..setup.network };
        Some(Setup {
            nodes: self.nodes,
            clients: 0,
            workload: 0,
            disk: self.disk,
            timekeeping: self.timekeeping,
            parameters,
            network,
            ..setup
        })
    }
}

/// The parameters of a range of election timeouts: heartbeats come twice per least timeout.
pub(crate) fn timing((least, most): (u64, u64)) -> [(&'static str, u32); 3] {
    let milliseconds = |span: u64| u32::try_from(span).unwrap_or(u32::MAX);
    [
        ("electionmin", milliseconds(least)),
        ("electionmax", milliseconds(most)),
        ("heartbeat", milliseconds(least / 2).max(1)),
    ]
}

/// Gives every server a log of another length, the first one the longest.
pub(crate) fn different_logs(nodes: u16) -> impl Iterator<Item = Scheduled> {
    (0..nodes).map(move |index| {
        let text = vec!["1"; usize::from(nodes - index)].join("-");
        let action = Action::Prepare { node: NodeId::new(index), text };
        Scheduled { at: Stamp::default(), action }
    })
}

/// A timer of a server, by its name.
pub(crate) fn timer(meta: &Meta, id: &str) -> TimerCode {
    let kind = meta.timers.iter().take_while(|timer| timer.id != id).count();
    TimerCode { kind: u8::try_from(kind).unwrap_or(u8::MAX), subject: 0 }
}

/// Where a parameter stands; past the end if the protocol has no such parameter.
pub(crate) fn position(meta: &Meta, id: &str) -> usize {
    meta.parameters.iter().take_while(|parameter| parameter.id != id).count()
}

/// Who leads, and in which term: of several, whoever leads the latest one.
pub(crate) fn leader(world: &World) -> Option<(NodeId, u64)> {
    let up = world.slots().iter().zip(0..).filter(|(slot, _)| slot.status == Status::Up);
    let leads = up.filter_map(|(slot, index)| {
        let stance = slot.node.stance().filter(|stance| stance.role.id == "leader")?;
        Some((NodeId::new(index), stance.epoch))
    });
    leads.max_by_key(|(_, term)| *term)
}

/// The latest term that any server which runs has heard of.
pub(crate) fn latest_term(world: &World) -> u64 {
    let up = world.slots().iter().filter(|slot| slot.status == Status::Up);
    up.filter_map(|slot| slot.node.stance()).map(|stance| stance.epoch).max().unwrap_or(0)
}

/// How an election went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Election {
    /// It came to its end.
    Over(Elected),
    /// It went on for ten minutes, and might have for ever.
    Endless,
}

impl Election {
    /// How long it took, in milliseconds: beyond all numbers if it had no end.
    pub(crate) fn milliseconds(self, time: impl Fn(Elected) -> Tick) -> f64 {
        match self {
            Self::Over(elected) => time(elected) as f64 / MILLISECOND as f64,
            Self::Endless => f64::INFINITY,
        }
    }
}

/// An election that came to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Elected {
    /// When the new leader had its majority.
    pub(crate) won: Tick,
    /// When the last of the others received its first heartbeat.
    pub(crate) heard: Tick,
}

/// Lets the world go on until there is a leader of a term later than `term` of whom everybody that
/// runs has heard, and whom everybody follows. Nothing if that takes too many events.
pub(crate) fn elect(run: &mut Run, term: u64) -> Option<Election> {
    let mut record = Record::default();
    let limit = run.world().events().saturating_add(EVENTS_MAX);
    let end = run.world().now().saturating_add(ELECTION_MAX);
    let mut reign: Option<Reign> = None;
    while run.world().events() < limit {
        if run.world().now() > end || !run.step(&mut record) {
            return Some(Election::Endless);
        }
        let world = run.world();
        let Some((leader, its_term)) = leader(world).filter(|(_, its_term)| *its_term > term)
        else {
            reign = None;
            continue;
        };
        if reign.as_ref().is_none_or(|reign| reign.term != its_term) {
            reign = Some(Reign::new(world, leader, its_term));
        }
        let elected = reign.as_mut().and_then(|reign| reign.watch(world));
        if let Some(elected) = elected {
            return Some(Election::Over(elected));
        }
    }
    None
}

/// Somebody leads; who has heard of it?
struct Reign {
    leader: NodeId,
    term: u64,
    won: Tick,
    /// When its first heartbeat reaches each server, once that is known.
    arrivals: Vec<Option<Tick>>,
}

impl Reign {
    fn new(world: &World, leader: NodeId, term: u64) -> Self {
        Self { leader, term, won: world.now(), arrivals: vec![None; world.slots().len()] }
    }

    /// Looks at the messages under way, and at who follows.
    fn watch(&mut self, world: &World) -> Option<Elected> {
        let kinds = world.setup().protocol.meta().kinds;
        for flight in world.flights().filter(|flight| flight.id.from == self.leader) {
            let Packet::Message(message) = &flight.packet else { continue };
            let tone = kinds.get(message.kind()).map(|kind| kind.tone);
            let first = self.arrivals.get_mut(flight.id.to.index());
            if let Some(first) = first.filter(|_| !flight.id.to.is_client())
                && matches!(tone, Some(Tone::Lead | Tone::Beat))
                && flight.sent >= self.won
            {
                *first = Some(first.map_or(flight.arrives, |known| known.min(flight.arrives)));
            }
        }
        let mut heard = self.won;
        for (index, slot) in world.slots().iter().enumerate() {
            if slot.status != Status::Up || index == self.leader.index() {
                continue;
            }
            let follows = slot.node.stance().is_some_and(|stance| stance.epoch == self.term);
            heard = heard.max(self.arrivals.get(index).copied().flatten().filter(|_| follows)?);
        }
        (world.now() >= heard).then_some(Elected { won: self.won, heard })
    }
}
