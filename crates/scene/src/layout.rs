//! Where everybody stands: a function of how many there are and how much room there is.
//!
//! Up to twelve nodes stand on one circle, clockwise in the order of their letters; more stand on
//! concentric ones, and a crowd fills a disc like the seeds of a sunflower. The largest node that
//! fits decides how much can be written on it.

use crate::geometry::{Area, Point, Size};

/// Room that the surroundings of the stage take away from it.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Insets {
    /// Above.
    pub top: f64,
    /// On the right.
    pub right: f64,
    /// Below.
    pub bottom: f64,
    /// On the left.
    pub left: f64,
}

/// How much a node has room to show.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Room {
    /// A dot.
    Dot,
    /// Its letter.
    Letter,
    /// Its letter and headline.
    Headline,
    /// Everything: letter, headline, role, badge and cells.
    Everything,
}

/// Where everybody stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// The middle of each node.
    pub nodes: Vec<Point>,
    /// The middle of each client.
    pub clients: Vec<Point>,
    /// The radius of every node's disc.
    pub radius: f64,
    /// How much a node has room to show.
    pub room: Room,
    /// How large a client is.
    pub client: Size,
}

impl Layout {
    /// Finds a place for everybody.
    #[must_use]
    pub fn new(nodes: usize, clients: usize, size: Size, insets: &Insets) -> Self {
        let inner = inner_area(size, insets);
        let (clients, client) = place_clients(clients, &inner);
        let most = if nodes <= CROWD { RADIUS_MOST } else { 0 };
        for radius in (RADIUS_LEAST..=most).rev().map(f64::from) {
            let circles = (1..=rings_most(nodes)).flat_map(|rings| {
                SHRINKS.iter().map(move |shrink| on_rings(nodes, rings, radius, &inner, *shrink))
            });
            let is_free = |places: &Vec<Point>| is_free(places, radius, &clients, client, &inner);
            if let Some(nodes) = { circles }.find(is_free) {
                return Self { nodes, clients, radius, room: Room::of(radius), client };
            }
        }
        let (places, radius) = as_sunflower(nodes, !clients.is_empty(), client, &inner);
        Self { nodes: places, clients, radius, room: Room::of(radius), client }
    }

    /// The radius of the arc that a node's timer draws around it.
    #[must_use]
    pub fn timer_radius(&self) -> f64 {
        timer_radius(self.radius)
    }
}

/// Up to how many nodes stand on one circle.
const CIRCLE: usize = 12;
/// Above how many nodes circles give way to a filled disc.
const CROWD: usize = 64;
const RADIUS_LEAST: u32 = 5;
const RADIUS_MOST: u32 = 36;
/// How much of the width and height a circle takes: all, or less to keep clear of the corners.
const SHRINKS: [(f64, f64); 4] = [(1.0, 1.0), (1.0, 0.86), (0.8, 1.0), (1.0, 0.72)];
/// Below a client: what it waits for.
const CLIENT_WORDS: f64 = 16.0;
/// Between the borders of neighbours.
const GAP: f64 = 3.0;
/// A circle wider than this times its height would be a line.
const ASPECT_MOST: f64 = 1.5;

impl Room {
    fn of(radius: f64) -> Self {
        match radius {
            24.0.. => Self::Everything,
            15.0.. => Self::Headline,
            7.0.. => Self::Letter,
            _ => Self::Dot,
        }
    }
}

fn timer_radius(radius: f64) -> f64 {
    match Room::of(radius) {
        Room::Everything => radius + 8.0,
        Room::Headline => radius + 5.0,
        Room::Letter => radius + 3.0,
        Room::Dot => radius * 1.3,
    }
}

/// What a node covers, its words included.
fn node_area(middle: Point, radius: f64) -> Area {
    let ring = timer_radius(radius) + 2.0;
    let (half_width, below) = match Room::of(radius) {
        Room::Everything => (ring.max(67.0), ring + 38.0),
        Room::Headline => (ring.max(31.0), ring + 16.0),
        Room::Letter | Room::Dot => (ring, ring),
    };
    Area {
        left: middle.x - half_width,
        top: middle.y - ring,
        right: middle.x + half_width,
        bottom: middle.y + below,
    }
}

