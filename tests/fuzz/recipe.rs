//! Sound texts, put together wrongly: words of the grammar in the wrong place, numbers at the edge
//! of what a machine holds, entries of one protocol behind the head of another. Most edits keep a
//! text sound, if strange: a mangled one tells little about what lies behind the reader.

use std::sync::LazyLock;

use bolero::TypeGenerator;
use quorate_catalog::PROTOCOLS;
use quorate_proto::Meta;
use quorate_scenario::{Scenario, decode, link};
use quorate_sim::{Setup, Strength, draw_trial};

use crate::words::{
    ACTIONS, BLOTS, INTEGERS, LINKS, LOGS, NODES, NUMBERS, OPTIONS, RATES, SHARES, SIDES, SPANS,
    TIMES, WORDS,
};

/// How to make a text. All numbers are taken modulo what there is.
#[derive(Clone, Debug, TypeGenerator)]
pub(crate) struct Recipe {
    /// The text to begin with.
    base: u16,
    /// What is done to it that leaves it sound.
    #[generator(bolero::generator::produce::<Vec<Addition>>().with().len(0_usize..12))]
    additions: Vec<Addition>,
    /// What is done to it that may not.
    #[generator(bolero::generator::produce::<Vec<Edit>>().with().len(0_usize..4))]
    edits: Vec<Edit>,
    /// How it is written down.
    spelling: Spelling,
}

/// An entry or an option more.
#[derive(Clone, Debug, TypeGenerator)]
enum Addition {
    /// An action, its words drawn from what fits there.
    Act { time: u8, action: u16, words: [u8; 4] },
    /// An action, soon after another one.
    Also { entry: u16, action: u16, words: [u8; 4] },
    /// An option.
    Option { option: u16, words: [u8; 4] },
}

#[derive(Clone, Debug, TypeGenerator)]
enum Edit {
    /// A word of the grammar, between others.
    Insert { entry: u16, token: u8, word: u16 },
    /// A word of the grammar, in place of another.
    Replace { entry: u16, token: u8, word: u16 },
    /// The digits of a word become another number.
    Number { entry: u16, token: u8, number: u8 },
    /// A word is gone.
    Remove { entry: u16, token: u8 },
    /// An entry is gone.
    Drop { entry: u16 },
    /// An entry comes several times.
    Repeat { entry: u16, times: u8 },
    /// An entry of another text.
    Borrow { entry: u16, base: u16, from: u16 },
    /// Two words become one.
    Join { entry: u16, token: u8 },
    /// An odd character within a word.
    Blot { entry: u16, token: u8, at: u8, character: u8 },
}

#[derive(Clone, Copy, Debug, TypeGenerator)]
enum Spelling {
    Link,
    Script,
    Address,
    /// Every byte escaped, as some services do.
    Escaped,
    /// In the query, with something behind it that a messenger appended.
    Query,
}

type Entries = Vec<Vec<String>>;

impl Recipe {
    /// The text that it makes.
    pub(crate) fn text(&self) -> String {
        let mut entries = base(self.base);
        for addition in &self.additions {
            addition.apply(&mut entries);
        }
        for edit in &self.edits {
            edit.apply(&mut entries);
        }
        self.spelling.write(&entries)
    }
}

impl Addition {
    fn apply(&self, entries: &mut Entries) {
        let head = entries.first().cloned().unwrap_or_default();
        let Some(meta) = head.get(1).and_then(|id| quorate_catalog::find(id)) else { return };
        let meta = meta.meta();
        let (at, pattern, words) = match self {
            Self::Act { time, action, words } => {
                (pick(TIMES, u16::from(*time)).to_owned(), pick(ACTIONS, *action), words)
            }
            Self::Also { entry, action, words } => {
                let with = pick_mut(entries, *entry).and_then(|it| it.first().cloned());
                let at = with.filter(|at| at.as_str() != "1").unwrap_or_else(|| "400".to_owned());
                (at, pick(ACTIONS, *action), words)
            }
            Self::Option { option, words } => {
                if let Some(head) = entries.first_mut() {
                    head.extend(filled(pick(OPTIONS, *option), words, meta));
                }
                return;
            }
        };
        let at = if pattern.starts_with("init") { "0".to_owned() } else { at };
        let mut entry = vec![at];
        entry.extend(filled(pattern, words, meta));
        entries.push(entry);
    }
}

