//! The key-value store that every protocol of ours replicates.

use quorate_proto::{Answer, Key, Operation};

use super::{Model, number, spelled};

/// The store of numbers, one key at a time: [`quorate_proto::KeyValue`] as a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Store {
    /// Whether a compare-and-set that fails keeps to itself what it found, as it does in histories
    /// that were not written by us.
    pub silent_mismatch: bool,
}

impl Model for Store {
    type Input = Operation;
    type Output = Answer;
    type State = Option<i64>;
    type Key = Key;

    fn start(&self) -> Option<i64> {
        None
    }

    fn apply(&self, state: &Option<i64>, input: &Operation) -> (Option<i64>, Answer) {
        let after = match *input {
            Operation::Set { value, .. } => Some(value),
            Operation::Add { value, .. } => Some(state.unwrap_or(0).wrapping_add(value)),
            Operation::Get { .. } => *state,
            Operation::Cas { expected, value, .. } if *state == Some(expected) => Some(value),
            Operation::Cas { .. } => {
                return (*state, Answer::Mismatch(state.filter(|_| !self.silent_mismatch)));
            }
        };
        (after, Answer::Value(after))
    }

    fn key(&self, input: &Operation) -> Key {
        input.key()
    }

    fn spell(&self, input: &Operation, output: Option<&Answer>) -> String {
        let answer = output.map(|output| match output {
            Answer::Value(value) => number(*value),
            Answer::Mismatch(None) => "mismatch".to_owned(),
            Answer::Mismatch(found) => format!("mismatch {}", number(*found)),
        });
        spelled(input.to_string(), answer)
    }

    fn spell_key(&self, key: &Key) -> String {
        key.name().to_owned()
    }

    fn only_reads(&self, input: &Operation, output: Option<&Answer>) -> bool {
        matches!(input, Operation::Get { .. }) || matches!(output, Some(Answer::Mismatch(_)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quorate_proto::KeyValue;

    use super::*;

    proptest! {
        /// The model, key by key, is the store that every protocol replicates.
        #[test]
        fn it_does_what_the_store_does(steps in proptest::collection::vec(
            (0..2_usize, 0..4_u8, 0..3_i64, 0..3_i64), 0..30,
        )) {
            let keys = ["x", "y"].map(|name| Key::new(name).expect("a fine name"));
            let (mut store, mut states) = (KeyValue::default(), [None; 2]);
            for (at, kind, value, expected) in steps {
                let key = keys[at];
                let operation = match kind {
                    0 => Operation::Set { key, value },
                    1 => Operation::Add { key, value },
                    2 => Operation::Get { key },
                    _ => Operation::Cas { key, expected, value },
                };
                let (after, answer) = Store::default().apply(&states[at], &operation);
                states[at] = after;
                prop_assert_eq!(answer, store.apply(&operation));
                prop_assert_eq!(after, store.get(key));
            }
        }
    }
}
