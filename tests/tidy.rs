//! Rules of the house that a machine can check. What is wrong is printed as `file:line: why`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use quorate_tests::repository;
use serde_json::Value;

// ---- the top of the repository

/// All that is visible at the top. Other configuration hides in dotfiles or lies with its owner.
const TOP: &[&str] = &[
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "Trunk.toml",
    "crates",
    "index.html",
    "rust-toolchain.toml",
    "tests",
    "web",
];

/// What building leaves there; it is not kept.
const TOP_BUILT: &[&str] = &["dist", "target"];

#[test]
fn the_top_holds_what_it_may_and_nothing_else() {
    let found: BTreeSet<String> = fs::read_dir(repository())
        .expect("the repository is readable")
        .map(|entry| entry.expect("an entry is readable").file_name().to_string_lossy().into())
        .filter(|name: &String| !name.starts_with('.') && !TOP_BUILT.contains(&name.as_str()))
        .collect();
    let wanted: BTreeSet<String> = TOP.iter().map(|&name| name.to_owned()).collect();
    let strange = found.difference(&wanted).map(|name| format!("{name}: has no place at the top"));
    let missing = wanted.difference(&found).map(|name| format!("{name}: is missing at the top"));
    assert_none(strange.chain(missing));
}

// ---- who may depend on whom

/// What a package may ask of ours. A new edge is a decision: it is made here.
enum Law {
    /// These, and the contract.
    These(&'static [&'static str]),
    /// The contract and every protocol.
    Protocols,
    /// All but these.
    AllBut(&'static [&'static str]),
    /// Nothing of ours at all, not even the contract.
    Nothing,
}

/// The rooms of the house. Every other package below `crates/` is a protocol, or a family of them.
const ROOMS: &[(&str, Law)] = &[
    ("quorate-proto", Law::Nothing),
    ("quorate-catalog", Law::Protocols),
    ("quorate-sim", Law::These(&[])),
    ("quorate-check", Law::These(&[])),
    ("quorate-explore", Law::These(&["quorate-sim", "quorate-check"])),
    ("quorate-models", Law::These(&["quorate-explore"])),
    ("quorate-experiment", Law::These(&["quorate-sim", "quorate-explore", "quorate-catalog"])),
    ("quorate-scenario", Law::These(&["quorate-sim"])),
    ("quorate-scene", Law::These(&["quorate-sim"])),
    ("quorate-lesson", Law::These(&["quorate-scenario", "quorate-check", "quorate-catalog"])),
    ("quorate-bench", Law::AllBut(&["quorate-cli", "quorate-web"])),
    ("quorate-cli", Law::AllBut(&["quorate-web"])),
    ("quorate-web", Law::AllBut(&["quorate-cli"])),
    ("quorate-tests", Law::AllBut(&[])),
    ("quorate-view", Law::Nothing),
    ("tools", Law::Nothing),
    ("xtask", Law::Nothing),
];

const CONTRACT: &str = "quorate-proto";

/// What even a test may not ask for: it would turn the house upside down.
const NOT_EVEN_FOR_TESTS: &[&str] = &["quorate-catalog", "quorate-cli", "quorate-web"];

#[test]
fn every_package_depends_only_on_what_it_may() {
    let ours: BTreeSet<&str> = members().map(name_of).collect();
    let mut wrong = Vec::new();
    for member in members() {
        let name = name_of(member);
        for dependency in array(&member["dependencies"]) {
            let wanted = name_of(dependency);
            if ours.contains(wanted) && !may_depend(name, wanted, &dependency["kind"]) {
                let manifest = inside_repository(member["manifest_path"].as_str().unwrap_or(name));
                wrong.push(format!("{manifest}: {name} may not depend on {wanted}"));
            }
        }
    }
    assert_none(wrong);
}

fn may_depend(name: &str, wanted: &str, kind: &Value) -> bool {
    let law = ROOMS.iter().find(|(room, _)| *room == name).map(|(_, law)| law);
    let may = match law {
        Some(Law::Nothing) => false,
        Some(Law::These(these)) => wanted == CONTRACT || these.contains(&wanted),
        Some(Law::Protocols) => wanted == CONTRACT || is_protocol(wanted),
        Some(Law::AllBut(those)) => !those.contains(&wanted),
        None => wanted == CONTRACT,
    };
    // A protocol's scripts run in the world, so for tests there is more; but never a protocol.
    let may_for_tests = !NOT_EVEN_FOR_TESTS.contains(&wanted) && !is_protocol(wanted);
    may || (kind == "dev" && may_for_tests)
}

