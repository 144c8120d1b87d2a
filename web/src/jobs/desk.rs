//! The page's side: starts a job, hears of it, and can end it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use gloo::utils::document;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::worker::REPORT_EVERY_MS;
use super::{Job, Letter, begin};
use crate::environment::now_ms;
use crate::view::Callback;

/// How much of the time between two frames a job may take where there is no worker.
const SLICE_MS: f64 = 6.0;

/// What is heard of a job.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum News {
    /// It has begun: in a worker, or else in the page itself.
    Begun { in_worker: bool },
    /// It has come so far.
    Progress(Letter),
    /// It is over.
    Done(Letter),
    /// It was not begun, for this reason.
    Refused(String),
    /// It ended by a fault of ours, of which this is known.
    Fault(String),
}

/// A job under way. It ends when this is dropped.
pub(crate) struct Desk(Rc<Inner>);

struct Inner {
    request: Letter,
    hear: Callback<News>,
    worker: RefCell<Option<Beside>>,
    job: RefCell<Option<Box<dyn Job>>>,
    timer: RefCell<Option<Timeout>>,
    ready: Cell<bool>,
    began_ms: Cell<f64>,
    reported_ms: Cell<f64>,
}

/// A worker and the ears on it.
struct Beside {
    worker: Worker,
    _message: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn(ErrorEvent)>,
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // The ears on the worker hold the rest.
        self.0.worker.take();
        self.0.timer.take();
        self.0.job.take();
    }
}

impl Desk {
    /// Starts the job that a letter asks for.
    pub(crate) fn start(request: Letter, hear: Callback<News>) -> Self {
        let inner = Rc::new(Inner {
            request,
            hear,
            worker: RefCell::default(),
            job: RefCell::default(),
            timer: RefCell::default(),
            ready: Cell::new(false),
            began_ms: Cell::new(0.0),
            reported_ms: Cell::new(0.0),
        });
        match beside(&inner) {
            Ok(worker) => *inner.worker.borrow_mut() = Some(worker),
            Err(_) => here_soon(&inner),
        }
        Self(inner)
    }
}

/// A worker from the files that this page was started from. Some frames may have none.
fn beside(inner: &Rc<Inner>) -> Result<Beside, JsValue> {
    let script = document().query_selector("script[src*='boot.js?']")?;
    let script = script.and_then(|script| script.get_attribute("src"));
    let address = script.ok_or(JsValue::NULL)?.replace("boot.js", "worker.js");
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&address, &options)?;
    let desk = Rc::downgrade(inner);
    let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let (Some(desk), Some(text)) = (desk.upgrade(), event.data().as_string()) {
            hear(&desk, &Letter::read(&text));
        }
    });
    let desk = Rc::downgrade(inner);
    let error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
        event.prevent_default();
        if let Some(desk) = desk.upgrade() {
            hear(&desk, &Letter::new("fault").about(event.message()));
        }
    });
    worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(error.as_ref().unchecked_ref()));
    Ok(Beside { worker, _message: message, _error: error })
}

/// What a worker says.
fn hear(inner: &Rc<Inner>, letter: &Letter) {
    let report = || Letter::read(&letter.body);
    let news = match letter.kind() {
        "ready" => {
            inner.ready.set(true);
            if let Some(beside) = &*inner.worker.borrow() {
                // A text can always be sent.
                let _ = beside.worker.post_message(&JsValue::from_str(&inner.request.write()));
            }
            News::Begun { in_worker: true }
        }
        "progress" => News::Progress(report()),
        "done" => News::Done(report()),
        "refused" => News::Refused(letter.body.clone()),
        // A worker that never came to be: the page does its work.
        _ if !inner.ready.get() => return here_soon(inner),
        _ => News::Fault(letter.body.clone()),
    };
    let over = !matches!(news, News::Begun { .. } | News::Progress(_));
    if over {
        // Not from within its own ear: a moment later.
        let ended = inner.worker.take();
        *inner.timer.borrow_mut() = Some(Timeout::new(0, move || drop(ended)));
    }
    inner.hear.emit(news);
}

/// Begins the job in the page, once whoever asked for it has gone on.
fn here_soon(inner: &Rc<Inner>) {
    inner.ready.set(true);
    let desk = Rc::downgrade(inner);
    let start = move || {
        let Some(inner) = desk.upgrade() else { return };
        inner.worker.take();
        match begin(&inner.request) {
            Ok(job) => {
                *inner.job.borrow_mut() = Some(job);
                inner.began_ms.set(now_ms());
                inner.hear.emit(News::Begun { in_worker: false });
                slice_soon(&inner);
            }
            Err(wrong) => inner.hear.emit(News::Refused(wrong)),
        }
    };
    *inner.timer.borrow_mut() = Some(Timeout::new(0, start));
}

fn slice_soon(inner: &Rc<Inner>) {
    let desk = Rc::downgrade(inner);
    let work = move || {
        if let Some(inner) = desk.upgrade() {
            slice(&inner);
        }
    };
    *inner.timer.borrow_mut() = Some(Timeout::new(1, work));
}

/// Does some pieces of a job, and sees to it that more are done later.
fn slice(inner: &Rc<Inner>) {
    let started = now_ms();
    let Some(mut job) = inner.job.take() else { return };
    let mut goes_on = true;
    while goes_on && now_ms() - started < SLICE_MS {
        goes_on = job.advance();
    }
    let report =
        |job: &mut Box<dyn Job>| job.report().with("ms", (now_ms() - inner.began_ms.get()) as u64);
    if !goes_on {
        return inner.hear.emit(News::Done(report(&mut job)));
    }
    let due = started - inner.reported_ms.get() >= REPORT_EVERY_MS;
    let report = due.then(|| report(&mut job));
    *inner.job.borrow_mut() = Some(job);
    slice_soon(inner);
    if let Some(report) = report {
        inner.reported_ms.set(started);
        inner.hear.emit(News::Progress(report));
    }
}
