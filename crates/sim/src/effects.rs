//! How effects are carried out: what leaves at once, and what waits for the disk.

use quorate_proto::order::take_first;
use quorate_proto::random::{Purpose, between};
use quorate_proto::{
    AnyMessage, AnyMoment, Effect, NodeId, Outcome, RequestId, Status, Tick, TimerCode, Transport,
};

use crate::action::{DiskMode, MessageId, Stamp};
use crate::flight::{Flight, Packet};
use crate::host::Write;
use crate::queue::Due;
use crate::record::{EventKind, LossReason, Record, Sent};
use crate::world::World;

impl World {
    /// A step touched durable state: the image goes to the disk.
    pub(crate) fn issue_write(&mut self, node: NodeId, record: &mut Record) {
        let (Some(slot), Some(host)) =
            (self.slots.get_mut(node.index()), self.hosts.get_mut(node.index()))
        else {
            return;
        };
        let image = slot.node.image();
        let (least, most) = self.setup.disk;
        host.disk.issued += 1;
        let at_once = most == 0 && host.disk.writes.is_empty();
        if at_once && host.disk.mode != DiskMode::Stalled {
            if host.disk.mode != DiskMode::Lying {
                slot.image = image;
            }
            self.observe(AnyMoment::Durable(node), record);
            return;
        }
        let key = host.disk.issued;
        let draw = self.random.draw(Purpose::Disk, u32::from(node.code()), 0, key);
        let done = self.now.saturating_add(between(draw, least, most)).max(host.disk.done_last);
        host.disk.done_last = done;
        let sequence = self.queue.next_sequence();
        host.disk.writes.push(Write { image, held: Vec::new(), cause: self.events, sequence });
        if host.disk.mode != DiskMode::Stalled {
            self.queue.push_as(done, sequence, Due::Write(node.code()));
        }
    }

    /// The oldest write of a node is durable: what waited for it leaves.
    pub(crate) fn write_done(&mut self, node: u16, stamp: Stamp, record: &mut Record) {
        let id = NodeId::new(node);
        let Some(write) = self.hosts.get_mut(id.index()).and_then(|host| {
            host.latest_event = self.events;
            take_first(&mut host.disk.writes)
        }) else {
            return;
        };
        self.digest.word(u64::from(node) << 1 | 1);
        record.begin(self.events, stamp, Some(id), write.cause, || EventKind::Written);
        let lying =
            self.hosts.get(id.index()).is_some_and(|host| host.disk.mode == DiskMode::Lying);
        if let Some(slot) = self.slots.get_mut(id.index())
            && !lying
        {
            slot.image = write.image;
        }
        self.observe(AnyMoment::Durable(id), record);
        for effect in write.held {
            self.release(id, effect, record);
        }
    }

    /// Carries out the effects of one step, in order. What leaves the node joins the queue behind
    /// its latest unfinished write, if there is one.
    pub(crate) fn carry_out(
        &mut self,
        node: NodeId,
        effects: &mut Vec<Effect>,
        record: &mut Record,
    ) {
        if effects.iter().any(|effect| matches!(effect, Effect::Halt(_))) {
            effects.retain(|effect| !effect.waits_for_disk());
        }
        for effect in effects.drain(..) {
            let host = self.hosts.get_mut(node.index());
            match host.and_then(|host| host.disk.writes.last_mut()) {
                Some(write) if effect.waits_for_disk() => write.held.push(effect),
                _ => self.release(node, effect, record),
            }
        }
    }

    fn release(&mut self, node: NodeId, effect: Effect, record: &mut Record) {
        match effect {
            Effect::Send { to, message } => self.send_message(node, to, message, None, record),
            Effect::Broadcast { message } => self.broadcast(node, &message, record),
            Effect::SetTimer { timer, least, most } => self.set_timer(node, timer, (least, most)),
            Effect::CancelTimer { timer } => {
                if let Some(host) = self.hosts.get_mut(node.index()) {
                    host.timer_mut(timer).running = false;
                }
            }
            Effect::Reply { request, outcome } => self.reply(node, request, outcome, record),
            Effect::Deliver(delivery) => {
                self.digest.word(quorate_proto::Digest::of(&delivery));
                record.note(|event| event.delivered.push(delivery));
                self.observe(AnyMoment::Delivered(node, &delivery), record);
            }
            Effect::Declined => {}
            Effect::Rule(said) => record.note(|event| event.said.push(*said)),
            Effect::Halt(rule) => {
                if let Some(slot) = self.slots.get_mut(node.index()) {
                    slot.status = Status::Halted;
                }
                if let Some(host) = self.hosts.get_mut(node.index()) {
                    host.crash();
                    host.halted_by = Some(rule);
                }
                self.refresh_calm();
            }
        }
    }

