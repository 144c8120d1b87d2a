//! What sites say to each other.

use quorate_proto::{Fact, Key, MessageView, Operation, RequestId, Value};

use super::texts;

/// One update of one client: what a rumor says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Update {
    /// The request that brought it, and its identity for ever.
    pub id: RequestId,
    /// Where the value belongs.
    pub key: Key,
    /// The value.
    pub value: i64,
}

impl Update {
    /// The update as the client asked for it.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        Operation::Set { key: self.key, value: self.value }
    }

    /// The same under another name, as a bug has it: the number of its request with the highest bit
    /// set, which no client ever reaches.
    #[must_use]
    pub(super) const fn renamed(self) -> Self {
        Self { id: RequestId { sequence: self.id.sequence | 1 << 31, ..self.id }, ..self }
    }

    /// Newer updates of a key win over older ones, in the same order at every site.
    #[must_use]
    pub const fn age(&self) -> (u32, u16) {
        (self.id.sequence, self.id.client.code())
    }
}

/// A message.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// Tells one hot rumor: pushed, or in answer to a pull. The only kind that counts as traffic.
    Rumor(Update),
    /// Tells the teller whether the rumor was news, so that it can lose interest.
    Feedback {
        /// Which rumor.
        id: RequestId,
        /// Whether the receiver was susceptible.
        needed: bool,
    },
    /// Asks the receiver for its hot rumors.
    Pull,
    /// Asks whether the receiver has a connection free in this cycle.
    Call,
    /// Takes the call: the caller may talk.
    Accept,
    /// Turns the call away: all connections of this cycle are taken.
    Busy,
}

impl Message {
    /// Position of the kind in [`META`](super::meta::META).
    #[must_use]
    pub const fn kind(&self) -> usize {
        match self {
            Self::Rumor(_) => 0,
            Self::Feedback { .. } => 1,
            Self::Pull => 2,
            Self::Call => 3,
            Self::Accept => 4,
            Self::Busy => 5,
        }
    }

    /// The message for readers.
    #[must_use]
    pub fn describe(&self) -> MessageView {
        let (label, fields) = match self {
            Self::Rumor(update) => (
                texts::SAYS.with([update.operation().into()]),
                vec![
                    field(&texts::UPDATE, Value::Operation(update.operation())),
                    field(&texts::ASKED_BY, Value::Node(update.id.client)),
                    field(&texts::REQUEST, Value::Number(update.id.sequence.into())),
                ],
            ),
            Self::Feedback { id, needed } => (
                if *needed { texts::NEWS.text() } else { texts::OLD_NEWS.text() },
                vec![
                    field(&texts::ASKED_BY, Value::Node(id.client)),
                    field(&texts::REQUEST, Value::Number(id.sequence.into())),
                    field(&texts::WAS_NEWS, Value::Flag(*needed)),
                ],
            ),
            Self::Pull => (texts::PULL.text(), Vec::new()),
            Self::Call => (texts::CALL.text(), Vec::new()),
            Self::Accept => (texts::ACCEPT.text(), Vec::new()),
            Self::Busy => (texts::BUSY.text(), Vec::new()),
        };
        MessageView { label, fields }
    }
}

const fn field(label: &'static quorate_proto::Phrase<0>, value: Value) -> Fact {
    Fact { label, value, durable: false }
}
