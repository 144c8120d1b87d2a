//! The search of Wing and Gong with the memory of Lowe.
//!
//! Operations that may come next are those made before the first return of one that did not happen
//! yet. They stand in a list of everything that happened, in order; what is tried is taken out of
//! the list with its return ("lifted"), and put back when it turns out to lead nowhere.

use super::machine::{NOTHING, START};
use super::memo::{Memo, member};
use super::part::{Operation, Part};
use crate::model::Model;

/// A search that can be carried on step by step.
#[derive(Clone)]
pub(crate) struct Search<M: Model> {
    pub(crate) part: Part<M>,
    /// The list: for each event of the part the one before and the one after it that are still
    /// there. The last place is both ends.
    links: Vec<Link>,
    /// For each operation, where it is made and where it returns; the end for "never".
    places: Vec<(u32, u32)>,
    memo: Memo,
    /// Which operations happened, bit by bit: first those that came back, then, from a word of
    /// their own on, the open ones. And the fingerprint of the former.
    happened: Vec<u64>,
    fingerprint: u64,
    state: u32,
    /// What happened, in order.
    trail: Vec<Tried>,
    /// How many of those that came back did not happen yet.
    missing: usize,
    /// Where in the list we are.
    at: u32,
    /// Whether we still look for a read whose answer fits: it may as well happen at once, since
    /// whatever comes later is as possible as it was.
    greedy: bool,
    /// Whether it gives up what later answers contradict.
    ahead: bool,
    answer: Option<bool>,
    steps: u64,
    /// The most that ever happened without a contradiction, in order.
    longest: Vec<u32>,
    longest_closed: usize,
}

#[derive(Clone, Copy)]
struct Link {
    before: u32,
    after: u32,
}

#[derive(Clone, Copy)]
struct Tried {
    operation: u32,
    state: u32,
    /// Whether nothing else needs to be tried in its place.
    sure: bool,
}

/// How many answers a search looks ahead.
const ANSWERS_AHEAD: u32 = 2;

impl<M: Model> Search<M> {
    pub(crate) fn new(part: Part<M>) -> Self {
        let end = part.events.len() as u32;
        let mut places = vec![(end, end); part.operations.len()];
        for (place, step) in part.events.iter().enumerate() {
            let (made, returned) = &mut places[step.operation as usize];
            *(if step.returns { returned } else { made }) = place as u32;
        }
        let around = |place: u32| Link {
            before: if place == 0 { end } else { place - 1 },
            after: if place == end { 0 } else { place + 1 },
        };
        let closed = part.closed.div_ceil(64);
        let missing = part.closed;
        let links: Vec<Link> = (0..=end).map(around).collect();
        Self {
            at: links[end as usize].after,
            links,
            places,
            memo: Memo::new(closed),
            happened: vec![0; closed + (part.operations.len() - part.closed).div_ceil(64)],
            fingerprint: 0,
            state: START,
            trail: Vec::new(),
            missing,
            greedy: true,
            ahead: M::GROWS,
            answer: (missing == 0).then_some(true),
            steps: 0,
            longest: Vec::new(),
            longest_closed: 0,
            part,
        }
    }

    /// The same, but it goes on for as long as nothing contradicts what was answered by then: not
    /// for the verdict, but for the longest part that makes sense.
    pub(crate) fn without_foresight(part: Part<M>) -> Self {
        Self { ahead: false, ..Self::new(part) }
    }

    /// Tries so many operations, or fewer if the answer is found before. Gives the answer.
    pub(crate) fn advance(&mut self, steps: u64) -> Option<bool> {
        let until = self.steps.saturating_add(steps);
        while self.answer.is_none() && self.steps < until {
            self.steps += 1;
            self.step();
        }
        self.answer
    }

    /// How many steps were taken.
    pub(crate) const fn steps(&self) -> u64 {
        self.steps
    }

    /// About how many bytes the search takes.
    pub(crate) fn memory(&self) -> usize {
        self.memo.memory() + self.part.machine.memory() + 16 * self.links.len()
    }

    /// The operations that happened, in order: all of them when the answer is yes, and otherwise
    /// the most that could.
    pub(crate) fn order(&self) -> Vec<u32> {
        match self.answer {
            Some(true) => self.trail.iter().map(|tried| tried.operation).collect(),
            _ => self.longest.clone(),
        }
    }

    fn step(&mut self) {
        let end = self.part.events.len() as u32;
        let blocked = self.at == end || self.part.events[self.at as usize].returns;
        if blocked && self.greedy {
            self.greedy = false;
            self.at = self.links[end as usize].after;
        } else if blocked {
            self.back();
        } else {
            self.consider(self.part.events[self.at as usize].operation);
        }
    }

