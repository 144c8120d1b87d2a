//! A node as it is drawn: rings, letter, words, timer and cells.

use quorate_proto::{Shape, Status};
use quorate_scene::{At, CellPicture, ClientPicture, Layout, NodePicture, Room, class};
use web_sys::{Element, SvgsvgElement};

use crate::canvas::element::{Kept, Mover, Words, create_in, set, set_numbers, show};

/// How much of the timer's ring must change to be drawn anew, of 100.
const TIMER_STEP: f64 = 0.4;
/// The size of what stands under the letter, and how small it may become to fit.
const HEADLINE_SIZE: f64 = 11.5;
const HEADLINE_SIZE_LEAST: f64 = 8.0;
/// Where its line lies below the middle of the node, in radii.
const HEADLINE_PLACE: f64 = 0.5;
/// How much smaller the inner ring of a node is.
const INNER_RING: f64 = 5.0;
const CELL_WIDTH: f64 = 20.0;
const CELL_STEP: f64 = 22.0;
const CELL_HEIGHT: f64 = 16.0;

/// How wide a node is where the headline stands, between the two sides of its inner ring.
fn headline_room(radius: f64) -> f64 {
    let (ring, below) = (radius - INNER_RING, radius * HEADLINE_PLACE);
    2.0 * (ring * ring - below * below).max(0.0).sqrt()
}

/// A node of the picture.
pub(crate) struct NodeShape {
    mover: Mover,
    class: Kept,
    name: Kept,
    revision: Option<u64>,
    body: Element,
    inner: Element,
    halo: Element,
    track: Element,
    timer: Element,
    timer_drawn: f64,
    cross: Element,
    bars: Element,
    letter: Words,
    headline: Words,
    label: Words,
    more: Words,
    cells: Vec<CellShape>,
}

struct CellShape {
    group: Element,
    class: Kept,
    rect: Element,
    text: Words,
    title: Words,
}

impl NodeShape {
    pub(crate) fn create_in(root: &SvgsvgElement, parent: &Element) -> Option<Self> {
        let mover = Mover::create_in(root, parent, "node")?;
        let group = &mover.group;
        set(group, "role", "img");
        let halo = create_in(group, "circle", "halo")?;
        let track = create_in(group, "circle", "track")?;
        let timer = create_in(group, "circle", "timer")?;
        set(&timer, "pathLength", "100");
        set(&timer, "transform", "rotate(-90)");
        let body = create_in(group, "circle", "body")?;
        let inner = create_in(group, "circle", "inner")?;
        let cross = create_in(group, "path", "cross")?;
        let bars = create_in(group, "path", "bars")?;
        let letter = Words::create_in(group, "letter")?;
        let headline = Words::create_in(group, "headline")?;
        let label = Words::create_in(group, "label")?;
        let more = Words::create_in(group, "more")?;
        Some(Self {
            class: Kept::default(),
            name: Kept::default(),
            revision: None,
            body,
            inner,
            halo,
            track,
            timer,
            timer_drawn: -1.0,
            cross,
            bars,
            letter,
            headline,
            label,
            more,
            cells: Vec::new(),
            mover,
        })
    }

    pub(crate) fn remove(&self) {
        self.mover.group.remove();
    }

