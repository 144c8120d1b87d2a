//! The replicated state machine: a key-value store and the sessions of its clients.
//!
//! Sessions make a repeated request harmless (thesis §6.3). They are part of the replicated state:
//! every server builds the same ones from the same log, so that whoever leads next also remembers.

use quorate_proto::{Answer, Command, KeyValue, NodeId, RequestId, SortedMap};

use crate::durable::NOBODY;

/// How many of a client's latest answers a session keeps. A client waits for one answer before it
/// asks on, but a lecturer may let it ask two servers at once.
const ANSWERS_KEPT: usize = 8;

/// State built by applying the committed log from its start.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Machine {
    store: KeyValue,
    sessions: SortedMap<NodeId, Session>,
}

/// The latest answers to one client, by the sequence number of the request, oldest number first.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Session {
    answers: Vec<(u32, Answer)>,
}

/// What a session knows of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Remembered {
    /// It is new.
    New,
    /// It took effect, with this answer.
    Answered(Answer),
    /// It is older than all that the session keeps: its client has long gone on.
    Forgotten,
}

impl Session {
    /// Where the answer to a request stands, or would.
    fn find(&self, sequence: u32) -> Result<usize, usize> {
        match self.answers.last() {
            Some((latest, _)) if *latest >= sequence => {
                self.answers.binary_search_by_key(&sequence, |(kept, _)| *kept)
            }
            _ => Err(self.answers.len()), // the usual case: it is the client's newest
        }
    }
}

impl Machine {
    /// What the state machine knows of a request.
    pub(crate) fn remembers(&self, request: RequestId) -> Remembered {
        let Some(session) = self.sessions.get(&request.client) else { return Remembered::New };
        let answers = &session.answers;
        match session.find(request.sequence) {
            Ok(position) => answers
                .get(position)
                .map_or(Remembered::New, |(_, answer)| Remembered::Answered(*answer)),
            Err(0) if answers.len() == ANSWERS_KEPT => Remembered::Forgotten,
            Err(_) => Remembered::New,
        }
    }

    /// Performs a command and keeps its answer.
    pub(crate) fn perform(&mut self, command: &Command) -> Answer {
        let answer = self.store.apply(&command.operation);
        if command.id.client != NOBODY {
            let session = self.sessions.get_or_insert_with(command.id.client, Session::default);
            let sequence = command.id.sequence;
            let found = session.find(sequence);
            let answers = &mut session.answers;
            match found {
                Ok(position) => answers[position].1 = answer,
                Err(position) => answers.insert(position, (sequence, answer)),
            }
            if answers.len() > ANSWERS_KEPT {
                answers.remove(0);
            }
        }
        answer
    }

    /// The store.
    pub(crate) const fn store(&self) -> &KeyValue {
        &self.store
    }

    /// Each client with its latest request and the answer to it.
    pub(crate) fn sessions(&self) -> impl Iterator<Item = (NodeId, u32, Answer)> + '_ {
        self.sessions.iter().filter_map(|(client, session)| {
            session.answers.last().map(|(sequence, answer)| (*client, *sequence, *answer))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quorate_proto::{Key, Operation};

    #[test]
    fn a_session_remembers_the_latest_answers() {
        let mut machine = Machine::default();
        let client = NodeId::client(0);
        let command = |sequence| Command {
            id: RequestId { client, sequence },
            operation: Operation::Add { key: Key::X, value: 1 },
        };
        assert_eq!(machine.remembers(command(1).id), Remembered::New);
        for sequence in [2, 1, 3, 4, 5, 6, 7, 8, 9] {
            machine.perform(&command(sequence));
        }
        assert_eq!(machine.remembers(command(1).id), Remembered::Forgotten);
        let answer = Answer::Value(Some(1));
        assert_eq!(machine.remembers(command(2).id), Remembered::Answered(answer));
        assert_eq!(machine.remembers(command(10).id), Remembered::New);
        assert_eq!(machine.sessions().count(), 1);
    }
}
