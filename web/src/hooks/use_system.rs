//! What the system wants, and whether anybody can see the page.

use gloo::events::EventListener;
use yew::{hook, use_effect_with, use_state_eq};

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
