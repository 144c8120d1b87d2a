//! A first-in, first-out queue.

use std::collections::VecDeque;

use super::{Model, number, spelled};

/// A queue of numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Queue;

/// What can be done with a queue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum QueueInput {
    /// Put a value at the end.
    Enqueue(i64),
    /// Take the value in front.
    Dequeue,
}

/// What a queue answers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum QueueOutput {
    /// It was put there.
    Done,
    /// What stood in front; nothing if the queue was empty.
    Front(Option<i64>),
}

impl Model for Queue {
    type Input = QueueInput;
    type Output = QueueOutput;
    type State = VecDeque<i64>;
    type Key = ();

    fn start(&self) -> VecDeque<i64> {
        VecDeque::new()
    }

    fn apply(&self, state: &VecDeque<i64>, input: &QueueInput) -> (VecDeque<i64>, QueueOutput) {
        let mut after = state.clone();
        let output = match *input {
            QueueInput::Enqueue(value) => {
                after.push_back(value);
                QueueOutput::Done
            }
            QueueInput::Dequeue => QueueOutput::Front(after.pop_front()),
        };
        (after, output)
    }

    fn key(&self, _input: &QueueInput) {}

    fn spell(&self, input: &QueueInput, output: Option<&QueueOutput>) -> String {
        let question = match input {
            QueueInput::Enqueue(value) => format!("enqueue {value}"),
            QueueInput::Dequeue => "dequeue".to_owned(),
        };
        let answer = output.map(|output| match output {
            QueueOutput::Done => "ok".to_owned(),
            QueueOutput::Front(front) => number(*front),
        });
        spelled(question, answer)
    }

    fn spell_key(&self, _key: &()) -> String {
        String::new()
    }

    fn only_reads(&self, _input: &QueueInput, output: Option<&QueueOutput>) -> bool {
        output == Some(&QueueOutput::Front(None))
    }

    fn weight(&self, state: &VecDeque<i64>) -> usize {
        8 * state.len()
    }
}
