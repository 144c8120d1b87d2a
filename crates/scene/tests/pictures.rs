//! What pictures promise, over runs of a small protocol with something of everything.

mod relay;

use std::collections::BTreeSet;
use std::path::Path;

use quorate_proto::time::MILLISECOND;
use quorate_proto::{Language, NodeId, Ratio, SortedSet, Status, Tick};
use quorate_scene::{
    Density, Diagram, DiagramOptions, Fate, Frame, Insets, Legend, LinkState, Point, Size, Stage,
    StageOptions, causal_past, chain_of_causes, svg,
};
use quorate_sim::{Action, EventKind, Group, Record, Scheduled, Setup, Stamp, Timeline, World};

const EVENTS_MAX: u64 = 1_000_000;

fn node(letter: &str) -> NodeId {
    NodeId::parse_prefix(letter).expect("a letter").0
}

fn group(letters: &str) -> Group {
    Group::new(letters.split_inclusive(|_: char| true).map(node))
}

fn at(milliseconds: Tick, action: Action) -> Scheduled {
    Scheduled { at: Stamp::at(milliseconds * MILLISECOND), action }
}

/// A run with cuts, a crash, a pause, a lame clock and losses.
fn troubled() -> Timeline {
    let mut setup = Setup::new(relay::relay(), 7);
    setup.network.loss = Ratio::percent(10);
    setup.network.duplication = Ratio::percent(10);
    let actions = [
        at(300, Action::Cut { left: group("AB"), right: group("CDE"), one_way: false }),
        at(500, Action::Crash(group("E"))),
        at(600, Action::HealAll),
        at(640, Action::Cut { left: group("B"), right: group("D"), one_way: true }),
        at(650, Action::Cut { left: group("A"), right: group("C"), one_way: false }),
        at(660, Action::Pause(group("C"))),
        at(670, Action::Skew { node: node("D"), rate_ppm: 200_000 }),
        at(900, Action::Start(group("E"))),
        at(950, Action::Resume(group("C"))),
    ];
    Timeline::new(&setup, &actions)
}

fn at_time(milliseconds: Tick) -> Timeline {
    let mut timeline = troubled();
    assert!(timeline.seek(milliseconds * MILLISECOND, EVENTS_MAX));
    timeline
}

fn frame_of(stage: &Stage, time: Tick) -> Frame {
    let mut frame = Frame::default();
    stage.frame(time, &mut frame);
    frame
}

#[test]
fn pictures_are_as_they_were() {
    let timeline = at_time(714);
    for language in Language::ALL {
        let options = StageOptions { language, ..StageOptions::default() };
        let stage = Stage::new(timeline.world(), &options);
        let frame = frame_of(&stage, timeline.clock());
        let setting = svg::Setting { title: "Relay", style: "" };
        let picture = svg::stage(&stage, &frame, &setting);
        assert_golden(&format!("stage-{}.svg", language.tag()), &picture);
        let picture = svg::diagram(&diagram(&timeline, language, None), &setting);
        assert_golden(&format!("diagram-{}.svg", language.tag()), &picture);
    }
}

/// Compares with a file; with `UPDATE=1` in the environment the file is written anew.
fn assert_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, text).expect("the file can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "{name} differs; look at it with UPDATE=1");
}

fn diagram(timeline: &Timeline, language: Language, past: Option<&SortedSet<u64>>) -> Diagram {
    let options = DiagramOptions {
        window: (200 * MILLISECOND, 800 * MILLISECOND),
        now: timeline.clock(),
        language,
        ..DiagramOptions::default()
    };
    Diagram::new(timeline.world(), &timeline.window().events, past, &options)
}

#[test]
fn a_message_is_at_its_ends_and_between_at_the_right_times() {
    let timeline = at_time(230);
    let stage = Stage::new(timeline.world(), &StageOptions::default());
    let index = stage.messages.iter().position(|message| message.fate == Fate::Arrives);
    let index = index.expect("something is on its way");
    let message = &stage.messages[index];
    let place = |time| frame_of(&stage, time).messages[index];
    let middle = message.start.towards(message.end, 0.5);
    let half = message.sent + (message.arrives - message.sent) / 2;
    // Aside: to the right of the link, and further where messages meet.
    let aside = 60.0;
    assert!(place(message.sent).at.distance(message.start) < aside);
    assert!(place(half).at.distance(middle) < aside);
    assert!(place(message.arrives).at.distance(message.end) < aside);
    assert_eq!(place(message.sent).progress, 0.0);
    assert_eq!(place(message.arrives).progress, 1.0);
    assert!((place(half).progress - 0.5).abs() < 0.001);
    assert_eq!(place(message.sent - 1).opacity, 0.0, "it has not left yet");
    assert_eq!(place(Tick::MAX).progress, 1.0);
}

