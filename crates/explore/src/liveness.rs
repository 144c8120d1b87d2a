//! *Eventually*: ways on which nothing good ever happens again.
//!
//! A promise of progress is broken by a run without end, and such a run through finitely many
//! states comes back to where it was: a *lasso*, a way to a state and a loop from there. Not every
//! loop counts. One in which a message stays under way for ever, or a running timer never runs
//! down, shows only that the scheduler was unfair. Assumed is *weak fairness*: whatever could
//! happen at every state of the loop (this letter arrives, this timer of this node runs down, this
//! node's write becomes durable) does happen somewhere on it. Faults are not assumed to go on:
//! loops are looked for among steps without any. And progress must be owed all the way: enough
//! nodes are up and connected, and a client waits, where there are clients.
//!
//! Within a strongly connected part of the graph a loop can visit every step of it, so a part
//! either has a fair loop or none: it has one if everything that all its states enable is taken in
//! it. A state in which nothing can happen is the loop of no steps.
//!
//! What this cannot see: loops in which something is enabled only now and then and is never taken
//! (strong fairness would be needed to exclude them, so they are reported), and runs that never
//! come back to a state because terms or numbers grow: those are [treadmills](crate::treadmill).

use quorate_proto::{SortedSet, order};

use crate::limits::Limits;
use crate::table::Index;

/// A step from state to state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// Which of the steps of its state.
    pub(crate) step: u16,
    /// What happens, by number.
    pub(crate) class: u32,
    /// The promises that are kept by it, a bit each.
    pub(crate) reached: u64,
}

/// What a state is to promises of progress.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark {
    /// Whether progress is owed.
    pub(crate) owes: bool,
    /// Whether something that could happen was left out for want of budget.
    pub(crate) blocked: bool,
}

/// The states seen and the steps without faults between them.
///
/// Without the feature `liveness` there cannot be one, and the compiler knows: all that is done to
/// it costs nothing.
#[cfg_attr(feature = "liveness", derive(Default))]
pub(crate) struct Graph {
    #[cfg(not(feature = "liveness"))]
    _never: std::convert::Infallible,
    /// By the state that they lead from.
    pub(crate) edges: Vec<Edge>,
    /// By number of state.
    pub(crate) marks: Vec<Mark>,
}

/// A way without progress: the state at which the loop begins, and the steps of the loop.
pub(crate) struct Lasso {
    pub(crate) at: u32,
    pub(crate) steps: Vec<u16>,
}

impl Graph {
    /// An empty one, if ways without progress are looked for.
    #[cfg(feature = "liveness")]
    pub(crate) fn wanted(limits: &Limits) -> Option<Self> {
        limits.looks_for_lassos().then(Self::default)
    }

    /// None.
    #[cfg(not(feature = "liveness"))]
    pub(crate) const fn wanted(_: &Limits) -> Option<Self> {
        None
    }

    /// Bytes in use.
    pub(crate) const fn bytes(&self) -> u64 {
        (self.edges.capacity() * size_of::<Edge>() + self.marks.capacity() * 2) as u64
    }

    /// A fair loop on which the promise in this position is never kept, the nearest to the start.
    pub(crate) fn lasso(&mut self, property: usize) -> Option<Lasso> {
        order::sort_by_key(&mut self.edges, |edge| (edge.from, edge.step));
        let bit = 1_u64.checked_shl(property as u32).unwrap_or(0);
        let parts = self.parts(bit);
        let owing = (0..self.marks.len() as u32).filter(|state| self.mark(*state).owes);
        let mut owing: Vec<(u32, u32)> =
            owing.filter_map(|state| Some((*parts.get(state as usize)?, state))).collect();
        order::sort(&mut owing);
        let states = |part: &[(u32, u32)]| part.iter().map(|(_, state)| *state).collect();
        let by_part = owing.chunk_by(|one, other| one.0 == other.0).map(states);
        let mut lassos: Vec<(u32, Vec<u32>)> =
            by_part.filter_map(|it: Vec<u32>| Some((*it.first()?, it))).collect();
        order::sort(&mut lassos);
        lassos.into_iter().find_map(|(at, states)| self.fair_loop(at, &states, bit))
    }

