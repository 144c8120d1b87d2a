//! The conditions of the run.

use yew::{Html, component, html};

use crate::components::LabProps;

/// The protocol's parameters as they stand.
#[component]
pub(crate) fn Settings(props: &LabProps) -> Html {
    let language = props.language();
    let setup = props.session.read(|session| *session.world().setup());
    let parameters = setup.protocol.meta().parameters.iter().enumerate();
    html! {
        <dl class="facts">
            { for parameters.map(|(index, parameter)| html! {
                <div>
                    <dt>{ parameter.label.words(language) }</dt>
                    <dd>{ setup.parameters.get(index) }</dd>
                </div>
            }) }
        </dl>
    }
}
