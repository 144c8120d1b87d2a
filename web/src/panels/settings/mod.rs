//! The conditions of the run: what can be changed while it goes on, and what takes a new one.

mod live;
mod parameters;
mod restart;

use yew::{Html, hook};

use super::PanelProps;
use crate::components::LabProps;
use crate::components::part::part;
use crate::text::shell;
use crate::view::view;
use restart::new_run;

part! {
    /// All settings.
    pub(crate) fn settings_panel = use_settings_panel;
}

#[hook]
fn use_settings_panel(lab: &LabProps) -> Html {
    let panel = &PanelProps::from(lab);
    let setup = panel.session.read(|session| *session.world().setup());
    view! {
        <div class="panel-body settings">
            <h2 class="unseen">{ panel.say(&shell::PANEL_SETTINGS) }</h2>
            { live::live(panel, &setup) }
            { new_run(panel.clone()) }
        </div>
    }
}
