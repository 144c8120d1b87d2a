//! Histories that are told event by event: calls, and how they end.

use std::collections::BTreeMap;

use super::{ReadError, words};
use crate::history::{Call, History, Moment};

/// How an operation ends.
pub(super) enum End<O> {
    /// With an answer, which may be unknown.
    Returned(Option<O>),
    /// It did not happen.
    Failed,
    /// Nobody knows.
    Open,
}

/// A history under construction.
pub(super) struct Events<I, O> {
    /// All that was called; nothing for what turned out not to have happened.
    calls: Vec<Option<Call<I, O>>>,
    /// What each process waits for; nothing once nobody will ever know.
    open: BTreeMap<i64, Option<usize>>,
    /// Processes by their numbers, in the order in which they appear.
    numbers: BTreeMap<i64, u32>,
    names: Vec<String>,
}

impl<I: Clone, O> Default for Events<I, O> {
    fn default() -> Self {
        let (open, numbers) = (BTreeMap::new(), BTreeMap::new());
        Self { calls: Vec::new(), open, numbers, names: Vec::new() }
    }
}

impl<I: Clone, O> Events<I, O> {
    /// A process calls something.
    pub(super) fn invoke(&mut self, line: usize, process: i64, input: I) -> Result<(), ReadError> {
        if self.open.contains_key(&process) {
            return Err(ReadError::new(line, words::FREE_PROCESS.text(), &process.to_string()));
        }
        let names = &mut self.names;
        let number = *self.numbers.entry(process).or_insert_with(|| {
            names.push(process.to_string());
            names.len() as u32 - 1
        });
        self.open.insert(process, Some(self.calls.len()));
        let invoked = line as Moment;
        let call = Call { process: number, invoked, returned: None, input, output: None };
        self.calls.push(Some(call));
        Ok(())
    }

    /// What a process waits for.
    pub(super) fn waiting(&self, line: usize, process: i64) -> Result<I, ReadError> {
        let position = self.open.get(&process).copied().flatten();
        let call = position.and_then(|position| self.calls.get(position)?.as_ref());
        call.map(|call| call.input.clone())
            .ok_or_else(|| ReadError::new(line, words::OWN_CALL.text(), &process.to_string()))
    }

    /// What a process waits for ends.
    pub(super) fn end(&mut self, line: usize, process: i64, end: End<O>) {
        let Some(Some(position)) = self.open.remove(&process) else { return };
        let Some(place) = self.calls.get_mut(position) else { return };
        match (end, place.as_mut()) {
            (End::Returned(output), Some(call)) => {
                (call.returned, call.output) = (Some(line as Moment), output);
            }
            (End::Failed, _) => *place = None,
            // The process is never heard of again.
            (End::Open, _) | (_, None) => {
                self.open.insert(process, None);
            }
        }
    }

    /// How many operations there were, the history, and the names of its processes.
    pub(super) fn finish(self) -> (usize, History<I, O>, Vec<String>) {
        let operations = self.calls.len();
        (operations, History::new(self.calls.into_iter().flatten().collect()), self.names)
    }
}
