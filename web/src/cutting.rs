//! A stroke across the stage: which links it cuts.

use quorate_proto::NodeId;
use quorate_scene::Point;
use quorate_sim::{Action, Group};

/// What a stroke does: every link between two nodes that it crosses is cut. A stroke right through
/// the cluster is one partition; a short one cuts the links it meets, one by one.
pub(crate) fn cuts_along(nodes: &[(NodeId, Point)], stroke: [Point; 2]) -> Vec<Action> {
    let mut crossed = Vec::new();
    for (index, one) in nodes.iter().enumerate() {
        for other in nodes.iter().skip(index + 1) {
            if crosses([one.1, other.1], stroke) {
                let on_left = side(stroke, one.1) > 0.0;
                crossed.push(if on_left { (one.0, other.0) } else { (other.0, one.0) });
            }
        }
    }
    let left = Group::new(crossed.iter().map(|(left, _)| *left));
    let right = Group::new(crossed.iter().map(|(_, right)| *right));
    let whole = left.iter().count() * right.iter().count() == crossed.len();
    if crossed.is_empty() {
        return Vec::new();
    }
    if whole {
        return vec![Action::Cut { left, right, one_way: false }];
    }
    let cut = |(left, right)| Action::Cut {
        left: Group::one(left),
        right: Group::one(right),
        one_way: false,
    };
    crossed.into_iter().map(cut).collect()
}

/// Parts some nodes from all the others; nothing if that leaves one side empty.
pub(crate) fn part(chosen: &Group, nodes: usize) -> Option<Action> {
    let all = (0..nodes).map(|index| NodeId::new(index as u16));
    let (left, right): (Vec<_>, Vec<_>) = all.partition(|node| chosen.contains(*node));
    let sides = !left.is_empty() && !right.is_empty();
    sides.then(|| Action::Cut { left: Group::new(left), right: Group::new(right), one_way: false })
}

/// On which side of a line a place is: its sign tells.
fn side([from, to]: [Point; 2], at: Point) -> f64 {
    (to.x - from.x) * (at.y - from.y) - (to.y - from.y) * (at.x - from.x)
}

fn crosses(link: [Point; 2], stroke: [Point; 2]) -> bool {
    side(stroke, link[0]) * side(stroke, link[1]) < 0.0
        && side(link, stroke[0]) * side(link, stroke[1]) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> Vec<(NodeId, Point)> {
        let places = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
        let places = places.map(|(x, y)| Point::new(x, y)).into_iter().enumerate();
        places.map(|(index, at)| (NodeId::new(index as u16), at)).collect()
    }

    fn groups(action: &Action) -> Option<(String, String)> {
        let Action::Cut { left, right, one_way: false } = action else { return None };
        let mut sides = [left.to_string(), right.to_string()];
        sides.sort();
        let [one, other] = sides;
        Some((one, other))
    }

    #[test]
    fn a_stroke_through_the_middle_is_one_partition() {
        let stroke = [Point::new(5.0, -5.0), Point::new(5.0, 15.0)];
        let cuts = cuts_along(&square(), stroke);
        let found: Vec<_> = cuts.iter().filter_map(groups).collect();
        assert_eq!(found, [("AD".to_owned(), "BC".to_owned())]);
    }

    #[test]
    fn a_short_stroke_cuts_what_it_meets_and_no_more() {
        let stroke = [Point::new(5.0, -1.0), Point::new(5.0, 1.0)];
        let found: Vec<_> = cuts_along(&square(), stroke).iter().filter_map(groups).collect();
        assert_eq!(found, [("A".to_owned(), "B".to_owned())]);
        let beside = [Point::new(20.0, 20.0), Point::new(30.0, 30.0)];
        assert!(cuts_along(&square(), beside).is_empty());
    }

    #[test]
    fn a_stroke_that_ends_inside_cuts_link_by_link() {
        let stroke = [Point::new(6.0, -1.0), Point::new(6.0, 9.0)];
        let cuts = cuts_along(&square(), stroke);
        let found: Vec<_> = cuts.iter().filter_map(groups).map(|(a, b)| a + &b).collect();
        assert_eq!(found, ["AB", "AC", "BD"]);
    }

    #[test]
    fn parting_needs_somebody_on_both_sides() {
        let one = Group::one(NodeId::new(1));
        let sides = part(&one, 3).as_ref().and_then(groups);
        assert_eq!(sides, Some(("AC".to_owned(), "B".to_owned())));
        assert_eq!(part(&Group::default(), 3), None);
        assert_eq!(part(&Group::one(NodeId::new(0)), 1), None);
    }
}
