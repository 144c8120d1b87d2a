//! Rumor mongering in the world: its scripts do what they say, and no fault breaks its promises.

use quorate_gossip::rumor::RumorMongering;
use quorate_proto::{AnyProtocol, Bugs, Ratio, entry};
use quorate_scenario::{Scenario, decode};
use quorate_sim::{Record, Run, Standing, Strength, draw_trial};

fn protocol() -> &'static dyn AnyProtocol {
    entry::<RumorMongering>()
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

/// Susceptible sites, from the figure of the residue.
fn susceptible(run: &Run) -> u64 {
    run.world().measure().first().map_or(0, |residue| residue.numerator)
}

fn infective(run: &Run) -> Option<Ratio> {
    run.world().measure().get(1).copied()
}

fn preset(id: &str) -> Run {
    let presets = protocol().meta().presets;
    let preset = presets.iter().find(|preset| preset.id == id).expect("a preset");
    let run = run(&scenario(preset.script));
    assert_eq!(broken(&run), [""; 0]);
    assert_eq!(infective(&run).map(|share| share.numerator), Some(0), "{id} ends too early");
    run
}

#[test]
fn each_bug_breaks_what_it_names_and_nothing_is_broken_without_it() {
    for bug in protocol().meta().bugs {
        let with_bug = scenario(bug.script);
        assert_eq!(broken(&run(&with_bug)), bug.breaks, "{}", bug.id);
        let mut without = with_bug;
        without.setup.bugs = Bugs::default();
        assert_eq!(broken(&run(&without)), [""; 0], "{}", bug.id);
    }
}

#[test]
fn presets_show_what_their_titles_say() {
    for id in ["everyone", "pull", "push-pull", "sixty-four"] {
        assert_eq!(susceptible(&preset(id)), 0, "{id}");
    }
    assert!(susceptible(&preset("dies-early")) >= 4);
}

#[test]
fn a_pushed_rumor_leaves_an_empty_world_behind() {
    let mut run = preset("everyone");
    assert_eq!(run.next_tick(), None);
}

#[test]
fn no_fault_breaks_a_promise() {
    for seed in 0..120 {
        let mut setup = quorate_sim::Setup::new(protocol(), seed);
        setup.nodes = 9;
        setup.workload = 300_000;
        // A slow disk holds feedback back, and crashes then take updates away.
        setup.disk = if seed % 3 == 0 { (1_000, 400_000) } else { (0, 0) };
        let ranges = [(0, 3), (1, 2), (2, 2), (3, 8), (5, 2), (6, 3), (7, 3)];
        for (turn, (index, count)) in ranges.into_iter().enumerate() {
            let value = (seed >> turn) as u32 * 7 % count + u32::from(index == 3);
            setup.parameters.set(protocol().meta(), index, value);
        }
        let trial = draw_trial(&setup, Strength::Heavy);
        let mut run = Run::new(&trial.setup, &trial.actions);
        assert!(run.run_until(trial.end, 1_000_000, &mut Record::default()));
        assert_eq!(broken(&run), [""; 0], "seed {seed}: {:?}", trial.setup);
    }
}
