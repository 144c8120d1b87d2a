//! One register, with compare-and-set.

use super::{Model, number, spelled};

/// A register that holds a number, or nothing before the first write.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Register;

/// What can be done with a register.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RegisterInput {
    /// Read it.
    Read,
    /// Write a value.
    Write(i64),
    /// Write the second value if the first one stands there. Nothing equals no value.
    Cas(i64, i64),
}

/// What a register answers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RegisterOutput {
    /// What was read.
    Value(Option<i64>),
    /// It was written.
    Done,
    /// Another value stood there, and nothing was written.
    Mismatch,
}

impl Model for Register {
    type Input = RegisterInput;
    type Output = RegisterOutput;
    type State = Option<i64>;
    type Key = ();

    fn start(&self) -> Option<i64> {
        None
    }

    fn apply(&self, state: &Option<i64>, input: &RegisterInput) -> (Option<i64>, RegisterOutput) {
        match *input {
            RegisterInput::Read => (*state, RegisterOutput::Value(*state)),
            RegisterInput::Write(value) => (Some(value), RegisterOutput::Done),
            RegisterInput::Cas(expected, value) if *state == Some(expected) => {
                (Some(value), RegisterOutput::Done)
            }
            RegisterInput::Cas(..) => (*state, RegisterOutput::Mismatch),
        }
    }

    fn key(&self, _input: &RegisterInput) {}

    fn spell(&self, input: &RegisterInput, output: Option<&RegisterOutput>) -> String {
        let question = match input {
            RegisterInput::Read => "read".to_owned(),
            RegisterInput::Write(value) => format!("write {value}"),
            RegisterInput::Cas(expected, value) => format!("cas {expected} {value}"),
        };
        let answer = output.map(|output| match output {
            RegisterOutput::Value(value) => number(*value),
            RegisterOutput::Done => "ok".to_owned(),
            RegisterOutput::Mismatch => "mismatch".to_owned(),
        });
        spelled(question, answer)
    }

    fn spell_key(&self, _key: &()) -> String {
        String::new()
    }

    fn only_reads(&self, input: &RegisterInput, output: Option<&RegisterOutput>) -> bool {
        *input == RegisterInput::Read || output == Some(&RegisterOutput::Mismatch)
    }
}