    /// Puts the node in its place, with the sizes of this layout.
    pub(crate) fn lay_out(&mut self, picture: &NodePicture, layout: &Layout) {
        self.revision = None;
        self.timer_drawn = -1.0;
        self.mover.place(picture.at.x, picture.at.y);
        let (radius, ring) = (layout.radius, layout.timer_radius());
        for (circle, radius) in [
            (&self.halo, ring + 6.0),
            (&self.track, ring),
            (&self.timer, ring),
            (&self.body, radius),
            (&self.inner, (radius - INNER_RING).max(1.0)),
        ] {
            set_numbers(circle, &[("r", radius)]);
        }
        let arm = (radius / 3.0).min(11.0);
        let up = if layout.room >= Room::Headline { -radius * 0.16 } else { 0.0 };
        let (left, top, side) = (At(-arm), At(up - arm), At(2.0 * arm));
        let cross = format!("M{left} {top}l{side} {side}m0 -{side}l-{side} {side}");
        set(&self.cross, "d", &cross);
        let bars = format!("M-4 {0}v8M4 {0}v8", At(-radius - 4.0));
        set(&self.bars, "d", &bars);
        let room = layout.room;
        set_numbers(&self.headline.element, &[("y", radius * HEADLINE_PLACE)]);
        set_numbers(&self.label.element, &[("y", ring + 15.0)]);
        set_numbers(&self.more.element, &[("y", ring + 33.0)]);
        show(&self.letter.element, room >= Room::Letter);
        show(&self.headline.element, room >= Room::Headline);
        show(&self.label.element, room >= Room::Headline);
        for cell in self.cells.drain(..) {
            cell.group.remove();
        }
    }

    /// Draws what the node has become.
    pub(crate) fn draw(&mut self, picture: &NodePicture, marks: &str, layout: &Layout) {
        let tone = class::tone(picture.tone);
        let shape =
            class::shape(if picture.is_down() { Shape::DottedRing } else { picture.role.shape });
        let status = class::status(picture.status);
        let class = format!("node {tone} {shape} {status}{marks}");
        self.class.write(&self.mover.group, "class", &class);
        if self.revision == Some(picture.revision) {
            return;
        }
        self.revision = Some(picture.revision);
        let group = &self.mover.group;
        set(group, "data-node", &picture.id.to_string());
        set(group, "id", &format!("node-{}", picture.id));
        self.name.write(group, "aria-label", &picture.name);
        let down = picture.is_down();
        self.write_names(picture, layout);
        let label = if picture.badge.is_empty() || layout.room < Room::Everything {
            picture.label.clone()
        } else {
            format!("{} · {}", picture.label, picture.badge)
        };
        self.label.write(&label);
        show(&self.cross, down);
        show(&self.bars, picture.status == Status::Paused);
        show(&self.track, picture.timer.is_some());
        show(&self.timer, picture.timer.is_some());
        self.draw_cells(picture, layout);
    }

    /// The letter and what stands under it, as far as there is room; of a node that is down the
    /// letter stands under its cross.
    fn write_names(&mut self, picture: &NodePicture, layout: &Layout) {
        let (radius, id) = (layout.radius, picture.id.to_string());
        let under = if picture.is_down() { &id } else { &picture.headline };
        let room = headline_room(radius);
        let size = (room / text_ems(under).max(0.1)).min(HEADLINE_SIZE);
        let fits = layout.room >= Room::Headline && size >= HEADLINE_SIZE_LEAST;
        self.headline.write(if fits { under } else { "" });
        set_numbers(&self.headline.element, &[("font-size", size)]);
        let alone = !fits || under.is_empty();
        let letter = if picture.is_down() && fits { "" } else { &id };
        self.letter.write(letter);
        let crowded_out = !fits && !under.is_empty();
        let share = match layout.room >= Room::Headline {
            false => 1.1,
            true if crowded_out => 0.9,
            true => 0.64,
        };
        let size = radius * share;
        let y = if alone { size * 0.36 } else { -radius * 0.02 };
        set_numbers(&self.letter.element, &[("y", y), ("font-size", size)]);
    }

    fn draw_cells(&mut self, picture: &NodePicture, layout: &Layout) {
        while self.cells.len() < picture.cells.len() {
            let Some(cell) = CellShape::create_in(&self.mover.group) else { return };
            self.cells.push(cell);
        }
        let width = CELL_STEP * picture.cells.len() as f64 - (CELL_STEP - CELL_WIDTH);
        let left = -width / 2.0;
        let top = layout.timer_radius() + 21.0;
        for (index, cell) in self.cells.iter_mut().enumerate() {
            let shown = picture.cells.get(index);
            show(&cell.group, shown.is_some());
            if let Some(shown) = shown {
                cell.draw(shown, left + CELL_STEP * index as f64, top);
            }
        }
        let hidden = picture.cells_total - picture.cells.len().min(picture.cells_total);
        let listed = hidden > 0 && !picture.cells.is_empty();
        self.more.write(&if listed { format!("+{hidden}") } else { String::new() });
        set_numbers(&self.more.element, &[("x", left - 4.0)]);
    }

