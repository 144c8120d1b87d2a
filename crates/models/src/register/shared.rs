//! A register on several servers, each of which asks a majority before it answers (Attiya, Bar-Noy
//! and Dolev, *Sharing Memory Robustly in Message-Passing Systems*, JACM 1995): first for the
//! newest value, then to hold it.

use std::collections::{BTreeMap, BTreeSet};

use quorate_proto::{Cx, Meta, NodeId, majority};

use super::{
    CLIENTS, IN_ORDER, KINDS, Message, Number, Register, SERVER_COUNT, SERVERS, Server, Value,
    tell_servers,
};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    SHARED = "register on several servers (ABD)", "多服务器寄存器（ABD）";
}

/// What orders the values of the shared register.
type Stamp = (u32, u16);

/// What servers say to each other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Words {
    /// A server asks the others what they hold.
    Query(Number),
    /// What a server holds.
    AckQuery(Number, Stamp, Value),
    /// A server tells the others what to hold.
    Record(Number, Stamp, Value),
    /// A server holds it, or something newer.
    AckRecord(Number),
}

/// What a server of the shared register is doing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Phase {
    Asking {
        number: Number,
        client: NodeId,
        writes: Option<Value>,
        answers: BTreeMap<NodeId, (Stamp, Value)>,
    },
    Telling {
        number: Number,
        client: NodeId,
        read: Option<Value>,
        done: BTreeSet<NodeId>,
    },
}

/// A server of the shared register.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Replica {
    stamp: Stamp,
    value: Value,
    phase: Option<Phase>,
}

static META: Meta = describe(
    "abd-register",
    &SHARED,
    &[
        size("clients", &CLIENTS, 1..=4, 2),
        size("servers", &SERVERS, 2..=5, 2),
        size("ordered", &IN_ORDER, 0..=1, 0),
    ],
    KINDS,
    TIMERS,
    &[
        "Attiya, Bar-Noy, Dolev: Sharing Memory Robustly in Message-Passing Systems, JACM 1995",
        "crate stateright 0.31: examples/linearizable-register",
    ],
);

impl Server for Replica {
    type Words = Words;

    const META: &'static Meta = &META;

    fn boot(me: NodeId) -> Self {
        Self { stamp: (0, me.index() as u16), value: 0, phase: None }
    }

    fn is_answer(words: &Words) -> bool {
        matches!(words, Words::AckQuery(..) | Words::AckRecord(_))
    }

    fn serve(&mut self, from: NodeId, said: &Message<Words>, cx: &mut Cx<'_, Register<Self>>) {
        match *said {
            Message::Put(number, value) if self.phase.is_none() => {
                self.ask(number, from, Some(value), cx);
            }
            Message::Get(number) if self.phase.is_none() => self.ask(number, from, None, cx),
            Message::Between(Words::Query(number)) => {
                let answer = Words::AckQuery(number, self.stamp, self.value);
                cx.send(from, Message::Between(answer));
            }
            Message::Between(Words::AckQuery(number, stamp, value)) => {
                self.hear(number, from, (stamp, value), cx);
            }
            Message::Between(Words::Record(number, stamp, value)) => {
                cx.send(from, Message::Between(Words::AckRecord(number)));
                self.hold(stamp, value);
            }
            Message::Between(Words::AckRecord(number)) => self.finish(number, from, cx),
            _ => {}
        }
    }
}

impl Replica {
    fn hold(&mut self, stamp: Stamp, value: Value) {
        if stamp > self.stamp {
            (self.stamp, self.value) = (stamp, value);
        }
    }

    fn ask(
        &mut self,
        number: Number,
        client: NodeId,
        writes: Option<Value>,
        cx: &mut Cx<'_, Register<Self>>,
    ) {
        tell_servers(&Words::Query(number), cx);
        let answers = BTreeMap::from([(cx.me, (self.stamp, self.value))]);
        self.phase = Some(Phase::Asking { number, client, writes, answers });
    }

    /// A majority's answers end the first phase.
    fn hear(
        &mut self,
        about: Number,
        from: NodeId,
        answer: (Stamp, Value),
        cx: &mut Cx<'_, Register<Self>>,
    ) {
        let servers = cx.parameter(SERVER_COUNT) as usize;
        let Some(Phase::Asking { number, client, writes, answers }) = &mut self.phase else {
            return;
        };
        if *number != about {
            return;
        }
        answers.insert(from, answer);
        if answers.len() < majority(servers) {
            return;
        }
        let newest = answers.values().max_by_key(|(stamp, _)| *stamp).copied();
        let (stamp, value) = newest.unwrap_or((self.stamp, self.value));
        let (stamp, value, read) = match *writes {
            Some(new) => ((stamp.0 + 1, cx.me.index() as u16), new, None),
            None => (stamp, value, Some(value)),
        };
        let done = BTreeSet::from([cx.me]);
        self.phase = Some(Phase::Telling { number: about, client: *client, read, done });
        tell_servers(&Words::Record(about, stamp, value), cx);
        self.hold(stamp, value);
    }

    /// A majority's acknowledgements end the second phase.
    fn finish(&mut self, about: Number, from: NodeId, cx: &mut Cx<'_, Register<Self>>) {
        let servers = cx.parameter(SERVER_COUNT) as usize;
        let Some(Phase::Telling { number, client, read, done }) = &mut self.phase else { return };
        if *number != about || !done.insert(from) || done.len() < majority(servers) {
            return;
        }
        let answer = match *read {
            Some(value) => Message::GetOk(about, value),
            None => Message::PutOk(about),
        };
        cx.send(*client, answer);
        self.phase = None;
    }
}
