//! What the world promises to everything that stands on it.

mod common;

use common::{BEATS, Beats};
use proptest::prelude::*;
use quorate_proto::erase::Node;
use quorate_proto::{Key, NodeId, Operation, Ratio, Status, Tick, TimerCode, Transport};
use quorate_sim::{
    Action, Detail, DiskMode, EventKind, Group, LossReason, MessageId, NetworkChange, Packet,
    Record, Run, Scheduled, Setup, Stamp, Standing, Strength, Timekeeping, Timeline, World,
    draw_trial,
};

const A: NodeId = NodeId::new(0);
const B: NodeId = NodeId::new(1);
const C: NodeId = NodeId::new(2);
const X: NodeId = NodeId::client(0);

fn setup() -> Setup {
    Setup::new(BEATS, 7)
}

fn at(tick: Tick, action: Action) -> Scheduled {
    Scheduled { at: Stamp::at(tick), action }
}

/// Runs to a time and gives the run with everything that happened.
fn run(setup: &Setup, actions: &[Scheduled], end: Tick) -> (Run, Record) {
    let mut run = Run::new(setup, actions);
    let mut record = Record::new(Detail::Everything);
    assert!(run.run_until(Stamp::at(end), 1_000_000, &mut record));
    (run, record)
}

fn beats(world: &World, node: NodeId) -> &Node<Beats> {
    world.slots()[node.index()].node.as_any().downcast_ref().expect("a node of this protocol")
}

fn count(world: &World, node: NodeId) -> u32 {
    beats(world, node).durable().0
}

fn heard(world: &World, node: NodeId) -> &[(NodeId, u32)] {
    beats(world, node).volatile().map_or(&[], |node| &node.heard)
}

