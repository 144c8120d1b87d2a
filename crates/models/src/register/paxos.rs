//! A register that can be written once, on servers that agree on its value by Paxos (Lamport, *The
//! Part-Time Parliament*, TOCS 1998): each client's write is a proposal in a ballot of its own.
//!
//! A server leads at most one ballot, for the first write that it hears of. It does not answer who
//! reads before it knows what was decided, and who writes only if what was decided is that write;
//! clients may therefore wait for ever.

use std::collections::{BTreeMap, BTreeSet};

use quorate_proto::{Cx, Meta, NodeId, majority};

use super::{
    CLIENTS, IN_ORDER, KINDS, Message, Number, Register, SERVER_COUNT, SERVERS, Server, Value,
    tell_servers,
};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    TITLE = "register written once, by Paxos", "Paxos 一次写入寄存器";
}

/// A round, and the server that leads it.
type Ballot = (u32, NodeId);
/// A write: its number, who asked for it, what is to be written.
type Proposal = (Number, NodeId, Value);
/// What a server accepted last, if anything.
type Accepted = Option<(Ballot, Proposal)>;

/// What servers say to each other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Words {
    /// A ballot begins.
    Prepare(Ballot),
    /// A server takes part in it, and has accepted this before.
    Prepared(Ballot, Accepted),
    /// The ballot's proposal.
    Accept(Ballot, Proposal),
    /// A server accepts it.
    Accepted(Ballot),
    /// A majority has.
    Decided(Ballot, Proposal),
}

/// A server: acceptor and, for one write, leader.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Acceptor {
    /// The highest ballot heard of.
    ballot: Ballot,
    proposal: Option<Proposal>,
    /// Who takes part in the own ballot, with what each has accepted.
    prepared: BTreeMap<NodeId, Accepted>,
    /// Who accepts the own proposal.
    accepts: BTreeSet<NodeId>,
    accepted: Accepted,
    decided: bool,
}

static META: Meta = describe(
    "paxos-register",
    &TITLE,
    &[
        size("clients", &CLIENTS, 1..=4, 2),
        size("servers", &SERVERS, 2..=5, 3),
        size("ordered", &IN_ORDER, 0..=1, 0),
    ],
    KINDS,
    TIMERS,
    &["Lamport: The Part-Time Parliament, TOCS 1998", "crate stateright 0.31: examples/paxos"],
);

impl Server for Acceptor {
    type Words = Words;

    const META: &'static Meta = &META;

    fn boot(_: NodeId) -> Self {
        Self {
            ballot: (0, NodeId::new(0)),
            proposal: None,
            prepared: BTreeMap::new(),
            accepts: BTreeSet::new(),
            accepted: None,
            decided: false,
        }
    }

    fn is_answer(words: &Words) -> bool {
        matches!(words, Words::Prepared(..) | Words::Accepted(_))
    }

    fn serve(&mut self, from: NodeId, said: &Message<Words>, cx: &mut Cx<'_, Register<Self>>) {
        match *said {
            Message::Get(number) => self.read(number, from, cx),
            Message::Put(number, value) => self.lead((number, from, value), cx),
            Message::Between(words) if !self.decided => self.hear(from, words, cx),
            Message::PutOk(_) | Message::GetOk(..) | Message::Between(_) => {}
        }
    }
}

impl Acceptor {
    fn read(&self, number: Number, client: NodeId, cx: &mut Cx<'_, Register<Self>>) {
        if let (true, Some((_, (_, _, value)))) = (self.decided, self.accepted) {
            cx.send(client, Message::GetOk(number, value));
        }
    }

    /// Begins a ballot, and takes part in it.
    fn lead(&mut self, proposal: Proposal, cx: &mut Cx<'_, Register<Self>>) {
        if self.decided || self.proposal.is_some() {
            return;
        }
        self.ballot = (self.ballot.0 + 1, cx.me);
        self.proposal = Some(proposal);
        self.prepared = BTreeMap::from([(cx.me, self.accepted)]);
        self.accepts.clear();
        tell_servers(&Words::Prepare(self.ballot), cx);
    }

    fn hear(&mut self, from: NodeId, words: Words, cx: &mut Cx<'_, Register<Self>>) {
        match words {
            Words::Prepare(ballot) if ballot > self.ballot => {
                self.ballot = ballot;
                let answer = Words::Prepared(ballot, self.accepted);
                cx.send(from, Message::Between(answer));
            }
            Words::Prepared(ballot, accepted) if ballot == self.ballot => {
                self.prepared.insert(from, accepted);
                self.propose(cx);
            }
            Words::Accept(ballot, proposal) if ballot >= self.ballot => {
                self.ballot = ballot;
                self.accepted = Some((ballot, proposal));
                cx.send(from, Message::Between(Words::Accepted(ballot)));
            }
            Words::Accepted(ballot) if ballot == self.ballot => {
                self.accepts.insert(from);
                self.decide(cx);
            }
            Words::Decided(ballot, proposal) => {
                self.ballot = ballot;
                self.accepted = Some((ballot, proposal));
                self.decided = true;
            }
            _ => {}
        }
    }

    /// Once a majority takes part, proposes what the highest ballot among them has accepted: it may
    /// have been decided. If there is none, the leader is free to propose what it was asked for.
    fn propose(&mut self, cx: &mut Cx<'_, Register<Self>>) {
        if self.prepared.len() != majority(cx.parameter(SERVER_COUNT) as usize) {
            return;
        }
        let highest = self.prepared.values().copied().max().flatten();
        let Some(proposal) = highest.map(|(_, proposal)| proposal).or(self.proposal) else {
            return;
        };
        self.proposal = Some(proposal);
        self.accepted = Some((self.ballot, proposal));
        self.accepts.insert(cx.me);
        tell_servers(&Words::Accept(self.ballot, proposal), cx);
    }

    /// Once a majority accepts, it is decided: the others are told, and who asked.
    fn decide(&mut self, cx: &mut Cx<'_, Register<Self>>) {
        if self.accepts.len() != majority(cx.parameter(SERVER_COUNT) as usize) {
            return;
        }
        let Some(proposal) = self.proposal else { return };
        self.decided = true;
        tell_servers(&Words::Decided(self.ballot, proposal), cx);
        let (number, client, _) = proposal;
        cx.send(client, Message::PutOk(number));
    }
}
