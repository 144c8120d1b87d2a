//! The stage as a picture in the document.

use quorate_proto::{NodeId, Tick};
use quorate_scene::{At, Density, Frame, LinkPicture, LinkState, Stage, StageOptions, class};
use quorate_sim::{Group, World};
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgsvgElement};

use crate::canvas::element::{Kept, create, create_in, set, set_numbers, show};
use crate::canvas::messages::Messages;
use crate::canvas::node::{ClientShape, NodeShape};
use crate::state::Selection;

/// Where a menu opens when what it is about is not on the stage.
pub(crate) const MENU_ANCHOR_FALLBACK: [i32; 2] = [24, 64];

/// What stands out on the stage because of the visitor.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Chosen {
    /// What the panel shows.
    pub(crate) selection: Selection,
    /// Where the keyboard is, if the stage has the focus.
    pub(crate) focus: Selection,
    /// Nodes marked for a partition.
    pub(crate) marked: Group,
    /// Nodes at which a promise broke.
    pub(crate) broken: Group,
}

/// The picture, and what it was drawn from.
pub(crate) struct Canvas {
    root: SvgsvgElement,
    links: Element,
    nodes_layer: Element,
    crowds: Vec<Element>,
    cut_line: Element,
    link_shapes: Vec<LinkShape>,
    nodes: Vec<NodeShape>,
    clients: Vec<ClientShape>,
    messages: Messages,
    stage: Option<Stage>,
    frame: Frame,
    drawn: Option<Drawn>,
}

/// What must be the same for a picture to need new positions at most.
#[derive(PartialEq)]
struct Drawn {
    branch: usize,
    events: u64,
    digest: u64,
    options: StageOptions,
    chosen: Chosen,
}

struct LinkShape {
    group: Element,
    line: Element,
    hit: Element,
    bar: Element,
    class: Kept,
    ends: Kept,
    name: Kept,
}

impl Canvas {
    /// An empty picture; nothing if the document cannot hold one.
    pub(crate) fn new() -> Option<Self> {
        let root: SvgsvgElement = create("svg", "picture")?.dyn_into().ok()?;
        set(&root, "aria-hidden", "false");
        set(&root, "focusable", "false");
        let links = create_in(&root, "g", "links")?;
        let crowd_layer = create_in(&root, "g", "crowds")?;
        let crowds = class::TONES
            .into_iter()
            .filter_map(|tone| {
                create_in(&crowd_layer, "path", &format!("crowd {}", class::tone(tone)))
            })
            .collect();
        let nodes_layer = create_in(&root, "g", "nodes")?;
        let messages = Messages::create_in(&root)?;
        let cut_line = create_in(&root, "path", "cut-line")?;
        Some(Self {
            root,
            links,
            nodes_layer,
            crowds,
            cut_line,
            link_shapes: Vec::new(),
            nodes: Vec::new(),
            clients: Vec::new(),
            messages,
            stage: None,
            frame: Frame::default(),
            drawn: None,
        })
    }

    /// The element to host.
    pub(crate) fn root(&self) -> &SvgsvgElement {
        &self.root
    }

    /// What is drawn.
    pub(crate) fn stage(&self) -> Option<&Stage> {
        self.stage.as_ref()
    }

    /// Draws a world at a time.
    pub(crate) fn draw(
        &mut self,
        (world, branch): (&World, usize),
        options: &StageOptions,
        chosen: &Chosen,
        (clock, glides): (Tick, bool),
    ) {
        let drawn = Drawn {
            branch,
            events: world.events(),
            digest: world.digest(),
            options: *options,
            chosen: chosen.clone(),
        };
        if self.drawn.as_ref() != Some(&drawn) {
            self.update(world, &drawn);
            self.drawn = Some(drawn);
        }
        self.place(clock, glides);
    }

    /// Draws the line along which the visitor is about to cut; nothing to take it away.
    pub(crate) fn draw_cut_line(&self, line: Option<[(f64, f64); 2]>) {
        let path = line.map_or_else(String::new, |[from, to]| {
            format!("M{} {}L{} {}", At(from.0), At(from.1), At(to.0), At(to.1))
        });
        set(&self.cut_line, "d", &path);
    }

    fn update(&mut self, world: &World, drawn: &Drawn) {
        let laid_out = self.drawn.as_ref().map(|before| before.options);
        let fresh = self.stage.is_none();
        let stage = self.stage.get_or_insert_with(|| Stage::new(world, &drawn.options));
        let before = (stage.nodes.len(), stage.clients.len());
        stage.set_options(world, &drawn.options);
        stage.update(world);
        let after = (stage.nodes.len(), stage.clients.len());
        if fresh || laid_out != Some(drawn.options) || before != after {
            self.lay_out();
        }
        self.update_shapes(&drawn.chosen);
    }

    fn lay_out(&mut self) {
        let Some(stage) = &self.stage else { return };
        let size = stage.options.size;
        set(&self.root, "viewBox", &format!("0 0 {} {}", At(size.width), At(size.height)));
        self.nodes.drain(..).for_each(|shape| shape.remove());
        self.clients.drain(..).for_each(|shape| shape.remove());
        for picture in &stage.nodes {
            let Some(mut shape) = NodeShape::create_in(&self.root, &self.nodes_layer) else {
                return;
            };
            shape.lay_out(picture, &stage.layout);
            self.nodes.push(shape);
        }
        for _ in &stage.clients {
            let Some(shape) = ClientShape::create_in(&self.root, &self.nodes_layer) else {
                return;
            };
            self.clients.push(shape);
        }
    }

