//! A small picture of a scenario: how its stage looks at the moment at which it opens. Made when it
//! comes into view, from the same world and the same scene as everything else.

use js_sys::Array;
use quorate_proto::Language;
use quorate_proto::time::SECOND;
use quorate_scenario::decode;
use quorate_scene::svg::{self, Setting};
use quorate_scene::{Frame, Size, Stage, StageOptions};
use quorate_sim::{Record, Run, Stamp};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};
use yew::{AttrValue, Html, hook};

use crate::components::part::part;
use crate::hooks::{use_effect_with, use_memo, use_node_ref, use_state_eq};
use crate::open::protocols;
use crate::view::view;

const SIZE: Size = Size::new(490.0, 315.0);
/// Most events that a picture may cost.
const EVENTS_MAX: u64 = 12_000;
/// The moment of a scenario without an end.
const MOMENT: Stamp = Stamp::at(2 * SECOND);

/// By what a picture alone is named.
const NAMES: [&str; 3] =
    [r#"aria-labelledby="stage-title stage-about""#, r#"id="stage-title""#, r#"id="stage-about""#];

#[derive(PartialEq)]
pub(crate) struct PosterProps {
    /// The scenario.
    pub(crate) script: &'static str,
    /// The language of what is written in the picture.
    pub(crate) language: Language,
}

part! {
    /// The picture, once it is in view; room for it before.
    pub(crate) fn poster(PosterProps) = use_poster;
}

#[hook]
fn use_poster(props: &PosterProps) -> Html {
    let place = use_node_ref();
    let seen = use_state_eq(|| false);
    let (watched, setter) = (place.clone(), seen.setter());
    use_effect_with((), move |()| {
        let sight = watched
            .cast::<Element>()
            .and_then(|element| Sight::new(&element, move || setter.set(true)));
        move || drop(sight)
    });
    let picture = use_memo((*seen, props.script, props.language), |(seen, script, language)| {
        if *seen { picture(script, *language) } else { None }
    });
    let drawn = (*picture).clone().map(|svg| Html::from_html_unchecked(AttrValue::from(svg)));
    view! { <span class="poster" ref={place} aria-hidden="true">{ drawn }</span> }
}

fn picture(script: &str, language: Language) -> Option<String> {
    let scenario = decode(script, protocols()).ok()?.scenario;
    let mut run = Run::unwatched(&scenario.setup, &scenario.actions);
    run.run_until(scenario.end.unwrap_or(MOMENT), EVENTS_MAX, &mut Record::default());
    let options = StageOptions { size: SIZE, language, ..StageOptions::default() };
    let stage = Stage::new(run.world(), &options);
    let mut frame = Frame::default();
    stage.frame(run.world().now(), &mut frame);
    // The style of the page gives the picture its colours.
    let text = svg::stage(&stage, &frame, &Setting { title: "", style: "" });
    // Many pictures stand on one page, and none of them is read aloud: names would only repeat.
    Some(NAMES.iter().fold(text, |text, name| text.replacen(name, "", 1)))
}

/// Watches for an element to come into view, for as long as it is kept.
struct Sight {
    observer: IntersectionObserver,
    _heard: Closure<dyn Fn(Array, IntersectionObserver)>,
}

impl Sight {
    fn new(element: &Element, seen: impl Fn() + 'static) -> Option<Self> {
        let heard = Closure::<dyn Fn(Array, IntersectionObserver)>::new(
            move |entries: Array, observer: IntersectionObserver| {
                let mut entries = entries.iter();
                let in_view = entries.any(|entry| {
                    let entry = entry.dyn_into::<IntersectionObserverEntry>();
                    entry.is_ok_and(|entry| entry.is_intersecting())
                });
                if in_view {
                    observer.disconnect();
                    seen();
                }
            },
        );
        let observer = IntersectionObserver::new(heard.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _heard: heard })
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
