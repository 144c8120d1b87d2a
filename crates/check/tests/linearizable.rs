//! Two algorithms and every order there is: all say the same, and what they say can be checked.

mod common;

use std::cell::Cell;

use common::{brute_force, queues, registers, sets, stores, texts};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use quorate_check::{
    Bounds, Cached, Call, Check, HistoryOf, Live, Model, Point, Queue, Register, Report, Set,
    Standing, Store, TextStore, Verdict, check,
};

/// Histories of up to so many operations are tried in every order.
const TINY: usize = 7;

fn agree<M: Model>(
    model: &M,
    histories: impl Strategy<Value = HistoryOf<M>>,
    cases: u32,
    brute: bool,
) {
    let (yes, no) = (Cell::new(0), Cell::new(0));
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let verdict = TestRunner::new(config).run(&histories, |history| {
        let report = check(model.clone(), &history, Bounds::default());
        if brute {
            let truth = if brute_force(model, &history) { Verdict::Yes } else { Verdict::No };
            prop_assert_eq!(report.verdict, truth);
        }
        let calls: Vec<usize> = (0..history.len()).collect();
        let live = Live::replay(model.clone(), &history, &calls);
        prop_assert_eq!(live.verdict(Bounds::default()), report.verdict);
        match report.verdict {
            Verdict::Yes => {
                yes.set(yes.get() + 1);
                explains(model, &history, &report.order, true);
            }
            Verdict::No => {
                no.set(no.get() + 1);
                contradicts(model, &history, &report);
            }
            Verdict::Unknown => prop_assert!(false, "small histories are decided"),
        }
        Ok(())
    });
    verdict.expect("all agree");
    // A test of which one side never happens proves nothing.
    assert!(yes.get() > cases / 20 && no.get() > cases / 20, "{} yes, {} no", yes.get(), no.get());
}

/// An order is one that real time allows and that explains every answer.
fn explains<M: Model>(model: &M, history: &HistoryOf<M>, order: &[Point], whole: bool) {
    let calls = history.calls();
    let mut states = std::collections::BTreeMap::new();
    let mut before = 0;
    for (rank, point) in order.iter().enumerate() {
        let call = &calls[point.call];
        assert!(point.at >= before.max(call.invoked), "points are in order");
        assert!(call.returned.is_none_or(|returned| point.at <= returned), "within the operation");
        before = point.at;
        assert!(order[..rank].iter().all(|earlier| !history.precedes(point.call, earlier.call)));
        let state = states.entry(model.key(&call.input)).or_insert_with(|| model.start());
        let (after, output) = model.apply(state, &call.input);
        *state = after;
        let seen = call.output.as_ref().filter(|_| !call.is_open());
        assert!(seen.is_none_or(|seen| *seen == output), "{call:?} saw {output:?}");
    }
    if whole {
        for (position, call) in calls.iter().enumerate() {
            let placed = order.iter().any(|point| point.call == position);
            let mute = call.output.is_none() && model.only_reads(&call.input, None);
            assert!(placed || call.is_open() || mute, "{call:?} has no place");
        }
    }
}

/// An explanation explains: the partial order is sound, and the smallest set contradicts itself
/// with all others in doubt, but not with one of its own in doubt.
fn contradicts<M: Model>(model: &M, history: &HistoryOf<M>, report: &Report<M::Key>) {
    let contradiction = report.contradiction.as_ref().expect("a no is explained");
    explains(model, history, &contradiction.longest, false);
    let impossible = contradiction.impossible.expect("small histories are kept in mind");
    assert!(contradiction.smallest.contains(&impossible) || !contradiction.minimal);
    assert!(!contradiction.smallest.is_empty());
    let last = history.calls()[impossible].returned.expect("what is impossible is a return");
    let with_doubts = |sure: &dyn Fn(usize) -> bool| {
        let calls = history.calls().iter().enumerate().filter_map(|(position, call)| {
            let ours = model.key(&call.input) == contradiction.key && call.invoked <= last;
            let mut call = call.clone();
            if !sure(position) {
                (call.returned, call.output) = (None, None);
            }
            ours.then_some(call)
        });
        check(model.clone(), &HistoryOf::<M>::new(calls.collect()), Bounds::default()).verdict
    };
    let set = &contradiction.smallest;
    assert_eq!(with_doubts(&|call| set.contains(&call)), Verdict::No);
    for one in set.iter().filter(|_| contradiction.minimal) {
        let verdict = with_doubts(&|call| set.contains(&call) && call != *one);
        assert_eq!(verdict, Verdict::Yes, "{one} can be left out of {set:?}");
    }
}

#[test]
fn tiny_registers() {
    agree(&Register, registers(TINY), 1_500, true);
}

#[test]
fn tiny_stores() {
    agree(&Store::default(), stores(TINY), 1_500, true);
}

#[test]
fn tiny_queues() {
    agree(&Queue, queues(TINY), 1_000, true);
}

#[test]
fn tiny_sets() {
    agree(&Set, sets(TINY), 1_000, true);
}

