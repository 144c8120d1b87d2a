//! Experiments: what is to be measured, the curves as they grow, the numbers, and the same as
//! files. An experiment and what was chosen for it are an address.

mod bench;
mod form;
mod plot;
mod table;

use std::rc::Rc;

use quorate_experiment::{EXPERIMENTS, Experiment, find};
use quorate_proto::Language;
use yew::Html;

use crate::components::header::HeaderProps;
use crate::components::part::keyed;
use crate::state::Route;
use crate::text::experiment as words;
use crate::view::view;
use bench::{BenchProps, bench};

/// The page of one experiment, and the way to the others.
pub(crate) fn experiment_page(props: &HeaderProps) -> Html {
    let language = props.app.preferences.language;
    let Route::Experiment(id, chosen) = &props.app.route else { return Html::default() };
    let first = EXPERIMENTS.first().copied().filter(|_| id.is_empty());
    let shown = first.or_else(|| find(id));
    view! {
        <main class="gallery" aria-label={words::TITLE.words(language)}>
            <header class="gallery-head">
                <h2>{ words::TITLE.words(language) }</h2>
                <p>{ words::ABOUT.words(language) }</p>
                if shown.is_none() {
                    <p class="note is-error" role="alert">{ words::UNKNOWN.words(language) }</p>
                }
                { list(language, shown) }
            </header>
            if let Some(experiment) = shown {
                { keyed(experiment.id, bench(BenchProps {
                    id: experiment.id,
                    chosen: chosen.clone(),
                    app: Rc::clone(&props.app),
                    dispatch: props.dispatch.clone(),
                })) }
            }
        </main>
    }
}

/// A link to every experiment.
pub(crate) fn list(language: Language, shown: Option<&Experiment>) -> Html {
    let links = EXPERIMENTS.iter().map(|experiment| {
        let current = shown.is_some_and(|shown| shown.id == experiment.id).then_some("page");
        let href = Route::Experiment(experiment.id.to_owned(), String::new()).fragment();
        view! {
            <a class="button" {href} aria-current={current} key={experiment.id}>
                { experiment.title.words(language) }
            </a>
        }
    });
    view! {
        <nav class="buttons" aria-label={words::TITLE.words(language)}>{ for links }</nav>
    }
}
