//! The space-time diagram: a line for each participant, time to the right, messages aslant.
//!
//! It is drawn from recorded events, and stays cheap however many there are: lines that would fall
//! on the same pixels are drawn once, and if there are still too many, what is near is drawn once.

use quorate_proto::order;
use quorate_proto::text::say_span;
use quorate_proto::{Language, Mark, Meta, NodeId, Role, SortedSet, Status, Tick, Tone};
use quorate_sim::{Event, EventKind, LossReason, Lost, MessageId, World};

use crate::class::{TONES, tone_index};
use crate::geometry::{Point, Size};
use crate::message::tone_of;
use crate::node::status_word;
use crate::number::{push_line, push_point};
use crate::stage::enumerate;
use crate::track::RoleTrack;
use crate::words;

/// How a diagram is to be drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DiagramOptions {
    /// How large the picture is.
    pub size: Size,
    /// The first and the last moment in it.
    pub window: (Tick, Tick),
    /// The present: not before the latest event.
    pub now: Tick,
    /// The language of everything written in it.
    pub language: Language,
    /// Most messages that are drawn as lines of their own.
    pub lines_max: usize,
}

impl Default for DiagramOptions {
    fn default() -> Self {
        Self {
            size: Size::new(1_200.0, 150.0),
            window: (0, quorate_proto::time::SECOND),
            now: 0,
            language: Language::English,
            lines_max: 3_000,
        }
    }
}

/// A span of a run, drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct Diagram {
    /// How it was drawn.
    pub options: DiagramOptions,
    /// A lane for each node, then for each client.
    pub lanes: Vec<Lane>,
    /// Roles over time.
    pub bars: Vec<Bar>,
    /// Messages, one path per tone and end.
    pub lines: Vec<Lines>,
    /// A cross where a message was lost; one path.
    pub crosses: String,
    /// What stands out.
    pub marks: Vec<MarkPicture>,
    /// What led to a chosen event, if one was chosen.
    pub past: Option<PastPaths>,
    /// Every event that has a place, for finding the one under a pointer.
    pub points: Vec<EventPoint>,
    /// Moments to write below.
    pub axis: Vec<AxisTick>,
    /// Where the present is; it may lie outside the picture.
    pub now: f64,
    /// How many messages are in the window, drawn on their own or not.
    pub messages_total: usize,
}

/// A participant's line.
#[derive(Clone, PartialEq, Debug)]
pub struct Lane {
    /// Whose.
    pub id: NodeId,
    /// How far down.
    pub y: f64,
}

/// A role for a while.
#[derive(Clone, PartialEq, Debug)]
pub struct Bar {
    /// Whose.
    pub id: NodeId,
    /// Its left end.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// Its length.
    pub width: f64,
    /// Its meaning: that of the role, unless the node was down.
    pub tone: Tone,
    /// The role.
    pub role: &'static Role,
    /// Its term, ballot or epoch; of a node that is down, the last one it ran in.
    pub epoch: u64,
    /// Whether the node ran.
    pub status: Status,
}

/// All messages of one tone and end.
#[derive(Clone, PartialEq, Debug)]
pub struct Lines {
    /// What they mean.
    pub tone: Tone,
    /// Whether they got lost.
    pub lost: bool,
    /// One path for all.
    pub path: String,
}

/// An event that stands out.
#[derive(Clone, PartialEq, Debug)]
pub struct MarkPicture {
    /// Number of the event.
    pub number: u64,
    /// When it happened.
    pub tick: Tick,
    /// Where it is drawn: on the lane of its place, or above all.
    pub at: Point,
    /// What kind.
    pub mark: Mark,
    /// What happened.
    pub name: String,
}

/// What led to an event.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PastPaths {
    /// The messages in it.
    pub messages: String,
    /// How long each participant belongs to it.
    pub lanes: String,
}

/// Where an event is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct EventPoint {
    /// Its number.
    pub number: u64,
    /// Its place in the picture.
    pub at: Point,
}

/// A moment to write below.
#[derive(Clone, PartialEq, Debug)]
pub struct AxisTick {
    /// Where.
    pub x: f64,
    /// The moment in words.
    pub label: String,
}

