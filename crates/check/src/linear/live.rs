//! Just-in-time linearization: what may be true by now.
//!
//! A *configuration* is one way to explain everything that was seen so far: what the object is now,
//! and which of the calls that did not return yet have already taken effect, with what they will
//! have to answer. When a call returns, the configurations in which it did not happen yet let it
//! happen, after as many of the other pending calls as need be; those in which it answers something
//! else are out. If none is left, this return is impossible.

use std::collections::{BTreeMap, BTreeSet};

use quorate_proto::SharedVec;

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
    refused: BTreeSet<usize>,
    parts: BTreeMap<M::Key, Configurations<M>>,
    impossible: Option<usize>,
}

/// Everything that may be true of one key.
#[derive(Clone)]
struct Configurations<M: Model> {
    pending: BTreeMap<usize, Pending<M::Input>>,
    now: BTreeSet<Configuration<M::State, M::Output>>,
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

/// One way to explain what was seen.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Configuration<S, O> {
    state: S,
    /// Pending calls that happened, and what each has to answer: of an abandoned one nobody cares.
    happened: BTreeMap<usize, Option<O>>,
}

impl<M: Model> Live<M> {
    /// Nothing happened yet.
    #[must_use]
    pub fn new(model: M) -> Self {
        Self {
            model,
            calls: SharedVec::new(),
            refused: BTreeSet::new(),
            parts: BTreeMap::new(),
            impossible: None,
        }
    }

    /// A process calls something. Gives the number of the call.
    pub fn invoke(&mut self, process: u32, at: Moment, input: M::Input) -> usize {
        self.invoke_after(process, at, input, None)
    }

    fn invoke_after(
        &mut self,
        process: u32,
        at: Moment,
        input: M::Input,
        after: Option<usize>,
    ) -> usize {
        let number = self.calls.len();
        let part = self.parts.entry(self.model.key(&input)).or_insert_with(|| {
            let start = Configuration { state: self.model.start(), happened: BTreeMap::new() };
            let now = BTreeSet::from([start]);
            Configurations { pending: BTreeMap::new(), now, lost: false }
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
            part.pending.remove(&number);
            part.now.retain(|configuration| !configuration.happened.contains_key(&number));
            if part.now.is_empty() && !part.lost {
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
        self.parts.values().map(|part| part.now.len()).sum()
    }

    /// Some calls of a history that is over; a standing that names a call names its position there.
    #[must_use]
    pub fn replay(model: M, history: &HistoryOf<M>, calls: &[usize]) -> Self {
        let mut live = Self::new(model);
        let mut numbers = BTreeMap::new();
        let predecessors = history.predecessors();
        for event in history.events() {
            if calls.binary_search(&event.call).is_err() {
                continue;
            }
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
            numbers.iter().find(|(_, known)| **known == number).map_or(number, |(call, _)| *call)
        };
        live.impossible = live.impossible.map(position);
        live
    }
}

impl<M: Model> Configurations<M> {
    /// A call returns; says whether anything explains that.
    fn returns(&mut self, model: &M, number: usize, output: Option<&M::Output>) -> bool {
        let mut after = BTreeSet::new();
        let mut waiting: Vec<_> = std::mem::take(&mut self.now).into_iter().collect();
        let mut seen: BTreeSet<_> = waiting.iter().cloned().collect();
        while let Some(configuration) = waiting.pop() {
            if let Some(promised) = configuration.happened.get(&number) {
                if output.is_none() || promised.as_ref() == output {
                    let mut configuration = configuration;
                    configuration.happened.remove(&number);
                    after.insert(configuration);
                }
                continue;
            }
            for (call, pending) in &self.pending {
                if let Some(next) = self.happen(model, &configuration, *call, pending)
                    && seen.insert(next.clone())
                {
                    waiting.push(next);
                }
            }
            if seen.len() > CONFIGURATIONS_MAX {
                self.lost = true;
                break;
            }
        }
        self.pending.remove(&number);
        if self.lost {
            self.now.clear();
            self.pending.clear();
            return true;
        }
        self.now = after;
        !self.now.is_empty()
    }

    /// A pending call happens now, if it may.
    fn happen(
        &self,
        model: &M,
        before: &Configuration<M::State, M::Output>,
        call: usize,
        pending: &Pending<M::Input>,
    ) -> Option<Configuration<M::State, M::Output>> {
        let happened = |call: &usize| before.happened.contains_key(call);
        let waits = |first: &usize| self.pending.contains_key(first) && !happened(first);
        if happened(&call) || pending.after.as_ref().is_some_and(waits) {
            return None;
        }
        let (state, output) = model.apply(&before.state, &pending.input);
        if pending.abandoned {
            // Of two abandoned calls that are alike, the first goes first.
            let twin = |(earlier, other): (&usize, &Pending<M::Input>)| {
                other.abandoned && other.input == pending.input && !happened(earlier)
            };
            if state == before.state || self.pending.range(..call).any(twin) {
                return None;
            }
        }
        let mut next = Configuration { state, happened: before.happened.clone() };
        next.happened.insert(call, Some(output).filter(|_| !pending.abandoned));
        Some(next)
    }

    fn abandon(&mut self, number: usize, only_reads: bool) {
        if only_reads {
            self.pending.remove(&number);
        } else if let Some(pending) = self.pending.get_mut(&number) {
            pending.abandoned = true;
        }
        let forget = |mut configuration: Configuration<M::State, M::Output>| {
            if only_reads {
                configuration.happened.remove(&number);
            } else if let Some(promised) = configuration.happened.get_mut(&number) {
                *promised = None;
            }
            configuration
        };
        self.now = std::mem::take(&mut self.now).into_iter().map(forget).collect();
    }
}
