//! A set of numbers.

use std::collections::BTreeSet;

use super::{Model, spelled};

/// A set of numbers. It can be read as a whole, so it does not fall into parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Set;

/// What can be done with a set.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SetInput {
    /// Put a number in.
    Add(i64),
    /// Take a number out.
    Remove(i64),
    /// Ask for a number.
    Contains(i64),
    /// Read all numbers.
    Read,
}

/// What a set answers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SetOutput {
    /// Whether that changed it; or whether it is there.
    Is(bool),
    /// All numbers.
    All(BTreeSet<i64>),
}

impl Model for Set {
    type Input = SetInput;
    type Output = SetOutput;
    type State = BTreeSet<i64>;
    type Key = ();

    fn start(&self) -> BTreeSet<i64> {
        BTreeSet::new()
    }

    fn apply(&self, state: &BTreeSet<i64>, input: &SetInput) -> (BTreeSet<i64>, SetOutput) {
        let mut after = state.clone();
        let output = match input {
            SetInput::Add(value) => SetOutput::Is(after.insert(*value)),
            SetInput::Remove(value) => SetOutput::Is(after.remove(value)),
            SetInput::Contains(value) => SetOutput::Is(after.contains(value)),
            SetInput::Read => SetOutput::All(state.clone()),
        };
        (after, output)
    }

    fn key(&self, _input: &SetInput) {}

    fn spell(&self, input: &SetInput, output: Option<&SetOutput>) -> String {
        let question = match input {
            SetInput::Add(value) => format!("add {value}"),
            SetInput::Remove(value) => format!("remove {value}"),
            SetInput::Contains(value) => format!("contains {value}"),
            SetInput::Read => "read".to_owned(),
        };
        let answer = output.map(|output| match output {
            SetOutput::Is(is) => is.to_string(),
            SetOutput::All(all) => {
                let all: Vec<_> = all.iter().map(ToString::to_string).collect();
                format!("[{}]", all.join(" "))
            }
        });
        spelled(question, answer)
    }

    fn spell_key(&self, _key: &()) -> String {
        String::new()
    }

    fn only_reads(&self, input: &SetInput, output: Option<&SetOutput>) -> bool {
        let asks = matches!(input, SetInput::Contains(_) | SetInput::Read);
        asks || output == Some(&SetOutput::Is(false))
    }

    fn weight(&self, state: &BTreeSet<i64>) -> usize {
        16 * state.len()
    }
}
