//! What comes before what, by any number of steps.

/// A relation that is always transitive: what is added is followed up at once.
#[derive(Clone)]
pub(super) struct Reach {
    words: usize,
    /// For each place, a bit for each place that comes after it.
    after: Vec<u64>,
    cyclic: bool,
}

impl Reach {
    /// So many places, in no order.
    pub(super) fn new(places: usize) -> Self {
        let words = places.div_ceil(64);
        Self { words, after: vec![0; places * words], cyclic: false }
    }

    /// Whether one place comes before another.
    pub(super) fn has(&self, before: usize, after: usize) -> bool {
        self.after[before * self.words + after / 64] >> (after % 64) & 1 == 1
    }

    /// Whether something comes before itself.
    pub(super) const fn is_cyclic(&self) -> bool {
        self.cyclic
    }

    /// One place comes before another. Says whether that closes a circle.
    pub(super) fn add(&mut self, before: usize, after: usize) -> bool {
        let closes = before == after || self.has(after, before);
        self.cyclic |= closes;
        if before != after && !self.has(before, after) {
            let mut row = self.after[after * self.words..][..self.words].to_vec();
            row[after / 64] |= 1 << (after % 64);
            for place in 0..self.after.len() / self.words {
                if place == before || self.has(place, before) {
                    let words = &mut self.after[place * self.words..][..self.words];
                    words.iter_mut().zip(&row).for_each(|(word, more)| *word |= more);
                }
            }
        }
        closes
    }
}
