//! The side panel, sharing, opening and the gallery.

use serde_json::json;

use crate::page::Visit;

/// Two leaders, each on its side of a cut.
const CUT: &str = "#/lab?s=1.raft.n5.c2.x20240611~400.X.L.S5~1000.cut.AB-CDE~1600.Y.B.S3~1880.end";

/// The run as `window.quorate` gives it.
const LINK: &str = "return window.quorate.link()";

#[test]
fn a_node_can_be_crashed_and_started_from_the_panel() {
    let page = Visit::to(CUT).reduced_motion().open();
    page.find("button", "B").click();
    page.find("heading", "B");
    page.find("button", "Crash").click();
    page.find("button", "Start again").click();
    page.find("button", "Crash");
    let link = page.evaluate(LINK).to_string();
    assert!(link.contains("1880.crash.B~1880") && link.contains(".start.B"), "{link}");
    page.assert_no_barriers();
}

#[test]
fn a_message_can_be_dropped_without_a_mouse() {
    let page = Visit::to(CUT).reduced_motion().open();
    page.wait_until("the page's own interface", "return 'quorate' in window");
    let first = page.evaluate(
        "const [first] = window.quorate.state().messages
             .sort((one, other) => one.arrives - other.arrives);
         return [first.id, first.from, first.to];",
    );
    page.select("#tab-messages");
    page.evaluate("document.querySelector('#tab-messages').click()");
    let text = |index: usize| first[index].as_str().unwrap_or_default().to_owned();
    page.find("button", &format!("Drop: {} → {}", text(1), text(2))).press("\u{e007}");
    let dropped = format!("drop.{}", text(0));
    page.wait_until("the drop", &format!("return window.quorate.link().includes('{dropped}')"));
}

#[test]
fn a_rule_taken_out_breaks_the_promise_it_names() {
    let page = Visit::to("#/lab?p=raft").reduced_motion().open();
    page.wait_until("the page's own interface", "return 'quorate' in window");
    page.select("#tab-promises");
    page.evaluate("document.querySelector('#tab-promises').click()");
    page.find("button", "Watch it break").click();
    page.wait_until(
        "the broken promise",
        "return window.quorate?.state().promises.some(({ standing }) => standing === 'broken')",
    );
    page.assert_no_barriers();
}

#[test]
fn a_new_run_begins_under_other_conditions() {
    let page = Visit::to(CUT).reduced_motion().open();
    page.wait_until("the page's own interface", "return 'quorate' in window");
    page.tab("Settings");
    for (name, value) in [("Nodes", "7"), ("Timers late by up to", "200")] {
        let field = page.find_beginning("textbox", name);
        field.clear();
        field.press(&format!("{value}\u{e004}"));
    }
    page.find("button", "Start the new run").click();
    page.wait_until("the new run", "return window.quorate?.state().nodes.length === 7");
    let link = page.evaluate(LINK).to_string();
    assert!(link.contains(".n7.") && link.contains(".J200u"), "{link}");
    page.tab("Settings");
    let late = page.find_beginning("textbox", "Timers late by up to");
    assert_eq!(late.property("value").as_deref(), Some("200"));
    page.assert_no_barriers();
}

#[test]
fn a_bad_request_says_what_is_wrong_and_is_not_sent() {
    let page = Visit::to(CUT).reduced_motion().open();
    page.find("button", "B").click();
    page.select(".side-body details");
    page.evaluate("document.querySelector('.side-body details').open = true");
    let value = page.find("textbox", "Value");
    value.clear();
    value.press("seven");
    page.wait_until(
        "the reason",
        "return document.querySelector('[role=alert]')?.textContent.includes('whole number')",
    );
    assert_eq!(page.evaluate("return document.querySelector('.request .primary').disabled"), true);
}

#[test]
fn what_cannot_be_opened_is_shown_with_its_place() {
    let page = Visit::to("#/gallery").open();
    page.select(".gallery-open");
    page.evaluate("document.querySelector('.gallery-open').open = true");
    let field = page.find("textbox", "Link or script");
    field.press("1.raft.n5~400.explode.A");
    page.find("button", "Open").click();
    page.wait_until(
        "the place",
        "return document.querySelector('[role=alert] mark')?.textContent === 'explode'",
    );
    page.assert_no_barriers();
}

#[test]
fn a_bad_address_leaves_the_page_usable() {
    for bad in ["1.nosuch.n5", "2.raft.n5", "1.raft.n1000000000", "1.raft~%ff", "1.raft~9e99.end"] {
        let page = Visit::to(&format!("#/lab?s={bad}")).reduced_motion().open();
        page.find("button", "Close");
        page.wait_until("a run", "return window.quorate?.state().nodes.length > 0");
    }
}

#[test]
fn a_title_is_only_ever_text() {
    let title = "%3Cimg%20src=x%20onerror=document.title='broken'%3E";
    let page = Visit::to(&format!("{CUT}&t={title}")).reduced_motion().open();
    page.find("button", "Share").click();
    page.find("dialog", "Share this moment");
    assert_eq!(page.evaluate("return document.querySelectorAll('img').length"), json!(0));
    page.assert_no_barriers();
}

#[test]
fn a_shared_link_opens_the_same_moment() {
    let page = Visit::to(CUT).reduced_motion().open();
    page.find("button", "Share").click();
    let link = page.find("textbox", "Link").property("value").unwrap_or_default();
    let digest = "return window.quorate.state().digest";
    let here = page.evaluate(digest);
    page.go("about:blank");
    page.go(&link);
    page.wait_until("the run", "return window.quorate?.state().time === 1880");
    assert_eq!(page.evaluate(digest), here);
}

#[test]
fn every_card_of_the_gallery_opens_on_enter() {
    let page = Visit::to("#/gallery").open();
    page.select("a.card").press("\u{e007}");
    page.wait_until("a run", "return window.quorate?.state().nodes.length > 0");
    page.assert_no_barriers();
}

#[test]
fn calls_from_scripts_fail_as_errors() {
    let page = Visit::to(CUT).reduced_motion().open();
    page.wait_until("the page's own interface", "return 'quorate' in window");
    let failed = page.evaluate(
        "return [['load', 'zzz'], ['load', 5], ['seek', -1], ['seek', NaN], ['seek', 'x']]
             .map(([name, argument]) => {
                 try { window.quorate[name](argument); return 'no error'; }
                 catch (error) { return error instanceof Error; }
             });",
    );
    assert_eq!(failed, json!([true, true, true, true, true]));
}
