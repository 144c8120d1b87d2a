//! How does one know that a distributed computation is over? Safra's algorithm, as told by Dijkstra
//! (*Shmuel Safra's version of termination detection*, EWD 998, 1987), as in modules `EWD998PCal`
//! and `EWD998` of the TLA+ examples.
//!
//! Active nodes send messages; who receives one becomes active; who is active may become passive at
//! any time. All is over when nobody is active and nothing is under way, which no node can see. So
//! each counts the messages it has sent less those it has received, and a token goes round the
//! ring, past passive nodes, and adds the counts up. A sum of zero is not enough: a message may
//! have overtaken the token and made active who was passive when it came by. Therefore a node that
//! receives becomes black, and the token takes the colour of black nodes that it passes. If it
//! comes home white to a white node and all adds up to nothing, all is over.
//!
//! Without the blackening (`blackens` set to 0), the explorer finds the run that fools the token.
//! Counts have no bounds; states in which one is larger than `ahead` do not count.

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Property};

use crate::board::{Board, Spec, invariant, reached};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    TITLE = "termination detection on a ring", "环上的终止检测";
    NODES = "nodes", "节点";
    AHEAD = "most messages sent more than received by a node", "节点发送多于接收的消息上限";
    BLACKENS = "receiving makes a node black", "收到消息使节点变黑";
    DETECTED_RIGHTLY = "what is found to be over is over", "判定已终止时确已终止";
    SAFRA =
        "all counts add up to what is under way; and the token's sum is right, or too small, \
         or not to be trusted",
        "所有计数之和等于在途消息数；且令牌的和正确、或偏小、或不可信";
    FOUND = "all is found to be over", "判定已终止";
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Node {
    active: bool,
    black: bool,
    /// Messages sent less messages received.
    count: i16,
    /// Messages that are under way to it.
    pending: u16,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Token {
    at: u8,
    sum: i16,
    black: bool,
}

/// The state of the specification.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TerminationDetection {
    nodes: Vec<Node>,
    token: Token,
}

static META: Meta = describe(
    "termination-detection",
    &TITLE,
    &[
        size("n", &NODES, 1..=8, 2),
        size("ahead", &AHEAD, 0..=8, 2),
        size("blackens", &BLACKENS, 0..=1, 1),
    ],
    &[],
    TIMERS,
    &[
        "Dijkstra: Shmuel Safra's version of termination detection, EWD 998, 1987",
        "TLA+ examples: ewd998/EWD998PCal",
    ],
);

impl Spec for TerminationDetection {
    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Board<Self>>] = &[
        Property {
            id: "TerminationDetection",
            statement: &DETECTED_RIGHTLY,
            source: "EWD998",
            expectation: Expectation::Always,
            check: detected_rightly,
        },
        Property {
            id: "Inv",
            statement: &SAFRA,
            source: "EWD998",
            expectation: Expectation::Always,
            check: safra,
        },
        Property {
            id: "Detected",
            statement: &FOUND,
            source: "EWD998: Liveness",
            expectation: Expectation::Sometimes,
            check: found,
        },
    ];

    /// As many as there are ways of being active.
    fn beginnings(size: &dyn Fn(usize) -> u32) -> u32 {
        1 << size(0)
    }

    fn first(active: u32, size: &dyn Fn(usize) -> u32) -> Self {
        let node = |active| Node { active, black: true, count: 0, pending: 0 };
        let nodes = (0..size(0)).map(|it| node(active >> it & 1 == 1)).collect();
        Self { nodes, token: Token { at: 0, sum: 0, black: true } }
    }

    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let mut next = Vec::new();
        for (position, node) in self.nodes.iter().enumerate() {
            if node.active && node.count < size(1) as i16 {
                for to in (0..self.nodes.len()).filter(|to| *to != position) {
                    let mut after = self.with(position, |node| node.count += 1);
                    after.nodes[to].pending += 1;
                    next.push(after);
                }
            }
            if node.pending > 0 {
                next.push(self.with(position, |node| {
                    node.pending -= 1;
                    node.count -= 1;
                    node.active = true;
                    node.black |= size(2) == 1;
                }));
            }
            next.push(self.with(position, |node| node.active = false));
            if usize::from(self.token.at) == position {
                next.extend(self.pass(position, node));
            }
        }
        next
    }
}

impl TerminationDetection {
    fn with(&self, position: usize, change: impl FnOnce(&mut Node)) -> Self {
        let mut after = self.clone();
        change(&mut after.nodes[position]);
        after
    }

    /// The token goes on: from the first node to begin a round, if the last one told nothing; from
    /// others, once they are passive, with what they have to say.
    fn pass(&self, position: usize, node: &Node) -> Option<Self> {
        let Token { at, sum, black } = self.token;
        let token = if position == 0 {
            let told_nothing = node.black || black || sum + node.count != 0;
            let last = self.nodes.len() as u8 - 1;
            told_nothing.then_some(Token { at: last, sum: 0, black: false })
        } else {
            let after = Token { at: at - 1, sum: sum + node.count, black: black || node.black };
            (!node.active).then_some(after)
        };
        Some(Self { token: token?, ..self.with(position, |node| node.black = false) })
    }

    /// What the first node finds.
    fn is_detected(&self) -> bool {
        let home = &self.nodes[0];
        let white = !self.token.black && !home.black;
        self.token.at == 0 && white && !home.active && self.token.sum + home.count == 0
    }

    /// What it should have found.
    fn is_over(&self) -> bool {
        self.nodes.iter().all(|it| !it.active && it.pending == 0)
    }

    /// What the algorithm keeps up: Safra's invariant.
    fn is_kept_up(&self) -> bool {
        let counted = |nodes: &[Node]| nodes.iter().map(|it| it.count).sum::<i16>();
        let pending: u16 = self.nodes.iter().map(|it| it.pending).sum();
        let (ahead, passed) = self.nodes.split_at(usize::from(self.token.at) + 1);
        let right = passed.iter().all(|it| !it.active) && self.token.sum == counted(passed);
        let too_small = counted(ahead) + self.token.sum > 0;
        let distrusted = self.token.black || ahead.iter().any(|it| it.black);
        i32::from(counted(&self.nodes)) == i32::from(pending) && (right || too_small || distrusted)
    }
}

type Watched<'a> = Cluster<'a, Board<TerminationDetection>>;
type Event<'a> = Moment<'a, Board<TerminationDetection>>;

fn detected_rightly((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    invariant(cluster, |it| !it.is_detected() || it.is_over())
}

/// It speaks of colours: where nothing becomes black, it promises nothing.
fn safra((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    if cluster.parameters.get(2) == 0 {
        return Finding::Quiet;
    }
    invariant(cluster, TerminationDetection::is_kept_up)
}

fn found((): &mut (), _: &Event<'_>, cluster: &Watched<'_>) -> Finding {
    reached(cluster, TerminationDetection::is_detected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fooled_token_breaks_the_invariant() {
        let node = |active| Node { active, black: false, count: 0, pending: 0 };
        let token = Token { at: 0, sum: 0, black: false };
        let fooled = TerminationDetection { nodes: vec![node(false), node(true)], token };
        assert!(fooled.is_detected() && !fooled.is_over() && !fooled.is_kept_up());
        let mut distrusting = fooled.clone();
        distrusting.nodes[0].black = true;
        assert!(!distrusting.is_detected() && distrusting.is_kept_up());
    }
}
