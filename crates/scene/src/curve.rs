//! Live figures as curves.

use quorate_proto::{Ratio, Tick};

use crate::geometry::{Point, Size};
use crate::number::push_point;

/// The path of a series over a window, as steps: a figure keeps its value until it has another.
/// At most two points per unit of width are drawn, so that long series stay cheap.
#[must_use]
pub fn curve(series: &[(Tick, Ratio)], (from, to): (Tick, Tick), top: Ratio, size: Size) -> String {
    let mut path = String::new();
    let span = to.saturating_sub(from).max(1) as f64;
    let top = value(top).max(f64::MIN_POSITIVE);
    let height = |ratio: Ratio| size.height * (1.0 - (value(ratio) / top).clamp(0.0, 1.0));
    let first = series.partition_point(|(tick, _)| *tick <= from).saturating_sub(1);
    let shown = series.get(first..).unwrap_or_default();
    let mut last: Option<Point> = None;
    for (tick, ratio) in shown.iter().take_while(|(tick, _)| *tick <= to) {
        let x = tick.saturating_sub(from) as f64 / span * size.width;
        let at = Point::new(x, height(*ratio));
        match last {
            None => push_point(&mut path, 'M', at),
            Some(before) if at.x - before.x < 0.5 && (at.y - before.y).abs() < 0.5 => continue,
            Some(before) => {
                push_point(&mut path, 'L', Point::new(at.x, before.y));
                push_point(&mut path, 'L', at);
            }
        }
        last = Some(at);
    }
    if let Some(last) = last {
        push_point(&mut path, 'L', Point::new(size.width.max(last.x), last.y));
    }
    path
}

/// A round value that no value of the series exceeds: 1, 2 or 5 times a power of ten.
#[must_use]
pub fn round_top(series: &[(Tick, Ratio)]) -> Ratio {
    let most = series.iter().map(|(_, ratio)| ratio.numerator.div_ceil(ratio.denominator.max(1)));
    let most = most.max().unwrap_or(0);
    let mut power: u64 = 1;
    loop {
        for factor in [1, 2, 5] {
            match power.checked_mul(factor) {
                Some(top) if top >= most => return Ratio::new(top, 1),
                Some(_) => {}
                None => return Ratio::new(most, 1),
            }
        }
        power = power.saturating_mul(10);
    }
}

fn value(ratio: Ratio) -> f64 {
    ratio.numerator as f64 / ratio.denominator.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size::new(100.0, 50.0);

    #[test]
    fn a_curve_goes_in_steps_and_lasts_until_the_end() {
        let series = [(0, Ratio::ZERO), (50, Ratio::percent(100)), (200, Ratio::ZERO)];
        let path = curve(&series, (0, 100), Ratio::new(1, 1), SIZE);
        assert_eq!(path, "M0.0 50.0L50.0 50.0L50.0 0.0L100.0 0.0");
        assert_eq!(curve(&series, (60, 100), Ratio::new(1, 1), SIZE), "M0.0 0.0L100.0 0.0");
        assert_eq!(curve(&[], (0, 100), Ratio::ZERO, SIZE), "");
    }

    #[test]
    fn a_long_series_is_no_longer_than_its_picture() {
        let series: Vec<_> = (0..100_000).map(|tick| (tick, Ratio::new(tick, 100_000))).collect();
        let path = curve(&series, (0, 100_000), Ratio::new(1, 1), SIZE);
        assert!(path.len() < 10_000, "{}", path.len());
    }

    #[test]
    fn the_top_is_round() {
        let top = |most| round_top(&[(0, Ratio::new(most, 1))]).numerator;
        assert_eq!([0, 1, 2, 3, 7, 11, 60, 999].map(top), [1, 1, 2, 5, 10, 20, 100, 1_000]);
        assert_eq!(top(u64::MAX), u64::MAX);
    }
}
