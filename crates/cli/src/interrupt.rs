//! The interrupt key: once, and what was done so far is printed; twice, and that is it.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::Status;

static HAPPENED: AtomicBool = AtomicBool::new(false);

/// Begins to listen; whoever listens already goes on.
pub(crate) fn watch() {
    static LISTENS: Once = Once::new();
    LISTENS.call_once(listen);
}

fn listen() {
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

/// Does what the interrupt key does, once: whatever is under way, or begins later, prints what it
/// has done so far and ends.
pub fn interrupt() {
    HAPPENED.store(true, Ordering::Relaxed);
}
