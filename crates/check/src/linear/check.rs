//! Key by key, in turns: is a history linearizable?

use super::explain::Explain;
use super::part::by_key;
use super::report::points;
use super::{Order, Part, Point, Report, Search, Verdict};
use crate::model::{HistoryOf, Model, Whole};
use quorate_proto::order;

/// How far a check goes before it gives up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// Most steps (operations tried) until a verdict.
    pub steps: u64,
    /// Most bytes, roughly.
    pub memory: usize,
    /// Most steps to make an explanation shorter.
    pub explaining: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { steps: 20_000_000, memory: 512 << 20, explaining: 100_000 }
    }
}

/// How far a check is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Progress {
    /// Steps taken.
    pub steps: u64,
    /// Keys.
    pub parts: usize,
    /// Keys that were found to be in order.
    pub settled: usize,
    /// Bytes, roughly.
    pub memory: usize,
}

/// What each key may use up in the first round; it doubles from round to round.
const FIRST_BUDGET: u64 = 1_000;
/// Steps between two looks at how much memory there is.
const STEPS_BETWEEN_LOOKS: u64 = 4_096;

/// A check that is carried on as its owner likes: a page a little in every frame, a command to the
/// end. To cancel it, drop it.
///
/// ```
/// use quorate_check::{Bounds, Call, Check, History, Register, RegisterInput, RegisterOutput};
/// use quorate_check::Verdict;
///
/// let write = |invoked, value| Call {
///     process: 0,
///     invoked,
///     returned: Some(invoked + 1),
///     input: RegisterInput::Write(value),
///     output: Some(RegisterOutput::Done),
/// };
/// let read = Call {
///     process: 1,
///     invoked: 6,
///     returned: Some(7),
///     input: RegisterInput::Read,
///     output: Some(RegisterOutput::Value(Some(1))),
/// };
/// let history = History::new(vec![write(0, 1), write(2, 2), read]);
/// let mut check = Check::new(Register, &history, Bounds::default());
/// while check.advance(1_000).is_none() {}
/// let report = check.report();
/// assert_eq!(report.verdict, Verdict::No);
/// assert_eq!(report.contradiction.expect("it says why").smallest, [0, 1, 2]);
/// ```
#[derive(Clone)]
pub struct Check<M: Model> {
    model: M,
    history: HistoryOf<M>,
    bounds: Bounds,
    order: Order,
    tasks: Vec<Task<M>>,
    /// Whose turn it is, and how many steps are left of it.
    turn: usize,
    left: u64,
    budget: u64,
    verdict: Option<Verdict>,
    /// Why not, in the making.
    explain: Option<Explain<M>>,
}

/// The search in one key.
#[derive(Clone)]
struct Task<M: Model> {
    key: M::Key,
    calls: Vec<usize>,
    search: Search<M>,
    settled: bool,
    memory: usize,
}

impl<M: Model> Check<M> {
    /// Prepares the check of a history.
    #[must_use]
    pub fn new(model: M, history: &HistoryOf<M>, bounds: Bounds) -> Self {
        Self::within(model, history, bounds, Order::RealTime)
    }

    fn within(model: M, history: &HistoryOf<M>, bounds: Bounds, order: Order) -> Self {
        let predecessors = history.predecessors();
        let task = |(key, calls): (M::Key, Vec<usize>)| {
            let sure = |_| false;
            let part = Part::new(model.clone(), (history, &predecessors), &calls, &sure, order);
            Task { key, calls, search: Search::new(part), settled: false, memory: 0 }
        };
        Self {
            tasks: by_key(&model, history).into_iter().map(task).collect(),
            model,
            history: history.clone(),
            bounds,
            order,
            turn: 0,
            left: FIRST_BUDGET,
            budget: FIRST_BUDGET,
            verdict: None,
            explain: None,
        }
    }

    /// Goes on for so many steps, or fewer if that is the end. Gives the verdict when everything is
    /// done, the explanation of a "no" included.
    pub fn advance(&mut self, steps: u64) -> Option<Verdict> {
        let mut left = steps;
        while self.verdict.is_none() && left > 0 {
            left -= self.search(left).min(left);
        }
        if let Some(explain) = &mut self.explain {
            explain.advance(&self.history, left);
        }
        if self.is_over() { self.verdict } else { None }
    }

