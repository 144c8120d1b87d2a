//! What the page has to tell, until it is put away.

use yew::{Callback, Html, component, html};

use crate::components::LabProps;
use crate::icons::{Icon, Symbol};
use crate::state::{Change, Notice};
use crate::text::shell;

/// A line over the stage, if there is something to tell.
#[component]
pub(crate) fn NoticeBar(props: &LabProps) -> Html {
    let language = props.language();
    let dispatch = props.dispatch.clone();
    let close = Callback::from(move |_| dispatch.dispatch(Change::Tell(None)));
    let words = props.app.notice.as_ref().map(|notice| match notice {
        Notice::Said(text) => text.say(language),
        Notice::Unreadable(error) => error.say(language),
        Notice::Ignored(note) => note.say(language),
    });
    html! {
        <div class="notices" role="status">
            if let Some(words) = words {
                <p class="notice">
                    <Symbol icon={Icon::Warning} />
                    <span>{ words }</span>
                    <button type="button" class="button is-quiet is-icon" onclick={close}
                        aria-label={shell::CLOSE.words(language)}>
                        <Symbol icon={Icon::Close} />
                    </button>
                </p>
            }
        </div>
    }
}
