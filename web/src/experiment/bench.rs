//! One experiment: its settings, its trials, what came of them.

use std::cell::RefCell;
use std::rc::Rc;

use quorate_experiment::{Settings, Study, find};
use quorate_proto::Language;
use yew::{Html, MouseEvent, hook};

use super::form::form;
use super::plot::{PlotProps, plot};
use super::table::table;
use crate::components::Dispatch;
use crate::components::part::{keyed, part};
use crate::hooks::{Task, TaskState, use_effect_with, use_memo, use_standing, use_task};
use crate::jobs::{EXPERIMENT, Letter, samples};
use crate::state::{App, settings};
use crate::text::{experiment as words, jobs};
use crate::view::{Callback, view};

#[derive(Clone, PartialEq)]
pub(crate) struct BenchProps {
    /// Which experiment.
    pub(crate) id: &'static str,
    /// What was chosen for it, as a query.
    pub(crate) chosen: String,
    /// The page's state.
    pub(crate) app: Rc<App>,
    /// How to change it.
    pub(crate) dispatch: Dispatch,
}

/// What has been measured under the present settings, and what is wrong with these.
struct Measured {
    study: RefCell<Study>,
    wrong: Vec<String>,
}

part! {
    /// The experiment.
    pub(crate) fn bench(BenchProps) = use_bench;
}

#[hook]
fn use_bench(props: &BenchProps) -> Html {
    let language = props.app.preferences.language;
    let task = use_task();
    let measured = use_memo((props.id, props.chosen.clone()), |(id, chosen)| begin(id, chosen));
    let stop = task.clone();
    use_effect_with((props.id, props.chosen.clone()), move |_| move || stop.clear());
    let Some(measured) = &*measured else { return Html::default() };
    let study = measured.study.borrow();
    let (experiment, progress) = (study.experiment(), study.progress());
    let news = use_standing(&task);
    let state = news.of(EXPERIMENT);
    let busy = state.is_some_and(TaskState::is_busy);
    let start = starts(&task, measured);
    let stop = {
        let task = task.clone();
        Callback::from(move |_| task.stop())
    };
    let charts = study
        .charts()
        .into_iter()
        .enumerate()
        .map(|(index, chart)| keyed(index, plot(PlotProps { id: props.id, chart, language })));
    view! {
        <article class="room experiment">
            <header>
                <h3>{ experiment.title.words(language) }</h3>
                <p>{ experiment.about.words(language) }</p>
                <p class="faint">
                    { words::SOURCE.words(language) }{ ": " }<cite>{ experiment.source }</cite>
                </p>
            </header>
            { form(props) }
            { for measured.wrong.iter().map(|wrong| view! {
                <p class="note is-error" role="alert">{ wrong }</p>
            }) }
            <div class="buttons">
                if busy {
                    <button type="button" class="button" onclick={stop}>
                        { jobs::STOP.words(language) }
                    </button>
                } else {
                    <button type="button" class="button is-primary" onclick={start}>
                        { jobs::START.words(language) }
                    </button>
                }
            </div>
            if let Some(state) = state {
                <div class="progress-line">
                    <progress max={progress.total.to_string()} value={progress.done.to_string()}
                        aria-label={words::PROGRESS.words(language)} />
                    <span role="status">{ standing(state, &study, language) }</span>
                </div>
            }
            <div class="charts">{ for charts }</div>
            { table(&study, language) }
        </article>
    }
}

/// A press that begins it anew, under the same settings.
fn starts(task: &Task, measured: &Rc<Measured>) -> Callback<MouseEvent> {
    let (task, measured) = (task.clone(), Rc::clone(measured));
    Callback::from(move |_| {
        let fresh = {
            let study = measured.study.borrow();
            Study::new(study.experiment(), study.settings().clone())
        };
        let request = request(fresh.experiment().id, fresh.settings());
        measured.study.replace(fresh);
        let each = Rc::clone(&measured);
        let each = Callback::from(move |report: Letter| {
            let mut study = each.study.borrow_mut();
            for (case, sample) in samples(&report) {
                study.take_in(case, [sample]);
            }
        });
        task.start_and_hear(request, each);
    })
}

/// The experiment with the settings of the address. A setting that cannot be read keeps its default
/// and is complained about.
fn begin(id: &str, chosen: &str) -> Option<Rc<Measured>> {
    let experiment = find(id)?;
    let mut read = experiment.defaults();
    let mut wrong = Vec::new();
    for (name, value) in settings(chosen) {
        // Others append words of their own to an address.
        if experiment.settings.iter().any(|setting| setting.id == name)
            && let Err(refusal) = read.set(name, value, Language::English)
        {
            wrong.push(format!("{name}: {} ({value})", refusal.expected));
        }
    }
    Some(Rc::new(Measured { study: RefCell::new(Study::new(experiment, read)), wrong }))
}

fn request(id: &str, settings: &Settings) -> Letter {
    settings.iter().fold(Letter::new(EXPERIMENT).with("id", id), |letter, (setting, value)| {
        letter.with("set", format!("{} {}", setting.id, value.write()))
    })
}

/// How it stands, in a sentence or two.
fn standing(state: &TaskState, study: &Study, language: Language) -> String {
    let progress = study.progress();
    let counts = [progress.done, progress.total].map(|count| (count as i64).into());
    let mut said = vec![words::TRIALS.with(counts).say(language)];
    if progress.given_up > 0 {
        said.push(words::GIVEN_UP.with([(progress.given_up as i64).into()]).say(language));
    }
    if progress.full && progress.done < progress.total {
        said.push(words::FULL.words(language).to_owned());
    }
    said.push(state.say(language));
    said.retain(|part| !part.is_empty());
    said.join(" ")
}
