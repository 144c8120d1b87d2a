//! The page opens at all.

use crate::page::Visit;

#[test]
fn the_page_opens_with_nothing_in_the_console() {
    let page = Visit::to("").open();
    page.find("heading", "Quorate");
    assert_eq!(page.title(), "Quorate");
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
    assert_eq!(strangers, serde_json::json!([]));
}

#[test]
fn the_page_has_no_barriers_in_either_theme() {
    Visit::to("").open().assert_no_barriers();
    Visit::to("").dark().open().assert_no_barriers();
}

#[test]
fn a_frame_without_an_origin_of_its_own_can_show_the_page() {
    let host = r#"<!doctype html><html lang="en"><title>Course notes</title>
        <link rel="icon" href="data:,">
        <iframe title="Quorate" sandbox="allow-scripts" src="/any/path/quorate/"></iframe></html>"#;
    let page = Visit::to("/course.html").beside("/course.html", host).open();
    page.enter_frame(0);
    page.wait_until("the page in the frame", "return document.querySelector('h1') !== null");
}
