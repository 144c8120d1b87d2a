//! That nothing hangs.

use std::time::{Duration, Instant};

/// Does something with a text, and fails if it took longer than it may on any machine.
#[allow(clippy::disallowed_methods, reason = "real time is what is asked about")]
pub(crate) fn within(most: Duration, text: &str, work: impl FnOnce()) {
    let started = Instant::now();
    work();
    let spent = started.elapsed();
    assert!(spent < most, "{spent:?} for {text:?}");
}
