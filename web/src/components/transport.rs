//! The bar below: play, step, speed, and time as a place.

use quorate_proto::text::say_span;
use web_sys::HtmlSelectElement;
use yew::{Callback, Event, Html, Properties, TargetCast, component, html};

use crate::components::LabProps;
use crate::components::announcer::Announcer;
use crate::components::branches::Branches;
use crate::components::scrubber::Scrubber;
use crate::components::space_time;
use crate::icons::{Icon, Symbol};
use crate::late;
use crate::rest::use_rest;
use crate::session::{Session, SessionHandle};
use crate::state::{Change, Speed};
use crate::text::transport;

/// Controls over time.
#[component]
pub(crate) fn Transport(props: &LabProps) -> Html {
    let rest = use_rest();
    let language = props.language();
    let playing = props.app.playing;
    let (icon, label) =
        if playing { (Icon::Pause, &transport::PAUSE) } else { (Icon::Play, &transport::PLAY) };
    let dispatch = props.dispatch.clone();
    let toggle = Callback::from(move |()| dispatch.dispatch(Change::Play(!playing)));
    let go = |act: fn(&SessionHandle)| {
        let (session, dispatch) = (props.session.clone(), props.dispatch.clone());
        Callback::from(move |()| {
            dispatch.dispatch(Change::Play(false));
            act(&session);
        })
    };
    let back = go(|session| session.change(Session::step_back));
    let on = go(|session| session.change(Session::step));
    let previous = go(|session| {
        session.change(|session| session.seek_mark(false));
    });
    let next = go(|session| {
        session.change(|session| session.seek_mark(true));
    });
    html! {
        <footer class="transport" aria-label={transport::TRANSPORT.words(language)}>
            <div class="transport-row">
                <div class="transport-buttons">
                    <Key icon={Icon::PreviousMark} class="is-mark" onpress={previous}
                        label={transport::PREVIOUS_MARK.words(language)} />
                    <Key icon={Icon::StepBack} onpress={back}
                        label={transport::STEP_BACK.words(language)} hint="," />
                    <Key {icon} class="is-play" onpress={toggle} label={label.words(language)}
                        hint="Space" />
                    <Key icon={Icon::Step} onpress={on} label={transport::STEP.words(language)}
                        hint="." />
                    <Key icon={Icon::NextMark} class="is-mark" onpress={next}
                        label={transport::NEXT_MARK.words(language)} />
                </div>
                <SpeedControl ..props.clone() />
                <Scrubber ..props.clone() />
                <output class="clock" aria-label={transport::TIME.words(language)}>
                    { say_span(props.hud.clock) }
                </output>
                <Branches ..props.clone() />
            </div>
            if !props.app.presentation.is_bare() {
                if rest {
                    { late::space_time(props) }
                } else {
                    { props.session.read(space_time::place) }
                }
            }
            <Announcer ..props.clone() />
        </footer>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct KeyProps {
    icon: Icon,
    label: &'static str,
    onpress: Callback<()>,
    #[prop_or_default]
    class: &'static str,
    /// The key that does the same while the stage has the focus.
    #[prop_or_default]
    hint: &'static str,
}

/// A round button.
#[component]
fn Key(props: &KeyProps) -> Html {
    let onpress = props.onpress.clone();
    let onclick = Callback::from(move |_| onpress.emit(()));
    let title = match props.hint {
        "" => props.label.to_owned(),
        hint => format!("{} ({hint})", props.label),
    };
    html! {
        <button type="button" class={format!("key {}", props.class)} aria-label={props.label}
            {title} {onclick}>
            <Symbol icon={props.icon} />
        </button>
    }
}

/// Slower, faster, or one of the list.
#[component]
fn SpeedControl(props: &LabProps) -> Html {
    let language = props.language();
    let speed = props.app.speed;
    let set = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |speed| dispatch.dispatch(Change::Speed(speed)))
    };
    let step = |next: Speed| {
        let set = set.clone();
        Callback::from(move |_| set.emit(next))
    };
    let onchange = {
        let set = set.clone();
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            if let Some(speed) = select.and_then(|select| Speed::parse(&select.value())) {
                set.emit(speed);
            }
        })
    };
    let option = |choice: Speed| {
        html! {
            <option value={choice.id()} selected={choice == speed}>{ choice.label() }</option>
        }
    };
    html! {
        <div class="speed" role="group" aria-label={transport::SPEED.words(language)}>
            <button type="button" class="button is-quiet is-icon is-wide-only"
                aria-label={transport::SLOWER.words(language)} onclick={step(speed.slower())}
                disabled={speed.slower() == speed}>
                <Symbol icon={Icon::Minus} />
            </button>
            <select aria-label={transport::SPEED.words(language)} {onchange}>
                { for Speed::all().map(option) }
            </select>
            <button type="button" class="button is-quiet is-icon is-wide-only"
                aria-label={transport::FASTER.words(language)} onclick={step(speed.faster())}
                disabled={speed.faster() == speed}>
                <Symbol icon={Icon::Plus} />
            </button>
        </div>
    }
}
