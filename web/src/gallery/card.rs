//! One ready scenario.

use quorate_proto::{Language, Preset};
use yew::{Html, Properties, component};

use super::poster::Poster;
use crate::state::{Route, Source};
use crate::view::view;

#[derive(Properties, Clone)]
pub(crate) struct CardProps {
    /// Identifier of the protocol.
    pub(crate) protocol: &'static str,
    /// The scenario.
    pub(crate) preset: &'static Preset,
    /// The language.
    pub(crate) language: Language,
}

impl PartialEq for CardProps {
    fn eq(&self, other: &Self) -> bool {
        (self.protocol, self.preset.id, self.language)
            == (other.protocol, other.preset.id, other.language)
    }
}

/// The card: one link, with its picture, title and story.
#[component]
pub(crate) fn Card(props: &CardProps) -> Html {
    let CardProps { protocol, preset, language } = props.clone();
    let source = Source::Preset(protocol.to_owned(), preset.id.to_owned());
    view! {
        <li>
            <a class="card" href={Route::Lab(source).fragment()}>
                <Poster script={preset.script} {language} />
                <strong>{ preset.title.words(language) }</strong>
                <span>{ preset.story.words(language) }</span>
            </a>
        </li>
    }
}
