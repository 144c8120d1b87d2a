//! Election on a ring (Chang and Roberts, CACM 22(5), 1979), as in module `ChangRoberts` of the
//! TLA+ examples.
//!
//! Any sites may begin, each by sending its identity to its successor. Who hears a smaller identity
//! than its own has lost and passes it on; who hears its own has won. Sites that did not begin have
//! lost from the start.

use quorate_proto::{
    Cluster, Command, Cx, Expectation, Finding, Kind, MessageView, Meta, Moment, NodeId, NodeView,
    Parameters, Property, Protocol, Stance, Tone,
};

use crate::board::Next;
use crate::meta::{STANCE, TIMERS, broken, describe, size, view};

quorate_proto::phrases! {
    TITLE = "election on a ring", "环上选举";
    SITES = "sites", "站点";
    IDENTITY = "identity", "标识";
    CORRECT =
        "who wins has the least identity of those who began, and all others know that they lost",
        "获胜者是参选者中标识最小的，且其余站点都知道自己已落选";
}

/// A site of the ring.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Site {
    initiator: bool,
    /// Whether it has taken its first step.
    begun: bool,
    standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Standing {
    Candidate,
    Lost,
    Won,
}

static META: Meta = describe(
    "chang-roberts",
    &TITLE,
    &[size("n", &SITES, 2..=10, 3)],
    &[Kind { id: "identity", label: &IDENTITY, tone: Tone::Ask }],
    TIMERS,
    &["Chang, Roberts: An improved algorithm for decentralized extrema-finding, CACM 1979"],
);

/// As many as the size says.
#[must_use]
pub fn nodes(parameters: &Parameters) -> u16 {
    parameters.get(0) as u16
}

/// Identities around the ring: they rise.
const fn identity(node: NodeId) -> u16 {
    node.index() as u16
}

impl Protocol for Site {
    type Message = u16;
    type Timer = Next;
    type Durable = ();
    type History = ();

    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Self>] = &[Property {
        id: "Correctness",
        statement: &CORRECT,
        source: "ChangRoberts",
        expectation: Expectation::Always,
        check: correct,
    }];

    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        let initiator = cx.choose(2) == 1;
        cx.set_timer(Next, 0..=0);
        let standing = if initiator { Standing::Candidate } else { Standing::Lost };
        Self { initiator, begun: false, standing }
    }

    fn on_message(&mut self, _: NodeId, message: &u16, cx: &mut Cx<'_, Self>) {
        if !self.begun {
            cx.decline();
            return;
        }
        let own = identity(cx.me);
        if self.standing == Standing::Lost || *message < own {
            self.standing = Standing::Lost;
            cx.send(successor(cx), *message);
        } else if *message == own {
            self.standing = Standing::Won;
        }
    }

    fn on_timer(&mut self, _: Next, cx: &mut Cx<'_, Self>) {
        self.begun = true;
        if self.initiator {
            cx.send(successor(cx), identity(cx.me));
        }
    }

    fn on_request(&mut self, _: &Command, _: &mut Cx<'_, Self>) {}

    fn kind(_: &u16) -> usize {
        0
    }

    fn describe(_: &u16) -> MessageView {
        MessageView { label: IDENTITY.text(), fields: Vec::new() }
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

fn successor(cx: &Cx<'_, Site>) -> NodeId {
    NodeId::new(((cx.me.index() + 1) % cx.nodes) as u16)
}

fn correct((): &mut (), _: &Moment<'_, Site>, cluster: &Cluster<'_, Site>) -> Finding {
    let sites = cluster.nodes().filter_map(|node| Some((node, cluster.volatile(node)?)));
    let sites: Vec<(NodeId, &Site)> = sites.collect();
    for (winner, site) in sites.iter().filter(|(_, site)| site.standing == Standing::Won) {
        let others = sites.iter().filter(|(node, _)| node != winner);
        let fine = site.initiator
            && others.into_iter().all(|(node, site)| {
                site.standing == Standing::Lost
                    && (!site.initiator || identity(*node) > identity(*winner))
            });
        if !fine {
            return Finding::Broken(broken());
        }
    }
    Finding::Quiet
}
