//! Long work: searching, exploring, measuring. None of it may hold up a frame.
//!
//! A [`Job`] is a value that does a small piece of its work whenever it is told to, and can be
//! asked at any time how far it has come. So it does not matter who tells it. Usually that is a
//! worker: the same program, started once more beside the page, where it may take all the time
//! there is ([`worker`]). In a frame that may not start one the page itself tells the job, for a
//! few milliseconds between two frames ([`desk`]). Page and worker write each other [`Letter`]s,
//! plain text; to cancel a job is to end the worker, or to drop the value.

mod desk;
mod experiment;
mod explore;
mod hunt;
mod letter;
pub(crate) mod worker;

pub(crate) use desk::{Desk, News};
pub(crate) use experiment::{EXPERIMENT, samples};
pub(crate) use explore::{EXPLORE, explore};
pub(crate) use hunt::{HUNT, STRENGTHS, hunt};
pub(crate) use letter::Letter;

/// Work that is done in pieces.
pub(crate) trait Job {
    /// Does a piece of about a millisecond; false once there is nothing left to do.
    fn advance(&mut self) -> bool;

    /// How far it has come and what it has found. What would make every report longer than the one
    /// before, it tells only once.
    fn report(&mut self) -> Letter;
}

/// The job that a letter asks for, or what is wrong with the letter.
fn begin(request: &Letter) -> Result<Box<dyn Job>, String> {
    match request.kind() {
        EXPERIMENT => Ok(Box::new(experiment::Trials::begin(request)?)),
        EXPLORE => Ok(Box::new(explore::Exploring::begin(request)?)),
        HUNT => Ok(Box::new(hunt::Hunting::begin(request)?)),
        other => Err(format!("expected a job, found {other:?}")),
    }
}
