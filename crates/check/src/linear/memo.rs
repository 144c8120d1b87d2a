//! What was tried before: sets of operations, each with the state that they led to.

use std::hash::Hasher;

use quorate_proto::Digest;

use super::machine::NOTHING;

/// A set of triples: a set of operations that came back, the state, and a set of open operations.
///
/// An open operation that did not happen yet still may, and need not. So a triple is worth nothing
/// if there is another with the same operations that came back, the same state, and fewer open
/// ones used up: whatever is possible after the one is possible after the other.
///
/// Equal fingerprints are compared bit by bit, so it never takes one triple for another.
#[derive(Clone)]
pub(crate) struct Memo {
    /// How many words of a set are about operations that came back; the rest is about open ones.
    closed: usize,
    /// Entries one after the other: fingerprint; state and where the words begin and how many they
    /// are; the words about operations that came back, without full ones in front and empty ones
    /// at the end; the words about open ones.
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

impl Memo {
    pub(crate) fn new(closed: usize) -> Self {
        Self { closed, entries: Vec::new(), places: vec![NOTHING; 64], count: 0 }
    }

    /// Takes a triple in; says whether it is worth something. `fingerprint` is that of the
    /// operations that came back.
    pub(crate) fn insert(&mut self, set: &[u64], fingerprint: u64, state: u32) -> bool {
        let (closed, open) = set.split_at(self.closed.min(set.len()));
        let last = closed.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        let full = closed.iter().take_while(|word| **word == u64::MAX).count();
        let words = &closed[full..last.max(full)];
        let about = u64::from(state) << 32 | (full as u64) << 16 | words.len() as u64;
        let mut digest = Digest::default();
        digest.word(fingerprint);
        digest.word(u64::from(state));
        let fingerprint = digest.finish();
        if 2 * (self.count + 1) > self.places.len() {
            self.grow();
        }
        let mask = self.places.len() - 1;
        let mut place = fingerprint as usize & mask;
        while self.places[place] != NOTHING {
            let at = self.places[place] as usize;
            if self.entries[at] == fingerprint && self.entries[at + 1] == about {
                let known = &self.entries[at + HEADER..];
                let (known, rest) = known.split_at(words.len());
                let used = rest.iter().zip(open);
                if known == words && used.into_iter().all(|(used, now)| used & !now == 0) {
                    return false;
                }
            }
            place = (place + 1) & mask;
        }
        self.places[place] = self.entries.len() as u32;
        self.entries.extend([fingerprint, about]);
        self.entries.extend(words);
        self.entries.extend(open);
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
