//! What every panel is given.

use quorate_proto::{Language, Phrase};
use quorate_sim::Action;
use yew::MouseEvent;

use crate::components::{Dispatch, LabProps};
use crate::session::{Hud, SessionHandle};
use crate::state::{Change, Selection};
use crate::view::Callback;

/// The run, the visitor's place in it, and the way to change both.
#[derive(Clone, PartialEq)]
pub(crate) struct PanelProps {
    /// The run.
    pub(crate) session: SessionHandle,
    /// Changes whenever the run did.
    pub(crate) hud: Hud,
    /// The language of every word.
    pub(crate) language: Language,
    /// What is chosen.
    pub(crate) selection: Selection,
    /// How to change the page's state.
    pub(crate) dispatch: Dispatch,
}

impl From<&LabProps> for PanelProps {
    fn from(lab: &LabProps) -> Self {
        Self {
            session: lab.session.clone(),
            hud: lab.hud,
            language: lab.language(),
            selection: lab.app.selection,
            dispatch: lab.dispatch.clone(),
        }
    }
}

impl PanelProps {
    /// The words of a phrase.
    pub(crate) fn say(&self, phrase: &'static Phrase<0>) -> &'static str {
        phrase.words(self.language)
    }

    /// A press that does something to the running world.
    pub(crate) fn acts(&self, action: Action) -> Callback<MouseEvent> {
        let session = self.session.clone();
        Callback::from(move |_| session.act(action.clone()))
    }

    /// A press that changes the page.
    pub(crate) fn changes(&self, change: Change) -> Callback<MouseEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |_| dispatch.dispatch(change.clone()))
    }

    /// A press that chooses something and shows it from inside.
    pub(crate) fn inspects(&self, selection: Selection) -> Callback<MouseEvent> {
        self.changes(Change::Inspect(selection))
    }
}
