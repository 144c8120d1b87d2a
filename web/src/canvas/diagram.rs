//! The space-time diagram in the document: a few elements per lane and one path per meaning.

use quorate_proto::Tone;
use quorate_scene::{At, Diagram, class};
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgsvgElement};

use crate::canvas::element::{Words, create, create_in, set, set_numbers, show};

/// Names of lanes nearer to each other than this are left out.
const LANE_NAMES_APART: f64 = 11.0;
/// How high a bar is, where lanes leave it room; that of a role without a meaning of its own is
/// only a thicker lane.
const BAR_HEIGHT: f64 = 10.0;
const BAR_HEIGHT_NEUTRAL: f64 = 4.0;
const BAR_SHARE_OF_LANE: f64 = 0.7;

/// The diagram's elements.
pub(crate) struct DiagramCanvas {
    root: SvgsvgElement,
    lanes: Pool<Element>,
    names: Pool<Words>,
    bars: Pool<Element>,
    lines: Pool<Element>,
    crosses: Element,
    past_lanes: Element,
    past_messages: Element,
    marks: Pool<Mark>,
    axis: Pool<Words>,
    now: Element,
}

struct Mark {
    circle: Element,
    title: Words,
}

/// Elements of one kind, used again with every drawing.
struct Pool<T> {
    layer: Element,
    made: Vec<T>,
}

impl<T> Pool<T> {
    fn create_in(parent: &Element, class: &str) -> Option<Self> {
        Some(Self { layer: create_in(parent, "g", class)?, made: Vec::new() })
    }

    /// Shows one element per thing and hides the others.
    fn fill<I>(
        &mut self,
        things: impl IntoIterator<Item = I>,
        make: impl Fn(&Element) -> Option<T>,
        element: impl Fn(&T) -> &Element,
        draw: impl Fn(&mut T, I),
    ) {
        let mut used = 0;
        for thing in things {
            if used == self.made.len() {
                let Some(fresh) = make(&self.layer) else { return };
                self.made.push(fresh);
            }
            if let Some(place) = self.made.get_mut(used) {
                show(element(place), true);
                draw(place, thing);
            }
            used += 1;
        }
        self.made.iter().skip(used).for_each(|spare| show(element(spare), false));
    }
}

impl DiagramCanvas {
    /// An empty diagram; nothing if the document cannot hold one.
    pub(crate) fn new() -> Option<Self> {
        let root: SvgsvgElement = create("svg", "diagram is-live")?.dyn_into().ok()?;
        set(&root, "aria-hidden", "true");
        set(&root, "focusable", "false");
        Some(Self {
            lanes: Pool::create_in(&root, "lanes")?,
            names: Pool::create_in(&root, "lane-names")?,
            bars: Pool::create_in(&root, "bars")?,
            lines: Pool::create_in(&root, "messages")?,
            crosses: create_in(&root, "path", "crosses")?,
            past_lanes: create_in(&root, "path", "past-lanes")?,
            past_messages: create_in(&root, "path", "past-messages")?,
            marks: Pool::create_in(&root, "marks")?,
            axis: Pool::create_in(&root, "axis-layer")?,
            now: create_in(&root, "line", "now")?,
            root,
        })
    }

    /// The element to host.
    pub(crate) fn root(&self) -> &SvgsvgElement {
        &self.root
    }