fn is_protocol(name: &str) -> bool {
    name.starts_with("quorate-") && ROOMS.iter().all(|(room, _)| *room != name)
}

#[test]
fn every_package_takes_the_lints_of_the_workspace() {
    let manifests = files().filter(|file| file.path.ends_with("Cargo.toml"));
    let wrong = manifests.filter(|file| {
        file.path != "Cargo.toml" && !file.text.contains("[lints]\nworkspace = true")
    });
    assert_none(wrong.map(|file| format!("{}: lacks `[lints] workspace = true`", file.path)));
}

// ---- what the core may not know

/// What no package below `web` may mention, with the reason.
const UNKNOWN_TO_THE_CORE: &[(&str, &str)] = &[
    ("web_sys", "only `web` knows the DOM"),
    ("js_sys", "only `web` knows the DOM"),
    ("wasm_bindgen", "only `web` knows the DOM"),
    ("std::time", "time is virtual: use ticks"),
    ("std::net", "the network is the simulator's"),
    ("HashMap", "its order differs from run to run: use SortedMap, or BTreeMap for thousands"),
    ("HashSet", "its order differs from run to run: use SortedSet, or BTreeSet for thousands"),
    ("thread_rng", "chance is keyed: use the contract's generator"),
];

/// A line that ends so may mention what the core may not know; it must say why.
const EXCUSE: &str = "// tidy: ";

#[test]
fn the_core_knows_neither_page_nor_machine() {
    let mut wrong = Vec::new();
    for file in files().filter(|file| file.is_rust() && is_core(&file.path)) {
        for (number, line) in file.lines().filter(|(_, line)| !line.contains(EXCUSE)) {
            let code = without_comment(line);
            for (word, reason) in UNKNOWN_TO_THE_CORE {
                if code.contains(word) {
                    wrong.push(format!("{}:{number}: {word}: {reason}", file.path));
                }
            }
        }
    }
    assert_none(wrong);
}

/// The core: all that is compiled for the page, but not the page.
fn is_core(path: &str) -> bool {
    let helper = ["crates/cli/", "crates/tools/", "crates/xtask/", "crates/bench/"];
    let test = path.split('/').any(|part| part == "tests" || part == "benches");
    path.starts_with("crates/") && !test && !helper.iter().any(|helper| path.starts_with(helper))
}

/// How a text may ask for what only programmers read.
const FOR_PROGRAMMERS: &[&str] = &[":?}", ":#?}"];

#[test]
fn no_text_of_the_page_asks_for_what_is_for_programmers() {
    let mut wrong = Vec::new();
    let sources = files().filter(|file| {
        let page = file.path.starts_with("web/src/") || is_core(&file.path);
        file.is_rust() && page && !file.path.contains("/fuzz") && !file.path.ends_with("/tests.rs")
    });
    for file in sources {
        let own = file.lines().take_while(|(_, line)| *line != "mod tests {");
        for (number, line) in own.filter(|(_, line)| !line.contains(EXCUSE)) {
            if FOR_PROGRAMMERS.iter().any(|sign| without_comment(line).contains(sign)) {
                wrong.push(format!("{}:{number}: the page is compiled without Debug", file.path));
            }
        }
    }
    assert_none(wrong);
}

// ---- who may name a protocol

/// Names of protocols and their families, as words. Those that are also plain words of the trade
/// (commit, detector, bully as a verb) are left out.
const PROTOCOLS: &[&str] = &[
    "paxos",
    "raft",
    "zab",
    "gossip",
    "totem",
    "bully",
    "nwr",
    "swim",
    "scuttlebutt",
    "rumor",
    "rumour",
    "anti entropy",
    "direct mail",
    "two phase commit",
    "three phase commit",
];

#[test]
fn only_the_catalog_names_a_protocol() {
    let mut wrong = Vec::new();
    for file in files().filter(|file| is_nameless(&file.path)) {
        for (number, line) in file.lines().filter(|(_, line)| !line.contains(EXCUSE)) {
            let words = format!(" {} ", words(without_comment(line)).join(" "));
            for protocol in PROTOCOLS.iter().filter(|name| words.contains(&format!(" {name} "))) {
                wrong.push(format!("{}:{number}: names the protocol {protocol}", file.path));
            }
        }
    }
    assert_none(wrong);
}

