//! What happens when somebody acts on the world.

use std::any::Any;
use std::rc::Rc;

use quorate_proto::random::{Purpose, below};
use quorate_proto::{AnyMoment, Input, NodeId, Status, Tick, TimerCode, Transport};

use crate::action::{Action, DiskMode, Group, MessageId};
use crate::queue::Due;
use crate::record::{EventKind, LossReason, Lost, Record};
use crate::world::{World, sole};

/// Parts of a write that a torn one may leave, at most.
const TORN_PARTS_MAX: u64 = 8;

impl World {
    /// Lets time pass to `tick` without an event. Time never goes back.
    pub(crate) fn wait_until(&mut self, tick: Tick) {
        if tick > self.now {
            self.now = tick;
            self.index = 0;
        }
    }

    /// Does something to the world now. What names nothing that exists does nothing.
    pub(crate) fn act(&mut self, action: &Action, record: &mut Record) {
        self.events += 1;
        self.digest.word(self.now);
        self.digest.word(u64::from(self.index) << 32 | u64::MAX >> 40);
        let stamp = self.stamp();
        let place = place_of(action);
        record.begin(self.events, stamp, place, 0, || EventKind::Acted(action.clone()));
        match action {
            Action::Request { client, to, operation } => {
                self.request(*client, *to, *operation, record);
            }
            Action::Retry { client, to } => self.ask_again(*client, *to, record),
            Action::Crash(group) => group.iter().for_each(|node| self.crash(node, record)),
            Action::Start(group) => group.iter().for_each(|node| self.start_again(node, record)),
            Action::Pause(group) => group.iter().for_each(|node| self.pause(node)),
            Action::Resume(group) => group.iter().for_each(|node| self.resume(node)),
            Action::Cut { left, right, one_way } => self.cut(left, right, *one_way),
            Action::Heal { left, right } => self.heal(left, right),
            Action::HealAll => self.heal_all(),
            Action::Fire { node, timer } => self.fire(*node, *timer, record),
            Action::Skew { node, rate_ppm } => self.skew(*node, *rate_ppm),
            Action::Jump { node, by } => {
                let now = self.now;
                if let Some(host) = self.host_of(*node) {
                    host.clock = host.clock.jumped(now, *by);
                }
            }
            Action::Disk { node, mode } => self.set_disk(*node, *mode),
            Action::Wipe(node) => self.wipe(*node),
            Action::DeliverNow(message) => self.deliver_now(*message),
            Action::Drop(message) => self.drop_message(*message, record),
            Action::Hold(message, span) => self.hold(*message, *span),
            Action::Copy(message) => self.copy(*message, record),
            Action::SetParameter(position, value) => {
                let meta = self.setup.protocol.meta();
                self.setup.parameters.set(meta, *position, *value);
            }
            Action::SetBug(position, on) => {
                self.setup.bugs = self.setup.bugs.with(*position, *on);
            }
            Action::SetNetwork(change) => self.setup.network.change(*change),
            Action::Choose { node, choice } => {
                if let Some(host) = self.host_of(*node) {
                    host.settled.push(*choice);
                }
            }
            Action::Turn => self.turn(record),
            Action::Prepare { node, text } => self.prepare(*node, text),
        }
        // Clients ask again of their own accord too, and a turn is only told.
        if !matches!(action, Action::Retry { .. } | Action::Turn) {
            self.refresh_calm();
        }
        self.finish(record);
    }

    fn host_of(&mut self, node: NodeId) -> Option<&mut crate::Host> {
        self.hosts.get_mut(node.index()).filter(|_| !node.is_client())
    }

