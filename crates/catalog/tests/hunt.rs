//! The hunt finds the bugs of the catalog, and what it leaves of a run is no longer than a person
//! would have written; and that stays so for every protocol to come.

mod common;

use std::ops::Range;

use common::{Failures, play, scenario};
use quorate_catalog::PROTOCOLS;
use quorate_explore::hunt::{Break, Find, Goal, Hunt, Phase, Search, Shrink, note_breaks};
use quorate_proto::{AnyProtocol, Bug, Bugs, NodeId};
use quorate_scenario::{Scenario, decode, link};
use quorate_sim::{Action, Group, Record, Run, Scheduled, Setup, Stamp, Strength, Trial};

/// Seeds under which most bugs are found. How many the others take, `quorate zoo` measures; here
/// they are shown by their scripts.
const SEEDS: Range<u64> = 0..40;

fn hunt(setup: &Setup, slice: u64) -> Option<Find> {
    follow(Search::new(setup, Strength::Heavy, SEEDS).with_any_settings(), slice)
}

fn follow(search: Search, slice: u64) -> Option<Find> {
    let mut hunt = Hunt::of(search);
    let mut seeds = 0;
    loop {
        let phase = hunt.advance(slice);
        let progress = hunt.progress();
        assert!(progress.phase == phase && progress.seeds >= seeds);
        seeds = progress.seeds;
        match phase {
            Phase::Searching | Phase::Shrinking => {}
            Phase::Found | Phase::NothingFound => return hunt.find(),
        }
    }
}

fn buggy(protocol: &'static dyn AnyProtocol, bug: usize) -> Setup {
    let mut setup = Setup::new(protocol, 0);
    setup.bugs = setup.bugs.with(bug, true);
    setup
}

/// What breaks first of the properties that count.
fn first_break(trial: &Trial, goal: &Goal) -> Option<Break> {
    let mut run = Run::new(&trial.setup, &trial.actions);
    let mut breaks = Vec::new();
    while run.happens_before(trial.end) && run.step(&mut Record::default()) {
        note_breaks(run.world(), &mut breaks);
        let counts = |found: &&Break| goal.properties().contains(&found.property);
        if let Some(found) = breaks.iter().find(counts) {
            return Some(*found);
        }
    }
    None
}

fn of_trial(trial: &Trial) -> Scenario {
    let Trial { setup, actions, end } = trial.clone();
    Scenario { actions, end: Some(end), ..Scenario::new(setup) }
}

/// The run breaks the promise, and only because of the bug; its link replays it event by event; and
/// no single action is there for nothing.
fn is_a_fine_find(name: &str, trial: &Trial, broken: &Break, failures: &mut Failures) {
    let goal = Goal::of(&trial.setup).only(broken.property);
    let found = first_break(trial, &goal);
    failures.check(found == Some(*broken), || format!("{name}: {found:?}, and not {broken:?}"));
    let mut safe = of_trial(trial);
    safe.setup.bugs = Bugs::default();
    failures.check(play(&safe).broken.is_empty(), || format!("{name}: breaks without the bug"));
    let line = link(&of_trial(trial));
    let again = decode(&line, PROTOCOLS).expect("a link is read back").scenario;
    let (again, played) = (play(&again), play(&of_trial(trial)));
    failures.check((again.digest, again.events) == (played.digest, played.events), || {
        format!("{name}: the link replays otherwise: {line}")
    });
    for left_out in 0..trial.actions.len() {
        let mut fewer = trial.clone();
        fewer.actions.remove(left_out);
        let mut safe = of_trial(&fewer);
        safe.setup.bugs = Bugs::default();
        let breaks = first_break(&fewer, &goal).is_some() && play(&safe).broken.is_empty();
        failures.check(!breaks, || format!("{name}: action {left_out} is idle: {line}"));
    }
}

