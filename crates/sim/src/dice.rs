//! Successive draws for one decision, such as a schedule of faults.

use quorate_proto::random::{Purpose, Random, below, between};
use quorate_proto::{NodeId, Tick};

/// Draws that depend on a seed, on what they are for, and on their number alone.
#[derive(Clone, Copy, Debug)]
pub struct Dice {
    random: Random,
    lane: u32,
    used: u64,
}

/// What draws are for: those of one lane do not depend on those of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lane {
    /// The faults of a random run.
    Faults = 0,
    /// What a hunt adds to them.
    Draw = 1,
    /// How a hunt changes a run.
    Change = 2,
    /// How it looks for a shorter one.
    Shrink = 3,
}

impl Dice {
    /// The draws of a lane under a seed, from the first on.
    #[must_use]
    pub const fn new(seed: u64, lane: Lane) -> Self {
        Self { random: Random::new(seed), lane: lane as u32, used: 0 }
    }

    fn next(&mut self) -> u64 {
        self.used += 1;
        self.random.draw(Purpose::Fault, self.lane, 0, self.used)
    }

    /// A number below `count`; 0 if there is none.
    #[inline(never)] // Everything that is drawn comes by here, and none of it in a hurry.
    pub fn below(&mut self, count: u64) -> u64 {
        below(self.next(), count)
    }

    /// A number between two, both included.
    #[inline(never)] // As above.
    pub fn between(&mut self, least: Tick, most: Tick) -> Tick {
        between(self.next(), least, most)
    }

    /// A span between two, each order of magnitude as likely as any other: mostly short, at times
    /// very long.
    pub fn scale(&mut self, least: Tick, most: Tick) -> Tick {
        let least = least.max(1);
        let doublings = (most.max(least) / least).ilog2();
        let from = least << self.below(u64::from(doublings) + 1);
        self.between(from, (2 * from).min(most.max(from)))
    }

    /// Whether something happens that happens so often in a hundred times.
    pub fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A place in a list of this length; 0 if it is empty.
    pub fn place(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// One of so many nodes.
    pub fn node(&mut self, nodes: u16) -> NodeId {
        NodeId::new(self.below(u64::from(nodes)) as u16)
    }

    /// Brings a list into a random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for index in (1..list.len()).rev() {
            let other = self.place(index + 1);
            list.swap(index, other);
        }
    }
}
