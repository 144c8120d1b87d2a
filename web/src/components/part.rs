//! Parts of the lab. All of them are given the same, [`LabProps`], and are drawn anew when that
//! changes. To yew they are one component: what it compiles for each component, and a page loads,
//! is there once.

use yew::functional::{Hook, HookContext};
use yew::{Html, Properties, component};

use crate::components::LabProps;

/// How a part is drawn.
#[derive(Clone, Copy)]
pub(crate) struct Draw {
    /// Its name: no two parts share one.
    pub(crate) name: &'static str,
    /// The picture. It may keep state by hooks.
    pub(crate) picture: fn(&LabProps, &mut HookContext) -> Html,
}

impl PartialEq for Draw {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct PartProps {
    pub(crate) draw: Draw,
    pub(crate) lab: LabProps,
}

/// Any part of the lab. Its key must be the part's name: then what one part remembers is never
/// taken for another's.
#[component]
pub(crate) fn Part(props: &PartProps) -> Html {
    use_picture(props)
}

fn use_picture(props: &PartProps) -> impl Hook<Output = Html> {
    struct Picture<'a>(&'a PartProps);

    impl Hook for Picture<'_> {
        type Output = Html;

        fn run(self, context: &mut HookContext) -> Html {
            (self.0.draw.picture)(&self.0.lab, context)
        }
    }

    Picture(props)
}

/// Declares a part by the hook that draws it: a function from what the lab gives to the part.
macro_rules! part {
    ($(#[$about:meta])* $visibility:vis fn $name:ident = $hook:ident;) => {
        $(#[$about])*
        $visibility fn $name(lab: &$crate::components::LabProps) -> yew::Html {
            use $crate::components::part::{Draw, Part};
            use yew::functional::Hook;
            let picture = |lab: &_, context: &mut _| $hook(lab).run(context);
            let draw = Draw { name: concat!(module_path!(), stringify!($name)), picture };
            yew::html! { <Part key={draw.name} {draw} lab={lab.clone()} /> }
        }
    };
}

pub(crate) use part;
