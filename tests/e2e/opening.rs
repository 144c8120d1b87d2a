//! What a stranger sees who opens the page.

use quorate_catalog::PROTOCOLS;
use serde_json::json;

use crate::lab::{FIVE, lab};
use crate::page::Visit;

#[test]
fn within_two_seconds_five_named_servers_are_at_work() {
    let page = Visit::to("").open();
    let names = || {
        let images = page.names("image");
        images.into_iter().filter(|name| name.starts_with("Node ")).collect::<Vec<_>>()
    };
    let shown = page.wait(|| (names().len() == 5).then(names));
    let seconds = page.evaluate("return performance.now() / 1000").as_f64().unwrap_or(f64::MAX);
    let shown = shown.expect("five nodes on the stage");
    for (name, letter) in shown.iter().zip(["A", "B", "C", "D", "E"]) {
        assert!(name.starts_with(&format!("Node {letter}, ")), "{name}");
    }
    assert!(seconds < 2.0, "a visitor waited {seconds} s");

    let state = page.state();
    assert_eq!(state["protocol"], json!("raft"));
    let before = state["time"].as_f64();
    page.wait_for("time runs by itself", |state| state["time"].as_f64() > before);
}

#[test]
fn nobody_presses_anything_and_a_leader_is_elected() {
    let page = Visit::to("").open();
    // Each of these is on the stage for a moment: whatever was there once is kept.
    page.evaluate(
        "window.seen = new Set();
         const stage = document.querySelector('#stage');
         const look = () => stage.querySelectorAll('[aria-label]')
             .forEach((image) => window.seen.add(image.getAttribute('aria-label')));
         new MutationObserver(look)
             .observe(stage, { subtree: true, childList: true, attributes: true });
         look();",
    );
    for what in [", candidate", "vote? t", ", leader, term "] {
        let seen = format!("return [...window.seen].some((name) => name.includes('{what}'))");
        page.wait_until(what, &seen);
    }
    page.wait_for("a leader", |state| {
        let nodes = state["nodes"].as_array();
        nodes.is_some_and(|nodes| nodes.iter().any(|node| node["role"] == json!("leader")))
    });
    page.find("log", "Log of significant events");
}

#[test]
fn the_page_says_what_it_is() {
    let page = Visit::to("").open();
    page.find("heading", "Quorate");
    page.find("heading", "Gallery");
    page.find("link", "Gallery");
    assert!(page.title().contains("Quorate"), "{}", page.title());
}

#[test]
fn everything_comes_from_where_the_page_is() {
    let page = Visit::to("").open();
    page.find("heading", "Quorate");
    let strangers = page.evaluate(
        "const own = new URL('.', location.href).href;
         return performance.getEntriesByType('resource')
             .map((entry) => entry.name)
             .filter((name) => !name.startsWith(own) && !name.startsWith('data:'));",
    );
    assert_eq!(strangers, json!([]));
}

#[test]
fn the_first_picture_waits_for_nothing_that_comes_later() {
    // No page begins with the last protocol of the catalog: a link to it opens a little later.
    let last = PROTOCOLS.last().expect("the catalog is not empty").meta().id;
    let last = format!("#/lab?p={last}");
    for target in [String::new(), lab(FIVE), "?ui=slide".to_owned(), last] {
        let page = Visit::to(&target).open();
        page.wait_until("the rest", "return window.quorate !== undefined");
        assert_eq!(page.evaluate(HOW_THE_REST_CAME), json!(["fetch"]), "{target}");
    }
}

#[test]
fn what_is_needed_before_it_came_is_waited_for() {
    // The rest is for ever on its way, until somebody presses a key whose meaning lies in it.
    let slow = "const fetched = fetch;
        globalThis.fetch = (what, ...how) => String(what).endsWith('_rest.wasm.lzma')
            ? new Promise(() => {}) : fetched(what, ...how);";
    let page = Visit::to("").watched_by(slow).open();
    page.wait_until("a picture", "return document.querySelector('#stage svg') !== null");
    assert_eq!(page.evaluate("return window.quorate === undefined"), json!(true));
    page.select("#stage").press("\u{e014}");
    page.wait_until("the rest", "return window.quorate !== undefined");
    assert_eq!(page.evaluate(HOW_THE_REST_CAME), json!(["xmlhttprequest"]));
}

/// By which means the second half of the page was asked for: `fetch` while the first was at work,
/// `xmlhttprequest` when it had to wait.
const HOW_THE_REST_CAME: &str = "
    return performance.getEntriesByType('resource')
        .filter((entry) => entry.name.endsWith('_rest.wasm.lzma'))
        .map((entry) => entry.initiatorType)";

#[test]
fn every_scenario_of_the_gallery_opens() {
    let page = Visit::to("#/gallery").open();
    page.find("heading", "Gallery");
    let script = "return [...document.querySelectorAll('main a.card, .gallery a.card')]
        .map((card) => card.getAttribute('href'))";
    let cards = page.evaluate(script);
    let cards: Vec<&str> =
        cards.as_array().into_iter().flatten().filter_map(|it| it.as_str()).collect();
    assert!(cards.len() > 10, "{cards:?}");
    for card in cards {
        page.evaluate_with("location.hash = arguments[0]", vec![json!(card)]);
        page.wait_for(card, |state| {
            state["nodes"].as_array().is_some_and(|nodes| !nodes.is_empty())
        });
        let said = page.select("[role=status]").text();
        assert_eq!(said, "", "{card}");
        page.evaluate("location.hash = '#/gallery'");
        page.wait_until("the gallery", "return window.quorate === undefined");
    }
}

#[test]
fn a_page_that_cannot_begin_says_so() {
    let broken = [
        "Promise.resolve(new Response('', { status: 503 }))",
        "Promise.resolve(new Response('<!doctype html> and no module at all'))",
        "Promise.reject(new TypeError('Failed to fetch'))",
    ];
    for answer in broken {
        let script = format!(
            "const fetched = fetch;
             globalThis.fetch = (what, ...how) => String(what).endsWith('_bg.wasm.lzma')
                 ? {answer} : fetched(what, ...how);"
        );
        let page = Visit::to("").watched_by(&script).open();
        page.wait(|| page.names("alert").first().map(|_| ())).expect(answer);
        let words = page.select("[role=alert]").text();
        assert!(words.contains("could not be loaded") && words.contains("无法加载"), "{words}");
        page.find_beginning("button", "Reload");
        assert_eq!(page.take_console().len(), 1, "why it could not");
    }
}

#[test]
fn a_page_that_ended_says_so_and_is_loaded_again() {
    let page = Visit::to(&lab(FIVE)).dark().open();
    let throw = |error: &str| {
        let event = format!("new ErrorEvent('error', {{ error: new {error}('for a test') }})");
        page.evaluate(&format!("dispatchEvent({event})"));
    };
    // What a browser's extension stumbles over is no fault of ours.
    throw("Error");
    assert!(page.names("alert").is_empty());
    throw("WebAssembly.RuntimeError");
    throw("WebAssembly.RuntimeError");
    assert_eq!(page.names("alert").len(), 1);
    let words = page.select("[role=alert]").text();
    assert!(words.contains("ended by a fault of ours") && words.contains("程序错误"), "{words}");
    page.assert_no_barriers();
    page.find_beginning("button", "Reload").click();
    page.find("button", "Play");
    page.wait(|| page.names("alert").is_empty().then_some(())).expect("a page that works");
}
