//! A whole specification as one node.
//!
//! The steps of many specifications look at the state of all participants at once: "some quorum
//! has answered", "nobody has committed". No participant of a real protocol could. Such a
//! specification becomes a single node whose state is that of the specification, and whose one
//! timer lets it choose among the next states; the explorer tries every choice.

use std::fmt::Debug;
use std::hash::Hash;

use quorate_proto::{
    Cluster, Command, Cx, Finding, MessageView, Meta, NodeId, NodeView, Parameters, Property,
    Protocol, Stance, Text, TimerCode, TimerKind,
};

use crate::meta::{STANCE, STEP, view};

/// A specification: first states and next states.
pub trait Spec: Clone + Hash + Debug + 'static {
    /// What it says about itself.
    const META: &'static Meta;
    /// Its invariants.
    const PROPERTIES: &'static [Property<Board<Self>>];
    /// The states in which it may begin; `size` gives its constants.
    fn first(size: &dyn Fn(usize) -> u32) -> Vec<Self>;
    /// The states that may come next, one entry per step that leads to one.
    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self>;
}

/// The node that holds a specification's state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Board<S>(pub S);

/// Nothing is ever said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Silence {}

/// The next step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Next;

impl TimerKind for Next {
    fn code(self) -> TimerCode {
        TimerCode { kind: 0, subject: 0 }
    }

    fn from_code(code: TimerCode) -> Option<Self> {
        (code == Self.code()).then_some(Self)
    }
}

/// A board is the only node there is.
#[must_use]
pub const fn nodes(_: &Parameters) -> u16 {
    1
}

impl<S: Spec> Protocol for Board<S> {
    type Message = Silence;
    type Timer = Next;
    type Durable = ();
    type History = ();

    const META: &'static Meta = S::META;
    const PROPERTIES: &'static [Property<Self>] = S::PROPERTIES;

    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        let mut states = S::first(&|index| cx.parameter(index));
        let chosen = cx.choose(states.len() as u32) as usize;
        cx.set_timer(Next, 0..=0);
        Self(states.swap_remove(chosen))
    }

    fn on_message(&mut self, _: NodeId, message: &Silence, _: &mut Cx<'_, Self>) {
        match *message {}
    }

    fn on_timer(&mut self, _: Next, cx: &mut Cx<'_, Self>) {
        let mut states = self.0.next(&|index| cx.parameter(index));
        if states.is_empty() {
            cx.decline();
            return;
        }
        let chosen = cx.choose(states.len() as u32) as usize;
        cx.set_timer(Next, 0..=0);
        self.0 = states.swap_remove(chosen);
    }

    fn on_request(&mut self, _: &Command, _: &mut Cx<'_, Self>) {}

    fn kind(message: &Silence) -> usize {
        match *message {}
    }

    fn describe(message: &Silence) -> MessageView {
        match *message {}
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

/// What a broken invariant says.
pub(crate) fn broken() -> Text {
    STEP.text()
}

/// What a promise finds that looks at the specification's state alone.
pub(crate) fn invariant<S: Spec>(
    cluster: &Cluster<'_, Board<S>>,
    holds: impl FnOnce(&S) -> bool,
) -> Finding {
    match cluster.volatile(NodeId::new(0)) {
        Some(Board(state)) if !holds(state) => Finding::Broken(broken()),
        _ => Finding::Quiet,
    }
}

/// What a promise finds that waits for a state of the specification.
pub(crate) fn reached<S: Spec>(
    cluster: &Cluster<'_, Board<S>>,
    holds: impl FnOnce(&S) -> bool,
) -> Finding {
    match cluster.volatile(NodeId::new(0)) {
        Some(Board(state)) if holds(state) => Finding::Reached,
        _ => Finding::Quiet,
    }
}
