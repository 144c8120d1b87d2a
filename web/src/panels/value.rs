//! A value as the panel shows it: participants can be pressed, epochs are tinted, quorums are seen
//! to grow.

use quorate_proto::{NodeId, Value};
use quorate_scene::class;
use yew::Html;

use super::PanelProps;
use crate::state::Selection;
use crate::text::panels as words;
use crate::view::{classes, view};

/// The value.
pub(crate) fn value(panel: &PanelProps, value: &Value) -> Html {
    match value {
        Value::Nothing => view! { <span class="faint">{ panel.say(&words::NOTHING) }</span> },
        Value::Flag(true) => view! { { panel.say(&words::YES) } },
        Value::Flag(false) => view! { { panel.say(&words::NO) } },
        Value::Epoch(epoch) => tinted(*epoch, &epoch.to_string()),
        Value::Pair(first, _) => tinted(*first, &value.say(panel.language)),
        Value::Node(node) => participant(panel, *node),
        Value::Nodes(nodes) => participants(panel, nodes),
        Value::Quorum { members, needed } => quorum(panel, members, *needed),
        Value::List(values) if !values.is_empty() => {
            let each = values.iter().map(|each| self::value(panel, each));
            view! { <span class="row-of-values">{ for each }</span> }
        }
        Value::Operation(_) | Value::Binding(..) => {
            view! { <code>{ value.say(panel.language) }</code> }
        }
        Value::Number(_) | Value::Span(_) | Value::Phrase(_) | Value::Text(_) | Value::List(_) => {
            view! { { value.say(panel.language) } }
        }
    }
}

/// An epoch in the tint by which it is known everywhere.
pub(crate) fn tinted(epoch: u64, text: &str) -> Html {
    view! { <span class={classes!("epoch-chip", class::epoch(epoch))}>{ text }</span> }
}

/// A participant that can be pressed.
pub(crate) fn participant(panel: &PanelProps, id: NodeId) -> Html {
    view! {
        <button type="button" class="participant" onclick={panel.inspects(Selection::Node(id))}>
            { id.to_string() }
        </button>
    }
}

fn participants(panel: &PanelProps, nodes: &[NodeId]) -> Html {
    if nodes.is_empty() {
        return value(panel, &Value::Nothing);
    }
    view! {
        <span class="row-of-values">
            { for nodes.iter().map(|node| participant(panel, *node)) }
        </span>
    }
}

fn quorum(panel: &PanelProps, members: &[NodeId], needed: usize) -> Html {
    let reached = members.len() >= needed;
    view! {
        <span class="row-of-values">
            { for members.iter().map(|node| participant(panel, *node)) }
            <span class={classes!("count", reached.then_some("is-reached"))}>
                { format!("{}/{needed}", members.len()) }
            </span>
        </span>
    }
}
