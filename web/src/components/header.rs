//! The one bar above: who we are, what runs, where else to go, language, theme, share.

use std::rc::Rc;

use quorate_proto::Language;
use yew::Html;

use crate::components::Dispatch;
use crate::environment;
use crate::icons::{Icon, symbol};
use crate::state::{App, Change, Route, Theme};
use crate::text::shell;
use crate::view::{Callback, view};

#[derive(Clone, PartialEq)]
pub(crate) struct HeaderProps {
    /// The page's state.
    pub(crate) app: Rc<App>,
    /// How to change it.
    pub(crate) dispatch: Dispatch,
}

/// The bar above everything; in a frame of another page only a way out of it.
pub(crate) fn header(props: &HeaderProps) -> Html {
    let language = props.app.preferences.language;
    if props.app.presentation.is_bare() {
        let href = environment::full_address(&props.app.route.fragment());
        return view! {
            <header class="topbar is-bare">
                <h1 class="logo">
                    { symbol(Icon::Logo) }<span>{ shell::NAME.words(language) }</span>
                </h1>
                <a class="button is-quiet" {href} target="_blank" rel="noopener">
                    { shell::OPEN_IN_FULL.words(language) }{ symbol(Icon::External) }
                </a>
            </header>
        };
    }
    let experiments = Route::Experiment(String::new(), String::new());
    let measures = matches!(props.app.route, Route::Experiment(..));
    let current = |route: Route| (props.app.route == route).then_some("page");
    view! {
        <header class="topbar">
            <a class="home" href={Route::Home.fragment()}>
                <h1 class="logo">
                    { symbol(Icon::Logo) }<span>{ shell::NAME.words(language) }</span>
                </h1>
            </a>
            <div id="bar-picker" class="bar-slot"></div>
            <nav aria-label={shell::MAIN_NAVIGATION.words(language)}>
                <a href={Route::Gallery.fragment()} aria-current={current(Route::Gallery)}
                    aria-label={shell::GALLERY.words(language)}>
                    { symbol(Icon::Gallery) }
                    <span>{ shell::GALLERY.words(language) }</span>
                </a>
                <a class="is-wide-only" href={experiments.fragment()}
                    aria-current={measures.then_some("page")}>
                    { symbol(Icon::Chart) }
                    <span>{ shell::EXPERIMENTS.words(language) }</span>
                </a>
            </nav>
            { language_switch(props) }
            { theme_switch(props) }
            <div id="bar-share" class="bar-slot"></div>
        </header>
    }
}

/// Each language by its own name.
fn language_switch(props: &HeaderProps) -> Html {
    let language = props.app.preferences.language;
    let (other, name) = match language {
        Language::English => (Language::Chinese, "中文"),
        Language::Chinese => (Language::English, "English"),
    };
    let dispatch = props.dispatch.clone();
    let onclick = Callback::from(move |_| dispatch.dispatch(Change::Language(other)));
    view! {
        <button class="button is-quiet" type="button" lang={other.tag()} {onclick}>{ name }</button>
    }
}

/// Turns to the next theme.
fn theme_switch(props: &HeaderProps) -> Html {
    let theme = props.app.preferences.theme;
    let (icon, label) = match theme {
        Theme::Auto => (Icon::Theme, &shell::THEME_AUTO),
        Theme::Light => (Icon::Sun, &shell::THEME_LIGHT),
        Theme::Dark => (Icon::Moon, &shell::THEME_DARK),
    };
    let label = label.words(props.app.preferences.language);
    let dispatch = props.dispatch.clone();
    let onclick = Callback::from(move |_| dispatch.dispatch(Change::Theme(theme.next())));
    view! {
        <button class="button is-quiet is-icon" type="button" aria-label={label} title={label}
            {onclick}>
            { symbol(icon) }
        </button>
    }
}
