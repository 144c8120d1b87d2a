//! Sets of seeds: which ones a report speaks of.
//!
//! A shard's seeds are every n-th of a range, and what several shards, killed or not, have done
//! together may be anything. So a set is kept as bits, and written as few progressions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Some seeds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Seeds(BTreeMap<u64, u64>);

/// Equidistant seeds, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(super) struct Progression {
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) step: u64,
}

/// Most words of 64 seeds that a report may take: what a file says is not believed beyond this.
const WORDS_MAX: u64 = 1 << 22;

impl Seeds {
    pub(super) fn insert(&mut self, seed: u64) {
        *self.0.entry(seed / 64).or_default() |= 1 << (seed % 64);
    }

    pub(super) fn contains(&self, seed: u64) -> bool {
        self.0.get(&(seed / 64)).is_some_and(|bits| bits >> (seed % 64) & 1 == 1)
    }

    pub(super) fn count(&self) -> u64 {
        self.0.values().map(|bits| u64::from(bits.count_ones())).sum()
    }

    pub(super) fn extend(&mut self, other: &Self) {
        for (word, bits) in &other.0 {
            *self.0.entry(*word).or_default() |= bits;
        }
    }

    pub(super) fn is_subset(&self, other: &Self) -> bool {
        self.0.iter().all(|(word, bits)| bits & !other.word(*word) == 0)
    }

    pub(super) fn is_disjoint(&self, other: &Self) -> bool {
        self.0.iter().all(|(word, bits)| bits & other.word(*word) == 0)
    }

    fn word(&self, word: u64) -> u64 {
        self.0.get(&word).copied().unwrap_or(0)
    }

    fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().flat_map(|(word, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
        })
    }

    /// The set as progressions, each as long as it goes: the same set is always written the same
    /// way.
    pub(super) fn progressions(&self) -> Vec<Progression> {
        let mut progressions: Vec<Progression> = Vec::new();
        for seed in self.iter() {
            match progressions.last_mut() {
                Some(last) if last.first == last.last => {
                    (last.last, last.step) = (seed, seed - last.first);
                }
                Some(last) if seed - last.last == last.step => last.last = seed,
                _ => progressions.push(Progression { first: seed, last: seed, step: 1 }),
            }
        }
        progressions
    }

    /// The set of these; nothing if they are no progressions, or too many seeds.
    pub(super) fn of(progressions: &[Progression]) -> Option<Self> {
        let mut seeds = Self::default();
        let mut words = 0_u64;
        for Progression { first, last, step } in progressions.iter().copied() {
            if step == 0 || last < first {
                return None;
            }
            let count = (last - first) / step;
            words = words.checked_add(count.min(last / 64 - first / 64))?.checked_add(1)?;
            if words > WORDS_MAX {
                return None;
            }
            let mut seed = Some(first);
            while let Some(start) = seed {
                // As many as fall into one word at once.
                let word = start / 64;
                let mut bits = 0;
                while let Some(next) = seed.filter(|next| next / 64 == word) {
                    bits |= 1 << (next % 64);
                    seed = next.checked_add(step).filter(|next| *next <= last);
                }
                *seeds.0.entry(word).or_default() |= bits;
            }
        }
        Some(seeds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(seeds: &[u64]) -> Seeds {
        let mut set = Seeds::default();
        seeds.iter().for_each(|seed| set.insert(*seed));
        set
    }

    #[test]
    fn a_set_is_written_as_few_progressions_and_read_back() {
        let check = |seeds: &[u64], expected: &[(u64, u64, u64)]| {
            let written = set(seeds).progressions();
            let plain: Vec<_> = written.iter().map(|it| (it.first, it.last, it.step)).collect();
            assert_eq!(plain, expected);
            assert_eq!(Seeds::of(&written), Some(set(seeds)));
            assert_eq!(set(seeds).count(), seeds.len() as u64);
        };
        check(&[], &[]);
        check(&[7], &[(7, 7, 1)]);
        check(&[5, 6, 7, 8], &[(5, 8, 1)]);
        check(&[1, 65, 129, 193], &[(1, 193, 64)]);
        check(&[0, 3, 6, 7, u64::MAX], &[(0, 6, 3), (7, u64::MAX, u64::MAX - 7)]);
    }

    #[test]
    fn what_is_no_set_of_seeds_is_refused() {
        let many = 64 * WORDS_MAX;
        for (first, last, step) in [(1, 0, 1), (0, 5, 0), (0, many, 1), (0, many * 100, 64)] {
            assert_eq!(Seeds::of(&[Progression { first, last, step }]), None);
        }
    }

    #[test]
    fn sets_are_compared() {
        let (small, large) = (set(&[1, 70]), set(&[1, 2, 70]));
        assert!(small.is_subset(&large) && !large.is_subset(&small));
        assert!(!small.is_disjoint(&large) && small.is_disjoint(&set(&[2, 71])));
        assert!(large.contains(70) && !large.contains(71));
        let mut sum = small;
        sum.extend(&set(&[2]));
        assert_eq!(sum, large);
    }
}
