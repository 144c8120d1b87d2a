//! The stage: hosts the picture, and turns pointer and keys into choices.

use yew::virtual_dom::VNode;
use yew::{Html, hook};

use crate::canvas::Chosen;
use crate::components::LabProps;
use crate::components::part::part;
use crate::components::stage_hands::Hands;
use crate::easel::{Easel, View};
use crate::hooks::{use_effect_with, use_media, use_node_ref, use_size, use_state_eq};
use crate::late;
use crate::rest::use_rest;
use crate::session::Session;
use crate::state::{Selection, Surface, Tool};
use crate::text::stage as words;
use crate::view::{Callback, view};
use quorate_sim::{Group, Standing};

/// What lies over the picture: tools above, the sentence below.
const COVERED: (u32, u32) = (52, 56);
/// Over a stage without tools, or without the sentence.
const COVERED_LEAST: u32 = 8;
/// On a stage narrower than this, what is wrong with a run takes a line of its own, so high.
const NARROW: (u32, u32) = (560, 36);
/// Where the panel lies below the stage, as the style sheets have it; open, it takes the sentence's
/// place.
const STACKED: &str = "(max-width: 760px)";

#[derive(Clone, PartialEq)]
pub(crate) struct StageProps {
    /// The lab it belongs to.
    pub(crate) lab: LabProps,
    /// What draws it.
    pub(crate) easel: Easel,
}

part! {
    /// The picture and its tools.
    pub(crate) fn stage(StageProps) = use_stage;
}

#[hook]
fn use_stage(props: &StageProps) -> Html {
    let rest = use_rest();
    let host = use_node_ref();
    let size = use_size(&host);
    let focus = use_state_eq(Selection::default);
    let language = props.lab.app.preferences.language;
    let bare = props.lab.app.presentation.is_bare();
    let has_sentence = !(use_media(STACKED) && props.lab.app.sheet_open);
    let view = View {
        size: size.unwrap_or_default(),
        covered: (
            if bare { COVERED_LEAST } else { covered_above(props, size) },
            if has_sentence { COVERED.1 } else { COVERED_LEAST },
        ),
        scale_most: if props.lab.app.presentation.surface == Surface::Slide { 2.5 } else { 1.5 },
        language,
        chosen: Chosen {
            selection: props.lab.app.selection,
            focus: *focus,
            marked: props.lab.app.marked.clone(),
            broken: props.lab.session.read(culprits),
        },
        glides: props.lab.app.glides(),
    };
    let deps = (view, props.lab.hud, props.lab.session.clone(), props.easel.clone());
    use_effect_with(deps, |(view, _, session, easel)| {
        easel.set_view(view.clone());
        session.read(|session| easel.draw(session));
    });

    let stroke = use_state_eq(|| None);
    let hands = Hands {
        stage: props.clone(),
        host: host.clone(),
        focus: *focus,
        set_focus: focus.setter(),
        stroke: *stroke,
        set_stroke: stroke.setter(),
    };
    let leave = focus.setter();
    let onblur = Callback::from(move |_| leave.set(Selection::Nothing));
    let picture = props.easel.look(|canvas| VNode::VRef(canvas.root().clone().into()));
    let class = if props.lab.app.tool == Tool::Cut { "stage tool-is-cut" } else { "stage" };
    view! {
        <>
            if !bare && rest {
                { late::toolbar(&props.lab) }
            }
            <div {class} id="stage" tabindex="0" role="application" ref={host}
                aria-label={words::STAGE.words(language)} aria-describedby="stage-help"
                aria-activedescendant={active(*focus)} onclick={hands.click()}
                oncontextmenu={hands.context_menu()} onkeydown={hands.keys()}
                onpointerdown={hands.press()} onpointermove={hands.drag()}
                onpointerup={hands.release()} onpointercancel={hands.give_up()} {onblur}>
                { picture.unwrap_or_default() }
            </div>
            <p id="stage-help" class="unseen">{ words::STAGE_HELP.words(language) }</p>
            if let Some((target, at)) = props.lab.app.menu {
                { late::action_menu(target, at, props.lab.clone()) }
            }
        </>
    }
}

/// How much of the picture lies under the tools and under what is wrong with the run.
fn covered_above(props: &StageProps, size: Option<(u32, u32)>) -> u32 {
    let is_narrow = size.is_some_and(|(width, _)| width < NARROW.0);
    let is_wrong = props
        .lab
        .session
        .read(|session| !session.bugs().is_empty() || session.first_broken().is_some());
    COVERED.0 + if is_narrow && is_wrong { NARROW.1 } else { 0 }
}

/// The identifier of the element at which the keyboard is.
fn active(focus: Selection) -> Option<String> {
    match focus {
        Selection::Node(node) => Some(format!("node-{node}")),
        Selection::Message(message) => Some(format!("message-{message}")),
        Selection::Link(one, other) => Some(format!("link-{one}-{other}")),
        Selection::Nothing | Selection::Event(_) => None,
    }
}

/// Where promises broke.
fn culprits(session: &Session) -> Group {
    let broken = session.world().verdicts().iter();
    let broken = broken.filter(|verdict| verdict.standing == Standing::Broken);
    let events = broken.filter_map(|verdict| verdict.at).map(|at| at.event);
    let window = session.timeline().window();
    Group::new(events.filter_map(|event| window.find(event)?.place))
}
