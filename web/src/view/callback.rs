//! What is done when something happens.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Event;
use yew::virtual_dom::{Listener, ListenerKind};

/// Something to do when something happens, shared by all who may set it off.
///
/// It is what yew calls so, but made of less: a page has hundreds, and of a closure behind a
/// `dyn Fn`, as yew keeps it, there are the two ways to call it, too, that nobody goes.
pub(crate) struct Callback<E, R = ()>(Rc<dyn Does<E, R>>);

trait Does<E, R> {
    fn on(&self, event: E) -> R;
}

impl<E, R, F: Fn(E) -> R> Does<E, R> for F {
    fn on(&self, event: E) -> R {
        self(event)
    }
}

impl<E, R, F: Fn(E) -> R + 'static> From<F> for Callback<E, R> {
    fn from(does: F) -> Self {
        Self(Rc::new(does))
    }
}

impl<E, R> Clone for Callback<E, R> {
    // The code for it need not be in every place that has one.
    #[inline(never)]
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

/// Equal to itself alone.
impl<E, R> PartialEq for Callback<E, R> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<E: 'static, R: 'static> Callback<E, R> {
    /// Does it.
    pub(crate) fn emit(&self, event: E) -> R {
        self.0.on(event)
    }

    /// Does it for something else that happens.
    pub(crate) fn reform<T: 'static>(&self, event: impl Fn(T) -> E + 'static) -> Callback<T, R> {
        let this = self.clone();
        Callback::from(move |other| this.emit(event(other)))
    }
}

impl<E: 'static> Callback<E> {
    /// Nothing to do.
    pub(crate) fn noop() -> Self {
        Self::from(|_| ())
    }
}

/// What an element listens for, and what it does then.
pub(super) struct Listening<E> {
    pub(super) kind: ListenerKind,
    pub(super) heard: Callback<E>,
}

impl<E: JsCast + 'static> Listener for Listening<E> {
    fn kind(&self) -> ListenerKind {
        self.kind.clone()
    }

    fn handle(&self, event: Event) {
        // The kind says of which class its events are.
        self.heard.emit(event.unchecked_into());
    }

    fn passive(&self) -> bool {
        self.kind == ListenerKind::onscroll
    }
}
