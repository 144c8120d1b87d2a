//! The acceptor: two promises, kept on disk before they are given.
//!
//! It holds nothing in memory: all that an acceptor is stands in [`Disk`](super::Disk).

use quorate_proto::{Cx, NodeId};

use super::BasicPaxos;
use super::layout::Layout;
use super::message::{Message, Proposal, short};
use super::meta;
use super::number::ProposalId;
use super::texts::rules;

/// Phase 1 (b): a promise not to heed smaller numbers any more, with a report of what was accepted.
pub(super) fn on_prepare(from: NodeId, id: ProposalId, cx: &mut Cx<'_, BasicPaxos>) {
    let promised = cx.durable().promised;
    // The first promise: no answer to a Prepare numbered less than *or equal to* one answered.
    if let Some(promised) = promised.filter(|promised| id <= *promised) {
        cx.rule(&rules::REFUSES_PREPARE, [id.argument(), promised.argument()]);
        refuse(from, promised, cx);
        return;
    }
    // PMS §2.5: an acceptor must remember its promise even if it fails.
    let disk = if cx.bug(meta::P3) { cx.durable_unsynced() } else { cx.durable_mut() };
    disk.promised = Some(id);
    let accepted = disk.accepted;
    match accepted {
        None => cx.rule(&rules::PROMISES, [id.argument()]),
        Some(accepted) => {
            let value = short(&accepted.value.operation);
            cx.rule(&rules::REPORTS, [id.argument(), accepted.id.argument(), value]);
        }
    }
    cx.send(from, Message::Promise { id, accepted });
}

/// Phase 2 (b): a vote, unless a promise forbids it.
pub(super) fn on_accept(
    from: NodeId,
    proposal: Proposal,
    layout: Layout,
    cx: &mut Cx<'_, BasicPaxos>,
) {
    let id = proposal.id;
    let promised = cx.durable().promised;
    // The second promise: no Accept numbered *less than* a promise (P1a). An equal one is welcome,
    // and so is a greater one, even if its Prepare never came by.
    let forbids = |promised: &ProposalId| {
        if cx.bug(meta::P5) { id <= *promised } else { id < *promised && !cx.bug(meta::P6) }
    };
    if let Some(promised) = promised.filter(forbids) {
        cx.rule(&rules::REFUSES_ACCEPT, [id.argument(), promised.argument()]);
        refuse(from, promised, cx);
        return;
    }
    // Who accepts a number has thereby promised it: maxBal and maxVBal both become its number.
    let raised = if cx.bug(meta::P7) { promised } else { promised.max(Some(id)) };
    // Even for a repeated Accept this counts as a write: the first one may not be durable yet.
    let disk = if cx.bug(meta::P4) { cx.durable_unsynced() } else { cx.durable_mut() };
    disk.promised = raised;
    disk.accepted = Some(proposal);
    cx.rule(&rules::ACCEPTS, [id.argument(), short(&proposal.value.operation)]);
    tell_vote(from, proposal, layout, cx);
}

/// The proposer learns of the vote, and with `learning` set to acceptors so does every learner.
fn tell_vote(from: NodeId, proposal: Proposal, layout: Layout, cx: &mut Cx<'_, BasicPaxos>) {
    cx.send(from, Message::Accepted { proposal });
    if cx.parameter(meta::LEARNING) == meta::LEARNING_ACCEPTORS {
        for learner in layout.audience().filter(|learner| *learner != from) {
            cx.send(learner, Message::Accepted { proposal });
        }
    }
}

/// PMS §2.4: an acceptor that ignores a request should tell the proposer, who should give up.
fn refuse(from: NodeId, promised: ProposalId, cx: &mut Cx<'_, BasicPaxos>) {
    if cx.parameter(meta::NACK) == 1 {
        cx.send(from, Message::Nack { promised });
    }
}
