//! What the side panel shows, one file per tab, and the gallery.

mod events;
mod gallery;
mod inspector;
mod messages;
mod promises;
mod settings;

pub(crate) use events::Events;
pub(crate) use gallery::Gallery;
pub(crate) use inspector::Inspector;
pub(crate) use messages::Messages;
pub(crate) use promises::Promises;
pub(crate) use settings::Settings;
