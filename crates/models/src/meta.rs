//! What all models say about themselves alike.

use quorate_proto::{
    Environment, Kind, Meta, NodeView, Parameter, Phrase, Role, Service, Shape, Stance, Text,
    TimerInfo, Tone, Transport, Unit,
};

quorate_proto::phrases! {
    NODE = "node", "节点";
    NEXT = "next step", "下一步";
    STEP = "step", "步";
    BREAKS = "a state is reached that breaks it", "到达了违反它的状态";
    PLAIN = "a model from the literature", "文献中的模型";
}

/// The one role of a model's nodes.
pub(crate) static ROLE: Role =
    Role { id: "node", label: &NODE, shape: Shape::Ring, tone: Tone::Neutral };

static ROLES: &[&Role] = &[&ROLE];

/// The one kind of timer of most models: something happens by itself.
pub(crate) static TIMERS: &[TimerInfo] = &[TimerInfo { id: "next", label: &NEXT }];

/// A size that can be chosen.
pub(crate) const fn size(
    id: &'static str,
    label: &'static Phrase<0>,
    range: std::ops::RangeInclusive<u32>,
    default: u32,
) -> Parameter {
    Parameter { id, label, unit: Unit::Count, range, default, choices: &[] }
}

/// A model's description.
pub(crate) const fn describe(
    id: &'static str,
    title: &'static Phrase<0>,
    parameters: &'static [Parameter],
    kinds: &'static [Kind],
    timers: &'static [TimerInfo],
    sources: &'static [&'static str],
) -> Meta {
    Meta {
        id,
        title,
        family: "models",
        summary: &PLAIN,
        nodes: 1..=64,
        nodes_default: 1,
        transport: Transport::Datagram,
        service: Service::Silent,
        environment: Environment { delay: (0, 0), disk: (0, 0), clients: 0, workload: 0 },
        parameters,
        kinds,
        timers,
        roles: ROLES,
        rules: &[],
        bugs: &[],
        presets: &[],
        figures: &[],
        sources,
    }
}

/// Every node of a model looks alike.
pub(crate) const STANCE: Stance = Stance { role: &ROLE, epoch: 0 };

/// How a promise is broken: the steps that lead there say the rest.
pub(crate) fn broken() -> Text {
    BREAKS.text()
}

/// A model's node has no more to show than its name.
pub(crate) fn view() -> NodeView {
    NodeView::new(STANCE, STEP.text())
}
