//! # Models of the literature
//!
//! How does one know that an explorer sees every state? By letting it count where others have
//! counted. The models in this crate were specified by others, checked by other tools (TLC, and
//! partly by a second, independent search), and published with the number of their states and the
//! length of the longest shortest path. Explored here, they must give exactly those numbers, for
//! every size, natively and as wasm; one state more or less is a bug in the explorer or in the
//! model.
//!
//! Two ways of putting a specification under the contract are used. Where participants know nothing
//! but their own state and what they were sent, they become nodes, and the spontaneous steps of the
//! specification become timers ([`two_phase`], [`chang_roberts`], [`echo`], [`register`]). Where a
//! step looks at everybody's state at once, as steps of abstract specifications do, the whole
//! specification is one node that chooses among its next states ([`mod@board`]).
//!
//! Some numbers are those of states that differ by more than the names of participants and values.
//! The explorer finds them by its own symmetry, which exchanges nodes; so names are nodes even
//! where the whole specification is one. And some specifications have no end unless some states are
//! left out; they are left out here as they were there, neither counted nor gone on from.
//!
//! A specification's step has a guard, and a step whose guard is false does not exist. So that the
//! numbers of generated states agree as well, nodes *decline*
//! ([`Cx::decline`](quorate_proto::Cx::decline)) what the specification does not let them take.
//!
//! None of these models is part of the catalog: they are no implementations of anything, and no
//! visitor meets them.

pub mod alternating_bit;
pub mod atomic_commit;
pub mod board;
pub mod byzantine_broadcast;
pub mod chang_roberts;
pub mod echo;
mod meta;
pub mod multi_paxos;
pub mod paxos;
pub mod raft_broadcast;
pub mod register;
pub mod simplified_paxos;
pub mod slush;
pub mod termination_detection;
pub mod transaction_commit;
pub mod two_phase;
pub mod two_phase_backup;
pub mod voting;

use quorate_explore::{Mail, Space};
use quorate_proto::{AnyProtocol, Parameters, Protocol, entry};

use board::{Board, Spec};
use register::Register;

/// A model that can be explored.
pub struct Model {
    /// The model as a protocol; its identifier is that of the model.
    pub protocol: &'static dyn AnyProtocol,
    /// How many nodes it has.
    pub nodes: fn(&Parameters) -> u16,
    /// How its letters travel.
    pub mail: fn(&Parameters) -> Mail,
    /// Whether deliveries that change nothing are left out, where letters keep no order.
    pub pruned: bool,
    /// How far away states are looked for, if nothing else is asked for: of models without an end.
    pub depth: Option<u32>,
}

/// All models.
pub const MODELS: &[Model] = &[
    model::<two_phase::TwoPhase>(two_phase::nodes).heard_for_ever(),
    board::<transaction_commit::TransactionCommit>(),
    board::<two_phase_backup::TwoPhaseBackup>(),
    board::<atomic_commit::Simple>(),
    board::<atomic_commit::NonBlocking>(),
    board::<paxos::Paxos>(),
    board::<simplified_paxos::SimplifiedPaxos>(),
    board::<simplified_paxos::fast::FastPaxos>(),
    board::<voting::Voting>(),
    board::<byzantine_broadcast::ByzantineBroadcast>(),
    board::<slush::Slush>(),
    board::<termination_detection::TerminationDetection>(),
    board::<multi_paxos::MultiPaxos>(),
    board::<alternating_bit::AlternatingBit>(),
    model::<chang_roberts::Site>(chang_roberts::nodes),
    model::<echo::Site>(echo::nodes),
    model::<Register<register::single::Holder>>(register::nodes).register(),
    model::<Register<register::shared::Replica>>(register::nodes).register(),
    model::<Register<register::paxos::Acceptor>>(register::nodes).register(),
    board::<raft_broadcast::RaftBroadcast>().endless(6),
];

const fn model<P: Protocol>(nodes: fn(&Parameters) -> u16) -> Model {
    Model { protocol: entry::<P>(), nodes, mail: |_| Mail::Bag, pruned: false, depth: None }
}

const fn board<S: Spec>() -> Model {
    model::<Board<S>>(board::nodes::<S>)
}

impl Model {
    const fn heard_for_ever(self) -> Self {
        Self { mail: |_| Mail::Set, ..self }
    }

    const fn register(self) -> Self {
        Self { mail: register::mail, pruned: true, ..self }
    }

    const fn endless(self, depth: u32) -> Self {
        Self { depth: Some(depth), ..self }
    }

    /// The model of this name.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        MODELS.iter().find(|model| model.id() == id)
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.protocol.meta().id
    }

    /// The model in this size, ready to be explored.
    #[must_use]
    pub fn space(&self, parameters: Parameters) -> Space {
        let (nodes, mail) = ((self.nodes)(&parameters), (self.mail)(&parameters));
        let pruned = self.pruned && mail == Mail::Bag;
        Space::untimed(self.protocol, nodes, parameters, mail).pruned(pruned)
    }
}
