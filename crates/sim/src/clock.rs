//! A node's own clock: off by an offset, and running at its own rate.

use quorate_proto::{Ratio, Tick};

const MILLION: u64 = 1_000_000;
/// A clock may run at half to double speed.
const RATE_PPM_LEAST: i32 = -500_000;
const RATE_PPM_MOST: i32 = 1_000_000;

/// Reading of a node's clock as a function of virtual time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Clock {
    rate_ppm: i32,
    since: Tick,
    reading: i128,
}

impl Clock {
    /// What the clock shows; never below 0.
    #[must_use]
    pub fn read(&self, now: Tick) -> Tick {
        Tick::try_from(self.exact(now).max(0)).unwrap_or(Tick::MAX)
    }

    /// How long the clock's owner really waits for a span measured on this clock.
    #[must_use]
    pub fn real_span(&self, span: Tick) -> Tick {
        Ratio::new(MILLION, self.pace()).of(span)
    }

    /// How much of a real span passes on this clock.
    #[must_use]
    pub fn own_span(&self, span: Tick) -> Tick {
        Ratio::new(self.pace(), MILLION).of(span)
    }

    /// How many ticks the clock counts in a million.
    const fn pace(&self) -> u64 {
        MILLION.saturating_add_signed(self.rate_ppm as i64)
    }

    /// Deviation of the rate in parts per million.
    #[must_use]
    pub const fn rate_ppm(&self) -> i32 {
        self.rate_ppm
    }

    /// The same clock at another rate from now on, held within half to double speed.
    #[must_use]
    pub fn with_rate(&self, now: Tick, rate_ppm: i32) -> Self {
        let rate_ppm = rate_ppm.clamp(RATE_PPM_LEAST, RATE_PPM_MOST);
        Self { rate_ppm, since: now, reading: self.exact(now) }
    }

    /// The same clock, moved.
    #[must_use]
    pub fn jumped(&self, now: Tick, by: i64) -> Self {
        Self { since: now, reading: self.exact(now) + i128::from(by), ..*self }
    }

    fn exact(&self, now: Tick) -> i128 {
        let passed = now.saturating_sub(self.since);
        if self.rate_ppm == 0 {
            return self.reading + i128::from(passed); // the usual case, without a division
        }
        let off = i128::from(Ratio::new(self.rate_ppm.unsigned_abs().into(), MILLION).of(passed));
        let off = if self.rate_ppm < 0 { -off } else { off };
        self.reading + i128::from(passed) + off
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Beside arithmetic that is wide enough for anything.
        #[test]
        fn clocks_are_exact(
            rate in RATE_PPM_LEAST..=RATE_PPM_MOST,
            span in prop_oneof![0..10_000_000_000_u64, any::<u64>()],
            since in 0..1_000_u64,
        ) {
            let clock = Clock::default().with_rate(since, rate);
            let (wide, rate, million) = (i128::from(span), i128::from(rate), 1_000_000);
            let tick = |exact: i128| Tick::try_from(exact.max(0)).unwrap_or(Tick::MAX);
            prop_assert_eq!(clock.real_span(span), tick(wide * million / (million + rate)));
            prop_assert_eq!(clock.own_span(span), tick(wide * (million + rate) / million));
            let passed = i128::from(span.saturating_sub(since));
            let shown = i128::from(since) + passed + passed * rate / million;
            prop_assert_eq!(clock.read(span.max(since)), tick(shown));
        }
    }

    #[test]
    fn a_fast_clock_gains_and_waits_shorter() {
        let clock = Clock::default().with_rate(1_000, 100_000);
        assert_eq!(clock.read(1_000), 1_000);
        assert_eq!(clock.read(11_000), 12_000);
        assert_eq!(clock.real_span(11_000), 10_000);
        assert_eq!(clock.own_span(10_000), 11_000);
        assert_eq!(clock.jumped(11_000, -20_000).read(11_000), 0);
        assert_eq!(clock.with_rate(0, i32::MIN).rate_ppm(), RATE_PPM_LEAST);
    }
}
