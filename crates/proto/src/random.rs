//! Keyed randomness: every draw is a function of what it is for.
//!
//! An ordinary generator hands out one stream: skip a draw and everything after it changes. Here a
//! draw depends on (seed, purpose, subject, k-th use) alone, so losing one message leaves the delay
//! of every other message as it was, and a visitor sees cause and effect instead of another run.
//! The mixing function is SplitMix64's finalizer (Steele, Lea and Flood, OOPSLA 2014); the golden
//! vectors below hold it in place for as long as there are links to replay.

use crate::NodeId;
use crate::time::Tick;

/// What a draw is for. The numbers are part of every recorded run: append, never renumber.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Purpose {
    /// How long a message travels.
    Delay = 1,
    /// Whether a message is lost.
    Loss = 2,
    /// Whether a message is duplicated, and when the copy arrives.
    Duplicate = 3,
    /// How long a timer runs.
    Timer = 4,
    /// A protocol's own choice.
    Choice = 5,
    /// How long a disk write takes.
    Disk = 6,
    /// When and what a client asks.
    Client = 7,
    /// Which faults a random run draws, and when.
    Fault = 8,
    /// How late a timer is noticed.
    Late = 9,
}

/// A source of draws for one seed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Random {
    seed: u64,
}

impl Random {
    /// The source for this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The `use_index`-th draw for `purpose` about the pair (`first`, `second`),
    /// uniform over `u64`.
    #[must_use]
    pub const fn draw(self, purpose: Purpose, first: u32, second: u32, use_index: u64) -> u64 {
        let subject = ((first as u64) << 32) | second as u64;
        let mixed = mix(self.seed ^ mix(purpose as u64));
        mix(mix(mixed ^ subject) ^ use_index)
    }

    /// A draw about the directed link between two participants.
    #[must_use]
    pub const fn on_link(self, purpose: Purpose, from: NodeId, to: NodeId, use_index: u64) -> u64 {
        self.draw(purpose, from.code() as u32, to.code() as u32, use_index)
    }
}

/// SplitMix64: add the golden gamma, then avalanche.
#[must_use]
pub(crate) const fn mix(word: u64) -> u64 {
    let mut word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// Maps a uniform draw to `0..count`; 0 for an empty range.
///
/// Multiply-and-shift: the bias is below `count / 2^64`, and no draw is ever rejected, so that the
/// k-th use stays the k-th use.
#[must_use]
pub const fn below(draw: u64, count: u64) -> u64 {
    high_half(draw, count)
}

/// The upper 64 bits of a product, in pieces that wasm can multiply.
const fn high_half(left: u64, right: u64) -> u64 {
    const LOW: u64 = 0xffff_ffff;
    let (left_high, left_low) = (left >> 32, left & LOW);
    let (right_high, right_low) = (right >> 32, right & LOW);
    let middle = left_high * right_low + ((left_low * right_low) >> 32);
    let cross = left_low * right_high + (middle & LOW);
    left_high * right_high + (middle >> 32) + (cross >> 32)
}

/// Maps a uniform draw to `least..=most`; `least` when the range is empty.
#[must_use]
pub const fn between(draw: u64, least: Tick, most: Tick) -> Tick {
    if most <= least {
        return least;
    }
    let width = most - least;
    if width == u64::MAX { draw } else { least + below(draw, width + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// These numbers are what every shared link rests on. If this test fails, the code is wrong.
    #[test]
    fn golden_vectors() {
        let random = Random::new(20_240_611);
        let (a, b) = (NodeId::new(0), NodeId::new(1));
        let draws = [
            random.on_link(Purpose::Delay, a, b, 0),
            random.on_link(Purpose::Delay, a, b, 1),
            random.on_link(Purpose::Delay, b, a, 0),
            random.on_link(Purpose::Loss, a, NodeId::client(0), 7),
            random.draw(Purpose::Timer, 3, 1, 42),
            Random::new(0).draw(Purpose::Choice, 0, 0, 0),
            Random::new(u64::MAX).draw(Purpose::Fault, u32::MAX, u32::MAX, u64::MAX),
        ];
        assert_eq!(draws, GOLDEN);
    }

    const GOLDEN: [u64; 7] = [
        17_627_500_054_082_234_380,
        946_151_890_118_819_377,
        17_010_278_678_266_857_272,
        16_318_968_630_669_760_396,
        11_877_364_698_082_224_116,
        16_363_363_981_095_120_648,
        10_419_139_829_441_207_627,
    ];

    #[test]
    fn the_high_half_of_a_product_is_exact() {
        let random = Random::new(3);
        for index in 0..10_000 {
            let left = random.draw(Purpose::Choice, 0, 0, index);
            let right = random.draw(Purpose::Choice, 0, 1, index) >> (index % 64);
            let product = (u128::from(left) * u128::from(right)) >> 64;
            assert_eq!(u128::from(high_half(left, right)), product);
        }
        assert_eq!(high_half(u64::MAX, u64::MAX), u64::MAX - 1);
    }

    #[test]
    fn ranges_include_both_ends() {
        assert_eq!(between(0, 10, 20), 10);
        assert_eq!(between(u64::MAX, 10, 20), 20);
        assert_eq!(between(5, 9, 3), 9);
        assert_eq!(below(u64::MAX, 0), 0);
        assert_eq!(between(u64::MAX, 0, u64::MAX), u64::MAX);
    }

    #[test]
    fn neighbouring_uses_are_unrelated() {
        let random = Random::new(1);
        let halves = (0..10_000).filter(|k| random.draw(Purpose::Loss, 0, 1, *k) >> 63 == 1);
        let count = halves.count();
        assert!((4_800..5_200).contains(&count), "{count} of 10,000 upper halves");
    }
}