    /// Tries the operation that is made here.
    fn consider(&mut self, number: u32) {
        let operation = self.part.operations[number as usize];
        let next = self.links[self.at as usize].after;
        let open = self.part.is_open(number);
        let waits = !self.has_happened(operation.after) || !self.has_happened(operation.twin);
        if waits || operation.reads != self.greedy {
            self.at = next;
            return;
        }
        let (state, output) = self.part.machine.apply(self.state, operation.input);
        // An open operation that changes nothing may as well not happen.
        let idle = open && state == self.state;
        if idle || (!open && operation.output != NOTHING && operation.output != output) {
            self.at = next;
            return;
        }
        if self.ahead && !operation.reads && self.is_hopeless(number, state) {
            self.at = next;
            return;
        }
        if self.makes_no_difference(&operation, open, (state, output)) {
            self.at = next;
            return;
        }
        self.happen(number, true);
        if self.memo.insert(&self.happened, self.fingerprint, state) {
            self.trail.push(Tried { operation: number, state: self.state, sure: operation.reads });
            self.state = state;
            self.lift(number);
            self.missing -= usize::from(!open);
            self.begin_anew();
        } else {
            self.happen(number, false);
            if operation.reads {
                self.back();
            } else {
                self.at = next;
            }
        }
    }

    /// Whether after this operation, in this state, the next few answers can no longer come: as
    /// long as nothing that may happen before them forgets what is there.
    fn is_hopeless(&self, number: u32, state: u32) -> bool {
        let end = self.part.events.len() as u32;
        let (mut place, mut looked) = (self.links[end as usize].after, 0);
        while place != end && looked < ANSWERS_AHEAD {
            let step = self.part.events[place as usize];
            let operation = &self.part.operations[step.operation as usize];
            if step.operation != number && step.returns && operation.reads {
                let machine = &self.part.machine;
                if !machine.can_come(state, operation.input, operation.output) {
                    return true;
                }
                looked += 1;
            } else if step.operation != number && operation.forgets {
                return false;
            }
            place = self.links[place as usize].after;
        }
        false
    }

    /// Whether the operation does and says the same without an open one that happened right before:
    /// then that one may as well not have happened.
    fn makes_no_difference(
        &mut self,
        operation: &Operation,
        open: bool,
        (state, output): (u32, u32),
    ) -> bool {
        let before = self.trail.last().filter(|tried| self.part.is_open(tried.operation));
        let Some(before) = before.map(|tried| tried.state) else { return false };
        let without = self.part.machine.apply(before, operation.input);
        let unheard = open || operation.output == NOTHING;
        without.0 == state && (unheard || without.1 == output)
    }

    /// From here: first whatever may happen at once, then the rest.
    fn begin_anew(&mut self) {
        self.greedy = true;
        self.at = self.links[self.part.events.len()].after;
        if self.missing == 0 {
            self.answer = Some(true);
        }
        let closed = self.part.closed - self.missing;
        if closed > self.longest_closed {
            self.longest_closed = closed;
            self.longest.clear();
            self.longest.extend(self.trail.iter().map(|tried| tried.operation));
        }
    }

    /// What happened last leads nowhere.
    fn back(&mut self) {
        while let Some(tried) = self.trail.pop() {
            self.happen(tried.operation, false);
            self.unlift(tried.operation);
            self.missing += usize::from(!self.part.is_open(tried.operation));
            self.state = tried.state;
            if !tried.sure {
                let (made, _) = self.places[tried.operation as usize];
                self.at = self.links[made as usize].after;
                self.greedy = false;
                return;
            }
        }
        self.answer = Some(false);
    }

    /// Whether an operation happened; "nothing" always did.
    fn has_happened(&self, number: u32) -> bool {
        let (word, bit) = self.place_of(number);
        self.happened.get(word).is_none_or(|word| word & bit != 0)
    }

    fn happen(&mut self, number: u32, whether: bool) {
        let (word, bit) = self.place_of(number);
        let word = &mut self.happened[word];
        *word = if whether { *word | bit } else { *word & !bit };
        if !self.part.is_open(number) {
            self.fingerprint ^= member(number as usize);
        }
    }

    /// The word and the bit of an operation.
    const fn place_of(&self, number: u32) -> (usize, u64) {
        let (number, closed) = (number as usize, self.part.closed);
        if number < closed {
            return (number / 64, 1 << (number % 64));
        }
        (closed.div_ceil(64) + (number - closed) / 64, 1 << ((number - closed) % 64))
    }

    fn lift(&mut self, number: u32) {
        let (made, returned) = self.places[number as usize];
        self.unlink(made);
        if returned as usize != self.part.events.len() {
            self.unlink(returned);
        }
    }

    fn unlift(&mut self, number: u32) {
        let (made, returned) = self.places[number as usize];
        if returned as usize != self.part.events.len() {
            self.relink(returned);
        }
        self.relink(made);
    }

    fn unlink(&mut self, place: u32) {
        let Link { before, after } = self.links[place as usize];
        self.links[before as usize].after = after;
        self.links[after as usize].before = before;
    }

    fn relink(&mut self, place: u32) {
        let Link { before, after } = self.links[place as usize];
        self.links[before as usize].after = place;
        self.links[after as usize].before = place;
    }
}
