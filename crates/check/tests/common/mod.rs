//! Random histories: a real run of a model, then spoilt a little.
#![allow(dead_code, reason = "every test takes what it needs")]

use proptest::prelude::*;
use quorate_check::{
    Call, HistoryOf, Model, Queue, QueueInput, QueueOutput, Register, RegisterInput,
    RegisterOutput, Set, SetInput, SetOutput, Store, TextInput, TextOutput, TextStore,
};
use quorate_proto::{Answer, Key, Operation};

/// One operation before it is performed.
#[derive(Clone, Debug)]
pub(crate) struct Plan<I, O> {
    pub(crate) process: u32,
    /// Time before the call, before it takes effect, and after that.
    pub(crate) spans: (u64, u64, u64),
    pub(crate) input: I,
    /// What comes back instead of the truth.
    pub(crate) lie: Option<O>,
    /// Whether the answer never comes; whether it comes but is not known.
    pub(crate) open: bool,
    pub(crate) mute: bool,
    /// Whether it never happens, if it is open.
    pub(crate) lost: bool,
}

/// Up to `most` operations of `processes` processes; a `lie` for about every eighth answer.
pub(crate) fn plans<I: Clone + std::fmt::Debug + 'static, O: Clone + std::fmt::Debug + 'static>(
    most: usize,
    processes: u32,
    input: impl Strategy<Value = I> + 'static,
    lie: impl Strategy<Value = O> + 'static,
) -> impl Strategy<Value = Vec<Plan<I, O>>> {
    let lie = proptest::option::weighted(0.12, lie);
    let plan = (
        0..processes,
        (0_u64..4, 0_u64..6, 0_u64..6),
        input,
        lie,
        proptest::bool::weighted(0.12),
        proptest::bool::weighted(0.06),
        any::<bool>(),
    )
        .prop_map(|(process, spans, input, lie, open, mute, lost)| Plan {
            process,
            spans,
            input,
            lie,
            open,
            mute,
            lost,
        });
    proptest::collection::vec(plan, 0..=most)
}

/// Performs a plan. With `apart`, no two things happen at the same moment.
pub(crate) fn perform<M: Model>(
    model: &M,
    plans: &[Plan<M::Input, M::Output>],
    apart: bool,
) -> HistoryOf<M> {
    let mut clocks = std::collections::BTreeMap::new();
    let mut points = Vec::new();
    for (index, plan) in plans.iter().enumerate() {
        let clock = clocks.entry(plan.process).or_insert(0);
        let invoked = *clock + plan.spans.0;
        let point = invoked + plan.spans.1;
        let returned = point + plan.spans.2;
        *clock = if plan.open { invoked + 1 } else { returned };
        let stretch = |moment: u64, more: u64| {
            let index = index as u64;
            if apart { 1_000 * moment + 3 * index + more } else { moment }
        };
        points.push((point, index, stretch(invoked, 0), stretch(returned, 1)));
    }
    points.sort_unstable();
    let mut states = std::collections::BTreeMap::new();
    let mut calls = Vec::new();
    for (_, index, invoked, returned) in points {
        let plan = &plans[index];
        let state = states.entry(model.key(&plan.input)).or_insert_with(|| model.start());
        let (after, output) = model.apply(state, &plan.input);
        if !(plan.open && plan.lost) {
            *state = after;
        }
        let output = plan.lie.clone().unwrap_or(output);
        calls.push(Call {
            process: plan.process,
            invoked,
            returned: (!plan.open).then_some(returned),
            input: plan.input.clone(),
            output: (!plan.open && !plan.mute).then_some(output),
        });
    }
    HistoryOf::<M>::new(calls)
}

pub(crate) fn registers(most: usize) -> impl Strategy<Value = HistoryOf<Register>> {
    let input = prop_oneof![
        3 => Just(RegisterInput::Read),
        2 => (0_i64..3).prop_map(RegisterInput::Write),
        2 => (0_i64..3, 0_i64..3).prop_map(|(from, to)| RegisterInput::Cas(from, to)),
    ];
    let lie = prop_oneof![
        proptest::option::of(0_i64..3).prop_map(RegisterOutput::Value),
        Just(RegisterOutput::Mismatch),
    ];
    plans(most, 4, input, lie).prop_map(|plans| perform(&Register, &plans, false))
}

