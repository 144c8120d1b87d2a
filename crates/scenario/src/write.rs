//! A scenario to its canonical text.

use std::fmt::{Display, Write};

use quorate_proto::time::MILLISECOND;
use quorate_proto::{Key, Meta, Operation, Parameters, Tick, TimerCode, Transport};
use quorate_sim::{Action, DiskMode, Group, Network, NetworkChange, Scheduled, Setup, Stamp};

use crate::address::title;
use crate::read::{DISKS, NAME, TRANSPORTS, VERSION};
use crate::scenario::Scenario;

/// The text of one line, of characters that no address needs to escape. It has no title.
#[must_use]
pub fn link(scenario: &Scenario) -> String {
    format!("{VERSION}.{}", entries(scenario).join("~"))
}

/// The text as a script.
#[must_use]
pub fn script(scenario: &Scenario) -> String {
    let mut script = format!("{NAME} {VERSION}\n");
    if let Some(title) = scenario.title.as_deref().and_then(title) {
        let _ = writeln!(script, "title {title}");
    }
    for entry in entries(scenario) {
        let _ = writeln!(script, "{}", entry.replace('.', " "));
    }
    script
}

/// An address that opens the scenario in the page: `base` is where the page lives.
#[must_use]
pub fn address(base: &str, scenario: &Scenario) -> String {
    let mut address = format!("{base}#/lab?s={}", link(scenario));
    if let Some(title) = scenario.title.as_deref().and_then(title) {
        address.push_str("&t=");
        for byte in title.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                address.push(char::from(byte));
            } else {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address
}

/// A moment: milliseconds or microseconds, and events of that tick.
#[must_use]
pub fn stamp(stamp: Stamp) -> String {
    match stamp.index {
        0 => span(stamp.tick),
        index => format!("{}_{index}", span(stamp.tick)),
    }
}

/// A span in milliseconds if it is a whole number of them, else in microseconds.
#[must_use]
pub fn span(span: Tick) -> String {
    if span.is_multiple_of(MILLISECOND) {
        (span / MILLISECOND).to_string()
    } else {
        format!("{span}u")
    }
}

/// An action as in a text of one line, without its time.
#[must_use]
pub fn action(action: &Action, meta: &Meta) -> String {
    match action {
        Action::Request { client, to, operation } => {
            let to = to.map_or_else(|| "L".to_owned(), |node| node.to_string());
            three(client, &to, &self::operation(operation))
        }
        Action::Retry { client, to: None } => two(&"retry", client),
        Action::Retry { client, to: Some(node) } => three(&"retry", client, node),
        Action::Crash(group) => two(&"crash", group),
        Action::Start(group) => two(&"start", group),
        Action::Pause(group) => two(&"pause", group),
        Action::Resume(group) => two(&"resume", group),
        Action::Cut { left, right, one_way } => {
            sides(if *one_way { "block" } else { "cut" }, left, right)
        }
        Action::Heal { left, right } => sides("heal", left, right),
        Action::HealAll => "heal".to_owned(),
        Action::Fire { node, timer } => three(&"fire", node, &self::timer(*timer, meta)),
        Action::Skew { node, rate_ppm } => three(&"skew", node, rate_ppm),
        Action::Jump { node, by } => {
            let sign = if *by < 0 { "-" } else { "" };
            three(&"jump", node, &format!("{sign}{}", span(by.unsigned_abs())))
        }
        Action::Disk { node, mode } => three(&"disk", node, &disk(*mode)),
        Action::Wipe(node) => three(&"disk", node, &"wipe"),
        Action::DeliverNow(message) => two(&"now", message),
        Action::Drop(message) => two(&"drop", message),
        Action::Hold(message, by) => three(&"hold", message, &span(*by)),
        Action::Copy(message) => two(&"copy", message),
        Action::SetParameter(position, value) => {
            let (id, value) = parameter(*position, *value, meta);
            three(&"set", &id, &value)
        }
        Action::SetBug(position, on) => {
            let id = meta.bugs.get(*position).map_or(UNKNOWN, |bug| bug.id);
            three(&"bug", &id, &if *on { "on" } else { "off" })
        }
        Action::SetNetwork(change) => network(*change),
        Action::Choose { node, choice } => three(&"choose", node, choice),
        Action::Turn => "turn".to_owned(),
        Action::Prepare { node, text } => three(&"init", node, text),
    }
}

fn two(first: &dyn Display, second: &dyn Display) -> String {
    format!("{first}.{second}")
}

fn three(first: &dyn Display, second: &dyn Display, third: &dyn Display) -> String {
    format!("{first}.{second}.{third}")
}

fn sides(verb: &str, left: &Group, right: &Group) -> String {
    format!("{verb}.{left}-{right}")
}

/// Stands for what no text can name: the reader refuses it.
const UNKNOWN: &str = "unknown";

/// Head, actions and end, each in one-line form.
fn entries(scenario: &Scenario) -> Vec<String> {
    let meta = scenario.setup.protocol.meta();
    let mut actions = scenario.actions.clone();
    Scheduled::sort(&mut actions);
    let mut entries = vec![head(scenario)];
    entries.extend(
        actions
            .into_iter()
            .map(|scheduled| two(&stamp(scheduled.at), &action(&scheduled.action, meta))),
    );
    entries.extend(scenario.end.map(|end| format!("{}.end", stamp(end))));
    entries
}

fn head(scenario: &Scenario) -> String {
    let Scenario { setup, engine, digest, .. } = scenario;
    let meta = setup.protocol.meta();
    let mut head = format!("{}.n{}.c{}.x{}", meta.id, setup.nodes, setup.clients, setup.seed);
    let mut option = |letter: char, value: &dyn Display| {
        let _ = write!(head, ".{letter}{value}");
    };
    environment(setup, &mut option);
    let defaults = Parameters::defaults(meta);
    for position in 0..meta.parameters.len() {
        let value = setup.parameters.get(position);
        if value != defaults.get(position) {
            let (id, value) = parameter(position, value, meta);
            option('P', &format_args!("{id}-{value}"));
        }
    }
    for (position, bug) in meta.bugs.iter().enumerate() {
        if setup.bugs.contains(position) {
            option('B', &bug.id);
        }
    }
    if let Some(engine) = engine {
        option('e', engine);
    }
    if let Some(digest) = digest {
        option('h', &format_args!("{digest:x}"));
    }
    head
}

/// What differs from the protocol's suggestions.
fn environment(setup: &Setup, option: &mut dyn FnMut(char, &dyn Display)) {
    let suggested = Setup::new(setup.protocol, setup.seed);
    let network = &setup.network;
    if network.delay != suggested.network.delay {
        option('d', &spans(network.delay));
    }
    if setup.disk != suggested.disk {
        option('k', &spans(setup.disk));
    }
    if setup.workload != suggested.workload {
        option('w', &span(setup.workload));
    }
    if setup.timekeeping.grain != suggested.timekeeping.grain {
        option('G', &span(setup.timekeeping.grain));
    }
    if setup.timekeeping.late != suggested.timekeeping.late {
        option('J', &span(setup.timekeeping.late));
    }
    if network.loss.per_mille() > 0 {
        option('l', &network.loss.per_mille());
    }
    if network.duplication.per_mille() > 0 {
        option('u', &network.duplication.per_mille());
    }
    if network.fifo != Network::reliable(network.transport).fifo {
        option('f', &u8::from(network.fifo));
    }
    if network.transport != suggested.network.transport {
        option('t', &transport(network.transport));
    }
}

fn spans((least, most): (Tick, Tick)) -> String {
    format!("{}-{}", span(least), span(most))
}

fn transport(transport: Transport) -> &'static str {
    let known = TRANSPORTS.iter().find(|(_, known)| *known == transport);
    known.map_or(UNKNOWN, |(name, _)| name)
}

