//! Tools over the stage: cut, request, faults; and what the marked nodes are for.

use yew::{Html, MouseEvent, hook};

use crate::canvas::MENU_ANCHOR_FALLBACK;
use crate::components::LabProps;
use crate::components::part::part;
use crate::components::promises_chip::promises_chip;
use crate::cutting;
use crate::icons::{Icon, symbol};
use crate::state::{Change, MenuTarget, Tool};
use crate::text::stage;
use crate::view::{Callback, view};

part! {
    /// Tools on the left, promises on the right.
    pub(crate) fn toolbar = use_toolbar;
}

#[hook]
fn use_toolbar(props: &LabProps) -> Html {
    let language = props.language();
    let cuts = props.app.tool == Tool::Cut;
    let is_cut = props.session.read(|session| session.world().cut_links().next().is_some());
    let change = |change: Change| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(change.clone()))
    };
    let tool = if cuts { Tool::Select } else { Tool::Cut };
    let client = MenuTarget::Request(None);
    let heal = {
        let session = props.session.clone();
        Callback::from(move |_: MouseEvent| session.act(quorate_sim::Action::HealAll))
    };
    view! {
        <div class="stage-tools" role="group" aria-label={stage::TOOLS.words(language)}>
            <button type="button" class="button tool" aria-pressed={cuts.to_string()}
                aria-label={stage::CUT.words(language)} title={stage::CUT_HELP.words(language)}
                onclick={change(Change::Use(tool))}>
                { symbol(Icon::Cut) }<span>{ stage::CUT.words(language) }</span>
            </button>
            <button type="button" class="button tool" aria-haspopup="dialog"
                aria-label={stage::REQUEST.words(language)}
                onclick={change(Change::Menu(client, MENU_ANCHOR_FALLBACK))}>
                { symbol(Icon::Request) }<span>{ stage::REQUEST.words(language) }</span>
            </button>
            <button type="button" class="button tool" aria-haspopup="menu"
                aria-label={stage::FAULTS.words(language)}
                onclick={change(Change::Menu(MenuTarget::Cluster, MENU_ANCHOR_FALLBACK))}>
                { symbol(Icon::Fault) }<span>{ stage::FAULTS.words(language) }</span>
            </button>
            if is_cut {
                <button type="button" class="button tool" onclick={heal}
                    aria-label={stage::HEAL.words(language)}>
                    { symbol(Icon::Heal) }<span>{ stage::HEAL.words(language) }</span>
                </button>
            }
            { marked(props) }
            <div class="chips">{ promises_chip(props) }</div>
            if cuts {
                <p class="tool-help">{ stage::CUT_HELP.words(language) }</p>
            }
        </div>
    }
}

/// What can be done with the nodes that are marked.
fn marked(props: &LabProps) -> Html {
    let language = props.language();
    let count = props.app.marked.iter().count();
    if count == 0 {
        return Html::default();
    }
    let (session, dispatch, marked) =
        (props.session.clone(), props.dispatch.clone(), props.app.marked.clone());
    let partition = Callback::from(move |_: MouseEvent| {
        let nodes = session.read(|session| session.world().slots().len());
        if let Some(cut) = cutting::part(&marked, nodes) {
            session.act(cut);
        }
        dispatch.dispatch(Change::Unmark);
    });
    let dispatch = props.dispatch.clone();
    let unmark = Callback::from(move |_: MouseEvent| dispatch.dispatch(Change::Unmark));
    view! {
        <span class="marked" role="status">
            <span class="marked-count">{ stage::MARKED.with([count.into()]).say(language) }</span>
            <button type="button" class="button tool is-primary" onclick={partition}>
                { symbol(Icon::Partition) }{ stage::PARTITION.words(language) }
            </button>
            <button type="button" class="button tool" onclick={unmark}>
                { stage::UNMARK.words(language) }
            </button>
        </span>
    }
}
