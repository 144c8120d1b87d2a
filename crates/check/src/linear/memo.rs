//! What was tried before: sets of operations, each with the state that they led to.

use std::hash::Hasher;

use quorate_proto::Digest;

use super::machine::NOTHING;

/// A set of (set of operations, state) pairs. Equal fingerprints are compared bit by bit, so it
/// never takes one pair for another.
#[derive(Clone)]
pub(crate) struct Memo {
    /// Entries one after the other: fingerprint; state and where the words begin and how many they
    /// are; the words of the set that are neither full nor empty.
    entries: Vec<u64>,
    /// Open addressing: where an entry begins, at a power of two of places.
    places: Vec<u32>,
    count: usize,
}

/// What a single member adds to the fingerprint of a set: these are added up by exclusive or, so
/// that taking one in or out costs no more than that.
pub(crate) fn member(index: usize) -> u64 {
    Digest::of(&(index as u64))
}

/// Words before the set in an entry.
const HEADER: usize = 2;

impl Default for Memo {
    fn default() -> Self {
        Self { entries: Vec::new(), places: vec![NOTHING; 64], count: 0 }
    }
}

impl Memo {
    /// Takes a pair in; says whether it is new. `fingerprint` is that of the set.
    pub(crate) fn insert(&mut self, set: &[u64], fingerprint: u64, state: u32) -> bool {
        let first = set.iter().take_while(|word| **word == u64::MAX).count();
        let last = set.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        let words = &set[first.min(last)..last];
        let about = u64::from(state) << 32 | (first.min(last) as u64) << 16 | words.len() as u64;
        let mut digest = Digest::default();
        digest.word(fingerprint);
        digest.word(u64::from(state));
        let fingerprint = digest.finish();
        if 2 * (self.count + 1) > self.places.len() {
            self.grow();
        }
        let mask = self.places.len() - 1;
        let mut place = fingerprint as usize & mask;
        loop {
            let at = self.places[place];
            if at == NOTHING {
                break;
            }
            let at = at as usize;
            let same = self.entries[at] == fingerprint
                && self.entries[at + 1] == about
                && self.entries[at + HEADER..at + HEADER + words.len()] == *words;
            if same {
                return false;
            }
            place = (place + 1) & mask;
        }
        self.places[place] = self.entries.len() as u32;
        self.entries.extend([fingerprint, about]);
        self.entries.extend(words);
        self.count += 1;
        true
    }

    fn grow(&mut self) {
        let mask = 2 * self.places.len() - 1;
        let mut places = vec![NOTHING; mask + 1];
        for at in self.places.iter().copied().filter(|at| *at != NOTHING) {
            let mut place = self.entries[at as usize] as usize & mask;
            while places[place] != NOTHING {
                place = (place + 1) & mask;
            }
            places[place] = at;
        }
        self.places = places;
    }

    /// About how many bytes all this takes.
    pub(crate) fn memory(&self) -> usize {
        8 * self.entries.len() + 4 * self.places.len()
    }
}
