//! What a visitor does to a running cluster, by pointer.

use serde_json::json;

use crate::lab::{FIVE, QUIET, lab, open};
use crate::page::{Page, Visit};

#[test]
fn a_server_crashes_and_starts_again() {
    let page = open(QUIET);
    page.choose("B", "Crash");
    page.find_beginning("image", "Node B, crashed");
    assert_eq!(page.of_node("B", "status"), json!("crashed"));
    page.wait_for_act("crash B");
    page.choose("B", "Start again");
    page.wait_for_act("start B");
    assert_eq!(page.of_node("B", "status"), json!("up"));
    assert_eq!(page.of_node("B", "role"), json!("follower"), "what it was is forgotten");
}

#[test]
fn a_server_pauses_and_goes_on() {
    let page = open(QUIET);
    page.choose("B", "Pause");
    page.find_beginning("image", "Node B, leader, paused");
    page.choose("B", "Resume");
    page.wait_for_act("resume B");
    assert_eq!(page.of_node("B", "status"), json!("up"));
}

#[test]
fn a_timer_runs_down_at_once() {
    let page = open(QUIET);
    page.choose("D", "Run down now: election timeout");
    page.wait_for_act("fire D election");
    page.wait_for("a new candidate", |_| page.of_node("D", "role") == json!("candidate"));
    assert_eq!(page.of_node("D", "epoch").as_f64(), Some(2.0));
}

#[test]
fn a_clock_goes_wrong_and_right_again() {
    let page = open(QUIET);
    page.choose("C", "Clock 10 % fast");
    page.wait_for_act("skew C 100000");
    page.choose("C", "Clock true again");
    page.wait_for_act("skew C 0");
    page.choose("C", "Clock jumps 1 s ahead");
    page.wait_for_act("jump C 1000");
}

#[test]
fn a_disk_fails_in_every_way() {
    let page = open(QUIET);
    for (entry, act) in [
        ("Disk: confirms what a crash will lose", "disk A lie"),
        ("Disk: finishes no write", "disk A stall"),
        ("Disk: a crash tears the last write", "disk A torn"),
        ("Disk: honest", "disk A ok"),
        ("Disk: lose everything", "disk A wipe"),
    ] {
        page.choose("A", entry);
        page.wait_for_act(act);
    }
}

#[test]
fn a_client_asks_for_what_the_visitor_wants() {
    let page = open(QUIET);
    page.find("button", "Request").click();
    page.find("dialog", "Send a request");
    let value = page.find("textbox", "Value");
    value.clear();
    value.press("42");
    page.find("combobox", "To").press("B");
    page.find("button", "Send: SET x 42").click();
    page.wait_for_act("X B S42");
    page.wait_until_gone("dialog", "Send a request");
    page.find_beginning("image", "Client X, waits for SET x 42 from B");
    page.find("button", "Play").click();
    page.find("button", "Faster").click();
    page.find_beginning("image", "Client X, idle");
}

#[test]
fn a_client_that_waits_asks_again_where_the_visitor_wants() {
    let page = open(&QUIET.replace("150 end", "150 X B S42\n151 end"));
    page.choose("A", "X asks again, here");
    page.wait_for_act("retry X A");
    page.open_menu_of("Client X, waits for SET x 42 from A");
    page.find("menuitem", "Ask again now").click();
    page.wait_for_act("retry X");
    page.find("button", "Ask again now").click();
    page.wait_for("a second time", |_| page.script().matches(" retry X\n").count() == 2);
}

#[test]
fn a_client_that_waits_for_nothing_cannot_ask_again() {
    let page = open(QUIET);
    page.open_menu_of("Client X, idle");
    page.find("menuitem", "Send a request…");
    assert!(!page.has("menuitem", "Ask again now"));
}

#[test]
fn a_request_that_makes_no_sense_is_refused_in_words() {
    let page = open(QUIET);
    page.find("button", "Request").click();
    let value = page.find("textbox", "Value");
    value.clear();
    value.press("five");
    let alert = page.select("[role=alert]");
    assert!(alert.text().contains("whole number"), "{}", alert.text());
    assert_eq!(page.find("button", "Send").property("disabled").as_deref(), Some("true"));
}

/// The middle between two nodes: a place on their link.
fn between(page: &Page, one: &str, other: &str) -> (f64, f64) {
    let [one, other] =
        [one, other].map(|node| page.select(&format!("#node-{node} circle")).middle());
    ((one.0 + other.0) / 2.0, (one.1 + other.1) / 2.0)
}

