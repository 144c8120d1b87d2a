//! Effects: what ties the page to its browser.

mod memory;
mod use_address;
mod use_frame_loop;
mod use_place;
mod use_size;
mod use_system;
mod use_task;
mod use_written_address;

pub(crate) use memory::{
    Run, Setter, State, use_effect, use_effect_with, use_memo, use_node_ref, use_state_eq,
};
pub(crate) use use_address::use_address;
pub(crate) use use_frame_loop::use_frame_loop;
pub(crate) use use_place::use_place;
pub(crate) use use_size::use_size;
pub(crate) use use_system::{use_in_sight, use_media, use_visible};
pub(crate) use use_task::{Task, TaskState, use_standing, use_task};
pub(crate) use use_written_address::use_written_address;
