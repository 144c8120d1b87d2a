//! What is explored: a cluster at its first moment, and what may happen to it.

use std::any::Any;
use std::rc::Rc;

use quorate_proto::order;
use quorate_proto::{
    AnyHistory, AnyProtocol, Bugs, Command, Effect, NodeId, Outcome, Parameters, RequestId,
    Service, Slot, Status, Tick, Transport,
};
use quorate_sim::{Packet, Record, Run, Scheduled, Setup, Stamp, Timekeeping, World};

use crate::atlas::{Content, Letter};
use crate::exploration::{Exploration, Wake};
use crate::place::{Place, Timer, Write};

/// How letters travel in untimed worlds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mail {
    /// In any order, each once. A delivery that changes nothing is left out.
    #[default]
    Bag,
    /// In any order, each as often as it likes: what was said once can be heard for ever, as in
    /// specifications that keep a set of messages.
    Set,
    /// In the order in which they were sent on each directed link.
    Queues,
}

/// What holds in every state of an exploration.
pub(crate) struct Rules {
    pub(crate) protocol: &'static dyn AnyProtocol,
    pub(crate) nodes: u16,
    pub(crate) clients: usize,
    pub(crate) parameters: Parameters,
    pub(crate) bugs: Bugs,
    pub(crate) mail: Mail,
    /// Whether promises are watched.
    pub(crate) watched: bool,
    /// Whether a write takes time, so that a crash may come before it is durable.
    pub(crate) slow_disks: bool,
    /// Whether a timer that was set before and is due sooner in any case runs down first.
    pub(crate) timer_order: bool,
    /// How exactly timers keep time: where that is known, it blurs what is due sooner.
    pub(crate) timekeeping: Timekeeping,
    /// Whether deliveries that change nothing are left out.
    pub(crate) prune: bool,
    /// Whether a crash breaks streams.
    pub(crate) streams: bool,
    /// Whether clients get no answers.
    pub(crate) silent: bool,
    pub(crate) cut: Vec<(NodeId, NodeId)>,
    /// What each client waited for when the exploration began.
    pub(crate) waiting: Vec<Option<Command>>,
}

impl Rules {
    /// Whether a client that gets this answer goes on asking: one that may ask anybody is sent to
    /// another node. What an exploration lets clients ask is meant for one node.
    pub(crate) fn asks_on(&self, request: RequestId, outcome: Outcome) -> bool {
        matches!(outcome, Outcome::Redirect(_))
            && self.waiting.iter().flatten().any(|command| command.id == request)
    }

    /// Nodes that reach each other both ways, gathered around one of them.
    pub(crate) fn connected_around(&self, centre: NodeId, nodes: &[NodeId]) -> Vec<NodeId> {
        let mut group = vec![centre];
        for node in nodes.iter().copied().filter(|node| *node != centre) {
            let reaches = |other: &NodeId| !self.is_cut(node, *other) && !self.is_cut(*other, node);
            if group.iter().all(reaches) {
                group.push(node);
            }
        }
        group
    }

    pub(crate) fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        self.cut.contains(&(from, to))
    }
}

/// A client, as far as an exploration needs it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Asker {
    /// The number of its latest request.
    pub(crate) sequence: u32,
    /// The number of the request that it waits for; 0 if it does not wait.
    pub(crate) waiting: u32,
}

/// A moment of a run: where an exploration began, and how to get there.
#[derive(Clone)]
pub(crate) struct Origin {
    /// What the run started from, if that is known.
    pub(crate) setup: Option<Setup>,
    pub(crate) world: World,
    pub(crate) actions: Vec<Scheduled>,
    /// When the first step may be taken.
    pub(crate) tick: Tick,
}

/// What is explored.
pub struct Space {
    pub(crate) rules: Rules,
    pub(crate) places: Vec<Place>,
    pub(crate) letters: Vec<Letter>,
    pub(crate) askers: Vec<Asker>,
    pub(crate) ghost: Option<Rc<dyn AnyHistory>>,
    /// How the nodes boot, if they have not.
    pub(crate) wake: Option<Wake>,
    /// Properties that are broken already, by position.
    pub(crate) broken: Vec<usize>,
    pub(crate) origin: Option<Origin>,
}

