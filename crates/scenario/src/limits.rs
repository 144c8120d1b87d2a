//! How large a scenario may be, so that no text can keep a page busy for long.

use quorate_proto::Tick;
use quorate_proto::time::SECOND;

/// Most characters of a text of one line.
pub const LINK_CHARACTERS_MAX: usize = 8_000;
/// Most bytes of a script, comments included.
pub const SCRIPT_BYTES_MAX: usize = 256 * 1024;
/// Most nodes: what a stage can show.
pub const NODES_MAX: u16 = 64;
/// Most clients.
pub const CLIENTS_MAX: u16 = 16;
/// Most actions.
pub const ACTIONS_MAX: usize = 2_000;
/// Latest moment and longest span: an hour.
pub const TIME_MAX: Tick = 3_600 * SECOND;
/// Most characters of a title; the rest is cut off.
pub const TITLE_CHARACTERS_MAX: usize = 200;
