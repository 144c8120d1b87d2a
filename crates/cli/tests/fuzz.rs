//! The command line and the reports that it reads, against input that is wrong: a command does what
//! it is asked for, or says in one line what is wrong; it never stops the program.
//!
//! All commands are interrupted from the start, so that whatever runs for long ends at its first
//! look around. How to fuzz for long, and where findings belong, is told in `tests/fuzz/main.rs` at
//! the top of the repository.

use std::cell::RefCell;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use bolero::{TypeGenerator, check};
use quorate_catalog::PROTOCOLS;
use quorate_cli::{Problem, Status};
use serde_json::{Value, json};

/// Longer than a command takes that is interrupted at once, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

// ---- command lines

/// Arguments, one on each line.
#[test]
fn command_lines() {
    check!(name = "command_lines").for_each(|bytes: &[u8]| {
        check_command_line(bytes.split(|byte| *byte == b'\n').map(argument).collect());
    });
}

#[test]
fn command_lines_of_recipes() {
    let recipes = check!(name = "command_lines_recipes").with_type::<Recipe>();
    recipes.map(|recipe: Recipe| recipe.arguments()).for_each(|arguments| {
        check_command_line(arguments.iter().map(OsString::from).collect());
    });
}

#[cfg(unix)]
fn argument(bytes: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn argument(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

fn check_command_line(arguments: Vec<OsString>) {
    // Nobody types at a test.
    if arguments.iter().any(|argument| argument == "-") {
        return;
    }
    let json = arguments.iter().any(|argument| argument == "--json");
    let (result, text) = perform(arguments.clone());
    match result {
        Ok(_) => {
            let objects = text.lines().filter(|line| line.starts_with('{')).count();
            let helps = arguments.iter().any(|it| it == "--help" || it == "-h" || it == "help");
            let versions = arguments.iter().any(|it| it == "--version" || it == "-V");
            let wanted = json && !helps && !versions;
            assert!(!wanted || objects == 1, "{arguments:?} prints {text:?}");
        }
        Err(problem) => {
            check_problem(&arguments, &problem);
            assert!(text.is_empty(), "{arguments:?} prints {text:?}, then complains");
        }
    }
}

/// A complaint is one line, and not a long one.
fn check_problem(arguments: &[OsString], problem: &Problem) {
    let line = problem.to_string();
    assert!(!line.trim().is_empty(), "{arguments:?}");
    assert!(!line.contains(char::is_control), "{arguments:?}: {line:?}");
    let given: usize = arguments.iter().map(|argument| argument.len()).sum();
    assert!(line.chars().count() < 2_000 + given, "{arguments:?}: {line:?}");
}

/// Performs a command line that is interrupted from the start.
#[allow(clippy::disallowed_methods, reason = "real time is what is asked about")]
fn perform(arguments: Vec<OsString>) -> (Result<Status, Problem>, String) {
    quorate_cli::interrupt();
    let out = Shared::default();
    let started = Instant::now();
    let result = quorate_cli::perform(arguments.clone(), out.clone());
    let spent = started.elapsed();
    assert!(spent < PATIENCE, "{spent:?} for {arguments:?}");
    let text = String::from_utf8(out.0.take()).expect("results are text in UTF-8");
    (result, text)
}

#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// How to make a command line: options that belong there with values that fit, and now and then
/// one that does not. All numbers are taken modulo what there is.
#[derive(Clone, Debug, TypeGenerator)]
struct Recipe {
    command: u8,
    subject: u16,
    #[generator(bolero::generator::produce::<Vec<Word>>().with().len(0_usize..6))]
    words: Vec<Word>,
    /// The last word may be anything.
    odd: Option<u16>,
}

#[derive(Clone, Debug, TypeGenerator)]
struct Word {
    option: u8,
    value: u16,
    joined: bool,
}

impl Recipe {
    fn arguments(&self) -> Vec<String> {
        let (command, subject, options) = pick(COMMANDS, u16::from(self.command));
        let mut arguments = vec![command.to_owned()];
        if !subject.is_empty() {
            arguments.push(pick(&values(subject), self.subject));
        }
        for word in &self.words {
            let (option, kind) = pick(options, u16::from(word.option));
            match (kind, word.joined) {
                ("", _) => arguments.push(option.to_owned()),
                (kind, true) => {
                    arguments.push(format!("{option}={}", pick(&values(kind), word.value)));
                }
                (kind, false) => {
                    arguments.extend([option.to_owned(), pick(&values(kind), word.value)]);
                }
            }
        }
        arguments.extend(self.odd.filter(|odd| odd % 3 == 0).map(|odd| pick(ODD, odd).to_owned()));
        arguments
    }
}

fn pick<T: Clone>(things: &[T], number: u16) -> T {
    things[usize::from(number) % things.len()].clone()
}

/// Values of a kind, sound ones and odd ones.
fn values(kind: &str) -> Vec<String> {
    let mut values: Vec<String> = KINDS
        .iter()
        .filter(|(known, _)| *known == kind)
        .flat_map(|(_, words)| words.split_whitespace().map(str::to_owned))
        .collect();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        match kind {
            "protocol" => values.push(meta.id.to_owned()),
            "bug" => values.extend(meta.bugs.iter().map(|bug| bug.id.to_owned())),
            "scenario" => {
                let presets = meta.presets.iter();
                values.extend(presets.map(|preset| format!("{}/{}", meta.id, preset.id)));
                values.push(format!("1.{}.n3~900.end", meta.id));
            }
            "setting" => {
                for parameter in meta.parameters {
                    let (least, most) = parameter.range.clone().into_inner();
                    values.extend([least, most].map(|value| format!("{}={value}", parameter.id)));
                    let choices = parameter.choices.iter();
                    values.extend(choices.map(|choice| format!("{}={}", parameter.id, choice.id)));
                }
            }
            _ => {}
        }
    }
    values
}

/// An option and the kind of its value, if it takes one.
type Options = &'static [(&'static str, &'static str)];

/// Every command with the kind of what it is about and its options.
const COMMANDS: &[(&str, &str, Options)] = &[
    ("list", "", &[("--json", ""), ("--language", "language")]),
    ("run", "scenario", RUN),
    ("run", "scenario", RUN),
    ("link", "scenario", &[("--json", ""), ("--language", "language")]),
    ("script", "scenario", &[("--json", ""), ("--language", "language")]),
    ("sweep", "protocol", SWEEP),
    ("sweep", "protocol", SWEEP),
    ("hunt", "protocol", SWEEP),
    ("explore", "scenario", EXPLORE),
    ("explore", "model", EXPLORE),
    ("check", "file", &[("--json", ""), ("--model", "kind"), ("--format", "history")]),
    ("experiment", "experiment", EXPERIMENT),
    ("experiment", "experiment", EXPERIMENT),
    ("export", "scenario", EXPORT),
    ("export", "scenario", EXPORT),
    ("merge", "file", &[("--json", ""), ("--language", "language")]),
    ("grade", "file", &[("--json", "")]),
    ("help", "", &[("--json", ""), ("-h", ""), ("--version", "")]),
];

const RUN: Options = &[
    ("--json", ""),
    ("--until", "time"),
    ("--bug", "bug"),
    ("--format", "format"),
    ("--language", "language"),
];

const SWEEP: Options = &[
    ("--json", ""),
    ("--nodes", "count"),
    ("--set", "setting"),
    ("--seeds", "range"),
    ("--faults", "faults"),
    ("--bug", "bug"),
    ("--jobs", "count"),
    ("--shard", "shard"),
];

const EXPLORE: Options = &[
    ("--json", ""),
    ("--set", "setting"),
    ("--depth", "count"),
    ("--max-states", "count"),
    ("--crashes", "count"),
    ("--losses", "count"),
    ("--duplicates", "count"),
    ("--search", "search"),
    ("--symmetry", ""),
];

const EXPERIMENT: Options = &[
    ("--json", ""),
    ("--csv", ""),
    ("--jobs", "count"),
    ("--seconds", "count"),
    ("--variant", "variant"),
    ("--k", "range"),
    ("--sites", "count"),
    ("--runs", "count"),
    ("--connection-limit", "count"),
    ("--hunt", "count"),
    ("--trials", "count"),
    ("--ranges", "range"),
    ("--mode", "variant"),
    ("--n", "count"),
    ("--r", "count"),
    ("--w", "count"),
    ("--t", "time"),
    ("--nodes", "count"),
    ("--loss", "count"),
];

const EXPORT: Options = &[
    ("--format", "format"),
    ("--format", "format"),
    ("--format", "format"),
    ("--picture", "picture"),
    ("--language", "language"),
];

/// Words of each kind, beside what the catalog adds.
const KINDS: &[(&str, &str)] = &[
    ("language", "en zh-CN zh tlh"),
    ("protocol", "nothing"),
    ("bug", "no-such-bug"),
    ("scenario", "no/such https://a.example https://a.example/?s=%ff 1 z1.x / 1.1 ~"),
    ("model", "model:two-phase model:transaction-commit model: model:é"),
    ("file", "/ no-such-file . Cargo.toml"),
    ("kind", "register cas-register kv queue set tree"),
    ("history", "quorate jepsen porcupine-kv edn"),
    ("experiment", "demers anti-entropy raft-election split-vote availability delays pbs swim no"),
    ("time", "0 900 1u 0_1 3600000 3600001 -1 0_4294967295 0_4294967296 soon"),
    ("format", "mermaid svg ndjson png shiviz itf jepsen perfetto pdf"),
    ("picture", "stage diagram poster"),
    (
        "count",
        "1 2 3 7 64 65 256 257 1000 65535 65536 1000000 4294967295 18446744073709551615 0 -1",
    ),
    ("count", "1 2 3 5 18446744073709551616 0.5 1e9 NaN"),
    ("setting", "rms=2 rms=0 rms=64 rms=18446744073709551615 = a=b"),
    ("range", "0..1 0..5 7 5..0 0..0 0..18446744073709551615 18446744073709551614 .. 1.. ..1 a..b"),
    ("range", "0..=3 0..=18446744073709551614 150-300 12-24"),
    ("range", "4294967296..18446744073709551614 0..4294967296"),
    ("faults", "none light heavy some"),
    (
        "shard",
        "1/1 1/2 2/2 3/2 0/0 1/18446744073709551615 / 18446744073709551615/18446744073709551615",
    ),
    ("search", "bfs dfs random luck"),
    (
        "variant",
        "push-feedback-counter push-blind-coin pull-feedback-counter push pull push-pull x",
    ),
];

/// Words that fit nowhere.
const ODD: &[&str] = &[
    "", " ", "--", "---", "-x", "--é", "-任", "--json=1", "--seeds", "--format", "\u{202e}",
    "任期", "\t", "a\nb", "=", "--=", "--set=", "--nodes=", "\u{0}", "run", "5",
];

// ---- reports

/// What a sweep printed, or was said to have printed.
#[test]
fn reports() {
    check!(name = "reports").for_each(|bytes: &[u8]| check_report(bytes));
}

#[test]
fn reports_of_recipes() {
    let recipes = check!(name = "reports_recipes").with_type::<ReportRecipe>();
    recipes.map(|recipe: ReportRecipe| recipe.report()).for_each(|report| {
        check_report(report.to_string().as_bytes());
    });
}

/// What can be merged at all has a form that stays as it is when it is merged again.
fn check_report(bytes: &[u8]) {
    let file = File::new(bytes);
    let (first, text) = merge(&file);
    match first {
        Ok(status) => {
            let merged = File::new(text.as_bytes());
            let (again, text_again) = merge(&merged);
            assert_eq!(again, Ok(status), "{text}");
            assert_eq!(text_again, text);
        }
        Err(problem) => check_problem(&[], &problem),
    }
}

fn merge(file: &File) -> (Result<Status, Problem>, String) {
    perform(["merge".into(), file.0.clone().into_os_string(), "--json".into()].into())
}

/// A file that goes away again.
struct File(PathBuf);

impl File {
    fn new(bytes: &[u8]) -> Self {
        let thread = format!("{:?}", std::thread::current().id());
        let number = thread.replace(|sign: char| !sign.is_ascii_digit(), "");
        let name = format!("quorate-fuzz-{}-{number}-{}", std::process::id(), bytes.len());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, bytes).expect("a temporary file can be written");
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // Whatever is left behind is small, and in a place for that.
        let _ = fs::remove_file(&self.0);
    }
}

