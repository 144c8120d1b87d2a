//! What every protocol of the catalog owes to the rest of the house.

mod common;

use std::collections::BTreeSet;

use common::{Failures, ends, play, scenario};
use proptest::prelude::*;
use quorate_catalog::PROTOCOLS;
use quorate_proto::{Language, Meta, Phrase, Template, Unit};
use quorate_scenario::limits::{CLIENTS_MAX, NODES_MAX};
use quorate_scenario::{decode, link, script};
use quorate_sim::{
    Action, Detail, Group, Record, Run, Scheduled, Setup, Stamp, Strength, draw_trial,
};

#[test]
fn every_bug_breaks_what_it_names_and_nothing_breaks_without_it() {
    let mut failures = Failures::default();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        for (position, bug) in meta.bugs.iter().enumerate() {
            let name = format!("{}, bug {}", meta.id, bug.id);
            let Some(mut scenario) = scenario(&name, bug.script, &mut failures) else { continue };
            scenario.setup.bugs = scenario.setup.bugs.with(position, true);
            let with = play(&scenario);
            for broken in bug.breaks {
                failures.check(with.broken.contains(broken), || {
                    format!("{name}: {broken} does not break; broken: {:?}", with.broken)
                });
            }
            for broken in with.broken.iter().filter(|broken| !bug.breaks.contains(broken)) {
                failures.add(format!("{name}: breaks {broken}, which it does not name"));
            }
            scenario.setup.bugs = scenario.setup.bugs.with(position, false);
            let without = play(&scenario);
            failures.check(without.broken.is_empty(), || {
                format!("{name}: the script is not safe without it: {:?}", without.broken)
            });
        }
    }
    failures.report();
}

#[test]
fn every_preset_runs_and_the_same_way_each_time() {
    let mut failures = Failures::default();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        for preset in meta.presets {
            let name = format!("{}/{}", meta.id, preset.id);
            let Some(scenario) = scenario(&name, preset.script, &mut failures) else { continue };
            let first = play(&scenario);
            failures.check(first.digest == play(&scenario).digest, || {
                format!("{name}: two runs differ")
            });
            failures.check(first.events > 0, || format!("{name}: nothing happens"));
            let switched = |scheduled: &Scheduled| matches!(scheduled.action, Action::SetBug(..));
            let faithful = scenario.setup.bugs.is_empty() && !scenario.actions.iter().any(switched);
            failures.check(!faithful || first.broken.is_empty(), || {
                format!("{name}: breaks {:?} with no bug on", first.broken)
            });
            failures.check(scenario.end.is_some(), || format!("{name}: has no end"));
        }
    }
    failures.report();
}

#[test]
fn every_script_has_both_spellings() {
    let mut failures = Failures::default();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        let presets = meta.presets.iter().map(|preset| (preset.id, preset.script));
        let bugs = meta.bugs.iter().map(|bug| (bug.id, bug.script));
        for (id, text) in presets.chain(bugs) {
            let name = format!("{}, {id}", meta.id);
            let Some(scenario) = scenario(&name, text, &mut failures) else { continue };
            for text in [link(&scenario), script(&scenario)] {
                let again = decode(&text, PROTOCOLS).map(|decoded| decoded.scenario);
                failures.check(again.as_ref() == Ok(&scenario), || format!("{name}: {text}"));
            }
        }
    }
    failures.report();
}

#[test]
fn views_say_something_at_every_moment_and_in_every_language() {
    let mut failures = Failures::default();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        for preset in meta.presets {
            let name = format!("{}/{}", meta.id, preset.id);
            let Some(scenario) = scenario(&name, preset.script, &mut failures) else { continue };
            let mut run = Run::new(&scenario.setup, &scenario.actions);
            let mut record = Record::new(Detail::Everything);
            let end = ends(&scenario);
            while run.happens_before(end) && run.step(&mut record) {
                let world = run.world();
                for slot in world.slots() {
                    let view = slot.node.view(&world.setup().parameters);
                    let known = meta.roles.iter().any(|role| role.id == view.role.id);
                    failures.check(known, || format!("{name}: unknown role {}", view.role.id));
                    for table in &view.tables {
                        // A heading; whatever else a view says may stand within a line.
                        let title = table.title.words(Language::English);
                        let small = title.starts_with(|sign: char| sign.is_lowercase());
                        failures.check(!small, || format!("{name}: a table is called {title:?}"));
                    }
                    for language in Language::ALL {
                        let headline = view.headline.say(language);
                        failures.check(!headline.trim().is_empty(), || {
                            format!("{name}: a node without a headline")
                        });
                    }
                }
                for said in record.events.drain(..).flat_map(|event| event.said) {
                    let listed = meta.rules.iter().any(|rule| **rule == *said.rule);
                    let id = said.rule.id;
                    failures.check(listed, || format!("{name}: rule {id} is not in META.rules"));
                    let spoken = Language::ALL.map(|language| said.text.say(language));
                    failures.check(spoken.iter().all(|text| !text.trim().is_empty()), || {
                        format!("{name}: rule {id} says nothing")
                    });
                }
            }
        }
    }
    failures.report();
}