fn inner_area(size: Size, insets: &Insets) -> Area {
    let edge = (size.width.min(size.height) / 60.0).clamp(1.0, 8.0);
    let (left, top) = (insets.left + edge, insets.top + edge);
    Area {
        left,
        top,
        right: (size.width - insets.right - edge).max(left + 1.0),
        bottom: (size.height - insets.bottom - edge).max(top + 1.0),
    }
}

/// Clients stand at the corners; when there are more than four, along both sides.
fn place_clients(count: usize, inner: &Area) -> (Vec<Point>, Size) {
    let per_side = count.div_ceil(2).max(2) as f64;
    let spacing = inner.height() / per_side;
    let full = if inner.width() < 480.0 { Size::new(40.0, 28.0) } else { Size::new(52.0, 36.0) };
    let height = full.height.min((spacing - 4.0).max(1.0));
    let size = Size::new(full.width.min(height * 2.0), height);
    let margin = if count <= 4 { inner.width() * 0.04 } else { 0.0 };
    let left = inner.left + margin + size.width / 2.0;
    let right = inner.right - margin - size.width / 2.0;
    let place = |index: usize| {
        let on_left = if count <= 4 { matches!(index, 0 | 2) } else { index.is_multiple_of(2) };
        let y = if count <= 4 {
            let at_top = matches!(index, 0 | 3);
            let from_edge = size.height / 2.0 + inner.height() * 0.06;
            let above = inner.bottom - from_edge - CLIENT_WORDS;
            if at_top { inner.top + from_edge } else { above }
        } else {
            inner.top + spacing * ((index / 2) as f64 + 0.5)
        };
        Point::new(if on_left { left } else { right }, y)
    };
    ((0..count).map(place).collect(), size)
}

fn rings_most(nodes: usize) -> usize {
    if nodes <= CIRCLE { 1 } else { 4 }
}

/// Places on concentric circles, the outer ones first and with the more nodes the longer they are.
fn on_rings(
    nodes: usize,
    rings: usize,
    radius: f64,
    inner: &Area,
    shrink: (f64, f64),
) -> Vec<Point> {
    let origin = node_area(Point::default(), radius);
    let half = |room: f64| (room / 2.0).max(0.0);
    let full_height = half(inner.height() - origin.height());
    let full_width = half(inner.width() - origin.width());
    let half_width = full_width.min(full_height * ASPECT_MOST) * shrink.0;
    let half_height = full_height.min(full_width * ASPECT_MOST) * shrink.1;
    let middle = Point::new(
        (inner.left + inner.right) / 2.0,
        (inner.top - origin.top + inner.bottom - origin.bottom) / 2.0,
    );
    match nodes {
        1 => return vec![middle],
        2 => return [0.75, 0.25].map(|turns| middle.on_ellipse((half_width, 0.0), turns)).into(),
        _ => {}
    }
    let scale = |ring: usize| 1.0 - ring as f64 / rings as f64;
    let whole: f64 = (0..rings).map(scale).sum();
    let mut places = Vec::with_capacity(nodes);
    let mut share_so_far = 0.0;
    for ring in 0..rings {
        share_so_far += scale(ring) / whole;
        let end = if ring + 1 == rings { nodes } else { (nodes as f64 * share_so_far) as usize };
        let count = end.saturating_sub(places.len());
        let axes = (half_width * scale(ring), half_height * scale(ring));
        let shift = 0.5 * (ring % 2) as f64;
        for index in 0..count {
            places.push(middle.on_ellipse(axes, (index as f64 + shift) / count as f64));
        }
    }
    places
}

/// Whether nobody covers anybody else and all are inside.
fn is_free(nodes: &[Point], radius: f64, clients: &[Point], client: Size, inner: &Area) -> bool {
    let areas: Vec<_> = nodes.iter().map(|node| node_area(*node, radius)).collect();
    let gapped = Size::new(client.width + 2.0 * GAP, client.height + 2.0 * GAP);
    let clients = clients.iter().map(|place| Area::around(*place, gapped));
    let clients: Vec<_> =
        clients.map(|area| Area { bottom: area.bottom + CLIENT_WORDS, ..area }).collect();
    areas.iter().enumerate().all(|(index, area)| {
        inner.contains(area)
            && clients.iter().all(|client| !area.overlaps(client))
            && areas.iter().skip(index + 1).all(|other| {
                let wide = Area { left: other.left - GAP, right: other.right + GAP, ..*other };
                !area.overlaps(&wide)
            })
    })
}

