//! A history of the store as reads and writes of single values, and which read may have its value
//! from which write.

use quorate_proto::{Answer, Key, Operation, SortedMap};

use super::Judged;
use crate::history::ClientHistory;
use crate::linear::{Bounds, Verdict, check};
use crate::model::Store;

/// Most accesses of a history that can be judged.
const ACCESSES_MAX: usize = 4_096;
/// Most ways of tracing values back that are tried.
const TRACES_MAX: usize = 256;
/// How far it is looked whether a history that cannot be traced is linearizable.
const BOUNDS: Bounds = Bounds { steps: 20_000, memory: 16 << 20, explaining: 0 };

/// One operation: what it read, what it wrote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Access {
    pub(super) call: usize,
    pub(super) key: Key,
    /// What it found; a sum of what was added alone found nothing, or 0.
    pub(super) read: Option<Found>,
    pub(super) write: Option<Written>,
    /// Whether it is certain that it happened. A swap that nobody heard of may have found another
    /// value.
    pub(super) sure: bool,
    /// The access that its process had completed before.
    pub(super) after: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    Nothing,
    Value(i64),
    NothingOrZero,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Written {
    Value(i64),
    /// A sum that nobody was told.
    Anything,
}

/// Where a value comes from: from the beginning, or from a write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Source {
    Start,
    Write(usize),
}

/// For each access, where what it read comes from, as far as that is decided.
pub(super) type Trace = Vec<Option<Source>>;

/// The accesses of a history, in its order.
pub(super) struct Accesses {
    pub(super) all: Vec<Access>,
    /// For each access, all that what it read may come from.
    sources: Vec<Vec<Source>>,
    /// Reads that may come from a write of which nobody knows what it wrote.
    doubtful: bool,
    too_many: bool,
}

impl Accesses {
    /// With `timely`, nothing is read before it is written.
    pub(super) fn new(history: &ClientHistory, timely: bool) -> Self {
        let predecessors = history.predecessors();
        let mut numbers = SortedMap::new();
        let mut all: Vec<Access> = Vec::new();
        for (position, call) in history.calls().iter().enumerate() {
            let output = call.output.as_ref().filter(|_| !call.is_open());
            let (read, write) = effects(&call.input, output);
            if read.is_none() && write.is_none() {
                continue;
            }
            let mut before = predecessors.get(position).copied().flatten();
            while let Some(call) = before.filter(|call| !numbers.contains_key(call)) {
                before = predecessors.get(call).copied().flatten();
            }
            let swaps = matches!(call.input, Operation::Cas { .. });
            let sure = output.is_some() || !(call.is_open() || swaps);
            let after = before.and_then(|before| numbers.get(&before).copied());
            numbers.insert(position, all.len());
            all.push(Access { call: position, key: call.input.key(), read, write, sure, after });
        }
        let too_many = all.len() > ACCESSES_MAX;
        let mut accesses = Self { all, sources: Vec::new(), doubtful: false, too_many };
        if !too_many {
            accesses.trace(history, timely);
        }
        accesses
    }

    /// Finds out what each read may have its value from.
    fn trace(&mut self, history: &ClientHistory, timely: bool) {
        for (number, access) in self.all.iter().enumerate() {
            let mut sources = Vec::new();
            let Some(found) = access.read else {
                self.sources.push(sources);
                continue;
            };
            if !matches!(found, Found::Value(_)) {
                sources.push(Source::Start);
            }
            let value = match found {
                Found::Nothing => None,
                Found::Value(value) => Some(value),
                Found::NothingOrZero => Some(0),
            };
            let mut doubt = false;
            for (other, write) in self.all.iter().enumerate() {
                if other == number || write.key != access.key {
                    continue;
                }
                if timely && history.precedes(access.call, write.call) {
                    continue;
                }
                match (write.write, value) {
                    (Some(Written::Value(written)), Some(value)) if written == value => {
                        sources.push(Source::Write(other));
                    }
                    (Some(Written::Anything), Some(_)) => doubt = true,
                    _ => {}
                }
            }
            if doubt {
                // Nothing can be said of it.
                self.doubtful = true;
                sources = vec![Source::Start; 2];
                self.sources.push(sources);
                continue;
            }
            self.sources.push(sources);
        }
    }

