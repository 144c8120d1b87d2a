//! A node from inside.

use quorate_proto::{Meta, NodeId, NodeView, Phrase, Status};
use quorate_scene::class;
use quorate_sim::Host;
use yew::Html;

use super::PanelProps;
use super::clock_and_disk::{clock, disk};
use super::doing::doing;
use super::facts::{durable_facts, relations, tables, volatile_facts};
use super::log::{Copies, LogProps, Names, copies, log_table, table_of_cells};
use super::timers::timers;
use crate::text::panels as words;
use crate::view::{classes, view};

/// Everything that the panel tells of one node, taken at one moment.
struct Look {
    meta: &'static Meta,
    view: NodeView,
    status: Status,
    host: Host,
    copies: Copies,
    nodes: usize,
}

/// The panel of one node.
pub(crate) fn node(panel: &PanelProps, id: NodeId) -> Html {
    let look = panel.session.read(|session| {
        Some(Look {
            meta: session.meta(),
            view: session.view(id)?,
            status: session.status(id),
            host: session.world().hosts().get(id.index())?.clone(),
            copies: copies(session),
            nodes: session.world().slots().len(),
        })
    });
    let Some(look) = look else { return Html::default() };
    let running = look.host.timers().copied().collect();
    let listed = table_of_cells(&look.view);
    let names = Names::of(listed.and_then(|index| look.view.tables.get(index)));
    let log = LogProps {
        panel: panel.clone(),
        names,
        cells: look.view.cells.clone(),
        copies: look.copies.clone(),
        nodes: look.nodes,
    };
    let others = look.view.tables.iter().enumerate().filter(|(index, _)| Some(*index) != listed);
    view! {
        <div class="inspector">
            { head(panel, id, &look) }
            { volatile_facts(panel, &look.view) }
            { durable_facts(panel, &look.view, look.host.writes_pending()) }
            { timers(panel, look.meta, id, running) }
            { doing(panel, id, look.status) }
            { log_table(log) }
            { tables(panel, others.map(|(_, table)| table)) }
            { relations(panel, &look.view.relations) }
            <section class="part surroundings">
                { clock(panel, id, &look.host) }
                { disk(panel, id, &look.host) }
            </section>
        </div>
    }
}

fn head(panel: &PanelProps, id: NodeId, look: &Look) -> Html {
    let view = &look.view;
    let badge = view.badge.map(|badge| badge.say(panel.language));
    let stopped = match look.status {
        Status::Up => None,
        Status::Paused => Some(String::new()),
        Status::Crashed => Some(panel.say(&words::ONLY_DISK).to_owned()),
        Status::Halted => Some(halted(panel, &look.host)),
    };
    view! {
        <header class="inspector-head">
            <h2>{ id.to_string() }</h2>
            { role_chip(panel, view, look.status) }
            <span class="headline">{ view.headline.say(panel.language) }</span>
            if let Some(badge) = badge {
                <span class="faint">{ badge }</span>
            }
            if let Some(text) = stopped.filter(|text| !text.is_empty()) {
                <p class="note is-warning">{ text }</p>
            }
        </header>
    }
}

/// The role, or why there is none to speak of.
pub(crate) fn role_chip(panel: &PanelProps, view: &NodeView, status: Status) -> Html {
    if status != Status::Up {
        return view! {
            <span class={classes!("role-chip", class::status(status), "tone-down")}>
                { panel.say(status_words(status)) }
            </span>
        };
    }
    let (shape, tone) = (class::shape(view.role.shape), class::tone(view.role.tone));
    view! {
        <span class={classes!("role-chip", tone)}>
            <svg class={classes!("role-sign", shape)} viewBox="0 0 16 16" aria-hidden="true">
                <circle class="outer" cx="8" cy="8" r="6" />
                <circle class="inner" cx="8" cy="8" r="3" />
            </svg>
            { panel.say(view.role.label) }
        </span>
    }
}

/// Whether a node runs, in a word.
pub(crate) const fn status_words(status: Status) -> &'static Phrase<0> {
    match status {
        Status::Up => &words::STATUS_UP,
        Status::Paused => &words::STATUS_PAUSED,
        Status::Crashed => &words::STATUS_CRASHED,
        Status::Halted => &words::STATUS_HALTED,
    }
}

fn halted(panel: &PanelProps, host: &Host) -> String {
    let rule = host.halted_by().map_or("", |rule| panel.say(rule));
    format!("{} {rule}", panel.say(&words::HALTED_BY))
}
