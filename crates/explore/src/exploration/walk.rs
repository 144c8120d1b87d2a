//! Random walks: they look further than a search that sees everything.

use quorate_proto::random::{Purpose, Random, below};

use super::Exploration;
use crate::limits::{Bound, Status};
use crate::moves::{Candidate, apply};
use crate::state::State;
use crate::table::Fingerprints;

/// A random walk: where it began, the step taken from each state, and the states it came through.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) start: usize,
    pub(super) trail: Vec<u16>,
    passed: Fingerprints,
    draws: u64,
    walking: bool,
}

impl Exploration {
    /// One step of a random walk.
    pub(super) fn wander(&mut self, seed: u64) {
        if self.progress.generated >= self.limits.states {
            self.status = Status::Bounded(Bound::Walks);
            return;
        }
        if let Some(bound) = self.bound_reached(self.progress.generated) {
            self.status = Status::Bounded(bound);
            return;
        }
        let random = Random::new(seed);
        let mut state = std::mem::take(&mut self.state);
        let draw = |walk: &mut Walk, count: usize| {
            walk.draws += 1;
            below(random.draw(Purpose::Choice, 0, 1, walk.draws), count as u64) as usize
        };
        if !self.walk.walking {
            if let Some(ghost) = state.ghost.take() {
                self.ghosts.release(ghost);
            }
            self.walk.start = draw(&mut self.walk, self.starts.len());
            self.walk.trail.clear();
            self.walk.passed = Fingerprints::new();
            self.walk.walking = true;
            if let Some(start) = self.starts.get(self.walk.start) {
                state = start.clone();
            }
            // A walk holds the ghost of the state that it stands on, once more than the start does.
            if let Some(ghost) = state.ghost {
                self.ghosts.hold_again(ghost);
            }
        }
        let mut found = std::mem::take(&mut self.found);
        self.fill(&state, &mut found);
        let depth = self.walk.trail.len() as u32 + 1;
        if found.is_empty() || self.limits.depth.is_some_and(|most| depth >= most) {
            self.walk.walking = false;
            // A walk of no steps at all would go on for ever.
            self.progress.generated += u64::from(depth == 1);
        } else {
            let chosen = draw(&mut self.walk, found.len());
            let only = found.get_mut(chosen..=chosen).unwrap_or_default();
            self.walk.trail.push(chosen as u16);
            self.progress.generated += 1;
            if self.weigh(&state, only, None)
                && let Some(candidate) = only.first()
            {
                self.walk_on(&mut state, candidate, depth + 1);
            }
        }
        self.found = found;
        self.state = state;
    }

    fn walk_on(&mut self, state: &mut State, candidate: &Candidate, depth: u32) {
        if self.seen.insert(candidate.fingerprint) {
            self.progress.distinct += 1;
        }
        // Whoever comes by the same place again has gone in a circle: another walk sees more.
        if !self.walk.passed.insert(candidate.fingerprint) {
            self.walk.walking = false;
            return;
        }
        self.progress.depth = self.progress.depth.max(depth);
        let outcome = candidate.outcome.and_then(|it| self.atlas.outcomes.get(it as usize));
        if !self.watch.remembers
            && self.rules.watched
            && let Some(outcome) = outcome
        {
            self.watch.look_at(&self.atlas, &state.sites);
            if let Some(broken) = self.watch.judge(&self.rules, outcome).broken {
                let path = self.trail(None, 0);
                self.note_break(broken, path.0, path.1);
                return;
            }
        }
        let mut child = std::mem::take(&mut self.child);
        apply(&self.rules, &self.limits, &mut self.atlas, (&*state, candidate), &mut child);
        child.ghost =
            candidate.ghost.as_ref().map(|(digest, ghost)| self.ghosts.hold(*digest, ghost));
        if let Some(ghost) = state.ghost {
            self.ghosts.release(ghost);
        }
        self.child = std::mem::replace(state, child);
    }
}
