//! The value, and the way from text to it.

use quorate_proto::{AnyProtocol, Preset};
use quorate_sim::{Scheduled, Setup, Stamp};

use crate::error::{Note, Refusal, ScenarioError};
use crate::{address, read};

/// Everything that decides a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Scenario {
    /// What the run starts from.
    pub setup: Setup,
    /// What is done to it, in the order of time.
    pub actions: Vec<Scheduled>,
    /// When to stop, or where to open the page.
    pub end: Option<Stamp>,
    /// What to call it.
    pub title: Option<String>,
    /// The version of the engine that it was recorded with.
    pub engine: Option<u32>,
    /// The trace digest that the run had at its end when it was recorded.
    pub digest: Option<u64>,
}

impl Scenario {
    /// A run of which nothing but its start is decided.
    #[must_use]
    pub const fn new(setup: Setup) -> Self {
        Self { setup, actions: Vec::new(), end: None, title: None, engine: None, digest: None }
    }

    /// Puts the actions into the order of time; those of one moment stay as they are.
    pub fn sort(&mut self) {
        Scheduled::sort(&mut self.actions);
    }
}

/// What a text says.
#[derive(Clone, PartialEq, Debug)]
pub struct Decoded {
    /// The scenario.
    pub scenario: Scenario,
    /// What was ignored.
    pub notes: Vec<Note>,
}

/// Reads a scenario: a script, a text of one line, or an address with such a text in it.
///
/// # Errors
/// The first place at which the text is not what it should be.
pub fn decode(
    text: &str,
    protocols: &[&'static dyn AnyProtocol],
) -> Result<Decoded, ScenarioError> {
    let read = || {
        let letter = address::open(text)?;
        let mut decoded = read::text(&letter.text, protocols)?;
        if let Some(title) = letter.title {
            decoded.scenario.title = Some(title);
        }
        Ok(decoded)
    };
    read().map_err(|refusal: Refusal| *refusal)
}

/// The preset that is called so: `protocol/preset`.
#[must_use]
pub fn preset(name: &str, protocols: &[&'static dyn AnyProtocol]) -> Option<&'static Preset> {
    let (protocol, preset) = name.trim().split_once('/')?;
    let protocol = protocols.iter().find(|known| known.meta().id == protocol)?;
    protocol.meta().presets.iter().find(|known| known.id == preset)
}