fn disk(mode: DiskMode) -> &'static str {
    let known = DISKS.iter().find(|(_, known)| *known == mode);
    known.map_or(UNKNOWN, |(name, _)| name)
}

fn operation(operation: &Operation) -> String {
    let text = match operation {
        Operation::Set { value, .. } => format!("S{value}"),
        Operation::Add { value, .. } => format!("A{value}"),
        Operation::Get { .. } => "G".to_owned(),
        Operation::Cas { expected, value, .. } => format!("C{expected}_{value}"),
    };
    if operation.key() == Key::X { text } else { format!("{text}.{}", operation.key()) }
}

fn timer(code: TimerCode, meta: &Meta) -> String {
    let id = meta.timers.get(usize::from(code.kind)).map_or(UNKNOWN, |timer| timer.id);
    match code.subject {
        0 => id.to_owned(),
        subject => format!("{id}-{subject}"),
    }
}

fn parameter(position: usize, value: u32, meta: &Meta) -> (&'static str, String) {
    let Some(parameter) = meta.parameters.get(position) else {
        return (UNKNOWN, value.to_string());
    };
    let choice = value.checked_sub(*parameter.range.start()).and_then(|offset| {
        let offset = usize::try_from(offset).ok()?;
        parameter.choices.get(offset)
    });
    (parameter.id, choice.map_or_else(|| value.to_string(), |choice| choice.id.to_owned()))
}

fn network(change: NetworkChange) -> String {
    match change {
        NetworkChange::Delay(least, most) => three(&"net", &"delay", &spans((least, most))),
        NetworkChange::Loss(share) => three(&"net", &"loss", &share.per_mille()),
        NetworkChange::Duplication(share) => three(&"net", &"duplicate", &share.per_mille()),
        NetworkChange::Fifo(on) => three(&"net", &"fifo", &u8::from(on)),
        NetworkChange::Transport(to) => three(&"net", &"transport", &transport(to)),
    }
}
