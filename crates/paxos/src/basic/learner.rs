//! The learner: finds out which value has been chosen.

use quorate_proto::{Cx, NodeId, SortedMap};

use super::BasicPaxos;
use super::layout::Layout;
use super::message::Proposal;
use super::meta;

/// What a node knows of the votes. A crash takes it away: who wants to know again asks again.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Learner {
    /// The highest-numbered vote that each acceptor told of. An older one adds nothing: what was
    /// chosen before is proposed again by whoever got the acceptor to vote anew.
    votes: SortedMap<NodeId, Proposal>,
    /// The chosen value, with a number under which a quorum accepted it.
    learned: Option<Proposal>,
}

impl Learner {
    /// The chosen value, if the node knows it.
    pub(super) const fn learned(&self) -> Option<Proposal> {
        self.learned
    }

    /// Who voted for a proposal, as far as the node has heard.
    pub(super) fn voters(&self, proposal: &Proposal) -> Vec<NodeId> {
        let votes = self.votes.iter().filter(|(_, vote)| vote.id == proposal.id);
        votes.map(|(acceptor, _)| *acceptor).collect()
    }

    /// An acceptor told of its vote. Gives the proposal if that makes it chosen, for the first
    /// time.
    pub(super) fn on_accepted(
        &mut self,
        from: NodeId,
        proposal: Proposal,
        layout: Layout,
        cx: &Cx<'_, BasicPaxos>,
    ) -> Option<Proposal> {
        if !layout.accepts(from) {
            return None;
        }
        let newest = self.votes.get_or_insert_with(from, || proposal);
        if newest.id <= proposal.id {
            *newest = proposal;
        }
        // Votes count together only under one number: a quorum must accept the *same proposal*.
        let across = cx.bug(meta::P12);
        let counts =
            |vote: &&Proposal| vote.id == proposal.id || across && vote.value == proposal.value;
        let count = self.votes.values().filter(counts).count();
        if count >= layout.quorum_counted(cx) { self.learn(proposal) } else { None }
    }

    /// The value is chosen. Gives the proposal if that is news.
    pub(super) fn learn(&mut self, proposal: Proposal) -> Option<Proposal> {
        if self.learned.is_some() {
            return None;
        }
        self.learned = Some(proposal);
        Some(proposal)
    }
}
