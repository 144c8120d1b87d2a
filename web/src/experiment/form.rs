//! The settings of an experiment: a field for each, and the address follows.

use quorate_experiment::{Domain, Setting, Settings, find};
use quorate_proto::Language;
use yew::Html;

use super::bench::BenchProps;
use crate::components::part::keyed;
use crate::environment;
use crate::panels::{NumberProps, TextProps, named_choice, number_field, text_input};
use crate::state::{Change, Route, settings};
use crate::text::experiment as words;
use crate::view::{Callback, gathered, view};

/// The fields.
pub(crate) fn form(props: &BenchProps) -> Html {
    let language = props.app.preferences.language;
    let Some(experiment) = find(props.id) else { return Html::default() };
    let mut chosen = experiment.defaults();
    for (name, value) in settings(&props.chosen) {
        // What is wrong is said beside the form.
        let _ = chosen.set(name, value, language);
    }
    let fields = experiment.settings.iter().map(|setting| field(props, setting, &chosen));
    view! {
        <div class="settings-grid" role="group" aria-label={words::SETTINGS.words(language)}>
            { for fields }
        </div>
    }
}

fn field(props: &BenchProps, setting: &'static Setting, chosen: &Settings) -> Html {
    let language = props.app.preferences.language;
    let label = setting.label.words(language);
    let value = chosen.get(setting.id).map(quorate_experiment::Chosen::write).unwrap_or_default();
    let enter = enters(props, setting.id, chosen);
    match &setting.domain {
        Domain::Number(range, _) => {
            let range = (*range.start(), *range.end());
            let enter = enter.reform(|number: u64| number.to_string());
            let value = value.parse().unwrap_or(0);
            let field = NumberProps { label, value, range, unit: "", language, enter };
            keyed(setting.id, number_field(field))
        }
        Domain::Choice(choices, _) => {
            let choices = choices.iter();
            let options = choices
                .map(|choice| (choice.id.to_owned(), choice.label.words(language).to_owned()));
            named_choice(label, options, &value, enter)
        }
        domain => {
            let good = Callback::from(move |text: String| domain.read(&text).is_some());
            let wrong = format!("{} {}", words::EXPECTED.words(language), domain.say(language));
            let field = TextProps { label, value, unit: "", numeric: false, good, wrong, enter };
            keyed(setting.id, text_input(field))
        }
    }
}

/// Where a new value goes: into the address, and with it everywhere.
fn enters(props: &BenchProps, id: &'static str, chosen: &Settings) -> Callback<String> {
    let (props, chosen) = (props.clone(), chosen.clone());
    Callback::from(move |text: String| {
        let mut chosen = chosen.clone();
        if chosen.set(id, &text, Language::English).is_ok() {
            let route = Route::Experiment(props.id.to_owned(), query(&chosen));
            environment::replace_fragment(&route.fragment());
            props.dispatch.dispatch(Change::Go(route));
        }
    })
}

/// What differs from the defaults, as a query.
fn query(chosen: &Settings) -> String {
    let differs =
        chosen.iter().filter(|(setting, value)| setting.domain.default_value() != **value);
    let pairs = differs.map(|(setting, value)| format!("{}={}", setting.id, value.write()));
    gathered(pairs).join("&")
}
