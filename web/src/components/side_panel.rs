//! The panel beside the stage; on a phone a sheet that is pulled up over it.

use quorate_proto::Phrase;
use yew::{Html, KeyboardEvent, hook};

use crate::components::LabProps;
use crate::components::part::part;
use crate::icons::{Icon, symbol};
use crate::late;
use crate::rest::use_rest;
use crate::state::{Change, Panel};
use crate::text::shell;
use crate::view::{Callback, view};

part! {
    /// Tabs and the panel that is shown.
    pub(crate) fn side_panel = use_side_panel;
}

#[hook]
fn use_side_panel(props: &LabProps) -> Html {
    let language = props.language();
    let open = props.app.sheet_open;
    let shown = props.app.panel;
    let toggle = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_| dispatch.dispatch(Change::Sheet(!open)))
    };
    let (icon, handle) = if open {
        (Icon::ChevronDown, &shell::SHEET_CLOSE)
    } else {
        (Icon::ChevronUp, &shell::SHEET_OPEN)
    };
    let rest = use_rest();
    view! {
        <aside class={if open { "side is-open" } else { "side" }}
            aria-label={shell::SIDE_PANEL.words(language)}>
            <div class="side-head">
                <div class="tabs" role="tablist" onkeydown={rove(props)}>
                    { for Panel::ALL.into_iter().map(|panel| tab(props, panel)) }
                </div>
                <button type="button" class="sheet-handle button is-quiet is-icon" onclick={toggle}
                    aria-expanded={open.to_string()} aria-label={handle.words(language)}>
                    { symbol(icon) }
                </button>
            </div>
            <div class="side-body" role="tabpanel" id="panel" tabindex="0"
                aria-labelledby={tab_id(shown)} aria-busy={(!rest).then_some("true")}>
                if rest {
                    { late::panel(shown, props) }
                }
            </div>
        </aside>
    }
}

fn tab(props: &LabProps, panel: Panel) -> Html {
    let shown = props.app.panel == panel;
    let dispatch = props.dispatch.clone();
    let onclick = Callback::from(move |_| dispatch.dispatch(Change::Show(panel)));
    let count = match panel {
        Panel::Messages => props.session.read(|session| session.world().flights().count()),
        _ => 0,
    };
    view! {
        <button type="button" role="tab" class="tab" id={tab_id(panel)} {onclick}
            aria-selected={shown.to_string()} aria-controls="panel"
            tabindex={if shown { "0" } else { "-1" }}>
            { label(panel).words(props.language()) }
            if count > 0 {
                <span class="count">{ count }</span>
            }
        </button>
    }
}

/// Arrow keys go from tab to tab, as they do in every set of tabs.
fn rove(props: &LabProps) -> Callback<KeyboardEvent> {
    let (dispatch, shown) = (props.dispatch.clone(), props.app.panel);
    Callback::from(move |event: KeyboardEvent| {
        let all = Panel::ALL;
        let here = all.iter().position(|panel| *panel == shown).unwrap_or(0);
        let there = match event.key().as_str() {
            "ArrowRight" => (here + 1) % all.len(),
            "ArrowLeft" => (here + all.len() - 1) % all.len(),
            "Home" => 0,
            "End" => all.len() - 1,
            _ => return,
        };
        event.prevent_default();
        if let Some(panel) = all.get(there) {
            dispatch.dispatch(Change::Show(*panel));
            crate::environment::focus(tab_id(*panel));
        }
    })
}

const fn tab_id(panel: Panel) -> &'static str {
    match panel {
        Panel::Inspector => "tab-inspector",
        Panel::Messages => "tab-messages",
        Panel::Promises => "tab-promises",
        Panel::History => "tab-history",
        Panel::Events => "tab-events",
        Panel::Settings => "tab-settings",
    }
}

const fn label(panel: Panel) -> &'static Phrase<0> {
    match panel {
        Panel::Inspector => &shell::PANEL_INSPECTOR,
        Panel::Messages => &shell::PANEL_MESSAGES,
        Panel::Promises => &shell::PANEL_PROMISES,
        Panel::History => &shell::PANEL_HISTORY,
        Panel::Events => &shell::PANEL_EVENTS,
        Panel::Settings => &shell::PANEL_SETTINGS,
    }
}
