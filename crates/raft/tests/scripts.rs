//! Raft in the world: its scripts do what they say, and no drawn fault breaks its promises.

use quorate_proto::{AnyProtocol, Bugs, Expectation, NodeId, NodeView, Parameters, Status, entry};
use quorate_raft::{Raft, parameter};
use quorate_scenario::{Scenario, decode};
use quorate_sim::{Record, Run, Setup, Stamp, Standing, Strength, draw_trial};

const A: NodeId = NodeId::new(0);
const B: NodeId = NodeId::new(1);
const C: NodeId = NodeId::new(2);
const D: NodeId = NodeId::new(3);
const E: NodeId = NodeId::new(4);

fn protocol() -> &'static dyn AnyProtocol {
    entry::<Raft>()
}

fn scenario(script: &str) -> Scenario {
    let decoded = decode(script, &[protocol()]).expect("a script");
    assert_eq!(decoded.notes, []);
    decoded.scenario
}

fn run_until(scenario: &Scenario, end: Stamp) -> Run {
    let mut run = Run::new(&scenario.setup, &scenario.actions);
    assert!(run.run_until(end, 1_000_000, &mut Record::default()));
    run
}

/// The run of a scenario, at its end.
fn run(scenario: &Scenario) -> Run {
    run_until(scenario, scenario.end.expect("an end"))
}

fn broken(run: &Run) -> Vec<&'static str> {
    let verdicts = run.world().verdicts().iter();
    let broken = verdicts.filter(|verdict| verdict.standing == Standing::Broken);
    broken.map(|verdict| verdict.property.id).collect()
}

fn preset(id: &str) -> Scenario {
    let presets = protocol().meta().presets;
    scenario(presets.iter().find(|preset| preset.id == id).expect("a preset").script)
}

/// A preset at a moment, in milliseconds.
fn at(id: &str, milliseconds: u64) -> Run {
    run_until(&preset(id), Stamp::at(milliseconds * 1_000))
}

fn view(run: &Run, node: NodeId) -> NodeView {
    let parameters = Parameters::defaults(protocol().meta());
    let slot = run.world().slots().get(node.index()).expect("a node");
    slot.node.view(&parameters)
}

fn role(run: &Run, node: NodeId) -> &'static str {
    view(run, node).role.id
}

fn terms(run: &Run, node: NodeId) -> Vec<u64> {
    view(run, node).cells.iter().map(|cell| cell.epoch).collect()
}