/// Most events until the moment from which an exploration begins.
const EVENTS_MAX: u64 = 20_000_000;

impl Space {
    /// A cluster without time, disks that lag or clients: `nodes` nodes that boot one after the
    /// other and then exchange letters in any order. What specifications describe.
    #[must_use]
    pub fn untimed(
        protocol: &'static dyn AnyProtocol,
        nodes: u16,
        parameters: Parameters,
        mail: Mail,
    ) -> Self {
        let place = |index| {
            let node = protocol.spawn();
            let image = node.image();
            Place {
                node: NodeId::new(index),
                slot: Slot { node, image, status: Status::Crashed },
                timers: Vec::new(),
                writes: Vec::new(),
                disk: quorate_sim::DiskMode::Honest,
                clock: 0,
            }
        };
        let rules = Rules {
            protocol,
            nodes,
            clients: 0,
            parameters,
            bugs: Bugs::default(),
            mail,
            watched: true,
            slow_disks: false,
            timer_order: false,
            timekeeping: Timekeeping::default(),
            prune: mail == Mail::Bag,
            streams: false,
            silent: protocol.meta().service == Service::Silent,
            cut: Vec::new(),
            waiting: Vec::new(),
        };
        Self {
            rules,
            places: (0..nodes).map(place).collect(),
            letters: Vec::new(),
            askers: Vec::new(),
            ghost: Some(protocol.history()),
            wake: Some(Exploration::wake),
            broken: Vec::new(),
            origin: None,
        }
    }

    /// The same without anybody to watch promises: then the ghost is no part of a state.
    #[must_use]
    pub fn unwatched(mut self) -> Self {
        self.rules.watched = false;
        self.ghost = None;
        self
    }

    /// The same with these bugs.
    #[must_use]
    pub const fn with_bugs(mut self, bugs: Bugs) -> Self {
        self.rules.bugs = bugs;
        self
    }

    /// How many nodes there are.
    #[must_use]
    pub const fn nodes(&self) -> u16 {
        self.rules.nodes
    }

    /// The same with so many clients, none of which has asked yet.
    #[must_use]
    pub fn with_clients(mut self, clients: u16) -> Self {
        self.rules.clients = usize::from(clients);
        self.askers = vec![Asker::default(); usize::from(clients)];
        self
    }

    /// The same with this letter under way from the start.
    #[must_use]
    pub fn with_letter(mut self, letter: Letter) -> Self {
        self.letters.push(letter);
        self
    }

    /// The same with deliveries that change nothing left out, or not.
    #[must_use]
    pub const fn pruned(mut self, prune: bool) -> Self {
        self.rules.prune = prune;
        self
    }

    /// A run at a moment: all that has happened by then has happened, and from there on everything
    /// may happen in any order. `None` if the moment lies too far in the run.
    #[must_use]
    pub fn at_moment(setup: &Setup, actions: &[Scheduled], at: Stamp) -> Option<Self> {
        let mut run = Run::new(setup, actions);
        if !run.run_until(at, EVENTS_MAX, &mut Record::default()) {
            return None;
        }
        let mut space = Self::from_world(run.world());
        let performed = run.actions().get(..run.performed()).unwrap_or_default().to_vec();
        if let Some(origin) = &mut space.origin {
            origin.setup = Some(*setup);
            origin.actions = performed;
            origin.tick = at.tick.max(run.world().now());
        }
        Some(space)
    }

