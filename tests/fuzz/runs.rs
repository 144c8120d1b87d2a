//! What is read is run, gone back in, pictured and exported: whatever a scenario asks for, the
//! world does it or lets it be.

use std::time::Duration;

use bolero::check;
use quorate_catalog::PROTOCOLS;
use quorate_proto::Language;
use quorate_proto::time::SECOND;
use quorate_scenario::export::{mermaid, ndjson_line};
use quorate_scenario::{Scenario, decode};
use quorate_scene::{
    Diagram, DiagramOptions, Frame, Size, Stage, StageOptions, causal_past, chain_of_causes, svg,
};
use quorate_sim::{Detail, Record, Run, Stamp, Timeline, World};

use crate::patience::within;
use crate::recipe::Recipe;

#[test]
fn bytes() {
    check!(name = "runs").for_each(|bytes: &[u8]| {
        check_run_of(&String::from_utf8_lossy(bytes));
    });
}

#[test]
fn recipes() {
    let recipes = check!(name = "runs_recipes").with_type::<Recipe>();
    recipes.map(|recipe: Recipe| recipe.text()).for_each(|text| check_run_of(text));
}

/// So many events are run of each scenario: enough for elections, writes and retries.
const EVENTS: u64 = 400;
/// More messages than a diagram of that many events can hold.
const MESSAGES_MAX: usize = 80;
/// Longer than so many events should take, with every picture of them, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn check_run_of(text: &str) {
    let Ok(decoded) = decode(text, PROTOCOLS) else { return };
    within(PATIENCE, text, || check_run(text, &decoded.scenario));
}

fn check_run(text: &str, scenario: &Scenario) {
    let mut run = Run::new(&scenario.setup, &scenario.actions);
    let mut record = Record::new(Detail::Everything);
    run.run_until(end_of(scenario), EVENTS, &mut record);
    check_exports(text, scenario, &record);
    check_pictures(text, run.world(), &record);
    check_quiet_run(text, scenario, run.world());
    check_time_travel(text, scenario, run.world());
}

fn end_of(scenario: &Scenario) -> Stamp {
    scenario.end.unwrap_or(Stamp::at(3_600 * SECOND))
}

/// Whether somebody listens or not, it is the same run.
fn check_quiet_run(text: &str, scenario: &Scenario, world: &World) {
    let mut quiet = Run::unwatched(&scenario.setup, &scenario.actions);
    quiet.run_until(end_of(scenario), EVENTS, &mut Record::default());
    assert_eq!(quiet.world().digest(), world.digest(), "{text:?}");
}

/// Back and forth again leads to where it led before.
fn check_time_travel(text: &str, scenario: &Scenario, world: &World) {
    let mut timeline = Timeline::new(&scenario.setup, &scenario.actions);
    timeline.seek_stamp(end_of(scenario), EVENTS);
    let (stamp, digest) = (timeline.stamp(), timeline.world().digest());
    assert_eq!(digest, world.digest(), "{text:?}");
    timeline.step_back();
    timeline.seek_event(world.events() / 2);
    timeline.seek(world.now() / 3, EVENTS);
    let middle = timeline.world().digest();
    let again = scenario.actions.last().map(|scheduled| scheduled.action.clone());
    let branched = again.is_some_and(|action| timeline.act(action, |_| false));
    timeline.advance(stamp.tick, EVENTS);
    if timeline.branches().len() == 1 && timeline.branch().actions() != scenario.actions {
        // There was no known future: what was done now belongs to the run itself.
        return;
    }
    assert_eq!(branched, timeline.branches().len() > 1, "{text:?}");
    timeline.switch(0);
    timeline.seek(world.now() / 3, EVENTS);
    assert_eq!(timeline.world().digest(), middle, "{text:?}");
    timeline.seek_event(world.events());
    assert_eq!(timeline.world().digest(), digest, "{text:?}");
}

fn check_exports(text: &str, scenario: &Scenario, record: &Record) {
    let protocol = scenario.setup.protocol;
    let properties = protocol.properties();
    for event in &record.events {
        let line = ndjson_line(event, protocol.meta(), &properties);
        assert!(!line.contains('\n'), "{line:?} of {text:?}");
        let value: Result<serde_json::Value, _> = serde_json::from_str(&line);
        assert!(value.is_ok_and(|value| value.is_object()), "{line} of {text:?}");
    }
    for language in Language::ALL {
        let drawn = mermaid(&scenario.setup, &record.events, MESSAGES_MAX, language);
        assert!(drawn.starts_with("sequenceDiagram"), "{text:?}");
    }
}

/// Sizes of a stage: the usual one, and one that is hardly there.
const SIZES: [Size; 2] = [Size::new(860.0, 540.0), Size::new(8.0, 6.0)];

fn check_pictures(text: &str, world: &World, record: &Record) {
    let setting = svg::Setting { title: "<&\"'>", style: "" };
    for (language, size) in Language::ALL.into_iter().zip(SIZES) {
        let stage = Stage::new(world, &StageOptions { size, language, ..StageOptions::default() });
        let mut frame = Frame::default();
        for time in [0, world.now(), world.now().saturating_add(SECOND)] {
            stage.frame(time, &mut frame);
            check_picture(text, &svg::stage(&stage, &frame, &setting));
        }
        for node in world.slots() {
            let view = node.node.view(&world.setup().parameters);
            assert!(!view.headline.say(language).is_empty(), "{text:?}");
        }
    }
    for window in [(0, world.now()), (world.now(), world.now())] {
        let options = DiagramOptions { window, now: world.now(), ..DiagramOptions::default() };
        let number = world.events();
        let past = causal_past(record, number);
        assert!(chain_of_causes(record, number).len() <= past.len(), "{text:?}");
        let diagram = Diagram::new(world, &record.events, Some(&past), &options);
        check_picture(text, &svg::diagram(&diagram, &setting));
    }
}

/// A picture that a browser can draw.
fn check_picture(text: &str, svg: &str) {
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{text:?}");
    for nonsense in ["NaN", "inf\"", "inf "] {
        assert!(!svg.contains(nonsense), "{nonsense} in the picture of {text:?}");
    }
}
