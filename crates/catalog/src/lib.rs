//! # The only list of protocols
//!
//! Everything that runs protocols takes them from here, and nothing else in the tree knows one by
//! name. Adding a protocol takes a crate that implements [`quorate_proto::Protocol`] and one line
//! below.

use quorate_gossip::rumor::RumorMongering;
use quorate_paxos::basic::BasicPaxos;
use quorate_proto::{AnyProtocol, entry};
use quorate_raft::Raft;

/// All protocols, in the order in which they are offered. Append only.
pub static PROTOCOLS: &[&dyn AnyProtocol] =
    &[entry::<Raft>(), entry::<BasicPaxos>(), entry::<RumorMongering>()];

/// The protocol that a page opens with. Whoever asks for this one alone needs none of the others.
pub static FIRST: &dyn AnyProtocol = PROTOCOLS[0];

/// The protocol with this identifier.
#[must_use]
pub fn find(id: &str) -> Option<&'static dyn AnyProtocol> {
    PROTOCOLS.iter().copied().find(|protocol| protocol.meta().id == id)
}
