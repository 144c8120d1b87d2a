//! Just-in-time linearization: what may be true by now.
//!
//! A *configuration* is one way to explain everything that was seen so far: what the object is now,
//! and which of the calls that did not return yet have already taken effect, with what they will
//! have to answer. When a call returns, the configurations in which it did not happen yet let it
//! happen, after as many of the other pending calls as need be; those in which it answers something
//! else are out. If none is left, this return is impossible.

use std::hash::Hash;

use quorate_proto::{SharedVec, SortedMap, SortedSet, order};

use super::machine::Numbered;
use super::{Bounds, Verdict, check};
use crate::history::{Call, History, Moment};
use crate::model::{HistoryOf, Model};

/// Most configurations of one key. Beyond that the search is the better algorithm.
const CONFIGURATIONS_MAX: usize = 4_096;

/// What is known of a running history.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Standing {
    /// Everything so far can be explained.
    Possible,
    /// Nothing explains what came back from this call: its number, from 0.
    Impossible(usize),
    /// There is too much to keep in mind: [`Live::verdict`] searches instead.
    Lost,
}

/// A history while it happens, and whether it can be explained so far.
///
/// It is told of calls and returns in the order in which they happen. It is a plain value: whoever
/// forks a world forks it too.
#[derive(Clone)]
pub struct Live<M: Model> {
    model: M,
    calls: SharedVec<Call<M::Input, M::Output>>,
    /// Calls that turned out never to have happened.
    refused: SortedSet<usize>,
    parts: SortedMap<M::Key, Configurations<M>>,
    impossible: Option<usize>,
}

/// Everything that may be true of one key.
#[derive(Clone)]
struct Configurations<M: Model> {
    pending: SortedMap<usize, Pending<M::Input>>,
    now: Frontier<M::State, M::Output>,
    lost: bool,
}

#[derive(Clone)]
struct Pending<I> {
    input: I,
    /// A call of the same process that has to happen first.
    after: Option<usize>,
    /// Whether nobody waits for its answer any more.
    abandoned: bool,
}

/// What one way to explain what was seen says of what is to come: what the object is now, and which
/// pending calls happened, with what each has to answer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Future<S, O> {
    state: S,
    happened: SortedMap<usize, O>,
}

/// One way to explain what was seen: beside that, the abandoned calls that it makes use of.
type Configuration<S, O> = (Future<S, O>, SortedSet<usize>);

/// Configurations, none of which is another one that makes use of more abandoned calls: whatever
/// is possible after that is possible without.
#[derive(Clone)]
struct Frontier<S, O> {
    futures: Numbered<Future<S, O>>,
    /// For each future, the sets of abandoned calls of which one has to happen on the way there.
    used: Vec<Vec<SortedSet<usize>>>,
    count: usize,
}

impl<S: Clone + Ord + Hash, O: Clone + Ord + Hash> Frontier<S, O> {
    fn new() -> Self {
        Self { futures: Numbered::default(), used: Vec::new(), count: 0 }
    }

    /// Takes one in; says whether it is worth something.
    fn insert(&mut self, (future, used): Configuration<S, O>) -> bool {
        let number = self.futures.number(future) as usize;
        if number == self.used.len() {
            self.used.push(Vec::new());
        }
        let known = &mut self.used[number];
        if known.iter().any(|known| known.is_subset(&used)) {
            return false;
        }
        let before = known.len();
        known.retain(|known| !used.is_subset(known));
        known.push(used);
        self.count = self.count + known.len() - before;
        true
    }

    /// All of them, in the order of their futures.
    fn all(self) -> impl Iterator<Item = Configuration<S, O>> {
        let mut all: Vec<_> = self.futures.into_items().into_iter().zip(self.used).collect();
        order::sort_by(&mut all, |one, other| one.0.cmp(&other.0));
        let each = |(future, used): (Future<S, O>, Vec<_>)| {
            used.into_iter().map(move |used| (future.clone(), used))
        };
        all.into_iter().flat_map(each)
    }
}

impl<M: Model> Live<M> {
    /// Nothing happened yet.
    #[must_use]
    pub fn new(model: M) -> Self {
        Self {
            model,
            calls: SharedVec::new(),
            refused: SortedSet::new(),
            parts: SortedMap::new(),
            impossible: None,
        }
    }

