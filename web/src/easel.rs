//! Holds the pictures of one lab and draws them: outside component state, since it changes with
//! every frame.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use quorate_proto::Language;
use quorate_scene::{Insets, Size, StageOptions};

use crate::canvas::{Canvas, Chosen};
use crate::session::Session;

/// How the stage is to be drawn.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct View {
    /// How large the stage is, in pixels.
    pub(crate) size: (u32, u32),
    /// What lies over its edges: above and below.
    pub(crate) covered: (u32, u32),
    /// How much larger than usual things may be drawn where there is room.
    pub(crate) scale_most: f64,
    /// The language of everything written on it.
    pub(crate) language: Language,
    /// What stands out.
    pub(crate) chosen: Chosen,
    /// Whether messages glide.
    pub(crate) glides: bool,
}

/// The picture of a stage. Equal to itself alone.
#[derive(Clone)]
pub(crate) struct Easel(Rc<Inner>);

struct Inner {
    canvas: RefCell<Option<Canvas>>,
    view: RefCell<View>,
    published_ms: Cell<f64>,
}

impl PartialEq for Easel {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Default for Easel {
    fn default() -> Self {
        Self(Rc::new(Inner {
            canvas: RefCell::new(Canvas::new()),
            view: RefCell::default(),
            published_ms: Cell::new(0.0),
        }))
    }
}

impl Easel {
    /// Draws the stage so from now on.
    pub(crate) fn set_view(&self, view: View) {
        *self.0.view.borrow_mut() = view;
    }

    /// Draws the session as it stands.
    pub(crate) fn draw(&self, session: &Session) {
        let view = self.0.view.borrow();
        if view.size.0 == 0 || view.size.1 == 0 {
            return;
        }
        if let Some(canvas) = &mut *self.0.canvas.borrow_mut() {
            let timeline = session.timeline();
            let (world, clock) = (session.world(), timeline.clock());
            let options = view.options();
            canvas.draw((world, timeline.current()), &options, &view.chosen, (clock, view.glides));
        }
    }

    /// Looks at the picture; nothing if there is none.
    pub(crate) fn look<R>(&self, look: impl FnOnce(&Canvas) -> R) -> Option<R> {
        self.0.canvas.borrow().as_ref().map(look)
    }

    /// How many pixels of the page one unit of the picture takes.
    pub(crate) fn scale(&self) -> f64 {
        self.0.view.borrow().scale()
    }

    /// Whether the page's words are due again. They follow a few times a second.
    pub(crate) fn is_due(&self, now_ms: f64, every_ms: f64) -> bool {
        let due = now_ms - self.0.published_ms.get() >= every_ms;
        if due {
            self.0.published_ms.set(now_ms);
        }
        due
    }
}

/// A stage of this size shows everything as large as it is meant to be; a larger one is scaled.
const USUAL: (f64, f64) = (1_000.0, 600.0);

impl View {
    /// How much larger than usual things are drawn.
    pub(crate) fn scale(&self) -> f64 {
        let (width, height) = (f64::from(self.size.0), f64::from(self.size.1));
        (width / USUAL.0).min(height / USUAL.1).min(self.scale_most).max(1.0)
    }

    fn options(&self) -> StageOptions {
        let scale = self.scale();
        let scaled = |pixels: u32| (f64::from(pixels) / scale).round();
        let insets = Insets {
            top: scaled(self.covered.0),
            bottom: scaled(self.covered.1),
            ..Insets::default()
        };
        StageOptions {
            size: Size::new(scaled(self.size.0), scaled(self.size.1)),
            insets,
            language: self.language,
            ..StageOptions::default()
        }
    }
}
