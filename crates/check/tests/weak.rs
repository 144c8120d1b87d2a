//! Causal consistency and sessions: by examples, against their definitions on tiny histories, and
//! against the stronger promises.

mod common;

use std::cell::Cell;

use common::{perform, plans};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use quorate_check::{
    Bounds, Call, ClientHistory, Judged, Store, Verdict, causal, check, sequential, session,
};
use quorate_proto::{Answer, Key, Operation};

fn y() -> Key {
    Key::new("y").expect("a fine name")
}

/// Process, key, and a value that is written (`true`) or read; one after the other.
fn history(steps: &[(u32, Key, bool, Option<i64>)]) -> ClientHistory {
    let call = |(index, (process, key, writes, value)): (usize, &(u32, Key, bool, Option<i64>))| {
        let input = match (writes, value) {
            (true, Some(value)) => Operation::Set { key: *key, value: *value },
            _ => Operation::Get { key: *key },
        };
        let invoked = 2 * index as u64;
        let output = Some(Answer::Value(*value));
        Call { process: *process, invoked, returned: Some(invoked + 1), input, output }
    };
    ClientHistory::new(steps.iter().enumerate().map(call).collect())
}

const X: Key = Key::X;
const W: bool = true;
const R: bool = false;

#[test]
fn an_answer_is_not_seen_without_its_question() {
    // 0 asks (x), 1 reads that and answers (y), 2 sees the answer and not the question.
    let steps = [
        (0, X, W, Some(1)),
        (1, X, R, Some(1)),
        (1, y(), W, Some(2)),
        (2, y(), R, Some(2)),
        (2, X, R, None),
    ];
    let judged = causal::consistent(&history(&steps));
    assert_eq!(judged.why, Some(causal::Why::Forgotten { read: 4, written: 0 }));
    let mut fine = steps;
    fine[4] = (2, X, R, Some(1));
    assert_eq!(causal::consistent(&history(&fine)).verdict, Verdict::Yes);
    let unrelated = [steps[0], steps[2], steps[3], steps[4]];
    assert_eq!(causal::consistent(&history(&unrelated)).verdict, Verdict::Yes);
}

#[test]
fn an_old_value_is_not_read_by_who_knows_a_newer_one() {
    let steps = [(0, X, W, Some(1)), (0, X, W, Some(2)), (1, X, R, Some(2)), (1, X, R, Some(1))];
    let judged = causal::consistent(&history(&steps));
    assert_eq!(judged.why, Some(causal::Why::Overwritten { read: 3, old: 0, new: 1 }));
    let judged = session::monotonic_reads(&history(&steps));
    assert_eq!(judged.why, Some(session::Why::Older { before: 2, read: 3 }));
    assert_eq!(session::read_your_writes(&history(&steps)).verdict, Verdict::Yes);
}

#[test]
fn two_who_disagree_for_ever_are_consistent_but_not_convergent() {
    // Each of 2 and 3 sees both writes, in different orders.
    let steps = [
        (0, X, W, Some(1)),
        (1, X, W, Some(2)),
        (2, X, R, Some(1)),
        (2, X, R, Some(2)),
        (3, X, R, Some(2)),
        (3, X, R, Some(1)),
    ];
    let history = history(&steps);
    assert_eq!(causal::consistent(&history).verdict, Verdict::Yes);
    let why = causal::convergent(&history).why;
    assert!(matches!(why, Some(causal::Why::NoCommonOrder { .. })), "{why:?}");
}

#[test]
fn nothing_comes_out_of_thin_air() {
    let history = history(&[(0, X, W, Some(1)), (1, X, R, Some(7))]);
    let thin = Some(causal::Why::OutOfThinAir { read: 1 });
    assert_eq!(causal::consistent(&history).why, thin);
    let thin = Some(session::Why::OutOfThinAir { read: 1 });
    assert_eq!(session::monotonic_reads(&history).why, thin);
    // Unless a sum that nobody was told may have been that.
    let mut calls = history.calls().to_vec();
    let input = Operation::Add { key: X, value: 3 };
    calls.push(Call { process: 5, invoked: 0, returned: None, input, output: None });
    let history = ClientHistory::new(calls);
    assert_eq!(causal::consistent(&history).verdict, Verdict::Unknown);
}

