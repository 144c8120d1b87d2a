//! Sequential consistency, against every order there is.

mod common;

use std::cell::Cell;

use common::{explains, stores};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use quorate_check::{
    Bounds, Call, History, HistoryOf, Register, RegisterInput, RegisterOutput, Store, Verdict,
    check, sequential,
};

/// What one process did one after the other.
fn program_order(history: &HistoryOf<Store>, first: usize, second: usize) -> bool {
    let calls = history.calls();
    calls[first].process == calls[second].process && history.precedes(first, second)
}

#[test]
fn tiny_histories() {
    let (yes, no, weaker) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let config = Config { cases: 3_000, failure_persistence: None, ..Config::default() };
    let verdict = TestRunner::new(config).run(&stores(7), |history| {
        let mut search = sequential(Store::default(), &history, Bounds::default());
        let said = loop {
            if let Some(verdict) = search.advance(50) {
                break verdict;
            }
        };
        let all: Vec<usize> = (0..history.len()).collect();
        let order = |first, second| program_order(&history, first, second);
        let truth = explains(&Store::default(), &history, &Default::default(), &all, &order);
        prop_assert_eq!(said, if truth { Verdict::Yes } else { Verdict::No });
        let linearizable = check(Store::default(), &history, Bounds::default()).verdict;
        prop_assert!(linearizable == Verdict::No || truth);
        weaker.set(weaker.get() + usize::from(truth && linearizable == Verdict::No));
        (if truth { &yes } else { &no }).update(|count: usize| count + 1);
        Ok(())
    });
    verdict.expect("they agree");
    let counts = [yes.get(), no.get(), weaker.get()];
    assert!(counts.iter().all(|count| *count > 0), "each happens: {counts:?}");
}

/// Writes of 1 and 2 are over before anybody reads 1: an old value, but everybody could live in
/// the story in which the writes happened the other way round.
#[test]
fn an_old_value_may_be_read_but_not_a_newer_and_then_an_older_one() {
    let write = |process, invoked, value| Call {
        process,
        invoked,
        returned: Some(invoked + 1),
        input: RegisterInput::Write(value),
        output: Some(RegisterOutput::Done),
    };
    let read = |process, invoked, value| Call {
        process,
        invoked,
        returned: Some(invoked + 1),
        input: RegisterInput::Read,
        output: Some(RegisterOutput::Value(Some(value))),
    };
    let verdicts = |calls: Vec<_>| {
        let history = History::new(calls);
        let linearizable = check(Register, &history, Bounds::default()).verdict;
        let mut search = sequential(Register, &history, Bounds::default());
        while search.advance(u64::MAX).is_none() {}
        (linearizable, search.report())
    };
    let stale = verdicts(vec![write(0, 0, 1), write(1, 2, 2), read(2, 4, 1)]);
    assert_eq!((stale.0, stale.1.verdict), (Verdict::No, Verdict::Yes));
    let back = verdicts(vec![write(0, 0, 1), write(0, 2, 2), read(2, 4, 2), read(2, 6, 1)]);
    assert_eq!((back.0, back.1.verdict), (Verdict::No, Verdict::No));
    let why = back.1.contradiction.expect("a no is explained");
    // Even in doubt, the write of 2 comes after that of 1: one process made both.
    assert_eq!(why.smallest, [0, 2, 3]);
}
