//! Maps and sets for where little is kept, or where what comes is the greatest so far.
//!
//! A B-tree is made for thousands of keys that come and go anywhere. It is made anew for every pair
//! of types, and its nodes that split, merge and steal from each other are three to six kilobytes
//! of program each time. What a protocol or a page maps are a few clients, keys or ballots; or
//! numbers that only grow. Then a sorted vector is as quick or quicker, its copy is a single one,
//! and it takes a few hundred bytes of program.
//!
//! To insert in the middle moves all that comes after. Where thousands of keys come in any order,
//! take a `BTreeMap`, or a table of your own.
//!
//! Everything goes in the order of the keys, and fingerprints, comparisons and what is printed are
//! those of a `BTreeMap` or a `BTreeSet` that holds the same.

use std::borrow::Borrow;
use std::fmt;
use std::{slice, vec};

use crate::order;

/// A map as a vector of keys and values, sorted by key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortedMap<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> SortedMap<K, V> {
    /// Nothing is in it.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// How many keys there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Keys and values.
    pub fn iter(&self) -> slice::Iter<'_, (K, V)> {
        self.entries.iter()
    }

    /// The keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator + Clone {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.entries.iter().map(|(_, value)| value)
    }

    /// The values, in the order of their keys, taken out.
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> + ExactSizeIterator {
        self.entries.into_iter().map(|(_, value)| value)
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    /// Where a key is, or would be.
    fn search<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.entries.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    /// The same for a key that may be new: it is the greatest, more often than not.
    fn place(&self, key: &K) -> Result<usize, usize> {
        match self.entries.last() {
            Some((last, _)) if last >= key => self.search(key),
            _ => Err(self.entries.len()),
        }
    }

    /// The value of a key.
    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let at = self.search(key).ok()?;
        self.entries.get(at).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.search(key).ok()?;
        self.entries.get_mut(at).map(|(_, value)| value)
    }

    /// Whether a key is in.
    #[must_use]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.search(key).is_ok()
    }

    /// Gives a key a value; gives back the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(at) => self.entries.get_mut(at).map(|(_, known)| std::mem::replace(known, value)),
            Err(at) => {
                self.entries.insert(at, (key, value));
                None
            }
        }
    }

    /// The value of a key, to be changed; a key that was not in gets one first.
    pub fn get_or_insert_with(&mut self, key: K, value: impl FnOnce() -> V) -> &mut V {
        let at = match self.place(&key) {
            Ok(at) => at,
            Err(at) => {
                self.entries.insert(at, (key, value()));
                at
            }
        };
        &mut self.entries[at].1
    }

    /// Takes a key out; gives back the value that it had.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let at = self.search(key).ok()?;
        Some(self.entries.remove(at).1)
    }

    /// What is below a key.
    #[must_use]
    pub fn below<Q: Ord + ?Sized>(&self, key: &Q) -> &[(K, V)]
    where
        K: Borrow<Q>,
    {
        let (Ok(at) | Err(at)) = self.search(key);
        self.entries.get(..at).unwrap_or_default()
    }

    /// What is at a key and above.
    #[must_use]
    pub fn starting_at<Q: Ord + ?Sized>(&self, key: &Q) -> &[(K, V)]
    where
        K: Borrow<Q>,
    {
        let (Ok(at) | Err(at)) = self.search(key);
        self.entries.get(at..).unwrap_or_default()
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for SortedMap<K, V> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_map().entries(self.entries.iter().map(|(key, value)| (key, value))).finish()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    /// Of several values of one key the last counts.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut entries: Vec<(K, V)> = entries.into_iter().collect();
        if entries.is_sorted_by(|one, other| one.0 < other.0) {
            return Self { entries };
        }
        order::sort_by(&mut entries, |one, other| one.0.cmp(&other.0));
        entries.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
        Self { entries }
    }
}

impl<'a, K, V> IntoIterator for &'a SortedMap<K, V> {
    type Item = &'a (K, V);
    type IntoIter = slice::Iter<'a, (K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

/// A set as a sorted vector.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortedSet<T> {
    items: SortedMap<T, ()>,
}

impl<T> SortedSet<T> {
    /// Nothing is in it.
    #[must_use]
    pub const fn new() -> Self {
        Self { items: SortedMap::new() }
    }

    /// How many items there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no item.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        self.items.keys()
    }

    /// Takes out all items but those that are to stay.
    pub fn retain(&mut self, mut stays: impl FnMut(&T) -> bool) {
        self.items.entries.retain(|(item, ())| stays(item));
    }
}

impl<T: Ord> SortedSet<T> {
    /// Whether an item is in.
    #[must_use]
    pub fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.items.contains_key(item)
    }

    /// Puts an item in. True if it was not in.
    pub fn insert(&mut self, item: T) -> bool {
        self.items.insert(item, ()).is_none()
    }

    /// Takes an item out. True if it was in.
    pub fn remove<Q: Ord + ?Sized>(&mut self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.items.remove(item).is_some()
    }

    /// Whether all its items are in the other set, too.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.len() <= other.len() && self.iter().all(|item| other.contains(item))
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for SortedSet<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.iter()).finish()
    }
}