/// The words of a pattern, its variables filled in.
fn filled(pattern: &str, words: &[u8; 4], meta: &Meta) -> Vec<String> {
    let mut words = words.iter().cycle().map(|word| u16::from(*word));
    let mut number = || words.next().unwrap_or_default();
    let mut fill = |piece: &str| -> String {
        match piece {
            "NODE" => pick(NODES, number()).to_owned(),
            "SIDE" => pick(SIDES, number()).to_owned(),
            "SPAN" => pick(SPANS, number()).to_owned(),
            "SHARE" => pick(SHARES, number()).to_owned(),
            "RATE" => pick(RATES, number()).to_owned(),
            "INTEGER" => pick(INTEGERS, number()).to_owned(),
            "LINK" => pick(LINKS, number()).to_owned(),
            "COUNT" => (1 + number() % 40).to_string(),
            "DISK" => pick(&["ok", "lie", "stall", "torn", "wipe"], number()).to_owned(),
            "TRANSPORT" => pick(&["datagram", "stream", "broadcast"], number()).to_owned(),
            "SWITCH" => pick(&["on", "off"], number()).to_owned(),
            "TIMER" => pick_of(meta.timers, number()).map_or("", |timer| timer.id).to_owned(),
            "BUG" => pick_of(meta.bugs, number()).map_or("", |bug| bug.id).to_owned(),
            "PARAMETER" => parameter(meta, [number(), number()], "."),
            "SETTING" => parameter(meta, [number(), number()], "-"),
            "LOG" => pick(LOGS, number()).to_owned(),
            piece => piece.to_owned(),
        }
    };
    pattern.split(' ').map(|word| word.split('|').map(&mut fill).collect()).collect()
}

/// A parameter and one of its values: the least, the most, or one between.
fn parameter(meta: &Meta, [which, value]: [u16; 2], dot: &str) -> String {
    let Some(parameter) = pick_of(meta.parameters, which) else { return String::new() };
    let (least, most) = parameter.range.clone().into_inner();
    let value = match value % 3 {
        0 => least,
        1 => most,
        _ => least + (u32::from(value) * 97) % (most - least + 1),
    };
    match parameter.choices.get((value - least) as usize) {
        Some(choice) => format!("{}{dot}{}", parameter.id, choice.id),
        None => format!("{}{dot}{value}", parameter.id),
    }
}

fn pick_of<T>(things: &[T], number: u16) -> Option<&T> {
    things.get(usize::from(number).checked_rem(things.len())?)
}

