//! Facts, tables and relations of a node.

use quorate_proto::{Fact, NodeView, Relation, Table};
use quorate_scene::class;
use yew::Html;

use super::PanelProps;
use super::value::{participant, value};
use crate::text::panels as words;
use crate::view::{classes, view};

/// What the node holds in memory, in two columns.
pub(crate) fn volatile_facts(panel: &PanelProps, view: &NodeView) -> Html {
    let facts: Vec<&Fact> = view.facts.iter().filter(|fact| !fact.durable).collect();
    if facts.is_empty() {
        return Html::default();
    }
    view! {
        <section class="part">
            <h3>
                { panel.say(&words::FACTS) }
                <small>{ panel.say(&words::FACTS_ABOUT) }</small>
            </h3>
            { fact_list(panel, facts) }
        </section>
    }
}

/// What the node's disk holds.
pub(crate) fn durable_facts(panel: &PanelProps, view: &NodeView, writes_pending: usize) -> Html {
    let facts: Vec<&Fact> = view.facts.iter().filter(|fact| fact.durable).collect();
    if facts.is_empty() {
        return Html::default();
    }
    let pending = if writes_pending > 0 {
        let text = words::DISK_WRITES.with([writes_pending.into()]).say(panel.language);
        view! { <p class="note is-warning">{ text }</p> }
    } else {
        Html::default()
    };
    view! {
        <section class="part on-disk">
            <h3>
                { panel.say(&words::DISK) }
                <small>{ panel.say(&words::DISK_ABOUT) }</small>
            </h3>
            { fact_list(panel, facts) }
            { pending }
        </section>
    }
}

/// Facts as names and values.
pub(crate) fn fact_list<'a>(panel: &PanelProps, facts: impl IntoIterator<Item = &'a Fact>) -> Html {
    let pairs = facts.into_iter().map(|fact| {
        view! {
            <div class="fact">
                <dt>{ panel.say(fact.label) }</dt>
                <dd>{ value(panel, &fact.value) }</dd>
            </div>
        }
    });
    view! { <dl class="facts">{ for pairs }</dl> }
}

/// Longer lists.
pub(crate) fn tables<'a>(panel: &PanelProps, tables: impl Iterator<Item = &'a Table>) -> Html {
    view! { { for tables.map(|shown| table(panel, shown)) } }
}

fn table(panel: &PanelProps, table: &Table) -> Html {
    if table.rows.is_empty() {
        return Html::default();
    }
    let columns =
        table.columns.iter().map(|name| view! { <th scope="col">{ panel.say(name) }</th> });
    let rows = table.rows.iter().map(|row| {
        let values = row.values.iter().map(|each| view! { <td>{ value(panel, each) }</td> });
        view! { <tr class={classes!((!row.settled).then_some("is-open"))}>{ for values }</tr> }
    });
    view! {
        <section class="part">
            <h3>{ panel.say(table.title) }</h3>
            <div class="table-frame">
                <table>
                    <thead><tr>{ for columns }</tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
        </section>
    }
}

/// How the node stands to others.
pub(crate) fn relations(panel: &PanelProps, relations: &[Relation]) -> Html {
    if relations.is_empty() {
        return Html::default();
    }
    let each = relations.iter().map(|relation| {
        view! {
            <li class={class::tone(relation.tone)}>
                { participant(panel, relation.to) }
                <span>{ relation.text.say(panel.language) }</span>
            </li>
        }
    });
    view! {
        <section class="part">
            <h3>{ panel.say(&words::RELATIONS) }</h3>
            <ul class="plain relations">{ for each }</ul>
        </section>
    }
}
