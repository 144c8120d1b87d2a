//! Rules that can be taken out, each with its story and the promise that breaks for it.

use quorate_proto::{AnyProtocol, Bug, Bugs};
use quorate_scenario::{Scenario, decode};
use quorate_sim::Action;
use yew::{Event, Html};

use super::PanelProps;
use crate::icons::{Icon, symbol};
use crate::text::panels as words;
use crate::view::{Callback, view};
use crate::visit::{route_to, visit};

/// The switches.
pub(crate) fn bugs(panel: &PanelProps) -> Html {
    let (protocol, on) =
        panel.session.read(|session| (session.world().setup().protocol, session.bugs()));
    let known = protocol.meta().bugs;
    if known.is_empty() {
        return Html::default();
    }
    let each = known.iter().enumerate();
    let each = each.map(|(position, bug)| switch(panel, protocol, on, position, bug));
    view! {
        <section class="part">
            <h3>{ panel.say(&words::BUGS) }</h3>
            <p class="faint">{ panel.say(&words::BUGS_HELP) }</p>
            { unsafe_variant(panel, on) }
            <ul class="plain bugs">{ for each }</ul>
        </section>
    }
}

/// Says so while some rule is out.
fn unsafe_variant(panel: &PanelProps, on: Bugs) -> Html {
    if on.is_empty() {
        return Html::default();
    }
    let all_back = {
        let session = panel.session.clone();
        Callback::from(move |_| {
            let all = 0..u64::BITS as usize;
            for position in all.filter(|position| on.contains(*position)) {
                session.act(Action::SetBug(position, false));
            }
        })
    };
    view! {
        <p class="note is-error unsafe">
            { symbol(Icon::Warning) }
            <span>
                <strong>{ panel.say(&words::UNSAFE) }</strong>{ " " }
                { panel.say(&words::UNSAFE_HELP) }
            </span>
            <button type="button" class="small" onclick={all_back}>
                { panel.say(&words::UNSAFE_END) }
            </button>
        </p>
    }
}

fn switch(
    panel: &PanelProps,
    protocol: &'static dyn AnyProtocol,
    on: Bugs,
    position: usize,
    bug: &'static Bug,
) -> Html {
    let checked = on.contains(position);
    let onchange = {
        let session = panel.session.clone();
        Callback::from(move |_: Event| session.act(Action::SetBug(position, !checked)))
    };
    let shows = |on: bool| {
        let dispatch = panel.dispatch.clone();
        Callback::from(move |_| {
            if let Some(scenario) = scenario_of(protocol, position, bug, on) {
                visit(route_to(&scenario), &dispatch);
            }
        })
    };
    view! {
        <li key={bug.id}>
            <label class="switch">
                <input type="checkbox" {checked} {onchange} />
                <span>{ panel.say(bug.story) }</span>
            </label>
            <p class="faint">
                <code>{ bug.id }</code>{ " · " }
                { panel.say(&words::BUG_BREAKS) }{ " " }{ bug.breaks.join(", ") }{ " · " }
                <cite>{ bug.source }</cite>
            </p>
            <div class="buttons tight">
                <button type="button" class="small" onclick={shows(true)}>
                    { panel.say(&words::BUG_SHOW) }
                </button>
                <button type="button" class="small" onclick={shows(false)}>
                    { panel.say(&words::BUG_SHOW_SAFE) }
                </button>
            </div>
        </li>
    }
}

/// The script of a bug, with the bug or without.
fn scenario_of(
    protocol: &'static dyn AnyProtocol,
    position: usize,
    bug: &'static Bug,
    on: bool,
) -> Option<Scenario> {
    let mut scenario = decode(bug.script, &[protocol]).ok()?.scenario;
    scenario.setup.bugs = scenario.setup.bugs.with(position, on);
    Some(scenario)
}
