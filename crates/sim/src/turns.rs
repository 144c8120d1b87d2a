//! Turns of a loop.
//!
//! A way on which progress never comes goes round for ever; a run that shows it goes round a few
//! times. Whoever watches cannot see where one turn ends and the next begins, nor whether the
//! cluster is then what it was. So the run says both, at moments that are written down in it.

use quorate_proto::{Digest, Said};

use crate::record::Record;
use crate::world::World;

quorate_proto::rules! {
    LOOP_BEGINS from "quorate explore --liveness" marks Turn =
        "a loop begins here", "循环由此开始";
    COMES_BACK(turn) from "quorate explore --liveness" marks Turn =
        "turn {turn} is over: every node is what it was when the loop began",
        "第 {turn} 轮结束：每个节点都与循环开始时相同";
    COMES_OUT(turn) from "quorate explore --liveness" marks Turn =
        "turn {turn} is over: not every node is what it was when the loop began",
        "第 {turn} 轮结束：有节点与循环开始时不同";
}

/// A loop in which a run goes round.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loop {
    /// The fingerprint of all nodes when it began.
    began_as: u64,
    /// Turns that are over.
    turns: u32,
}

impl World {
    /// A loop begins, or one more turn of it is over.
    pub(crate) fn turn(&mut self, record: &mut Record) {
        let now = self.digest_of_nodes();
        let said = match &mut self.goes_round {
            None => {
                self.goes_round = Some(Loop { began_as: now, turns: 0 });
                Said { rule: LOOP_BEGINS.info(), text: LOOP_BEGINS.say([]) }
            }
            Some(Loop { began_as, turns }) => {
                *turns = turns.saturating_add(1);
                let rule = if *began_as == now { &COMES_BACK } else { &COMES_OUT };
                Said { rule: rule.info(), text: rule.say([(*turns).into()]) }
            }
        };
        record.note(|event| event.said.push(said));
    }

    /// The fingerprint of all nodes, in memory and on disk.
    fn digest_of_nodes(&self) -> u64 {
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
