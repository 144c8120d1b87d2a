//! Writing JSON, so far as a trace needs it.

use std::fmt::{Display, Write};

/// An object that is being written.
pub(super) struct Object {
    text: String,
}

impl Object {
    pub(super) fn new() -> Self {
        Self { text: "{".to_owned() }
    }

    /// A number, a flag or anything else that prints as JSON.
    pub(super) fn plain(mut self, key: &str, value: impl Display) -> Self {
        self.key(key);
        let _ = write!(self.text, "{value}");
        self
    }

    pub(super) fn string(mut self, key: &str, value: &str) -> Self {
        self.key(key);
        push_string(&mut self.text, value);
        self
    }

    pub(super) fn list(mut self, key: &str, items: impl Iterator<Item = String>) -> Self {
        self.key(key);
        self.text.push('[');
        for (position, item) in items.enumerate() {
            if position > 0 {
                self.text.push(',');
            }
            self.text.push_str(&item);
        }
        self.text.push(']');
        self
    }

    /// The same object, with more or without.
    pub(super) fn with(self, more: impl FnOnce(Self) -> Self) -> Self {
        more(self)
    }

    pub(super) fn end(mut self) -> String {
        self.text.push('}');
        self.text
    }

    fn key(&mut self, key: &str) {
        if self.text.len() > 1 {
            self.text.push(',');
        }
        push_string(&mut self.text, key);
        self.text.push(':');
    }
}

fn push_string(out: &mut String, value: &str) {
    out.push('"');
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped() {
        let object = Object::new().string("a\"b", "c\\\n\u{1}é").plain("n", 5);
        let object = object.list("l", ["1".to_owned(), "2".to_owned()].into_iter());
        assert_eq!(object.end(), "{\"a\\\"b\":\"c\\\\\\n\\u0001é\",\"n\":5,\"l\":[1,2]}");
    }
}
