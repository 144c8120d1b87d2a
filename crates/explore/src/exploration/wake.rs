//! How nodes that have never run begin.

use std::rc::Rc;

use quorate_proto::AnyHistory;

use super::Exploration;
use crate::atlas::Cue;
use crate::moves::{Candidate, Step, apply};
use crate::state::State;
use crate::watch::Findings;

/// A state to begin with, and its ghost.
pub(crate) type Start = (State, Option<Rc<dyn AnyHistory>>);

/// How the nodes of a state boot. A space says so only if its nodes have never run: where no such
/// space is made, as in a page, a program does without.
pub(crate) type Wake = fn(&mut Exploration, Start) -> Vec<Start>;

impl Exploration {
    /// The states once every node has booted, whatever it chose.
    pub(crate) fn wake(&mut self, first: Start) -> Vec<Start> {
        let mut states = vec![first];
        for node in 0..self.rules.nodes {
            states = states.into_iter().flat_map(|state| self.boot(state, node)).collect();
        }
        states
    }

    fn boot(&mut self, (state, ghost): Start, node: u16) -> Vec<Start> {
        let Some(site) = state.sites.get(usize::from(node)).copied() else { return Vec::new() };
        let mut booted = Vec::new();
        for number in self.atlas.consult(&self.rules, site, Cue::Start) {
            let outcome = Some(number);
            let step = Step::Start(node);
            let candidate =
                Candidate { step, outcome, node, fingerprint: 0, ghost: None, reached: 0 };
            let mut child = state.clone();
            let before = (&state, &candidate);
            apply(&self.rules, &self.limits, &mut self.atlas, before, &mut child);
            self.watch.look_at(&self.atlas, &state.sites);
            let Some(outcome) = self.atlas.outcomes.get(number as usize) else { continue };
            let (after, findings) = match &ghost {
                Some(ghost) => match self.watch.observe(&self.rules, outcome, ghost) {
                    Some((ghost, findings)) => (Some(ghost), findings),
                    None => (None, Findings::default()),
                },
                None => (None, self.watch.judge(&self.rules, outcome)),
            };
            if let Some(broken) = findings.broken {
                self.note_break(broken, 0, Vec::new());
            }
            booted.push((child, after));
        }
        booted
    }
}
