//! How the page presents itself: the part of an address that never enters the simulation.

use crate::state::Speed;

/// How much of the page is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Surface {
    /// Everything.
    #[default]
    Full,
    /// Stage, transport and sentence: a frame in somebody else's page.
    Embed,
    /// As [`Surface::Embed`], large enough for a projector.
    Slide,
}

/// What the address says about presentation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Presentation {
    /// How much is shown.
    pub(crate) surface: Surface,
    /// Whether it starts to play by itself; nothing if the address does not say.
    pub(crate) play: Option<bool>,
    /// The speed to start with.
    pub(crate) speed: Option<Speed>,
}

impl Presentation {
    /// Takes over one setting of the address. Unknown names and values change nothing.
    pub(crate) fn take(&mut self, name: &str, value: &str) {
        match (name, value) {
            ("embed", "1") | ("ui", "stage") => self.surface = Surface::Embed,
            ("ui", "slide") => self.surface = Surface::Slide,
            ("ui", "full") => self.surface = Surface::Full,
            ("play", "1") => self.play = Some(true),
            ("play", "0") => self.play = Some(false),
            ("speed", text) => self.speed = Speed::parse(text).or(self.speed),
            _ => {}
        }
    }

    /// Whether the page runs as a part of another.
    pub(crate) fn is_bare(self) -> bool {
        self.surface != Surface::Full
    }
}

/// The settings of a query, without their encoding. Takes `?a=b&c=d` with or without the mark.
pub(crate) fn settings(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.trim_start_matches('?').split('&');
    pairs.filter_map(|pair| pair.split_once('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Presentation {
        let mut presentation = Presentation::default();
        settings(query).for_each(|(name, value)| presentation.take(name, value));
        presentation
    }

    #[test]
    fn an_embed_is_bare_and_says_how_it_starts() {
        let presentation = read("?embed=1&play=1&speed=1/10&id=7&wild");
        assert!(presentation.is_bare());
        assert_eq!(presentation.play, Some(true));
        assert_eq!(presentation.speed, Speed::parse("1/10"));
    }

    #[test]
    fn an_address_without_settings_is_the_whole_page() {
        assert_eq!(read(""), Presentation::default());
        assert_eq!(read("?play=maybe&speed=warp&ui=9"), Presentation::default());
    }
}
