//! What the signs of a protocol mean, read from its description.

use quorate_proto::{Language, Meta, Shape, Tone};

use crate::words;

/// What the signs mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Legend {
    /// Outlines of nodes.
    pub roles: Vec<RoleSign>,
    /// Messages: those of the protocol, then requests and answers.
    pub kinds: Vec<KindSign>,
    /// Names of the arcs around nodes.
    pub timers: Vec<&'static str>,
}

/// How a role looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleSign {
    /// Identifier in traces.
    pub id: &'static str,
    /// Its name.
    pub label: &'static str,
    /// Its outline.
    pub shape: Shape,
    /// Its meaning.
    pub tone: Tone,
}

/// How a kind of message looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KindSign {
    /// Identifier in traces.
    pub id: &'static str,
    /// Its name.
    pub label: &'static str,
    /// Its meaning.
    pub tone: Tone,
}

impl Legend {
    /// The legend of a protocol.
    #[must_use]
    pub fn new(meta: &Meta, language: Language) -> Self {
        let roles = meta.roles.iter().map(|role| RoleSign {
            id: role.id,
            label: role.label.words(language),
            shape: role.shape,
            tone: role.tone,
        });
        let kinds = meta.kinds.iter().map(|kind| KindSign {
            id: kind.id,
            label: kind.label.words(language),
            tone: kind.tone,
        });
        let clients =
            [("request", &words::REQUEST, Tone::Neutral), ("reply", &words::REPLY, Tone::Agree)];
        let clients =
            clients.map(|(id, label, tone)| KindSign { id, label: label.words(language), tone });
        Self {
            roles: roles.collect(),
            kinds: kinds.chain(clients).collect(),
            timers: meta.timers.iter().map(|timer| timer.label.words(language)).collect(),
        }
    }
}
