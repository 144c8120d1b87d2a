//! Who proposes, who accepts, who learns.

use quorate_proto::{Cx, NodeId, Parameters, majority};

use super::{BasicPaxos, meta};

/// The division of roles. A node may have several, and in the combined layout has all.
///
/// In the separate layout the acceptors come first, so that a quorum is always drawn from
/// `A B C …`; then the proposers, then the learners.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Layout {
    nodes: u16,
    acceptors: u16,
    proposers: u16,
    separate: bool,
}

impl Layout {
    /// The division that these settings ask for. One node alone has all roles; an acceptor is left
    /// over first, then a proposer.
    #[must_use]
    pub fn new(parameters: &Parameters, nodes: usize) -> Self {
        let settings =
            [meta::LAYOUT, meta::PROPOSERS, meta::LEARNERS].map(|index| parameters.get(index));
        Self::of(settings, nodes)
    }

    /// The division that a node reads from its settings when it starts.
    pub(super) fn read(cx: &Cx<'_, BasicPaxos>) -> Self {
        let settings =
            [meta::LAYOUT, meta::PROPOSERS, meta::LEARNERS].map(|index| cx.parameter(index));
        Self::of(settings, cx.nodes)
    }

    fn of([layout, proposers, learners]: [u32; 3], nodes: usize) -> Self {
        let nodes = u16::try_from(nodes).unwrap_or(u16::MAX);
        let bounded = |count: u32| u16::try_from(count).unwrap_or(u16::MAX);
        if layout != meta::LAYOUT_SEPARATE || nodes < 2 {
            return Self { nodes, acceptors: nodes, proposers: nodes, separate: false };
        }
        let others = bounded(proposers).max(1).saturating_add(bounded(learners));
        let acceptors = nodes.saturating_sub(others).max(1);
        let proposers = bounded(proposers).max(1).min(nodes - acceptors);
        Self { nodes, acceptors, proposers, separate: true }
    }

    /// Whether every node has one role only.
    #[must_use]
    pub const fn is_separate(self) -> bool {
        self.separate
    }

    /// Whether a node answers Prepare and Accept.
    #[must_use]
    pub const fn accepts(self, node: NodeId) -> bool {
        !node.is_client() && node.index() < self.acceptors as usize
    }

    /// Whether a node takes clients' requests and proposes.
    #[must_use]
    pub const fn proposes(self, node: NodeId) -> bool {
        let after = if self.separate { self.acceptors as usize } else { 0 };
        node.index() >= after && node.index() < after + self.proposers as usize
    }

    /// Whether a node only learns.
    #[must_use]
    pub const fn only_learns(self, node: NodeId) -> bool {
        !self.accepts(node) && !self.proposes(node)
    }

    /// Whether a node wants to know the chosen value. Acceptors need not.
    #[must_use]
    pub const fn learns(self, node: NodeId) -> bool {
        !self.separate || !self.accepts(node)
    }

    /// The acceptors, in order.
    pub fn acceptors(self) -> impl Iterator<Item = NodeId> {
        (0..self.acceptors).map(NodeId::new)
    }

    /// How many acceptors there are.
    #[must_use]
    pub const fn acceptor_count(self) -> usize {
        self.acceptors as usize
    }

    /// The proposers, in order.
    pub fn proposers(self) -> impl Iterator<Item = NodeId> {
        (0..self.nodes).map(NodeId::new).filter(move |node| self.proposes(*node))
    }

    /// Those who want to know the chosen value, in order: all that do not merely accept.
    pub fn learners(self) -> impl Iterator<Item = NodeId> {
        (0..self.nodes).map(NodeId::new).filter(move |node| self.learns(*node))
    }

    /// Whom acceptors tell of their votes, where they tell anybody but the proposer: in the
    /// separate layout, those who have no other role.
    pub fn audience(self) -> impl Iterator<Item = NodeId> {
        let hears = move |node: &NodeId| !self.separate || self.only_learns(*node);
        (0..self.nodes).map(NodeId::new).filter(hears)
    }

    /// How many acceptors make a quorum: any two quorums share one.
    #[must_use]
    pub const fn quorum(self) -> usize {
        majority(self.acceptors as usize)
    }

    /// How many acceptors this node takes for a quorum.
    pub(super) fn quorum_counted(self, cx: &Cx<'_, BasicPaxos>) -> usize {
        if cx.bug(meta::P10) { self.acceptor_count().div_ceil(2) } else { self.quorum() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(nodes: impl Iterator<Item = NodeId>) -> String {
        nodes.map(|node| node.to_string()).collect()
    }

    fn separate(nodes: usize, proposers: u32, learners: u32) -> [String; 3] {
        let layout = Layout::of([meta::LAYOUT_SEPARATE, proposers, learners], nodes);
        let pure = (0..nodes).map(|index| NodeId::new(index as u16));
        let learners = pure.filter(|node| layout.only_learns(*node));
        [names(layout.acceptors()), names(layout.proposers()), names(learners)]
    }

    #[test]
    fn combined_nodes_have_all_roles() {
        let layout = Layout::of([0, 2, 1], 3);
        assert_eq!(names(layout.acceptors()), "ABC");
        assert_eq!(names(layout.proposers()), "ABC");
        assert_eq!(names(layout.learners()), "ABC");
    }

    #[test]
    fn separate_roles_are_dealt_in_the_order_acceptors_proposers_learners() {
        assert_eq!(separate(7, 3, 1), ["ABC", "DEF", "G"]);
        assert_eq!(separate(5, 2, 0), ["ABC", "DE", ""]);
        assert_eq!(separate(3, 3, 3), ["A", "BC", ""]);
        assert_eq!(separate(2, 1, 1), ["A", "B", ""]);
        assert_eq!(separate(1, 1, 1), ["A", "A", ""]);
    }

    #[test]
    fn any_two_quorums_share_an_acceptor() {
        for nodes in 1..=9 {
            assert!(2 * Layout::of([0, 1, 1], nodes).quorum() > nodes, "{nodes}");
        }
    }
}
