//! Raft as total order broadcast, told as in Kleppmann's lectures (*Distributed Systems*,
//! Cambridge, 2021), in the version of crate `stateright`'s example: every server wants one message
//! of its own in everybody's log; any timer may run down at any time, and a minority may be down,
//! having forgotten everything.
//!
//! That servers forget their terms and votes is no Raft: as soon as one may go down, nothing is
//! promised. The model is here for its number of states, and that number has a story. The search
//! that was published with the example knows states by fingerprints, and its fingerprints
//!
//! - leave out what a server keeps for a leader to come;
//! - string the running timers of all servers together without saying where one server's end and
//!   the next one's begin, so that "both of the first, none of the second" and "one of the first,
//!   the other of the second" may be the same.
//!
//! States that differ by nothing else are taken for one, the first one met goes on, and some that
//! follow from the others are never seen: at a depth of six, 4,461 of 5,332. To come to the same
//! numbers, this model does the same, unless `exact` is set, and offers its steps in the same
//! order: letters, timers, crashes and recoveries, each by their contents. The numbers are those of
//! a search breadth first.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Property};

use crate::board::{Board, Spec, state_of};
use crate::meta::{TIMERS, broken, describe, size};

mod server;

use server::{Letter, Name, Role, Said, Server, Timer};

quorate_proto::phrases! {
    TITLE = "Raft as total order broadcast", "Raft 全序广播";
    SERVERS = "servers", "服务器";
    DOWN = "servers down at one time", "同时宕机的服务器";
    EXACT = "states are told apart by all they hold", "按全部内容区分状态";
    ONE_LEADER = "unless servers forget, a term has one leader", "若服务器不失忆，每个任期至多一个领导者";
    SAME_ORDER =
        "unless servers forget, all deliver the same messages in the same order",
        "若服务器不失忆，各服务器按相同顺序交付相同消息";
    ELECTED = "a leader is elected", "选出了领导者";
    COMMITTED = "a message is committed", "有消息已提交";
}

/// The state of the whole cluster.
#[derive(Clone, Debug)]
pub struct RaftBroadcast {
    /// Whether all of it tells it apart.
    exact: bool,
    servers: Vec<Rc<Server>>,
    /// Letters under way, in their order.
    letters: Vec<Rc<Letter>>,
}

impl Hash for RaftBroadcast {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.letters.hash(hasher);
        if self.exact {
            self.servers.hash(hasher);
            return;
        }
        self.servers.iter().for_each(|server| server.memory.hash(hasher));
        let timers = self.servers.iter().flat_map(|server| &server.timers);
        timers.for_each(|timer| timer.hash(hasher));
    }
}

static META: Meta = describe(
    "raft-broadcast",
    &TITLE,
    &[
        size("servers", &SERVERS, 1..=5, 3),
        size("down", &DOWN, 0..=2, 1),
        size("exact", &EXACT, 0..=1, 0),
    ],
    &[],
    TIMERS,
    &[
        "Ongaro, Ousterhout: In Search of an Understandable Consensus Algorithm, ATC 2014",
        "Kleppmann: Distributed Systems, lecture notes, University of Cambridge, 2021",
        "crate stateright 0.31: examples/raft",
    ],
);

impl Spec for RaftBroadcast {
    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Board<Self>>] = &[
        Property {
            id: "ElectionSafety",
            statement: &ONE_LEADER,
            source: "Raft, Figure 3",
            expectation: Expectation::Always,
            check: one_leader,
        },
        Property {
            id: "StateMachineSafety",
            statement: &SAME_ORDER,
            source: "Raft, Figure 3",
            expectation: Expectation::Always,
            check: same_order,
        },
        Property {
            id: "ElectionLiveness",
            statement: &ELECTED,
            source: "crate stateright 0.31",
            expectation: Expectation::Sometimes,
            check: elected,
        },
        Property {
            id: "LogLiveness",
            statement: &COMMITTED,
            source: "crate stateright 0.31",
            expectation: Expectation::Sometimes,
            check: committed,
        },
    ];

    fn first(_: u32, size: &dyn Fn(usize) -> u32) -> Self {
        let servers = size(0) as usize;
        let exact = size(2) == 1;
        let mut first = Self { exact, servers: Vec::new(), letters: Vec::new() };
        for name in 0..servers {
            let (server, letter) = Server::start(name as Name, servers);
            first.servers.push(Rc::new(server));
            first.post(letter);
        }
        first
    }

    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let mut next = Vec::new();
        self.deliveries(&mut next);
        self.timers(&mut next);
        self.crashes(size(1) as usize, &mut next);
        next
    }
}

