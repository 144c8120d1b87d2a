//! Which states of a protocol a run passes through: what is new is worth a second look.
//!
//! A state of a whole cluster is almost always new, so its fingerprint says nothing. What counts
//! here are small facts that any protocol has: a node in this role, given this kind of message,
//! went on to that role and sent those kinds; and the picture of the cluster, each node by its role
//! and by whether its term is ahead or behind.

use quorate_proto::order;
use quorate_proto::{Digest, NodeId, SortedSet, Stance, Status, Tick};
use quorate_sim::{After, Event, EventKind, MessageId, Packet};

/// Most messages of one run that are remembered by name.
const MESSAGES_MAX: usize = 256;

/// What was seen of one run.
#[derive(Clone, Debug)]
pub struct Coverage {
    features: SortedSet<u64>,
    nodes: Vec<Option<After>>,
    /// Some of the messages, and when each left: later runs may hold them up.
    messages: Vec<(Tick, MessageId)>,
    /// Every how-many-th message is remembered.
    stride: usize,
    passed: usize,
}

impl Coverage {
    /// Nothing seen yet of a cluster of so many nodes.
    #[must_use]
    pub fn new(nodes: u16) -> Self {
        Self {
            features: SortedSet::new(),
            nodes: vec![None; usize::from(nodes)],
            messages: Vec::new(),
            stride: 1,
            passed: 0,
        }
    }

    /// Fingerprints of the facts seen.
    #[must_use]
    pub const fn features(&self) -> &SortedSet<u64> {
        &self.features
    }

    pub(super) fn messages(self) -> Vec<(Tick, MessageId)> {
        self.messages
    }

    /// Takes note of an event.
    pub fn see(&mut self, event: &Event) {
        for sent in &event.sent {
            self.remember(event.stamp.tick, sent.message);
        }
        let (Some(place), Some(after)) = (event.place, event.after) else { return };
        let Some(before) = self.nodes.get(place.index()).copied() else { return };
        let mut digest = Digest::default();
        digest.word(stand(before));
        digest.word(stand(Some(after)));
        digest.word(input(&event.kind));
        digest.word(output(event));
        digest.word(u64::from(epoch(before) < epoch(Some(after))));
        self.features.insert(std::hash::Hasher::finish(&digest));
        if before != Some(after) {
            if let Some(node) = self.nodes.get_mut(place.index()) {
                *node = Some(after);
            }
            self.features.insert(self.picture());
        }
    }

    /// The cluster in the large: who is in which role, and whose term is ahead of whose.
    fn picture(&self) -> u64 {
        let epochs: SortedSet<u64> = self.nodes.iter().map(|node| epoch(*node)).collect();
        let rank = |node: &Option<After>| {
            epochs.iter().filter(|other| **other >= epoch(*node)).count() as u64
        };
        let mut stands: Vec<(u64, u64)> =
            self.nodes.iter().map(|node| (stand(*node), rank(node))).collect();
        order::sort(&mut stands);
        Digest::of(&stands)
    }

    /// Keeps a sample that is spread over the whole run.
    fn remember(&mut self, left: Tick, message: MessageId) {
        self.passed += 1;
        if !self.passed.is_multiple_of(self.stride) {
            return;
        }
        if self.messages.len() >= MESSAGES_MAX {
            let mut position = 0;
            self.messages.retain(|_| {
                position += 1;
                position % 2 == 0
            });
            self.stride *= 2;
        }
        self.messages.push((left, message));
    }
}

/// A node by its role and status.
fn stand(node: Option<After>) -> u64 {
    let Some(After { stance, status }) = node else { return 0 };
    let role = stance.map_or("", |Stance { role, .. }| role.id);
    let status = match status {
        Status::Up => 1_u8,
        Status::Paused => 2,
        Status::Crashed => 3,
        Status::Halted => 4,
    };
    Digest::of(&(role, status))
}

fn epoch(node: Option<After>) -> u64 {
    node.and_then(|after| after.stance).map_or(0, |stance| stance.epoch)
}

/// What made a node step.
fn input(kind: &EventKind) -> u64 {
    match kind {
        EventKind::Booted => 1,
        EventKind::Received { packet, .. } => 0x100 | packet_kind(packet),
        EventKind::Lost(_) => 2,
        EventKind::Fired(timer) => 0x200 | u64::from(timer.kind),
        EventKind::Written => 3,
        EventKind::Asked | EventKind::AskedAgain => 4,
        EventKind::Disconnected(_) => 5,
        EventKind::Acted(_) => 6,
    }
}

fn packet_kind(packet: &Packet) -> u64 {
    match packet {
        Packet::Message(message) => message.kind() as u64,
        Packet::Request(_) => 0x80,
        Packet::Reply(..) => 0x81,
    }
}

/// What came of a step: the kinds sent, to nodes and to clients, whether something was delivered,
/// and the rules that left a mark.
fn output(event: &Event) -> u64 {
    let mut digest = Digest::default();
    let kinds: SortedSet<(bool, u64)> = event
        .sent
        .iter()
        .map(|sent| (NodeId::is_client(sent.message.to), packet_kind(&sent.packet)))
        .collect();
    digest.word(Digest::of(&kinds.len()));
    for (client, kind) in kinds.iter() {
        digest.word(kind << 1 | u64::from(*client));
    }
    digest.word(event.delivered.len().min(2) as u64);
    for said in &event.said {
        digest.word(Digest::of(said.rule.id));
    }
    std::hash::Hasher::finish(&digest)
}
