//! What hunting and exploring have in common in the panel.

use quorate_proto::{Argument, Phrase};
use quorate_scenario::decode;
use quorate_sim::Standing;
use yew::Html;

use super::PanelProps;
use crate::hooks::{Task, TaskState};
use crate::icons::{Icon, symbol};
use crate::jobs::Letter;
use crate::open::protocols;
use crate::state::{Change, Route, Source};
use crate::text::{jobs, panels, proof as words};
use crate::view::{Callback, view};
use crate::visit::route_to_story;

/// The button that starts, or while it is under way the one that stops.
pub(super) fn start_or_stop(
    panel: &PanelProps,
    task: &Task,
    state: Option<&TaskState>,
    label: &'static Phrase<0>,
    start: Callback<()>,
) -> Html {
    let busy = state.is_some_and(TaskState::is_busy);
    let onclick = {
        // What is asked for is asked for now: time stands still meanwhile.
        let (task, dispatch) = (task.clone(), panel.dispatch.clone());
        Callback::from(move |_| {
            if busy {
                task.stop();
            } else {
                dispatch.dispatch(Change::Play(false));
                start.emit(());
            }
        })
    };
    let (class, label) = if busy { ("", &jobs::STOP) } else { ("primary", label) };
    view! {
        <div class="buttons">
            <button type="button" {class} {onclick}>{ panel.say(label) }</button>
        </div>
    }
}

/// How it stands, in a sentence that is read aloud.
pub(super) fn sentence(panel: &PanelProps, state: &TaskState, said: String) -> Html {
    let also = state.say(panel.language);
    view! { <p role="status">{ [said, also].join(" ") }</p> }
}

/// Figures by their names in the report, and one of them per second.
pub(super) fn figures(
    panel: &PanelProps,
    report: &Letter,
    named: &[(&'static Phrase<0>, &str)],
    (speed, of): (&'static Phrase<0>, &str),
) -> Html {
    let each =
        named.iter().filter_map(|(phrase, name)| Some((*phrase, report.get(name)?.to_owned())));
    let per_second = report.number(of).saturating_mul(1_000) / report.number("ms").max(1);
    let each = each.chain([(speed, per_second.to_string())]).map(|(phrase, value)| {
        view! { <><dt>{ panel.say(phrase) }</dt><dd>{ value }</dd></> }
    });
    view! { <dl>{ for each }</dl> }
}

/// A place in a sentence for a name that comes from a letter: texts only take words that are built
/// in.
pub(super) const NAME: Argument = Argument::Word("\u{0}");

/// A broken promise, and the run that shows it: opened by a link like any other.
pub(super) fn found(panel: &PanelProps, said: &str, property: &str, script: &str) -> Html {
    let said = said.replace('\u{0}', property);
    let decoded = decode(script, protocols()).ok().filter(|_| !script.is_empty());
    view! {
        <p class="occasion note is-error">
            { symbol(Icon::Warning) }<span>{ said }</span>
            if let Some(decoded) = decoded {
                { opens(panel, route_to_story(&decoded.scenario)) }
            } else {
                <span>{ panel.say(&words::NO_RUN) }</span>
            }
        </p>
    }
}

/// What opens a run on the stage: a link, where an address can hold it.
fn opens(panel: &PanelProps, route: Route) -> Html {
    let label = panel.say(&words::SHOW);
    if matches!(route, Route::Lab(Source::Script(_))) {
        let onclick = panel.changes(Change::Go(route));
        return view! { <button type="button" class="small" {onclick}>{ label }</button> };
    }
    view! { <a class="button small" href={route.fragment()}>{ label }</a> }
}

/// A class and words for how a promise stands, by its name in letters.
pub(super) fn standing_words(standing: &str) -> (&'static str, &'static Phrase<0>) {
    let is = |known: Standing| known.id() == standing;
    if is(Standing::Broken) {
        ("is-broken", &panels::STANDING_BROKEN)
    } else if is(Standing::Holds) {
        ("is-good", &panels::STANDING_HOLDS)
    } else {
        ("is-open", &panels::STANDING_UNREACHED)
    }
}
