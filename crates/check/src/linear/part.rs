//! A part of a history, made ready for searching.

use quorate_proto::order;

use super::machine::{Machine, NOTHING, Numbered};
use crate::history::Event;
use crate::model::{HistoryOf, Model};

/// What precedes what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Order {
    /// What was over before another began, precedes it.
    RealTime,
    /// Only what one process did one after the other.
    Process,
}

/// Operations that concern one key, in numbers. Those that say nothing are left out: reads that
/// nobody knows the answer of.
#[derive(Clone)]
pub(crate) struct Part<M: Model> {
    pub(crate) machine: Machine<M>,
    /// First those that came back, then the open ones; each in the order in which they were made.
    pub(crate) operations: Vec<Operation>,
    /// How many came back.
    pub(crate) closed: usize,
    /// Positions of operations in the order of what happened: once when they are made, and in
    /// real time once more when they come back.
    pub(crate) events: Vec<Step>,
}

/// One operation in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Operation {
    /// Its position in the history.
    pub(crate) call: usize,
    pub(crate) input: u32,
    /// What is known to have come back, or nothing.
    pub(crate) output: u32,
    /// Whether it changed nothing, whatever it found.
    pub(crate) reads: bool,
    /// Whether it leaves nothing of what was there before it.
    pub(crate) forgets: bool,
    /// An operation of the same process that must come first, or nothing.
    pub(crate) after: u32,
    /// An open operation just like this open one that was made before, or nothing: whatever this
    /// one could do, that one could do, too, so that one goes first.
    pub(crate) twin: u32,
}

/// An operation is made, or it comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    pub(crate) operation: u32,
    pub(crate) returns: bool,
}

impl<M: Model> Part<M> {
    /// The part of a history that these calls, in their order, make up. Calls in `doubted` are
    /// taken to be open, whatever they say. Who asks for many parts finds out once what each call
    /// of the history comes after.
    pub(crate) fn new(
        model: M,
        (history, predecessors): (&HistoryOf<M>, &[Option<usize>]),
        calls: &[usize],
        doubted: &dyn Fn(usize) -> bool,
        order: Order,
    ) -> Self {
        let mut machine = Machine::new(model);
        let all = history.calls();
        let open = |call: usize| doubted(call) || all[call].is_open();
        let mute = |call: usize| {
            let unknown = doubted(call) || all[call].output.is_none();
            unknown && machine.only_reads(&all[call].input, None)
        };
        let said: Vec<usize> = calls.iter().copied().filter(|call| !mute(*call)).collect();
        let (open_calls, closed_calls): (Vec<usize>, Vec<usize>) =
            said.iter().partition(|call| open(**call));
        let mut operations = Vec::with_capacity(said.len());
        let mut twins = Vec::new();
        for call in closed_calls.iter().chain(&open_calls).copied() {
            let number = operations.len() as u32;
            let input = machine.input(&all[call].input);
            let known = all[call].output.as_ref().filter(|_| !open(call));
            let reads = machine.only_reads(&all[call].input, known);
            let forgets = machine.forgets(&all[call].input);
            let output = known.map_or(NOTHING, |output| machine.output(output));
            twins.resize(machine.inputs(), NOTHING);
            let twin = if open(call) {
                std::mem::replace(&mut twins[input as usize], number)
            } else {
                NOTHING
            };
            operations.push(Operation {
                call,
                input,
                output,
                reads,
                forgets,
                after: NOTHING,
                twin,
            });
        }
        let number = |call: usize| {
            let (first, calls) =
                if open(call) { (closed_calls.len(), &open_calls) } else { (0, &closed_calls) };
            calls.binary_search(&call).ok().map(|position| (first + position) as u32)
        };
        for operation in &mut operations {
            let mut before = predecessors[operation.call];
            // The nearest earlier one of the process that is in this part and did come back.
            while let Some(call) = before {
                match number(call).filter(|_| !open(call)) {
                    Some(number) => {
                        operation.after = number;
                        break;
                    }
                    None => before = predecessors[call],
                }
            }
        }
        let step = |event: Event| {
            let operation = number(event.call)?;
            let counts = !event.returns || (order == Order::RealTime && !open(event.call));
            counts.then_some(Step { operation, returns: event.returns })
        };
        let events = history.events_of(said.iter().copied()).into_iter().filter_map(step).collect();
        Self { machine, operations, closed: closed_calls.len(), events }
    }

    /// Whether an operation may take effect later than anything else, or not at all.
    pub(crate) const fn is_open(&self, operation: u32) -> bool {
        operation as usize >= self.closed
    }
}

/// The positions of a history's calls, key by key.
pub(crate) fn by_key<M: Model>(model: &M, history: &HistoryOf<M>) -> Vec<(M::Key, Vec<usize>)> {
    let mut keys = Numbered::default();
    let mut calls: Vec<Vec<usize>> = Vec::new();
    for (position, call) in history.calls().iter().enumerate() {
        let number = keys.number(model.key(&call.input)) as usize;
        if number == calls.len() {
            calls.push(Vec::new());
        }
        calls[number].push(position);
    }
    let mut by_key: Vec<_> = keys.into_items().into_iter().zip(calls).collect();
    order::sort_by(&mut by_key, |one, other| one.0.cmp(&other.0));
    by_key
}
