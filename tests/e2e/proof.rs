//! Searching for what breaks a promise, judging what clients saw, and work that holds nothing up.

use fantoccini::key::Key;
use serde_json::json;

use crate::lab::{QUIET, lab, open};
use crate::page::{Page, Visit};

/// Three servers that forget in a crash whom they voted for: it takes two crashes of one vote.
const FORGETFUL: &str = "raft n3 c1 x1 w0 Br2 d5-8\n10 end";
/// X sets x to 5 and hears of it, then Y adds 2 and hears 7.
const TWO_CLIENTS: &str =
    "raft n5 c2 x1 w0 d5-8 k1\n100 fire B election\n300 X L S5\n500 Y L A2\n800 end";
/// Reads that a deposed leader answers from memory: what Y sets and is told of, X does not see.
const STALE: &str = "crates/raft/src/scripts";

/// Chooses what is hunted for, and starts.
fn hunt(page: &Page, what: &str) {
    page.tab("Promises");
    let choose = "const [what] = arguments;
        const list = [...document.querySelectorAll('.search select')]
            .find((list) => [...list.options].some((option) => option.value === what));
        list.value = what;
        list.dispatchEvent(new Event('change', { bubbles: true }));";
    page.find("heading", "Find a schedule that breaks it");
    page.evaluate_with(choose, vec![json!(what)]);
    page.find("button", "Hunt").click();
}

#[test]
fn a_hunt_finds_a_schedule_and_opens_it_as_a_story() {
    let page = open(FORGETFUL);
    hunt(&page, "r2");
    page.wait_for_words("breaks at");
    let found = page.wait(|| page.has("button", "Hunt").then_some(()));
    assert!(found.is_some(), "shrinking comes to an end: {}", page.panel());
    page.assert_no_barriers();
    page.find("link", "Watch it break").click();
    page.wait_until("a link", "return location.hash.includes('story=1')");
    let state = page.state();
    let broken = |state: &serde_json::Value| {
        let promises = state["promises"].as_array().cloned().unwrap_or_default();
        promises.iter().any(|promise| promise["standing"] == json!("broken"))
    };
    assert!(!broken(&state), "a story begins at its beginning");
    page.evaluate("window.quorate.pause(); window.quorate.seek(60000)");
    page.wait_for("the break", broken);
}

#[test]
fn a_hunt_can_be_stopped_and_holds_no_frame_up() {
    let page = open(QUIET);
    hunt(&page, "");
    page.wait_for_words("Searching");
    let frames = "const done = arguments[arguments.length - 1];
        let frames = 0;
        const begun = performance.now();
        const next = () => {
            frames += 1;
            performance.now() - begun < 1000 ? requestAnimationFrame(next) : done(frames);
        };
        requestAnimationFrame(next);";
    let frames = page.evaluate_slowly(frames).as_u64().unwrap_or(0);
    assert!(frames > 15, "{frames} frames in a second of hunting");
    page.find("button", "Stop").click();
    page.wait_for_words("What was found is kept.");
    page.find("button", "Hunt");
    page.wait_for_words("runs");
}

#[test]
fn all_schedules_from_a_moment_are_explored_and_a_break_is_played() {
    let page = open(FORGETFUL);
    page.tab("Promises");
    page.find("heading", "Every schedule from here");
    page.wait_for_words("From the moment at 10 ms on");
    page.find("button", "Explore").click();
    page.wait_for_words("different states");
    page.wait_for_words("states per second");
    page.wait_for_words("breaks after");
    page.assert_no_barriers();
    page.find("link", "Watch it break").click();
    page.wait_until("a link", "return location.hash.includes('story=1')");
    page.state();
    page.evaluate("window.quorate.pause(); window.quorate.seek(60000)");
    page.wait_for("the break", |state| {
        let promises = state["promises"].as_array().cloned().unwrap_or_default();
        promises.iter().any(|promise| promise["standing"] == json!("broken"))
    });
}

#[test]
fn an_exploration_that_reaches_its_bound_says_so() {
    let page = open(QUIET);
    page.tab("Promises");
    let states = page.find("textbox", "States");
    states.clear();
    states.press("500\u{e007}");
    page.find("button", "Explore").click();
    page.wait_for_words("Stopped at the most states");
    page.wait_for_words("holds");
    page.find("combobox", "Order").press("r");
    page.find("button", "Explore").click();
    page.wait_for_words("So many steps were walked by lot");
}

