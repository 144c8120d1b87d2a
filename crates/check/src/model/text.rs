//! A key-value store of texts that can grow.

use super::{Model, quoted, spelled};

/// A store of texts. A key that was never put holds the empty text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TextStore;

/// What can be done with a text: the key comes first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TextInput {
    /// Read it.
    Get(String),
    /// Replace it.
    Put(String, String),
    /// Add to its end.
    Append(String, String),
}

/// What the store answers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TextOutput {
    /// The whole text.
    Value(String),
    /// It was changed.
    Done,
}

impl Model for TextStore {
    type Input = TextInput;
    type Output = TextOutput;
    type State = String;
    type Key = String;

    const GROWS: bool = true;

    fn start(&self) -> String {
        String::new()
    }

    fn apply(&self, state: &String, input: &TextInput) -> (String, TextOutput) {
        match input {
            TextInput::Get(_) => (state.clone(), TextOutput::Value(state.clone())),
            TextInput::Put(_, text) => (text.clone(), TextOutput::Done),
            TextInput::Append(_, text) => ([state.as_str(), text].concat(), TextOutput::Done),
        }
    }

    fn key(&self, input: &TextInput) -> String {
        let (TextInput::Get(key) | TextInput::Put(key, _) | TextInput::Append(key, _)) = input;
        key.clone()
    }

    fn forgets(&self, input: &TextInput) -> bool {
        matches!(input, TextInput::Put(..))
    }

    fn can_come(&self, state: &String, input: &TextInput, output: &TextOutput) -> bool {
        match (input, output) {
            (TextInput::Get(_), TextOutput::Value(value)) => value.starts_with(state.as_str()),
            _ => true,
        }
    }

    fn spell(&self, input: &TextInput, output: Option<&TextOutput>) -> String {
        let question = match input {
            TextInput::Get(key) => format!("get {key}"),
            TextInput::Put(key, text) => format!("put {key} {}", quoted(text)),
            TextInput::Append(key, text) => format!("append {key} {}", quoted(text)),
        };
        let answer = output.map(|output| match output {
            TextOutput::Value(text) => quoted(text),
            TextOutput::Done => "ok".to_owned(),
        });
        spelled(question, answer)
    }

    fn spell_key(&self, key: &String) -> String {
        key.clone()
    }

    fn only_reads(&self, input: &TextInput, _output: Option<&TextOutput>) -> bool {
        matches!(input, TextInput::Get(_))
    }

    fn weight(&self, state: &String) -> usize {
        state.len()
    }
}
