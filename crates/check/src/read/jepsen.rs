//! Logs of Jepsen.

use quorate_proto::{Answer, Key, Operation};

use super::events::{End, Events};
use super::line::{Value, only_value};
use super::{AnyHistory, Kind, ReadError, Reading, lines, words};
use crate::model::{RegisterInput, RegisterOutput, Store};

/// One event.
struct Event<'a> {
    line: usize,
    process: i64,
    kind: &'a str,
    function: &'a str,
    value: &'a str,
}

const TYPES: [&str; 4] = [":invoke", ":ok", ":fail", ":info"];

pub(super) fn read(text: &str, kind: Kind) -> Result<Reading, ReadError> {
    if kind == Kind::KeyValue { read_store(text) } else { read_register(text, kind) }
}

/// The events of a log. What the fault injector did is no operation.
fn events(text: &str) -> impl Iterator<Item = Result<Event<'_>, ReadError>> {
    lines(text).filter_map(|(number, line)| {
        let found = TYPES.iter().filter_map(|kind| position(line, kind)).min();
        let Some(at) = found else {
            return Some(Err(ReadError::new(number, words::EVENT.text(), line)));
        };
        let process = line[..at].split_whitespace().next_back().unwrap_or_default();
        let (kind, rest) = word(&line[at..]);
        let (function, value) = word(rest);
        if process == ":nemesis" {
            return None;
        }
        let Ok(process) = process.parse() else {
            return Some(Err(ReadError::new(number, words::A_PROCESS.text(), process)));
        };
        Some(Ok(Event { line: number, process, kind, function, value: value.trim() }))
    })
}

/// Where a word stands alone.
fn position(line: &str, wanted: &str) -> Option<usize> {
    let alone = |at: &usize| {
        let before = line[..*at].chars().next_back();
        let after = line[at + wanted.len()..].chars().next();
        before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace)
    };
    line.match_indices(wanted).map(|(at, _)| at).find(alone)
}

/// The first word, and what comes after it.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

impl Event<'_> {
    fn complain(&self, expected: quorate_proto::Text, found: &str) -> ReadError {
        ReadError::new(self.line, expected, found)
    }

    fn value(&self) -> Result<Value, ReadError> {
        only_value(self.value).map_err(|(expected, found)| self.complain(*expected, &found))
    }

    fn is_timed_out(&self) -> bool {
        self.value.starts_with(':')
    }

    fn number(&self, value: &Value) -> Result<i64, ReadError> {
        value.number().ok_or_else(|| self.complain(words::WRITE_VALUE.text(), &value.show()))
    }

    fn read(&self, value: &Value) -> Result<Option<i64>, ReadError> {
        if value.is_nothing() {
            return Ok(None);
        }
        let read = value.number().map(Some);
        read.ok_or_else(|| self.complain(words::READ_VALUE.text(), &value.show()))
    }

    fn two(&self, value: &Value) -> Result<(i64, i64), ReadError> {
        if let Value::List(values) = value
            && let [Value::Number(from), Value::Number(to)] = values.as_slice()
        {
            return Ok((*from, *to));
        }
        Err(self.complain(words::CAS_VALUE.text(), &value.show()))
    }
}

fn read_register(text: &str, kind: Kind) -> Result<Reading, ReadError> {
    let mut history = Events::default();
    for event in events(text) {
        let event = event?;
        if event.kind == ":invoke" {
            let input = register_input(&event, kind)?;
            history.invoke(event.line, event.process, input)?;
            continue;
        }
        let asked: RegisterInput = history.waiting(event.line, event.process)?;
        let end = register_end(&event, asked, kind)?;
        history.end(event.line, event.process, end);
    }
    let (operations, history, processes) = history.finish();
    Ok(Reading { operations, history: AnyHistory::Register(history), processes })
}

fn register_input(event: &Event<'_>, kind: Kind) -> Result<RegisterInput, ReadError> {
    match event.function {
        ":read" => Ok(RegisterInput::Read),
        ":write" => Ok(RegisterInput::Write(event.number(&event.value()?)?)),
        ":cas" if kind == Kind::CasRegister => {
            let (from, to) = event.two(&event.value()?)?;
            Ok(RegisterInput::Cas(from, to))
        }
        other if kind == Kind::CasRegister => {
            Err(event.complain(words::FUNCTION_CAS_REGISTER.text(), other))
        }
        other => Err(event.complain(words::FUNCTION_REGISTER.text(), other)),
    }
}

