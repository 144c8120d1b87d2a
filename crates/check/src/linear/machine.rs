//! A model in numbers: what a search compares a million times a second are indices.

use std::hash::Hash;

use quorate_proto::Digest;

use crate::model::Model;

/// Stands for "nothing" where an index is expected.
pub(crate) const NOTHING: u32 = u32::MAX;

/// Most answers of the model that are remembered: 8 MB.
const REMEMBERED_MAX: usize = 1 << 20;

/// A model whose states, inputs and outputs have numbers. What an input makes of a state is asked
/// once and then looked up.
#[derive(Clone)]
pub(crate) struct Machine<M: Model> {
    model: M,
    states: Numbered<M::State>,
    inputs: Numbered<M::Input>,
    outputs: Numbered<M::Output>,
    /// For each state, for each input: the state after it and the output.
    known: Vec<(u32, u32)>,
    /// How many inputs a row of `known` holds; they must not become more once states are asked.
    row: usize,
    /// What the states weigh beside their own size.
    weight: usize,
}

/// The number of the state in which everything begins.
pub(crate) const START: u32 = 0;

impl<M: Model> Machine<M> {
    pub(crate) fn new(model: M) -> Self {
        let mut states = Numbered::default();
        states.number(model.start());
        Self {
            model,
            states,
            inputs: Numbered::default(),
            outputs: Numbered::default(),
            known: Vec::new(),
            row: 0,
            weight: 0,
        }
    }

    pub(crate) fn only_reads(&self, input: &M::Input, output: Option<&M::Output>) -> bool {
        self.model.only_reads(input, output)
    }

    pub(crate) fn input(&mut self, input: &M::Input) -> u32 {
        let number = self.inputs.number(input.clone());
        self.row = self.inputs.items.len();
        number
    }

    /// How many different inputs there are.
    pub(crate) const fn inputs(&self) -> usize {
        self.row
    }

    pub(crate) fn output(&mut self, output: &M::Output) -> u32 {
        self.outputs.number(output.clone())
    }

    pub(crate) fn forgets(&self, input: &M::Input) -> bool {
        self.model.forgets(input)
    }

    /// Whether an answer may still come, as far as the model knows.
    pub(crate) fn can_come(&self, state: u32, input: u32, output: u32) -> bool {
        match (self.states.get(state), self.inputs.get(input), self.outputs.get(output)) {
            (Some(state), Some(input), Some(output)) => self.model.can_come(state, input, output),
            _ => true,
        }
    }

    /// The state after an input, and the output.
    pub(crate) fn apply(&mut self, state: u32, input: u32) -> (u32, u32) {
        let place = state as usize * self.row + input as usize;
        if let Some(known) = self.known.get(place).filter(|known| known.0 != NOTHING) {
            return *known;
        }
        let (Some(before), Some(asked)) = (self.states.get(state), self.inputs.get(input)) else {
            return (state, NOTHING);
        };
        let (after, output) = self.model.apply(before, asked);
        let weight = self.model.weight(&after);
        let states = self.states.items.len();
        let after = self.states.number(after);
        if self.states.items.len() > states {
            self.weight += weight;
        }
        let answer = (after, self.outputs.number(output));
        if place < REMEMBERED_MAX {
            let end = (state as usize + 1) * self.row;
            if self.known.len() < end {
                self.known.resize(end, (NOTHING, NOTHING));
            }
            self.known[place] = answer;
        }
        answer
    }

    /// About how many bytes all this takes.
    pub(crate) fn memory(&self) -> usize {
        8 * self.known.len() + self.states.memory() + self.weight
    }
}

/// Different items, each with a number: the first is 0.
#[derive(Clone)]
pub(super) struct Numbered<T> {
    items: Vec<T>,
    /// Open addressing: numbers of items, at a power of two of places.
    places: Vec<u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { items: Vec::new(), places: vec![NOTHING; 16] }
    }
}

impl<T: Hash + Eq> Numbered<T> {
    fn get(&self, number: u32) -> Option<&T> {
        self.items.get(number as usize)
    }

    pub(super) fn number(&mut self, item: T) -> u32 {
        if 2 * (self.items.len() + 1) > self.places.len() {
            self.grow();
        }
        let mask = self.places.len() - 1;
        let mut place = Digest::of(&item) as usize & mask;
        loop {
            let number = self.places[place];
            if number == NOTHING {
                let number = self.items.len() as u32;
                self.places[place] = number;
                self.items.push(item);
                return number;
            }
            if self.items[number as usize] == item {
                return number;
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let mask = 2 * self.places.len() - 1;
        let mut places = vec![NOTHING; mask + 1];
        for (number, item) in self.items.iter().enumerate() {
            let mut place = Digest::of(item) as usize & mask;
            while places[place] != NOTHING {
                place = (place + 1) & mask;
            }
            places[place] = number as u32;
        }
        self.places = places;
    }

    /// The items by their numbers.
    pub(super) fn into_items(self) -> Vec<T> {
        self.items
    }

    fn memory(&self) -> usize {
        self.items.len() * size_of::<T>() + 4 * self.places.len()
    }
}