    fn crash(&mut self, node: NodeId, record: &mut Record) {
        let Some(slot) = self.slots.get_mut(node.index()).filter(|_| !node.is_client()) else {
            return;
        };
        if slot.status == Status::Crashed {
            // Who has not started yet is not going to, until somebody starts it.
            if let Some(host) = self.hosts.get_mut(node.index()) {
                host.booted = true;
            }
            return;
        }
        slot.status = Status::Crashed;
        self.tear(node);
        if let (Some(slot), Some(host)) =
            (self.slots.get_mut(node.index()), self.hosts.get_mut(node.index()))
        {
            host.crash();
            let image = slot.image.clone();
            if let Some(node) = sole(&mut slot.node, |node| node.fork()) {
                node.crash(image.as_ref());
            }
        }
        self.requeue_waiting(node);
        self.observe(AnyMoment::Crashed(node), record);
        if self.setup.network.transport == Transport::Stream {
            for index in 0..self.slots.len() {
                let peer = NodeId::new(index as u16);
                if peer != node {
                    self.break_stream(node, peer);
                }
            }
        }
    }

    /// A torn disk keeps the first parts of the write that the crash interrupts.
    fn tear(&mut self, node: NodeId) {
        let (Some(slot), Some(host)) =
            (self.slots.get_mut(node.index()), self.hosts.get(node.index()))
        else {
            return;
        };
        if let (DiskMode::Torn, Some(write)) = (host.disk.mode, host.disk.writes.first()) {
            let key = host.disk.issued;
            let draw = self.random.draw(Purpose::Disk, u32::from(node.code()), 1, key);
            let parts = below(draw, TORN_PARTS_MAX + 1) as u32;
            let protocol = self.setup.protocol;
            slot.image = protocol.torn(slot.image.as_ref(), write.image.as_ref(), parts);
        }
    }

    fn start_again(&mut self, node: NodeId, record: &mut Record) {
        let down = self.slots.get(node.index()).is_some_and(|slot| {
            matches!(slot.status, Status::Crashed | Status::Halted) && !node.is_client()
        });
        if !down {
            return;
        }
        if let Some(slot) = self.slots.get_mut(node.index()) {
            let image = slot.image.clone();
            if let Some(node) = sole(&mut slot.node, |node| node.fork()) {
                node.crash(image.as_ref());
            }
        }
        if let Some(host) = self.hosts.get_mut(node.index()) {
            host.halted_by = None;
        }
        self.start(node, record);
    }

    fn pause(&mut self, node: NodeId) {
        if let Some(slot) = self.slots.get_mut(node.index()).filter(|_| !node.is_client())
            && slot.status == Status::Up
        {
            slot.status = Status::Paused;
        }
    }

    /// What fell due meanwhile happens now, in its old order.
    fn resume(&mut self, node: NodeId) {
        let Some(slot) = self.slots.get_mut(node.index()).filter(|_| !node.is_client()) else {
            return;
        };
        if slot.status != Status::Paused {
            return;
        }
        slot.status = Status::Up;
        self.requeue_waiting(node);
    }

    /// What waited for a node that stood still comes up now, in its old order. Of a node that went
    /// down meanwhile only messages are left, and they will find nobody.
    fn requeue_waiting(&mut self, node: NodeId) {
        let now = self.now;
        let waiting =
            self.hosts.get_mut(node.index()).map(|host| std::mem::take(&mut host.waiting));
        for (due, old) in waiting.unwrap_or_default() {
            let Some(host) = self.hosts.get_mut(node.index()) else { return };
            match due {
                Due::Flight(place) if self.flights.get(place, old).is_some() => {
                    let sequence = self.queue.push(now, due);
                    if let Some(flight) = self.flights.at_mut(place) {
                        flight.sequence = sequence;
                    }
                }
                Due::Timer(_, code) => {
                    let timer = host.timer_mut(code);
                    if timer.running && timer.sequence == old {
                        timer.sequence = self.queue.push(now, due);
                        timer.deadline = now;
                        timer.queued = Some((now, timer.sequence));
                    }
                }
                Due::Write(_) => {
                    let mut writes = host.disk.writes.iter();
                    if writes.any(|write| write.sequence == old) {
                        self.queue.push_as(now, old, due);
                    }
                }
                Due::Disconnect(..) => {
                    self.queue.push(now, due);
                }
                Due::Flight(_) | Due::Boot(_) | Due::Patience(_) | Due::Workload(_) => {}
            }
        }
    }

