//! `quorate experiment`: measurements from the literature.

mod perform;
mod report;

use quorate_experiment::{EXPERIMENTS, Experiment, Progress, Refusal, Settings, Study};

use super::{Argument, Arguments, Out};
use crate::{Problem, Status, interrupt, words};

use perform::Effort;
use report::Form;

/// What holds for every experiment, beside its settings.
struct Options {
    settings: Settings,
    effort: Effort,
    form: Form,
}

pub(super) fn experiment(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let names = EXPERIMENTS.iter().map(|experiment| experiment.id).collect::<Vec<_>>().join(", ");
    let place = words::AN_EXPERIMENT.words(arguments.language);
    let experiment = match arguments.next()? {
        Some(Argument::Value(name)) => quorate_experiment::find(&name)
            .ok_or_else(|| arguments.expected(place, &names, &name))?,
        Some(other) => return Err(arguments.unexpected(&other, &names)),
        None => return Err(arguments.expected(place, &names, "")),
    };
    let options = read(experiment, arguments)?;
    interrupt::watch();
    let mut study = Study::new(experiment, options.settings);
    let language = arguments.language;
    perform::perform(&mut study, options.effort, language, &mut |study, case| {
        report::row(study, case, options.form, language, out);
    });
    report::end(&study, options.form, out);
    let progress = study.progress();
    Ok(status(progress, arguments))
}

/// How it went, said if it did not go to its end.
fn status(progress: Progress, arguments: &Arguments) -> Status {
    let Progress { done, total, given_up, .. } = progress;
    if interrupt::happened() {
        eprintln!("quorate: {}", arguments.say(words::INTERRUPTED.text()));
        return Status::Interrupted;
    }
    if progress.is_complete() {
        return Status::Yes;
    }
    if done < total {
        let text = words::TRIALS_DONE.with([done.into(), total.into()]);
        eprintln!("quorate: {}", arguments.say(text));
    }
    if given_up > 0 {
        eprintln!("quorate: {}", arguments.say(words::TRIALS_GIVEN_UP.with([given_up.into()])));
    }
    Status::Unknown
}

fn read(experiment: &'static Experiment, arguments: &mut Arguments) -> Result<Options, Problem> {
    let mut settings = experiment.defaults();
    let (mut effort, mut csv) = (Effort::default(), false);
    while let Some(argument) = arguments.next()? {
        let Argument::Option(option) = &argument else {
            return Err(arguments.unexpected(&argument, &takes(experiment)));
        };
        match option.as_str() {
            "csv" => csv = true,
            "jobs" => effort.jobs = arguments.number(option, 1..=JOBS_MAX)?,
            "seconds" => effort.seconds = Some(arguments.number(option, 1..=SECONDS_MAX)?),
            id if experiment.settings.iter().any(|setting| setting.id == id) => {
                let text = arguments.value(option)?;
                let refused = |Refusal { setting, expected, found }| {
                    arguments.expected(&format!("--{setting}"), &expected, &found)
                };
                settings.set(id, &text, arguments.language).map_err(refused)?;
            }
            _ => return Err(arguments.unexpected(&argument, &takes(experiment))),
        }
    }
    if csv && arguments.json {
        let expected = words::ONE_OF_JSON_AND_CSV.words(arguments.language);
        let place = words::OPTION.words(arguments.language);
        return Err(arguments.expected(place, expected, "--json --csv"));
    }
    let form = if arguments.json {
        Form::Json
    } else if csv {
        Form::Csv
    } else {
        Form::Table
    };
    Ok(Options { settings, effort, form })
}

const JOBS_MAX: usize = 256;
const SECONDS_MAX: u64 = 1_000_000;

/// The options that an experiment takes.
fn takes(experiment: &Experiment) -> String {
    let own = experiment.settings.iter().map(|setting| format!("--{}", setting.id));
    let all = ["--jobs", "--seconds", "--csv", "--json"].map(str::to_owned);
    own.chain(all).collect::<Vec<_>>().join(", ")
}
