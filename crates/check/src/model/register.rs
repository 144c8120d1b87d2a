//! One register, with compare-and-set.

use super::Model;

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

    fn only_reads(&self, input: &RegisterInput, output: Option<&RegisterOutput>) -> bool {
        *input == RegisterInput::Read || output == Some(&RegisterOutput::Mismatch)
    }
}
