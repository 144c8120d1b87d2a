//! Models: the simple objects that a system pretends to be.

mod decision;
mod queue;
mod register;
mod set;
mod store;
mod text;
mod whole;

use std::fmt::Debug;
use std::hash::Hash;

use crate::history::History;

pub use decision::Decision;
pub use queue::{Queue, QueueInput, QueueOutput};
pub use register::{Register, RegisterInput, RegisterOutput};
pub use set::{Set, SetInput, SetOutput};
pub use store::Store;
pub use text::{TextInput, TextOutput, TextStore};
pub use whole::Whole;

/// A simple object: how it starts, and what each operation does to it and answers.
///
/// It is deterministic. What a history does not know about an answer is not for the model to say:
/// there the output is absent.
pub trait Model: Clone {
    /// What can be called.
    type Input: Clone + Eq + Hash + Debug + 'static;
    /// What comes back.
    type Output: Clone + Eq + Ord + Hash + Debug + 'static;
    /// What the object is.
    type State: Clone + Eq + Ord + Hash + Debug;
    /// What an operation is about. Operations on different keys do not concern each other.
    type Key: Clone + Eq + Ord + Hash + Debug;

    /// Whether states grow, so that [`Self::can_come`] and [`Self::forgets`] know something.
    const GROWS: bool = false;

    /// The object (the part of it that one key names) before anything happened.
    fn start(&self) -> Self::State;

    /// What an operation makes of it, and what it answers.
    fn apply(&self, state: &Self::State, input: &Self::Input) -> (Self::State, Self::Output);

    /// What the operation is about.
    fn key(&self, input: &Self::Input) -> Self::Key;

    /// Whether an operation that gave this answer (or, without one, any answer) changed nothing,
    /// whatever the state was.
    fn only_reads(&self, input: &Self::Input, output: Option<&Self::Output>) -> bool;

    /// Whether an operation leaves nothing of what was there before it.
    fn forgets(&self, _input: &Self::Input) -> bool {
        false
    }

    /// Whether operations that do not forget can make of a state one that gives such an answer. A
    /// search that knows when the answer can no longer come need not wait for it.
    fn can_come(&self, _state: &Self::State, _input: &Self::Input, _output: &Self::Output) -> bool {
        true
    }

    /// An operation with its answer, if that is known, as histories spell them: `cas 1 2 -> ok`.
    fn spell(&self, input: &Self::Input, output: Option<&Self::Output>) -> String;

    /// A key as histories spell it; empty where there is only one object.
    fn spell_key(&self, key: &Self::Key) -> String;

    /// About how many bytes a state takes beside its own size.
    fn weight(&self, _state: &Self::State) -> usize {
        0
    }
}

/// A question and its answer.
fn spelled(question: String, answer: Option<String>) -> String {
    match answer {
        Some(answer) => format!("{question} -> {answer}"),
        None => question,
    }
}

/// A number that may be missing.
fn number(number: Option<i64>) -> String {
    number.map_or_else(|| "nil".to_owned(), |number| number.to_string())
}

/// A text between quotation marks, on one line.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            _ if letter.is_control() => quoted.extend(letter.escape_default()),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// What a model's clients saw.
pub type HistoryOf<M> = History<<M as Model>::Input, <M as Model>::Output>;

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_quoted_text_stays_on_its_line_and_ends_where_it_ends() {
        assert_eq!(quoted("it's 值"), r#""it's 值""#);
        assert_eq!(quoted("say \"so\" \\ or"), r#""say \"so\" \\ or""#);
        assert_eq!(quoted("a\r\nb\u{7}"), r#""a\r\nb\u{7}""#);
    }
}