impl Edit {
    fn apply(&self, entries: &mut Entries) {
        match *self {
            Self::Insert { entry, token, word } => {
                if let Some(tokens) = pick_mut(entries, entry) {
                    let at = usize::from(token) % (tokens.len() + 1);
                    tokens.insert(at, pick(&WORDS, word));
                }
            }
            Self::Replace { entry, token, word } => {
                if let Some(token) = token_mut(entries, entry, token) {
                    *token = pick(&WORDS, word);
                }
            }
            Self::Number { entry, token, number } => {
                if let Some(token) = token_mut(entries, entry, token) {
                    *token = with_number(token, pick(NUMBERS, u16::from(number)));
                }
            }
            Self::Remove { entry, token } => {
                if let Some(tokens) = pick_mut(entries, entry).filter(|it| !it.is_empty()) {
                    tokens.remove(usize::from(token) % tokens.len());
                }
            }
            Self::Drop { entry } if !entries.is_empty() => {
                entries.remove(usize::from(entry) % entries.len());
            }
            Self::Drop { .. } => {}
            Self::Repeat { entry, times } => {
                if let Some(again) = pick_mut(entries, entry).cloned() {
                    entries.extend(std::iter::repeat_n(again, usize::from(times)));
                }
            }
            Self::Borrow { entry, base, from } => {
                if let Some(borrowed) = pick_mut(&mut self::base(base), from) {
                    let at = usize::from(entry) % (entries.len() + 1);
                    entries.insert(at, std::mem::take(borrowed));
                }
            }
            Self::Join { entry, token } => {
                if let Some(tokens) = pick_mut(entries, entry).filter(|it| it.len() > 1) {
                    let at = usize::from(token) % (tokens.len() - 1);
                    let second = tokens.remove(at + 1);
                    tokens[at].push_str(&second);
                }
            }
            Self::Blot { entry, token, at, character } => {
                if let Some(token) = token_mut(entries, entry, token) {
                    let mut characters: Vec<char> = token.chars().collect();
                    let at = usize::from(at) % (characters.len() + 1);
                    characters.insert(at, pick(BLOTS, u16::from(character)));
                    *token = characters.into_iter().collect();
                }
            }
        }
    }
}

impl Spelling {
    fn write(self, entries: &[Vec<String>]) -> String {
        let join = |dot: &str, tilde: &str| {
            entries.iter().map(|tokens| tokens.join(dot)).collect::<Vec<_>>().join(tilde)
        };
        match self {
            Self::Link => join(".", "~"),
            Self::Script => join(" ", "\n"),
            Self::Address => format!("https://quorate.example/#/lab?s={}&t=x", join(".", "~")),
            Self::Escaped => {
                let escaped = join(".", "~").bytes().fold(String::new(), |mut text, byte| {
                    text.push_str(&format!("%{byte:02X}"));
                    text
                });
                format!("https://quorate.example/?s={escaped}")
            }
            Self::Query => format!("http://q.example/?s={}&appinstall=0#/lab", join(".", "~")),
        }
    }
}

fn pick<T: Clone>(things: &[T], number: u16) -> T {
    things[usize::from(number) % things.len()].clone()
}

fn pick_mut<T>(things: &mut [T], number: u16) -> Option<&mut T> {
    let at = usize::from(number).checked_rem(things.len())?;
    things.get_mut(at)
}

fn token_mut(entries: &mut Entries, entry: u16, token: u8) -> Option<&mut String> {
    pick_mut(pick_mut(entries, entry)?, u16::from(token))
}

/// The first digits of a word, or its end, become a number.
fn with_number(word: &str, number: &str) -> String {
    let digit = |character: char| character.is_ascii_digit();
    let start = word.find(digit).unwrap_or(word.len());
    let (before, digits) = word.split_at(start);
    let after = digits.trim_start_matches(digit);
    format!("{before}{number}{after}")
}

fn base(number: u16) -> Entries {
    let line = pick(&BASES, number);
    line.split('~').map(|entry| entry.split('.').map(str::to_owned).collect()).collect()
}

/// Every preset, every bug's script with the bug on, and some drawn runs, as links.
pub(crate) static BASES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut links = Vec::new();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        let read = |text| decode(text, PROTOCOLS).expect("a script of the catalog").scenario;
        links.extend(meta.presets.iter().map(|preset| link(&read(preset.script))));
        for (position, bug) in meta.bugs.iter().enumerate() {
            let mut scenario = read(bug.script);
            scenario.setup.bugs = scenario.setup.bugs.with(position, true);
            links.push(link(&scenario));
        }
        for strength in [Strength::Light, Strength::Heavy] {
            let trial = draw_trial(&Setup::new(*protocol, 7), strength);
            let scenario = Scenario { actions: trial.actions, ..Scenario::new(trial.setup) };
            links.push(link(&Scenario { end: Some(trial.end), ..scenario }));
        }
    }
    links
});
