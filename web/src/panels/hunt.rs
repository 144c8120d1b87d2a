//! "Find me a schedule that breaks this": what to hunt for and how roughly, how far it is, and what
//! it found.

use quorate_proto::{Argument, Bugs, Phrase};
use yew::{Html, hook};

use super::fields::{NumberProps, named_choice, number_field};
use super::{PanelProps, search};
use crate::components::LabProps;
use crate::components::part::part;
use crate::hooks::{TaskState, use_standing, use_state_eq};
use crate::jobs::{HUNT, Letter, STRENGTHS, hunt};
use crate::text::proof as words;
use crate::view::{Callback, view};

const SEEDS_USUAL: u64 = 20_000;
const SEEDS_MOST: u64 = 1_000_000;

/// What the visitor has chosen.
#[derive(Clone, PartialEq)]
struct Draft {
    /// The bug that is switched on; empty for none.
    bug: String,
    strength: String,
    seeds: u64,
}

part! {
    /// The hunt.
    pub(crate) fn hunt_part = use_hunt_part;
}

#[hook]
fn use_hunt_part(lab: &LabProps) -> Html {
    let panel = &PanelProps::from(lab);
    let draft = use_state_eq(|| Draft {
        bug: first_bug(panel),
        strength: "heavy".to_owned(),
        seeds: SEEDS_USUAL,
    });
    let setup = panel.session.read(|session| session.opened().setup);
    let meta = setup.protocol.meta();
    let (task, news) = (&lab.task, use_standing(&lab.task));
    let state = news.of(HUNT).filter(|it| it.request.get("protocol") == Some(meta.id));
    let edit = |change: fn(&mut Draft, String)| {
        let draft = draft.setter();
        Callback::from(move |text: String| draft.change(|draft| change(draft, text)))
    };
    let bugs = meta.bugs.iter().map(|bug| {
        let breaks = Argument::Word(bug.breaks.first().copied().unwrap_or_default());
        let said = words::HUNT_BUG.with([Argument::Word(bug.id), breaks]).say(panel.language);
        (bug.id.to_owned(), said)
    });
    let what = std::iter::once((String::new(), panel.say(&words::HUNT_AS_IT_IS).to_owned()));
    let chosen = meta.bugs.iter().position(|bug| bug.id == draft.bug);
    let strengths = STRENGTHS.iter().zip(STRENGTH_WORDS);
    let strengths = strengths.map(|((id, _), said)| (id.to_string(), panel.say(said).to_owned()));
    let start = {
        let (task, mut setup, draft) = (task.clone(), setup, (*draft).clone());
        setup.bugs = chosen.map(|at| Bugs::default().with(at, true)).unwrap_or_default();
        Callback::from(move |()| task.start(hunt(&setup, &draft.strength, draft.seeds)))
    };
    let choose = edit(|draft, id| draft.bug = id);
    let rough = edit(|draft, id| draft.strength = id);
    let seeds = edit(|draft, text| draft.seeds = text.parse().unwrap_or(draft.seeds));
    let seeds = NumberProps {
        label: panel.say(&words::SEEDS_MOST),
        value: draft.seeds,
        range: (1, SEEDS_MOST),
        unit: "",
        language: panel.language,
        enter: seeds.reform(|number: u64| number.to_string()),
    };
    view! {
        <section class="part search">
            <h3>{ panel.say(&words::HUNT) }</h3>
            <p class="faint">{ panel.say(&words::HUNT_ABOUT) }</p>
            { named_choice(panel.say(&words::HUNT_WHAT), what.chain(bugs), &draft.bug, choose) }
            if let Some(bug) = chosen.and_then(|at| meta.bugs.get(at)) {
                <p class="faint">{ panel.say(bug.story) }</p>
            }
            <div class="fields">
                { named_choice(panel.say(&words::STRENGTH), strengths, &draft.strength, rough) }
                { number_field(seeds) }
            </div>
            { search::start_or_stop(panel, task, state, &words::HUNT_DO, start) }
            if let Some(state) = state {
                { standing(panel, state) }
            }
        </section>
    }
}

/// The rule that is out in this run, if one is; otherwise the first that could be.
fn first_bug(panel: &PanelProps) -> String {
    let (on, meta) = panel.session.read(|session| (session.bugs(), session.meta()));
    let out = (0..meta.bugs.len()).find(|at| on.contains(*at)).unwrap_or(0);
    meta.bugs.get(out).map(|bug| bug.id.to_owned()).unwrap_or_default()
}

const STRENGTH_WORDS: [&Phrase<0>; 3] =
    [&words::STRENGTH_NONE, &words::STRENGTH_LIGHT, &words::STRENGTH_HEAVY];

/// How it stands: a sentence, figures, and what it found.
fn standing(panel: &PanelProps, state: &TaskState) -> Html {
    let Some(report) = &state.report else {
        return search::sentence(panel, state, String::new());
    };
    let said = match report.get("phase") {
        Some("searching") if state.is_busy() => panel.say(&words::SEARCHING).to_owned(),
        Some("shrinking") if state.is_busy() => panel.say(&words::SHRINKING).to_owned(),
        Some("nothing") => {
            let seeds = [Argument::Number(report.number("seeds") as i64)];
            words::NOTHING_FOUND.with(seeds).say(panel.language)
        }
        _ => String::new(),
    };
    let found = report.get("property").map(|property| found(panel, report, property));
    let figures = search::figures(
        panel,
        report,
        &[
            (&words::SEEDS, "seeds"),
            (&words::EVENTS, "events"),
            (&words::FACTS, "facts"),
            (&words::ACTIONS, "actions"),
        ],
        (&words::EVENTS_PER_SECOND, "events"),
    );
    view! { <>{ search::sentence(panel, state, said) }{ figures }{ found }</> }
}

/// The break, and the run that shows it.
fn found(panel: &PanelProps, report: &Letter, property: &str) -> Html {
    let time = Argument::Span(report.number("time"));
    let seed = Argument::Number(report.number("seed") as i64);
    let said = words::FOUND.with([search::NAME, time, seed]).say(panel.language);
    search::found(panel, &said, property, &report.body)
}