pub(crate) fn stores(most: usize) -> impl Strategy<Value = HistoryOf<Store>> {
    let key = prop_oneof![Just(Key::X), Just(Key::new("y").expect("a fine name"))];
    let input =
        (key, 0_i64..3, 0_i64..3, 0..4).prop_map(|(key, value, expected, kind)| match kind {
            0 => Operation::Set { key, value },
            1 => Operation::Add { key, value: 1 },
            2 => Operation::Get { key },
            _ => Operation::Cas { key, expected, value },
        });
    let lie = proptest::option::of(0_i64..4).prop_map(Answer::Value);
    plans(most, 3, input, lie).prop_map(|plans| perform(&Store::default(), &plans, true))
}

pub(crate) fn queues(most: usize) -> impl Strategy<Value = HistoryOf<Queue>> {
    let input = prop_oneof![(0_i64..3).prop_map(QueueInput::Enqueue), Just(QueueInput::Dequeue)];
    let lie = proptest::option::of(0_i64..3).prop_map(QueueOutput::Front);
    plans(most, 3, input, lie).prop_map(|plans| perform(&Queue, &plans, false))
}

pub(crate) fn sets(most: usize) -> impl Strategy<Value = HistoryOf<Set>> {
    let input = (0_i64..2, 0..4).prop_map(|(value, kind)| match kind {
        0 => SetInput::Add(value),
        1 => SetInput::Remove(value),
        2 => SetInput::Contains(value),
        _ => SetInput::Read,
    });
    let lie = any::<bool>().prop_map(SetOutput::Is);
    plans(most, 3, input, lie).prop_map(|plans| perform(&Set, &plans, false))
}

pub(crate) fn texts(most: usize) -> impl Strategy<Value = HistoryOf<TextStore>> {
    let key = || "k".to_owned();
    let input = (0..8, 0..3).prop_map(move |(kind, word)| {
        let word = ["a", "b", "ab"][word as usize % 3].to_owned();
        match kind {
            0 => TextInput::Put(key(), word),
            1..4 => TextInput::Append(key(), word),
            _ => TextInput::Get(key()),
        }
    });
    let lie = proptest::collection::vec(0..2_usize, 0..4).prop_map(|letters| {
        TextOutput::Value(letters.into_iter().map(|letter| ["a", "b"][letter]).collect())
    });
    plans(most, 4, input, lie).prop_map(|plans| perform(&TextStore, &plans, false))
}

/// Whether some order explains a history: every order is tried.
pub(crate) fn brute_force<M: Model>(model: &M, history: &HistoryOf<M>) -> bool {
    let all: Vec<usize> = (0..history.len()).collect();
    explains(model, history, &std::collections::BTreeMap::new(), &all, &|first, second| {
        history.precedes(first, second)
    })
}

/// The same, with any idea of what precedes what.
pub(crate) fn explains<M: Model>(
    model: &M,
    history: &HistoryOf<M>,
    states: &std::collections::BTreeMap<M::Key, M::State>,
    left: &[usize],
    precedes: &dyn Fn(usize, usize) -> bool,
) -> bool {
    let calls = history.calls();
    if left.iter().all(|call| calls[*call].is_open()) {
        return true;
    }
    left.iter().any(|call| {
        if left.iter().any(|other| precedes(*other, *call)) {
            return false;
        }
        let it = &calls[*call];
        let key = model.key(&it.input);
        let state = states.get(&key).cloned().unwrap_or_else(|| model.start());
        let (after, output) = model.apply(&state, &it.input);
        if !it.is_open() && it.output.as_ref().is_some_and(|seen| *seen != output) {
            return false;
        }
        let mut states = states.clone();
        states.insert(key, after);
        let left: Vec<usize> = left.iter().copied().filter(|other| other != call).collect();
        explains(model, history, &states, &left, precedes)
    })
}
