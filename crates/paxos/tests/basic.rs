//! Basic Paxos in the world: its scripts do what they say, and no fault makes it decide twice.

use quorate_paxos::basic::message::Message;
use quorate_paxos::basic::{BasicPaxos, Proposal};
use quorate_proto::random::{Purpose, Random, below};
use quorate_proto::{Answer, AnyProtocol, Bug, Bugs, NodeId, Operation, Outcome, Tick, entry};
use quorate_scenario::{Scenario, decode};
use quorate_sim::{
    Detail, EventKind, Packet, Record, Run, Setup, Stamp, Standing, Strength, World, draw_trial,
};

const PROTOCOL: &dyn AnyProtocol = entry::<BasicPaxos>();
const EVENTS_MAX: u64 = 1_000_000;

/// A run and what was said in it.
struct Story {
    run: Run,
    record: Record,
}

impl Story {
    fn of(script: &str) -> Self {
        Self::play(read(script))
    }

    fn play(scenario: Scenario) -> Self {
        let mut run = Run::new(&scenario.setup, &scenario.actions);
        let mut record = Record::new(Detail::Everything);
        let end = scenario.end.expect("the script says when it ends");
        assert!(run.run_until(end, EVENTS_MAX, &mut record), "the script comes to an end");
        Self { run, record }
    }

    fn world(&self) -> &World {
        self.run.world()
    }

    /// What nodes received from other nodes, in order.
    fn received(&self) -> impl Iterator<Item = (Tick, NodeId, &Message)> {
        self.record.events.iter().filter_map(|event| match &event.kind {
            EventKind::Received { packet: Packet::Message(message), .. } => {
                Some((event.stamp.tick, event.place?, message.typed::<BasicPaxos>()?))
            }
            _ => None,
        })
    }

    /// What is broken, in the order in which it broke; at one event, in the order of properties.
    fn broken(&self) -> Vec<&'static str> {
        let verdicts = self.world().verdicts().iter();
        let broken = verdicts.filter(|verdict| verdict.standing == Standing::Broken);
        let mut broken: Vec<_> =
            broken.map(|verdict| (verdict.at.map(|at| at.event), verdict.property.id)).collect();
        broken.sort_by_key(|(event, _)| *event);
        broken.into_iter().map(|(_, id)| id).collect()
    }

    fn standing(&self, property: &str) -> Standing {
        let mut verdicts = self.world().verdicts().iter();
        let verdict = verdicts.find(|verdict| verdict.property.id == property);
        verdict.expect("the property exists").standing
    }

    /// When and which value each node learned.
    fn learned(&self) -> Vec<(Tick, NodeId, i64)> {
        let events = self.record.events.iter();
        let learned = events.flat_map(|event| {
            event.delivered.iter().map(|delivery| {
                let command = delivery.command.expect("a decision has a value");
                (event.stamp.tick, event.place.expect("nodes learn"), number(&command.operation))
            })
        });
        learned.collect()
    }

    /// What a client was told last.
    fn told(&self, client: u16) -> Option<Outcome> {
        let client = self.world().client(NodeId::client(client))?;
        client.operations().last()?.returned.map(|(_, outcome)| outcome)
    }
}

fn read(script: &str) -> Scenario {
    let decoded = decode(script, &[PROTOCOL]).expect("the script is readable");
    assert!(decoded.notes.is_empty(), "{:?}", decoded.notes);
    decoded.scenario
}

fn preset(id: &str) -> &'static str {
    let mut presets = PROTOCOL.meta().presets.iter();
    presets.find(|preset| preset.id == id).expect("the preset exists").script
}

fn number(operation: &Operation) -> i64 {
    match operation {
        Operation::Set { value, .. } => *value,
        other => panic!("scripts only set: {other}"),
    }
}

fn proposal(time: u64, value: i64) -> impl Fn(&Proposal) -> bool {
    move |proposal| proposal.id.time == time && number(&proposal.value.operation) == value
}

// ---- bugs

fn bugs() -> impl Iterator<Item = (usize, &'static Bug)> {
    PROTOCOL.meta().bugs.iter().enumerate()
}

#[test]
fn each_bug_breaks_just_what_it_names_and_the_first_one_first() {
    for (position, bug) in bugs() {
        let scenario = read(bug.script);
        let only = Bugs::default().with(position, true);
        assert_eq!(scenario.setup.bugs, only, "{}: its script switches it on alone", bug.id);
        assert_eq!(Story::play(scenario).broken(), bug.breaks, "{}", bug.id);
    }
}

#[test]
fn without_its_bug_each_script_is_safe_and_a_value_is_chosen() {
    for (_, bug) in bugs() {
        let mut scenario = read(bug.script);
        scenario.setup.bugs = Bugs::default();
        let story = Story::play(scenario);
        assert_eq!(story.broken(), [""; 0], "{}", bug.id);
        assert_eq!(story.standing("Chosen"), Standing::Holds, "{}", bug.id);
    }
}

// ---- presets

