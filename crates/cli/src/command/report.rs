//! What came of a sweep, of a shard of one, or of a part of a shard; and how parts become a whole.

use quorate_proto::Tick;
use quorate_scenario::{Scenario, link};
use quorate_sim::Setup;
use serde::{Deserialize, Serialize};

use super::plan::{Plan, STRENGTHS};
use super::seeds::{Progression, Seeds};

/// What a sweep found.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Report {
    pub(super) protocol: String,
    pub(super) seeds: u64,
    pub(super) events: u64,
    /// Missing where it would mean nothing: in the sum of several reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) seconds: Option<f64>,
    pub(super) violations: Vec<Violation>,
    /// What was swept, as the beginning of a scenario: sizes, settings and bugs.
    #[serde(default)]
    pub(super) setup: String,
    #[serde(default)]
    pub(super) faults: String,
    /// Which seeds these are.
    #[serde(default)]
    pub(super) covers: Vec<Progression>,
    /// How many of them reached a bound before their end.
    #[serde(default)]
    pub(super) unfinished: u64,
}

/// A promise that broke under one seed.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Violation {
    // The order of the fields is that of lists: by seed.
    pub(super) seed: u64,
    pub(super) time: Tick,
    pub(super) property: String,
    pub(super) link: String,
}

impl Report {
    /// Nothing swept yet.
    pub(super) fn new(plan: &Plan) -> Self {
        let faults = STRENGTHS.iter().find(|(_, strength)| *strength == plan.strength);
        Self {
            protocol: plan.setup.protocol.meta().id.to_owned(),
            seeds: 0,
            events: 0,
            seconds: None,
            violations: Vec::new(),
            setup: link(&Scenario::new(Setup { seed: 1, ..plan.setup })),
            faults: faults.map(|(name, _)| (*name).to_owned()).unwrap_or_default(),
            covers: Vec::new(),
            unfinished: 0,
        }
    }

    /// Takes in what came of other seeds.
    pub(super) fn add(&mut self, other: Self) {
        self.seeds = self.seeds.saturating_add(other.seeds);
        self.events = self.events.saturating_add(other.events);
        self.unfinished = self.unfinished.saturating_add(other.unfinished);
        self.violations.extend(other.violations);
        self.violations.sort();
    }

    /// The seeds it speaks of; nothing if what it says of them cannot be.
    pub(super) fn covered(&self) -> Option<Seeds> {
        let seeds = Seeds::of(&self.covers)?;
        let known = self.violations.iter().all(|violation| seeds.contains(violation.seed));
        (known && seeds.count() == self.seeds).then_some(seeds)
    }

    /// Whether both speak of the same kind of runs.
    pub(super) fn is_of_the_same_sweep(&self, other: &Self) -> bool {
        (&self.protocol, &self.setup, &self.faults)
            == (&other.protocol, &other.setup, &other.faults)
    }

    /// What it is about, for complaints.
    pub(super) fn about(&self) -> String {
        format!("{} {}", self.setup, self.faults)
    }
}

/// Why parts do not make a whole: positions among the parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Misfit {
    /// This one is about something else than the first.
    Other(usize),
    /// What this one says of its seeds cannot be.
    Nonsense(usize),
    /// This one has some seeds in common with others, and some that they lack: what it found under
    /// which cannot be told apart.
    Overlap(usize),
    /// This one and another one say different things about the same seeds.
    Quarrel(usize),
}

/// The report on everything that any of the parts covers. It depends neither on their order nor on
/// how often they come: a shard that was run twice counts once.
pub(super) fn merge(parts: &[Report]) -> Result<Option<Report>, Misfit> {
    let Some(first) = parts.first() else { return Ok(None) };
    let mut covered = Vec::new();
    for (position, part) in parts.iter().enumerate() {
        if !first.is_of_the_same_sweep(part) {
            return Err(Misfit::Other(position));
        }
        covered.push((part.covered().ok_or(Misfit::Nonsense(position))?, position));
    }
    // The largest first, so that what is part of something larger is known for it.
    covered.sort_by_key(|(seeds, position)| {
        (std::cmp::Reverse(seeds.count()), parts.get(*position).map(|part| part.covers.clone()))
    });
    let mut whole = Report { seeds: 0, events: 0, seconds: None, unfinished: 0, ..first.clone() };
    whole.violations.clear();
    let mut seen = Seeds::default();
    let mut taken: Vec<(&Seeds, &Report)> = Vec::new();
    for (seeds, position) in &covered {
        let Some(part) = parts.get(*position) else { continue };
        if seeds.is_disjoint(&seen) {
            seen.extend(seeds);
            taken.push((seeds, part));
            whole.add(part.clone());
        } else if !seeds.is_subset(&seen) {
            return Err(Misfit::Overlap(*position));
        } else if quarrel(seeds, part, &taken, &whole) {
            return Err(Misfit::Quarrel(*position));
        }
    }
    whole.covers = seen.progressions();
    Ok(Some(whole))
}

/// Whether a report on seeds that are known already says something else about them.
fn quarrel(seeds: &Seeds, part: &Report, taken: &[(&Seeds, &Report)], whole: &Report) -> bool {
    let known = whole.violations.iter().filter(|violation| seeds.contains(violation.seed));
    let mut found = part.violations.clone();
    found.sort();
    let twin = taken.iter().find(|(other, _)| *other == seeds);
    !known.eq(&found) || twin.is_some_and(|(_, twin)| twin.events != part.events)
}
