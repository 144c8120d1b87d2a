//! What clients saw, as a picture: a column for each client, a bar for each operation, from its
//! question to its answer, time downwards.
//!
//! Whether a history can be explained depends only on what was over before what began. So rows are
//! not seconds: every question and every answer has a row of its own, and two operations overlap in
//! the picture exactly if each began before the other was over. Where an explanation exists, each
//! operation has a point within its bar at which it took effect, and a line leads through them in
//! their order. Where none exists, the operations that contradict each other stand out.

use quorate_proto::order;
use quorate_proto::text::say_span;
use quorate_proto::{Language, NodeId, RequestId, SortedMap, Tick};
use quorate_sim::{ClientOperation, World};

use crate::geometry::{Point, Size, text_width};
use crate::message::describe_outcome;
use crate::node::shortened;
use crate::number::push_point;
use crate::stage::enumerate;
use crate::words;

/// What a checker found out about one operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sign {
    /// Its position, from 1, in the order that explains the answers; or in the longest that there
    /// is.
    pub place: Option<u32>,
    /// What is wrong with it.
    pub wrong: Option<Wrong>,
}

/// How an operation stands in the way of an explanation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// It belongs to the fewest operations that no order explains.
    Contradicts,
    /// It would have to come next after the longest order, and does not fit.
    FitsNowhere,
}

impl Sign {
    /// The class by which a style sheet knows it.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match (self.wrong, self.place) {
            (Some(Wrong::Contradicts), _) => "is-against",
            (Some(Wrong::FitsNowhere), _) => "is-unfit",
            (None, Some(_)) => "is-placed",
            (None, None) => "",
        }
    }

    /// What is written on its point.
    fn mark(self) -> String {
        match (self.place, self.wrong) {
            (Some(place), _) => place.to_string(),
            (None, Some(Wrong::Contradicts)) => "!".to_owned(),
            (None, Some(Wrong::FitsNowhere)) => "?".to_owned(),
            (None, None) => String::new(),
        }
    }
}

/// How a history is to be drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct HistoryOptions {
    /// How wide the picture is.
    pub width: f64,
    /// The language of everything written on it.
    pub language: Language,
    /// Most operations in one picture. The others are counted.
    pub most: usize,
    /// What is known of operations.
    pub signs: SortedMap<RequestId, Sign>,
    /// The time shown, if what is drawn reaches beyond it.
    pub now: Option<Tick>,
}

impl Default for HistoryOptions {
    fn default() -> Self {
        let (language, signs) = (Language::English, SortedMap::new());
        Self { width: 340.0, language, most: 60, signs, now: None }
    }
}

/// One operation.
#[derive(Clone, PartialEq, Debug)]
pub struct HistoryBar {
    /// Which.
    pub id: RequestId,
    /// When it was asked.
    pub invoked: Tick,
    /// Its corner at the top left.
    pub corner: Point,
    /// How large it is.
    pub size: Size,
    /// Whether no answer has come.
    pub is_open: bool,
    /// What a checker found out.
    pub sign: Sign,
    /// Where it took effect; or where the sign stands.
    pub point: Point,
    /// What is written on the point.
    pub mark: String,
    /// What was asked, and what was answered, as far as there is room.
    pub lines: [String; 2],
    /// All of it, for those who listen.
    pub name: String,
}

/// A history as a picture.
#[derive(Clone, PartialEq, Debug)]
pub struct HistoryPicture {
    /// How it was to be drawn.
    pub language: Language,
    /// How large it became.
    pub size: Size,
    /// The clients: the middle of each column, and who it is.
    pub columns: Vec<(f64, NodeId)>,
    /// The operations, in the order of their questions.
    pub bars: Vec<HistoryBar>,
    /// Moments beside the rows: how far down, and when.
    pub times: Vec<(f64, String)>,
    /// The line through the points, in their order.
    pub order: String,
    /// Operations that are not drawn: earlier ones and later ones.
    pub hidden: (usize, usize),
    /// How far down the time shown is.
    pub now: Option<f64>,
}

