//! The explorer over a protocol made for clients that have to ask again: a desk hands requests on
//! to an office, and the office is busy or grants them.

use quorate_explore::{Counterexample, Exploration, Limits, Move, Replay, Space, Status};
use quorate_proto::{
    Answer, AnyProtocol, Cluster, Command, Cx, Durable, Environment, Expectation, Finding, Key,
    Kind, Language, MessageView, Meta, Moment, NodeId, NodeView, Operation, Outcome, Parameter,
    Parameters, Property, Protocol, RequestId, Role, Service, Shape, Stance, TimerCode, TimerKind,
    Tone, Transport, Unit, entry,
};
use quorate_scenario::{Scenario, decode, link, script};
use quorate_sim::{Action, Detail, EventKind, Record, Run, Scheduled, Setup, Stamp, Standing};

quorate_proto::phrases! {
    TITLE = "errands", "代办";
    PLAIN = "node", "节点";
    ERRAND = "errand", "代办事项";
    GRANTED = "requests are granted", "请求会得到批准";
    ONCE = "nothing is granted twice", "同一请求不会批准两次";
    TWICE = "the office granted a request twice", "同一请求批准了两次";
    MANNER = "how the office is kept", "办公方式";
}

static ROLE: Role = Role { id: "node", label: &PLAIN, shape: Shape::Ring, tone: Tone::Neutral };

/// The office is busy for ever.
const BUSY: u32 = 0;
/// It is busy or grants, as it likes.
const MOODY: u32 = 1;
/// It grants whatever it hears, and forgets that it did; and nobody hears of it.
const FORGETFUL: u32 = 2;

static META: Meta = Meta {
    id: "errands",
    title: &TITLE,
    family: "test",
    summary: &TITLE,
    nodes: 2..=3,
    nodes_default: 2,
    transport: Transport::Datagram,
    service: Service::Answers,
    environment: Environment { delay: (1_000, 5_000), disk: (0, 0), clients: 1, workload: 0 },
    parameters: &[Parameter {
        id: "manner",
        label: &MANNER,
        unit: Unit::Count,
        range: 0..=2,
        default: 0,
        choices: &[],
    }],
    kinds: &[Kind { id: "errand", label: &ERRAND, tone: Tone::Ask }],
    timers: &[],
    roles: &[&ROLE],
    rules: &[],
    bugs: &[],
    presets: &[],
    figures: &[],
    sources: &[],
};

static ERRANDS: &dyn AnyProtocol = entry::<Errands>();
/// Every other node is a desk.
const OFFICE: NodeId = NodeId::new(0);
const X: NodeId = NodeId::client(0);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Message {
    Asks(RequestId),
    Busy,
    Grants(RequestId),
}

/// Whether a desk waits for the office: it hands on one thing at a time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Errands {
    waits: bool,
    granted: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Nothing;

impl Durable for Nothing {}

#[derive(Clone, Copy)]
struct NoTimer;

impl TimerKind for NoTimer {
    fn code(self) -> TimerCode {
        TimerCode { kind: 0, subject: 0 }
    }

    fn from_code(_: TimerCode) -> Option<Self> {
        None
    }
}

impl Protocol for Errands {
    type Message = Message;
    type Timer = NoTimer;
    type Durable = Nothing;
    type History = ();

    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Self>] = &[
        Property {
            id: "Granted",
            statement: &GRANTED,
            source: "test",
            expectation: Expectation::Eventually { within: |_, _| 1_000_000 },
            check: granted,
        },
        Property {
            id: "Once",
            statement: &ONCE,
            source: "test",
            expectation: Expectation::Always,
            check: once,
        },
    ];

    fn boot(_: &mut Cx<'_, Self>) -> Self {
        Self::default()
    }

    fn on_message(&mut self, from: NodeId, message: &Message, cx: &mut Cx<'_, Self>) {
        match *message {
            Message::Asks(request) => match cx.parameter(0) {
                FORGETFUL => {
                    self.granted += 1;
                    cx.send(from, Message::Busy);
                }
                MOODY if cx.choose(2) == 1 => cx.send(from, Message::Grants(request)),
                _ => cx.send(from, Message::Busy),
            },
            Message::Busy => self.waits = false,
            Message::Grants(request) => {
                self.waits = false;
                cx.reply(request, Outcome::Done(Answer::Value(None)));
            }
        }
    }

    fn on_timer(&mut self, _: NoTimer, _: &mut Cx<'_, Self>) {}

    fn on_request(&mut self, command: &Command, cx: &mut Cx<'_, Self>) {
        if cx.me != OFFICE && !self.waits {
            self.waits = true;
            cx.send(OFFICE, Message::Asks(command.id));
        }
    }

    fn suffices(_: &Parameters, nodes: usize, together: &[NodeId]) -> bool {
        together.len() == nodes
    }

    fn kind(_: &Message) -> usize {
        0
    }

    fn describe(_: &Message) -> MessageView {
        MessageView { label: ERRAND.text(), fields: Vec::new() }
    }

    fn stance(&self, _: &Nothing) -> Stance {
        Stance { role: &ROLE, epoch: 0 }
    }

    fn inspect(&self, durable: &Nothing, _: &Parameters) -> NodeView {
        Self::inspect_disk(durable)
    }

    fn inspect_disk(_: &Nothing) -> NodeView {
        NodeView::new(Stance { role: &ROLE, epoch: 0 }, PLAIN.text())
    }
}