    fn cut(&mut self, left: &Group, right: &Group, one_way: bool) {
        for from in left.iter() {
            for to in right.iter() {
                self.cut_link(from, to);
                if !one_way {
                    self.cut_link(to, from);
                }
            }
        }
    }

    fn cut_link(&mut self, from: NodeId, to: NodeId) {
        if from != to && self.exists(from) && self.exists(to) && self.links.set_cut(from, to, true)
        {
            self.break_stream(from, to);
        }
    }

    fn heal(&mut self, left: &Group, right: &Group) {
        for from in left.iter() {
            for to in right.iter() {
                self.links.set_cut(from, to, false);
                self.links.set_cut(to, from, false);
            }
        }
    }

    fn heal_all(&mut self) {
        let cut: Vec<_> = self.links.cut_links().collect();
        for (from, to) in cut {
            self.links.set_cut(from, to, false);
        }
    }

    fn exists(&self, participant: NodeId) -> bool {
        let known: usize =
            if participant.is_client() { self.clients.len() } else { self.slots.len() };
        participant.index() < known
    }

    /// Over streams a cut or a crash takes what is under way, and both ends are told.
    fn break_stream(&mut self, one: NodeId, other: NodeId) {
        if self.setup.network.transport != Transport::Stream || one.is_client() || other.is_client()
        {
            return;
        }
        for place in self.flights.places_where(|flight| {
            let ends = (flight.id.from, flight.id.to);
            ends == (one, other) || ends == (other, one)
        }) {
            if let Some(flight) = self.flights.at_mut(place) {
                flight.doom = Some(LossReason::Cut);
            }
        }
        let told = self.now.saturating_add(self.setup.network.delay.0);
        for (node, peer) in [(one, other), (other, one)] {
            self.queue.push(told, Due::Disconnect(node.code(), peer.code()));
        }
    }

    fn fire(&mut self, node: NodeId, timer: TimerCode, record: &mut Record) {
        let running = self
            .hosts
            .get_mut(node.index())
            .filter(|host| !node.is_client() && host.timer(timer).is_some());
        let Some(host) = running else { return };
        if self.slots.get(node.index()).is_none_or(|slot| slot.status != Status::Up) {
            return;
        }
        host.timer_mut(timer).running = false;
        self.step_node(node, Input::Timer(timer), record);
    }

    /// Running timers keep what is left of them on the node's own clock.
    fn skew(&mut self, node: NodeId, rate_ppm: i32) {
        let now = self.now;
        let Some(host) = self.host_of(node) else { return };
        let old = host.clock;
        host.clock = old.with_rate(now, rate_ppm);
        let clock = host.clock;
        let codes: Vec<TimerCode> = host.timers().map(|timer| timer.code).collect();
        for code in codes {
            let Some(host) = self.hosts.get_mut(node.index()) else { return };
            let timer = host.timer_mut(code);
            let left = old.own_span(timer.deadline.saturating_sub(now));
            timer.deadline = now.saturating_add(clock.real_span(left));
            timer.join(&mut self.queue, node);
        }
    }

    fn set_disk(&mut self, node: NodeId, mode: DiskMode) {
        let now = self.now;
        let Some(host) = self.host_of(node) else { return };
        let was_stalled = host.disk.mode == DiskMode::Stalled;
        host.disk.mode = mode;
        if was_stalled && mode != DiskMode::Stalled {
            let sequences: Vec<u64> = host.disk.writes.iter().map(|write| write.sequence).collect();
            host.disk.done_last = now;
            for sequence in sequences {
                self.queue.push_as(now, sequence, Due::Write(node.code()));
            }
        }
    }

