//! One ready scenario.

use quorate_proto::{Language, Preset};
use yew::Html;

use super::poster::{PosterProps, poster};
use crate::state::{Route, Source};
use crate::view::view;

/// The card: one link, with its picture, title and story.
pub(crate) fn card(protocol: &str, preset: &Preset, language: Language) -> Html {
    let source = Source::Preset(protocol.to_owned(), preset.id.to_owned());
    view! {
        <li key={preset.id}>
            <a class="card" href={Route::Lab(source).fragment()}>
                { poster(PosterProps { script: preset.script, language }) }
                <strong>{ preset.title.words(language) }</strong>
                <span>{ preset.story.words(language) }</span>
            </a>
        </li>
    }
}
