//! How fast virtual time runs beside the visitor's.

/// A step of the speed control.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Speed(usize);

/// Virtual time over real time, slowest first.
const STEPS: [(u32, u32); 10] =
    [(1, 100), (1, 50), (1, 20), (1, 10), (1, 5), (1, 2), (1, 1), (2, 1), (5, 1), (10, 1)];

impl Default for Speed {
    /// Slow enough to follow a single message with the eye.
    fn default() -> Self {
        Self(2)
    }
}

impl Speed {
    /// All speeds, slowest first.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..STEPS.len()).map(Self)
    }

    /// The next faster one, if there is one.
    pub(crate) fn faster(self) -> Self {
        Self((self.0 + 1).min(STEPS.len() - 1))
    }

    /// The next slower one, if there is one.
    pub(crate) fn slower(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// Virtual milliseconds per real millisecond.
    pub(crate) fn ratio(self) -> f64 {
        let (over, under) = self.parts();
        f64::from(over) / f64::from(under)
    }

    /// Whether a narrator could not keep up.
    pub(crate) fn is_fast(self) -> bool {
        self.ratio() > 1.0
    }

    /// The speed as people write it.
    pub(crate) fn label(self) -> String {
        match self.parts() {
            (over, 1) => format!("{over} ×"),
            (over, under) => format!("{over}/{under} ×"),
        }
    }

    /// The speed as links write it: `20` for one twentieth would be ambiguous, so `1-20`.
    pub(crate) fn id(self) -> String {
        match self.parts() {
            (over, 1) => over.to_string(),
            (over, under) => format!("{over}-{under}"),
        }
    }

    /// Reads `1/20`, `1-20`, `0.05` or `2`; the nearest speed there is.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let ratio = match text.split_once(['/', '-']) {
            Some((over, under)) => decimal(over)? / decimal(under)?,
            None => decimal(text)?,
        };
        if !ratio.is_finite() || ratio <= 0.0 {
            return None;
        }
        // How many times as fast one is as the other, whichever is the faster.
        let distance = |speed: &Self| (speed.ratio() / ratio).max(ratio / speed.ratio());
        Self::all().min_by(|left, right| distance(left).total_cmp(&distance(right)))
    }

    fn parts(self) -> (u32, u32) {
        STEPS.get(self.0).copied().unwrap_or((1, 1))
    }
}

/// A number such as `20` or `0.05`. The standard library's reader of fractions is exact to the last
/// bit, for which it carries more tables than this page has words.
fn decimal(text: &str) -> Option<f64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits: u32 = format!("{whole}{fraction}").parse().ok()?;
    let under = 10_u32.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    Some(f64::from(digits) / f64::from(under))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_speed_reads_back_from_its_label_and_its_id() {
        for speed in Speed::all() {
            assert_eq!(Speed::parse(&speed.id()), Some(speed));
            assert_eq!(Speed::parse(speed.label().trim_end_matches(" ×")), Some(speed));
        }
    }

    #[test]
    fn odd_speeds_become_the_nearest_and_nonsense_nothing() {
        assert_eq!(Speed::parse("0.05"), Speed::parse("1/20"));
        assert_eq!(Speed::parse("1000"), Speed::all().last());
        for bad in ["", "fast", "0", "-1", "1/0", "nan"] {
            assert_eq!(Speed::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn stepping_stops_at_both_ends() {
        assert!(Speed::all().all(|speed| speed.faster() >= speed && speed.slower() <= speed));
        let slowest = Speed(0);
        assert_eq!(slowest.slower(), slowest);
    }
}
