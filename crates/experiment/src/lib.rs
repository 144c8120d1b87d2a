//! # Measurements from the literature
//!
//! A paper's figure is a claim: build this, measure that, and you will see such a curve. This crate
//! makes the claim again. It takes the real protocols from the catalog, puts them into the
//! simulated world under the conditions that the paper names, and measures. Nothing here knows how
//! a protocol works or what should come out; what the paper says stands *beside* what was measured
//! and never enters it.
//!
//! **An experiment is many small trials.** A [`Plan`] has a few *cases*, the rows of a table (a
//! range of timeouts, a number of failures), and each case has many *trials*. A trial is a pure
//! function of the case and its number: the number is the seed of everything random in it. So it
//! does not matter in which order trials are performed, or by whom, or on how many threads; the
//! same table comes out, here and in every browser.
//!
//! **It can be watched.** A [`Study`] is an experiment on its way. Its owner advances it by a few
//! trials at a time and reads rows and charts whenever it likes. There is no thread and no clock
//! in it, so a page stays alive while a thousand elections are held, and a command line that is
//! interrupted still prints what was measured. Only what *was* measured: a trial that takes too
//! long is given up and counted as such, not guessed.
//!
//! **Chance is part of the answer.** A quantile of a thousand trials is itself a random number.
//! Tests therefore allow for the standard error of what they compare, and the tables name their
//! numbers of trials. Where a paper's number does not come out, the table shows both.
//!
//! **One contract for all** ([`Experiment`]): what it is called, what it does, in both languages;
//! its [`Setting`]s with their ranges; its [`Column`]s; its [`Plan`]. The command line and the page
//! are made from that, so an experiment is added here and nowhere else, by one line in
//! [`EXPERIMENTS`].

mod availability;
mod cluster;
mod delays;
mod demers;
mod published;
mod raft_election;
mod settings;
mod split_vote;
mod statistics;
mod study;
mod table;
mod texts;
mod words;

use quorate_proto::{Chart, Phrase};

pub use settings::{Chosen, Domain, Refusal, Setting, Settings};
pub use study::{Progress, Study, TRIALS_MAX};
pub use table::{Cell, Column, Row};

/// An experiment.
pub struct Experiment {
    /// Identifier in commands: lower-case letters and hyphens, never changed.
    pub id: &'static str,
    /// Name.
    pub title: &'static Phrase<0>,
    /// What it does, and what to look at.
    pub about: &'static Phrase<0>,
    /// What it makes again: paper, section and figure.
    pub source: &'static str,
    /// What can be chosen.
    pub settings: &'static [Setting],
    /// The columns of its table.
    pub columns: &'static [Column],
    /// What is to be tried under given settings.
    pub plan: fn(&Settings) -> Box<dyn Plan>,
}

/// Most figures that one trial gives.
pub const FIGURES_MAX: usize = 4;

/// The figures that a trial gives.
pub type Sample = [f64; FIGURES_MAX];

/// What is to be tried.
pub trait Plan: Send + Sync {
    /// How many trials each case has.
    fn trials(&self) -> Vec<u32>;

    /// Performs one trial of a case. A pure function of both, that may be called from any thread.
    /// Nothing if the trial took too long and was given up.
    fn trial(&self, case: usize, index: u32) -> Option<Sample>;

    /// The row of a case, from what came of its trials so far; there is at least one.
    fn row(&self, case: usize, samples: &[Option<Sample>]) -> Row;

    /// All cases, drawn: from what came of each one's trials so far.
    fn charts(&self, samples: &[Vec<Option<Sample>>]) -> Vec<Chart>;
}

/// All experiments, in the order in which they are offered.
pub static EXPERIMENTS: &[&Experiment] = &[
    &demers::DEMERS,
    &raft_election::RAFT_ELECTION,
    &split_vote::SPLIT_VOTE,
    &availability::AVAILABILITY,
    &delays::DELAYS,
];

/// The experiment with this identifier.
#[must_use]
pub fn find(id: &str) -> Option<&'static Experiment> {
    EXPERIMENTS.iter().copied().find(|experiment| experiment.id == id)
}

impl Experiment {
    /// Its settings as they are unless somebody chooses.
    #[must_use]
    pub fn defaults(&self) -> Settings {
        Settings::defaults(self.settings)
    }
}
