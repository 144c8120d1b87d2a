//! The page's components, in a browser.

#![cfg(target_arch = "wasm32")]

use std::time::Duration;

use gloo::utils::{body, document};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn the_page_has_a_heading() {
    // An element of our own: the test runner reads its results from the body's others.
    let root = document().create_element("div").expect("a new element");
    body().append_child(&root).expect("a place for it");

    let page = quorate_web::page();
    let page = yew::Renderer::<quorate_web::Part>::with_root_and_props(root.clone(), page).render();
    yew::platform::time::sleep(Duration::ZERO).await;
    let heading = root.query_selector("h1").ok().flatten().and_then(|found| found.text_content());
    assert_eq!(heading.as_deref(), Some("Quorate"));

    page.destroy();
    root.remove();
}
