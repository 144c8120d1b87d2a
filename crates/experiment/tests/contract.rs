//! What holds for every experiment, whatever it measures.

mod common;

use std::collections::BTreeSet;

use common::study;
use quorate_experiment::{Domain, EXPERIMENTS, Experiment, FIGURES_MAX, Study, TRIALS_MAX};
use quorate_proto::{Language, Origin, Phrase};

/// Settings under which each experiment is quick; the others stay as they are.
const QUICK: &[(&str, &str)] = &[
    ("trials", "2"),
    ("runs", "2"),
    ("sites", "30"),
    ("ranges", "150..300,12..24"),
    ("k", "1..2"),
];

fn quick(experiment: &'static Experiment) -> Study {
    let takes = |id: &str| experiment.settings.iter().any(|setting| setting.id == id);
    let chosen: Vec<_> = QUICK.iter().copied().filter(|(id, _)| takes(id)).collect();
    study(experiment.id, &chosen)
}

#[test]
fn identifiers_are_plain_and_unique() {
    let plain = |id: &str, extra: char| {
        let fits = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == extra;
        !id.is_empty() && id.chars().all(fits)
    };
    let mut known = BTreeSet::new();
    for experiment in EXPERIMENTS {
        assert!(plain(experiment.id, '-') && known.insert(experiment.id), "{}", experiment.id);
        let settings: BTreeSet<_> = experiment.settings.iter().map(|setting| setting.id).collect();
        let columns: BTreeSet<_> = experiment.columns.iter().map(|column| column.id).collect();
        assert_eq!(settings.len(), experiment.settings.len(), "{}", experiment.id);
        assert_eq!(columns.len(), experiment.columns.len(), "{}", experiment.id);
        assert!(settings.iter().all(|id| plain(id, '-')), "{settings:?}");
        assert!(columns.iter().all(|id| plain(id, '_')), "{columns:?}");
        for column in experiment.columns {
            let beside = column.beside.is_none_or(|other| columns.contains(other));
            assert!(beside, "{} stands beside nothing", column.id);
            let compared = matches!(column.origin, Some(Origin::Published | Origin::Formula));
            assert_eq!(compared, column.beside.is_some(), "{}", column.id);
        }
    }
}

#[test]
fn words_exist_in_both_languages() {
    let check = |phrase: &Phrase<0>| {
        let [english, chinese] = Language::ALL.map(|language| phrase.words(language));
        assert!(!english.is_empty() && english.is_ascii(), "{english}");
        let han = |sign: char| matches!(u32::from(sign), 0x4E00..=0x9FFF);
        assert!(chinese.chars().any(han), "{english}: {chinese}");
    };
    for experiment in EXPERIMENTS {
        check(experiment.title);
        check(experiment.about);
        experiment.settings.iter().for_each(|setting| check(setting.label));
        experiment.columns.iter().for_each(|column| check(column.label));
        for setting in experiment.settings {
            if let Domain::Choice(choices, _) = &setting.domain {
                choices.iter().for_each(|choice| check(choice.label));
            }
            for language in Language::ALL {
                assert!(!setting.domain.say(language).is_empty());
            }
        }
    }
}

/// What a setting is unless somebody chooses is one of its values, and is read as it is written.
#[test]
fn defaults_are_values() {
    for experiment in EXPERIMENTS {
        for (setting, value) in experiment.defaults().iter() {
            let read = setting.domain.read(&value.write());
            assert_eq!(read.as_ref(), Some(value), "{} --{}", experiment.id, setting.id);
        }
    }
}

/// The table does not depend on who performs the trials, nor in which order.
#[test]
fn trials_can_be_performed_by_anybody() {
    for experiment in EXPERIMENTS {
        let mut sliced = quick(experiment);
        let mut before = 0;
        while !sliced.progress().is_over() {
            let progress = sliced.advance(3);
            assert!(progress.done > before, "{}", experiment.id);
            before = progress.done;
        }
        let mut shared = quick(experiment);
        let trials = shared.plan().trials();
        for (case, trials) in trials.into_iter().enumerate().rev() {
            let backwards: Vec<_> =
                (0..trials).rev().map(|index| shared.plan().trial(case, index)).collect();
            shared.take_in(case, backwards.into_iter().rev());
        }
        assert!(shared.progress().is_complete(), "{}", experiment.id);
        assert_eq!(shared.rows(), sliced.rows(), "{}", experiment.id);
        assert_eq!(shared.charts(), sliced.charts(), "{}", experiment.id);
    }
}

/// Rows fill their columns, and charts can be drawn at any moment, from the first one on.
#[test]
fn tables_and_charts_are_whole() {
    for experiment in EXPERIMENTS {
        let mut study = quick(experiment);
        assert!(study.rows().is_empty());
        let _ = study.charts();
        study.advance(1);
        assert_eq!(study.rows().len(), 1, "{}", experiment.id);
        study.advance(u64::MAX);
        let rows = study.rows();
        assert_eq!(rows.len(), study.plan().trials().len(), "{}", experiment.id);
        assert!(rows.iter().all(|row| row.len() == experiment.columns.len()), "{rows:?}");
        let charts = study.charts();
        let drawn = charts.iter().flat_map(|chart| &chart.series);
        let points = drawn.filter(|series| series.origin == Origin::Measured);
        assert!(points.map(|series| series.points.len()).sum::<usize>() > 0, "{}", experiment.id);
    }
}

/// What is handed in beyond a case's trials, or for a case that there is none, is left out.
#[test]
fn no_more_is_taken_in_than_was_asked_for() {
    let mut study = study("availability", &[("nodes", "1"), ("trials", "3")]);
    study.take_in(0, vec![None; 9]);
    study.take_in(7, vec![None; 9]);
    let progress = study.progress();
    assert_eq!((progress.done, progress.given_up, progress.full), (3, 3, false));
    assert!(progress.is_over() && !progress.is_complete());
}

/// A study that fills its memory says so, and keeps what it has.
#[test]
fn memory_is_bounded() {
    let mut study = study("demers", &[("k", "1..3"), ("runs", "1000000")]);
    for case in 0..3 {
        study.take_in(case, std::iter::repeat_n(Some([1.0; FIGURES_MAX]), 1_000_000));
    }
    let progress = study.progress();
    assert_eq!((progress.done, progress.total), (TRIALS_MAX, 3_000_000));
    assert!(progress.full && progress.is_over() && !progress.is_complete());
    assert_eq!(study.advance(5).done, TRIALS_MAX);
    assert_eq!(study.rows().len(), 2);
}

/// A single server is its own majority and has nobody to hear from.
#[test]
fn smallest_clusters_elect() {
    for nodes in ["1", "2"] {
        let mut study = study("availability", &[("nodes", nodes), ("trials", "20")]);
        assert!(study.advance(u64::MAX).is_complete(), "{nodes}");
    }
}
