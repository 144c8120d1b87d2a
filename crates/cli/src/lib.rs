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
mod help;
mod history;
mod input;
mod interrupt;
mod narrate;
mod out;
mod parallel;
mod progress;
mod stopwatch;
mod words;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use arguments::Arguments;
use out::Out;

pub use interrupt::interrupt;

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
pub struct Problem(String);

impl Problem {
    pub(crate) fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.replace(char::is_control, " "))
    }
}

/// Performs the command line of this process, given without the name of the program.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let status = perform(arguments, io::stdout().lock()).unwrap_or_else(|problem| {
        eprintln!("quorate: {problem}");
        Status::BadInput
    });
    ExitCode::from(status.code())
}

/// Performs a command line; its results go to `out`.
///
/// # Errors
/// Where what is asked cannot be understood, and what was expected there.
pub fn perform(
    arguments: impl IntoIterator<Item = OsString>,
    out: impl Write + 'static,
) -> Result<Status, Problem> {
    let mut out = Out::new(out);
    let result = command::perform(&mut Arguments::new(arguments), &mut out);
    out.finish();
    result
}
