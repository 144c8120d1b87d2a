//! A protocol made for trying out the world: every node counts beats on its disk, tells the others,
//! and answers clients after its own write.

use quorate_proto::{
    Answer, AnyProtocol, Cluster, Command, Cx, Durable, Environment, Expectation, Finding, Kind,
    MessageView, Meta, Moment, NodeId, NodeView, Outcome, Parameters, Property, Protocol, Role,
    Service, Shape, Stance, TimerCode, TimerInfo, TimerKind, Tone, Transport, entry,
};

quorate_proto::phrases! {
    TITLE = "beats", "节拍";
    SUMMARY = "Counts beats.", "数节拍。";
    RUNNING = "running", "运行";
    BEAT = "beat", "节拍";
    COUNT(count) = "count {count}", "计数 {count}";
    NEVER_BACK = "what was told is on disk", "说出去的已经落盘";
    TOLD_TOO_MUCH(node) = "{node} told more than its disk holds", "{node} 说出的比盘上的多";
}

static RUNNING_ROLE: Role =
    Role { id: "running", label: &RUNNING, shape: Shape::Ring, tone: Tone::Neutral };

static META: Meta = Meta {
    id: "beats",
    title: &TITLE,
    family: "test",
    summary: &SUMMARY,
    nodes: 1..=64,
    nodes_default: 3,
    transport: Transport::Datagram,
    service: Service::Answers,
    environment: Environment { delay: (1_000, 5_000), disk: (500, 2_000), clients: 2, workload: 0 },
    parameters: &[],
    kinds: &[Kind { id: "beat", label: &BEAT, tone: Tone::Beat }],
    timers: &[TimerInfo { id: "beat", label: &BEAT }],
    roles: &[&RUNNING_ROLE],
    rules: &[],
    bugs: &[],
    presets: &[],
    figures: &[],
    sources: &[],
};

/// The catalog entry.
pub(crate) static BEATS: &dyn AnyProtocol = entry::<Beats>();

/// Volatile state: what was heard, in order, and how often streams broke.
#[derive(Clone, Hash, Default)]
pub(crate) struct Beats {
    pub(crate) heard: Vec<(NodeId, u32)>,
    pub(crate) broken: u32,
}

#[derive(Clone, Hash, Debug, Default)]
pub(crate) struct Count(pub(crate) u32);

impl Durable for Count {
    fn torn(&self, before: &Self, parts: u32) -> Self {
        Self(before.0 + parts.min(self.0 - before.0))
    }
}

#[derive(Clone, Copy)]
pub(crate) struct BeatTimer;

impl TimerKind for BeatTimer {
    fn code(self) -> TimerCode {
        TimerCode { kind: 0, subject: 0 }
    }

    fn from_code(_: TimerCode) -> Option<Self> {
        Some(Self)
    }
}

impl Protocol for Beats {
    type Message = u32;
    type Timer = BeatTimer;
    type Durable = Count;
    type History = ();

    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Self>] = &[Property {
        id: "ToldIsDurable",
        statement: &NEVER_BACK,
        source: "test",
        expectation: Expectation::Always,
        check: told_is_durable,
    }];

    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        cx.set_timer(BeatTimer, 10_000..=20_000);
        Self::default()
    }

    fn on_message(&mut self, from: NodeId, message: &u32, _: &mut Cx<'_, Self>) {
        self.heard.push((from, *message));
    }

    fn on_timer(&mut self, _: BeatTimer, cx: &mut Cx<'_, Self>) {
        cx.durable_mut().0 += 1;
        let count = cx.durable().0;
        cx.broadcast(count);
        cx.set_timer(BeatTimer, 10_000..=20_000);
    }

    fn on_request(&mut self, command: &Command, cx: &mut Cx<'_, Self>) {
        cx.durable_mut().0 += 1;
        let value = Some(i64::from(cx.durable().0));
        cx.reply(command.id, Outcome::Done(Answer::Value(value)));
    }

    fn on_disconnect(&mut self, _: NodeId, _: &mut Cx<'_, Self>) {
        self.broken += 1;
    }

    fn kind(_: &u32) -> usize {
        0
    }

    fn describe(message: &u32) -> MessageView {
        MessageView { label: COUNT.with([(*message).into()]), fields: Vec::new() }
    }

    fn stance(&self, _: &Count) -> Stance {
        Stance { role: &RUNNING_ROLE, epoch: 0 }
    }

    fn inspect(&self, durable: &Count, _: &Parameters) -> NodeView {
        Self::inspect_disk(durable)
    }

    fn inspect_disk(durable: &Count) -> NodeView {
        NodeView::new(Stance { role: &RUNNING_ROLE, epoch: 0 }, COUNT.with([durable.0.into()]))
    }

    fn prepare(text: &str) -> Option<Count> {
        text.parse().ok().map(Count)
    }
}

/// The very law of the contract: what a node tells, its disk already holds.
fn told_is_durable(
    _: &mut (),
    moment: &Moment<'_, Beats>,
    cluster: &Cluster<'_, Beats>,
) -> Finding {
    let Moment::Sent { from, message, .. } = moment else { return Finding::Quiet };
    match cluster.image(*from) {
        Some(image) if image.0 < **message => Finding::Broken(TOLD_TOO_MUCH.with([(*from).into()])),
        _ => Finding::Quiet,
    }
}
