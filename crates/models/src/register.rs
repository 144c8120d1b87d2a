//! A register that clients write and read: on one server, and on several (Attiya, Bar-Noy and
//! Dolev, *Sharing Memory Robustly in Message-Passing Systems*, JACM 1995). Both as in the examples
//! of crate `stateright`, whose numbers they must reproduce, so that the ghost, too, is the
//! history which that crate's tester keeps: what each client did, and for each operation, which
//! operations of others were over when it began.
//!
//! Each client writes a value of its own, to one server, and then reads, from the next.

use std::collections::{BTreeMap, BTreeSet};

use quorate_explore::Mail;
use quorate_proto::{
    Cluster, Command, Cx, Delivery, Expectation, Finding, Kind, MessageView, Meta, Moment, NodeId,
    NodeView, Parameters, Property, Protocol, Stance, Tone, majority,
};

use crate::board::{Next, broken};
use crate::meta::{STANCE, TIMERS, describe, size, view};

quorate_proto::phrases! {
    SINGLE = "register on one server", "单服务器寄存器";
    SHARED = "register on several servers (ABD)", "多服务器寄存器（ABD）";
    CLIENTS = "clients", "客户端";
    SERVERS = "servers", "服务器";
    IN_ORDER = "links keep the order", "链路保序";
    REQUEST = "request", "请求";
    ANSWER = "answer", "应答";
    LINEARIZABLE =
        "what clients see could have happened on one register, one operation after the other",
        "客户端所见等同于在单个寄存器上逐个执行操作";
    READ = "a value that somebody wrote is read", "读到某个写入的值";
}

/// A value; 0 before anybody wrote.
type Value = u8;
/// What orders the values of the shared register.
type Stamp = (u32, u16);
/// A request's number, the same for no two requests of a run.
type Number = u32;

/// What is said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// A client writes.
    Put(Number, Value),
    /// It is written.
    PutOk(Number),
    /// A client reads.
    Get(Number),
    /// It is read.
    GetOk(Number, Value),
    /// A server asks the others what they hold.
    Query(Number),
    /// What a server holds.
    AckQuery(Number, Stamp, Value),
    /// A server tells the others what to hold.
    Record(Number, Stamp, Value),
    /// A server holds it, or something newer.
    AckRecord(Number),
}

/// A client: what it waits for, and how many operations it began.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Client {
    awaits: Option<Number>,
    operations: u32,
}

/// What a server of the shared register is doing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Phase {
    Asking {
        number: Number,
        client: NodeId,
        writes: Option<Value>,
        answers: BTreeMap<NodeId, (Stamp, Value)>,
    },
    Telling {
        number: Number,
        client: NodeId,
        read: Option<Value>,
        done: BTreeSet<NodeId>,
    },
}

/// A server of the shared register.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Replica {
    stamp: Stamp,
    value: Value,
    phase: Option<Phase>,
}

/// A node: servers first, then clients. `SHARED` says which of the two registers it belongs to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Register<const SHARED: bool>(Role);

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Role {
    Client(Client),
    Server(Value),
    Replica(Replica),
}

const CLIENT_COUNT: usize = 0;
const SERVER_COUNT: usize = 1;
const ORDERED: usize = 2;

static SINGLE_META: Meta = describe(
    "single-copy-register",
    &SINGLE,
    &[
        size("clients", &CLIENTS, 1..=6, 2),
        size("servers", &SERVERS, 1..=3, 1),
        size("ordered", &IN_ORDER, 0..=1, 0),
    ],
    KINDS,
    TIMERS,
    &["crate stateright 0.31: examples/single-copy-register"],
);
static SHARED_META: Meta = describe(
    "abd-register",
    &SHARED,
    &[
        size("clients", &CLIENTS, 1..=4, 2),
        size("servers", &SERVERS, 2..=5, 2),
        size("ordered", &IN_ORDER, 0..=1, 0),
    ],
    KINDS,
    TIMERS,
    &[
        "Attiya, Bar-Noy, Dolev: Sharing Memory Robustly in Message-Passing Systems, JACM 1995",
        "crate stateright 0.31: examples/linearizable-register",
    ],
);
static KINDS: &[Kind] = &[
    Kind { id: "request", label: &REQUEST, tone: Tone::Ask },
    Kind { id: "answer", label: &ANSWER, tone: Tone::Agree },
];