/// All flights of a run: when each message left and would arrive.
fn fares(record: &Record) -> Vec<(MessageId, Tick, Tick)> {
    let sent = |event: &quorate_sim::Event| {
        let tick = event.stamp.tick;
        event.sent.iter().map(move |sent| (sent.message, tick, sent.arrives)).collect::<Vec<_>>()
    };
    record.events.iter().flat_map(sent).collect()
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another() {
    let (first, _) = run(&setup(), &[], 1_000_000);
    let (second, _) = run(&setup(), &[], 1_000_000);
    let (other, _) = run(&Setup { seed: 8, ..setup() }, &[], 1_000_000);
    assert_eq!(first.world().digest(), second.world().digest());
    assert_ne!(first.world().digest(), other.world().digest());
    assert!(first.world().events() > 300);
}

#[test]
fn a_record_does_not_change_what_it_records() {
    let mut silent = Run::new(&setup(), &[]);
    silent.run_until(Stamp::at(500_000), 1_000_000, &mut Record::default());
    let (told, record) = run(&setup(), &[], 500_000);
    assert_eq!(silent.world().digest(), told.world().digest());
    assert_eq!(record.events.len() as u64, told.world().events());
}

#[test]
fn dropping_a_message_leaves_all_other_delays_as_they_were() {
    let (_, record) = run(&setup(), &[], 300_000);
    let all = fares(&record);
    let (victim, left, _) = all[4];
    let (_, record) = run(&setup(), &[at(left + 1, Action::Drop(victim))], 300_000);
    assert_eq!(all, fares(&record));
    let lost = record.events.iter().filter_map(|event| event.lost.as_ref());
    assert_eq!(lost.map(|lost| lost.message).collect::<Vec<_>>(), [victim]);
}

#[test]
fn what_a_node_tells_is_already_on_its_disk() {
    let (run, _) = run(&setup(), &[], 2_000_000);
    assert_eq!(run.world().verdicts()[0].standing, Standing::Holds);
}

#[test]
fn a_crash_between_write_issued_and_write_durable_takes_write_and_words() {
    let setup = Setup { disk: (5_000, 5_000), nodes: 2, ..setup() };
    let (_, record) = run(&setup, &[], 100_000);
    let fired = record.events.iter().find(|event| matches!(event.kind, EventKind::Fired(_)));
    let fired = fired.expect("a timer runs down").clone();
    let node = fired.place.expect("at a node");
    assert!(fired.sent.is_empty(), "the beat waits for the disk");
    let crash = at(fired.stamp.tick + 2_500, Action::Crash(Group::one(node)));
    let (run, record) = run_with(&setup, &[crash], fired.stamp.tick + 20_000);
    assert_eq!(count(run.world(), node), 0);
    assert!(fares(&record).iter().all(|(message, ..)| message.from != node));
}

fn run_with(setup: &Setup, actions: &[Scheduled], end: Tick) -> (Run, Record) {
    run(setup, actions, end)
}

#[test]
fn disks_lie_stall_tear_and_are_wiped() {
    let crash = |tick| at(tick, Action::Crash(Group::one(A)));
    let start = |tick| at(tick, Action::Start(Group::one(A)));
    let disk = |mode| at(1, Action::Disk { node: A, mode });
    let end = 200_000;
    let honest = count(run(&setup(), &[crash(100_000), start(100_001)], end).0.world(), A);
    let lying = [disk(DiskMode::Lying), crash(100_000), start(100_001)];
    let lying = count(run(&setup(), &lying, end).0.world(), A);
    assert!(lying < honest, "{lying} of {honest} beats");
    let (stalled, record) = run(&setup(), &[disk(DiskMode::Stalled)], end);
    assert!(stalled.world().hosts()[0].writes_pending() > 5);
    assert!(fares(&record).iter().all(|(message, ..)| message.from != A));
    let healed =
        [disk(DiskMode::Stalled), at(100_000, Action::Disk { node: A, mode: DiskMode::Honest })];
    assert!(run(&setup(), &healed, end).0.world().hosts()[0].writes_pending() < 3);
    let wiped = [at(150_000, Action::Wipe(A)), crash(150_001), start(150_002)];
    assert!(count(run(&setup(), &wiped, end).0.world(), A) < 6);
}

#[test]
fn a_paused_node_finds_everything_waiting_in_order() {
    let pause = at(50_000, Action::Pause(Group::one(B)));
    let resume = at(150_000, Action::Resume(Group::one(B)));
    let (before, _) = run(&setup(), std::slice::from_ref(&pause), 149_000);
    assert_eq!(before.world().slots()[1].status, Status::Paused);
    let quiet = heard(before.world(), B).len();
    let (after, _) = run(&setup(), &[pause, resume], 150_001);
    let heard = heard(after.world(), B);
    assert!(heard.len() > quiet + 5);
    let from_a: Vec<u32> =
        heard.iter().filter(|(from, _)| *from == A).map(|(_, count)| *count).collect();
    assert!(from_a.is_sorted());
}

#[test]
fn several_writes_outlast_a_pause() {
    let slow = Setup { disk: (15_000, 15_000), ..setup() };
    let ask = |tick, value| {
        let operation = Operation::Set { key: Key::X, value };
        at(tick, Action::Request { client: X, to: Some(B), operation })
    };
    let pause = at(52_000, Action::Pause(Group::one(B)));
    let resume = at(120_000, Action::Resume(Group::one(B)));
    let (run, record) = run(&slow, &[ask(40_000, 1), pause, resume], 600_000);
    let writes = record
        .events
        .iter()
        .filter(|event| event.place == Some(B) && matches!(event.kind, EventKind::Written));
    let told = heard(run.world(), A).iter().filter(|(from, _)| *from == B).count();
    assert!(writes.filter(|event| event.stamp.tick >= 120_000).count() > 5);
    assert!(told > 5, "{told}");
}

#[test]
fn a_node_that_goes_down_while_it_stands_still_starts_afresh() {
    let b = || Group::one(B);
    let actions = [
        at(50_000, Action::Pause(b())),
        at(120_000, Action::Crash(b())),
        at(150_000, Action::Start(b())),
    ];
    let (run, record) = run(&setup(), &actions, 400_000);
    let found_nobody = record.events.iter().filter(|event| {
        matches!(&event.kind, EventKind::Lost(lost)
            if lost.reason == LossReason::Down && lost.message.to == B)
    });
    assert!(found_nobody.count() > 5, "what waited is lost");
    assert!(run.world().flights().all(|flight| flight.arrives >= 400_000), "nothing is left over");
    let beats = record
        .events
        .iter()
        .filter(|event| event.place == Some(B) && matches!(event.kind, EventKind::Fired(_)));
    assert!(beats.filter(|event| event.stamp.tick > 150_000).count() > 10, "its timer runs again");
}

#[test]
fn cut_links_lose_messages_one_way_or_both_until_healed() {
    let (left, right) = (Group::one(A), Group::new([B, C]));
    let one_way = Action::Cut { left: left.clone(), right: right.clone(), one_way: true };
    let (deaf, _) = run(&setup(), &[at(0, one_way)], 200_000);
    assert!(heard(deaf.world(), B).iter().all(|(from, _)| *from == C));
    assert!(heard(deaf.world(), A).len() > 5);
    let both = Action::Cut { left: left.clone(), right: right.clone(), one_way: false };
    let (apart, _) = run(&setup(), &[at(0, both.clone())], 200_000);
    assert_eq!(heard(apart.world(), A).len(), 0);
    let heal = at(100_000, Action::Heal { left, right });
    let (healed, _) = run(&setup(), &[at(0, both), heal], 200_000);
    assert!(heard(healed.world(), A).len() > 5);
    assert_eq!(healed.world().cut_links().count(), 0);
}

#[test]
fn streams_keep_the_order_and_tell_both_ends_when_they_break() {
    let mut setup = setup();
    setup.network.transport = Transport::Stream;
    setup.network.delay = (1_000, 50_000);
    setup.network.loss = Ratio::percent(50);
    let cut = Action::Cut { left: Group::one(A), right: Group::one(B), one_way: false };
    let (run, record) = run(&setup, &[at(200_000, cut)], 400_000);
    for (node, peer) in [(A, B), (B, A)] {
        let from_peer = heard(run.world(), node).iter().filter(|(from, _)| *from == peer);
        assert!(from_peer.map(|(_, count)| *count).is_sorted());
        let told = record.events.iter().filter(|event| {
            event.place == Some(node)
                && matches!(event.kind, EventKind::Disconnected(other) if other == peer)
        });
        let told = told.count() as u32;
        assert!(told > 0);
        let heard_of = beats(run.world(), node).volatile().map(|node| node.broken);
        assert_eq!(heard_of, Some(told), "the handler ran for each");
    }
    assert!(
        record.events.iter().all(|event| {
            !matches!(&event.kind, EventKind::Lost(lost) if lost.message.from == C)
        })
    );
}

#[test]
fn a_broadcast_reaches_everyone_at_the_same_moment() {
    let mut setup = setup();
    setup.network.transport = Transport::Broadcast;
    let (_, record) = run(&setup, &[], 300_000);
    let written = record.events.iter().filter(|event| event.sent.len() == 2);
    let mut checked = 0;
    for event in written {
        assert_eq!(event.sent[0].arrives, event.sent[1].arrives);
        checked += 1;
    }
    assert!(checked > 10);
}

#[test]
fn a_fast_clock_fires_sooner() {
    let fast = at(0, Action::Skew { node: A, rate_ppm: 1_000_000 });
    let (run, _) = run(&setup(), &[fast], 3_000_000);
    let (a, b) = (count(run.world(), A), count(run.world(), B));
    assert!(a > b * 9 / 5 && a < b * 11 / 5, "{a} beats to {b}");
}

/// When each timer of a node ran down, from one to the next.
fn waits(record: &Record, node: NodeId) -> Vec<Tick> {
    let fired = record
        .events
        .iter()
        .filter(|event| event.place == Some(node) && matches!(event.kind, EventKind::Fired(_)));
    let mut before = 0;
    let wait = |event: &quorate_sim::Event| {
        event.stamp.tick - std::mem::replace(&mut before, event.stamp.tick)
    };
    fired.map(wait).collect()
}

#[test]
fn timers_keep_time_as_exactly_as_they_are_told_to() {
    let waits = |timekeeping| {
        let (_, record) = run(&Setup { timekeeping, ..setup() }, &[], 600_000);
        waits(&record, A)
    };
    let exact = waits(Timekeeping::default());
    assert!(exact.iter().any(|wait| wait % 1_000 != 0), "{exact:?}");
    let grainy = waits(Timekeeping { grain: 1_000, late: 0 });
    assert!(grainy.iter().all(|wait| wait % 1_000 == 0), "{grainy:?}");
    let blurred = Timekeeping { grain: 1_000, late: 300 };
    let late = waits(blurred);
    let (least, most) = blurred.noticed(10_000, 20_000);
    assert!(late.iter().all(|wait| (least..=most).contains(wait)), "{late:?}");
    // The same timeouts, each noticed so much later.
    let lateness: Vec<Tick> = late.iter().zip(&grainy).map(|(late, due)| late - due).collect();
    assert!(lateness.iter().all(|late| *late <= 300), "{lateness:?}");
    let spread = lateness.iter().max().zip(lateness.iter().min());
    assert!(spread.is_some_and(|(most, least)| most - least > 150), "{lateness:?}");
    // A grain that is longer than any timeout is one timeout: no timer runs down at once.
    let coarse = waits(Timekeeping { grain: 50_000, late: 0 });
    assert!(coarse.len() > 5 && coarse.iter().all(|wait| *wait == 50_000), "{coarse:?}");
    let extreme = waits(Timekeeping { grain: Tick::MAX, late: Tick::MAX });
    assert!(extreme.is_empty(), "{extreme:?}");
}

#[test]
fn one_message_can_be_delivered_held_and_copied() {
    let (_, record) = run(&setup(), &[], 100_000);
    let (message, left, arrives) = fares(&record)[0];
    let received = |record: &Record| -> Vec<(u16, Tick)> {
        let arrivals = record.events.iter().filter_map(|event| match &event.kind {
            EventKind::Received { message: seen, .. }
                if (MessageId { copy: 0, ..*seen }) == message =>
            {
                Some((seen.copy, event.stamp.tick))
            }
            _ => None,
        });
        arrivals.collect()
    };
    let act = |action| run(&setup(), &[at(left + 100, action)], 100_000).1;
    assert_eq!(received(&act(Action::DeliverNow(message))), [(0, left + 100)]);
    assert_eq!(received(&act(Action::Hold(message, 9_000))), [(0, arrives + 9_000)]);
    let copied = received(&act(Action::Copy(message)));
    assert_eq!(copied, [(0, arrives), (1, 2 * arrives - left)]);
}

#[test]
fn timers_can_be_fired_and_disks_prepared() {
    let fire = at(1_000, Action::Fire { node: A, timer: TimerCode { kind: 0, subject: 0 } });
    let prepare = at(0, Action::Prepare { node: A, text: "41".to_owned() });
    let (run, _) = run(&setup(), &[prepare, fire], 5_000);
    assert_eq!(count(run.world(), A), 42);
}

#[test]
fn clients_ask_until_they_are_answered() {
    let operation = Operation::Set { key: Key::X, value: 1 };
    let ask = at(10_000, Action::Request { client: X, to: None, operation });
    let lossy = at(0, Action::SetNetwork(NetworkChange::Loss(Ratio::percent(60))));
    let (run, record) =
        run(&setup(), &[lossy, ask.clone(), ask.clone(), ask.clone(), ask], 60_000_000);
    let operations = run.world().client(X).expect("a client").operations();
    assert_eq!(operations.len(), 4);
    assert!(operations.iter().all(|operation| operation.returned.is_some()));
    let asked = record.events.iter().flat_map(|event| &event.sent);
    let asked = asked.filter(|sent| matches!(sent.packet, Packet::Request(_))).count();
    assert!(asked > 4, "with 60 % loss one try each was enough");
}

#[test]
fn a_moment_within_a_tick_is_exact() {
    let mut setup = setup();
    setup.network.transport = Transport::Broadcast;
    setup.disk = (0, 0);
    let (_, record) = run(&setup, &[], 100_000);
    let twins = record.events.iter().find(|event| event.stamp.index == 1 && event.stamp.tick > 0);
    let stamp = twins.expect("two receivers at one tick").stamp;
    let action = Scheduled { at: stamp, action: Action::HealAll };
    let (_, record) = run(&setup, &[action], 100_000);
    let acted = record.events.iter().find(|event| matches!(event.kind, EventKind::Acted(_)));
    let acted = acted.expect("the action happens");
    assert_eq!(acted.stamp, stamp);
    assert_eq!(record.find(acted.number - 1).map(|event| event.stamp), Some(Stamp::at(stamp.tick)));
}

/// Digests and clocks after every event, straight from the beginning.
#[test]
fn a_run_that_is_turned_is_the_other_run_from_its_beginning() {
    let b = || Group::one(B);
    let crash = at(50_000, Action::Crash(b()));
    let start = |tick| at(tick, Action::Start(b()));
    let (run, _) = run(&setup(), &[crash.clone(), start(150_000)], 100_000);
    let digest = |mut run: Run| {
        assert!(run.run_until(Stamp::at(400_000), 1_000_000, &mut Record::default()));
        (run.world().digest(), run.world().events())
    };
    // Without the second action, with it sooner, later, and with one more.
    let again = at(200_000, Action::Crash(b()));
    let rests = [vec![], vec![start(100_000)], vec![start(300_000)], vec![again, start(120_000)]];
    for rest in rests {
        let actions: Vec<Scheduled> = std::iter::once(crash.clone()).chain(rest).collect();
        let turned = run.turned(&actions).expect("what was done is the same");
        assert_eq!(digest(turned), digest(Run::new(&setup(), &actions)));
    }
    // What has been done is not undone, and nothing is done in the past.
    assert!(run.turned(&[]).is_none() && run.turned(&[start(150_000)]).is_none());
    assert!(run.turned(&[crash, start(99_999)]).is_none());
}

fn digests(setup: &Setup, actions: &[Scheduled], events: u64) -> Vec<u64> {
    let mut run = Run::new(setup, actions);
    let mut digests = vec![run.world().digest()];
    let mut record = Record::default();
    while run.world().events() < events && run.step(&mut record) {
        if run.world().events() as usize == digests.len() {
            digests.push(run.world().digest());
        }
    }
    digests
}

#[test]
fn acting_in_the_past_begins_a_branch_and_keeps_the_old_one() {
    let mut timeline = Timeline::new(&setup(), &[]);
    assert!(timeline.advance(500_000, u64::MAX));
    let (digest, events) = (timeline.world().digest(), timeline.world().events());
    assert!(timeline.seek(200_000, 0));
    assert!(timeline.act(Action::Crash(Group::one(A)), |_| false));
    assert_eq!(timeline.branches().len(), 2);
    assert!(timeline.advance(500_000, u64::MAX));
    assert_ne!(timeline.world().digest(), digest);
    let script = timeline.branch().actions().to_vec();
    let again = run(&setup(), &script, 500_001).0;
    assert_eq!(again.world().digest(), timeline.world().digest());
    timeline.switch(0);
    assert_eq!((timeline.world().digest(), timeline.world().events()), (digest, events));
    assert!(!timeline.act(Action::Crash(Group::one(B)), |_| false), "at the frontier");
}

#[test]
fn the_window_stays_consecutive_wherever_one_goes() {
    let mut timeline = Timeline::new(&setup(), &[]);
    assert!(timeline.advance(8_000_000, u64::MAX));
    for tick in [7_900_000, 100_000, 4_000_000, 4_000_001, 3_990_000, 8_000_000, 0] {
        assert!(timeline.seek(tick, 0));
        let numbers: Vec<u64> = timeline.window().events.iter().map(|event| event.number).collect();
        assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "at {tick}");
        let present = timeline.world().events();
        assert!(present == 0 || numbers.contains(&present), "at {tick}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rewinding_is_replaying_from_the_start(
        seed: u64,
        jumps in proptest::collection::vec(0_u64..3_000, 1..12),
    ) {
        let trial = draw_trial(&Setup { seed, ..setup() }, Strength::Heavy);
        let expected = digests(&trial.setup, &trial.actions, 3_000);
        let mut timeline = Timeline::new(&trial.setup, &trial.actions);
        timeline.seek_event(3_000);
        for jump in jumps {
            let jump = jump.min(expected.len() as u64 - 1);
            timeline.seek_event(jump);
            prop_assert_eq!(timeline.world().events(), jump);
            prop_assert_eq!(timeline.world().digest(), expected[jump as usize]);
            if timeline.step_back() {
                prop_assert_eq!(timeline.world().digest(), expected[jump as usize - 1]);
            }
        }
    }

    #[test]
    fn rough_runs_keep_the_law_of_the_disk(seed: u64) {
        let trial = draw_trial(&Setup { seed, ..setup() }, Strength::Heavy);
        let mut run = Run::new(&trial.setup, &trial.actions);
        prop_assert!(run.run_until(trial.end, 5_000_000, &mut Record::default()));
        prop_assert_eq!(run.world().verdicts()[0].standing, Standing::Holds);
    }
}

#[test]
fn who_crashes_before_the_first_start_stays_down_until_somebody_starts_it() {
    let crash = at(0, Action::Crash(Group::one(B)));
    let (down, _) = run(&setup(), std::slice::from_ref(&crash), 500_000);
    assert_eq!(down.world().slots()[B.index()].status, Status::Crashed);
    assert_eq!(down.world().slots()[A.index()].status, Status::Up);
    let start = at(100_000, Action::Start(Group::one(B)));
    let (up, _) = run(&setup(), &[crash, start], 500_000);
    assert_eq!(up.world().slots()[B.index()].status, Status::Up);
}
