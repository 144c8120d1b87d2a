//! The search itself.

mod lassos;
mod wake;
mod walk;

use std::rc::Rc;

use quorate_proto::AnyHistory;
use quorate_proto::order;
use quorate_sim::Standing;

use crate::atlas::Atlas;
use crate::counterexample::{Counterexample, Way};
use crate::frontier::{Frontier, Next, Turn};
use crate::limits::{Bound, Limits, Progress, Search, Status};
use crate::liveness::Graph;
use crate::moves::{Candidate, apply, candidates, quick_digest, told};
use crate::rename::Renaming;
use crate::space::{Mail, Origin, Rules, Space};
use crate::state::{Ghosts, Spent, State};
use crate::table::{Fingerprints, Index, Log};
use crate::watch::{Break, Verdict, Watch};

use wake::Start;
pub(crate) use wake::Wake;
use walk::Walk;

/// A state that came from nowhere.
const NOWHERE: u32 = u32::MAX;
/// Most steps that are tried from one state.
const STEPS_MAX: usize = u16::MAX as usize;
/// States expanded between two looks at how much memory is in use.
const STATES_BETWEEN_LOOKS: u64 = 512;

/// A search through the states of a [`Space`], a slice at a time.
///
/// Whoever owns it calls [`Exploration::advance`] as often as it likes and reads how things stand
/// in between; to give up, drop it.
pub struct Exploration {
    rules: Rules,
    limits: Limits,
    origin: Option<Origin>,
    pub(crate) atlas: Atlas,
    ghosts: Ghosts,
    watch: Watch,
    renaming: Option<Renaming>,
    seen: Fingerprints,
    log: Log,
    frontier: Frontier,
    /// The first states, one per choice that nodes had when they booted.
    starts: Vec<State>,
    progress: Progress,
    status: Status,
    /// Whether states at the bound on depth were left alone.
    cut_short: bool,
    first_break: Option<Counterexample>,
    /// What is needed to find ways without progress.
    graph: Option<Graph>,
    /// Numbers of states by fingerprint, and of what may happen, both for the graph.
    numbers: Index,
    classes: Index,
    walk: Walk,
    /// Kept for their memory.
    state: State,
    child: State,
    found: Vec<Candidate>,
}

impl Exploration {
    /// Begins to explore.
    #[must_use]
    pub fn new(space: Space, limits: Limits) -> Self {
        let Space { rules, places, letters, askers, ghost, wake, broken, origin } = space;
        let slots = places.iter().map(|place| place.slot.clone()).collect();
        let watch = Watch::new(&rules, ghost.as_ref(), slots);
        let mut atlas = Atlas::new();
        let sites: Vec<u32> = places.into_iter().map(|it| atlas.site(&rules, it)).collect();
        let mut posts: Vec<u32> = letters.into_iter().map(|it| atlas.post(&rules, it)).collect();
        if rules.mail != Mail::Queues {
            order::sort(&mut posts);
        }
        let first = State { sites, posts, askers, spent: Spent::default(), ghost: None };
        let frontier = match limits.search {
            Search::BreadthFirst | Search::Random { .. } => Frontier::queue(),
            Search::DepthFirst => Frontier::stack(),
        };
        let renaming = Renaming::wanted(&limits, &rules);
        let mut exploration = Self {
            state: first.clone(),
            child: first.clone(),
            rules,
            limits,
            origin,
            atlas,
            ghosts: Ghosts::default(),
            watch,
            renaming,
            seen: Fingerprints::new(),
            log: Log::new(),
            frontier,
            starts: Vec::new(),
            progress: Progress::default(),
            status: Status::Running,
            cut_short: false,
            first_break: None,
            graph: Graph::wanted(&limits),
            numbers: Index::new(),
            classes: Index::new(),
            walk: Walk::default(),
            found: Vec::new(),
        };
        exploration.begin((first, ghost), wake);
        exploration.note_broken_before(&broken);
        exploration
    }

    /// Expands at most so many states.
    pub fn advance(&mut self, states: u64) -> Status {
        for _ in 0..states {
            if self.status != Status::Running {
                break;
            }
            match self.limits.search {
                Search::BreadthFirst | Search::DepthFirst => self.expand(),
                Search::Random { seed } => self.wander(seed),
            }
        }
        self.progress.frontier = self.frontier.len();
        self.progress.bytes = self.bytes();
        self.status
    }

