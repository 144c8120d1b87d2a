//! Pictures of the page for people.

use std::fs;

use quorate_tests::repository;

use crate::lab::{FIVE, lab};
use crate::page::Visit;

/// Two leaders, one on each side of a partition, and the entry of one of them is being committed.
const PARTITION: &str = "#/lab?s=1.raft.n5.c2.x1.w0~100.fire.B.election~400.cut.AB-CDE\
    ~450.fire.C.election~600.X.B.S3~700.Y.C.S8~735.end";

/// `cargo xtask readme-picture`: the first thing that a reader of the repository sees.
#[test]
#[ignore = "writes a file of the repository"]
fn readme_picture() {
    let page = Visit::to(PARTITION).size(1280, 800).open();
    page.find("heading", "Quorate");
    let picture = page.screenshot("readme");
    fs::copy(picture, repository().join(".github/picture.png")).expect("a place for the picture");
}

/// The page in every theme, language and size, in `target/e2e/`, for whoever changes its look.
#[test]
#[ignore = "for eyes alone, run by name"]
fn every_room() {
    let broken = fs::read_to_string(repository().join("crates/raft/src/scripts/r1.script"));
    let broken = lab(&broken.expect("the script of a bug"));
    let (five, cut) = (lab(FIVE), "#/lab?preset=raft/partition".to_owned());
    let rooms = [("front", String::new()), ("gallery", "#/gallery".to_owned()), ("lab", five)];
    let rooms = rooms.into_iter().chain([("cut", cut), ("broken", broken)]);
    for (room, target) in rooms {
        for (size, width, height) in [("laptop", 1280, 800), ("phone", 360, 740)] {
            for (look, chinese, dark) in [("light", false, false), ("dark-zh", true, true)] {
                let visit = Visit::to(&target).size(width, height).reduced_motion();
                let visit = if chinese { visit.chinese() } else { visit };
                let page = if dark { visit.dark() } else { visit }.open();
                page.select("h1");
                page.pause(std::time::Duration::from_millis(400));
                page.screenshot(&format!("{room}-{size}-{look}"));
            }
        }
    }
}

/// Every panel and dialog on a laptop and on a phone.
#[test]
#[ignore = "for eyes alone, run by name"]
fn every_panel() {
    for (size, width, height) in [("laptop", 1280, 800), ("phone", 360, 740)] {
        let page = Visit::to(&lab(FIVE)).size(width, height).open();
        page.find_beginning("image", "Node B,").click();
        for tab in ["Inspector", "Messages", "Promises", "History", "Events", "Settings"] {
            page.tab(tab);
            page.screenshot(&format!("panel-{}-{size}", tab.to_lowercase()));
        }
        if page.has("button", "Hide details") {
            page.find("button", "Hide details").click();
        }
        page.open_menu("D");
        page.screenshot(&format!("menu-{size}"));
        page.press("\u{e00c}");
        page.find("button", "Request").click();
        page.find("dialog", "Send a request");
        page.screenshot(&format!("request-{size}"));
        page.press("\u{e00c}");
        page.find("button", "Share").click();
        page.find("dialog", "Share this moment");
        page.screenshot(&format!("share-{size}"));
    }
}
