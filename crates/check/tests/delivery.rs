//! What nodes owe each other when they deliver.

use quorate_check::delivery::{Circle, Missing, agreement, convergence, total_order};
use quorate_proto::{Command, Delivery, Key, NodeId, Operation, RequestId};

fn command(sequence: u32) -> Command {
    let id = RequestId { client: NodeId::client(0), sequence };
    Command { id, operation: Operation::Get { key: Key::X } }
}

fn node(index: u16) -> NodeId {
    NodeId::new(index)
}

/// Node, place, command; 0 for a no-op.
fn deliveries(list: &[(u16, u64, u32)]) -> Vec<(NodeId, Delivery)> {
    let delivery = |(index, slot, sequence): &(u16, u64, u32)| {
        let command = (*sequence > 0).then(|| command(*sequence));
        (node(*index), Delivery { slot: *slot, epoch: 1, command })
    };
    list.iter().map(delivery).collect()
}

#[test]
fn at_one_place_everybody_delivers_the_same() {
    let fine = deliveries(&[(0, 1, 7), (1, 1, 7), (1, 2, 0), (2, 2, 0), (0, 0, 1), (1, 0, 2)]);
    assert_eq!(agreement(fine.clone()), None);
    let broken = [fine, deliveries(&[(0, 2, 5)])].concat();
    let found = agreement(broken).expect("a break");
    assert_eq!((found.slot, found.first.0, found.second.0), (2, node(1), node(0)));
    assert_eq!((found.first.1, found.second.1), (None, Some(command(5))));
}

#[test]
fn orders_are_parts_of_one() {
    let fine = deliveries(&[(0, 0, 1), (0, 0, 2), (1, 0, 1), (1, 0, 3), (2, 0, 2), (2, 0, 3)]);
    assert_eq!(total_order(fine.clone()), None);
    let again = [fine.clone(), deliveries(&[(0, 0, 1), (0, 0, 2)])].concat();
    assert_eq!(total_order(again), None, "a node may start anew");
    let two = [fine, deliveries(&[(3, 0, 3), (3, 0, 1)])].concat();
    let circle = vec![(command(1), node(1)), (command(3), node(3))];
    assert_eq!(total_order(two), Some(Circle(circle)));
    // No two nodes contradict each other, and all three do.
    let three = deliveries(&[(0, 0, 1), (0, 0, 2), (1, 0, 2), (1, 0, 3), (2, 0, 3), (2, 0, 1)]);
    let circle = total_order(three).expect("a circle").0;
    assert_eq!(circle.len(), 3);
    assert_eq!(circle[0], (command(1), node(0)));
}

#[test]
fn long_orders_are_quick() {
    let long = |index: u16| (1..=5_000).map(move |sequence| (index, 0, sequence));
    let mut list: Vec<_> = long(0).chain(long(1)).collect();
    assert_eq!(total_order(deliveries(&list)), None);
    list.extend([(2, 0, 5_000), (2, 0, 1)]);
    let circle = total_order(deliveries(&list)).expect("a circle").0;
    assert_eq!(circle.len(), 5_000);
}

#[test]
fn in_the_end_everybody_has_the_same() {
    let nodes = || (0..3).map(node);
    let all = [(0, 0, 1), (1, 0, 2), (0, 0, 2), (1, 0, 1), (2, 0, 1), (2, 0, 2), (2, 0, 0)];
    assert_eq!(convergence(nodes(), deliveries(&all)), None);
    let missing = Missing { command: command(2), has: node(0), lacks: node(1) };
    let without: Vec<_> = all.iter().copied().filter(|it| *it != (1, 0, 2)).collect();
    assert_eq!(convergence(nodes(), deliveries(&without)), Some(missing));
}
