//! What a chart shows: plain data, without colours and without layout.
//!
//! Whoever measures says here what belongs on a chart; whoever draws knows nothing of what was
//! measured.

use crate::text::{Phrase, Text};

/// Curves and points over two axes.
#[derive(Clone, PartialEq, Debug)]
pub struct Chart {
    /// What it shows.
    pub title: Text,
    /// To the right.
    pub across: Axis,
    /// Upwards.
    pub up: Axis,
    /// What is drawn, the first one lowest.
    pub series: Vec<Series>,
}

/// One of a chart's two directions.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Axis {
    /// What it counts.
    pub label: &'static Phrase<0>,
    /// The unit behind its numbers; empty for plain numbers.
    pub unit: &'static str,
    /// How numbers become places.
    pub scale: Scale,
    /// The least and the greatest number on it; where there is none, the series decide.
    pub bounds: Option<(f64, f64)>,
}

/// How numbers become places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    /// Equal steps for equal differences.
    Linear,
    /// Equal steps for equal ratios. What is not above zero has no place on it.
    Logarithmic,
}

/// Points that belong together.
#[derive(Clone, PartialEq, Debug)]
pub struct Series {
    /// What they are.
    pub name: Text,
    /// Where they come from.
    pub origin: Origin,
    /// How they are joined.
    pub stroke: Stroke,
    /// Series of the same number are about the same thing, and are tinted alike.
    pub group: usize,
    /// The points, from left to right.
    pub points: Vec<(f64, f64)>,
}

/// Where numbers come from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Origin {
    /// They were measured here.
    Measured,
    /// They stand in the literature.
    Published,
    /// They were computed from a formula.
    Formula,
}

/// How the points of a series are joined.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stroke {
    /// The value stays until the next point changes it.
    Steps,
    /// Straight from point to point.
    Straight,
    /// Not at all.
    Dots,
}

/// The share of values at or below each: the steps of a cumulative distribution.
///
/// Values must be in order. `total` may exceed their number: the rest lies beyond all of them, and
/// the curve ends below one.
#[must_use]
pub fn cumulative(values: &[f64], total: usize) -> Vec<(f64, f64)> {
    let total = total.max(values.len()).max(1) as f64;
    let mut points: Vec<(f64, f64)> = Vec::with_capacity(values.len() + 1);
    points.extend(values.first().map(|first| (*first, 0.0)));
    for (index, value) in values.iter().enumerate() {
        let share = (index + 1) as f64 / total;
        match points.last_mut() {
            Some(last) if last.0 == *value && index > 0 => last.1 = share,
            _ => points.push((*value, share)),
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_rises_at_its_values() {
        let rising = [(1.0, 0.0), (1.0, 0.25), (2.0, 0.75), (4.0, 1.0)];
        assert_eq!(cumulative(&[1.0, 2.0, 2.0, 4.0], 4), rising);
        assert_eq!(cumulative(&[3.0], 4), [(3.0, 0.0), (3.0, 0.25)]);
        assert_eq!(cumulative(&[], 4), []);
    }
}
