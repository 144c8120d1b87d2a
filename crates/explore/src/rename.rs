//! Symmetry: states that differ only by the names of nodes that may change places count as one.
//!
//! Of all states that renaming can make of one, the fingerprint of a single one must stand for all.
//! Members are sorted by a *signature*: what the state looks like to somebody who knows one member
//! by name and takes the others for each other. Who looks different is thereby told apart. Where
//! signatures are equal, the members are nearly always exchangeable, which two swaps per pair of
//! neighbours show; where they are not, all orders within the tie are tried and the least
//! fingerprint counts. Sorting without the second half, as some explorers do, gives several
//! representatives for one state.

use quorate_proto::order;
use quorate_proto::{NodeId, SortedMap};

use crate::atlas::Atlas;
use crate::limits::Limits;
use crate::space::{Mail, Rules};
use crate::state::{State, asker_digest};
use crate::table::Index;

/// Most orders that are tried for one state.
const ORDERS_MAX: usize = 5_040;

/// Renamings of one space, and what they make of places and letters.
///
/// Without the feature `symmetry` there cannot be one, and the compiler knows: all that is done to
/// it costs nothing.
pub(crate) struct Renaming {
    #[cfg(not(feature = "symmetry"))]
    _never: std::convert::Infallible,
    /// Those who may change places.
    members: Vec<NodeId>,
    /// Names of all nodes under each map ever used.
    maps: Vec<Vec<NodeId>>,
    orders: SortedMap<Vec<u16>, u32>,
    known: Index,
    digests: Vec<u64>,
}

impl Renaming {
    /// None.
    #[cfg(not(feature = "symmetry"))]
    pub(crate) const fn wanted(_: &Limits, _: &Rules) -> Option<Self> {
        None
    }

    /// The renamings that the protocol allows, if it allows any and they are to count for nothing.
    #[cfg(feature = "symmetry")]
    pub(crate) fn wanted(limits: &Limits, rules: &Rules) -> Option<Self> {
        limits.symmetry.then(|| Self::new(rules)).flatten()
    }

    #[cfg(feature = "symmetry")]
    fn new(rules: &Rules) -> Option<Self> {
        let nodes = (0..rules.nodes).map(NodeId::new);
        let may = |node: &NodeId| rules.protocol.is_exchangeable(*node, &rules.parameters);
        let members: Vec<NodeId> = nodes.clone().filter(may).collect();
        let (one, other) = (*members.first()?, *members.get(1)?);
        // The first maps are those of signatures: one member is known, the others are alike.
        let known = |known: &NodeId| {
            let name = |node: NodeId| match node {
                _ if node == *known => one,
                _ if members.contains(&node) => other,
                _ => node,
            };
            nodes.clone().map(name).collect()
        };
        let maps = members.iter().map(known).collect();
        let (orders, known, digests) = (SortedMap::new(), Index::new(), Vec::new());
        Some(Self { members, maps, orders, known, digests })
    }

    /// The fingerprint of all that renaming can make of a state, but for its ghost.
    pub(crate) fn canonical(&mut self, rules: &Rules, atlas: &Atlas, state: &State) -> u64 {
        let mut order: Vec<(u64, u16)> = Vec::with_capacity(self.members.len());
        for position in 0..self.members.len() {
            let signature = self.renamed(rules, atlas, state, position as u32);
            order.push((signature, position as u16));
        }
        order::sort(&mut order);
        let names: Vec<u16> = order.iter().map(|(_, position)| *position).collect();
        let ties = ties(&order);
        let sum = self.least(rules, atlas, state, (names, &ties));
        let askers = state.askers.iter().enumerate();
        askers.fold(sum.wrapping_add(state.spent.digest()), |sum, (index, asker)| {
            sum.wrapping_add(asker_digest(index, *asker))
        })
    }

    /// The least fingerprint over all orders within ties.
    fn least(
        &mut self,
        rules: &Rules,
        atlas: &Atlas,
        state: &State,
        (order, ties): (Vec<u16>, &[(usize, usize)]),
    ) -> u64 {
        let first = self.in_order(rules, atlas, state, &order);
        let mut orders = vec![order.clone()];
        for (start, end) in ties {
            let all_alike = (*start..end - 1).all(|at| {
                let mut swapped = order.clone();
                swapped.swap(at, at + 1);
                self.in_order(rules, atlas, state, &swapped) == first
            });
            if !all_alike {
                orders = orders.iter().flat_map(|it| permuted(it, *start, *end)).collect();
                orders.truncate(ORDERS_MAX);
            }
        }
        let tried = orders.iter().map(|order| self.in_order(rules, atlas, state, order));
        tried.min().unwrap_or(first)
    }

