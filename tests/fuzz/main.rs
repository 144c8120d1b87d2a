//! # Everything that reads input, against input that is wrong
//!
//! People hand links on through messengers that cut them, students write scripts by hand, and
//! whoever embeds the page writes its parameters. Nothing that is read may stop the program: it is
//! read, or it is refused with a place and a reason. What is read is also *run*, pictured and
//! exported here, since a text that is read without complaint and then breaks the world is no
//! better.
//!
//! Each target comes twice. **Bytes** takes whatever there is; its corpus, files of raw text in
//! `__fuzz__/<target>/corpus`, holds what once went wrong, and every run of the tests replays it.
//! **Recipes** ([`recipe`]) take a sound text of the catalog apart and put it together wrongly, so
//! that they get past the first word; what they find is printed as a text, and belongs into the
//! corpus of the other.
//!
//! `cargo test` spends a second on each target, with inputs drawn at random; a target that fails
//! prints its seed, and `BOLERO_RANDOM_SEED=…` begins with it again (`cargo xtask test` begins with
//! one and the same each time). For longer, guided by what an input reaches, with every check for
//! overflow, a limit of memory and one of time:
//!
//! ```text
//! cargo xtask fuzz 600                    # seconds for each target
//! cargo xtask fuzz 600 runs::recipes      # for one
//! ```
//!
//! The readers that are private to their packages are fuzzed beside them: the command line and
//! reports in `crates/cli/tests/fuzz.rs`, addresses and stored preferences in
//! `web/src/state/fuzz.rs`, letters between page and worker in `web/src/jobs/fuzz.rs`,
//! messages of pages around ours in `web/src/api/fuzz.rs`.
#![cfg(not(target_arch = "wasm32"))]

mod histories;
mod patience;
mod recipe;
mod runs;
mod texts;
mod words;