    fn update_shapes(&mut self, chosen: &Chosen) {
        let Some(stage) = &self.stage else { return };
        let density = match stage.density {
            Density::Pills => "picture has-pills",
            Density::Dots => "picture has-dots",
            Density::Crowd => "picture has-crowds",
        };
        set(&self.root, "class", density);
        for (shape, picture) in self.nodes.iter_mut().zip(&stage.nodes) {
            shape.draw(picture, &marks(chosen, picture.id), &stage.layout);
        }
        for (shape, picture) in self.clients.iter_mut().zip(&stage.clients) {
            shape.draw(picture, &marks(chosen, picture.id), &stage.layout);
        }
        while self.link_shapes.len() < stage.links.len() {
            let Some(shape) = LinkShape::create_in(&self.links) else { break };
            self.link_shapes.push(shape);
        }
        for (index, shape) in self.link_shapes.iter_mut().enumerate() {
            show(&shape.group, index < stage.links.len());
            if let Some(picture) = stage.links.get(index) {
                shape.draw(picture, chosen);
            }
        }
        let message = |selection| match selection {
            Selection::Message(id) => Some(id),
            _ => None,
        };
        let pictures = match stage.density {
            Density::Pills | Density::Dots => stage.messages.as_slice(),
            Density::Crowd => &[],
        };
        let (selected, focused) = (message(chosen.selection), message(chosen.focus));
        self.messages.update(&self.root, pictures, selected, focused);
    }

    fn place(&mut self, clock: Tick, glides: bool) {
        let Some(stage) = &self.stage else { return };
        stage.frame(clock, &mut self.frame);
        for (shape, left) in self.nodes.iter_mut().zip(&self.frame.timers) {
            shape.draw_timer(*left);
        }
        self.messages.place(&stage.messages, &self.frame.messages, glides);
        for (path, drawn) in self.crowds.iter().zip(&self.frame.crowds) {
            set(path, "d", drawn);
        }
    }
}

impl LinkShape {
    fn create_in(layer: &Element) -> Option<Self> {
        let group = create_in(layer, "g", "link")?;
        let hit = create_in(&group, "line", "hit")?;
        let line = create_in(&group, "line", "line")?;
        let bar = create_in(&group, "path", "bar")?;
        let (class, ends, name) = (Kept::default(), Kept::default(), Kept::default());
        Some(Self { group, line, hit, bar, class, ends, name })
    }

    fn draw(&mut self, picture: &LinkPicture, chosen: &Chosen) {
        let state = match picture.state {
            LinkState::Sound => "is-sound",
            LinkState::Cut => "is-cut",
            LinkState::CutOneWay => "is-cut-one-way",
        };
        let this = Selection::link(picture.from, picture.to);
        let selected = if chosen.selection == this { " is-chosen" } else { "" };
        let focused = if chosen.focus == this { " is-focused" } else { "" };
        let class = format!("link {state}{selected}{focused}");
        self.class.write(&self.group, "class", &class);
        // Only a link that has something to say, or that is asked, is a picture of its own.
        let speaks = picture.state != LinkState::Sound || chosen.focus == this;
        self.name.write(&self.group, "aria-label", if speaks { &picture.name } else { "" });
        match (speaks, self.group.has_attribute("role")) {
            (true, false) => set(&self.group, "role", "img"),
            (false, true) => drop(self.group.remove_attribute("role")),
            (true, true) | (false, false) => {}
        }
        let key = format!(
            "{}-{} {} {} {} {}",
            picture.from,
            picture.to,
            At(picture.start.x),
            At(picture.start.y),
            At(picture.end.x),
            At(picture.end.y)
        );
        self.ends.write(&self.group, "data-ends", &key);
        set(&self.group, "data-link", &format!("{}-{}", picture.from, picture.to));
        let (one, other) = (picture.from.min(picture.to), picture.from.max(picture.to));
        set(&self.group, "id", &format!("link-{one}-{other}"));
        for line in [&self.line, &self.hit] {
            set_numbers(
                line,
                &[
                    ("x1", picture.start.x),
                    ("y1", picture.start.y),
                    ("x2", picture.end.x),
                    ("y2", picture.end.y),
                ],
            );
        }
        let middle = picture.middle();
        let bar = match picture.state {
            LinkState::Sound => "",
            LinkState::Cut => "M-6 -6L6 6M6 -6L-6 6",
            LinkState::CutOneWay => "M0 -8V8M-8 -4L-3 0L-8 4",
        };
        set(&self.bar, "d", bar);
        let turn =
            format!("translate({} {}) rotate({})", At(middle.x), At(middle.y), At(picture.angle));
        set(&self.bar, "transform", &turn);
    }
}

fn marks(chosen: &Chosen, id: NodeId) -> String {
    let mut marks = String::new();
    for (holds, class) in [
        (chosen.selection == Selection::Node(id), " is-chosen"),
        (chosen.focus == Selection::Node(id), " is-focused"),
        (chosen.marked.contains(id), " is-marked"),
        (chosen.broken.contains(id), " is-broken"),
    ] {
        if holds {
            marks.push_str(class);
        }
    }
    marks
}
