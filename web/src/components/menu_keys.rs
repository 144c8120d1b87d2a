//! The keys of a menu, the same for every menu of the page.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{KeyboardEvent, NodeRef, TargetCast};

use crate::view::Callback;

/// Arrows go up and down and round, Escape and Tab close.
pub(crate) fn keys(menu: &NodeRef, close: &Callback<()>) -> Callback<KeyboardEvent> {
    let (menu, close) = (menu.clone(), close.clone());
    Callback::from(move |event: KeyboardEvent| {
        let items = items(&menu);
        let here = event
            .target_dyn_into::<HtmlElement>()
            .and_then(|target| items.iter().position(|item| *item == target));
        let (here, count) = (here.unwrap_or(0), items.len().max(1));
        let there = match event.key().as_str() {
            "ArrowDown" => (here + 1) % count,
            "ArrowUp" => (here + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            "Escape" | "Tab" => {
                event.prevent_default();
                close.emit(());
                return;
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(item) = items.get(there) {
            // An entry that cannot take the focus leaves it where it is.
            let _ = item.focus();
        }
    })
}

fn items(menu: &NodeRef) -> Vec<HtmlElement> {
    let Some(menu) = menu.cast::<Element>() else { return Vec::new() };
    let found = menu.get_elements_by_class_name("menu-item");
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into::<HtmlElement>().ok())
        .collect()
}

/// Moves the focus to the first entry, or to the first field of a form.
pub(crate) fn focus_first(menu: &NodeRef) {
    let first = items(menu).into_iter().next();
    let form = || {
        let menu = menu.cast::<Element>()?;
        menu.query_selector("select, input").ok()??.dyn_into::<HtmlElement>().ok()
    };
    if let Some(element) = first.or_else(form) {
        // As above.
        let _ = element.focus();
    }
}
