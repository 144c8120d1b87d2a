//! How a run leaves the page and comes back: links, codes, frames, files.

mod clipboard;
mod dialog;
mod dropped;
mod exports;
mod file;
mod help;
mod link_fields;
mod open_box;
mod qr;
mod qr_picture;
mod share_dialog;
mod slot;

pub(crate) use dropped::{DropProps, drop_target};
pub(crate) use exports::STYLE;
pub(crate) use file::save;
pub(crate) use help::{HelpProps, help};
pub(crate) use open_box::{OpenProps, open_box};
pub(crate) use slot::share_slot;
