//! From what an address asks for to a running session.

use quorate_catalog::PROTOCOLS;
use quorate_proto::AnyProtocol;
use quorate_scenario::{Decoded, Scenario, decode, preset};

use crate::environment;
use crate::session::Session;
use crate::state::{Notice, Source};
use crate::text::shell;

/// Opens what is asked for: a link at the moment it was made for, a ready scenario at its
/// beginning. What cannot be opened gives a new run of the first protocol and a word about it; an
/// empty catalog gives nothing.
pub(crate) fn open(source: &Source) -> Option<(Session, Option<Notice>)> {
    match source {
        Source::Fresh(None) => Some((fresh(first()?), None)),
        Source::Fresh(Some(id)) => match find(id) {
            Some(protocol) => Some((fresh(protocol), None)),
            None => instead(Notice::Said(shell::UNKNOWN_PROTOCOL.text())),
        },
        Source::Preset(protocol, name) => match preset(&format!("{protocol}/{name}"), PROTOCOLS) {
            Some(preset) => read(preset.script, Session::tell),
            None => instead(Notice::Said(shell::UNKNOWN_PRESET.text())),
        },
        Source::Told(text) => read(text, Session::tell),
        Source::Link(text) | Source::Script(text) => read(text, Session::open),
    }
}

/// All protocols, in the order of the catalog.
pub(crate) fn protocols() -> &'static [&'static dyn AnyProtocol] {
    PROTOCOLS
}

fn first() -> Option<&'static dyn AnyProtocol> {
    protocols().first().copied()
}

fn find(id: &str) -> Option<&'static dyn AnyProtocol> {
    protocols().iter().copied().find(|protocol| protocol.meta().id == id)
}

fn fresh(protocol: &'static dyn AnyProtocol) -> Session {
    Session::fresh(protocol, environment::fresh_seed())
}

fn read(text: &str, open: fn(Scenario) -> Session) -> Option<(Session, Option<Notice>)> {
    match decode(text, protocols()) {
        Ok(Decoded { scenario, notes }) => {
            let notice = notes.into_iter().next().map(Notice::Ignored);
            Some((open(scenario), notice))
        }
        Err(error) => instead(Notice::Unreadable(error)),
    }
}

fn instead(notice: Notice) -> Option<(Session, Option<Notice>)> {
    Some((fresh(first()?), Some(notice)))
}
