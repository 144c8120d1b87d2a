//! What it means that a client asks the same again.

mod common;

use common::BEATS;
use quorate_proto::{Key, Language, NodeId, Operation, Tick};
use quorate_sim::{
    Action, Detail, Event, EventKind, Group, MessageId, NetworkChange, Packet, Record, Run,
    Scheduled, Setup, Stamp, Timeline,
};

const A: NodeId = NodeId::new(0);
const B: NodeId = NodeId::new(1);
const C: NodeId = NodeId::new(2);
const X: NodeId = NodeId::client(0);

fn at(tick: Tick, action: Action) -> Scheduled {
    Scheduled { at: Stamp::at(tick), action }
}

/// X asks A at 10 ms, and nothing that anybody says arrives for a while.
fn asks(to: Option<NodeId>) -> [Scheduled; 2] {
    let slow = Action::SetNetwork(NetworkChange::Delay(200_000, 200_000));
    let operation = Operation::Set { key: Key::X, value: 1 };
    [at(10_000, slow), at(10_000, Action::Request { client: X, to, operation })]
}

fn again(tick: Tick, to: Option<NodeId>) -> Scheduled {
    at(tick, Action::Retry { client: X, to })
}

fn run(actions: &[Scheduled], end: Tick) -> (Run, Record) {
    let mut run = Run::new(&Setup::new(BEATS, 7), actions);
    let mut record = Record::new(Detail::Everything);
    assert!(run.run_until(Stamp::at(end), 1_000_000, &mut record));
    (run, record)
}

/// What X asked, of whom and when.
fn asked(record: &Record) -> Vec<(Tick, NodeId, u32)> {
    let each = |event: &Event| {
        let tick = event.stamp.tick;
        let sent = event.sent.iter().filter_map(move |sent| match sent.packet {
            Packet::Request(command) => Some((tick, sent.message.to, command.id.sequence)),
            Packet::Message(_) | Packet::Reply(..) => None,
        });
        sent.collect::<Vec<_>>()
    };
    record.events.iter().flat_map(each).collect()
}

fn waits_for(run: &Run) -> Option<NodeId> {
    run.world().client(X).and_then(quorate_sim::Client::waiting).map(|(_, node)| node)
}

#[test]
fn the_same_request_goes_to_whom_it_would_try_next_or_to_whom_it_is_told() {
    let ask = asks(None);
    let (before, record) = run(&ask, 30_000);
    let first = waits_for(&before).expect("X waits");
    let next = NodeId::new((first.index() as u16 + 1) % 3);
    assert_eq!(asked(&record), [(10_000, first, 1)]);
    for (to, whom) in [(None, next), (Some(A), A), (Some(B), B), (Some(C), C)] {
        let (after, record) = run(&[ask.as_slice(), &[again(20_000, to)]].concat(), 30_000);
        assert_eq!(asked(&record), [(10_000, first, 1), (20_000, whom, 1)], "{to:?}");
        assert_eq!(waits_for(&after), Some(whom));
        let operations = after.world().client(X).expect("a client").operations();
        assert_eq!(operations.len(), 1, "it is one request however often it is asked");
    }
}

#[test]
fn a_request_that_is_pinned_stays_where_it_is_unless_it_is_told_where_to_go() {
    let ask = asks(Some(B));
    for (to, whom) in [(None, B), (Some(C), C)] {
        let (_, record) = run(&[ask.as_slice(), &[again(20_000, to)]].concat(), 30_000);
        assert_eq!(asked(&record), [(10_000, B, 1), (20_000, whom, 1)]);
    }
}

/// The answer to whichever of the two comes first is the answer.
#[test]
fn patience_begins_anew_and_the_answer_counts_once() {
    let (_, alone) = run(&asks(None), 20_000_000);
    let lost = |record: &Record| {
        let mut events = record.events.iter();
        events.find(|it| matches!(it.kind, EventKind::AskedAgain)).map(|it| it.stamp.tick)
    };
    // All nodes stand still, so that nobody answers.
    let still = at(10_000, Action::Pause(Group::new([A, B, C])));
    let deaf = [asks(None).as_slice(), std::slice::from_ref(&still)].concat();
    let patience = lost(&run(&deaf, 20_000_000).1).expect("patience ends") - 10_000;
    let told = [deaf.as_slice(), &[again(400_000, Some(C))]].concat();
    let ends = lost(&run(&told, 20_000_000).1);
    assert_eq!(ends, Some(400_000 + patience));
    let twice = [asks(None).as_slice(), &[again(20_000, None)]].concat();
    let (after, record) = run(&twice, 20_000_000);
    for record in [&alone, &record] {
        assert_eq!(lost(record), None, "the answer comes in time");
    }
    let operations = after.world().client(X).expect("a client").operations();
    assert!(operations.iter().all(|operation| operation.returned.is_some()));
    assert_eq!((operations.len(), waits_for(&after)), (1, None));
}

