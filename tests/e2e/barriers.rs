//! Nothing keeps anybody out: judged by axe-core, in every room, language and theme.

use std::fs;

use quorate_tests::repository;

use crate::lab::{FIVE, QUIET, lab};
use crate::page::{Page, Visit};

fn settled(visit: Visit) -> Page {
    let page = visit.open();
    page.select("h1");
    page.select("main");
    page
}

#[test]
fn the_front_page_has_no_barriers() {
    settled(Visit::to("").reduced_motion()).assert_no_barriers();
    settled(Visit::to("").reduced_motion().dark().chinese()).assert_no_barriers();
    settled(Visit::to("").reduced_motion().phone()).assert_no_barriers();
}

#[test]
fn the_gallery_has_no_barriers() {
    settled(Visit::to("#/gallery")).assert_no_barriers();
    settled(Visit::to("#/gallery").dark().chinese()).assert_no_barriers();
}

#[test]
fn the_lab_has_no_barriers_whatever_the_panel_shows() {
    for visit in [Visit::to(&lab(FIVE)), Visit::to(&lab(FIVE)).dark()] {
        let page = settled(visit);
        page.assert_no_barriers();
        page.find_beginning("image", "Node B,").click();
        page.find("heading", "B");
        page.assert_no_barriers();
        for tab in ["Messages", "Promises", "History", "Events", "Settings"] {
            page.tab(tab);
            page.assert_no_barriers();
        }
    }
}

#[test]
fn the_lab_has_no_barriers_in_chinese_and_in_the_dark() {
    let page = settled(Visit::to(&lab(FIVE)).dark().chinese());
    page.assert_no_barriers();
    for tab in ["消息", "承诺", "历史", "事件", "设置"] {
        page.tab(tab);
        page.assert_no_barriers();
    }
}

#[test]
fn menus_and_dialogs_have_no_barriers() {
    for visit in [Visit::to(&lab(QUIET)), Visit::to(&lab(QUIET)).dark()] {
        let page = settled(visit);
        page.open_menu("B");
        page.assert_no_barriers();
        page.press("\u{e00c}");
        page.find("button", "Request").click();
        page.find("dialog", "Send a request");
        page.assert_no_barriers();
        page.press("\u{e00c}");
        page.find("button", "Share").click();
        page.find("dialog", "Share this moment");
        page.assert_no_barriers();
        page.press("\u{e00c}");
        page.find("button", "Keys").click();
        page.find("dialog", "Keys");
        page.assert_no_barriers();
    }
}

#[test]
fn a_broken_promise_has_no_barriers() {
    let file = repository().join("crates/raft/src/scripts/r1.script");
    let script = fs::read_to_string(file).expect("the script of a bug");
    for visit in [Visit::to(&lab(&script)), Visit::to(&lab(&script)).dark()] {
        let page = settled(visit);
        page.tab("Promises");
        page.assert_no_barriers();
    }
}

#[test]
fn a_frame_in_another_page_has_no_barriers() {
    let target = format!("?embed=1{}", lab(FIVE));
    settled(Visit::to(&target)).assert_no_barriers();
    settled(Visit::to(&target).dark()).assert_no_barriers();
}
