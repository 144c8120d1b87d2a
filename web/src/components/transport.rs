//! The bar below: play, step, speed, and time as a place.

use quorate_proto::Phrase;
use quorate_proto::text::say_span;
use web_sys::HtmlSelectElement;
use yew::{Event, Html, MouseEvent, TargetCast, hook};

use crate::components::LabProps;
use crate::components::branches::branches;
use crate::components::part::part;
use crate::components::scrubber::scrubber;
use crate::components::space_time;
use crate::icons::{Icon, symbol};
use crate::late;
use crate::rest::use_rest;
use crate::session::{Session, SessionHandle};
use crate::state::{Change, Speed};
use crate::text::transport;
use crate::view::{Callback, view};

part! {
    /// Controls over time.
    pub(crate) fn transport = use_transport;
}

#[hook]
fn use_transport(props: &LabProps) -> Html {
    let rest = use_rest();
    let language = props.language();
    let playing = props.app.playing;
    let (icon, label) =
        if playing { (Icon::Pause, &transport::PAUSE) } else { (Icon::Play, &transport::PLAY) };
    let dispatch = props.dispatch.clone();
    let toggle = Callback::from(move |_| dispatch.dispatch(Change::Play(!playing)));
    let go = |act: fn(&SessionHandle)| {
        let (session, dispatch) = (props.session.clone(), props.dispatch.clone());
        Callback::from(move |_| {
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
    let (before, after) = (&transport::PREVIOUS_MARK, &transport::NEXT_MARK);
    let words = |phrase: &'static Phrase<0>| phrase.words(language);
    view! {
        <footer class="transport" aria-label={transport::TRANSPORT.words(language)}>
            <div class="transport-row">
                <div class="transport-buttons">
                    { key(Icon::PreviousMark, "key is-mark", words(before), "", previous) }
                    { key(Icon::StepBack, "key", words(&transport::STEP_BACK), ",", back) }
                    { key(icon, "key is-play", words(label), "Space", toggle) }
                    { key(Icon::Step, "key", words(&transport::STEP), ".", on) }
                    { key(Icon::NextMark, "key is-mark", words(after), "", next) }
                </div>
                { speed_control(props) }
                { scrubber(props) }
                <output class="clock" aria-label={transport::TIME.words(language)}>
                    { say_span(props.hud.clock) }
                </output>
                { branches(props) }
            </div>
            if !props.app.presentation.is_bare() {
                if rest {
                    { late::space_time(props) }
                } else {
                    { props.session.read(space_time::place) }
                }
            }
            if rest {
                { late::announcer(props) }
            }
        </footer>
    }
}

/// A round button. The hint is the key that does the same while the stage has the focus.
fn key(
    icon: Icon,
    class: &'static str,
    label: &'static str,
    hint: &str,
    onclick: Callback<MouseEvent>,
) -> Html {
    let title = if hint.is_empty() { label.to_owned() } else { format!("{label} ({hint})") };
    view! {
        <button type="button" {class} aria-label={label} {title} {onclick}>{ symbol(icon) }</button>
    }
}

part! {
    /// Slower, faster, or one of the list.
    fn speed_control = use_speed_control;
}

#[hook]
fn use_speed_control(props: &LabProps) -> Html {
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
        view! {
            <option value={choice.id()} selected={choice == speed}>{ choice.label() }</option>
        }
    };
    view! {
        <div class="speed" role="group" aria-label={transport::SPEED.words(language)}>
            <button type="button" class="button is-quiet is-icon is-wide-only"
                aria-label={transport::SLOWER.words(language)} onclick={step(speed.slower())}
                disabled={speed.slower() == speed}>
                { symbol(Icon::Minus) }
            </button>
            <select aria-label={transport::SPEED.words(language)} {onchange}>
                { for Speed::all().map(option) }
            </select>
            <button type="button" class="button is-quiet is-icon is-wide-only"
                aria-label={transport::FASTER.words(language)} onclick={step(speed.faster())}
                disabled={speed.faster() == speed}>
                { symbol(Icon::Plus) }
            </button>
        </div>
    }
}
