//! What can be done to a node.

use quorate_proto::{NodeId, Status};
use quorate_sim::{Action, Group};
use yew::Html;

use super::PanelProps;
use super::request::{RequestProps, request_form};
use crate::components::part::keyed;
use crate::text::panels as words;
use crate::view::{Callback, view};

/// The buttons, and a request to this node.
pub(crate) fn doing(panel: &PanelProps, node: NodeId, status: Status) -> Html {
    let one = Group::one(node);
    let (go, go_words) = match status {
        Status::Up | Status::Paused => (Action::Crash(one.clone()), &words::CRASH),
        Status::Crashed | Status::Halted => (Action::Start(one.clone()), &words::START),
    };
    let wait = match status {
        Status::Up => Some((Action::Pause(one), &words::PAUSE)),
        Status::Paused => Some((Action::Resume(one), &words::RESUME)),
        Status::Crashed | Status::Halted => None,
    };
    let (panel_of, sent) = (panel.clone(), Callback::noop());
    let request = RequestProps { panel: panel_of, to: Some(node), client: None, sent };
    view! {
        <section class="part">
            <h3>{ panel.say(&words::DO) }</h3>
            <div class="buttons">
                <button type="button" onclick={panel.acts(go)}>{ panel.say(go_words) }</button>
                if let Some((action, words)) = wait {
                    <button type="button" onclick={panel.acts(action)}>{ panel.say(words) }</button>
                }
            </div>
            <details class="fold">
                <summary>{ panel.say(&words::REQUEST) }</summary>
                { keyed(node.code(), request_form(request)) }
            </details>
        </section>
    }
}
