//! The explorer over a protocol made for trying it out: one node knocks, the other opens or not.

mod common;

use quorate_explore::{Exploration, Limits, Mail, Move, Replay, Search, Space, Status};
use quorate_proto::{
    AnyProtocol, Cluster, Command, Cx, Durable, Environment, Expectation, Finding, Kind,
    MessageView, Meta, Moment, NodeId, NodeView, Parameters, Property, Protocol, Stance, TimerCode,
    TimerInfo, TimerKind, Tone, entry,
};
use quorate_sim::{Action, Record, Run, Scheduled, Setup, Stamp, Standing};

use common::{BARE, assert_three_turns, manner, parameters, stance, view};

quorate_proto::phrases! {
    TITLE = "knocking", "敲门";
    KNOCK = "knock", "敲门";
    OPENED = "the door opens again and again", "门会一次次打开";
    KEPT = "whoever was let in is written down", "进过门的都有记录";
    FORGOTTEN = "somebody was let in whom the disk does not know", "有人进了门却没有记录";
    MANNER = "how the door is kept", "守门方式";
}

/// How the door is kept.
const ALWAYS_OPENS: u32 = 0;
/// It opens if it likes.
const MOODY: u32 = 1;
/// It opens at the second knock.
const SECOND_TIME: u32 = 2;
/// It never answers, and the guest waits.
const SILENT: u32 = 3;
/// It opens, but writes the guest down only afterwards.
const CARELESS: u32 = 4;

static META: Meta = Meta {
    id: "knocking",
    title: &TITLE,
    environment: Environment { disk: (500, 500), ..BARE.environment },
    parameters: &[manner(&MANNER, CARELESS)],
    kinds: &[Kind { id: "knock", label: &KNOCK, tone: Tone::Ask }],
    timers: &[TimerInfo { id: "knock", label: &KNOCK }],
    ..BARE
};

static KNOCKING: &dyn AnyProtocol = entry::<Knocking>();
const GUEST: NodeId = NodeId::new(0);
const DOOR: NodeId = NodeId::new(1);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Message {
    Knock,
    Open,
    Busy,
}

/// Whether the guest was let in just now; how often the door was knocked at since it opened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Knocking {
    inside: bool,
    knocks: u8,
}

/// Whether the door has ever let somebody in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Book(bool);

impl Durable for Book {}

#[derive(Clone, Copy)]
struct Timer;

impl TimerKind for Timer {
    fn code(self) -> TimerCode {
        TimerCode { kind: 0, subject: 0 }
    }

    fn from_code(_: TimerCode) -> Option<Self> {
        Some(Self)
    }
}

impl Protocol for Knocking {
    type Message = Message;
    type Timer = Timer;
    type Durable = Book;
    type History = ();

    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Self>] = &[
        Property {
            id: "Opened",
            statement: &OPENED,
            source: "test",
            expectation: Expectation::Eventually { within: |_, _| 1_000_000 },
            check: opened,
        },
        Property {
            id: "Kept",
            statement: &KEPT,
            source: "test",
            expectation: Expectation::Always,
            check: kept,
        },
    ];

    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        if cx.me == GUEST {
            cx.set_timer(Timer, 10_000..=20_000);
        }
        Self::default()
    }

    fn on_message(&mut self, from: NodeId, message: &Message, cx: &mut Cx<'_, Self>) {
        match message {
            Message::Knock => {
                self.knocks += 1;
                let opens = match cx.parameter(0) {
                    MOODY => cx.choose(2) == 1,
                    SECOND_TIME => self.knocks == 2,
                    SILENT => return,
                    _ => true,
                };
                self.knocks = if opens { 0 } else { self.knocks.min(1) };
                if opens && cx.parameter(0) == CARELESS {
                    cx.durable_unsynced().0 = true;
                } else if opens && !cx.durable().0 {
                    cx.durable_mut().0 = true;
                }
                cx.send(from, if opens { Message::Open } else { Message::Busy });
            }
            Message::Open => {
                self.inside = true;
                cx.set_timer(Timer, 10_000..=20_000);
            }
            Message::Busy => cx.set_timer(Timer, 10_000..=20_000),
        }
    }

    fn on_timer(&mut self, _: Timer, cx: &mut Cx<'_, Self>) {
        self.inside = false;
        cx.send(DOOR, Message::Knock);
    }

    fn on_request(&mut self, _: &Command, _: &mut Cx<'_, Self>) {}

    fn suffices(_: &Parameters, nodes: usize, together: &[NodeId]) -> bool {
        together.len() == nodes
    }

    fn kind(_: &Message) -> usize {
        0
    }

    fn describe(_: &Message) -> MessageView {
        MessageView { label: KNOCK.text(), fields: Vec::new() }
    }

    fn stance(&self, _: &Book) -> Stance {
        stance()
    }

    fn inspect(&self, durable: &Book, _: &Parameters) -> NodeView {
        Self::inspect_disk(durable)
    }

    fn inspect_disk(_: &Book) -> NodeView {
        view()
    }
}

