//! Symbols of one family: strokes of one width on a grid of 24, drawn in the colour of the text.

use yew::Html;

use crate::view::view;

/// A symbol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Icon {
    /// Three nodes in a ring: the mark of the page.
    Logo,
    /// Time runs.
    Play,
    /// Time stands.
    Pause,
    /// One event on.
    Step,
    /// One event back.
    StepBack,
    /// To the next marked event.
    NextMark,
    /// To the one before.
    PreviousMark,
    /// Slower, or zoom out.
    Minus,
    /// Faster, or zoom in.
    Plus,
    /// Scissors.
    Cut,
    /// A flash.
    Fault,
    /// A letter to send.
    Request,
    /// Links made whole.
    Heal,
    /// A dividing line.
    Partition,
    /// Dark and light.
    Theme,
    /// The sun.
    Sun,
    /// The moon.
    Moon,
    /// An arrow out of a box.
    Share,
    /// Something goes two ways.
    Branch,
    /// A tick.
    Check,
    /// A warning.
    Warning,
    /// A cross.
    Close,
    /// Downwards.
    ChevronDown,
    /// Upwards.
    ChevronUp,
    /// A clock.
    Clock,
    /// A heart that stops.
    Crash,
    /// Follow the present.
    Follow,
    /// To another window.
    External,
    /// Tiles.
    Gallery,
    /// A copy.
    Copy,
    /// A curve over two axes.
    Chart,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Logo => {
                "M12 7.2L6 16.2M12 7.2L18 16.2M7.4 18H16.6M12 2.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 \
                 0 0-4.8zM5 15.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 0 0-4.8zM19 15.6a2.4 2.4 0 1 0 0 \
                 4.8a2.4 2.4 0 1 0 0-4.8z"
            }
            Self::Play => "M8 5.5v13l10.5-6.5z",
            Self::Pause => "M8.5 6v12M15.5 6v12",
            Self::Step => "M6 6.5v11l8-5.5zM17.5 6.5v11",
            Self::StepBack => "M18 6.5v11l-8-5.5zM6.5 6.5v11",
            Self::NextMark => "M4 7v10l6.5-5zM11.5 7v10l6.5-5zM20 6v12",
            Self::PreviousMark => "M20 7v10l-6.5-5zM12.5 7v10L6 12zM4 6v12",
            Self::Minus => "M6 12h12",
            Self::Plus => "M6 12h12M12 6v12",
            Self::Cut => {
                "M8.3 8.3L19 19M8.3 15.7L19 5M6.5 9.2a2.7 2.7 0 1 0 0-5.4a2.7 2.7 0 0 0 0 5.4zM6.5 \
                 20.2a2.7 2.7 0 1 0 0-5.4a2.7 2.7 0 0 0 0 5.4z"
            }
            Self::Fault => "M13 3L5.5 13.5H12L11 21l7.5-10.5H12z",
            Self::Request => "M4 12L20 5l-5 15-3.5-6.5zM11.5 13.5L20 5",
            Self::Heal => {
                "M9.5 14.5l5-5M8 11l-2.3 2.3a3.5 3.5 0 0 0 5 5L13 16M16 13l2.3-2.3a3.5 3.5 0 0 \
                 0-5-5L11 8"
            }
            Self::Partition => "M12 3v3M12 9v6M12 18v3M4 8h3v8H4zM17 8h3v8h-3z",
            Self::Theme => "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 \
                 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"
            }
            Self::Moon => "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
            Self::Share => "M12 15V4M8 7.5L12 3.5l4 4M5 12v7.5h14V12",
            Self::Branch => {
                "M7 8v8M7 8a2 2 0 1 0 0-4a2 2 0 0 0 0 4zM7 20a2 2 0 1 0 0-4a2 2 0 0 0 0 4zM17 \
                 10a2 2 0 1 0 0-4a2 2 0 0 0 0 4zM17 10c0 3.5-10 2-10 6"
            }
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Warning => "M12 4L2.8 19.5h18.4zM12 10v4.5M12 17v.2",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::ChevronDown => "M6 9.5l6 6 6-6",
            Self::ChevronUp => "M6 14.5l6-6 6 6",
            Self::Clock => "M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16zM12 7.5V12l3 2",
            Self::Crash => "M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16zM9 9l6 6M15 9l-6 6",
            Self::Follow => "M4 12h13M12 7l5 5-5 5M20 5v14",
            Self::External => "M14 4h6v6M20 4l-9 9M17 14v5.5H4.5V7H10",
            Self::Gallery => {
                "M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z"
            }
            Self::Chart => "M4 4v16h16M7.5 16l4-6 3.5 3L20 6.5",
            Self::Copy => "M8.5 8.5H20V20H8.5zM15.5 8.5V4H4v11.5h4.5",
        }
    }

    /// Whether the symbol is a filled shape.
    const fn is_filled(self) -> bool {
        matches!(
            self,
            Self::Play | Self::Step | Self::StepBack | Self::NextMark | Self::PreviousMark
        )
    }
}

/// A symbol beside words, or on a button that has a name of its own: never read aloud.
pub(crate) fn symbol(icon: Icon) -> Html {
    let class = if icon.is_filled() { "icon is-filled" } else { "icon" };
    view! {
        <svg {class} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={icon.path()} />
        </svg>
    }
}
