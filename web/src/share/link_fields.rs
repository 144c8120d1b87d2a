//! A text to take along, in a field that can be read, with the buttons that copy it.

use quorate_proto::{Language, Phrase};
use yew::{AttrValue, Html, Properties, component, use_node_ref};

use super::clipboard::CopyButton;
use crate::view::view;

#[derive(Properties, PartialEq)]
pub(crate) struct CopyFieldProps {
    /// The field's name.
    pub(crate) label: AttrValue,
    /// What stands in it.
    pub(crate) text: String,
    /// What the button says.
    pub(crate) copy: &'static Phrase<0>,
    /// Whether the text is worth several lines.
    #[prop_or_default]
    pub(crate) tall: bool,
    /// A further word about it.
    #[prop_or_default]
    pub(crate) about: Option<AttrValue>,
    /// The language.
    pub(crate) language: Language,
}

/// The field and its button.
#[component]
pub(crate) fn CopyField(props: &CopyFieldProps) -> Html {
    let field = use_node_ref();
    let text = props.text.clone();
    view! {
        <div class="copy-field">
            <label class="field">
                <span>{ props.label.clone() }</span>
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
            <div class="buttons">
                <CopyButton label={props.copy} {text} {field} language={props.language} />
            </div>
        </div>
    }
}