    /// Draws what is left of the timer, from 1 to 0.
    pub(crate) fn draw_timer(&mut self, left: f64) {
        let left = left * 100.0;
        if (left - self.timer_drawn).abs() >= TIMER_STEP {
            self.timer_drawn = left;
            set(&self.timer, "stroke-dasharray", &format!("{} 200", At(left)));
        }
    }
}

impl CellShape {
    fn create_in(parent: &Element) -> Option<Self> {
        let group = create_in(parent, "g", "cell")?;
        let rect = create_in(&group, "rect", "")?;
        set_numbers(&rect, &[("width", CELL_WIDTH), ("height", CELL_HEIGHT), ("rx", 3.0)]);
        let text = Words::create_in(&group, "")?;
        let title = create_in(&group, "title", "")?;
        let title = Words::around(title);
        Some(Self { group, class: Kept::default(), rect, text, title })
    }

    fn draw(&mut self, cell: &CellPicture, left: f64, top: f64) {
        let settled = if cell.settled { " is-settled" } else { "" };
        let durable = if cell.durable { "" } else { " is-volatile" };
        let class = format!("cell {}{settled}{durable}", class::epoch(cell.epoch));
        self.class.write(&self.group, "class", &class);
        set_numbers(&self.rect, &[("x", left), ("y", top)]);
        let middle = [("x", left + CELL_WIDTH / 2.0), ("y", top + 12.0)];
        set_numbers(&self.text.element, &middle);
        self.text.write(&cell.text);
        self.title.write(&format!("{}: {}", cell.index, cell.name));
    }
}

/// A client of the picture.
pub(crate) struct ClientShape {
    mover: Mover,
    class: Kept,
    name: Kept,
    rect: Element,
    letter: Words,
    waits: Words,
}

impl ClientShape {
    pub(crate) fn create_in(root: &SvgsvgElement, parent: &Element) -> Option<Self> {
        let mover = Mover::create_in(root, parent, "client")?;
        set(&mover.group, "role", "img");
        let rect = create_in(&mover.group, "rect", "body")?;
        let letter = Words::create_in(&mover.group, "letter")?;
        let waits = Words::create_in(&mover.group, "waits")?;
        let (class, name) = (Kept::default(), Kept::default());
        Some(Self { mover, class, name, rect, letter, waits })
    }

    pub(crate) fn remove(&self) {
        self.mover.group.remove();
    }

    pub(crate) fn draw(&mut self, picture: &ClientPicture, marks: &str, layout: &Layout) {
        self.mover.place(picture.at.x, picture.at.y);
        let size = layout.client;
        set_numbers(
            &self.rect,
            &[
                ("x", -size.width / 2.0),
                ("y", -size.height / 2.0),
                ("width", size.width),
                ("height", size.height),
                ("rx", (size.height / 4.0).min(9.0)),
            ],
        );
        let waits = if picture.waits.is_empty() { "" } else { " is-waiting" };
        let group = &self.mover.group;
        self.class.write(group, "class", &format!("client{waits}{marks}"));
        set(group, "data-node", &picture.id.to_string());
        set(group, "id", &format!("node-{}", picture.id));
        self.name.write(group, "aria-label", &picture.name);
        set_numbers(&self.letter.element, &[("y", size.height * 0.16)]);
        self.letter.write(&picture.id.to_string());
        set_numbers(&self.waits.element, &[("y", size.height / 2.0 + 14.0)]);
        self.waits.write(&picture.waits);
    }
}

/// How wide a line is, about, in sizes of its type.
fn text_ems(text: &str) -> f64 {
    text.chars().map(|character| if character.is_ascii() { 0.55 } else { 1.0 }).sum()
}
