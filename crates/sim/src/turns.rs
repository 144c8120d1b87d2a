//! Turns of a loop.
//!
//! A way on which progress never comes goes round for ever; a run that shows it goes round a few
//! times. Whoever watches cannot see where one turn ends and the next begins, nor whether the
//! cluster is then what it was. So the run says both, at moments that are written down in it.
//!
//! Where terms, ballots or counters grow, no node ever is what it was, and yet it may do the same
//! again and again. So there is a weaker likeness that looks past all numbers.

use quorate_proto::{Digest, Said, Tick, order};

use crate::flight::{Flight, Packet};
use crate::record::Record;
use crate::world::World;

quorate_proto::rules! {
    LOOP_BEGINS from "quorate explore --liveness" marks Turn =
        "a loop begins here", "循环由此开始";
    COMES_BACK(turn) from "quorate explore --liveness" marks Turn =
        "turn {turn} is over: every node is what it was when the loop began",
        "第 {turn} 轮结束：每个节点都与循环开始时相同";
    COMES_LIKE(turn) from "quorate zoo" marks Turn =
        "turn {turn} is over: all is as it was when the loop began, but for numbers",
        "第 {turn} 轮结束：除编号外，一切都与循环开始时相同";
    COMES_OUT(turn) from "quorate explore --liveness" marks Turn =
        "turn {turn} is over: not every node is what it was when the loop began",
        "第 {turn} 轮结束：有节点与循环开始时不同";
}

/// A loop in which a run goes round.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loop {
    /// The fingerprint of all nodes when it began.
    began_as: u64,
    /// What they were like then.
    began_like: u64,
    /// Turns that are over.
    turns: u32,
}

impl World {
    /// A loop begins, or one more turn of it is over.
    pub(crate) fn turn(&mut self, record: &mut Record) {
        let (now, like) = (self.digest_of_nodes(), self.likeness(self.now));
        let said = match &mut self.goes_round {
            None => {
                self.goes_round = Some(Loop { began_as: now, began_like: like, turns: 0 });
                Said { rule: LOOP_BEGINS.info(), text: LOOP_BEGINS.say([]) }
            }
            Some(Loop { began_as, began_like, turns }) => {
                *turns = turns.saturating_add(1);
                let rule = match () {
                    () if *began_as == now => &COMES_BACK,
                    () if *began_like == like => &COMES_LIKE,
                    () => &COMES_OUT,
                };
                Said { rule: rule.info(), text: rule.say([(*turns).into()]) }
            }
        };
        record.note(|event| event.said.push(said));
    }

    /// The fingerprint of what the cluster is like, numbers and clients aside: who is up and in
    /// which role, how many writes are under way, how long after `since` whose timers run down and
    /// what kinds of messages arrive where.
    #[must_use]
    pub fn likeness(&self, since: Tick) -> u64 {
        let mut digest = Digest::default();
        for (slot, host) in self.slots.iter().zip(&self.hosts) {
            digest.word(slot.status as u64);
            digest.word(Digest::of(&slot.node.stance().map(|stance| stance.role.id)));
            let mut timers: Vec<_> = host.timers().map(|it| (it.code, it.deadline)).collect();
            order::sort(&mut timers);
            for (code, deadline) in &timers {
                digest.word(u64::from(code.kind) << 16 | u64::from(code.subject));
                digest.word(deadline.saturating_sub(since));
            }
            digest.word(timers.len() as u64);
            digest.word(host.writes_pending() as u64);
        }
        let mut flights: Vec<_> =
            self.flights().filter_map(|it| Some((it.arrives, kind_of(it)?))).collect();
        order::sort(&mut flights);
        for (arrives, kind) in &flights {
            digest.word(arrives.saturating_sub(since));
            digest.word(*kind);
        }
        digest.word(flights.len() as u64);
        std::hash::Hasher::finish(&digest)
    }

    /// The fingerprint of all nodes, in memory and on disk.
    #[must_use]
    pub fn digest_of_nodes(&self) -> u64 {
        let protocol = self.setup.protocol;
        let mut digest = Digest::default();
        for slot in &self.slots {
            digest.word(slot.status as u64);
            digest.word(slot.node.digest());
            digest.word(protocol.disk_digest(&*slot.image));
        }
        std::hash::Hasher::finish(&digest)
    }
}

/// Between which nodes a message is under way, of which kind, and whether it will arrive.
fn kind_of(flight: &Flight) -> Option<u64> {
    match &flight.packet {
        Packet::Message(message) => {
            let kind = message.kind() as u64;
            Some(Digest::of(&(flight.id.from, flight.id.to, kind, flight.doom)))
        }
        Packet::Request(_) | Packet::Reply(..) => None,
    }
}