/// Servers and clients.
#[must_use]
pub fn nodes(parameters: &Parameters) -> u16 {
    (parameters.get(CLIENT_COUNT) + parameters.get(SERVER_COUNT)) as u16
}

/// Letters keep their order or not, as the settings say.
#[must_use]
pub fn mail(parameters: &Parameters) -> Mail {
    if parameters.get(ORDERED) == 1 { Mail::Queues } else { Mail::Bag }
}

impl<const SHARED: bool> Protocol for Register<SHARED> {
    type Message = Message;
    type Timer = Next;
    type Durable = ();
    type History = History;

    const META: &'static Meta = if SHARED { &SHARED_META } else { &SINGLE_META };
    const PROPERTIES: &'static [Property<Self>] = &[
        Property {
            id: "Linearizable",
            statement: &LINEARIZABLE,
            source: "Herlihy, Wing 1990",
            expectation: Expectation::Always,
            check: linearizable,
        },
        Property {
            id: "ValueRead",
            statement: &READ,
            source: "crate stateright 0.31",
            expectation: Expectation::Sometimes,
            check: value_read,
        },
    ];

    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        let servers = cx.parameter(SERVER_COUNT) as u16;
        let me = cx.me.index() as u16;
        if let Some(client) = me.checked_sub(servers) {
            let number = Number::from(me);
            cx.send(NodeId::new(me % servers), Message::Put(number, b'A' + client as u8));
            return Self(Role::Client(Client { awaits: Some(number), operations: 1 }));
        }
        Self(if SHARED {
            Role::Replica(Replica { stamp: (0, me), value: 0, phase: None })
        } else {
            Role::Server(0)
        })
    }

    fn on_message(&mut self, from: NodeId, message: &Message, cx: &mut Cx<'_, Self>) {
        match &mut self.0 {
            Role::Client(client) => client.on_message(message, cx),
            Role::Server(value) => match *message {
                Message::Put(number, new) => {
                    *value = new;
                    cx.send(from, Message::PutOk(number));
                }
                Message::Get(number) => cx.send(from, Message::GetOk(number, *value)),
                _ => {}
            },
            Role::Replica(replica) => replica.on_message(from, message, cx),
        }
    }

    fn on_timer(&mut self, _: Next, _: &mut Cx<'_, Self>) {}

    fn on_request(&mut self, _: &Command, _: &mut Cx<'_, Self>) {}

    fn kind(message: &Message) -> usize {
        match message {
            Message::Put(..) | Message::Get(_) | Message::Query(_) | Message::Record(..) => 0,
            Message::PutOk(_)
            | Message::GetOk(..)
            | Message::AckQuery(..)
            | Message::AckRecord(_) => 1,
        }
    }

    fn describe(message: &Message) -> MessageView {
        let label = [&REQUEST, &ANSWER][Self::kind(message)].text();
        MessageView { label, fields: Vec::new() }
    }

    fn stance(&self, (): &()) -> Stance {
        STANCE
    }

    fn inspect(&self, (): &(), _: &Parameters) -> NodeView {
        view()
    }

    fn inspect_disk((): &()) -> NodeView {
        view()
    }
}

/// What a client's operation gave, as the one upcall that the ghost reads.
const fn returned(value: Option<Value>) -> Delivery {
    let (slot, epoch) = match value {
        Some(value) => (value as u64, 1),
        None => (0, 0),
    };
    Delivery { slot, epoch, command: None }
}

impl Client {
    fn on_message<const SHARED: bool>(
        &mut self,
        message: &Message,
        cx: &mut Cx<'_, Register<SHARED>>,
    ) {
        let servers = cx.parameter(SERVER_COUNT);
        let me = cx.me.index() as u32;
        match *message {
            Message::PutOk(number) if self.awaits == Some(number) => {
                cx.deliver(returned(None));
                let next = (self.operations + 1) * me;
                let to = (me + self.operations) % servers;
                cx.send(NodeId::new(to as u16), Message::Get(next));
                *self = Self { awaits: Some(next), operations: self.operations + 1 };
            }
            Message::GetOk(number, value) if self.awaits == Some(number) => {
                cx.deliver(returned(Some(value)));
                *self = Self { awaits: None, operations: self.operations + 1 };
            }
            _ => {}
        }
    }
}

impl Replica {
    fn on_message<const SHARED: bool>(
        &mut self,
        from: NodeId,
        message: &Message,
        cx: &mut Cx<'_, Register<SHARED>>,
    ) {
        match *message {
            Message::Put(number, value) if self.phase.is_none() => {
                self.ask(number, from, Some(value), cx);
            }
            Message::Get(number) if self.phase.is_none() => self.ask(number, from, None, cx),
            Message::Query(number) => {
                cx.send(from, Message::AckQuery(number, self.stamp, self.value));
            }
            Message::AckQuery(number, stamp, value) => self.hear(number, from, (stamp, value), cx),
            Message::Record(number, stamp, value) => {
                cx.send(from, Message::AckRecord(number));
                self.hold(stamp, value);
            }
            Message::AckRecord(number) => self.finish(number, from, cx),
            _ => {}
        }
    }

    fn hold(&mut self, stamp: Stamp, value: Value) {
        if stamp > self.stamp {
            (self.stamp, self.value) = (stamp, value);
        }
    }

    fn ask<const SHARED: bool>(
        &mut self,
        number: Number,
        client: NodeId,
        writes: Option<Value>,
        cx: &mut Cx<'_, Register<SHARED>>,
    ) {
        tell_servers(Message::Query(number), cx);
        let answers = BTreeMap::from([(cx.me, (self.stamp, self.value))]);
        self.phase = Some(Phase::Asking { number, client, writes, answers });
    }

    /// A majority's answers end the first phase.
    fn hear<const SHARED: bool>(
        &mut self,
        about: Number,
        from: NodeId,
        answer: (Stamp, Value),
        cx: &mut Cx<'_, Register<SHARED>>,
    ) {
        let servers = cx.parameter(SERVER_COUNT) as usize;
        let Some(Phase::Asking { number, client, writes, answers }) = &mut self.phase else {
            return;
        };
        if *number != about {
            return;
        }
        answers.insert(from, answer);
        if answers.len() < majority(servers) {
            return;
        }
        let newest = answers.values().max_by_key(|(stamp, _)| *stamp).copied();
        let (stamp, value) = newest.unwrap_or((self.stamp, self.value));
        let (stamp, value, read) = match *writes {
            Some(new) => ((stamp.0 + 1, cx.me.index() as u16), new, None),
            None => (stamp, value, Some(value)),
        };
        let done = BTreeSet::from([cx.me]);
        self.phase = Some(Phase::Telling { number: about, client: *client, read, done });
        tell_servers(Message::Record(about, stamp, value), cx);
        self.hold(stamp, value);
    }

    /// A majority's acknowledgements end the second phase.
    fn finish<const SHARED: bool>(
        &mut self,
        about: Number,
        from: NodeId,
        cx: &mut Cx<'_, Register<SHARED>>,
    ) {
        let servers = cx.parameter(SERVER_COUNT) as usize;
        let Some(Phase::Telling { number, client, read, done }) = &mut self.phase else { return };
        if *number != about || !done.insert(from) || done.len() < majority(servers) {
            return;
        }
        let answer = match *read {
            Some(value) => Message::GetOk(about, value),
            None => Message::PutOk(about),
        };
        cx.send(*client, answer);
        self.phase = None;
    }
}

fn tell_servers<const SHARED: bool>(message: Message, cx: &mut Cx<'_, Register<SHARED>>) {
    let servers = cx.parameter(SERVER_COUNT) as usize;
    for peer in cx.peers().filter(|peer| peer.index() < servers) {
        cx.send(peer, message);
    }
}

/// What one client did.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Operation {
    Write(Value),
    /// What it read, once it is over.
    Read(Option<Value>),
}

