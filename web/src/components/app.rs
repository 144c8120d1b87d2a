//! The whole page: header, and what the route leads to.

use std::rc::Rc;

use yew::functional::Hook;
use yew::{Html, MouseEvent, hook};

use crate::components::Dispatch;
use crate::components::header::{HeaderProps, header};
use crate::components::lab::lab;
use crate::components::part::PartProps;
use crate::environment;
use crate::hooks::{use_address, use_effect_with, use_media, use_state_eq};
use crate::late;
use crate::rest::use_rest;
use crate::state::{self, Change, Preferences, Presentation, Route, Surface};
use crate::text::shell;
use crate::view::{Callback, view};

/// The name under which preferences are stored.
const STORED_AS: &str = "quorate";

/// The whole page, as a part that is given nothing.
pub fn page() -> PartProps {
    PartProps::new(|_, context| use_page().run(context), Rc::new(()))
}

#[hook]
fn use_page() -> Html {
    let state = use_state_eq(boot);
    let (app, dispatch) = (state.latest(), Dispatch(state.setter()));
    use_address(dispatch.clone());

    let rest = use_rest();
    let calm = use_media("(prefers-reduced-motion: reduce)");
    use_effect_with((calm, dispatch.clone()), |(calm, dispatch)| {
        dispatch.dispatch(Change::CalmSystem(*calm));
    });
    let remembers = !app.presentation.is_bare();
    use_effect_with((app.preferences, remembers), |(preferences, remembers)| {
        environment::dress_document(preferences.language, preferences.theme.id());
        if *remembers {
            environment::store(STORED_AS, &preferences.encode());
        }
    });

    let language = app.preferences.language;
    let props = HeaderProps { app: Rc::clone(&app), dispatch };
    let surface = match app.presentation.surface {
        Surface::Full => "page is-full",
        Surface::Embed => "page is-embed",
        Surface::Slide => "page is-slide",
    };
    let front = if app.route == Route::Home { "is-front" } else { "" };
    let has_lab = app.route.source().is_some();
    let measures = matches!(app.route, Route::Experiment(..));
    let has_gallery = matches!(app.route, Route::Home | Route::Gallery);
    let has_gallery = has_gallery && !app.presentation.is_bare();
    view! {
        <div class={format!("{surface} {front}")}>
            if has_lab {
                <a class="skip" href="#stage" onclick={skip()}>
                    { shell::SKIP.words(language) }
                </a>
            }
            { header(&props) }
            if has_lab {
                { lab(props.clone()) }
            }
            if measures && rest {
                { late::experiment(&props) }
            }
            if has_gallery && rest {
                { late::gallery(&props) }
            }
            if !app.presentation.is_bare() && rest {
                { late::over_page(app.preferences, &props.dispatch) }
            }
        </div>
    }
}

/// A press that leads to the stage and leaves the address alone: its fragment says what is open.
fn skip() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| {
        event.prevent_default();
        environment::focus("stage");
    })
}

/// The page as its address and the visitor's preferences want it.
fn boot() -> state::App {
    let mut preferences = Preferences::default();
    if let Some(language) = environment::preferred_language() {
        preferences.language = language;
    }
    let mut presentation = Presentation::default();
    let (query, fragment) = (environment::query(), environment::fragment());
    let stored = environment::stored(STORED_AS).unwrap_or_default();
    for (name, value) in state::settings(&stored) {
        preferences.take(name, value);
    }
    let inner = fragment.split_once('?').map_or("", |(_, inner)| inner);
    for (name, value) in state::settings(&query).chain(state::settings(inner)) {
        preferences.take(name, value);
        presentation.take(name, value);
    }
    let route = Route::parse(&fragment, &query);
    state::App::new(route, presentation, preferences, environment::wants_calm())
}