impl RaftBroadcast {
    fn post(&mut self, letter: Letter) {
        let place = self.letters.partition_point(|other| **other < letter);
        self.letters.insert(place, Rc::new(letter));
    }

    /// The state after a step of one server.
    fn after(&self, name: usize, step: impl FnOnce(&mut Server, &mut Said)) -> Self {
        let mut after = self.clone();
        let mut said = Said::new();
        if let Some(server) = after.servers.get_mut(name) {
            step(Rc::make_mut(server), &mut said);
        }
        for letter in said {
            after.post(letter);
        }
        after
    }

    fn deliveries(&self, next: &mut Vec<Self>) {
        for (place, letter) in self.letters.iter().enumerate() {
            let again = place > 0 && self.letters[place - 1] == *letter;
            let to = usize::from(letter.to);
            if again || self.servers.get(to).is_none_or(|server| server.memory.down) {
                continue;
            }
            let mut after = self.after(to, |server, said| server.hear(letter, said));
            if let Some(place) = after.letters.iter().position(|other| Rc::ptr_eq(other, letter)) {
                after.letters.remove(place);
            }
            next.push(after);
        }
    }

    fn timers(&self, next: &mut Vec<Self>) {
        for (name, server) in self.servers.iter().enumerate() {
            if server.timers.contains(&Timer::Election) {
                next.push(self.after(name, Server::stand));
            }
            if server.timers.contains(&Timer::Replication) {
                next.push(self.after(name, Server::repeat));
            }
        }
    }

    fn crashes(&self, most: usize, next: &mut Vec<Self>) {
        let down = self.servers.iter().filter(|server| server.memory.down).count();
        for (name, _) in self.servers.iter().enumerate().filter(|(_, server)| !server.memory.down) {
            if down < most {
                next.push(self.after(name, |server, _| server.crash()));
            }
        }
        for (name, _) in self.servers.iter().enumerate().filter(|(_, server)| server.memory.down) {
            let servers = self.servers.len();
            next.push(self.after(name, |server, said| {
                let (fresh, letter) = Server::start(name as Name, servers);
                *server = fresh;
                said.push(letter);
            }));
        }
    }
}

type Watched<'a> = Cluster<'a, Board<RaftBroadcast>>;
type Event<'a> = Moment<'a, Board<RaftBroadcast>>;

/// The servers; none if any of them may forget, so that nothing is promised.
fn that_remember<'a>(cluster: &'a Watched<'_>) -> &'a [Rc<Server>] {
    if cluster.parameters.get(1) > 0 { &[] } else { all(cluster) }
}

fn all<'a>(cluster: &'a Watched<'_>) -> &'a [Rc<Server>] {
    state_of(cluster).map_or(&[], |state| &state.servers)
}

fn one_leader((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    let leaders = that_remember(cluster).iter().filter(|it| it.memory.role == Role::Leader);
    let mut terms = BTreeSet::new();
    for leader in leaders {
        if !terms.insert(leader.memory.term) {
            return Finding::Broken(broken());
        }
    }
    Finding::Quiet
}

fn same_order((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    let servers = that_remember(cluster);
    let delivered = |server: &'_ Rc<Server>| {
        let log = server.memory.log.iter().take(server.memory.committed as usize);
        log.map(|entry| entry.wish).collect::<Vec<_>>()
    };
    let longest = servers.iter().map(delivered).max_by_key(Vec::len).unwrap_or_default();
    if servers.iter().all(|server| longest.starts_with(&delivered(server))) {
        return Finding::Quiet;
    }
    Finding::Broken(broken())
}

fn elected((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    let any = all(cluster).iter().any(|server| server.memory.role == Role::Leader);
    if any { Finding::Reached } else { Finding::Quiet }
}

fn committed((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    let any = all(cluster).iter().any(|server| server.memory.committed > 0);
    if any { Finding::Reached } else { Finding::Quiet }
}
