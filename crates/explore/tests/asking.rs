//! The explorer over a protocol made for clients that have to ask again: a desk hands requests on
//! to an office, and the office is busy or grants them.

mod common;

use std::convert::Infallible;

use quorate_explore::{Counterexample, Exploration, Limits, Move, Replay, Space, Status};
use quorate_proto::{
    Answer, AnyProtocol, Cluster, Command, Cx, Environment, Expectation, Finding, Key, Kind,
    Language, MessageView, Meta, Moment, NodeId, NodeView, Operation, Outcome, Parameters,
    Property, Protocol, RequestId, Service, Stance, Tone, entry,
};
use quorate_scenario::{Scenario, decode, link, script};
use quorate_sim::{Action, Detail, EventKind, Record, Run, Scheduled, Setup, Stamp, Standing};

use common::{BARE, assert_three_turns, manner, parameters, stance, view};

quorate_proto::phrases! {
    TITLE = "errands", "代办";
    ERRAND = "errand", "代办事项";
    GRANTED = "requests are granted", "请求会得到批准";
    ONCE = "nothing is granted twice", "同一请求不会批准两次";
    TWICE = "the office granted a request twice", "同一请求批准了两次";
    MANNER = "how the office is kept", "办公方式";
}

/// The office is busy for ever.
const BUSY: u32 = 0;
/// It is busy or grants, as it likes.
const MOODY: u32 = 1;
/// It grants whatever it hears, and forgets that it did; and nobody hears of it.
const FORGETFUL: u32 = 2;

static META: Meta = Meta {
    id: "errands",
    title: &TITLE,
    nodes: 2..=3,
    service: Service::Answers,
    environment: Environment { clients: 1, ..BARE.environment },
    parameters: &[manner(&MANNER, FORGETFUL)],
    kinds: &[Kind { id: "errand", label: &ERRAND, tone: Tone::Ask }],
    ..BARE
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

impl Protocol for Errands {
    type Message = Message;
    type Timer = Infallible;
    type Durable = ();
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

    fn on_timer(&mut self, _: Infallible, _: &mut Cx<'_, Self>) {}

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

    fn stance(&self, (): &()) -> Stance {
        stance()
    }

    fn inspect(&self, durable: &(), _: &Parameters) -> NodeView {
        Self::inspect_disk(durable)
    }

    fn inspect_disk((): &()) -> NodeView {
        view()
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
    Setup { nodes, parameters: parameters(&META, manner), ..Setup::new(ERRANDS, seed) }
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
    assert_three_turns(setup, replay);
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
