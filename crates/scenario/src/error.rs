//! What is wrong with a text, where, and how to say it.

use quorate_proto::{Language, Text};

use crate::token::Token;

/// Where in a text something stands. Lines, columns and characters are counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In a text of several lines.
    Line {
        /// The line.
        line: u32,
        /// The character of that line.
        column: u32,
    },
    /// In a text of one line, without the address around it.
    Character(u32),
    /// The text as a whole.
    Whole,
}

impl Place {
    /// The place in words; nothing for the whole.
    #[must_use]
    pub fn say(self, language: Language) -> Option<String> {
        let text = match self {
            Self::Line { line, column } => AT_LINE.with([line.into(), column.into()]),
            Self::Character(character) => AT_CHARACTER.with([character.into()]),
            Self::Whole => return None,
        };
        Some(text.say(language))
    }
}

/// Why a text cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScenarioError {
    /// Where.
    pub place: Place,
    /// What should stand there.
    pub expected: Box<Text>,
    /// What stands there, shortened; empty if the text ends there.
    pub found: String,
}

/// An error on its way: every step of a reader hands it on, and a pointer is soon handed on.
pub(crate) type Refusal = Box<ScenarioError>;

/// Something in a text that was ignored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// What about it.
    pub text: Text,
    /// What stands there, shortened.
    pub found: String,
}

impl ScenarioError {
    pub(crate) fn at(token: Token<'_>, expected: Text) -> Refusal {
        Self::new(token.place, expected, shortened(token.text))
    }

    /// About the text as a whole.
    pub(crate) fn whole(expected: Text, found: &str) -> Refusal {
        Self::new(Place::Whole, expected, shortened(found))
    }

    pub(crate) fn missing(place: Place, expected: Text) -> Refusal {
        Self::new(place, expected, String::new())
    }

    pub(crate) fn new(place: Place, expected: Text, found: String) -> Refusal {
        Box::new(Self { place, expected: Box::new(expected), found })
    }

    /// The sentence, what the text says last.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let expected = self.expected.say(language);
        let colon = COLON.words(language);
        let place = self.place.say(language).map_or_else(String::new, |place| place + colon);
        let should = EXPECTED.words(language);
        if self.found.is_empty() {
            return format!("{place}{should}{expected}{}", NOTHING.words(language));
        }
        format!("{place}{should}{expected}{}{}", FOUND.words(language), self.found)
    }
}

impl Note {
    pub(crate) fn at(token: Token<'_>, text: Text) -> Self {
        Self { place: token.place, text, found: shortened(token.text) }
    }

    /// The sentence, what the text says last.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let colon = COLON.words(language);
        let place = self.place.say(language).map_or_else(String::new, |place| place + colon);
        format!("{place}{}{colon}{}", self.text.say(language), self.found)
    }
}

/// Most characters of a foreign text that are repeated.
const FOUND_CHARACTERS_MAX: usize = 40;

pub(crate) fn shortened(text: &str) -> String {
    let plain = |character: char| if character.is_control() { ' ' } else { character };
    let mut short: String = text.chars().take(FOUND_CHARACTERS_MAX).map(plain).collect();
    if text.chars().nth(FOUND_CHARACTERS_MAX).is_some() {
        short.push('…');
    }
    short
}

quorate_proto::phrases! {
    AT_LINE(line, column) = "line {line}, column {column}", "第 {line} 行第 {column} 列";
    AT_CHARACTER(character) = "character {character}", "第 {character} 个字符";
    COLON = ": ", "：";
    EXPECTED = "expected ", "此处应为";
    FOUND = "; found: ", "；实际是：";
    NOTHING = "; found nothing", "；实际什么也没有";
}