    /// The fingerprint if members had each other's names: the first of the order that of the first.
    fn in_order(&mut self, rules: &Rules, atlas: &Atlas, state: &State, order: &[u16]) -> u64 {
        let map = match self.orders.get(order) {
            Some(map) => *map,
            None => {
                let mut names: Vec<NodeId> = (0..rules.nodes).map(NodeId::new).collect();
                for (name, position) in self.members.iter().zip(order) {
                    if let Some(node) = self.members.get(usize::from(*position))
                        && let Some(place) = names.get_mut(node.index())
                    {
                        *place = *name;
                    }
                }
                let map = self.maps.len() as u32;
                self.maps.push(names);
                self.orders.insert(order.to_vec(), map);
                map
            }
        };
        self.renamed(rules, atlas, state, map)
    }

    fn renamed(&mut self, rules: &Rules, atlas: &Atlas, state: &State, map: u32) -> u64 {
        let mut sum = 0_u64;
        for site in &state.sites {
            sum = sum.wrapping_add(self.part(rules, atlas, (false, *site), map));
        }
        for (position, post) in state.posts.iter().enumerate() {
            let digest = self.part(rules, atlas, (true, *post), map);
            let before = match rules.mail {
                Mail::Bag | Mail::Set => 0,
                Mail::Queues => {
                    let link = |it: &u32| atlas.posts.get(*it as usize).map(|it| it.link);
                    let earlier = state.posts.iter().take(position);
                    earlier.filter(|earlier| link(earlier) == link(post)).count() as u64
                }
            };
            sum = sum.wrapping_add(digest.rotate_left(before as u32 % 64));
        }
        sum
    }

    /// The fingerprint of a place or a letter under other names.
    fn part(&mut self, rules: &Rules, atlas: &Atlas, part: (bool, u32), map: u32) -> u64 {
        let (is_letter, number) = part;
        let key = u64::from(is_letter) << 63 | u64::from(number) << 31 | u64::from(map);
        if let Some(place) = self.known.get(key) {
            return self.digests.get(place as usize).copied().unwrap_or(0);
        }
        let Some(names) = self.maps.get(map as usize) else { return 0 };
        let rename = |node: NodeId| {
            let name = names.get(node.index()).filter(|_| !node.is_client());
            name.copied().unwrap_or(node)
        };
        let digest = if is_letter {
            atlas.posts.get(number as usize).map(|it| it.letter.renamed_digest(rules, &rename))
        } else {
            atlas.sites.get(number as usize).map(|it| it.place.renamed_digest(rules, &rename))
        };
        let digest = digest.unwrap_or(0);
        self.known.insert(key, self.digests.len() as u32);
        self.digests.push(digest);
        digest
    }
}

/// Runs of at least two members with equal signatures: where each begins and ends.
fn ties(order: &[(u64, u16)]) -> Vec<(usize, usize)> {
    let mut ties = Vec::new();
    let mut start = 0;
    for end in 1..=order.len() {
        let goes_on = order
            .get(end)
            .is_some_and(|(it, _)| order.get(start).is_some_and(|(one, _)| one == it));
        if !goes_on {
            if end - start > 1 {
                ties.push((start, end));
            }
            start = end;
        }
    }
    ties
}

/// All orders in which only the members from `start` to `end` change places.
fn permuted(order: &[u16], start: usize, end: usize) -> Vec<Vec<u16>> {
    let mut orders = vec![order.to_vec()];
    for at in start..end {
        let longer = orders.iter().flat_map(|order| {
            (at..end).map(|other| {
                let mut order = order.clone();
                order.swap(at, other);
                order
            })
        });
        orders = longer.take(ORDERS_MAX).collect();
    }
    orders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_are_found_and_tried_in_every_order() {
        let order = [(1, 4), (2, 0), (2, 1), (2, 2), (9, 3)];
        assert_eq!(ties(&order), [(1, 4)]);
        assert_eq!(ties(&[(5, 0), (5, 1)]), [(0, 2)]);
        let orders: std::collections::BTreeSet<_> =
            permuted(&[4, 0, 1, 2, 3], 1, 4).into_iter().collect();
        assert_eq!(orders.len(), 6);
        assert!(orders.iter().all(|order| order[0] == 4 && order[4] == 3));
    }
}
