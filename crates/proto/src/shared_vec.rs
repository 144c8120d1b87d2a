//! A growing sequence that costs nothing to copy.
//!
//! Logs, histories and traces only grow, are cut at the end, and are copied at every write to a
//! disk and at every snapshot. [`SharedVec`] keeps its items in chunks behind reference counts, and
//! a clone shares them all.
//!
//! Appending copies nothing either, shared or not: every place in a chunk is written once, and a
//! sequence reads no further than its own length, so that it does not see what another one appends
//! behind its end. Only the second of two sequences that go different ways finds the next place
//! taken; it copies the last chunk. Whoever changes an item that others see copies its chunk.

use std::cell::OnceCell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use crate::spine::Spine;

/// Items per chunk: `2^BITS`.
const BITS: u32 = 5;
const WIDTH: usize = 1 << BITS;
const MASK: usize = WIDTH - 1;
/// Places of a tail that is all there is, at first: most sequences are short.
const PLACES_FIRST: usize = 4;

/// A sequence with constant-time clone and push, and logarithmic read, write and truncate.
#[derive(Clone)]
pub struct SharedVec<T> {
    /// The chunks before the tail, each a [`Chunk`]. What they hold is no matter for the tree that
    /// keeps them in order, so that it is compiled once.
    chunks: Spine,
    /// The last places, of which some or all are taken.
    tail: Rc<[OnceCell<T>]>,
    length: usize,
}

type Chunk<T> = [OnceCell<T>; WIDTH];

impl<T: Clone + 'static> SharedVec<T> {
    /// An empty sequence.
    #[must_use]
    pub fn new() -> Self {
        Self { chunks: Spine::default(), tail: Rc::new([]), length: 0 }
    }

    /// How many items there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether there is no item.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The item at `index`.
    #[must_use]
    #[inline(never)] // in many places: a call costs less than the copies of it would weigh
    pub fn get(&self, index: usize) -> Option<&T> {
        if index >= self.length {
            return None;
        }
        match index.checked_sub(self.tail_start()) {
            Some(offset) => self.tail.get(offset)?.get(),
            None => self.chunk(index)?.get(index & MASK)?.get(),
        }
    }

    /// The item at `index`, to be changed; a chunk that others share is copied first.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        if index >= self.length {
            return None;
        }
        if let Some(offset) = index.checked_sub(self.tail_start()) {
            if Rc::get_mut(&mut self.tail).is_none() {
                self.tail = copied(&self.tail, self.tail.len(), self.tail.len());
            }
            return Rc::get_mut(&mut self.tail)?.get_mut(offset)?.get_mut();
        }
        let chunk = self.chunks.get_mut(index >> BITS)?;
        if Rc::get_mut(chunk).is_none() {
            let copy = copied(chunk.downcast_ref::<Chunk<T>>()?, WIDTH, WIDTH);
            *chunk = Rc::<Chunk<T>>::try_from(copy).ok()?;
        }
        Rc::get_mut(chunk)?.downcast_mut::<Chunk<T>>()?.get_mut(index & MASK)?.get_mut()
    }

    /// The last item.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.get(self.length.checked_sub(1)?)
    }

    /// Appends one item.
    pub fn push(&mut self, item: T) {
        let refused = match self.tail.get(self.length - self.tail_start()) {
            Some(place) => place.set(item).err(),
            None => Some(item),
        };
        if let Some(item) = refused {
            self.renew_tail();
            let _ = self.tail[self.length - self.tail_start()].set(item);
        }
        self.length += 1;
    }

    /// Keeps the first `length` items. What stood behind them stays until the next item comes.
    pub fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
        let before = self.length >> BITS;
        if let Some(chunk) = self.chunks.get(before).cloned() {
            self.chunks.truncate(before);
            if let Ok(chunk) = chunk.downcast::<Chunk<T>>() {
                self.tail = chunk;
            }
        }
    }

    /// All items in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + '_ {
        self.range(0, self.length)
    }

    /// The items from `start` up to but not including `end`; both are clamped.
    pub fn range(&self, start: usize, end: usize) -> impl DoubleEndedIterator<Item = &T> + '_ {
        let end = end.min(self.length);
        (start.min(end)..end).filter_map(|index| self.get(index))
    }

    /// Whether both share all they have, so that they are certainly equal.
    #[must_use]
    pub fn shares_with(&self, other: &Self) -> bool {
        self.length == other.length
            && Rc::ptr_eq(&self.tail, &other.tail)
            && self.chunks.shares_with(&other.chunks)
    }

    /// The chunk before the tail that holds an index.
    fn chunk(&self, index: usize) -> Option<&Chunk<T>> {
        self.chunks.get(index >> BITS)?.downcast_ref()
    }

    /// The index of the first place in the tail.
    const fn tail_start(&self) -> usize {
        self.chunks.len() << BITS
    }

    /// Makes a tail with an empty place behind the last item, since there is none or somebody else
    /// wrote there.
    #[cold]
    fn renew_tail(&mut self) {
        let mut kept = self.length - self.tail_start();
        if kept == WIDTH
            && let Ok(chunk) = Rc::<Chunk<T>>::try_from(Rc::clone(&self.tail))
        {
            self.chunks.push(chunk);
            kept = 0;
        }
        let places = if self.length < PLACES_FIRST { PLACES_FIRST } else { WIDTH };
        self.tail = copied(&self.tail, kept, places);
    }
}