#[test]
fn every_preset_keeps_every_promise() {
    for preset in PROTOCOL.meta().presets {
        let story = Story::of(preset.script);
        for verdict in story.world().verdicts() {
            let property = verdict.property.id;
            assert_eq!(verdict.standing, Standing::Holds, "{}: {property}", preset.id);
        }
    }
}

/// `[1, 3]` against `[5, 7]`, then `[9, 6]`: the story of the course, step by step.
#[test]
fn course_1_3_is_refused_7_is_chosen_and_9_must_adopt_it() {
    let story = Story::of(preset("course"));
    let place = |wanted: &dyn Fn(&Message) -> bool, nodes: &str| -> Vec<usize> {
        let received = story.received().enumerate();
        let there = received
            .filter(|(_, (_, node, message))| nodes.contains(&node.to_string()) && wanted(message));
        there.map(|(position, _)| position).collect()
    };
    let prepares = |nodes: &str, time| {
        place(&|message| matches!(message, Message::Prepare { id } if id.time == time), nodes)
    };
    let accepts = |nodes: &str, time, value| {
        let asked = proposal(time, value);
        let is = |heard: &Message| matches!(heard, Message::Accept { proposal } if asked(proposal));
        place(&is, nodes).len()
    };
    let votes = |nodes: &str, time, value| {
        let voted = proposal(time, value);
        let is =
            |heard: &Message| matches!(heard, Message::Accepted { proposal } if voted(proposal));
        place(&is, nodes).len()
    };
    for (nodes, first, second) in [("A", 1, 5), ("B", 1, 5), ("C", 5, 1)] {
        let [first, second] = [first, second].map(|time| prepares(nodes, time));
        assert_eq!([first.len(), second.len()], [1, 1]);
        assert!(first < second, "{nodes} hears of both, in this order");
    }
    assert_eq!(accepts("ABC", 1, 3), 3);
    assert_eq!(votes("ABCDEFG", 1, 3), 0, "[1, 3] is refused everywhere");
    assert_eq!(votes("G", 5, 7), 3, "the learner hears of three votes for 7");
    assert_eq!(accepts("ABC", 9, 6), 0);
    assert_eq!(accepts("ABC", 9, 7), 3, "the third proposer must adopt 7");
    assert!(story.learned().iter().all(|(_, _, value)| *value == 7));
    let seven = Some(Outcome::Done(Answer::Value(Some(7))));
    assert_eq!([story.told(1), story.told(2)], [seven, seven], "Z asked for 6 and is told 7");
}

#[test]
fn duel_goes_on_until_the_pauses_become_random() {
    let story = Story::of(preset("duel"));
    let switched = 3_000_000;
    let prepares = story.received().filter(|(tick, _, message)| {
        *tick < switched && matches!(message, Message::Prepare { .. })
    });
    assert!(prepares.count() >= 3 * 20, "twenty attempts, each at three acceptors");
    let votes = story.received().filter(|(tick, _, message)| {
        *tick < switched && matches!(message, Message::Accepted { .. })
    });
    assert_eq!(votes.count(), 0);
    assert!(story.learned().iter().all(|(tick, ..)| *tick > switched));
    assert_eq!(story.standing("Chosen"), Standing::Holds);
}

#[test]
fn recovery_completes_what_was_half_accepted() {
    let story = Story::of(preset("recovery"));
    let learned = story.learned();
    assert!(learned.iter().all(|(tick, _, value)| *tick > 600_000 && *value == 1), "{learned:?}");
    assert_eq!(story.told(1), Some(Outcome::Done(Answer::Value(Some(1)))), "Y asked for 2");
}

#[test]
fn with_separate_roles_the_learner_learns_from_the_acceptors_alone() {
    let story = Story::of(preset("roles"));
    let learner = NodeId::new(5);
    let heard: Vec<_> = story.received().filter(|(_, node, _)| *node == learner).collect();
    assert!(!heard.is_empty());
    assert!(heard.iter().all(|(_, _, message)| matches!(message, Message::Accepted { .. })));
    assert!(story.learned().iter().any(|(_, node, _)| *node == learner));
    let asked_for_2 = story.told(1);
    assert_eq!(asked_for_2, Some(Outcome::Done(Answer::Value(Some(1)))));
}

// ---- what is often believed

/// Chosen is chosen, and yet a late acceptor may vote for something else, under a smaller number.
#[test]
fn an_acceptor_may_accept_another_value_after_one_is_chosen() {
    let story = Story::of(
        "basic-paxos n5 c2 w0 d10-10 k1-1 Pretrymin-5000 Pretrymax-5000 Presend-0
         100 X A S1
         115 drop A-D 1          # D and E hear nothing of A's Prepare:
         115 drop A-E 1          # B and C are its quorum
         134 hold A-B 2 400      # A's Accept is late, but for A itself
         134 hold A-C 2 400
         134 hold A-D 2 400
         134 drop A-E 2
         145 Y E S2
         160 drop E-A 1          # B, C and E choose 2; D hears nothing of that either
         160 drop E-D 1
         180 drop E-A 2
         180 drop E-D 2
         900 end",
    );
    let chosen = story.learned().first().map(|(tick, _, value)| (*tick, *value));
    let Some((chosen_at, 2)) = chosen else { panic!("{:?}", story.learned()) };
    let late = story.received().any(|(tick, _, message)| {
        tick > chosen_at
            && matches!(message, Message::Accepted { proposal: voted } if proposal(1, 1)(voted))
    });
    assert!(late, "D accepts A's value after the other one is chosen");
    assert_eq!(story.broken(), [""; 0]);
}

