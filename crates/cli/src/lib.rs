//! # The `quorate` command
//!
//! Runs, sweeps and exports scenarios without the page, through the same crates. What scripts may
//! rely on: with `--json` a command prints exactly one JSON object on standard output and nothing
//! else there; keys are added, never renamed or removed; progress goes to standard error and only
//! if that is a terminal; and the exit status always says how it went ([`Status`]).
//!
//! People get sentences, in the language of their terminal or of `--language`.

mod arguments;
mod command;
mod drive;
pub mod experiment;
mod help;
mod input;
mod interrupt;
mod narrate;
mod out;
mod stopwatch;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

use arguments::Arguments;
use out::Out;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// All promises hold; or it did what was asked.
    Yes,
    /// A promise broke.
    No,
    /// What was asked cannot be understood.
    BadInput,
    /// A bound was reached before an answer was.
    Unknown,
    /// Somebody interrupted it.
    Interrupted,
}

impl Status {
    /// The exit status.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
            Self::BadInput => 2,
            Self::Unknown => 3,
            Self::Interrupted => 130,
        }
    }
}

/// What is wrong with what was asked: one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Problem(String);

impl Problem {
    pub(crate) fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }
}

/// Performs a command line, given without the name of the program.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut out = Out::default();
    let mut arguments = Arguments::new(arguments);
    let result = command::perform(&mut arguments, &mut out);
    let status = result.unwrap_or_else(|Problem(line)| {
        eprintln!("quorate: {}", line.replace(['\n', '\r'], " "));
        Status::BadInput
    });
    out.finish();
    ExitCode::from(status.code())
}
