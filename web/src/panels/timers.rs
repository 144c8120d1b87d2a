//! Timers that run, with what is left of them.

use quorate_proto::order;
use quorate_proto::{Argument, Meta, NodeId, Tick, TimerCode};
use quorate_sim::{Action, Timer};
use yew::Html;

use super::PanelProps;
use crate::text::panels as words;
use crate::view::view;

/// The timers of a node, the next one first.
pub(crate) fn timers(
    panel: &PanelProps,
    meta: &'static Meta,
    node: NodeId,
    mut timers: Vec<Timer>,
) -> Html {
    if timers.is_empty() {
        return Html::default();
    }
    order::sort_by_key(&mut timers, |timer| (timer.deadline, timer.code));
    let rows = timers.iter().map(|timer| row(panel, meta, node, timer));
    view! {
        <section class="part">
            <h3>{ panel.say(&words::TIMERS) }</h3>
            <ul class="plain timers">{ for rows }</ul>
        </section>
    }
}

fn row(panel: &PanelProps, meta: &'static Meta, node: NodeId, timer: &Timer) -> Html {
    let name = timer_name(panel, meta, timer.code);
    let left = timer.deadline.saturating_sub(panel.hud.clock);
    let span = timer.deadline.saturating_sub(timer.started).max(1);
    let fire = panel.acts(Action::Fire { node, timer: timer.code });
    let label = format!("{}: {name}", panel.say(&words::TIMER_FIRE));
    view! {
        <li>
            <span class="timer-name">{ &name }</span>
            <span class="number">
                { words::TIMER_LEFT.with([Argument::Span(rounded(left))]).say(panel.language) }
            </span>
            <progress max={span.to_string()} value={left.min(span).to_string()} aria-label={name} />
            <button type="button" class="small" onclick={fire} aria-label={label}>
                { panel.say(&words::TIMER_FIRE) }
            </button>
        </li>
    }
}

/// A timer's name, with its subject where there are several of the kind.
pub(crate) fn timer_name(panel: &PanelProps, meta: &'static Meta, code: TimerCode) -> String {
    let label = meta.timers.get(usize::from(code.kind)).map_or("", |timer| panel.say(timer.label));
    match code.subject {
        0 => label.to_owned(),
        subject => format!("{label} {subject}"),
    }
}

/// A span without the digits that only flicker.
pub(crate) const fn rounded(span: Tick) -> Tick {
    match span {
        0..10_000 => span / 100 * 100,
        10_000..1_000_000 => span / 1_000 * 1_000,
        _ => span / 10_000 * 10_000,
    }
}