#[test]
fn own_writes_are_read() {
    let forgot = history(&[(0, X, W, Some(1)), (0, X, R, None)]);
    let why = Some(session::Why::Older { before: 0, read: 1 });
    assert_eq!(session::read_your_writes(&forgot).why, why);
    assert_eq!(session::monotonic_reads(&forgot).verdict, Verdict::Yes);
    let stale = history(&[(1, X, W, Some(2)), (0, X, W, Some(1)), (0, X, R, Some(2))]);
    let why = Some(session::Why::Older { before: 1, read: 2 });
    assert_eq!(session::read_your_writes(&stale).why, why);
    let other = history(&[(0, X, W, Some(1)), (1, X, W, Some(2)), (0, X, R, Some(2))]);
    assert_eq!(session::read_your_writes(&other).verdict, Verdict::Yes);
}

#[test]
fn values_that_repeat_are_traced_in_every_way() {
    // The second read of 1 may come from the third write.
    let steps = [
        (0, X, W, Some(1)),
        (0, X, W, Some(2)),
        (1, X, R, Some(2)),
        (2, X, W, Some(1)),
        (1, X, R, Some(1)),
    ];
    assert_eq!(session::monotonic_reads(&history(&steps)).verdict, Verdict::Yes);
    assert_eq!(causal::consistent(&history(&steps)).verdict, Verdict::Yes);
    let many = (0..10).flat_map(|_| [(0, X, W, Some(1)), (1, X, R, Some(1))]);
    let mut many: Vec<_> = many.collect();
    // Too many ways to try; but a linearizable history keeps every promise.
    assert_eq!(session::monotonic_reads(&history(&many)).verdict, Verdict::Yes);
    many.push((9, X, R, None));
    assert_eq!(session::monotonic_reads(&history(&many)).verdict, Verdict::Unknown);
}

/// Stores of which every set writes another value.
fn distinct(most: usize, only_sets: bool) -> impl Strategy<Value = ClientHistory> {
    let key = prop_oneof![2 => Just(X), 1 => Just(y())];
    let kind = if only_sets { 0..4_u8 } else { 0..6_u8 };
    let input = (key, kind).prop_map(|(key, kind)| match kind {
        0 | 1 => Operation::Set { key, value: 0 },
        2 | 3 => Operation::Get { key },
        4 => Operation::Add { key, value: 1_000 },
        _ => Operation::Cas { key, expected: 100, value: 0 },
    });
    let lie = prop_oneof![Just(None), (0_i64..6).prop_map(|value| Some(100 * value))];
    plans(most, 3, input, lie.prop_map(Answer::Value)).prop_map(|mut plans| {
        for (index, plan) in plans.iter_mut().enumerate() {
            let fresh = 100 * (index as i64 + 1);
            match &mut plan.input {
                Operation::Set { value, .. } | Operation::Cas { value, .. } => *value = fresh,
                Operation::Add { .. } | Operation::Get { .. } => {}
            }
            if !matches!(plan.input, Operation::Get { .. }) {
                plan.lie = None;
            }
        }
        perform(&Store::default(), &plans, true)
    })
}

