//! How an axis is laid out: its ends, its marks, and where a number has its place.

use quorate_proto::text::say_decimal;
use quorate_proto::{Axis, Scale};

/// A mark on an axis.
#[derive(Clone, PartialEq, Debug)]
pub struct PlotTick {
    /// Where along the axis, in the units of the picture.
    pub at: f64,
    /// The number that stands there.
    pub label: String,
}

/// An axis between two places of the picture.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Ruler {
    scale: Scale,
    /// The numbers at both ends.
    least: f64,
    most: f64,
    /// The places of both ends.
    from: f64,
    to: f64,
}

/// Marks that an axis has at most.
const TICKS_MAX: usize = 8;

impl Ruler {
    /// Lays out an axis for these numbers between two places. Its ends are round numbers, unless
    /// the axis names its own.
    pub(crate) fn new(axis: &Axis, numbers: impl Iterator<Item = f64>, ends: (f64, f64)) -> Self {
        let (scale, (from, to)) = (axis.scale, ends);
        let fits = |number: &f64| number.is_finite() && (scale == Scale::Linear || *number > 0.0);
        let span = numbers.filter(fits).fold(None, |span: Option<(f64, f64)>, number| {
            let (least, most) = span.unwrap_or((number, number));
            Some((least.min(number), most.max(number)))
        });
        let named = axis.bounds.filter(|(least, most)| fits(least) && fits(most) && least < most);
        let (least, most) = named.unwrap_or_else(|| {
            let (least, most) = span.unwrap_or((1.0, 1.0));
            match scale {
                Scale::Linear => round_ends(least, most),
                Scale::Logarithmic => {
                    let down = round_below(least);
                    (down, round_above(most).max(down * 2.0))
                }
            }
        });
        Self { scale, least, most, from, to }
    }

    /// Where a number has its place; nothing for what has none on this axis.
    pub(crate) fn place(&self, number: f64) -> Option<f64> {
        let share = match self.scale {
            Scale::Linear => (number - self.least) / (self.most - self.least),
            Scale::Logarithmic if number > 0.0 => {
                let (first, last) = (libm::log10(self.least), libm::log10(self.most));
                (libm::log10(number) - first) / (last - first)
            }
            Scale::Logarithmic => return None,
        };
        let inside = share.is_finite().then(|| share.clamp(0.0, 1.0))?;
        Some(self.from + (self.to - self.from) * inside)
    }

    /// Whether a number lies between the ends.
    pub(crate) fn holds(&self, number: f64) -> bool {
        (self.least..=self.most).contains(&number)
    }

    /// The marks, from the least on.
    pub(crate) fn ticks(&self) -> Vec<PlotTick> {
        let numbers = match self.scale {
            Scale::Linear => linear_ticks(self.least, self.most),
            Scale::Logarithmic => logarithmic_ticks(self.least, self.most),
        };
        let tick = |number| Some(PlotTick { at: self.place(number)?, label: say(number) });
        numbers.into_iter().filter_map(tick).collect()
    }
}

/// A number with as many digits as it takes, and no more.
pub(crate) fn say(number: f64) -> String {
    let size = number.abs();
    if size.is_finite() && size != 0.0 && !(0.001..1e7).contains(&size) {
        let number = significant(number);
        let power = magnitude(number);
        let digits = say_decimal(number / ten_to(power), 3);
        return format!("{}e{}", digits.trim_end_matches('0').trim_end_matches('.'), power as i32);
    }
    let mut decimals = 0;
    let mut unit = 1.0;
    while decimals < 6 && ((number / unit).round() * unit - number).abs() > size * 1e-6 {
        decimals += 1;
        unit /= 10.0;
    }
    say_decimal(number, decimals)
}

/// A number rounded to four digits that matter.
pub(super) fn significant(number: f64) -> f64 {
    if number == 0.0 || !number.is_finite() {
        return number;
    }
    let unit = ten_to(magnitude(number) - 3.0);
    (number / unit).round() * unit
}

/// The power of ten that a number is not below.
fn magnitude(number: f64) -> f64 {
    (libm::log10(number.abs()) + 1e-9).floor()
}

/// A whole power of ten; the nearest that there is, if it is too small or too great for a number.
fn ten_to(power: f64) -> f64 {
    let power = power.clamp(-307.0, 308.0);
    let size = (0..power.abs() as u32).fold(1.0, |product, _| product * 10.0);
    if power < 0.0 { 1.0 / size } else { size }
}

/// The distance of round marks: 1, 2 or 5 times a power of ten.
fn round_step(span: f64) -> f64 {
    let power = ten_to(magnitude(span / TICKS_MAX as f64));
    let steps = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    let fits = |step: &f64| span / step <= TICKS_MAX as f64;
    steps.into_iter().find(fits).unwrap_or(10.0 * power)
}

/// Round ends around some numbers. Zero is one of them if it is not far.
fn round_ends(least: f64, most: f64) -> (f64, f64) {
    let least = if least > 0.0 && least < most * 0.6 { 0.0 } else { least };
    let span = most - least;
    let span = if span > 0.0 { span } else { most.abs().max(1.0) };
    let step = round_step(span);
    let (down, up) = ((least / step).floor() * step, (most / step).ceil() * step);
    if up > down { (down, up) } else { (down, down + step) }
}

