//! A state of the whole cluster: a row of small numbers, and its packed form for the waiting line.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use quorate_proto::{AnyHistory, Digest};

use crate::atlas::Atlas;
use crate::space::{Asker, Mail};

/// How often each kind of thing has happened on the way, as far as there is a budget.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Spent {
    pub(crate) crashes: u16,
    pub(crate) losses: u16,
    pub(crate) duplicates: u16,
    pub(crate) timers: u16,
    pub(crate) requests: u16,
}

/// Odd numbers with well-spread bits, one for each budget.
const WEIGHTS: [u64; 5] = [
    0xa076_1d64_78bd_642f,
    0xe703_7ed1_a0b4_28db,
    0x8ebc_6af0_9c88_c6e3,
    0x5899_65cc_7537_4cc3,
    0x1d8e_4e27_c47d_124f,
];

impl Spent {
    pub(crate) fn digest(self) -> u64 {
        self.parts().into_iter().zip(WEIGHTS).fold(0, |sum: u64, (part, weight)| {
            sum.wrapping_add(u64::from(part).wrapping_mul(weight))
        })
    }

    const fn parts(self) -> [u16; 5] {
        [self.crashes, self.losses, self.duplicates, self.timers, self.requests]
    }
}

/// A state of the cluster.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// The place of each node, by its number in the atlas.
    pub(crate) sites: Vec<u32>,
    /// Letters under way: sorted, or in the order of sending if that matters.
    pub(crate) posts: Vec<u32>,
    pub(crate) askers: Vec<Asker>,
    pub(crate) spent: Spent,
    /// The number of its ghost, if ghosts remember anything.
    pub(crate) ghost: Option<u32>,
}

impl State {
    /// The sum of the fingerprints of all parts. A step changes few of them, and only those are
    /// taken out and put in.
    pub(crate) fn digest(&self, atlas: &Atlas, mail: Mail, ghosts: &Ghosts) -> u64 {
        let sites = self.sites.iter().filter_map(|site| atlas.sites.get(*site as usize));
        let mut sum = sites.fold(0_u64, |sum, site| sum.wrapping_add(site.digest));
        sum = sum.wrapping_add(mail_digest(&self.posts, atlas, mail));
        for (index, asker) in self.askers.iter().enumerate() {
            sum = sum.wrapping_add(asker_digest(index, *asker));
        }
        sum = sum.wrapping_add(self.spent.digest());
        sum.wrapping_add(self.ghost.map_or(0, |ghost| ghosts.digest(ghost)))
    }
}

/// The part of the letters in the fingerprint of a state.
pub(crate) fn mail_digest(posts: &[u32], atlas: &Atlas, mail: Mail) -> u64 {
    if mail == Mail::Queues {
        return queues_digest(posts, atlas);
    }
    let known = posts.iter().filter_map(|post| atlas.posts.get(*post as usize));
    known.fold(0, |sum, post| sum.wrapping_add(post.digest))
}

/// Each letter counts together with how many stand before it on its link.
fn queues_digest(posts: &[u32], atlas: &Atlas) -> u64 {
    let mut sum = 0_u64;
    for (position, number) in posts.iter().enumerate() {
        let Some(post) = atlas.posts.get(*number as usize) else { continue };
        let before = posts.iter().take(position);
        let before = before.filter(|other| {
            atlas.posts.get(**other as usize).is_some_and(|other| other.link == post.link)
        });
        let mut digest = Digest::default();
        digest.word(post.digest);
        digest.word(before.count() as u64);
        sum = sum.wrapping_add(std::hash::Hasher::finish(&digest));
    }
    sum
}

pub(crate) fn asker_digest(index: usize, asker: Asker) -> u64 {
    Digest::of(&(index as u64, asker))
}

/// The ghosts of the states that wait, each kept once.
#[derive(Default)]
pub(crate) struct Ghosts {
    rooms: Vec<Option<Room>>,
    free: Vec<u32>,
    numbers: BTreeMap<u64, u32>,
}

struct Room {
    ghost: Rc<dyn AnyHistory>,
    digest: u64,
    guests: u32,
}