/// Above the lanes: marks of the cluster as a whole. Below: the axis.
const ABOVE: f64 = 16.0;
const BELOW: f64 = 18.0;
const AXIS_SPACING: f64 = 110.0;
/// A label that would stick out by its half is left out.
const AXIS_LABEL_HALF: f64 = 26.0;
/// Marks of one kind and lane are at least so far apart.
const MARK_SPACING: f64 = 5.0;
const CROSS: f64 = 3.0;
/// A message that the network loses is drawn so far.
const LOST_AFTER: f64 = 0.6;

impl Diagram {
    /// Where lanes begin; their names stand before that.
    pub const LANES_LEFT: f64 = 34.0;

    /// Draws what is in the window of `options`. `events` come in their order; those that have not
    /// happened yet in `world` are left out. `past` holds numbers of events to bring out, see
    /// [`causal_past`](crate::causal_past).
    #[must_use]
    pub fn new<'a>(
        world: &World,
        events: impl IntoIterator<Item = &'a Event>,
        past: Option<&SortedSet<u64>>,
        options: &DiagramOptions,
    ) -> Self {
        let mut drawing = Drawing::new(world, past, options);
        for event in events {
            if event.number <= world.events() {
                drawing.take_in(event);
            }
        }
        for flight in world.flights() {
            let tone = tone_of(&flight.packet, drawing.meta);
            drawing.take_in_flight(
                flight.id,
                tone,
                (flight.sent, flight.arrives),
                flight.doom.is_some(),
            );
        }
        drawing.track.complete(world);
        drawing.finish()
    }

    /// Where a moment is.
    #[must_use]
    pub fn x(&self, tick: Tick) -> f64 {
        Scale::new(&self.options).x(tick)
    }

    /// The moment at a place, held within the window.
    #[must_use]
    pub fn tick(&self, x: f64) -> Tick {
        Scale::new(&self.options).tick(x)
    }

    /// The event nearest to a place, if one is as near as `reach`.
    #[must_use]
    pub fn event_near(&self, at: Point, reach: f64) -> Option<u64> {
        let near = self.points.iter().map(|point| (point.at.distance(at), point.number));
        let near = near.filter(|(distance, _)| *distance <= reach);
        near.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, number)| number)
    }
}

impl Bar {
    /// What the bar says, in words.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let node = words::NODE.with([self.id.into()]).say(language);
        let state = status_word(self.status).unwrap_or(self.role.label);
        let mut parts = vec![node, state.words(language).to_owned()];
        let runs = matches!(self.status, Status::Up | Status::Paused);
        if runs && self.epoch > 0 {
            parts.push(self.epoch.to_string());
        }
        enumerate(language, &parts)
    }
}

/// From ticks to places.
#[derive(Clone, Copy)]
struct Scale {
    from: f64,
    span: f64,
    width: f64,
}

impl Scale {
    fn new(options: &DiagramOptions) -> Self {
        let (from, to) = options.window;
        let span = to.saturating_sub(from).max(1) as f64;
        Self { from: from as f64, span, width: (options.size.width - Diagram::LANES_LEFT).max(1.0) }
    }

    fn x(&self, tick: Tick) -> f64 {
        Diagram::LANES_LEFT + (tick as f64 - self.from) / self.span * self.width
    }

    fn tick(&self, x: f64) -> Tick {
        let share = ((x - Diagram::LANES_LEFT) / self.width).clamp(0.0, 1.0);
        (self.from + share * self.span).round() as Tick
    }
}

/// A message as a line, before it is known whether there is room for it.
#[derive(Clone, Copy)]
struct RawLine {
    from: u16,
    to: u16,
    tone: Tone,
    lost: bool,
    start: f64,
    end: f64,
    /// How much of the way from lane to lane is drawn.
    share: f64,
    /// Whether it belongs to the past that is brought out.
    past: bool,
}

impl RawLine {
    /// What two lines have in common that may be drawn as one.
    fn key(&self, step: f64) -> (u16, u16, usize, bool, i64, i64) {
        let places = ((self.start / step) as i64, (self.end / step) as i64);
        (self.from, self.to, tone_index(self.tone), self.lost, places.0, places.1)
    }
}