/// Sources and manifests of the packages that serve every protocol alike. Data files, such as
/// presets and lessons, may name what they are about, and benches may name their peers.
fn is_nameless(path: &str) -> bool {
    let source = [".rs", "/Cargo.toml"].iter().any(|end| path.ends_with(end));
    let package = match path.split('/').collect::<Vec<_>>().as_slice() {
        ["crates", folder, ..] => format!("quorate-{folder}"),
        ["web", ..] => "quorate-web".to_owned(),
        _ => return false,
    };
    let presets = path.split('/').any(|part| part == "presets" || part == "tests");
    let names_them = ["quorate-bench", "quorate-catalog", "quorate-experiment", "quorate-models"]
        .contains(&package.as_str());
    source && !presets && !names_them && !is_protocol(&package)
}

/// The words of a line in lower case: identifiers fall apart at `_`, `-` and humps.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for character in line.chars() {
        let hump = character.is_uppercase() && before.is_lowercase();
        if hump || !character.is_alphanumeric() {
            words.push(String::new());
        }
        if character.is_alphanumeric() {
            words.last_mut().expect("never empty").extend(character.to_lowercase());
        }
        before = character;
    }
    words.retain(|word| !word.is_empty());
    words
}

// ---- colours

/// The one home of colours; and a picture, which cannot ask another file.
const HOMES_OF_COLOURS: &[&str] = &["web/styles/tokens.css", "web/static/icon.svg"];

#[test]
fn colours_have_one_home() {
    let mut wrong = Vec::new();
    let coloured = files().filter(|file| {
        [".rs", ".css", ".html", ".svg", ".js"].iter().any(|end| file.path.ends_with(end))
            && !HOMES_OF_COLOURS.contains(&file.path.as_str())
            && file.path != "tests/tidy.rs"
    });
    for file in coloured {
        for (number, line) in file.lines() {
            if let Some(colour) = colour_in(without_comment(line)) {
                let home = HOMES_OF_COLOURS[0];
                wrong.push(format!("{}:{number}: {colour} belongs into {home}", file.path));
            }
        }
    }
    assert_none(wrong);
}