impl Ghosts {
    /// The number of a ghost, held once more.
    pub(crate) fn hold(&mut self, digest: u64, ghost: &Rc<dyn AnyHistory>) -> u32 {
        if let Some(number) = self.numbers.get(&digest).copied() {
            self.hold_again(number);
            return number;
        }
        let room = Some(Room { ghost: ghost.clone(), digest, guests: 1 });
        let number = match self.free.pop() {
            Some(number) => {
                if let Some(place) = self.rooms.get_mut(number as usize) {
                    *place = room;
                }
                number
            }
            None => {
                self.rooms.push(room);
                (self.rooms.len() - 1) as u32
            }
        };
        self.numbers.insert(digest, number);
        number
    }

    pub(crate) fn hold_again(&mut self, number: u32) {
        if let Some(Some(room)) = self.rooms.get_mut(number as usize) {
            room.guests += 1;
        }
    }

    pub(crate) fn release(&mut self, number: u32) {
        let Some(place) = self.rooms.get_mut(number as usize) else { return };
        let Some(room) = place else { return };
        room.guests = room.guests.saturating_sub(1);
        if room.guests == 0 {
            self.numbers.remove(&room.digest);
            *place = None;
            self.free.push(number);
        }
    }

    pub(crate) fn get(&self, number: u32) -> Option<&Rc<dyn AnyHistory>> {
        Some(&self.rooms.get(number as usize)?.as_ref()?.ghost)
    }

    pub(crate) fn digest(&self, number: u32) -> u64 {
        let room = self.rooms.get(number as usize).and_then(Option::as_ref);
        room.map_or(0, |room| room.digest)
    }

    /// Bytes in use, roughly: ghosts share most of what they hold.
    pub(crate) const fn bytes(&self) -> u64 {
        self.rooms.len() as u64 * 512
    }
}

/// States that wait to be expanded, packed into bytes.
pub(crate) enum Frontier {
    /// First in, first out: by chunks that are given back when they have been read.
    Queue { chunks: VecDeque<Vec<u8>>, read: usize, count: u64 },
    /// Last in, first out.
    Stack { bytes: Vec<u8>, starts: Vec<usize> },
}

/// Bytes per chunk of a queue.
const CHUNK: usize = 1 << 16;

impl Frontier {
    pub(crate) const fn queue() -> Self {
        Self::Queue { chunks: VecDeque::new(), read: 0, count: 0 }
    }

    pub(crate) const fn stack() -> Self {
        Self::Stack { bytes: Vec::new(), starts: Vec::new() }
    }

    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Queue { count, .. } => *count,
            Self::Stack { starts, .. } => starts.len() as u64,
        }
    }

    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::Queue { chunks, .. } => chunks.iter().map(|it| it.capacity() as u64).sum(),
            Self::Stack { bytes, starts } => (bytes.capacity() + starts.capacity() * 8) as u64,
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
            Self::Stack { bytes, starts } => {
                starts.push(bytes.len());
                pack(state, number, depth, mail, bytes);
            }
        }
    }

    /// Takes the next state out; gives its number and depth.
    pub(crate) fn pop(&mut self, state: &mut State, mail: Mail) -> Option<(u32, u32)> {
        match self {
            Self::Queue { chunks, read, count } => {
                if chunks.front().is_some_and(|chunk| *read >= chunk.len()) {
                    chunks.pop_front();
                    *read = 0;
                }
                let mut reader = Reader { bytes: chunks.front()?, at: *read };
                let found = unpack(state, mail, &mut reader)?;
                *read = reader.at;
                *count -= 1;
                Some(found)
            }
            Self::Stack { bytes, starts } => {
                let start = starts.pop()?;
                let found = unpack(state, mail, &mut Reader { bytes, at: start })?;
                bytes.truncate(start);
                Some(found)
            }
        }
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
                assert_eq!(found, Some((expected, expected / 7)));
                assert_eq!(format!("{out:?}"), format!("{:?}", state(expected)));
            }
            assert_eq!(frontier.pop(&mut out, Mail::Bag), None);
            assert_eq!(frontier.len(), 0);
        }
    }
}
