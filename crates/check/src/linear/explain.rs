//! Why a history is not linearizable, said with as few operations as possible.
//!
//! Operations are *put in doubt*, not taken out: without the write of 1, a read of 1 would be a
//! contradiction of our own making. What is in doubt was called, but may take effect at any later
//! time or never, and may answer anything. If the others still contradict each other then, their
//! contradiction does not rest on it.

use super::live::{Live, Standing};
use super::machine::{NOTHING, START};
use super::report::points;
use super::{Contradiction, Order, Part, Search};
use crate::model::{HistoryOf, Model};

/// Most steps to find out whether one set of operations is a contradiction.
const TRIAL_STEPS: u64 = 4_000;

/// An explanation in the making.
#[derive(Clone)]
pub(crate) struct Explain<M: Model> {
    model: M,
    key: M::Key,
    impossible: Option<usize>,
    longest: Vec<usize>,
    stuck: Vec<usize>,
    /// Everything that counts, in doubt or not.
    calls: Vec<usize>,
    /// What is not in doubt; it contradicts itself.
    kept: Vec<usize>,
    /// How many to put in doubt at once, from which on.
    size: usize,
    from: usize,
    /// Whether this pass put anything in doubt, and whether one of its trials was broken off.
    shrank: bool,
    broken_off: bool,
    trial: Option<Trial<M>>,
    order: Order,
    left: u64,
    minimal: bool,
}

/// Do these contradict each other if all others are in doubt?
#[derive(Clone)]
struct Trial<M: Model> {
    kept: Vec<usize>,
    search: Search<M>,
}

impl<M: Model> Explain<M> {
    pub(crate) fn new(
        model: M,
        key: M::Key,
        history: &HistoryOf<M>,
        calls: &[usize],
        search: &Search<M>,
        (precedence, left): (Order, u64),
    ) -> Self {
        let order = search.order();
        let call = |number: u32| search.part.operations.get(number as usize).map(|it| it.call);
        let impossible = match precedence {
            Order::RealTime => first_impossible(&model, history, calls),
            Order::Process => None,
        };
        let (calls, kept) = up_to::<M>(history, calls, impossible);
        Self {
            longest: order.iter().copied().filter_map(call).collect(),
            stuck: stuck(search, &order).into_iter().filter_map(call).collect(),
            model,
            key,
            impossible,
            calls,
            size: kept.len().div_ceil(2),
            kept,
            from: 0,
            shrank: false,
            broken_off: false,
            trial: None,
            order: precedence,
            left,
            minimal: false,
        }
    }

    pub(crate) const fn is_over(&self) -> bool {
        self.size == 0 || self.left == 0
    }

    pub(crate) fn report(&self, history: &HistoryOf<M>) -> Contradiction<M::Key> {
        Contradiction {
            key: self.key.clone(),
            impossible: self.impossible,
            longest: points(history, self.longest.iter().copied()),
            stuck: self.stuck.clone(),
            smallest: self.kept.clone(),
            minimal: self.minimal,
        }
    }

    /// Makes the contradiction smaller for so many steps.
    pub(crate) fn advance(&mut self, history: &HistoryOf<M>, steps: u64) {
        let mut steps = steps;
        while steps > 0 && !self.is_over() {
            let Some(trial) = &mut self.trial else {
                self.begin_trial(history);
                continue;
            };
            let before = trial.search.steps();
            let most = TRIAL_STEPS.saturating_sub(before).min(steps).min(self.left);
            let answer = trial.search.advance(most);
            let taken = trial.search.steps() - before;
            // A trial that is answered at once costs something, too.
            steps -= taken.clamp(1, steps);
            self.left -= taken.clamp(1, self.left);
            let broken_off = answer.is_none() && trial.search.steps() >= TRIAL_STEPS;
            if answer == Some(false) {
                self.kept = std::mem::take(&mut trial.kept);
                self.shrank = true;
            } else if answer.is_some() || broken_off {
                self.broken_off |= broken_off;
                self.from += self.size;
            } else {
                continue;
            }
            self.trial = None;
        }
    }

    /// Puts the next few in doubt; at the end of a pass begins the next one, with fewer at once.
    fn begin_trial(&mut self, history: &HistoryOf<M>) {
        if self.from >= self.kept.len() {
            let again = self.size == 1 && self.shrank;
            self.minimal = self.size == 1 && !self.shrank && !self.broken_off;
            self.size = if again { 1 } else { self.size / 2 };
            (self.from, self.shrank, self.broken_off) = (0, false, false);
            return;
        }
        let end = self.kept.len().min(self.from + self.size);
        let kept = [&self.kept[..self.from], &self.kept[end..]].concat();
        let doubted = |call: usize| kept.binary_search(&call).is_err();
        let part = Part::new(self.model.clone(), history, &self.calls, &doubted, self.order);
        self.trial = Some(Trial { kept, search: Search::new(part) });
    }
}

/// The first return that nothing explains, if keeping track is not too much.
fn first_impossible<M: Model>(model: &M, history: &HistoryOf<M>, calls: &[usize]) -> Option<usize> {
    match Live::replay(model.clone(), history, calls).standing() {
        Standing::Impossible(call) => Some(call),
        Standing::Possible | Standing::Lost => None,
    }
}

/// What was called before a return, and what of it had returned by then: that alone is a
/// contradiction.
fn up_to<M: Model>(
    history: &HistoryOf<M>,
    calls: &[usize],
    impossible: Option<usize>,
) -> (Vec<usize>, Vec<usize>) {
    let (mut called, mut returned) = (Vec::new(), Vec::new());
    for event in history.events().iter().filter(|event| calls.binary_search(&event.call).is_ok()) {
        if event.returns {
            returned.push(event.call);
            if impossible == Some(event.call) {
                break;
            }
        } else {
            called.push(event.call);
        }
    }
    returned.sort_unstable();
    called.sort_unstable();
    (called, returned)
}

/// Operations that would have to come next after these, and do not fit.
fn stuck<M: Model>(search: &Search<M>, order: &[u32]) -> Vec<u32> {
    let mut machine = search.part.machine.clone();
    let mut state = START;
    for number in order {
        if let Some(operation) = search.part.operations.get(*number as usize) {
            state = machine.apply(state, operation.input).0;
        }
    }
    let mut stuck = Vec::new();
    for step in search.part.events.iter().filter(|step| !order.contains(&step.operation)) {
        if step.returns {
            break;
        }
        let Some(operation) = search.part.operations.get(step.operation as usize) else { continue };
        let (_, output) = machine.apply(state, operation.input);
        let known = operation.output != NOTHING && !search.part.is_open(step.operation);
        if known && output != operation.output {
            stuck.push(step.operation);
        }
    }
    stuck
}
