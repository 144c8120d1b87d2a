//! Reading the command line, one argument after the other.

use std::ffi::OsString;
use std::ops::Range;

use lexopt::{Arg, Parser, ValueExt};
use quorate_proto::{Language, Text};

use crate::{Problem, words};

/// An argument: an option's name, or a value that stands alone.
pub(crate) enum Argument {
    Option(String),
    Value(String),
}

/// The command line, and what holds for every command.
pub(crate) struct Arguments {
    parser: Parser,
    /// The language of sentences.
    pub(crate) language: Language,
    /// Whether the result is one JSON object.
    pub(crate) json: bool,
    /// Whether somebody asks for help, wherever on the line.
    pub(crate) help: bool,
}

impl Arguments {
    pub(crate) fn new(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        let help = arguments.iter().any(|argument| argument == "--help" || argument == "-h");
        let parser = Parser::from_args(arguments);
        Self { parser, language: language_of_the_terminal(), json: false, help }
    }

    /// The next argument that does not hold for every command.
    pub(crate) fn next(&mut self) -> Result<Option<Argument>, Problem> {
        loop {
            let next = self.parser.next().map_err(|error| Problem::new(error.to_string()))?;
            let name = match next {
                None => return Ok(None),
                Some(Arg::Value(value)) => return Ok(Some(Argument::Value(self.plain(value)?))),
                Some(Arg::Short(letter)) => letter.to_string(),
                Some(Arg::Long(name)) => name.to_owned(),
            };
            match name.as_str() {
                "json" => self.json = true,
                "language" => {
                    let tag = self.value("language")?;
                    self.language = Language::from_tag(&tag)
                        .ok_or_else(|| self.expected("--language", "en, zh-CN", &tag))?;
                }
                _ => return Ok(Some(Argument::Option(name))),
            }
        }
    }

    /// The value of the option just read.
    pub(crate) fn value(&mut self, option: &str) -> Result<String, Problem> {
        match self.parser.value() {
            Ok(value) => self.plain(value),
            Err(_) => {
                let expected = words::A_VALUE.words(self.language);
                Err(self.expected(&format!("--{option}"), expected, ""))
            }
        }
    }

    /// The value of the option just read, as a number.
    pub(crate) fn number<N>(
        &mut self,
        option: &str,
        range: impl std::ops::RangeBounds<N> + std::fmt::Debug,
    ) -> Result<N, Problem>
    where
        N: std::str::FromStr + PartialOrd,
    {
        let text = self.value(option)?;
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| {
            let expected = format!("{} {range:?}", words::A_NUMBER.words(self.language));
            self.expected(&format!("--{option}"), &expected, &text)
        })
    }

    /// The value of the option just read, as `A..B`; one number alone is a range of one.
    pub(crate) fn range(&mut self, option: &str) -> Result<Range<u64>, Problem> {
        let text = self.value(option)?;
        parse_range(&text).ok_or_else(|| {
            let expected = words::A_RANGE.words(self.language);
            self.expected(&format!("--{option}"), expected, &text)
        })
    }

    /// Complains: where, what was expected, what stood there.
    pub(crate) fn expected(&self, place: &str, expected: &str, found: &str) -> Problem {
        let language = self.language;
        let colon = words::COLON.words(language);
        let should = words::EXPECTED.words(language);
        if found.is_empty() {
            let nothing = words::FOUND_NOTHING.words(language);
            return Problem::new(format!("{place}{colon}{should}{expected}{nothing}"));
        }
        let short: String = found.chars().take(60).collect();
        let found = words::FOUND.words(language);
        Problem::new(format!("{place}{colon}{should}{expected}{found}{short}"))
    }

    /// Complains about an argument that the command does not take.
    pub(crate) fn unexpected(&self, argument: &Argument, takes: &str) -> Problem {
        let (place, found) = match argument {
            Argument::Option(name) => {
                let dashes = if name.chars().count() == 1 { "-" } else { "--" };
                (&words::OPTION, format!("{dashes}{name}"))
            }
            Argument::Value(value) => (&words::ARGUMENT, value.clone()),
        };
        self.expected(place.words(self.language), takes, &found)
    }

    /// A sentence in the language of the command line.
    pub(crate) fn say(&self, text: Text) -> String {
        text.say(self.language)
    }

    fn plain(&self, value: OsString) -> Result<String, Problem> {
        value.string().map_err(|_| {
            let expected = words::UTF_8.words(self.language);
            self.expected(words::ARGUMENT.words(self.language), expected, "?")
        })
    }
}

fn parse_range(text: &str) -> Option<Range<u64>> {
    let Some((first, last)) = text.split_once("..") else {
        let only: u64 = text.parse().ok()?;
        return Some(only..only.checked_add(1)?);
    };
    let end = match last.strip_prefix('=') {
        Some(last) => last.parse::<u64>().ok()?.checked_add(1)?,
        None => last.parse().ok()?,
    };
    let range = first.parse().ok()?..end;
    (!range.is_empty()).then_some(range)
}

fn language_of_the_terminal() -> Language {
    let variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let set = variables.iter().filter_map(|name| std::env::var(name).ok());
    let first = set.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
    Language::from_tag(&first).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_end_before_their_end() {
        assert_eq!(parse_range("1..4"), Some(1..4));
        assert_eq!(parse_range("1..=4"), Some(1..5));
        assert_eq!(parse_range("7"), Some(7..8));
        for bad in ["", "a..b", "4..4", "5..4", "..", "1..", "1..=18446744073709551615"] {
            assert_eq!(parse_range(bad), None, "{bad}");
        }
    }
}
