//! *Treadmills*: ways without progress on which numbers grow.
//!
//! Candidates that split every vote never come back to a state in which they were: their terms are
//! higher each time. So no loop of states shows that they get nowhere. What comes back is all the
//! rest: the same nodes in the same roles, the same timers with the same time to run, the same
//! kinds of messages on the same links. A protocol only compares its numbers and counts them up; if
//! all the rest has come back, it will do the same once more.
//!
//! This cannot be looked for among untimed ways. There every protocol has one without progress, as
//! Fischer, Lynch and Paterson showed: a scheduler can always hold back the one letter that would
//! decide until it no longer does. What keeps a correct protocol from going round for ever is time
//! and chance, timeouts that are longer than messages travel and that fall differently each time.
//! So treadmills are looked for in timed runs, where the scheduler is fair because it has no say:
//! everything that is sent arrives in its time, every timer that is due runs down. What is left to
//! chance does not come out the same turn after turn, to the microsecond; a part of a run that does
//! leaves nothing to chance.
//!
//! What clients ask and nodes turn away without any change counts for nothing in this; so a turn
//! need not wait until a client has come round, too. All else counts. It is followed for ten turns
//! at least, each of which has to be like the first, event for event. That is no proof that it goes
//! on for ever, and whoever shows it should say so. The control is that the same run without the
//! bug, and the same under other seeds, makes progress.

use quorate_proto::{Bugs, Digest, Expectation, Tick, time};
use quorate_sim::{
    Action, Detail, Event, EventKind, Packet, Record, Run, Scheduled, Setup, Stamp, Standing,
    Verdict,
};

/// For how long a run is watched after the last thing that is done to it.
const WATCHED: Tick = 60 * time::SECOND;
/// Most events that are looked at.
const EVENTS_MAX: usize = 50_000;
/// How many turns must follow the first, each like it.
const TURNS_FOLLOWED: usize = 10;
/// How many turns a run that shows it makes.
const TURNS_SHOWN: usize = 3;
/// Under how many seeds the promise must be kept without the bug.
const SEEDS: u64 = 10;

/// A run that goes round without progress while numbers grow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Treadmill {
    /// The promise of progress that it breaks.
    pub property: &'static str,
    /// Events before the first turn.
    pub lead: u32,
    /// Events of each turn.
    pub turn: u32,
    /// How many turns after the first were followed, each like it.
    pub followed: u32,
    /// What is done to the run so that it shows three turns and says where they end.
    pub actions: Vec<Scheduled>,
    /// When they are over and the promise is broken.
    pub end: Stamp,
}

impl Treadmill {
    /// Looks for one in a run.
    #[must_use]
    pub fn find(setup: &Setup, actions: &[Scheduled]) -> Option<Self> {
        let film = Film::of(setup, actions)?;
        let (lead, turn) = film.round()?;
        let followed = (film.pictures.len() - lead) / turn - 1;
        let moment = |turns: usize| film.moment(lead + turns * turn);
        let marks = (0..=TURNS_SHOWN)
            .map(|turns| Some(Scheduled { at: moment(turns)?, action: Action::Turn }));
        let mut shown = actions.to_vec();
        shown.extend(marks.collect::<Option<Vec<_>>>()?);
        let end = breaks_at(setup, &shown, film.property)?.max(moment(TURNS_SHOWN)?);
        Some(Self {
            property: film.property,
            lead: u32::try_from(lead).ok()?,
            turn: u32::try_from(turn).ok()?,
            followed: u32::try_from(followed).ok()?,
            actions: shown,
            end,
        })
    }

    /// Whether the same run without bugs keeps the promise, under its own seed and under others.
    #[must_use]
    pub fn is_the_bugs(&self, setup: &Setup, actions: &[Scheduled]) -> bool {
        (0..SEEDS).all(|other| {
            let seed = setup.seed.wrapping_add(other);
            let control = Setup { bugs: Bugs::default(), seed, ..*setup };
            breaks_at(&control, actions, self.property).is_none()
        })
    }
}

/// When a run breaks a promise of progress: the moment right after that.
fn breaks_at(setup: &Setup, actions: &[Scheduled], property: &str) -> Option<Stamp> {
    let end = last(actions).saturating_add(WATCHED);
    let mut run = Run::new(setup, actions);
    for _ in 0..EVENTS_MAX {
        if run.next_tick().is_none_or(|tick| tick > end) || !run.step(&mut Record::default()) {
            break;
        }
        if run.world().verdicts().iter().any(|it| it.property.id == property && is_broken(it)) {
            return Some(run.world().stamp());
        }
    }
    None
}

fn last(actions: &[Scheduled]) -> Tick {
    actions.iter().map(|scheduled| scheduled.at.tick).max().unwrap_or(0)
}

