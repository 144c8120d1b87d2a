//! Our own format: one operation per line.

use std::collections::BTreeMap;

use quorate_proto::{Answer, Key, Operation, Text};

use super::line::{Complaint, Value, map};
use super::{AnyHistory, Kind, ReadError, Reading, lines, words};
use crate::history::{Call, History, Moment};
use crate::model::{
    QueueInput, QueueOutput, RegisterInput, RegisterOutput, SetInput, SetOutput, Store, TextInput,
    TextOutput,
};

/// How an operation went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Mismatch,
    Refused,
}

/// One line.
struct Line {
    number: usize,
    client: u32,
    invoked: Moment,
    returned: Option<Moment>,
    call: String,
    outcome: Outcome,
    pairs: Vec<(String, Value)>,
}

pub(super) fn read(text: &str, kind: Kind) -> Result<Reading, ReadError> {
    let mut clients = BTreeMap::new();
    let read = lines(text).map(|(number, line)| Line::read(number, line, &mut clients));
    let lines = read.collect::<Result<Vec<_>, _>>()?;
    let history = match kind {
        Kind::Register | Kind::CasRegister => {
            AnyHistory::Register(history(&lines, |line| line.register(kind))?)
        }
        Kind::KeyValue if lines.iter().any(Line::is_about_texts) => {
            AnyHistory::Text(history(&lines, Line::text_store)?)
        }
        Kind::KeyValue => {
            // Where one failed compare-and-set does not say what it found, none is held to it.
            let silent =
                |line: &Line| line.outcome == Outcome::Mismatch && line.get("answer").is_none();
            let model = Store { silent_mismatch: lines.iter().any(silent) };
            AnyHistory::Store(model, history(&lines, |line| line.store(model))?)
        }
        // What a proposal is told is the answer of another one: nothing goes without saying.
        Kind::Decision => AnyHistory::Decision(history(&lines, |line| {
            let (operation, answer) = line.store(Store::default())?;
            Ok((operation, answer.filter(|_| line.get("answer").is_some())))
        })?),
        Kind::Queue => AnyHistory::Queue(history(&lines, Line::queue)?),
        Kind::Set => AnyHistory::Set(history(&lines, Line::set)?),
    };
    let mut processes = vec![String::new(); clients.len()];
    for (name, number) in clients {
        processes[number as usize] = name;
    }
    Ok(Reading { operations: lines.len(), history, processes })
}

fn history<I, O>(
    lines: &[Line],
    read: impl Fn(&Line) -> Result<(I, Option<O>), ReadError>,
) -> Result<History<I, O>, ReadError> {
    let mut calls = Vec::with_capacity(lines.len());
    for line in lines {
        let (input, output) = read(line)?;
        if line.outcome == Outcome::Refused {
            continue;
        }
        let output = output.filter(|_| line.returned.is_some());
        let (process, invoked, returned) = (line.client, line.invoked, line.returned);
        calls.push(Call { process, invoked, returned, input, output });
    }
    Ok(History::new(calls))
}

