//! A node for readers.

use quorate_proto::{
    Cell, Fact, NodeId, NodeView, Phrase, Relation, Role, Stance, Text, Tone, Value,
};

use super::message::{Proposal, short};
use super::number::ProposalId;
use super::proposer::Phase;
use super::{BasicPaxos, Disk, meta, texts};

/// A node that runs.
pub(super) fn node(node: &BasicPaxos, disk: &Disk) -> NodeView {
    let learned = node.learner.learned();
    let mut view = NodeView::new(stance(node, disk), headline(node, disk));
    view.badge = badge(node);
    if node.layout.accepts(node.me) {
        view.facts.extend(acceptor_facts(disk));
    }
    if node.layout.proposes(node.me) {
        view.facts.push(tried(disk));
        view.facts.extend(proposer_facts(node));
    }
    if node.layout.learns(node.me) {
        view.facts.push(fact(&texts::LEARNED_VALUE, learned.map_or(Value::Nothing, value_of)));
    }
    view.cells = cells(disk, learned);
    view.relations = relations(node, disk);
    view
}

/// The disk of a node that is down.
pub(super) fn disk(disk: &Disk) -> NodeView {
    let headline = promise_line(disk);
    let stance = Stance { role: &meta::DOWN, epoch: epoch(disk) };
    let mut view = NodeView::new(stance, headline);
    view.facts = acceptor_facts(disk).to_vec();
    view.facts.push(tried(disk));
    view.cells = cells(disk, None);
    view
}

/// Role, and the time part of the highest proposal number that the node knows of.
pub(super) fn stance(node: &BasicPaxos, disk: &Disk) -> Stance {
    Stance { role: role(node), epoch: epoch(disk) }
}

fn epoch(disk: &Disk) -> u64 {
    disk.promised.map_or(disk.tried, |promised| promised.time)
}

fn role(node: &BasicPaxos) -> &'static Role {
    let layout = node.layout;
    if node.learner.learned().is_some() {
        return &meta::KNOWS;
    }
    match node.proposer.phase() {
        Phase::Preparing { .. } => &meta::PREPARES,
        Phase::Accepting { .. } => &meta::PROPOSES,
        Phase::BackingOff => &meta::BACKS_OFF,
        Phase::Idle if !layout.is_separate() => &meta::IDLE,
        Phase::Idle if layout.accepts(node.me) => &meta::ACCEPTOR,
        Phase::Idle if layout.proposes(node.me) => &meta::PROPOSER,
        Phase::Idle => &meta::LEARNER,
    }
}

fn headline(node: &BasicPaxos, disk: &Disk) -> Text {
    if node.layout.accepts(node.me) {
        return promise_line(disk);
    }
    match (node.proposer.attempt(), node.learner.learned()) {
        (Some(id), _) => texts::TRIES_LINE.with([id.argument()]),
        (None, Some(learned)) => texts::KNOWS_LINE.with([short(&learned.value.operation)]),
        (None, None) => texts::NOTHING_LINE.text(),
    }
}

fn promise_line(disk: &Disk) -> Text {
    match disk.promised {
        Some(promised) => texts::PROMISED_LINE.with([promised.argument()]),
        None => texts::NO_PROMISE_LINE.text(),
    }
}

fn badge(node: &BasicPaxos) -> Option<Text> {
    let needed = node.layout.quorum().into();
    match node.proposer.phase() {
        Phase::Preparing { promises, .. } => {
            Some(texts::PROMISES_BADGE.with([promises.len().into(), needed]))
        }
        Phase::Accepting { proposal } => {
            let votes = node.learner.voters(proposal).len();
            Some(texts::VOTES_BADGE.with([votes.into(), needed]))
        }
        Phase::Idle | Phase::BackingOff => None,
    }
}

fn acceptor_facts(disk: &Disk) -> [Fact; 3] {
    let durable = |label, value| Fact { label, value, durable: true };
    [
        durable(&texts::PROMISED, disk.promised.map_or(Value::Nothing, ProposalId::value)),
        durable(
            &texts::ACCEPTED_NUMBER,
            disk.accepted.map_or(Value::Nothing, |accepted| accepted.id.value()),
        ),
        durable(&texts::ACCEPTED_VALUE, disk.accepted.map_or(Value::Nothing, value_of)),
    ]
}

fn tried(disk: &Disk) -> Fact {
    let value = match i64::try_from(disk.tried) {
        Ok(0) => Value::Nothing,
        Ok(tried) => Value::Number(tried),
        Err(_) => Value::Epoch(disk.tried),
    };
    Fact { label: &texts::TRIED, value, durable: true }
}

fn proposer_facts(node: &BasicPaxos) -> Vec<Fact> {
    let own = node.proposer.own_value();
    let own = own.map_or(Value::Nothing, |own| Value::Operation(own.operation));
    let mut facts = vec![fact(&texts::OWN_VALUE, own)];
    let quorum = |members| Value::Quorum { members, needed: node.layout.quorum() };
    match node.proposer.phase() {
        Phase::Idle | Phase::BackingOff => {}
        Phase::Preparing { id, promises } => {
            facts.push(fact(&texts::NUMBER, id.value()));
            facts.push(fact(&texts::PROMISES, quorum(promises.keys().copied().collect())));
        }
        Phase::Accepting { proposal } => {
            facts.push(fact(&texts::NUMBER, proposal.id.value()));
            facts.push(fact(&texts::PROPOSED_VALUE, value_of(*proposal)));
            facts.push(fact(&texts::VOTES, quorum(node.learner.voters(proposal))));
        }
    }
    facts
}

/// The strip: what the node accepted, and what it knows to be chosen.
fn cells(disk: &Disk, learned: Option<Proposal>) -> Vec<Cell> {
    let cell = |proposal: Proposal, settled, durable| Cell {
        index: 1,
        epoch: proposal.id.time,
        value: value_of(proposal),
        settled,
        durable,
    };
    match (disk.accepted, learned) {
        (None, None) => Vec::new(),
        (Some(accepted), None) => vec![cell(accepted, false, true)],
        (None, Some(learned)) => vec![cell(learned, true, false)],
        (Some(accepted), Some(learned)) => {
            let same = accepted.value == learned.value;
            vec![cell(if same { accepted } else { learned }, true, same)]
        }
    }
}

fn relations(node: &BasicPaxos, disk: &Disk) -> Vec<Relation> {
    let mut relations = Vec::new();
    if let Some(promised) = disk.promised.filter(|promised| promised.node != node.me) {
        relations.push(Relation {
            to: promised.node,
            text: texts::HEEDS.with([promised.argument()]),
            tone: Tone::Agree,
        });
    }
    let (members, text): (Vec<NodeId>, _) = match node.proposer.phase() {
        Phase::Idle | Phase::BackingOff => return relations,
        Phase::Preparing { id, promises } => {
            (promises.keys().copied().collect(), texts::HAS_PROMISE.with([id.argument()]))
        }
        Phase::Accepting { proposal } => {
            (node.learner.voters(proposal), texts::HAS_VOTE.with([proposal.id.argument()]))
        }
    };
    let others = members.into_iter().filter(|member| *member != node.me);
    relations.extend(others.map(|to| Relation { to, text, tone: Tone::Lead }));
    relations
}

const fn value_of(proposal: Proposal) -> Value {
    Value::Operation(proposal.value.operation)
}

const fn fact(label: &'static Phrase<0>, value: Value) -> Fact {
    Fact { label, value, durable: false }
}
