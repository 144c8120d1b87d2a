//! What the clients of a run saw, in formats that `quorate check` reads.

use std::collections::{BTreeMap, BTreeSet};

use quorate_proto::{Answer, Operation, Outcome, Tick};
use quorate_sim::{ClientOperation, World};
use serde::Serialize;

/// Writes what the clients of a world saw, line by line.
pub(crate) type Write = fn(&World, &mut dyn FnMut(&str));

/// One operation in our own format.
#[derive(Serialize)]
struct Line {
    client: String,
    call: &'static str,
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<i64>,
    invoked: Tick,
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<Tick>,
    /// Known, and possibly nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Option<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
}

/// One operation per line, in the order in which they were asked.
pub(crate) fn lines(world: &World, write: &mut dyn FnMut(&str)) {
    for (_, operation) in operations(world) {
        if let Ok(line) = serde_json::to_string(&line(&operation)) {
            write(&line);
        }
    }
}

/// What all clients did, with the client's number, in the order in which it was asked.
fn operations(world: &World) -> Vec<(usize, ClientOperation)> {
    let each = |(client, it): (usize, &quorate_sim::Client)| {
        it.operations().iter().map(move |operation| (client, *operation)).collect::<Vec<_>>()
    };
    let mut operations: Vec<_> = world.clients().iter().enumerate().flat_map(each).collect();
    operations.sort_by_key(|(_, operation)| operation.invoked);
    operations
}

fn line(operation: &ClientOperation) -> Line {
    let asked = operation.command.operation;
    let (call, value, expected) = match asked {
        Operation::Get { .. } => ("get", None, None),
        Operation::Set { value, .. } => ("set", Some(value), None),
        Operation::Add { value, .. } => ("add", Some(value), None),
        Operation::Cas { expected, value, .. } => ("cas", Some(value), Some(expected)),
    };
    let returned = returned(operation);
    let (answer, outcome) = match returned {
        Some((_, Outcome::Done(Answer::Value(value)))) => (Some(value), None),
        Some((_, Outcome::Done(Answer::Mismatch(found)))) => (Some(found), Some("mismatch")),
        Some((_, Outcome::Refused)) => (None, Some("refused")),
        Some((_, Outcome::Redirect(_))) | None => (None, None),
    };
    Line {
        client: operation.command.id.client.to_string(),
        call,
        key: asked.key().to_string(),
        value,
        expected,
        invoked: operation.invoked,
        returned: returned.map(|(tick, _)| tick),
        answer,
        outcome,
    }
}

/// When an operation came back with what; a redirection is no answer.
fn returned(operation: &ClientOperation) -> Option<(Tick, Outcome)> {
    operation.returned.filter(|(_, outcome)| !matches!(outcome, Outcome::Redirect(_)))
}

/// An operation is asked, or it returns. At one moment, what was asked before returns first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    at: Tick,
    asked_now: bool,
    position: usize,
    returns: bool,
}

/// A log of Jepsen, with pairs of key and value if there are several keys.
pub(crate) fn jepsen(world: &World, write: &mut dyn FnMut(&str)) {
    let operations = operations(world);
    let keys: BTreeSet<_> = operations.iter().map(|(_, it)| it.command.operation.key()).collect();
    let mut events = Vec::new();
    for (position, (_, operation)) in operations.iter().enumerate() {
        let asked = operation.invoked;
        events.push(Event { at: asked, asked_now: true, position, returns: false });
        events.extend(returned(operation).map(|(at, _)| Event {
            at,
            asked_now: at == asked,
            position,
            returns: true,
        }));
    }
    events.sort_unstable();
    // Who never hears of an operation goes on under another number.
    let mut names: Vec<usize> = (0..world.clients().len()).collect();
    let mut next = names.len();
    let mut waiting: BTreeMap<usize, usize> = BTreeMap::new();
    for Event { position, returns, .. } in events {
        let Some((client, operation)) = operations.get(position) else { continue };
        let Some(name) = names.get_mut(*client) else { continue };
        let said = Said { keyed: keys.len() > 1, operation };
        let mut line = |name: usize, rest: String| {
            write(&format!("INFO  jepsen.util - {name}\t{rest}"));
        };
        if returns {
            waiting.remove(client);
            let (rest, known) = said.ends();
            line(*name, rest);
            if !known {
                (*name, next) = (next, next + 1);
            }
            continue;
        }
        if let Some(before) = waiting.insert(*client, position)
            && let Some((_, before)) = operations.get(before)
        {
            line(*name, format!(":info\t{}\t:timed-out", function(before)));
            (*name, next) = (next, next + 1);
        }
        line(*name, format!(":invoke\t{}", said.asks()));
    }
}

fn function(operation: &ClientOperation) -> &'static str {
    match operation.command.operation {
        Operation::Get { .. } => ":read",
        Operation::Set { .. } => ":write",
        Operation::Add { .. } => ":add",
        Operation::Cas { .. } => ":cas",
    }
}

/// An operation in the words of Jepsen.
struct Said<'a> {
    keyed: bool,
    operation: &'a ClientOperation,
}

impl Said<'_> {
    fn asks(&self) -> String {
        let value = match self.operation.command.operation {
            Operation::Get { .. } => "nil".to_owned(),
            Operation::Set { value, .. } | Operation::Add { value, .. } => value.to_string(),
            Operation::Cas { expected, value, .. } => format!("[{expected} {value}]"),
        };
        self.with(&value)
    }

    fn with(&self, value: &str) -> String {
        let function = function(self.operation);
        if self.keyed {
            format!("{function}\t[{} {value}]", self.operation.command.operation.key())
        } else {
            format!("{function}\t{value}")
        }
    }

    /// How it ends, and whether it is known whether it happened.
    fn ends(&self) -> (String, bool) {
        let asked = self.operation.command.operation;
        let unknown = || (format!(":info\t{}\t:timed-out", function(self.operation)), false);
        let answer = match returned(self.operation) {
            Some((_, Outcome::Done(answer))) => answer,
            // A failed swap would mean that another value was found.
            Some((_, Outcome::Refused)) if !matches!(asked, Operation::Cas { .. }) => {
                let failed = match asked {
                    Operation::Get { .. } => format!("{}\t:timed-out", function(self.operation)),
                    _ => self.asks(),
                };
                return (format!(":fail\t{failed}"), true);
            }
            _ => return unknown(),
        };
        let said = match (asked, answer) {
            (Operation::Get { .. }, Answer::Value(None)) => self.with("nil"),
            (Operation::Get { .. }, Answer::Value(Some(value))) => self.with(&value.to_string()),
            (Operation::Add { value, .. }, Answer::Value(Some(sum))) => {
                self.with(&format!("[{value} {sum}]"))
            }
            (Operation::Cas { .. }, Answer::Mismatch(_)) => {
                return (format!(":fail\t{}", self.asks()), true);
            }
            (Operation::Set { value, .. } | Operation::Cas { value, .. }, Answer::Value(now))
                if now == Some(value) =>
            {
                self.asks()
            }
            // The log has no words for an answer that tells of another value.
            _ => return unknown(),
        };
        (format!(":ok\t{said}"), true)
    }
}