/// A report with something odd in it.
#[derive(Clone, Debug, TypeGenerator)]
struct ReportRecipe {
    seeds: u64,
    events: u64,
    #[generator(bolero::generator::produce::<Vec<(u64, u64, u8)>>().with().len(0_usize..6))]
    violations: Vec<(u64, u64, u8)>,
    /// Which key gets another value.
    oddity: Option<(u8, u8)>,
}

impl ReportRecipe {
    fn report(&self) -> Value {
        let violations = self.violations.iter().map(|(seed, time, property)| {
            json!({
                "property": pick(&["one", "two", "任期", ""], u16::from(*property)),
                "seed": seed,
                "time": time,
                "link": "1.link",
            })
        });
        let mut report = json!({
            "protocol": "one",
            "seeds": self.seeds,
            "events": self.events,
            "seconds": 0.5,
            "violations": violations.collect::<Vec<_>>(),
        });
        if let (Some((key, value)), Some(object)) = (self.oddity, report.as_object_mut()) {
            let keys: Vec<String> = object.keys().cloned().collect();
            let odd = [json!(null), json!(-1), json!(1.5), json!([]), json!({}), json!("")];
            object.insert(pick(&keys, u16::from(key)), pick(&odd, u16::from(value)));
        }
        report
    }
}
