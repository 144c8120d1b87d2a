//! A page in a browser, and what a visitor can do with it.
//!
//! All calls wait until they are done, so a test reads from top to bottom. A call that cannot do
//! what it says fails the test, with the reason.

use std::collections::BTreeMap;
use std::fs;
use std::future::Future;
use std::path::PathBuf;
use std::time::Duration;

use fantoccini::ClientBuilder;
use fantoccini::elements::ElementRef;
use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use hyper_util::client::legacy::connect::HttpConnector;
use quorate_tests::repository;
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};
use xtask::site::Site;

use crate::driver::Driver;

/// Special keys for [`Page::press`]: `Key::PageDown`, `Key::Escape`, …
#[allow(unused_imports, reason = "the tests choose from these")]
pub(crate) use fantoccini::key::Key;

/// Where the page lies on the test's server.
const BASE: &str = "/any/path/quorate/";
/// How long a visitor would wait before calling it broken.
const PATIENCE: Duration = Duration::from_secs(10);
const GLANCE: Duration = Duration::from_millis(40);

/// Who visits, and how; [`Visit::open`] begins.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    target: String,
    size: (u32, u32),
    scheme: &'static str,
    motion: &'static str,
    languages: &'static str,
    pages: BTreeMap<String, String>,
    first: String,
}

#[allow(dead_code, reason = "the tests choose from these")]
impl Visit {
    /// A visit to what follows the page's own address: `""`, `"#/lab?s=…"`, `"?embed=1#/lab"`. A
    /// target that begins with `/` is taken from the root of the server, see [`Visit::beside`].
    ///
    /// Unless told otherwise the visitor has a laptop, a light theme, motion, and reads English.
    pub(crate) fn to(target: &str) -> Visit {
        Visit {
            target: target.to_owned(),
            size: (1280, 800),
            scheme: "light",
            motion: "no-preference",
            languages: "en-US,en",
            pages: BTreeMap::new(),
            first: String::new(),
        }
    }

    /// The visible area, in CSS pixels.
    pub(crate) fn size(self, width: u32, height: u32) -> Visit {
        Visit { size: (width, height), ..self }
    }

    /// A phone, upright.
    pub(crate) fn phone(self) -> Visit {
        self.size(360, 740)
    }

    /// The visitor's system is dark.
    pub(crate) fn dark(self) -> Visit {
        Visit { scheme: "dark", ..self }
    }

    /// The visitor asked the system for less motion.
    pub(crate) fn reduced_motion(self) -> Visit {
        Visit { motion: "reduce", ..self }
    }

    /// The visitor reads Chinese first.
    pub(crate) fn chinese(self) -> Visit {
        Visit { languages: "zh-CN,zh,en", ..self }
    }

    /// Puts one more page on the server, by its whole path: a course page that embeds ours.
    pub(crate) fn beside(mut self, path: &str, html: &str) -> Visit {
        self.pages.insert(path.to_owned(), html.to_owned());
        self
    }

    /// Runs a script in every document before any of the document's own: to watch what it does.
    pub(crate) fn watched_by(self, script: &str) -> Visit {
        Visit { first: script.to_owned(), ..self }
    }

    /// Opens the page in a browser of its own and returns when the document is loaded; what the
    /// page does then is for [`Page::find`] and its like to wait for.
    pub(crate) fn open(self) -> Page {
        let folder = repository().join("dist");
        assert!(folder.join("index.html").exists(), "build the page first: cargo xtask build");
        let pages = self.pages.clone();
        let site = Site { folder, base: BASE.to_owned(), pages }.listen(0).expect("a free port");
        let origin = format!("http://{}", site.address);
        #[allow(clippy::disallowed_methods, reason = "the server outlives this call")]
        std::thread::spawn(move || site.serve());

        let page = Page::new(&self);
        page.emulate(&self);
        page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": self.first }));
        match self.target.starts_with('/') {
            true => page.go(&format!("{origin}{}", self.target)),
            false => page.go(&format!("{origin}{BASE}{}", self.target)),
        }
        page
    }
}

/// An open page. When it is dropped, the browser closes; and unless the test has failed already,
/// it fails then if the browser's console holds anything: an error, a warning, a refusal of the
/// content security policy, a file that was not found. A test that provokes one takes it out first,
/// by [`Page::take_console`].
#[derive(Debug)]
pub(crate) struct Page {
    runtime: Runtime,
    client: fantoccini::Client,
    _driver: Driver,
}