#[test]
fn a_crash_at_any_moment_breaks_no_promise() {
    let mut failures = Failures::default();
    for protocol in PROTOCOLS {
        let setup = Setup::new(*protocol, 3);
        let end = Stamp::at(2_500_000);
        let mut run = Run::new(&setup, &[]);
        let mut record = Record::default();
        let mut stamps = BTreeSet::new();
        while run.happens_before(end) && run.step(&mut record) {
            stamps.insert(run.world().stamp());
        }
        for (turn, at) in stamps.into_iter().take(400).enumerate() {
            let node = quorate_proto::NodeId::new(turn as u16 % setup.nodes);
            let start = Stamp::at(at.tick + 60_000);
            let actions = [
                Scheduled { at, action: Action::Crash(Group::one(node)) },
                Scheduled { at: start, action: Action::Start(Group::one(node)) },
            ];
            let scenario = quorate_scenario::Scenario {
                actions: actions.into(),
                end: Some(end),
                ..quorate_scenario::Scenario::new(setup)
            };
            let played = play(&scenario);
            failures.check(played.broken.is_empty(), || {
                let link = link(&scenario);
                format!("{}: {:?}: {link}", protocol.meta().id, played.broken)
            });
        }
    }
    failures.report();
}

#[test]
fn random_faults_break_no_promise() {
    let mut failures = Failures::default();
    for protocol in PROTOCOLS {
        for seed in 0..40 {
            for strength in [Strength::Light, Strength::Heavy] {
                let trial = draw_trial(&Setup::new(*protocol, seed), strength);
                let scenario = quorate_scenario::Scenario {
                    actions: trial.actions,
                    end: Some(trial.end),
                    ..quorate_scenario::Scenario::new(trial.setup)
                };
                let played = play(&scenario);
                failures.check(played.broken.is_empty(), || {
                    let link = link(&scenario);
                    format!("{}: {:?}: {link}", protocol.meta().id, played.broken)
                });
                let again = decode(&link(&scenario), PROTOCOLS).map(|it| play(&it.scenario).digest);
                failures.check(again.as_ref() == Ok(&played.digest), || {
                    format!(
                        "{}: the link replays otherwise: {}",
                        protocol.meta().id,
                        link(&scenario)
                    )
                });
            }
        }
    }
    failures.report();
}

#[test]
fn descriptions_are_whole() {
    let mut failures = Failures::default();
    let mut ids = BTreeSet::new();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        failures.check(ids.insert(meta.id), || format!("{}: twice in the catalog", meta.id));
        describe_names(meta, &mut failures);
        describe_values(meta, &mut failures);
        let properties: Vec<_> = protocol.properties();
        unique(meta, "property", properties.iter().map(|property| property.id), &mut failures);
        for bug in meta.bugs {
            failures.check(!bug.breaks.is_empty(), || {
                format!("{}: {} breaks nothing", meta.id, bug.id)
            });
            for broken in bug.breaks {
                let known = properties.iter().any(|property| property.id == *broken);
                failures.check(known, || format!("{}: no property {broken}", meta.id));
            }
        }
        for property in &properties {
            phrase(meta, property.statement, &mut failures);
            failures.check(!property.source.is_empty(), || format!("{}: {}", meta.id, property.id));
        }
    }
    failures.report();
}