#[test]
fn what_clients_saw_is_drawn_in_an_order_that_explains_it() {
    let page = open(TWO_CLIENTS);
    page.tab("History");
    page.wait_for_words("Linearizable");
    page.wait_for_words("2 asked, 2 answered");
    page.wait_for_words("sequential and causal consistency");
    let first = page.find_beginning("button", "Client X, SET x 5");
    page.find_beginning("button", "Client Y, ADD x 2, ok 7");
    page.assert_no_barriers();
    first.click();
    page.wait_for("its moment", |state| state["time"].as_f64() == Some(300.0));
    page.wait_for_words("The line is the present");
    page.wait_for_words("2 asked, 2 answered");
}

#[test]
fn a_history_is_read_with_the_keys_alone() {
    let page = open(TWO_CLIENTS);
    page.tab("History");
    page.tab_to("Client X, SET x 5", false);
    page.key(Key::Down);
    assert!(page.focused().starts_with("Client Y, ADD x 2"), "{}", page.focused());
    page.key(Key::Enter);
    page.wait_for("its moment", |state| state["time"].as_f64() == Some(500.0));
}

#[test]
fn a_history_that_nothing_explains_says_why() {
    let scripts = quorate_tests::repository().join(STALE);
    let files = std::fs::read_dir(scripts).expect("the scripts of bugs").flatten();
    let mut texts: Vec<_> = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "script"))
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .collect();
    texts.sort();
    let wrong = texts.iter().find(|text| is_wrong(text)).expect("a bug that clients notice");
    let page = open(wrong);
    page.tab("History");
    page.wait_for_words("Not linearizable");
    page.wait_for_words("No order explains the answer that");
    page.wait_for_words("contradict each other");
    page.wait_for_words("Causal consistency");
    page.assert_no_barriers();
}

/// Whether clients of a script see what no order explains.
fn is_wrong(text: &str) -> bool {
    use quorate_check::{Bounds, ClientHistory, Store, Verdict, check};
    let Ok(decoded) = quorate_scenario::decode(text, quorate_catalog::PROTOCOLS) else {
        return false;
    };
    let scenario = decoded.scenario;
    let mut run = quorate_sim::Run::new(&scenario.setup, &scenario.actions);
    run.run_until(scenario.end.unwrap_or_default(), 100_000, &mut quorate_sim::Record::default());
    let clients = run.world().clients().iter();
    let operations = clients.flat_map(|client| client.operations().iter().copied());
    let history = ClientHistory::of_clients(operations.map(|operation| {
        let command = operation.command;
        (command.id.client, command, operation.invoked, operation.returned)
    }));
    check(Store::default(), &history, Bounds::default()).verdict == Verdict::No
}

#[test]
fn proofs_are_chinese_and_fit_a_phone() {
    for visit in [
        Visit::to(&lab(TWO_CLIENTS)).chinese().dark(),
        Visit::to(&lab(TWO_CLIENTS)).chinese().size(320, 640),
    ] {
        let page = visit.open();
        page.find_beginning("tab", "历史").click();
        page.wait_for_words("可线性化");
        page.assert_no_barriers();
        page.find_beginning("tab", "承诺").click();
        page.find("heading", "从此刻起的所有调度");
        page.assert_no_barriers();
        assert_eq!(
            page.evaluate("return document.documentElement.scrollWidth <= innerWidth"),
            json!(true)
        );
    }
}

#[test]
fn a_frame_without_workers_does_the_work_itself() {
    let target = format!("?ui=full{}", lab(FORGETFUL));
    let script = "window.Worker = class { constructor() { throw new Error('none here'); } };";
    let page = Visit::to(&target).watched_by(script).open();
    hunt(&page, "r2");
    page.wait_for_words("the page does the work itself");
    page.wait_for_words("breaks at");
    page.find("button", "Stop").click();
    page.wait_for_words("What was found is kept.");
}

#[test]
fn a_fault_is_told_and_what_was_found_is_kept() {
    let broken = "window.Worker = class {
        constructor() { setTimeout(() => this.onmessage({ data: 'ready\\n\\n' })); }
        postMessage() {
            const report = 'hunt\\nphase searching\\nseeds 7\\n\\n';
            setTimeout(() => this.onmessage({ data: `progress\\n\\n${report}` }));
            const fault = new ErrorEvent('error', { message: 'unreachable executed' });
            setTimeout(() => this.onerror(fault), 50);
        }
        terminate() {}
    };";
    let page = Visit::to(&lab(QUIET)).watched_by(broken).open();
    hunt(&page, "r2");
    page.wait_for_words("ended by a fault of ours");
    page.wait_for_words("unreachable executed");
    let figures =
        page.evaluate("return document.querySelector('.search:has(select) dl').innerText");
    assert!(figures.as_str().unwrap_or_default().contains('7'), "{figures}");
    page.find("button", "Hunt");
}
