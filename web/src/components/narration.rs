//! One sentence: what just happened, and by which rule.

use yew::{Html, hook};

use crate::components::LabProps;
use crate::components::part::part;
use crate::session::Session;
use crate::state::{Change, Selection};
use crate::text::transport;
use crate::view::{Callback, view};

part! {
    /// The sentence under the stage. A press chooses the event it is about.
    pub(crate) fn narration = use_narration;
}

#[hook]
fn use_narration(props: &LabProps) -> Html {
    let language = props.language();
    let Some(said) = props.session.read(Session::narration) else {
        let words = if props.app.playing { &transport::WAITING } else { &transport::NOTHING_YET };
        return view! { <p class="narration is-empty">{ words.words(language) }</p> };
    };
    let dispatch = props.dispatch.clone();
    let event = said.event;
    let onclick =
        Callback::from(move |_| dispatch.dispatch(Change::Inspect(Selection::Event(event))));
    view! {
        <p class="narration">
            <span>{ said.text.say(language) }</span>
            <button type="button" class="source" {onclick}>{ said.source }</button>
        </p>
    }
}
