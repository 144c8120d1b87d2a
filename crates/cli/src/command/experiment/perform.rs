//! Performing the trials of a study on several threads.

use std::io::IsTerminal;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use quorate_experiment::{Plan, Sample, Study, TRIALS_MAX};
use quorate_proto::Language;

use crate::stopwatch::Stopwatch;
use crate::{interrupt, words};

/// How hard to try.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    /// Threads.
    pub(super) jobs: usize,
    /// After how many seconds to stop, if ever.
    pub(super) seconds: Option<u64>,
}

impl Default for Effort {
    fn default() -> Self {
        Self { jobs: thread::available_parallelism().map_or(1, NonZero::get), seconds: None }
    }
}

/// Performs one case after the other; `see` gets each one as soon as it has all of its trials, and
/// the last one with as many as there were when somebody or something stopped it. What comes out
/// does not depend on how threads share the work.
pub(super) fn perform(
    study: &mut Study,
    effort: Effort,
    language: Language,
    see: &mut dyn FnMut(&Study, usize),
) {
    let watch = Watch { started: Stopwatch::start(), seconds: effort.seconds };
    let trials = study.plan().trials();
    let mut show = Show::new(trials.iter().map(|trials| u64::from(*trials)).sum(), language);
    for (case, trials) in trials.into_iter().enumerate() {
        let progress = study.progress();
        if watch.is_over() || progress.full {
            break;
        }
        let room = TRIALS_MAX.saturating_sub(progress.done);
        let trials = trials.min(u32::try_from(room).unwrap_or(u32::MAX));
        let samples = perform_case(study.plan(), (case, trials), effort.jobs, &watch, &mut show);
        study.take_in(case, samples);
        show.clear();
        see(study, case);
    }
}

/// When to stop.
struct Watch {
    started: Stopwatch,
    seconds: Option<u64>,
}

impl Watch {
    fn is_over(&self) -> bool {
        let late = self.seconds.is_some_and(|most| self.started.elapsed().as_secs() >= most);
        late || interrupt::happened()
    }
}

/// The trials of one case, in their order: all before the first that was not performed. Threads
/// finish quick trials first, so what came after it would be no fair sample.
fn perform_case(
    plan: &dyn Plan,
    (case, trials): (usize, u32),
    jobs: usize,
    watch: &Watch,
    show: &mut Show,
) -> Vec<Option<Sample>> {
    let next = AtomicU32::new(0);
    let done = Mutex::new((Vec::new(), show));
    let worker = || {
        while !watch.is_over() {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= trials {
                break;
            }
            let sample = plan.trial(case, index);
            if let Ok(mut done) = done.lock() {
                done.0.push((index, sample));
                done.1.one_more();
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..jobs {
            scope.spawn(worker);
        }
        worker();
    });
    let mut samples = done.into_inner().map(|(samples, _)| samples).unwrap_or_default();
    samples.sort_by_key(|(index, _)| *index);
    let in_order = (0..).zip(samples).take_while(|(place, (index, _))| place == index);
    in_order.map(|(_, (_, sample))| sample).collect()
}

/// Progress, on a terminal, a few times per second.
struct Show {
    done: u64,
    total: u64,
    language: Language,
    shown: Option<Stopwatch>,
    visible: bool,
}

impl Show {
    fn new(total: u64, language: Language) -> Self {
        let visible = std::io::stderr().is_terminal();
        Self { done: 0, total, language, shown: None, visible }
    }

    fn one_more(&mut self) {
        self.done += 1;
        let fresh = self.shown.is_some_and(|shown| shown.elapsed().as_millis() < 200);
        if self.visible && !fresh {
            self.shown = Some(Stopwatch::start());
            let trials = words::TRIALS.with([self.done.into(), self.total.into()]);
            eprint!("\r\x1b[K{}", trials.say(self.language));
        }
    }

    fn clear(&self) {
        if self.shown.is_some() {
            eprint!("\r\x1b[K");
        }
    }
}
