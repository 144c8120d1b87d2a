//! `quorate check`: could the system that a history was seen of be a simple object?

use quorate_check::read::{AnyHistory, Format, Kind, Reading, read};
use quorate_check::{
    Bounds, Check, Contradiction, Decision, HistoryOf, Model, Point, Queue, Register, Report, Set,
    TextStore, Verdict,
};
use quorate_proto::Language;
use serde::Serialize;

use super::{Arguments, Out, one_value};
use crate::stopwatch::Stopwatch;
use crate::{Problem, Status, input, interrupt, words};

/// Steps between two looks at whether somebody interrupts.
const STEPS_BETWEEN_LOOKS: u64 = 100_000;

#[derive(Serialize)]
struct Printed {
    operations: usize,
    linearizable: Option<bool>,
    seconds: f64,
    witness: Option<Witness>,
    model: &'static str,
    steps: u64,
}

/// What the verdict rests on.
#[derive(Serialize)]
#[serde(untagged)]
enum Witness {
    /// An order that explains everything.
    Yes { order: Vec<Placed> },
    /// Why nothing does.
    No {
        key: String,
        impossible: Option<Spelled>,
        contradiction: Vec<Spelled>,
        minimal: bool,
        longest: Vec<Placed>,
        stuck: Vec<Spelled>,
    },
}

/// An operation, by its position in the order in which they were called, and when it took effect.
#[derive(Serialize)]
struct Placed {
    operation: usize,
    at: u64,
}

impl From<&Point> for Placed {
    fn from(point: &Point) -> Self {
        Self { operation: point.call, at: point.at }
    }
}

/// An operation in full.
#[derive(Serialize)]
struct Spelled {
    operation: usize,
    client: String,
    call: String,
    invoked: u64,
    returned: Option<u64>,
}

struct Options {
    kind: Kind,
    bounds: Bounds,
}

pub(super) fn check(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let (mut kind, mut format) = (None, Format::Quorate);
    let mut bounds = Bounds::default();
    let what = words::ONE_HISTORY.words(arguments.language);
    let name = one_value(arguments, what, |arguments, option| {
        match option {
            "model" => kind = Some(one_of(arguments, "model", &Kind::ALL, Kind::id)?),
            "format" => format = one_of(arguments, "format", &Format::ALL, Format::id)?,
            "max-steps" => bounds.steps = arguments.number(option, 1..=u64::MAX)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let kind =
        kind.ok_or_else(|| arguments.expected("--model", &Kind::ALL.map(Kind::id).join(", "), ""))?;
    let (place, text) = input::history(&name, arguments)?;
    let watch = Stopwatch::start();
    let reading = read(&text, format, kind).map_err(|error| {
        let colon = words::COLON.words(arguments.language);
        // What is wrong with the whole is that the model does not go with the format.
        let place = if error.line > 0 { &place } else { "--model" };
        Problem::new(format!("{place}{colon}{}", error.say(arguments.language)))
    })?;
    interrupt::watch();
    let options = Options { kind, bounds };
    Ok(match &reading.history {
        AnyHistory::Register(history) => {
            decide(Register, history, &reading, &options, watch, arguments, out)
        }
        AnyHistory::Store(store, history) => {
            decide(*store, history, &reading, &options, watch, arguments, out)
        }
        AnyHistory::Text(history) => {
            decide(TextStore, history, &reading, &options, watch, arguments, out)
        }
        AnyHistory::Queue(history) => {
            decide(Queue, history, &reading, &options, watch, arguments, out)
        }
        AnyHistory::Set(history) => decide(Set, history, &reading, &options, watch, arguments, out),
        AnyHistory::Decision(history) => {
            decide(Decision, history, &reading, &options, watch, arguments, out)
        }
    })
}

/// The value of an option, as one of a list.
fn one_of<T: Copy>(
    arguments: &mut Arguments,
    option: &str,
    all: &[T],
    id: fn(T) -> &'static str,
) -> Result<T, Problem> {
    let name = arguments.value(option)?;
    all.iter().copied().find(|known| id(*known) == name).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|known| id(*known)).collect();
        arguments.expected(&format!("--{option}"), &names.join(", "), &name)
    })
}