/// A diagram in the making.
struct Drawing<'a> {
    options: DiagramOptions,
    scale: Scale,
    meta: &'static Meta,
    /// The present: that of the options, but not before the latest event.
    now: Tick,
    nodes: usize,
    lanes: Vec<Lane>,
    past: Option<&'a SortedSet<u64>>,
    lines: Vec<RawLine>,
    marks: Vec<MarkPicture>,
    points: Vec<EventPoint>,
    /// First and last place of each lane within the past.
    past_lanes: Vec<Option<(f64, f64)>>,
    track: RoleTrack,
}

impl<'a> Drawing<'a> {
    fn new(world: &World, past: Option<&'a SortedSet<u64>>, options: &DiagramOptions) -> Self {
        let (nodes, clients) = (world.slots().len(), world.clients().len());
        let ids = (0..nodes).map(|index| NodeId::new(index as u16));
        let ids = ids.chain((0..clients).map(|index| NodeId::client(index as u16)));
        let spacing =
            (options.size.height - ABOVE - BELOW).max(1.0) / (nodes + clients).max(1) as f64;
        let lane = |(row, id)| Lane { id, y: ABOVE + spacing * (row as f64 + 0.5) };
        Self {
            options: *options,
            scale: Scale::new(options),
            meta: world.setup().protocol.meta(),
            now: world.now().max(options.now),
            nodes,
            lanes: ids.enumerate().map(lane).collect(),
            past,
            lines: Vec::new(),
            marks: Vec::new(),
            points: Vec::new(),
            past_lanes: vec![None; nodes + clients],
            track: RoleTrack::new(nodes),
        }
    }

    fn take_in(&mut self, event: &Event) {
        self.track.take_in(event);
        let tick = event.stamp.tick;
        let past = self.past.is_some_and(|past| past.contains(&event.number));
        match &event.kind {
            EventKind::Received { message, packet, sent } => {
                let tone = tone_of(packet, self.meta);
                self.add_line(*message, tone, (*sent, tick), None, past);
            }
            EventKind::Lost(lost) => self.add_lost(lost, tick),
            EventKind::Booted
            | EventKind::Fired(_)
            | EventKind::Written
            | EventKind::Asked
            | EventKind::AskedAgain
            | EventKind::Disconnected(_)
            | EventKind::Acted(_) => {}
        }
        if let Some(lost) = &event.lost {
            self.add_lost(lost, tick);
        }
        let (from, to) = self.options.window;
        let row = event.place.and_then(|place| self.row(place));
        if past && let Some(reached) = row.and_then(|row| self.past_lanes.get_mut(row)) {
            let x = self.scale.x(tick.clamp(from, to));
            *reached = Some(reached.map_or((x, x), |(first, last)| (first.min(x), last.max(x))));
        }
        if tick < from || tick > to {
            return;
        }
        let x = self.scale.x(tick);
        let y = row.and_then(|row| self.lanes.get(row)).map(|lane| lane.y);
        if let Some(y) = y {
            self.points.push(EventPoint { number: event.number, at: Point::new(x, y) });
        }
        self.add_mark(event, Point::new(x, y.unwrap_or(ABOVE / 2.0)));
    }

    fn take_in_flight(
        &mut self,
        id: MessageId,
        tone: Tone,
        (sent, arrives): (Tick, Tick),
        lost: bool,
    ) {
        let so_far = self.now.saturating_sub(sent) as f64;
        let whole = arrives.saturating_sub(sent).max(1) as f64;
        let most = if lost { LOST_AFTER } else { 1.0 };
        let share = (so_far / whole).min(most);
        let end = sent.saturating_add((whole * share) as Tick);
        self.add_line(id, tone, (sent, end), Some((share, false)), false);
    }

