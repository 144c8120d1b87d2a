//! The same trials give the same numbers natively and as wasm, to the last digit.
//!
//! With `UPDATE=1` in the environment a native run writes the list anew.

mod common;

use std::fmt::Write;

use common::study;
use quorate_experiment::EXPERIMENTS;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const GOLDEN: &str = include_str!("golden/rows.txt");

#[test]
fn rows_are_the_same_everywhere() {
    let now = rows();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/rows.txt");
        std::fs::write(path, &now).expect("the list can be written");
        return;
    }
    assert_eq!(now, GOLDEN);
}

/// A few trials of every experiment: each row with all its digits.
fn rows() -> String {
    let few = [("trials", "3"), ("runs", "2"), ("sites", "40"), ("nodes", "5"), ("k", "1..2")];
    let mut text = String::new();
    for experiment in EXPERIMENTS {
        let takes = |id: &str| experiment.settings.iter().any(|setting| setting.id == id);
        let chosen: Vec<_> = few.iter().copied().filter(|(id, _)| takes(id)).collect();
        let mut study = study(experiment.id, &chosen);
        study.advance(u64::MAX);
        for row in study.rows() {
            let _ = writeln!(text, "{} {row:?}", experiment.id);
        }
    }
    text
}
