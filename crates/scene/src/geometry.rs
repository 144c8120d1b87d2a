//! Places and measures of pictures, in the units of their view box: one unit is one pixel at scale
//! one, x to the right, y down.

use std::f64::consts::FRAC_PI_2;

use quorate_proto::Tick;

/// A place.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Point {
    /// The place at these coordinates.
    #[must_use]
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The place `share` of the way to another one.
    #[must_use]
    pub fn towards(self, other: Self, share: f64) -> Self {
        Self::new(self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share)
    }

    /// How far away another place is.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        let (across, down) = (other.x - self.x, other.y - self.y);
        (across * across + down * down).sqrt()
    }

    /// The direction of another place: across and down, together of length 1; to the right for the
    /// same place.
    #[must_use]
    pub fn direction(self, other: Self) -> (f64, f64) {
        let distance = self.distance(other);
        if distance < 1e-9 {
            return (1.0, 0.0);
        }
        ((other.x - self.x) / distance, (other.y - self.y) / distance)
    }

    /// The place moved by a direction times a length.
    #[must_use]
    pub fn moved(self, (across, down): (f64, f64), length: f64) -> Self {
        Self::new(self.x + across * length, self.y + down * length)
    }

    /// The place on an ellipse around this one, at an angle in turns clockwise from the top.
    #[must_use]
    pub(crate) fn on_ellipse(self, (half_width, half_height): (f64, f64), turns: f64) -> Self {
        let (across, down) = direction(turns - 0.25);
        Self::new(self.x + half_width * across, self.y + half_height * down)
    }
}

/// Width and height.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

impl Size {
    /// This wide and this high.
    #[must_use]
    pub const fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }
}

/// An upright rectangle.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
    /// A rectangle with this middle.
    pub(crate) fn around(middle: Point, size: Size) -> Self {
        Self {
            left: middle.x - size.width / 2.0,
            top: middle.y - size.height / 2.0,
            right: middle.x + size.width / 2.0,
            bottom: middle.y + size.height / 2.0,
        }
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub(crate) fn contains(&self, other: &Self) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    pub(crate) fn width(&self) -> f64 {
        (self.right - self.left).max(0.0)
    }

    pub(crate) fn height(&self) -> f64 {
        (self.bottom - self.top).max(0.0)
    }
}

/// The direction of an angle in turns, clockwise from the right: its cosine and its sine.
fn direction(turns: f64) -> (f64, f64) {
    const TERMS: u32 = 18;

    // A quarter turn is exact; of what is left, at most half a quarter, the series ends soon.
    let quarters = (turns * 4.0 + 0.5).floor();
    let angle = (turns * 4.0 - quarters) * FRAC_PI_2;
    let mut parts = [0.0; 4];
    let mut term = 1.0;
    for power in 0..TERMS {
        parts[power as usize % 4] += term;
        term *= angle / f64::from(power + 1);
    }
    let (across, down) = (parts[0] - parts[2], parts[1] - parts[3]);
    match quarters.rem_euclid(4.0) as u32 {
        0 => (across, down),
        1 => (-down, across),
        2 => (-across, -down),
        _ => (down, -across),
    }
}

/// An angle in degrees, clockwise from the right, of a direction.
pub(crate) fn degrees((across, down): (f64, f64)) -> f64 {
    libm::atan2(down, across).to_degrees()
}

/// How much of the span from `from` to `to` is over at `now`: 0 before it, 1 after it.
pub(crate) fn share_over(from: Tick, to: Tick, now: Tick) -> f64 {
    if now >= to {
        return 1.0;
    }
    now.saturating_sub(from) as f64 / to.saturating_sub(from).max(1) as f64
}

/// How wide a line of text is, about: pictures are laid out without asking a font.
pub(crate) fn text_width(text: &str, font_size: f64) -> f64 {
    let ems: f64 = text.chars().map(|character| if character.is_ascii() { 0.6 } else { 1.0 }).sum();
    ems * font_size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_those_of_sine_and_cosine() {
        for thousandths in -2_000..=2_000 {
            let turns = f64::from(thousandths) / 1_000.0;
            let angle = turns * std::f64::consts::TAU;
            let (across, down) = direction(turns);
            let off = (across - libm::cos(angle)).abs().max((down - libm::sin(angle)).abs());
            assert!(off < 1e-14, "{turns} turns: {off}");
        }
        let quarters = [0.0, 0.25, 0.5, 0.75].map(direction);
        assert_eq!(quarters, [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)]);
    }
}
