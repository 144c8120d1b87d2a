//! The conditions of the run: what can be changed while it goes on, and what takes a new one.

mod live;
mod parameters;
mod restart;

use quorate_proto::time::MILLISECOND;
use quorate_proto::{Phrase, Tick};
use yew::{Html, hook};

use super::PanelProps;
use super::fields::{NumberProps, number_field};
use crate::components::LabProps;
use crate::components::part::part;
use crate::text::{settings as words, shell};
use crate::view::{Callback, view};
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

/// A field for a span of time, which it shows in whole milliseconds.
fn milliseconds(
    panel: &PanelProps,
    label: &'static Phrase<0>,
    span: Tick,
    ms_max: u64,
    enter: Callback<Tick>,
) -> Html {
    number_field(NumberProps {
        label: panel.say(label),
        value: span / MILLISECOND,
        range: (0, ms_max),
        unit: panel.say(&words::MILLISECONDS),
        language: panel.language,
        enter: enter.reform(|ms: u64| ms.saturating_mul(MILLISECOND)),
    })
}
