//! Histories that others wrote down: read, or refused with the line and a reason. What is read is
//! judged by both algorithms within small bounds, and where both come to an end they agree.

use std::time::Duration;

use bolero::{TypeGenerator, check};
use quorate_check::read::{AnyHistory, Format, Kind, read};
use quorate_check::{
    Bounds, Check, Decision, HistoryOf, Live, Model, Queue, Register, Set, Standing, TextStore,
    Verdict, bars, sequential,
};
use quorate_proto::Language;

use crate::patience::within;

#[test]
fn bytes() {
    check!(name = "histories").for_each(|bytes: &[u8]| {
        check_text(&String::from_utf8_lossy(bytes));
    });
}

#[test]
fn recipes() {
    let recipes = check!(name = "histories_recipes").with_type::<Recipe>();
    recipes.map(|recipe: Recipe| recipe.text()).for_each(|text| check_text(text));
}

/// So much is searched: most histories of a few operations end long before.
const BOUNDS: Bounds = Bounds { steps: 20_000, memory: 32 << 20, explaining: 2_000 };
/// More operations than this are not given to the algorithm that keeps all that may be.
const CALLS_MAX: usize = 10;
/// Longer than so much searching takes on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn check_text(text: &str) {
    for format in Format::ALL {
        for kind in Kind::ALL {
            within(PATIENCE, text, || check_as(text, format, kind));
        }
    }
}

fn check_as(text: &str, format: Format, kind: Kind) {
    let reading = match read(text, format, kind) {
        Ok(reading) => reading,
        Err(error) => {
            assert!(error.line <= text.lines().count(), "{text:?}");
            for language in Language::ALL {
                let said = error.say(language);
                assert!(!said.contains(char::is_control), "{said:?} about {text:?}");
                assert!(said.chars().count() < 400, "{said:?} about {text:?}");
            }
            return;
        }
    };
    assert!(format.kinds().contains(&kind), "{text:?}");
    let (calls, processes) = match &reading.history {
        AnyHistory::Register(history) => judge(text, Register, history),
        AnyHistory::Store(store, history) => judge(text, *store, history),
        AnyHistory::Text(history) => judge(text, TextStore, history),
        AnyHistory::Queue(history) => judge(text, Queue, history),
        AnyHistory::Set(history) => judge(text, Set, history),
        AnyHistory::Decision(history) => judge(text, Decision, history),
    };
    assert!(calls <= reading.operations, "{text:?}");
    assert!(processes as usize <= reading.processes.len(), "{text:?}");
}

/// Gives how many calls there are, and of how many processes at most.
fn judge<M: Model>(text: &str, model: M, history: &HistoryOf<M>) -> (usize, u32) {
    let calls = history.calls();
    assert!(calls.is_sorted_by_key(|call| call.invoked), "{text:?}");
    let mut check = Check::new(model.clone(), history, BOUNDS);
    while check.advance(1_000).is_none() {}
    let report = check.report();
    let bars = bars(history, &report);
    assert!(bars.iter().all(|bar| bar.end.is_none_or(|end| bar.start <= end)), "{text:?}");
    if report.verdict == Verdict::Yes {
        let mut weaker = sequential(model.clone(), history, BOUNDS);
        while weaker.advance(1_000).is_none() {}
        assert_ne!(weaker.report().verdict, Verdict::No, "linearizable, not sequential: {text:?}");
    }
    if calls.len() <= CALLS_MAX {
        let all: Vec<usize> = (0..calls.len()).collect();
        let live = Live::replay(model, history, &all).standing();
        let agree = match live {
            Standing::Possible => report.verdict != Verdict::No,
            Standing::Impossible(_) => report.verdict != Verdict::Yes,
            Standing::Lost => true,
        };
        assert!(agree, "{:?} and {live:?} for {text:?}", report.verdict);
    }
    (calls.len(), calls.iter().map(|call| call.process + 1).max().unwrap_or(0))
}

/// How to make a history: operations that overlap, in one of the formats, and perhaps something
/// odd in the text. All numbers are taken modulo what there is.
#[derive(Clone, Debug, TypeGenerator)]
struct Recipe {
    format: u8,
    kind: u8,
    #[generator(bolero::generator::produce::<Vec<Call>>().with().len(0_usize..14))]
    calls: Vec<Call>,
    #[generator(bolero::generator::produce::<Vec<Blot>>().with().len(0_usize..2))]
    blots: Vec<Blot>,
}

#[derive(Clone, Debug, TypeGenerator)]
struct Call {
    process: u8,
    call: u8,
    key: u8,
    value: i8,
    answer: i8,
    end: u8,
    /// How many calls later it ends.
    lasts: u8,
}

/// Something in a text in place of something else.
#[derive(Clone, Debug, TypeGenerator)]
struct Blot {
    at: u16,
    length: u8,
    piece: u8,
}

const PIECES: &[&str] = &[
    "",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    ":",
    ",",
    "nil",
    "null",
    "-",
    "1e9",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    ":ok",
    ":invoke",
    ":info",
    "\t",
    "\n",
    "\u{0}",
    "é",
    "任",
    "[[[[[[",
    ":nemesis",
    "0.5",
];