#[allow(dead_code, reason = "the tests choose from these")]
impl Page {
    fn new(visit: &Visit) -> Page {
        let driver = Driver::start();
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime of one thread");
        let client = runtime.block_on(
            ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities(visit))
                .connect(&driver.url),
        );
        let client = client.unwrap_or_else(|error| panic!("no browser session: {error}"));
        Page { runtime, client, _driver: driver }
    }

    fn emulate(&self, visit: &Visit) {
        let (width, height) = visit.size;
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        );
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "prefers-color-scheme", "value": visit.scheme },
                { "name": "prefers-reduced-motion", "value": visit.motion },
            ] }),
        );
    }

    // ---- moving about

    /// Goes to a whole address.
    pub(crate) fn go(&self, url: &str) {
        self.done(self.client.goto(url));
    }

    /// Loads the page again.
    pub(crate) fn reload(&self) {
        self.done(self.client.refresh());
    }

    /// The whole address, as the address bar shows it.
    pub(crate) fn url(&self) -> String {
        self.done(self.client.current_url()).into()
    }

    /// The title of the document.
    pub(crate) fn title(&self) -> String {
        self.done(self.client.title())
    }

    /// Goes into the frame with this number in the page: [`Page::evaluate`], [`Page::select`] and
    /// the waits then speak of it. [`Page::find`] always speaks of the whole page.
    pub(crate) fn enter_frame(&self, index: u16) {
        self.done(self.client.enter_frame(index));
    }

    // ---- finding

    /// Waits for an element by its role and its whole accessible name, as a screen reader would
    /// say them: `("button", "Play")`, `("heading", "Raft")`, `("image", "Client X, idle")`.
    pub(crate) fn find(&self, role: &str, name: &str) -> Element<'_> {
        let found = self.wait(|| self.accessible(role, Some(name)).into_iter().next());
        let found = found.unwrap_or_else(|| {
            panic!("no {role} is named {name:?}; there are: {:?}", self.names(role))
        });
        self.resolve(&found)
    }

    /// As [`Page::find`], for a name that goes on in a way that the test does not know.
    pub(crate) fn find_beginning(&self, role: &str, beginning: &str) -> Element<'_> {
        let is_meant = |found: &Accessible| found.name.starts_with(beginning);
        let found = self.wait(|| self.accessible(role, None).into_iter().find(is_meant));
        let found = found.unwrap_or_else(|| {
            panic!("no {role} is named {beginning:?} …; there are: {:?}", self.names(role))
        });
        self.resolve(&found)
    }

    fn resolve(&self, found: &Accessible) -> Element<'_> {
        let object = self.devtools("DOM.resolveNode", json!({ "backendNodeId": found.node }));
        // The driver's elements and the debugger's are strangers: they meet in a variable.
        self.devtools(
            "Runtime.callFunctionOn",
            json!({
                "objectId": object["object"]["objectId"],
                "functionDeclaration": "function () { window.found = this; }",
            }),
        );
        let element = self.evaluate("const { found } = window; delete window.found; return found;");
        self.element(&element).unwrap_or_else(|| panic!("{:?} is not an element", found.name))
    }

    /// Whether there is, at this moment, an element with this role and accessible name.
    pub(crate) fn has(&self, role: &str, name: &str) -> bool {
        !self.accessible(role, Some(name)).is_empty()
    }

    /// Waits until no element has this role and accessible name any more.
    pub(crate) fn wait_until_gone(&self, role: &str, name: &str) {
        let gone = self.wait(|| (!self.has(role, name)).then_some(()));
        assert!(gone.is_some(), "{role} {name:?} is still there");
    }

    /// The accessible names of all elements with a role, at this moment, in the order of the page.
    pub(crate) fn names(&self, role: &str) -> Vec<String> {
        self.accessible(role, None).into_iter().map(|found| found.name).collect()
    }

    /// Waits for the first element that a CSS selector matches. For what has no name of its own;
    /// a visitor's way in is [`Page::find`].
    pub(crate) fn select(&self, css: &str) -> Element<'_> {
        let script = "return document.querySelector(arguments[0])";
        let found = self.wait(|| self.element(&self.evaluate_with(script, vec![json!(css)])));
        found.unwrap_or_else(|| panic!("nothing matches {css}"))
    }

    fn element(&self, value: &Value) -> Option<Element<'_>> {
        let id = value.as_object()?.values().next()?.as_str()?.to_owned();
        let client = self.client.clone();
        let element = fantoccini::elements::Element::from_element_id(client, ElementRef::from(id));
        Some(Element { page: self, element })
    }

    fn accessible(&self, role: &str, name: Option<&str>) -> Vec<Accessible> {
        let document = self.devtools("DOM.getDocument", json!({ "depth": 0 }));
        let mut query = json!({ "nodeId": document["root"]["nodeId"], "role": role });
        if let Some(name) = name {
            query["accessibleName"] = json!(name);
        }
        // A page that is just being replaced has no tree: that is to be waited for.
        let found = self.try_devtools("Accessibility.queryAXTree", query).unwrap_or_default();
        let nodes = found["nodes"].as_array().cloned().unwrap_or_default();
        let seen = nodes.iter().filter(|node| node["ignored"] != json!(true));
        let found = seen.filter_map(|node| {
            Some(Accessible {
                node: node["backendDOMNodeId"].as_u64()?,
                name: node["name"]["value"].as_str().unwrap_or_default().to_owned(),
            })
        });
        found.collect()
    }

    // ---- acting and asking

    /// Types text or a special key ([`Key`]) where the focus is.
    pub(crate) fn press(&self, keys: &str) {
        self.done(async { self.client.active_element().await?.send_keys(keys).await });
    }

    /// Presses the mouse at the first place, moves it by the others and lets it go at the last.
    /// `modifiers` as the debugger counts them: [`Page::SHIFT`], or 0.
    pub(crate) fn drag(&self, path: &[(f64, f64)], modifiers: u32) {
        let mouse = |kind: &str, (x, y): (f64, f64)| {
            let event = json!({
                "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1,
                "modifiers": modifiers,
            });
            self.devtools("Input.dispatchMouseEvent", event);
        };
        let (Some(first), Some(last)) = (path.first(), path.last()) else { return };
        mouse("mousePressed", *first);
        path.iter().skip(1).for_each(|place| mouse("mouseMoved", *place));
        mouse("mouseReleased", *last);
    }

    /// The modifier of [`Page::drag`] for Shift.
    pub(crate) const SHIFT: u32 = 8;

    /// Runs a function body in the page and gives what it returns.
    pub(crate) fn evaluate(&self, script: &str) -> Value {
        self.evaluate_with(script, Vec::new())
    }

    /// As [`Page::evaluate`], with `arguments`.
    pub(crate) fn evaluate_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.done(self.client.execute(script, arguments))
    }

    /// Runs a function body that answers by calling its last argument.
    pub(crate) fn evaluate_slowly(&self, script: &str) -> Value {
        self.done(self.client.execute_async(script, Vec::new()))
    }

    /// Waits until a function body returns true; `what` says for people what it is waiting for.
    pub(crate) fn wait_until(&self, what: &str, script: &str) {
        let came = self.wait(|| (self.evaluate(script) == json!(true)).then_some(()));
        assert!(came.is_some(), "did not come: {what}");
    }

    /// Tries again and again, until something comes or patience ends.
    pub(crate) fn wait<T>(&self, mut attempt: impl FnMut() -> Option<T>) -> Option<T> {
        let glances = PATIENCE.as_millis() / GLANCE.as_millis();
        (0..glances).find_map(|_| {
            let outcome = attempt();
            if outcome.is_none() {
                self.pause(GLANCE);
            }
            outcome
        })
    }

    /// Lets real time pass. Only for what takes real time; to wait for an outcome, wait for it.
    pub(crate) fn pause(&self, duration: Duration) {
        // The timer may only be made where the runtime is.
        self.runtime.block_on(async { tokio::time::sleep(duration).await });
    }

    /// A command of the Chrome DevTools Protocol.
    pub(crate) fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.try_devtools(command, parameters).unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    fn try_devtools(&self, command: &str, parameters: Value) -> Result<Value, CmdError> {
        let body = json!({ "cmd": command, "params": parameters });
        let command = Vendor { path: "goog/cdp/execute", body };
        self.runtime.block_on(self.client.issue_cmd(command))
    }

    // ---- judging

    /// Saves what is to be seen as `target/e2e/NAME.png` and gives the path.
    pub(crate) fn screenshot(&self, name: &str) -> PathBuf {
        let folder = repository().join("target/e2e");
        let file = folder.join(format!("{name}.png"));
        let picture = self.done(self.client.screenshot());
        let saved = fs::create_dir_all(folder).and_then(|()| fs::write(&file, picture));
        saved.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        file
    }

    /// Asks axe-core for barriers, by WCAG 2.2 AA and its best practices: there must be none.
    pub(crate) fn assert_no_barriers(&self) {
        let file = repository().join("target/tools/axe.min.js");
        let axe = fs::read_to_string(&file).expect("axe-core, which `cargo xtask test` installs");
        self.evaluate(&axe);
        let script = "
            const done = arguments[arguments.length - 1];
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            axe.run(document, { runOnly: tags }).then(
                ({ violations }) => done(violations.map(({ id, help, nodes }) =>
                    `${id}: ${help}\\n` + nodes.map(({ html }) => `    ${html}`).join('\\n'))),
                (error) => done([String(error)]));";
        let barriers = self.done(self.client.execute_async(script, Vec::new()));
        let barriers: Vec<&str> =
            barriers.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert!(barriers.is_empty(), "barriers:\n{}", barriers.join("\n"));
    }

    /// Takes all that stands in the browser's console, one line each.
    pub(crate) fn take_console(&self) -> Vec<String> {
        let command = Vendor { path: "se/log", body: json!({ "type": "browser" }) };
        let entries = self.done(self.client.issue_cmd(command));
        let line = |entry: &Value| format!("{} {}", entry["level"], entry["message"]);
        entries.as_array().into_iter().flatten().map(line).collect()
    }

    /// Waits for the driver's answer, which must be a good one.
    fn done<T>(&self, answer: impl Future<Output = Result<T, CmdError>>) -> T {
        self.runtime.block_on(answer).unwrap_or_else(|error| panic!("the browser says: {error}"))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let failed = std::thread::panicking();
        let console = if failed { Vec::new() } else { self.take_console() };
        // Before the driver ends: it would leave its browser behind.
        let _ = self.runtime.block_on(self.client.clone().close());
        assert!(console.is_empty(), "in the console:\n{}", console.join("\n"));
    }
}

