//! What scripts of others are told.

use js_sys::{Array, Object};
use quorate_proto::time::MILLISECOND;
use quorate_proto::{Language, NodeId};
use quorate_sim::{Flight, Verdict};
use wasm_bindgen::JsValue;

use super::set;
use crate::session::Session;

/// What `state()` tells; times are milliseconds of virtual time.
pub(super) fn state(session: &Session) -> Object {
    let (world, timeline) = (session.world(), session.timeline());
    let nodes = (0..world.slots().len() as u16).map(NodeId::new);
    let nodes: Array = nodes.filter_map(|id| node(session, id)).collect();
    let messages: Array = world.flights().map(message).collect();
    let promises: Array = world.verdicts().iter().map(promise).collect();
    object(&[
        ("protocol", session.meta().id.into()),
        ("time", milliseconds(timeline.clock())),
        ("events", (world.events() as f64).into()),
        // Equal digests are equal worlds; hexadecimal.
        ("digest", format!("{:x}", world.digest()).into()),
        // Which branch is shown, of how many.
        ("branch", timeline.current().into()),
        ("branches", timeline.branches().len().into()),
        ("nodes", nodes.into()),
        ("messages", messages.into()),
        ("promises", promises.into()),
    ])
}

fn node(session: &Session, id: NodeId) -> Option<Object> {
    let view = session.view(id)?;
    Some(object(&[
        ("id", id.to_string().into()),
        ("status", session.status(id).id().into()),
        ("role", view.role.id.into()),
        ("headline", view.headline.say(Language::English).into()),
        ("epoch", (view.epoch as f64).into()),
    ]))
}

/// A message under way.
fn message(flight: &Flight) -> Object {
    object(&[
        ("id", flight.id.to_string().into()),
        ("from", flight.id.from.to_string().into()),
        ("to", flight.id.to.to_string().into()),
        ("sent", milliseconds(flight.sent)),
        ("arrives", milliseconds(flight.arrives)),
        ("lost", flight.doom.is_some().into()),
    ])
}

/// How a promise stands, and when it broke or was first reached.
fn promise(verdict: &Verdict) -> Object {
    object(&[
        ("id", verdict.property.id.into()),
        ("standing", verdict.standing.id().into()),
        ("at", verdict.at.map_or(JsValue::UNDEFINED, |at| milliseconds(at.stamp.tick))),
    ])
}

fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object
}

fn milliseconds(tick: u64) -> JsValue {
    (tick as f64 / MILLISECOND as f64).into()
}