    fn wipe(&mut self, node: NodeId) {
        let empty: Rc<dyn Any> = self.setup.protocol.spawn().image();
        if let Some(slot) = self.slots.get_mut(node.index()).filter(|_| !node.is_client()) {
            slot.image = empty;
        }
    }

    fn prepare(&mut self, node: NodeId, text: &str) {
        let fresh = self.hosts.get(node.index()).is_some_and(|host| !host.booted);
        let Some(image) = self.setup.protocol.prepare(text).filter(|_| fresh) else { return };
        if let Some(slot) = self.slots.get_mut(node.index()).filter(|_| !node.is_client()) {
            if let Some(node) = sole(&mut slot.node, |node| node.fork()) {
                node.crash(image.as_ref());
            }
            slot.image = image;
        }
    }

    fn places_of(&self, message: MessageId) -> Option<u32> {
        self.flights.places_where(|flight| flight.id == message).first().copied()
    }

    /// Lets a message arrive at another time.
    fn reschedule(&mut self, place: u32, arrives: Tick) {
        let sequence = self.queue.push(arrives, Due::Flight(place));
        if let Some(flight) = self.flights.at_mut(place) {
            flight.arrives = arrives;
            flight.sequence = sequence;
        }
    }

    fn deliver_now(&mut self, message: MessageId) {
        let Some(place) = self.places_of(message) else { return };
        if let Some(flight) = self.flights.at_mut(place) {
            flight.doom = None;
        }
        self.reschedule(place, self.now);
    }

    fn hold(&mut self, message: MessageId, span: Tick) {
        let Some(place) = self.places_of(message) else { return };
        let arrives = self.flights.at_mut(place).map_or(self.now, |flight| flight.arrives);
        self.reschedule(place, arrives.saturating_add(span));
    }

    fn drop_message(&mut self, message: MessageId, record: &mut Record) {
        let Some(place) = self.places_of(message) else { return };
        let Some(flight) = self.flights.take(place) else { return };
        let (packet, sent) = (flight.packet, flight.sent);
        record.note(|event| {
            event.lost = Some(Lost { message, packet, sent, reason: LossReason::Dropped });
        });
    }

    fn copy(&mut self, message: MessageId, record: &mut Record) {
        let Some(place) = self.places_of(message) else { return };
        let copies = self.flights.places_where(|flight| {
            MessageId { copy: 0, ..flight.id } == MessageId { copy: 0, ..message }
        });
        let taken =
            copies.iter().filter_map(|place| self.flights.at(*place).map(|flight| flight.id.copy));
        let copy = taken.max().unwrap_or(0).saturating_add(1);
        let Some(flight) = self.flights.at(place) else { return };
        let span = flight.arrives.saturating_sub(flight.sent);
        let arrives = flight.arrives.saturating_add(span);
        let packet = flight.packet.clone();
        self.launch(MessageId { copy, ..message }, packet, arrives, None, record);
    }
}

/// The one participant that an action is about, if it is about one.
fn place_of(action: &Action) -> Option<NodeId> {
    let only = |group: &Group| {
        let mut members = group.iter();
        members.next().filter(|_| members.next().is_none())
    };
    match action {
        Action::Request { client, .. } | Action::Retry { client, .. } => Some(*client),
        Action::Crash(group)
        | Action::Start(group)
        | Action::Pause(group)
        | Action::Resume(group) => only(group),
        Action::Fire { node, .. }
        | Action::Skew { node, .. }
        | Action::Jump { node, .. }
        | Action::Disk { node, .. }
        | Action::Wipe(node)
        | Action::Choose { node, .. }
        | Action::Prepare { node, .. } => Some(*node),
        Action::DeliverNow(message)
        | Action::Drop(message)
        | Action::Hold(message, _)
        | Action::Copy(message) => Some(message.from),
        Action::Cut { .. }
        | Action::Heal { .. }
        | Action::HealAll
        | Action::SetParameter(..)
        | Action::SetBug(..)
        | Action::SetNetwork(_)
        | Action::Turn => None,
    }
}
