//! The worker's side: one job, asked for in one letter.

use js_sys::global;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::Letter;
use crate::late;

/// How often the page hears of progress, in milliseconds.
pub(super) const REPORT_EVERY_MS: f64 = 150.0;

/// Says that it is there, then does what the first letter asks for. Gives whether this program is
/// a worker at all.
pub(crate) fn serve() -> bool {
    let Ok(scope) = global().dyn_into::<DedicatedWorkerGlobalScope>() else { return false };
    let mouth = scope.clone();
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        work(&mouth, &Letter::read(&text));
    });
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // It hears for as long as there is a worker.
    heard.forget();
    say(&scope, &Letter::new("ready"));
    true
}

/// Does a job to its end. Nobody interrupts: to cancel, the page ends the worker.
fn work(scope: &DedicatedWorkerGlobalScope, request: &Letter) {
    let mut job = match late::begin_job(request) {
        Ok(job) => job,
        Err(wrong) => return say(scope, &Letter::new("refused").about(wrong)),
    };
    let started = js_sys::Date::now();
    let mut reported = started;
    let tell = |kind: &str, report: Letter, now: f64| {
        let report = report.with("ms", (now - started) as u64);
        say(scope, &Letter::new(kind).about(report.write()));
    };
    while job.advance() {
        let now = js_sys::Date::now();
        if now - reported >= REPORT_EVERY_MS {
            reported = now;
            tell("progress", job.report(), now);
        }
    }
    tell("done", job.report(), js_sys::Date::now());
}

fn say(scope: &DedicatedWorkerGlobalScope, letter: &Letter) {
    // A text can always be sent; a page that is gone needs none.
    let _ = scope.post_message(&JsValue::from_str(&letter.write()));
}
