//! Another language, another screen, other wishes.

use serde_json::{Value, json};

use crate::lab::{FIVE, QUIET, lab};
use crate::page::{Page, Visit};

/// Names and marks that are the same in every language.
const SAME: &[&str] = &[
    "Quorate",
    "English",
    "Raft",
    "Paxos",
    "SVG",
    "NDJSON",
    "Mermaid",
    "SET",
    "GET",
    "ADD",
    "CAS",
    "Space",
    "Enter",
    "Esc",
    "Tab",
    "Shift",
    "Ctrl",
    "ms",
    "ppm",
    "ok",
    "QR",
    "Figure",
    "Basic",
    "Thesis",
    "iframe",
    "WeChat",
    "AppendEntries",
];

/// English words left over in what a screen reader would say of these roles.
fn english(page: &Page, roles: &[&str]) -> Vec<String> {
    let is_left = |name: &String| {
        let words = name.split(|character: char| !character.is_ascii_alphabetic());
        words.filter(|word| word.len() > 1).any(|word| !SAME.contains(&word))
    };
    roles.iter().flat_map(|role| page.names(role)).filter(is_left).collect()
}

const ROLES: &[&str] = &[
    "button",
    "tab",
    "menuitem",
    "combobox",
    "textbox",
    "slider",
    "heading",
    "group",
    "dialog",
    "menu",
    "region",
    "application",
    "link",
    "checkbox",
    "navigation",
    "complementary",
    "log",
];

#[test]
fn nothing_is_left_in_english_for_whoever_reads_chinese() {
    let page = Visit::to(&lab(FIVE)).chinese().open();
    page.find("button", "播放");
    assert_eq!(page.select("html").attribute("lang").as_deref(), Some("zh-CN"));
    let nothing: Vec<String> = Vec::new();
    assert_eq!(english(&page, ROLES), nothing, "at first");
    assert_eq!(english(&page, &["image"]), nothing, "on the stage");
    for tab in ["消息", "承诺", "历史", "事件", "设置"] {
        page.tab(tab);
        assert_eq!(english(&page, ROLES), nothing, "{tab}");
    }
    page.find_beginning("image", "节点 B").click();
    page.find("heading", "B");
    assert_eq!(english(&page, ROLES), nothing, "in the inspector");
    page.find_beginning("image", "节点 B").click();
    page.find("menu", "节点 B");
    assert_eq!(english(&page, ROLES), nothing, "in a menu");
    page.press("\u{e00c}");
    page.find("button", "分享").click();
    page.find("dialog", "分享这一刻");
    assert_eq!(english(&page, ROLES), nothing, "in the dialog");
}

#[test]
fn the_gallery_is_chinese_too() {
    let page = Visit::to("#/gallery").chinese().open();
    page.select(".gallery h2");
    let nothing: Vec<String> = Vec::new();
    assert_eq!(english(&page, &["button", "heading", "link", "navigation"]), nothing);
}

#[test]
fn the_language_is_changed_without_losing_the_run() {
    let page = Visit::to(&lab(FIVE)).open();
    let here = page.state();
    page.find("button", "中文").click();
    page.find("button", "播放");
    page.wait_until("the language", "return document.documentElement.lang === 'zh-CN'");
    assert_eq!(page.state()["digest"], here["digest"]);
    page.reload();
    page.find("button", "播放");
    page.find("button", "English").click();
    page.find("button", "Play");
}

/// How far the document is wider than the screen, and what sticks out.
const TOO_WIDE: &str = "
    const root = document.documentElement;
    if (root.scrollWidth <= innerWidth) return [];
    return [...document.querySelectorAll('body *')]
        .filter((it) => it.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 8).map((it) => it.outerHTML.slice(0, 100));";

