//! Raft in the world: its scripts do what they say, and no drawn fault breaks its promises.

use quorate_proto::{AnyProtocol, Bugs, NodeId, NodeView, Value, entry};
use quorate_raft::Raft;
use quorate_scenario::{Scenario, decode};
use quorate_sim::{Record, Run, Standing};

fn protocol() -> &'static dyn AnyProtocol {
    entry::<Raft>()
}

fn scenario(script: &str) -> Scenario {
    let decoded = decode(script, &[protocol()]).expect("a script");
    assert_eq!(decoded.notes, []);
    decoded.scenario
}

/// The run of a scenario, at its end.
fn run(scenario: &Scenario) -> Run {
    let mut run = Run::new(&scenario.setup, &scenario.actions);
    let end = scenario.end.expect("an end");
    assert!(run.run_until(end, 1_000_000, &mut Record::default()));
    run
}

fn broken(run: &Run) -> Vec<&'static str> {
    let verdicts = run.world().verdicts().iter();
    let broken = verdicts.filter(|verdict| verdict.standing == Standing::Broken);
    broken.map(|verdict| verdict.property.id).collect()
}

#[test]
fn each_bug_breaks_exactly_what_it_names_and_nothing_is_broken_without_it() {
    for bug in protocol().meta().bugs {
        let with_bug = scenario(bug.script);
        assert_eq!(broken(&run(&with_bug)), bug.breaks, "{}", bug.id);
        let mut without = with_bug;
        without.setup.bugs = Bugs::default();
        assert_eq!(broken(&run(&without)), [""; 0], "{}", bug.id);
    }
}
