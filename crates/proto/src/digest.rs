//! One hasher for every fingerprint, with the same result on every machine.
//!
//! `Hash` feeds lengths and enum discriminants at pointer width, which differs between a 64-bit
//! machine and wasm32; this hasher widens both. It is not keyed and not cryptographic: it tells
//! states apart, it does not defend against an adversary.

use std::hash::{Hash, Hasher};

/// An order-dependent 64-bit fingerprint under construction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Digest {
    state: u64,
}

/// Odd constants from the fractional digits of pi, as multiplier and start.
const MULTIPLIER: u64 = 0x2d35_8dcc_aa6c_78a5;
const START: u64 = 0x243f_6a88_85a3_08d3;

impl Default for Digest {
    fn default() -> Self {
        Self { state: START }
    }
}

impl Digest {
    /// The fingerprint of one value.
    #[must_use]
    pub fn of<T: Hash + ?Sized>(value: &T) -> u64 {
        let mut digest = Self::default();
        value.hash(&mut digest);
        digest.finish()
    }

    /// Takes in one word.
    #[inline]
    pub fn word(&mut self, word: u64) {
        let product = u128::from(self.state ^ word).wrapping_mul(u128::from(MULTIPLIER));
        self.state = (product as u64) ^ ((product >> 64) as u64) ^ word.rotate_left(32);
    }
}

impl Hasher for Digest {
    #[inline]
    fn finish(&self) -> u64 {
        crate::random::mix(self.state)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.word(u64::from_le_bytes(word));
        }
        self.word(bytes.len() as u64);
    }

    #[inline]
    fn write_u8(&mut self, value: u8) {
        self.word(u64::from(value));
    }

    #[inline]
    fn write_u16(&mut self, value: u16) {
        self.word(u64::from(value));
    }

    #[inline]
    fn write_u32(&mut self, value: u32) {
        self.word(u64::from(value));
    }

    #[inline]
    fn write_u64(&mut self, value: u64) {
        self.word(value);
    }

    #[inline]
    fn write_usize(&mut self, value: usize) {
        self.word(value as u64);
    }

    #[inline]
    fn write_i8(&mut self, value: i8) {
        self.word(value as u64);
    }

    #[inline]
    fn write_i16(&mut self, value: i16) {
        self.word(value as u64);
    }

    #[inline]
    fn write_i32(&mut self, value: i32) {
        self.word(value as u64);
    }

    #[inline]
    fn write_i64(&mut self, value: i64) {
        self.word(value as u64);
    }

    #[inline]
    fn write_isize(&mut self, value: isize) {
        self.word(value as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_fingerprints() {
        #[derive(Hash)]
        enum Shape {
            Point,
            Line(u32, Vec<u8>),
        }
        let fingerprints = [
            Digest::of(&0_u64),
            Digest::of("quorate"),
            Digest::of(&[1_u32, 2, 3][..]),
            Digest::of(&Shape::Point),
            Digest::of(&Shape::Line(7, vec![1, 2])),
            Digest::of(&(-1_i64, Some(3_u16))),
        ];
        assert_eq!(fingerprints, GOLDEN);
    }

    const GOLDEN: [u64; 6] = [
        1_354_354_165_003_596_624,
        9_689_997_704_796_932_306,
        13_837_079_590_610_643_777,
        1_354_354_165_003_596_624,
        11_029_630_226_989_671_034,
        12_415_175_083_815_187_954,
    ];

    #[test]
    fn near_values_do_not_collide() {
        let mut seen = std::collections::BTreeSet::new();
        for value in 0..100_000_u64 {
            assert!(seen.insert(Digest::of(&value)));
            assert!(seen.insert(Digest::of(&(value, 0_u8))));
        }
    }
}
