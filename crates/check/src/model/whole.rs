//! A model that does not fall into parts.

use quorate_proto::SortedMap;

use super::Model;

/// All keys of a model as one object, for promises that do not hold key by key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Whole<M>(pub M);

impl<M: Model> Model for Whole<M> {
    type Input = M::Input;
    type Output = M::Output;
    type State = SortedMap<M::Key, M::State>;
    type Key = ();

    fn start(&self) -> Self::State {
        SortedMap::new()
    }

    fn apply(&self, state: &Self::State, input: &M::Input) -> (Self::State, M::Output) {
        let key = self.0.key(input);
        let (part, output) = match state.get(&key) {
            Some(part) => self.0.apply(part, input),
            None => self.0.apply(&self.0.start(), input),
        };
        let mut after = state.clone();
        // A key as it was in the beginning is as good as one that was never mentioned.
        if part == self.0.start() {
            after.remove(&key);
        } else {
            after.insert(key, part);
        }
        (after, output)
    }

    fn key(&self, _input: &M::Input) {}

    fn spell(&self, input: &M::Input, output: Option<&M::Output>) -> String {
        self.0.spell(input, output)
    }

    fn spell_key(&self, _key: &()) -> String {
        String::new()
    }

    fn only_reads(&self, input: &M::Input, output: Option<&M::Output>) -> bool {
        self.0.only_reads(input, output)
    }

    fn weight(&self, state: &Self::State) -> usize {
        let size = size_of::<(M::Key, M::State)>();
        state.values().map(|part| size + self.0.weight(part)).sum()
    }
}
