//! What the visitor points at.

use quorate_proto::NodeId;
use quorate_sim::MessageId;

/// The one thing that the stage, the panel and the diagram all show as chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Selection {
    /// Nothing.
    #[default]
    Nothing,
    /// A node or a client.
    Node(NodeId),
    /// A message under way, or one of the past.
    Message(MessageId),
    /// The pair of links between two nodes, the lower one first.
    Link(NodeId, NodeId),
    /// An event, by its number.
    Event(u64),
}

impl Selection {
    /// The links between two nodes, whichever was named first.
    pub(crate) fn link(one: NodeId, other: NodeId) -> Self {
        Self::Link(one.min(other), one.max(other))
    }

    /// The chosen node or client.
    pub(crate) const fn node(self) -> Option<NodeId> {
        match self {
            Self::Node(node) => Some(node),
            Self::Nothing | Self::Message(_) | Self::Link(..) | Self::Event(_) => None,
        }
    }
}