    fn set_timer(&mut self, node: NodeId, code: TimerCode, (least, most): (Tick, Tick)) {
        let sequence = self.queue.next_sequence();
        let Some(host) = self.hosts.get_mut(node.index()) else { return };
        let (timer, clock) = host.timer_and_clock(code);
        timer.uses += 1;
        let subject = u32::from(code.kind) << 16 | u32::from(code.subject);
        let draw = self.random.draw(Purpose::Timer, u32::from(node.code()), subject, timer.uses);
        let timekeeping = self.setup.timekeeping;
        let span = clock.real_span(timekeeping.rounded(between(draw, least, most)));
        let late = match timekeeping.late {
            0 => 0,
            most => {
                let node = u32::from(node.code());
                between(self.random.draw(Purpose::Late, node, subject, timer.uses), 0, most)
            }
        };
        timer.running = true;
        timer.started = self.now;
        timer.deadline = self.now.saturating_add(span).saturating_add(late);
        timer.sequence = sequence;
        timer.cause = self.events;
        timer.join(&mut self.queue, node);
    }

    fn broadcast(&mut self, from: NodeId, message: &AnyMessage, record: &mut Record) {
        let Some(host) = self.hosts.get_mut(from.index()) else { return };
        host.broadcasts += 1;
        let on_one_wire = self.setup.network.transport == Transport::Broadcast;
        let shared = on_one_wire.then_some(host.broadcasts);
        for index in 0..self.slots.len() {
            if index != from.index() {
                let to = NodeId::new(index as u16);
                self.send_message(from, to, message.clone(), shared, record);
            }
        }
    }

    fn send_message(
        &mut self,
        from: NodeId,
        to: NodeId,
        message: AnyMessage,
        shared: Option<u32>,
        record: &mut Record,
    ) {
        if to.is_client() || to.index() >= self.slots.len() {
            return;
        }
        self.observe(AnyMoment::Sent(from, to, &message), record);
        self.dispatch(from, to, Packet::Message(message), shared, record);
    }

    fn reply(&mut self, node: NodeId, request: RequestId, outcome: Outcome, record: &mut Record) {
        if !request.client.is_client() || request.client.index() >= self.clients.len() {
            return;
        }
        self.observe(AnyMoment::Replied(node, request, outcome), record);
        self.dispatch(node, request.client, Packet::Reply(request, outcome), None, record);
    }

    /// Puts a packet on its way.
    pub(crate) fn dispatch(
        &mut self,
        from: NodeId,
        to: NodeId,
        packet: Packet,
        shared: Option<u32>,
        record: &mut Record,
    ) {
        let network = &self.setup.network;
        let fare = self.links.send(self.random, network, self.now, (from, to), shared);
        let Some(mut fare) = fare else { return };
        if from == to {
            fare.arrives = self.now;
            fare.doom = None;
            fare.copy_arrives = None;
        }
        let id = MessageId { from, to, number: fare.number, copy: 0 };
        if let Some(arrives) = fare.copy_arrives {
            let copy = MessageId { copy: 1, ..id };
            self.launch(copy, packet.clone(), arrives, None, record);
        }
        self.launch(id, packet, fare.arrives, fare.doom, record);
    }

    pub(crate) fn launch(
        &mut self,
        id: MessageId,
        packet: Packet,
        arrives: Tick,
        doom: Option<LossReason>,
        record: &mut Record,
    ) {
        record.note(|event| {
            let lost = doom.is_some();
            event.sent.push(Sent { message: id, packet: packet.clone(), arrives, lost });
        });
        let (sent, cause, sequence) = (self.now, self.events, self.queue.next_sequence());
        let flight = Flight { id, packet, sent, arrives, doom, cause, sequence };
        let place = self.flights.put(flight);
        self.queue.push_as(arrives, sequence, Due::Flight(place));
    }
}
