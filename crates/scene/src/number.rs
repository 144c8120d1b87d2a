//! Numbers in paths, written the same everywhere and faster than the formatting machinery does.

use std::fmt::{self, Display};

use crate::geometry::Point;

/// A coordinate in a text, with one decimal.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct At(pub f64);

impl Display for At {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        push_coordinate(&mut text, self.0);
        out.write_str(&text)
    }
}

/// Appends an integer.
pub(crate) fn push_integer(text: &mut String, value: i64) {
    if value < 0 {
        text.push('-');
    }
    push_digits(text, value.unsigned_abs());
}

/// Appends a coordinate with one decimal; 0 for what is no number.
pub(crate) fn push_coordinate(text: &mut String, value: f64) {
    let tenths = (value * 10.0).round() as i64;
    if tenths < 0 {
        text.push('-');
    }
    let tenths = tenths.unsigned_abs();
    push_digits(text, tenths / 10);
    text.push('.');
    text.push(digit(tenths % 10));
}

/// Appends a command of a path and its place.
pub(crate) fn push_point(path: &mut String, command: char, at: Point) {
    path.push(command);
    push_coordinate(path, at.x);
    path.push(' ');
    push_coordinate(path, at.y);
}

/// Appends a straight line.
pub(crate) fn push_line(path: &mut String, from: Point, to: Point) {
    push_point(path, 'M', from);
    push_point(path, 'L', to);
}

fn push_digits(text: &mut String, value: u64) {
    let mut divisor = 1;
    while value / divisor >= 10 {
        divisor *= 10;
    }
    while divisor > 0 {
        text.push(digit(value / divisor % 10));
        divisor /= 10;
    }
}

fn digit(value: u64) -> char {
    char::from(b'0' + (value % 10) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_written_as_others_write_them() {
        for value in [0, 7, 10, 99, 100, 860, 1_920, -3, -40, i64::MAX, i64::MIN] {
            let mut text = String::new();
            push_integer(&mut text, value);
            assert_eq!(text, value.to_string());
        }
    }

    #[test]
    fn coordinates_have_one_decimal_and_are_always_numbers() {
        let said = |value| {
            let mut text = String::new();
            push_coordinate(&mut text, value);
            text
        };
        assert_eq!(said(0.0), "0.0");
        assert_eq!(said(-0.04), "0.0");
        assert_eq!(said(12.36), "12.4");
        assert_eq!(said(-3.21), "-3.2");
        assert_eq!(said(f64::NAN), "0.0");
    }
}
