//! The chosen node.

use quorate_proto::NodeId;
use yew::{Html, component, html};

use crate::components::LabProps;
use crate::state::Selection;

/// Facts about the chosen node, or about the first one.
#[component]
pub(crate) fn Inspector(props: &LabProps) -> Html {
    let language = props.language();
    let node = match props.app.selection {
        Selection::Node(node) => node,
        _ => NodeId::new(0),
    };
    let view = props.session.read(|session| session.view(node));
    html! {
        <>
            <h2>{ node.to_string() }</h2>
            if let Some(view) = view {
                <dl class="facts">
                    { for view.facts.iter().map(|fact| html! {
                        <div><dt>{ fact.label.words(language) }</dt><dd>{ fact.value.say(language) }</dd></div>
                    }) }
                </dl>
            }
        </>
    }
}