/// Places that fill a disc evenly, with the radius that fits.
fn as_sunflower(nodes: usize, clients: bool, client: Size, inner: &Area) -> (Vec<Point>, f64) {
    const GOLDEN_TURN: f64 = 0.381_966_011_250_105;
    let side = if clients { client.width + GAP + inner.width() * 0.04 } else { 0.0 };
    let middle = Point::new((inner.left + inner.right) / 2.0, (inner.top + inner.bottom) / 2.0);
    let half_height = inner.height() / 2.0;
    let half_width = (inner.width() / 2.0 - side).max(1.0).min(half_height * ASPECT_MOST);
    let half_height = half_height.min(half_width * ASPECT_MOST);
    let count = nodes.max(1) as f64;
    // Neighbours are about 1.6 mean spacings apart, in the narrow direction.
    let between = 1.6 * half_width.min(half_height) / count.sqrt();
    let radius = (between / 2.0 / 1.3 * 0.9).min(6.0);
    let edge = timer_radius(radius);
    let axes = ((half_width - edge).max(0.0), (half_height - edge).max(0.0));
    let place = |index: usize| {
        let out = ((index as f64 + 0.5) / count).sqrt();
        middle.on_ellipse((axes.0 * out, axes.1 * out), index as f64 * GOLDEN_TURN)
    };
    ((0..nodes).map(place).collect(), radius)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [Size; 4] = [
        Size::new(860.0, 540.0),
        Size::new(320.0, 360.0),
        Size::new(320.0, 480.0),
        Size::new(1920.0, 900.0),
    ];

    #[test]
    fn nobody_stands_on_anybody_from_one_node_to_sixty_four() {
        for size in SIZES {
            for nodes in 1..=64 {
                for clients in [0, 1, 2, 4, 5, 12] {
                    assert_disjoint(nodes, clients, size);
                }
            }
            for nodes in [100, 300, 1_000] {
                assert_disjoint(nodes, 1, size);
            }
        }
    }

    fn assert_disjoint(nodes: usize, clients: usize, size: Size) {
        let layout = Layout::new(nodes, clients, size, &Insets::default());
        let context = format!("{nodes} nodes, {clients} clients, {size:?}, {layout:?}");
        let ring = layout.timer_radius();
        assert!(ring > 0.0 && layout.nodes.len() == nodes, "{context}");
        for (index, place) in layout.nodes.iter().enumerate() {
            assert!(place.x.is_finite() && place.y.is_finite(), "{context}");
            assert!(place.x >= ring && place.x <= size.width - ring, "{context}");
            assert!(place.y >= ring && place.y <= size.height - ring, "{context}");
            for other in layout.nodes.iter().skip(index + 1) {
                assert!(place.distance(*other) >= 2.0 * ring, "{context}");
            }
            let area = Area::around(*place, Size::new(2.0 * ring, 2.0 * ring));
            for client in &layout.clients {
                assert!(!area.overlaps(&Area::around(*client, layout.client)), "{context}");
            }
        }
    }

    #[test]
    fn five_nodes_have_room_for_everything_and_sixty_four_for_their_letters() {
        let room = |nodes, size| Layout::new(nodes, 2, size, &Insets::default()).room;
        assert_eq!(room(5, SIZES[0]), Room::Everything);
        assert_eq!(room(9, SIZES[0]), Room::Everything);
        assert!(room(5, SIZES[2]) >= Room::Headline);
        assert!(room(64, SIZES[0]) >= Room::Letter);
        assert_eq!(room(1_000, SIZES[0]), Room::Dot);
    }

    #[test]
    fn the_first_node_of_a_circle_stands_at_the_top() {
        let layout = Layout::new(5, 0, SIZES[0], &Insets::default());
        let highest = layout.nodes.iter().map(|place| place.y).fold(f64::INFINITY, f64::min);
        assert_eq!(layout.nodes[0].y, highest);
        assert!(layout.nodes[1].x > layout.nodes[4].x, "clockwise");
    }
}
