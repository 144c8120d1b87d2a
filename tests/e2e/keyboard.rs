//! Everything without a pointer.

use serde_json::json;

use crate::lab::{FIVE, QUIET, lab, open};
use crate::page::{Key, Page, Visit};

#[test]
fn tab_leads_through_the_whole_page_and_out_again() {
    const STOPS_MAX: usize = 120;
    let page = open(QUIET);
    page.key(Key::Tab);
    assert_eq!(page.focused(), "Skip to the stage", "the first stop");
    let mut stops = vec![page.focused()];
    let look = "const at = document.activeElement;
        if (at === document.body) return null;
        at.dataset.stop = (Number(at.dataset.stop ?? 0) + 1);
        const area = at.getBoundingClientRect(), style = getComputedStyle(at);
        const rings = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        return [at.outerHTML.slice(0, 120), rings || style.boxShadow !== 'none',
            area.width > 0 && area.bottom > 0 && area.top < innerHeight, Number(at.dataset.stop)]";
    for _ in 0..STOPS_MAX {
        page.key(Key::Tab);
        let stop = page.evaluate(look);
        let Some(stop) = stop.as_array() else { break };
        if stop[3] != json!(1) {
            break;
        }
        assert_eq!(stop[1], json!(true), "the focus cannot be seen on {}", stop[0]);
        assert_eq!(stop[2], json!(true), "out of sight: {}", stop[0]);
        stops.push(page.focused());
    }
    assert!(stops.len() < STOPS_MAX, "it never ends: {stops:?}");
    for wanted in [
        "Raft",
        "Gallery",
        "Share",
        "Cut",
        "Request",
        "Faults",
        "Stage",
        "Inspector",
        "Play",
        "Step to the next event",
        "Step back one event",
        "Speed",
        "Time line",
        "Zoom in",
    ] {
        let reached = stops.iter().any(|stop| stop.starts_with(wanted));
        assert!(reached, "{wanted} is not among {stops:?}");
    }
}

#[test]
fn the_skip_link_leads_to_the_stage() {
    let page = open(QUIET);
    page.key(Key::Tab);
    page.key(Key::Enter);
    page.wait_until("the stage", "return document.activeElement.id === 'stage'");
    assert_eq!(page.state()["time"].as_f64(), Some(150.0), "what was open stays open");
}

/// Puts the focus on the stage.
fn on_stage(page: &Page) {
    page.tab_to("Stage", false);
}

/// Goes down a menu to an entry and chooses it.
fn choose_by_arrows(page: &Page, entry: &str) {
    const ENTRIES_MAX: usize = 40;
    page.find("menuitem", entry);
    let there = (0..ENTRIES_MAX).any(|_| {
        let here = page.focused() == entry;
        if !here {
            page.key(Key::Down);
        }
        here
    });
    assert!(there, "arrows do not lead to {entry}");
    page.key(Key::Enter);
}

#[test]
fn a_server_is_crashed_by_keys_alone() {
    let page = open(QUIET);
    on_stage(&page);
    page.key(Key::Right);
    page.key(Key::Right);
    page.wait_until(
        "B is pointed at",
        "return document.activeElement.getAttribute('aria-activedescendant') === 'node-B'",
    );
    page.key(Key::Enter);
    choose_by_arrows(&page, "Crash");
    page.wait_for_act("crash B");
    assert_eq!(page.focused(), "Stage", "the focus comes back");
}

#[test]
fn a_link_is_cut_by_keys_alone() {
    let page = open(QUIET);
    on_stage(&page);
    page.key(Key::Right);
    page.key(Key::Down);
    page.find("image", "Link between A and B");
    page.key(Key::Enter);
    choose_by_arrows(&page, "Cut A–B both ways");
    page.wait_for_act("cut A-B");
    page.key(Key::Enter);
    choose_by_arrows(&page, "Heal A–B");
    page.wait_for_act("heal A-B");
}

