//! What there is to open: the ready scenarios of every protocol, and whatever somebody sent.

mod card;
mod poster;

use quorate_proto::{AnyProtocol, Language};
use yew::Html;

use crate::components::header::HeaderProps;
use crate::experiment::list as experiments;
use crate::open::protocols;
use crate::share::{OpenProps, open_box};
use crate::state::{Route, Source};
use crate::text::{experiment, gallery as words};
use crate::view::view;
use card::card;

/// The gallery.
pub(crate) fn gallery(props: &HeaderProps) -> Html {
    let language = props.app.preferences.language;
    let chips = protocols().iter().map(|protocol| {
        let meta = protocol.meta();
        view! {
            <a class="button" href={here(meta.id)} onclick={scrolls_to(meta.id)}>
                { meta.title.words(language) }
            </a>
        }
    });
    // Below the lab it is one region of the page, alone it is what the page is about.
    let tag = if props.app.route == Route::Gallery { "main" } else { "section" };
    view! {
        <@{tag} class="gallery" id="gallery" aria-label={words::TITLE.words(language)}>
            <header class="gallery-head">
                <h2>{ words::TITLE.words(language) }</h2>
                <p>{ words::ABOUT.words(language) }</p>
                <nav class="buttons" aria-label={words::PROTOCOLS.words(language)}>
                    { for chips }
                </nav>
            </header>
            <details class="fold gallery-open">
                <summary>{ words::OPEN.words(language) }</summary>
                { open_box(OpenProps { language, dispatch: props.dispatch.clone() }) }
            </details>
            { for protocols().iter().map(|protocol| room(*protocol, language)) }
            <section class="room">
                <header>
                    <h3>{ experiment::TITLE.words(language) }</h3>
                    <p>{ experiment::ABOUT.words(language) }</p>
                </header>
                { experiments(language, None) }
            </section>
        </@>
    }
}

/// One protocol and its scenarios.
fn room(protocol: &'static dyn AnyProtocol, language: Language) -> Html {
    let meta = protocol.meta();
    let fresh = Route::Lab(Source::Fresh(Some(meta.id.to_owned())));
    let promises = protocol.properties().len();
    let facts = [
        words::PROMISES.with([promises.into()]).say(language),
        words::BUGS.with([meta.bugs.len().into()]).say(language),
    ];
    let cards = meta.presets.iter().map(|preset| card(meta.id, preset, language));
    view! {
        <section class="room" id={room_id(meta.id)} key={meta.id}>
            <header>
                <h3>{ meta.title.words(language) }</h3>
                <p>{ meta.summary.words(language) }</p>
                <p class="faint">{ facts.join(" · ") }</p>
                <a class="button" href={fresh.fragment()}
                    title={words::FRESH_ABOUT.words(language)}>
                    { words::FRESH.words(language) }
                </a>
            </header>
            <ul class="plain cards">{ for cards }</ul>
            if !meta.sources.is_empty() {
                <details class="fold">
                    <summary>{ words::SOURCES.words(language) }</summary>
                    <ul class="plain sources">
                        { for meta.sources.iter().map(|source| view! { <li>{ *source }</li> }) }
                    </ul>
                </details>
            }
        </section>
    }
}

fn room_id(protocol: &str) -> String {
    format!("room-{protocol}")
}

/// The fragment is the page's route, so a link within the page goes by the script below.
fn here(protocol: &str) -> String {
    Route::Lab(Source::Fresh(Some(protocol.to_owned()))).fragment()
}

/// A press that brings a protocol into view instead of following the link.
fn scrolls_to(protocol: &'static str) -> crate::view::Callback<yew::MouseEvent> {
    crate::view::Callback::from(move |event: yew::MouseEvent| {
        let room = gloo::utils::document().get_element_by_id(&room_id(protocol));
        if let Some(room) = room {
            event.prevent_default();
            room.scroll_into_view();
        }
    })
}
