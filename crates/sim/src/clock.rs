//! A node's own clock: off by an offset, and running at its own rate.

use quorate_proto::Tick;

const MILLION: i128 = 1_000_000;
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
        if self.rate_ppm == 0 {
            return span;
        }
        let real = i128::from(span) * MILLION / (MILLION + i128::from(self.rate_ppm));
        Tick::try_from(real).unwrap_or(Tick::MAX)
    }

    /// How much of a real span passes on this clock.
    #[must_use]
    pub fn own_span(&self, span: Tick) -> Tick {
        let own = i128::from(span) * (MILLION + i128::from(self.rate_ppm)) / MILLION;
        Tick::try_from(own).unwrap_or(Tick::MAX)
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
        let passed = i128::from(now.saturating_sub(self.since));
        if self.rate_ppm == 0 {
            return self.reading + passed; // the usual case, without a division of 128 bits
        }
        self.reading + passed + passed * i128::from(self.rate_ppm) / MILLION
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