fn opened((): &mut (), moment: &Moment<'_, Knocking>, cluster: &Cluster<'_, Knocking>) -> Finding {
    let Moment::Stepped { node: GUEST } = moment else { return Finding::Quiet };
    let inside = cluster.volatile(GUEST).is_some_and(|guest| guest.inside);
    if inside { Finding::Reached } else { Finding::Quiet }
}

fn kept((): &mut (), _: &Moment<'_, Knocking>, cluster: &Cluster<'_, Knocking>) -> Finding {
    let inside = cluster.volatile(GUEST).is_some_and(|guest| guest.inside);
    let written = cluster.image(DOOR).is_some_and(|book| book.0);
    if inside && !written { Finding::Broken(FORGOTTEN.text()) } else { Finding::Quiet }
}

fn explore(manner: u32, limits: Limits) -> Exploration {
    let space = Space::untimed(KNOCKING, 2, parameters(&META, manner), Mail::Bag);
    let mut exploration = Exploration::new(space, limits);
    while exploration.advance(1) == Status::Running {}
    exploration
}

const LIVENESS: Limits = Limits {
    search: Search::BreadthFirst,
    depth: None,
    states: 1_000,
    bytes: 1 << 24,
    crashes: Some(0),
    down: None,
    losses: Some(0),
    duplicates: Some(0),
    timers: None,
    requests: Some(0),
    liveness: true,
    symmetry: false,
};

#[test]
fn progress_holds_where_every_fair_way_makes_it() {
    for manner in [ALWAYS_OPENS, SECOND_TIME] {
        let exploration = explore(manner, LIVENESS);
        assert_eq!(exploration.status(), Status::Complete, "{manner}");
        assert_eq!(exploration.verdicts()[0].standing, Standing::Holds);
    }
}

#[test]
fn a_moody_door_may_stay_shut_for_ever() {
    let exploration = explore(MOODY, LIVENESS);
    assert_eq!(exploration.status(), Status::Broken);
    let found = exploration.first_break().expect("a lasso");
    assert_eq!(found.property, "Opened");
    let loop_from = found.loop_from.expect("a loop") as usize;
    let turn = &found.moves[loop_from..];
    // The loop takes everything that happens in it: the timer, the knock, the refusal.
    assert_eq!(turn.len(), 3, "{turn:?}");
    assert!(turn.iter().any(|step| matches!(step, Move::Fire(GUEST, _))));
}

#[test]
fn a_door_that_never_answers_is_a_dead_end() {
    let exploration = explore(SILENT, LIVENESS);
    let found = exploration.first_break().expect("a dead end");
    assert_eq!((found.property, found.steps()), ("Opened", 2));
    assert_eq!(found.loop_from, Some(2), "nothing repeats");
    // Without the request to look for it, it is not looked for.
    let unasked = explore(SILENT, Limits { liveness: false, ..LIVENESS });
    assert_eq!(unasked.status(), Status::Complete);
    assert_eq!(unasked.verdicts()[0].standing, Standing::Unreached);
}

/// The way without progress is shown by a run that goes round three times, whatever its seed would
/// have made the door choose.
#[test]
fn a_loop_is_shown_by_a_run_that_goes_round() {
    let mut choices = 0;
    for seed in 1..=8 {
        let setup = Setup { parameters: parameters(&META, MOODY), ..Setup::new(KNOCKING, seed) };
        let replay = lasso(&setup);
        assert_three_turns(&setup, &replay);
        let made = |it: &&Scheduled| matches!(it.action, Action::Choose { node: DOOR, .. });
        choices += replay.actions.iter().filter(made).count();
    }
    assert!(choices > 0, "no seed would have opened the door");
}

