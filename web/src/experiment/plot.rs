//! A chart that can be read: point at it, or go from point to point with the keys.

use std::rc::Rc;

use quorate_proto::{Chart, Language, SortedMap, SortedSet};
use quorate_scene::svg::{self, Setting};
use quorate_scene::{At, Plot, PlotOptions, Point, Reading, Size, class};
use web_sys::Element;
use yew::{Html, KeyboardEvent, PointerEvent, hook};

use super::table::origin_words;
use crate::components::part::part;
use crate::hooks::{State, use_node_ref, use_size, use_state_eq};
use crate::panels::switch;
use crate::share::{STYLE, save};
use crate::text::experiment as words;
use crate::view::{Callback, classes, gathered, view};

/// A pointer is near enough to a point, in pixels.
const REACH: f64 = 28.0;
/// Height of a chart by its width, within limits.
const SHAPE: f64 = 0.62;
const HEIGHT: (f64, f64) = (240.0, 420.0);
/// Half the width of a digit; a number that would reach over the right edge ends where its mark is.
const DIGIT_HALF: f64 = 3.5;
/// How large the number of a group is on its curve.
const BADGE: f64 = 7.5;
/// Until it is measured.
const WIDTH_USUAL: u32 = 560;

#[derive(PartialEq)]
pub(crate) struct PlotProps {
    /// Of which experiment.
    pub(crate) id: &'static str,
    /// What is drawn.
    pub(crate) chart: Chart,
    /// In which language.
    pub(crate) language: Language,
}

part! {
    /// The chart, what can be shown and hidden, and the values of the point that is read.
    pub(crate) fn plot(PlotProps) = use_plot;
}

#[hook]
fn use_plot(props: &PlotProps) -> Html {
    let language = props.language;
    let host = use_node_ref();
    let width = f64::from(use_size(&host).map_or(WIDTH_USUAL, |(width, _)| width.max(1)));
    let hidden = use_state_eq(SortedSet::new);
    // The series and the position of the point that is read.
    let read = use_state_eq(|| None::<(usize, usize)>);
    let mut chart = props.chart.clone();
    chart.series.retain(|series| !hidden.contains(&series.group));
    let size = Size::new(width, (width * SHAPE).clamp(HEIGHT.0, HEIGHT.1));
    let plot = Rc::new(Plot::new(&chart, PlotOptions { size, language }));
    let chart = Rc::new(chart);
    let onpointermove = {
        let (host, set) = (host.clone(), read.setter());
        let (plot, chart) = (Rc::clone(&plot), Rc::clone(&chart));
        Callback::from(move |event: PointerEvent| {
            let Some(area) = host.cast::<Element>().map(|host| host.get_bounding_client_rect())
            else {
                return;
            };
            let x = f64::from(event.client_x()) - area.left();
            let y = f64::from(event.client_y()) - area.top();
            let near = plot.nearest(&chart, Point::new(x, y), REACH);
            set.set(near.map(|reading| (reading.series, reading.position)));
        })
    };
    let onkeydown = {
        let (plot, read) = (Rc::clone(&plot), read.clone());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(next) = rove(&plot, *read.latest(), &event.key()) {
                event.prevent_default();
                read.set(Some(next));
            }
        })
    };
    let found = read.and_then(|(series, position)| plot.read(&chart, series, position));
    view! {
        <figure class="chart">
            <figcaption><h4>{ &plot.title }</h4></figcaption>
            <div class="chart-host" ref={host} tabindex="0" role="group" {onpointermove} {onkeydown}
                aria-label={format!("{}. {}", plot.title, words::READ_HELP.words(language))}>
                { picture(&plot, &badges(&chart, &plot), found.as_ref()) }
            </div>
            <p class="chart-value" role="status">
                { found.map_or_else(|| words::READ_HELP.words(language).to_owned(), |it| it.name) }
            </p>
            { legend(&props.chart, &hidden, language) }
            <div class="buttons">
                <button type="button" class="button" onclick={saves(props.id, plot)}>
                    { words::SAVE_CHART.words(language) }
                </button>
            </div>
        </figure>
    }
}

/// Where a key leads from a point: along the series, or to another one.
fn rove(plot: &Plot, read: Option<(usize, usize)>, key: &str) -> Option<(usize, usize)> {
    let filled: Vec<usize> =
        (0..plot.legend.len()).filter(|series| plot.points(*series) > 0).collect();
    let known = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"];
    let first = *filled.first().filter(|_| known.contains(&key))?;
    let here =
        read.and_then(|(series, at)| Some((filled.iter().position(|it| *it == series)?, at)));
    let Some((row, at)) = here else { return Some((first, 0)) };
    let along = |at: usize| {
        let series = *filled.get(row)?;
        Some((series, at.min(plot.points(series) - 1)))
    };
    let across = |step: usize| {
        let series = *filled.get((row + step) % filled.len())?;
        Some((series, at.min(plot.points(series) - 1)))
    };
    match key {
        "ArrowRight" => along(at + 1),
        "ArrowLeft" => along(at.saturating_sub(1)),
        "Home" => along(0),
        "End" => along(usize::MAX),
        "ArrowDown" => across(1),
        _ => across(filled.len() - 1),
    }
}