    /// Where the exploration stands.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// What has been done so far.
    #[must_use]
    pub const fn progress(&self) -> Progress {
        self.progress
    }

    /// The sum of the fingerprints of all states seen, the same wherever it is worked out.
    #[must_use]
    pub fn digest(&self) -> u64 {
        self.seen.sum()
    }

    /// How each promise stands, in the order of the protocol's properties.
    #[must_use]
    pub fn verdicts(&self) -> &[Verdict] {
        &self.watch.verdicts
    }

    /// The first promise found broken, with the way there.
    #[must_use]
    pub const fn first_break(&self) -> Option<&Counterexample> {
        self.first_break.as_ref()
    }

    /// The first states: as they are, or after every node has booted, whatever it chose.
    fn begin(&mut self, (first, ghost): Start, wake: Option<Wake>) {
        let first = (first, ghost.filter(|ghost| ghost.remembers()));
        let states = match wake {
            Some(wake) => wake(self, first),
            None => vec![first],
        };
        for (mut state, ghost) in states {
            self.progress.generated += 1;
            state.ghost = ghost.map(|ghost| self.ghosts.hold(ghost.digest(), &ghost));
            let digest = self.digest_of(&state);
            let start = self.starts.len();
            if start >= STEPS_MAX || !self.seen.insert(digest) {
                if let Some(ghost) = state.ghost {
                    self.ghosts.release(ghost);
                }
                continue;
            }
            self.progress.distinct += 1;
            self.progress.depth = 1;
            let number = self.log.push(NOWHERE, start as u16);
            if self.graph.is_some() {
                self.numbers.insert(digest, number);
            }
            if !matches!(self.limits.search, Search::Random { .. }) {
                self.frontier.push(&state, number, 1, self.rules.mail);
            }
            self.starts.push(state);
        }
    }

    fn note_broken_before(&mut self, broken: &[usize]) {
        for position in broken {
            if let Some(verdict) = self.watch.verdicts.get_mut(*position) {
                verdict.standing = Standing::Broken;
            }
        }
        if let (Some(position), None) = (broken.first(), &self.first_break) {
            self.status = Status::Broken;
            let property = self.property_id(*position);
            self.first_break =
                Some(Counterexample::new(property, None, Way::default(), self.origin.as_ref()));
        }
    }

