//! From what an address asks for to a running session.

use quorate_catalog::FIRST;
use quorate_proto::AnyProtocol;
use quorate_scenario::{Decoded, Scenario, decode, preset};

use crate::environment;
pub(crate) use crate::late::protocols;
use crate::session::Session;
use crate::state::{Notice, Source};
use crate::text::shell;

/// Opens what is asked for: a link at the moment it was made for, a ready scenario at its
/// beginning. What cannot be opened gives a new run of the first protocol and a word about it.
pub(crate) fn open(source: &Source) -> (Session, Option<Notice>) {
    match source {
        Source::Fresh(None) => (fresh(FIRST), None),
        Source::Fresh(Some(id)) => match known(|protocols| find(id, protocols)) {
            Some(protocol) => (fresh(protocol), None),
            None => instead(Notice::Said(shell::UNKNOWN_PROTOCOL.text())),
        },
        Source::Preset(protocol, name) => {
            let name = format!("{protocol}/{name}");
            match known(|protocols| preset(&name, protocols)) {
                Some(preset) => read(preset.script, Session::tell),
                None => instead(Notice::Said(shell::UNKNOWN_PRESET.text())),
            }
        }
        Source::Told(text) => read(text, Session::tell),
        Source::Link(text) | Source::Script(text) => read(text, Session::open),
    }
}

/// What is found at the first protocol or, if not there, at all of them: most visits need no other
/// than the first, and the others come later.
fn known<T>(find: impl Fn(&[&'static dyn AnyProtocol]) -> Option<T>) -> Option<T> {
    find(&[FIRST]).or_else(|| find(protocols()))
}

fn find(id: &str, protocols: &[&'static dyn AnyProtocol]) -> Option<&'static dyn AnyProtocol> {
    protocols.iter().copied().find(|protocol| protocol.meta().id == id)
}

fn fresh(protocol: &'static dyn AnyProtocol) -> Session {
    Session::fresh(protocol, environment::fresh_seed())
}

fn read(text: &str, open: fn(Scenario) -> Session) -> (Session, Option<Notice>) {
    match decode(text, &[FIRST]).or_else(|_| decode(text, protocols())) {
        Ok(Decoded { scenario, notes }) => {
            let notice = notes.into_iter().next().map(Notice::Ignored);
            (open(scenario), notice)
        }
        Err(error) => instead(Notice::Unreadable(error)),
    }
}

fn instead(notice: Notice) -> (Session, Option<Notice>) {
    (fresh(FIRST), Some(notice))
}