#[test]
fn tiny_texts() {
    agree(&TextStore, texts(TINY), 1_500, true);
}

#[test]
fn longer_texts() {
    agree(&TextStore, texts(14), 300, false);
}

#[test]
fn longer_registers() {
    agree(&Register, registers(28), 400, false);
}

#[test]
fn longer_stores() {
    agree(&Store::default(), stores(40), 400, false);
}

#[test]
fn longer_queues() {
    agree(&Queue, queues(16), 300, false);
}

/// Told step by step, the incremental checker says no at the first moment at which the history so
/// far is not linearizable, and neither sooner nor later.
#[test]
fn live_finds_the_first_impossible_return() {
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let verdict = TestRunner::new(config).run(&stores(14), |history| {
        let mut live = Live::new(Store::default());
        let mut events: Vec<(u64, bool, usize)> = Vec::new();
        for (position, call) in history.calls().iter().enumerate() {
            events.push((call.invoked, false, position));
            events.extend(call.returned.map(|returned| (returned, true, position)));
        }
        events.sort_unstable();
        let mut numbers = std::collections::BTreeMap::new();
        for (at, returns, position) in events {
            let call = &history.calls()[position];
            if returns {
                live.returns(numbers[&position], at, call.output);
            } else {
                numbers.insert(position, live.invoke(call.process, at, call.input));
            }
            let fork = live.clone();
            let truth = check(Store::default(), &fork.history(), Bounds::default()).verdict;
            let said = match fork.standing() {
                Standing::Possible => Verdict::Yes,
                Standing::Impossible(_) => Verdict::No,
                Standing::Lost => fork.verdict(Bounds::default()),
            };
            prop_assert_eq!(said, truth);
            if said == Verdict::No {
                break;
            }
        }
        Ok(())
    });
    verdict.expect("they agree at every moment");
}

/// Refused calls did not happen, whatever was thought of them before.
#[test]
fn live_forgets_what_was_refused() {
    use quorate_proto::{Answer, Key, Operation};
    let key = Key::X;
    let mut live = Live::new(Store::default());
    let set = live.invoke(0, 1, Operation::Set { key, value: 7 });
    let get = live.invoke(1, 2, Operation::Get { key });
    assert_eq!(live.returns(get, 3, Some(Answer::Value(Some(7)))), Standing::Possible);
    let mut other = live.clone();
    assert_eq!(other.refuse(set), Standing::Impossible(set));
    assert_eq!(live.returns(set, 4, Some(Answer::Value(Some(7)))), Standing::Possible);
    assert_eq!(live.history().len(), 2);
    assert_eq!(other.history().len(), 1);
}

/// However small the slices, the verdict and the number of steps stay the same.
#[test]
fn slices_do_not_matter() {
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let verdict = TestRunner::new(config).run(&(stores(30), 1_u64..9), |(history, slice)| {
        let whole = check(Store::default(), &history, Bounds::default());
        let mut sliced = Check::new(Store::default(), &history, Bounds::default());
        let mut before = 0;
        while sliced.advance(slice).is_none() {
            let progress = sliced.progress();
            prop_assert!(progress.steps >= before && progress.steps <= before + slice);
            before = progress.steps;
        }
        prop_assert_eq!(sliced.report(), whole);
        Ok(())
    });
    verdict.expect("slices do not matter");
}

/// Fingerprints do not depend on how long pauses are, and verdicts are remembered by them.
#[test]
fn verdicts_are_remembered() {
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let verdict = TestRunner::new(config).run(&(registers(12), 2_u64..9), |(history, factor)| {
        let stretched = history.calls().iter().map(|call| Call {
            invoked: call.invoked * factor + 3,
            returned: call.returned.map(|returned| returned * factor + 3),
            ..call.clone()
        });
        let stretched = HistoryOf::<Register>::new(stretched.collect());
        prop_assert_eq!(history.digest(), stretched.digest());
        let mut cached = Cached::new(Register, Bounds::default());
        let verdict = check(Register, &history, Bounds::default()).verdict;
        prop_assert_eq!(cached.verdict(&history), verdict);
        prop_assert_eq!(cached.verdict(&stretched), verdict);
        prop_assert_eq!(cached.counts(), (1, 1));
        Ok(())
    });
    verdict.expect("verdicts are remembered");
}

/// Bounds give "unknown", and not a wrong answer.
#[test]
fn bounds_are_kept() {
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let verdict = TestRunner::new(config).run(&(stores(30), 0_u64..60), |(history, steps)| {
        let bounds = Bounds { steps, ..Bounds::default() };
        let bounded = check(Store::default(), &history, bounds);
        prop_assert!(bounded.steps <= steps);
        let whole = check(Store::default(), &history, Bounds::default());
        prop_assert!([Verdict::Unknown, whole.verdict].contains(&bounded.verdict));
        prop_assert_eq!(bounded.verdict == Verdict::Unknown, whole.steps > steps);
        Ok(())
    });
    verdict.expect("bounds are kept");
}