#[test]
fn a_link_is_cut_one_way_and_both_and_heals() {
    let page = open(QUIET);
    let link = between(&page, "C", "D");
    let open_menu = || {
        let opened = page.wait(|| {
            page.drag(&[link], 0);
            page.has("menu", "Link C–D").then_some(())
        });
        assert!(opened.is_some(), "no menu of the link opens");
    };
    open_menu();
    page.find("menuitem", "Cut C to D only").click();
    page.wait_for_act("block C-D");
    page.find("image", "Link from C to D: cut");
    open_menu();
    page.find("menuitem", "Cut C–D both ways").click();
    page.wait_for_act("cut C-D");
    page.find("image", "Link between C and D: cut");
    open_menu();
    page.find("menuitem", "Heal C–D").click();
    page.wait_for_act("heal C-D");
    page.wait_until_gone("image", "Link between C and D: cut");
}

#[test]
fn chosen_servers_are_parted_from_the_rest_and_joined_again() {
    let page = open(QUIET);
    for name in ["Node A,", "Node B,"] {
        let place = page.find_beginning("image", name).middle();
        page.drag(&[place], Page::SHIFT);
    }
    page.find("button", "Partition: chosen | rest").click();
    page.wait_for_act("cut AB-CDE");
    page.find("button", "Heal all links").click();
    page.wait_for_act("heal");
    page.wait_until_gone("button", "Heal all links");
}

#[test]
fn a_line_drawn_across_the_stage_is_a_partition() {
    let page = open(QUIET);
    page.find("button", "Cut").click();
    let stage = page.find("application", "Stage");
    let (left, top, width, height) = stage.rectangle();
    let (_, upper) = page.find_beginning("image", "Node B,").middle();
    let (_, lower) = page.find_beginning("image", "Node C,").middle();
    let level = (upper + lower) / 2.0;
    assert!(level > top && level < top + height);
    let across = [0.1, 0.4, 0.7, 0.9].map(|share| (left + width * share, level));
    page.drag(&across, 0);
    page.find("button", "Heal all links");
    let script = page.script();
    assert!(script.contains("cut ABE-CD") || script.contains("cut CD-ABE"), "{script}");
    assert_eq!(page.find("button", "Cut").attribute("aria-pressed").as_deref(), Some("false"));
}

/// The name of the first message in the list that can be dropped, as `C → D`.
fn first_message(page: &Page) -> String {
    page.tab("Messages");
    let first = page.find_beginning("button", "Drop: ");
    let name = first.attribute("aria-label").unwrap_or_default();
    name.trim_start_matches("Drop: ").to_owned()
}

#[test]
fn a_message_under_way_is_delivered_dropped_delayed_and_doubled() {
    let page = open(FIVE);
    let flights = || page.state()["messages"].as_array().map_or(0, Vec::len);
    let before = flights();
    assert!(before >= 3, "{}", page.state());

    for (button, verb, more) in [("Duplicate", "copy", 1), ("Delay", "hold", 0)] {
        let count = flights();
        let ends = first_message(&page);
        page.find("button", &format!("{button}: {ends}")).click();
        page.wait_for(verb, |_| page.script().contains(&format!(" {verb} ")));
        assert_eq!(flights(), count + more, "{button}");
    }
    let count = flights();
    let ends = first_message(&page);
    page.find("button", &format!("Drop: {ends}")).click();
    page.wait_for("one message less", |_| page.script().contains(" drop "));
    assert!(flights() < count || page.panel().contains("will not arrive"));

    let ends = first_message(&page);
    let before = page.state();
    page.find("button", &format!("Deliver: {ends}")).click();
    page.wait_for("it is there", |_| page.script().contains(" now "));
    page.find("button", "Step to the next event").click();
    let after = page.state();
    assert_ne!(after["digest"], before["digest"]);
    assert_eq!(after["time"], before["time"], "no time passes meanwhile");
}

#[test]
fn the_network_gets_worse_for_everybody() {
    let page = open(QUIET);
    for (entry, act) in [
        ("Slow network: 100–300 ms", "net delay 100-300"),
        ("Lose one message in ten", "net loss 100"),
        ("Duplicate one message in ten", "net duplicate 100"),
        ("Loss as it was", "net loss 0"),
        ("Crash everybody", "crash ABCDE"),
        ("Start whoever is down", "start ABCDE"),
    ] {
        page.find("button", "Faults").click();
        page.find("menuitem", entry).click();
        page.wait_for_act(act);
    }
}

#[test]
fn what_was_done_is_in_the_log_of_events() {
    let page = open(QUIET);
    page.choose("B", "Crash");
    page.tab("Events");
    page.wait_for_words("Crash");
}

#[test]
fn a_server_crashes_on_a_small_screen_as_well() {
    let page = Visit::to(&lab(QUIET)).phone().open();
    page.choose("A", "Crash");
    page.wait_for_act("crash A");
}
