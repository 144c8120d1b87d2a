//! The interrupt key: once, and what was done so far is printed; twice, and that is it.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::Status;

static HAPPENED: AtomicBool = AtomicBool::new(false);

/// Begins to listen.
pub(crate) fn watch() {
    let listening = ctrlc::set_handler(|| {
        if HAPPENED.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(Status::Interrupted.code()));
        }
    });
    if let Err(error) = listening {
        eprintln!("quorate: {error}");
    }
}

/// Whether somebody interrupted.
pub(crate) fn happened() -> bool {
    HAPPENED.load(Ordering::Relaxed)
}
