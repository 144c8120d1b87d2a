//! What the protocol promises, and how each promise stands.

use yew::{Html, component, html};

use crate::components::LabProps;

/// A list of promises.
#[component]
pub(crate) fn Promises(props: &LabProps) -> Html {
    let verdicts = props.session.read(|session| session.world().verdicts().to_vec());
    html! {
        <ul>
            { for verdicts.iter().map(|verdict| html! {
                <li>{ verdict.property.id }{ " " }{ verdict.standing.id() }</li>
            }) }
        </ul>
    }
}
