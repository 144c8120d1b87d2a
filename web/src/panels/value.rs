//! A value as the panel shows it: participants can be pressed, epochs are tinted, quorums are seen
//! to grow.

use quorate_proto::{NodeId, Value};
use quorate_scene::class;
use yew::{Html, classes, html};

use super::PanelProps;
use crate::state::Selection;
use crate::text::panels as words;

/// The value.
pub(crate) fn value(panel: &PanelProps, value: &Value) -> Html {
    match value {
        Value::Nothing => html! { <span class="faint">{ panel.say(&words::NOTHING) }</span> },
        Value::Flag(true) => html! { { panel.say(&words::YES) } },
        Value::Flag(false) => html! { { panel.say(&words::NO) } },
        Value::Epoch(epoch) => tinted(*epoch, &epoch.to_string()),
        Value::Pair(first, _) => tinted(*first, &value.say(panel.language)),
        Value::Node(node) => participant(panel, *node),
        Value::Nodes(nodes) => participants(panel, nodes),
        Value::Quorum { members, needed } => quorum(panel, members, *needed),
        Value::List(values) if !values.is_empty() => {
            let each = values.iter().map(|each| self::value(panel, each));
            html! { <span class="row-of-values">{ for each }</span> }
        }
        Value::Operation(_) | Value::Binding(..) => {
            html! { <code>{ value.say(panel.language) }</code> }
        }
        Value::Number(_) | Value::Span(_) | Value::Phrase(_) | Value::Text(_) | Value::List(_) => {
            html! { { value.say(panel.language) } }
        }
    }
}

/// An epoch in the tint by which it is known everywhere.
pub(crate) fn tinted(epoch: u64, text: &str) -> Html {
    html! { <span class={classes!("epoch-chip", class::epoch(epoch))}>{ text }</span> }
}

/// A participant that can be pressed.
pub(crate) fn participant(panel: &PanelProps, id: NodeId) -> Html {
    html! {
        <button type="button" class="participant" onclick={panel.inspects(Selection::Node(id))}>
            { id.to_string() }
        </button>
    }
}

fn participants(panel: &PanelProps, nodes: &[NodeId]) -> Html {
    if nodes.is_empty() {
        return value(panel, &Value::Nothing);
    }
    html! {
        <span class="row-of-values">
            { for nodes.iter().map(|node| participant(panel, *node)) }
        </span>
    }
}

fn quorum(panel: &PanelProps, members: &[NodeId], needed: usize) -> Html {
    let reached = members.len() >= needed;
    html! {
        <span class="row-of-values">
            { for members.iter().map(|node| participant(panel, *node)) }
            <span class={classes!("count", reached.then_some("is-reached"))}>
                { format!("{}/{needed}", members.len()) }
            </span>
        </span>
    }
}
