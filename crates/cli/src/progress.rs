//! Progress on a terminal, and nowhere else.

use std::io::IsTerminal;

use crate::stopwatch::Stopwatch;

/// A line that is written over a few times per second.
#[derive(Default)]
pub(crate) struct Progress {
    shown: Option<Stopwatch>,
}

impl Progress {
    /// Shows how far it is, unless the line is fresh or nobody looks.
    pub(crate) fn show(&mut self, line: impl FnOnce() -> String) {
        let fresh = self.shown.is_some_and(|shown| shown.elapsed().as_millis() < 200);
        if fresh || !std::io::stderr().is_terminal() {
            return;
        }
        self.shown = Some(Stopwatch::start());
        eprint!("\r\x1b[K{}", line());
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        if self.shown.take().is_some() {
            eprint!("\r\x1b[K");
        }
    }
}
