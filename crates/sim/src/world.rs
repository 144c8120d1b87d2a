//! The world: what is due next, and what happens then.

use std::rc::Rc;

use quorate_proto::order::take_first;
use quorate_proto::random::{Purpose, Random, below};
use quorate_proto::{
    AnyHistory, AnyMoment, Bugs, Choices, Digest, Effect, Env, Input, NodeId, Slot, Status, Tick,
    TimerCode,
};

use crate::action::Stamp;
use crate::client::Client;
use crate::flight::{Flight, Flights, Packet};
use crate::host::Host;
use crate::link::Links;
use crate::queue::{Due, Queue};
use crate::record::{After, Detail, EventKind, LossReason, Lost, Record};
use crate::setup::Setup;
use crate::turns::Loop;
use crate::watch::{Verdict, Watch};

/// A cluster, its surroundings and everything under way, at one moment.
///
/// A world is a value: cloning it is cheap, since nodes, messages and histories are shared until
/// they change, and a clone goes its own way.
#[derive(Clone)]
pub struct World {
    pub(crate) setup: Setup,
    pub(crate) random: Random,
    pub(crate) now: Tick,
    /// Events of this tick so far.
    pub(crate) index: u32,
    pub(crate) events: u64,
    pub(crate) digest: Digest,
    pub(crate) queue: Queue,
    pub(crate) slots: Vec<Slot>,
    pub(crate) hosts: Vec<Host>,
    pub(crate) links: Links,
    pub(crate) flights: Flights,
    pub(crate) clients: Vec<Client>,
    pub(crate) watch: Option<Watch>,
    /// The loop in which it goes round, if it does.
    pub(crate) goes_round: Option<Loop>,
    /// Effects of the step that is going on; kept for its memory.
    pub(crate) effects: Vec<Effect>,
}

impl World {
    /// The world at tick 0, before anybody has started. Its promises are watched.
    #[must_use]
    pub fn new(setup: &Setup) -> Self {
        let mut world = Self::unwatched(setup);
        world.watch = Some(Watch::new(setup.protocol, 0));
        world
    }

    /// The same world, with properties that are asked about every moment: for the test that those
    /// which usually are not ([`quorate_proto::Protocol::listeners`]) have nothing to say.
    #[must_use]
    pub fn thorough(setup: &Setup) -> Self {
        let mut world = Self::unwatched(setup);
        world.watch = Some(Watch::new(setup.protocol, u64::MAX));
        world
    }

    /// The same world without anybody to watch its promises: faster, for speed and statistics.
    #[must_use]
    pub fn unwatched(setup: &Setup) -> Self {
        let nodes = usize::from(setup.nodes.min(crate::setup::NODES_MAX));
        let clients = usize::from(setup.clients.min(crate::setup::CLIENTS_MAX));
        let node = setup.protocol.spawn();
        let image = node.image();
        let slot = Slot { node, image, status: Status::Crashed };
        let mut world = Self {
            setup: *setup,
            random: Random::new(setup.seed),
            now: 0,
            index: 0,
            events: 0,
            digest: Digest::default(),
            queue: Queue::default(),
            slots: vec![slot; nodes],
            hosts: vec![Host::default(); nodes],
            links: Links::new(nodes, clients),
            flights: Flights::default(),
            clients: vec![Client::default(); clients],
            watch: None,
            goes_round: None,
            effects: Vec::new(),
        };
        for index in 0..nodes {
            world.queue.push(0, Due::Boot(index as u16));
        }
        for index in 0..clients {
            world.schedule_workload(index as u16, 0);
        }
        world
    }

    /// What the run started from, with the changes made since.
    #[must_use]
    pub const fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The tick of the latest event.
    #[must_use]
    pub const fn now(&self) -> Tick {
        self.now
    }

    /// The present moment.
    #[must_use]
    pub const fn stamp(&self) -> Stamp {
        Stamp { tick: self.now, index: self.index }
    }

