//! What the paper says of single steps, one test per claim.

use std::rc::Rc;

use quorate_proto::bare::{Bare, Mail};
use quorate_proto::{
    Answer, AnyMessage, AnyMoment, Command, Finding, Key, Language, NodeId, Operation, Outcome,
    Protocol, RequestId, Status, TimerCode, TimerKind, Value, entry,
};

use super::number::TIME_MAX;
use super::{BasicPaxos, Disk, Message, Proposal, ProposalId, Timer, meta};

const A: NodeId = NodeId::new(0);
const B: NodeId = NodeId::new(1);
const C: NodeId = NodeId::new(2);

fn cluster(nodes: u16) -> Bare {
    let mut bare = Bare::watched(entry::<BasicPaxos>(), nodes);
    bare.start_all();
    bare
}

fn id(time: u64, node: NodeId) -> ProposalId {
    ProposalId { time, node }
}

fn command(client: u16, value: i64) -> Command {
    let id = RequestId { client: NodeId::client(client), sequence: 1 };
    Command { id, operation: Operation::Set { key: Key::X, value } }
}

fn proposal(time: u64, node: NodeId, value: i64) -> Proposal {
    Proposal { id: id(time, node), value: command(0, value) }
}

/// Hands a message over and gives what is said thereupon.
fn tell(bare: &mut Bare, from: NodeId, to: NodeId, message: Message) -> Vec<(NodeId, Message)> {
    bare.hand(from, to, &AnyMessage::new::<BasicPaxos>(message));
    said(bare)
}

/// Takes everything out of the queue.
fn said(bare: &mut Bare) -> Vec<(NodeId, Message)> {
    let typed = |mail: Mail| Some((mail.to, mail.message.typed::<BasicPaxos>()?.clone()));
    bare.mail.drain(..).filter_map(typed).collect()
}

fn disk(bare: &Bare, node: NodeId) -> Disk {
    bare.typed::<BasicPaxos>(node).map(|node| node.durable().clone()).unwrap_or_default()
}

fn promise(time: u64, node: NodeId, accepted: Option<Proposal>) -> Message {
    Message::Promise { id: id(time, node), accepted }
}

fn code(timer: Timer) -> TimerCode {
    timer.code()
}

// ---- the acceptor

#[test]
fn no_answer_to_a_prepare_numbered_less_or_equal() {
    let mut bare = cluster(3);
    let prepare = |time| Message::Prepare { id: id(time, B) };
    assert_eq!(tell(&mut bare, B, A, prepare(5)), [(B, promise(5, B, None))]);
    for time in [4, 5] {
        let refusal = Message::Nack { promised: id(5, B) };
        assert_eq!(tell(&mut bare, B, A, prepare(time)), [(B, refusal)], "{time}");
    }
    assert_eq!(tell(&mut bare, B, A, prepare(6)), [(B, promise(6, B, None))]);
}

#[test]
fn of_equal_times_the_greater_node_wins() {
    let mut bare = cluster(3);
    tell(&mut bare, B, A, Message::Prepare { id: id(5, B) });
    let answers = tell(&mut bare, C, A, Message::Prepare { id: id(5, C) });
    assert_eq!(answers, [(C, promise(5, C, None))]);
}

#[test]
fn no_accept_numbered_less_than_a_promise() {
    let mut bare = cluster(3);
    tell(&mut bare, C, A, Message::Prepare { id: id(5, C) });
    let answers = tell(&mut bare, B, A, Message::Accept { proposal: proposal(4, B, 1) });
    assert_eq!(answers, [(B, Message::Nack { promised: id(5, C) })]);
    assert_eq!(disk(&bare, A).accepted, None);
}

#[test]
fn an_accept_numbered_as_promised_or_greater_is_accepted() {
    for time in [5, 6] {
        let mut bare = cluster(3);
        tell(&mut bare, C, A, Message::Prepare { id: id(5, C) });
        let wanted = proposal(time, C, 1);
        let answers = tell(&mut bare, C, A, Message::Accept { proposal: wanted });
        assert_eq!(answers, [(C, Message::Accepted { proposal: wanted })]);
    }
}

