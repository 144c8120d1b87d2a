//! A text as a QR code, as the path of a picture.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// Most characters of a code that a phone reads well from a screen.
pub(crate) const CHARACTERS_MAX: usize = 400;
/// The quiet zone around a code, in modules (ISO/IEC 18004).
pub(crate) const QUIET: i32 = 4;

/// A code: a side in modules and the path of the dark ones.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Code {
    /// Modules on each side, quiet zone included.
    pub(crate) side: i32,
    /// The dark modules, each run of a row as one rectangle.
    pub(crate) path: String,
}

/// The code of a text; nothing for a text that is too long for one.
pub(crate) fn code(text: &str) -> Option<Code> {
    if text.chars().count() > CHARACTERS_MAX {
        return None;
    }
    let code = QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for row in 0..code.size() {
        let mut column = 0;
        while column < code.size() {
            let start = column;
            // Beyond the edge everything is light.
            while code.get_module(column, row) {
                column += 1;
            }
            let run = column - start;
            if run > 0 {
                let (x, y) = (start + QUIET, row + QUIET);
                // Writing to a string cannot fail.
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            column += 1;
        }
    }
    Some(Code { side: code.size() + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_eyes() {
        let code = code("https://example.org/#/lab?s=1.some.n5").expect("short enough");
        assert!(code.side >= 21 + 2 * QUIET);
        let right = code.side - QUIET - 7;
        for eye in [format!("M{QUIET} {QUIET}h7v1"), format!("M{right} {QUIET}h7v1")] {
            assert!(code.path.contains(&eye), "{eye}");
        }
    }

    #[test]
    fn a_long_text_has_none() {
        assert_eq!(code(&"x".repeat(CHARACTERS_MAX + 1)), None);
    }
}
