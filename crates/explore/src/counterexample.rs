//! A way to a broken promise.

use quorate_proto::Text;
use quorate_sim::{Scheduled, Stamp};

use crate::moves::Move;
use crate::space::Origin;

/// How a promise breaks.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// The promise.
    pub property: &'static str,
    /// How it is broken, if an event broke it.
    pub text: Option<Text>,
    /// What happens, step by step, from where the exploration began.
    pub moves: Vec<Move>,
    /// The same as actions on the run that the exploration began from, if it began from one and if
    /// the run so extended does break the promise.
    pub replay: Option<Replay>,
}

/// A run that shows a counterexample.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replay {
    /// Everything that is done to the run, what was done before the exploration included.
    pub actions: Vec<Scheduled>,
    /// The moment right after the event that breaks the promise.
    pub end: Stamp,
}

impl Counterexample {
    pub(crate) fn new(
        property: &'static str,
        text: Option<Text>,
        moves: Vec<Move>,
        origin: Option<&Origin>,
    ) -> Self {
        let replay = origin.and_then(|origin| crate::replay::replay(origin, property, &moves));
        Self { property, text, moves, replay }
    }

    /// How many steps it takes.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.moves.len() as u32
    }
}
