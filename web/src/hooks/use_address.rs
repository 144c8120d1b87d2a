//! The address of the page leads, and the state follows.

use gloo::events::EventListener;
use yew::hook;

use super::memory::use_effect_with;
use crate::components::Dispatch;
use crate::environment;
use crate::state::{Change, Route};

/// Follows links within the page, and the buttons of the browser.
#[hook]
pub(crate) fn use_address(dispatch: Dispatch) {
    use_effect_with(dispatch, |dispatch| {
        let dispatch = dispatch.clone();
        let window = gloo::utils::window();
        let listener = EventListener::new(&window, "hashchange", move |_| {
            let route = Route::parse(&environment::fragment(), &environment::query());
            dispatch.dispatch(Change::Go(route));
        });
        move || drop(listener)
    });
}
