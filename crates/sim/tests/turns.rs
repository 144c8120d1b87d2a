//! A run that goes round says where its turns end, and whether it has come back.

mod common;

use common::BEATS;
use quorate_proto::{Language, Mark, NodeId, Tick};
use quorate_sim::{
    Action, Detail, EventKind, Group, Record, Run, Scheduled, Setup, Stamp, Timeline,
};

fn turn(tick: Tick) -> Scheduled {
    Scheduled { at: Stamp::at(tick), action: Action::Turn }
}

fn run(actions: &[Scheduled]) -> Record {
    let mut run = Run::new(&Setup::new(BEATS, 7), actions);
    let mut record = Record::new(Detail::Everything);
    assert!(run.run_until(Stamp::at(300_000), 1_000_000, &mut record));
    record
}

fn said(record: &Record) -> Vec<String> {
    let acted = record.events.iter().filter(|it| matches!(it.kind, EventKind::Acted(_)));
    let said = acted.flat_map(|event| &event.said);
    said.map(|said| said.text.say(Language::English)).collect()
}

#[test]
fn a_turn_says_whether_every_node_is_what_it_was() {
    // The first beat comes at 10 ms or later, so at 2 ms all is as it was at 1 ms.
    let all = Group::new((0..3).map(NodeId::new));
    let down = Scheduled { at: Stamp::at(2_500), action: Action::Pause(all.clone()) };
    let up = Scheduled { at: Stamp::at(3_500), action: Action::Resume(all) };
    let said =
        said(&run(&[turn(1_000), turn(2_000), down, turn(3_000), up, turn(4_000), turn(90_000)]));
    let same = "every node is what it was when the loop began";
    let expected = [
        "a loop begins here".to_owned(),
        format!("turn 1 is over: {same}"),
        format!("turn 2 is over: not {same}"),
        format!("turn 3 is over: {same}"),
        format!("turn 4 is over: not {same}"),
    ];
    assert_eq!(said, expected);
}

#[test]
fn a_turn_may_be_like_the_first_but_for_numbers() {
    // Every node beats every 20 ms and tells the others, who hear of it 1 ms later.
    let mut setup = Setup::new(BEATS, 7);
    setup.timekeeping.grain = 20_000;
    setup.network.delay = (1_000, 1_000);
    setup.disk = (0, 0);
    let mut run = Run::new(&setup, &[turn(25_000), turn(45_000), turn(105_500), turn(125_000)]);
    let mut record = Record::new(Detail::Everything);
    assert!(run.run_until(Stamp::at(300_000), 1_000_000, &mut record));
    let said = said(&record);
    let like = "all is as it was when the loop began, but for numbers";
    let different = "not every node is what it was when the loop began";
    let expected = [
        "a loop begins here".to_owned(),
        format!("turn 1 is over: {like}"),
        format!("turn 2 is over: {different}"),
        format!("turn 3 is over: {like}"),
    ];
    assert_eq!(said, expected);
}

#[test]
fn it_changes_nothing_and_stands_on_the_time_line() {
    let (quiet, turned) = (run(&[]), run(&[turn(1_000), turn(90_000)]));
    let others = turned.events.iter().filter(|it| !matches!(it.kind, EventKind::Acted(_)));
    let moments = |event: &quorate_sim::Event| (event.stamp.tick, event.place);
    assert!(others.map(moments).eq(quiet.events.iter().map(moments)));
    let mut timeline = Timeline::new(&Setup::new(BEATS, 7), &[turn(1_000), turn(90_000)]);
    assert!(timeline.seek(300_000, 1_000_000));
    let marks = timeline.branch().marks().iter();
    let turns = marks.filter(|point| point.mark == Mark::Turn).map(|point| point.tick);
    assert_eq!(turns.collect::<Vec<_>>(), [1_000, 90_000]);
    // The past says the same again.
    assert!(timeline.seek(50_000, 0) && timeline.seek(300_000, 0));
    assert_eq!(timeline.world().digest(), {
        let mut run = Run::new(&Setup::new(BEATS, 7), &[turn(1_000), turn(90_000)]);
        assert!(run.run_until(Stamp::at(300_001), 1_000_000, &mut Record::default()));
        run.world().digest()
    });
}
