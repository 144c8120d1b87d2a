//! A state of the whole cluster: a row of small numbers.

use std::rc::Rc;

use quorate_proto::{AnyHistory, Digest};

use crate::atlas::Atlas;
use crate::space::{Asker, Mail};
use crate::table::Index;

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

    pub(crate) const fn parts(self) -> [u16; 5] {
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
    numbers: Index,
}

struct Room {
    ghost: Rc<dyn AnyHistory>,
    digest: u64,
    guests: u32,
}

impl Ghosts {
    /// The number of a ghost, held once more.
    pub(crate) fn hold(&mut self, digest: u64, ghost: &Rc<dyn AnyHistory>) -> u32 {
        if let Some(number) = self.numbers.get(digest) {
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
            self.numbers.remove(room.digest);
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
