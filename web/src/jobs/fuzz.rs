//! Letters between page and worker, against letters that are wrong. How to fuzz for long, and where
//! findings belong, is told in `tests/fuzz/main.rs` at the top of the repository.

use bolero::{TypeGenerator, check};

use super::{Letter, begin};

#[test]
fn letters() {
    check!(name = "letters").for_each(|bytes: &[u8]| {
        check_letter(&String::from_utf8_lossy(bytes));
    });
}

#[test]
fn letters_of_recipes() {
    let recipes = check!(name = "letters_recipes").with_type::<Recipe>();
    recipes.map(|recipe: Recipe| recipe.text()).for_each(|text| check_letter(text));
}

/// Every text is a letter, and stays the one that it is; what it asks for is begun or refused.
fn check_letter(text: &str) {
    let letter = Letter::read(text);
    let again = Letter::read(&letter.write());
    assert_eq!(again, letter, "{text:?}");
    let _ = begin(&letter);
}

/// How to make a letter. All numbers are taken modulo what there is.
#[derive(Clone, Debug, TypeGenerator)]
struct Recipe {
    kind: u8,
    #[generator(bolero::generator::produce::<Vec<(u8, u8)>>().with().len(0_usize..8))]
    values: Vec<(u8, u8)>,
    body: u8,
}

impl Recipe {
    fn text(&self) -> String {
        let pick = |words: &[&'static str], number: u8| words[usize::from(number) % words.len()];
        let values = self.values.iter();
        let values = values
            .map(|(name, value)| format!("{} {}\n", pick(NAMES, *name), pick(VALUES, *value)));
        let bodies: Vec<_> = crate::open::protocols()
            .iter()
            .flat_map(|protocol| protocol.meta().bugs.iter().map(|bug| bug.script))
            .chain(["", "no script", "\n\n"])
            .collect();
        let body = bodies[usize::from(self.body) % bodies.len()];
        format!("{}\n{}\n{body}", pick(KINDS, self.kind), values.collect::<String>())
    }
}

const KINDS: &[&str] = &["hunt", "explore", "experiment", "cancel", "tea", ""];

const NAMES: &[&str] = &[
    "strength",
    "first",
    "seeds",
    "id",
    "set",
    "trials",
    "states",
    "depth",
    "crashes",
    "losses",
    "duplicates",
    "search",
    "property",
    "seed",
    "bug",
    "symmetry",
    "memory",
    "",
    "tea",
];

const VALUES: &[&str] = &[
    "0",
    "1",
    "2",
    "64",
    "65",
    "255",
    "256",
    "65536",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "-1",
    "heavy",
    "light",
    "none",
    "bfs",
    "dfs",
    "random",
    "r1",
    "p1",
    "availability",
    "delays",
    "split-vote",
    "trials 5",
    "trials 18446744073709551615",
    "ranges 1..2",
    "",
    " ",
    "任期",
    "\r",
    "a b c",
    "nodes 0",
    "nodes 65",
    "loss 1001",
];
