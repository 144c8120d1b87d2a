//! The stage: everything about one moment that stays as it is until the next event.

use quorate_proto::{Language, Meta, NodeId, Parameters, SortedSet, Status};
use quorate_sim::World;

use crate::geometry::{Point, Size, degrees};
use crate::layout::{Insets, Layout, Room};
use crate::message::{MessagePicture, Messages};
use crate::node::{NodePicture, NodeSource};
use crate::number::push_line;
use crate::words;

/// How a stage is to be drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct StageOptions {
    /// How large the picture is.
    pub size: Size,
    /// What lies over its edges.
    pub insets: Insets,
    /// The language of everything written in it.
    pub language: Language,
    /// Most messages that are drawn with their words; more are drawn as dots.
    pub pills_max: usize,
    /// Most messages that are drawn one by one; more are drawn as one path per tone.
    pub dots_max: usize,
}

impl Default for StageOptions {
    fn default() -> Self {
        Self {
            size: Size::new(860.0, 540.0),
            insets: Insets::default(),
            language: Language::English,
            pills_max: 60,
            dots_max: 500,
        }
    }
}

/// How messages are drawn, by how many there are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Density {
    /// Each with its words.
    Pills,
    /// Each as a dot.
    Dots,
    /// All of one tone as one path.
    Crowd,
}

/// Everything that stays as it is between two events. What moves is asked for with
/// [`Stage::frame`](crate::Frame).
#[derive(Clone)]
pub struct Stage {
    /// How it is drawn.
    pub options: StageOptions,
    /// Where everybody stands.
    pub layout: Layout,
    /// The nodes, in order.
    pub nodes: Vec<NodePicture>,
    /// The clients, in order.
    pub clients: Vec<ClientPicture>,
    /// The links.
    pub links: Vec<LinkPicture>,
    /// On which side of a partition each node is, counted from 0; empty while all are connected.
    pub sides: Vec<usize>,
    /// The messages under way, in the order of their names.
    pub messages: Vec<MessagePicture>,
    /// How messages are drawn.
    pub density: Density,
    /// Number of events that had happened.
    pub events: u64,
    pub(crate) meta: &'static Meta,
    sources: Vec<NodeSource>,
    parameters: Parameters,
    /// How many changes pictures have seen: the source of their revisions.
    revision: u64,
}

/// A client.
#[derive(Clone, PartialEq, Debug)]
pub struct ClientPicture {
    /// Who.
    pub id: NodeId,
    /// Where.
    pub at: Point,
    /// What it waits for; empty if for nothing.
    pub waits: String,
    /// What it is called by a screen reader.
    pub name: String,
}

/// A link between two participants.
#[derive(Clone, PartialEq, Debug)]
pub struct LinkPicture {
    /// One end: the sending one of a link that is cut in one direction.
    pub from: NodeId,
    /// The other end.
    pub to: NodeId,
    /// Where it begins.
    pub start: Point,
    /// Where it ends.
    pub end: Point,
    /// Whether it carries messages.
    pub state: LinkState,
    /// Degrees clockwise from the right, from start to end.
    pub angle: f64,
    /// What it is called by a screen reader.
    pub name: String,
}

/// Whether a link carries messages.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LinkState {
    /// In both directions.
    Sound,
    /// In none.
    Cut,
    /// Only back: what is sent from [`LinkPicture::from`] is lost.
    CutOneWay,
}

impl LinkPicture {
    /// The hairline, with a gap where it is cut.
    #[must_use]
    pub fn line(&self) -> String {
        let mut path = String::new();
        if self.state == LinkState::Sound {
            push_line(&mut path, self.start, self.end);
            return path;
        }
        let direction = self.start.direction(self.end);
        push_line(&mut path, self.start, self.middle().moved(direction, -CUT_GAP));
        push_line(&mut path, self.middle().moved(direction, CUT_GAP), self.end);
        path
    }

    /// The path of the sign in the gap, around its [`middle`](Self::middle) and turned by its
    /// angle: a cross, or an arrow that meets a bar; nothing for a sound link.
    #[must_use]
    pub const fn mark(&self) -> Option<&'static str> {
        match self.state {
            LinkState::Sound => None,
            LinkState::Cut => Some("M-5 -5L5 5M5 -5L-5 5"),
            LinkState::CutOneWay => Some("M-9 0H3M-3 -5L3 0L-3 5M7 -8V8"),
        }
    }

    /// The middle, where a cut shows.
    #[must_use]
    pub fn middle(&self) -> Point {
        self.start.towards(self.end, 0.5)
    }
}

