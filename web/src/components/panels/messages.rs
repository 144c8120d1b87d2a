//! Messages under way.

use yew::{Html, component, html};

use crate::components::LabProps;

/// A list of the messages under way.
#[component]
pub(crate) fn Messages(props: &LabProps) -> Html {
    let mut ids: Vec<_> =
        props.session.read(|session| session.world().flights().map(|flight| flight.id).collect());
    ids.sort_unstable();
    html! { <ul>{ for ids.iter().map(|id| html! { <li>{ id.to_string() }</li> }) }</ul> }
}
