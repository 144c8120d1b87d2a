//! The pair of links between two participants.

use quorate_proto::NodeId;
use quorate_sim::{Action, Group};
use yew::Html;

use super::PanelProps;
use crate::text::panels as words;
use crate::view::{classes, view};

/// The panel of the links between two participants.
pub(crate) fn link(panel: &PanelProps, one: NodeId, other: NodeId) -> Html {
    let (cut, under_way) = panel.session.read(|session| {
        let world = session.world();
        let cut: Vec<_> = world.cut_links().collect();
        let ends = |from, to| (from, to) == (one, other) || (from, to) == (other, one);
        let under_way = world.flights().filter(|flight| ends(flight.id.from, flight.id.to));
        (cut, under_way.count())
    });
    let heal = Action::Heal { left: Group::one(one), right: Group::one(other) };
    view! {
        <div class="inspector">
            <header class="inspector-head">
                <h2>{ words::LINK_TITLE.with([one.into(), other.into()]).say(panel.language) }</h2>
            </header>
            <p>{ words::LINK_MESSAGES.with([under_way.into()]).say(panel.language) }</p>
            <ul class="plain">
                { direction(panel, (one, other), &cut) }
                { direction(panel, (other, one), &cut) }
            </ul>
            <div class="buttons">
                <button type="button" onclick={panel.acts(cut_of(one, other, false))}>
                    { panel.say(&words::LINK_CUT_BOTH) }
                </button>
                <button type="button" onclick={panel.acts(heal)}>
                    { panel.say(&words::LINK_HEAL_DO) }
                </button>
            </div>
        </div>
    }
}

fn direction(panel: &PanelProps, (from, to): (NodeId, NodeId), cut: &[(NodeId, NodeId)]) -> Html {
    let is_cut = cut.contains(&(from, to));
    let state = if is_cut { &words::LINK_CUT } else { &words::LINK_OPEN };
    let ends = words::LINK_DIRECTION.with([from.into(), to.into()]).say(panel.language);
    view! {
        <li class={classes!("link-direction", is_cut.then_some("is-open"))}>
            <span>{ ends }</span>
            <span class="faint">{ panel.say(state) }</span>
            if !is_cut {
                <button type="button" class="small"
                    onclick={panel.acts(cut_of(from, to, true))}
                    aria-label={format!("{}: {from} → {to}", panel.say(&words::LINK_CUT_DO))}>
                    { panel.say(&words::LINK_CUT_DO) }
                </button>
            }
        </li>
    }
}

fn cut_of(left: NodeId, right: NodeId, one_way: bool) -> Action {
    Action::Cut { left: Group::one(left), right: Group::one(right), one_way }
}
