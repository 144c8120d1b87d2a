//! # The bug hunt: random runs until a promise breaks, and the shortest run that still breaks it
//!
//! A protocol is broken by a *schedule*: this crash, then that message late, then a vote from
//! somebody who has forgotten the last one. Nobody can list the schedules of a run of ten seconds,
//! but one can draw them, millions of them, and look. A hunt does, and then makes what it found so
//! short that it can be read.
//!
//! **Draw.** Each run first draws which kinds of fault exist in it at all (a *swarm*: Groce et al.,
//! 2012), then the faults; and, where the settings are not the point, other settings too, since
//! many bugs live in a cluster of four or with one option off. Some runs have a *storm* in them:
//! faults that are aimed at what is under way soon after somebody asked.
//!
//! **Blame.** With a bug switched on, a broken promise counts only if the same run without the bug
//! keeps all of them ([`Goal`]). So a hunt may be rougher than the protocol's authors allowed, and
//! still what it finds is the bug.
//!
//! **Follow what is new, or do not.** A run that reaches something that no run before it reached
//! (a role, a kind of message and what came of it; a picture of the whole cluster) can be kept, and
//! half of the later runs be changes of such ones ([`Coverage`], [`Search::guided`]). It is how
//! fuzzers find their way into parsers. Here it has not helped: with nine hunts for each of six
//! bugs, five took about as many seeds as fresh draws do and one twice as many; the rarest bug took
//! 11,431 instead of 1,755. A swarm already reaches most of what there is to be reached, and a
//! changed run resembles one that broke nothing. So it is off unless asked for; what was reached is
//! counted all the same.
//!
//! **Shrink.** Of the forty actions of a drawn run perhaps three matter. [`Shrink`] leaves out what
//! it can, ever smaller blocks of it (*delta debugging*: Zeller and Hildebrandt, 2002), then tries
//! fewer nodes, less time, a calmer network and the usual settings, until nothing more can go: no
//! single action of what is left is there for nothing. Where several are left all the same, it
//! makes detours among runs of the same length, of which one may be shortened again. Randomness in
//! a world is keyed, so leaving out one fault leaves the rest of the run as it was, and shrinking
//! gets far.
//!
//! Everything here is a function of its seeds: the same hunt finds the same run everywhere, and on
//! any number of threads. And everything can be done in slices ([`Hunt::advance`]), for hosts with
//! neither threads nor a clock.

mod change;
mod coverage;
mod draw;
mod goal;
mod probe;
mod search;
mod shrink;
mod storm;

use std::ops::Range;

use quorate_sim::{Setup, Strength, Trial};

pub use coverage::Coverage;
pub use goal::Goal;
pub use probe::{Break, EVENTS_MAX, note_breaks};
pub use search::{Look, Search};
pub use shrink::Shrink;

use probe::Attempt;

/// What a hunt is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// It tries one seed after the other.
    Searching,
    /// It found a break and makes it shorter.
    Shrinking,
    /// It has found a break, and made it as short as it can.
    Found,
    /// It has tried all its seeds, and nothing broke.
    NothingFound,
}

/// How far a hunt has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// What it is doing.
    pub phase: Phase,
    /// Seeds tried so far.
    pub seeds: u64,
    /// Events of all runs so far, those of shrinking included.
    pub events: u64,
    /// Different facts about the protocol seen so far.
    pub coverage: usize,
    /// Actions in the shortest run so far that breaks a promise, once there is one.
    pub actions: Option<usize>,
}

/// A break, and the run that shows it.
#[derive(Clone, PartialEq, Debug)]
pub struct Find {
    /// The seed that found it.
    pub seed: u64,
    /// The promise, and when it broke.
    pub broken: Break,
    /// The shortest run so far, which ends right after the event that breaks the promise.
    pub trial: Trial,
    /// The run as it was drawn.
    pub drawn: Trial,
}

/// A hunt for one break, a slice at a time. To cancel it, drop it.
pub struct Hunt {
    search: Search,
    /// Seeds of this generation that are still to be tried.
    waiting: Range<u64>,
    looks: Vec<Look>,
    attempt: Option<(u64, Attempt)>,
    found: Option<(u64, Trial)>,
    shrink: Option<Shrink>,
    seeds: u64,
    events: u64,
}

impl Hunt {
    /// A hunt from this setup over these seeds. What bugs are on in it is what is hunted for; with
    /// none on, any promise that breaks is a find.
    #[must_use]
    pub fn new(setup: &Setup, strength: Strength, seeds: Range<u64>) -> Self {
        Self::of(Search::new(setup, strength, seeds))
    }

    /// The hunt that this search plans.
    #[must_use]
    pub fn of(search: Search) -> Self {
        Self {
            waiting: search.generation(),
            search,
            looks: Vec::new(),
            attempt: None,
            found: None,
            shrink: None,
            seeds: 0,
            events: 0,
        }
    }

    /// Goes on by about this many events.
    pub fn advance(&mut self, events: u64) -> Phase {
        let mut budget = events;
        while budget > 0 && self.phase() == Phase::Searching {
            self.search_on(&mut budget);
        }
        if budget > 0
            && let Some(shrink) = &mut self.shrink
        {
            shrink.advance(budget);
        }
        self.phase()
    }

    fn search_on(&mut self, budget: &mut u64) {
        let Some((seed, mut attempt)) = self.next_attempt() else {
            self.search.learn(std::mem::take(&mut self.looks));
            self.waiting = self.search.generation();
            return;
        };
        if !attempt.advance(budget) {
            self.attempt = Some((seed, attempt));
            return;
        }
        let look = Look::of(seed, attempt);
        self.seeds += 1;
        self.events += look.events;
        // Even an empty run costs something.
        *budget = budget.saturating_sub(1);
        if let Some(broken) = look.broken {
            self.shrink = Some(Shrink::new(&look.trial, &broken, self.search.goal()));
            self.found = Some((seed, look.trial));
            // Nothing is going to be drawn from it, but it counts as seen.
            self.search.learn(std::mem::take(&mut self.looks));
        } else {
            self.looks.push(look);
        }
    }

    fn next_attempt(&mut self) -> Option<(u64, Attempt)> {
        self.attempt.take().or_else(|| {
            let seed = self.waiting.next()?;
            Some((seed, self.search.attempt(seed)))
        })
    }

    /// What it is doing.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match &self.shrink {
            Some(shrink) if shrink.is_done() => Phase::Found,
            Some(_) => Phase::Shrinking,
            None if self.attempt.is_none() && self.search.generation().is_empty() => {
                Phase::NothingFound
            }
            None => Phase::Searching,
        }
    }

    /// How far it has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let running = self.attempt.as_ref().map_or(0, |(_, attempt)| attempt.events());
        let shrinking = self.shrink.as_ref().map_or(0, Shrink::events);
        Progress {
            phase: self.phase(),
            seeds: self.seeds,
            events: self.events + running + shrinking,
            coverage: self.search.coverage(),
            actions: self.shrink.as_ref().map(|shrink| shrink.trial().actions.len()),
        }
    }

    /// What it has found, as short as it is by now.
    #[must_use]
    pub fn find(&self) -> Option<Find> {
        let ((seed, drawn), shrink) = (self.found.as_ref()?, self.shrink.as_ref()?);
        let trial = shrink.trial().clone();
        Some(Find { seed: *seed, broken: *shrink.broken(), trial, drawn: drawn.clone() })
    }
}
