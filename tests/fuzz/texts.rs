//! Links, scripts and the addresses around them: read, or refused with a place and a reason; and
//! what is read is written again as it was.

use std::time::Duration;

use bolero::check;
use quorate_catalog::PROTOCOLS;
use quorate_proto::Language;
use quorate_scenario::limits::{
    ACTIONS_MAX, CLIENTS_MAX, LINK_CHARACTERS_MAX, NODES_MAX, SCRIPT_BYTES_MAX, TIME_MAX,
    TITLE_CHARACTERS_MAX,
};
use quorate_scenario::{
    Decoded, Scenario, ScenarioError, address, decode, link, parse_span, parse_stamp, preset,
    script,
};

use crate::patience::within;
use crate::recipe::{BASES, Recipe};

#[test]
fn bytes() {
    check!(name = "texts").for_each(|bytes: &[u8]| {
        check_text(&String::from_utf8_lossy(bytes));
    });
}

#[test]
fn recipes() {
    let recipes = check!(name = "texts_recipes").with_type::<Recipe>();
    recipes.map(|recipe: Recipe| recipe.text()).for_each(|text| check_text(text));
}

/// A recipe without edits is sound: the others begin past the first word.
#[test]
fn the_texts_to_begin_with_are_sound() {
    for line in BASES.iter() {
        assert!(decode(line, PROTOCOLS).is_ok(), "{line}");
    }
}

/// Longer than any reader should take for a text of the greatest length, on any machine.
const PATIENCE: Duration = Duration::from_secs(10);

fn check_text(text: &str) {
    within(PATIENCE, text, || match decode(text, PROTOCOLS) {
        Ok(decoded) => check_decoded(text, &decoded),
        Err(error) => check_error(text, &error),
    });
    for piece in text.split(['.', ' ', '~', '\n']) {
        let within = |span| span <= TIME_MAX;
        assert!(parse_span(piece).is_none_or(within), "{piece:?}");
        assert!(parse_stamp(piece).is_none_or(|stamp| within(stamp.tick)), "{piece:?}");
    }
    let _ = preset(text, PROTOCOLS);
}

/// A complaint is one short line, in every language.
fn check_error(text: &str, error: &ScenarioError) {
    for language in Language::ALL {
        let said = error.say(language);
        assert!(!said.trim().is_empty() && said.chars().count() < 400, "{said:?} about {text:?}");
        assert!(!said.contains(char::is_control), "{said:?} about {text:?}");
    }
}

fn check_decoded(text: &str, decoded: &Decoded) {
    let scenario = &decoded.scenario;
    check_limits(text, scenario);
    for note in &decoded.notes {
        assert!(!note.say(Language::Chinese).contains(char::is_control), "{text:?}");
    }
    let untitled = Scenario { title: None, ..scenario.clone() };
    let line = link(scenario);
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    assert!(line.bytes().all(unreserved), "{line:?}");
    if line.len() <= LINK_CHARACTERS_MAX {
        check_spelling(&line, &untitled);
        check_spelling(&address("https://quorate.example/", scenario), scenario);
    }
    let lines = script(scenario);
    if lines.len() <= SCRIPT_BYTES_MAX {
        check_spelling(&lines, scenario);
        let again = decode(&lines, PROTOCOLS).map(|again| script(&again.scenario));
        assert_eq!(again.as_ref(), Ok(&lines));
    }
}

fn check_spelling(text: &str, scenario: &Scenario) {
    match decode(text, PROTOCOLS) {
        Ok(again) => {
            assert_eq!(&again.scenario, scenario, "{text}");
            assert!(again.notes.is_empty(), "{text}: {:?}", again.notes);
        }
        Err(error) => panic!("{text}: {error:?}"),
    }
}

fn check_limits(text: &str, scenario: &Scenario) {
    let setup = &scenario.setup;
    assert!((1..=NODES_MAX).contains(&setup.nodes), "{text:?}");
    assert!(setup.clients <= CLIENTS_MAX, "{text:?}");
    assert!(scenario.actions.len() <= ACTIONS_MAX, "{text:?}");
    assert!(scenario.actions.is_sorted_by_key(|scheduled| scheduled.at), "{text:?}");
    assert!(scenario.actions.iter().all(|scheduled| scheduled.at.tick <= TIME_MAX), "{text:?}");
    let title = scenario.title.as_deref().unwrap_or_default();
    assert!(title.chars().count() <= TITLE_CHARACTERS_MAX, "{text:?}");
    for (position, parameter) in setup.protocol.meta().parameters.iter().enumerate() {
        let value = setup.parameters.get(position);
        assert!(parameter.range.contains(&value), "{}={value} in {text:?}", parameter.id);
    }
}
