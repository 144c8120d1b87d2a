//! Who takes part: nodes of the cluster and clients outside it.

use std::fmt;

/// A participant: a node of the cluster (counted from 0) or a client.
///
/// Nodes print as `A` … `W` without `L`, then `A1` … `W1` and so on; clients as `X`, `Y`, `Z`, `X1`
/// …, so that a name says at once on which side of the protocol its bearer stands. `L` is nobody's
/// name: scenarios use it for whoever leads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u16);

/// Marks the identifiers of clients.
const CLIENT_BIT: u16 = 0x8000;
/// Letters for nodes.
const NODE_LETTERS: &[u8; 22] = b"ABCDEFGHIJKMNOPQRSTUVW";
/// Letters for clients.
const CLIENT_LETTERS: &[u8; 3] = b"XYZ";

impl NodeId {
    /// The node with this index, counted from 0. Indices at or above 2^15 wrap.
    #[must_use]
    pub const fn new(index: u16) -> Self {
        Self(index & !CLIENT_BIT)
    }

    /// The client with this index, counted from 0.
    #[must_use]
    pub const fn client(index: u16) -> Self {
        Self(index | CLIENT_BIT)
    }

    /// Whether this is a client.
    #[must_use]
    pub const fn is_client(self) -> bool {
        self.0 & CLIENT_BIT != 0
    }

    /// Position among the nodes, or among the clients.
    #[must_use]
    pub const fn index(self) -> usize {
        (self.0 & !CLIENT_BIT) as usize
    }

    /// The identifier as a number: clients have the highest bit set.
    #[must_use]
    pub const fn code(self) -> u16 {
        self.0
    }

    /// Reads one name from the front of `text`; gives the identifier and the rest.
    #[must_use]
    pub fn parse_prefix(text: &str) -> Option<(Self, &str)> {
        let letter = text.bytes().next().filter(u8::is_ascii_uppercase)?;
        let digits = text[1..].bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = text[1..].split_at(digits);
        if digits > 3 || number.starts_with('0') {
            return None;
        }
        let group: u16 = if digits == 0 { 0 } else { number.parse().ok()? };
        let index = |letters: &[u8]| {
            let position = letters.iter().position(|known| *known == letter)?;
            Some(group * letters.len() as u16 + position as u16)
        };
        let node = index(NODE_LETTERS).map(Self::new);
        Some((node.or_else(|| index(CLIENT_LETTERS).map(Self::client))?, rest))
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters: &[u8] = if self.is_client() { CLIENT_LETTERS } else { NODE_LETTERS };
        let letter = char::from(letters[self.index() % letters.len()]);
        match self.index() / letters.len() {
            0 => write!(out, "{letter}"),
            group => write!(out, "{letter}{group}"),
        }
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The smallest number of nodes that is more than half of `nodes`.
#[must_use]
pub const fn majority(nodes: usize) -> usize {
    nodes / 2 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_as_what_they_were() {
        for index in 0..200 {
            for id in [NodeId::new(index), NodeId::client(index)] {
                let name = format!("{id}-rest");
                assert_eq!(NodeId::parse_prefix(&name), Some((id, "-rest")));
            }
        }
        assert_eq!(NodeId::new(1).to_string(), "B");
        assert_eq!(NodeId::new(22).to_string(), "A1");
        assert_eq!(NodeId::client(0).to_string(), "X");
        assert_eq!(NodeId::client(3).to_string(), "X1");
        assert_eq!(NodeId::parse_prefix("a"), None);
        assert_eq!(NodeId::parse_prefix("A0"), None);
        assert_eq!(NodeId::parse_prefix("L"), None);
    }
}
