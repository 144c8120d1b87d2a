//! Why a history is not linearizable, said with as few operations as possible.
//!
//! Operations are *put in doubt*, not taken out: without the write of 1, a read of 1 would be a
//! contradiction of our own making. What is in doubt was called, but may take effect at any later
//! time or never, and may answer anything. If the others still contradict each other then, their
//! contradiction does not rest on it.

use super::machine::{NOTHING, START};
use super::report::points;
use super::{Contradiction, Order, Part, Search};
use crate::model::{HistoryOf, Model};
use quorate_proto::order;

/// Most steps to find out whether a few operations contradict each other.
const TRIAL_STEPS: u64 = 4_000;

/// An explanation in the making: first the history is cut off behind the first answer that nothing
/// explains, then as much as possible of what remains is put in doubt.
#[derive(Clone)]
pub(crate) struct Explain<M: Model> {
    model: M,
    key: M::Key,
    order: Order,
    longest: Vec<usize>,
    stuck: Vec<usize>,
    /// A search for more than that, if the first one gave up early, and the steps that it may take.
    longer: Option<(Search<M>, u64)>,
    /// For each call of the history, the last that its process had completed before.
    predecessors: Vec<Option<usize>>,
    /// All calls of the key; those of them that returned, in that order.
    calls: Vec<usize>,
    returns: Vec<usize>,
    /// With so many returns there is no contradiction yet (if `proven`), with so many there is.
    fine: usize,
    proven: bool,
    broken: usize,
    /// Everything that counts, in doubt or not.
    called: Vec<usize>,
    /// What is not in doubt; it contradicts itself.
    kept: Vec<usize>,
    /// How many to put in doubt at once, from which on.
    size: usize,
    from: usize,
    /// Whether this pass put anything in doubt, and whether one of its trials was broken off.
    shrank: bool,
    broken_off: bool,
    minimal: bool,
    trial: Option<Trial<M>>,
    /// Steps that finding the contradiction took, and steps left.
    effort: u64,
    left: u64,
}