    fn mark(&self, state: u32) -> Mark {
        self.marks.get(state as usize).copied().unwrap_or_default()
    }

    fn edges_of(&self, state: u32) -> impl Iterator<Item = &Edge> {
        let start = self.edges.partition_point(|edge| edge.from < state);
        self.edges.iter().skip(start).take_while(move |edge| edge.from == state)
    }

    /// Steps that stay without progress where progress is owed.
    fn idle_edges_of(&self, state: u32, bit: u64) -> impl Iterator<Item = &Edge> {
        let owes = self.mark(state).owes;
        self.edges_of(state)
            .filter(move |edge| owes && edge.reached & bit == 0 && self.mark(edge.to).owes)
    }

    /// The strongly connected part of each state (Tarjan 1972, without recursion).
    fn parts(&self, bit: u64) -> Vec<u32> {
        const UNSEEN: u32 = u32::MAX;
        let count = self.marks.len();
        let (mut order, mut low) = (vec![UNSEEN; count], vec![0_u32; count]);
        let mut part = vec![UNSEEN; count];
        let (mut next, mut parts) = (0_u32, 0_u32);
        let mut open: Vec<u32> = Vec::new();
        for root in 0..count as u32 {
            if order[root as usize] != UNSEEN {
                continue;
            }
            let mut calls: Vec<(u32, Vec<u32>)> = Vec::new();
            let enter = |state: u32, order: &mut [u32], low: &mut [u32], next: &mut u32| {
                order[state as usize] = *next;
                low[state as usize] = *next;
                *next += 1;
                self.idle_edges_of(state, bit).map(|edge| edge.to).collect()
            };
            calls.push((root, enter(root, &mut order, &mut low, &mut next)));
            open.push(root);
            while let Some((state, targets)) = calls.last_mut() {
                let state = *state;
                if let Some(target) = targets.pop() {
                    if order[target as usize] == UNSEEN {
                        open.push(target);
                        let targets = enter(target, &mut order, &mut low, &mut next);
                        calls.push((target, targets));
                    } else if part[target as usize] == UNSEEN {
                        low[state as usize] = low[state as usize].min(order[target as usize]);
                    }
                    continue;
                }
                calls.pop();
                if let Some((caller, _)) = calls.last() {
                    let caller = *caller as usize;
                    low[caller] = low[caller].min(low[state as usize]);
                }
                if low[state as usize] == order[state as usize] {
                    while let Some(member) = open.pop() {
                        part[member as usize] = parts;
                        if member == state {
                            break;
                        }
                    }
                    parts += 1;
                }
            }
        }
        part
    }

    /// A loop through a part that takes all that the whole part enables, if there is one.
    fn fair_loop(&self, at: u32, states: &[u32], bit: u64) -> Option<Lasso> {
        if states.iter().any(|state| self.mark(*state).blocked) {
            return None;
        }
        let within = |state: &u32| states.binary_search(state).is_ok();
        // What every state enables, progress or not; and what the part itself takes.
        let classes = |state: &u32| -> SortedSet<u32> {
            self.edges_of(*state).map(|edge| edge.class).collect()
        };
        let mut always = classes(states.first()?);
        for state in states {
            let here = classes(state);
            always.retain(|class| here.contains(class));
        }
        let inner: Vec<&Edge> = states
            .iter()
            .flat_map(|state| self.idle_edges_of(*state, bit))
            .filter(|edge| within(&edge.to))
            .collect();
        let alone = states.len() == 1 && inner.is_empty();
        if alone {
            return always.is_empty().then(|| Lasso { at, steps: Vec::new() });
        }
        let mut steps = Vec::new();
        let mut here = at;
        for class in always.iter() {
            let edge = inner.iter().find(|edge| edge.class == *class)?;
            steps.extend(self.way(here, edge.from, bit, &within)?);
            steps.push(edge.step);
            here = edge.to;
        }
        if steps.is_empty() {
            let edge = inner.iter().find(|edge| edge.from == at)?;
            steps.push(edge.step);
            here = edge.to;
        }
        steps.extend(self.way(here, at, bit, &within)?);
        Some(Lasso { at, steps })
    }

