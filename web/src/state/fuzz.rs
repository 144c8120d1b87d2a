//! What the address, the storage and scripts of others hand in, against input that is wrong. How to
//! fuzz for long, and where findings belong, is told in `tests/fuzz/main.rs` at the top of the
//! repository.

use bolero::{TypeGenerator, check};
use quorate_scenario::limits::TIME_MAX;

use super::{Preferences, Presentation, Route, moment, settings};

/// A fragment and, behind a line's end, a query.
#[test]
fn addresses() {
    check!(name = "addresses").for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let (fragment, query) = text.split_once('\n').unwrap_or((&text, ""));
        check_address(fragment, query);
    });
}

#[test]
fn addresses_of_recipes() {
    let recipes = check!(name = "addresses_recipes").with_type::<[Recipe; 2]>();
    recipes.map(|recipes: [Recipe; 2]| recipes.map(|recipe| recipe.text())).for_each(|texts| {
        let [fragment, query] = texts;
        check_address(fragment, query);
    });
}

/// Stored text, whoever wrote it there.
#[test]
fn preferences() {
    check!(name = "preferences").for_each(|bytes: &[u8]| {
        check_preferences(&String::from_utf8_lossy(bytes));
    });
}

#[test]
fn moments() {
    check!(name = "moments").with_type::<Option<f64>>().for_each(|time| {
        if let Ok(tick) = moment(*time) {
            assert!(tick <= TIME_MAX, "{time:?}");
            assert!(time.is_some_and(|time| (time * 1_000.0 - tick as f64).abs() < 1.0));
        }
    });
}

/// Wherever an address leads, the address of that place leads there as well.
fn check_address(fragment: &str, query: &str) {
    let route = Route::parse(fragment, query);
    let again = route.fragment();
    assert!(again.starts_with("#/"), "{again:?}");
    let reached = Route::parse(&again, "");
    assert_eq!(reached.fragment(), again, "{fragment:?} {query:?}");
    let _ = (route.source(), reached.source());
    check_preferences(query);
    check_preferences(fragment);
    let mut presentation = Presentation::default();
    for (name, value) in settings(query).chain(settings(fragment)) {
        presentation.take(name, value);
    }
    let again = presentation;
    for (name, value) in settings(query).chain(settings(fragment)) {
        presentation.take(name, value);
    }
    assert_eq!(presentation, again, "{query:?} read twice");
}

/// What is taken over is stored, and what is stored is taken over.
fn check_preferences(text: &str) {
    let mut preferences = Preferences::default();
    settings(text).for_each(|(name, value)| preferences.take(name, value));
    let stored = preferences.encode();
    let mut again = Preferences::default();
    settings(&stored).for_each(|(name, value)| again.take(name, value));
    assert_eq!(again, preferences, "{text:?} stored as {stored:?}");
}

/// How to make a fragment or a query. All numbers are taken modulo what there is.
#[derive(Clone, Debug, TypeGenerator)]
struct Recipe {
    path: u8,
    #[generator(bolero::generator::produce::<Vec<(u8, u8)>>().with().len(0_usize..8))]
    settings: Vec<(u8, u8)>,
}

impl Recipe {
    fn text(&self) -> String {
        let pick = |words: &[&'static str], number: u8| words[usize::from(number) % words.len()];
        let pairs = self
            .settings
            .iter()
            .map(|(name, value)| format!("{}{}", pick(NAMES, *name), pick(VALUES, *value)));
        format!("{}{}", pick(PATHS, self.path), pairs.collect::<Vec<_>>().join("&"))
    }
}

const PATHS: &[&str] = &[
    "#/lab?",
    "#/?",
    "#/gallery?",
    "?",
    "",
    "#",
    "#/lab/?",
    "#/lesson/one?",
    "#//lab?",
    "#?",
    "#/experiment/one?",
    "#/experiment?",
];

const NAMES: &[&str] = &[
    "s=",
    "s=",
    "t=",
    "p=",
    "preset=",
    "lang=",
    "theme=",
    "motion=",
    "keys=",
    "embed=",
    "ui=",
    "play=",
    "speed=",
    "lock=",
    "load=",
    "id=",
    "=",
    "",
    "appinstall=",
    "story=",
    "trials=",
];

const VALUES: &[&str] = &[
    "1.some.n3~400.X.L.S5~end",
    "1",
    "0",
    "",
    "?s=1",
    "?t=",
    "a/b",
    "/",
    "//",
    "a",
    "en",
    "zh-CN",
    "zh-Hans-CN",
    "dark",
    "light",
    "auto",
    "off",
    "on",
    "stage",
    "slide",
    "full",
    "lesson",
    "click",
    "1/20",
    "1-20",
    "0.05",
    "1e9",
    "nan",
    "-1",
    "4294967296",
    "0.0000000001",
    "1/0",
    "%E5%88%86",
    "%",
    "#",
    "a=b",
    "任期",
    "\u{0}",
    "..",
    "//evil.example",
];