fn register_end(
    event: &Event<'_>,
    asked: RegisterInput,
    kind: Kind,
) -> Result<End<RegisterOutput>, ReadError> {
    let function = match asked {
        RegisterInput::Read => ":read",
        RegisterInput::Write(_) => ":write",
        RegisterInput::Cas(..) => ":cas",
    };
    if event.function != function {
        return Err(event.complain(words::OWN_CALL.text(), event.function));
    }
    Ok(match (event.kind, asked) {
        (":info", _) => End::Open,
        (":ok", RegisterInput::Read) => {
            End::Returned(Some(RegisterOutput::Value(event.read(&event.value()?)?)))
        }
        // A read that failed says nothing, whether it happened or not.
        (_, RegisterInput::Read) => End::Returned(None),
        // It failed, but not for certain.
        (_, _) if event.is_timed_out() => End::Open,
        (_, _) if register_input(event, kind)? != asked => {
            return Err(event.complain(words::OK_VALUE.text(), event.value));
        }
        (":ok", _) => End::Returned(Some(RegisterOutput::Done)),
        (_, RegisterInput::Cas(..)) => End::Returned(Some(RegisterOutput::Mismatch)),
        (_, RegisterInput::Write(_)) => End::Failed,
    })
}

fn read_store(text: &str) -> Result<Reading, ReadError> {
    let mut history = Events::default();
    for event in events(text) {
        let event = event?;
        if event.kind == ":invoke" {
            history.invoke(event.line, event.process, store_input(&event)?.0)?;
            continue;
        }
        let asked: Operation = history.waiting(event.line, event.process)?;
        let end = store_end(&event, asked)?;
        history.end(event.line, event.process, end);
    }
    let (operations, history, processes) = history.finish();
    let history = AnyHistory::Store(Store { silent_mismatch: true }, history);
    Ok(Reading { operations, history, processes })
}

/// An operation, and what it answered, where the event knows.
fn store_input(event: &Event<'_>) -> Result<(Operation, Option<Answer>), ReadError> {
    let (key, value) = keyed(event)?;
    Ok(match event.function {
        ":read" => (Operation::Get { key }, Some(Answer::Value(event.read(&value)?))),
        ":write" => {
            let value = event.number(&value)?;
            (Operation::Set { key, value }, Some(Answer::Value(Some(value))))
        }
        ":cas" => {
            let (expected, value) = event.two(&value)?;
            (Operation::Cas { key, expected, value }, Some(Answer::Value(Some(value))))
        }
        // Of a sum, an event may know what was added, or also what came of it.
        ":add" => match event.two(&value) {
            Ok((value, sum)) => (Operation::Add { key, value }, Some(Answer::Value(Some(sum)))),
            Err(_) => (Operation::Add { key, value: event.number(&value)? }, None),
        },
        other => return Err(event.complain(words::FUNCTION_STORE.text(), other)),
    })
}

/// The key that a value is about, and the value without it.
fn keyed(event: &Event<'_>) -> Result<(Key, Value), ReadError> {
    let value = event.value()?;
    let Value::List(values) = &value else { return Ok((Key::X, value)) };
    let name = values.first().and_then(|name| name.text().or(name.word()));
    match (name, values.as_slice()) {
        (None, _) => Ok((Key::X, value)),
        (Some(name), [_, value]) => match Key::new(name) {
            Some(key) => Ok((key, value.clone())),
            None => Err(event.complain(words::STORE_KEY.text(), name)),
        },
        (Some(_), _) => Err(event.complain(words::PAIR.text(), &value.show())),
    }
}

fn store_end(event: &Event<'_>, asked: Operation) -> Result<End<Answer>, ReadError> {
    let reads = matches!(asked, Operation::Get { .. });
    if event.kind == ":info" || (event.is_timed_out() && !reads) {
        return Ok(End::Open);
    }
    if event.is_timed_out() || (event.kind == ":fail" && reads) {
        return Ok(End::Returned(None));
    }
    let (ended, answer) = store_input(event)?;
    if ended != asked {
        return Err(event.complain(words::OK_VALUE.text(), event.value));
    }
    Ok(match (event.kind, asked) {
        (":ok", _) => End::Returned(answer),
        (_, Operation::Cas { .. }) => End::Returned(Some(Answer::Mismatch(None))),
        _ => End::Failed,
    })
}
