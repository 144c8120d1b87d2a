//! What clients ask of the replicated state, and what they are told.
//!
//! Every protocol that replicates something replicates *commands* on the same small key-value
//! store, so that one client, one history and one set of checkers serve them all.

use std::fmt;

use crate::{NodeId, SortedMap};

/// A name in the key-value store: one to eight of `a`–`z` and `0`–`9`, starting with a letter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; 8]);

impl Key {
    /// The key that examples use.
    pub const X: Self = Self(*b"x\0\0\0\0\0\0\0");

    /// The key with this name, or `None` if the name is not of the form above.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let fits = (1..=8).contains(&name.len())
            && name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let mut bytes = [0; 8];
        fits.then(|| {
            bytes[..name.len()].copy_from_slice(name.as_bytes());
            Self(bytes)
        })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(8);
        std::str::from_utf8(&self.0[..length]).unwrap_or_default()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// One operation on the key-value store. A key that was never set reads as nothing and adds as 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Operation {
    /// Store a value.
    Set {
        /// Where.
        key: Key,
        /// What.
        value: i64,
    },
    /// Add to the value, wrapping.
    Add {
        /// Where.
        key: Key,
        /// How much.
        value: i64,
    },
    /// Read the value.
    Get {
        /// Where.
        key: Key,
    },
    /// Store `value` if the present one equals `expected`.
    Cas {
        /// Where.
        key: Key,
        /// What must stand there.
        expected: i64,
        /// What replaces it.
        value: i64,
    },
}

impl Operation {
    /// The key that the operation is about.
    #[must_use]
    pub const fn key(&self) -> Key {
        match *self {
            Self::Set { key, .. }
            | Self::Add { key, .. }
            | Self::Get { key }
            | Self::Cas { key, .. } => key,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set { key, value } => write!(out, "SET {key} {value}"),
            Self::Add { key, value } => write!(out, "ADD {key} {value}"),
            Self::Get { key } => write!(out, "GET {key}"),
            Self::Cas { key, expected, value } => write!(out, "CAS {key} {expected} {value}"),
        }
    }
}

/// Names one request for ever: a retry carries the same identifier as the first try.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RequestId {
    /// Who asks.
    pub client: NodeId,
    /// The client's own count, from 1.
    pub sequence: u32,
}

/// An operation with the identity that makes a repeated one recognisable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Command {
    /// Which request this is.
    pub id: RequestId,
    /// What is to be done.
    pub operation: Operation,
}

/// What a state machine answers to an operation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Answer {
    /// Done; the value that the key now has, or had when read.
    Value(Option<i64>),
    /// A compare-and-set found another value and changed nothing.
    Mismatch(Option<i64>),
}

/// What a node tells a client about one request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Outcome {
    /// The operation took effect, with this answer.
    Done(Answer),
    /// Ask there instead, if the node knows where.
    Redirect(Option<NodeId>),
    /// The operation did not and will not take effect through this request.
    Refused,
}

/// One upcall for all checkers: a node decided, applied or delivered something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Delivery {
    /// Position in the agreed order, from 1; 0 where the protocol has no order.
    pub slot: u64,
    /// Term, ballot, epoch or ring in which it became final.
    pub epoch: u64,
    /// What was delivered; `None` for a no-op.
    pub command: Option<Command>,
}

/// The state machine that commands act on. The sequential specification of every checker.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct KeyValue {
    values: SortedMap<Key, i64>,
}

impl KeyValue {
    /// Performs one operation.
    pub fn apply(&mut self, operation: &Operation) -> Answer {
        let present = |key| self.get(key);
        let (key, value) = match *operation {
            Operation::Set { key, value } => (key, value),
            Operation::Add { key, value } => (key, present(key).unwrap_or(0).wrapping_add(value)),
            Operation::Get { key } => return Answer::Value(present(key)),
            Operation::Cas { key, expected, value } => match present(key) {
                Some(found) if found == expected => (key, value),
                found => return Answer::Mismatch(found),
            },
        };
        self.values.insert(key, value);
        Answer::Value(Some(value))
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: Key) -> Option<i64> {
        self.values.get(&key).copied()
    }

    /// All keys and values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (Key, i64)> + '_ {
        self.values.iter().map(|(key, value)| (*key, *value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_do_what_their_names_say() {
        let mut store = KeyValue::default();
        let key = Key::X;
        assert_eq!(store.apply(&Operation::Get { key }), Answer::Value(None));
        assert_eq!(store.apply(&Operation::Add { key, value: 2 }), Answer::Value(Some(2)));
        assert_eq!(store.apply(&Operation::Set { key, value: 5 }), Answer::Value(Some(5)));
        let swap = Operation::Cas { key, expected: 5, value: 9 };
        assert_eq!(store.apply(&swap), Answer::Value(Some(9)));
        assert_eq!(store.apply(&swap), Answer::Mismatch(Some(9)));
        assert_eq!(store.iter().collect::<Vec<_>>(), [(key, 9)]);
        assert_eq!(swap.to_string(), "CAS x 5 9");
    }

    #[test]
    fn keys_are_short_plain_names() {
        assert_eq!(Key::new("x"), Some(Key::X));
        assert_eq!(Key::new("counter1").as_ref().map(Key::name), Some("counter1"));
        for bad in ["", "X", "1x", "a-b", "counter12", "键"] {
            assert_eq!(Key::new(bad), None, "{bad}");
        }
    }
}
