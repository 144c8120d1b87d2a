//! What pages that embed ours hand in, against messages that are wrong. How to fuzz for long, and
//! where findings belong, is told in `tests/fuzz/main.rs` at the top of the repository.

use bolero::{TypeGenerator, check};

use super::command::{Message, VERSION};

/// A message as another page would write it down.
#[test]
fn messages() {
    check!(name = "messages").for_each(|bytes: &[u8]| {
        if let Ok(message) = serde_json::from_slice::<Message>(bytes) {
            check_message(&message);
        }
    });
}

#[test]
fn messages_of_recipes() {
    let recipes = check!(name = "messages_recipes").with_type::<Recipe>();
    recipes.map(|recipe: Recipe| recipe.message()).for_each(check_message);
}

/// Whatever is asked for is done or refused in one line.
fn check_message(message: &Message) {
    if let Err(refusal) = message.command() {
        assert!(!refusal.code.is_empty() && !refusal.text.is_empty(), "{message:?}");
        assert!(!refusal.text.contains('\n'), "{refusal:?}");
    }
}

/// How to make a message. All numbers are taken modulo what there is.
#[derive(Clone, Debug, TypeGenerator)]
struct Recipe {
    kind: u8,
    what: Option<u8>,
    scenario: Option<(u8, String)>,
    time: Option<f64>,
    version: Option<f64>,
}

impl Recipe {
    fn message(self) -> Message {
        let pick = |words: &[&'static str], number: u8| words[usize::from(number) % words.len()];
        Message {
            v: self.version.unwrap_or(VERSION),
            kind: pick(KINDS, self.kind).to_owned(),
            s: self.scenario.map(|(start, rest)| format!("{}{rest}", pick(STARTS, start))),
            t: self.time,
            what: self.what.map(|what| pick(WHATS, what).to_owned()),
        }
    }
}

const KINDS: &[&str] = &["load", "seek", "get", "hello", "play", "pause", "step", "", "act"];
const WHATS: &[&str] = &["state", "link", "script", "", "trace"];
const STARTS: &[&str] = &["", "1.some.n3~", "?s=1.some~end&t=", "#/lab?s=", "quorate 1 some\n"];
