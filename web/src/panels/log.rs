//! The strip of a node as a table: what stands where, whether it is final, and how many hold it.

use quorate_proto::{Cell, NodeView, Phrase, SortedMap, Table, Value};
use yew::{Html, hook};

use super::PanelProps;
use super::value::{tinted, value};
use crate::components::part::part;
use crate::hooks::use_state_eq;
use crate::session::Session;
use crate::text::panels as words;
use crate::view::{Callback, classes, view};

/// How many entries are shown at first.
const LATEST: usize = 8;
/// Most dots that stand for nodes; more nodes are told as a number alone.
const DOTS_MAX: usize = 9;

/// How many nodes hold an entry with this number and epoch.
pub(crate) type Copies = SortedMap<(u64, u64), usize>;

/// Counts the copies of each entry in the whole cluster.
pub(crate) fn copies(session: &Session) -> Copies {
    let mut copies = Copies::new();
    let parameters = &session.world().setup().parameters;
    for slot in session.world().slots() {
        for cell in slot.node.view(parameters).cells {
            *copies.get_or_insert_with((cell.index, cell.epoch), || 0) += 1;
        }
    }
    copies
}

/// The table that lists the cells of the strip once more, if there is one: it has their names.
pub(crate) fn table_of_cells(view: &NodeView) -> Option<usize> {
    let lists = |table: &Table| {
        let numbers = table.rows.iter().map(|row| row.values.first());
        let cells = view.cells.iter().map(|cell| i64::try_from(cell.index).ok());
        table.columns.len() >= 3
            && table.rows.len() == view.cells.len()
            && numbers.zip(cells).all(|(number, cell)| match number {
                Some(Value::Number(number)) => Some(*number) == cell,
                _ => false,
            })
    };
    if view.cells.is_empty() { None } else { view.tables.iter().position(lists) }
}

/// What a log is called, and its columns: number, epoch and content.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Names {
    title: &'static Phrase<0>,
    epoch: &'static Phrase<0>,
    content: &'static Phrase<0>,
}

impl Names {
    /// The names that a table gives, or common ones.
    pub(crate) fn of(table: Option<&Table>) -> Self {
        let column = |index| table.and_then(|table: &Table| table.columns.get(index).copied());
        Self {
            title: table.map_or(&words::LOG, |table| table.title),
            epoch: column(1).unwrap_or(&words::LOG_EPOCH),
            content: column(2).unwrap_or(&words::LOG_VALUE),
        }
    }
}

#[derive(PartialEq)]
pub(crate) struct LogProps {
    pub(crate) panel: PanelProps,
    pub(crate) names: Names,
    pub(crate) cells: Vec<Cell>,
    pub(crate) copies: Copies,
    /// How many nodes there are.
    pub(crate) nodes: usize,
}

part! {
    /// The table, the latest entry first.
    pub(crate) fn log_table(LogProps) = use_log_table;
}

#[hook]
fn use_log_table(props: &LogProps) -> Html {
    let all = use_state_eq(|| false);
    let LogProps { panel, cells, .. } = props;
    if cells.is_empty() {
        return Html::default();
    }
    let shown = if *all { cells.len() } else { LATEST };
    let rows = cells.iter().rev().take(shown).map(|cell| row(props, cell));
    let toggle = {
        let all = all.setter();
        let next = shown < cells.len();
        Callback::from(move |_| all.set(next))
    };
    let label = if shown < cells.len() {
        words::LOG_ALL.with([cells.len().into()]).say(panel.language)
    } else {
        panel.say(&words::LOG_FEWER).to_owned()
    };
    view! {
        <section class="part">
            <h3>{ panel.say(props.names.title) }</h3>
            <div class="table-frame">
                <table class="log">
                    <thead><tr>
                        <th scope="col">{ panel.say(&words::LOG_INDEX) }</th>
                        <th scope="col">{ panel.say(props.names.epoch) }</th>
                        <th scope="col">{ panel.say(props.names.content) }</th>
                        <th scope="col">{ panel.say(&words::LOG_ON) }</th>
                        <th scope="col">{ panel.say(&words::LOG_STATE) }</th>
                    </tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
            if cells.len() > LATEST {
                <button type="button" class="quiet" onclick={toggle}>{ label }</button>
            }
        </section>
    }
}

fn row(props: &LogProps, cell: &Cell) -> Html {
    let LogProps { panel, copies, nodes, .. } = props;
    let count = copies.get(&(cell.index, cell.epoch)).copied().unwrap_or(1);
    let state = if cell.settled { &words::LOG_COMMITTED } else { &words::LOG_PENDING };
    view! {
        <tr class={classes!((!cell.settled).then_some("is-open"))}>
            <td class="number">{ cell.index }</td>
            <td>{ tinted(cell.epoch, &cell.epoch.to_string()) }</td>
            <td>{ value(panel, &cell.value) }</td>
            <td>{ held_by(panel, count, *nodes) }</td>
            <td>
                { panel.say(state) }
                if !cell.durable {
                    <span class="note is-warning">{ panel.say(&words::LOG_VOLATILE) }</span>
                }
            </td>
        </tr>
    }
}

/// A dot per node, filled for those that hold the entry.
fn held_by(panel: &PanelProps, count: usize, nodes: usize) -> Html {
    let words = words::LOG_COPIES.with([count.into(), nodes.into()]).say(panel.language);
    let dots = (0..nodes).filter(|_| nodes <= DOTS_MAX).map(|index| {
        let class = if index < count { "dot is-full" } else { "dot" };
        view! { <circle {class} cx={(index * 8 + 4).to_string()} cy="5" r="3" /> }
    });
    let width = (nodes * 8).to_string();
    view! {
        <span class="held-by" title={words.clone()}>
            if nodes <= DOTS_MAX {
                <svg width={width} height="10" aria-hidden="true">{ for dots }</svg>
            }
            <span aria-hidden="true">{ format!("{count}/{nodes}") }</span>
            <span class="unseen">{ words }</span>
        </span>
    }
}
