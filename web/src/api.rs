//! `window.quorate`: the page for scripts of others, in a console or in a page that embeds ours
//! from the same origin. Whatever is wrong with a call is thrown as an error.

use js_sys::{Error, Object, Reflect};
use quorate_proto::time::MILLISECOND;
use quorate_proto::{Language, NodeId};
use quorate_scenario::{decode, link, script};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use yew::{Html, hook, use_effect_with};

use crate::components::part::part;
use crate::components::{Dispatch, LabProps};
use crate::open::protocols;
use crate::session::{Session, SessionHandle};
use crate::state::{Change, moment};
use crate::visit::{route_to, visit};

/// The name under which scripts find the page.
const NAME: &str = "quorate";

/// What `state()` tells; times are milliseconds of virtual time.
#[derive(Serialize)]
struct State {
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
    status: String,
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
    fn of(session: &Session) -> Self {
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
            status: format!("{:?}", session.status(id)).to_ascii_lowercase(),
            role: view.role.id,
            headline: view.headline.say(Language::English),
            epoch: view.epoch as f64,
        })
    }
}

fn milliseconds(tick: u64) -> f64 {
    tick as f64 / MILLISECOND as f64
}

type Answer = Result<JsValue, JsValue>;
type Method = Closure<dyn Fn(JsValue) -> Answer>;

part! {
    /// Keeps `window.quorate` in place while there is a run.
    pub(crate) fn api = use_api;
}

#[hook]
fn use_api(lab: &LabProps) -> Html {
    let deps = (lab.session.clone(), lab.dispatch.clone());
    use_effect_with(deps, |(session, dispatch)| {
        let methods = methods(session, dispatch);
        let object = Object::new();
        for (name, method) in &methods {
            // A new object takes any property.
            let _ = Reflect::set(&object, &JsValue::from_str(name), method.as_ref());
        }
        let window = gloo::utils::window();
        let _ = Reflect::set(&window, &NAME.into(), &object);
        move || {
            let _ = Reflect::delete_property(&window, &NAME.into());
            drop(methods);
        }
    });
    Html::default()
}

fn methods(session: &SessionHandle, dispatch: &Dispatch) -> Vec<(&'static str, Method)> {
    let reads = |look: fn(&Session) -> Answer| {
        let session = session.clone();
        Method::new(move |_| session.read(look))
    };
    let plays = |playing: bool| {
        let dispatch = dispatch.clone();
        Method::new(move |_| {
            dispatch.dispatch(Change::Play(playing));
            Ok(JsValue::UNDEFINED)
        })
    };
    let step = {
        let session = session.clone();
        Method::new(move |_| {
            session.change(Session::step);
            Ok(JsValue::UNDEFINED)
        })
    };
    let seek = {
        let session = session.clone();
        Method::new(move |to: JsValue| {
            let tick = moment(to.as_f64()).map_err(|why| thrown(&why))?;
            session.change(|session| session.seek(tick));
            Ok(JsValue::UNDEFINED)
        })
    };
    let load = {
        let dispatch = dispatch.clone();
        Method::new(move |text: JsValue| {
            let text = text.as_string().ok_or_else(|| thrown("expected a text"))?;
            let decoded = decode(&text, protocols());
            let decoded = decoded.map_err(|error| thrown(&error.say(Language::English)))?;
            visit(route_to(&decoded.scenario), &dispatch);
            Ok(JsValue::UNDEFINED)
        })
    };
    vec![
        ("state", reads(|session| Ok(serde_wasm_bindgen::to_value(&State::of(session))?))),
        ("link", reads(|session| Ok(link(&session.scenario()).into()))),
        ("script", reads(|session| Ok(script(&session.scenario()).into()))),
        ("play", plays(true)),
        ("pause", plays(false)),
        ("step", step),
        ("seek", seek),
        ("load", load),
    ]
}

fn thrown(why: &str) -> JsValue {
    Error::new(why).into()
}