#[test]
fn bugs_are_found_and_shrunk_to_what_a_person_would_write() {
    let mut failures = Failures::default();
    let (mut found, mut bugs) = (0, 0);
    for protocol in PROTOCOLS {
        for (position, bug) in protocol.meta().bugs.iter().enumerate() {
            bugs += 1;
            let name = format!("{}, bug {}", protocol.meta().id, bug.id);
            let Some(find) = hunt(&buggy(*protocol, position), 50_000) else { continue };
            found += 1;
            let property = protocol.properties().get(find.broken.property).map(|it| it.id);
            failures.check(property.is_some_and(|id| bug.breaks.contains(&id)), || {
                format!("{name}: {property:?} is not what it names")
            });
            is_a_fine_find(&name, &find.trial, &find.broken, &mut failures);
            let Some(script) = scenario(&name, bug.script, &mut failures) else { continue };
            // A script without actions leaves the work to its settings; one may stand for that.
            let by_hand = script.actions.len().max(2);
            failures.check(2 * find.trial.actions.len() <= 3 * by_hand, || {
                let line = link(&of_trial(&find.trial));
                format!("{name}: {} actions, by hand {by_hand}: {line}", find.trial.actions.len())
            });
        }
    }
    assert!(2 * found > bugs, "{found} of {bugs} bugs were found");
    failures.report();
}

/// The same for all bugs, the rare ones too: each is found, and what is left of the run has at most
/// half as many actions again as what is left of the script.
#[test]
#[ignore = "takes minutes without optimization"]
fn every_bug_is_found_and_shrunk_to_what_is_left_of_its_script() {
    let mut failures = Failures::default();
    for protocol in PROTOCOLS {
        for (position, bug) in protocol.meta().bugs.iter().enumerate() {
            let name = format!("{}, bug {}", protocol.meta().id, bug.id);
            let search = Search::new(&buggy(*protocol, position), Strength::Heavy, 0..20_000);
            let Some(find) = follow(search.with_any_settings().blind(), u64::MAX) else {
                failures.add(format!("{name}: no seed finds it"));
                continue;
            };
            is_a_fine_find(&name, &find.trial, &find.broken, &mut failures);
            let Some(script) = shrunk_script(&name, position, bug, &mut failures) else { continue };
            let by_hand = script.0.actions.len().max(1);
            failures.check(2 * find.trial.actions.len() <= 3 * by_hand, || {
                let line = link(&of_trial(&find.trial));
                format!("{name}: {} actions, by hand {by_hand}: {line}", find.trial.actions.len())
            });
        }
    }
    failures.report();
}

/// A number used twice shows only if a proposer is down just long enough, somebody else asks it
/// next, and a quorum's promises to the one that it was before come once more.
#[test]
fn letters_to_one_who_was_down_are_found_among_storms() {
    let protocol = PROTOCOLS.iter().find(|protocol| protocol.meta().id == "basic-paxos");
    let protocol = protocol.expect("the protocol is in the catalog");
    let bugs = &protocol.meta().bugs;
    let bug = bugs.iter().position(|bug| bug.id == "p8").expect("the protocol has the bug");
    let search = Search::new(&buggy(*protocol, bug), Strength::Heavy, 3_000..4_000);
    let find = follow(search.with_any_settings(), 50_000).expect("a seed finds it");
    let mut failures = Failures::default();
    is_a_fine_find("p8", &find.trial, &find.broken, &mut failures);
    failures.report();
}

/// The scripts written by hand, shrunk: what is left of them still shows the bug.
#[test]
fn scripts_are_shrunk_to_runs_that_show_the_same() {
    let mut failures = Failures::default();
    for protocol in PROTOCOLS {
        for (position, bug) in protocol.meta().bugs.iter().enumerate() {
            let name = format!("{}, bug {}", protocol.meta().id, bug.id);
            let shrunk = shrunk_script(&name, position, bug, &mut failures);
            let Some((trial, broken, minimal)) = shrunk else { continue };
            failures.check(minimal, || format!("{name}: too much was tried"));
            is_a_fine_find(&name, &trial, &broken, &mut failures);
        }
    }
    failures.report();
}