    fn add_lost(&mut self, lost: &Lost, tick: Tick) {
        let tone = tone_of(&lost.packet, self.meta);
        let share = match lost.reason {
            LossReason::Down => 1.0,
            LossReason::Network | LossReason::Cut | LossReason::Dropped => LOST_AFTER,
        };
        // What somebody takes out ends at that moment; the others were lost on the way.
        let end = match lost.reason {
            LossReason::Down | LossReason::Dropped => tick,
            LossReason::Network | LossReason::Cut => {
                let way = tick.saturating_sub(lost.sent) as f64 * share;
                lost.sent.saturating_add(way as Tick)
            }
        };
        self.add_line(lost.message, tone, (lost.sent, end), Some((share, true)), false);
    }

    /// Adds a message's line, of which the given share is drawn, with or without a cross at the
    /// end.
    fn add_line(
        &mut self,
        id: MessageId,
        tone: Tone,
        (sent, end): (Tick, Tick),
        short: Option<(f64, bool)>,
        past: bool,
    ) {
        let (from, to) = self.options.window;
        if id.from == id.to || end < from || sent > to {
            return;
        }
        let (share, lost) = short.unwrap_or((1.0, false));
        self.lines.push(RawLine {
            from: id.from.code(),
            to: id.to.code(),
            tone,
            lost,
            start: self.scale.x(sent),
            end: self.scale.x(end),
            share,
            past,
        });
    }

    fn add_mark(&mut self, event: &Event, at: Point) {
        let said = event.said.iter().find_map(|said| Some((said.rule.mark?, &said.text)));
        let (mark, text) = match (event.broken.first(), said) {
            (Some((_, text)), _) => (Mark::Broken, Some(text)),
            (None, Some((mark, text))) => (mark, Some(text)),
            (None, None) if event.stands_out() => (Mark::Fault, None),
            (None, None) => return,
        };
        let crowded = |known: &MarkPicture| {
            known.mark == mark && known.at.y == at.y && at.x - known.at.x < MARK_SPACING
        };
        let recent = self.marks.iter().rev().take(8);
        if mark != Mark::Broken && { recent }.any(crowded) {
            return;
        }
        let language = self.options.language;
        let name = match (text, mark) {
            (Some(text), Mark::Broken) => {
                format!("{}: {}", words::BROKEN.words(language), text.say(language))
            }
            (Some(text), _) => text.say(language),
            (None, _) => words::FAULT.words(language).to_owned(),
        };
        let (number, tick) = (event.number, event.stamp.tick);
        self.marks.push(MarkPicture { number, tick, at, mark, name });
    }

    fn finish(mut self) -> Diagram {
        let messages_total = self.lines.len();
        let past = self.past.map(|_| self.past_paths());
        let bars = self.bars();
        self.thin_out();
        let (lines, crosses) = self.paths();
        Diagram {
            options: self.options,
            bars,
            lines,
            crosses,
            past,
            axis: self.axis(),
            now: self.scale.x(self.now),
            messages_total,
            lanes: self.lanes,
            marks: self.marks,
            points: self.points,
        }
    }

    /// Drops lines that would fall on others, more coarsely until few enough are left.
    fn thin_out(&mut self) {
        let mut step = 1.0;
        loop {
            order::sort_by_key(&mut self.lines, |line| line.key(step));
            self.lines.dedup_by_key(|line| line.key(step));
            if self.lines.len() <= self.options.lines_max || step > self.options.size.width {
                return;
            }
            step *= 2.0;
        }
    }

    fn paths(&self) -> (Vec<Lines>, String) {
        let mut paths = Vec::with_capacity(2 * TONES.len());
        for lost in [false, true] {
            paths.extend(TONES.map(|tone| Lines { tone, lost, path: String::new() }));
        }
        let mut crosses = String::new();
        for line in &self.lines {
            let Some((start, end)) = self.ends(line) else { continue };
            let place = tone_index(line.tone) + if line.lost { TONES.len() } else { 0 };
            if let Some(lines) = paths.get_mut(place) {
                self.push_clipped(&mut lines.path, start, end);
            }
            if line.lost && (Diagram::LANES_LEFT..=self.options.size.width).contains(&end.x) {
                let corner = |across: f64, down: f64| Point::new(end.x + across, end.y + down);
                push_line(&mut crosses, corner(-CROSS, -CROSS), corner(CROSS, CROSS));
                push_line(&mut crosses, corner(CROSS, -CROSS), corner(-CROSS, CROSS));
            }
        }
        paths.retain(|lines| !lines.path.is_empty());
        (paths, crosses)
    }

