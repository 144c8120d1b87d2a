//! Going somewhere within the page, so that the browser's own way back leads back.

use quorate_scenario::{Scenario, limits, link, script};

use crate::components::Dispatch;
use crate::environment;
use crate::state::{Change, Route, Source};

/// Goes to a place. What no address can hold is opened without one.
pub(crate) fn visit(route: Route, dispatch: &Dispatch) {
    if let Route::Lab(Source::Script(_)) = route {
        environment::replace_fragment(&route.fragment());
        dispatch.dispatch(Change::Go(route));
    } else {
        environment::go_to_fragment(&route.fragment());
    }
}

/// Where a scenario is opened.
pub(crate) fn route_to(scenario: &Scenario) -> Route {
    let line = link(scenario);
    if line.len() > limits::LINK_CHARACTERS_MAX {
        return Route::Lab(Source::Script(script(scenario)));
    }
    let link = match &scenario.title {
        Some(title) => {
            let title = js_sys::encode_uri_component(title);
            format!("?s={line}&t={}", String::from(title))
        }
        None => line,
    };
    Route::Lab(Source::Link(link))
}

/// Where a scenario is told as a story.
pub(crate) fn route_to_story(scenario: &Scenario) -> Route {
    match route_to(scenario) {
        Route::Lab(Source::Link(link)) => Route::Lab(Source::Told(link)),
        other => other,
    }
}
