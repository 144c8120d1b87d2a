//! What the system wants, and whether anybody can see the page.

use gloo::events::EventListener;
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};
use yew::{NodeRef, hook};

use super::memory::{use_effect_with, use_state_eq};
use crate::environment;

/// Whether a media query holds, kept up to date.
#[hook]
pub(crate) fn use_media(query: &'static str) -> bool {
    let holds = use_state_eq(|| environment::media(query).is_some_and(|media| media.matches()));
    let setter = holds.setter();
    use_effect_with(query, move |query| {
        let media = environment::media(query);
        let listener = media.map(|media| {
            let asked = media.clone();
            EventListener::new(&media, "change", move |_| setter.set(asked.matches()))
        });
        move || drop(listener)
    });
    *holds
}

/// Whether the page can be seen.
#[hook]
pub(crate) fn use_visible() -> bool {
    let visible = use_state_eq(|| !environment::is_hidden());
    let setter = visible.setter();
    use_effect_with((), move |()| {
        let document = gloo::utils::document();
        let listener = EventListener::new(&document, "visibilitychange", move |_| {
            setter.set(!environment::is_hidden());
        });
        move || drop(listener)
    });
    *visible
}

/// Whether an element is within sight, kept up to date; what is `presumed` until it is known.
#[hook]
pub(crate) fn use_in_sight(node: &NodeRef, presumed: bool) -> bool {
    let in_sight = use_state_eq(|| presumed);
    let setter = in_sight.setter();
    use_effect_with(node.clone(), move |node| {
        let element = node.cast::<Element>();
        let look = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
            let last = entries.length().checked_sub(1).map(|last| entries.get(last));
            let last = last.and_then(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok());
            setter.set(last.is_none_or(|entry| entry.is_intersecting()));
        });
        let observer = IntersectionObserver::new(look.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, &element) {
            observer.observe(element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(look);
        }
    });
    *in_sight
}
