//! What the browser offers and refuses. Everything here may be absent: a page in a sandboxed frame
//! has no storage, an old browser no media queries. Then there is simply less.

use gloo::utils::window;
use quorate_proto::Language;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, MediaQueryList, SvgElement};

/// A seed that no visitor has had before, short enough for a link.
pub(crate) fn fresh_seed() -> u64 {
    let mut bytes = [0; 4];
    // Without a source of chance there is still the clock, and any seed is a good one.
    match getrandom::fill(&mut bytes) {
        Ok(()) => u64::from(u32::from_le_bytes(bytes)),
        Err(_) => now_ms() as u64,
    }
}

/// Real time in milliseconds, from any origin, never backwards.
pub(crate) fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// What was stored under this name.
pub(crate) fn stored(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Stores something, where storing is allowed.
pub(crate) fn store(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or forbidden storage only means that nothing is remembered.
        let _ = storage.set_item(name, value);
    }
}

/// The first of the visitor's languages that is one of ours.
pub(crate) fn preferred_language() -> Option<Language> {
    let languages = window().navigator().languages();
    let tags = languages.iter().filter_map(|tag| tag.as_string());
    tags.filter_map(|tag| Language::from_tag(&tag)).next()
}

/// The query of the address, with its mark.
pub(crate) fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// The part of the address after `#`, with its mark, decoded.
pub(crate) fn fragment() -> String {
    let raw = window().location().hash().unwrap_or_default();
    let decoded = js_sys::decode_uri_component(&raw).ok().and_then(|text| text.as_string());
    decoded.unwrap_or(raw)
}

/// Writes another fragment into the address, without a step in the history.
pub(crate) fn replace_fragment(fragment: &str) {
    if let Ok(history) = window().history() {
        // Browsers limit how often this may be called; the next call will do.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(fragment));
    }
}

/// Leads to another fragment, as following a link does.
pub(crate) fn go_to_fragment(fragment: &str) {
    // Only a frame that is being torn down refuses this.
    let _ = window().location().set_hash(fragment);
}

/// The address of this page as a whole page, with this fragment.
pub(crate) fn full_address(fragment: &str) -> String {
    let location = window().location();
    let origin = location.origin().unwrap_or_default();
    let path = location.pathname().unwrap_or_default();
    format!("{origin}{path}{fragment}")
}

/// A question about the screen or the visitor's wishes.
pub(crate) fn media(query: &str) -> Option<MediaQueryList> {
    window().match_media(query).ok()?
}

/// Whether the system asks for less movement.
pub(crate) fn wants_calm() -> bool {
    media("(prefers-reduced-motion: reduce)").is_some_and(|query| query.matches())
}

/// Whether nobody can see the page now.
pub(crate) fn is_hidden() -> bool {
    gloo::utils::document().hidden()
}

/// Tells the document about the language and the theme.
pub(crate) fn dress_document(language: Language, theme: &str) {
    if let Some(root) = gloo::utils::document().document_element() {
        // Setting an attribute with a plain name cannot fail.
        let _ = root.set_attribute("lang", language.tag());
        let _ = root.set_attribute("data-theme", theme);
    }
}

/// Moves the focus to the element with this identifier, if it is there.
pub(crate) fn focus(id: &str) {
    let Some(element) = gloo::utils::document().get_element_by_id(id) else { return };
    // An element that cannot take the focus leaves it where it is.
    let _ = match element.dyn_into::<HtmlElement>() {
        Ok(element) => element.focus(),
        Err(element) => element.dyn_into::<SvgElement>().map_or(Ok(()), |it| it.focus()),
    };
}