    /// A process calls something. Gives the number of the call.
    pub fn invoke(&mut self, process: u32, at: Moment, input: M::Input) -> usize {
        self.invoke_after(process, at, input, None)
    }

    /// A call that its process made after another one that may be pending still.
    fn invoke_after(
        &mut self,
        process: u32,
        at: Moment,
        input: M::Input,
        after: Option<usize>,
    ) -> usize {
        let number = self.calls.len();
        let part = self.parts.get_or_insert_with(self.model.key(&input), || {
            let start = Future { state: self.model.start(), happened: SortedMap::new() };
            let mut now = Frontier::new();
            now.insert((start, SortedSet::new()));
            Configurations { pending: SortedMap::new(), now, lost: false }
        });
        let pending = Pending { input: input.clone(), after, abandoned: false };
        part.pending.insert(number, pending);
        self.calls.push(Call { process, invoked: at, returned: None, input, output: None });
        number
    }

    /// A call comes back, with an answer that may be unknown.
    pub fn returns(&mut self, number: usize, at: Moment, output: Option<M::Output>) -> Standing {
        let Some(call) = self.calls.get_mut(number).filter(|call| call.is_open()) else {
            return self.standing();
        };
        let Some(part) = self.parts.get_mut(&self.model.key(&call.input)) else {
            return self.standing();
        };
        // Whoever abandoned a call does not hear its answer.
        if !part.lost && part.pending.get(&number).is_none_or(|pending| pending.abandoned) {
            return self.standing();
        }
        (call.returned, call.output) = (Some(at), output.clone());
        if self.impossible.is_none()
            && !part.lost
            && !part.returns(&self.model, number, output.as_ref())
        {
            self.impossible = Some(number);
        }
        self.standing()
    }

    /// Nobody waits for an answer of this call any more. It may still happen. (Not needed for the
    /// verdict; it keeps the work small.)
    pub fn abandon(&mut self, number: usize) {
        let Some(call) = self.calls.get(number) else { return };
        if let Some(part) = self.parts.get_mut(&self.model.key(&call.input)) {
            part.abandon(number, self.model.only_reads(&call.input, None));
        }
    }

    /// A call was refused: it did not happen and never will.
    pub fn refuse(&mut self, number: usize) -> Standing {
        let Some(call) = self.calls.get(number).filter(|call| call.is_open()) else {
            return self.standing();
        };
        let key = self.model.key(&call.input);
        self.refused.insert(number);
        if let Some(part) = self.parts.get_mut(&key) {
            part.refuse(number);
            if part.now.count == 0 && !part.lost {
                self.impossible = self.impossible.or(Some(number));
            }
        }
        self.standing()
    }

    /// What is known so far.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.impossible {
            Some(call) => Standing::Impossible(call),
            None if self.parts.values().any(|part| part.lost) => Standing::Lost,
            None => Standing::Possible,
        }
    }

    /// Whether everything so far can be explained; by searching, if there was too much to keep in
    /// mind.
    #[must_use]
    pub fn verdict(&self, bounds: Bounds) -> Verdict {
        match self.standing() {
            Standing::Possible => Verdict::Yes,
            Standing::Impossible(_) => Verdict::No,
            Standing::Lost => check(self.model.clone(), &self.history(), bounds).verdict,
        }
    }

    /// Everything that happened so far, without what was refused.
    #[must_use]
    pub fn history(&self) -> HistoryOf<M> {
        let counts = |(number, _): &(usize, &_)| !self.refused.contains(number);
        let calls = self.calls.iter().enumerate().filter(counts);
        History::new(calls.map(|(_, call)| call.clone()).collect())
    }

    /// In how many ways what was seen can be explained, all keys together.
    #[must_use]
    pub fn configurations(&self) -> usize {
        self.parts.values().map(|part| part.now.count).sum()
    }

    /// Some calls of a history that is over; a standing that names a call names its position there.
    #[must_use]
    pub fn replay(model: M, history: &HistoryOf<M>, calls: &[usize]) -> Self {
        let mut live = Self::new(model);
        let mut numbers = SortedMap::new();
        let predecessors = history.predecessors();
        for event in history.events_of(calls.iter().copied()) {
            let Some(call) = history.calls().get(event.call) else { continue };
            if event.returns {
                if let Some(number) = numbers.get(&event.call) {
                    live.returns(*number, event.at, call.output.clone());
                }
            } else {
                let before = predecessors.get(event.call).copied().flatten();
                let before = before.and_then(|before| numbers.get(&before).copied());
                let number = live.invoke_after(call.process, event.at, call.input.clone(), before);
                numbers.insert(event.call, number);
                if call.is_open() {
                    live.abandon(number);
                }
            }
            if live.impossible.is_some() {
                break;
            }
        }
        let position = |number: usize| {
            numbers.iter().find(|(_, known)| *known == number).map_or(number, |(call, _)| *call)
        };
        live.impossible = live.impossible.map(position);
        live
    }
}

