//! A node as it stands on the stage.

use std::rc::Rc;

use quorate_proto::Slot;
use quorate_proto::{
    AnyNode, Cell, Language, Meta, NodeId, NodeView, Phrase, Role, Status, Tick, TimerCode, Tone,
    Value,
};
use quorate_sim::{DiskMode, Host, Timer};

use crate::layout::{Layout, Room};
use crate::stage::enumerate;
use crate::{Point, Size, words};

/// A node, in words and shapes.
#[derive(Clone, PartialEq, Debug)]
pub struct NodePicture {
    /// Who.
    pub id: NodeId,
    /// Where its middle is.
    pub at: Point,
    /// Goes up when anything about the node changes but its timer's arc.
    pub revision: u64,
    /// Its role; a node that is down shows what its disk remembers.
    pub role: &'static Role,
    /// What its state means: that of its role, unless it is down.
    pub tone: Tone,
    /// Whether it runs.
    pub status: Status,
    /// Under its letter.
    pub headline: String,
    /// Below it: its role, or why it does not run.
    pub label: String,
    /// Beside the label; empty if there is nothing to add.
    pub badge: String,
    /// Term, ballot or epoch.
    pub epoch: u64,
    /// The last cells of its strip that fit, oldest first.
    pub cells: Vec<CellPicture>,
    /// How many cells it has in all.
    pub cells_total: usize,
    /// The timer that runs down next.
    pub timer: Option<TimerPicture>,
    /// How many timers run.
    pub timers_total: usize,
    /// How many writes are not yet durable.
    pub writes_pending: usize,
    /// What is wrong with its disk or clock, in words; empty if nothing is.
    pub troubles: Vec<&'static str>,
    /// What it is called by a screen reader.
    pub name: String,
}

/// One cell of a node's strip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CellPicture {
    /// Its number, from 1.
    pub index: u64,
    /// Term, ballot or version, by which it is tinted.
    pub epoch: u64,
    /// At most three characters.
    pub text: String,
    /// All that it holds.
    pub name: String,
    /// Whether it is final. Others are drawn dashed.
    pub settled: bool,
    /// Whether it would survive a crash now.
    pub durable: bool,
}

/// A timer that runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimerPicture {
    /// Which.
    pub code: TimerCode,
    /// Its name.
    pub label: &'static str,
    /// When it was set.
    pub started: Tick,
    /// When it runs down.
    pub deadline: Tick,
}

/// What a picture was made from. While somebody holds the node, the world copies it before it
/// changes it: the same place in memory means the same node.
#[derive(Clone)]
pub(crate) struct NodeSource {
    node: Rc<dyn AnyNode>,
    status: Status,
    writes_pending: usize,
    disk: DiskMode,
    rate_ppm: i32,
    timer: Option<(TimerCode, Tick, Tick)>,
    timers_total: usize,
}

impl NodeSource {
    pub(crate) fn new(slot: &Slot, host: &Host) -> Self {
        Self {
            node: Rc::clone(&slot.node),
            status: slot.status,
            writes_pending: host.writes_pending(),
            disk: host.disk_mode(),
            rate_ppm: host.clock().rate_ppm(),
            timer: soonest(host).map(|timer| (timer.code, timer.started, timer.deadline)),
            timers_total: host.timers().count(),
        }
    }
}

impl PartialEq for NodeSource {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.node, &other.node)
            && self.status == other.status
            && (self.writes_pending, self.disk) == (other.writes_pending, other.disk)
            && self.rate_ppm == other.rate_ppm
            && (self.timer, self.timers_total) == (other.timer, other.timers_total)
    }
}

impl NodePicture {
    pub(crate) fn new(
        id: NodeId,
        view: &NodeView,
        slot: &Slot,
        host: &Host,
        meta: &Meta,
        (layout, language): (&Layout, Language),
    ) -> Self {
        let status = slot.status;
        let label = status_word(status).unwrap_or(view.role.label).words(language).to_owned();
        let badge = view.badge.filter(|_| status == Status::Up || status == Status::Paused);
        let mut picture = Self {
            id,
            at: layout.nodes.get(id.index()).copied().unwrap_or_default(),
            revision: 0,
            role: view.role,
            tone: if is_down(status) { Tone::Down } else { view.role.tone },
            status,
            headline: view.headline.say(language),
            label,
            badge: badge.map_or_else(String::new, |badge| badge.say(language)),
            epoch: view.epoch,
            cells: last_cells(view, layout, language),
            cells_total: view.cells.len(),
            timer: soonest(host).map(|timer| timer_picture(timer, meta, language)),
            timers_total: host.timers().count(),
            writes_pending: host.writes_pending(),
            troubles: troubles(host, language),
            name: String::new(),
        };
        picture.name = picture.say_name(view, host, language);
        picture
    }