#[test]
fn an_accept_is_accepted_even_if_its_prepare_was_missed_and_raises_the_promise() {
    let mut bare = cluster(3);
    let wanted = proposal(5, C, 1);
    let answers = tell(&mut bare, C, A, Message::Accept { proposal: wanted });
    assert_eq!(answers, [(C, Message::Accepted { proposal: wanted })]);
    assert_eq!(disk(&bare, A).promised, Some(id(5, C)));
    let answers = tell(&mut bare, B, A, Message::Prepare { id: id(4, B) });
    assert_eq!(answers, [(B, Message::Nack { promised: id(5, C) })]);
}

#[test]
fn a_promise_reports_the_highest_accepted_proposal_with_its_number() {
    let mut bare = cluster(3);
    for accepted in [proposal(2, B, 1), proposal(4, C, 2)] {
        tell(&mut bare, accepted.id.node, A, Message::Accept { proposal: accepted });
    }
    let answers = tell(&mut bare, B, A, Message::Prepare { id: id(5, B) });
    assert_eq!(answers, [(B, promise(5, B, Some(proposal(4, C, 2))))]);
}

#[test]
fn a_repeated_accept_is_accepted_again() {
    let mut bare = cluster(3);
    let wanted = proposal(5, C, 1);
    let first = tell(&mut bare, C, A, Message::Accept { proposal: wanted });
    assert_eq!(tell(&mut bare, C, A, Message::Accept { proposal: wanted }), first);
}

#[test]
fn promise_and_vote_survive_a_crash() {
    let mut bare = cluster(3);
    tell(&mut bare, B, A, Message::Accept { proposal: proposal(3, B, 1) });
    tell(&mut bare, C, A, Message::Prepare { id: id(5, C) });
    let before = disk(&bare, A);
    bare.crash(A);
    bare.start(A);
    assert_eq!(disk(&bare, A), before);
    let answers = tell(&mut bare, B, A, Message::Accept { proposal: proposal(4, B, 1) });
    assert_eq!(answers, [(B, Message::Nack { promised: id(5, C) })]);
}

#[test]
fn without_refusals_an_acceptor_keeps_silent() {
    let mut bare = cluster(3);
    bare.parameters.set(&meta::META, meta::NACK, 0);
    tell(&mut bare, C, A, Message::Prepare { id: id(5, C) });
    assert_eq!(tell(&mut bare, B, A, Message::Prepare { id: id(4, B) }), []);
    assert_eq!(tell(&mut bare, B, A, Message::Accept { proposal: proposal(4, B, 1) }), []);
}

// ---- the proposer

/// A asks all of five acceptors under the number 1.0, and has its own promise.
fn prepared() -> Bare {
    let mut bare = cluster(5);
    bare.request(A, &command(0, 9));
    let asked: Vec<NodeId> = said(&mut bare).into_iter().map(|(to, _)| to).collect();
    assert_eq!(asked, bare.nodes().skip(1).collect::<Vec<_>>());
    bare
}

fn value_proposed(answers: &[(NodeId, Message)]) -> Option<i64> {
    answers.iter().find_map(|(_, message)| match message {
        Message::Accept { proposal } => match proposal.value.operation {
            Operation::Set { value, .. } => Some(value),
            _ => None,
        },
        _ => None,
    })
}

#[test]
fn a_proposer_needs_promises_of_a_quorum() {
    let mut bare = prepared();
    assert_eq!(tell(&mut bare, B, A, promise(1, A, None)), []);
    let answers = tell(&mut bare, B, A, promise(1, A, None));
    assert_eq!(answers, [], "the same acceptor twice is one promise");
    assert_eq!(value_proposed(&tell(&mut bare, C, A, promise(1, A, None))), Some(9));
}

#[test]
fn a_proposer_must_take_the_value_of_the_highest_numbered_report() {
    // The lower number comes first, and is in the majority, and the proposer's own value is a
    // third.
    let mut bare = cluster(7);
    let proposer = NodeId::new(3);
    bare.prepare_number(proposer, 8);
    bare.request(proposer, &command(0, 9));
    said(&mut bare);
    let mut answers = Vec::new();
    for (from, accepted) in [(A, proposal(2, A, 1)), (B, proposal(2, A, 1)), (C, proposal(5, C, 2))]
    {
        answers = tell(&mut bare, from, proposer, promise(9, proposer, Some(accepted)));
    }
    assert_eq!(value_proposed(&answers), Some(2));
}

