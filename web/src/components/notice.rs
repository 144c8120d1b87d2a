//! What the page has to tell, until it is put away.

use yew::{Html, hook};

use crate::components::LabProps;
use crate::components::part::part;
use crate::icons::{Icon, symbol};
use crate::state::{Change, Notice};
use crate::text::shell;
use crate::view::{Callback, view};

part! {
    /// A line over the stage, if there is something to tell.
    pub(crate) fn notice_bar = use_notice_bar;
}

#[hook]
fn use_notice_bar(props: &LabProps) -> Html {
    let language = props.language();
    let dispatch = props.dispatch.clone();
    let close = Callback::from(move |_| dispatch.dispatch(Change::Tell(None)));
    let words = props.app.notice.as_ref().map(|notice| match notice {
        Notice::Said(text) => text.say(language),
        Notice::Unreadable(error) => error.say(language),
        Notice::Ignored(note) => note.say(language),
    });
    view! {
        <div class="notices" role="status">
            if let Some(words) = words {
                <p class="notice">
                    { symbol(Icon::Warning) }
                    <span>{ words }</span>
                    <button type="button" class="button is-quiet is-icon" onclick={close}
                        aria-label={shell::CLOSE.words(language)}>
                        { symbol(Icon::Close) }
                    </button>
                </p>
            }
        </div>
    }
}