#[test]
fn lost_messages_fade_before_they_would_arrive() {
    let mut seen = BTreeSet::new();
    for milliseconds in (20..1_200).step_by(7) {
        let timeline = at_time(milliseconds);
        let stage = Stage::new(timeline.world(), &StageOptions::default());
        for (index, message) in stage.messages.iter().enumerate() {
            let last = frame_of(&stage, message.arrives).messages[index];
            assert_eq!(last.opacity == 0.0, message.fate.is_doomed(), "{message:?}");
            assert_eq!(message.name.contains("will not arrive"), message.fate.is_doomed());
            seen.insert(message.fate as u8);
        }
    }
    assert_eq!(seen.len(), 5, "every fate was met");
}

#[test]
fn everything_is_a_number_and_inside_the_picture() {
    for size in [Size::new(860.0, 540.0), Size::new(320.0, 420.0)] {
        let options = StageOptions { size, ..StageOptions::default() };
        let mut timeline = troubled();
        let mut stage = Stage::new(timeline.world(), &options);
        let mut frame = Frame::default();
        for step in 0..400 {
            let time = step * 3_137;
            assert!(timeline.seek(time, EVENTS_MAX));
            stage.update(timeline.world());
            stage.frame(time, &mut frame);
            for (message, moving) in stage.messages.iter().zip(&frame.messages) {
                let half = message.width / 2.0;
                let numbers = [moving.at.x, moving.at.y, moving.trail.x, moving.trail.y];
                assert!(numbers.iter().all(|number| number.is_finite()));
                assert!(moving.at.x >= half && moving.at.x <= size.width - half);
                assert!(moving.at.y >= 12.0 && moving.at.y <= size.height - 12.0);
                assert!((0.0..=1.0).contains(&moving.opacity));
            }
            assert!(frame.timers.iter().all(|left| (0.0..=1.0).contains(left)));
        }
    }
}

#[test]
fn messages_on_one_link_never_lie_exactly_on_each_other() {
    let timeline = at_time(400);
    let mut world = timeline.world().clone();
    let client = NodeId::client(0);
    let mut record = Record::default();
    let stage = loop {
        let stage = Stage::new(&world, &StageOptions::default());
        let meet = stage.messages.iter().any(|message| {
            let other = |other: &&quorate_scene::MessagePicture| {
                other.id != message.id && other.start == message.start && other.end == message.end
            };
            message.id.from != client && stage.messages.iter().any(|known| other(&known))
        });
        if meet {
            break stage;
        }
        assert!(world.step(&mut record), "two messages meet at some time");
    };
    let last = stage.messages.iter().map(|message| message.arrives).max().expect("there are some");
    for time in (world.now()..last).step_by(500) {
        let frame = frame_of(&stage, time);
        for (index, moving) in frame.messages.iter().enumerate() {
            let nearest = frame.messages.iter().skip(index + 1);
            let nearest = nearest.filter(|other| other.opacity * moving.opacity > 0.0);
            let same_link = |a: usize, b: &Point| stage.messages[a].start == *b;
            for (other, message) in nearest.zip(stage.messages.iter().skip(index + 1)) {
                if same_link(index, &message.start) && stage.messages[index].end == message.end {
                    assert!(other.at.distance(moving.at) > 4.0, "{moving:?} {other:?}");
                }
            }
        }
    }
}

#[test]
fn a_stage_kept_up_to_date_is_like_a_new_one() {
    let options = StageOptions { language: Language::Chinese, ..StageOptions::default() };
    let mut timeline = troubled();
    let mut kept = Stage::new(timeline.world(), &options);
    let times = (0..300).map(|step| step * 4_001).chain([30_000, 700_000, 100_000]);
    for time in times {
        assert!(timeline.seek(time, EVENTS_MAX));
        kept.update(timeline.world());
        let new = Stage::new(timeline.world(), &options);
        assert_eq!(kept.messages, new.messages);
        assert_eq!(kept.links, new.links);
        assert_eq!(kept.clients, new.clients);
        assert_eq!(frame_of(&kept, time), frame_of(&new, time));
        for (kept, mut new) in kept.nodes.iter().zip(new.nodes) {
            new.revision = kept.revision;
            assert_eq!(*kept, new);
        }
    }
}

#[test]
fn a_revision_stands_still_while_nothing_changes() {
    let timeline = at_time(400);
    let mut stage = Stage::new(timeline.world(), &StageOptions::default());
    let before = stage.nodes.clone();
    stage.update(timeline.world());
    assert_eq!(stage.nodes, before);
    let options = StageOptions { language: Language::Chinese, ..StageOptions::default() };
    stage.set_options(timeline.world(), &options);
    for (node, before) in stage.nodes.iter().zip(&before) {
        assert!(node.revision > before.revision, "another language is another picture");
    }
}

