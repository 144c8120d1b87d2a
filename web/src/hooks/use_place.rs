//! Places that one part of the page keeps for another.

use gloo::utils::document;
use web_sys::Element;
use yew::hook;

use super::memory::{use_effect_with, use_state_eq};

/// An element by its id, once it stands in the page.
#[hook]
pub(crate) fn use_place(id: &'static str) -> Option<Element> {
    let place = use_state_eq(|| None);
    let found = place.setter();
    use_effect_with(id, move |id| found.set(document().get_element_by_id(id)));
    (*place).clone()
}
