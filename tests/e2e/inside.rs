//! Looking inside: nodes, messages, events, and what the protocol promises.

use std::fs;

use quorate_tests::repository;
use serde_json::json;

use crate::lab::{FIVE, QUIET, lab, open};
use crate::page::{Page, Visit};

#[test]
fn a_node_shows_its_role_its_term_and_its_log() {
    let page = open(FIVE);
    page.find_beginning("image", "Node B,").click();
    page.find("heading", "B");
    page.find("heading", "Log");
    for words in ["leader", "term 1", "SET y 7", "On disk", "In memory", "Timers"] {
        page.wait_for_words(words);
    }
    page.find_beginning("image", "Node A,").click();
    page.find("heading", "A");
    page.wait_for_words("follower");
}

#[test]
fn a_node_that_is_down_shows_what_its_disk_holds() {
    let page = open(FIVE);
    page.choose("B", "Crash");
    page.find_beginning("image", "Node B, crashed").click();
    page.wait_for_words("Only what its disk holds is left.");
    page.wait_for_words("SET y 7");
}

#[test]
fn a_message_tells_all_its_fields_and_why_it_was_sent() {
    let page = open(FIVE);
    page.tab("Messages");
    page.select(".message-name").click();
    for words in ["Fields", "sent", "arrives", "Why it was sent"] {
        page.wait_for_words(words);
    }
    page.find("heading", "Why it was sent");
    page.select(".cause").click();
    page.find("button", "Go to this moment");
}

#[test]
fn the_log_of_events_names_the_rule_and_its_source() {
    let page = open(FIVE);
    page.tab("Events");
    page.wait_for_words("B has a majority of the votes");
    page.wait_for_words("Raft §5.2");
    page.find("button", "All").click();
    page.wait_for_words("receives from B: beat t1");
    let log = page.find("region", "What happened");
    assert!(log.text().contains("AppendEntries 4"), "{}", log.text());
}

#[test]
fn an_event_tells_its_cause_and_leads_to_its_moment() {
    let page = open(FIVE);
    let here = page.state();
    page.tab("Events");
    page.wait_for_words("B has a majority of the votes");
    let row = "return [...document.querySelectorAll('.event-name')]
        .find((row) => row.textContent.includes('majority of the votes')).click()";
    page.evaluate(row);
    for heading in ["Rules that fired", "Caused by"] {
        page.find("heading", heading);
    }
    assert_eq!(page.state(), here, "looking changes nothing");
    page.find("button", "Go to this moment").click();
    page.wait_for("the election", |state| state["time"].as_f64() < Some(160.0));
    assert_eq!(page.of_node("B", "role"), json!("leader"));
}

#[test]
fn the_sentence_under_the_stage_leads_to_its_event() {
    let page = open(FIVE);
    page.select(".narration button").click();
    page.find("heading", "Rules that fired");
}

#[test]
fn every_promise_says_how_it_stands_and_where_it_comes_from() {
    let page = open(FIVE);
    let is_chip = |name: &String| name.ends_with(" promises hold");
    let chip = page.wait(|| page.names("button").into_iter().find(is_chip));
    let chip = chip.expect("a word about the promises over the stage");
    page.find("button", &chip).click();
    page.wait_for_words(&chip);
    for words in ["ElectionSafety", "LogMatching", "must hold always", "Raft §", "holds"] {
        page.wait_for_words(words);
    }
}

#[test]
fn a_rule_that_is_taken_out_is_said_to_be_out() {
    let page = open(QUIET);
    page.tab("Promises");
    page.select(".bugs input");
    assert!(!page.select("body").text().contains("Unsafe variant"));
    let box_of = "return document.querySelector('.bugs input').labels[0].textContent";
    let story = page.evaluate(box_of).as_str().unwrap_or_default().to_owned();
    page.find("checkbox", &story).click();
    page.wait_for("the switch", |_| page.script().contains(" bug "));
    page.wait_for_words("Unsafe variant");
    let stage = page.select(".stage-tools").text();
    assert!(stage.contains("Unsafe variant"), "over the stage, too: {stage}");
    page.find("button", "Put all rules back").click();
    page.wait_until("no word of it", "return !document.body.innerText.includes('Unsafe')");
}

/// A script that proves a bug: what happens without the rule.
fn broken(page: &str) -> Page {
    let file = repository().join(format!("crates/raft/src/scripts/{page}.script"));
    open(&fs::read_to_string(file).expect("the script of a bug"))
}

#[test]
fn a_broken_promise_is_named_marked_and_explained() {
    let page = broken("r1");
    let state = page.state();
    let promises = state["promises"].as_array().cloned().unwrap_or_default();
    let broken: Vec<_> =
        promises.iter().filter(|promise| promise["standing"] == json!("broken")).collect();
    let named: Vec<_> = broken.iter().filter_map(|promise| promise["id"].as_str()).collect();
    assert!(!named.is_empty(), "{state}");

    let chip = named.iter().find(|id| page.has("button", &format!("{id} is broken")));
    let chip = chip.unwrap_or_else(|| panic!("none of {named:?} is named over the stage"));
    page.find("button", &format!("{chip} is broken")).click();
    page.wait_for_words("Broken at");
    let first = page.panel();
    let first = first.lines().find(|line| line.contains(chip));
    assert!(first.is_some());
    page.wait_until(
        "the culprit is marked on the stage",
        "return document.querySelector('.stage .node.is-broken') !== null",
    );
    page.wait_until(
        "its causal past is brought out in the diagram",
        "return (document.querySelector('.past-messages')?.getAttribute('d') ?? '') !== ''",
    );
    page.find("button", "Go there").click();
    page.wait_for("its moment", |state| state["time"].as_f64() <= Some(225.0));
    assert!(page.select(".stage-tools").text().contains("Unsafe variant"));
}

#[test]
fn what_is_wrong_hides_no_server_on_a_phone() {
    let file = repository().join("crates/raft/src/scripts/r1.script");
    let script = fs::read_to_string(file).expect("the script of a bug");
    let page = Visit::to(&lab(&script)).phone().open();
    page.find_beginning("button", "LeaderCompleteness");
    page.wait_until(
        "the top server stands below what is said above",
        "const chips = document.querySelector('.chips').getBoundingClientRect();
         const nodes = [...document.querySelectorAll('[data-node^=\"A\"] circle')];
         return nodes.length > 0
             && nodes.map((it) => it.getBoundingClientRect())
                 .every((area) => area.height === 0 || area.top >= chips.bottom)",
    );
}

#[test]
fn every_bug_can_be_watched_and_its_script_is_safe_with_the_rule_in_place() {
    let page = open(QUIET);
    page.tab("Promises");
    page.find("button", "Watch it break").click();
    page.find_beginning("button", "Play");
    page.wait_until("a promise breaks", "return document.body.innerText.includes(' is broken')");
    page.tab("Promises");
    page.find("button", "Same script, rule in place").click();
    page.wait_until("none is broken", "return !document.body.innerText.includes(' is broken')");
}

#[test]
fn figures_of_the_run_can_be_seen_live() {
    let page = open(FIVE);
    page.find_beginning("heading", "The cluster");
    for words in ["node", "role", "state", "next timer"] {
        page.wait_for_words(words);
    }
}