/// Do these contradict each other if all others are in doubt?
#[derive(Clone)]
struct Trial<M: Model> {
    called: Vec<usize>,
    kept: Vec<usize>,
    search: Search<M>,
    most: u64,
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
        let events = history.events_of(calls.iter().copied()).into_iter();
        let returns: Vec<usize> = events.filter(|it| it.returns).map(|it| it.call).collect();
        let mut kept = returns.clone();
        order::sort(&mut kept);
        let (longest, stuck) = as_far_as_it_goes(search);
        let predecessors = history.predecessors();
        let longer = M::GROWS.then(|| {
            let history = (history, predecessors.as_slice());
            let part = Part::new(model.clone(), history, calls, &|_| false, precedence);
            (Search::without_foresight(part), left / 4)
        });
        Self {
            longest,
            stuck,
            longer,
            model,
            key,
            // Without real time there is no "first".
            fine: if precedence == Order::RealTime { 0 } else { returns.len() },
            order: precedence,
            proven: true,
            broken: returns.len(),
            called: calls.to_vec(),
            predecessors,
            calls: calls.to_vec(),
            returns,
            size: kept.len().div_ceil(2),
            kept,
            from: 0,
            shrank: false,
            broken_off: false,
            minimal: false,
            trial: None,
            effort: search.steps(),
            left,
        }
    }

    pub(crate) const fn is_over(&self) -> bool {
        self.size == 0 || self.left == 0
    }

    pub(crate) fn report(&self, history: &HistoryOf<M>) -> Contradiction<M::Key> {
        let first = self.proven && self.fine + 1 == self.broken;
        Contradiction {
            key: self.key.clone(),
            impossible: self.broken.checked_sub(1).filter(|_| first).map(|at| self.returns[at]),
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
            if let Some((search, most)) = &mut self.longer {
                let before = search.steps();
                let answer = search.advance(steps.min(self.left).min(most.saturating_sub(before)));
                let taken = search.steps() - before;
                steps -= taken.min(steps);
                self.left -= taken.min(self.left);
                if answer.is_some() || search.steps() >= *most {
                    (self.longest, self.stuck) = as_far_as_it_goes(search);
                    self.longer = None;
                }
                continue;
            }
            let Some(trial) = &mut self.trial else {
                if self.fine + 1 < self.broken {
                    self.begin_cut(history);
                } else {
                    self.begin_doubt(history);
                }
                continue;
            };
            let before = trial.search.steps();
            let most = trial.most.saturating_sub(before).min(steps).min(self.left);
            let answer = trial.search.advance(most);
            let taken = trial.search.steps() - before;
            // A trial that is answered at once costs something, too.
            steps -= taken.clamp(1, steps);
            self.left -= taken.clamp(1, self.left);
            if answer.is_some() || trial.search.steps() >= trial.most {
                self.end_trial(answer);
            }
        }
    }

    fn end_trial(&mut self, answer: Option<bool>) {
        let Some(trial) = self.trial.take() else { return };
        let cutting = self.fine + 1 < self.broken;
        let middle = self.fine.midpoint(self.broken);
        match (answer, cutting) {
            (Some(false), _) => {
                (self.called, self.kept) = (trial.called, trial.kept);
                self.shrank = true;
                if cutting {
                    self.broken = middle;
                    self.size = self.kept.len().div_ceil(2);
                }
            }
            (_, true) => (self.fine, self.proven) = (middle, answer.is_some()),
            (_, false) => {
                self.broken_off |= answer.is_none();
                self.from += self.size;
            }
        }
        if self.fine + 1 >= self.broken && cutting {
            self.shrank = false;
        }
    }

    /// Is there a contradiction already when half as many more have returned?
    fn begin_cut(&mut self, history: &HistoryOf<M>) {
        let middle = self.fine.midpoint(self.broken);
        let last = self.returns.get(middle.wrapping_sub(1)).copied();
        let mut kept = self.returns[..middle].to_vec();
        order::sort(&mut kept);
        let until = last.and_then(|last| history.calls()[last].returned).unwrap_or(0);
        let called = self.calls.iter().copied();
        let called = called.filter(|call| history.calls()[*call].invoked <= until).collect();
        let most = self.effort.saturating_mul(2).saturating_add(TRIAL_STEPS).min(self.left / 2);
        self.begin_trial(history, called, kept, most);
    }

    /// Puts the next few in doubt; at the end of a pass begins the next one, with fewer at once.
    fn begin_doubt(&mut self, history: &HistoryOf<M>) {
        if self.from >= self.kept.len() {
            let again = self.size == 1 && self.shrank;
            self.minimal = self.size == 1 && !self.shrank && !self.broken_off;
            self.size = if again { 1 } else { self.size / 2 };
            (self.from, self.shrank, self.broken_off) = (0, false, false);
            return;
        }
        let end = self.kept.len().min(self.from + self.size);
        let kept = [&self.kept[..self.from], &self.kept[end..]].concat();
        self.begin_trial(history, self.called.clone(), kept, TRIAL_STEPS);
    }

    fn begin_trial(
        &mut self,
        history: &HistoryOf<M>,
        called: Vec<usize>,
        kept: Vec<usize>,
        most: u64,
    ) {
        let doubted = |call: usize| kept.binary_search(&call).is_err();
        let history = (history, self.predecessors.as_slice());
        let part = Part::new(self.model.clone(), history, &called, &doubted, self.order);
        self.trial = Some(Trial { called, kept, search: Search::new(part), most });
    }
}

/// The most that makes sense, as far as a search found it, and what would have to come next and
/// does not fit. By position in the history.
fn as_far_as_it_goes<M: Model>(search: &Search<M>) -> (Vec<usize>, Vec<usize>) {
    let order = search.order();
    let call = |number: u32| search.part.operations.get(number as usize).map(|it| it.call);
    let stuck = stuck(search, &order).into_iter().filter_map(call).collect();
    (order.iter().copied().filter_map(call).collect(), stuck)
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
