//! The address follows the run: whoever reloads the page, or copies its address, gets what is
//! shown.

use gloo::timers::callback::Timeout;
use yew::hook;

use super::memory::{use_effect_with, use_memo};
use crate::components::LabProps;
use crate::environment;
use crate::session::{Session, SessionHandle};
use crate::state::{Route, Source};
use crate::visit::route_to;

/// How long all has to be at rest before it is written down: browsers limit how often an address
/// may change.
const REST_MS: u32 = 300;

/// Writes the link of the run into the address once the visitor has done something and time stands.
/// It takes no step in the history, and a frame in another page is left as its page opened it.
#[hook]
pub(crate) fn use_written_address(lab: &LabProps) {
    let opened = use_memo(lab.session.clone(), |session| session.read(Session::hud).revision);
    let rests = !lab.app.playing && !lab.app.presentation.is_bare();
    let deps = (lab.session.clone(), lab.hud.revision, *opened, rests);
    let at_home = lab.app.route == Route::Home;
    use_effect_with(deps, move |(session, revision, opened, rests)| {
        let session = session.clone();
        let timer = (*rests && revision > opened)
            .then(|| Timeout::new(REST_MS, move || write(&session, at_home)));
        move || drop(timer)
    });
}

/// The front page stays what it is until something is done to its run. What no address can hold is
/// not written into one.
fn write(session: &SessionHandle, at_home: bool) {
    if at_home && !session.read(Session::is_acted_on) {
        return;
    }
    let route = route_to(&session.read(Session::scenario));
    if matches!(route, Route::Lab(Source::Link(_))) {
        environment::replace_fragment(&route.fragment_beside(&environment::fragment()));
    }
}
