//! One callback per frame of the screen, while there is something to show.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use yew::hook;

use super::memory::use_effect_with;
use crate::view::Callback;

/// A page that was away must not catch up at once.
const FRAME_MS_MAX: f64 = 100.0;

struct FrameLoop {
    armed: RefCell<Option<AnimationFrame>>,
    last: Cell<Option<f64>>,
    stopped: Cell<bool>,
    work: Callback<f64>,
}

/// Calls `work` with the real milliseconds since the last frame, while `active`. A page that
/// stands still asks for no frames at all.
#[hook]
pub(crate) fn use_frame_loop(active: bool, work: Callback<f64>) {
    use_effect_with((active, work), |(active, work)| {
        let frames = active.then(|| {
            Rc::new(FrameLoop {
                armed: RefCell::new(None),
                last: Cell::new(None),
                stopped: Cell::new(false),
                work: work.clone(),
            })
        });
        if let Some(frames) = &frames {
            arm(frames);
        }
        move || {
            if let Some(frames) = frames {
                frames.stopped.set(true);
                frames.armed.borrow_mut().take();
            }
        }
    });
}

/// Asks for one frame; each frame asks for the next.
fn arm(frames: &Rc<FrameLoop>) {
    let next = Rc::clone(frames);
    let frame = request_animation_frame(move |now| {
        let last = next.last.replace(Some(now)).unwrap_or(now);
        next.work.emit((now - last).clamp(0.0, FRAME_MS_MAX));
        if !next.stopped.get() {
            arm(&next);
        }
    });
    *frames.armed.borrow_mut() = Some(frame);
}
