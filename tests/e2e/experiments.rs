//! Experiments: measured beside published, and every setting in the address.

use serde_json::json;

use crate::page::{Page, Visit};

const ELECTION: &str = "#/experiment/raft-election?trials=20&ranges=150..200,150..300";

/// Waits for words anywhere on the page.
fn wait_for(page: &Page, words: &str) {
    let said = page.wait(|| page.select("main").text().contains(words).then_some(()));
    assert!(said.is_some(), "the page does not say {words:?}:\n{}", page.select("main").text());
}

#[test]
fn an_experiment_is_measured_drawn_and_saved() {
    let saved = "window.saved = [];
        URL.createObjectURL = (blob) => { blob.text().then((text) => window.saved.push(text));
            return 'data:,'; };";
    let page = Visit::to(ELECTION).watched_by(saved).open();
    page.find("heading", "A crashed leader is replaced");
    wait_for(&page, "Nothing is measured yet");
    let dots = "return document.querySelectorAll('svg.plot .dot.is-published').length";
    assert!(page.evaluate(dots).as_u64() > Some(2), "published points are there from the start");
    page.find("button", "Start").click();
    wait_for(&page, "40 of 40 trials.");
    page.find("button", "Start");
    page.wait_until(
        "a curve for each range",
        "return document.querySelectorAll('svg.plot .line.is-measured').length >= 2",
    );
    page.find("button", "Table as CSV").click();
    page.wait_until("a file", "return window.saved.length === 1");
    let csv = page.evaluate("return window.saved[0]").as_str().unwrap_or_default().to_owned();
    let lines: Vec<_> = csv.lines().collect();
    assert!(lines[0].starts_with("min_ms,max_ms,trials,p5,p25,p50"), "{csv}");
    assert!(lines[1].starts_with("150,200,20,") && lines.len() == 3, "{csv}");
    page.assert_no_barriers();
}

#[test]
fn settings_are_an_address_and_a_bad_one_says_what_is_wrong() {
    let page = Visit::to(ELECTION).open();
    let trials = page.find_beginning("textbox", "trials");
    assert_eq!(trials.property("value").as_deref(), Some("20"));
    trials.clear();
    trials.press("30\u{e007}");
    page.wait_until("the address", "return location.hash.includes('trials=30')");
    let ranges = page.find_beginning("textbox", "ranges");
    ranges.clear();
    ranges.press("9..1\u{e007}");
    page.wait_until(
        "the reason",
        "return document.querySelector('[role=alert]')?.textContent.startsWith('Expected:')",
    );
    page.go(&page.url().replace("ranges=150..200,150..300", "ranges=zzz"));
    page.reload();
    page.select("[role=alert]");
    page.find("button", "Start");
}

#[test]
fn a_chart_is_read_with_the_keys_and_its_curves_can_be_hidden() {
    let page = Visit::to(ELECTION).open();
    page.find("button", "Start").click();
    wait_for(&page, "40 of 40 trials.");
    page.evaluate("document.querySelector('.chart-host').focus()");
    page.press("\u{e014}");
    page.wait_until("a value", "return document.querySelector('.chart .reading') !== null");
    let value = "return document.querySelector('.chart-value').textContent";
    let first = page.evaluate(value);
    page.press("\u{e010}");
    page.wait_until("another value", "return document.querySelector('.chart .reading') !== null");
    assert_ne!(page.evaluate(value), first);
    let lines = "return document.querySelector('.chart').querySelectorAll('.line').length";
    let before = page.evaluate(lines);
    page.evaluate("document.querySelector('.legend input').click()");
    let fewer = page.wait(|| (page.evaluate(lines) != before).then_some(()));
    assert!(fewer.is_some(), "a curve is hidden");
}

#[test]
fn an_experiment_can_be_stopped_and_keeps_what_it_measured() {
    let page = Visit::to("#/experiment/raft-election?trials=10000").open();
    page.find("button", "Start").click();
    let measured = page.wait(|| page.has("columnheader", "trials").then_some(()));
    assert!(measured.is_some(), "rows come while it runs");
    page.find("button", "Stop").click();
    wait_for(&page, "What was found is kept.");
    page.find("button", "Start");
    assert!(page.has("columnheader", "trials"));
}

#[test]
fn experiments_are_found_from_the_gallery_in_every_language_and_size() {
    let page = Visit::to("#/gallery").open();
    page.find("heading", "Experiments");
    page.find("link", "A crashed leader is replaced").click();
    page.find("button", "Start");
    for visit in [
        Visit::to(ELECTION).chinese().dark().reduced_motion(),
        Visit::to(ELECTION).chinese().size(320, 640),
    ] {
        let page = visit.open();
        page.find("button", "开始").click();
        wait_for(&page, "已完成 40 / 40");
        page.assert_no_barriers();
        assert_eq!(
            page.evaluate("return document.documentElement.scrollWidth <= innerWidth"),
            json!(true)
        );
    }
    let page = Visit::to("#/experiment/nonesuch").open();
    wait_for(&page, "There is no such experiment here");
    page.assert_no_barriers();
}

#[test]
fn a_sandboxed_frame_measures_by_itself() {
    let frame = "<!doctype html><title>course</title><link rel=icon href='data:,'>
        <iframe sandbox=allow-scripts width=900 height=700
            src='/any/path/quorate/?ui=full#/experiment/raft-election?trials=3000'></iframe>";
    let page = Visit::to("/course.html").beside("/course.html", frame).open();
    page.enter_frame(0);
    page.wait_until(
        "the experiment",
        "return document.querySelector('.experiment .is-primary') !== null",
    );
    page.evaluate("document.querySelector('.experiment .is-primary').click()");
    page.wait_until(
        "a word about the missing worker",
        "return document.querySelector('.progress-line')?.textContent
            .includes('the page does the work itself')",
    );
    page.wait_until("rows", "return document.querySelector('.experiment td') !== null");
    page.evaluate("document.querySelector('.experiment .buttons button').click()");
}