impl Line {
    fn read(
        number: usize,
        line: &str,
        clients: &mut BTreeMap<String, u32>,
    ) -> Result<Self, ReadError> {
        let complain = |(expected, found): Complaint| ReadError::new(number, *expected, &found);
        let pairs = map(line, words::OBJECT.text()).map_err(complain)?;
        let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        let error = |expected: Text, value: Option<&Value>| {
            ReadError::new(number, expected, &value.map(Value::show).unwrap_or_default())
        };
        let client = match get("client") {
            Some(Value::Text(name)) => name.clone(),
            Some(Value::Number(number)) => number.to_string(),
            other => return Err(error(words::CLIENT.text(), other)),
        };
        let moment = |name: &'static str| {
            let moment = get(name).and_then(Value::number);
            let moment = moment.and_then(|number| Moment::try_from(number).ok());
            moment.ok_or_else(|| error(words::MOMENT.with([name.into()]), get(name)))
        };
        let invoked = moment("invoked")?;
        let returned = match get("returned") {
            None => None,
            Some(nothing) if nothing.is_nothing() => None,
            Some(_) => Some(moment("returned")?),
        };
        if returned.is_some_and(|returned| returned < invoked) {
            return Err(error(words::NOT_BEFORE.text(), get("returned")));
        }
        let call = get("call").and_then(Value::text).unwrap_or_default().to_owned();
        let outcome = match get("outcome") {
            None => Outcome::Done,
            Some(value) => match value.text() {
                Some("done") => Outcome::Done,
                Some("refused") => Outcome::Refused,
                Some("mismatch") if call == "cas" => Outcome::Mismatch,
                _ => return Err(error(words::OUTCOME.text(), Some(value))),
            },
        };
        let next = clients.len() as u32;
        let client = *clients.entry(client).or_insert(next);
        Ok(Self { number, client, invoked, returned, call, outcome, pairs })
    }

    fn get(&self, name: &str) -> Option<&Value> {
        let found = self.pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value)
    }

    fn error(&self, expected: Text, found: Option<&Value>) -> ReadError {
        ReadError::new(self.number, expected, &found.map(Value::show).unwrap_or_default())
    }

    fn unknown_call<T>(&self, expected: Text) -> Result<T, ReadError> {
        Err(ReadError::new(self.number, expected, &self.call))
    }

    fn number(&self, name: &'static str) -> Result<i64, ReadError> {
        let value = self.get(name);
        let number = value.and_then(Value::number);
        number.ok_or_else(|| self.error(words::A_WHOLE_NUMBER.with([name.into()]), value))
    }

    /// The answer, if it is known: a number, or that there is none.
    fn answer(&self) -> Result<Option<Option<i64>>, ReadError> {
        match self.get("answer") {
            None => Ok(None),
            Some(nothing) if nothing.is_nothing() => Ok(Some(None)),
            Some(Value::Number(number)) => Ok(Some(Some(*number))),
            other => Err(self.error(words::A_NUMBER_OR_NULL.with(["answer".into()]), other)),
        }
    }

    fn register(&self, kind: Kind) -> Result<(RegisterInput, Option<RegisterOutput>), ReadError> {
        match self.call.as_str() {
            "read" => Ok((RegisterInput::Read, self.answer()?.map(RegisterOutput::Value))),
            "write" => {
                Ok((RegisterInput::Write(self.number("value")?), Some(RegisterOutput::Done)))
            }
            "cas" if kind == Kind::CasRegister => {
                let input = RegisterInput::Cas(self.number("expected")?, self.number("value")?);
                let mismatch = self.outcome == Outcome::Mismatch;
                let output = if mismatch { RegisterOutput::Mismatch } else { RegisterOutput::Done };
                Ok((input, Some(output)))
            }
            _ if kind == Kind::CasRegister => self.unknown_call(words::CALL_CAS_REGISTER.text()),
            _ => self.unknown_call(words::CALL_REGISTER.text()),
        }
    }

    fn store(&self, model: Store) -> Result<(Operation, Option<Answer>), ReadError> {
        let known = ["get", "set", "add", "cas"];
        if !known.contains(&self.call.as_str()) {
            return self.unknown_call(words::CALL_STORE.text());
        }
        let name = self.get("key");
        let key = name.and_then(Value::text).and_then(Key::new);
        let key = key.ok_or_else(|| self.error(words::STORE_KEY.text(), name))?;
        let operation = match self.call.as_str() {
            "get" => Operation::Get { key },
            "set" => Operation::Set { key, value: self.number("value")? },
            "add" => Operation::Add { key, value: self.number("value")? },
            _ => Operation::Cas {
                key,
                expected: self.number("expected")?,
                value: self.number("value")?,
            },
        };
        let answer = match (operation, self.outcome) {
            (_, Outcome::Mismatch) => {
                let found = self.answer()?.flatten().filter(|_| !model.silent_mismatch);
                Some(Answer::Mismatch(found))
            }
            // What is written is known, whether it is said or not.
            (Operation::Set { value, .. } | Operation::Cas { value, .. }, _) => {
                Some(self.answer()?.map_or(Answer::Value(Some(value)), Answer::Value))
            }
            _ => self.answer()?.map(Answer::Value),
        };
        Ok((operation, answer))
    }

    fn is_about_texts(&self) -> bool {
        let text = self.get("answer").is_some_and(|answer| answer.text().is_some());
        text || ["put", "append"].contains(&self.call.as_str())
    }

    fn text_store(&self) -> Result<(TextInput, Option<TextOutput>), ReadError> {
        let text = |name: &'static str| {
            let value = self.get(name);
            let text = value.and_then(Value::text).map(str::to_owned);
            text.ok_or_else(|| self.error(words::A_TEXT.with([name.into()]), value))
        };
        match self.call.as_str() {
            "get" => {
                let read = match self.get("answer") {
                    None => None,
                    Some(nothing) if nothing.is_nothing() => Some(String::new()),
                    Some(_) => Some(text("answer")?),
                };
                Ok((TextInput::Get(text("key")?), read.map(TextOutput::Value)))
            }
            "put" => Ok((TextInput::Put(text("key")?, text("value")?), Some(TextOutput::Done))),
            "append" => {
                Ok((TextInput::Append(text("key")?, text("value")?), Some(TextOutput::Done)))
            }
            _ => self.unknown_call(words::CALL_TEXT.text()),
        }
    }

    fn queue(&self) -> Result<(QueueInput, Option<QueueOutput>), ReadError> {
        match self.call.as_str() {
            "enqueue" => Ok((QueueInput::Enqueue(self.number("value")?), Some(QueueOutput::Done))),
            "dequeue" => Ok((QueueInput::Dequeue, self.answer()?.map(QueueOutput::Front))),
            _ => self.unknown_call(words::CALL_QUEUE.text()),
        }
    }

    fn set(&self) -> Result<(SetInput, Option<SetOutput>), ReadError> {
        let answer = self.get("answer");
        let input = match self.call.as_str() {
            "add" => SetInput::Add(self.number("value")?),
            "remove" => SetInput::Remove(self.number("value")?),
            "contains" => SetInput::Contains(self.number("value")?),
            "read" => {
                let list = |values: &[Value]| values.iter().map(Value::number).collect();
                let all = match answer {
                    None => None,
                    Some(Value::List(values)) => list(values),
                    Some(_) => None,
                };
                if answer.is_some() && all.is_none() {
                    return Err(self.error(words::A_LIST.with(["answer".into()]), answer));
                }
                return Ok((SetInput::Read, all.map(SetOutput::All)));
            }
            _ => return self.unknown_call(words::CALL_SET.text()),
        };
        let output = match answer.map(Value::word) {
            None => None,
            Some(Some("true")) => Some(SetOutput::Is(true)),
            Some(Some("false")) => Some(SetOutput::Is(false)),
            Some(_) => {
                return Err(self.error(words::TRUE_OR_FALSE.with(["answer".into()]), answer));
            }
        };
        Ok((input, output))
    }
}
