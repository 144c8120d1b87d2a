//! The state of the page and every way in which it changes.

use quorate_proto::{Language, NodeId, Text};
use quorate_scenario::{Note, ScenarioError};
use quorate_sim::Group;

use crate::state::preferences::Keys;
use crate::state::{Motion, Preferences, Presentation, Route, Selection, Speed, Theme};

/// Everything the page shows that is not the running world itself.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct App {
    /// Where the visitor is.
    pub(crate) route: Route,
    /// How often something was opened. The address may lead to what is open already, since the run
    /// that began there has written another one over it: then it begins anew.
    pub(crate) openings: u32,
    /// How much of the page there is.
    pub(crate) presentation: Presentation,
    /// What the visitor prefers.
    pub(crate) preferences: Preferences,
    /// Whether the system asks for less movement.
    pub(crate) calm_system: bool,
    /// What is chosen.
    pub(crate) selection: Selection,
    /// What a drag on the stage does.
    pub(crate) tool: Tool,
    /// The tab of the side panel.
    pub(crate) panel: Panel,
    /// Whether the panel is pulled up, where it is a sheet.
    pub(crate) sheet_open: bool,
    /// Whether virtual time runs.
    pub(crate) playing: bool,
    /// How fast.
    pub(crate) speed: Speed,
    /// Nodes that the visitor has marked, to part them from the rest.
    pub(crate) marked: Group,
    /// The menu that is open, and where on the stage, in pixels.
    pub(crate) menu: Option<(MenuTarget, [i32; 2])>,
    /// What the page has to tell, until it is put away.
    pub(crate) notice: Option<Notice>,
}

/// What a drag on the stage does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Tool {
    /// It does nothing; a press chooses.
    #[default]
    Select,
    /// It draws a line across which nothing passes.
    Cut,
}

/// A tab of the side panel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Panel {
    /// The chosen node, message, link or event.
    #[default]
    Inspector,
    /// Messages under way.
    Messages,
    /// What the protocol promises.
    Promises,
    /// What clients saw.
    History,
    /// What has happened.
    Events,
    /// The conditions of the run.
    Settings,
}

impl Panel {
    /// All tabs, in order.
    pub(crate) const ALL: [Self; 6] = [
        Self::Inspector,
        Self::Messages,
        Self::Promises,
        Self::History,
        Self::Events,
        Self::Settings,
    ];
}

/// What a menu of actions is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MenuTarget {
    /// What is chosen.
    Of(Selection),
    /// A request that a client is to make; of this node, if one is named.
    Request(Option<NodeId>),
    /// The cluster as a whole.
    Cluster,
}

/// Something the page has to tell.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Notice {
    /// A sentence of ours.
    Said(Text),
    /// A scenario could not be read.
    Unreadable(ScenarioError),
    /// A part of a scenario was left out.
    Ignored(Note),
}

/// A change of the state.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Change {
    /// The address leads elsewhere.
    Go(Route),
    /// Something is chosen.
    Select(Selection),
    /// Something is chosen, and the panel is to show it.
    Inspect(Selection),
    /// Another tool.
    Use(Tool),
    /// Another tab.
    Show(Panel),
    /// The sheet is pulled up or down.
    Sheet(bool),
    /// Time runs or stands.
    Play(bool),
    /// Another speed.
    Speed(Speed),
    /// A node is marked, or no longer.
    Mark(NodeId),
    /// No node is marked.
    Unmark,
    /// A menu opens at this place.
    Menu(MenuTarget, [i32; 2]),
    /// The menu closes.
    CloseMenu,
    /// The page has something to tell, or no longer.
    Tell(Option<Notice>),
    /// Another language.
    Language(Language),
    /// Another theme.
    Theme(Theme),
    /// Movement is preferred or not.
    Motion(Motion),
    /// Single keys are commands or not.
    Keys(Keys),
    /// The system asks for less movement, or no longer.
    CalmSystem(bool),
}

impl App {
    /// The page at this place, before anything has been done to it.
    pub(crate) fn new(
        route: Route,
        presentation: Presentation,
        preferences: Preferences,
        calm_system: bool,
    ) -> Self {
        let mut app = Self {
            route,
            openings: 0,
            presentation,
            preferences,
            calm_system,
            selection: Selection::Nothing,
            tool: Tool::Select,
            panel: Panel::Inspector,
            sheet_open: false,
            playing: false,
            speed: presentation.speed.unwrap_or_default(),
            marked: Group::default(),
            menu: None,
            notice: None,
        };
        app.playing = app.plays_at_once();
        app
    }

    /// Whether messages glide; if not, they are drawn as arrows.
    pub(crate) fn glides(&self) -> bool {
        !self.calm_system && self.preferences.motion == Motion::Auto
    }

    /// Whether single keys are commands while the stage has the focus.
    pub(crate) fn has_keys(&self) -> bool {
        self.preferences.keys == Keys::On
    }

