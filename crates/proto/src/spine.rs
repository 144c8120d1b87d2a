//! The tree that keeps the chunks of a [`SharedVec`](crate::SharedVec) in order.
//!
//! It does not know what its chunks hold, so that it is compiled once for all sequences. A clone
//! shares the whole tree; a change copies the nodes on its path, and only those that are shared.

use std::any::Any;
use std::rc::Rc;

/// Children per node: `2^BITS`.
const BITS: u32 = 5;
const WIDTH: usize = 1 << BITS;
const MASK: usize = WIDTH - 1;

/// Chunks, with constant-time clone and logarithmic push, read, write and truncate.
#[derive(Clone, Default)]
pub(crate) struct Spine {
    root: Rc<Node>,
    length: usize,
    /// Levels of nodes below the root.
    height: u32,
}

/// A node of the lowest level has chunks, every other one has nodes below it.
#[derive(Clone, Default)]
struct Node {
    chunks: Vec<Rc<dyn Any>>,
    below: Vec<Rc<Node>>,
}

impl Spine {
    /// How many chunks there are.
    pub(crate) const fn len(&self) -> usize {
        self.length
    }

    #[inline(never)]
    pub(crate) fn get(&self, index: usize) -> Option<&Rc<dyn Any>> {
        let mut node = &self.root;
        for level in (1..=self.height).rev() {
            node = node.below.get(position(index, level))?;
        }
        node.chunks.get(position(index, 0)).filter(|_| index < self.length)
    }

    /// A chunk, to be replaced or changed.
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut Rc<dyn Any>> {
        let mut node = Rc::make_mut(&mut self.root);
        for level in (1..=self.height).rev() {
            node = Rc::make_mut(node.below.get_mut(position(index, level))?);
        }
        node.chunks.get_mut(position(index, 0))
    }

    pub(crate) fn push(&mut self, chunk: Rc<dyn Any>) {
        if self.length == WIDTH << (self.height * BITS) {
            let below = vec![std::mem::take(&mut self.root)];
            self.root = Rc::new(Node { below, ..Node::default() });
            self.height += 1;
        }
        let mut node = Rc::make_mut(&mut self.root);
        for level in (1..=self.height).rev() {
            let place = position(self.length, level);
            if place == node.below.len() {
                node.below.push(Rc::default());
            }
            node = Rc::make_mut(&mut node.below[place]);
        }
        node.chunks.push(chunk);
        self.length += 1;
    }

    /// Keeps the first `length` chunks.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
        let Some(last) = self.length.checked_sub(1) else {
            *self = Self::default();
            return;
        };
        let mut node = Rc::make_mut(&mut self.root);
        for level in (1..=self.height).rev() {
            let place = position(last, level);
            node.below.truncate(place + 1);
            node = Rc::make_mut(&mut node.below[place]);
        }
        node.chunks.truncate(position(last, 0) + 1);
        self.lower_root();
    }

    /// Whether both share one tree.
    pub(crate) fn shares_with(&self, other: &Self) -> bool {
        self.length == other.length && Rc::ptr_eq(&self.root, &other.root)
    }

    /// Drops roots with a single node below them, so that the height fits the length again.
    fn lower_root(&mut self) {
        while self.height > 0 && self.length <= WIDTH << ((self.height - 1) * BITS) {
            let Some(child) = self.root.below.first().cloned() else { return };
            self.root = child;
            self.height -= 1;
        }
    }
}

/// Where the path to an index goes on at a level.
const fn position(index: usize, level: u32) -> usize {
    (index >> (level * BITS)) & MASK
}
