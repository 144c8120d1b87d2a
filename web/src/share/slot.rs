//! The share button in the bar above, which belongs to the run below.

use yew::{Html, create_portal, hook};

use super::share_dialog::{ShareProps, share_dialog};
use crate::components::LabProps;
use crate::components::part::part;
use crate::hooks::{use_effect_with, use_place, use_state_eq};
use crate::icons::{Icon, symbol};
use crate::panels::PanelProps;
use crate::state::Change;
use crate::text::share as words;
use crate::view::{Callback, view};

/// Where the bar keeps a place for buttons of ours.
pub(crate) const SLOT: &str = "bar-share";

part! {
    /// The button, and the dialog while it is open.
    pub(crate) fn share_slot = use_share_slot;
}

#[hook]
fn use_share_slot(lab: &LabProps) -> Html {
    let slot = use_place(SLOT);
    let open = use_state_eq(|| false);
    let shut = open.setter();
    // Another run is another moment to share.
    use_effect_with(lab.session.clone(), move |_| shut.set(false));
    let language = lab.language();
    let onclick = {
        let (open, dispatch) = (open.setter(), lab.dispatch.clone());
        Callback::from(move |_| {
            // What is shared is a moment: time stands still meanwhile.
            dispatch.dispatch(Change::Play(false));
            open.set(true);
        })
    };
    let closed = {
        let open = open.setter();
        Callback::from(move |()| open.set(false))
    };
    let button = view! {
        <button type="button" class="button is-primary" {onclick} aria-haspopup="dialog"
            aria-label={words::SHARE.words(language)}>
            { symbol(Icon::Share) }
            <span class="is-wide-only">{ words::SHARE.words(language) }</span>
        </button>
    };
    view! {
        <>
            if let Some(slot) = slot {
                { create_portal(button, slot) }
            }
            if *open {
                { share_dialog(ShareProps { panel: PanelProps::from(lab), closed }) }
            }
        </>
    }
}