// ---- any run at all

/// Every way of dividing roles, numbering and learning, in clusters of every size.
fn settings(seed: u64) -> Setup {
    let mut setup = Setup::new(PROTOCOL, seed);
    setup.nodes = 1 + (seed % 9) as u16;
    for (position, parameter) in PROTOCOL.meta().parameters.iter().enumerate().take(6) {
        let width = parameter.range.end() - parameter.range.start() + 1;
        let draw = Random::new(seed).draw(Purpose::Choice, 0, position as u32, 0);
        let value = parameter.range.start() + below(draw, u64::from(width)) as u32;
        setup.parameters.set(PROTOCOL.meta(), position, value);
    }
    setup
}

fn never_broken(strength: Strength, seeds: u64) {
    let mut chosen = 0;
    for seed in 0..seeds {
        let trial = draw_trial(&settings(seed), strength);
        let mut run = Run::new(&trial.setup, &trial.actions);
        run.run_until(trial.end, EVENTS_MAX, &mut Record::default());
        for verdict in run.world().verdicts() {
            let id = verdict.property.id;
            assert_ne!(
                verdict.standing,
                Standing::Broken,
                "seed {seed}: {id}: {:?} {:?}",
                verdict.at,
                trial.setup,
            );
            chosen += u64::from(id == "Chosen" && verdict.standing == Standing::Holds);
        }
    }
    assert!(chosen > seeds / 2, "{chosen} of {seeds} runs choose a value");
}

#[test]
fn undisturbed_runs_break_nothing() {
    never_broken(Strength::None, 200);
}

#[test]
fn lightly_disturbed_runs_break_nothing() {
    never_broken(Strength::Light, 300);
}

#[test]
fn roughly_disturbed_runs_break_nothing() {
    never_broken(Strength::Heavy, 300);
}

#[test]
fn combined_nodes_decide_once_the_faults_end() {
    for seed in 0..200 {
        let trial = draw_trial(&Setup::new(PROTOCOL, seed), Strength::Heavy);
        let mut run = Run::new(&trial.setup, &trial.actions);
        run.run_until(trial.end, EVENTS_MAX, &mut Record::default());
        let chosen = run.world().verdicts().iter().find(|verdict| verdict.property.id == "Chosen");
        let standing = chosen.map(|verdict| verdict.standing);
        assert_eq!(standing, Some(Standing::Holds), "seed {seed}");
    }
}

#[test]
fn all_clients_are_told_the_same_value() {
    for seed in 0..50 {
        let mut setup = Setup::new(PROTOCOL, seed);
        setup.clients = 4;
        let mut run = Run::new(&setup, &[]);
        run.run_until(Stamp::at(10_000_000), EVENTS_MAX, &mut Record::default());
        let clients = run.world().clients().iter();
        let told: Vec<Option<Outcome>> = clients
            .map(|client| client.operations().last()?.returned.map(|(_, outcome)| outcome))
            .collect();
        assert!(told[0].is_some(), "seed {seed}");
        assert!(told.iter().all(|outcome| *outcome == told[0]), "seed {seed}: {told:?}");
    }
}

#[test]
fn a_clock_that_is_set_back_gives_no_number_twice() {
    let story = Story::of(
        "basic-paxos n3 c1 w0 d10-10 k1-1 Pnumbering-clock Pretrymin-300 Pretrymax-300
         0 cut A-BC
         2000 X A S1
         3000 jump A -2500
         3100 crash A
         3200 start A
         3300 X A S2
         5000 heal
         6000 end",
    );
    let own = story.received().filter(|(_, node, _)| *node == NodeId::new(0));
    let times: Vec<u64> = own
        .filter_map(|(_, _, message)| match message {
            Message::Prepare { id } => Some(id.time),
            _ => None,
        })
        .collect();
    assert!(times.first().is_some_and(|first| *first >= 2_000), "the clock gives it: {times:?}");
    assert!(times.len() > 5 && times.is_sorted_by(|one, next| one < next), "{times:?}");
    assert_eq!(story.standing("Chosen"), Standing::Holds);
}

/// Paxos survives crashes, not amnesia: here is one acceptor that forgets, and two values.
#[test]
fn an_acceptor_with_a_wiped_disk_breaks_what_others_rely_on() {
    let story = Story::of(
        "basic-paxos n3 c2 w0 d10-10 k1-1 Pretrymin-5000 Pretrymax-5000 Presend-0
         0 cut A-C
         100 X A S1
         200 crash AB
         250 disk B wipe
         300 heal
         300 start B
         400 Y C S2
         1000 end",
    );
    let broken = story.broken();
    assert_eq!(broken.first(), Some(&"Durability"), "{broken:?}");
    assert!(broken.contains(&"Agreement"), "{broken:?}");
}
