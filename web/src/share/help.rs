//! Keys and words, a question mark away.

use gloo::events::EventListener;
use gloo::utils::document;
use quorate_proto::{Language, Phrase};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::{Html, create_portal, hook};

use super::dialog::{DialogProps, dialog};
use super::slot::SLOT;
use crate::components::Dispatch;
use crate::components::part::part;
use crate::hooks::{Setter, use_effect_with, use_place, use_state_eq};
use crate::panels::switch;
use crate::state::{Change, Keys, Motion, Preferences};
use crate::text::share as words;
use crate::view::{Callback, view};

#[derive(PartialEq)]
pub(crate) struct HelpProps {
    /// The language.
    pub(crate) language: Language,
    /// What the visitor prefers.
    pub(crate) preferences: Preferences,
    /// How to change that.
    pub(crate) dispatch: Dispatch,
}

const KEYS: [(&[&str], &Phrase<0>); 8] = [
    (&["Space"], &words::KEY_SPACE),
    (&[".", ","], &words::KEY_STEP),
    (&["]", "["], &words::KEY_MARK),
    (&["-", "+"], &words::KEY_SPEED),
    (&["←", "↑", "→", "↓"], &words::KEY_ARROWS),
    (&["Enter"], &words::KEY_ENTER),
    (&["Esc"], &words::KEY_ESCAPE),
    (&["?"], &words::KEY_HELP),
];

const GLOSSARY: [&Phrase<0>; 4] =
    [&words::TERM_TERM, &words::TERM_QUORUM, &words::TERM_COMMIT, &words::TERM_DURABLE];

part! {
    /// The help, which `?` opens wherever no text is being typed.
    pub(crate) fn help(HelpProps) = use_help;
}

#[hook]
fn use_help(props: &HelpProps) -> Html {
    let open = use_state_eq(|| false);
    let setter = open.setter();
    let has_keys = props.preferences.keys == Keys::On;
    use_effect_with(has_keys, move |keys| {
        let keys = *keys;
        let listener = EventListener::new(&document(), "keydown", move |event| {
            let event = event.dyn_ref::<KeyboardEvent>();
            if keys && event.is_some_and(|event| event.key() == "?" && !is_typing(event)) {
                setter.set(true);
            }
        });
        move || drop(listener)
    });
    let language = props.language;
    let bar = use_place(SLOT);
    let button = {
        let open = open.setter();
        let name = words::HELP.words(language);
        let onclick = Callback::from(move |_| open.set(true));
        view! {
            <button type="button" class="button is-quiet is-icon is-wide-only" aria-label={name}
                title={name} aria-haspopup="dialog" {onclick}>
                { "?" }
            </button>
        }
    };
    view! {
        <>
            if let Some(bar) = bar {
                { create_portal(button, bar) }
            }
            if *open {
                { opened(props, open.setter()) }
            }
        </>
    }
}

fn opened(props: &HelpProps, open: Setter<bool>) -> Html {
    let language = props.language;
    let closed = Callback::from(move |()| open.set(false));
    let keys = KEYS.iter().map(|(keys, does)| {
        view! {
            <div class="fact">
                <dt>{ for keys.iter().map(|key| view! { <kbd>{ *key }</kbd> }) }</dt>
                <dd>{ does.words(language) }</dd>
            </div>
        }
    });
    let terms = GLOSSARY.iter().map(|term| view! { <li>{ term.words(language) }</li> });
    let inner = view! {
        <p class="faint">{ words::HELP_ABOUT.words(language) }</p>
        <dl class="facts keys">{ for keys }</dl>
        { preferences(props) }
        <section class="part">
            <h3>{ words::GLOSSARY.words(language) }</h3>
            <ul class="plain">{ for terms }</ul>
        </section>
    };
    dialog(DialogProps { title: words::HELP.words(language), language, closed, inner })
}

/// What can be turned off for good.
fn preferences(props: &HelpProps) -> Html {
    let language = props.language;
    let turn = |change: fn(bool) -> Change| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |on| dispatch.dispatch(change(on)))
    };
    let keys = turn(|on| Change::Keys(if on { Keys::On } else { Keys::Off }));
    let calm = turn(|on| Change::Motion(if on { Motion::Off } else { Motion::Auto }));
    view! {
        <section class="part">
            <h3>{ words::PREFERENCES.words(language) }</h3>
            { switch(words::KEYS_ON.words(language), props.preferences.keys == Keys::On, keys) }
            { switch(words::CALM.words(language), props.preferences.motion == Motion::Off, calm) }
        </section>
    }
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}