fn shrunk_script(
    name: &str,
    position: usize,
    bug: &Bug,
    failures: &mut Failures,
) -> Option<(Trial, Break, bool)> {
    let mut script = scenario(name, bug.script, failures)?;
    script.setup.bugs = script.setup.bugs.with(position, true);
    let trial = Trial { setup: script.setup, end: script.end?, actions: script.actions };
    let Some(shrunk) = shrunk(&trial, u64::MAX) else {
        failures.add(format!("{name}: the script breaks nothing"));
        return None;
    };
    failures.check(shrunk.0.actions.len() <= trial.actions.len(), || name.to_owned());
    Some(shrunk)
}

fn shrunk(trial: &Trial, slice: u64) -> Option<(Trial, Break, bool)> {
    let goal = Goal::of(&trial.setup);
    let broken = first_break(trial, &goal)?;
    let mut shrink = Shrink::new(trial, &broken, &goal);
    while !shrink.advance(slice) {}
    Some((shrink.trial().clone(), *shrink.broken(), shrink.is_minimal()))
}

/// However a hunt is sliced, it finds the same run; and however a page slices shrinking.
#[test]
fn slices_do_not_matter() {
    for protocol in PROTOCOLS {
        let found = (0..protocol.meta().bugs.len()).find_map(|bug| {
            let setup = buggy(*protocol, bug);
            Some((setup, hunt(&setup, u64::MAX)?))
        });
        let (setup, whole) = found.expect("some bug of each protocol is found");
        let guided = Search::new(&setup, Strength::Heavy, SEEDS).with_any_settings().guided();
        assert_eq!(follow(guided.clone(), 900), follow(guided, u64::MAX));
        for slice in [7, 1_000] {
            assert_eq!(hunt(&setup, slice), Some(whole.clone()), "{}", protocol.meta().id);
        }
        let drawn = shrunk(&whole.drawn, 100).map(|(trial, ..)| trial);
        assert_eq!(drawn, Some(whole.trial.clone()));
        // What cannot get any shorter stays as it is.
        let again = shrunk(&whole.trial, u64::MAX).map(|(trial, ..)| trial);
        assert_eq!(again, Some(whole.trial));
    }
}

/// Idle actions all over a script change nothing in what is left of it.
#[test]
fn idle_actions_go() {
    for protocol in PROTOCOLS {
        let Some(bug) = protocol.meta().bugs.first() else { continue };
        let script = decode(bug.script, PROTOCOLS).expect("a script of ours").scenario;
        let mut setup = script.setup;
        setup.bugs = setup.bugs.with(0, true);
        let end = script.end.expect("scripts have an end");
        let by_hand = script.actions.len();
        let mut noisy = Trial { setup, actions: script.actions, end };
        for step in 0..60 {
            // Nobody is paused, so nobody resumes.
            let action = Action::Resume(Group::one(NodeId::new(step % setup.nodes)));
            let at = Stamp::at(end.tick / 60 * u64::from(step));
            noisy.actions.push(Scheduled { at, action });
        }
        let left = shrunk(&noisy, u64::MAX).map(|(trial, ..)| trial.actions.len());
        assert!(left.is_some_and(|left| left <= by_hand), "{}: {left:?}", protocol.meta().id);
    }
}

/// Without a bug there is nothing to be found.
#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    for protocol in PROTOCOLS {
        let mut hunt = Hunt::new(&Setup::new(*protocol, 0), Strength::Heavy, 0..12);
        while !matches!(hunt.advance(100_000), Phase::Found | Phase::NothingFound) {}
        let find = hunt.find().map(|find| link(&of_trial(&find.trial)));
        assert_eq!(find, None, "{}", protocol.meta().id);
        assert_eq!(hunt.progress().seeds, 12);
    }
}
