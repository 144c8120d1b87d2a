//! What can be chosen before an experiment runs, and how a choice is written.

use std::fmt::Write;
use std::ops::RangeInclusive;

use quorate_proto::{Choice, Language, Phrase};

use crate::words;

/// Something that can be chosen.
#[derive(Debug)]
pub struct Setting {
    /// Identifier in commands and reports: lower-case letters and hyphens, never changed.
    pub id: &'static str,
    /// Name.
    pub label: &'static Phrase<0>,
    /// What it may be, and what it is unless somebody chooses.
    pub domain: Domain,
}

/// What a setting may be, and its default.
#[derive(Debug)]
pub enum Domain {
    /// One whole number.
    Number(RangeInclusive<u64>, u64),
    /// Several whole numbers: `1,5,20`.
    Numbers(RangeInclusive<u64>, &'static [u64]),
    /// All from one number to another, both included: `1..5`.
    Span(RangeInclusive<u64>, (u64, u64)),
    /// Several such spans: `12..24,150..300`.
    Spans(RangeInclusive<u64>, &'static [(u64, u64)]),
    /// One of these, by its identifier; the default by its position.
    Choice(&'static [Choice], usize),
}

/// Most numbers or spans that one setting lists.
const LISTED_MAX: usize = 64;

/// What was chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// One whole number.
    Number(u64),
    /// Several whole numbers.
    Numbers(Vec<u64>),
    /// All from one number to another, both included.
    Span(u64, u64),
    /// Several such spans.
    Spans(Vec<(u64, u64)>),
    /// One of several choices: its identifier.
    Choice(&'static str),
}

/// Why a text is no value of a setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The setting's identifier.
    pub setting: String,
    /// What would have been right.
    pub expected: String,
    /// What stood there.
    pub found: String,
}

/// One value for each setting of an experiment.
#[derive(Clone, Debug)]
pub struct Settings {
    known: &'static [Setting],
    values: Vec<Chosen>,
}

impl Domain {
    /// What it is unless somebody chooses.
    #[must_use]
    pub fn default_value(&self) -> Chosen {
        match self {
            Self::Number(_, default) => Chosen::Number(*default),
            Self::Numbers(_, default) => Chosen::Numbers(default.to_vec()),
            Self::Span(_, (least, most)) => Chosen::Span(*least, *most),
            Self::Spans(_, default) => Chosen::Spans(default.to_vec()),
            Self::Choice(choices, default) => {
                Chosen::Choice(choices.get(*default).map_or("", |choice| choice.id))
            }
        }
    }

    /// Reads a value; nothing if the text is none.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<Chosen> {
        match self {
            Self::Number(range, _) => number(text, range).map(Chosen::Number),
            Self::Numbers(range, _) => list(text, |part| number(part, range)).map(Chosen::Numbers),
            Self::Span(range, _) => {
                span(text, range).map(|(least, most)| Chosen::Span(least, most))
            }
            Self::Spans(range, _) => list(text, |part| span(part, range)).map(Chosen::Spans),
            Self::Choice(choices, _) => {
                let known = choices.iter().find(|choice| choice.id == text);
                known.map(|choice| Chosen::Choice(choice.id))
            }
        }
    }

    /// What a value looks like, in words.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let within = |phrase: &Phrase<0>, range: &RangeInclusive<u64>| {
            format!("{} {}..={}", phrase.words(language), range.start(), range.end())
        };
        match self {
            Self::Number(range, _) => within(&words::A_NUMBER, range),
            Self::Numbers(range, _) => within(&words::SOME_NUMBERS, range),
            Self::Span(range, _) => within(&words::A_SPAN, range),
            Self::Spans(range, _) => within(&words::SOME_SPANS, range),
            Self::Choice(choices, _) => {
                choices.iter().map(|choice| choice.id).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

fn number(text: &str, range: &RangeInclusive<u64>) -> Option<u64> {
    text.parse().ok().filter(|number| range.contains(number))
}

/// `A..B`, both ends included, as they are rows of a table and not shares of a count; `A-B` as
/// papers write it; one number alone is a span of one.
fn span(text: &str, range: &RangeInclusive<u64>) -> Option<(u64, u64)> {
    let text = text.trim();
    let (least, most) = match text.split_once("..") {
        Some((least, most)) => (least, most.strip_prefix('=').unwrap_or(most)),
        None => text.split_once(['-', '\u{2013}']).unwrap_or((text, text)),
    };
    let (least, most) = (number(least, range)?, number(most, range)?);
    (least <= most).then_some((least, most))
}

fn list<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let parts: Vec<T> = text.split(',').map(|part| read(part.trim())).collect::<Option<_>>()?;
    (parts.len() <= LISTED_MAX).then_some(parts)
}

impl Chosen {
    /// The value as [`Domain::read`] reads it.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::new();
        let mut separate = "";
        let mut put = |least: u64, most: Option<u64>| {
            let _ = write!(text, "{separate}{least}");
            if let Some(most) = most {
                let _ = write!(text, "..{most}");
            }
            separate = ",";
        };
        match self {
            Self::Number(number) => put(*number, None),
            Self::Numbers(numbers) => numbers.iter().for_each(|number| put(*number, None)),
            Self::Span(least, most) => put(*least, Some(*most)),
            Self::Spans(spans) => spans.iter().for_each(|(least, most)| put(*least, Some(*most))),
            Self::Choice(id) => return (*id).to_owned(),
        }
        text
    }
}

impl Settings {
    /// The defaults.
    #[must_use]
    pub fn defaults(known: &'static [Setting]) -> Self {
        let values = known.iter().map(|setting| setting.domain.default_value()).collect();
        Self { known, values }
    }

