//! Where results go: mostly standard output, which may be closed at any time without harm.

use std::io::{BufWriter, Write};

use serde::Serialize;

/// Where results go.
pub(crate) struct Out {
    /// Nothing once the reader is gone.
    stream: Option<BufWriter<Box<dyn Write>>>,
}

impl Out {
    pub(crate) fn new(stream: impl Write + 'static) -> Self {
        Self { stream: Some(BufWriter::new(Box::new(stream))) }
    }

    /// One line.
    pub(crate) fn line(&mut self, line: &str) {
        self.text(line);
        self.text("\n");
    }

    /// Text as it is.
    pub(crate) fn text(&mut self, text: &str) {
        let written = self.stream.as_mut().map(|stream| stream.write_all(text.as_bytes()));
        if written.is_some_and(|written| written.is_err()) {
            self.stream = None;
        }
    }

    /// One JSON object, on one line.
    pub(crate) fn json(&mut self, value: &impl Serialize) {
        match serde_json::to_string(value) {
            Ok(line) => self.line(&line),
            Err(error) => eprintln!("quorate: {error}"),
        }
    }

    /// Hands on what was written so far: whoever is killed later has said it.
    pub(crate) fn flush(&mut self) {
        let flushed = self.stream.as_mut().map(Write::flush);
        if flushed.is_some_and(|flushed| flushed.is_err()) {
            self.stream = None;
        }
    }

    /// Whether anybody still reads.
    pub(crate) const fn is_open(&self) -> bool {
        self.stream.is_some()
    }

    pub(crate) fn finish(mut self) {
        if let Some(stream) = &mut self.stream {
            // Whoever closed the pipe does not want the rest.
            let _ = stream.flush();
        }
    }
}

/// The text, filled with blanks to this many columns; Chinese signs take two.
pub(crate) fn padded(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// Columns that a text takes in a terminal.
fn width(text: &str) -> usize {
    let wide = |character: char| {
        matches!(u32::from(character), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3)
            || matches!(u32::from(character), 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60)
    };
    text.chars().map(|character| if wide(character) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_both_languages() {
        assert_eq!(padded("ab", 4), "ab  ");
        assert_eq!(padded("任期", 6), "任期  ");
        assert_eq!(padded("too long", 4), "too long");
    }
}