    /// Judges a promise. Where values cannot be traced, the strongest promise may still hold, and
    /// all others with it.
    pub(super) fn judge<W>(
        &self,
        history: &ClientHistory,
        out_of_thin_air: impl Fn(&Access) -> W,
        break_of: impl Fn(&[Access], &Trace) -> Option<W>,
    ) -> Judged<W> {
        let judged = self.judge_traces(out_of_thin_air, break_of);
        if judged.verdict == Verdict::Unknown
            && check(Store::default(), history, BOUNDS).verdict == Verdict::Yes
        {
            return Judged { verdict: Verdict::Yes, why: None };
        }
        judged
    }

    /// Judges a promise by where values come from: given that, `break_of` looks for a break of it.
    /// What it is not told of, it must not hold against anybody.
    fn judge_traces<W>(
        &self,
        out_of_thin_air: impl Fn(&Access) -> W,
        break_of: impl Fn(&[Access], &Trace) -> Option<W>,
    ) -> Judged<W> {
        if self.too_many {
            return Judged { verdict: Verdict::Unknown, why: None };
        }
        let no = |why| Judged { verdict: Verdict::No, why: Some(why) };
        let reads = self.all.iter().zip(&self.sources).filter(|(access, _)| access.read.is_some());
        if let Some((access, _)) = reads.clone().find(|(_, sources)| sources.is_empty()) {
            return no(out_of_thin_air(access));
        }
        let certain =
            |sources: &Vec<Source>| sources.first().copied().filter(|_| sources.len() == 1);
        let mut trace: Trace = self.sources.iter().map(certain).collect();
        if let Some(why) = break_of(&self.all, &trace) {
            return no(why);
        }
        let ways = |sources: &Vec<Source>| !is_doubt(sources) && sources.len() > 1;
        let open: Vec<usize> =
            (0..self.sources.len()).filter(|number| ways(&self.sources[*number])).collect();
        let count = open.iter().try_fold(1_usize, |count, number| {
            count.checked_mul(self.sources[*number].len()).filter(|count| *count <= TRACES_MAX)
        });
        let Some(count) = count else { return Judged { verdict: Verdict::Unknown, why: None } };
        let mut why = None;
        for way in 0..count {
            let mut rest = way;
            for number in &open {
                let sources = &self.sources[*number];
                trace[*number] = sources.get(rest % sources.len()).copied();
                rest /= sources.len();
            }
            why = break_of(&self.all, &trace);
            if why.is_none() {
                let verdict = if self.doubtful { Verdict::Unknown } else { Verdict::Yes };
                return Judged { verdict, why: None };
            }
        }
        Judged { verdict: Verdict::No, why }
    }
}

/// Whether these stand for "nobody knows".
fn is_doubt(sources: &[Source]) -> bool {
    sources == [Source::Start; 2]
}

/// What an operation read and wrote. One without an answer may have written.
fn effects(operation: &Operation, answer: Option<&Answer>) -> (Option<Found>, Option<Written>) {
    let found = |value: Option<i64>| value.map_or(Found::Nothing, Found::Value);
    match (*operation, answer) {
        (Operation::Get { .. }, None) => (None, None),
        (Operation::Get { .. }, Some(Answer::Value(value) | Answer::Mismatch(value))) => {
            (Some(found(*value)), None)
        }
        (Operation::Set { value, .. }, _) => (None, Some(Written::Value(value))),
        (Operation::Add { value, .. }, Some(Answer::Value(Some(sum)))) => {
            let before = match sum.wrapping_sub(value) {
                0 => Found::NothingOrZero,
                before => Found::Value(before),
            };
            (Some(before), Some(Written::Value(*sum)))
        }
        (Operation::Add { .. }, _) => (None, Some(Written::Anything)),
        (Operation::Cas { .. }, Some(Answer::Mismatch(value))) => (Some(found(*value)), None),
        (Operation::Cas { expected, value, .. }, Some(Answer::Value(_))) => {
            (Some(Found::Value(expected)), Some(Written::Value(value)))
        }
        (Operation::Cas { value, .. }, None) => (None, Some(Written::Value(value))),
    }
}
