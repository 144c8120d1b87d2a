//! Clients: actors outside the cluster that ask, wait, ask elsewhere, and remember what they saw.

use quorate_proto::random::{Purpose, Random, below};
use quorate_proto::time::MILLISECOND;
use quorate_proto::{Command, Key, NodeId, Operation, Outcome, SharedVec, Tick};

/// How long a client waits for an answer, beside ten message delays, before it asks elsewhere.
pub(crate) const PATIENCE: Tick = 500 * MILLISECOND;

/// One operation as its client saw it: the raw material of every history checker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClientOperation {
    /// What was asked.
    pub command: Command,
    /// When it was asked first.
    pub invoked: Tick,
    /// When it was answered, and what; nothing for an operation whose effect is unknown.
    pub returned: Option<(Tick, Outcome)>,
}

/// A client of the cluster.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// The client's count of its requests.
    pub(crate) sequence: u32,
    pub(crate) pending: Option<Waiting>,
    /// Whom it takes for the leader.
    pub(crate) believes: Option<NodeId>,
    /// Who kept it waiting last: a deposed leader may not know it, and its followers send clients
    /// back to it.
    pub(crate) shuns: Option<NodeId>,
    /// What it is to ask when the present request is over.
    pub(crate) backlog: Vec<(Option<NodeId>, Operation)>,
    pub(crate) operations: SharedVec<ClientOperation>,
    /// Tick and sequence number of the earliest entry in the queue about its patience, if any.
    pub(crate) queued: Option<(Tick, u64)>,
    /// Draws made so far.
    pub(crate) uses: u64,
}

/// A request that waits for its answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiting {
    pub(crate) command: Command,
    pub(crate) to: NodeId,
    /// Whether it may be put to nobody else.
    pub(crate) pinned: bool,
    /// Position in the client's list of operations.
    pub(crate) position: usize,
    /// When patience ends.
    pub(crate) deadline: Tick,
    /// Sequence number under which that counts in the order of events.
    pub(crate) patience: u64,
}

impl Client {
    /// Everything the client ever asked, oldest first.
    #[must_use]
    pub const fn operations(&self) -> &SharedVec<ClientOperation> {
        &self.operations
    }

    /// The request that waits for an answer, and whom it was last put to.
    #[must_use]
    pub fn waiting(&self) -> Option<(Command, NodeId)> {
        self.pending.map(|waiting| (waiting.command, waiting.to))
    }

    /// Whom the client takes for the leader.
    #[must_use]
    pub const fn believes(&self) -> Option<NodeId> {
        self.believes
    }

    pub(crate) fn draw(&mut self, random: Random, client: u16) -> u64 {
        self.uses += 1;
        random.draw(Purpose::Client, u32::from(client), 0, self.uses)
    }
}

/// What a client asks on its own: mostly writes, some sums, some reads.
pub(crate) fn drawn_operation(draw: u64) -> Operation {
    let key = Key::X;
    let value = below(draw.rotate_left(32), 99) as i64 + 1;
    match draw % 10 {
        0..=4 => Operation::Set { key, value },
        5..=7 => Operation::Add { key, value: value % 9 + 1 },
        _ => Operation::Get { key },
    }
}
