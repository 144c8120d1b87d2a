//! A growing sequence that costs nothing to copy.
//!
//! Logs, histories and traces only grow, are cut at the end, and are copied at every snapshot.
//! [`SharedVec`] keeps its items in a tree of fixed-size chunks behind reference counts: a clone
//! shares the whole tree, a write copies only the chunks on its path, and only if they are shared.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// Items or children per chunk: `2^BITS`.
const BITS: u32 = 5;
const WIDTH: usize = 1 << BITS;
const MASK: usize = WIDTH - 1;

/// A sequence with constant-time clone and logarithmic push, read, write and truncate.
#[derive(Clone)]
pub struct SharedVec<T> {
    root: Rc<Chunk<T>>,
    length: usize,
    /// Bits of the index that the root consumes last: 0 while the root is a leaf.
    shift: u32,
}

#[derive(Clone)]
enum Chunk<T> {
    Leaf(Vec<T>),
    Inner(Vec<Rc<Chunk<T>>>),
}

impl<T: Clone> SharedVec<T> {
    /// An empty sequence.
    #[must_use]
    pub fn new() -> Self {
        Self { root: Rc::new(Chunk::Leaf(Vec::new())), length: 0, shift: 0 }
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
    pub fn get(&self, index: usize) -> Option<&T> {
        if index >= self.length {
            return None;
        }
        let mut chunk = &*self.root;
        let mut shift = self.shift;
        loop {
            match chunk {
                Chunk::Leaf(items) => return items.get(index & MASK),
                Chunk::Inner(children) => chunk = children.get((index >> shift) & MASK)?,
            }
            shift = shift.saturating_sub(BITS);
        }
    }

    /// The item at `index`, to be changed; chunks that others share are copied first.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        if index >= self.length {
            return None;
        }
        let mut chunk = Rc::make_mut(&mut self.root);
        let mut shift = self.shift;
        loop {
            match chunk {
                Chunk::Leaf(items) => return items.get_mut(index & MASK),
                Chunk::Inner(children) => {
                    chunk = Rc::make_mut(children.get_mut((index >> shift) & MASK)?);
                }
            }
            shift = shift.saturating_sub(BITS);
        }
    }

    /// The last item.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.get(self.length.checked_sub(1)?)
    }

    /// Appends one item.
    pub fn push(&mut self, item: T) {
        if self.length == WIDTH << self.shift {
            let old = std::mem::replace(&mut self.root, Rc::new(Chunk::Inner(Vec::new())));
            self.root = Rc::new(Chunk::Inner(vec![old]));
            self.shift += BITS;
        }
        let index = self.length;
        let mut chunk = Rc::make_mut(&mut self.root);
        let mut shift = self.shift;
        loop {
            match chunk {
                Chunk::Leaf(items) => {
                    items.push(item);
                    break;
                }
                Chunk::Inner(children) => {
                    let position = (index >> shift) & MASK;
                    if position == children.len() {
                        let empty =
                            if shift == BITS { Chunk::Leaf(vec![]) } else { Chunk::Inner(vec![]) };
                        children.push(Rc::new(empty));
                    }
                    chunk = Rc::make_mut(&mut children[position]);
                }
            }
            shift -= BITS;
        }
        self.length += 1;
    }

    /// Keeps the first `length` items.
    pub fn truncate(&mut self, length: usize) {
        if length >= self.length {
            return;
        }
        self.length = length;
        if length == 0 {
            *self = Self::new();
            return;
        }
        let mut chunk = Rc::make_mut(&mut self.root);
        let mut shift = self.shift;
        let last = length - 1;
        loop {
            match chunk {
                Chunk::Leaf(items) => {
                    items.truncate((last & MASK) + 1);
                    break;
                }
                Chunk::Inner(children) => {
                    let position = (last >> shift) & MASK;
                    children.truncate(position + 1);
                    chunk = Rc::make_mut(&mut children[position]);
                }
            }
            shift = shift.saturating_sub(BITS);
        }
        self.lower_root();
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

    /// Whether both share one tree, so that they are certainly equal.
    #[must_use]
    pub fn shares_with(&self, other: &Self) -> bool {
        self.length == other.length && Rc::ptr_eq(&self.root, &other.root)
    }

    /// Drops root chunks with a single child, so that the depth fits the length again.
    fn lower_root(&mut self) {
        while self.shift > 0 && self.length <= WIDTH << (self.shift - BITS) {
            let Chunk::Inner(children) = &*self.root else { return };
            let Some(child) = children.first().cloned() else { return };
            self.root = child;
            self.shift -= BITS;
        }
    }
}

impl<T: Clone> Default for SharedVec<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Clone> FromIterator<T> for SharedVec<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut sequence = Self::new();
        sequence.extend(items);
        sequence
    }
}

impl<T: Clone> Extend<T> for SharedVec<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.push(item);
        }
    }
}

impl<T: Clone + PartialEq> PartialEq for SharedVec<T> {
    fn eq(&self, other: &Self) -> bool {
        self.shares_with(other) || (self.length == other.length && self.iter().eq(other.iter()))
    }
}

impl<T: Clone + Eq> Eq for SharedVec<T> {}

impl<T: Clone + Hash> Hash for SharedVec<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.length);
        for item in self.iter() {
            item.hash(state);
        }
    }
}

impl<T: Clone + fmt::Debug> fmt::Debug for SharedVec<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Random, below};

    /// The dumb twin is a plain `Vec`; old clones must never see a later write.
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
