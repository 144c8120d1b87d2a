//! The whole cluster as a table: what the stage shows, for those who read instead of looking, and
//! the figures that the protocol measures.

use quorate_proto::{Argument, NodeId, NodeView, Status};
use yew::Html;

use super::PanelProps;
use super::figures::figures;
use super::node::role_chip;
use super::timers::rounded;
use super::value::participant;
use crate::text::panels as words;
use crate::view::{gathered, view};

/// One line of the table.
struct Line {
    id: NodeId,
    view: NodeView,
    status: Status,
    /// What is left of its next timer.
    next: Option<u64>,
}

/// The cluster at a glance.
pub(crate) fn overview(panel: &PanelProps) -> Html {
    let (meta, lines) = panel.session.read(|session| {
        let nodes = session.world().slots().len() as u16;
        let lines = (0..nodes).map(NodeId::new).filter_map(|id| {
            let host = session.world().hosts().get(id.index());
            let next = host.and_then(|host| host.timers().map(|timer| timer.deadline).min());
            Some(Line {
                id,
                view: session.view(id)?,
                status: session.status(id),
                next: next.map(|deadline| deadline.saturating_sub(panel.hud.clock)),
            })
        });
        (session.meta(), gathered(lines))
    });
    view! {
        <div class="inspector">
            <header class="inspector-head"><h2>{ panel.say(meta.title) }</h2></header>
            <p>{ panel.say(meta.summary) }</p>
            { figures(panel) }
            <section class="part">
                <h3>{ panel.say(&words::OVERVIEW) }</h3>
                <div class="table-frame"><table class="cluster">
                    <thead><tr>
                        <th scope="col">{ panel.say(&words::COLUMN_NODE) }</th>
                        <th scope="col">{ panel.say(&words::COLUMN_ROLE) }</th>
                        <th scope="col">{ panel.say(&words::COLUMN_STATE) }</th>
                        <th scope="col">{ panel.say(&words::COLUMN_TIMER) }</th>
                    </tr></thead>
                    <tbody>{ for lines.iter().map(|line| row(panel, line)) }</tbody>
                </table></div>
                <p class="faint">{ panel.say(&words::OVERVIEW_HELP) }</p>
            </section>
        </div>
    }
}

fn row(panel: &PanelProps, line: &Line) -> Html {
    let badge = line.view.badge.map(|badge| badge.say(panel.language));
    let next = line.next.filter(|_| line.status == Status::Up);
    let next = next.map(|span| Argument::Span(rounded(span)).say(panel.language));
    view! {
        <tr key={line.id.code()}>
            <td>{ participant(panel, line.id) }</td>
            <td>{ role_chip(panel, &line.view, line.status) }</td>
            <td>
                { line.view.headline.say(panel.language) }
                if let Some(badge) = badge {
                    <span class="faint">{ " " }{ badge }</span>
                }
            </td>
            <td class="number">{ next.unwrap_or_default() }</td>
        </tr>
    }
}
