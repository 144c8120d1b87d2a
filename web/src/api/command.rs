//! What scripts of others may ask for, by a call or by a message.

use quorate_proto::text::say_decimal;
use quorate_proto::{Language, Tick};
use quorate_scenario::{Scenario, decode};
use serde::Deserialize;

use crate::open::protocols;
use crate::state::moment;

/// The name by which messages for the page are told from all others.
pub(super) const NAMESPACE: &str = "quorate";
/// The version of the messages.
pub(super) const VERSION: f64 = 1.0;

/// A message from the page that embeds ours, told by its `ns` from all others. Fields with other
/// names are ignored.
#[derive(Deserialize, Debug, Default)]
pub(super) struct Message {
    /// [`VERSION`].
    pub(super) v: f64,
    /// What is asked for: the name of a [`Command`], or `get`.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// The scenario of `load`, as a link or a script.
    pub(super) s: Option<String>,
    /// The moment of `seek`, in milliseconds.
    pub(super) t: Option<f64>,
    /// What `get` wants: `state`, `link` or `script`.
    pub(super) what: Option<String>,
}

/// What can be asked for.
#[derive(Debug)]
pub(super) enum Command {
    Hello,
    State,
    Link,
    Script,
    Play,
    Pause,
    Step,
    Seek(Tick),
    Load(Box<Scenario>),
}

/// Why something is not done: a code for programs, and a sentence.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) text: String,
}

impl Message {
    /// What a message of ours asks for.
    pub(super) fn command(&self) -> Result<Command, Refusal> {
        if self.v != VERSION {
            let [wanted, found] = [VERSION, self.v].map(|version| say_decimal(version, 1));
            let text = format!("expected version {wanted}, found {found}");
            return Err(Refusal { code: "unknown-version", text });
        }
        match self.kind.as_str() {
            "hello" => Ok(Command::Hello),
            "play" => Ok(Command::Play),
            "pause" => Ok(Command::Pause),
            "step" => Ok(Command::Step),
            "seek" => Command::seek(self.t),
            "load" => Command::load(self.s.as_deref()),
            "get" => match self.what.as_deref() {
                Some("state") => Ok(Command::State),
                Some("link") => Ok(Command::Link),
                Some("script") => Ok(Command::Script),
                _ => Err(Refusal::of_value("what: expected state, link or script")),
            },
            _ => {
                let text = "type: expected hello, play, pause, step, seek, load or get".to_owned();
                Err(Refusal { code: "unknown-type", text })
            }
        }
    }
}

impl Command {
    /// Going to a moment, in milliseconds.
    pub(super) fn seek(to: Option<f64>) -> Result<Self, Refusal> {
        moment(to).map(Self::Seek).map_err(Refusal::of_value)
    }

    /// Opening a scenario, as a link or a script.
    pub(super) fn load(text: Option<&str>) -> Result<Self, Refusal> {
        let text = text.ok_or_else(|| Refusal::of_value("expected a text"))?;
        match decode(text, protocols()) {
            Ok(decoded) => Ok(Self::Load(Box::new(decoded.scenario))),
            Err(error) => Err(Refusal::of_value(error.say(Language::English))),
        }
    }
}

impl Refusal {
    fn of_value(text: impl Into<String>) -> Self {
        Self { code: "bad-value", text: text.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(kind: &str, what: Option<&str>) -> Result<Command, Refusal> {
        let what = what.map(str::to_owned);
        let message = Message { v: VERSION, kind: kind.to_owned(), what, ..Message::default() };
        message.command()
    }

    #[test]
    fn messages_ask_for_what_calls_ask_for() {
        assert!(matches!(asked("hello", None), Ok(Command::Hello)));
        assert!(matches!(asked("get", Some("link")), Ok(Command::Link)));
        let seek = Message { v: 1.0, kind: "seek".to_owned(), t: Some(1.5), ..Message::default() };
        assert!(matches!(seek.command(), Ok(Command::Seek(1_500))));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_a_code() {
        let code = |asked: Result<Command, Refusal>| asked.map_err(|refusal| refusal.code).err();
        assert_eq!(code(asked("dance", None)), Some("unknown-type"));
        assert_eq!(code(asked("get", None)), Some("bad-value"));
        assert_eq!(code(asked("seek", None)), Some("bad-value"));
        assert_eq!(code(asked("load", None)), Some("bad-value"));
        let later = Message { v: 2.0, kind: "play".to_owned(), ..Message::default() };
        assert_eq!(code(later.command()), Some("unknown-version"));
    }
}
