//! Two-phase commit as crate `stateright` likes its models: one struct with everything in it. Our
//! side explores the model of the same specification under the contract, one node per participant.

use std::collections::BTreeSet;

use stateright::{Model, Property};

/// The specification, for so many participants.
#[derive(Clone)]
pub struct TwoPhase {
    /// How many.
    pub managers: usize,
}

/// What a participant has come to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    /// It works.
    Working,
    /// It is prepared.
    Prepared,
    /// It committed.
    Committed,
    /// It aborted.
    Aborted,
}

/// What was said.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Said {
    /// This participant is prepared.
    Prepared(usize),
    /// All commit.
    Commit,
    /// All abort.
    Abort,
}

/// All of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    stages: Vec<Stage>,
    decided: Option<Said>,
    heard: Vec<bool>,
    said: BTreeSet<Said>,
}

/// A step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// The manager hears from a participant.
    Hear(usize),
    /// The manager decides.
    Decide(Said),
    /// A participant gets ready.
    Prepare(usize),
    /// A participant gives up.
    GiveUp(usize),
    /// A participant follows the decision.
    Follow(usize, Said),
}

impl Model for TwoPhase {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            stages: vec![Stage::Working; self.managers],
            decided: None,
            heard: vec![false; self.managers],
            said: BTreeSet::new(),
        }]
    }

    fn actions(&self, state: &State, steps: &mut Vec<Step>) {
        if state.decided.is_none() {
            if state.heard.iter().all(|heard| *heard) {
                steps.push(Step::Decide(Said::Commit));
            }
            steps.push(Step::Decide(Said::Abort));
        }
        for manager in 0..self.managers {
            if state.decided.is_none() && state.said.contains(&Said::Prepared(manager)) {
                steps.push(Step::Hear(manager));
            }
            if state.stages[manager] == Stage::Working {
                steps.push(Step::Prepare(manager));
                steps.push(Step::GiveUp(manager));
            }
            for said in [Said::Commit, Said::Abort] {
                if state.said.contains(&said) {
                    steps.push(Step::Follow(manager, said));
                }
            }
        }
    }

    fn next_state(&self, state: &State, step: Step) -> Option<State> {
        let mut next = state.clone();
        match step {
            Step::Hear(manager) => next.heard[manager] = true,
            Step::Decide(said) => {
                next.decided = Some(said);
                next.said.insert(said);
            }
            Step::Prepare(manager) => {
                next.stages[manager] = Stage::Prepared;
                next.said.insert(Said::Prepared(manager));
            }
            Step::GiveUp(manager) => next.stages[manager] = Stage::Aborted,
            Step::Follow(manager, said) => {
                let committed = said == Said::Commit;
                next.stages[manager] = if committed { Stage::Committed } else { Stage::Aborted };
            }
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::<Self>::always("consistent", |_, state| {
            let any = |stage| state.stages.contains(&stage);
            !(any(Stage::Committed) && any(Stage::Aborted))
        })]
    }
}
