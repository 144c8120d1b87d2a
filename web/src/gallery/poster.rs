//! A small picture of a scenario: how its stage looks at the moment at which it opens. Made when it
//! comes into view, from the same world and the same scene as everything else.

use std::cell::Cell;

use quorate_proto::Language;
use quorate_proto::time::SECOND;
use quorate_scenario::decode;
use quorate_scene::svg::{self, Setting};
use quorate_scene::{Frame, Size, Stage, StageOptions};
use quorate_sim::{Record, Run, Stamp};
use yew::{AttrValue, Html, hook};

use crate::components::part::part;
use crate::hooks::{use_in_sight, use_memo, use_node_ref};
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
    let in_sight = use_in_sight(&place, false);
    // What was made once stays.
    let seen = use_memo((), |()| Cell::new(false));
    seen.set(seen.get() || in_sight);
    let of = (seen.get(), props.script, props.language);
    let picture =
        use_memo(of, |(seen, script, language)| seen.then(|| picture(script, *language)).flatten());
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
