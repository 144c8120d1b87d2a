//! What the clients of a register did, and whether one register could have been behind it.

use std::collections::{BTreeMap, BTreeSet};

use quorate_proto::NodeId;

use super::Value;

/// What one client did.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Operation {
    Write(Value),
    /// What it read, once it is over.
    Read(Option<Value>),
}

/// For each other client that had finished operations, the position of the last one.
type Before = BTreeMap<NodeId, usize>;

/// The history of all clients.
#[derive(Clone, Debug, Default, Hash)]
pub struct History {
    over: BTreeMap<NodeId, Vec<(Before, Operation)>>,
    under_way: BTreeMap<NodeId, (Before, Operation)>,
}

impl History {
    pub(super) fn begin(&mut self, client: NodeId, operation: Operation) {
        let others = self.over.iter().filter(|(other, _)| **other != client);
        let before = others.map(|(other, over)| (*other, over.len() - 1)).collect();
        self.under_way.insert(client, (before, operation));
    }

    pub(super) fn end(&mut self, client: NodeId, read: Option<Value>) {
        let Some((before, operation)) = self.under_way.remove(&client) else { return };
        let operation = read.map_or(operation, |value| Operation::Read(Some(value)));
        self.over.entry(client).or_default().push((before, operation));
    }

    /// Whether the operations can be put into one order.
    pub(super) fn is_linearizable(&self) -> bool {
        let clients = self.over.keys().chain(self.under_way.keys());
        let clients: BTreeSet<NodeId> = clients.copied().collect();
        let mut done = clients.into_iter().map(|client| (client, 0)).collect();
        self.can_go_on(&mut done, 0)
    }

    /// Whether the rest can be put into an order after what is `done`, which left this value.
    fn can_go_on(&self, done: &mut BTreeMap<NodeId, usize>, value: Value) -> bool {
        let all = done
            .iter()
            .all(|(client, count)| self.over.get(client).is_none_or(|over| *count >= over.len()));
        if all {
            return true;
        }
        let clients: Vec<NodeId> = done.keys().copied().collect();
        clients.into_iter().any(|client| {
            let count = done.get(&client).copied().unwrap_or(0);
            let over = self.over.get(&client).map_or(&[][..], Vec::as_slice);
            let under_way = self.under_way.get(&client).filter(|_| count == over.len());
            let Some((before, operation)) = over.get(count).or(under_way) else { return false };
            let first = |(other, last): (&NodeId, &usize)| {
                done.get(other).is_some_and(|count| count > last)
            };
            if !before.iter().all(first) {
                return false;
            }
            let after = match *operation {
                Operation::Write(new) => new,
                Operation::Read(None) => value,
                Operation::Read(Some(read)) if read == value => value,
                Operation::Read(Some(_)) => return false,
            };
            done.insert(client, count + 1);
            let found = self.can_go_on(done, after);
            done.insert(client, count);
            found
        })
    }
}
