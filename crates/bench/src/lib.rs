//! # What is measured, and against what
//!
//! Speed is stated beside a peer that does the same work in the same process, as a ratio: absolute
//! figures say more about the machine than about the code.
//!
//! - [`visualizer_workload`]: what RaftScope simulates: five servers, a client request every 100 ms
//!   of virtual time, no faults. Its unit is simulated seconds per second of processor time.
//! - [`bare_commits`]: three bare state machines, one command at a time, in memory, without any
//!   world; the peer is crate `raft` ([`peer`]).
//! - [`world_commits`]: the same with the whole world around: queue, network, clocks, clients.
//! - [`explore_two_phase`]: every state of two-phase commit; the peer is crate `stateright`
//!   ([`two_phase`]). Its unit is different states per second, and bytes per state.
//! - [`long_timeline`]: how long it takes to go anywhere in a run of a million events.
//!
//! Run `cargo run --release -p quorate-bench` for the native half. `cargo xtask bench` measures the
//! same workloads as wasm under Node, too, compiled as the page is.

#[cfg(not(target_arch = "wasm32"))]
pub mod actors;
#[cfg(not(target_arch = "wasm32"))]
pub mod peer;
#[cfg(not(target_arch = "wasm32"))]
pub mod two_phase;

use quorate_explore::{Exploration, Limits, Progress, Status};
use quorate_models::Model;
use quorate_proto::bare::Bare;
use quorate_proto::time::{MILLISECOND, SECOND};
use quorate_proto::{
    AnyProtocol, Command, Key, NodeId, Operation, Parameters, RequestId, Tick, TimerCode,
};
use quorate_sim::{Record, Run, Setup, Stamp, Timeline};

/// The protocol of this identifier.
///
/// # Panics
/// If the catalog has none.
#[must_use]
pub fn protocol(id: &str) -> &'static dyn AnyProtocol {
    quorate_catalog::PROTOCOLS
        .iter()
        .copied()
        .find(|protocol| protocol.meta().id == id)
        .expect("a protocol of the catalog")
}

/// RaftScope's workload, as a run that can be carried on: five servers with its message delays and
/// election timeouts, one client that asks every 100 ms, disks without delay.
#[must_use]
pub fn visualizer_workload(watched: bool) -> Run {
    let mut setup = Setup::new(protocol("raft"), 1);
    setup.nodes = 5;
    setup.clients = 1;
    setup.workload = 100 * MILLISECOND;
    setup.disk = (0, 0);
    setup.network.delay = (10 * MILLISECOND, 15 * MILLISECOND);
    if watched { Run::new(&setup, &[]) } else { Run::unwatched(&setup, &[]) }
}

/// Carries a run on by so much virtual time; gives the number of events.
pub fn carry_on(run: &mut Run, span: Tick) -> u64 {
    let before = run.world().events();
    let end = Stamp::at(run.world().now() + span);
    run.run_until(end, u64::MAX, &mut Record::default());
    run.world().events() - before
}

/// Commits `commands` one after the other on three bare Raft servers; gives messages handed over.
///
/// # Panics
/// If a command is not answered.
#[must_use]
pub fn bare_commits(commands: u32) -> u64 {
    let mut cluster = Bare::new(protocol("raft"), 3);
    let leader = NodeId::new(0);
    cluster.start_all();
    cluster.fire(leader, TimerCode { kind: 0, subject: 0 });
    cluster.settle(1_000);
    let before = cluster.handed;
    for sequence in 1..=commands {
        let id = RequestId { client: NodeId::client(0), sequence };
        let operation = Operation::Set { key: Key::X, value: i64::from(sequence) };
        cluster.replies.clear();
        cluster.deliveries.clear();
        cluster.request(leader, &Command { id, operation });
        cluster.settle(1_000);
        assert!(cluster.replies.iter().any(|(_, request, _)| *request == id));
    }
    cluster.handed - before
}

/// Commits about `commands` one after the other with the whole world around three Raft servers;
/// gives how many a client saw answered.
#[must_use]
pub fn world_commits(commands: u64) -> usize {
    let mut setup = Setup::new(protocol("raft"), 1);
    setup.nodes = 3;
    setup.clients = 1;
    setup.workload = 1;
    setup.disk = (0, 0);
    setup.network.delay = (10, 10);
    let mut run = Run::unwatched(&setup, &[]);
    let answered = |run: &Run| {
        run.world().clients().iter().map(|client| client.operations().len()).sum::<usize>()
    };
    while (answered(&run) as u64) < commands {
        carry_on(&mut run, SECOND / 100);
    }
    answered(&run)
}

/// A time line of Raft with at least this many events.
#[must_use]
pub fn long_timeline(events: u64) -> Timeline {
    let mut setup = Setup::new(protocol("raft"), 1);
    setup.nodes = 5;
    setup.clients = 2;
    setup.workload = 50 * MILLISECOND;
    let mut timeline = Timeline::new(&setup, &[]);
    while timeline.world().events() < events {
        let tick = timeline.clock() + 10 * SECOND;
        timeline.advance(tick, events);
    }
    timeline
}

/// Explores two-phase commit with so many participants, breadth first, to its last state.
///
/// # Panics
/// If there is no such model, or its promise breaks.
#[must_use]
pub fn explore_two_phase(managers: u32) -> Progress {
    let model = Model::find("two-phase").expect("a model");
    let meta = model.protocol.meta();
    let mut parameters = Parameters::defaults(meta);
    parameters.set(meta, 0, managers);
    let limits = Limits { states: u64::MAX, bytes: u64::MAX, ..Limits::default() };
    let mut exploration = Exploration::new(model.space(parameters), limits);
    while exploration.advance(4_096) == Status::Running {}
    assert_eq!(exploration.status(), Status::Complete);
    exploration.progress()
}
