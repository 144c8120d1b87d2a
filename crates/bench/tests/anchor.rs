//! The explorer beside another one: the same state machines of the catalog under the actor model of
//! crate `stateright` and under ours reach as many states, at the same depth.
#![cfg(not(target_arch = "wasm32"))]

use quorate_bench::actors::{Known, Wrapped, reach};
use quorate_bench::protocol;
use quorate_explore::{Content, Exploration, Letter, Limits, Mail, Space, Status};
use quorate_proto::{Command, Key, NodeId, Operation, Parameters, RequestId};
use stateright::actor::{ActorModel, Envelope, Id, LossyNetwork, Network};

const NODES: usize = 3;

/// What may go wrong, and how far the two go.
#[derive(Clone, Copy, Debug)]
struct Case {
    protocol: &'static str,
    requests: u32,
    lossy: bool,
    ordered: bool,
    down: u16,
    depth: u32,
}

fn command(sequence: u32) -> Command {
    let id = RequestId { client: NodeId::client(0), sequence };
    Command { id, operation: Operation::Set { key: Key::X, value: i64::from(sequence) } }
}

fn theirs(case: Case) -> (u64, u32) {
    let protocol = protocol(case.protocol);
    let parameters = Parameters::defaults(protocol.meta());
    let requests = (1..=case.requests).map(|sequence| Envelope {
        // Clients are no actors: their requests come from an address beyond all nodes.
        src: Id::from(NODES),
        dst: Id::from(sequence as usize - 1),
        msg: Known::request(command(sequence)),
    });
    let network = if case.ordered {
        Network::new_ordered(requests)
    } else {
        Network::new_unordered_nonduplicating(requests)
    };
    let nodes = (0..NODES).map(|_| Wrapped { protocol, nodes: NODES, parameters });
    let model = ActorModel::new((), ())
        .actors(nodes)
        .init_network(network)
        .lossy_network(if case.lossy { LossyNetwork::Yes } else { LossyNetwork::No })
        .max_crashes(usize::from(case.down));
    reach(&model, case.depth)
}

fn ours(case: Case) -> (u64, u32) {
    let protocol = protocol(case.protocol);
    let parameters = Parameters::defaults(protocol.meta());
    let mail = if case.ordered { Mail::Queues } else { Mail::Bag };
    let mut space = Space::untimed(protocol, NODES as u16, parameters, mail).unwatched();
    for sequence in 1..=case.requests {
        let content = Content::Request(command(sequence));
        let (from, to) = (NodeId::client(0), NodeId::new(sequence as u16 - 1));
        space = space.with_letter(Letter { from, to, content });
    }
    let limits = Limits {
        depth: Some(case.depth),
        crashes: if case.down > 0 { None } else { Some(0) },
        down: Some(case.down),
        losses: if case.lossy { None } else { Some(0) },
        ..Limits::default()
    };
    let mut exploration = Exploration::new(space, limits);
    while exploration.advance(1_000) == Status::Running {}
    let progress = exploration.progress();
    (progress.distinct, progress.depth)
}

#[test]
fn both_explorers_reach_the_same_states() {
    let plain =
        Case { protocol: "raft", requests: 0, lossy: false, ordered: false, down: 0, depth: 7 };
    let cases = [
        plain,
        Case { requests: 1, depth: 6, ..plain },
        Case { lossy: true, depth: 5, ..plain },
        Case { down: 1, depth: 5, ..plain },
        Case { ordered: true, depth: 6, ..plain },
        Case { protocol: "basic-paxos", requests: 1, depth: 8, ..plain },
        Case { protocol: "basic-paxos", requests: 2, depth: 7, ..plain },
        Case { protocol: "basic-paxos", requests: 2, lossy: true, depth: 5, ..plain },
        Case { protocol: "basic-paxos", requests: 1, down: 1, depth: 6, ..plain },
    ];
    for case in cases {
        let (ours, theirs) = (ours(case), theirs(case));
        assert_eq!(ours, theirs, "{case:?}");
        assert!(ours.0 > 200, "{case:?}: {ours:?}");
        println!("{case:?}: {} states, depth {}", ours.0, ours.1);
    }
}
