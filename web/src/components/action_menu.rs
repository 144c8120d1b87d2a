//! A menu of what can be done, beside what it is about. Keys work as in every menu.

use web_sys::HtmlElement;
use yew::{Html, KeyboardEvent, MouseEvent, NodeRef, hook};

use crate::components::LabProps;
use crate::components::menu_keys::{focus_first, keys};
use crate::components::part::part;
use crate::environment;
use crate::hooks::{use_effect_with, use_node_ref};
use crate::icons::{Icon, symbol};
use crate::menu::{Entry, entries, title};
use crate::panels::{PanelProps, RequestProps, request_form};
use crate::state::{Change, MenuTarget};
use crate::text::shell;
use crate::view::{Callback, view};

/// Between a menu and the edge of the stage, in pixels.
const EDGE: i32 = 8;

#[derive(PartialEq)]
pub(crate) struct MenuProps {
    /// What the menu is about.
    pub(crate) target: MenuTarget,
    /// Where it opens, in pixels of the stage.
    pub(crate) at: [i32; 2],
    /// The lab it belongs to.
    pub(crate) lab: LabProps,
}

part! {
    /// The menu, or the form that an entry of it leads to.
    pub(crate) fn action_menu(MenuProps) = use_action_menu;
}

#[hook]
fn use_action_menu(props: &MenuProps) -> Html {
    let menu = use_node_ref();
    use_effect_with((menu.clone(), props.target, props.at), |(menu, _, at)| {
        settle(menu, *at);
        focus_first(menu);
    });
    let language = props.lab.language();
    let name = title(props.target).say(language);
    let dispatch = props.lab.dispatch.clone();
    let close = Callback::from(move |()| {
        dispatch.dispatch(Change::CloseMenu);
        environment::focus("stage");
    });
    let shut = close.reform(|_: MouseEvent| ());
    if let MenuTarget::Request(to) = props.target {
        let panel = PanelProps::from(&props.lab);
        let request = RequestProps { panel, to, client: None, sent: close.clone() };
        let keys = close.clone();
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                keys.emit(());
            }
        });
        return view! {
            <>
                <div class="menu-ground" onclick={shut.clone()} />
                <div class="menu is-form" role="dialog" aria-label={name.clone()} ref={menu}
                    {onkeydown}>
                    <div class="menu-head">
                        <h2>{ name }</h2>
                        <button type="button" class="button is-quiet is-icon" onclick={shut}
                            aria-label={shell::CLOSE.words(language)}>
                            { symbol(Icon::Close) }
                        </button>
                    </div>
                    { request_form(request) }
                </div>
            </>
        };
    }
    let listed = props.lab.session.read(|session| entries(props.target, session));
    let onkeydown = keys(&menu, &close);
    view! {
        <>
            <div class="menu-ground" onclick={shut} />
            <div class="menu" role="menu" aria-label={name.clone()} ref={menu} {onkeydown}>
                <div class="menu-title" role="presentation">{ name }</div>
                { for listed.into_iter().map(|entry| item(props, entry, &close)) }
            </div>
        </>
    }
}

fn item(props: &MenuProps, entry: Entry, close: &Callback<()>) -> Html {
    let language = props.lab.language();
    let (icon, words, act) = match entry {
        Entry::Heading(words) => {
            return view! {
                <div class="menu-heading" role="presentation">{ words.words(language) }</div>
            };
        }
        Entry::Act(icon, words, action) => {
            let (session, close) = (props.lab.session.clone(), close.clone());
            let act = Callback::from(move |_: MouseEvent| {
                session.act(action.clone());
                close.emit(());
            });
            (icon, words, act)
        }
        Entry::Open(icon, words, target) => {
            let (dispatch, at) = (props.lab.dispatch.clone(), props.at);
            let act =
                Callback::from(move |_: MouseEvent| dispatch.dispatch(Change::Menu(target, at)));
            (Some(icon), words, act)
        }
        Entry::Mark(words, node) => {
            let (dispatch, close) = (props.lab.dispatch.clone(), close.clone());
            let act = Callback::from(move |_: MouseEvent| {
                dispatch.dispatch(Change::Mark(node));
                close.emit(());
            });
            (Some(Icon::Partition), words, act)
        }
    };
    view! {
        <button type="button" role="menuitem" class="menu-item" tabindex="-1" onclick={act}>
            if let Some(icon) = icon {
                { symbol(icon) }
            } else {
                <span class="icon" aria-hidden="true" />
            }
            <span>{ words.say(language) }</span>
        </button>
    }
}

/// Moves the menu so that all of it is on the stage.
fn settle(menu: &NodeRef, at: [i32; 2]) {
    let Some(menu) = menu.cast::<HtmlElement>() else { return };
    let Some(parent) = menu.parent_element() else { return };
    let inside = |at: i32, length: i32, whole: i32| at.min(whole - length - EDGE).max(EDGE);
    let left = inside(at[0], menu.offset_width(), parent.client_width());
    let top = inside(at[1], menu.offset_height(), parent.client_height());
    for (name, value) in [("left", left), ("top", top)] {
        // The style's own interface is allowed by the page's policy; plain lengths are valid.
        let _ = menu.style().set_property(name, &format!("{value}px"));
    }
}
