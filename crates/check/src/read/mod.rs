//! Reading histories that were written down.
//!
//! Three formats are understood. In all of them a line is complete in itself, blank lines count for
//! nothing, and what cannot be read is an error that names the line.
//!
//! **`quorate`**, our own: one operation per line, as a JSON object.
//!
//! ```json
//! {"client":"X","call":"set","key":"x","value":7,"invoked":400000,"returned":412000,"answer":7}
//! {"client":"Y","call":"cas","key":"x","expected":1,"value":2,"invoked":401000}
//! ```
//!
//! * `client`: who called, a name or a number.
//! * `call`: `read write cas` for registers; `get set add cas` for a key-value store of numbers and
//!   for a decision, or `get put append` for a store of texts; `enqueue dequeue` for a queue; `add
//!   remove contains read` for a set.
//! * `key`, `value`, `expected`: what it takes. `key` is only for key-value stores.
//! * `invoked`, `returned`: when, as whole numbers that need only be in order (ours are
//!   microseconds). Without `returned` the operation stays open: it may take effect at any time
//!   since it was called, or never.
//! * `answer`: what came back: a number, a text, `null` for nothing there, `true` or `false`; for
//!   the `read` of a set a list of numbers. Without it, it is not known.
//! * `outcome`: `done` if it is not said; `mismatch` for a compare-and-set that found another value
//!   (which is its `answer`, if given); `refused` for what did not happen.
//!
//! Other keys are ignored.
//!
//! **`jepsen`**: the log of a Jepsen test, one event per line: `PROCESS TYPE FUNCTION VALUE` after
//! whatever the logger put in front. A failed compare-and-set found another value. With several
//! keys each value is a pair `[KEY VALUE]`, as `jepsen.independent` writes them.
//!
//! **`porcupine-kv`**: one event per line, as an EDN map with the keys `:process :type :f :key
//! :value`.

mod events;
mod jepsen;
mod line;
mod porcupine;
mod quorate;
mod words;

use quorate_proto::{Language, Text};

use crate::model::{Decision, HistoryOf, Queue, Register, Set, Store, TextStore};

/// How a history is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// Our own.
    Quorate,
    /// A log of Jepsen.
    Jepsen,
    /// The key-value histories of Porcupine.
    PorcupineKv,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Quorate, Self::Jepsen, Self::PorcupineKv];

    /// Its name in commands.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Quorate => "quorate",
            Self::Jepsen => "jepsen",
            Self::PorcupineKv => "porcupine-kv",
        }
    }

    /// The models that histories in this format can be about.
    #[must_use]
    pub const fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Quorate => &Kind::ALL,
            Self::Jepsen => &[Kind::Register, Kind::CasRegister, Kind::KeyValue],
            Self::PorcupineKv => &[Kind::KeyValue],
        }
    }
}

/// What a history is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A register that is read and written.
    Register,
    /// A register with compare-and-set.
    CasRegister,
    /// A key-value store, of numbers or of texts.
    KeyValue,
    /// A queue.
    Queue,
    /// A set.
    Set,
    /// A decision that is made once.
    Decision,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Register, Self::CasRegister, Self::KeyValue, Self::Queue, Self::Set, Self::Decision];

    /// Its name in commands.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::CasRegister => "cas-register",
            Self::KeyValue => "kv",
            Self::Queue => "queue",
            Self::Set => "set",
            Self::Decision => "decision",
        }
    }
}

/// A history that was read, with its model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AnyHistory {
    /// Of a register.
    Register(HistoryOf<Register>),
    /// Of a store of numbers.
    Store(Store, HistoryOf<Store>),
    /// Of a store of texts.
    Text(HistoryOf<TextStore>),
    /// Of a queue.
    Queue(HistoryOf<Queue>),
    /// Of a set.
    Set(HistoryOf<Set>),
    /// Of a decision.
    Decision(HistoryOf<Decision>),
}

/// What was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    /// How many operations were called, those that failed included.
    pub operations: usize,
    /// The history, without those that did not happen.
    pub history: AnyHistory,
    /// Names of the processes, by their number in the history.
    pub processes: Vec<String>,
}

/// Why a history cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadError {
    /// The line, counted from 1; 0 for the history as a whole.
    pub line: usize,
    /// What should stand there.
    pub expected: Box<Text>,
    /// What stands there, shortened; empty if nothing does.
    pub found: String,
}

impl ReadError {
    pub(crate) fn new(line: usize, expected: Text, found: &str) -> Self {
        const CHARACTERS_MAX: usize = 60;
        let plain = |sign: char| if sign.is_control() { ' ' } else { sign };
        let mut short: String = found.chars().take(CHARACTERS_MAX).map(plain).collect();
        if found.chars().nth(CHARACTERS_MAX).is_some() {
            short.push('…');
        }
        Self { line, expected: Box::new(expected), found: short }
    }

    /// Where it is, in words; nothing for the whole.
    #[must_use]
    pub fn place(&self, language: Language) -> Option<String> {
        (self.line > 0).then(|| words::LINE.with([self.line.into()]).say(language))
    }

    /// The sentence.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let place = self.place(language).unwrap_or_default();
        let text = match (place.is_empty(), self.found.is_empty()) {
            (false, _) => place + words::COLON.words(language),
            (true, _) => place,
        };
        let expected = self.expected.say(language);
        let should = words::EXPECTED.words(language);
        if self.found.is_empty() {
            return format!("{text}{should}{expected}{}", words::NOTHING.words(language));
        }
        format!("{text}{should}{expected}{}{}", words::FOUND.words(language), self.found)
    }
}

/// Reads a history. A format that cannot be about such a thing is an error, too.
pub fn read(text: &str, format: Format, kind: Kind) -> Result<Reading, ReadError> {
    if !format.kinds().contains(&kind) {
        let kinds = match format {
            Format::Quorate => &words::ANY_KIND,
            Format::Jepsen => &words::JEPSEN_KINDS,
            Format::PorcupineKv => &words::PORCUPINE_KINDS,
        };
        return Err(ReadError::new(0, kinds.text(), kind.id()));
    }
    match format {
        Format::Quorate => quorate::read(text, kind),
        Format::Jepsen => jepsen::read(text, kind),
        Format::PorcupineKv => porcupine::read(text),
    }
}

/// Lines that say something, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    numbered.filter(|(_, line)| !line.is_empty())
}
