//! What clients saw, drawn, and whether any order of it makes sense.

use std::cell::RefCell;

use quorate_check::Verdict;
use quorate_proto::{Argument, Phrase, RequestId, Tick};
use quorate_scene::{At, HistoryBar, HistoryOptions, HistoryPicture};
use yew::{Html, KeyboardEvent, hook};

use super::PanelProps;
use crate::components::LabProps;
use crate::components::part::part;
use crate::environment;
use crate::history::Watch;
use crate::hooks::{Setter, use_memo, use_node_ref, use_size, use_state_eq};
use crate::icons::{Icon, symbol};
use crate::state::Change;
use crate::text::{proof as words, shell};
use crate::view::{Callback, classes, view};

/// Until it is measured.
const WIDTH_USUAL: u32 = 340;

part! {
    /// The verdict and the picture. What was seen stays drawn when time goes back.
    pub(crate) fn history_panel = use_history_panel;
}

#[hook]
fn use_history_panel(lab: &LabProps) -> Html {
    let panel = &PanelProps::from(lab);
    let host = use_node_ref();
    let width = use_size(&host).map_or(WIDTH_USUAL, |(width, _)| width.max(1));
    let focus = use_state_eq(|| 0_usize);
    let watch = use_memo(panel.session.clone(), |session| RefCell::new(session.read(Watch::new)));
    let mut watch = watch.borrow_mut();
    panel.session.read(|session| watch.follow(session, lab.app.playing));
    let picture = picture(panel, &watch, f64::from(width));
    let empty = picture.bars.is_empty();
    let count = picture.hidden.0 + picture.hidden.1;
    let svg = svg(panel, &picture, *focus, &focus.setter());
    view! {
        <div class="panel-body">
            <h2 class="unseen">{ panel.say(&shell::PANEL_HISTORY) }</h2>
            if empty {
                <p class="note">{ panel.say(&words::HISTORY_NONE) }</p>
            } else {
                { verdict(panel, &watch) }
            }
            <div class="history-host" ref={host}>
                if !empty {
                    { svg }
                }
            </div>
            if picture.now.is_some() {
                <p class="faint">{ panel.say(&words::HISTORY_FUTURE) }</p>
            }
            if count > 0 {
                <p class="faint">
                    { words::HISTORY_HIDDEN.with([count.into()]).say(panel.language) }
                </p>
            }
        </div>
    }
}

fn picture(panel: &PanelProps, watch: &Watch, width: f64) -> HistoryPicture {
    let signs = watch.findings().map(|findings| findings.signs.clone()).unwrap_or_default();
    let options = HistoryOptions {
        width,
        language: panel.language,
        signs,
        now: Some(panel.hud.clock),
        ..HistoryOptions::default()
    };
    HistoryPicture::new(watch.world(), &options)
}

/// Whether some order explains everything, and what that means.
fn verdict(panel: &PanelProps, watch: &Watch) -> Html {
    let (class, icon, said) = match watch.verdict() {
        Verdict::Yes => ("summary is-good", Icon::Check, &words::HISTORY_YES),
        Verdict::No => ("summary is-error", Icon::Warning, &words::HISTORY_NO),
        Verdict::Unknown => ("summary", Icon::Clock, &words::HISTORY_UNKNOWN),
    };
    let findings = watch.findings();
    let about: Vec<String> = match watch.verdict() {
        Verdict::Yes if findings.is_none() => vec![panel.say(&words::HISTORY_LATER).to_owned()],
        Verdict::Yes => vec![panel.say(&words::HISTORY_YES_ABOUT).to_owned()],
        Verdict::No => why(panel, watch),
        Verdict::Unknown => Vec::new(),
    };
    let [asked, answered, ways] = watch.counts();
    let counts = words::HISTORY_COUNTS.with([asked.into(), answered.into()]).say(panel.language);
    let ways = words::HISTORY_WAYS.with([ways.into()]).say(panel.language);
    let ways = (watch.verdict() == Verdict::Yes).then_some(ways);
    let counts: Vec<String> = std::iter::once(counts).chain(ways).collect();
    let weaker = match findings {
        None => view! { <p class="faint">{ panel.say(&words::PAUSE_TO_JUDGE) }</p> },
        Some(findings) if findings.weaker.is_empty() => {
            view! { <p class="faint">{ panel.say(&words::WEAKER_TOO) }</p> }
        }
        Some(findings) => {
            let each = findings.weaker.iter().map(|(name, verdict)| {
                let (class, said) = match verdict {
                    Verdict::Yes => ("is-good", &words::ANSWER_YES),
                    Verdict::No => ("is-broken", &words::ANSWER_NO),
                    Verdict::Unknown => ("is-open", &words::ANSWER_UNKNOWN),
                };
                view! { <><dt>{ panel.say(name) }</dt><dd {class}>{ panel.say(said) }</dd></> }
            });
            view! { <div class="search"><dl>{ for each }</dl></div> }
        }
    };
    view! {
        <>
            <p {class} role="status">{ symbol(icon) }{ panel.say(said) }</p>
            { for about.into_iter().map(|line| view! { <p>{ line }</p> }) }
            <p class="faint">{ counts.join(" · ") }</p>
            { weaker }
        </>
    }
}

