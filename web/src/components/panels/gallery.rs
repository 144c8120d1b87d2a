//! All protocols and their ready scenarios.

use yew::{Html, component, html};

use crate::components::header::HeaderProps;
use crate::open::protocols;
use crate::state::{Route, Source};

/// A list of all protocols.
#[component]
pub(crate) fn Gallery(props: &HeaderProps) -> Html {
    let language = props.app.preferences.language;
    html! {
        <section class="gallery" id="gallery">
            { for protocols().iter().map(|protocol| {
                let meta = protocol.meta();
                let route = Route::Lab(Source::Fresh(Some(meta.id.to_owned())));
                html! {
                    <article key={meta.id}>
                        <h3><a href={route.fragment()}>{ meta.title.words(language) }</a></h3>
                        <p>{ meta.summary.words(language) }</p>
                    </article>
                }
            }) }
        </section>
    }
}
