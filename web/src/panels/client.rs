//! A client from inside: what it waits for, and what it saw.

use quorate_proto::{Argument, NodeId};
use quorate_sim::{Action, ClientOperation};
use yew::Html;

use super::PanelProps;
use super::happened::outcome_words;
use super::request::{RequestProps, request_form};
use super::value::participant;
use crate::components::part::keyed;
use crate::text::panels as words;
use crate::text::{actions, shell};
use crate::view::{Callback, classes, view};

/// How many requests are shown.
const LATEST: usize = 12;

/// The panel of one client.
pub(crate) fn client(panel: &PanelProps, id: NodeId) -> Html {
    let found = panel.session.read(|session| {
        let client = session.world().client(id)?;
        let operations = client.operations();
        let first = operations.len().saturating_sub(LATEST);
        let latest: Vec<ClientOperation> = operations.iter().skip(first).copied().collect();
        Some((client.waiting(), client.believes(), latest))
    });
    let Some((waiting, believes, operations)) = found else { return Html::default() };
    let waits = waiting.map_or_else(
        || panel.say(&words::CLIENT_IDLE).to_owned(),
        |(command, node)| {
            let operation = Argument::Operation(command.operation);
            words::CLIENT_WAITS.with([operation, node.into()]).say(panel.language)
        },
    );
    let retry = Action::Retry { client: id, to: None };
    let (panel_of, sent) = (panel.clone(), Callback::noop());
    let request = RequestProps { panel: panel_of, to: None, client: Some(id), sent };
    view! {
        <div class="inspector">
            <header class="inspector-head">
                <h2>{ id.to_string() }</h2>
                <span class="headline">
                    { shell::PANEL_CLIENT.with([id.into()]).say(panel.language) }
                </span>
            </header>
            <p>{ waits }</p>
            if waiting.is_some() {
                <div class="buttons">
                    <button type="button" onclick={panel.acts(retry)}>
                        { panel.say(&actions::RETRY) }
                    </button>
                </div>
            }
            if let Some(node) = believes {
                <p>
                    { words::CLIENT_BELIEVES.with([node.into()]).say(panel.language) }
                    { " " }{ participant(panel, node) }
                </p>
            }
            <section class="part">
                <h3>{ panel.say(&words::REQUEST) }</h3>
                { keyed(id.code(), request_form(request)) }
            </section>
            { history(panel, &operations) }
        </div>
    }
}

fn history(panel: &PanelProps, operations: &[ClientOperation]) -> Html {
    if operations.is_empty() {
        return Html::default();
    }
    let span = |tick| Argument::Span(tick).say(panel.language);
    let rows = operations.iter().rev().map(|operation| {
        let open = operation.returned.is_none();
        let answer = operation.returned.map_or_else(
            || panel.say(&words::CLIENT_OPEN).to_owned(),
            |(_, outcome)| outcome_words(outcome, panel.language),
        );
        view! {
            <tr class={classes!(open.then_some("is-open"))}>
                <td><code>{ operation.command.operation.to_string() }</code></td>
                <td class="number">{ span(operation.invoked) }</td>
                <td>
                    { answer }
                    if let Some((at, _)) = operation.returned {
                        <span class="faint number">{ " " }{ span(at) }</span>
                    }
                </td>
            </tr>
        }
    });
    view! {
        <section class="part">
            <h3>{ panel.say(&words::CLIENT_HISTORY) }</h3>
            <div class="table-frame"><table>
                <thead><tr>
                    <th scope="col">{ panel.say(&words::CLIENT_ASKED) }</th>
                    <th scope="col">{ panel.say(&words::CLIENT_AT) }</th>
                    <th scope="col">{ panel.say(&words::CLIENT_ANSWER) }</th>
                </tr></thead>
                <tbody>{ for rows }</tbody>
            </table></div>
        </section>
    }
}
