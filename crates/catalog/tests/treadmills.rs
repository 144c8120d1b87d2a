//! Bugs that stop all progress while numbers grow: a run goes round, breaks the promise, and comes
//! back to what it was like each time.

use quorate_catalog::{PROTOCOLS, find};
use quorate_explore::Treadmill;
use quorate_proto::{Key, Language, NodeId, Operation, Tick};
use quorate_scenario::decode;
use quorate_sim::{
    Action, Detail, EventKind, Record, Run, Scheduled, Setup, Stamp, Standing, Timekeeping,
};

const MILLISECOND: Tick = 1_000;

/// Two nodes in a world where all messages take equally long and timeouts are whole `grain`s.
fn setup(protocol: &str, bug: &str, grain: Tick) -> Setup {
    let protocol = find(protocol).expect("a protocol of the catalog");
    let mut setup = Setup::new(protocol, 1);
    let position = protocol.meta().bugs.iter().position(|known| known.id == bug);
    setup.bugs = setup.bugs.with(position.expect("a bug"), true);
    (setup.nodes, setup.clients, setup.workload) = (2, 1, 0);
    setup.network.delay = (10 * MILLISECOND, 10 * MILLISECOND);
    setup.disk = (0, 0);
    setup.timekeeping = Timekeeping { grain, late: 0 };
    setup
}

fn ask() -> [Scheduled; 1] {
    let operation = Operation::Set { key: Key::X, value: 1 };
    let action = Action::Request { client: NodeId::client(0), to: None, operation };
    [Scheduled { at: Stamp::default(), action }]
}

/// Plays the run that shows it. What it says at its turns.
fn said_at_turns(setup: &Setup, found: &Treadmill) -> Vec<String> {
    let mut run = Run::new(setup, &found.actions);
    let mut record = Record::new(Detail::Everything);
    assert!(run.run_until(found.end, 1_000_000, &mut record));
    let mut verdicts = run.world().verdicts().iter();
    let verdict = verdicts.find(|verdict| verdict.property.id == found.property);
    assert_eq!(verdict.map(|verdict| verdict.standing), Some(Standing::Broken));
    let turns = record.events.iter();
    let turns = turns.filter(|event| matches!(event.kind, EventKind::Acted(Action::Turn)));
    turns.flat_map(|event| &event.said).map(|said| said.text.say(Language::English)).collect()
}

#[test]
fn a_run_without_chance_goes_round_and_says_so() {
    for (protocol, bug, grain, lead, turn) in
        [("raft", "r36", 0, 5, 8), ("basic-paxos", "p5", 1_200 * MILLISECOND, 14, 14)]
    {
        let setup = setup(protocol, bug, grain);
        let found = Treadmill::find(&setup, &ask()).unwrap_or_else(|| panic!("{bug} goes on"));
        assert_eq!((found.property, found.lead, found.turn), ("Progress", lead, turn), "{bug}");
        assert!(found.followed >= 10, "{found:?}");
        assert!(found.is_the_bugs(&setup, &ask()), "{bug}");
        let said = said_at_turns(&setup, &found);
        assert_eq!(said.len(), 4, "{said:?}");
        for (turn, said) in said.iter().enumerate().skip(1) {
            let like = "all is as it was when the loop began, but for numbers";
            assert_eq!(*said, format!("turn {turn} is over: {like}"), "{bug}");
        }
    }
}

/// If all timeouts are the same, a correct cluster splits every vote as well.
#[test]
fn what_goes_round_without_the_bug_too_is_not_the_bugs() {
    let setup = setup("raft", "r37", 300 * MILLISECOND);
    let found = Treadmill::find(&setup, &ask()).expect("votes are split");
    assert!(!found.is_the_bugs(&setup, &ask()));
}

#[test]
fn what_makes_progress_or_depends_on_chance_is_no_treadmill() {
    // Elections end, by chance.
    let sound = Setup { bugs: quorate_proto::Bugs::default(), ..setup("raft", "r36", 0) };
    assert_eq!(Treadmill::find(&sound, &ask()), None);
    // No ballot is ever accepted, but when the next one comes is drawn.
    let chancy = setup("basic-paxos", "p5", 0);
    let mut run = Run::new(&chancy, &ask());
    assert!(run.run_until(Stamp::at(60_000 * MILLISECOND), 1_000_000, &mut Record::default()));
    let broken = |it: &quorate_sim::Verdict| it.standing == Standing::Broken;
    assert!(run.world().verdicts().iter().any(broken));
    assert_eq!(Treadmill::find(&chancy, &ask()), None);
    // Nobody asks, so nothing is owed.
    assert_eq!(Treadmill::find(&setup("raft", "r36", 0), &[]), None);
}

/// A server that can never win campaigns first each time, and each time the others wait anew.
#[test]
fn a_script_goes_round_once_chance_is_taken_out_of_it() {
    let protocol = find("raft").expect("it is in the catalog");
    let bug = protocol.meta().bugs.iter().find(|bug| bug.id == "r37").expect("a bug");
    let scenario = decode(bug.script, PROTOCOLS).expect("a script").scenario;
    let network = setup("raft", "r37", 0).network;
    let timekeeping = Timekeeping { grain: 300 * MILLISECOND, late: 0 };
    let setup = Setup { network, disk: (0, 0), timekeeping, ..scenario.setup };
    let slower = Action::Skew { node: NodeId::new(1), rate_ppm: -10_000 };
    let mut actions = vec![Scheduled { at: Stamp::default(), action: slower }];
    actions.extend(scenario.actions);
    let found = Treadmill::find(&setup, &actions).expect("it goes round");
    assert_eq!((found.property, found.turn), ("Progress", 6));
    assert!(found.is_the_bugs(&setup, &actions));
}
