//! What the tests of the whole share.

use std::path::{Path, PathBuf};

/// The folder that holds the repository.
#[must_use]
pub fn repository() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().map_or_else(PathBuf::new, Path::to_path_buf)
}
