//! Verdicts that are asked for again and again.

use std::collections::BTreeMap;

use super::{Bounds, Verdict, check};
use crate::model::{HistoryOf, Model};

/// Remembers verdicts by the fingerprint of the history: of the states that an explorer visits,
/// many share one.
#[derive(Clone, Debug)]
pub struct Cached<M> {
    model: M,
    bounds: Bounds,
    known: BTreeMap<u64, Verdict>,
    hits: u64,
}

impl<M: Model> Cached<M> {
    /// Remembers nothing yet. No explanation is sought, whatever the bounds say of it.
    #[must_use]
    pub const fn new(model: M, bounds: Bounds) -> Self {
        let bounds = Bounds { explaining: 0, ..bounds };
        Self { model, bounds, known: BTreeMap::new(), hits: 0 }
    }

    /// Whether a history is linearizable.
    pub fn verdict(&mut self, history: &HistoryOf<M>) -> Verdict {
        let digest = history.digest();
        if let Some(known) = self.known.get(&digest) {
            self.hits += 1;
            return *known;
        }
        let verdict = check(self.model.clone(), history, self.bounds).verdict;
        self.known.insert(digest, verdict);
        verdict
    }

    /// How many different histories were checked, and how often one was known already.
    #[must_use]
    pub fn counts(&self) -> (usize, u64) {
        (self.known.len(), self.hits)
    }
}
