//! The ways that the run has gone.

use quorate_proto::Argument;
use quorate_sim::Branch;
use web_sys::HtmlSelectElement;
use yew::{Event, Html, TargetCast, hook};

use crate::components::LabProps;
use crate::components::part::part;
use crate::icons::{Icon, symbol};
use crate::state::Change;
use crate::text::transport;
use crate::view::{Callback, view};

part! {
    /// A list of branches, once there is more than one.
    pub(crate) fn branches = use_branches;
}

#[hook]
fn use_branches(props: &LabProps) -> Html {
    let language = props.language();
    let (current, names) = props.session.read(|session| {
        let branches = session.timeline().branches();
        let names: Vec<_> = branches
            .iter()
            .enumerate()
            .map(|(index, branch)| {
                let name = name(index, branch).say(language);
                let reach = Argument::Span(branch.frontier().tick);
                format!("{name} {}", transport::BRANCH_REACHES.with([reach]).say(language))
            })
            .collect();
        (session.timeline().current(), names)
    });
    if names.len() < 2 {
        return Html::default();
    }
    let (session, dispatch) = (props.session.clone(), props.dispatch.clone());
    let onchange = Callback::from(move |event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        if let Some(branch) = select.and_then(|select| select.value().parse().ok()) {
            dispatch.dispatch(Change::Play(false));
            session.change(|session| session.switch(branch));
        }
    });
    view! {
        <label class="branches" title={transport::BRANCHES.words(language)}>
            { symbol(Icon::Branch) }
            <span class="branch-count">{ names.len() }</span>
            <select aria-label={transport::BRANCHES.words(language)} {onchange}>
                { for names.iter().enumerate().map(|(index, name)| view! {
                    <option key={index} value={index.to_string()} selected={index == current}>
                        { name }
                    </option>
                }) }
            </select>
        </label>
    }
}

fn name(index: usize, branch: &Branch) -> quorate_proto::Text {
    match branch.parent {
        Some((parent, at)) => {
            let numbers = [(index + 1).into(), (parent + 1).into(), Argument::Span(at.tick)];
            transport::BRANCH_FROM.with(numbers)
        }
        None => transport::BRANCH_MAIN.text(),
    }
}
