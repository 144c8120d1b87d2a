//! Promises are always in sight: calm while they hold, and by name when one is broken.

use yew::{Html, hook};

use crate::components::LabProps;
use crate::components::part::part;
use crate::icons::{Icon, symbol};
use crate::state::{Change, Panel};
use crate::text::shell;
use crate::view::{Callback, view};

part! {
    /// The chip over the stage, and beside it the badge of a variant that is not safe.
    pub(crate) fn promises_chip = use_promises_chip;
}

#[hook]
fn use_promises_chip(props: &LabProps) -> Html {
    let language = props.language();
    let (holding, broken, bugs) = props.session.read(|session| {
        let broken = session.first_broken().map(|verdict| verdict.property.id);
        (session.promises_holding(), broken, session.bugs().0.count_ones())
    });
    let dispatch = props.dispatch.clone();
    let onclick = Callback::from(move |_| dispatch.dispatch(Change::Show(Panel::Promises)));
    let (icon, class, words) = match broken {
        Some(name) => (Icon::Warning, "chip is-broken", shell::PROMISE_BROKEN.with([name.into()])),
        None => (Icon::Check, "chip is-safe", shell::PROMISES_HOLD.with([holding.into()])),
    };
    view! {
        <>
            if bugs > 0 {
                <span class="chip is-unsafe"
                    title={shell::UNSAFE_COUNT.with([bugs.into()]).say(language)}>
                    { symbol(Icon::Warning) }{ shell::UNSAFE_VARIANT.words(language) }
                </span>
            }
            <button type="button" {class} {onclick} title={shell::PROMISES_SHOW.words(language)}>
                { symbol(icon) }{ words.say(language) }
            </button>
        </>
    }
}
