//! What page and worker write to each other.

use std::fmt::Display;

/// A text of three parts: what it is, in one word on a line; named values, a line each; and after
/// an empty line a body of any form, such as a script.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Letter {
    kind: String,
    values: Vec<(String, String)>,
    /// What follows the empty line.
    pub(crate) body: String,
}

impl Letter {
    /// A letter without values and body.
    pub(crate) fn new(kind: &str) -> Self {
        Self { kind: kind.to_owned(), ..Self::default() }
    }

    /// Adds a value. A name may come more than once.
    pub(crate) fn with(mut self, name: &str, value: impl Display) -> Self {
        self.values.push((name.to_owned(), value.to_string().replace('\n', " ")));
        self
    }

    /// Gives it a body.
    pub(crate) fn about(mut self, body: impl Into<String>) -> Self {
        self.body = body.into();
        self
    }

    /// What it is.
    pub(crate) fn kind(&self) -> &str {
        &self.kind
    }

    /// The first value of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.values.iter();
        values.find_map(|(known, value)| (known == name).then_some(value.as_str()))
    }

    /// All values of this name, in their order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.values.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }

    /// The first value of this name as a number; 0 if there is none.
    pub(crate) fn number(&self, name: &str) -> u64 {
        self.get(name).and_then(|value| value.parse().ok()).unwrap_or(0)
    }

    /// The letter as text.
    pub(crate) fn write(&self) -> String {
        let values = self.values.iter().map(|(name, value)| format!("{name} {value}\n"));
        format!("{}\n{}\n{}", self.kind, values.collect::<String>(), self.body)
    }

    /// The letter that a text holds. Every text is one: what has no form is a kind nobody knows.
    pub(crate) fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        // Not `lines`, which takes a carriage return for part of a line's end.
        let mut lines = head.split('\n');
        let kind = lines.next().unwrap_or_default().to_owned();
        let pair = |line: &str| {
            let (name, value) = line.split_once(' ').unwrap_or((line, ""));
            (name.to_owned(), value.to_owned())
        };
        Self { kind, values: lines.map(pair).collect(), body: body.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_arrives_as_it_was_written() {
        let bare = Letter::new("ready");
        let full = Letter::new("explore")
            .with("states", 12_345)
            .with("property", "A holds")
            .with("property", "B two\nlines")
            .about("quorate 1\n\n# with an empty line\n");
        for letter in [&bare, &full] {
            assert_eq!(Letter::read(&letter.write()), *letter);
        }
        assert_eq!(full.number("states"), 12_345);
        assert_eq!(full.all("property").collect::<Vec<_>>(), ["A holds", "B two lines"]);
    }

    #[test]
    fn nonsense_is_a_letter_of_an_unknown_kind() {
        for text in ["", "\n", "\n\n", "x", "x\ny", "\n\n\n"] {
            let letter = Letter::read(text);
            assert_eq!(letter.number("y"), 0);
            assert_eq!(Letter::read(&letter.write()), letter);
        }
    }
}