/// Why no order explains everything.
fn why(panel: &PanelProps, watch: &Watch) -> Vec<String> {
    let mut said = Vec::new();
    if let Some((operation, client, time)) = watch.impossible() {
        let arguments =
            [Argument::Operation(operation), Argument::Node(client), Argument::Span(time)];
        said.push(words::HISTORY_NO_ABOUT.with(arguments).say(panel.language));
    }
    if let Some(findings) = watch.findings() {
        let minimal: &Phrase<0> =
            if findings.minimal { &words::HISTORY_MINIMAL } else { &words::HISTORY_NOT_MINIMAL };
        said.push(panel.say(minimal).to_owned());
        let ordered = findings.signs.values().any(|sign| sign.place.is_some());
        said.extend(ordered.then(|| panel.say(&words::HISTORY_LONGEST).to_owned()));
    }
    said
}

/// The picture: one stop for Tab, arrows within it.
fn svg(panel: &PanelProps, picture: &HistoryPicture, focus: usize, set: &Setter<usize>) -> Html {
    let text = |value: f64| At(value).to_string();
    let last = picture.bars.len().saturating_sub(1);
    let focus = focus.min(last);
    let onkeydown = {
        let set = set.clone();
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowDown" | "ArrowRight" => (focus + 1).min(last),
                "ArrowUp" | "ArrowLeft" => focus.saturating_sub(1),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            set.set(next);
            environment::focus(&bar_id(next));
        })
    };
    let clients = picture.columns.iter().map(|(x, client)| view! {
        <text class="client-name" x={text(*x)} y="16" font-size="13">{ client.to_string() }</text>
    });
    let times = picture.times.iter().map(|(y, time)| {
        view! {
            <text class="axis" x="24" y={text(y + 12.0)} font-size="10.5">{ time }</text>
        }
    });
    let bars = picture.bars.iter().enumerate();
    let bars = bars.map(|(index, each)| bar(panel, each, index, index == focus));
    let labels = picture.bars.iter().flat_map(|bar| {
        bar.lines.iter().enumerate().map(|(line, words)| {
            let at = bar.line_at(line);
            view! { <text x={text(at.x)} y={text(at.y)}>{ words }</text> }
        })
    });
    let points = picture.bars.iter().filter(|bar| !bar.mark.is_empty()).map(|bar| {
        view! {
            <g class={classes!("point", bar.sign.class())} key={key(bar.id)}
                transform={format!("translate({} {})", At(bar.point.x), At(bar.point.y))}>
                <circle r={text(HistoryPicture::POINT_RADIUS)} />
                <text y="3.4" font-size="9.5">{ &bar.mark }</text>
            </g>
        }
    });
    let (width, height) = (text(picture.size.width), text(picture.size.height));
    view! {
        <svg class="history" role="group" viewBox={format!("0 0 {width} {height}")} {width} {height}
            text-anchor="middle" aria-label={panel.say(&words::HISTORY_HELP)} {onkeydown}>
            { for clients }
            { for times }
            { for bars }
            <path class="order" d={picture.order.clone()} />
            if let Some(y) = picture.now {
                <path class="now" d={format!("M0 {}H{}", At(y), At(picture.size.width))} />
            }
            <g class="labels" aria-hidden="true" font-size={text(HistoryPicture::FONT_SIZE)}>
                { for labels }
            </g>
            <g class="points" aria-hidden="true">{ for points }</g>
        </svg>
    }
}

fn bar(panel: &PanelProps, bar: &HistoryBar, index: usize, focused: bool) -> Html {
    let text = |value: f64| At(value).to_string();
    let go = seeks(panel, bar.invoked);
    let onclick = go.reform(|_: yew::MouseEvent| ());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            go.emit(());
        }
    });
    let open = bar.is_open.then_some("is-open");
    view! {
        <g class={classes!("operation", bar.sign.class(), open)} role="button" id={bar_id(index)}
            key={key(bar.id)} tabindex={if focused { "0" } else { "-1" }}
            aria-label={bar.name.clone()} {onclick} {onkeydown}>
            <rect class="body" x={text(bar.corner.x)} y={text(bar.corner.y)} rx="5"
                width={text(bar.size.width)} height={text(bar.size.height)} />
        </g>
    }
}

fn key(id: RequestId) -> String {
    format!("{}{}", id.client, id.sequence)
}

fn bar_id(index: usize) -> String {
    format!("operation-{index}")
}

/// Goes to the moment at which something was asked.
fn seeks(panel: &PanelProps, tick: Tick) -> Callback<()> {
    let (session, dispatch) = (panel.session.clone(), panel.dispatch.clone());
    Callback::from(move |()| {
        dispatch.dispatch(Change::Play(false));
        session.change(|session| session.seek(tick));
    })
}
