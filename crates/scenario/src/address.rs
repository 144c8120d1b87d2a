//! A scenario's text with any address around it, as messengers and course pages hand it on.

use std::string::FromUtf8Error;

use quorate_proto::Phrase;

use crate::error::{Place, Refusal, ScenarioError};
use crate::limits::{LINK_CHARACTERS_MAX, SCRIPT_BYTES_MAX, TITLE_CHARACTERS_MAX};

/// What an address, or a text alone, holds.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) text: String,
    pub(crate) title: Option<String>,
}

/// Takes a text out of its address, if it stands in one.
pub(crate) fn open(text: &str) -> Result<Letter, Refusal> {
    let several_lines = text.trim().contains('\n');
    if several_lines {
        within(text.len(), SCRIPT_BYTES_MAX, &BYTES)?;
        return Ok(Letter { text: text.to_owned(), title: None });
    }
    let line = text.trim();
    if line.len() > 4 * ADDRESS_CHARACTERS_MAX {
        within(line.chars().count(), LINK_CHARACTERS_MAX, &CHARACTERS)?;
    }
    let letter = match parameters(line)? {
        Some(letter) => letter,
        // Some services put the whole address, escaped, into one of their own.
        None if is_address(line) => match parameters(&unescaped(line)?)? {
            Some(letter) => letter,
            None => {
                return Err(ScenarioError::whole(SCENARIO_IN_ADDRESS.text(), line));
            }
        },
        None => {
            let text = line.split('&').next().unwrap_or_default();
            Letter { text: unescaped(text)?, title: None }
        }
    };
    within(letter.text.chars().count(), LINK_CHARACTERS_MAX, &CHARACTERS)?;
    Ok(letter)
}

/// A title on one line, without what could hide or turn around what follows it.
pub(crate) fn title(text: &str) -> Option<String> {
    let plain = |character: char| {
        let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(character, '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
        if character.is_control() || turns { ' ' } else { character }
    };
    let line: String = text.chars().map(plain).collect();
    let short: String = line.trim().chars().take(TITLE_CHARACTERS_MAX).collect();
    let short = short.trim_end();
    (!short.is_empty()).then(|| short.to_owned())
}

/// An address of a full text with a full title, every byte escaped, and room for the host.
const ADDRESS_CHARACTERS_MAX: usize = 2 * LINK_CHARACTERS_MAX;

/// The parameters `s` and `t`, of the query or of the fragment; nothing if there is no `s`.
fn parameters(line: &str) -> Result<Option<Letter>, Refusal> {
    let mut text = None;
    let mut name = None;
    for piece in line.split(['?', '#', '&']) {
        let piece = piece.strip_prefix("amp;").unwrap_or(piece);
        match piece.split_once('=') {
            Some(("s", value)) if text.is_none() => text = Some(unescaped(value)?),
            Some(("t", value)) if name.is_none() => name = title(&unescaped(value)?),
            _ => {}
        }
    }
    Ok(text.map(|text| Letter { text, title: name }))
}

fn is_address(line: &str) -> bool {
    let start: String = line.chars().take(8).collect::<String>().to_ascii_lowercase();
    start.starts_with("http://") || start.starts_with("https://") || start.starts_with("file:")
}

/// The text with `%XX` and `+` read as browsers read them.
fn unescaped(text: &str) -> Result<String, Refusal> {
    if !text.contains(['%', '+']) {
        return Ok(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => hexadecimal(*high, *low),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = escaped.and_then(|_| after.get(2..)).unwrap_or(after);
    }
    String::from_utf8(bytes).map_err(|error| not_text(&error))
}

/// Says which character is none, and the byte that stands there as addresses write it.
fn not_text(error: &FromUtf8Error) -> Refusal {
    let (before, rest) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
    let characters = std::str::from_utf8(before).map_or(0, |before| before.chars().count());
    let place = Place::Character(u32::try_from(characters + 1).unwrap_or(u32::MAX));
    let found = rest.first().map_or_else(String::new, |byte| format!("%{byte:02x}"));
    ScenarioError::new(place, UTF_8.text(), found)
}

fn hexadecimal(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

fn within(length: usize, most: usize, expected: &'static Phrase<1>) -> Result<(), Refusal> {
    if length <= most {
        return Ok(());
    }
    Err(ScenarioError::whole(expected.with([most.into()]), &length.to_string()))
}

quorate_proto::phrases! {
    CHARACTERS(most) = "at most {most} characters", "至多 {most} 个字符";
    BYTES(most) = "at most {most} bytes", "至多 {most} 字节";
    UTF_8 = "text in UTF-8", "UTF-8 编码的文本";
    SCENARIO_IN_ADDRESS =
        "an address that holds a scenario (s=…)", "带有场景（s=…）的网址";
}
