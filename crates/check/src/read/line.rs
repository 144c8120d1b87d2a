//! One line of JSON or EDN: an object or map without others in it, lists, texts, numbers, words.
//!
//! Both are read by the same rules, which take more than either allows: commas are blanks, and a
//! key is a text before a colon or a word with a colon in front.

use quorate_proto::Text;

use super::words;
use crate::model::quoted;

/// A value on a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Value {
    Number(i64),
    Text(String),
    /// `nil`, `null`, `true`, `:ok` and so on.
    Word(String),
    List(Vec<Value>),
}

impl Value {
    pub(super) fn word(&self) -> Option<&str> {
        if let Self::Word(word) = self { Some(word) } else { None }
    }

    pub(super) const fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Whether it says that there is nothing.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self.word(), Some("null" | "nil"))
    }

    /// As it may be repeated in a complaint.
    pub(super) fn show(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => quoted(text),
            Self::Word(word) => word.clone(),
            Self::List(values) => {
                let values: Vec<_> = values.iter().map(Self::show).collect();
                format!("[{}]", values.join(" "))
            }
        }
    }
}

/// What is wrong with a line: what was expected, and what stands there.
pub(super) type Complaint = (Box<Text>, String);

fn complaint(expected: Text, found: impl Into<String>) -> Complaint {
    (Box::new(expected), found.into())
}

/// Lists within lists within lists are not for us.
const DEPTH_MAX: u32 = 4;

/// Reads an object or a map: its keys without colons, in order.
pub(super) fn map(line: &str, what: Text) -> Result<Vec<(String, Value)>, Complaint> {
    let mut rest = line
        .strip_prefix('{')
        .and_then(|rest| rest.trim_end().strip_suffix('}'))
        .ok_or_else(|| complaint(what, line))?;
    let mut pairs = Vec::new();
    loop {
        rest = after_blanks(rest);
        if rest.is_empty() {
            return Ok(pairs);
        }
        let key = match value(&mut rest, 0)? {
            Value::Text(key) => {
                rest = after_blanks(rest)
                    .strip_prefix(':')
                    .ok_or_else(|| complaint(words::KEY.text(), rest))?;
                key
            }
            Value::Word(word) if word.starts_with(':') => word[1..].to_owned(),
            other => return Err(complaint(words::KEY.text(), other.show())),
        };
        rest = after_blanks(rest);
        let value = value(&mut rest, 0)?;
        pairs.push((key, value));
    }
}

/// Reads a value and nothing else.
pub(super) fn only_value(text: &str) -> Result<Value, Complaint> {
    let mut rest = after_blanks(text);
    let value = value(&mut rest, 0)?;
    rest = after_blanks(rest);
    if rest.is_empty() { Ok(value) } else { Err(complaint(words::NOTHING_MORE.text(), rest)) }
}

fn after_blanks(text: &str) -> &str {
    text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == ',')
}

fn value(rest: &mut &str, depth: u32) -> Result<Value, Complaint> {
    if let Some(after) = rest.strip_prefix('"') {
        *rest = after;
        return text(rest).map(Value::Text);
    }
    if let Some(after) = rest.strip_prefix('[').filter(|_| depth < DEPTH_MAX) {
        *rest = after;
        let mut values = Vec::new();
        loop {
            *rest = after_blanks(rest);
            if let Some(after) = rest.strip_prefix(']') {
                *rest = after;
                return Ok(Value::List(values));
            }
            if rest.is_empty() {
                return Err(complaint(words::CLOSED.text(), ""));
            }
            values.push(value(rest, depth + 1)?);
        }
    }
    let ends = |sign: char| sign.is_whitespace() || ",{}[]\"".contains(sign);
    let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
    if word.is_empty() {
        return Err(complaint(words::VALUE.text(), *rest));
    }
    *rest = after;
    Ok(word.parse().map_or_else(|_| Value::Word(word.to_owned()), Value::Number))
}

/// The rest of a text whose opening quote was read.
fn text(rest: &mut &str) -> Result<String, Complaint> {
    let mut said = String::new();
    let mut signs = rest.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => {
                *rest = &rest[at + 1..];
                return Ok(said);
            }
            '\\' => match signs.next().map(|(_, escaped)| escaped) {
                Some('n') => said.push('\n'),
                Some('t') => said.push('\t'),
                Some('r') => said.push('\r'),
                Some('b') => said.push('\u{8}'),
                Some('f') => said.push('\u{c}'),
                Some('u') => said.push(by_number(&mut signs)),
                Some(other) => said.push(other),
                None => break,
            },
            other => said.push(other),
        }
    }
    Err(complaint(words::CLOSED.text(), *rest))
}

/// A character by its number in four digits, or in twice four: a pair of surrogates.
fn by_number(signs: &mut std::str::CharIndices<'_>) -> char {
    let four = |signs: &mut std::str::CharIndices<'_>| {
        let digits = signs.as_str().get(..4)?;
        let number = u32::from_str_radix(digits, 16).ok()?;
        signs.nth(3);
        Some(number)
    };
    let number = match four(signs) {
        Some(high @ 0xD800..=0xDBFF) => {
            let mut ahead = signs.clone();
            let low = (ahead.next().map(|it| it.1) == Some('\\')
                && ahead.next().map(|it| it.1) == Some('u'))
            .then(|| four(&mut ahead))
            .flatten();
            match low {
                Some(low @ 0xDC00..=0xDFFF) => {
                    *signs = ahead;
                    Some(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00))
                }
                _ => None,
            }
        }
        other => other,
    };
    number.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Vec<(String, Value)>, Complaint> {
        map(line, words::OBJECT.text())
    }

    #[test]
    fn json_and_edn_say_the_same() {
        let json = read(r#"{"process":0,"type":":ok","value":"x 0\ty","list":[1,-2],"no":null}"#);
        let edn = read("{:process 0, :type \":ok\", :value \"x 0\\ty\" :list [1 -2], :no null}");
        assert_eq!(json, edn);
        let pairs = json.expect("a fine line");
        assert_eq!(pairs[2], ("value".to_owned(), Value::Text("x 0\ty".to_owned())));
        assert_eq!(pairs[3].1.show(), "[1 -2]");
        assert!(pairs[4].1.is_nothing());
    }

    #[test]
    fn texts_may_be_escaped() {
        let value = |line: &str| only_value(line).map(|value| value.show());
        assert_eq!(value(r#""a\"\\\/""#), Ok(r#""a\"\\/""#.to_owned()));
        assert_eq!(
            value(r#""\u4f60\ud83d\ude00\ud83dx\u00""#),
            Ok("\"你\u{1F600}\u{FFFD}x\u{FFFD}00\"".to_owned())
        );
    }

    #[test]
    fn what_is_no_line_is_refused() {
        for bad in [
            "",
            "{",
            "}",
            "[]",
            "{\"a\" 1}",
            "{\"a\":}",
            "{1:2}",
            "{:a \"b}",
            "{:a [1}",
            "{:a [[[[[1]]]]]}",
            "{:a {}}",
            "{:a",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(only_value("1 2").is_err());
        assert!(only_value("").is_err());
    }
}
