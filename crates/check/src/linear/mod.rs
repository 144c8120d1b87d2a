//! Linearizability, decided in two ways.

mod cached;
mod check;
mod explain;
mod live;
mod machine;
mod memo;
mod part;
mod picture;
mod report;
mod search;

pub use cached::Cached;
pub use check::{Bounds, Check, Progress, check, sequential};
pub use live::{Live, Standing};
pub use picture::{Bar, Mark, bars};
pub use report::{Contradiction, Point, Report, Verdict};

pub(crate) use part::{Order, Part};
pub(crate) use search::Search;
