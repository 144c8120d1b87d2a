//! Slush, the simplest protocol of the Avalanche family (Team Rocket, *Snowflake to Avalanche*,
//! 2018), as in module `Slush` of the TLA+ examples.
//!
//! Nodes are to agree on a colour. Clients give colours to nodes that have none. A node that has
//! one asks a few others, chosen at random, for theirs; one that is asked and has none takes that
//! of the question; if enough answers are of one colour, the asker takes that colour, and so on
//! for a number of rounds. By chance, small majorities grow. That all agree in the end is likely,
//! and nothing is promised: an explorer knows no probabilities.
//!
//! Each node answers in one process and asks in another, and each step of the specification's text
//! is a step here, also those that only move on.

use std::collections::BTreeSet;

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Property};

use crate::board::{Board, Spec, reached};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    TITLE = "Slush", "Slush（雪泥）";
    NODES = "nodes", "节点";
    ROUNDS = "rounds of questions", "询问轮数";
    SAMPLE = "nodes asked in a round", "每轮询问的节点";
    ENOUGH = "answers that change a colour", "足以改变颜色的回答";
    ENDS = "all processes end", "所有进程都结束";
    AGREED = "all have ended with one colour", "结束时所有节点颜色相同";
}

/// What nodes choose between.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Colour {
    Red,
    Blue,
}

/// What is said, by the number of the node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Message {
    Question { from: u8, to: u8, colour: Colour },
    Answer { from: u8, to: u8, colour: Colour },
    Ended { from: u8 },
}

/// Where the answering process of a node stands in the text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Answering {
    Looking,
    Waiting,
    Asked,
    Done,
}

/// Where the asking process of a node stands in the text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Asking {
    Colourless,
    Looking,
    Choosing,
    Tallying,
    Ending,
    Done,
}

/// Where the clients stand in the text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Clients {
    Looking,
    Giving,
    Done,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Node {
    colour: Option<Colour>,
    answering: Answering,
    asking: Asking,
    /// Whom it has asked, a bit each.
    sample: u8,
    round: u8,
}

/// The state of the specification.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Slush {
    nodes: Vec<Node>,
    messages: BTreeSet<Message>,
    clients: Clients,
}

static META: Meta = describe(
    "slush",
    &TITLE,
    &[
        size("nodes", &NODES, 1..=5, 2),
        size("rounds", &ROUNDS, 0..=5, 2),
        size("sample", &SAMPLE, 0..=4, 1),
        size("enough", &ENOUGH, 0..=4, 1),
    ],
    &[],
    TIMERS,
    &["Team Rocket: Snowflake to Avalanche, 2018", "TLA+ examples: SlushProtocol/Slush"],
);

impl Spec for Slush {
    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Board<Self>>] = &[
        Property {
            id: "Termination",
            statement: &ENDS,
            source: "Slush",
            expectation: Expectation::Sometimes,
            check: ends,
        },
        Property {
            id: "Agreement",
            statement: &AGREED,
            source: "Snowflake to Avalanche",
            expectation: Expectation::Sometimes,
            check: agrees,
        },
    ];

    fn first(_: u32, size: &dyn Fn(usize) -> u32) -> Self {
        let node = Node {
            colour: None,
            answering: Answering::Looking,
            asking: Asking::Colourless,
            sample: 0,
            round: 0,
        };
        let nodes = vec![node; size(0) as usize];
        Self { nodes, messages: BTreeSet::new(), clients: Clients::Looking }
    }

    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let mut next = Vec::new();
        self.give_colours(&mut next);
        for position in 0..self.nodes.len() {
            self.answer(position, &mut next);
            self.ask(position, size, &mut next);
        }
        if self.is_over() {
            next.push(self.clone());
        }
        next
    }
}

