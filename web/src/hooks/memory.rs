//! What a part remembers from one drawing to the next.
//!
//! These hooks do what yew's hooks of the same names do. Yew compiles each of its own anew for
//! every type that somebody keeps with it, and a page that keeps fifty loads fifty. Here a place to
//! keep things holds anything, and all that is done with it is compiled once; only to compare two
//! values takes knowing their type.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;

use yew::functional::{Hook, HookContext, TearDown, UseForceUpdateHandle};
use yew::{NodeRef, use_force_update};

/// A hook from a function.
pub(crate) struct Run<F>(pub(crate) F);

impl<T, F: FnOnce(&mut HookContext) -> T> Hook for Run<F> {
    type Output = T;

    fn run(self, context: &mut HookContext) -> T {
        (self.0)(context)
    }
}

/// A place to keep something.
struct Place {
    kept: RefCell<Option<Rc<dyn Any>>>,
    redraw: UseForceUpdateHandle,
}

impl Place {
    #[inline(never)]
    fn next(context: &mut HookContext) -> Rc<Self> {
        let redraw = use_force_update().run(context);
        yew::functional::use_ref(|| Self { kept: RefCell::new(None), redraw }).run(context)
    }

    #[inline(never)]
    fn kept<T: 'static>(&self) -> Option<Rc<T>> {
        self.anything()?.downcast().ok()
    }

    #[inline(never)]
    fn anything(&self) -> Option<Rc<dyn Any>> {
        self.kept.borrow().clone()
    }

    #[inline(never)]
    fn keep(&self, value: Rc<dyn Any>) {
        self.kept.replace(Some(value));
    }

    /// Keeps something else, for which the part is drawn anew.
    #[inline(never)]
    fn change(&self, value: Rc<dyn Any>) {
        self.keep(value);
        self.redraw.force_update();
    }
}

/// A value that changes, and the part is drawn anew for it.
pub(crate) struct State<T> {
    setter: Setter<T>,
    value: Rc<T>,
}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        Self { setter: self.setter.clone(), value: Rc::clone(&self.value) }
    }
}

/// The value that the part was drawn with.
impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for State<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: PartialEq + 'static> State<T> {
    /// What it is now, which may be later than what the part was drawn with.
    pub(crate) fn latest(&self) -> Rc<T> {
        self.setter.0.kept().unwrap_or_else(|| Rc::clone(&self.value))
    }

    /// The way to change it.
    pub(crate) fn setter(&self) -> Setter<T> {
        self.setter.clone()
    }

    /// Puts another value in its place.
    pub(crate) fn set(&self, value: T) {
        self.setter.set(value);
    }
}

/// The way to change a state.
pub(crate) struct Setter<T>(Rc<Place>, PhantomData<fn(T)>);

impl<T> Clone for Setter<T> {
    // Nearly every callback has one or two: the code for it need not be in all those places.
    #[inline(never)]
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0), PhantomData)
    }
}

/// Equal if they change the same state.
impl<T> PartialEq for Setter<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: PartialEq + 'static> Setter<T> {
    /// Puts another value in the place of what is kept.
    pub(crate) fn set(&self, value: T) {
        if self.0.kept::<T>().is_none_or(|kept| *kept != value) {
            self.0.change(Rc::new(value));
        }
    }

    /// Changes what is kept.
    pub(crate) fn change(&self, change: impl FnOnce(&mut T))
    where
        T: Clone,
    {
        if let Some(kept) = self.0.kept::<T>() {
            let mut value = (*kept).clone();
            change(&mut value);
            self.set(value);
        }
    }
}

/// A value that the part is drawn anew for when another is set.
pub(crate) fn use_state_eq<T: 'static>(first: impl FnOnce() -> T) -> impl Hook<Output = State<T>> {
    Run(move |context: &mut HookContext| {
        let place = Place::next(context);
        let value = place.kept().unwrap_or_else(|| {
            let value = Rc::new(first());
            place.keep(Rc::clone(&value) as Rc<dyn Any>);
            value
        });
        State { setter: Setter(place, PhantomData), value }
    })
}

/// What is made of other values, as long as these stay the same.
pub(crate) fn use_memo<D: PartialEq + 'static, T: 'static>(
    of: D,
    make: impl FnOnce(&D) -> T,
) -> impl Hook<Output = Rc<T>> {
    Run(move |context: &mut HookContext| {
        let place = Place::next(context);
        if let Some(kept) = place.kept::<(D, Rc<T>)>().filter(|kept| kept.0 == of) {
            return Rc::clone(&kept.1);
        }
        let made = Rc::new(make(&of));
        place.keep(Rc::new((of, Rc::clone(&made))));
        made
    })
}

/// A way to an element that the part draws.
pub(crate) fn use_node_ref() -> impl Hook<Output = NodeRef> {
    Run(|context: &mut HookContext| (*use_memo((), |()| NodeRef::default()).run(context)).clone())
}

/// What something was done for, and how it is undone.
type Deed = (Box<dyn Any>, Box<dyn FnOnce()>);

/// Something to do once the part is drawn.
trait Effect {
    /// Whether it is for the same as what was done last.
    fn is_for(&self, last: &dyn Any) -> bool;

    /// Does it.
    fn perform(self: Box<Self>) -> Deed;
}

/// Something to do for these values.
struct For<D, F>(D, F);

impl<D: PartialEq + 'static, U: TearDown, F: FnOnce(&D) -> U> Effect for For<D, F> {
    fn is_for(&self, last: &dyn Any) -> bool {
        last.downcast_ref() == Some(&self.0)
    }

    fn perform(self: Box<Self>) -> Deed {
        let Self(these, effect) = *self;
        let undo = effect(&these);
        (Box::new(these), Box::new(move || undo.tear_down()))
    }
}

/// What was done last.
#[derive(Default)]
struct Done(RefCell<Option<Deed>>);

impl Done {
    fn follow(&self, effect: Box<dyn Effect>) {
        if !self.0.borrow().as_ref().is_some_and(|(last, _)| effect.is_for(&**last)) {
            self.undo();
            let done = effect.perform();
            self.0.replace(Some(done));
        }
    }

    fn undo(&self) {
        if let Some((_, undo)) = self.0.take() {
            undo();
        }
    }
}

impl Drop for Done {
    fn drop(&mut self) {
        self.undo();
    }
}

/// Does something once the part is drawn, and again whenever these values have changed; what was
/// done before is undone then, and when the part goes.
pub(crate) fn use_effect_with<D: PartialEq + 'static, U: TearDown>(
    these: D,
    effect: impl FnOnce(&D) -> U + 'static,
) -> impl Hook<Output = ()> {
    use_deed(Box::new(For(these, effect)))
}

fn use_deed(effect: Box<dyn Effect>) -> impl Hook<Output = ()> {
    Run(|context: &mut HookContext| {
        let done = yew::functional::use_ref(Done::default).run(context);
        use_effect(move || done.follow(effect)).run(context);
    })
}

/// Does something each time that the part is drawn.
pub(crate) fn use_effect(effect: impl FnOnce() + 'static) -> impl Hook<Output = ()> {
    let effect: Box<dyn FnOnce()> = Box::new(effect);
    yew::use_effect(effect)
}
