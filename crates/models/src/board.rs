//! A whole specification as one node.
//!
//! The steps of many specifications look at the state of all participants at once: "some quorum
//! has answered", "nobody has committed". No participant of a real protocol could. Such a
//! specification becomes a single node whose state is that of the specification, and whose one
//! timer lets it choose among the next states; the explorer tries every choice.
//!
//! Where the state speaks of participants whom nothing tells apart but their names, there is a node
//! for each name besides, which never does anything: it is what changes places when an explorer
//! looks for states that differ by names alone.

use std::cell::Cell;
use std::fmt::{self, Debug};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use quorate_proto::{
    Cluster, Command, Cx, Finding, MessageView, Meta, NodeId, NodeView, Parameters, Property,
    Protocol, Stance, Symmetry, TimerCode, TimerKind,
};

use crate::meta::{STANCE, broken, view};

/// A specification: first states and next states.
pub trait Spec: Clone + Hash + Debug + 'static {
    /// What it says about itself.
    const META: &'static Meta;
    /// Its invariants.
    const PROPERTIES: &'static [Property<Board<Self>>];
    /// In how many states it may begin; `size` gives its constants. By default in one.
    #[must_use]
    fn beginnings(_: &dyn Fn(usize) -> u32) -> u32 {
        1
    }
    /// The state in which it begins, of all in which it may the one of this number.
    fn first(which: u32, size: &dyn Fn(usize) -> u32) -> Self;
    /// The states that may come next, one entry per step that leads to one.
    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self>;
    /// The names that the state speaks of, each by its kind: those of one kind may change places.
    /// By default there are none.
    #[must_use]
    fn names(_: &dyn Fn(usize) -> u32) -> Vec<u8> {
        Vec::new()
    }
    /// The state under other names. What holds one thing per name must say whose it is, so that it
    /// is another state if names change places; and several may get the same name.
    #[must_use]
    fn renamed(&self, _: &dyn Fn(Name) -> Name) -> Self {
        self.clone()
    }
}

/// Somebody or something that a state speaks of: a position among the names.
pub type Name = u8;

/// A node of a specification.
#[derive(Clone, Hash, Debug)]
pub enum Board<S> {
    /// The first node holds the state.
    State(Rc<S>, Ahead<S>),
    /// Each other one is a name of this kind.
    Name(u8),
}

impl<S: Spec> Board<S> {
    /// The state, if this node holds it.
    pub fn state(&self) -> Option<&S> {
        match self {
            Self::State(state, _) => Some(state),
            Self::Name(_) => None,
        }
    }
}

/// The next states of a state, while they are chosen from: an explorer asks for one after the
/// other, and all copies of a node that await the same step look here. What follows from the state
/// is no part of it.
#[derive(Clone)]
pub struct Ahead<S>(Rc<Cell<Vec<Rc<S>>>>);

impl<S> Default for Ahead<S> {
    fn default() -> Self {
        Self(Rc::default())
    }
}

impl<S> Hash for Ahead<S> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<S> Debug for Ahead<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Ahead")
    }
}

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

/// The state, and the names.
#[must_use]
pub fn nodes<S: Spec>(parameters: &Parameters) -> u16 {
    1 + S::names(&|index| parameters.get(index)).len() as u16
}

const HOLDER: NodeId = NodeId::new(0);

impl<S: Spec> Protocol for Board<S> {
    type Message = Silence;
    type Timer = Next;
    type Durable = ();
    type History = ();

    const META: &'static Meta = S::META;
    const PROPERTIES: &'static [Property<Self>] = S::PROPERTIES;

    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        if cx.me != HOLDER {
            let names = S::names(&|index| cx.parameter(index));
            return Self::Name(names.get(cx.me.index() - 1).copied().unwrap_or_default());
        }
        let which = cx.choose(S::beginnings(&|index| cx.parameter(index)));
        cx.set_timer(Next, 0..=0);
        let first = S::first(which, &|index| cx.parameter(index));
        Self::State(Rc::new(first), Ahead::default())
    }

    fn on_message(&mut self, _: NodeId, message: &Silence, _: &mut Cx<'_, Self>) {
        match *message {}
    }

    fn on_timer(&mut self, _: Next, cx: &mut Cx<'_, Self>) {
        let Self::State(state, ahead) = &*self else {
            cx.decline();
            return;
        };
        let mut states = ahead.0.take();
        if states.is_empty() {
            states = state.next(&|index| cx.parameter(index)).into_iter().map(Rc::new).collect();
        }
        let count = states.len();
        if count == 0 {
            cx.decline();
            return;
        }
        let chosen = cx.choose(count as u32) as usize;
        let is_last = chosen == count - 1;
        let after = if is_last { states.pop() } else { states.get(chosen).cloned() };
        if !is_last {
            ahead.0.set(states);
        }
        cx.set_timer(Next, 0..=0);
        if let Some(after) = after {
            *self = Self::State(after, Ahead::default());
        }
    }

    fn on_request(&mut self, _: &Command, _: &mut Cx<'_, Self>) {}

    fn symmetry() -> Option<Symmetry<Self>> {
        Some(Symmetry {
            exchangeable: |node, _| node != HOLDER,
            volatile: |node, map| match *node {
                Self::State(ref state, _) => {
                    let rename = |name| {
                        let renamed = map(NodeId::new(u16::from(name) + 1));
                        renamed.index().saturating_sub(1) as Name
                    };
                    Self::State(Rc::new(state.renamed(&rename)), Ahead::default())
                }
                Self::Name(kind) => Self::Name(kind),
            },
            durable: |(), _| (),
            message: |message, _| match *message {},
        })
    }

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

/// The state that a cluster holds.
pub(crate) fn state_of<'a, S: Spec>(cluster: &'a Cluster<'_, Board<S>>) -> Option<&'a S> {
    cluster.volatile(HOLDER).and_then(Board::state)
}

/// What a promise finds that looks at the specification's state alone.
pub(crate) fn invariant<S: Spec>(
    cluster: &Cluster<'_, Board<S>>,
    holds: impl FnOnce(&S) -> bool,
) -> Finding {
    if state_of(cluster).is_none_or(holds) { Finding::Quiet } else { Finding::Broken(broken()) }
}

/// What a promise finds that waits for a state of the specification.
pub(crate) fn reached<S: Spec>(
    cluster: &Cluster<'_, Board<S>>,
    holds: impl FnOnce(&S) -> bool,
) -> Finding {
    if state_of(cluster).is_some_and(holds) { Finding::Reached } else { Finding::Quiet }
}
