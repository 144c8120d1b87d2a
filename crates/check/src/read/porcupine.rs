//! The key-value histories of Porcupine.

use super::events::{End, Events};
use super::line::{Complaint, Value, map};
use super::{AnyHistory, ReadError, Reading, lines, words};
use crate::model::{TextInput, TextOutput};

/// One event.
struct Event {
    process: i64,
    kind: String,
    function: String,
    key: String,
    /// Nothing for `nil`.
    value: Option<String>,
}

pub(super) fn read(text: &str) -> Result<Reading, ReadError> {
    let mut history = Events::default();
    for (line, text) in lines(text) {
        let event = event(line, text)?;
        if event.kind == ":invoke" {
            history.invoke(line, event.process, input(line, &event)?)?;
            continue;
        }
        let asked = history.waiting(line, event.process)?;
        let ended = end(line, &event, &asked)?;
        history.end(line, event.process, ended);
    }
    let (operations, history, processes) = history.finish();
    Ok(Reading { operations, history: AnyHistory::Text(history), processes })
}

fn event(line: usize, text: &str) -> Result<Event, ReadError> {
    let complain = |(expected, found): Complaint| ReadError::new(line, *expected, &found);
    let pairs = map(text, words::MAP.text()).map_err(complain)?;
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let missing = || ReadError::new(line, words::MAP.text(), text);
    let word = |name: &str| get(name).and_then(Value::word).ok_or_else(missing);
    let process = get("process").ok_or_else(missing)?;
    let process = process
        .number()
        .ok_or_else(|| ReadError::new(line, words::A_PROCESS.text(), &process.show()))?;
    let value = match get("value").ok_or_else(missing)? {
        nothing if nothing.is_nothing() => None,
        Value::Text(text) => Some(text.clone()),
        other => {
            let expected = words::A_TEXT.with([":value".into()]);
            return Err(ReadError::new(line, expected, &other.show()));
        }
    };
    let key = get("key").ok_or_else(missing)?;
    let kind = word("type")?;
    if ![":invoke", ":ok", ":fail", ":info"].contains(&kind) {
        return Err(ReadError::new(line, words::TYPE.text(), kind));
    }
    Ok(Event {
        process,
        kind: kind.to_owned(),
        function: word("f")?.to_owned(),
        key: key.text().map_or_else(|| key.show(), str::to_owned),
        value,
    })
}

fn input(line: usize, event: &Event) -> Result<TextInput, ReadError> {
    let key = event.key.clone();
    let text = || {
        let expected = words::A_TEXT.with([":value".into()]);
        event.value.clone().ok_or_else(|| ReadError::new(line, expected, "nil"))
    };
    match event.function.as_str() {
        ":get" => Ok(TextInput::Get(key)),
        ":put" => Ok(TextInput::Put(key, text()?)),
        ":append" => Ok(TextInput::Append(key, text()?)),
        other => Err(ReadError::new(line, words::FUNCTION_TEXT.text(), other)),
    }
}

fn end(line: usize, event: &Event, asked: &TextInput) -> Result<End<TextOutput>, ReadError> {
    let reads = matches!(asked, TextInput::Get(_));
    match event.kind.as_str() {
        ":info" => return Ok(End::Open),
        ":fail" => return Ok(End::Failed),
        _ => {}
    }
    if input(line, event)? != *asked {
        let said = format!("{} {}", event.function, event.key);
        return Err(ReadError::new(line, words::OWN_CALL.text(), &said));
    }
    let output = match (&event.value, reads) {
        (Some(value), true) => TextOutput::Value(value.clone()),
        (None, true) => {
            let expected = words::A_TEXT.with([":value".into()]);
            return Err(ReadError::new(line, expected, "nil"));
        }
        (_, false) => TextOutput::Done,
    };
    Ok(End::Returned(Some(output)))
}
