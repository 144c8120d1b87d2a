//! States that wait to be expanded, packed into bytes.
//!
//! A breadth-first search keeps each of them whole, in a queue. A depth-first search has far more
//! of them for every one that it expands: all the turns not taken on the way to where it is, and
//! the longer the way, the more letters lie about in each. So it keeps the states on the way whole,
//! and of a turn not taken only what it would be: the state it leads from, and the step.

use std::collections::VecDeque;

use crate::moves::Step;
use crate::space::{Asker, Mail};
use crate::state::{Spent, State};

/// The waiting line.
pub(crate) enum Frontier {
    /// First in, first out: by chunks that are given back when they have been read.
    Queue { chunks: VecDeque<Vec<u8>>, read: usize, count: u64 },
    /// Last in, first out.
    Stack(Stack),
}

/// Bytes per chunk of a queue.
const CHUNK: usize = 1 << 16;

/// What waits: a state, or one step from it.
#[derive(Default)]
pub(crate) struct Stack {
    /// States, packed.
    bytes: Vec<u8>,
    bases: Vec<Base>,
    turns: Vec<Turn>,
    /// States that wait themselves.
    whole: u64,
}

/// A state on the stack.
struct Base {
    number: u32,
    /// Where its bytes begin.
    start: usize,
    /// How many of the turns are steps from it.
    turns: u32,
    /// Whether it waits itself.
    waits: bool,
}

/// A step that was not taken yet, and the number of the state that it leads to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Turn {
    pub(crate) number: u32,
    pub(crate) step: Step,
    pub(crate) node: u16,
    pub(crate) outcome: Option<u32>,
}

/// What was taken out: a state or, if there is a turn, the state from which it is still to be
/// taken.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Next {
    pub(crate) number: u32,
    pub(crate) depth: u32,
    pub(crate) turn: Option<Turn>,
    /// Whether no other turn leads from that state.
    pub(crate) last: bool,
}

impl Frontier {
    pub(crate) const fn queue() -> Self {
        Self::Queue { chunks: VecDeque::new(), read: 0, count: 0 }
    }

    pub(crate) fn stack() -> Self {
        Self::Stack(Stack::default())
    }

    pub(crate) const fn len(&self) -> u64 {
        match self {
            Self::Queue { count, .. } => *count,
            Self::Stack(stack) => stack.whole + stack.turns.len() as u64,
        }
    }

    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::Queue { chunks, .. } => chunks.iter().map(|it| it.capacity() as u64).sum(),
            Self::Stack(stack) => {
                let turns = stack.turns.capacity() * size_of::<Turn>();
                (stack.bytes.capacity() + stack.bases.capacity() * size_of::<Base>() + turns) as u64
            }
        }
    }

    /// Adds a state under its number and depth.
    pub(crate) fn push(&mut self, state: &State, number: u32, depth: u32, mail: Mail) {
        match self {
            Self::Queue { chunks, count, .. } => {
                let most =
                    32 + 5 * (state.sites.len() + state.posts.len() + 2 * state.askers.len());
                if chunks.back().is_none_or(|chunk| chunk.len() + most > CHUNK) {
                    chunks.push_back(Vec::with_capacity(CHUNK));
                }
                if let Some(chunk) = chunks.back_mut() {
                    pack(state, number, depth, mail, chunk);
                }
                *count += 1;
            }
            Self::Stack(stack) => {
                stack.add_base((state, number, depth), true, mail);
                stack.whole += 1;
            }
        }
    }

    /// Takes out what comes next, and fills in the state.
    pub(crate) fn pop(&mut self, state: &mut State, mail: Mail) -> Option<Next> {
        match self {
            Self::Queue { chunks, read, count } => {
                if chunks.front().is_some_and(|chunk| *read >= chunk.len()) {
                    chunks.pop_front();
                    *read = 0;
                }
                let mut reader = Reader { bytes: chunks.front()?, at: *read };
                let (number, depth) = unpack(state, mail, &mut reader)?;
                *read = reader.at;
                *count -= 1;
                Some(Next { number, depth, turn: None, last: true })
            }
            Self::Stack(stack) => stack.pop(state, mail),
        }
    }
}

impl Stack {
    /// Adds a step from a state, which stands under this number and depth. Says whether it is the
    /// first from there.
    pub(crate) fn push(&mut self, from: (&State, u32, u32), turn: Turn, mail: Mail) -> bool {
        let first = self.bases.last().is_none_or(|base| base.waits || base.number != from.1);
        if first {
            self.add_base(from, false, mail);
        }
        if let Some(base) = self.bases.last_mut() {
            base.turns += 1;
            self.turns.push(turn);
        }
        first
    }

    fn add_base(&mut self, (state, number, depth): (&State, u32, u32), waits: bool, mail: Mail) {
        self.bases.push(Base { number, start: self.bytes.len(), turns: 0, waits });
        pack(state, number, depth, mail, &mut self.bytes);
    }

    fn pop(&mut self, state: &mut State, mail: Mail) -> Option<Next> {
        let base = self.bases.last_mut()?;
        let start = base.start;
        let (number, depth) = unpack(state, mail, &mut Reader { bytes: &self.bytes, at: start })?;
        let turn = if base.waits { None } else { self.turns.pop() };
        base.turns = base.turns.saturating_sub(1);
        let last = base.turns == 0;
        if last {
            self.whole -= u64::from(base.waits);
            self.bases.pop();
            self.bytes.truncate(start);
        }
        Some(match turn {
            Some(Turn { number, .. }) => Next { number, depth: depth + 1, turn, last },
            None => Next { number, depth, turn, last },
        })
    }
}

