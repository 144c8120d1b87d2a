//! What the search keeps for the sake of promises of progress.

use quorate_proto::{Expectation, NodeId};
use quorate_sim::{DiskMode, Standing};

use super::{Exploration, NOWHERE};
use crate::atlas::Site;
use crate::counterexample::Counterexample;
use crate::limits::Status;
use crate::liveness::{Edge, Mark};
use crate::moves::{Candidate, Step};
use crate::state::State;

impl Exploration {
    /// What a state is to promises of progress.
    pub(super) fn mark(&mut self, state: &State, number: u32) {
        let mark = self.graph.is_some().then(|| Mark {
            owes: self.owes_progress(state),
            blocked: self.limits.timers.is_some_and(|most| state.spent.timers >= most)
                && self.sites(state).any(|site| !site.timers.is_empty()),
        });
        if let (Some(graph), Some(mark)) = (&mut self.graph, mark) {
            let number = number as usize;
            if graph.marks.len() <= number {
                graph.marks.resize(number + 1, Mark::default());
            }
            if let Some(place) = graph.marks.get_mut(number) {
                *place = mark;
            }
        }
    }

    fn sites(&self, state: &State) -> impl Iterator<Item = &Site> {
        state.sites.iter().filter_map(|site| self.atlas.sites.get(*site as usize))
    }

    /// Whether enough nodes are up, with working disks and connected, and a client waits if there
    /// are clients.
    fn owes_progress(&self, state: &State) -> bool {
        let waits = state.askers.iter().any(|asker| asker.waiting > 0);
        let sound = |disk| matches!(disk, DiskMode::Honest | DiskMode::Torn);
        let up = self.sites(state).filter(|site| site.up && sound(site.place.disk));
        let up: Vec<NodeId> = up.map(|site| site.place.node).collect();
        let (protocol, parameters) = (self.rules.protocol, &self.rules.parameters);
        let nodes = usize::from(self.rules.nodes);
        (waits || state.askers.is_empty())
            && up.iter().any(|centre| {
                let group = self.rules.connected_around(*centre, &up);
                protocol.suffices(parameters, nodes, &group)
            })
    }

    /// Adds a step between two states to the graph.
    pub(super) fn connect(
        &mut self,
        (state, candidate): (&State, &Candidate),
        from: u32,
        step: u16,
    ) {
        if self.graph.is_none() || !candidate.step.is_owed() {
            return;
        }
        let Some(to) = self.numbers.get(candidate.fingerprint) else { return };
        let class = self.class_of(state, candidate.step);
        let mut reached = candidate.reached;
        let outcome = candidate.outcome.and_then(|it| self.atlas.outcomes.get(it as usize));
        if let (false, Some(outcome)) = (self.watch.remembers, outcome) {
            self.watch.look_at(&self.atlas, &state.sites);
            reached |= self.watch.judge(&self.rules, outcome).reached;
        }
        if let Some(graph) = &mut self.graph {
            graph.edges.push(Edge { from, to, step, class, reached });
        }
    }

    /// The number of what happens in a step, the same in every state in which it may happen.
    fn class_of(&mut self, state: &State, step: Step) -> u32 {
        let key = match step {
            Step::Deliver(position) => {
                let post = state.posts.get(position as usize);
                u64::from(post.copied().unwrap_or(0))
            }
            Step::Fire(node, timer) => {
                let site = state.sites.get(usize::from(node));
                let site = site.and_then(|site| self.atlas.sites.get(*site as usize));
                let timer = site.and_then(|site| site.place.timers.get(usize::from(timer)));
                let code = timer
                    .map_or(0, |it| u64::from(it.code.kind) << 16 | u64::from(it.code.subject));
                1 << 60 | u64::from(node) << 32 | code
            }
            Step::Written(node) => 2 << 60 | u64::from(node),
            Step::AskAgain(node, client) => 3 << 60 | u64::from(node) << 16 | u64::from(client),
            Step::Lose(_)
            | Step::Duplicate(_)
            | Step::Crash(_)
            | Step::Start(_)
            | Step::Ask(..) => 4 << 60,
        };
        if let Some(class) = self.classes.get(key) {
            return class;
        }
        let class = self.classes.len();
        self.classes.insert(key, class);
        class
    }

    /// Every state was seen: is there a way on which a promised progress never comes?
    pub(super) fn look_for_lassos(&mut self) {
        let Some(mut graph) = self.graph.take() else { return };
        for position in 0..self.watch.verdicts.len() {
            let Some(verdict) = self.watch.verdicts.get_mut(position) else { continue };
            if !matches!(verdict.property.expectation, Expectation::Eventually { .. }) {
                continue;
            }
            let Some(lasso) = graph.lasso(position) else {
                verdict.standing = Standing::Holds;
                continue;
            };
            verdict.standing = Standing::Broken;
            self.status = Status::Broken;
            if self.first_break.is_none() {
                let (start, mut steps) = self.way_to(lasso.at);
                let loop_from = steps.len() as u32;
                steps.extend(lasso.steps);
                let way = self.retrace(start, &steps);
                let property = self.property_id(position);
                let origin = self.origin.as_ref();
                self.first_break = Some(Counterexample::lasso(property, way, loop_from, origin));
            }
        }
        self.graph = Some(graph);
    }

    /// The way to a state: the first state, and the step taken from each.
    fn way_to(&self, number: u32) -> (usize, Vec<u16>) {
        match self.log.get(number) {
            Some((NOWHERE, start)) => (usize::from(start), Vec::new()),
            Some((parent, step)) => self.trail(Some(parent), step),
            None => (0, Vec::new()),
        }
    }
}