    fn property_id(&self, position: usize) -> &'static str {
        self.watch.verdicts.get(position).map_or("", |verdict| verdict.property.id)
    }

    /// Visits the next state that waits.
    fn expand(&mut self) {
        if let Some(bound) = self.bound_reached(self.progress.distinct) {
            self.status = Status::Bounded(bound);
            return;
        }
        let mut state = std::mem::take(&mut self.state);
        match self.next(&mut state) {
            Some((number, depth)) => {
                if self.is_at_bound(depth) {
                    self.cut_short = true;
                } else {
                    self.visit(&state, number, depth);
                }
                if let Some(ghost) = state.ghost {
                    self.ghosts.release(ghost);
                }
            }
            None if self.atlas.truncated => self.status = Status::Bounded(Bound::Choices),
            None if self.cut_short => self.status = Status::Bounded(Bound::Depth),
            None => {
                self.status = Status::Complete;
                self.look_for_lassos();
            }
        }
        self.state = state;
    }

    /// The next state that waits, with its number and depth.
    fn next(&mut self, state: &mut State) -> Option<(u32, u32)> {
        let Next { number, depth, turn, last } = self.frontier.pop(state, self.rules.mail)?;
        let Some(Turn { step, node, outcome, .. }) = turn else { return Some((number, depth)) };
        let mut candidate =
            Candidate { step, outcome, node, fingerprint: 0, ghost: None, reached: 0 };
        // A state at the bound is left alone, and its ghost is asked for nothing.
        let from = state.ghost;
        let ghost = from.filter(|_| !self.is_at_bound(depth));
        if let Some(ghost) = ghost.and_then(|ghost| self.ghosts.get(ghost)).cloned() {
            self.weigh_ghost(state, &mut candidate, &ghost);
        }
        let before = (&*state, &candidate);
        apply(&self.rules, &self.limits, &mut self.atlas, before, &mut self.child);
        std::mem::swap(state, &mut self.child);
        let ghost = candidate.ghost.as_ref();
        state.ghost = ghost.map(|(digest, ghost)| self.ghosts.hold(*digest, ghost));
        if let (true, Some(ghost)) = (last, from) {
            self.ghosts.release(ghost);
        }
        Some((number, depth))
    }

    fn is_at_bound(&self, depth: u32) -> bool {
        self.limits.depth.is_some_and(|most| depth >= most)
    }

    /// Whether memory is used up, at every so many of what is counted.
    fn bound_reached(&self, count: u64) -> Option<Bound> {
        let looks = count.is_multiple_of(STATES_BETWEEN_LOOKS);
        (looks && self.bytes() > self.limits.bytes).then_some(Bound::Bytes)
    }

    fn bytes(&self) -> u64 {
        self.seen.bytes()
            + self.log.bytes()
            + self.frontier.bytes()
            + self.atlas.bytes()
            + self.ghosts.bytes()
            + self.graph.as_ref().map_or(0, |graph| graph.bytes() + self.numbers.bytes())
    }

    fn visit(&mut self, state: &State, number: u32, depth: u32) {
        let mut found = std::mem::take(&mut self.found);
        self.fill(state, &mut found);
        self.progress.generated += found.len() as u64;
        if self.weigh(state, &mut found, Some(number)) {
            // Ask for all places in memory before the first one is needed.
            let touched = found.iter().fold(0, |sum: u64, candidate| {
                sum.wrapping_add(self.seen.touch(candidate.fingerprint))
            });
            std::hint::black_box(touched);
            self.mark(state, number);
            for (step, candidate) in found.iter().enumerate() {
                if self.seen.insert(candidate.fingerprint)
                    && !self.arrive((state, candidate), number, step as u16, depth + 1)
                {
                    break;
                }
                self.connect((state, candidate), number, step as u16);
            }
        }
        self.found = found;
    }

    /// Everything that may happen in a state.
    fn fill(&mut self, state: &State, found: &mut Vec<Candidate>) {
        candidates(&self.rules, &self.limits, &mut self.atlas, state, found);
        if found.len() > STEPS_MAX {
            found.truncate(STEPS_MAX);
            self.atlas.truncated = true;
        }
    }

    /// Works out ghosts and fingerprints of candidates. False if a promise broke.
    fn weigh(&mut self, state: &State, found: &mut [Candidate], from: Option<u32>) -> bool {
        let digest = self.digest_of_named(state);
        let ghost = state.ghost.and_then(|ghost| self.ghosts.get(ghost)).cloned();
        for (step, candidate) in found.iter_mut().enumerate() {
            if let Some(ghost) = &ghost {
                if let Some(broken) = self.weigh_ghost(state, candidate, ghost) {
                    let path = self.trail(from, step as u16);
                    self.note_break(broken, path.0, path.1);
                    return false;
                }
            } else if self.renaming.is_none() {
                let quick = (digest, &*candidate);
                let quick = quick_digest(&self.rules, &self.limits, &self.atlas, state, quick);
                if let Some(fingerprint) = quick {
                    candidate.fingerprint = fingerprint;
                    continue;
                }
            }
            let mut child = std::mem::take(&mut self.child);
            let before = (state, &*candidate);
            apply(&self.rules, &self.limits, &mut self.atlas, before, &mut child);
            child.ghost = None;
            let sum = self.digest_of(&child);
            let ghost = candidate.ghost.as_ref().map_or(0, |(digest, _)| *digest);
            candidate.fingerprint = sum.wrapping_add(ghost);
            self.child = child;
        }
        true
    }

    fn weigh_ghost(
        &mut self,
        state: &State,
        candidate: &mut Candidate,
        ghost: &Rc<dyn AnyHistory>,
    ) -> Option<Break> {
        let outcome = candidate.outcome.and_then(|it| self.atlas.outcomes.get(it as usize));
        let Some(outcome) = outcome.filter(|outcome| !outcome.notes.is_empty()) else {
            candidate.ghost = Some((ghost.digest(), ghost.clone()));
            return None;
        };
        self.watch.look_at(&self.atlas, &state.sites);
        let (ghost, findings) = self.watch.observe(&self.rules, outcome, ghost)?;
        candidate.ghost = Some((ghost.digest(), ghost));
        candidate.reached = findings.reached;
        findings.broken
    }

    /// A state that was never seen before. False if the search ends here.
    fn arrive(
        &mut self,
        (state, candidate): (&State, &Candidate),
        parent: u32,
        step: u16,
        depth: u32,
    ) -> bool {
        if self.progress.distinct >= self.limits.states {
            self.status = Status::Bounded(Bound::States);
            return false;
        }
        self.progress.distinct += 1;
        self.progress.depth = self.progress.depth.max(depth);
        if !self.watch.remembers
            && self.rules.watched
            && let Some(outcome) =
                candidate.outcome.and_then(|number| self.atlas.outcomes.get(number as usize))
        {
            self.watch.look_at(&self.atlas, &state.sites);
            if let Some(broken) = self.watch.judge(&self.rules, outcome).broken {
                let path = self.trail(Some(parent), step);
                self.note_break(broken, path.0, path.1);
                return false;
            }
        }
        let number = self.log.push(parent, step);
        if self.graph.is_some() {
            self.numbers.insert(candidate.fingerprint, number);
        }
        if let Frontier::Stack(stack) = &mut self.frontier {
            let Candidate { step, node, outcome, .. } = *candidate;
            let turn = Turn { number, step, node, outcome };
            let first = stack.push((state, parent, depth - 1), turn, self.rules.mail);
            if let (true, Some(ghost)) = (first, state.ghost) {
                self.ghosts.hold_again(ghost);
            }
            return true;
        }
        let mut child = std::mem::take(&mut self.child);
        let before = (state, candidate);
        apply(&self.rules, &self.limits, &mut self.atlas, before, &mut child);
        let ghost = candidate.ghost.as_ref();
        child.ghost = ghost.map(|(digest, ghost)| self.ghosts.hold(*digest, ghost));
        self.frontier.push(&child, number, depth, self.rules.mail);
        self.child = child;
        true
    }

    /// The fingerprint under which a state is kept: without symmetry its own, with symmetry that
    /// of all states that differ from it by names only.
    fn digest_of(&mut self, state: &State) -> u64 {
        let ghost = state.ghost.map_or(0, |ghost| self.ghosts.digest(ghost));
        match &mut self.renaming {
            Some(renaming) => {
                renaming.canonical(&self.rules, &self.atlas, state).wrapping_add(ghost)
            }
            None => state.digest(&self.atlas, self.rules.mail, &self.ghosts),
        }
    }

    fn digest_of_named(&self, state: &State) -> u64 {
        state.digest(&self.atlas, self.rules.mail, &self.ghosts)
    }

    /// The way to a state and one step further: the first state, and the step taken from each. Of a
    /// walk, the way that it took.
    fn trail(&self, from: Option<u32>, last: u16) -> (usize, Vec<u16>) {
        let Some(mut number) = from else { return (self.walk.start, self.walk.trail.clone()) };
        let mut steps = vec![last];
        while let Some((parent, step)) = self.log.get(number) {
            if parent == NOWHERE {
                steps.reverse();
                return (usize::from(step), steps);
            }
            steps.push(step);
            number = parent;
        }
        (0, Vec::new())
    }

    fn note_break(&mut self, (position, text): Break, start: usize, steps: Vec<u16>) {
        self.status = Status::Broken;
        if self.first_break.is_none() {
            let way = self.retrace(start, &steps);
            let property = self.property_id(position);
            let text = Some(text);
            self.first_break = Some(Counterexample::new(property, text, way, self.origin.as_ref()));
        }
    }

    /// Goes a way once more, and tells each step.
    fn retrace(&mut self, start: usize, steps: &[u16]) -> Way {
        let mut way = Way::default();
        let Some(mut state) = self.starts.get(start).cloned() else { return way };
        state.ghost = None;
        let mut found = Vec::new();
        for step in steps {
            self.fill(&state, &mut found);
            let Some(candidate) = found.get(usize::from(*step)) else { break };
            let outcome = candidate.outcome.and_then(|it| self.atlas.outcomes.get(it as usize));
            way.chosen.push(outcome.map_or_else(Vec::new, |it| it.chosen.to_vec()));
            way.moves.extend(told(&self.rules, &self.atlas, &state, candidate.step));
            let mut child = state.clone();
            apply(&self.rules, &self.limits, &mut self.atlas, (&state, candidate), &mut child);
            state = child;
        }
        way
    }
}
