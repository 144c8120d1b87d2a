//! Time is a place: it runs, stands, and goes back.

use serde_json::json;

use crate::lab::{FIVE, QUIET, lab, open};
use crate::page::{Key, Page, Visit};

fn time(page: &Page) -> f64 {
    page.state()["time"].as_f64().expect("a time")
}

#[test]
fn a_visitor_plays_and_pauses() {
    let page = open(FIVE);
    let before = time(&page);
    page.find("button", "Play").click();
    page.wait_for("time runs", |state| state["time"].as_f64() > Some(before));
    page.find("button", "Pause").click();
    page.find("button", "Play");
    let here = page.state();
    page.pause(std::time::Duration::from_millis(300));
    assert_eq!(page.state(), here, "time stands still");
}

#[test]
fn a_step_forth_and_back_leads_to_the_same_state() {
    let page = open(FIVE);
    let here = page.state();
    let events = here["events"].as_f64().expect("a number of events");
    for count in 1..=3 {
        page.find("button", "Step to the next event").click();
        page.wait_for("one event more", |state| {
            state["events"].as_f64() == Some(events + f64::from(count))
        });
    }
    assert_ne!(page.state()["digest"], here["digest"]);
    for _ in 0..3 {
        page.find("button", "Step back one event").click();
    }
    let back = page.wait_for("as many events as before", |state| state["events"] == here["events"]);
    assert_eq!(back["digest"], here["digest"]);
    assert_eq!(back["nodes"], here["nodes"]);
    assert_eq!(back["messages"], here["messages"]);
    assert_eq!(back["branches"], json!(1), "looking back changes nothing");
}

/// A run that goes round shows where each turn ends, and whether it has come back.
#[test]
fn turns_of_a_loop_are_marked() {
    let page = open(&QUIET.replace("150 end", "20 turn\n40 turn\n120 turn\n150 end"));
    let marks = "return document.querySelectorAll('.scrubber-marks .mark-turn').length === 3";
    page.wait_until("three marks on the time line", marks);
    page.tab("Events");
    for said in ["a loop begins here", "turn 1 is over: every node", "turn 2 is over: not every"] {
        page.wait_for_words(said);
    }
}

#[test]
fn a_faster_speed_is_faster() {
    let page = open(QUIET);
    assert_eq!(page.find("combobox", "Speed").property("value").as_deref(), Some("1-20"));
    page.find("button", "Slower").click();
    page.wait_until("slower", "return document.querySelector('select').value === '1-50'");
    for _ in 0..7 {
        page.find("button", "Faster").click();
    }
    page.wait_until("ten times", "return document.querySelector('.speed select').value === '5'");
    page.find("button", "Play").click();
    page.wait_for("two seconds of virtual time", |state| state["time"].as_f64() > Some(2_000.0));
}

#[test]
fn the_time_line_obeys_the_keyboard() {
    let page = open(FIVE);
    let here = page.state();
    let line = page.find("slider", "Time line");
    line.press(&char::from(Key::Left).to_string());
    let left = page.wait_for("a little earlier", |state| state["time"].as_f64() < Some(470.0));
    page.key(Key::PageDown);
    page.wait_for("far earlier", |state| state["time"].as_f64() < left["time"].as_f64());
    page.key(Key::Home);
    page.wait_for("the beginning", |state| state["time"].as_f64() == Some(0.0));
    assert_eq!(line.attribute("aria-valuenow").as_deref(), Some("0"));
    page.key(Key::End);
    let end = page.wait_for("the end", |state| state["time"] == here["time"]);
    assert_eq!(end["digest"], here["digest"], "there and back again");
}

#[test]
fn the_time_line_is_dragged() {
    let page = open(FIVE);
    let line = page.find("slider", "Time line");
    let (left, top, width, height) = line.rectangle();
    let at = |share: f64| (left + width * share, top + height / 2.0);
    page.drag(&[at(0.4), at(0.3), at(0.25)], 0);
    let there = page.wait_for("a quarter of a second", |state| {
        state["time"].as_f64().is_some_and(|time| (time - 250.0).abs() < 30.0)
    });
    assert_eq!(there["branches"], json!(1));
}

#[test]
fn marked_events_are_a_press_away() {
    let page = open(FIVE);
    page.find("button", "To the previous marked event").click();
    page.wait_for("an earlier event", |state| state["time"].as_f64() < Some(470.0));
    while page.state()["time"].as_f64() > Some(160.0) {
        page.find("button", "To the previous marked event").click();
    }
    let elected = page.state();
    assert!(page.of_node("B", "role") == json!("leader"), "{elected}");
    page.find("button", "Step back one event").click();
    page.wait_for("just before the election", |state| state["digest"] != elected["digest"]);
    assert_eq!(page.of_node("B", "role"), json!("candidate"));
}

#[test]
fn whoever_acts_in_the_past_keeps_what_had_happened() {
    let page = open(FIVE);
    let here = page.state();
    assert!(!page.has("combobox", "Branches"), "there is but one run");
    page.find("slider", "Time line").press(&char::from(Key::PageDown).to_string());
    page.wait_for("the past", |state| state["time"].as_f64() < Some(400.0));
    page.choose("C", "Crash");
    let other = page.wait_for("a second branch", |state| state["branches"] == json!(2));
    assert_eq!(page.of_node("C", "status"), json!("crashed"));
    assert_eq!(other["branch"], json!(1));

    let branches = page.find("combobox", "Branches");
    assert!(branches.text().contains("First run"), "{}", branches.text());
    branches.press("First");
    page.wait_for("the first branch", |state| state["branch"] == json!(0));
    assert_eq!(page.of_node("C", "status"), json!("up"));
    page.find("slider", "Time line").press(&char::from(Key::End).to_string());
    let end = page.wait_for("the end of it", |state| state["time"] == here["time"]);
    assert_eq!(end["digest"], here["digest"], "nothing of it was lost");
}

#[test]
fn the_browser_leads_back_to_what_was_open_before() {
    let page = Visit::to("#/gallery").open();
    let link = lab(QUIET);
    page.evaluate_with("location.hash = arguments[0]", vec![json!(link)]);
    let opened = page.state();
    page.evaluate("history.back()");
    page.wait_until("the gallery", "return window.quorate === undefined");
    page.evaluate("history.forward()");
    assert_eq!(page.state()["digest"], opened["digest"]);
}

#[test]
fn the_address_is_that_of_the_run_once_time_stands() {
    let link = lab(FIVE);
    let page = Visit::to(&format!("{link}&motion=off")).open();
    let steps = page.evaluate("return history.length");
    page.choose("C", "Crash");
    page.wait_until("the crash in the address", "return location.hash.includes('.crash.C~')");
    page.evaluate("window.before = location.hash");
    page.find("button", "Step to the next event").click();
    page.wait_until("the step in the address", "return location.hash !== window.before");
    let here = page.state();
    page.wait_until("how it is shown, too", "return location.hash.endsWith('&motion=off')");
    assert_eq!(page.evaluate("return history.length"), steps, "no step in the history");
    page.reload();
    let there = page.state();
    for property in ["digest", "time", "events", "nodes", "messages"] {
        assert_eq!(there[property], here[property], "{property}");
    }
    page.evaluate_with("location.hash = arguments[0]", vec![json!(link)]);
    page.wait_for("the run as it was sent", |state| state["events"] != here["events"]);
    page.choose("B", "Crash");
    page.wait_until("another run there", "return location.hash.includes('.crash.B~')");
    page.evaluate_with("location.hash = arguments[0]", vec![json!(link)]);
    page.wait_for("the same place, anew", |state| state["nodes"][1]["status"] == json!("up"));
}