impl<M: Model> Configurations<M> {
    /// A call returns; says whether anything explains that.
    fn returns(&mut self, model: &M, number: usize, output: Option<&M::Output>) -> bool {
        let mut seen = std::mem::replace(&mut self.now, Frontier::new());
        // With each, if an abandoned call was the last to happen in it, the state before that.
        let mut waiting: Vec<_> = seen.clone().all().map(|now| (now, None)).collect();
        let mut after = Frontier::new();
        while let Some((mut configuration, without)) = waiting.pop() {
            if let Some(promised) = configuration.0.happened.get(&number) {
                if output.is_none_or(|output| output == promised) {
                    configuration.0.happened.remove(&number);
                    after.insert(configuration);
                }
                continue;
            }
            for (call, pending) in &self.pending {
                let next = self.happen(model, &configuration, *call, pending);
                let Some(next) = next.filter(|next| {
                    // An abandoned call that makes no difference may as well not happen.
                    let same = |without| {
                        let (state, output) = model.apply(without, &pending.input);
                        let said = next.0.happened.get(call);
                        state == next.0.state && said.is_none_or(|said| *said == output)
                    };
                    !without.as_ref().is_some_and(same)
                }) else {
                    continue;
                };
                if seen.insert(next.clone()) {
                    let before = pending.abandoned.then(|| configuration.0.state.clone());
                    waiting.push((next, before));
                }
            }
            if seen.count > CONFIGURATIONS_MAX {
                self.lost = true;
                self.pending.clear();
                return true;
            }
        }
        self.pending.remove(&number);
        self.now = after;
        self.now.count > 0
    }

    /// A pending call happens now, if it may.
    fn happen(
        &self,
        model: &M,
        (future, used): &Configuration<M::State, M::Output>,
        call: usize,
        pending: &Pending<M::Input>,
    ) -> Option<Configuration<M::State, M::Output>> {
        let happened = |call: &usize| future.happened.contains_key(call) || used.contains(call);
        let waits = |first: &usize| self.pending.contains_key(first) && !happened(first);
        if happened(&call) || pending.after.as_ref().is_some_and(waits) {
            return None;
        }
        let (state, output) = model.apply(&future.state, &pending.input);
        let (mut happened_now, mut used_now) = (future.happened.clone(), used.clone());
        if pending.abandoned {
            // Of two abandoned calls that are alike, the first goes first.
            let twin = |(earlier, other): &(usize, Pending<M::Input>)| {
                other.abandoned && other.input == pending.input && !happened(earlier)
            };
            if state == future.state || self.pending.below(&call).iter().any(twin) {
                return None;
            }
            used_now.insert(call);
        } else {
            happened_now.insert(call, output);
        }
        Some((Future { state, happened: happened_now }, used_now))
    }

    /// Nobody waits for a call any more.
    fn abandon(&mut self, number: usize, only_reads: bool) {
        if only_reads {
            self.pending.remove(&number);
        } else if let Some(pending) = self.pending.get_mut(&number) {
            pending.abandoned = true;
        }
        self.change(|(mut future, mut used)| {
            if future.happened.remove(&number).is_some() && !only_reads {
                used.insert(number);
            }
            Some((future, used))
        });
    }

    /// A call did not happen.
    fn refuse(&mut self, number: usize) {
        self.pending.remove(&number);
        self.change(|(future, used)| {
            let happened = future.happened.contains_key(&number) || used.contains(&number);
            (!happened).then_some((future, used))
        });
    }

    /// Makes of each configuration another one, or none.
    fn change(
        &mut self,
        change: impl Fn(
            Configuration<M::State, M::Output>,
        ) -> Option<Configuration<M::State, M::Output>>,
    ) {
        let before = std::mem::replace(&mut self.now, Frontier::new());
        for configuration in before.all().filter_map(change) {
            self.now.insert(configuration);
        }
    }
}
