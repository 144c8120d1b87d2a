//! Open addressing: what a state costs in memory is decided here.

/// Marks a place of an [`Index`] that nobody has taken.
const NOBODY: u32 = u32::MAX;
/// Numbers per chunk of a [`Log`].
const CHUNK: usize = 1 << 16;

/// A set of fingerprints: eight bytes each, and the room that makes finding them quick.
#[derive(Clone, Debug)]
pub(crate) struct Fingerprints {
    /// 0 is an empty place.
    places: Vec<u64>,
    count: usize,
}

impl Fingerprints {
    pub(crate) fn new() -> Self {
        Self { places: vec![0; 1 << 10], count: 0 }
    }

    /// True if it was not in.
    #[inline]
    pub(crate) fn insert(&mut self, fingerprint: u64) -> bool {
        let fingerprint = nonzero(fingerprint);
        let mask = self.places.len() - 1;
        let mut at = start(fingerprint, mask);
        while let Some(place) = self.places.get_mut(at) {
            if *place == fingerprint {
                return false;
            }
            if *place == 0 {
                *place = fingerprint;
                self.count += 1;
                break;
            }
            at = (at + 1) & mask;
        }
        if self.count * 4 > self.places.len() * 3 {
            self.grow();
        }
        true
    }

    /// Reads the place where a fingerprint would be looked for first: asked for several at once,
    /// the processor fetches them at the same time.
    #[inline]
    pub(crate) fn touch(&self, fingerprint: u64) -> u64 {
        let fingerprint = nonzero(fingerprint);
        self.places.get(start(fingerprint, self.places.len() - 1)).copied().unwrap_or(0)
    }

    /// How many are in.
    pub(crate) const fn len(&self) -> usize {
        self.count
    }

    /// The sum of all that are in.
    pub(crate) fn sum(&self) -> u64 {
        self.places.iter().fold(0, |sum, fingerprint| sum.wrapping_add(*fingerprint))
    }

    pub(crate) const fn bytes(&self) -> u64 {
        self.places.len() as u64 * 8
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.places);
        self.places = vec![0; old.len() * 2];
        let mask = self.places.len() - 1;
        for fingerprint in old.into_iter().filter(|it| *it != 0) {
            let mut at = start(fingerprint, mask);
            while self.places.get(at).is_some_and(|place| *place != 0) {
                at = (at + 1) & mask;
            }
            if let Some(place) = self.places.get_mut(at) {
                *place = fingerprint;
            }
        }
    }
}

impl Default for Fingerprints {
    fn default() -> Self {
        Self::new()
    }
}

const fn nonzero(fingerprint: u64) -> u64 {
    if fingerprint == 0 { 1 } else { fingerprint }
}

/// Fingerprints are sums: their bits are spread once more before the upper ones choose a place.
#[inline]
const fn start(key: u64, mask: usize) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & mask
}

/// A map from numbers to numbers.
pub(crate) struct Index {
    places: Vec<(u64, u32)>,
    count: usize,
}

impl Default for Index {
    fn default() -> Self {
        Self::new()
    }
}

impl Index {
    pub(crate) fn new() -> Self {
        Self { places: vec![(0, NOBODY); 64], count: 0 }
    }

    #[inline]
    pub(crate) fn get(&self, key: u64) -> Option<u32> {
        let mask = self.places.len() - 1;
        let mut at = start(key, mask);
        loop {
            let (known, value) = *self.places.get(at)?;
            if value == NOBODY {
                return None;
            }
            if known == key {
                return Some(value);
            }
            at = (at + 1) & mask;
        }
    }

    /// How many keys are in.
    pub(crate) const fn len(&self) -> u32 {
        self.count as u32
    }

    /// Adds a key that is not in yet.
    pub(crate) fn insert(&mut self, key: u64, value: u32) {
        if self.count * 2 >= self.places.len() {
            let old = std::mem::take(&mut self.places);
            self.places = vec![(0, NOBODY); old.len() * 2];
            for (key, value) in old.into_iter().filter(|(_, value)| *value != NOBODY) {
                self.put(key, value);
            }
        }
        self.count += 1;
        self.put(key, value);
    }

