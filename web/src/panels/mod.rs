//! What the side panel shows: the chosen thing from inside, messages under way, promises, events
//! and the conditions of the run. Everything grows from what the protocol says about itself.

mod bugs;
mod client;
mod clock_and_disk;
mod doing;
mod event;
mod events;
mod explore;
mod facts;
mod fields;
mod figures;
mod happened;
mod history;
mod hunt;
mod inspector;
mod link;
mod log;
mod message;
mod messages;
mod node;
mod overview;
mod promises;
mod props;
mod request;
mod search;
mod settings;
mod timers;
mod value;

pub(crate) use events::events_panel;
pub(crate) use fields::{
    NumberProps, TextProps, named_choice, number_field, switch, text_field, text_input,
};
pub(crate) use history::history_panel;
pub(crate) use inspector::inspector_panel;
pub(crate) use messages::messages_panel;
pub(crate) use promises::promises_panel;
pub(crate) use props::PanelProps;
pub(crate) use request::{RequestProps, request_form};
pub(crate) use settings::settings_panel;
