//! What runs, in the bar above; and behind it the protocol's ready scenarios and the others.

use yew::{Html, MouseEvent, NodeRef, create_portal, hook};

use crate::components::menu_keys::{focus_first, keys};
use crate::components::part::part;
use crate::components::{Dispatch, LabProps};
use crate::environment;
use crate::hooks::{use_effect_with, use_node_ref, use_place, use_state_eq};
use crate::icons::{Icon, symbol};
use crate::open::protocols;
use crate::session::Session;
use crate::state::{Route, Source};
use crate::text::shell;
use crate::view::{Callback, view};
use crate::visit::visit;

/// Where the bar keeps a place for the button.
const SLOT: &str = "bar-picker";
const BUTTON: &str = "picker";

part! {
    /// The button, and the menu while it is open.
    pub(crate) fn picker = use_picker;
}

#[hook]
fn use_picker(props: &LabProps) -> Html {
    let slot = use_place(SLOT);
    let open = use_state_eq(|| false);
    let menu = use_node_ref();
    use_effect_with((*open, menu.clone()), |(open, menu)| {
        if *open {
            focus_first(menu);
        }
    });
    let language = props.language();
    let (meta, setup, title) = props
        .session
        .read(|session| (session.meta(), *session.world().setup(), session.opened().title.clone()));
    let toggle = {
        let (setter, open) = (open.setter(), *open);
        Callback::from(move |_: MouseEvent| setter.set(!open))
    };
    let close = {
        let setter = open.setter();
        Callback::from(move |()| {
            setter.set(false);
            environment::focus(BUTTON);
        })
    };
    let nodes = match setup.nodes {
        1 => shell::NODE_ONE.text(),
        nodes => shell::NODES.with([nodes.into()]),
    };
    let clients = match setup.clients {
        1 => shell::CLIENT_ONE.text(),
        clients => shell::CLIENTS.with([clients.into()]),
    };
    let count = [nodes, clients].map(|text| text.say(language)).join(" · ");
    let Some(slot) = slot else { return Html::default() };
    let listed = open.then(|| list(props, &menu, &close));
    let button = view! {
        <>
            <button type="button" class="button picker" id={BUTTON} onclick={toggle}
                aria-haspopup="menu" aria-expanded={open.to_string()}
                title={shell::PROTOCOL.words(language)}>
                <b>{ meta.title.words(language) }</b>
                <span class="picker-count">{ count }</span>
                { symbol(Icon::ChevronDown) }
            </button>
            if let Some(title) = title {
                <span class="picker-title">{ title }</span>
            }
            { listed.unwrap_or_default() }
        </>
    };
    create_portal(button, slot)
}

/// The menu: ready scenarios of what runs, then a new run of everything there is.
fn list(props: &LabProps, menu: &NodeRef, close: &Callback<()>) -> Html {
    let language = props.language();
    let meta = props.session.read(Session::meta);
    let presets = meta.presets.iter().map(|preset| {
        let source = Source::Preset(meta.id.to_owned(), preset.id.to_owned());
        entry(props, preset.title.words(language), source, close)
    });
    let others = protocols().iter().map(|protocol| {
        let meta = protocol.meta();
        let source = Source::Fresh(Some(meta.id.to_owned()));
        entry(props, meta.title.words(language), source, close)
    });
    view! {
        <>
            <div class="menu-ground" onclick={close.reform(|_: MouseEvent| ())} />
            <div class="menu is-dropped" role="menu" ref={menu.clone()}
                aria-label={shell::PROTOCOL.words(language)} onkeydown={keys(menu, close)}>
                if !meta.presets.is_empty() {
                    <div class="menu-heading" role="presentation">
                        { shell::SCENARIOS_OF.with([meta.title.into()]).say(language) }
                    </div>
                    { for presets }
                }
                <div class="menu-heading" role="presentation">
                    { shell::NEW_RUN_OF.words(language) }
                </div>
                { for others }
            </div>
        </>
    }
}

fn entry(props: &LabProps, words: &'static str, source: Source, close: &Callback<()>) -> Html {
    let (dispatch, close): (Dispatch, _) = (props.dispatch.clone(), close.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        visit(Route::Lab(source.clone()), &dispatch);
        close.emit(());
    });
    view! {
        <button type="button" role="menuitem" class="menu-item" tabindex="-1" {onclick}>
            { words }
        </button>
    }
}
