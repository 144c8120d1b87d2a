//! What stands out in the run so far.

use quorate_proto::text::say_span;
use yew::{Html, component, html};

use crate::components::LabProps;

/// How many events are listed.
const LISTED: usize = 40;

/// The latest marked events.
#[component]
pub(crate) fn Events(props: &LabProps) -> Html {
    let language = props.language();
    let listed: Vec<_> = props.session.read(|session| {
        let marks = session.timeline().branch().marks().iter().rev();
        let past = marks.filter(|point| point.event <= session.world().events());
        past.take(LISTED).copied().collect()
    });
    html! {
        <ol>
            { for listed.iter().map(|point| html! {
                <li key={point.event}>
                    { say_span(point.tick) }{ " " }
                    { point.text.map(|text| text.say(language)) }
                </li>
            }) }
        </ol>
    }
}