#[test]
fn a_proposer_proposes_once_under_a_number() {
    let mut bare = prepared();
    tell(&mut bare, B, A, promise(1, A, None));
    assert_eq!(value_proposed(&tell(&mut bare, C, A, promise(1, A, None))), Some(9));
    let late = promise(1, A, None);
    assert_eq!(tell(&mut bare, NodeId::new(3), A, late), []);
}

#[test]
fn promises_for_another_number_do_not_count() {
    let mut bare = prepared();
    bare.fire(A, code(Timer::Retry));
    said(&mut bare);
    for from in [B, C] {
        assert_eq!(tell(&mut bare, from, A, promise(1, A, None)), []);
    }
    assert_eq!(tell(&mut bare, B, A, promise(2, A, None)), []);
    assert_eq!(value_proposed(&tell(&mut bare, C, A, promise(2, A, None))), Some(9));
}

#[test]
fn a_refused_proposer_waits_and_then_goes_above_what_it_was_told() {
    let mut bare = prepared();
    tell(&mut bare, B, A, Message::Nack { promised: id(7, B) });
    for from in [B, C] {
        assert_eq!(tell(&mut bare, from, A, promise(1, A, None)), [], "it gave the number up");
    }
    assert!(bare.waits_for(A, code(Timer::Retry)));
    bare.fire(A, code(Timer::Retry));
    assert!(said(&mut bare).contains(&(B, Message::Prepare { id: id(8, A) })));
}

#[test]
fn a_refusal_for_a_smaller_or_the_same_number_is_ignored() {
    let mut bare = prepared();
    tell(&mut bare, B, A, Message::Nack { promised: id(1, A) });
    tell(&mut bare, B, A, promise(1, A, None));
    assert_eq!(value_proposed(&tell(&mut bare, C, A, promise(1, A, None))), Some(9));
}

#[test]
fn a_restarted_proposer_uses_no_number_again() {
    let mut bare = prepared();
    bare.crash(A);
    bare.start(A);
    bare.request(A, &command(0, 9));
    assert!(said(&mut bare).contains(&(B, Message::Prepare { id: id(2, A) })));
}

#[test]
fn questions_are_repeated_to_those_who_have_not_answered() {
    let mut bare = prepared();
    tell(&mut bare, B, A, promise(1, A, None));
    bare.fire(A, code(Timer::Resend));
    let again: Vec<NodeId> = said(&mut bare).into_iter().map(|(to, _)| to).collect();
    assert_eq!(again, [C, NodeId::new(3), NodeId::new(4)]);
    tell(&mut bare, C, A, promise(1, A, None));
    tell(&mut bare, C, A, Message::Accepted { proposal: proposal(1, A, 9) });
    bare.fire(A, code(Timer::Resend));
    let again = said(&mut bare);
    assert_eq!(value_proposed(&again), Some(9));
    let again: Vec<NodeId> = again.into_iter().map(|(to, _)| to).collect();
    assert_eq!(again, [B, NodeId::new(3), NodeId::new(4)]);
}

#[test]
fn a_proposer_that_has_run_out_of_numbers_stops() {
    let mut bare = cluster(1);
    bare.prepare_number(A, TIME_MAX);
    bare.request(A, &command(0, 9));
    assert_eq!(bare.status(A), Status::Halted);
}

// ---- learning and clients

#[test]
fn everyone_learns_and_every_client_is_told_the_same() {
    let mut bare = cluster(3);
    bare.request(A, &command(0, 3));
    bare.request(A, &command(1, 7));
    bare.request(A, &command(0, 3));
    bare.settle(1_000);
    bare.request(C, &command(2, 8));
    let told: Vec<_> = bare.replies.iter().map(|(node, id, _)| (*node, id.client)).collect();
    let client = NodeId::client;
    assert_eq!(told, [(A, client(0)), (A, client(1)), (C, client(2))], "a repeated request is one");
    let three = Outcome::Done(Answer::Value(Some(3)));
    assert!(bare.replies.iter().all(|(.., outcome)| *outcome == three));
    let learned: Vec<NodeId> = bare.deliveries.iter().map(|(node, _)| *node).collect();
    assert_eq!(learned, [A, B, C]);
}