#[test]
fn what_is_stronger_implies_what_is_weaker() {
    let counts = [const { Cell::new(0) }; 3];
    let config = Config { cases: 1_500, failure_persistence: None, ..Config::default() };
    let verdict = TestRunner::new(config).run(&distinct(9, false), |history| {
        let linearizable = check(Store::default(), &history, Bounds::default()).verdict;
        let mut search = sequential(Store::default(), &history, Bounds::default());
        let in_sequence = search.advance(u64::MAX).expect("small histories are decided");
        let consistent = causal::consistent(&history).verdict;
        let convergent = causal::convergent(&history).verdict;
        let reads = session::monotonic_reads(&history).verdict;
        let writes = session::read_your_writes(&history).verdict;
        let implies =
            |strong: Verdict, weak: Verdict| strong != Verdict::Yes || weak != Verdict::No;
        prop_assert!(implies(linearizable, reads) && implies(linearizable, writes));
        prop_assert!(implies(in_sequence, convergent), "{:?}", causal::convergent(&history).why);
        prop_assert!(implies(convergent, consistent));
        for (count, weaker) in counts.iter().zip([consistent, reads, writes]) {
            count.set(count.get() + usize::from(weaker == Verdict::No));
        }
        Ok(())
    });
    verdict.expect("they do");
    assert!(counts.iter().all(|count| count.get() > 0), "each is broken: {counts:?}");
}

/// Every order of these.
fn orders(items: &[usize]) -> Vec<Vec<usize>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let with = |(at, first): (usize, &usize)| {
        let rest = [&items[..at], &items[at + 1..]].concat();
        let orders = orders(&rest).into_iter();
        orders.map(|order| [&[*first], order.as_slice()].concat()).collect::<Vec<_>>()
    };
    items.iter().enumerate().flat_map(with).collect()
}

/// What is known of a history of sets and gets without repeated values, by the definitions.
struct Definitions<'a> {
    history: &'a ClientHistory,
    /// The write that each read has its value from: itself for "none".
    from: Vec<Option<usize>>,
}

impl<'a> Definitions<'a> {
    /// Nothing if a value comes out of thin air.
    fn new(history: &'a ClientHistory, timely: bool) -> Option<Self> {
        let calls = history.calls();
        let mut from = vec![None; calls.len()];
        for (read, call) in calls.iter().enumerate() {
            let key = call.input.key();
            if let (Operation::Get { .. }, Some(Answer::Value(Some(value)))) =
                (call.input, call.output)
            {
                let write = |other: &usize| {
                    calls[*other].input == Operation::Set { key, value }
                        && !(timely && history.precedes(read, *other))
                };
                from[read] = Some((0..calls.len()).find(write)?);
            }
        }
        Some(Self { history, from })
    }

    fn writes(&self, key: Key) -> Vec<usize> {
        let calls = self.history.calls();
        let is =
            |call: &usize| matches!(calls[*call].input, Operation::Set { key: k, .. } if k == key);
        (0..calls.len()).filter(is).collect()
    }

