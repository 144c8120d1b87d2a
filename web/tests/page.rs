//! The page's components, in a browser.

#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn the_page_has_a_heading() {
    let body = gloo::utils::body();
    let page = yew::Renderer::<quorate_web::App>::with_root(body.clone().into()).render();
    yew::platform::time::sleep(std::time::Duration::ZERO).await;
    let heading = body.query_selector("h1").ok().flatten().and_then(|found| found.text_content());
    assert_eq!(heading.as_deref(), Some("Quorate"));
    page.destroy();
}
