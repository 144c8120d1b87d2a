//! Pictures of the page for people.

use std::fs;

use quorate_tests::repository;

use crate::page::Visit;

/// `cargo xtask readme-picture`: the first thing that a reader of the repository sees.
#[test]
#[ignore = "writes a file of the repository"]
fn readme_picture() {
    let page = Visit::to("").size(1280, 800).open();
    page.find("heading", "Quorate");
    let picture = page.screenshot("readme");
    fs::copy(picture, repository().join(".github/picture.png")).expect("a place for the picture");
}
