//! What scripts of others are told.

use quorate_proto::time::MILLISECOND;
use quorate_proto::{Language, NodeId};
use serde::Serialize;

use crate::session::Session;

/// What `state()` tells; times are milliseconds of virtual time.
#[derive(Serialize)]
pub(super) struct State {
    protocol: &'static str,
    time: f64,
    events: f64,
    /// Equal digests are equal worlds; hexadecimal.
    digest: String,
    /// Which branch is shown, of how many.
    branch: usize,
    branches: usize,
    nodes: Vec<Node>,
    messages: Vec<Message>,
    promises: Vec<Promise>,
}

#[derive(Serialize)]
struct Node {
    id: String,
    status: &'static str,
    role: &'static str,
    headline: String,
    epoch: f64,
}

/// A message under way.
#[derive(Serialize)]
struct Message {
    id: String,
    from: String,
    to: String,
    sent: f64,
    arrives: f64,
    lost: bool,
}

#[derive(Serialize)]
struct Promise {
    id: &'static str,
    standing: &'static str,
    /// When it broke or was first reached.
    at: Option<f64>,
}

impl State {
    pub(super) fn of(session: &Session) -> Self {
        let (world, timeline) = (session.world(), session.timeline());
        let nodes = (0..world.slots().len() as u16).map(NodeId::new);
        let messages = world.flights().map(|flight| Message {
            id: flight.id.to_string(),
            from: flight.id.from.to_string(),
            to: flight.id.to.to_string(),
            sent: milliseconds(flight.sent),
            arrives: milliseconds(flight.arrives),
            lost: flight.doom.is_some(),
        });
        let promises = world.verdicts().iter().map(|verdict| Promise {
            id: verdict.property.id,
            standing: verdict.standing.id(),
            at: verdict.at.map(|at| milliseconds(at.stamp.tick)),
        });
        Self {
            protocol: session.meta().id,
            time: milliseconds(timeline.clock()),
            events: world.events() as f64,
            digest: format!("{:x}", world.digest()),
            branch: timeline.current(),
            branches: timeline.branches().len(),
            nodes: nodes.filter_map(|id| Node::of(session, id)).collect(),
            messages: messages.collect(),
            promises: promises.collect(),
        }
    }
}

impl Node {
    fn of(session: &Session, id: NodeId) -> Option<Self> {
        let view = session.view(id)?;
        Some(Self {
            id: id.to_string(),
            status: session.status(id).id(),
            role: view.role.id,
            headline: view.headline.say(Language::English),
            epoch: view.epoch as f64,
        })
    }
}

fn milliseconds(tick: u64) -> f64 {
    tick as f64 / MILLISECOND as f64
}
