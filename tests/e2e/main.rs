//! What a visitor does and sees, in Chromium, on the page as it is released.
//!
//! `cargo xtask test` runs these; while writing one, build the page once with `cargo xtask build`
//! and then run, as often as you like:
//!
//! ```text
//! cargo test -p quorate-tests --features e2e --test e2e -- the_name_of_the_test
//! ```
//!
//! A test is a sentence about a visitor. It finds things as a visitor does, by role and accessible
//! name, waits for what it expects instead of sleeping, and says nothing of classes or structure:
//!
//! ```ignore
//! #[test]
//! fn a_visitor_pauses_by_keyboard() {
//!     let page = Visit::to("#/lab").phone().dark().open();
//!     page.find("button", "Play").click();
//!     page.press(" ");
//!     page.find("button", "Play");
//!     page.assert_no_barriers();
//! }
//! ```
//!
//! Every test has a server and a browser of its own, so tests neither see nor slow each other. The
//! page lies under a long path, never at the root, because that is how people will host it. A test
//! also fails, at its end, when anything stood in the browser's console: see [`page::Page`].

mod barriers;
mod driver;
mod experiments;
mod faults;
mod inside;
mod keyboard;
mod lab;
mod links;
mod opening;
mod page;
mod panels;
mod pictures;
mod proof;
mod quiet;
mod rooms;
mod sharing;
mod time;
