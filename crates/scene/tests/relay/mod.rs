//! A protocol for tests of pictures: one node leads and pings, the others answer, and whoever hears
//! nothing for too long takes over. It keeps no promise; it only has something of everything.

use quorate_proto::time::MILLISECOND;
use quorate_proto::{
    Answer, AnyProtocol, Cell, Command, Cx, Delivery, Durable, Environment, Fact, Kind,
    MessageView, Meta, NodeId, NodeView, Outcome, Parameters, Property, Protocol, Role, Service,
    Shape, Stance, TimerCode, TimerInfo, TimerKind, Tone, Transport, Value, entry,
};
use quorate_proto::{phrases, rules};

phrases! {
    TITLE = "Relay", "接力";
    SUMMARY = "One pings, the others answer.", "一个呼叫，其余应答。";
    LEADER = "leader", "领导者";
    FOLLOWER = "follower", "跟随者";
    ROUND(round) = "round {round}", "第 {round} 轮";
    PING = "ping", "呼叫";
    PONG = "pong", "应答";
    PINGS(round) = "ping {round}", "呼叫 {round}";
    PONGS(round) = "pong {round}", "应答 {round}";
    BEAT = "next ping", "下次呼叫";
    WAIT = "patience", "耐心";
    FOLLOWS(node) = "after {node}", "跟随 {node}";
}

rules! {
    TAKES_OVER(node) from "§1" marks Election = "{node} takes over", "{node} 接手";
}

static LEADS: Role =
    Role { id: "leader", label: &LEADER, shape: Shape::DoubleRing, tone: Tone::Lead };
static LISTENS: Role =
    Role { id: "follower", label: &FOLLOWER, shape: Shape::Ring, tone: Tone::Neutral };

static META: Meta = Meta {
    id: "relay",
    title: &TITLE,
    family: "relay",
    summary: &SUMMARY,
    nodes: 1..=4096,
    nodes_default: 5,
    transport: Transport::Datagram,
    service: Service::Answers,
    environment: Environment {
        delay: (10 * MILLISECOND, 30 * MILLISECOND),
        disk: (2 * MILLISECOND, 6 * MILLISECOND),
        clients: 2,
        workload: 90 * MILLISECOND,
    },
    parameters: &[],
    kinds: &[
        Kind { id: "ping", label: &PING, tone: Tone::Lead },
        Kind { id: "pong", label: &PONG, tone: Tone::Agree },
    ],
    timers: &[TimerInfo { id: "beat", label: &BEAT }, TimerInfo { id: "wait", label: &WAIT }],
    roles: &[&LEADS, &LISTENS],
    rules: &[TAKES_OVER.info()],
    bugs: &[],
    presets: &[],
    figures: &[],
    sources: &[],
};

/// The protocol.
pub(crate) fn relay() -> &'static dyn AnyProtocol {
    entry::<Relay>()
}

#[derive(Clone, Hash)]
struct Relay {
    me: NodeId,
    leads: bool,
    after: Option<NodeId>,
    round: u64,
}

#[derive(Clone, Default, Hash, Debug)]
struct Disk {
    entries: Vec<(u64, i64)>,
}

impl Durable for Disk {}

#[derive(Clone, Hash, Debug)]
enum Message {
    Ping(u64),
    Pong(u64),
}

#[derive(Clone, Copy)]
enum Timer {
    Beat,
    Wait,
}

impl TimerKind for Timer {
    fn code(self) -> TimerCode {
        TimerCode { kind: self as u8, subject: 0 }
    }

    fn from_code(code: TimerCode) -> Option<Self> {
        [Self::Beat, Self::Wait].get(usize::from(code.kind)).copied()
    }
}

impl Relay {
    fn wait(cx: &mut Cx<'_, Self>) {
        cx.set_timer(Timer::Wait, 120 * MILLISECOND..=260 * MILLISECOND);
    }

    fn beat(&mut self, cx: &mut Cx<'_, Self>) {
        self.leads = true;
        self.after = None;
        cx.cancel_timer(Timer::Wait);
        cx.set_timer(Timer::Beat, 50 * MILLISECOND..=60 * MILLISECOND);
        cx.broadcast(Message::Ping(self.round));
    }
}

impl Protocol for Relay {
    type Message = Message;
    type Timer = Timer;
    type Durable = Disk;
    type History = ();

    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Self>] = &[];

    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        let mut node = Self { me: cx.me, leads: false, after: None, round: 1 };
        if cx.me.index() == 0 {
            node.beat(cx);
        } else {
            Self::wait(cx);
        }
        node
    }

    fn on_message(&mut self, from: NodeId, message: &Message, cx: &mut Cx<'_, Self>) {
        match message {
            Message::Ping(round) if *round >= self.round => {
                self.round = *round;
                self.leads = false;
                self.after = Some(from);
                cx.cancel_timer(Timer::Beat);
                Self::wait(cx);
                cx.send(from, Message::Pong(*round));
            }
            Message::Ping(_) | Message::Pong(_) => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Cx<'_, Self>) {
        match timer {
            Timer::Beat => self.beat(cx),
            Timer::Wait => {
                self.round += 1;
                cx.rule(&TAKES_OVER, [cx.me.into()]);
                self.beat(cx);
            }
        }
    }

    fn on_request(&mut self, command: &Command, cx: &mut Cx<'_, Self>) {
        if !self.leads {
            cx.reply(command.id, Outcome::Redirect(self.after));
            return;
        }
        let round = self.round;
        let disk = cx.durable_mut();
        disk.entries.push((round, i64::from(command.id.sequence)));
        let slot = disk.entries.len() as u64;
        cx.reply(command.id, Outcome::Done(Answer::Value(Some(7))));
        cx.deliver(Delivery { slot, epoch: round, command: Some(*command) });
    }

    fn kind(message: &Message) -> usize {
        match message {
            Message::Ping(_) => 0,
            Message::Pong(_) => 1,
        }
    }

    fn describe(message: &Message) -> MessageView {
        let label = match message {
            Message::Ping(round) => PINGS.with([(*round).into()]),
            Message::Pong(round) => PONGS.with([(*round).into()]),
        };
        MessageView { label, fields: Vec::new() }
    }

    fn stance(&self, _: &Disk) -> Stance {
        let role = if self.leads { &LEADS } else { &LISTENS };
        Stance { role, epoch: self.round }
    }

    fn inspect(&self, disk: &Disk, _: &Parameters) -> NodeView {
        let headline = ROUND.with([self.round.into()]);
        let fact = Fact { label: &LEADER, value: Value::Node(self.me), durable: false };
        NodeView {
            badge: self.after.map(|node| FOLLOWS.with([node.into()])),
            facts: vec![fact],
            cells: cells(disk),
            ..NodeView::new(self.stance(disk), headline)
        }
    }

    fn inspect_disk(disk: &Disk) -> NodeView {
        NodeView {
            cells: cells(disk),
            ..NodeView::new(Stance { role: &LISTENS, epoch: 0 }, ROUND.with([0_u64.into()]))
        }
    }
}

fn cells(disk: &Disk) -> Vec<Cell> {
    let entries = disk.entries.iter().enumerate();
    let cell = |(index, entry): (usize, &(u64, i64))| Cell {
        index: index as u64 + 1,
        epoch: entry.0,
        value: Value::Number(entry.1),
        settled: index % 3 != 2,
        durable: true,
    };
    entries.map(cell).collect()
}
