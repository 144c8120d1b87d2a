//! Protocols of the contract as actors of crate `stateright`, whose model of networks, timers and
//! crashes is another one's work. The same state machines driven by its `ActorModel` and by our
//! explorer must reach the same states.

use std::any::Any;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use quorate_proto::{
    AnyMessage, AnyNode, AnyProtocol, Bugs, Choices, Command, Digest, Effect, Env, Input, NodeId,
    Parameters, Tell, TimerCode,
};
use stateright::Model;
use stateright::actor::{Actor, ActorModel, ActorModelState, Id, Out, model_timeout};

/// A value that is known by its fingerprint.
#[derive(Clone)]
pub struct Known<T> {
    /// The value.
    pub value: T,
    digest: u64,
}

impl<T> PartialEq for Known<T> {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl<T> Eq for Known<T> {}

impl<T> PartialOrd for Known<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Known<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.digest.cmp(&other.digest)
    }
}

impl<T> Hash for Known<T> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.digest.hash(hasher);
    }
}

impl<T> fmt::Debug for Known<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:016x}", self.digest)
    }
}

/// What arrives.
#[derive(Clone)]
pub enum Mail {
    /// What another node says.
    Message(AnyMessage),
    /// What a client asks.
    Request(Command),
}

impl Known<Mail> {
    /// A client's request.
    #[must_use]
    pub fn request(command: Command) -> Self {
        Self { value: Mail::Request(command), digest: Digest::of(&command) }
    }

    fn message(message: AnyMessage) -> Self {
        Self { digest: message.digest(), value: Mail::Message(message) }
    }
}

/// A node with its timers.
#[derive(Clone)]
pub struct Local {
    node: Rc<dyn AnyNode>,
    timers: BTreeSet<TimerCode>,
}

/// A node of a protocol as an actor.
pub struct Wrapped {
    /// The protocol.
    pub protocol: &'static dyn AnyProtocol,
    /// How many nodes the cluster has.
    pub nodes: usize,
    /// The settings.
    pub parameters: Parameters,
}

/// These protocols leave nothing to chance.
struct NoChoice;

impl Choices for NoChoice {
    fn choose(&mut self, _: u32) -> u32 {
        unreachable!("the protocol makes no choices")
    }
}

impl Wrapped {
    fn known(local: Local) -> Known<Local> {
        let mut digest = Digest::default();
        digest.word(local.node.digest());
        digest.word(Digest::of(&local.timers));
        Known { digest: digest.finish(), value: local }
    }

    fn known_disk(&self, image: Rc<dyn Any>) -> Known<Rc<dyn Any>> {
        Known { digest: self.protocol.disk_digest(&*image), value: image }
    }

    /// Runs a handler, and those of what the node says to itself, and records what came of it.
    fn step(&self, id: Id, local: &mut Local, first: Input<'_>, out: &mut Out<Self>) {
        let me = NodeId::new(usize::from(id) as u16);
        let mut own = VecDeque::new();
        self.step_once(me, local, first, &mut own, out);
        while let Some(message) = own.pop_front() {
            self.step_once(me, local, Input::Message(me, &message), &mut own, out);
        }
    }

    fn step_once(
        &self,
        me: NodeId,
        local: &mut Local,
        input: Input<'_>,
        own: &mut VecDeque<AnyMessage>,
        out: &mut Out<Self>,
    ) {
        let mut effects = Vec::new();
        let mut env = Env {
            me,
            nodes: self.nodes,
            clock: 0,
            parameters: &self.parameters,
            bugs: Bugs::default(),
            tell: Tell::Nothing,
            choices: &mut NoChoice,
            effects: &mut effects,
        };
        local.node = local.node.fork();
        let node = Rc::get_mut(&mut local.node).expect("nobody shares a fresh copy");
        if node.step(input, &mut env) {
            out.save(self.known_disk(local.node.image()));
        }
        for effect in effects {
            match effect {
                Effect::Send { to, message } if to == me => own.push_back(message),
                Effect::Send { to, message } => {
                    out.send(Id::from(to.index()), Known::message(message));
                }
                Effect::Broadcast { message } => {
                    for to in (0..self.nodes).filter(|to| *to != me.index()) {
                        out.send(Id::from(to), Known::message(message.clone()));
                    }
                }
                Effect::SetTimer { timer, .. } => {
                    local.timers.insert(timer);
                    out.set_timer(timer, model_timeout());
                }
                Effect::CancelTimer { timer } => {
                    local.timers.remove(&timer);
                    out.cancel_timer(timer);
                }
                Effect::Halt(rule) => panic!("a node halts: {rule:?}"),
                Effect::Reply { .. } | Effect::Deliver(_) | Effect::Rule(_) | Effect::Declined => {}
            }
        }
    }