#[test]
fn a_partition_is_made_by_keys_alone() {
    let page = open(QUIET);
    on_stage(&page);
    page.key(Key::Right);
    page.press("m");
    page.key(Key::Right);
    page.press("m");
    page.tab_to("Partition: chosen | rest", true);
    page.key(Key::Enter);
    page.wait_for_act("cut AB-CDE");
    page.tab_to("Heal all links", true);
    page.key(Key::Enter);
    page.wait_for_act("heal");
}

#[test]
fn a_message_is_dropped_by_keys_alone() {
    let page = open(FIVE);
    on_stage(&page);
    page.key(Key::Right);
    page.key(Key::Down);
    page.key(Key::Enter);
    choose_by_arrows(&page, "Drop");
    page.wait_for("the drop", |_| page.script().contains(" drop "));
}

#[test]
fn a_request_is_sent_by_keys_alone() {
    let page = open(QUIET);
    page.tab_to("Request", false);
    page.key(Key::Enter);
    page.find("dialog", "Send a request");
    page.tab_to("Send: SET x 5", false);
    page.key(Key::Enter);
    page.wait_for_act("X L S5");
}

#[test]
fn a_client_asks_again_by_keys_alone() {
    let page = open(&QUIET.replace("150 end", "150 X B S5\n151 end"));
    on_stage(&page);
    page.key(Key::Right);
    page.key(Key::Enter);
    choose_by_arrows(&page, "X asks again, here");
    page.wait_for_act("retry X A");
}

#[test]
fn single_keys_play_step_and_set_the_speed() {
    let page = open(FIVE);
    let here = page.state();
    on_stage(&page);
    page.press(".");
    page.wait_for("a step", |state| state["events"].as_f64() > here["events"].as_f64());
    page.press(",");
    let back = page.wait_for("a step back", |state| state["events"] == here["events"]);
    assert_eq!(back["digest"], here["digest"]);
    page.press("+");
    page.wait_until("faster", "return document.querySelector('.speed select').value === '1-10'");
    page.press(" ");
    page.find("button", "Pause");
    page.press(" ");
    page.find("button", "Play");
    page.press("?");
    page.find("dialog", "Keys");
    page.key(Key::Escape);
    page.wait_until_gone("dialog", "Keys");
}

#[test]
fn escape_closes_every_menu_and_gives_the_focus_back() {
    let page = open(QUIET);
    for (opener, role, name) in [
        ("Share", "dialog", "Share this moment"),
        ("Request", "dialog", "Send a request"),
        ("Faults", "menu", "The whole cluster"),
        ("Raft\n5 nodes", "menu", "Protocol and scenario"),
    ] {
        page.tab_to(opener, false);
        page.key(Key::Enter);
        page.find(role, name);
        page.key(Key::Escape);
        page.wait_until_gone(role, name);
        let focused = page.focused();
        assert!(focused.starts_with(opener) || focused == "Stage", "{opener}: {focused}");
        page.evaluate("document.activeElement.blur()");
    }
}

#[test]
fn tabs_are_changed_by_arrows() {
    let page = open(FIVE);
    page.tab_to("Inspector", false);
    let tabs = [
        ("Messages", "Drop"),
        ("Promises", "LogMatching"),
        ("History", "Linearizable"),
        ("Events", "All"),
    ];
    for (name, words) in tabs {
        page.key(Key::Right);
        page.wait_for_words(words);
        assert!(page.focused().starts_with(name), "{}", page.focused());
    }
}

#[test]
fn whoever_turns_single_keys_off_is_left_alone() {
    let page = Visit::to(&format!("?keys=0{}", lab(FIVE))).open();
    page.find("button", "Play");
    on_stage(&page);
    page.press(" ");
    page.press(".");
    let state = page.state();
    assert_eq!(state["time"].as_f64(), Some(470.0));
    page.find("button", "Play");
}
