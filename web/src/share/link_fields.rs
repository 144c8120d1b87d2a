//! A text to take along, in a field that can be read, with the buttons that copy it.

use quorate_proto::{Language, Phrase};
use yew::{Html, hook};

use super::clipboard::{CopyProps, copy_button};
use crate::components::part::part;
use crate::hooks::use_node_ref;
use crate::view::view;

#[derive(PartialEq)]
pub(crate) struct CopyFieldProps {
    /// The field's name.
    pub(crate) label: &'static str,
    /// What stands in it.
    pub(crate) text: String,
    /// What the button says.
    pub(crate) copy: &'static Phrase<0>,
    /// Whether the text is worth several lines.
    pub(crate) tall: bool,
    /// A further word about it.
    pub(crate) about: Option<String>,
    /// The language.
    pub(crate) language: Language,
}

part! {
    /// The field and its button.
    pub(crate) fn copy_field(CopyFieldProps) = use_copy_field;
}

#[hook]
fn use_copy_field(props: &CopyFieldProps) -> Html {
    let field = use_node_ref();
    let (text, language) = (props.text.clone(), props.language);
    let (copied, from) = (text.clone(), field.clone());
    let button = copy_button(CopyProps { label: props.copy, text: copied, field: from, language });
    view! {
        <div class="copy-field">
            <label class="field">
                <span>{ props.label }</span>
                if props.tall {
                    <textarea readonly={true} rows="3" value={text.clone()} ref={field.clone()}
                        spellcheck="false" />
                } else {
                    <input type="text" readonly={true} value={text.clone()} ref={field.clone()} />
                }
            </label>
            if let Some(about) = &props.about {
                <p class="faint">{ about.clone() }</p>
            }
            <div class="buttons">{ button }</div>
        </div>
    }
}