/// Half of the gap of a cut link.
const CUT_GAP: f64 = 13.0;
/// Up to how many nodes every link is drawn; among more only the cut ones are.
const MESH_NODES_MAX: usize = 12;
/// Up to how many nodes the sides of a partition are told apart.
const SIDES_NODES_MAX: usize = 64;
/// Most cut links that are drawn one by one.
const CUTS_MAX: usize = 400;

impl Stage {
    /// The stage of a world.
    #[must_use]
    pub fn new(world: &World, options: &StageOptions) -> Self {
        Self::after(world, options, 0)
    }

    /// A stage whose pictures have higher revisions than those of another one before it.
    fn after(world: &World, options: &StageOptions, revision: u64) -> Self {
        let (nodes, clients) = (world.slots().len(), world.clients().len());
        let mut stage = Self {
            options: *options,
            layout: Layout::new(nodes, clients, options.size, &options.insets),
            nodes: Vec::with_capacity(nodes),
            clients: Vec::with_capacity(clients),
            links: Vec::new(),
            sides: Vec::new(),
            messages: Vec::new(),
            density: Density::Pills,
            events: 0,
            meta: world.setup().protocol.meta(),
            sources: Vec::with_capacity(nodes),
            parameters: world.setup().parameters,
            revision,
        };
        stage.update(world);
        stage
    }

    /// Brings the stage up to date with its world after events, or with another world after a
    /// seek or a switch of branch. What did not change keeps its text and its revision.
    pub fn update(&mut self, world: &World) {
        if !self.fits(world) {
            *self = Self::after(world, &self.options, self.revision);
            return;
        }
        self.events = world.events();
        self.update_nodes(world);
        self.clients = (0..world.clients().len()).filter_map(|at| self.client(world, at)).collect();
        let mut cuts = SortedSet::new();
        cuts.extend(world.cut_links());
        self.update_links(&cuts);
        self.sides = sides(self.layout.nodes.len(), &cuts);
        let flights = world.flights().count();
        self.density = match flights {
            _ if flights > self.options.dots_max => Density::Crowd,
            _ if flights > self.options.pills_max || self.layout.room < Room::Headline => {
                Density::Dots
            }
            _ => Density::Pills,
        };
        let before = std::mem::take(&mut self.messages);
        self.messages = Messages { stage: self, world, cuts: &cuts }.update(before);
    }

    /// Draws the stage otherwise from now on: another size, another language.
    pub fn set_options(&mut self, world: &World, options: &StageOptions) {
        if self.options != *options {
            *self = Self::after(world, options, self.revision);
        }
    }

    /// Where a participant stands.
    #[must_use]
    pub fn place(&self, participant: NodeId) -> Option<Point> {
        let places =
            if participant.is_client() { &self.layout.clients } else { &self.layout.nodes };
        places.get(participant.index()).copied()
    }

    /// How far from its middle a participant's edge is, about.
    pub(crate) fn reach(&self, participant: NodeId) -> f64 {
        if participant.is_client() {
            self.layout.client.width / 2.0
        } else {
            self.layout.timer_radius()
        }
    }

    fn fits(&self, world: &World) -> bool {
        self.layout.nodes.len() == world.slots().len()
            && self.layout.clients.len() == world.clients().len()
            && std::ptr::eq(self.meta, world.setup().protocol.meta())
    }

    fn update_nodes(&mut self, world: &World) {
        let parameters = world.setup().parameters;
        let same_parameters = parameters == self.parameters;
        self.parameters = parameters;
        for (index, (slot, host)) in world.slots().iter().zip(world.hosts()).enumerate() {
            let source = NodeSource::new(slot, host);
            let known = self.sources.get(index);
            if same_parameters && known.is_some_and(|known| *known == source) {
                continue;
            }
            let id = NodeId::new(index as u16);
            let view = slot.node.view(&parameters);
            let mut picture = NodePicture::new(id, &view, slot, host, self.meta, self.context());
            let before = self.nodes.get(index);
            picture.revision = before.map_or(0, |before| before.revision);
            if before.is_none_or(|before| *before != picture) {
                self.revision += 1;
                picture.revision = self.revision;
            }
            put(&mut self.nodes, index, picture);
            put(&mut self.sources, index, source);
        }
    }

