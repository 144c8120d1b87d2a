//! Where in the page the visitor is: the part of the address after `#`.

use crate::state::presentation::settings;

/// A place in the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Route {
    /// The front page: a live cluster, and under it what else there is.
    Home,
    /// The gallery alone.
    Gallery,
    /// The lab with something opened.
    Lab(Source),
    /// An experiment, and what was chosen for it, as a query.
    Experiment(String, String),
}

/// What the lab opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    /// A new run of a protocol, the first of the catalog if none is named.
    Fresh(Option<String>),
    /// A scenario in its one-line form; with a title as a query, `?s=…&t=…`.
    Link(String),
    /// The same, told as a story: from shortly before the first thing worth seeing.
    Told(String),
    /// A ready scenario: protocol and preset.
    Preset(String, String),
    /// A script that the visitor wrote or opened.
    Script(String),
}

impl Route {
    /// Reads a fragment such as `#/lab?s=…`, and a query that may carry the scenario instead:
    /// some chat programs cut fragments off.
    pub(crate) fn parse(fragment: &str, query: &str) -> Self {
        let fragment = fragment.trim_start_matches('#').trim_start_matches('/');
        let (path, inner) = fragment.split_once('?').unwrap_or((fragment, ""));
        if let Some(id) = path.strip_prefix("experiment") {
            let id = id.trim_matches('/').to_owned();
            return Self::Experiment(id, inner.to_owned());
        }
        // A query leads to what the page was opened with, a path in the fragment away from it.
        let query = if path.starts_with("gallery") { "" } else { query };
        let mut source = None;
        let (mut title, mut told) = (None, false);
        for (name, value) in settings(query).chain(settings(inner)) {
            match name {
                // A mark in front would make it look like a query, as a link with a title is kept.
                "s" => source = Some(Source::Link(value.trim_start_matches('?').to_owned())),
                "t" => title = Some(value),
                "story" => told = value == "1",
                "p" => source = Some(Source::Fresh(Some(value.to_owned()))),
                "preset" => {
                    source = value.split_once('/').map(|(protocol, preset)| {
                        Source::Preset(protocol.to_owned(), preset.to_owned())
                    });
                }
                _ => {}
            }
        }
        if let (Some(Source::Link(link)), Some(title)) = (&mut source, title) {
            *link = format!("?s={link}&t={title}");
        }
        if told && let Some(Source::Link(link)) = source {
            source = Some(Source::Told(link));
        }
        match (path.trim_end_matches('/'), source) {
            ("gallery", None) => Self::Gallery,
            ("lab", None) => Self::Lab(Source::Fresh(None)),
            (_, Some(source)) => Self::Lab(source),
            (_, None) => Self::Home,
        }
    }

    /// The fragment that leads here.
    pub(crate) fn fragment(&self) -> String {
        match self {
            Self::Home => "#/".to_owned(),
            Self::Gallery => "#/gallery".to_owned(),
            Self::Lab(Source::Fresh(None) | Source::Script(_)) => "#/lab".to_owned(),
            Self::Lab(Source::Fresh(Some(protocol))) => format!("#/lab?p={protocol}"),
            Self::Lab(Source::Link(link)) if link.starts_with('?') => format!("#/lab{link}"),
            Self::Lab(Source::Link(link)) => format!("#/lab?s={link}"),
            Self::Lab(Source::Told(link)) if link.starts_with('?') => {
                format!("#/lab{link}&story=1")
            }
            Self::Lab(Source::Told(link)) => format!("#/lab?s={link}&story=1"),
            Self::Lab(Source::Preset(protocol, preset)) => {
                format!("#/lab?preset={protocol}/{preset}")
            }
            Self::Experiment(id, chosen) if chosen.is_empty() => format!("#/experiment/{id}"),
            Self::Experiment(id, chosen) => format!("#/experiment/{id}?{chosen}"),
        }
    }

    /// The fragment that leads here, beside what the present one says of how to show it.
    pub(crate) fn fragment_beside(&self, present: &str) -> String {
        let mut fragment = self.fragment();
        let (_, inner) = present.split_once('?').unwrap_or((present, ""));
        let leads = |name: &str| ["s", "t", "p", "preset", "story"].contains(&name);
        for (name, value) in settings(inner).filter(|(name, _)| !leads(name)) {
            let mark = if fragment.contains('?') { '&' } else { '?' };
            fragment.push(mark);
            fragment.push_str(&format!("{name}={value}"));
        }
        fragment
    }

    /// What the lab shows here, if the lab is part of the place.
    pub(crate) fn source(&self) -> Option<Source> {
        match self {
            Self::Home => Some(Source::Fresh(None)),
            Self::Gallery | Self::Experiment(..) => None,
            Self::Lab(source) => Some(source.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_lead_where_they_say() {
        let link = Route::Lab(Source::Link("1.some.n5~end".to_owned()));
        let preset = Route::Lab(Source::Preset("some".to_owned(), "partition".to_owned()));
        let fresh = Route::Lab(Source::Fresh(Some("some".to_owned())));
        let told = Route::Lab(Source::Told("1.some.n5~end".to_owned()));
        let titled = Route::Lab(Source::Told("?s=1.some~end&t=x".to_owned()));
        let named = Route::Experiment("some".to_owned(), "trials=9&ranges=1..2,3..4".to_owned());
        let plain = Route::Experiment("some".to_owned(), String::new());
        for route in [Route::Home, Route::Gallery, link, preset, fresh, told, titled, named, plain]
        {
            assert_eq!(Route::parse(&route.fragment(), ""), route);
        }
    }

    #[test]
    fn a_scenario_in_the_query_is_found_too() {
        let route = Route::Lab(Source::Link("1.some".to_owned()));
        assert_eq!(Route::parse("", "?embed=1&s=1.some"), route);
        assert_eq!(Route::parse("#/", "?s=1.some"), route);
    }

    #[test]
    fn a_title_travels_with_its_scenario() {
        let route = Route::parse("#/lab?s=1.some&t=分区", "");
        assert_eq!(route, Route::Lab(Source::Link("?s=1.some&t=分区".to_owned())));
        assert_eq!(Route::parse(&route.fragment(), ""), route);
    }

    #[test]
    fn a_query_does_not_hold_the_visitor_back() {
        assert_eq!(Route::parse("#/gallery", "?s=1.some"), Route::Gallery);
        let first = Route::Experiment(String::new(), String::new());
        assert_eq!(Route::parse("#/experiment", "?s=1.some"), first);
    }

    #[test]
    fn how_to_show_it_is_kept_beside_what_is_shown() {
        let link = Route::Lab(Source::Link("1.some~end".to_owned()));
        let present = "#/lab?preset=some/thing&speed=2&t=title&motion=off";
        assert_eq!(link.fragment_beside(present), "#/lab?s=1.some~end&speed=2&motion=off");
        assert_eq!(link.fragment_beside("#/"), "#/lab?s=1.some~end");
        assert_eq!(Route::Gallery.fragment_beside("#/?lang=en"), "#/gallery?lang=en");
    }

    #[test]
    fn what_others_append_is_ignored() {
        assert_eq!(Route::parse("#/lab?appinstall=0", ""), Route::Lab(Source::Fresh(None)));
        assert_eq!(Route::parse("#nonsense", "?x"), Route::Home);
    }
}