    /// The shortest way from one state to another within a part.
    fn way(&self, from: u32, to: u32, bit: u64, within: &dyn Fn(&u32) -> bool) -> Option<Vec<u16>> {
        // States as they are reached, each with the position of the one before and the step from
        // there; and where each is in this line.
        let mut line: Vec<(u32, u32, u16)> = vec![(from, 0, 0)];
        let mut places = Index::new();
        places.insert(u64::from(from), 0);
        let mut next = 0;
        while let (None, Some((state, ..))) = (places.get(u64::from(to)), line.get(next).copied()) {
            for edge in self.idle_edges_of(state, bit).filter(|edge| within(&edge.to)) {
                if places.get(u64::from(edge.to)).is_none() {
                    places.insert(u64::from(edge.to), line.len() as u32);
                    line.push((edge.to, next as u32, edge.step));
                }
            }
            next += 1;
        }
        let mut steps = Vec::new();
        let mut at = places.get(u64::from(to))?;
        while at != 0 {
            let (_, before, step) = *line.get(at as usize)?;
            steps.push(step);
            at = before;
        }
        steps.reverse();
        Some(steps)
    }
}

#[cfg(all(test, feature = "liveness"))]
mod tests {
    use super::*;

    /// Edges as (from, to, class, whether the promise is kept).
    fn graph(states: u32, edges: &[(u32, u32, u32, bool)]) -> Graph {
        let edges = edges.iter().enumerate().map(|(step, (from, to, class, kept))| Edge {
            from: *from,
            to: *to,
            step: step as u16,
            class: *class,
            reached: u64::from(*kept),
        });
        let mark = Mark { owes: true, blocked: false };
        Graph { edges: edges.collect(), marks: vec![mark; states as usize] }
    }

    #[test]
    fn a_dead_end_is_a_loop_of_no_steps() {
        let found = graph(2, &[(0, 1, 0, false)]).lasso(0).expect("a dead end");
        assert_eq!((found.at, found.steps.as_slice()), (1, [].as_slice()));
    }

    #[test]
    fn a_loop_that_ignores_what_is_always_enabled_is_no_lasso() {
        // 0 and 1 go round for ever, but both enable class 7, which makes progress.
        let round = [(0, 1, 0, false), (1, 0, 1, false), (0, 2, 7, true), (1, 2, 7, true)];
        let back = (2, 0, 3, false);
        let fair = [round.as_slice(), &[back]].concat();
        assert!(graph(3, &fair).lasso(0).is_none());
        // If only one of the two enables it, the loop is weakly fair.
        let unfair = [&round[..3], &[back]].concat();
        let found = graph(3, &unfair).lasso(0).expect("a lasso");
        assert_eq!((found.at, found.steps.as_slice()), (0, [0, 1].as_slice()));
    }

    #[test]
    fn a_loop_takes_all_that_is_always_enabled() {
        let edges = [(0, 1, 5, false), (1, 0, 6, false), (0, 0, 6, false), (1, 1, 5, false)];
        let found = graph(2, &edges).lasso(0).expect("a lasso");
        let taken: SortedSet<u16> = found.steps.iter().copied().collect();
        assert!([0, 3].iter().any(|step| taken.contains(step)), "{taken:?}");
        assert!([1, 2].iter().any(|step| taken.contains(step)), "{taken:?}");
    }

    #[test]
    fn progress_on_every_loop_is_no_lasso() {
        let edges = [(0, 1, 0, false), (1, 2, 1, false), (2, 0, 2, true)];
        assert!(graph(3, &edges).lasso(0).is_none());
    }
}
