//! How clients behave: ask, wait, follow redirects, ask elsewhere, go on.

use quorate_proto::order::take_first;
use quorate_proto::random::{below, between};
use quorate_proto::time::MILLISECOND;
use quorate_proto::{AnyMoment, Command, NodeId, Operation, Outcome, RequestId, Service, Tick};

use crate::action::Stamp;
use crate::client::{ClientOperation, PATIENCE, Waiting, drawn_operation};
use crate::flight::Packet;
use crate::queue::Due;
use crate::record::{EventKind, Record};
use crate::world::World;

quorate_proto::phrases! {
    WAITS_FOR_NOTHING =
        "it waits for no answer, so there is nothing to ask again",
        "它没有等待应答，因此没有可再次发出的请求";
}

/// No client asks on its own before this: first a cluster has to find itself.
const WORKLOAD_START: Tick = 400 * MILLISECOND;

impl World {
    /// A client is told to ask. It does so when its present request is over.
    pub(crate) fn request(
        &mut self,
        client: NodeId,
        to: Option<NodeId>,
        operation: Operation,
        record: &mut Record,
    ) {
        let Some(state) = self.clients.get_mut(client.index()).filter(|_| client.is_client())
        else {
            return;
        };
        state.backlog.push((to, operation));
        if state.pending.is_none() {
            self.ask_next(client, record);
        }
    }

    /// The client's own rhythm.
    pub(crate) fn ask_on_its_own(&mut self, client: u16, stamp: Stamp, record: &mut Record) {
        let id = NodeId::client(client);
        record.begin(self.events, stamp, Some(id), 0, || EventKind::Asked);
        self.digest.word(u64::from(client));
        let random = self.random;
        let Some(state) = self.clients.get_mut(usize::from(client)) else { return };
        let operation = drawn_operation(state.draw(random, client));
        state.backlog.push((None, operation));
        if state.pending.is_none() {
            self.ask_next(id, record);
        }
    }

    /// The next request of a client's backlog, if there is one.
    fn ask_next(&mut self, client: NodeId, record: &mut Record) {
        let (now, random) = (self.now, self.random);
        let nodes = self.slots.len() as u64;
        let service = self.setup.protocol.meta().service;
        let Some(state) = self.clients.get_mut(client.index()) else { return };
        let Some((pinned_to, operation)) = take_first(&mut state.backlog) else { return };
        state.sequence += 1;
        let id = RequestId { client, sequence: state.sequence };
        let command = Command { id, operation };
        let draw = state.draw(random, client.index() as u16);
        let anybody = NodeId::new(below(draw, nodes) as u16);
        let to = pinned_to.or(state.believes).unwrap_or(anybody);
        let position = state.operations.len();
        state.operations.push(ClientOperation { command, invoked: now, returned: None });
        let pinned = pinned_to.is_some();
        state.pending = (service != Service::Silent).then_some(Waiting {
            command,
            to,
            pinned,
            position,
            deadline: 0,
            patience: 0,
        });
        self.observe(AnyMoment::Requested(&command), record);
        self.refresh_waiting();
        if service == Service::Silent {
            self.dispatch(client, to, Packet::Request(command), None, record);
            self.go_on(client, record);
        } else {
            self.put_to(client, to, record);
        }
    }

    /// Puts the waiting request to a node and waits anew.
    fn put_to(&mut self, client: NodeId, to: NodeId, record: &mut Record) {
        let index = client.index() as u16;
        let patience = PATIENCE.saturating_add(self.setup.network.delay.1.saturating_mul(10));
        let ends = self.now.saturating_add(patience);
        let Some(state) = self.clients.get_mut(client.index()) else { return };
        let Some(waiting) = &mut state.pending else { return };
        waiting.to = to;
        waiting.deadline = ends;
        waiting.patience = self.queue.next_sequence();
        let (command, sequence) = (waiting.command, waiting.patience);
        if state.queued.is_none_or(|(tick, _)| tick > ends) {
            state.queued = Some((ends, sequence));
            self.queue.push_as(ends, sequence, Due::Patience(index));
        }
        self.dispatch(client, to, Packet::Request(command), None, record);
    }