fn pack(state: &State, number: u32, depth: u32, mail: Mail, out: &mut Vec<u8>) {
    write(number, out);
    write(depth, out);
    for site in &state.sites {
        write(*site, out);
    }
    write(state.posts.len() as u32, out);
    let mut before = 0;
    for post in &state.posts {
        write(if mail == Mail::Queues { *post } else { post - before }, out);
        before = *post;
    }
    for asker in &state.askers {
        write(asker.sequence, out);
        write(asker.waiting, out);
    }
    let spent = state.spent;
    let any = spent != Spent::default();
    write(u32::from(any) << 1 | u32::from(state.ghost.is_some()), out);
    if any {
        spent.parts().into_iter().for_each(|part| write(u32::from(part), out));
    }
    if let Some(ghost) = state.ghost {
        write(ghost, out);
    }
}

/// Fills a state, which has as many sites and askers as all states have.
fn unpack(state: &mut State, mail: Mail, reader: &mut Reader<'_>) -> Option<(u32, u32)> {
    let (number, depth) = (reader.next()?, reader.next()?);
    for site in &mut state.sites {
        *site = reader.next()?;
    }
    let posts = reader.next()?;
    state.posts.clear();
    let mut before = 0;
    for _ in 0..posts {
        let step = reader.next()?;
        before = if mail == Mail::Queues { step } else { before + step };
        state.posts.push(before);
    }
    for asker in &mut state.askers {
        *asker = Asker { sequence: reader.next()?, waiting: reader.next()? };
    }
    let flags = reader.next()?;
    state.spent = Spent::default();
    if flags & 2 != 0 {
        let mut part = || reader.next().map(|part| part as u16);
        state.spent = Spent {
            crashes: part()?,
            losses: part()?,
            duplicates: part()?,
            timers: part()?,
            requests: part()?,
        };
    }
    state.ghost = if flags & 1 != 0 { Some(reader.next()?) } else { None };
    Some((number, depth))
}

/// A number in seven bits per byte, the lowest first.
fn write(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    #[inline]
    fn next(&mut self) -> Option<u32> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
            if shift > 28 {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(seed: u32) -> State {
        let mut posts = vec![seed, seed + 1, seed + 1, 70_000 + seed];
        posts.truncate(seed as usize % 5);
        State {
            sites: vec![seed, 200, 1 << 20],
            posts,
            askers: vec![Asker { sequence: seed, waiting: 0 }],
            spent: Spent { crashes: (seed % 2) as u16, ..Spent::default() },
            ghost: seed.is_multiple_of(3).then_some(seed),
        }
    }

    #[test]
    fn states_come_out_as_they_went_in() {
        for (mut frontier, first_in_first_out) in
            [(Frontier::queue(), true), (Frontier::stack(), false)]
        {
            for number in 0..10_000 {
                frontier.push(&state(number), number, number / 7, Mail::Bag);
            }
            let mut out = state(0);
            for number in 0..10_000 {
                let expected = if first_in_first_out { number } else { 9_999 - number };
                let found = frontier.pop(&mut out, Mail::Bag);
                assert_eq!(
                    found.map(|it| (it.number, it.depth, it.turn)),
                    Some((expected, expected / 7, None))
                );
                assert_eq!(format!("{out:?}"), format!("{:?}", state(expected)));
            }
            assert_eq!(frontier.pop(&mut out, Mail::Bag), None);
            assert_eq!(frontier.len(), 0);
        }
    }

    fn turn(number: u32) -> Turn {
        let outcome = number.is_multiple_of(2).then_some(number);
        Turn { number, step: Step::Deliver(number), node: 1, outcome }
    }

    fn next(number: u32, depth: u32, last: bool) -> Next {
        Next { number, depth, turn: Some(turn(number)), last }
    }

    /// Down to the bottom with three turns at every state, of which the last is taken.
    #[test]
    fn turns_come_back_with_the_state_that_they_lead_from() {
        const DEEP: u32 = 1_000;
        let mut frontier = Frontier::stack();
        let mut out = state(0);
        let from = |number: u32| number * 3;
        frontier.push(&state(0), 0, 1, Mail::Bag);
        let first = Next { number: 0, depth: 1, turn: None, last: true };
        assert_eq!(frontier.pop(&mut out, Mail::Bag), Some(first));
        for depth in 0..DEEP {
            let Frontier::Stack(stack) = &mut frontier else { panic!("a stack") };
            let base = state(from(depth));
            for number in from(depth) + 1..=from(depth) + 3 {
                let first = stack.push((&base, from(depth), depth + 1), turn(number), Mail::Bag);
                assert_eq!(first, number == from(depth) + 1);
            }
            let taken = from(depth) + 3;
            assert_eq!(frontier.pop(&mut out, Mail::Bag), Some(next(taken, depth + 2, false)));
            assert_eq!(format!("{out:?}"), format!("{base:?}"));
        }
        assert_eq!(frontier.len(), u64::from(2 * DEEP));
        for depth in (0..DEEP).rev() {
            for number in [from(depth) + 2, from(depth) + 1] {
                let last = number == from(depth) + 1;
                let found = frontier.pop(&mut out, Mail::Bag);
                assert_eq!(found, Some(next(number, depth + 2, last)));
                assert_eq!(format!("{out:?}"), format!("{:?}", state(from(depth))));
            }
        }
        assert_eq!((frontier.pop(&mut out, Mail::Bag), frontier.len()), (None, 0));
    }
}
