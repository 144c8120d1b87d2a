//! Links that cannot be opened: a clear word, the place, and a page that goes on.

use serde_json::json;

use crate::lab::{QUIET, lab};
use crate::page::{Page, Visit};

/// What the page has to tell about a link.
fn told(page: &Page) -> String {
    let text = page.wait(|| {
        let script = "return document.querySelector('.notices')?.innerText.trim() ?? ''";
        let text = page.evaluate(script).as_str().unwrap_or_default().to_owned();
        (!text.is_empty()).then_some(text)
    });
    text.expect("a word about the link")
}

/// Opens a link that is wrong and checks that its fault is told and the page can still be used.
fn refuses(link: &str, words: &[&str]) {
    let page = Visit::to("#/lab").reduced_motion().open();
    page.state();
    page.evaluate_with("location.hash = arguments[0]", vec![json!(format!("#/lab?s={link}"))]);
    let shown = &link[..link.len().min(60)];
    let said = told(&page);
    for word in words {
        assert!(said.contains(word), "{shown}: {word:?} is not in {said:?}");
    }
    assert!(said.chars().count() < 300, "{shown}: nobody reads that much: {said}");
    usable(&page);
}

fn usable(page: &Page) {
    let before = page.state();
    page.find("button", "Step to the next event").click();
    page.wait_for("a step", |state| state["events"].as_f64() > before["events"].as_f64());
    page.find("button", "Close").click();
    page.wait_until("no notice", "return document.querySelector('.notice') === null");
    assert_eq!(page.evaluate(TOO_WIDE), json!(true));
}

const TOO_WIDE: &str = "return document.documentElement.scrollWidth <= innerWidth";

#[test]
fn an_unknown_protocol_is_named_with_its_place() {
    refuses("1.nosuch.n5~400.end", &["character 3", "nosuch"]);
}

#[test]
fn a_version_of_the_future_is_named() {
    refuses("7.raft.n5", &["character 1", "7"]);
}

#[test]
fn a_link_that_was_cut_off_says_where() {
    refuses("1.raft.n5~400.cut.AB-", &["character 19", "nodes"]);
    refuses("1.raft.n5~400.X", &["character"]);
}

#[test]
fn a_hundred_kilobytes_are_refused_in_a_sentence() {
    refuses(&format!("1.raft.n5{}", "~400.crash.A".repeat(8_500)), &["8000"]);
}

#[test]
fn a_thousand_million_nodes_are_refused() {
    refuses("1.raft.n1000000000", &["character 8", "64"]);
}

#[test]
fn a_time_beyond_all_clocks_is_refused() {
    let time = format!("1{}", "0".repeat(30));
    refuses(&format!("1.raft.n5~{time}.crash.A"), &["character 11"]);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    refuses("1.raft.n5~400.crash.%ff%fe", &["UTF-8", "%ff"]);
}

#[test]
fn a_verb_that_does_not_exist_is_named() {
    refuses("1.raft.n5~400.explode.A", &["character 15", "explode"]);
}

#[test]
fn a_title_with_a_script_is_only_text() {
    let evil = "%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D'broken'%22%3E%3Cscript%3E";
    let page = Visit::to(&format!("{}&t={evil}", lab(QUIET))).open();
    page.wait_until(
        "the title as it is written",
        "return document.body.innerText.includes('<img src=x onerror=')",
    );
    assert_eq!(page.evaluate("return document.images.length"), json!(0));
    assert!(!page.title().contains("broken"));
    page.find("button", "Share").click();
    let code = page.find("textbox", "Embed").property("value").unwrap_or_default();
    assert!(!code.contains("<img"), "{code}");
}

#[test]
fn an_option_of_the_future_is_ignored_in_words() {
    let page = Visit::to("#/lab?s=1.raft.n5.zebra~200.end").open();
    let said = told(&page);
    assert!(said.contains("zebra"), "{said}");
    assert_eq!(page.state()["time"].as_f64(), Some(200.0));
}

#[test]
fn a_fault_is_told_in_chinese_too() {
    let page = Visit::to("#/lab?s=1.nosuch.n5").chinese().reduced_motion().open();
    let said = told(&page);
    assert!(said.contains("第 3 个字符"), "{said}");
}

#[test]
fn what_is_no_address_of_ours_leads_to_the_front_page() {
    for target in ["#/nowhere", "#%%%", "?s=", "#/lab?preset=raft/nosuch", "#/lab?p=nosuch"] {
        let page = Visit::to(target).reduced_motion().open();
        let state = page.state();
        assert!(state["nodes"].as_array().is_some_and(|nodes| !nodes.is_empty()), "{target}");
    }
}
