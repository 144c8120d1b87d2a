//! A register that clients write and read: on one server ([`single`]), on several that hold the
//! newest value together ([`shared`]), and on several that agree on one value for good ([`paxos`]).
//! All as in the examples of crate `stateright`, whose numbers they must reproduce, so that the
//! ghost, too, is the history which that crate's tester keeps: what each client did, and for each
//! operation, which operations of others were over when it began.
//!
//! Each client writes a value of its own, to one server, and then reads, from the next. A client
//! that hears nothing waits for ever.

mod history;
pub mod paxos;
pub mod shared;
pub mod single;

use std::fmt::Debug;
use std::hash::Hash;

use quorate_explore::Mail;
use quorate_proto::{
    Cluster, Command, Cx, Delivery, Expectation, Finding, Kind, MessageView, Meta, Moment, NodeId,
    NodeView, Parameters, Property, Protocol, Stance, Tone,
};

use crate::board::Next;
use crate::meta::{STANCE, broken, view};

pub use history::History;
use history::Operation;

quorate_proto::phrases! {
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
pub type Value = u8;
/// A request's number, the same for no two requests of a run.
pub type Number = u32;

/// What is said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Message<W> {
    /// A client writes.
    Put(Number, Value),
    /// It is written.
    PutOk(Number),
    /// A client reads.
    Get(Number),
    /// It is read.
    GetOk(Number, Value),
    /// What servers say to each other.
    Between(W),
}

/// A client: what it waits for, and how many operations it began.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Client {
    awaits: Option<Number>,
    operations: u32,
}

/// What holds the register: one server of it.
pub trait Server: Clone + Eq + Hash + Debug + 'static {
    /// What servers say to each other.
    type Words: Copy + Eq + Hash + Debug + 'static;

    /// What the model says about itself.
    const META: &'static Meta;

    /// A server at the start.
    fn boot(me: NodeId) -> Self;

    /// Whether the words answer others.
    fn is_answer(words: &Self::Words) -> bool;

    /// A message arrived, from a client or from another server.
    fn serve(&mut self, from: NodeId, said: &Message<Self::Words>, cx: &mut Cx<'_, Register<Self>>);
}

/// A node: servers first, then clients.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Register<S>(Role<S>);

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Role<S> {
    Client(Client),
    Server(S),
}

const CLIENT_COUNT: usize = 0;
const SERVER_COUNT: usize = 1;
const ORDERED: usize = 2;

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

impl<S: Server> Protocol for Register<S> {
    type Message = Message<S::Words>;
    type Timer = Next;
    type Durable = ();
    type History = History;

    const META: &'static Meta = S::META;
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
        Self(Role::Server(S::boot(cx.me)))
    }

    fn on_message(&mut self, from: NodeId, message: &Message<S::Words>, cx: &mut Cx<'_, Self>) {
        match &mut self.0 {
            Role::Client(client) => client.on_message(message, cx),
            Role::Server(server) => server.serve(from, message, cx),
        }
    }

    fn on_timer(&mut self, _: Next, _: &mut Cx<'_, Self>) {}

    fn on_request(&mut self, _: &Command, _: &mut Cx<'_, Self>) {}

    fn kind(message: &Message<S::Words>) -> usize {
        match message {
            Message::Put(..) | Message::Get(_) => 0,
            Message::PutOk(_) | Message::GetOk(..) => 1,
            Message::Between(words) => usize::from(S::is_answer(words)),
        }
    }

    fn describe(message: &Message<S::Words>) -> MessageView {
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
    fn on_message<S: Server>(&mut self, message: &Message<S::Words>, cx: &mut Cx<'_, Register<S>>) {
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

fn tell_servers<S: Server>(words: &S::Words, cx: &mut Cx<'_, Register<S>>) {
    let servers = cx.parameter(SERVER_COUNT) as usize;
    for peer in cx.peers().filter(|peer| peer.index() < servers) {
        cx.send(peer, Message::Between(*words));
    }
}

fn linearizable<S: Server>(
    history: &mut History,
    moment: &Moment<'_, Register<S>>,
    _: &Cluster<'_, Register<S>>,
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

fn value_read<S: Server>(
    _: &mut History,
    moment: &Moment<'_, Register<S>>,
    _: &Cluster<'_, Register<S>>,
) -> Finding {
    match moment {
        Moment::Delivered { delivery: Delivery { slot: 1.., .. }, .. } => Finding::Reached,
        _ => Finding::Quiet,
    }
}
