//! Sorting where little is sorted, and queueing where few wait.
//!
//! The standard library's sorts are made for millions of items, and are made anew for every type:
//! five to eight kilobytes of program each. What a page sorts are a handful of timers, messages or
//! operations, of thirty types. Here a few hundred bytes serve them all.

use std::cmp::Ordering;

/// Up to so many items are moved to their places one by one.
const FEW: usize = 16;

/// Takes the first of a line of few: the others move up. A ring would leave them where they are,
/// but to copy one takes five times as much program.
pub fn take_first<Item>(line: &mut Vec<Item>) -> Option<Item> {
    (!line.is_empty()).then(|| line.remove(0))
}

/// Sorts items by their own order; equal ones keep theirs.
pub fn sort<Item: Ord>(items: &mut [Item]) {
    sort_by(items, Item::cmp);
}

/// Sorts items by a key; those with equal keys keep their order.
pub fn sort_by_key<Item, Key: Ord>(items: &mut [Item], key: impl Fn(&Item) -> Key) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts items as `compare` says; equal ones keep their order.
pub fn sort_by<Item>(items: &mut [Item], compare: impl Fn(&Item, &Item) -> Ordering) {
    if items.len() <= FEW {
        for end in 1..items.len() {
            let mut at = end;
            while at > 0 && compare(&items[at], &items[at - 1]).is_lt() {
                items.swap(at, at - 1);
                at -= 1;
            }
        }
        return;
    }
    let mut sources = sources(items.len(), &|one, other| compare(&items[one], &items[other]));
    // Each cycle of the permutation is walked once, and leaves every place on it filled.
    for start in 0..sources.len() {
        let mut at = start;
        while sources[at] != start {
            let source = sources[at];
            items.swap(at, source);
            sources[at] = at;
            at = source;
        }
        sources[at] = at;
    }
}

/// For each place, where the item now is that belongs there: runs of sorted items are merged, each
/// time twice as long.
fn sources(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut length = 1;
    while length < count {
        for pair in sorted.chunks(2 * length) {
            let (mut left, mut right) = pair.split_at(length.min(pair.len()));
            while let ([one, lefts @ ..], [other, rights @ ..]) = (left, right) {
                // Of equal items the left one goes first.
                if compare(*other, *one).is_lt() {
                    merged.push(*other);
                    right = rights;
                } else {
                    merged.push(*one);
                    left = lefts;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut sorted, &mut merged);
        merged.clear();
        length *= 2;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(
            items in prop::collection::vec((0..9_u8, any::<u8>()), 0..80),
        ) {
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by_key(&mut ours, |item| item.0);
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(&ours, &theirs);
            sort(&mut ours);
            theirs.sort();
            prop_assert_eq!(ours, theirs);
        }
    }
}