#[test]
fn frames_keep_their_memory() {
    let (world, stage) = crowded(40, 10);
    let crowd = Stage::new(&world, &StageOptions { dots_max: 20, ..StageOptions::default() });
    assert_eq!((stage.density, crowd.density), (Density::Dots, Density::Crowd));
    for stage in [stage, crowd] {
        let mut frame = Frame::default();
        stage.frame(world.now(), &mut frame);
        let memory = |frame: &Frame| {
            let crowds = frame.crowds.each_ref().map(|path| path.as_ptr());
            (frame.messages.as_ptr(), frame.timers.as_ptr(), crowds)
        };
        let before = memory(&frame);
        for step in 0..200 {
            stage.frame(world.now() + step * 50, &mut frame);
            assert_eq!(memory(&frame), before);
        }
    }
}

/// A world of many nodes with more than 200 messages on their way.
fn crowded(nodes: u16, clients: u16) -> (World, Stage) {
    let mut setup = Setup::new(relay::relay(), 3);
    (setup.nodes, setup.clients) = (nodes, clients);
    let mut world = World::new(&setup);
    let mut record = Record::default();
    while world.flights().count() < 60 && world.step(&mut record) {}
    let stage = Stage::new(&world, &StageOptions::default());
    (world, stage)
}

#[test]
fn what_arrived_at_a_paused_node_waits_there() {
    let timeline = at_time(714);
    let stage = Stage::new(timeline.world(), &StageOptions::default());
    let frame = frame_of(&stage, timeline.clock());
    let paused = node("C");
    assert_eq!(stage.nodes[paused.index()].status, Status::Paused);
    let waiting = stage.messages.iter().zip(&frame.messages).filter(|(_, moving)| moving.waits);
    let waiting: Vec<_> = waiting.collect();
    assert!(!waiting.is_empty());
    assert!(waiting.iter().all(|(message, moving)| {
        message.id.to == paused && moving.progress == 1.0 && message.arrives <= timeline.clock()
    }));
}

#[test]
fn cuts_are_told_apart_by_direction() {
    let timeline = at_time(714);
    let stage = Stage::new(timeline.world(), &StageOptions::default());
    assert_eq!(stage.links.len(), 10, "five nodes have ten links");
    let of = |from, to| {
        let mut links = stage.links.iter();
        links.find(|link| (link.from, link.to) == (node(from), node(to))).expect("a link")
    };
    assert_eq!(of("A", "B").state, LinkState::Sound);
    assert_eq!(of("A", "C").state, LinkState::Cut);
    assert_eq!(of("B", "D").state, LinkState::CutOneWay);
    assert_eq!(of("B", "D").name, "Link from B to D: cut");
    assert_ne!(of("A", "C").mark(), of("B", "D").mark());
    assert_eq!(of("A", "C").line().matches('M').count(), 2, "there is a gap");
}

#[test]
fn sides_of_a_partition_are_told_apart() {
    let sides = |milliseconds| Stage::new(at_time(milliseconds).world(), &Default::default()).sides;
    assert_eq!(sides(200), [0; 0]);
    assert_eq!(sides(400), [0, 0, 1, 1, 1]);
    assert_eq!(sides(714), [0; 0], "some links are cut, but everybody can be reached");
}

#[test]
fn a_message_is_found_where_it_is() {
    let timeline = at_time(230);
    let stage = Stage::new(timeline.world(), &StageOptions::default());
    let message = &stage.messages[0];
    let time = message.sent + (message.arrives - message.sent) / 4;
    let at = message.start.towards(message.end, 0.25);
    assert_eq!(stage.message_near(time, at, 4.0), Some(message.id));
    assert_eq!(stage.message_near(time, Point::new(-90.0, 0.0), 4.0), None);
}

#[test]
fn names_say_what_a_picture_shows() {
    let timeline = at_time(714);
    let names = |language| {
        let options = StageOptions { language, ..StageOptions::default() };
        let stage = Stage::new(timeline.world(), &options);
        stage.nodes.iter().map(|node| node.name.clone()).collect::<Vec<_>>()
    };
    let english = names(Language::English);
    assert!(english[4].starts_with("Node E, crashed"), "{english:?}");
    assert!(english[3].contains("fast clock"), "{english:?}");
    assert!(english[0].contains("entries "), "{english:?}");
    let chinese = names(Language::Chinese);
    assert!(chinese[4].starts_with("节点 E，已崩溃"), "{chinese:?}");
    let legend = Legend::new(relay::relay().meta(), Language::Chinese);
    let kinds: Vec<_> = legend.kinds.iter().map(|kind| kind.label).collect();
    assert_eq!(kinds, ["呼叫", "应答", "请求", "应答"]);
    assert_eq!(legend.roles.len(), 2);
}