/// An element of a page.
#[derive(Debug)]
pub(crate) struct Element<'page> {
    page: &'page Page,
    element: fantoccini::elements::Element,
}

#[allow(dead_code, reason = "the tests choose from these")]
impl Element<'_> {
    /// Scrolls there and clicks in the middle, which must not be covered by anything else.
    pub(crate) fn click(&self) {
        self.page.done(self.element.click());
    }

    /// Types text or special keys ([`Key`]) into the element.
    pub(crate) fn press(&self, keys: &str) {
        self.page.done(self.element.send_keys(keys));
    }

    /// Empties a field.
    pub(crate) fn clear(&self) {
        self.page.done(self.element.clear());
    }

    /// The text as it is to be seen.
    pub(crate) fn text(&self) -> String {
        self.page.done(self.element.text())
    }

    /// An attribute, as written.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.page.done(self.element.attr(name))
    }

    /// A property of the DOM object, such as `value`.
    pub(crate) fn property(&self, name: &str) -> Option<String> {
        self.page.done(self.element.prop(name))
    }

    /// Left, top, width and height, in CSS pixels.
    pub(crate) fn rectangle(&self) -> (f64, f64, f64, f64) {
        self.page.done(self.element.rectangle())
    }

    /// The middle, in CSS pixels.
    pub(crate) fn middle(&self) -> (f64, f64) {
        let (left, top, width, height) = self.rectangle();
        (left + width / 2.0, top + height / 2.0)
    }
}

/// One answer to a question for a role.
#[derive(Debug)]
struct Accessible {
    node: u64,
    name: String,
}

/// A command of ChromeDriver that the WebDriver standard does not know.
#[derive(Debug)]
struct Vendor {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

/// The browser of the wasm tests, so that its settings stand in one place, with a log.
fn capabilities(visit: &Visit) -> serde_json::Map<String, Value> {
    let file = repository().join(".cargo/webdriver.json");
    let text = fs::read_to_string(&file).expect("the settings of the browser");
    let mut capabilities: Value = serde_json::from_str(&text).expect("settings in JSON");
    capabilities["goog:chromeOptions"]["prefs"] = json!({
        "intl.accept_languages": visit.languages,
    });
    capabilities["goog:loggingPrefs"] = json!({ "browser": "ALL" });
    capabilities.as_object().cloned().expect("settings are an object")
}
