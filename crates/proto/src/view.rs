//! How nodes and messages show themselves: plain data, without colours and without layout.
//!
//! A new fact in an inspector is another entry in a list, never a new method.

use crate::NodeId;
use crate::command::Operation;
use crate::meta::{Role, Tone};
use crate::text::{Argument, Language, Phrase, Text};
use crate::time::Tick;

/// Most entries that a view lists of anything that grows: the latest ones.
pub const ENTRIES_SHOWN_MAX: usize = 200;

/// A node in two words: what lanes and bars show of it at every event, so it must cost nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stance {
    /// The role it is in.
    pub role: &'static Role,
    /// Term, ballot or epoch, by which neighbours are told apart; 0 where there is none.
    pub epoch: u64,
}

/// A node at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeView {
    /// The role it is in.
    pub role: &'static Role,
    /// Under its letter: term, ballot, version.
    pub headline: Text,
    /// Beside the role: votes so far, who it follows.
    pub badge: Option<Text>,
    /// Term, ballot or epoch, by which neighbours are told apart; 0 where there is none.
    pub epoch: u64,
    /// Single facts.
    pub facts: Vec<Fact>,
    /// The log or store as a strip of cells, oldest first.
    pub cells: Vec<Cell>,
    /// Longer lists.
    pub tables: Vec<Table>,
    /// How it stands to others.
    pub relations: Vec<Relation>,
}

impl NodeView {
    /// A node with nothing else to tell.
    #[must_use]
    pub const fn new(stance: Stance, headline: Text) -> Self {
        Self {
            role: stance.role,
            headline,
            badge: None,
            epoch: stance.epoch,
            facts: Vec::new(),
            cells: Vec::new(),
            tables: Vec::new(),
            relations: Vec::new(),
        }
    }
}

/// One fact about a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Its name.
    pub label: &'static Phrase<0>,
    /// What holds.
    pub value: Value,
    /// Whether a crash leaves it as it is.
    pub durable: bool,
}

/// One cell of a node's strip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// Its number, from 1.
    pub index: u64,
    /// Term, ballot or version, by which the cell is tinted.
    pub epoch: u64,
    /// What it holds.
    pub value: Value,
    /// Whether it is final. Others are drawn dashed.
    pub settled: bool,
    /// Whether it would survive a crash now.
    pub durable: bool,
}

/// A list of things of one kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// What is listed.
    pub title: &'static Phrase<0>,
    /// Names of the columns.
    pub columns: Vec<&'static Phrase<0>>,
    /// The entries; each has a value per column.
    pub rows: Vec<Row>,
}

/// One entry of a [`Table`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// A value per column.
    pub values: Vec<Value>,
    /// Whether it is final.
    pub settled: bool,
}

/// How a node stands to another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relation {
    /// The other node.
    pub to: NodeId,
    /// In words.
    pub text: Text,
    /// What it means.
    pub tone: Tone,
}

/// A message at a glance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageView {
    /// Two words that fit on the message itself.
    pub label: Text,
    /// All its fields.
    pub fields: Vec<Fact>,
}

/// Something to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Nothing is known or set.
    Nothing,
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(i64),
    /// A term, ballot or version, tinted like cells of the same epoch.
    Epoch(u64),
    /// A pair such as a proposal number, said as `a.b`, tinted by its first part.
    Pair(u64, u64),
    /// A participant.
    Node(NodeId),
    /// Several participants.
    Nodes(Vec<NodeId>),
    /// A quorum in the making: who is in, and how many are needed.
    Quorum {
        /// Who is in.
        members: Vec<NodeId>,
        /// How many are needed.
        needed: usize,
    },
    /// A span of time.
    Span(Tick),
    /// A client's operation.
    Operation(Operation),
    /// A phrase.
    Phrase(&'static Phrase<0>),
    /// A sentence.
    Text(Text),
    /// A key and its value.
    Binding(crate::Key, i64),
    /// Several values in a row.
    List(Vec<Value>),
}

impl Value {
    /// The value in words.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let argument = match self {
            Self::Nothing => return "–".to_owned(),
            Self::Flag(on) => Argument::Word(if *on { "✓" } else { "✗" }),
            Self::Number(number) => Argument::Number(*number),
            Self::Epoch(epoch) => return epoch.to_string(),
            Self::Pair(first, second) => Argument::Pair(*first, *second),
            Self::Node(node) => Argument::Node(*node),
            Self::Nodes(nodes) => return join(nodes, ToString::to_string),
            Self::Quorum { members, needed } => return format!("{}/{needed}", members.len()),
            Self::Span(span) => Argument::Span(*span),
            Self::Operation(operation) => Argument::Operation(*operation),
            Self::Phrase(phrase) => Argument::Phrase(phrase),
            Self::Text(text) => return text.say(language),
            Self::Binding(key, value) => return format!("{key} = {value}"),
            Self::List(values) => return join(values, |value| value.say(language)),
        };
        argument.say(language)
    }
}

fn join<T>(items: &[T], say: impl Fn(&T) -> String) -> String {
    if items.is_empty() {
        return "–".to_owned();
    }
    items.iter().map(say).collect::<Vec<_>>().join(", ")
}