    /// Takes a key out. Those behind it move up where they must, so that nobody who looks for one
    /// of them comes to an empty place first.
    pub(crate) fn remove(&mut self, key: u64) {
        let mask = self.places.len() - 1;
        let mut gap = start(key, mask);
        while self.taken(gap).is_some_and(|(known, _)| known != key) {
            gap = (gap + 1) & mask;
        }
        if self.taken(gap).is_none() {
            return;
        }
        self.count -= 1;
        let mut next = (gap + 1) & mask;
        while let Some((known, value)) = self.taken(next) {
            // How far it is from where it would be looked for first, and from the gap.
            let from_start = next.wrapping_sub(start(known, mask)) & mask;
            let from_gap = next.wrapping_sub(gap) & mask;
            if from_start >= from_gap {
                self.places[gap] = (known, value);
                gap = next;
            }
            next = (next + 1) & mask;
        }
        self.places[gap] = (0, NOBODY);
    }

    /// Who has a place, if somebody has it.
    fn taken(&self, place: usize) -> Option<(u64, u32)> {
        self.places.get(place).copied().filter(|(_, value)| *value != NOBODY)
    }

    pub(crate) const fn bytes(&self) -> u64 {
        self.places.len() as u64 * 16
    }

    fn put(&mut self, key: u64, value: u32) {
        let mask = self.places.len() - 1;
        let mut at = start(key, mask);
        while self.places.get(at).is_some_and(|(_, taken)| *taken != NOBODY) {
            at = (at + 1) & mask;
        }
        if let Some(place) = self.places.get_mut(at) {
            *place = (key, value);
        }
    }
}

/// How each state was first reached, by its number: the state before, and which of that state's
/// steps. It grows by chunks, so that it never has to be copied.
pub(crate) struct Log {
    parents: Vec<Vec<u32>>,
    steps: Vec<Vec<u16>>,
    count: usize,
}

impl Log {
    pub(crate) const fn new() -> Self {
        Self { parents: Vec::new(), steps: Vec::new(), count: 0 }
    }

    /// Adds a state; gives its number.
    pub(crate) fn push(&mut self, parent: u32, step: u16) -> u32 {
        if self.count.is_multiple_of(CHUNK) {
            self.parents.push(Vec::with_capacity(CHUNK));
            self.steps.push(Vec::with_capacity(CHUNK));
        }
        if let (Some(parents), Some(steps)) = (self.parents.last_mut(), self.steps.last_mut()) {
            parents.push(parent);
            steps.push(step);
        }
        self.count += 1;
        (self.count - 1) as u32
    }

    /// The state before, and the step from there.
    pub(crate) fn get(&self, number: u32) -> Option<(u32, u16)> {
        let (chunk, place) = (number as usize / CHUNK, number as usize % CHUNK);
        Some((*self.parents.get(chunk)?.get(place)?, *self.steps.get(chunk)?.get(place)?))
    }

    pub(crate) const fn bytes(&self) -> u64 {
        (self.parents.len() * CHUNK * 6) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quorate_proto::random::{Purpose, Random};
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn tables_agree_with_their_slow_twins() {
        let random = Random::new(5);
        let (mut set, mut twin) = (Fingerprints::new(), BTreeSet::new());
        let (mut map, mut other) = (Index::new(), BTreeMap::new());
        for number in 0..60_000_u64 {
            let key = random.draw(Purpose::Choice, 0, 0, number % 40_000) >> (number % 50);
            assert_eq!(set.insert(key), twin.insert(key.max(1)));
            assert_eq!(map.get(key), other.get(&key).copied());
            if map.get(key).is_none() {
                map.insert(key, number as u32);
                other.insert(key, number as u32);
            } else if number % 3 == 0 {
                map.remove(key);
                other.remove(&key);
            }
            map.remove(number);
            other.remove(&number);
        }
        assert_eq!(set.len(), twin.len());
        assert_eq!(map.len() as usize, other.len());
        assert!(other.iter().all(|(key, value)| map.get(*key) == Some(*value)));
    }

    #[test]
    fn a_log_tells_how_each_state_was_reached() {
        let mut log = Log::new();
        for number in 0..200_000_u32 {
            assert_eq!(log.push(number / 2, (number % 7) as u16), number);
        }
        assert_eq!(log.get(131_073), Some((65_536, (131_073 % 7) as u16)));
        assert_eq!(log.get(200_000), None);
    }
}