fn describe_names(meta: &'static Meta, failures: &mut Failures) {
    let plain = |id: &str| {
        !id.is_empty()
            && id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let mut group = |what: &str, ids: Vec<&'static str>| {
        for id in &ids {
            failures.check(plain(id), || format!("{}: {what} {id:?} in no link", meta.id));
        }
        unique(meta, what, ids.into_iter(), failures);
    };
    group("protocol", vec![meta.id]);
    group("kind", meta.kinds.iter().map(|kind| kind.id).collect());
    group("timer", meta.timers.iter().map(|timer| timer.id).collect());
    group("role", meta.roles.iter().map(|role| role.id).collect());
    group("bug", meta.bugs.iter().map(|bug| bug.id).collect());
    group("preset", meta.presets.iter().map(|preset| preset.id).collect());
    group("parameter", meta.parameters.iter().map(|parameter| parameter.id).collect());
    for parameter in meta.parameters {
        let id = parameter.id;
        failures.check(!id.contains('-'), || format!("{}: hyphen in parameter {id}", meta.id));
        unique(meta, id, parameter.choices.iter().map(|choice| choice.id), failures);
    }
    let labels = [meta.title, meta.summary].into_iter();
    let labels = labels.chain(meta.kinds.iter().map(|kind| kind.label));
    let labels = labels.chain(meta.timers.iter().map(|timer| timer.label));
    let labels = labels.chain(meta.roles.iter().map(|role| role.label));
    let labels = labels.chain(meta.parameters.iter().map(|parameter| parameter.label));
    let labels = labels.chain(meta.bugs.iter().map(|bug| bug.story));
    let labels = labels.chain(meta.presets.iter().flat_map(|preset| [preset.title, preset.story]));
    let labels = labels.chain(meta.figures.iter().map(|figure| figure.label));
    for label in labels {
        phrase(meta, label, failures);
    }
    for rule in meta.rules {
        words(meta, &rule.template, failures);
        failures.check(!rule.source.is_empty(), || format!("{}: {}", meta.id, rule.id));
    }
}

fn describe_values(meta: &'static Meta, failures: &mut Failures) {
    let mut check = |holds: bool, what: &str| {
        failures.check(holds, || format!("{}: {what}", meta.id));
    };
    check(meta.nodes.contains(&meta.nodes_default), "nodes_default is out of range");
    check(meta.nodes_default <= NODES_MAX, "nodes_default is more than a link takes");
    check(meta.environment.clients <= CLIENTS_MAX, "more clients than a link takes");
    check(meta.environment.delay.0 <= meta.environment.delay.1, "delay is empty");
    check(meta.environment.disk.0 <= meta.environment.disk.1, "disk is empty");
    check(meta.parameters.len() <= quorate_proto::meta::PARAMETERS_MAX, "too many parameters");
    check(meta.bugs.len() <= 64, "too many bugs");
    check(!meta.presets.is_empty(), "no preset");
    check(!meta.sources.is_empty(), "no source");
    for parameter in meta.parameters {
        let (least, most) = parameter.range.clone().into_inner();
        check(parameter.range.contains(&parameter.default), parameter.id);
        let count = most.abs_diff(least) as usize + 1;
        let choices = parameter.choices.len();
        check(choices == 0 || choices == count, parameter.id);
        check((parameter.unit == Unit::Choice) == (choices > 0), parameter.id);
    }
}

fn unique(
    meta: &'static Meta,
    what: &str,
    ids: impl Iterator<Item = &'static str>,
    failures: &mut Failures,
) {
    let mut seen = BTreeSet::new();
    for id in ids {
        failures.check(seen.insert(id), || format!("{}: {what} {id} twice", meta.id));
    }
}

fn phrase(meta: &'static Meta, phrase: &'static Phrase<0>, failures: &mut Failures) {
    words(meta, phrase.template(), failures);
}

/// Words in every language, and in each its own script.
fn words(meta: &'static Meta, template: &'static Template, failures: &mut Failures) {
    for language in Language::ALL {
        let text = template.words(language);
        let whole = !text.trim().is_empty() && text.trim() == text;
        let chinese = text.chars().any(|sign| matches!(u32::from(sign), 0x3000..=0x9FFF));
        let foreign = language == Language::English && chinese;
        failures.check(whole && !foreign, || format!("{}: {text:?}", meta.id));
    }
}

proptest! {
    #[test]
    fn no_disk_text_stops_a_protocol(text in "[0-9a-z_.-]{0,40}|.{0,20}|([0-9]{1,20}[-._]?){0,9}") {
        for protocol in PROTOCOLS {
            let meta = protocol.meta();
            if protocol.prepare(&text).is_some() {
                let line = format!("1.{}~0.init.A.{text}~300.end", meta.id);
                if let Ok(decoded) = decode(&line, PROTOCOLS) {
                    play(&decoded.scenario);
                }
            }
        }
    }
}