    /// How large a cell of the strip is.
    pub const CELL: Size = Size::new(20.0, 16.0);
    /// From one cell to the next.
    pub const CELL_STEP: f64 = 22.0;

    /// How long the strip is.
    #[must_use]
    pub const fn strip_width(&self) -> f64 {
        let steps = self.cells.len() as f64 * Self::CELL_STEP;
        (steps - Self::CELL_STEP + Self::CELL.width).max(0.0)
    }

    /// Whether the node is crashed or halted.
    #[must_use]
    pub const fn is_down(&self) -> bool {
        is_down(self.status)
    }

    fn say_name(&self, view: &NodeView, host: &Host, language: Language) -> String {
        let mut parts = vec![words::NODE.with([self.id.into()]).say(language)];
        if self.status == Status::Paused {
            parts.push(view.role.label.words(language).to_owned());
        }
        parts.push(self.label.clone());
        if self.status == Status::Halted
            && let Some(rule) = host.halted_by()
        {
            parts.push(rule.words(language).to_owned());
        }
        parts.extend([self.badge.clone(), self.headline.clone()]);
        if !view.cells.is_empty() {
            let settled = view.cells.iter().filter(|cell| cell.settled).count();
            parts.push(words::ENTRIES.with([view.cells.len().into()]).say(language));
            parts.push(words::SETTLED.with([settled.into()]).say(language));
        }
        if self.writes_pending > 0 {
            parts.push(words::WRITES.with([self.writes_pending.into()]).say(language));
        }
        parts.extend(self.troubles.iter().map(|trouble| (*trouble).to_owned()));
        enumerate(language, &parts)
    }
}

const fn is_down(status: Status) -> bool {
    matches!(status, Status::Crashed | Status::Halted)
}

/// What is said in place of the role of a node that does not run.
pub(crate) const fn status_word(status: Status) -> Option<&'static Phrase<0>> {
    match status {
        Status::Up => None,
        Status::Paused => Some(&words::PAUSED),
        Status::Crashed => Some(&words::CRASHED),
        Status::Halted => Some(&words::HALTED),
    }
}

fn soonest(host: &Host) -> Option<&Timer> {
    host.timers().min_by_key(|timer| (timer.deadline, timer.code))
}

fn timer_picture(timer: &Timer, meta: &Meta, language: Language) -> TimerPicture {
    let info = meta.timers.get(usize::from(timer.code.kind));
    TimerPicture {
        code: timer.code,
        label: info.map_or("", |info| info.label.words(language)),
        started: timer.started,
        deadline: timer.deadline,
    }
}

fn troubles(host: &Host, language: Language) -> Vec<&'static str> {
    let disk = match host.disk_mode() {
        DiskMode::Honest => None,
        DiskMode::Lying => Some(&words::DISK_LIES),
        DiskMode::Stalled => Some(&words::DISK_STALLS),
        DiskMode::Torn => Some(&words::DISK_TEARS),
    };
    let clock = match host.clock().rate_ppm() {
        0 => None,
        1.. => Some(&words::CLOCK_FAST),
        _ => Some(&words::CLOCK_SLOW),
    };
    [disk, clock].into_iter().flatten().map(|phrase| phrase.words(language)).collect()
}

/// Cells that fit below a node with room for everything.
const CELLS_MAX: usize = 5;
/// Cells that fit beside the number of those that do not.
const CELLS_MAX_OF_MORE: usize = 4;
/// Characters that fit in a cell.
const CELL_CHARACTERS_MAX: usize = 3;

fn last_cells(view: &NodeView, layout: &Layout, language: Language) -> Vec<CellPicture> {
    if layout.room < Room::Everything {
        return Vec::new();
    }
    let all = view.cells.len();
    let first = if all > CELLS_MAX { all - CELLS_MAX_OF_MORE } else { 0 };
    view.cells.iter().skip(first).map(|cell| cell_picture(cell, language)).collect()
}

fn cell_picture(cell: &Cell, language: Language) -> CellPicture {
    let said = cell.value.say(language);
    let short = if cell.epoch > 0 { Value::Epoch(cell.epoch).say(language) } else { said.clone() };
    CellPicture {
        index: cell.index,
        epoch: cell.epoch,
        text: shortened(&short, CELL_CHARACTERS_MAX),
        name: said,
        settled: cell.settled,
        durable: cell.durable,
    }
}

/// A text cut to so many characters, the last of which then says that it was cut.
pub(crate) fn shortened(text: &str, characters_max: usize) -> String {
    if text.chars().count() <= characters_max {
        return text.to_owned();
    }
    let kept = text.chars().take(characters_max.saturating_sub(1));
    kept.chain(['…']).collect()
}
