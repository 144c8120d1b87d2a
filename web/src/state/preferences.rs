//! What the visitor prefers, whatever is open. Kept in the browser where it lets us.

use quorate_proto::Language;

/// Which colours are used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Theme {
    /// What the system says.
    #[default]
    Auto,
    /// Warm paper.
    Light,
    /// Deep slate.
    Dark,
}

impl Theme {
    /// Identifier in links, in storage and in the document.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme with this identifier.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|theme| theme.id() == text)
    }

    /// The one that the switch turns to next.
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }
}

/// Whether things move.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Motion {
    /// What the system says.
    #[default]
    Auto,
    /// Nothing glides: messages are drawn as arrows, and time goes from event to event.
    Off,
}

/// All preferences.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Preferences {
    /// Language of every word.
    pub(crate) language: Language,
    /// Colours.
    pub(crate) theme: Theme,
    /// Movement.
    pub(crate) motion: Motion,
    /// Whether single keys are commands while the stage has the focus.
    pub(crate) keys: Keys,
}

/// Whether single keys are commands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Keys {
    /// They are.
    #[default]
    On,
    /// They are not: for readers and speakers whose tools send single keys.
    Off,
}

impl Preferences {
    /// The form in which they are stored.
    pub(crate) fn encode(self) -> String {
        let motion = if self.motion == Motion::Off { "off" } else { "auto" };
        let keys = if self.keys == Keys::Off { "0" } else { "1" };
        let (language, theme) = (self.language.tag(), self.theme.id());
        format!("lang={language}&theme={theme}&motion={motion}&keys={keys}")
    }

    /// Takes over one stored or linked setting. Unknown names and values change nothing.
    pub(crate) fn take(&mut self, name: &str, value: &str) {
        match (name, value) {
            ("lang", tag) => self.language = Language::from_tag(tag).unwrap_or(self.language),
            ("theme", id) => self.theme = Theme::parse(id).unwrap_or(self.theme),
            ("motion", "off") => self.motion = Motion::Off,
            ("motion", "auto") => self.motion = Motion::Auto,
            ("keys", "0") => self.keys = Keys::Off,
            ("keys", "1") => self.keys = Keys::On,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_survive_storage() {
        for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
            let kept = Preferences {
                language: Language::Chinese,
                theme,
                motion: Motion::Off,
                keys: Keys::Off,
            };
            let mut read = Preferences::default();
            for pair in kept.encode().split('&') {
                let (name, value) = pair.split_once('=').expect("a pair");
                read.take(name, value);
            }
            assert_eq!(read, kept);
        }
    }

    #[test]
    fn nonsense_changes_nothing() {
        let mut preferences = Preferences::default();
        for (name, value) in [("lang", "tlh"), ("theme", "pink"), ("motion", ""), ("what", "1")] {
            preferences.take(name, value);
        }
        assert_eq!(preferences, Preferences::default());
    }

    #[test]
    fn the_theme_switch_goes_round() {
        let start = Theme::Auto;
        assert_eq!(start.next().next().next(), start);
    }
}