    fn past_paths(&self) -> PastPaths {
        let mut paths = PastPaths::default();
        for line in self.lines.iter().filter(|line| line.past) {
            if let Some((start, end)) = self.ends(line) {
                self.push_clipped(&mut paths.messages, start, end);
            }
        }
        for (lane, reached) in self.lanes.iter().zip(&self.past_lanes) {
            if let Some((first, last)) = *reached {
                push_point(&mut paths.lanes, 'M', Point::new(first, lane.y));
                push_point(&mut paths.lanes, 'L', Point::new(last, lane.y));
            }
        }
        paths
    }

    fn ends(&self, line: &RawLine) -> Option<(Point, Point)> {
        let y = |code: u16| {
            let id = self.lanes.get(self.row_of_code(code))?;
            Some(id.y)
        };
        let (from, to) = (y(line.from)?, y(line.to)?);
        let end = Point::new(line.end, from + (to - from) * line.share);
        Some((Point::new(line.start, from), end))
    }

    /// Appends a line as far as it is between the sides of the picture.
    fn push_clipped(&self, path: &mut String, start: Point, end: Point) {
        let share = |x: f64| ((x - start.x) / (end.x - start.x).max(1e-9)).clamp(0.0, 1.0);
        let first = start.towards(end, share(Diagram::LANES_LEFT));
        push_line(path, first, start.towards(end, share(self.options.size.width)));
    }

    fn bars(&self) -> Vec<Bar> {
        let mut bars: Vec<Bar> = Vec::new();
        let (from, to) = self.options.window;
        for lane in self.lanes.iter().take(self.nodes) {
            for span in self.track.spans(lane.id, (from, to.min(self.now))) {
                let (x, end) = (self.scale.x(span.from), self.scale.x(span.to));
                let hidden = end - x < 0.5;
                let last = bars.last().filter(|last| last.id == lane.id);
                if hidden && last.is_some_and(|last| x - last.x - last.width < 0.5) {
                    continue;
                }
                bars.push(Bar {
                    id: lane.id,
                    x,
                    y: lane.y,
                    width: end - x,
                    tone: match span.status {
                        Status::Up | Status::Paused => span.role.tone,
                        Status::Crashed | Status::Halted => Tone::Down,
                    },
                    role: span.role,
                    epoch: span.epoch,
                    status: span.status,
                });
            }
        }
        bars
    }

    fn axis(&self) -> Vec<AxisTick> {
        let (from, to) = self.options.window;
        let least = (self.scale.span * AXIS_SPACING / self.scale.width).ceil() as Tick;
        let step = round_step(least.max(1));
        let first = from.div_ceil(step);
        let moments = (first..).map_while(|count| count.checked_mul(step));
        let moments = moments.take_while(|moment| *moment <= to);
        let ticks = moments.map(|tick| AxisTick { x: self.scale.x(tick), label: say_span(tick) });
        ticks.filter(|tick| tick.x + AXIS_LABEL_HALF <= self.options.size.width).collect()
    }

    fn row(&self, id: NodeId) -> Option<usize> {
        let row = self.row_of_code(id.code());
        (row < self.lanes.len()).then_some(row)
    }

    const fn row_of_code(&self, code: u16) -> usize {
        const CLIENTS: u16 = NodeId::client(0).code();
        if code >= CLIENTS { self.nodes + (code - CLIENTS) as usize } else { code as usize }
    }
}

/// The least of 1, 2 and 5 times a power of ten that is at least `least`.
fn round_step(least: Tick) -> Tick {
    let mut power: Tick = 1;
    loop {
        for factor in [1, 2, 5] {
            match power.checked_mul(factor) {
                Some(step) if step >= least => return step,
                Some(_) => {}
                None => return Tick::MAX,
            }
        }
        power = power.saturating_mul(10);
    }
}