/// Room at the left for moments.
const LEFT: f64 = 50.0;
/// Room at the top for the names of clients.
const TOP: f64 = 26.0;
const ROW: f64 = 17.0;
/// Between a bar and the edge of its rows and its column.
const GAP: f64 = 2.5;
/// Between two moments that are written.
const TIMES_LEAST: f64 = 34.0;
/// Of what is written in a bar.
const FONT_SIZE: f64 = 11.0;
/// Room for the point at the left of a bar.
const POINT_ROOM: f64 = 19.0;
/// Between two points, where there is room.
const POINTS_APART: f64 = 17.0;

impl HistoryPicture {
    /// Of what is written in a bar.
    pub const FONT_SIZE: f64 = FONT_SIZE;
    /// How large a point is.
    pub const POINT_RADIUS: f64 = 7.5;

    /// The history of all clients up to now.
    #[must_use]
    pub fn new(world: &World, options: &HistoryOptions) -> Self {
        let (shown, hidden) = choose(world, options);
        let rows = Rows::new(&shown);
        let clients = world.clients().len();
        let column = (options.width - LEFT) / clients.max(1) as f64;
        let middle = |client: usize| LEFT + column * (client as f64 + 0.5);
        let bars = shown.iter().map(|operation| rows.bar(operation, column, options));
        let mut bars: Vec<_> = bars.collect();
        let order = place_points(&mut bars);
        Self {
            language: options.language,
            size: Size::new(options.width, TOP + rows.height()),
            columns: (0..clients).map(|at| (middle(at), NodeId::client(at as u16))).collect(),
            bars,
            times: rows.times(),
            order,
            hidden,
            now: options.now.and_then(|now| rows.after(now)),
        }
    }

    /// How many operations have been asked and answered: as long as neither grows, the history is
    /// the same.
    #[must_use]
    pub fn measure(world: &World) -> (usize, usize) {
        let operations = world.clients().iter().map(quorate_sim::Client::operations);
        operations.fold((0, 0), |(asked, answered), operations| {
            let open = operations.iter().rev().take_while(|each| each.returned.is_none()).count();
            (asked + operations.len(), answered + operations.len() - open)
        })
    }
}

/// The operations to be drawn, by their questions, and how many come before and after them. The
/// latest are drawn, but when something is wrong, what leads up to that.
fn choose(world: &World, options: &HistoryOptions) -> (Vec<ClientOperation>, (usize, usize)) {
    let mut all: Vec<ClientOperation> =
        world.clients().iter().flat_map(|client| client.operations().iter().copied()).collect();
    order::sort_by_key(&mut all, |operation| (operation.invoked, operation.command.id));
    let is_wrong = |operation: &ClientOperation| {
        options.signs.get(&operation.command.id).is_some_and(|sign| sign.wrong.is_some())
    };
    let last = all.iter().rposition(is_wrong).map_or(all.len(), |at| at + 1 + options.most / 6);
    let last = last.min(all.len());
    let first = last.saturating_sub(options.most);
    let hidden = (first, all.len() - last);
    (all.get(first..last).unwrap_or_default().to_vec(), hidden)
}

/// A row for every moment at which something was asked or answered.
struct Rows {
    moments: Vec<Moment>,
}

/// Questions come before answers of the same tick: so they overlap.
type Moment = (Tick, bool, RequestId);

impl Rows {
    fn new(operations: &[ClientOperation]) -> Self {
        let asked = operations.iter().map(|each| (each.invoked, false, each.command.id));
        let answered = operations.iter().filter_map(|each| {
            let (at, _) = each.returned?;
            Some((at, true, each.command.id))
        });
        let mut moments: Vec<_> = asked.chain(answered).collect();
        order::sort(&mut moments);
        Self { moments }
    }

    fn height(&self) -> f64 {
        ROW * (self.moments.len() as f64 + 1.0)
    }

    /// How far down a moment's row begins.
    fn top(&self, moment: Moment) -> f64 {
        TOP + ROW * self.moments.partition_point(|known| *known < moment) as f64
    }

    /// How far down everything is that comes later than a time; nothing if nothing does.
    fn after(&self, now: Tick) -> Option<f64> {
        let row = self.moments.partition_point(|(tick, ..)| *tick <= now);
        (row < self.moments.len()).then_some(TOP + ROW * row as f64)
    }

    fn times(&self) -> Vec<(f64, String)> {
        let mut times: Vec<(f64, String)> = Vec::new();
        for (row, (tick, ..)) in self.moments.iter().enumerate() {
            let y = TOP + ROW * row as f64;
            if times.last().is_none_or(|(last, _)| y - last >= TIMES_LEAST) {
                times.push((y, say_span(*tick)));
            }
        }
        times
    }

