//! What the picture of a history promises, over a run of a small protocol.

#[allow(dead_code, reason = "other pictures use more of it")]
mod relay;

use std::collections::BTreeMap;
use std::path::Path;

use quorate_proto::time::{MILLISECOND, SECOND};
use quorate_proto::{Key, Language, NodeId, Operation, RequestId, SortedMap, Tick};
use quorate_scene::{HistoryOptions, HistoryPicture, Sign, Wrong, svg};
use quorate_sim::{Action, ClientOperation, Scheduled, Setup, Stamp, Timeline};

/// A run in which two clients ask again and again, some of it in vain.
fn run() -> Timeline {
    let mut setup = Setup::new(relay::relay(), 7);
    setup.workload = 0;
    setup.clients = 3;
    let ask = |milliseconds: Tick, client: u16, operation| Scheduled {
        at: Stamp::at(milliseconds * MILLISECOND),
        action: Action::Request { client: NodeId::client(client), to: None, operation },
    };
    let set = |value| Operation::Set { key: Key::X, value };
    let get = Operation::Get { key: Key::X };
    let asked = [
        ask(100, 0, set(1)),
        ask(104, 1, get),
        ask(260, 0, set(2)),
        ask(300, 2, Operation::Cas { key: Key::X, expected: 2, value: 3 }),
        ask(301, 1, get),
        ask(460, 1, Operation::Add { key: Key::X, value: 40 }),
        ask(461, 0, get),
        ask(699, 2, get),
    ];
    let mut timeline = Timeline::new(&setup, &asked);
    assert!(timeline.seek(700 * MILLISECOND, 100_000));
    timeline
}

fn operations(timeline: &Timeline) -> BTreeMap<RequestId, ClientOperation> {
    let clients = timeline.world().clients().iter();
    let all = clients.flat_map(|client| client.operations().iter().copied());
    all.map(|operation| (operation.command.id, operation)).collect()
}

/// The answered operations in the order of their answers, and the open ones against them.
fn signs(timeline: &Timeline) -> SortedMap<RequestId, Sign> {
    let all = operations(timeline);
    let mut answered: Vec<_> = all.iter().filter(|(_, each)| each.returned.is_some()).collect();
    answered.sort_by_key(|(_, each)| each.returned);
    let placed = answered.iter().zip(1..);
    let placed = placed.map(|((id, _), at)| (**id, Sign { place: Some(at), wrong: None }));
    let open = all.iter().filter(|(_, each)| each.returned.is_none());
    let unfit = Sign { place: None, wrong: Some(Wrong::FitsNowhere) };
    placed.chain(open.map(|(id, _)| (*id, unfit))).collect()
}

fn picture(timeline: &Timeline, language: Language) -> HistoryPicture {
    let signs = signs(timeline);
    let options = HistoryOptions { language, signs, ..HistoryOptions::default() };
    HistoryPicture::new(timeline.world(), &options)
}

#[test]
fn a_history_is_drawn_as_it_was() {
    let timeline = run();
    for language in Language::ALL {
        let picture = picture(&timeline, language);
        let text = svg::history(&picture, &svg::Setting { title: "Relay", style: "" });
        let name = format!("history-{}.svg", language.tag());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(&name);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &text).expect("the file can be written");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "{name} differs; look at it with UPDATE=1");
    }
}

#[test]
fn bars_overlap_exactly_if_operations_do() {
    let timeline = run();
    let (all, picture) = (operations(&timeline), picture(&timeline, Language::English));
    assert_eq!(picture.bars.len(), all.len());
    let mut overlapping = 0;
    for one in &picture.bars {
        for other in &picture.bars {
            let (first, second) = (&all[&one.id], &all[&other.id]);
            let is_over = first.returned.is_some_and(|(at, _)| at < second.invoked);
            assert_eq!(is_over, one.bottom() <= other.corner.y, "{one:?} {other:?}");
            overlapping += usize::from(!is_over && one.id != other.id);
        }
    }
    assert!(overlapping > 2);
}

#[test]
fn the_present_parts_what_was_from_what_will_be() {
    let timeline = run();
    let now = 300 * MILLISECOND;
    let options = HistoryOptions { now: Some(now), ..HistoryOptions::default() };
    let picture = HistoryPicture::new(timeline.world(), &options);
    let line = picture.now.expect("something comes later");
    for bar in &picture.bars {
        assert_eq!(bar.invoked > now, bar.corner.y > line, "{bar:?}");
    }
    let options = HistoryOptions { now: Some(timeline.clock()), ..options };
    assert_eq!(HistoryPicture::new(timeline.world(), &options).now, None);
}

#[test]
fn points_go_down_in_their_order_and_lie_within_their_bars() {
    let timeline = run();
    let picture = picture(&timeline, Language::English);
    let mut bars: Vec<_> = picture.bars.iter().filter(|bar| bar.sign.place.is_some()).collect();
    bars.sort_by_key(|bar| bar.sign.place);
    assert!(
        bars.len() > 4
            && bars.iter().all(|bar| {
                bar.point.y > bar.corner.y
                    && bar.point.y < bar.bottom()
                    && bar.point.x > bar.corner.x
            })
    );
    assert!(bars.windows(2).all(|pair| pair[0].point.y < pair[1].point.y), "{bars:?}");
    assert_eq!(picture.order.matches(['M', 'L']).count(), bars.len());
}

#[test]
fn what_has_no_room_is_counted_and_what_is_wrong_is_shown() {
    let mut setup = Setup::new(relay::relay(), 3);
    setup.workload = 20 * MILLISECOND;
    let mut timeline = Timeline::new(&setup, &[]);
    assert!(timeline.seek(10 * SECOND, 1_000_000));
    let all = operations(&timeline);
    let most = 24;
    assert!(all.len() > 4 * most);
    let options = HistoryOptions { most, ..HistoryOptions::default() };
    let latest = HistoryPicture::new(timeline.world(), &options);
    assert_eq!((latest.bars.len(), latest.hidden), (most, (all.len() - most, 0)));
    let wrong = *all.keys().next().expect("somebody asked");
    let sign = Sign { place: None, wrong: Some(Wrong::Contradicts) };
    let signs = SortedMap::from_iter([(wrong, sign)]);
    let picture = HistoryPicture::new(timeline.world(), &HistoryOptions { signs, ..options });
    assert!(picture.bars.iter().any(|bar| bar.id == wrong && bar.mark == "!"));
    assert_eq!(picture.hidden.0 + picture.bars.len() + picture.hidden.1, all.len());
}

#[test]
fn a_history_measures_the_same_while_nobody_asks_or_answers() {
    let mut timeline = run();
    let mut before = HistoryPicture::measure(timeline.world());
    let mut pictures = 1;
    let mut drawn = picture(&timeline, Language::English);
    while timeline.step() && pictures < 4 && timeline.clock() < 3 * SECOND {
        let (measure, now) =
            (HistoryPicture::measure(timeline.world()), picture(&timeline, Language::English));
        assert_eq!(measure == before, now == drawn);
        pictures += usize::from(now != drawn);
        (before, drawn) = (measure, now);
    }
    assert!(pictures > 1);
}

#[test]
fn a_run_without_clients_is_an_empty_picture() {
    let mut setup = Setup::new(relay::relay(), 3);
    setup.clients = 0;
    let timeline = Timeline::new(&setup, &[]);
    let picture = HistoryPicture::new(timeline.world(), &HistoryOptions::default());
    assert!(picture.bars.is_empty() && picture.columns.is_empty());
    assert!(picture.size.height.is_finite() && picture.size.height > 0.0);
}