#[test]
fn insets_keep_the_edges_clear() {
    let timeline = at_time(100);
    let insets = Insets { top: 60.0, right: 10.0, bottom: 50.0, left: 20.0 };
    let options = StageOptions { insets, ..StageOptions::default() };
    let stage = Stage::new(timeline.world(), &options);
    let ring = stage.layout.timer_radius();
    let clear = |point: &Point| point.y - ring > 60.0 && point.y + ring < 490.0;
    assert!(stage.layout.nodes.iter().all(clear));
}

#[test]
fn the_causal_past_is_what_a_closure_over_all_pairs_finds() {
    let timeline = at_time(500);
    let record = timeline.window();
    for number in [1, 17, 60, record.events.len() as u64 / 2, record.events.len() as u64] {
        let past = causal_past(record, number);
        assert!(past.iter().eq(&dumb_past(record, number)), "event {number}: {past:?}");
    }
    assert!(causal_past(record, u64::MAX).is_empty());
    let mut arrivals =
        record.events.iter().filter(|event| matches!(event.kind, EventKind::Received { .. }));
    let last = arrivals.next_back().expect("something arrived").number;
    let chain = chain_of_causes(record, last);
    assert!(chain.iter().all(|number| causal_past(record, last).contains(number)));
    assert!(chain.len() > 2 && chain.windows(2).all(|pair| pair[0] > pair[1]));
}

/// The same by asking every pair again and again until nothing is added.
fn dumb_past(record: &Record, number: u64) -> BTreeSet<u64> {
    let steps = |event: &&quorate_sim::Event| !matches!(event.kind, EventKind::Lost(_));
    let mut past = BTreeSet::from([number]);
    loop {
        let before = past.clone();
        for event in record.events.iter().filter(|event| before.contains(&event.number)) {
            past.extend(record.find(event.cause).map(|cause| cause.number));
            let earlier = record.events.iter().take_while(|other| other.number < event.number);
            let earlier = earlier.filter(steps).filter(|other| {
                steps(&event) && event.place.is_some() && other.place == event.place
            });
            past.extend(earlier.map(|other| other.number));
        }
        if past == before {
            return past;
        }
    }
}

#[test]
fn a_diagram_stays_small_however_much_happened() {
    let mut setup = Setup::new(relay::relay(), 3);
    setup.nodes = 16;
    let mut timeline = Timeline::new(&setup, &[]);
    while timeline.window().events.len() < 10_000 && timeline.step() {}
    let now = timeline.clock();
    let options = DiagramOptions { window: (0, now), now, ..DiagramOptions::default() };
    let diagram = Diagram::new(timeline.world(), &timeline.window().events, None, &options);
    let drawn: usize = diagram.lines.iter().map(|lines| lines.path.matches('M').count()).sum();
    assert!(diagram.messages_total > 3_000, "{}", diagram.messages_total);
    assert!(drawn <= options.lines_max, "{drawn}");
    assert!(diagram.lines.iter().all(|lines| !lines.path.contains("NaN")));
    assert!((8..=14).contains(&diagram.axis.len()), "{:?}", diagram.axis);
}

#[test]
fn a_diagram_shows_roles_losses_and_marks() {
    let timeline = at_time(790);
    let record = timeline.window();
    let chosen = record.events.iter().rev().find(|event| !event.said.is_empty());
    let chosen = chosen.expect("somebody took over").number;
    let past = causal_past(record, chosen);
    let diagram = diagram(&timeline, Language::English, Some(&past));
    let bar = |letter, status| {
        diagram.bars.iter().any(|bar| bar.id == node(letter) && bar.status == status)
    };
    assert!(bar("E", Status::Crashed) && bar("C", Status::Paused) && bar("A", Status::Up));
    assert!(!diagram.crosses.is_empty());
    assert!(diagram.marks.iter().any(|mark| mark.name.ends_with("takes over")));
    assert!(diagram.past.as_ref().is_some_and(|past| !past.messages.is_empty()));
    for bar in &diagram.bars {
        let end = bar.x + bar.width;
        assert!(bar.x >= Diagram::LANES_LEFT && end <= diagram.now + 0.1, "{bar:?}");
    }
    let point = diagram.points[diagram.points.len() / 2];
    assert_eq!(diagram.event_near(point.at, 3.0), Some(point.number));
    assert_eq!(diagram.event_near(Point::new(-50.0, -50.0), 3.0), None);
    assert_eq!(diagram.tick(diagram.x(500_000)), 500_000);
}
