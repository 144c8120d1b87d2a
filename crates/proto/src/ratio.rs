//! Probabilities and shares as integer ratios, so that no float decides what happens.

use std::fmt;

use crate::random::below;

/// A share of a whole: `numerator / denominator`. A zero denominator counts as one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Ratio {
    /// How many parts.
    pub numerator: u64,
    /// Of how many.
    pub denominator: u64,
}

impl Ratio {
    /// Nothing of anything.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// `numerator / denominator`.
    #[must_use]
    pub const fn new(numerator: u64, denominator: u64) -> Self {
        Self { numerator, denominator }
    }

    /// `count` of a hundred.
    #[must_use]
    pub const fn percent(count: u64) -> Self {
        Self::new(count, 100)
    }

    /// Whether a uniform draw over the whole `u64` range falls inside this share.
    #[must_use]
    pub fn holds_for(self, draw: u64) -> bool {
        below(draw, self.denominator.max(1)) < self.numerator
    }

    /// The share of `amount`, rounded down, saturating.
    #[must_use]
    pub fn of(self, amount: u64) -> u64 {
        let denominator = self.denominator.max(1);
        if let Some(product) = amount.checked_mul(self.numerator) {
            return product / denominator;
        }
        let once = (self.numerator / denominator, self.numerator % denominator);
        // Long multiplication by bits. The remainder stays below the denominator, so that nothing
        // is lost and no product is wider than a word.
        let add = |one: (u64, u64), other: (u64, u64)| {
            let carries = one.1 >= denominator - other.1;
            let rest = one.1.wrapping_add(other.1);
            let rest = if carries { rest.wrapping_sub(denominator) } else { rest };
            (one.0.saturating_add(other.0).saturating_add(carries.into()), rest)
        };
        let mut share = (0, 0);
        for bit in (0..u64::BITS - amount.leading_zeros()).rev() {
            share = add(share, share);
            if amount >> bit & 1 == 1 {
                share = add(share, once);
            }
        }
        share.0
    }

    /// The ratio in parts per thousand, rounded down, for pictures.
    #[must_use]
    pub fn per_mille(self) -> u64 {
        self.of(1_000)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.numerator, self.denominator)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_ends_of_the_range_are_certain() {
        assert!(!Ratio::ZERO.holds_for(0));
        assert!(Ratio::new(1, 1).holds_for(u64::MAX));
        assert!(Ratio::percent(50).holds_for(u64::MAX / 2));
        assert!(!Ratio::percent(50).holds_for(u64::MAX / 2 + 1));
        assert_eq!(Ratio::new(3, 2).of(u64::MAX), u64::MAX);
    }

    proptest! {
        #[test]
        fn a_share_is_exact(
            numerator in edges(),
            denominator in edges(),
            amount in edges(),
            draw in any::<u64>(),
        ) {
            let ratio = Ratio::new(numerator, denominator);
            let wide = u128::from(denominator.max(1));
            let share = u128::from(amount) * u128::from(numerator) / wide;
            prop_assert_eq!(ratio.of(amount), u64::try_from(share).unwrap_or(u64::MAX));
            let holds = u128::from(draw) * wide < u128::from(numerator) << 64;
            prop_assert_eq!(ratio.holds_for(draw), holds);
        }
    }

    /// Small numbers, great ones, and any.
    fn edges() -> impl Strategy<Value = u64> {
        prop_oneof![0..2_000_u64, u64::MAX - 2_000..=u64::MAX, any::<u64>()]
    }
}