impl Slush {
    fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut after = self.clone();
        change(&mut after);
        after
    }

    fn at(&self, position: usize, change: impl FnOnce(&mut Node)) -> Self {
        self.with(|after| change(&mut after.nodes[position]))
    }

    fn is_over(&self) -> bool {
        let done = |it: &Node| it.asking == Asking::Done && it.answering == Answering::Done;
        self.clients == Clients::Done && self.nodes.iter().all(done)
    }

    /// Whether all that is under way is that everybody has ended.
    fn all_have_ended(&self) -> bool {
        self.messages.len() == self.nodes.len()
            && self.messages.iter().all(|it| matches!(it, Message::Ended { .. }))
    }

    fn give_colours(&self, next: &mut Vec<Self>) {
        match self.clients {
            Clients::Looking => {
                let any = self.nodes.iter().any(|it| it.colour.is_none());
                let clients = if any { Clients::Giving } else { Clients::Done };
                next.push(self.with(|after| after.clients = clients));
            }
            Clients::Giving => {
                for position in 0..self.nodes.len() {
                    for colour in [Colour::Red, Colour::Blue] {
                        next.push(self.with(|after| {
                            after.nodes[position].colour.get_or_insert(colour);
                            after.clients = Clients::Looking;
                        }));
                    }
                }
            }
            Clients::Done => {}
        }
    }

    /// The answering process of a node.
    fn answer(&self, position: usize, next: &mut Vec<Self>) {
        let ended = self.all_have_ended();
        let here = |message: &Message| match *message {
            Message::Question { from, to, colour } if usize::from(to) == position => {
                Some((from, colour))
            }
            _ => None,
        };
        let mut questions = self.messages.iter().filter_map(here);
        let mut go = |answering| next.push(self.at(position, |node| node.answering = answering));
        match self.nodes[position].answering {
            Answering::Looking if ended => go(Answering::Done),
            Answering::Looking => go(Answering::Waiting),
            Answering::Waiting if ended => go(Answering::Looking),
            Answering::Waiting if questions.next().is_some() => go(Answering::Asked),
            Answering::Asked => {
                let me = position as u8;
                for (asker, colour) in questions {
                    next.push(self.with(|after| {
                        after.messages.remove(&Message::Question { from: asker, to: me, colour });
                        let node = &mut after.nodes[position];
                        node.answering = Answering::Looking;
                        let colour = *node.colour.get_or_insert(colour);
                        after.messages.insert(Message::Answer { from: me, to: asker, colour });
                    }));
                }
            }
            Answering::Waiting | Answering::Done => {}
        }
    }

    /// The asking process of a node.
    fn ask(&self, position: usize, size: &dyn Fn(usize) -> u32, next: &mut Vec<Self>) {
        let node = &self.nodes[position];
        let mut go = |asking| next.push(self.at(position, |node| node.asking = asking));
        match node.asking {
            Asking::Colourless if node.colour.is_some() => go(Asking::Looking),
            Asking::Looking if u32::from(node.round) < size(1) => go(Asking::Choosing),
            Asking::Looking => go(Asking::Ending),
            Asking::Choosing => self.question(position, size(2), next),
            Asking::Tallying => next.extend(self.tally(position, size(3))),
            Asking::Ending => next.push(self.with(|after| {
                after.nodes[position].asking = Asking::Done;
                after.messages.insert(Message::Ended { from: position as u8 });
            })),
            Asking::Colourless | Asking::Done => {}
        }
    }

    /// A node asks as many others as a sample has, whichever.
    fn question(&self, position: usize, asked: u32, next: &mut Vec<Self>) {
        let Some(colour) = self.nodes[position].colour else { return };
        let sets = 0..1_u32 << self.nodes.len();
        for set in sets.filter(|set| set.count_ones() == asked && set >> position & 1 == 0) {
            next.push(self.with(|after| {
                after.nodes[position].sample = set as u8;
                after.nodes[position].asking = Asking::Tallying;
                let to = (0..self.nodes.len() as u8).filter(|to| set >> to & 1 == 1);
                let from = position as u8;
                after.messages.extend(to.map(|to| Message::Question { from, to, colour }));
            }));
        }
    }

    /// Once all who were asked have answered, a node may change its colour.
    fn tally(&self, position: usize, enough: u32) -> Option<Self> {
        let sample = self.nodes[position].sample;
        let counts = |message: &Message| match *message {
            Message::Answer { from, to, colour }
                if usize::from(to) == position && sample >> from & 1 == 1 =>
            {
                Some((from, colour))
            }
            _ => None,
        };
        let answers: Vec<(u8, Colour)> = self.messages.iter().filter_map(counts).collect();
        let heard = answers.iter().fold(0, |heard: u8, (from, _)| heard | 1 << from);
        let of = |wanted: Colour| answers.iter().filter(|(_, it)| *it == wanted).count() as u32;
        let winner = [Colour::Red, Colour::Blue].into_iter().find(|it| of(*it) >= enough);
        (heard == sample).then(|| {
            self.with(|after| {
                after.messages.retain(|message| counts(message).is_none());
                let node = &mut after.nodes[position];
                node.colour = winner.or(node.colour);
                node.asking = Asking::Looking;
                node.sample = 0;
                node.round += 1;
            })
        })
    }
}

type Watched<'a> = Cluster<'a, Board<Slush>>;
type Event<'a> = Moment<'a, Board<Slush>>;

fn ends((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    reached(cluster, Slush::is_over)
}

fn agrees((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    reached(cluster, |slush| {
        let colours: BTreeSet<_> = slush.nodes.iter().map(|it| it.colour).collect();
        slush.is_over() && colours.len() == 1
    })
}
