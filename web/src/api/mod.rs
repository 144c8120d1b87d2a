//! The page for scripts of others: `window.quorate`, in a console or in a page that embeds ours
//! from the same origin, and messages from a page that embeds ours from anywhere.
//!
//! A call that cannot be done throws an error. A message is an object such as
//! `{ ns: "quorate", v: 1, id: 7, type: "seek", t: 350 }` and is answered by one with the same
//! `id`: `done`, what was asked for, or an `error` with a code and a sentence. Only the page right
//! around ours is heard, and only from the `origin` that our address names, if it names one.

mod command;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod fuzz;
mod state;

use gloo::events::EventListener;
use js_sys::{Array, Error, JSON, Object, Reflect};
use quorate_scenario::{link, script};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};
use yew::{Html, hook};

use crate::components::part::part;
use crate::components::{Dispatch, LabProps};
use crate::environment;
use crate::hooks::use_effect_with;
use crate::open::protocols;
use crate::session::{Session, SessionHandle};
use crate::state::{Change, settings};
use crate::visit::{route_to, visit};
use command::{Command, Message, NAMESPACE, Refusal, VERSION};
use state::State;

/// The name under which scripts find the page.
const NAME: &str = "quorate";
/// How many letters of a message that is not understood are repeated.
const REPEATED_MAX: usize = 200;

type Answer = Result<JsValue, JsValue>;
type Method = Closure<dyn Fn(JsValue) -> Answer>;

part! {
    /// Hears calls and messages while there is a run.
    pub(crate) fn api = use_api;
}

#[hook]
fn use_api(lab: &LabProps) -> Html {
    let deps = (lab.session.clone(), lab.dispatch.clone());
    use_effect_with(deps, |(session, dispatch)| {
        let page = Page { session: session.clone(), dispatch: dispatch.clone() };
        let methods = methods(&page);
        let object = Object::new();
        for (name, method) in &methods {
            set(&object, name, method.as_ref());
        }
        let window = gloo::utils::window();
        set(&window, NAME, &object);
        let listener = listener(&window, page);
        move || {
            let _ = Reflect::delete_property(&window, &NAME.into());
            drop((methods, listener));
        }
    });
    Html::default()
}

/// The running page, as it is asked for things.
#[derive(Clone)]
struct Page {
    session: SessionHandle,
    dispatch: Dispatch,
}

impl Page {
    /// Does what is asked for. The answer is what a call returns.
    fn obey(&self, command: Command) -> Answer {
        let play = |playing| self.dispatch.dispatch(Change::Play(playing));
        match command {
            Command::State => {
                let state = self.session.read(State::of);
                return Ok(serde_wasm_bindgen::to_value(&state)?);
            }
            Command::Link => {
                return Ok(self.session.read(|session| link(&session.scenario())).into());
            }
            Command::Script => {
                return Ok(self.session.read(|session| script(&session.scenario())).into());
            }
            Command::Hello => {}
            Command::Play => play(true),
            Command::Pause => play(false),
            Command::Step => {
                self.session.change(Session::step);
            }
            Command::Seek(tick) => {
                self.session.change(|session| session.seek(tick));
            }
            Command::Load(scenario) => visit(route_to(&scenario), &self.dispatch),
        }
        Ok(JsValue::UNDEFINED)
    }
}

// ---- calls

fn methods(page: &Page) -> Vec<(&'static str, Method)> {
    let method = |name, read: fn(JsValue) -> Result<Command, Refusal>| {
        let page = page.clone();
        let call = move |argument| {
            let command = read(argument).map_err(|refusal| Error::new(&refusal.text))?;
            page.obey(command)
        };
        (name, Method::new(call))
    };
    vec![
        method("state", |_| Ok(Command::State)),
        method("link", |_| Ok(Command::Link)),
        method("script", |_| Ok(Command::Script)),
        method("play", |_| Ok(Command::Play)),
        method("pause", |_| Ok(Command::Pause)),
        method("step", |_| Ok(Command::Step)),
        method("seek", |to| Command::seek(to.as_f64())),
        method("load", |text| Command::load(text.as_string().as_deref())),
    ]
}

// ---- messages

/// Hears the page around ours, if there is one, and tells it that ours is here.
fn listener(window: &Window, page: Page) -> Option<EventListener> {
    let host = window.parent().ok()??;
    if host == *window {
        return None;
    }
    let query = environment::query();
    let origin = settings(&query).find(|(name, _)| *name == "origin");
    let origin = origin.map(|(_, origin)| origin.to_owned());
    tell(&host, ready(), &JsValue::UNDEFINED);
    Some(EventListener::new(window, "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
        let from_host = event
            .source()
            .is_some_and(|source| JsValue::from(source) == JsValue::from(host.clone()));
        if !from_host || origin.as_ref().is_some_and(|origin| *origin != event.origin()) {
            return;
        }
        let data = event.data();
        if field(&data, "ns").as_string().as_deref() == Some(NAMESPACE) {
            tell(&host, answer(&page, data.clone()), &field(&data, "id"));
        }
    }))
}

/// What is said to a message.
fn answer(page: &Page, data: JsValue) -> Object {
    let read = serde_wasm_bindgen::from_value::<Message>(data.clone());
    let read = read.map_err(|_| malformed(&data));
    let command = match read.and_then(|message| message.command()) {
        Ok(Command::Hello) => return ready(),
        Ok(command) => command,
        Err(refusal) => return said("error", &[("code", refusal.code), ("text", &refusal.text)]),
    };
    let kind = match command {
        Command::State => "state",
        Command::Link => "link",
        Command::Script => "script",
        _ => "done",
    };
    let answer = said(kind, &[]);
    match page.obey(command) {
        Ok(what) if !what.is_undefined() => set(&answer, kind, &what),
        Ok(_) => {}
        Err(error) => return said("error", &[("code", "failed"), ("text", &of_error(&error))]),
    }
    answer
}

/// Why a message is not one of ours: what its fields may be, and what stood there.
fn malformed(data: &JsValue) -> Refusal {
    let found = JSON::stringify(data).map(String::from).unwrap_or_default();
    let found: String = found.chars().take(REPEATED_MAX).collect();
    let text = format!("expected numbers v, t and texts type, s, what; found {found}");
    Refusal { code: "malformed", text }
}

/// What an error of JavaScript says.
fn of_error(error: &JsValue) -> String {
    error.dyn_ref::<Error>().map(|error| error.message().into()).unwrap_or_default()
}

/// The page is here, and this is what it can do.
fn ready() -> Object {
    let ready = said("ready", &[("version", env!("CARGO_PKG_VERSION"))]);
    let protocols = protocols().iter().map(|protocol| JsValue::from_str(protocol.meta().id));
    set(&ready, "protocols", &protocols.collect::<Array>());
    ready
}

fn said(kind: &str, fields: &[(&str, &str)]) -> Object {
    let object = Object::new();
    set(&object, "ns", &NAMESPACE.into());
    set(&object, "v", &VERSION.into());
    set(&object, "type", &kind.into());
    for (name, value) in fields {
        set(&object, name, &JsValue::from_str(value));
    }
    object
}

/// Nothing that is told is secret, so it may go to whoever is around the page.
fn tell(host: &Window, what: Object, id: &JsValue) {
    if !id.is_undefined() {
        set(&what, "id", id);
    }
    // A page that goes away is no concern of ours.
    let _ = host.post_message(&what, "*");
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // A new object takes any property.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