/// So many places, the first of which hold copies.
#[inline(never)]
fn copied<T: Clone>(items: &[OnceCell<T>], kept: usize, places: usize) -> Rc<[OnceCell<T>]> {
    let place = |index: usize| if index < kept { items[index].clone() } else { OnceCell::new() };
    (0..places).map(place).collect()
}

impl<T: Clone + 'static> Default for SharedVec<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Clone + 'static> FromIterator<T> for SharedVec<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut sequence = Self::new();
        sequence.extend(items);
        sequence
    }
}

impl<T: Clone + 'static> Extend<T> for SharedVec<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.push(item);
        }
    }
}

impl<T: Clone + PartialEq + 'static> PartialEq for SharedVec<T> {
    fn eq(&self, other: &Self) -> bool {
        self.shares_with(other) || (self.length == other.length && self.iter().eq(other.iter()))
    }
}

impl<T: Clone + Eq + 'static> Eq for SharedVec<T> {}

impl<T: Clone + Hash + 'static> Hash for SharedVec<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.length);
        for item in self.iter() {
            item.hash(state);
        }
    }
}

impl<T: Clone + fmt::Debug + 'static> fmt::Debug for SharedVec<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Random, below};

    /// The dumb twin is a plain `Vec`; no clone may ever see what another one writes, though they
    /// take turns.
    #[test]
    fn behaves_like_a_vec_under_thousands_of_random_steps() {
        let random = Random::new(7);
        let mut shared = SharedVec::new();
        let mut plain: Vec<u64> = Vec::new();
        let mut kept: Vec<(SharedVec<u64>, Vec<u64>)> = Vec::new();
        for step in 0..60_000 {
            let draw = random.draw(Purpose::Choice, 0, 0, step);
            let argument = random.draw(Purpose::Choice, 0, 1, step);
            match draw % 1_000 {
                0..=3 => {
                    let length = below(argument, plain.len() as u64 + 1) as usize;
                    shared.truncate(length);
                    plain.truncate(length);
                }
                4..=100 if !plain.is_empty() => {
                    let index = below(argument, plain.len() as u64) as usize;
                    plain[index] = step;
                    assert!(shared.get_mut(index).map(|item| *item = step).is_some());
                }
                101..=104 => kept.push((shared.clone(), plain.clone())),
                105..=115 if !kept.is_empty() => {
                    let index = below(argument, kept.len() as u64) as usize;
                    let current = (shared, plain);
                    (shared, plain) = std::mem::replace(&mut kept[index], current);
                }
                _ => {
                    shared.push(step);
                    plain.push(step);
                }
            }
            assert_eq!(shared.len(), plain.len());
            assert_eq!(shared.last(), plain.last());
        }
        for (old, expected) in &kept {
            assert!(old.iter().eq(expected.iter()));
            assert_eq!(old.get(old.len()), None);
        }
    }

    #[test]
    fn a_long_sequence_reads_back() {
        let sequence: SharedVec<usize> = (0..100_000).collect();
        assert!(sequence.iter().copied().eq(0..100_000));
        assert!(sequence.range(31, 34).copied().eq(31..34));
        assert!(sequence.clone().shares_with(&sequence));
    }
}
