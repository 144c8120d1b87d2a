//! Whatever a scenario holds, both of its spellings give it back; and no text can stop the reader.

mod common;

use common::PROTOCOLS;
use proptest::prelude::*;
use quorate_proto::{Bugs, Key, NodeId, Operation, Ratio, Tick, TimerCode, Transport};
use quorate_scenario::{Decoded, Scenario, address, decode, link, script};
use quorate_sim::{Action, DiskMode, Group, MessageId, NetworkChange, Scheduled, Setup, Stamp};

const HOUR: Tick = 3_600_000_000;

proptest! {
    #[test]
    fn both_spellings_give_the_scenario_back(scenario in scenarios()) {
        let line = link(&scenario);
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        prop_assert!(line.bytes().all(unreserved), "{}", line);
        let untitled = Scenario { title: None, ..scenario.clone() };
        for (text, expected) in [
            (line, &untitled),
            (script(&scenario), &scenario),
            (address("https://example.org/q/", &scenario), &scenario),
        ] {
            let decoded = read_back(&text)?;
            prop_assert_eq!(&decoded.scenario, expected, "{}", text);
            prop_assert!(decoded.notes.is_empty());
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        check_any(&text)?;
    }

    #[test]
    fn any_bytes_in_an_address_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..80)
    ) {
        let escaped: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
        check_any(&format!("https://example.org/?s={escaped}"))?;
        check_any(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn texts_of_the_right_kind_are_read_or_refused(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..40)
    ) {
        check_any(&words.concat())?;
    }
}

/// What the grammar is made of, to be put together wrongly.
const WORDS: &[&str] = &[
    "1",
    ".",
    ".",
    ".",
    ".",
    "~",
    "~",
    "\n",
    "still",
    "n",
    "5",
    "c",
    "x",
    "d",
    "-",
    "_",
    "u",
    "P",
    "B",
    "s1",
    "election",
    "X",
    "A",
    "B",
    "L",
    "S",
    "G",
    "C",
    "crash",
    "cut",
    "block",
    "heal",
    "fire",
    "skew",
    "jump",
    "disk",
    "lie",
    "now",
    "hold",
    "retry",
    "set",
    "bug",
    "on",
    "net",
    "delay",
    "init",
    "end",
    "title",
    "#",
    "quorate",
    "999999999999999999999",
    "&t=",
    "?s=",
    "%",
    "%e4",
    "é",
    "AB-C",
    "1000",
    "mode",
    "push-pull",
    "400.X.L.S5~",
    "1.still.n5~",
];

/// What is read has a canonical form, and that form is its own.
fn check_any(text: &str) -> Result<(), TestCaseError> {
    let Ok(decoded) = decode(text, PROTOCOLS) else { return Ok(()) };
    let line = link(&decoded.scenario);
    let again = read_back(&line)?;
    prop_assert_eq!(link(&again.scenario), line);
    let lines = script(&decoded.scenario);
    let again = read_back(&lines)?;
    prop_assert_eq!(script(&again.scenario), lines);
    Ok(())
}

/// Reads a text of our own, which cannot be refused.
fn read_back(text: &str) -> Result<Decoded, TestCaseError> {
    let decoded = decode(text, PROTOCOLS);
    decoded.map_err(|error| TestCaseError::fail(format!("{text}: {error:?}")))
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    let actions = prop::collection::vec((stamps(), actions()), 0..20);
    let title = prop::option::of("[a-z<&=#%~. 分区]{0,20}[a-z]");
    let recorded = (prop::option::of(any::<u32>()), prop::option::of(any::<u64>()));
    (setups(), actions, prop::option::of(stamps()), title, recorded).prop_map(
        |(setup, actions, end, title, (engine, digest))| {
            let mut scenario = Scenario {
                actions: actions.into_iter().map(|(at, action)| fit(at, action)).collect(),
                end,
                title: title.map(|title| title.trim().to_owned()),
                engine,
                digest,
                ..Scenario::new(setup)
            };
            scenario.sort();
            scenario
        },
    )
}

/// A disk is filled at time 0 or not at all.
fn fit(at: Stamp, action: Action) -> Scheduled {
    let at = if matches!(action, Action::Prepare { .. }) { Stamp::default() } else { at };
    Scheduled { at, action }
}

fn setups() -> impl Strategy<Value = Setup> {
    let size = (NODES..=64_u16, CLIENTS..=16_u16, any::<u64>());
    let network =
        (two_spans(), ratios(), ratios(), any::<bool>(), prop::sample::select(TRANSPORTS));
    let own = (spans(), two_spans());
    (size, network, two_spans(), own, (10..=1_000_u32, 0..=2_u32, 0..4_u64)).prop_map(
        |((nodes, clients, seed), network, disk, (workload, timers), (election, mode, bugs))| {
            let mut setup = Setup::new(PROTOCOLS[0], seed);
            let meta = setup.protocol.meta();
            (setup.nodes, setup.clients) = (nodes, clients);
            let (delay, loss, duplication, fifo, transport) = network;
            (setup.network.delay, setup.network.loss) = (delay, loss);
            (setup.network.duplication, setup.network.fifo) = (duplication, fifo);
            setup.network.transport = transport;
            (setup.disk, setup.workload) = (disk, workload);
            (setup.timekeeping.grain, setup.timekeeping.late) = timers;
            setup.parameters.set(meta, 0, election);
            setup.parameters.set(meta, 1, mode);
            setup.bugs = Bugs(bugs);
            setup
        },
    )
}