fn colour_in(line: &str) -> Option<String> {
    let functions = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab(", "hwb("];
    if let Some(function) = functions.iter().find(|function| line.contains(**function)) {
        return Some((*function).to_owned());
    }
    line.match_indices('#').find_map(|(at, _)| {
        let word: String = line[at + 1..].chars().take_while(|c| c.is_alphanumeric()).collect();
        let hexadecimal = word.chars().all(|digit| digit.is_ascii_hexdigit());
        // A short number is that of an issue or an example, unless it is grey: #333, but not #265.
        let number = word.chars().all(|digit| digit.is_ascii_digit());
        let grey = word.chars().all(|digit| word.starts_with(digit));
        let colour = match word.len() {
            3 | 4 => hexadecimal && (grey || !number),
            6 | 8 => hexadecimal,
            _ => false,
        };
        colour.then(|| format!("#{word}"))
    })
}

// ---- measures

const COLUMNS_MAX: usize = 100;
const FUNCTION_LINES_MAX: usize = 70;
const FILE_LINES_MAX: usize = 800;

#[test]
fn lines_functions_and_files_are_short() {
    let mut wrong = Vec::new();
    for file in files().filter(File::is_rust) {
        let lines = file.text.lines().count();
        if lines > FILE_LINES_MAX {
            wrong.push(format!("{}:1: {lines} lines, of {FILE_LINES_MAX}", file.path));
        }
        for (number, line) in file.lines() {
            let columns = line.chars().count();
            if columns > COLUMNS_MAX {
                wrong.push(format!("{}:{number}: {columns} columns", file.path));
            }
        }
        for (number, length) in functions(&file.text) {
            if length > FUNCTION_LINES_MAX {
                wrong.push(format!("{}:{number}: a function of {length} lines", file.path));
            }
        }
    }
    assert_none(wrong);
}

/// Where each function begins and how many lines it has, told by the indentation that rustfmt
/// gives to its first and last line.
fn functions(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut functions = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let before = code.split("fn ").next().unwrap_or_default();
        let qualifiers = ["pub", "const", "async", "unsafe", "extern", "default"];
        let is_function = code.contains("fn ")
            && before.split_whitespace().all(|word| {
                qualifiers.iter().any(|qualifier| word.starts_with(qualifier)) || word == "\"C\""
            });
        if !is_function {
            continue;
        }
        let last = format!("{}}}", &line[..line.len() - code.len()]);
        // A declaration without a body, or a body on the same line, ends where it begins.
        let ends_at_once = code.ends_with(';') || code.ends_with('}');
        let rest = lines[start..].iter().position(|line| **line == last);
        functions.push((start + 1, if ends_at_once { 1 } else { rest.map_or(1, |at| at + 1) }));
    }
    functions
}

// ---- words

#[test]
fn no_text_holds_an_emoji() {
    let mut wrong = Vec::new();
    for file in files() {
        for (number, line) in file.lines() {
            if let Some(strange) = line.chars().find(|&character| is_emoji(character)) {
                wrong.push(format!("{}:{number}: U+{:04X}", file.path, u32::from(strange)));
            }
        }
    }
    for line in run("git", &["log", "--format=%h: %s %b"]).unwrap_or_default().lines() {
        if line.chars().any(is_emoji) {
            wrong.push(format!("commit {line}"));
        }
    }
    assert_none(wrong);
}

/// Pictographs, and signs that many systems draw as one or as an empty box; but for two plain marks
/// that the fonts of texts have.
fn is_emoji(character: char) -> bool {
    let sign = u32::from(character);
    let marks = [0x2713, 0x2717];
    matches!(sign, 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0xFE0F | 0x1F000..=0x1FAFF)
        && !marks.contains(&sign)
}

#[test]
fn no_text_holds_a_path_of_somebodys_machine() {
    let homes = ["/home", "/root", "/Users"].map(|home| format!("{home}/"));
    let mut wrong = Vec::new();
    for file in files() {
        for (number, line) in file.lines() {
            if let Some(home) = homes.iter().find(|home| line.contains(home.as_str())) {
                wrong.push(format!("{}:{number}: {home}…", file.path));
            }
        }
    }
    assert_none(wrong);
}

// ---- licences

/// Under which others' work may become part of ours.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Under which others' work may help to build and test ours, without becoming part of it.
const LICENCES_FOR_TOOLS: &[&str] = &["MPL-2.0", "CDLA-Permissive-2.0"];

/// Packages of ours that nobody is given.
const TOOLS: &[&str] = &["quorate-bench", "quorate-tests", "tools", "xtask"];

#[test]
fn every_licence_allows_what_we_do() {
    let shipped = shipped();
    let mut wrong = Vec::new();
    for package in array(&METADATA["packages"]).filter(|package| !package["source"].is_null()) {
        let licence = package["license"].as_str().unwrap_or("none");
        let ours = shipped.contains(package["id"].as_str().unwrap_or_default());
        let allowed =
            |name: &str| LICENCES.contains(&name) || (!ours && LICENCES_FOR_TOOLS.contains(&name));
        if satisfies(licence, &allowed) != Some(true) {
            let use_ = if ours { "shipped" } else { "a tool" };
            wrong.push(format!("{} ({use_}): licence {licence}", name_of(package)));
        }
    }
    assert_none(wrong);
}

#[test]
fn every_package_comes_from_the_public_registry() {
    let registry = "registry+https://github.com/rust-lang/crates.io-index";
    let strangers = array(&METADATA["packages"])
        .filter(|package| package["source"].as_str().is_some_and(|source| source != registry));
    assert_none(strangers.map(|package| format!("{}: {}", name_of(package), package["source"])));
}

/// The packages that become part of what people get: all that ours need but for tests.
fn shipped() -> BTreeSet<&'static str> {
    let nodes: BTreeMap<&str, &Value> = array(&METADATA["resolve"]["nodes"])
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let roots = members().filter(|member| !TOOLS.contains(&name_of(member)));
    let mut queue: Vec<&str> = roots.filter_map(|member| member["id"].as_str()).collect();
    let mut shipped = BTreeSet::new();
    while let Some(id) = queue.pop() {
        if shipped.insert(id) {
            let needs = array(&nodes[id]["deps"]).filter(|dependency| {
                array(&dependency["dep_kinds"]).any(|kind| kind["kind"] != "dev")
            });
            queue.extend(needs.filter_map(|dependency| dependency["pkg"].as_str()));
        }
    }
    shipped
}

/// Whether a licence expression can be met; nothing when it cannot be read.
fn satisfies(expression: &str, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    // Before expressions there was a slash, and it meant "or".
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let met = any_of(&mut rest, allowed)?;
    rest.is_empty().then_some(met)
}

fn any_of(words: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut met = all_of(words, allowed)?;
    while let ["OR", rest @ ..] = words {
        *words = rest;
        met |= all_of(words, allowed)?;
    }
    Some(met)
}

