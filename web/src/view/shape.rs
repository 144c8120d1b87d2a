//! What is known of a view before anything fills it.

use std::cell::RefCell;

/// Where a text lies, how long it is, and what it says.
type Known = ((usize, usize), &'static [Step]);

thread_local! {
    /// The shapes read so far, in order. They stay: a page has no more shapes than its code has.
    static KNOWN: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

/// The steps of a shape, which is a string that `view!` wrote.
pub(crate) fn steps(shape: &'static str) -> &'static [Step] {
    let text = (shape.as_ptr().addr(), shape.len());
    KNOWN.with_borrow_mut(|known| match known.binary_search_by_key(&text, |(text, _)| *text) {
        Ok(place) => known.get(place).map(|(_, steps)| *steps).unwrap_or_default(),
        Err(place) => {
            let steps: &[Step] = read(shape).leak();
            known.insert(place, (text, steps));
            steps
        }
    })
}

// The signs of a shape, as `crates/view` writes them: a procedural macro can share no constants.
const OPEN: u8 = 1;
const CLOSE: u8 = 2;
const NAME_KNOWN: u8 = 3;
const VALUE: u8 = 4;
const NAME: u8 = 5;
const HOLE_OF_ELEMENT: u8 = 6;
const WORDS: u8 = 7;
/// The first that is no sign.
const LETTERS: char = '\t';

/// A step from the first opening to the last closing.
pub(crate) enum Step {
    /// An element. Without a tag, the first hole is the tag.
    Open {
        tag: &'static str,
        /// The names of its attributes.
        names: &'static [&'static str],
        entries: &'static [Entry],
    },
    Close,
    Words(&'static str),
    /// A node.
    Hole,
}

/// What an element has, as it is written.
#[derive(Clone, Copy)]
pub(crate) enum Entry {
    /// An attribute whose value is known.
    Known(&'static str),
    /// An attribute's value, or what is no attribute at all: a key, a listener.
    Hole,
}

/// Reads a shape: each sign begins a part of it. `crates/view` writes them.
fn read(text: &'static str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut element: Option<(&str, Vec<&str>, Vec<Entry>)> = None;
    for (sign, part) in parts(text) {
        match (sign, &mut element) {
            (NAME_KNOWN, Some((_, names, _))) => names.push(part),
            (VALUE, Some((_, _, entries))) => entries.push(Entry::Known(part)),
            (NAME, Some((_, names, entries))) => {
                names.push(part);
                entries.push(Entry::Hole);
            }
            (HOLE_OF_ELEMENT, Some((_, _, entries))) => entries.push(Entry::Hole),
            _ => {
                steps.extend(element.take().map(|(tag, names, entries)| Step::Open {
                    tag,
                    names: names.leak(),
                    entries: entries.leak(),
                }));
                match sign {
                    OPEN => element = Some((part, Vec::new(), Vec::new())),
                    CLOSE => steps.push(Step::Close),
                    WORDS => steps.push(Step::Words(part)),
                    _ => steps.push(Step::Hole),
                }
            }
        }
    }
    steps
}

/// The parts of a shape, each with the sign before it.
fn parts(mut text: &'static str) -> impl Iterator<Item = (u8, &'static str)> {
    std::iter::from_fn(move || {
        let (sign, rest) = (text.bytes().next()?, text.get(1..)?);
        let end = rest.find(|letter| letter < LETTERS).unwrap_or(rest.len());
        let (part, rest) = rest.split_at_checked(end)?;
        text = rest;
        Some((sign, part))
    })
}