fn granted((): &mut (), moment: &Moment<'_, Errands>, _: &Cluster<'_, Errands>) -> Finding {
    if matches!(moment, Moment::Replied { .. }) { Finding::Reached } else { Finding::Quiet }
}

fn once((): &mut (), _: &Moment<'_, Errands>, cluster: &Cluster<'_, Errands>) -> Finding {
    let granted = cluster.volatile(OFFICE).map_or(0, |office| office.granted);
    if granted > 1 { Finding::Broken(TWICE.text()) } else { Finding::Quiet }
}

fn setup(manner: u32, nodes: u16, seed: u64) -> Setup {
    let mut setup = Setup::new(ERRANDS, seed);
    setup.parameters.set(&META, 0, manner);
    Setup { nodes, ..setup }
}

/// What is found from a moment on, if clients may still ask so often.
fn found(setup: &Setup, actions: &[Scheduled], at: Stamp, requests: u16) -> Counterexample {
    let space = Space::at_moment(setup, actions, at).expect("a near moment");
    let limits = Limits {
        crashes: Some(0),
        losses: Some(0),
        duplicates: Some(0),
        requests: Some(requests),
        liveness: true,
        ..Limits::default()
    };
    let mut exploration = Exploration::new(space, limits);
    while exploration.advance(1) == Status::Running {}
    exploration.first_break().expect("a broken promise").clone()
}

fn asks_again(found: &Counterexample) -> usize {
    found.moves.iter().filter(|step| matches!(step, Move::AskAgain(..))).count()
}

/// Plays a run to each of its turns; what the nodes are at each, and how progress stands.
fn turns(setup: &Setup, replay: &Replay) -> Vec<(Vec<u64>, Standing)> {
    let mut run = Run::new(setup, &replay.actions);
    let mut reached = |turn: &Stamp| {
        assert!(run.run_until(*turn, 1_000, &mut Record::default()));
        let slots = run.world().slots().iter();
        let nodes = slots.map(|slot| slot.node.digest()).collect();
        (nodes, run.world().verdicts()[0].standing)
    };
    replay.turns.iter().map(&mut reached).collect()
}

/// What a run says about its turns.
fn marks(setup: &Setup, replay: &Replay) -> Vec<String> {
    let mut run = Run::new(setup, &replay.actions);
    let mut record = Record::new(Detail::Marks);
    assert!(run.run_until(replay.end, 1_000, &mut record));
    let events =
        record.events.iter().filter(|it| matches!(it.kind, EventKind::Acted(Action::Turn)));
    events.flat_map(|event| &event.said).map(|said| said.text.say(Language::English)).collect()
}

/// The digest of a run that is read back from its text.
fn read_back(text: &str, replay: &Replay) -> u64 {
    let scenario = decode(text, &[ERRANDS]).expect("what was written can be read").scenario;
    assert_eq!(scenario.actions, replay.actions);
    digest(&scenario.setup, replay)
}

fn digest(setup: &Setup, replay: &Replay) -> u64 {
    let mut run = Run::new(setup, &replay.actions);
    assert!(run.run_until(replay.end, 1_000, &mut Record::default()));
    run.world().digest()
}