/// The number of each group on its curve, so that no curve is told by its colour alone. They stand
/// at different shares of their curves, and so apart from each other.
fn badges(chart: &Chart, plot: &Plot) -> Vec<(usize, Point)> {
    let groups = chart.series.iter().map(|series| series.group + 1).max().unwrap_or(1);
    let lines = plot.lines.iter().filter_map(|line| {
        let group = plot.legend.get(line.series)?.group;
        let position = plot.points(line.series) * (group + 1) / (groups + 1);
        Some((group, plot.read(chart, line.series, position)?.at))
    });
    gathered(lines)
}

fn picture(plot: &Plot, badges: &[(usize, Point)], found: Option<&Reading>) -> Html {
    let text = |value: f64| At(value).to_string();
    let (left, top) = (plot.corner.x, plot.corner.y);
    let bottom = top + plot.field.height;
    let rows = plot.up.ticks.iter().map(|tick| view! {
        <text text-anchor="end" x={text(left - 7.0)} y={text(tick.at + 4.0)}>{ &tick.label }</text>
    });
    let columns = plot.across.ticks.iter().map(|tick| {
        let half = DIGIT_HALF * tick.label.len() as f64;
        let at_the_edge = tick.at + half > plot.options.size.width;
        let anchor = if at_the_edge { "end" } else { "middle" };
        view! {
            <text text-anchor={anchor} x={text(tick.at)} y={text(bottom + 16.0)}>
                { &tick.label }
            </text>
        }
    });
    let of = |series: usize, part: &str| {
        plot.legend.get(series).map_or_else(String::new, |line| {
            format!("{part} {} {}", class::group(line.group), class::origin(line.origin))
        })
    };
    let lines = plot.lines.iter().map(|line| {
        view! {
            <path class={of(line.series, "line")} d={line.path.clone()} />
        }
    });
    let dots = plot.dots.iter().map(|dot| {
        view! {
            <circle class={of(dot.series, "dot")} cx={text(dot.at.x)} cy={text(dot.at.y)} r="4" />
        }
    });
    let badges = badges.iter().map(|(group, at)| {
        view! {
            <g class={classes!("badge", class::group(*group))}
                transform={format!("translate({} {})", At(at.x), At(at.y))}>
                <circle r={text(BADGE)} />
                <text text-anchor="middle" y="3.4">{ group + 1 }</text>
            </g>
        }
    });
    let size = plot.options.size;
    let middle = left + plot.field.width / 2.0;
    let turned = format!("translate(14 {}) rotate(-90)", At(top + plot.field.height / 2.0));
    view! {
        <svg class="plot" viewBox={format!("0 0 {} {}", At(size.width), At(size.height))}
            width={text(size.width)} height={text(size.height)} aria-hidden="true">
            <path class="grid" d={plot.grid.clone()} />
            <g class="axis">{ for rows }{ for columns }</g>
            <text class="axis-name" text-anchor="middle" x={text(middle)} y={text(bottom + 34.0)}>
                { &plot.across.name }
            </text>
            <text class="axis-name" text-anchor="middle" transform={turned}>{ &plot.up.name }</text>
            { for lines }
            { for dots }
            { for badges }
            if let Some(reading) = found {
                <circle class="reading" cx={text(reading.at.x)} cy={text(reading.at.y)} r="7.5" />
            }
        </svg>
    }
}

/// What belongs together can be hidden together.
fn legend(chart: &Chart, hidden: &State<SortedSet<usize>>, language: Language) -> Html {
    let groups: SortedSet<usize> = chart.series.iter().map(|series| series.group).collect();
    let each = groups.iter().map(|group| {
        let members = chart.series.iter().filter(|series| series.group == *group);
        let mut names: SortedMap<String, Vec<&str>> = SortedMap::new();
        for series in members {
            let origin = origin_words(series.origin, language);
            names.get_or_insert_with(series.name.say(language), Vec::new).push(origin);
        }
        let names = names.into_iter().map(|(name, origins)| match origins.join(", ") {
            origins if origins == name => name,
            origins => format!("{name}: {origins}"),
        });
        let turn = {
            let (group, hidden) = (*group, hidden.setter());
            Callback::from(move |on: bool| {
                hidden.change(|hidden| {
                    if on {
                        hidden.remove(&group)
                    } else {
                        hidden.insert(group)
                    };
                });
            })
        };
        let label = format!("{}  {}", group + 1, names.collect::<Vec<_>>().join("; "));
        view! {
            <li key={*group} class={class::group(*group)}>
                { switch(&label, !hidden.contains(group), turn) }
            </li>
        }
    });
    view! {
        <ul class="plain legend" aria-label={words::SERIES.words(language)}>{ for each }</ul>
    }
}

fn saves(id: &'static str, plot: Rc<Plot>) -> Callback<yew::MouseEvent> {
    Callback::from(move |_| {
        let text = svg::plot(&plot, &Setting { title: &plot.title, style: STYLE });
        save(&format!("{id}.svg"), "image/svg+xml", &text);
    })
}
