//! What the protocol promises, how each promise stands, and the rules that can be taken out.

use quorate_proto::{Argument, Expectation, Phrase};
use quorate_sim::{Occasion, Standing, Verdict};
use web_sys::Element;
use yew::{Html, hook};

use super::PanelProps;
use super::bugs::bugs;
use super::event::seeks;
use super::explore::explore_part;
use super::hunt::hunt_part;
use crate::components::LabProps;
use crate::components::part::part;
use crate::hooks::{use_effect_with, use_node_ref};
use crate::icons::{Icon, symbol};
use crate::text::panels as words;
use crate::text::shell;
use crate::view::{classes, view};

part! {
    /// All promises, broken ones first.
    pub(crate) fn promises_panel = use_promises_panel;
}

#[hook]
fn use_promises_panel(lab: &LabProps) -> Html {
    let panel = &PanelProps::from(lab);
    let (verdicts, holding) = panel
        .session
        .read(|session| (session.world().verdicts().to_vec(), session.promises_holding()));
    let (mut verdicts, others): (Vec<_>, Vec<_>) =
        verdicts.into_iter().partition(|verdict| verdict.standing == Standing::Broken);
    let broken = verdicts.len();
    verdicts.extend(others);
    let (class, summary) = if broken > 0 {
        ("summary is-error", words::PROMISES_BROKEN.with([broken.into()]))
    } else {
        ("summary is-good", shell::PROMISES_HOLD.with([holding.into()]))
    };
    let body = use_node_ref();
    let shown = body.clone();
    // What has just broken stands at the top: that is where to look.
    use_effect_with(broken > 0, move |broken| {
        if let Some(body) = shown.cast::<Element>().filter(|_| *broken) {
            body.scroll_into_view();
        }
    });
    view! {
        <div class="panel-body" ref={body}>
            <h2 class="unseen">{ panel.say(&shell::PANEL_PROMISES) }</h2>
            <p {class} role="status">
                { symbol(if broken > 0 { Icon::Warning } else { Icon::Check }) }
                { summary.say(panel.language) }
            </p>
            <ul class="plain promises">{ for verdicts.iter().map(|each| promise(panel, each)) }</ul>
            { explore_part(lab) }
            { hunt_part(lab) }
            { bugs(panel) }
        </div>
    }
}

fn promise(panel: &PanelProps, verdict: &Verdict) -> Html {
    let Verdict { property, standing, at } = verdict;
    let class = match standing {
        Standing::Broken => "is-broken",
        Standing::Holds => "is-good",
        Standing::Unreached => "is-open",
    };
    view! {
        <li key={property.id} class={classes!("promise", class)}>
            <div class="promise-head">
                <strong>{ property.id }</strong>
                <span class="standing">
                    { panel.say(standing_words(*standing, property.expectation)) }
                </span>
            </div>
            <p>{ panel.say(property.statement) }</p>
            <p class="faint">
                { panel.say(expectation_words(property.expectation)) }{ " · " }
                <cite>{ property.source }</cite>
            </p>
            if let Some(at) = at {
                { occasion(panel, *standing, at) }
            }
        </li>
    }
}

fn occasion(panel: &PanelProps, standing: Standing, at: &Occasion) -> Html {
    let time = Argument::Span(at.stamp.tick);
    let when = match standing {
        Standing::Broken => words::BROKEN_AT.with([time]),
        Standing::Holds | Standing::Unreached => words::REACHED_AT.with([time]),
    };
    view! {
        <p class={classes!("occasion", (standing == Standing::Broken).then_some("note is-error"))}>
            <span>
                { when.say(panel.language) }
                if let Some(text) = at.text {
                    { ": " }{ text.say(panel.language) }
                }
            </span>
            <button type="button" class="small" onclick={seeks(panel, at.event)}>
                { panel.say(&words::GO_THERE) }
            </button>
        </p>
    }
}

const fn standing_words(standing: Standing, expectation: Expectation) -> &'static Phrase<0> {
    match (standing, expectation) {
        (Standing::Broken, _) => &words::STANDING_BROKEN,
        (Standing::Unreached, _) => &words::STANDING_UNREACHED,
        (Standing::Holds, Expectation::Sometimes) => &words::STANDING_REACHED,
        (Standing::Holds, _) => &words::STANDING_HOLDS,
    }
}

const fn expectation_words(expectation: Expectation) -> &'static Phrase<0> {
    match expectation {
        Expectation::Always => &words::EXPECT_ALWAYS,
        Expectation::Sometimes => &words::EXPECT_SOMETIMES,
        Expectation::Eventually { .. } => &words::EXPECT_EVENTUALLY,
    }
}