    /// How many events have happened.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.events
    }

    /// The fingerprint of everything that has happened, in order.
    #[must_use]
    pub fn digest(&self) -> u64 {
        std::hash::Hasher::finish(&self.digest)
    }

    /// The nodes.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The surroundings of the nodes, in the same order.
    #[must_use]
    pub fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// The clients.
    #[must_use]
    pub fn clients(&self) -> &[Client] {
        &self.clients
    }

    /// One client, to be asked what it saw.
    #[must_use]
    pub fn client(&self, id: NodeId) -> Option<&Client> {
        self.clients.get(id.index()).filter(|_| id.is_client())
    }

    /// The messages under way, in no particular order.
    pub fn flights(&self) -> impl Iterator<Item = &Flight> {
        self.flights.iter()
    }

    /// The directed links that are cut.
    pub fn cut_links(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        self.links.cut_links()
    }

    /// The state of each promise, in the order of the protocol's properties; empty if unwatched.
    #[must_use]
    pub fn verdicts(&self) -> &[Verdict] {
        self.watch.as_ref().map_or(&[], Watch::verdicts)
    }

    /// When this promise of progress was last kept; 0 if it never was, or if nobody watches.
    #[must_use]
    pub fn kept_last(&self, property: &str) -> Tick {
        self.watch.as_ref().map_or(0, |watch| watch.kept_last(property))
    }

    /// The ghost of the run so far, if it is watched.
    #[must_use]
    pub fn history(&self) -> Option<&Rc<dyn AnyHistory>> {
        self.watch.as_ref().map(Watch::history)
    }

    /// The present value of each of the protocol's figures; empty if unwatched.
    #[must_use]
    pub fn measure(&self) -> Vec<quorate_proto::Ratio> {
        self.watch.as_ref().map_or_else(Vec::new, |watch| {
            watch.measure(&self.slots, &self.setup.parameters, self.setup.bugs)
        })
    }

    /// The tick of the next event, if anything is ever going to happen.
    pub fn next_tick(&mut self) -> Option<Tick> {
        loop {
            let entry = *self.queue.peek()?;
            if self.still_due(entry.due, entry.sequence, entry.tick) {
                return Some(entry.tick);
            }
            self.queue.pop();
        }
    }

    /// Lets the next event happen. False if nothing is ever going to happen.
    pub fn step(&mut self, record: &mut Record) -> bool {
        let happens = self.next_tick().is_some();
        if happens {
            self.happen(record);
        }
        happens
    }

    /// Lets the event happen that [`Self::next_tick`] has found.
    pub(crate) fn happen(&mut self, record: &mut Record) {
        let Some(entry) = self.queue.pop() else { return };
        if entry.tick > self.now {
            self.now = entry.tick;
            self.index = 0;
        }
        let stamp = self.stamp();
        if self.defer(entry.due, entry.sequence) {
            return;
        }
        self.events += 1;
        self.digest.word(self.now);
        match entry.due {
            Due::Flight(place) => self.arrive(place, stamp, record),
            Due::Timer(node, code) => self.run_down(node, code, stamp, record),
            Due::Write(node) => self.write_done(node, stamp, record),
            Due::Boot(node) => self.boot(node, stamp, record),
            Due::Patience(client) => self.lose_patience(client, stamp, record),
            Due::Workload(client) => self.ask_on_its_own(client, stamp, record),
            Due::Disconnect(node, peer) => self.disconnect(node, peer, stamp, record),
        }
        self.judge(record);
        self.index += 1;
        self.finish(record);
    }

    /// An event is over: the record gets the last word on it.
    pub(crate) fn finish(&self, record: &mut Record) {
        if record.detail >= Detail::Steps {
            let slots = &self.slots;
            record.note(|event| {
                let place = event.place.filter(|place| !place.is_client());
                let slot = place.and_then(|place| slots.get(place.index()));
                event.after =
                    slot.map(|slot| After { stance: slot.node.stance(), status: slot.status });
            });
        }
        record.end();
    }

    /// Whether an entry of the queue still stands for something. A timer that was set again since
    /// comes up at its old time and is put back for its new one.
    fn still_due(&mut self, due: Due, sequence: u64, tick: Tick) -> bool {
        match due {
            Due::Flight(place) => self.flights.get(place, sequence).is_some(),
            Due::Timer(node, code) => self.timer_due(node, code, sequence, tick),
            Due::Write(node) => {
                let status = self.slots.get(usize::from(node)).map(|slot| slot.status);
                let paused = status == Some(Status::Paused);
                let host = self.hosts.get(usize::from(node));
                host.is_some_and(|host| host.is_next_write(sequence, paused))
            }
            Due::Patience(client) => self.patience_due(client, sequence, tick),
            Due::Boot(node) => self.hosts.get(usize::from(node)).is_some_and(|host| !host.booted),
            Due::Workload(_) | Due::Disconnect(..) => true,
        }
    }

    fn timer_due(&mut self, node: u16, code: TimerCode, sequence: u64, tick: Tick) -> bool {
        let Some(host) = self.hosts.get_mut(usize::from(node)) else { return false };
        let timer = host.timer_mut(code);
        if timer.queued != Some((tick, sequence)) {
            return false;
        }
        let current = (timer.deadline, timer.sequence);
        if timer.running && current == (tick, sequence) {
            return true;
        }
        timer.queued = timer.running.then_some(current);
        if let Some((deadline, sequence)) = timer.queued {
            self.queue.push_as(deadline, sequence, Due::Timer(node, code));
        }
        false
    }

    fn patience_due(&mut self, client: u16, sequence: u64, tick: Tick) -> bool {
        let Some(state) = self.clients.get_mut(usize::from(client)) else { return false };
        if state.queued != Some((tick, sequence)) {
            return false;
        }
        let current = state.pending.map(|waiting| (waiting.deadline, waiting.patience));
        if current == Some((tick, sequence)) {
            return true;
        }
        state.queued = current;
        if let Some((deadline, sequence)) = current {
            self.queue.push_as(deadline, sequence, Due::Patience(client));
        }
        false
    }

    /// Puts aside what falls due at a node that stands still.
    fn defer(&mut self, due: Due, sequence: u64) -> bool {
        let node = match due {
            Due::Flight(place) => match self.flights.get(place, sequence) {
                Some(flight) if !flight.id.to.is_client() => flight.id.to.index(),
                _ => return false,
            },
            Due::Timer(node, _) | Due::Write(node) | Due::Disconnect(node, _) => usize::from(node),
            Due::Boot(_) | Due::Patience(_) | Due::Workload(_) => return false,
        };
        let paused = self.slots.get(node).is_some_and(|slot| slot.status == Status::Paused);
        if paused && let Some(host) = self.hosts.get_mut(node) {
            host.waiting.push((due, sequence));
            if let Due::Timer(_, code) = due {
                host.timer_mut(code).queued = None;
            }
        }
        paused
    }

    /// A message reaches its end.
    fn arrive(&mut self, place: u32, stamp: Stamp, record: &mut Record) {
        let Some(flight) = self.flights.take(place) else { return };
        let Flight { id, packet, sent, cause, .. } = flight;
        self.digest.word(u64::from(id.from.code()) << 16 | u64::from(id.to.code()));
        self.digest.word(packet.digest());
        let reason = if flight.doom.is_some() {
            flight.doom
        } else if id.from != id.to && self.links.is_cut(id.from, id.to) {
            Some(LossReason::Cut)
        } else {
            (!id.to.is_client() && !self.is_up(id.to)).then_some(LossReason::Down)
        };
        self.digest.word(reason.map_or(0, |reason| reason as u64 + 1));
        if let Some(reason) = reason {
            let lost = || EventKind::Lost(Lost { message: id, packet, sent, reason });
            record.begin(self.events, stamp, Some(id.to), cause, lost);
            return;
        }
        let received = || EventKind::Received { message: id, packet: packet.clone(), sent };
        record.begin(self.events, stamp, Some(id.to), cause, received);
        match &packet {
            Packet::Message(message) => {
                self.step_node(id.to, Input::Message(id.from, message), record);
            }
            Packet::Request(command) => self.step_node(id.to, Input::Request(command), record),
            Packet::Reply(request, outcome) => self.answered(*request, *outcome, record),
        }
    }

    fn run_down(&mut self, node: u16, code: TimerCode, stamp: Stamp, record: &mut Record) {
        let Some(host) = self.hosts.get_mut(usize::from(node)) else { return };
        let timer = host.timer_mut(code);
        timer.running = false;
        timer.queued = None;
        let cause = timer.cause;
        self.digest.word(u64::from(node) << 32 | u64::from(code.kind) << 16);
        let id = NodeId::new(node);
        record.begin(self.events, stamp, Some(id), cause, || EventKind::Fired(code));
        self.step_node(id, Input::Timer(code), record);
    }

    fn boot(&mut self, node: u16, stamp: Stamp, record: &mut Record) {
        let id = NodeId::new(node);
        record.begin(self.events, stamp, Some(id), 0, || EventKind::Booted);
        self.start(id, record);
    }

    fn disconnect(&mut self, node: u16, peer: u16, stamp: Stamp, record: &mut Record) {
        let (id, peer) = (NodeId::new(node), NodeId::new(peer));
        self.digest.word(u64::from(node));
        record.begin(self.events, stamp, Some(id), 0, || EventKind::Disconnected(peer));
        self.step_node(id, Input::Disconnected(peer), record);
    }

    /// Starts a node from what its disk holds.
    pub(crate) fn start(&mut self, node: NodeId, record: &mut Record) {
        let (Some(slot), Some(host)) =
            (self.slots.get_mut(node.index()), self.hosts.get_mut(node.index()))
        else {
            return;
        };
        host.booted = true;
        slot.status = Status::Up;
        self.observe(AnyMoment::Started(node), record);
        self.step_node(node, Input::Boot, record);
        self.refresh_calm();
    }

    pub(crate) fn is_up(&self, node: NodeId) -> bool {
        self.slots.get(node.index()).is_some_and(|slot| slot.status == Status::Up)
    }

    /// Runs one handler of a node and carries out what it caused.
    pub(crate) fn step_node(&mut self, node: NodeId, input: Input<'_>, record: &mut Record) {
        let nodes = self.slots.len();
        let (Some(slot), Some(host)) =
            (self.slots.get_mut(node.index()), self.hosts.get_mut(node.index()))
        else {
            return;
        };
        if slot.status != Status::Up {
            return;
        }
        host.latest_event = self.events;
        let mut effects = std::mem::take(&mut self.effects);
        let mut choices = KeyedChoices {
            random: self.random,
            node: node.code(),
            uses: &mut host.choices,
            settled: &mut host.settled,
        };
        let mut env = Env {
            me: node,
            nodes,
            clock: host.clock.read(self.now),
            parameters: &self.setup.parameters,
            bugs: self.setup.bugs,
            tell: record.detail.tell(),
            choices: &mut choices,
            effects: &mut effects,
        };
        let dirty =
            sole(&mut slot.node, |node| node.fork()).is_some_and(|node| node.step(input, &mut env));
        self.observe(AnyMoment::Stepped(node), record);
        if dirty {
            self.issue_write(node, record);
        }
        self.carry_out(node, &mut effects, record);
        self.effects = effects;
    }

    /// Bugs that are on.
    #[must_use]
    pub const fn bugs(&self) -> Bugs {
        self.setup.bugs
    }
}

/// A node's choices, each under its own key.
struct KeyedChoices<'a> {
    random: Random,
    node: u16,
    uses: &'a mut u64,
    settled: &'a mut Vec<u32>,
}

impl Choices for KeyedChoices<'_> {
    fn choose(&mut self, count: u32) -> u32 {
        *self.uses += 1;
        if let Some(choice) = take_first(self.settled).filter(|choice| *choice < count) {
            return choice;
        }
        let draw = self.random.draw(Purpose::Choice, u32::from(self.node), 0, *self.uses);
        below(draw, u64::from(count)) as u32
    }
}

/// The shared value, to be changed: copied first if others hold it too.
pub(crate) fn sole<T: ?Sized>(
    shared: &mut Rc<T>,
    fork: impl FnOnce(&T) -> Rc<T>,
) -> Option<&mut T> {
    if Rc::get_mut(shared).is_none() {
        *shared = fork(shared);
    }
    Rc::get_mut(shared)
}
