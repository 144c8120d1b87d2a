//! The explorer finds the bugs of real protocols, breadth first and so by a shortest path, and the
//! run that it makes of the path breaks the same promise. Without the bug nothing breaks as far.

use quorate_catalog::{PROTOCOLS, find};
use quorate_explore::{Counterexample, Exploration, Limits, Move, Search, Space, Status};
use quorate_scenario::{Scenario, decode, link};
use quorate_sim::{Action, Record, Run, Scheduled, Setup, Stamp, Standing};

const STATES_MAX: u64 = 60_000;

fn setup(protocol: &str, bug: Option<&str>, disk: u64) -> Setup {
    let protocol = find(protocol).expect("a protocol of the catalog");
    let mut setup = Setup::new(protocol, 1);
    setup.nodes = 3;
    setup.clients = 2;
    setup.workload = 0;
    setup.disk = (disk, disk);
    if let Some(bug) = bug {
        let position = protocol.meta().bugs.iter().position(|known| known.id == bug);
        setup.bugs = setup.bugs.with(position.expect("a bug"), true);
    }
    setup
}

fn explore(setup: &Setup, limits: Limits) -> Exploration {
    let space = Space::at_moment(setup, &[], Stamp::at(1)).expect("the beginning is near");
    let mut exploration = Exploration::new(space, limits);
    while exploration.advance(1_000) == Status::Running {}
    exploration
}

fn limits(requests: u16) -> Limits {
    Limits {
        crashes: Some(1),
        timers: Some(2),
        requests: Some(requests),
        states: STATES_MAX,
        ..Limits::default()
    }
}

fn assert_replays(setup: &Setup, found: &Counterexample) {
    let replay = found.replay.as_ref().expect("a run that shows it");
    let mut run = Run::new(setup, &replay.actions);
    assert!(run.run_until(replay.end, 1_000_000, &mut Record::default()));
    let mut verdicts = run.world().verdicts().iter();
    let broken = verdicts.find(|verdict| verdict.property.id == found.property);
    assert_eq!(broken.map(|verdict| verdict.standing), Some(Standing::Broken));
}

/// Protocol, bug, disk delay, requests, the promise that breaks first, by how many steps.
const FOUND: [(&str, &str, u64, u16, &str, u32); 6] = [
    ("raft", "r2", 1_000, 1, "VoteOnce", 8),
    ("raft", "r3", 1_000, 1, "Order", 4),
    ("raft", "r4", 1_000, 1, "PersistBeforeSend", 7),
    ("basic-paxos", "p3", 1_000, 2, "Durability", 2),
    ("basic-paxos", "p4", 1_000, 2, "Durability", 6),
    ("basic-paxos", "p7", 1_000, 2, "PaxosInv", 7),
];

#[test]
fn shortest_counterexamples_are_found_and_replayed() {
    for (protocol, bug, disk, requests, property, steps) in FOUND {
        let buggy = setup(protocol, Some(bug), disk);
        let exploration = explore(&buggy, limits(requests));
        let found = exploration.first_break().unwrap_or_else(|| panic!("{bug} is not found"));
        assert_eq!((found.property, found.steps()), (property, steps), "{bug}");
        assert_replays(&buggy, found);
        let safe = explore(&setup(protocol, None, disk), limits(requests));
        assert!(safe.first_break().is_none(), "{protocol} breaks without a bug");
        assert!(safe.progress().distinct >= STATES_MAX);
    }
}

/// Whom a node tells is drawn; the way to the bug needs one draw, and the seed may have another.
#[test]
fn choices_that_no_seed_was_asked_for_are_replayed() {
    let mut made = 0;
    for seed in 1..=6 {
        let buggy = Setup { seed, clients: 1, ..setup("rumor", Some("g5"), 0) };
        let limits = Limits { crashes: Some(0), timers: Some(5), ..limits(1) };
        let exploration = explore(&buggy, limits);
        let found = exploration.first_break().expect("a way to the bug");
        assert_replays(&buggy, found);
        let replay = found.replay.as_ref().expect("a run that shows it");
        let chosen = |it: &&Scheduled| matches!(it.action, Action::Choose { .. });
        made += replay.actions.iter().filter(chosen).count();
        let scenario = Scenario { actions: replay.actions.clone(), ..Scenario::new(buggy) };
        let again = decode(&link(&scenario), PROTOCOLS).expect("a link is read back").scenario;
        assert_eq!(again.actions, replay.actions);
    }
    assert!(made > 0, "every seed draws what the way needs");
}