const TRANSPORTS: &[Transport] = &[Transport::Datagram, Transport::Stream, Transport::Broadcast];
const MODES: &[DiskMode] = &[DiskMode::Honest, DiskMode::Lying, DiskMode::Stalled, DiskMode::Torn];

/// Participants that exist in every drawn setup.
const NODES: u16 = 5;
const CLIENTS: u16 = 2;

fn stamps() -> impl Strategy<Value = Stamp> {
    (spans(), prop_oneof![Just(0_u32), any::<u32>()])
        .prop_map(|(tick, index)| Stamp { tick, index })
}

fn spans() -> impl Strategy<Value = Tick> {
    prop_oneof![0..=HOUR, (0..=3_600_u64).prop_map(|seconds| seconds * 1_000_000)]
}

fn two_spans() -> impl Strategy<Value = (Tick, Tick)> {
    (spans(), spans()).prop_map(|(one, other)| (one.min(other), one.max(other)))
}

fn ratios() -> impl Strategy<Value = Ratio> {
    (0..=1_000_u64).prop_map(|parts| match parts {
        0 => Ratio::ZERO,
        parts => Ratio::new(parts, 1_000),
    })
}

fn nodes() -> impl Strategy<Value = NodeId> {
    (0..NODES).prop_map(NodeId::new)
}

fn clients() -> impl Strategy<Value = NodeId> {
    (0..CLIENTS).prop_map(NodeId::client)
}

fn groups() -> impl Strategy<Value = Group> {
    prop::collection::vec(nodes(), 1..5).prop_map(Group::new)
}

fn sides() -> impl Strategy<Value = Group> {
    prop::collection::vec(prop_oneof![nodes(), clients()], 1..5).prop_map(Group::new)
}

fn messages() -> impl Strategy<Value = MessageId> {
    let end = || prop_oneof![nodes(), clients()];
    (end(), end(), 1..=u32::MAX, prop_oneof![Just(0_u16), any::<u16>()])
        .prop_map(|(from, to, number, copy)| MessageId { from, to, number, copy })
}

fn operations() -> impl Strategy<Value = Operation> {
    let keys = prop_oneof![Just(Key::X), Just(Key::new("counter1").expect("a key"))];
    (keys, any::<i64>(), any::<i64>(), 0..4_u8).prop_map(
        |(key, value, expected, kind)| match kind {
            0 => Operation::Set { key, value },
            1 => Operation::Add { key, value },
            2 => Operation::Get { key },
            _ => Operation::Cas { key, expected, value },
        },
    )
}

fn actions() -> impl Strategy<Value = Action> {
    prop_oneof![cluster_actions(), host_actions(), message_actions(), settings()]
}

fn cluster_actions() -> impl Strategy<Value = Action> {
    prop_oneof![
        (clients(), prop::option::of(nodes()), operations())
            .prop_map(|(client, to, operation)| Action::Request { client, to, operation }),
        (clients(), prop::option::of(nodes()))
            .prop_map(|(client, to)| Action::Retry { client, to }),
        groups().prop_map(Action::Crash),
        groups().prop_map(Action::Start),
        groups().prop_map(Action::Pause),
        groups().prop_map(Action::Resume),
        (sides(), sides(), any::<bool>()).prop_map(|(left, right, one_way)| Action::Cut {
            left,
            right,
            one_way
        }),
        (sides(), sides()).prop_map(|(left, right)| Action::Heal { left, right }),
        Just(Action::HealAll),
        Just(Action::Turn),
    ]
}

fn host_actions() -> impl Strategy<Value = Action> {
    prop_oneof![
        (nodes(), 0..2_u8, any::<u16>()).prop_map(|(node, kind, subject)| Action::Fire {
            node,
            timer: TimerCode { kind, subject }
        }),
        (nodes(), -500_000..=1_000_000_i32)
            .prop_map(|(node, rate_ppm)| Action::Skew { node, rate_ppm }),
        (nodes(), -(HOUR as i64)..=HOUR as i64).prop_map(|(node, by)| Action::Jump { node, by }),
        (nodes(), prop::sample::select(MODES)).prop_map(|(node, mode)| Action::Disk { node, mode }),
        nodes().prop_map(Action::Wipe),
        (nodes(), 0..=65_535_u32).prop_map(|(node, choice)| Action::Choose { node, choice }),
        (nodes(), "[0-9]{1,3}([-.][0-9]{1,3}){0,4}")
            .prop_map(|(node, text)| Action::Prepare { node, text }),
    ]
}

fn message_actions() -> impl Strategy<Value = Action> {
    prop_oneof![
        messages().prop_map(Action::DeliverNow),
        messages().prop_map(Action::Drop),
        (messages(), spans()).prop_map(|(message, span)| Action::Hold(message, span)),
        messages().prop_map(Action::Copy),
    ]
}

fn settings() -> impl Strategy<Value = Action> {
    prop_oneof![
        (10..=1_000_u32).prop_map(|value| Action::SetParameter(0, value)),
        (0..=2_u32).prop_map(|value| Action::SetParameter(1, value)),
        (0..2_usize, any::<bool>()).prop_map(|(position, on)| Action::SetBug(position, on)),
        two_spans().prop_map(|(least, most)| NetworkChange::Delay(least, most)).prop_map(network),
        ratios().prop_map(NetworkChange::Loss).prop_map(network),
        ratios().prop_map(NetworkChange::Duplication).prop_map(network),
        any::<bool>().prop_map(NetworkChange::Fifo).prop_map(network),
        prop::sample::select(TRANSPORTS).prop_map(NetworkChange::Transport).prop_map(network),
    ]
}

fn network(change: NetworkChange) -> Action {
    Action::SetNetwork(change)
}