fn is_broken(verdict: &Verdict) -> bool {
    verdict.standing == Standing::Broken
        && matches!(verdict.property.expectation, Expectation::Eventually { .. })
}

/// A run: what its cluster was like after each event.
struct Film {
    property: &'static str,
    /// Pictures of the time before the last progress and the last thing that was done.
    before: usize,
    pictures: Vec<Picture>,
}

/// An event and what came of it.
#[derive(Clone, Copy)]
struct Picture {
    /// The fingerprint of what happened, how long after the event before, and of what the world was
    /// like then.
    like: u64,
    /// The moment after it.
    after: Stamp,
}

impl Film {
    /// A run in which a promise of progress breaks.
    fn of(setup: &Setup, actions: &[Scheduled]) -> Option<Self> {
        let acted = last(actions);
        let mut run = Run::new(setup, actions);
        let mut pictures: Vec<Picture> = Vec::new();
        let mut before = 0;
        let end = acted.saturating_add(WATCHED);
        for _ in 0..EVENTS_MAX {
            if run.next_tick().is_none_or(|tick| tick > end) {
                break;
            }
            let mut record = Record::new(Detail::Steps);
            let stood = (run.world().likeness(before), run.world().digest_of_nodes());
            run.step(&mut record);
            let world = run.world();
            let what = record.events.back().map(|event| &event.kind);
            let stands = (world.likeness(before), world.digest_of_nodes());
            if stands == stood && what.is_some_and(is_talk) {
                continue;
            }
            let after = world.stamp();
            let what = record.events.back().map_or(0, digest_of);
            let like = Digest::of(&(after.tick - before, what, world.likeness(after.tick)));
            pictures.push(Picture { like, after });
            before = after.tick;
        }
        let mut verdicts = run.world().verdicts().iter();
        let property = verdicts.find(|verdict| is_broken(verdict))?.property.id;
        let since = acted.max(run.world().kept_last(property));
        let before = pictures.iter().take_while(|picture| picture.after.tick <= since).count();
        Some(Self { property, before, pictures })
    }

    /// The part that comes back until the end of the film: how many pictures before it, and how
    /// many in each turn.
    fn round(&self) -> Option<(usize, usize)> {
        let idle = self.pictures.get(self.before..)?;
        let likes = |skip: usize| idle.iter().rev().skip(skip).map(|picture| picture.like);
        let alike = |turn: usize| {
            likes(0).zip(likes(turn)).take_while(|(later, earlier)| later == earlier).count()
        };
        let turn = (1..=idle.len() / (TURNS_FOLLOWED + 1))
            .find(|turn| alike(*turn) > turn * TURNS_FOLLOWED)?;
        // The first that comes back is the moment after an event; what led to it need not.
        Some((self.pictures.len() - alike(turn) - turn + 1, turn))
    }

    /// The moment after so many pictures.
    fn moment(&self, pictures: usize) -> Option<Stamp> {
        Some(self.pictures.get(pictures.checked_sub(1)?)?.after)
    }
}

/// Whether an event is a client's affair: it asks, or is answered.
const fn is_talk(kind: &EventKind) -> bool {
    match kind {
        EventKind::Asked | EventKind::AskedAgain => true,
        EventKind::Received { packet, .. } => {
            matches!(packet, Packet::Request(_) | Packet::Reply(..))
        }
        EventKind::Lost(lost) => matches!(lost.packet, Packet::Request(_) | Packet::Reply(..)),
        EventKind::Booted
        | EventKind::Fired(_)
        | EventKind::Written
        | EventKind::Disconnected(_)
        | EventKind::Acted(_) => false,
    }
}

/// What happened and to whom, numbers aside.
fn digest_of(event: &Event) -> u64 {
    let what = match &event.kind {
        EventKind::Received { message, packet, .. } => (1, message.from.code(), kind_of(packet)),
        EventKind::Lost(lost) => (2, lost.message.from.code(), kind_of(&lost.packet)),
        EventKind::Fired(timer) => (3, timer.subject, u64::from(timer.kind)),
        EventKind::Written => (4, 0, 0),
        EventKind::Booted => (5, 0, 0),
        EventKind::Asked => (6, 0, 0),
        EventKind::AskedAgain => (7, 0, 0),
        EventKind::Disconnected(peer) => (8, peer.code(), 0),
        EventKind::Acted(_) => (9, 0, 0),
    };
    Digest::of(&(event.place, what))
}

fn kind_of(packet: &Packet) -> u64 {
    match packet {
        Packet::Message(message) => message.kind() as u64,
        Packet::Request(_) => 1 << 16,
        Packet::Reply(..) => 2 << 16,
    }
}
