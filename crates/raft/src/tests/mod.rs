//! What the papers and the implementations claim, played by hand over bare servers.

mod commits;
mod elections;
mod logs;

use quorate_proto::bare::Bare;
use quorate_proto::{
    AnyMessage, Bugs, Command, Finding, Key, NodeId, Operation, Outcome, Protocol, RequestId,
    TimerKind, entry,
};

use crate::durable::{Disk, Entry, prepare};
use crate::message::Message;
use crate::node::{Raft, Role, Timer};

const A: NodeId = NodeId::new(0);
const B: NodeId = NodeId::new(1);
const C: NodeId = NodeId::new(2);
const D: NodeId = NodeId::new(3);
const E: NodeId = NodeId::new(4);
/// More messages than any of these scenarios takes.
const MANY: u64 = 10_000;

/// Bare servers, watched by every property.
struct Servers {
    bare: Bare,
}

impl Servers {
    /// Running servers with empty disks.
    fn new(nodes: u16) -> Self {
        Self::with_logs(&vec![""; usize::from(nodes)])
    }

    /// Running servers whose logs have these terms.
    fn with_logs(logs: &[&str]) -> Self {
        Self::with_bug(logs, Bugs::default())
    }

    fn with_bug(logs: &[&str], bugs: Bugs) -> Self {
        let protocol = entry::<Raft>();
        let mut bare = Bare::watched(protocol, logs.len() as u16);
        bare.bugs = bugs;
        for (index, log) in logs.iter().enumerate() {
            let disk = protocol.prepare(log).expect("the test spells its logs right");
            bare.prepare(NodeId::new(index as u16), disk);
        }
        bare.start_all();
        Self { bare }
    }

    fn set(&mut self, parameter: usize, value: u32) {
        self.bare.parameters.set(Raft::META, parameter, value);
    }

    fn time_out(&mut self, node: NodeId) {
        self.bare.fire(node, Timer::Election.code());
    }

    fn beat(&mut self, node: NodeId) {
        self.bare.fire(node, Timer::Heartbeat.code());
    }

    /// Lets a server campaign, hands over everything, and says whether it leads.
    fn campaign(&mut self, node: NodeId) -> bool {
        self.time_out(node);
        self.bare.settle(MANY);
        self.leads(node)
    }

    fn settle(&mut self) {
        self.bare.settle(MANY);
    }

    /// Hands over everything among these servers and loses the rest.
    fn settle_among(&mut self, group: &[NodeId]) {
        loop {
            self.bare.lose(|mail| !group.contains(&mail.from) || !group.contains(&mail.to));
            if !self.bare.deliver() {
                return;
            }
        }
    }

    fn hand(&mut self, from: NodeId, to: NodeId, message: Message) {
        self.bare.hand(from, to, &AnyMessage::new::<Raft>(message));
    }

    /// What is under way from one server to another.
    fn under_way(&self, from: NodeId, to: NodeId) -> Vec<Message> {
        let on_link = |mail: &&quorate_proto::bare::Mail| mail.from == from && mail.to == to;
        let typed = |mail: &quorate_proto::bare::Mail| mail.message.typed::<Raft>().cloned();
        self.bare.mail.iter().filter(on_link).filter_map(typed).collect()
    }

    fn ask(&mut self, node: NodeId, sequence: u32, operation: Operation) {
        let id = RequestId { client: NodeId::client(0), sequence };
        self.bare.request(node, &Command { id, operation });
    }

    fn server(&self, node: NodeId) -> &Raft {
        self.bare.typed(node).and_then(|node| node.volatile()).expect("the server runs")
    }

    fn disk(&self, node: NodeId) -> &Disk {
        self.bare.typed::<Raft>(node).expect("a server of this protocol").durable()
    }

    fn leads(&self, node: NodeId) -> bool {
        matches!(self.server(node).role, Role::Leader(_))
    }

    fn follows(&self, node: NodeId) -> bool {
        matches!(self.server(node).role, Role::Follower)
    }

    fn term(&self, node: NodeId) -> u64 {
        self.disk(node).current_term
    }

    fn terms(&self, node: NodeId) -> Vec<u64> {
        self.disk(node).log.iter().map(|entry| entry.term).collect()
    }

    fn commit(&self, node: NodeId) -> u64 {
        self.server(node).commit
    }

    /// Identifiers of the properties found broken so far.
    fn broken(&self) -> Vec<&'static str> {
        let broken = |(id, finding): &(&'static str, Finding)| {
            matches!(finding, Finding::Broken(_)).then_some(*id)
        };
        let mut found: Vec<_> = self.bare.findings.iter().filter_map(broken).collect();
        found.dedup();
        found
    }

    fn assert_sound(&self) {
        assert_eq!(self.broken(), [""; 0], "{:?}", self.bare.findings);
        assert!(self.bare.halts.is_empty(), "{:?}", self.bare.halts);
    }
}

fn set(value: i64) -> Operation {
    Operation::Set { key: Key::X, value }
}

fn add(value: i64) -> Operation {
    Operation::Add { key: Key::X, value }
}

/// The entry that prepared disks hold for (term, index).
fn entry_of(term: u64, index: u64) -> Entry {
    let text = vec![term.to_string(); index as usize].join("-");
    *prepare(&text).expect("well-formed").entry(index).expect("long enough")
}
