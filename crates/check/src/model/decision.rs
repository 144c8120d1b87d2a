//! A decision that is made once.

use quorate_proto::{Answer, KeyValue, Operation};

use super::{Model, Store};

/// What a cluster is that decides one command for ever: whoever proposes first decides, and
/// everybody is told what the decided command answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Decision;

impl Model for Decision {
    type Input = Operation;
    type Output = Answer;
    type State = Option<Answer>;
    type Key = ();

    fn start(&self) -> Option<Answer> {
        None
    }

    fn apply(&self, state: &Option<Answer>, input: &Operation) -> (Option<Answer>, Answer) {
        let answer = state.unwrap_or_else(|| KeyValue::default().apply(input));
        (Some(answer), answer)
    }

    fn key(&self, _input: &Operation) {}

    fn spell(&self, input: &Operation, output: Option<&Answer>) -> String {
        Store::default().spell(input, output)
    }

    fn spell_key(&self, _key: &()) -> String {
        String::new()
    }

    fn only_reads(&self, _input: &Operation, _output: Option<&Answer>) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use quorate_proto::Key;

    use super::*;

    #[test]
    fn the_first_proposal_is_what_everybody_is_told() {
        let key = Key::X;
        let (state, _) = Decision.apply(&None, &Operation::Set { key, value: 3 });
        let (later, answer) = Decision.apply(&state, &Operation::Set { key, value: 5 });
        assert_eq!((later, answer), (state, Answer::Value(Some(3))));
    }
}
