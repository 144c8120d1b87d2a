//! A protocol that does nothing and has one of everything that a text can name.

use std::convert::Infallible;

use quorate_proto::{
    AnyProtocol, Bug, Choice, Command, Cx, Environment, Kind, MessageView, Meta, NodeId, NodeView,
    Parameter, Parameters, Preset, Property, Protocol, Role, Service, Shape, Stance, TimerInfo,
    Tone, Transport, Unit, entry,
};

quorate_proto::phrases! {
    NAME = "still", "静默";
}

static ROLE: Role = Role { id: "still", label: &NAME, shape: Shape::Ring, tone: Tone::Neutral };

static META: Meta = Meta {
    id: "still",
    title: &NAME,
    family: "test",
    summary: &NAME,
    nodes: 1..=64,
    nodes_default: 3,
    transport: Transport::Datagram,
    service: Service::Answers,
    environment: Environment {
        delay: (10_000, 20_000),
        disk: (500, 2_000),
        clients: 2,
        workload: 0,
    },
    parameters: &[
        Parameter {
            id: "election",
            label: &NAME,
            unit: Unit::Milliseconds,
            range: 10..=1_000,
            default: 150,
            choices: &[],
        },
        Parameter {
            id: "mode",
            label: &NAME,
            unit: Unit::Choice,
            range: 0..=2,
            default: 0,
            choices: &[
                Choice { id: "push", label: &NAME },
                Choice { id: "pull", label: &NAME },
                Choice { id: "push-pull", label: &NAME },
            ],
        },
    ],
    kinds: &[Kind { id: "nothing", label: &NAME, tone: Tone::Neutral }],
    timers: &[
        TimerInfo { id: "election", label: &NAME },
        TimerInfo { id: "heart-beat", label: &NAME },
    ],
    roles: &[&ROLE],
    rules: &[],
    bugs: &[
        Bug { id: "s1", story: &NAME, breaks: &[], script: "", source: "test" },
        Bug { id: "s2", story: &NAME, breaks: &[], script: "", source: "test" },
    ],
    presets: &[Preset { id: "quiet", title: &NAME, story: &NAME, script: "still n5\n" }],
    figures: &[],
    sources: &[],
};

/// All protocols that the tests know.
pub(crate) static PROTOCOLS: &[&dyn AnyProtocol] = &[entry::<Still>()];

#[derive(Clone, Hash)]
struct Still;

impl Protocol for Still {
    type Message = ();
    type Timer = Infallible;
    type Durable = ();
    type History = ();

    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Self>] = &[];

    fn boot(_: &mut Cx<'_, Self>) -> Self {
        Self
    }

    fn on_message(&mut self, _: NodeId, (): &(), _: &mut Cx<'_, Self>) {}

    fn on_timer(&mut self, _: Infallible, _: &mut Cx<'_, Self>) {}

    fn on_request(&mut self, _: &Command, _: &mut Cx<'_, Self>) {}

    fn kind((): &()) -> usize {
        0
    }

    fn describe((): &()) -> MessageView {
        MessageView { label: NAME.text(), fields: Vec::new() }
    }

    fn stance(&self, (): &()) -> Stance {
        Stance { role: &ROLE, epoch: 0 }
    }

    fn inspect(&self, (): &(), _: &Parameters) -> NodeView {
        Self::inspect_disk(&())
    }

    fn inspect_disk((): &()) -> NodeView {
        NodeView::new(Stance { role: &ROLE, epoch: 0 }, NAME.text())
    }

    /// Terms of a log, such as `1-1-2`, and perhaps more behind a dot.
    fn prepare(text: &str) -> Option<()> {
        let term = |term: &str| term.parse::<u64>().is_ok();
        text.split(['.', '-']).all(term).then_some(())
    }
}
