//! What nodes owe each other when they deliver commands: agreement, one order, and the same in the
//! end.
//!
//! Each function is given who delivered what, in the order in which each node did. A node that
//! starts anew may deliver again what it had delivered before; for the order the first time counts.

use std::collections::{BTreeMap, BTreeSet};

use quorate_proto::{Command, Delivery, NodeId};

/// Two nodes that delivered different commands at one place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Disagreement {
    /// The place.
    pub slot: u64,
    /// Who delivered what there first.
    pub first: (NodeId, Option<Command>),
    /// Who delivered something else.
    pub second: (NodeId, Option<Command>),
}

/// Whether at each place of the agreed order everybody delivers the same. Deliveries without a
/// place are not looked at. Gives the first break.
#[must_use]
pub fn agreement(deliveries: impl IntoIterator<Item = (NodeId, Delivery)>) -> Option<Disagreement> {
    let mut known: BTreeMap<u64, (NodeId, Option<Command>)> = BTreeMap::new();
    deliveries.into_iter().filter(|(_, delivery)| delivery.slot > 0).find_map(|(node, delivery)| {
        let second = (node, delivery.command);
        let first = *known.entry(delivery.slot).or_insert(second);
        (first.1 != second.1).then_some(Disagreement { slot: delivery.slot, first, second })
    })
}

/// Commands that different nodes delivered in orders that cannot all be parts of one: each came
/// before the next at some node, and the last before the first.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Circle(pub Vec<(Command, NodeId)>);

/// Whether one order of all commands contains the orders in which all nodes delivered them. Gives a
/// short circle if there is none.
#[must_use]
pub fn total_order(deliveries: impl IntoIterator<Item = (NodeId, Delivery)>) -> Option<Circle> {
    // For each command what came right after it, and where.
    let mut next: BTreeMap<Command, BTreeMap<Command, NodeId>> = BTreeMap::new();
    let mut last: BTreeMap<NodeId, Command> = BTreeMap::new();
    let mut seen: BTreeSet<(NodeId, Command)> = BTreeSet::new();
    for (node, delivery) in deliveries {
        let Some(command) = delivery.command.filter(|command| seen.insert((node, *command))) else {
            continue;
        };
        if let Some(before) = last.insert(node, command) {
            next.entry(before).or_default().entry(command).or_insert(node);
        }
    }
    let left = on_circles(&next);
    let circles = left.iter().filter_map(|start| circle_through(*start, &next, &left));
    circles.take(CIRCLES_MAX).min_by_key(Vec::len).map(Circle)
}

/// Most circles of which the shortest is looked for.
const CIRCLES_MAX: usize = 64;

/// What is left when all that nothing comes before is taken away, again and again, and then all
/// that nothing comes after.
fn on_circles(next: &BTreeMap<Command, BTreeMap<Command, NodeId>>) -> BTreeSet<Command> {
    let edges = |(before, after): (&Command, &BTreeMap<Command, NodeId>)| {
        after.keys().map(|after| (*before, *after)).collect::<Vec<_>>()
    };
    let edges: Vec<(Command, Command)> = next.iter().flat_map(edges).collect();
    let all = edges.iter().flat_map(|(before, after)| [*before, *after]).collect();
    let backwards: Vec<_> = edges.iter().map(|(before, after)| (*after, *before)).collect();
    without_ends(&backwards, without_ends(&edges, all))
}

/// Takes away what nothing comes before, and then what nothing comes before any more.
fn without_ends(edges: &[(Command, Command)], mut left: BTreeSet<Command>) -> BTreeSet<Command> {
    let mut waits: BTreeMap<Command, usize> = BTreeMap::new();
    let mut next: BTreeMap<Command, Vec<Command>> = BTreeMap::new();
    let kept = |edge: &&(Command, Command)| left.contains(&edge.0) && left.contains(&edge.1);
    for (before, after) in edges.iter().filter(kept) {
        *waits.entry(*after).or_default() += 1;
        next.entry(*before).or_default().push(*after);
    }
    let mut free: Vec<Command> =
        left.iter().copied().filter(|command| !waits.contains_key(command)).collect();
    while let Some(command) = free.pop() {
        left.remove(&command);
        for after in next.get(&command).into_iter().flatten() {
            if let Some(count) = waits.get_mut(after) {
                *count -= 1;
                if *count == 0 {
                    free.push(*after);
                }
            }
        }
    }
    left
}

/// The shortest way from a command back to itself.
fn circle_through(
    start: Command,
    next: &BTreeMap<Command, BTreeMap<Command, NodeId>>,
    within: &BTreeSet<Command>,
) -> Option<Vec<(Command, NodeId)>> {
    let mut from: BTreeMap<Command, (Command, NodeId)> = BTreeMap::new();
    let mut ring = vec![start];
    while !ring.is_empty() && !from.contains_key(&start) {
        let mut wider = Vec::new();
        for command in ring {
            for (after, node) in next.get(&command).into_iter().flatten() {
                if within.contains(after) && !from.contains_key(after) {
                    from.insert(*after, (command, *node));
                    wider.push(*after);
                }
            }
        }
        ring = wider;
    }
    let mut circle = Vec::new();
    let mut at = start;
    loop {
        let (before, node) = *from.get(&at)?;
        circle.push((before, node));
        if before == start {
            circle.reverse();
            return Some(circle);
        }
        at = before;
    }
}

/// A command that one node delivered and another did not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Missing {
    /// The command.
    pub command: Command,
    /// Who delivered it.
    pub has: NodeId,
    /// Who did not.
    pub lacks: NodeId,
}

/// Whether all these nodes delivered the same commands, in whatever order. To be asked when things
/// have calmed down. Gives the first command that somebody lacks.
#[must_use]
pub fn convergence(
    nodes: impl IntoIterator<Item = NodeId>,
    deliveries: impl IntoIterator<Item = (NodeId, Delivery)>,
) -> Option<Missing> {
    let mut who: BTreeMap<Command, BTreeSet<NodeId>> = BTreeMap::new();
    for (node, delivery) in deliveries {
        if let Some(command) = delivery.command {
            who.entry(command).or_default().insert(node);
        }
    }
    let nodes: BTreeSet<NodeId> = nodes.into_iter().collect();
    who.into_iter().find_map(|(command, who)| {
        let lacks = nodes.difference(&who).next().copied()?;
        who.first().map(|has| Missing { command, has: *has, lacks })
    })
}