    /// A new run on our own page may start by itself, unless movement is unwelcome; a scenario
    /// opens at its moment, and a frame in another page waits to be asked.
    fn plays_at_once(&self) -> bool {
        use crate::state::Source;
        let begins = self.route.source();
        let begins =
            matches!(begins, Some(Source::Fresh(_) | Source::Preset(..) | Source::Told(_)));
        let by_itself = begins && !self.presentation.is_bare() && self.glides();
        self.presentation.play.unwrap_or(by_itself)
    }

    /// Applies a change.
    pub(crate) fn apply(&mut self, change: Change) {
        match change {
            Change::Go(route) => self.go(route),
            Change::Select(selection) => self.select(selection),
            Change::Inspect(selection) => {
                self.selection = selection;
                self.panel = Panel::Inspector;
                self.sheet_open = true;
            }
            Change::Use(tool) => self.tool = tool,
            Change::Show(panel) => {
                self.panel = panel;
                self.sheet_open = true;
            }
            Change::Sheet(open) => self.sheet_open = open,
            Change::Play(playing) => self.playing = playing,
            Change::Speed(speed) => self.speed = speed,
            Change::Mark(node) => self.mark(node),
            Change::Unmark => self.marked = Group::default(),
            Change::Menu(target, at) => self.menu = Some((target, at)),
            Change::CloseMenu => self.menu = None,
            Change::Tell(notice) => self.notice = notice,
            Change::Language(language) => self.preferences.language = language,
            Change::Theme(theme) => self.preferences.theme = theme,
            Change::Motion(motion) => self.preferences.motion = motion,
            Change::Keys(keys) => self.preferences.keys = keys,
            Change::CalmSystem(calm) => self.calm_system = calm,
        }
    }

    fn go(&mut self, route: Route) {
        let again = self.route == route;
        let opens = route.source().is_some() && (again || route.source() != self.route.source());
        self.route = route;
        self.menu = None;
        if opens {
            self.openings = self.openings.wrapping_add(1);
            self.selection = Selection::Nothing;
            self.marked = Group::default();
            self.notice = None;
            self.playing = self.plays_at_once();
        }
    }

    fn select(&mut self, selection: Selection) {
        self.selection = selection;
        if selection != Selection::Nothing {
            self.panel = Panel::Inspector;
        }
    }

    fn mark(&mut self, node: NodeId) {
        let others = self.marked.iter().filter(|marked| *marked != node);
        let added = (!self.marked.contains(node)).then_some(node);
        self.marked = Group::new(others.chain(added));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Source;

    fn app(route: Route) -> App {
        App::new(route, Presentation::default(), Preferences::default(), false)
    }

    fn after(change: Change, app: &App) -> App {
        let mut app = app.clone();
        app.apply(change);
        app
    }

    #[test]
    fn a_change_that_changes_nothing_gives_the_same_state() {
        let before = app(Route::Home);
        assert_eq!(after(Change::Select(Selection::Nothing), &before), before);
    }

    #[test]
    fn what_is_at_its_beginning_plays_by_itself_and_a_link_waits() {
        assert!(app(Route::Home).playing);
        let preset = Source::Preset("some".to_owned(), "story".to_owned());
        assert!(app(Route::Lab(preset)).playing);
        let link = Route::Lab(Source::Link("1.some".to_owned()));
        assert!(!app(link.clone()).playing);
        assert!(!after(Change::Go(link), &app(Route::Home)).playing);
    }

    #[test]
    fn nothing_starts_by_itself_where_movement_is_unwelcome() {
        let calm = App::new(Route::Home, Presentation::default(), Preferences::default(), true);
        assert!(!calm.playing);
        let embed = Presentation { surface: crate::state::Surface::Embed, ..Default::default() };
        assert!(!App::new(Route::Home, embed, Preferences::default(), false).playing);
        let asked = Presentation { play: Some(true), ..embed };
        assert!(App::new(Route::Home, asked, Preferences::default(), false).playing);
    }

    #[test]
    fn marking_a_node_twice_unmarks_it() {
        let node = NodeId::new(2);
        let marked = after(Change::Mark(node), &app(Route::Home));
        assert!(marked.marked.contains(node));
        assert!(after(Change::Mark(node), &marked).marked.is_empty());
    }

    #[test]
    fn opening_something_else_lets_go_of_what_was_chosen() {
        let node = Selection::Node(NodeId::new(0));
        let chosen = after(Change::Inspect(node), &app(Route::Home));
        let gallery = after(Change::Go(Route::Gallery), &chosen);
        assert_eq!(gallery.selection, chosen.selection);
        let other = Route::Lab(Source::Fresh(Some("some".to_owned())));
        assert_eq!(after(Change::Go(other), &chosen).selection, Selection::Nothing);
    }
}