impl<T: Ord> FromIterator<T> for SortedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self { items: items.into_iter().map(|item| (item, ())).collect() }
    }
}

impl<T: Ord> Extend<T> for SortedSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.insert(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::hash::Hash;

    use proptest::prelude::*;

    use super::*;
    use crate::Digest;

    /// What can be done to a map.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        Insert(u8, u16),
        Change(u8, u16),
        Remove(u8),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            (0..40_u8, any::<u16>()).prop_map(|(key, value)| Step::Insert(key, value)),
            (0..40_u8, any::<u16>()).prop_map(|(key, value)| Step::Change(key, value)),
            (0..40_u8).prop_map(Step::Remove),
        ];
        prop::collection::vec(step, 0..120)
    }

    fn same<Ours: Hash + fmt::Debug, Theirs: Hash + fmt::Debug>(ours: &Ours, theirs: &Theirs) {
        assert_eq!(format!("{ours:?} {ours:#?}"), format!("{theirs:?} {theirs:#?}"));
        assert_eq!(Digest::of(ours), Digest::of(theirs));
    }

    proptest! {
        #[test]
        fn a_map_does_what_a_tree_does(steps in steps(), wanted in 0..40_u8) {
            let (mut ours, mut theirs) = (SortedMap::new(), BTreeMap::new());
            for step in steps {
                match step {
                    Step::Insert(key, value) => {
                        prop_assert_eq!(ours.insert(key, value), theirs.insert(key, value));
                    }
                    Step::Change(key, value) => {
                        let (our, their) = (ours.get_or_insert_with(key, || value),
                            theirs.entry(key).or_insert_with(|| value));
                        prop_assert_eq!(*our, *their);
                        (*our, *their) = (*our ^ 1, *their ^ 1);
                    }
                    Step::Remove(key) => {
                        prop_assert_eq!(ours.get_mut(&key), theirs.get_mut(&key));
                        prop_assert_eq!(ours.remove(&key), theirs.remove(&key));
                    }
                }
                prop_assert_eq!(ours.len(), theirs.len());
                prop_assert_eq!(ours.is_empty(), theirs.is_empty());
            }
            same(&ours, &theirs);
            prop_assert_eq!(ours.get(&wanted), theirs.get(&wanted));
            prop_assert_eq!(ours.contains_key(&wanted), theirs.contains_key(&wanted));
            prop_assert!(ours.keys().eq(theirs.keys()));
            prop_assert!(ours.values().eq(theirs.values()));
            let (below, from) = (ours.below(&wanted), ours.starting_at(&wanted));
            let pair = |(key, value): &(u8, u16)| (*key, *value);
            let pairs = |(key, value): (&u8, &u16)| (*key, *value);
            prop_assert!(below.iter().map(pair).eq(theirs.range(..wanted).map(pairs)));
            prop_assert!(from.iter().map(pair).eq(theirs.range(wanted..).map(pairs)));
            prop_assert!(ours.into_iter().eq(theirs));
        }

        #[test]
        fn what_is_collected_is_sorted_and_the_last_of_equals_counts(
            one in prop::collection::vec((0..60_u8, any::<u16>()), 0..80),
            other in prop::collection::vec((0..60_u8, any::<u16>()), 0..80),
        ) {
            let ours = [&one, &other].map(|it| it.iter().copied().collect::<SortedMap<_, _>>());
            let theirs = [&one, &other].map(|it| it.iter().copied().collect::<BTreeMap<_, _>>());
            same(&ours, &theirs);
            prop_assert_eq!(ours[0].cmp(&ours[1]), theirs[0].cmp(&theirs[1]));
            prop_assert_eq!(ours[0] == ours[1], theirs[0] == theirs[1]);
        }

        #[test]
        fn a_set_does_what_a_tree_does(
            one in prop::collection::vec(0..20_u64, 0..40),
            other in prop::collection::vec(0..20_u64, 0..6),
        ) {
            let ours = [&one, &other].map(|it| it.iter().copied().collect::<SortedSet<_>>());
            let theirs = [&one, &other].map(|it| it.iter().copied().collect::<BTreeSet<_>>());
            same(&ours, &theirs);
            prop_assert_eq!(ours[1].is_subset(&ours[0]), theirs[1].is_subset(&theirs[0]));
            prop_assert_eq!(ours[0].cmp(&ours[1]), theirs[0].cmp(&theirs[1]));
            let ([mut ours, _], [mut theirs, _]) = (ours, theirs);
            for item in &other {
                prop_assert_eq!(ours.contains(item), theirs.contains(item));
                prop_assert_eq!(ours.remove(item), theirs.remove(item));
                prop_assert_eq!(ours.insert(item + 7), theirs.insert(item + 7));
            }
            ours.extend(other.iter().map(|item| item * 3));
            theirs.extend(other.iter().map(|item| item * 3));
            ours.retain(|item| item % 2 == 0);
            theirs.retain(|item| item % 2 == 0);
            same(&ours, &theirs);
        }
    }
}