    /// Draws a diagram.
    pub(crate) fn draw(&mut self, diagram: &Diagram) {
        let size = diagram.options.size;
        set(&self.root, "viewBox", &format!("0 0 {} {}", At(size.width), At(size.height)));
        self.draw_lanes(diagram);
        let language = diagram.options.language;
        let most = lanes_apart(diagram) * BAR_SHARE_OF_LANE;
        self.bars.fill(
            &diagram.bars,
            |layer| create_in(layer, "rect", "bar"),
            |rect| rect,
            |rect, bar| {
                let classes = [class::tone(bar.tone), class::status(bar.status)].join(" ");
                set(rect, "class", &format!("bar {classes}"));
                set(rect, "aria-label", &bar.say(language));
                let quiet = bar.tone == Tone::Neutral;
                let height = if quiet { BAR_HEIGHT_NEUTRAL } else { BAR_HEIGHT }.min(most);
                let (y, round) = (bar.y - height / 2.0, height / 2.0);
                set_numbers(rect, &[("x", bar.x), ("y", y), ("width", bar.width.max(1.0))]);
                set_numbers(rect, &[("height", height), ("rx", round)]);
            },
        );
        self.lines.fill(
            &diagram.lines,
            |layer| create_in(layer, "path", ""),
            |path| path,
            |path, lines| {
                let lost = if lines.lost { " is-lost" } else { "" };
                set(path, "class", &format!("lines {}{lost}", class::tone(lines.tone)));
                set(path, "d", &lines.path);
            },
        );
        set(&self.crosses, "d", &diagram.crosses);
        let past = diagram.past.as_ref();
        set(&self.past_lanes, "d", past.map_or("", |past| &past.lanes));
        set(&self.past_messages, "d", past.map_or("", |past| &past.messages));
        let muted = if past.is_some() { "diagram is-live has-past" } else { "diagram is-live" };
        set(&self.root, "class", muted);
        self.draw_above(diagram);
    }

    fn draw_lanes(&mut self, diagram: &Diagram) {
        let right = diagram.options.size.width;
        self.lanes.fill(
            &diagram.lanes,
            |layer| create_in(layer, "line", "lane"),
            |line| line,
            |line, lane| {
                let left = Diagram::LANES_LEFT;
                set_numbers(line, &[("x1", left), ("x2", right), ("y1", lane.y), ("y2", lane.y)]);
            },
        );
        let apart = lanes_apart(diagram);
        let every = (LANE_NAMES_APART / apart).ceil().max(1.0) as usize;
        self.names.fill(
            diagram.lanes.iter().step_by(every),
            |layer| Words::create_in(layer, "lane-name"),
            |words| &words.element,
            |words, lane| {
                let place = [("x", Diagram::LANES_LEFT / 2.0), ("y", lane.y + 4.5)];
                set_numbers(&words.element, &place);
                words.write(&lane.id.to_string());
            },
        );
    }

    fn draw_above(&mut self, diagram: &Diagram) {
        let size = diagram.options.size;
        self.marks.fill(
            &diagram.marks,
            |layer| {
                let circle = create_in(layer, "circle", "")?;
                set_numbers(&circle, &[("r", 4.0)]);
                let title = Words::around(create_in(&circle, "title", "")?);
                Some(Mark { circle, title })
            },
            |mark| &mark.circle,
            |shape, mark| {
                set(&shape.circle, "class", &format!("mark {}", class::mark(mark.mark)));
                set_numbers(&shape.circle, &[("cx", mark.at.x), ("cy", mark.at.y)]);
                shape.title.write(&mark.name);
            },
        );
        self.axis.fill(
            &diagram.axis,
            |layer| Words::create_in(layer, "axis"),
            |words| &words.element,
            |words, tick| {
                set_numbers(&words.element, &[("x", tick.x), ("y", size.height - 4.0)]);
                words.write(&tick.label);
            },
        );
        let inside = (Diagram::LANES_LEFT..=size.width).contains(&diagram.now);
        show(&self.now, inside);
        let (x, bottom) = (diagram.now, size.height - 16.0);
        set_numbers(&self.now, &[("x1", x), ("x2", x), ("y1", 0.0), ("y2", bottom)]);
    }
}

/// How far apart lanes are.
fn lanes_apart(diagram: &Diagram) -> f64 {
    match diagram.lanes.as_slice() {
        [one, other, ..] => (other.y - one.y).max(0.1),
        _ => diagram.options.size.height,
    }
}
