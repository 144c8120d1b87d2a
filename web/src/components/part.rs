//! Parts of the page: whatever keeps state, or is drawn anew only when it is given something else.
//! To yew all of them are one component: what it compiles for each component, and a page loads, is
//! there once.

use std::any::Any;
use std::rc::Rc;

use yew::functional::{Hook, HookContext};
use yew::virtual_dom::{Key, VList};
use yew::{Html, Properties, component, html};

use crate::hooks::Run;

/// The picture of what is given. It may keep state by hooks.
type Picture = fn(&dyn Any, &mut HookContext) -> Html;

/// What a part is given.
pub(crate) trait Given: Any {
    /// Whether it is the same as what was given before.
    fn is(&self, before: &dyn Any) -> bool;
}

impl<T: PartialEq + Any> Given for T {
    fn is(&self, before: &dyn Any) -> bool {
        before.downcast_ref() == Some(self)
    }
}

/// How a part is drawn, and what it is given.
#[derive(Clone, Properties)]
pub struct PartProps {
    picture: Picture,
    given: Rc<dyn Given>,
}

impl PartProps {
    pub(crate) const fn new(picture: Picture, given: Rc<dyn Given>) -> Self {
        Self { picture, given }
    }

    /// The part. Its key is where its picture lies, which no two share: what one part remembers is
    /// never taken for another's. It stands within a list of its own, for beside each other two
    /// with the same picture may stand.
    pub(crate) fn draw(self) -> Html {
        let key = self.picture as usize;
        let part = html! { <Part {key} ..self /> };
        VList::with_children(vec![part], None).into()
    }
}

impl PartialEq for PartProps {
    fn eq(&self, other: &Self) -> bool {
        let before: &dyn Any = &*other.given;
        std::ptr::fn_addr_eq(self.picture, other.picture) && self.given.is(before)
    }
}

/// Any part.
#[component]
pub fn Part(props: &PartProps) -> Html {
    use_picture(props)
}

fn use_picture(props: &PartProps) -> impl Hook<Output = Html> {
    Run(|context: &mut HookContext| (props.picture)(&*props.given, context))
}

/// A part with a key of its own: one of many in a row, or one that starts anew with another key.
pub(crate) fn keyed(key: impl Into<Key>, part: Html) -> Html {
    VList::with_children(vec![part], Some(key.into())).into()
}

/// Declares a part by the hook that draws it: a function from what it is given to the part. Parts
/// of the lab are all given the same, [`LabProps`](crate::components::LabProps).
macro_rules! part {
    ($(#[$about:meta])* $visibility:vis fn $name:ident = $hook:ident;) => {
        $(#[$about])*
        $visibility fn $name(lab: &$crate::components::LabProps) -> yew::Html {
            $crate::components::part::part!(fn part($crate::components::LabProps) = $hook;);
            part(lab.clone())
        }
    };
    ($(#[$about:meta])* $visibility:vis fn $name:ident($given:ty) = $hook:ident;) => {
        $(#[$about])*
        $visibility fn $name(given: $given) -> yew::Html {
            use $crate::components::part::PartProps;
            use yew::functional::Hook;
            let picture = |given: &dyn std::any::Any, context: &mut _| {
                let given = given.downcast_ref::<$given>();
                given.map(|given| $hook(given).run(context)).unwrap_or_default()
            };
            PartProps::new(picture, std::rc::Rc::new(given)).draw()
        }
    };
}

pub(crate) use part;
