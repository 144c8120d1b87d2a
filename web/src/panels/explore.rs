//! Every schedule from the moment shown: its bounds, how far it is, and the promise that broke.

use quorate_proto::{Argument, Phrase};
use yew::{Html, hook};

use super::fields::{NumberProps, named_choice, number_field};
use super::{PanelProps, search};
use crate::components::LabProps;
use crate::components::part::{keyed, part};
use crate::hooks::{TaskState, use_standing, use_state_eq};
use crate::jobs::{EXPLORE, Letter, explore};
use crate::session::Session;
use crate::text::proof as words;
use crate::view::{Callback, view};

/// A bound: its name in letters, its words, what it is unless somebody chooses, and the most.
struct Known(&'static str, &'static Phrase<0>, u64, u64);

const KNOWN: [Known; 7] = [
    Known("crashes", &words::CRASHES, 1, 9),
    Known("losses", &words::LOSSES, 1, 9),
    Known("duplicates", &words::DUPLICATES, 0, 9),
    Known("timers", &words::TIMERS, 2, 99),
    Known("requests", &words::REQUESTS, 1, 9),
    Known("depth", &words::DEPTH, 14, 999),
    Known("states", &words::STATES, 200_000, 20_000_000),
];

/// In which order: its name in letters, and its words. The first holds unless somebody chooses.
const ORDERS: [(&str, &Phrase<0>); 3] = [
    ("breadth", &words::ORDER_BREADTH),
    ("depth", &words::ORDER_DEPTH),
    ("walks", &words::ORDER_WALKS),
];

part! {
    /// The exploration.
    pub(crate) fn explore_part = use_explore_part;
}

#[hook]
fn use_explore_part(lab: &LabProps) -> Html {
    let panel = &PanelProps::from(lab);
    let bounds = use_state_eq(|| KNOWN.map(|Known(name, _, usual, _)| (name, usual)));
    let order = use_state_eq(|| ORDERS[0].0.to_owned());
    let (task, news) = (&lab.task, use_standing(&lab.task));
    let protocol = panel.session.read(|session| session.meta().id);
    let state = news.of(EXPLORE).filter(|it| it.request.get("protocol") == Some(protocol));
    let fields = KNOWN.iter().enumerate().map(|(position, Known(name, label, _, most))| {
        let value = bounds.get(position).map_or(0, |(_, value)| *value);
        let enter = {
            let bounds = bounds.setter();
            Callback::from(move |value: u64| {
                bounds.change(|bounds| {
                    if let Some(bound) = bounds.get_mut(position) {
                        bound.1 = value;
                    }
                });
            })
        };
        let least = u64::from(matches!(*name, "depth" | "states"));
        let (label, range, language) = (panel.say(label), (least, *most), panel.language);
        keyed(*name, number_field(NumberProps { label, value, range, unit: "", language, enter }))
    });
    let start = {
        let (task, session) = (task.clone(), panel.session.clone());
        let (order, bounds) = (order.clone(), *bounds);
        Callback::from(move |()| {
            task.start(explore(&session.read(Session::scenario), &order, &bounds));
        })
    };
    let orders = ORDERS.iter().map(|(id, label)| ((*id).to_owned(), panel.say(label).to_owned()));
    let choose = Callback::from({
        let order = order.setter();
        move |chosen| order.set(chosen)
    });
    let about = words::EXPLORE_ABOUT.with([Argument::Span(panel.hud.clock)]);
    view! {
        <section class="part search">
            <h3>{ panel.say(&words::EXPLORE) }</h3>
            <p class="faint">{ about.say(panel.language) }</p>
            { named_choice(panel.say(&words::ORDER), orders, &order, choose) }
            <div class="fields">{ for fields }</div>
            { search::start_or_stop(panel, task, state, &words::EXPLORE_DO, start) }
            if let Some(state) = state {
                { standing(panel, state) }
            }
        </section>
    }
}

/// How it stands: a sentence, figures, every promise, and the one that broke.
fn standing(panel: &PanelProps, state: &TaskState) -> Html {
    let Some(report) = &state.report else {
        return search::sentence(panel, state, String::new());
    };
    let said = match report.get("status") {
        Some("running") if state.is_busy() => panel.say(&words::EXPLORING),
        Some("complete") => panel.say(&words::COMPLETE),
        Some("depth") if state.request.get("order") == Some("depth") => {
            panel.say(&words::BOUND_DEPTH_DEEPEST)
        }
        Some("depth") => panel.say(&words::BOUND_DEPTH),
        Some("states") => panel.say(&words::BOUND_STATES),
        Some("bytes") => panel.say(&words::BOUND_BYTES),
        Some("walks") => panel.say(&words::BOUND_WALKS),
        Some("choices") => panel.say(&words::BOUND_CHOICES),
        _ => "",
    };
    let figures = search::figures(
        panel,
        report,
        &[
            (&words::DISTINCT, "distinct"),
            (&words::GENERATED, "generated"),
            (&words::DEPTH_NOW, "depth"),
            (&words::FRONTIER, "frontier"),
            (&words::MEGABYTES, "megabytes"),
        ],
        (&words::STATES_PER_SECOND, "distinct"),
    );
    let properties = report.all("property").filter_map(|line| line.split_once(' '));
    let properties = properties.map(|(id, standing)| {
        let (class, said) = search::standing_words(standing);
        view! { <><dt class={class}>{ id }</dt><dd class={class}>{ panel.say(said) }</dd></> }
    });
    view! {
        <>
            { search::sentence(panel, state, said.to_owned()) }
            { found(panel, report) }
            { figures }
            <dl>{ for properties }</dl>
        </>
    }
}

/// The promise that broke, and the run that shows it.
fn found(panel: &PanelProps, report: &Letter) -> Option<Html> {
    let property = report.get("broken")?;
    let steps = Argument::Number(report.number("steps") as i64);
    let said = words::BROKEN_AFTER.with([search::NAME, steps]).say(panel.language);
    Some(search::found(panel, &said, property, &report.body))
}