    const fn context(&self) -> (&Layout, Language) {
        (&self.layout, self.options.language)
    }

    fn client(&self, world: &World, index: usize) -> Option<ClientPicture> {
        let id = NodeId::client(index as u16);
        let language = self.options.language;
        let at = *self.layout.clients.get(index)?;
        let waiting = world.clients().get(index)?.waiting();
        let waits = waiting.map_or_else(String::new, |(command, _)| command.operation.to_string());
        let doing = match waiting {
            Some((command, node)) => {
                words::WAITS.with([command.operation.into(), node.into()]).say(language)
            }
            None => words::IDLE.words(language).to_owned(),
        };
        let name = words::CLIENT.with([id.into()]).say(language);
        Some(ClientPicture { id, at, waits, name: enumerate(language, &[name, doing]) })
    }

    fn update_links(&mut self, cuts: &SortedSet<(NodeId, NodeId)>) {
        self.links.clear();
        let nodes = self.layout.nodes.len();
        if nodes <= MESH_NODES_MAX {
            for first in 0..nodes {
                for second in first + 1..nodes {
                    let ends = [first, second].map(|index| NodeId::new(index as u16));
                    if !cuts.contains(&(ends[0], ends[1])) && !cuts.contains(&(ends[1], ends[0])) {
                        self.draw_link(ends[0], ends[1], LinkState::Sound);
                    }
                }
            }
        }
        for (from, to) in cuts.iter().copied().take(2 * CUTS_MAX) {
            match (cuts.contains(&(to, from)), from < to) {
                (true, true) => self.draw_link(from, to, LinkState::Cut),
                (true, false) => {}
                (false, _) => self.draw_link(from, to, LinkState::CutOneWay),
            }
        }
    }

    fn draw_link(&mut self, from: NodeId, to: NodeId, state: LinkState) {
        let (Some(start), Some(end)) = (self.place(from), self.place(to)) else { return };
        let direction = start.direction(end);
        let words = match state {
            LinkState::Sound => &words::LINK,
            LinkState::Cut => &words::LINK_CUT,
            LinkState::CutOneWay => &words::LINK_CUT_ONE_WAY,
        };
        let name = words.with([from.into(), to.into()]).say(self.options.language);
        let start = start.moved(direction, self.reach(from));
        let end = end.moved(direction, -self.reach(to));
        self.links.push(LinkPicture {
            from,
            to,
            start,
            end,
            state,
            angle: degrees(direction),
            name,
        });
    }
}

/// The side of each node, if cuts divide so few nodes that sides can be seen.
fn sides(nodes: usize, cuts: &SortedSet<(NodeId, NodeId)>) -> Vec<usize> {
    if cuts.is_empty() || nodes > SIDES_NODES_MAX {
        return Vec::new();
    }
    let id = |index: usize| NodeId::new(index as u16);
    let connected = |one: usize, other: usize| {
        !cuts.contains(&(id(one), id(other))) && !cuts.contains(&(id(other), id(one)))
    };
    let mut sides = vec![usize::MAX; nodes];
    let mut count = 0;
    for first in 0..nodes {
        if sides.get(first) != Some(&usize::MAX) {
            continue;
        }
        let mut reached = vec![first];
        while let Some(node) = reached.pop() {
            if let Some(side) = sides.get_mut(node) {
                *side = count;
            }
            let fresh = sides.iter().enumerate().filter(|(_, side)| **side == usize::MAX);
            reached.extend(fresh.map(|(other, _)| other).filter(|other| connected(node, *other)));
        }
        count += 1;
    }
    if count > 1 { sides } else { Vec::new() }
}

/// Whether a node runs and can take what arrives.
pub(crate) fn status_of(world: &World, participant: NodeId) -> Status {
    if participant.is_client() {
        return Status::Up;
    }
    world.slots().get(participant.index()).map_or(Status::Crashed, |slot| slot.status)
}

/// Phrases one after another, as a language enumerates them.
pub(crate) fn enumerate(language: Language, parts: &[String]) -> String {
    let comma = match language {
        Language::English => ", ",
        Language::Chinese => "，",
    };
    let said: Vec<_> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    said.join(comma)
}

fn put<T>(list: &mut Vec<T>, index: usize, value: T) {
    match list.get_mut(index) {
        Some(place) => *place = value,
        None => list.push(value),
    }
}
