//! A node's clock and disk, with what can be done to them.

use quorate_proto::time::SECOND;
use quorate_proto::{Argument, NodeId, Phrase};
use quorate_sim::{Action, DiskMode, Host};
use yew::Html;

use super::PanelProps;
use super::fields::choice;
use crate::text::panels as words;
use crate::view::{Callback, view};

/// Deviations of a clock on offer, in parts per million.
const RATES_PPM: [i32; 7] = [-200_000, -100_000, -10_000, 0, 10_000, 100_000, 200_000];
const PPM_PER_PERCENT: i32 = 10_000;

/// What a disk can be told to do.
const MODES: [(DiskMode, &Phrase<0>); 4] = [
    (DiskMode::Honest, &words::DISK_HONEST),
    (DiskMode::Lying, &words::DISK_LYING),
    (DiskMode::Stalled, &words::DISK_STALLED),
    (DiskMode::Torn, &words::DISK_TORN),
];

/// The clock: what it reads, how fast it runs, and jumps.
pub(crate) fn clock(panel: &PanelProps, node: NodeId, host: &Host) -> Html {
    let rate = host.clock().rate_ppm();
    let reading = Argument::Span(host.clock().read(panel.hud.clock)).say(panel.language);
    let offered = RATES_PPM.contains(&rate);
    let rates = RATES_PPM.into_iter().chain((!offered).then_some(rate));
    let rates = rates.map(|known| (known.to_string(), rate_words(panel, known)));
    let chosen = {
        let session = panel.session.clone();
        Callback::from(move |text: String| {
            if let Ok(rate_ppm) = text.parse() {
                session.act(Action::Skew { node, rate_ppm });
            }
        })
    };
    let second = SECOND as i64;
    view! {
        <div class="control">
            <h3>
                { panel.say(&words::CLOCK) }
                <small class="number">
                    { panel.say(&words::CLOCK_READS) }{ " " }{ reading }
                </small>
            </h3>
            <div class="buttons">
                { choice(Some(panel.say(&words::CLOCK)), rates, &rate.to_string(), chosen) }
                <button type="button" onclick={panel.acts(Action::Jump { node, by: -second })}>
                    { panel.say(&words::JUMP_BACK) }
                </button>
                <button type="button" onclick={panel.acts(Action::Jump { node, by: second })}>
                    { panel.say(&words::JUMP_AHEAD) }
                </button>
            </div>
        </div>
    }
}

/// The disk: how it behaves, what is still being written, and losing everything.
pub(crate) fn disk(panel: &PanelProps, node: NodeId, host: &Host) -> Html {
    let mode = host.disk_mode();
    let pending = match host.writes_pending() {
        0 => panel.say(&words::DISK_SAFE).to_owned(),
        count => words::DISK_WRITES.with([count.into()]).say(panel.language),
    };
    let modes = MODES.iter().enumerate();
    let modes = modes.map(|(position, (_, words))| (position.to_string(), panel.say(words).into()));
    let present = MODES.iter().position(|(known, _)| *known == mode).unwrap_or(0).to_string();
    let chosen = {
        let session = panel.session.clone();
        Callback::from(move |text: String| {
            let position = text.parse().ok();
            if let Some((mode, _)) = position.and_then(|position: usize| MODES.get(position)) {
                session.act(Action::Disk { node, mode: *mode });
            }
        })
    };
    view! {
        <div class="control">
            <h3>{ panel.say(&words::DISK_MODE) }<small>{ pending }</small></h3>
            <div class="buttons">
                { choice(Some(panel.say(&words::DISK_MODE)), modes, &present, chosen) }
                <button
                    type="button"
                    title={panel.say(&words::WIPE_ABOUT)}
                    onclick={panel.acts(Action::Wipe(node))}
                >
                    { panel.say(&words::WIPE) }
                </button>
            </div>
        </div>
    }
}

fn rate_words(panel: &PanelProps, rate_ppm: i32) -> String {
    let percent = i64::from(rate_ppm / PPM_PER_PERCENT);
    let text = match rate_ppm {
        0 => words::CLOCK_TRUE.text(),
        _ if rate_ppm % PPM_PER_PERCENT != 0 => words::CLOCK_OTHER.with([rate_ppm.into()]),
        1.. => words::CLOCK_FAST.with([percent.into()]),
        _ => words::CLOCK_SLOW.with([percent.saturating_neg().into()]),
    };
    text.say(panel.language)
}
