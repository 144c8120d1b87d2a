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

/// An odd multiplier with well-spread bits, and a start from the fractional digits of pi.
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

    /// Takes in one word: a multiplication, and the upper half folded onto the lower one. Both can
    /// be undone, so two words differ in effect whenever they differ. (The upper half of the full
    /// product would mix better, but wasm has no instruction for it.)
    #[inline]
    pub const fn word(&mut self, word: u64) {
        let product = (self.state.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER);
        self.state = product ^ (product >> 32);
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
        17_272_475_667_620_547_120,
        10_581_769_000_123_482_194,
        4_406_628_004_722_624_414,
        17_272_475_667_620_547_120,
        4_706_729_741_775_392_353,
        301_266_243_013_703_106,
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