    /// The present moment of a world.
    ///
    /// Letters under way, timers that run, unfinished writes, cut links and disks are taken as they
    /// are; how long anything takes is forgotten, and clocks stand still. What the network has
    /// already lost is lost. Clients go on waiting for what they wait for; what the exploration
    /// lets them ask, they ask of one node, once.
    #[must_use]
    pub fn from_world(world: &World) -> Self {
        let setup = world.setup();
        let nodes = world.slots().len() as u16;
        let rules = Rules {
            protocol: setup.protocol,
            nodes,
            clients: world.clients().len(),
            parameters: setup.parameters,
            bugs: setup.bugs,
            mail: if setup.network.fifo || setup.network.transport == Transport::Stream {
                Mail::Queues
            } else {
                Mail::Bag
            },
            watched: world.history().is_some(),
            slow_disks: setup.disk.1 > 0,
            timer_order: true,
            timekeeping: setup.timekeeping,
            prune: true,
            streams: setup.network.transport == Transport::Stream,
            silent: setup.protocol.meta().service == Service::Silent,
            cut: world.cut_links().collect(),
            waiting: world.clients().iter().map(|it| it.waiting().map(|it| it.0)).collect(),
        };
        let broken = world.verdicts().iter().enumerate();
        let broken = broken
            .filter(|(_, verdict)| verdict.standing == quorate_sim::Standing::Broken)
            .map(|(position, _)| position)
            .collect();
        Self {
            places: (0..nodes).filter_map(|index| place_of(world, index)).collect(),
            letters: letters_of(world, &rules),
            askers: askers_of(world),
            ghost: world.history().cloned(),
            wake: None,
            broken,
            origin: Some(Origin {
                setup: None,
                world: world.clone(),
                actions: Vec::new(),
                tick: world.now(),
            }),
            rules,
        }
    }
}

fn place_of(world: &World, index: u16) -> Option<Place> {
    let slot = world.slots().get(usize::from(index))?;
    let host = world.hosts().get(usize::from(index))?;
    let mut timers: Vec<_> = host.timers().collect();
    order::sort_by_key(&mut timers, |timer| (timer.deadline, timer.started, timer.code));
    let left = |deadline: Tick| host.clock().own_span(deadline.saturating_sub(world.now()));
    let timers = timers.iter().map(|timer| {
        let span = left(timer.deadline);
        Timer { code: timer.code, least: span, most: span }
    });
    let write = |(image, held): (&Rc<dyn Any>, &[Effect])| Write {
        image: image.clone(),
        held: held.to_vec(),
    };
    Some(Place {
        node: NodeId::new(index),
        slot: slot.clone(),
        timers: timers.collect(),
        writes: host.writes().map(write).collect(),
        disk: host.disk_mode(),
        clock: host.clock().read(world.now()),
    })
}

fn letters_of(world: &World, rules: &Rules) -> Vec<Letter> {
    let mut flights: Vec<_> = world.flights().filter(|flight| flight.doom.is_none()).collect();
    order::sort_by_key(&mut flights, |flight| (flight.id, flight.arrives));
    let letter = |flight: &&quorate_sim::Flight| {
        let content = match &flight.packet {
            Packet::Message(message) => Content::Message(message.clone()),
            Packet::Request(command) => Content::Request(*command),
            Packet::Reply(..) => return None,
        };
        let (from, to) = (flight.id.from, flight.id.to);
        (!rules.is_cut(from, to)).then_some(Letter { from, to, content })
    };
    flights.iter().filter_map(letter).collect()
}

/// Clients wait for what they wait for, unless the answer is already on its way: nothing that may
/// happen depends on when it comes.
fn askers_of(world: &World) -> Vec<Asker> {
    let is_coming = |id: RequestId| {
        world.flights().any(|flight| match &flight.packet {
            Packet::Reply(request, outcome) => {
                *request == id && !matches!(outcome, Outcome::Redirect(_)) && flight.doom.is_none()
            }
            Packet::Message(_) | Packet::Request(_) => false,
        })
    };
    let asker = |client: &quorate_sim::Client| {
        let waiting = client.waiting().map(|(command, _)| command.id);
        let waiting = waiting.filter(|id| !is_coming(*id));
        Asker {
            sequence: client.operations().len() as u32,
            waiting: waiting.map_or(0, |id| id.sequence),
        }
    };
    world.clients().iter().map(asker).collect()
}