fn linear_ticks(least: f64, most: f64) -> Vec<f64> {
    let step = round_step(most - least);
    let first = (least / step - 1e-9).ceil();
    let count = ((most - first * step) / step + 1e-9).floor().max(0.0) as usize;
    (0..=count.min(TICKS_MAX)).map(|index| (first + index as f64) * step).collect()
}

/// Round numbers of a logarithmic axis: 1, 2 or 5 times a power of ten.
const ROUND: [f64; 3] = [1.0, 2.0, 5.0];

/// The greatest round number that is not above this one.
fn round_below(number: f64) -> f64 {
    let power = ten_to(magnitude(number));
    let fits = ROUND.into_iter().filter(|factor| factor * power <= number * (1.0 + 1e-9));
    fits.fold(power, |most, factor| most.max(factor * power))
}

/// The least round number that is not below this one.
fn round_above(number: f64) -> f64 {
    let power = ten_to(magnitude(number));
    let fits = ROUND.into_iter().find(|factor| factor * power >= number * (1.0 - 1e-9));
    fits.unwrap_or(10.0) * power
}

/// Powers of ten; if there are few, two and five times them as well; if there are many, not all.
fn logarithmic_ticks(least: f64, most: f64) -> Vec<f64> {
    let (first, last) = (libm::log10(least), libm::log10(most));
    let decades = (last - first).max(0.0);
    let factors: &[f64] = if decades <= 2.5 { &ROUND } else { &[1.0] };
    let stride = (decades / TICKS_MAX as f64).ceil().max(1.0);
    let mut ticks = Vec::new();
    let mut power = first.floor();
    while power <= last + 1e-9 {
        let inside = |number: &f64| *number >= least * 0.999_999 && *number <= most * 1.000_001;
        let marks = factors.iter().map(|factor| factor * ten_to(power));
        ticks.extend(marks.filter(inside));
        power += stride;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    quorate_proto::phrases! { NAME = "name", "名"; }

    fn ruler(scale: Scale, bounds: Option<(f64, f64)>, numbers: &[f64]) -> Ruler {
        let axis = Axis { label: &NAME, unit: "", scale, bounds };
        Ruler::new(&axis, numbers.iter().copied(), (0.0, 100.0))
    }

    fn labels(ruler: Ruler) -> String {
        ruler.ticks().into_iter().map(|tick| tick.label).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ends_and_marks_are_round() {
        let linear = |numbers: &[f64]| labels(ruler(Scale::Linear, None, numbers));
        assert_eq!(linear(&[0.0, 1.0]), "0 0.2 0.4 0.6 0.8 1");
        assert_eq!(linear(&[107.0, 580.0]), "0 100 200 300 400 500 600");
        assert_eq!(linear(&[16.8, 17.7]), "16.8 17 17.2 17.4 17.6 17.8");
        assert_eq!(linear(&[-3.0, 4.0]), "-3 -2 -1 0 1 2 3 4");
        assert_eq!(linear(&[5.0]), "5 5.2 5.4 5.6 5.8 6");
        let ratios = |numbers: &[f64]| labels(ruler(Scale::Logarithmic, None, numbers));
        assert_eq!(ratios(&[106.0, 41_000.0]), "100 1000 10000");
        assert_eq!(ratios(&[250.0, 430.0]), "200 500");
        assert_eq!(ratios(&[0.0012, 0.18]), "0.001 0.002 0.005 0.01 0.02 0.05 0.1 0.2");
        assert_eq!(ratios(&[3.0, 40.0]), "2 5 10 20 50");
        assert_eq!(ratios(&[1e-6, 1.0]), "1e-6 1e-5 1e-4 0.001 0.01 0.1 1");
    }

    #[test]
    fn numbers_have_places() {
        let linear = ruler(Scale::Linear, Some((0.0, 50.0)), &[]);
        assert_eq!(
            [0.0, 25.0, 60.0].map(|number| linear.place(number)),
            [Some(0.0), Some(50.0), Some(100.0)]
        );
        let ratios = ruler(Scale::Logarithmic, Some((1.0, 100.0)), &[]);
        assert_eq!(
            [1.0, 10.0, 100.0, 0.0].map(|number| ratios.place(number)),
            [Some(0.0), Some(50.0), Some(100.0), None]
        );
        assert_eq!(linear.place(f64::NAN), None);
    }

    #[test]
    fn whatever_comes_there_are_ends_and_marks() {
        for scale in [Scale::Linear, Scale::Logarithmic] {
            for numbers in [&[][..], &[f64::NAN], &[0.0], &[-1.0], &[1e300], &[1e-300, 1e300]] {
                let ruler = ruler(scale, None, numbers);
                let count = ruler.ticks().len();
                assert!((1..=3 * TICKS_MAX).contains(&count), "{scale:?} {numbers:?}: {count}");
                let (from, to) = (ruler.place(ruler.least), ruler.place(ruler.most));
                assert_eq!((from, to), (Some(0.0), Some(100.0)), "{scale:?} {numbers:?}");
            }
        }
    }
}
