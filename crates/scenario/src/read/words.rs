//! A cursor over the tokens of one entry.

use quorate_proto::Text;

use crate::error::{Place, Refusal, ScenarioError};
use crate::token::{Entry, Token};

/// What is still to be read of an entry.
#[derive(Clone, Copy)]
pub(super) struct Words<'e, 'a> {
    tokens: &'e [Token<'a>],
    end: Place,
}

impl<'e, 'a> Words<'e, 'a> {
    pub(super) fn of(entry: &'e Entry<'a>) -> Self {
        Self { tokens: &entry.tokens, end: entry.end }
    }

    /// Nothing, where something was expected.
    pub(super) const fn none(end: Place) -> Self {
        Self { tokens: &[], end }
    }

    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.tokens.first().copied()
    }

    pub(super) fn next_if_any(&mut self) -> Option<Token<'a>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(*first)
    }

    pub(super) fn next(&mut self, expected: &dyn Fn() -> Text) -> Result<Token<'a>, Refusal> {
        self.next_if_any().ok_or_else(|| ScenarioError::missing(self.end, expected()))
    }

    /// Refuses what is left.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        self.peek().map_or(Ok(()), |token| Err(ScenarioError::at(token, END_OF_ENTRY.text())))
    }
}

quorate_proto::phrases! {
    END_OF_ENTRY = "the end of the line or a tilde", "行尾或波浪号";
}
