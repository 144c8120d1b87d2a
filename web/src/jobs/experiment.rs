//! The trials of an experiment. What comes of them travels as it is, number by number: tables and
//! charts are made by the page, in whichever language it speaks by then.

use quorate_experiment::{FIGURES_MAX, Plan, Sample, Settings, TRIALS_MAX, find};
use quorate_proto::Language;

use super::{Job, Letter};

/// What a letter that asks for this job is called.
pub(crate) const EXPERIMENT: &str = "experiment";

/// An experiment that is being performed, round its cases, so that all of them grow together.
pub(super) struct Trials {
    plan: Box<dyn Plan>,
    trials: Vec<u32>,
    /// The next trial: its number, and the case.
    next: (u32, usize),
    /// How many may still be tried.
    left: u64,
    /// What has not been told yet.
    fresh: Vec<(usize, Option<Sample>)>,
}

impl Trials {
    /// The experiment `id`, with what was `set`.
    pub(super) fn begin(request: &Letter) -> Result<Self, String> {
        let id = request.get("id").unwrap_or_default();
        let experiment = find(id).ok_or_else(|| format!("expected an experiment, found {id}"))?;
        let mut settings: Settings = experiment.defaults();
        for pair in request.all("set") {
            let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
            settings
                .set(name, value, Language::English)
                .map_err(|wrong| format!("{name}: expected {}, found {value}", wrong.expected))?;
        }
        let plan = (experiment.plan)(&settings);
        let trials = plan.trials();
        Ok(Self { plan, trials, next: (0, 0), left: TRIALS_MAX, fresh: Vec::new() })
    }
}

impl Job for Trials {
    fn advance(&mut self) -> bool {
        let most = self.trials.iter().copied().max().unwrap_or(0);
        loop {
            let (index, case) = self.next;
            let Some(count) = self.trials.get(case) else {
                self.next = (index + 1, 0);
                if index + 1 >= most {
                    return false;
                }
                continue;
            };
            self.next = (index, case + 1);
            if index < *count {
                if self.left == 0 {
                    return false;
                }
                self.left -= 1;
                self.fresh.push((case, self.plan.trial(case, index)));
                return true;
            }
        }
    }

    fn report(&mut self) -> Letter {
        let told = std::mem::take(&mut self.fresh).into_iter();
        told.fold(Letter::new(EXPERIMENT), |letter, (case, sample)| {
            let figures = sample.into_iter().flatten();
            let figures = figures.map(|figure| format!(" {:x}", figure.to_bits()));
            letter.with("sample", format!("{case}{}", figures.collect::<String>()))
        })
    }
}

/// What came of trials, case by case, as a report tells it.
pub(crate) fn samples(report: &Letter) -> impl Iterator<Item = (usize, Option<Sample>)> {
    report.all("sample").filter_map(|line| {
        let mut words = line.split(' ');
        let case = words.next()?.parse().ok()?;
        let figures = words.filter_map(|word| u64::from_str_radix(word, 16).ok());
        let figures: Vec<f64> = figures.map(f64::from_bits).collect();
        let sample = <[f64; FIGURES_MAX]>::try_from(figures);
        Some((case, sample.ok()))
    })
}
