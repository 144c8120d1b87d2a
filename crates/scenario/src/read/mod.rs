//! Tokens to a scenario.

mod action;
mod head;
mod value;
mod words;

use quorate_proto::AnyProtocol;

use crate::address;
use crate::error::{Refusal, ScenarioError};
use crate::scenario::Decoded;
use crate::token::{Entry, tokens};
use action::{Reader, is_verb};
use head::Head;
use words::Words;

pub(crate) use action::DISKS;
pub(crate) use head::TRANSPORTS;
pub use value::{parse_span, parse_stamp};

/// The version of the grammar that is read and written here.
pub(crate) const VERSION: &str = "1";
/// The word that may begin a script, before its version.
pub(crate) const NAME: &str = "quorate";

/// Reads a text of either spelling, without address.
pub(crate) fn text(text: &str, protocols: &[&'static dyn AnyProtocol]) -> Result<Decoded, Refusal> {
    let tokens = tokens(text);
    let mut entries = tokens.entries.iter().peekable();
    let mut words = entries.next().map_or(Words::none(tokens.end), Words::of);
    version(&mut words)?;
    if words.peek().is_none() {
        words = entries.next().map_or(Words::none(tokens.end), Words::of);
    }
    let mut notes = Vec::new();
    let mut head = Head::of(&mut words, protocols)?;
    head.read(words, &mut notes)?;
    while let Some(entry) = entries.next_if(|entry| belongs_to_head(entry)) {
        head.read(Words::of(entry), &mut notes)?;
    }
    let mut scenario = head.scenario();
    let reader = Reader::new(&scenario.setup);
    for entry in entries {
        reader.read(Words::of(entry), &mut scenario)?;
    }
    scenario.sort();
    scenario.title = tokens.title.and_then(address::title);
    Ok(Decoded { scenario, notes })
}

/// Takes the version from the front, if there is one, and refuses any but ours.
fn version(words: &mut Words<'_, '_>) -> Result<(), Refusal> {
    let Some(first) = words.peek() else { return Ok(()) };
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if first.text.strip_prefix('z').is_some_and(number) {
        return Err(ScenarioError::at(first, UNCOMPRESSED.text()));
    }
    if first.text == NAME {
        words.next(&|| VERSION_1.text())?;
    } else if !number(first.text) {
        return Ok(());
    }
    let version = words.next(&|| VERSION_1.text())?;
    if version.text == VERSION { Ok(()) } else { Err(ScenarioError::at(version, VERSION_1.text())) }
}

/// Options may go on in further lines, up to the first time.
fn belongs_to_head(entry: &Entry<'_>) -> bool {
    entry.tokens.first().is_some_and(|token| {
        !token.text.starts_with(|first: char| first.is_ascii_digit()) && !is_verb(token.text)
    })
}

quorate_proto::phrases! {
    VERSION_1 =
        "version 1 of the language (the text may come from a later version of Quorate)",
        "语言版本 1（文本可能来自更新版本的 Quorate）";
    UNCOMPRESSED =
        "a text that is not compressed (z… is reserved for later)",
        "未压缩的文本（z… 前缀保留给将来使用）";
}