    fn bar(
        &self,
        operation: &ClientOperation,
        column: f64,
        options: &HistoryOptions,
    ) -> HistoryBar {
        let (id, language) = (operation.command.id, options.language);
        let top = self.top((operation.invoked, false, id));
        let bottom = match operation.returned {
            Some((at, _)) => self.top((at, true, id)) + ROW,
            None => TOP + self.height(),
        };
        let width = (column - 2.0 * GAP).max(1.0);
        let left = LEFT + column * id.client.index() as f64 + GAP;
        let asked = operation.command.operation.to_string();
        let answer = operation.returned.map(|(_, outcome)| describe_outcome(outcome).1);
        let answer = answer.map(|text| text.say(language));
        let answer = answer.unwrap_or_else(|| words::UNANSWERED.words(language).to_owned());
        let sign = options.signs.get(&id).copied().unwrap_or_default();
        let name = name(operation, &answer, sign, language);
        let room = ((width - POINT_ROOM) / text_width("x", FONT_SIZE)).max(1.0) as usize;
        HistoryBar {
            id,
            invoked: operation.invoked,
            corner: Point::new(left, top + GAP),
            size: Size::new(width, bottom - top - 2.0 * GAP),
            is_open: operation.returned.is_none(),
            sign,
            point: Point::new(left + POINT_ROOM / 2.0 + 1.0, top + ROW),
            mark: sign.mark(),
            lines: [shortened(&asked, room), shortened(&answer, room)],
            name,
        }
    }
}

/// Everything about an operation, for those who listen.
fn name(operation: &ClientOperation, answer: &str, sign: Sign, language: Language) -> String {
    let client = words::CLIENT.with([operation.command.id.client.into()]).say(language);
    let asked = operation.command.operation.to_string();
    let when = match operation.returned {
        Some((at, _)) => format!("{} – {}", say_span(operation.invoked), say_span(at)),
        None => say_span(operation.invoked),
    };
    let place = sign.place.map(|place| words::PLACED.with([i64::from(place).into()]).say(language));
    let wrong = sign.wrong.map(|wrong| match wrong {
        Wrong::Contradicts => words::CONTRADICTS.words(language).to_owned(),
        Wrong::FitsNowhere => words::FITS_NOWHERE.words(language).to_owned(),
    });
    let (place, wrong) = (place.unwrap_or_default(), wrong.unwrap_or_default());
    enumerate(language, &[client, asked, answer.to_owned(), when, place, wrong])
}

/// Gives the placed operations points within their bars, from above to below in their order, and
/// draws the line through them.
fn place_points(bars: &mut [HistoryBar]) -> String {
    let placed = bars.iter().enumerate();
    let mut placed: Vec<(u32, usize)> =
        placed.filter_map(|(index, bar)| Some((bar.sign.place?, index))).collect();
    order::sort(&mut placed);
    let margin = HistoryPicture::POINT_RADIUS + 1.5;
    // As late as each may be, so that all after it still find room.
    let mut latest = f64::INFINITY;
    let mut limits: Vec<f64> = Vec::with_capacity(placed.len());
    for (_, index) in placed.iter().rev() {
        latest = latest.min(bars.get(*index).map_or(latest, |bar| bar.bottom() - margin));
        limits.push(latest);
    }
    let (mut path, mut above) = (String::new(), f64::NEG_INFINITY);
    for ((_, index), limit) in placed.iter().zip(limits.iter().rev()) {
        let Some(bar) = bars.get_mut(*index) else { continue };
        let earliest = bar.corner.y + margin;
        let y = earliest.max(above + POINTS_APART).min(*limit).max(above);
        bar.point.y = y;
        let command = if path.is_empty() { 'M' } else { 'L' };
        push_point(&mut path, command, bar.point);
        above = y;
    }
    path
}

impl HistoryBar {
    /// How far down it reaches.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.corner.y + self.size.height
    }

    /// Where the lines are written, by their middles.
    #[must_use]
    pub fn line_at(&self, line: usize) -> Point {
        let middle = self.corner.x + (POINT_ROOM + self.size.width) / 2.0;
        Point::new(middle, self.corner.y + 12.0 + 13.0 * line as f64)
    }
}