impl Recipe {
    fn text(&self) -> String {
        let kind = Kind::ALL[usize::from(self.kind) % Kind::ALL.len()];
        let mut text = match self.format % 3 {
            0 => self.quorate(kind),
            1 => self.events(|call, ends| call.jepsen(kind, ends)),
            _ => self.events(Call::porcupine),
        };
        for blot in &self.blots {
            let characters: Vec<char> = text.chars().collect();
            let at = usize::from(blot.at) % (characters.len() + 1);
            let rest = characters.len().min(at + usize::from(blot.length % 8));
            let piece = PIECES[usize::from(blot.piece) % PIECES.len()];
            let (before, after) = (&characters[..at], &characters[rest..]);
            text =
                before.iter().copied().chain(piece.chars()).chain(after.iter().copied()).collect();
        }
        text
    }

    /// One operation per line.
    fn quorate(&self, kind: Kind) -> String {
        let lines = self.calls.iter().enumerate().map(|(turn, call)| call.quorate(turn, kind));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// One event per line: a process calls again only when its last call has ended.
    fn events(&self, line: impl Fn(&Call, bool) -> String) -> String {
        let mut lines = Vec::new();
        let mut open: Vec<(usize, &Call)> = Vec::new();
        for (turn, call) in self.calls.iter().enumerate() {
            let (over, still): (Vec<_>, Vec<_>) = open
                .iter()
                .partition(|(end, other)| *end <= turn || other.process % 4 == call.process % 4);
            lines.extend(over.iter().map(|(_, other)| line(other, true)));
            open = still;
            lines.push(line(call, false));
            open.push((turn + usize::from(call.lasts % 4), call));
        }
        lines.extend(
            open.iter()
                .filter(|(_, call)| !call.end.is_multiple_of(5))
                .map(|(_, it)| line(it, true)),
        );
        lines.join("\n")
    }
}

impl Call {
    fn quorate(&self, turn: usize, kind: Kind) -> String {
        let calls: &[&str] = match kind {
            Kind::Register => &["read", "write"],
            Kind::CasRegister => &["read", "write", "cas"],
            Kind::KeyValue | Kind::Decision => &["get", "set", "add", "cas"],
            Kind::Queue => &["enqueue", "dequeue"],
            Kind::Set => &["add", "remove", "contains", "read"],
        };
        let call = calls[usize::from(self.call) % calls.len()];
        let (value, answer, key) =
            (self.value % 3, self.answer % 3, ["x", "y"][usize::from(self.key % 2)]);
        let invoked = turn * 10;
        let client = self.process % 4;
        let asked = format!(r#""key":"{key}","value":{value},"expected":{answer}"#);
        let mut line =
            format!(r#"{{"client":"c{client}","call":"{call}",{asked},"invoked":{invoked}"#);
        if !self.end.is_multiple_of(5) {
            let returned = invoked + 1 + 10 * usize::from(self.lasts % 4);
            line.push_str(&format!(r#","returned":{returned}"#));
        }
        let answer = match (call, kind) {
            ("contains" | "remove", _) => (answer > 0).to_string(),
            ("read", Kind::Set) => format!("[{answer}]"),
            _ => answer.to_string(),
        };
        match self.end % 4 {
            1 if call == "cas" => line.push_str(r#","outcome":"mismatch""#),
            2 => line.push_str(r#","answer":null"#),
            3 => line.push_str(r#","outcome":"refused""#),
            _ => line.push_str(&format!(r#","answer":{answer}"#)),
        }
        line + "}"
    }

    fn jepsen(&self, kind: Kind, ends: bool) -> String {
        let (value, answer) = (self.value % 3, self.answer % 3);
        let key = if [Kind::KeyValue, Kind::Decision].contains(&kind) {
            Some(self.key % 2)
        } else {
            None
        };
        let keyed = |value: String| key.map_or(value.clone(), |key| format!("[{key} {value}]"));
        let (function, asked, answered) = match self.call % 3 {
            0 => (":read", "nil".to_owned(), answer.to_string()),
            1 => (":write", value.to_string(), value.to_string()),
            _ => (":cas", format!("[{value} {answer}]"), format!("[{value} {answer}]")),
        };
        let (event, value) = match (ends, self.end % 5) {
            (false, _) => (":invoke", keyed(asked)),
            (true, 1) => (":fail", keyed(asked)),
            (true, 2) => (":info", ":timed-out".to_owned()),
            (true, _) => (":ok", keyed(answered)),
        };
        format!("INFO  jepsen.util - {}\t{event}\t{function}\t{value}", self.process % 4)
    }

    fn porcupine(&self, ends: bool) -> String {
        let function = ["get", "put", "append"][usize::from(self.call % 3)];
        let event = if ends { "ok" } else { "invoke" };
        let value = match (function, ends) {
            ("get", false) => "nil".to_owned(),
            ("get", true) => format!("\"x {}\"", self.answer % 3),
            _ => format!("\"x {}\"", self.value % 3),
        };
        let (process, key) = (self.process % 4, self.key % 2);
        format!(
            "{{:process {process}, :type :{event}, :f :{function}, :key \"{key}\", :value {value}}}"
        )
    }
}
