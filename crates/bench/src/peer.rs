//! The peer: crate `raft` (the one that runs in production under a well-known store), driven the
//! same way: three nodes, in memory, one command at a time, messages handed over in order.

use raft::prelude::{Config, Entry, Message};
use raft::storage::MemStorage;
use raft::{RawNode, StateRole};
use slog::{Discard, Logger, o};

/// Commits `commands` one after the other; gives messages handed over.
///
/// # Panics
/// If the peer refuses what it should take.
#[must_use]
pub fn commits(commands: u32) -> u64 {
    let mut nodes: Vec<RawNode<MemStorage>> = (1..=3).map(node).collect();
    nodes[0].campaign().expect("a node may campaign");
    let mut handed = 0;
    settle(&mut nodes, &mut handed);
    assert_eq!(nodes[0].raft.state, StateRole::Leader);
    let before = handed;
    for sequence in 1..=commands {
        nodes[0]
            .propose(vec![], sequence.to_le_bytes().to_vec())
            .expect("a leader takes proposals");
        let committed = settle(&mut nodes, &mut handed);
        assert!(committed >= 1);
    }
    handed - before
}

fn node(id: u64) -> RawNode<MemStorage> {
    let storage = MemStorage::new_with_conf_state((vec![1, 2, 3], vec![]));
    let config = Config {
        id,
        election_tick: 10,
        heartbeat_tick: 1,
        max_inflight_msgs: 256,
        max_size_per_msg: 1 << 20,
        ..Config::default()
    };
    RawNode::new(&config, storage, &Logger::root(Discard, o!())).expect("a valid configuration")
}

/// Handles everything that is ready, and hands over messages, until nothing is left to do. Gives
/// how many commands the first node saw committed.
fn settle(nodes: &mut [RawNode<MemStorage>], handed: &mut u64) -> usize {
    let mut committed = 0;
    loop {
        let mut mail = Vec::new();
        for (index, node) in nodes.iter_mut().enumerate() {
            let entries = ready(node, &mut mail);
            if index == 0 {
                committed += entries.iter().filter(|entry| !entry.data.is_empty()).count();
            }
        }
        if mail.is_empty() {
            return committed;
        }
        for message in mail {
            *handed += 1;
            let to = message.to as usize - 1;
            nodes[to].step(message).expect("a message of the cluster");
        }
    }
}

fn ready(node: &mut RawNode<MemStorage>, mail: &mut Vec<Message>) -> Vec<Entry> {
    if !node.has_ready() {
        return Vec::new();
    }
    let mut ready = node.ready();
    mail.extend(ready.take_messages());
    let mut committed = ready.take_committed_entries();
    let store = node.raft.raft_log.store.clone();
    store.wl().append(ready.entries()).expect("memory takes everything");
    if let Some(state) = ready.hs() {
        store.wl().set_hardstate(state.clone());
    }
    mail.extend(ready.take_persisted_messages());
    let mut light = node.advance(ready);
    mail.extend(light.take_messages());
    committed.extend(light.take_committed_entries());
    node.advance_apply();
    committed
}