/// Without sessions a request takes effect as often as it is asked, and where progress is looked
/// for, clients ask again. The run that shows it is read back from its link.
#[test]
fn clients_that_ask_again_are_replayed() {
    for nodes in [2, 3] {
        let buggy = Setup { clients: 1, nodes, ..setup("raft", Some("r30"), 0) };
        let limits = Limits { crashes: Some(0), timers: Some(1), liveness: true, ..limits(1) };
        // By now there is a leader.
        let space = Space::at_moment(&buggy, &[], Stamp::at(700_000)).expect("a near moment");
        let mut exploration = Exploration::new(space, limits);
        while exploration.advance(1_000) == Status::Running {}
        let found = exploration.first_break().expect("a way to the bug");
        let again = found.moves.iter().filter(|step| matches!(step, Move::AskAgain(..)));
        assert_eq!((found.property, again.count()), ("SessionOnce", 1));
        assert_replays(&buggy, found);
        let replay = found.replay.as_ref().expect("a run that shows it");
        let retries = replay.actions.iter().filter(|it| matches!(it.action, Action::Retry { .. }));
        assert_eq!(retries.count(), 1);
        let scenario = Scenario { actions: replay.actions.clone(), ..Scenario::new(buggy) };
        let again = decode(&link(&scenario), PROTOCOLS).expect("a link is read back").scenario;
        let digest = |scenario: &Scenario| {
            let mut run = Run::new(&scenario.setup, &scenario.actions);
            assert!(run.run_until(replay.end, 1_000_000, &mut Record::default()));
            run.world().digest()
        };
        assert_eq!(digest(&again), digest(&scenario));
    }
}

#[test]
fn other_orders_of_search_find_it_too() {
    let buggy = setup("raft", Some("r2"), 0);
    for search in [Search::DepthFirst, Search::Random { seed: 7 }] {
        let limits = Limits { search, depth: Some(14), states: 2_000_000, ..limits(1) };
        let exploration = explore(&buggy, limits);
        let found = exploration.first_break().unwrap_or_else(|| panic!("{search:?}"));
        assert_replays(&buggy, found);
    }
}

/// Nobody has to know how deep to go: the usual bound is deep enough to find something, and without
/// one a walk would go on for ever while letters pile up.
#[test]
fn walks_that_are_bounded_as_usual_find_something() {
    let buggy = setup("basic-paxos", Some("p7"), 0);
    let search = Search::Random { seed: 1 };
    let depth = search.depth_usual();
    let unbounded = Limits { timers: None, requests: Some(2), ..Limits::default() };
    let limits = Limits { search, depth, states: 400_000, ..unbounded };
    let exploration = explore(&buggy, limits);
    assert!(Some(exploration.progress().depth) <= depth);
    assert_replays(&buggy, exploration.first_break().expect("a way to the bug"));
}

/// Sliced differently, an exploration is the same; and it can be left at any time.
#[test]
fn slices_do_not_matter() {
    let setup = setup("basic-paxos", None, 1_000);
    let limits = Limits { states: 5_000, ..limits(2) };
    let whole = explore(&setup, limits);
    let space = Space::at_moment(&setup, &[], Stamp::at(1)).expect("the beginning is near");
    let mut sliced = Exploration::new(space, limits);
    let mut before = 0;
    while sliced.advance(1) == Status::Running {
        assert!(sliced.progress().distinct >= before);
        before = sliced.progress().distinct;
    }
    assert_eq!(sliced.progress(), whole.progress());
    assert_eq!(sliced.status(), whole.status());
}

/// From the middle of a run: messages are under way, timers run, writes are pending, clients wait.
#[test]
fn a_run_may_be_explored_from_any_moment() {
    let mut found = 0;
    for (protocol, bug) in [("raft", "r4"), ("raft", "r2"), ("basic-paxos", "p4")] {
        let buggy = Setup { workload: 100_000, ..setup(protocol, Some(bug), 1_000) };
        for moment in [150_000, 420_000, 505_000] {
            let at = Stamp::at(moment);
            let space = Space::at_moment(&buggy, &[], at).expect("a near moment");
            let limits = Limits { states: 20_000, ..limits(1) };
            let mut exploration = Exploration::new(space, limits);
            while exploration.advance(1_000) == Status::Running {}
            let Some(counterexample) = exploration.first_break() else { continue };
            if counterexample.steps() == 0 {
                continue; // it broke before
            }
            assert_replays(&buggy, counterexample);
            let replay = counterexample.replay.as_ref().expect("a run that shows it");
            assert!(replay.actions.iter().all(|scheduled| scheduled.at >= at));
            found += 1;
        }
    }
    assert!(found >= 4, "{found} of 9");
}