#[test]
fn three_hundred_and_twenty_pixels_are_enough() {
    let nothing = json!([]);
    for chinese in [false, true] {
        for target in ["", "#/gallery", &lab(FIVE), &format!("?embed=1{}", lab(FIVE))] {
            let visit = Visit::to(target).size(320, 568).reduced_motion();
            let page = if chinese { visit.chinese() } else { visit }.open();
            page.select("h1");
            assert_eq!(page.evaluate(TOO_WIDE), nothing, "{target}");
            if target == "#/gallery" {
                continue;
            }
            let play = page.find("button", if chinese { "播放" } else { "Play" });
            let (left, top, width, height) = play.rectangle();
            assert!(left >= 0.0 && left + width <= 320.0, "{target}: {left} {width}");
            assert!(top >= 0.0 && top + height <= 568.0, "{target}: {top} {height}");
            assert!(width >= 24.0 && height >= 24.0, "large enough for a finger");
        }
    }
}

#[test]
fn a_phone_reaches_every_panel_and_the_dialog() {
    let page = Visit::to(&lab(FIVE)).size(320, 568).open();
    for tab in ["Messages", "Promises", "Events", "Settings", "Inspector"] {
        page.tab(tab);
        assert_eq!(page.evaluate(TOO_WIDE), json!([]), "{tab}");
    }
    page.find("button", "Hide details").click();
    page.find("button", "Show details");
    page.find("button", "Share").click();
    page.find("dialog", "Share this moment");
    assert_eq!(page.evaluate(TOO_WIDE), json!([]));
    let script = "const body = document.querySelector('dialog').getBoundingClientRect();
        return body.left >= 0 && body.right <= innerWidth && body.bottom <= innerHeight";
    assert_eq!(page.evaluate(script), json!(true), "all of the dialog is on the screen");
}

#[test]
fn whoever_asked_for_less_motion_finds_time_standing_still() {
    let page = Visit::to("").reduced_motion().open();
    page.find("button", "Play");
    let here = page.state();
    page.pause(std::time::Duration::from_millis(300));
    assert_eq!(page.state(), here);

    // A message stays where it is drawn while time runs on.
    page.find("button", "Play").click();
    let places = "return [...document.querySelectorAll('.message[data-message]')]
        .map((it) => [it.dataset.message, it.getAttribute('transform')])";
    let first = page.wait(|| {
        let found = page.evaluate(places);
        found.as_array()?.first().cloned()
    });
    let first = first.expect("a message on the stage");
    let still = (0..10).all(|_| {
        let now = page.evaluate(places);
        let now = now.as_array().cloned().unwrap_or_default();
        now.iter().filter(|it| it[0] == first[0]).all(|it| it[1] == first[1])
    });
    assert!(still, "{first} moves");
}

fn brightness(page: &Page) -> f64 {
    let script = "const canvas = new OffscreenCanvas(1, 1).getContext('2d');
        canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
        canvas.fillRect(0, 0, 1, 1);
        const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
        return (red + green + blue) / 765";
    page.evaluate(script).as_f64().unwrap_or(-1.0)
}

#[test]
fn the_theme_follows_the_system_until_the_visitor_decides() {
    assert!(brightness(&Visit::to(&lab(QUIET)).open()) > 0.8);
    let page = Visit::to(&lab(QUIET)).dark().open();
    assert!(brightness(&page) < 0.3);
    page.find("button", "Theme: as the system").click();
    page.find("button", "Theme: light");
    assert!(brightness(&page) > 0.8);
    page.reload();
    page.find("button", "Theme: light").click();
    page.find("button", "Theme: dark");
    assert!(brightness(&page) < 0.3);
}

#[test]
fn a_frame_without_an_origin_of_its_own_shows_the_page() {
    let host = r#"<!doctype html><html lang="en"><title>Course notes</title>
        <link rel="icon" href="data:,">
        <iframe title="Quorate" sandbox="allow-scripts" width="900" height="600"
            src="/any/path/quorate/"></iframe></html>"#;
    let page = Visit::to("/course.html").beside("/course.html", host).open();
    page.enter_frame(0);
    let before = page.state();
    page.wait_for("time runs", |state| state["time"].as_f64() > before["time"].as_f64());
    page.select("[aria-label=Pause]").click();
    page.select("[aria-label='Step to the next event']").click();
    page.wait_for("a step", |state| state["events"].as_f64() > before["events"].as_f64());
    let stored = page.evaluate("try { return localStorage.length } catch { return 'refused' }");
    assert_eq!(stored, Value::from("refused"), "there is no storage in such a frame");
}