#[test]
fn votes_under_different_numbers_do_not_count_together() {
    let mut bare = cluster(3);
    tell(&mut bare, B, A, Message::Accepted { proposal: proposal(1, B, 5) });
    tell(&mut bare, C, A, Message::Accepted { proposal: proposal(2, B, 5) });
    assert!(bare.deliveries.is_empty());
    tell(&mut bare, B, A, Message::Accepted { proposal: proposal(2, B, 5) });
    assert_eq!(bare.deliveries.len(), 1);
}

#[test]
fn who_does_not_propose_sends_clients_to_who_does() {
    let mut bare = Bare::watched(entry::<BasicPaxos>(), 6);
    bare.parameters.set(&meta::META, meta::LAYOUT, meta::LAYOUT_SEPARATE);
    bare.start_all();
    for client in [0, 1, 0, 1, 0] {
        bare.request(A, &command(client, 1));
    }
    let told: Vec<Outcome> = bare.replies.iter().map(|(.., outcome)| *outcome).collect();
    let [d, e] = [3, 4].map(|index| Outcome::Redirect(Some(NodeId::new(index))));
    assert_eq!(told, [d, e, e, d, d], "to each client another one each time, as one may be down");
}

/// No switch breaks this promise, so here is the proof that it can break at all.
#[test]
fn a_vote_for_what_no_client_asked_for_is_noticed() {
    let mut bare = cluster(3);
    tell(&mut bare, B, A, Message::Accept { proposal: proposal(1, B, 5) });
    let broken = bare.findings.iter().filter(|(_, finding)| matches!(finding, Finding::Broken(_)));
    assert!(broken.into_iter().any(|(property, _)| *property == "Nontriviality"));
}

#[test]
fn a_report_of_a_vote_that_was_never_cast_is_noticed() {
    let bare = cluster(3);
    let mut history = entry::<BasicPaxos>().history();
    let message = AnyMessage::new::<BasicPaxos>(promise(2, B, Some(proposal(1, B, 5))));
    let mut found = Vec::new();
    if let Some(history) = Rc::get_mut(&mut history) {
        let moment = AnyMoment::Sent(A, B, &message);
        history.observe(moment, bare.slots(), &bare.parameters, bare.bugs, 0, &mut found);
    }
    let broken = found.iter().map(|(position, _)| BasicPaxos::PROPERTIES[*position].id);
    assert_eq!(broken.collect::<Vec<_>>(), ["Durability", "PaxosInv"]);
}

#[test]
fn the_property_that_is_asked_first_keeps_the_history_for_all() {
    assert_eq!(BasicPaxos::PROPERTIES.first().map(|property| property.id), Some("Agreement"));
}

// ---- the picture

#[test]
fn a_proposer_shows_who_promised_and_how_many_are_needed() {
    let mut bare = prepared();
    tell(&mut bare, B, A, promise(1, A, None));
    let view = bare.slots()[0].node.view(&bare.parameters);
    assert_eq!(view.role.id, "preparing");
    assert_eq!(view.headline.say(Language::English), "promised 1.0");
    let quorum = Value::Quorum { members: vec![A, B], needed: 3 };
    assert!(view.facts.iter().any(|fact| fact.value == quorum && !fact.durable));
    let promised = Value::Pair(1, 0);
    assert!(view.facts.iter().any(|fact| fact.value == promised && fact.durable));
    assert!(view.relations.iter().any(|relation| relation.to == B));
}

#[test]
fn a_node_that_is_down_still_shows_its_disk() {
    let disk = Disk::parse("p5_a1_3").unwrap_or_default();
    let view = BasicPaxos::inspect_disk(&disk);
    assert!(view.facts.iter().all(|fact| fact.durable));
    assert_eq!(view.cells.len(), 1);
}

/// A node that has tried a number before it starts.
trait PrepareNumber {
    fn prepare_number(&mut self, node: NodeId, tried: u64);
}

impl PrepareNumber for Bare {
    fn prepare_number(&mut self, node: NodeId, tried: u64) {
        self.crash(node);
        self.prepare(node, Rc::new(Disk { tried, ..Disk::default() }));
        self.start(node);
    }
}
