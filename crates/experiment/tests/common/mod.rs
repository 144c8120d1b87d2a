//! Beginning experiments.

use quorate_experiment::{Study, find};
use quorate_proto::Language;

/// Begins an experiment with these settings.
pub(crate) fn study(id: &str, settings: &[(&str, &str)]) -> Study {
    let experiment = find(id).expect("it is offered");
    let mut chosen = experiment.defaults();
    for (setting, text) in settings {
        chosen.set(setting, text, Language::English).expect("a fine value");
    }
    Study::new(experiment, chosen)
}