    /// Each setting with its value, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Setting, &Chosen)> {
        self.known.iter().zip(&self.values)
    }

    /// Reads the value of a setting from a text.
    ///
    /// # Errors
    /// If there is no such setting, or the text is none of its values.
    pub fn set(&mut self, id: &str, text: &str, language: Language) -> Result<(), Refusal> {
        let position = self.known.iter().position(|setting| setting.id == id);
        let Some((position, setting)) = position.and_then(|at| Some((at, self.known.get(at)?)))
        else {
            let known: Vec<_> = self.known.iter().map(|setting| setting.id).collect();
            let expected = known.join(", ");
            return Err(Refusal { setting: String::new(), expected, found: id.to_owned() });
        };
        let value = setting.domain.read(text).ok_or_else(|| Refusal {
            setting: id.to_owned(),
            expected: setting.domain.say(language),
            found: text.to_owned(),
        })?;
        if let Some(place) = self.values.get_mut(position) {
            *place = value;
        }
        Ok(())
    }

    /// The value of a setting.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Chosen> {
        self.iter().find(|(setting, _)| setting.id == id).map(|(_, value)| value)
    }

    /// A number; 0 for what is none.
    pub(crate) fn number(&self, id: &str) -> u64 {
        if let Some(Chosen::Number(number)) = self.get(id) { *number } else { 0 }
    }

    /// A number that the domain keeps small; 0 for what is none.
    pub(crate) fn count(&self, id: &str) -> u32 {
        u32::try_from(self.number(id)).unwrap_or(u32::MAX)
    }

    /// Several numbers.
    pub(crate) fn numbers(&self, id: &str) -> &[u64] {
        if let Some(Chosen::Numbers(numbers)) = self.get(id) { numbers } else { &[] }
    }

    /// A span; (0, 0) for what is none.
    pub(crate) fn span(&self, id: &str) -> (u64, u64) {
        if let Some(Chosen::Span(least, most)) = self.get(id) { (*least, *most) } else { (0, 0) }
    }

    /// Several spans.
    pub(crate) fn spans(&self, id: &str) -> &[(u64, u64)] {
        if let Some(Chosen::Spans(spans)) = self.get(id) { spans } else { &[] }
    }

    /// A choice.
    pub(crate) fn choice(&self, id: &str) -> &'static str {
        if let Some(Chosen::Choice(choice)) = self.get(id) { choice } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_they_are_written() {
        let spans = Domain::Spans(1..=300, &[(12, 24)]);
        for (text, expected) in [
            ("12..24", "12..24"),
            ("12-24, 150..=300", "12..24,150..300"),
            ("7", "7..7"),
            ("150–155", "150..155"),
        ] {
            assert_eq!(spans.read(text).map(|value| value.write()).as_deref(), Some(expected));
        }
        let numbers = Domain::Numbers(0..=9, &[1]);
        assert_eq!(numbers.read("1,5, 9").map(|value| value.write()).as_deref(), Some("1,5,9"));
        for (domain, default) in [(&spans, "12..24"), (&numbers, "1")] {
            assert_eq!(domain.default_value().write(), default);
            assert_eq!(domain.read(default), Some(domain.default_value()));
        }
    }

    #[test]
    fn what_is_no_value_is_refused() {
        let spans = Domain::Spans(1..=300, &[]);
        for bad in ["", "..", "24..12", "0..5", "1..301", "1..5,", "a..b", "-5", "1...5"] {
            assert_eq!(spans.read(bad), None, "{bad}");
        }
        assert_eq!(spans.read(&vec!["1..2"; LISTED_MAX + 1].join(",")), None);
        assert_eq!(Domain::Number(1..=9, 1).read("10"), None);
        assert_eq!(Domain::Numbers(1..=9, &[]).read("1,,2"), None);
    }
}
