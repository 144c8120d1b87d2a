//! A dialog over the page. The browser keeps the focus inside, gives it back, and closes on Escape.

use quorate_proto::Language;
use web_sys::HtmlDialogElement;
use yew::{Html, MouseEvent, hook};

use crate::components::part::part;
use crate::hooks::{use_effect_with, use_node_ref};
use crate::icons::{Icon, symbol};
use crate::text::share as words;
use crate::view::{Callback, view};

#[derive(PartialEq)]
pub(crate) struct DialogProps {
    /// Its heading and name.
    pub(crate) title: &'static str,
    /// The language of what closes it.
    pub(crate) language: Language,
    /// Called once it is closed, in whatever way.
    pub(crate) closed: Callback<()>,
    /// What it holds.
    pub(crate) inner: Html,
}

part! {
    /// An open dialog. It is there as long as the part is.
    pub(crate) fn dialog(DialogProps) = use_dialog;
}

#[hook]
fn use_dialog(props: &DialogProps) -> Html {
    let dialog = use_node_ref();
    let opened = dialog.clone();
    use_effect_with((), move |()| {
        if let Some(dialog) = opened.cast::<HtmlDialogElement>().filter(|it| !it.open()) {
            // Refused only for a dialog that is not in the document.
            let _ = dialog.show_modal();
        }
    });
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    let onclose = {
        let closed = props.closed.clone();
        Callback::from(move |_| closed.emit(()))
    };
    let label = words::CLOSE.words(props.language);
    view! {
        <dialog class="dialog" ref={dialog} {onclose} aria-label={props.title}>
            <header class="dialog-head">
                <h2>{ props.title }</h2>
                <button type="button" class="button is-quiet is-icon" onclick={close}
                    aria-label={label} title={label}>
                    { symbol(Icon::Close) }
                </button>
            </header>
            <div class="dialog-body">{ props.inner.clone() }</div>
        </dialog>
    }
}
