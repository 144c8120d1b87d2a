//! The chosen thing from inside; the whole cluster while nothing is chosen.

use yew::{Html, hook};

use super::PanelProps;
use super::{client, event, link, message, node, overview};
use crate::components::LabProps;
use crate::components::part::part;
use crate::state::{Change, Selection};
use crate::text::panels as words;
use crate::view::view;

part! {
    /// The inspector.
    pub(crate) fn inspector_panel = use_inspector_panel;
}

#[hook]
fn use_inspector_panel(lab: &LabProps) -> Html {
    let panel = &PanelProps::from(lab);
    let shown = match panel.selection {
        Selection::Nothing => return overview::overview(panel),
        Selection::Node(id) if id.is_client() => client::client(panel, id),
        Selection::Node(id) => node::node(panel, id),
        Selection::Message(id) => message::message(panel, id),
        Selection::Link(one, other) => link::link(panel, one, other),
        Selection::Event(number) => event::event(panel, number),
    };
    view! {
        <>
            { shown }
            <button type="button" class="quiet back"
                onclick={panel.changes(Change::Select(Selection::Nothing))}>
                { panel.say(&words::BACK_TO_CLUSTER) }
            </button>
        </>
    }
}
