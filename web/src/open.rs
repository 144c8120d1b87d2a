//! From what an address asks for to a running session.

use quorate_catalog::FIRST;
use quorate_proto::AnyProtocol;
use quorate_scenario::{Decoded, Scenario, decode, preset};

use crate::environment;
pub(crate) use crate::late::protocols;
use crate::session::Session;
use crate::state::{Notice, Source};
use crate::text::shell;

/// What is opened, and a word about it.
pub(crate) type Opened = (Session, Option<Notice>);

/// Opens what is asked for: a link at the moment it was made for, a ready scenario at its
/// beginning. What cannot be opened gives a new run of the first protocol and a word about it.
/// Without the `rest` of the page there is but the first protocol: what that is not enough for is
/// none yet.
pub(crate) fn open(source: &Source, rest: bool) -> Option<Opened> {
    match source {
        Source::Fresh(None) => Some((fresh(FIRST), None)),
        Source::Fresh(Some(id)) => match known(rest, |protocols| find(id, protocols))? {
            Some(protocol) => Some((fresh(protocol), None)),
            None => Some(instead(Notice::Said(shell::UNKNOWN_PROTOCOL.text()))),
        },
        Source::Preset(protocol, name) => {
            let name = format!("{protocol}/{name}");
            match known(rest, |protocols| preset(&name, protocols))? {
                Some(preset) => read(preset.script, rest, Session::tell),
                None => Some(instead(Notice::Said(shell::UNKNOWN_PRESET.text()))),
            }
        }
        Source::Told(text) => read(text, rest, Session::tell),
        Source::Link(text) | Source::Script(text) => read(text, rest, Session::open),
    }
}

/// What is found at the first protocol or, if not there, at all of them: most visits need no other
/// than the first, and the others come later.
fn known<T>(
    rest: bool,
    find: impl Fn(&[&'static dyn AnyProtocol]) -> Option<T>,
) -> Option<Option<T>> {
    match find(&[FIRST]) {
        None if rest => Some(find(protocols())),
        None => None,
        found => Some(found),
    }
}

fn find(id: &str, protocols: &[&'static dyn AnyProtocol]) -> Option<&'static dyn AnyProtocol> {
    protocols.iter().copied().find(|protocol| protocol.meta().id == id)
}

fn fresh(protocol: &'static dyn AnyProtocol) -> Session {
    Session::fresh(protocol, environment::fresh_seed())
}

fn read(text: &str, rest: bool, open: fn(Scenario) -> Session) -> Option<Opened> {
    let read = match decode(text, &[FIRST]) {
        Err(_) if rest => decode(text, protocols()),
        Err(_) => return None,
        read => read,
    };
    Some(match read {
        Ok(Decoded { scenario, notes }) => {
            let notice = notes.into_iter().next().map(Notice::Ignored);
            (open(scenario), notice)
        }
        Err(error) => instead(Notice::Unreadable(error)),
    })
}

fn instead(notice: Notice) -> Opened {
    (fresh(FIRST), Some(notice))
}
