//! How the page is compiled smaller than cargo would by itself.
//!
//! The standard library is compiled with the page, for size, instead of being linked as it came.
//! What can only end in a panic ends at once: the code that would say why is gone, and so are its
//! words (an engine that meets such an end throws, and the page tells it). Nor is there any code to
//! print a value for programmers; `tests/tidy.rs` sees to it that no text of the page needs it.
//!
//! Cargo and the compiler promise none of these settings for ever; but the compiler is pinned, and
//! with it what they mean. Nor does the page depend on them: a plain `trunk build` makes the same
//! page, packed a twentieth heavier.

use crate::shell::Program;

/// Settings for cargo and the compiler, as environment variables: so they reach cargo through
/// Trunk, too. The flags are for wasm alone, and come after those of `.cargo/config.toml`.
const SETTINGS: &[(&str, &str)] = &[
    ("RUSTC_BOOTSTRAP", "1"), // heeds what is not promised
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    // Otherwise a bench would want a standard library of its own, beside the page's.
    ("CARGO_UNSTABLE_PANIC_ABORT_TESTS", "true"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none",
    ),
];

/// Has what a program builds for wasm compiled as the page is.
pub(crate) fn slim(program: Program) -> Program {
    SETTINGS.iter().fold(program, |program, (name, value)| program.env(name, value))
}