fn all_of(words: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut met = one_of(words, allowed)?;
    while let ["AND", rest @ ..] = words {
        *words = rest;
        met &= one_of(words, allowed)?;
    }
    Some(met)
}

fn one_of(words: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let met = any_of(words, allowed)?;
            *words = words.strip_prefix(&[")"])?;
            Some(met)
        }
        [name, "WITH", exception, rest @ ..] => {
            *words = rest;
            Some(allowed(name) || allowed(&format!("{name} WITH {exception}")))
        }
        [name, rest @ ..] => {
            *words = rest;
            Some(allowed(name))
        }
        [] => None,
    }
}

// ---- what the rules look at

/// What cargo knows of the workspace and of all it is built from.
static METADATA: LazyLock<Value> = LazyLock::new(|| {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let text = run(&cargo, &["metadata", "--format-version", "1", "--locked", "--all-features"]);
    serde_json::from_str(&text.expect("cargo describes the workspace")).expect("in JSON")
});

fn members() -> impl Iterator<Item = &'static Value> {
    array(&METADATA["packages"]).filter(|package| package["source"].is_null())
}

fn name_of(package: &Value) -> &str {
    package["name"].as_str().unwrap_or_default()
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A text file that we keep.
#[derive(Clone)]
struct File {
    /// Within the repository, with `/`.
    path: String,
    text: String,
}

impl File {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Lines with their numbers, as editors count them.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// All text files that we keep, in a stable order. The licences and the lock file are not ours.
fn files() -> impl Iterator<Item = File> {
    static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
        let mut files = Vec::new();
        collect(&repository(), &mut files);
        files.sort_by(|left, right| left.path.cmp(&right.path));
        files
    });
    FILES.iter().cloned()
}

fn collect(folder: &Path, files: &mut Vec<File>) {
    const NOT_OURS: &[&str] =
        &[".git", "target", "dist", "node_modules", "Cargo.lock", "LICENSE-APACHE"];
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if NOT_OURS.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            files.push(File { path: inside_repository(&path), text });
        }
    }
}

fn inside_repository(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    let path = path.strip_prefix(repository()).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

/// The part of a line before a comment. An address in a text is not taken for one.
fn without_comment(line: &str) -> &str {
    let mut comments = line.match_indices("//");
    let comment = comments.find(|(at, _)| !line[..*at].ends_with(':'));
    comment.map_or(line, |(at, _)| &line[..at])
}

/// What a program prints, if it succeeds.
fn run(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).current_dir(repository()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn assert_none(wrong: impl IntoIterator<Item = String>) {
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{} to put right:\n{}\n", wrong.len(), wrong.join("\n"));
}

// ---- the rules' own tests

#[test]
fn words_fall_apart_as_people_read_them() {
    assert_eq!(words("RaftNode::draft_x2"), ["raft", "node", "draft", "x2"]);
    assert_eq!(words(r#""anti-entropy","#), ["anti", "entropy"]);
}

#[test]
fn colours_are_told_from_other_signs() {
    assert_eq!(colour_in("fill: #0072B2;").as_deref(), Some("#0072B2"));
    assert_eq!(colour_in("color: #fff").as_deref(), Some("#fff"));
    assert_eq!(colour_in("color: rgb(0 0 0)").as_deref(), Some("rgb("));
    assert_eq!(colour_in("color: #333").as_deref(), Some("#333"));
    assert_eq!(colour_in("#[derive(Debug)] r#\"x\"# #/lab #heading, see #265"), None);
}

#[test]
fn functions_are_measured_from_name_to_brace() {
    let text = "impl A {\n    pub fn a() {\n        b();\n    }\n\n    fn c();\n    fn d() {}\n}\n";
    assert_eq!(functions(text), [(2, 3), (6, 1), (7, 1)]);
}

#[test]
fn licence_expressions_are_read() {
    let allowed = |name: &str| ["MIT", "Zlib", "Unicode-3.0"].contains(&name);
    assert_eq!(satisfies("MIT OR Apache-2.0", &allowed), Some(true));
    assert_eq!(satisfies("GPL-3.0/MIT", &allowed), Some(true));
    assert_eq!(satisfies("(MIT OR GPL-3.0) AND Unicode-3.0", &allowed), Some(true));
    assert_eq!(satisfies("MIT AND GPL-3.0", &allowed), Some(false));
    assert_eq!(satisfies("Apache-2.0 WITH LLVM-exception OR Zlib", &allowed), Some(true));
    assert_eq!(satisfies("(MIT", &allowed), None);
    assert_eq!(satisfies("", &allowed), None);
}