/// The log as a reader sees it: term, what the entry does, and `!` for committed ones.
fn log(run: &Run, node: NodeId) -> String {
    let show = |cell: &quorate_proto::Cell| {
        let committed = if cell.settled { "!" } else { "" };
        format!("{}:{}{committed}", cell.epoch, cell.value.say(quorate_proto::Language::English))
    };
    view(run, node).cells.iter().map(show).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_bug_breaks_exactly_what_it_names_and_nothing_is_broken_without_it() {
    for bug in protocol().meta().bugs {
        let with_bug = scenario(bug.script);
        assert_eq!(broken(&run(&with_bug)), bug.breaks, "{}", bug.id);
        let mut without = with_bug;
        without.setup.bugs = Bugs::default();
        let run = run(&without);
        assert_eq!(broken(&run), [""; 0], "{}", bug.id);
        let halted = run.world().slots().iter().any(|slot| slot.status == Status::Halted);
        assert!(!halted, "{}", bug.id);
    }
}

#[test]
fn a_preset_breaks_nothing_and_halts_nobody() {
    for preset in protocol().meta().presets {
        let run = run(&scenario(preset.script));
        assert_eq!(broken(&run), [""; 0], "{}", preset.id);
        let halted = run.world().slots().iter().any(|slot| slot.status == Status::Halted);
        assert!(!halted, "{}", preset.id);
    }
}

#[test]
fn single_one_server_answers_alone() {
    assert_eq!(log(&run(&preset("single")), A), "1:no-op! 1:SET x 8!");
}

#[test]
fn three_servers_agree() {
    let run = run(&preset("three"));
    for node in [A, B, C] {
        assert_eq!(log(&run, node), "1:no-op! 1:SET x 8!");
    }
}

#[test]
fn election_one_leader_of_term_1() {
    let run = run(&preset("election"));
    let roles = [A, B, C, D, E].map(|node| role(&run, node));
    assert_eq!(roles.iter().filter(|role| **role == "leader").count(), 1);
    assert_eq!(roles.iter().filter(|role| **role == "follower").count(), 4);
    assert_eq!(view(&run, A).epoch, 1);
}

#[test]
fn replication_reaches_everybody() {
    let run = run(&preset("replication"));
    for node in [A, B, C] {
        assert_eq!(log(&run, node), "1:no-op! 1:SET x 5! 1:ADD x 2!");
    }
}

#[test]
fn re_election_the_old_leader_follows() {
    assert_eq!(role(&at("re-election", 600), A), "leader");
    let run = run(&preset("re-election"));
    assert_eq!(role(&run, A), "follower");
    for node in [A, B, C] {
        assert_eq!(log(&run, node), "1:no-op! 1:SET x 5! 2:no-op! 2:ADD x 2!");
    }
}

#[test]
fn split_vote_two_votes_each_then_a_leader() {
    let split = at("split-vote", 200);
    for node in [A, C] {
        let view = view(&split, node);
        assert_eq!(view.role.id, "candidate");
        let badge = view.badge.map(|badge| badge.say(quorate_proto::Language::English));
        assert_eq!(badge.as_deref(), Some("2 of 3"));
    }
    let run = run(&preset("split-vote"));
    let leaders = [A, B, C, D].into_iter().filter(|node| role(&run, *node) == "leader");
    assert_eq!(leaders.count(), 1);
    assert_eq!(view(&run, A).epoch, 2);
}

#[test]
fn partition_two_leaders_and_one_truth() {
    let apart = at("partition", 1_400);
    assert_eq!((role(&apart, B), role(&apart, C)), ("leader", "leader"));
    assert_eq!(log(&apart, A), "1:no-op! 1:SET x 3");
    assert_eq!(log(&apart, B), "1:no-op! 1:SET x 3");
    assert_eq!(log(&apart, D), "1:no-op! 2:no-op! 2:SET x 8!");
    let run = run(&preset("partition"));
    assert_eq!(role(&run, B), "follower");
    for node in [A, B, C, D, E] {
        assert_eq!(log(&run, node), "1:no-op! 2:no-op! 2:SET x 8!");
    }
}

#[test]
fn log_repair_and_figure_7_make_all_logs_equal() {
    let run_of = run(&preset("log-repair"));
    for node in [A, B, C] {
        assert_eq!(terms(&run_of, node), [1, 1, 2, 2, 3, 3, 4, 5]);
    }
    let run = run(&preset("figure-7"));
    for index in 0..7 {
        let terms = terms(&run, NodeId::new(index));
        assert_eq!(terms, [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 8], "{index}");
    }
}

#[test]
fn figure_8_a_majority_holds_it_and_it_goes() {
    let copied = at("figure-8", 145);
    for node in [A, B, C] {
        assert_eq!(terms(&copied, node), [1, 2]);
        assert!(!view(&copied, node).cells[1].settled);
    }
    let run = run(&preset("figure-8"));
    assert_eq!(role(&run, E), "leader");
    for node in [B, C, D, E] {
        assert_eq!(terms(&run, node), [1, 3]);
    }
}

/// A drawn run over all sizes of cluster and ways to replicate.
fn drawn(seed: u64, strength: Strength) -> Run {
    let mut setup = Setup::new(protocol(), seed);
    setup.nodes = (seed % 6 + 2) as u16;
    let settings = [
        (parameter::BATCH, [1, 2, 64][seed as usize % 3]),
        (parameter::PIPELINE, [1, 8][seed as usize % 2]),
        (parameter::BACKOFF, seed as u32 % 3),
        (parameter::NO_OP, u32::from(!seed.is_multiple_of(5))),
    ];
    for (index, value) in settings {
        setup.parameters.set(protocol().meta(), index, value);
    }
    let trial = draw_trial(&setup, strength);
    let mut run = Run::new(&trial.setup, &trial.actions);
    assert!(run.run_until(trial.end, 1_000_000, &mut Record::default()));
    run
}

#[test]
fn no_fault_breaks_what_must_always_hold() {
    for seed in 0..200 {
        let run = drawn(seed, Strength::Heavy);
        for verdict in run.world().verdicts() {
            let always = matches!(verdict.property.expectation, Expectation::Always);
            let broken = always && verdict.standing == Standing::Broken;
            assert!(!broken, "seed {seed}: {}", verdict.property.id);
        }
        let halted = run.world().slots().iter().any(|slot| slot.status == Status::Halted);
        assert!(!halted, "seed {seed}");
    }
}

#[test]
fn without_faults_every_promise_is_kept_and_reached() {
    for seed in 0..100 {
        let run = drawn(seed, Strength::None);
        for verdict in run.world().verdicts() {
            assert_eq!(verdict.standing, Standing::Holds, "seed {seed}: {}", verdict.property.id);
        }
    }
}