    fn reads(&self) -> impl Iterator<Item = usize> + '_ {
        let calls = self.history.calls();
        (0..calls.len()).filter(|call| {
            matches!(calls[*call].input, Operation::Get { .. })
                && calls[*call].output.is_some()
                && !calls[*call].is_open()
        })
    }

    fn direct(&self, before: usize, after: usize) -> bool {
        let calls = self.history.calls();
        let same = calls[before].process == calls[after].process;
        self.from[after] == Some(before) || (same && self.history.precedes(before, after))
    }

    /// All that is causally before, found step by step.
    fn past(&self, of: usize) -> Vec<usize> {
        let mut past = Vec::new();
        let mut queue = vec![of];
        while let Some(at) = queue.pop() {
            for before in 0..self.history.len() {
                if self.direct(before, at) && !past.contains(&before) {
                    past.push(before);
                    queue.push(before);
                }
            }
        }
        past
    }

    fn is_circular(&self) -> bool {
        (0..self.history.len()).any(|call| self.past(call).contains(&call))
    }

    /// Whether a read gives what the last write in an order gives, among those in its past.
    fn reads_last(&self, read: usize, order: &[usize]) -> bool {
        let past = self.past(read);
        order.iter().rev().find(|write| past.contains(write)).copied() == self.from[read]
    }

    /// Whether an order of writes keeps causes before effects.
    fn causal(&self, order: &[usize]) -> bool {
        let later = |at: usize| self.past(order[at]);
        (0..order.len()).all(|at| order[at + 1..].iter().all(|after| !later(at).contains(after)))
    }

    fn consistent(&self) -> bool {
        !self.is_circular()
            && self.reads().all(|read| {
                let orders = orders(&self.writes(self.history.calls()[read].input.key()));
                orders.iter().any(|order| self.causal(order) && self.reads_last(read, order))
            })
    }

    /// Over the writes of both keys together, since the order is one.
    fn convergent(&self) -> bool {
        let all = [self.writes(X), self.writes(y())].concat();
        let reads = |order: &Vec<usize>| {
            self.reads().all(|read| {
                let key = self.history.calls()[read].input.key();
                let ours: Vec<usize> =
                    order.iter().copied().filter(|it| self.writes(key).contains(it)).collect();
                self.reads_last(read, &ours)
            })
        };
        !self.is_circular() && orders(&all).iter().any(|order| self.causal(order) && reads(order))
    }

    /// Whether some order of the writes to each key, in real time, keeps a promise for each pair of
    /// operations of one process: the version that `left` gives must not be newer than what is
    /// read.
    fn session(&self, left: impl Fn(usize) -> Option<Option<usize>>) -> bool {
        let calls = self.history.calls();
        [X, y()].into_iter().all(|key| {
            orders(&self.writes(key)).iter().any(|order| {
                let place = |write: Option<usize>| {
                    write.map_or(0, |write| {
                        order.iter().position(|it| *it == write).unwrap_or(0) + 1
                    })
                };
                let timely = (0..order.len()).all(|at| {
                    order[at + 1..].iter().all(|after| !self.history.precedes(*after, order[at]))
                });
                timely
                    && self.reads().filter(|read| calls[*read].input.key() == key).all(|read| {
                        (0..calls.len()).all(|before| {
                            let counts = calls[before].process == calls[read].process
                                && calls[before].input.key() == key
                                && self.history.precedes(before, read);
                            !counts
                                || left(before)
                                    .is_none_or(|left| place(left) <= place(self.from[read]))
                        })
                    })
            })
        })
    }
}

#[test]
fn tiny_histories_are_judged_as_defined() {
    let broken = [const { Cell::new(0) }; 4];
    let config = Config { cases: 1_500, failure_persistence: None, ..Config::default() };
    let verdict = TestRunner::new(config).run(&distinct(7, true), |history| {
        let said = [
            causal::consistent(&history).verdict,
            causal::convergent(&history).verdict,
            session::monotonic_reads(&history).verdict,
            session::read_your_writes(&history).verdict,
        ];
        let calls = history.calls();
        let causal = Definitions::new(&history, false);
        let timely = Definitions::new(&history, true);
        let truth = [
            causal.as_ref().is_some_and(Definitions::consistent),
            causal.as_ref().is_some_and(Definitions::convergent),
            timely.as_ref().is_some_and(|it| {
                let reads: Vec<usize> = it.reads().collect();
                it.session(|call| reads.contains(&call).then(|| it.from[call]))
            }),
            timely.as_ref().is_some_and(|it| {
                let writes = |call: usize| matches!(calls[call].input, Operation::Set { .. });
                it.session(|call| writes(call).then_some(Some(call)))
            }),
        ];
        let truth = truth.map(|holds| if holds { Verdict::Yes } else { Verdict::No });
        prop_assert_eq!(said, truth);
        for (count, verdict) in broken.iter().zip(said) {
            count.set(count.get() + usize::from(verdict == Verdict::No));
        }
        Ok(())
    });
    verdict.expect("they are");
    assert!(broken.iter().all(|count| count.get() > 0), "each is broken: {broken:?}");
}

/// A judgement without words, for those who only want the verdict.
#[test]
fn an_empty_history_keeps_every_promise() {
    let empty = ClientHistory::default();
    assert_eq!(causal::consistent(&empty), Judged { verdict: Verdict::Yes, why: None });
    assert_eq!(causal::convergent(&empty).verdict, Verdict::Yes);
    assert_eq!(session::monotonic_reads(&empty).verdict, Verdict::Yes);
    assert_eq!(session::read_your_writes(&empty).verdict, Verdict::Yes);
}