fn assert_goes_round(setup: &Setup, found: &Counterexample) {
    assert_eq!(found.property, "Granted");
    let again = asks_again(found);
    assert!(again > 0, "the client asks once: {:?}", found.moves);
    let replay = found.replay.as_ref().expect("a run that shows it");
    assert_eq!(replay.turns.len(), 4, "where it begins, and after three turns");
    assert_eq!(replay.turns.last(), Some(&replay.end));
    let states = turns(setup, replay);
    assert!(states.iter().all(|state| *state == states[0]), "{states:?}");
    assert_eq!(states[0].1, Standing::Unreached, "nothing is granted");
    let marks = marks(setup, replay);
    assert_eq!(marks.len(), 4, "{marks:?}");
    assert_eq!(marks[0], "a loop begins here");
    for (turn, mark) in marks.iter().enumerate().skip(1) {
        assert!(mark.starts_with(&format!("turn {turn} is over: every node is")), "{mark}");
    }
    let loop_from = found.loop_from.expect("a loop") as usize;
    let turn = found.moves.iter().skip(loop_from);
    let in_turn = turn.filter(|step| matches!(step, Move::AskAgain(..))).count();
    let retries = replay.actions.iter().filter(|it| matches!(it.action, Action::Retry { .. }));
    assert_eq!(retries.count(), again + 2 * in_turn, "each turn asks again");
    let scenario = Scenario { actions: replay.actions.clone(), ..Scenario::new(*setup) };
    for text in [link(&scenario), script(&scenario)] {
        assert_eq!(read_back(&text, replay), digest(setup, replay), "{text}");
    }
}

/// Under every seed: those under which the office would have granted it are made to be busy.
#[test]
fn a_client_that_asks_for_ever_is_shown_by_a_run_that_goes_round() {
    let mut chosen = 0;
    for (manner, nodes) in [(BUSY, 2), (MOODY, 2), (BUSY, 3), (MOODY, 3)] {
        for seed in 1..=6 {
            let setup = setup(manner, nodes, seed);
            let found = found(&setup, &[], Stamp::at(1), 1);
            assert_goes_round(&setup, &found);
            let replay = found.replay.as_ref().expect("a run");
            let made = |it: &&Scheduled| matches!(it.action, Action::Choose { node: OFFICE, .. });
            chosen += replay.actions.iter().filter(made).count();
        }
    }
    assert!(chosen > 0, "the office was never in a mood to grant anything");
}

/// The client has asked before the exploration began, of nobody in particular, so that it would
/// lose patience of its own accord: it asks when the way says so, and not otherwise.
#[test]
fn what_was_asked_before_is_asked_again() {
    let operation = Operation::Set { key: Key::X, value: 5 };
    for seed in 1..=12 {
        let setup = setup(BUSY, 3, seed);
        for to in [None, Some(NodeId::new(1)), Some(OFFICE)] {
            let ask = Action::Request { client: X, to, operation };
            let actions = [Scheduled { at: Stamp::at(10_000), action: ask }];
            for tick in [10_500, 12_000, 16_000, 30_000] {
                let found = found(&setup, &actions, Stamp::at(tick), 0);
                assert_goes_round(&setup, &found);
            }
        }
    }
}

/// What a second request breaks is shown by a run that makes it.
#[test]
fn a_promise_that_breaks_when_a_client_asks_again_is_broken_by_a_run() {
    for (seed, nodes) in [(1, 2), (2, 3)] {
        let setup = setup(FORGETFUL, nodes, seed);
        let found = found(&setup, &[], Stamp::at(1), 1);
        assert_eq!((found.property, asks_again(&found)), ("Once", 1));
        let replay = found.replay.as_ref().expect("a run that shows it");
        let mut run = Run::new(&setup, &replay.actions);
        assert!(run.run_until(replay.end, 1_000, &mut Record::default()));
        assert_eq!(run.world().verdicts()[1].standing, Standing::Broken);
    }
}

/// Whoever is asked again and again owes an answer as soon as whoever is asked once.
#[test]
fn to_ask_again_gives_nobody_more_time() {
    let setup = setup(BUSY, 3, 1);
    let operation = Operation::Set { key: Key::X, value: 5 };
    let at = |tick, action| Scheduled { at: Stamp::at(tick), action };
    let mut actions = vec![at(10_000, Action::Request { client: X, to: None, operation })];
    for round in 1..6 {
        actions.push(at(round * 200_000, Action::Retry { client: X, to: None }));
        actions.push(at(round * 200_000 + 1, Action::Turn));
    }
    let mut run = Run::new(&setup, &actions);
    assert!(run.run_until(Stamp::at(1_300_000), 10_000, &mut Record::default()));
    assert_eq!(run.world().verdicts()[0].standing, Standing::Broken);
}