#[test]
fn a_client_that_waits_for_nothing_asks_nothing_and_the_record_says_why() {
    let (_, quiet) = run(&[], 100_000);
    let (after, record) = run(&[again(50_000, Some(A)), again(60_000, None)], 100_000);
    assert_eq!(asked(&record), []);
    assert_eq!(waits_for(&after), None);
    let acted = |event: &&Event| matches!(event.kind, EventKind::Acted(Action::Retry { .. }));
    let refused: Vec<_> = record.events.iter().filter(acted).map(|it| it.refused).collect();
    assert_eq!(refused.len(), 2);
    for why in refused {
        let why = why.expect("a reason");
        assert!(why.say(Language::English).contains("waits for no answer"));
    }
    let rest: Vec<_> = record.events.iter().filter(|it| !acted(it)).collect();
    assert_eq!(rest.len(), quiet.events.len(), "nothing else changes");
    assert!(
        rest.iter()
            .zip(&quiet.events)
            .all(|(one, other)| { (one.stamp.tick, one.place) == (other.stamp.tick, other.place) })
    );
}

/// Somebody who is not there: no such node, no such client, a node as a client.
#[test]
fn what_names_nobody_does_nothing() {
    let ask = asks(None);
    let nobody = NodeId::new(9);
    let strange = [(X, Some(nobody)), (X, Some(X)), (NodeId::client(9), None), (A, Some(B))];
    for (client, to) in strange {
        let retry = at(20_000, Action::Retry { client, to });
        let (_, record) = run(&[ask.as_slice(), &[retry]].concat(), 30_000);
        assert_eq!(asked(&record).len(), 1, "{client} {to:?}");
    }
}

/// When messages between others leave and arrive.
fn fares(record: &Record) -> Vec<(MessageId, Tick, Tick)> {
    let sent = |event: &Event| {
        let tick = event.stamp.tick;
        let sent = event.sent.iter();
        sent.map(move |sent| (sent.message, tick, sent.arrives)).collect::<Vec<_>>()
    };
    let all = record.events.iter().flat_map(sent);
    all.filter(|(id, ..)| !id.from.is_client() && !id.to.is_client()).collect()
}

#[test]
fn asking_again_leaves_all_other_delays_as_they_were() {
    let operation = Operation::Set { key: Key::X, value: 1 };
    let ask = at(10_000, Action::Request { client: X, to: Some(B), operation });
    // Nobody hears it, so all that could differ is chance.
    let again = again(10_500, Some(C));
    let drop = at(10_501, Action::Drop(MessageId { from: X, to: C, number: 1, copy: 0 }));
    let (_, once) = run(std::slice::from_ref(&ask), 300_000);
    let (_, twice) = run(&[ask, again, drop], 300_000);
    assert_eq!((asked(&once).len(), asked(&twice).len()), (1, 2));
    assert!(fares(&once).len() > 50);
    assert_eq!(fares(&once), fares(&twice));
}

#[test]
fn it_is_replayed_bit_for_bit_and_can_be_taken_back() {
    let ask = asks(None);
    let actions = [ask.as_slice(), &[again(20_000, Some(C))]].concat();
    let (first, _) = run(&actions, 900_000);
    let (second, _) = run(&actions, 900_000);
    let (without, _) = run(&ask, 900_000);
    assert_eq!(first.world().digest(), second.world().digest());
    assert_ne!(first.world().digest(), without.world().digest());
    let mut timeline = Timeline::new(&Setup::new(BEATS, 7), &ask);
    assert!(timeline.seek(900_000, u64::MAX) && timeline.seek(20_000, u64::MAX));
    assert!(timeline.act(Action::Retry { client: X, to: Some(C) }, |_| true));
    assert!(timeline.seek(900_000, u64::MAX));
    assert_eq!(timeline.world().digest(), first.world().digest());
    assert!(timeline.seek(15_000, u64::MAX) && timeline.seek(900_000, u64::MAX));
    assert_eq!(timeline.world().digest(), first.world().digest());
}