    /// Takes over what came of a step, unless nothing did.
    fn settle(
        state: &mut Cow<'_, Known<Local>>,
        (local, made): (Local, Out<Self>),
        out: &mut Out<Self>,
    ) {
        let after = Self::known(local);
        let says = made.iter().any(|it| matches!(it, stateright::actor::Command::Send(..)));
        if after == **state && !says {
            return;
        }
        *state = Cow::Owned(after);
        let mut made = made;
        out.append(&mut made);
    }
}

impl Actor for Wrapped {
    type Msg = Known<Mail>;
    type Timer = TimerCode;
    type State = Known<Local>;
    type Storage = Known<Rc<dyn Any>>;
    type Random = ();

    fn on_start(
        &self,
        id: Id,
        storage: &Option<Self::Storage>,
        out: &mut Out<Self>,
    ) -> Self::State {
        let mut node = self.protocol.spawn();
        if let (Some(disk), Some(node)) = (storage, Rc::get_mut(&mut node)) {
            node.crash(&*disk.value);
        }
        let mut local = Local { node, timers: BTreeSet::new() };
        self.step(id, &mut local, Input::Boot, out);
        Self::known(local)
    }

    fn on_msg(
        &self,
        id: Id,
        state: &mut Cow<'_, Self::State>,
        src: Id,
        message: Self::Msg,
        out: &mut Out<Self>,
    ) {
        let mut local = state.value.clone();
        let mut made = Out::new();
        let input = match &message.value {
            Mail::Message(message) => Input::Message(NodeId::new(usize::from(src) as u16), message),
            Mail::Request(command) => Input::Request(command),
        };
        self.step(id, &mut local, input, &mut made);
        Self::settle(state, (local, made), out);
    }

    fn on_timeout(
        &self,
        id: Id,
        state: &mut Cow<'_, Self::State>,
        timer: &TimerCode,
        out: &mut Out<Self>,
    ) {
        let mut local = state.value.clone();
        local.timers.remove(timer);
        let mut made = Out::new();
        self.step(id, &mut local, Input::Timer(*timer), &mut made);
        Self::settle(state, (local, made), out);
    }
}

/// How many states the model reaches, and the depth: breadth first and with one thread, since
/// nodes are not for several. States at the bound on depth are not expanded.
#[must_use]
pub fn reach(model: &ActorModel<Wrapped>, depth_max: u32) -> (u64, u32) {
    let mut seen = BTreeSet::new();
    let mut level: Vec<ActorModelState<Wrapped>> = model.init_states();
    level.retain(|state| seen.insert(identity(state)));
    let mut depth = 1;
    let mut actions = Vec::new();
    while depth < depth_max {
        let mut next = Vec::new();
        for state in &level {
            actions.clear();
            model.actions(state, &mut actions);
            for action in actions.drain(..) {
                next.extend(model.next_state(state, action).filter(|it| seen.insert(identity(it))));
            }
        }
        if next.is_empty() {
            break;
        }
        level = next;
        depth += 1;
    }
    (seen.len() as u64, depth)
}

/// What tells states apart. Of a node that is down only its disk is left; crate `stateright` also
/// remembers what it had in memory.
fn identity(state: &ActorModelState<Wrapped>) -> u64 {
    let mut digest = Digest::default();
    for (index, local) in state.actor_states.iter().enumerate() {
        let crashed = state.crashed[index];
        digest.word(if crashed { 0 } else { local.digest });
        Hash::hash(&crashed, &mut digest);
        Hash::hash(&state.actor_storages.get(index).cloned().flatten(), &mut digest);
        Hash::hash(&state.timers_set[index], &mut digest);
    }
    Hash::hash(&state.network, &mut digest);
    digest.finish()
}
