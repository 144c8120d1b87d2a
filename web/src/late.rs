//! The doors to what comes after the first picture, see [`crate::rest`]. Outside of this file
//! nothing may name what lies behind them, or it comes first and is waited for. A function here is
//! never made part of its caller, for then the door would be gone.

use std::hint::black_box;

use quorate_catalog::PROTOCOLS;
use quorate_proto::AnyProtocol;
use yew::Html;

use crate::api;
use crate::components::action_menu::MenuProps;
use crate::components::header::HeaderProps;
use crate::components::{self, Dispatch, LabProps};
use crate::experiment::experiment_page;
use crate::gallery;
use crate::jobs::{self, Job, Letter};
use crate::panels::{
    events_panel, history_panel, inspector_panel, messages_panel, promises_panel, settings_panel,
};
use crate::share::{DropProps, HelpProps, drop_target, help, share_slot};
use crate::state::{MenuTarget, Panel, Preferences};
use crate::view::view;

/// All protocols, in the order of the catalog.
#[inline(never)]
pub(crate) fn protocols() -> &'static [&'static dyn AnyProtocol] {
    // An answer that the compiler knows beforehand would be given without passing the door.
    black_box(PROTOCOLS)
}

/// What a tab of the side panel leads to.
#[inline(never)]
pub(crate) fn panel(shown: Panel, lab: &LabProps) -> Html {
    match shown {
        Panel::Inspector => inspector_panel(lab),
        Panel::Messages => messages_panel(lab),
        Panel::Promises => promises_panel(lab),
        Panel::History => history_panel(lab),
        Panel::Events => events_panel(lab),
        Panel::Settings => settings_panel(lab),
    }
}

/// The diagram under the time line.
#[inline(never)]
pub(crate) fn space_time(lab: &LabProps) -> Html {
    components::space_time::space_time(lab)
}

/// The tools over the stage: what they lead to comes later, too.
#[inline(never)]
pub(crate) fn toolbar(lab: &LabProps) -> Html {
    components::toolbar::toolbar(lab)
}

/// What is said to those who listen.
#[inline(never)]
pub(crate) fn announcer(lab: &LabProps) -> Html {
    components::announcer::announcer(lab)
}

/// What can be done to a thing on the stage.
#[inline(never)]
pub(crate) fn action_menu(target: MenuTarget, at: [i32; 2], lab: LabProps) -> Html {
    components::action_menu::action_menu(MenuProps { target, at, lab })
}

/// The buttons in the bar above that belong to the run below.
#[inline(never)]
pub(crate) fn bar(lab: &LabProps) -> Html {
    view! {
        <>
            { components::picker::picker(lab) }
            { share_slot(lab) }
        </>
    }
}

/// The page for scripts of others.
#[inline(never)]
pub(crate) fn api(lab: &LabProps) -> Html {
    api::api(lab)
}

/// What there is to open.
#[inline(never)]
pub(crate) fn gallery(props: &HeaderProps) -> Html {
    gallery::gallery(props)
}

/// What was published, and what is measured here.
#[inline(never)]
pub(crate) fn experiment(props: &HeaderProps) -> Html {
    experiment_page(props)
}

/// Work for a worker.
#[inline(never)]
pub(crate) fn begin_job(request: &Letter) -> Result<Box<dyn Job>, String> {
    jobs::begin(request)
}

/// What lies over the whole page when it is called for.
#[inline(never)]
pub(crate) fn over_page(preferences: Preferences, dispatch: &Dispatch) -> Html {
    let language = preferences.language;
    view! {
        <>
            { drop_target(DropProps { language, dispatch: dispatch.clone() }) }
            { help(HelpProps { language, preferences, dispatch: dispatch.clone() }) }
        </>
    }
}
