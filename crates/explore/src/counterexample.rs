//! A way to a broken promise.

use quorate_proto::Text;
use quorate_sim::{Scheduled, Stamp};

use crate::moves::Move;
use crate::space::Origin;

quorate_proto::phrases! {
    NO_PROGRESS =
        "from a state on, all may go round for ever without progress",
        "自某一状态起，可能永远循环而毫无进展";
    NOTHING_HAPPENS =
        "a state is reached in which nothing happens any more, though progress is owed",
        "到达某一状态后不再发生任何事，尽管本应取得进展";
}

/// How a promise breaks.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// The promise.
    pub property: &'static str,
    /// How it is broken, if an event broke it.
    pub text: Option<Text>,
    /// What happens, step by step, from where the exploration began.
    pub moves: Vec<Move>,
    /// If progress never comes: how many moves lead to the loop; the others are the loop, which
    /// goes round for ever. None of them, and nothing happens any more.
    pub loop_from: Option<u32>,
    /// The same as actions on the run that the exploration began from, if it began from one and if
    /// the run so extended does break the promise; of a loop, if it does come back to where it was.
    pub replay: Option<Replay>,
}

/// A run that shows a counterexample.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replay {
    /// Everything that is done to the run, what was done before the exploration included.
    pub actions: Vec<Scheduled>,
    /// The moment right after the event that breaks the promise.
    pub end: Stamp,
    /// Of a loop, of which nothing breaks in a run that has an end: the moments at which it begins
    /// and at which each of its turns is over. One alone if nothing happens any more.
    pub turns: Vec<Stamp>,
}

/// Steps, and how the choices of whoever takes them fell in each.
#[derive(Clone, Default)]
pub(crate) struct Way {
    pub(crate) moves: Vec<Move>,
    pub(crate) chosen: Vec<Vec<u32>>,
}

impl Counterexample {
    pub(crate) fn new(
        property: &'static str,
        text: Option<Text>,
        way: Way,
        origin: Option<&Origin>,
    ) -> Self {
        let replay = origin.and_then(|origin| crate::replay::replay(origin, property, &way));
        Self { property, text, moves: way.moves, loop_from: None, replay }
    }

    /// A way to a loop without progress.
    pub(crate) fn lasso(
        property: &'static str,
        way: Way,
        loop_from: u32,
        origin: Option<&Origin>,
    ) -> Self {
        let stops = loop_from as usize == way.moves.len();
        let replay = origin.and_then(|origin| {
            crate::replay::replay_lasso(origin, property, &way, loop_from as usize)
        });
        let moves = way.moves;
        let text = Some(if stops { NOTHING_HAPPENS.text() } else { NO_PROGRESS.text() });
        Self { property, text, moves, loop_from: Some(loop_from), replay }
    }

    /// How many steps it takes.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.moves.len() as u32
    }
}
