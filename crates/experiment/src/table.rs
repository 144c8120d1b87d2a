//! What comes out of an experiment: columns, and rows of cells.

use quorate_proto::text::say_decimal;
use quorate_proto::{Origin, Phrase};

/// A column of an experiment's table.
#[derive(Debug)]
pub struct Column {
    /// Identifier in reports: lower-case letters, digits and underscores, never changed.
    pub id: &'static str,
    /// Name.
    pub label: &'static Phrase<0>,
    /// Where its numbers come from; nothing for what only names the row.
    pub origin: Option<Origin>,
    /// The identifier of the measured column that this one is to be compared with.
    pub beside: Option<&'static str>,
    /// Digits after the point, for readers.
    pub decimals: usize,
}

impl Column {
    /// A column that names its row.
    pub(crate) const fn key(id: &'static str, label: &'static Phrase<0>) -> Self {
        Self { id, label, origin: None, beside: None, decimals: 0 }
    }

    /// A column of measurements.
    pub(crate) const fn measured(
        id: &'static str,
        label: &'static Phrase<0>,
        decimals: usize,
    ) -> Self {
        Self { id, label, origin: Some(Origin::Measured), beside: None, decimals }
    }

    /// A column of what a formula says of another column.
    pub(crate) const fn formula(
        id: &'static str,
        label: &'static Phrase<0>,
        beside: &'static str,
        decimals: usize,
    ) -> Self {
        Self { id, label, origin: Some(Origin::Formula), beside: Some(beside), decimals }
    }

    /// A column of what the literature says of another column.
    pub(crate) const fn published(
        id: &'static str,
        label: &'static Phrase<0>,
        beside: &'static str,
        decimals: usize,
    ) -> Self {
        Self { id, label, origin: Some(Origin::Published), beside: Some(beside), decimals }
    }
}

/// One place of a table.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Cell {
    /// There is no such number: nobody published it, or the measurement did not get that far.
    Nothing,
    /// A count.
    Count(u64),
    /// Any number.
    Number(f64),
    /// An identifier.
    Word(&'static str),
}

impl Cell {
    /// The cell for readers, with so many digits after the point.
    #[must_use]
    pub fn say(self, decimals: usize) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => say_decimal(number, decimals),
            Self::Word(word) => word.to_owned(),
        }
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        number.filter(|number| number.is_finite()).map_or(Self::Nothing, Self::Number)
    }
}

/// One row of a table: a cell for each column.
pub type Row = Vec<Cell>;
