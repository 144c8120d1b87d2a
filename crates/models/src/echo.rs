//! The echo algorithm: one site builds a spanning tree of a graph, here of a complete one. After
//! module `Echo` of the TLA+ examples.
//!
//! The first site tells all its neighbours. Whoever is told for the first time notes the teller as
//! its parent and tells all others; whoever has heard from all its neighbours tells its parent that
//! it is a child. Each step of the specification's text is a step here, also those that only move
//! on.

use std::collections::BTreeSet;

use quorate_proto::{
    Cluster, Command, Cx, Expectation, Finding, Kind, MessageView, Meta, Moment, NodeId, NodeView,
    Parameters, Property, Protocol, Stance, Tone,
};

use crate::board::Next;
use crate::meta::{STANCE, TIMERS, broken, describe, size, view};

quorate_proto::phrases! {
    TITLE = "echo algorithm", "回声算法";
    SITES = "sites", "站点";
    WAVE = "wave", "波";
    CHILD = "child", "子节点";
    FAMILY = "whoever has a child is its parent", "有子节点者必是其父节点";
}

/// What is said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// The wave has come to the sender.
    Wave,
    /// The sender is a child of the receiver.
    Child,
}

/// Where a site stands in the text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum At {
    Start,
    Receiving,
    Answering,
    Done,
}

/// A site.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Site {
    at: At,
    parent: Option<NodeId>,
    children: BTreeSet<NodeId>,
    received: u16,
}

const FIRST: NodeId = NodeId::new(0);

static META: Meta = describe(
    "echo",
    &TITLE,
    &[size("n", &SITES, 2..=6, 3)],
    &[
        Kind { id: "wave", label: &WAVE, tone: Tone::Lead },
        Kind { id: "child", label: &CHILD, tone: Tone::Agree },
    ],
    TIMERS,
    &["TLA+ examples: echo/Echo"],
);

/// As many as the size says.
#[must_use]
pub fn nodes(parameters: &Parameters) -> u16 {
    parameters.get(0) as u16
}

impl Protocol for Site {
    type Message = Message;
    type Timer = Next;
    type Durable = ();
    type History = ();

    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Self>] = &[Property {
        id: "ParentChild",
        statement: &FAMILY,
        source: "Echo",
        expectation: Expectation::Always,
        check: family,
    }];

    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        cx.set_timer(Next, 0..=0);
        Self { at: At::Start, parent: None, children: BTreeSet::new(), received: 0 }
    }

    fn on_message(&mut self, from: NodeId, message: &Message, cx: &mut Cx<'_, Self>) {
        if self.at != At::Receiving || usize::from(self.received) >= cx.nodes - 1 {
            cx.decline();
            return;
        }
        self.received += 1;
        if cx.me != FIRST && self.received == 1 {
            self.parent = Some(from);
            for peer in cx.peers().filter(|peer| *peer != from) {
                cx.send(peer, Message::Wave);
            }
        }
        if *message == Message::Child {
            self.children.insert(from);
        }
        if usize::from(self.received) == cx.nodes - 1 {
            cx.set_timer(Next, 0..=0);
        }
    }

    fn on_timer(&mut self, _: Next, cx: &mut Cx<'_, Self>) {
        match self.at {
            At::Start => {
                self.at = At::Receiving;
                if cx.me == FIRST {
                    cx.broadcast(Message::Wave);
                }
            }
            At::Receiving => {
                self.at = At::Answering;
                cx.set_timer(Next, 0..=0);
            }
            At::Answering => {
                self.at = At::Done;
                if let Some(parent) = self.parent {
                    cx.send(parent, Message::Child);
                }
            }
            At::Done => cx.decline(),
        }
    }

    fn on_request(&mut self, _: &Command, _: &mut Cx<'_, Self>) {}

    fn kind(message: &Message) -> usize {
        *message as usize
    }

    fn describe(message: &Message) -> MessageView {
        let label = [&WAVE, &CHILD][*message as usize].text();
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

fn family((): &mut (), _: &Moment<'_, Site>, cluster: &Cluster<'_, Site>) -> Finding {
    for parent in cluster.nodes() {
        let Some(site) = cluster.volatile(parent) else { continue };
        for child in &site.children {
            let named = cluster.volatile(*child).and_then(|child| child.parent);
            if named != Some(parent) {
                return Finding::Broken(broken());
            }
        }
    }
    Finding::Quiet
}