/// For each other client that had finished operations, the position of the last one.
type Before = BTreeMap<NodeId, usize>;

/// The history of all clients.
#[derive(Clone, Debug, Default, Hash)]
pub struct History {
    over: BTreeMap<NodeId, Vec<(Before, Operation)>>,
    under_way: BTreeMap<NodeId, (Before, Operation)>,
}

impl History {
    fn begin(&mut self, client: NodeId, operation: Operation) {
        let others = self.over.iter().filter(|(other, _)| **other != client);
        let before = others.map(|(other, over)| (*other, over.len() - 1)).collect();
        self.under_way.insert(client, (before, operation));
    }

    fn end(&mut self, client: NodeId, read: Option<Value>) {
        let Some((before, operation)) = self.under_way.remove(&client) else { return };
        let operation = read.map_or(operation, |value| Operation::Read(Some(value)));
        self.over.entry(client).or_default().push((before, operation));
    }

    /// Whether the operations can be put into one order.
    fn is_linearizable(&self) -> bool {
        let clients = self.over.keys().chain(self.under_way.keys());
        let clients: BTreeSet<NodeId> = clients.copied().collect();
        let mut done = clients.into_iter().map(|client| (client, 0)).collect();
        self.can_go_on(&mut done, 0)
    }

    /// Whether the rest can be put into an order after what is `done`, which left this value.
    fn can_go_on(&self, done: &mut BTreeMap<NodeId, usize>, value: Value) -> bool {
        let all = done
            .iter()
            .all(|(client, count)| self.over.get(client).is_none_or(|over| *count >= over.len()));
        if all {
            return true;
        }
        let clients: Vec<NodeId> = done.keys().copied().collect();
        clients.into_iter().any(|client| {
            let count = done.get(&client).copied().unwrap_or(0);
            let over = self.over.get(&client).map_or(&[][..], Vec::as_slice);
            let under_way = self.under_way.get(&client).filter(|_| count == over.len());
            let Some((before, operation)) = over.get(count).or(under_way) else { return false };
            let first = |(other, last): (&NodeId, &usize)| {
                done.get(other).is_some_and(|count| count > last)
            };
            if !before.iter().all(first) {
                return false;
            }
            let after = match *operation {
                Operation::Write(new) => new,
                Operation::Read(None) => value,
                Operation::Read(Some(read)) if read == value => value,
                Operation::Read(Some(_)) => return false,
            };
            done.insert(client, count + 1);
            let found = self.can_go_on(done, after);
            done.insert(client, count);
            found
        })
    }
}

fn linearizable<const SHARED: bool>(
    history: &mut History,
    moment: &Moment<'_, Register<SHARED>>,
    _: &Cluster<'_, Register<SHARED>>,
) -> Finding {
    match moment {
        Moment::Sent { from, message: Message::Put(_, value), .. } => {
            history.begin(*from, Operation::Write(*value));
        }
        Moment::Sent { from, message: Message::Get(_), .. } => {
            history.begin(*from, Operation::Read(None));
        }
        Moment::Delivered { node, delivery } => {
            history.end(*node, (delivery.epoch == 1).then_some(delivery.slot as Value));
            if !history.is_linearizable() {
                return Finding::Broken(broken());
            }
        }
        _ => {}
    }
    Finding::Quiet
}

fn value_read<const SHARED: bool>(
    _: &mut History,
    moment: &Moment<'_, Register<SHARED>>,
    _: &Cluster<'_, Register<SHARED>>,
) -> Finding {
    match moment {
        Moment::Delivered { delivery: Delivery { slot: 1.., .. }, .. } => Finding::Reached,
        _ => Finding::Quiet,
    }
}