/// Where nothing happens any more, there is no turn to be shown.
#[test]
fn a_dead_end_is_shown_by_a_run_that_stops_there() {
    let setup = Setup { parameters: parameters(&META, SILENT), ..Setup::new(KNOCKING, 1) };
    let replay = lasso(&setup);
    assert_eq!(replay.turns, [replay.end]);
}

fn lasso(setup: &Setup) -> Replay {
    let space = Space::at_moment(setup, &[], Stamp::at(1)).expect("a near moment");
    let mut exploration = Exploration::new(space, LIVENESS);
    while exploration.advance(1) == Status::Running {}
    let found = exploration.first_break().expect("a way without progress");
    assert_eq!(found.property, "Opened");
    found.replay.clone().expect("a run that shows it")
}

#[test]
fn a_lost_message_is_a_dead_end_and_takes_a_budget() {
    let found = explore(ALWAYS_OPENS, Limits { losses: Some(1), ..LIVENESS });
    let found = found.first_break().expect("the guest waits for an answer that was lost").clone();
    let lost = found.moves.iter().filter(|step| matches!(step, Move::Lose(_))).count();
    assert_eq!((found.property, lost, found.loop_from), ("Opened", 1, Some(found.steps())));
}

#[test]
fn a_run_that_is_paused_is_explored_from_there_and_shown() {
    let setup = Setup { parameters: parameters(&META, CARELESS), ..Setup::new(KNOCKING, 3) };
    // The guest's first knock is under way.
    let at = Stamp::at(21_000);
    let space = Space::at_moment(&setup, &[], at).expect("a near moment");
    let mut exploration = Exploration::new(space, Limits::default());
    while exploration.advance(100) == Status::Running {}
    let found = exploration.first_break().expect("a broken promise");
    assert_eq!(found.property, "Kept");
    let replay = found.replay.as_ref().expect("a run that shows it");
    assert!(replay.actions.iter().all(|scheduled| scheduled.at >= at));
    let mut run = Run::new(&setup, &replay.actions);
    assert!(run.run_until(replay.end, 10_000, &mut Record::default()));
    assert_eq!(run.world().verdicts()[1].standing, Standing::Broken);
}

/// A write is durable some time after it was issued; a crash between takes it away, and nothing
/// that waited for it has left.
#[test]
fn a_crash_may_fall_between_writing_and_speaking() {
    let setup = Setup::new(KNOCKING, 3);
    let space = Space::at_moment(&setup, &[], Stamp::at(1)).expect("a near moment");
    let limits = Limits { crashes: Some(1), depth: Some(9), ..Limits::default() };
    let mut exploration = Exploration::new(space, limits);
    while exploration.advance(100) == Status::Running {}
    assert!(exploration.first_break().is_none());
    let with_crash = exploration.progress().distinct;
    let space = Space::at_moment(&setup, &[], Stamp::at(1)).expect("a near moment");
    let mut exploration = Exploration::new(space, Limits { crashes: Some(0), ..limits });
    while exploration.advance(100) == Status::Running {}
    assert!(with_crash > 2 * exploration.progress().distinct);
}

#[test]
fn every_bound_is_named() {
    use quorate_explore::Bound;
    let bounded = |limits| explore(MOODY, limits).status();
    let free = Limits { liveness: false, ..LIVENESS };
    assert_eq!(bounded(free), Status::Complete);
    assert_eq!(bounded(Limits { depth: Some(2), ..free }), Status::Bounded(Bound::Depth));
    assert_eq!(bounded(Limits { states: 3, ..free }), Status::Bounded(Bound::States));
    assert_eq!(explore(MOODY, Limits { states: 3, ..free }).progress().distinct, 3);
    let walks = Limits { search: Search::Random { seed: 1 }, depth: Some(5), ..free };
    assert_eq!(bounded(walks), Status::Bounded(Bound::Walks));
    let endless = Limits { states: u64::MAX, bytes: 1, ..walks };
    assert_eq!(bounded(endless), Status::Bounded(Bound::Bytes));
    let many = Limits { losses: None, duplicates: None, bytes: 1 << 20, states: u64::MAX, ..free };
    assert_eq!(bounded(many), Status::Bounded(Bound::Bytes));
}