    /// Whether there is nothing left to do.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.verdict.is_some() && self.explain.as_ref().is_none_or(Explain::is_over)
    }

    /// The verdict, as soon as there is one; the explanation may still be in the making.
    #[must_use]
    pub const fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            steps: self.steps(),
            parts: self.tasks.len(),
            settled: self.tasks.iter().filter(|task| task.settled).count(),
            memory: self.tasks.iter().map(|task| task.memory).sum(),
        }
    }

    /// The history that is checked.
    #[must_use]
    pub const fn history(&self) -> &HistoryOf<M> {
        &self.history
    }

    /// What was found so far. A check that is not over does not know its verdict.
    #[must_use]
    pub fn report(&self) -> Report<M::Key> {
        let verdict = self.verdict.unwrap_or(Verdict::Unknown);
        let order = if verdict == Verdict::Yes { self.explanation() } else { Vec::new() };
        let contradiction = self.explain.as_ref().map(|explain| explain.report(&self.history));
        Report { verdict, steps: self.steps(), order, contradiction }
    }

    fn steps(&self) -> u64 {
        self.tasks.iter().map(|task| task.search.steps()).sum()
    }

    /// Goes on with the search whose turn it is; gives how many steps that took.
    fn search(&mut self, most: u64) -> u64 {
        let steps_so_far = self.steps();
        let Some(task) = self.tasks.get_mut(self.turn) else {
            return self.end_round();
        };
        if task.settled || self.left == 0 {
            self.turn += 1;
            self.left = self.budget;
            return 0;
        }
        let allowed = self.bounds.steps.saturating_sub(steps_so_far);
        let slice = most.min(self.left).min(STEPS_BETWEEN_LOOKS).min(allowed);
        let before = task.search.steps();
        let answer = task.search.advance(slice);
        let taken = task.search.steps() - before;
        self.left -= taken.min(self.left);
        task.memory = task.search.memory();
        match answer {
            Some(true) => task.settled = true,
            Some(false) => self.refuse(),
            None => {
                let memory: usize = self.tasks.iter().map(|task| task.memory).sum();
                if slice == allowed || memory > self.bounds.memory {
                    self.verdict = Some(Verdict::Unknown);
                }
            }
        }
        taken
    }

    /// All had their turn. If some are not done, they get twice as much.
    fn end_round(&mut self) -> u64 {
        if self.tasks.iter().all(|task| task.settled) {
            self.verdict = Some(Verdict::Yes);
        }
        self.budget = self.budget.saturating_mul(2);
        self.left = self.budget;
        self.turn = 0;
        0
    }

    /// The search whose turn it is says no, and that is it for the history.
    fn refuse(&mut self) {
        self.verdict = Some(Verdict::No);
        let Some(task) = self.tasks.get(self.turn) else { return };
        let (model, key) = (self.model.clone(), task.key.clone());
        let left = (self.order, self.bounds.explaining);
        self.explain =
            Some(Explain::new(model, key, &self.history, &task.calls, &task.search, left));
    }

    /// One order for all keys: each operation at its point.
    fn explanation(&self) -> Vec<Point> {
        let mut order = Vec::with_capacity(self.history.len());
        for task in &self.tasks {
            let operations = task.search.order();
            let calls = operations.iter().filter_map(|number| {
                task.search.part.operations.get(*number as usize).map(|it| it.call)
            });
            order.extend(points(&self.history, calls));
        }
        // Stable: points of one key at one moment keep their order.
        order::sort_by_key(&mut order, |point| point.at);
        order
    }
}

/// The check whether a history is *sequentially consistent* (Lamport, 1979): whether some order of
/// all operations explains all answers and keeps, for each process, the order in which it did
/// things. Real time does not count, so a read may be as old as it likes, as long as everybody
/// could live in the same story.
///
/// The promise does not fall into parts: two keys may each be in order and both together not. So
/// this search is the harder one, and says "unknown" sooner. What is linearizable is sequentially
/// consistent. An operation that never returned is not held to come before what its process did
/// next: it may take effect later. The points of an order are only that, an order.
#[must_use]
pub fn sequential<M: Model>(model: M, history: &HistoryOf<M>, bounds: Bounds) -> Check<Whole<M>> {
    let calls = history.calls().to_vec();
    Check::within(Whole(model), &HistoryOf::<Whole<M>>::new(calls), bounds, Order::Process)
}

/// Checks a history to the end.
#[must_use]
pub fn check<M: Model>(model: M, history: &HistoryOf<M>, bounds: Bounds) -> Report<M::Key> {
    let mut check = Check::new(model, history, bounds);
    while check.advance(u64::MAX).is_none() {}
    check.report()
}
