//! Copying, and what is left to do where the browser does not allow it.

use quorate_proto::{Language, Phrase};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::platform::spawn_local;
use yew::{Html, MouseEvent, NodeRef, hook};

use crate::components::part::part;
use crate::hooks::use_state_eq;
use crate::icons::{Icon, symbol};
use crate::text::share as words;
use crate::view::{Callback, view};

#[derive(PartialEq)]
pub(crate) struct CopyProps {
    /// What the button says.
    pub(crate) label: &'static Phrase<0>,
    /// What is copied.
    pub(crate) text: String,
    /// The field that holds the same text, to be selected where copying is refused.
    pub(crate) field: NodeRef,
    /// The language.
    pub(crate) language: Language,
}

/// How the latest try went.
#[derive(Clone, Copy, PartialEq)]
enum Tried {
    NotYet,
    Copied,
    Refused,
}

part! {
    /// A button that copies.
    pub(crate) fn copy_button(CopyProps) = use_copy_button;
}

#[hook]
fn use_copy_button(props: &CopyProps) -> Html {
    let tried = use_state_eq(|| Tried::NotYet);
    let onclick = {
        let (text, field, tried) = (props.text.clone(), props.field.clone(), tried.setter());
        Callback::from(move |_: MouseEvent| {
            let (text, field, tried) = (text.clone(), field.clone(), tried.clone());
            spawn_local(async move {
                if copied(&text).await {
                    tried.set(Tried::Copied);
                } else {
                    select(&field);
                    tried.set(Tried::Refused);
                }
            });
        })
    };
    let (icon, said) = match *tried {
        Tried::NotYet => (Icon::Copy, None),
        Tried::Copied => (Icon::Check, Some(&words::COPIED)),
        Tried::Refused => (Icon::Warning, Some(&words::COPY_BY_HAND)),
    };
    view! {
        <>
            <button type="button" class="button" {onclick}>
                { symbol(icon) }{ props.label.words(props.language) }
            </button>
            <span class="note" role="status">
                { said.map(|said| said.words(props.language)) }
            </span>
        </>
    }
}

/// Asks the browser; false where it has no clipboard, or keeps it to itself.
async fn copied(text: &str) -> bool {
    let navigator = gloo::utils::window().navigator();
    // A page that is not served safely has no clipboard, whatever the types say.
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into());
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// Selects all of a field, for the visitor to copy.
pub(crate) fn select(field: &NodeRef) {
    let Some(element) = field.get() else { return };
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        let _ = input.focus();
        input.select();
    } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        let _ = area.focus();
        area.select();
    }
}