/// Searches until there is a verdict, or somebody interrupts, and prints what was found.
fn decide<M: Model>(
    model: M,
    history: &HistoryOf<M>,
    reading: &Reading,
    options: &Options,
    watch: Stopwatch,
    arguments: &Arguments,
    out: &mut Out,
) -> Status {
    let mut check = Check::new(model.clone(), history, options.bounds);
    while check.advance(STEPS_BETWEEN_LOOKS).is_none() && !interrupt::happened() {}
    let report = check.report();
    let teller = Teller { model, history, processes: &reading.processes };
    let printed = Printed {
        operations: reading.operations,
        linearizable: match report.verdict {
            Verdict::Yes => Some(true),
            Verdict::No => Some(false),
            Verdict::Unknown => None,
        },
        seconds: watch.elapsed().as_secs_f64(),
        witness: teller.witness(&report),
        model: options.kind.id(),
        steps: report.steps,
    };
    if arguments.json {
        out.json(&printed);
    } else {
        print(&printed, arguments.language, out);
    }
    match report.verdict {
        Verdict::Yes => Status::Yes,
        Verdict::No => Status::No,
        Verdict::Unknown if interrupt::happened() => Status::Interrupted,
        Verdict::Unknown => Status::Unknown,
    }
}

/// Tells of a history's operations.
struct Teller<'a, M: Model> {
    model: M,
    history: &'a HistoryOf<M>,
    processes: &'a [String],
}

impl<M: Model> Teller<'_, M> {
    fn witness(&self, report: &Report<M::Key>) -> Option<Witness> {
        match (report.verdict, &report.contradiction) {
            (Verdict::Yes, _) => {
                Some(Witness::Yes { order: report.order.iter().map(Placed::from).collect() })
            }
            (_, Some(contradiction)) => Some(self.why_not(contradiction)),
            (_, None) => None,
        }
    }

    fn why_not(&self, contradiction: &Contradiction<M::Key>) -> Witness {
        Witness::No {
            key: self.model.spell_key(&contradiction.key),
            impossible: contradiction.impossible.and_then(|call| self.spell(call)),
            contradiction: self.spell_all(&contradiction.smallest),
            minimal: contradiction.minimal,
            longest: contradiction.longest.iter().map(Placed::from).collect(),
            stuck: self.spell_all(&contradiction.stuck),
        }
    }

    fn spell_all(&self, calls: &[usize]) -> Vec<Spelled> {
        calls.iter().filter_map(|call| self.spell(*call)).collect()
    }

    fn spell(&self, position: usize) -> Option<Spelled> {
        let call = self.history.calls().get(position)?;
        Some(Spelled {
            operation: position,
            client: self.processes.get(call.process as usize).cloned().unwrap_or_default(),
            call: self.model.spell(&call.input, call.output.as_ref()),
            invoked: call.invoked,
            returned: call.returned,
        })
    }
}

fn print(printed: &Printed, language: Language, out: &mut Out) {
    let verdict = match printed.linearizable {
        Some(true) => words::LINEARIZABLE.words(language),
        Some(false) => words::NOT_LINEARIZABLE.words(language),
        None => words::LINEARIZABLE_UNKNOWN.words(language),
    };
    let parts = [
        verdict.to_owned(),
        words::OPERATIONS.with([printed.operations.into()]).say(language),
        words::STEPS.with([printed.steps.into()]).say(language),
    ];
    out.line(&parts.join(" · "));
    let Some(Witness::No { key, impossible, contradiction, longest, stuck, .. }) = &printed.witness
    else {
        return;
    };
    let colon = words::COLON.words(language).trim_end();
    if !key.is_empty() {
        out.line(&format!("{} {key}", words::HISTORY_KEY.words(language)));
    }
    let mut list = |title: String, calls: &mut dyn Iterator<Item = &Spelled>| {
        let mut calls = calls.peekable();
        if calls.peek().is_some() {
            out.line(&format!("{title}{colon}"));
        }
        for call in calls {
            out.line(&format!("  {}", line(call)));
        }
    };
    list(words::IMPOSSIBLE.words(language).to_owned(), &mut impossible.iter());
    list(words::CONTRADICTING.words(language).to_owned(), &mut contradiction.iter());
    let count = words::STUCK.with([longest.len().into()]);
    list(count.say(language), &mut stuck.iter());
}

/// An operation on one line: when, who, what.
fn line(call: &Spelled) -> String {
    const CHARACTERS_MAX: usize = 100;
    let returned = call.returned.map_or_else(String::new, |returned| returned.to_string());
    let mut line = format!("[{}..{returned}] {}: {}", call.invoked, call.client, call.call);
    if let Some((cut, _)) = line.char_indices().nth(CHARACTERS_MAX) {
        line.truncate(cut);
        line.push('…');
    }
    line
}
