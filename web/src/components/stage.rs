//! The stage: hosts the picture, and turns pointer and keys into choices.

use std::rc::Rc;

use quorate_sim::Group;
use yew::virtual_dom::VNode;
use yew::{Html, Properties, component, html, use_effect_with, use_node_ref};

use crate::canvas::Chosen;
use crate::components::promises_chip::PromisesChip;
use crate::components::{Dispatch, LabProps};
use crate::easel::{Easel, View};
use crate::hooks::use_size;
use crate::session::{Hud, SessionHandle};
use crate::state::{App, Selection};
use crate::text::stage;

/// What lies over the picture: tools above, the sentence below.
const COVERED: (u32, u32) = (48, 56);

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StageProps {
    /// The page's state.
    pub(crate) app: Rc<App>,
    /// How to change it.
    pub(crate) dispatch: Dispatch,
    /// The running world.
    pub(crate) session: SessionHandle,
    /// How it stands.
    pub(crate) hud: Hud,
    /// What draws it.
    #[prop_or_default]
    pub(crate) easel: Easel,
}

impl From<LabProps> for StageProps {
    fn from(lab: LabProps) -> Self {
        let LabProps { app, dispatch, session, hud } = lab;
        Self { app, dispatch, session, hud, easel: Easel::default() }
    }
}

/// The picture and its tools.
#[component]
pub(crate) fn Stage(props: &StageProps) -> Html {
    let host = use_node_ref();
    let size = use_size(&host);
    let language = props.app.preferences.language;
    let view = View {
        size: size.unwrap_or_default(),
        covered: COVERED,
        language,
        chosen: Chosen {
            selection: props.app.selection,
            focus: Selection::Nothing,
            marked: props.app.marked.clone(),
            broken: Group::default(),
        },
        glides: props.app.glides(),
    };
    let deps = (view, props.hud, props.session.clone(), props.easel.clone());
    use_effect_with(deps, |(view, _, session, easel)| {
        easel.set_view(view.clone());
        session.read(|session| easel.draw(session));
    });
    let picture = props.easel.look(|canvas| VNode::VRef(canvas.root().clone().into()));
    let lab = LabProps {
        app: Rc::clone(&props.app),
        dispatch: props.dispatch.clone(),
        session: props.session.clone(),
        hud: props.hud,
    };
    html! {
        <>
            <div class="stage-tools"><PromisesChip ..lab /></div>
            <div class="stage" id="stage" tabindex="0" role="application" ref={host}
                aria-label={stage::STAGE.words(language)}>
                { picture.unwrap_or_default() }
            </div>
        </>
    }
}
