//! Text to entries of tokens, the same for both spellings.

use crate::error::Place;

/// A word of a text and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    pub(crate) place: Place,
}

/// Tokens that belong together: a line of a script, or what stands between two tildes.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'a> {
    /// Never empty.
    pub(crate) tokens: Vec<Token<'a>>,
    /// Where the entry ends.
    pub(crate) end: Place,
}

/// A text taken apart.
#[derive(Debug)]
pub(crate) struct Tokens<'a> {
    pub(crate) entries: Vec<Entry<'a>>,
    /// What a line `title …` says.
    pub(crate) title: Option<&'a str>,
    /// Where the text ends.
    pub(crate) end: Place,
}

/// Takes a text apart.
pub(crate) fn tokens(text: &str) -> Tokens<'_> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let one_line = !text.trim_end().contains('\n');
    let mut tokens = Tokens { entries: Vec::new(), title: None, end: Place::Whole };
    for (number, line) in text.lines().enumerate() {
        let mut splitter = Splitter { one_line, line: number, tokens: &mut tokens };
        if let Some(title) = title_of(line) {
            splitter.tokens.title = Some(title);
        } else {
            splitter.split(line);
        }
    }
    tokens
}

fn title_of(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("title")?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(rest)
}

struct Splitter<'t, 'a> {
    one_line: bool,
    line: usize,
    tokens: &'t mut Tokens<'a>,
}

impl<'a> Splitter<'_, 'a> {
    fn split(&mut self, line: &'a str) {
        let code = line.split('#').next().unwrap_or_default();
        let mut entry = Vec::new();
        let mut start = None;
        let mut column = 0;
        for (at, character) in code.char_indices() {
            column += 1;
            let separates = character.is_whitespace() || character == '.' || character == '~';
            if !separates {
                start = start.or(Some((at, column)));
                continue;
            }
            if let Some((from, first)) = start.take() {
                entry.push(self.token(&code[from..at], first));
            }
            if character == '~' {
                self.close(&mut entry, column);
            }
        }
        if let Some((from, first)) = start {
            entry.push(self.token(&code[from..], first));
        }
        self.close(&mut entry, column + 1);
        self.tokens.end = self.place(column + 1);
    }

    fn close(&mut self, entry: &mut Vec<Token<'a>>, column: usize) {
        if !entry.is_empty() {
            let end = self.place(column);
            self.tokens.entries.push(Entry { tokens: std::mem::take(entry), end });
        }
    }

    fn token(&self, text: &'a str, column: usize) -> Token<'a> {
        Token { text, place: self.place(column) }
    }

    fn place(&self, column: usize) -> Place {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        if self.one_line {
            Place::Character(count(column))
        } else {
            Place::Line { line: count(self.line + 1), column: count(column) }
        }
    }
}