    /// No answer came in time: ask the next node, or give a pinned request up.
    pub(crate) fn lose_patience(&mut self, client: u16, stamp: Stamp, record: &mut Record) {
        let id = NodeId::client(client);
        record.begin(self.events, stamp, Some(id), 0, || EventKind::AskedAgain);
        self.digest.word(u64::from(client) << 1 | 1);
        let nodes = self.slots.len();
        let Some(state) = self.clients.get_mut(usize::from(client)) else { return };
        state.queued = None;
        let Some(waiting) = state.pending else { return };
        if waiting.pinned {
            state.pending = None;
            self.go_on(id, record);
            return;
        }
        state.believes = None;
        state.shuns = Some(waiting.to);
        let next = after(waiting.to, nodes);
        self.put_to(id, next, record);
    }

    /// A client is told to ask again, before its patience ends. Whom it turns away from has kept it
    /// waiting, as if it had ended.
    pub(crate) fn ask_again(&mut self, client: NodeId, to: Option<NodeId>, record: &mut Record) {
        let nodes = self.slots.len();
        let known = |node: &NodeId| !node.is_client() && node.index() < nodes;
        let Some(state) = self.clients.get_mut(client.index()).filter(|_| client.is_client())
        else {
            return;
        };
        let Some(waiting) = state.pending else {
            record.note(|event| event.refused = Some(WAITS_FOR_NOTHING.text()));
            return;
        };
        let own = if waiting.pinned { waiting.to } else { after(waiting.to, nodes) };
        let next = to.unwrap_or(own);
        if !known(&next) {
            return;
        }
        if !waiting.pinned && next != waiting.to {
            state.believes = None;
            state.shuns = Some(waiting.to);
        }
        self.put_to(client, next, record);
    }

    /// An answer arrived at its client.
    pub(crate) fn answered(&mut self, request: RequestId, outcome: Outcome, record: &mut Record) {
        let now = self.now;
        let client = request.client;
        let nodes = self.slots.len();
        let Some(state) = self.clients.get_mut(client.index()) else { return };
        let Some(waiting) = state.pending.filter(|waiting| waiting.command.id == request) else {
            return;
        };
        match outcome {
            Outcome::Redirect(Some(leader)) if !waiting.pinned && leader.index() < nodes => {
                let shunned = state.shuns == Some(leader);
                let to = if shunned { after(waiting.to, nodes) } else { leader };
                state.believes = Some(to);
                self.put_to(client, to, record);
            }
            Outcome::Redirect(_) if !waiting.pinned => {}
            Outcome::Redirect(_) => {
                state.pending = None;
                self.go_on(client, record);
            }
            Outcome::Done(_) | Outcome::Refused => {
                state.pending = None;
                if !waiting.pinned {
                    state.believes = Some(waiting.to);
                    state.shuns = None;
                }
                if let Some(operation) = state.operations.get_mut(waiting.position) {
                    operation.returned = Some((now, outcome));
                }
                self.go_on(client, record);
            }
        }
    }

    /// A request is over: the backlog first, then the client's own rhythm.
    fn go_on(&mut self, client: NodeId, record: &mut Record) {
        self.refresh_waiting();
        let Some(state) = self.clients.get(client.index()) else { return };
        if state.backlog.is_empty() {
            let asked_last = state.operations.last().map_or(0, |operation| operation.invoked);
            self.schedule_workload(client.index() as u16, asked_last);
        } else {
            self.ask_next(client, record);
        }
    }

    /// When the client will ask on its own, if it does: one rhythm after `asked_last`.
    pub(crate) fn schedule_workload(&mut self, client: u16, asked_last: Tick) {
        let rhythm = self.setup.workload;
        let random = self.random;
        let decided = self.setup.protocol.meta().service == Service::Decides;
        let Some(state) = self.clients.get_mut(usize::from(client)) else { return };
        if rhythm == 0 || (decided && state.sequence > 0) {
            return;
        }
        let first = state.sequence == 0;
        let due = if first {
            WORKLOAD_START + between(state.draw(random, client), 0, rhythm)
        } else {
            self.now.max(asked_last.saturating_add(rhythm))
        };
        self.queue.push(due, Due::Workload(client));
    }
}

/// The next node to try.
fn after(node: NodeId, nodes: usize) -> NodeId {
    NodeId::new(((node.index() + 1) % nodes.max(1)) as u16)
}
