//! Files that are dropped anywhere on the page.

use gloo::events::{EventListener, EventListenerOptions};
use quorate_proto::Language;
use wasm_bindgen::JsCast;
use web_sys::DragEvent;
use yew::platform::spawn_local;
use yew::{Html, hook};

use super::file;
use super::open_box::open_text;
use crate::components::Dispatch;
use crate::components::part::part;
use crate::hooks::{use_effect_with, use_state_eq};
use crate::state::{Change, Notice};
use crate::text::share as words;
use crate::view::view;

#[derive(PartialEq)]
pub(crate) struct DropProps {
    /// The language.
    pub(crate) language: Language,
    /// Where to go.
    pub(crate) dispatch: Dispatch,
}

part! {
    /// Takes files, and says so while one is held over the page.
    pub(crate) fn drop_target(DropProps) = use_drop_target;
}

#[hook]
fn use_drop_target(props: &DropProps) -> Html {
    let over = use_state_eq(|| false);
    let setter = over.setter();
    use_effect_with(props.dispatch.clone(), move |dispatch| {
        let window = gloo::utils::window();
        let listen = |name: &'static str, heard: Box<dyn Fn(&DragEvent)>| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, name, options, move |event| {
                if let Some(event) = event.dyn_ref::<DragEvent>().filter(|it| has_files(it)) {
                    event.prevent_default();
                    heard(event);
                }
            })
        };
        let (dispatch, held, left) = (dispatch.clone(), setter.clone(), setter.clone());
        let listeners = [
            listen("dragover", Box::new(move |_| held.set(true))),
            listen("dragleave", Box::new(move |_| left.set(false))),
            listen(
                "drop",
                Box::new(move |event| {
                    setter.set(false);
                    take(event, &dispatch);
                }),
            ),
        ];
        move || drop(listeners)
    });
    view! {
        if *over {
            <p class="drop-here" role="status">{ words::DROP_HERE.words(props.language) }</p>
        }
    }
}

fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|transfer| transfer.types());
    types.is_some_and(|types| types.iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}

fn take(event: &DragEvent, dispatch: &Dispatch) {
    let files = event.data_transfer().and_then(|transfer| transfer.files());
    let Some(dropped) = files.and_then(|files| files.get(0)) else { return };
    let dispatch = dispatch.clone();
    spawn_local(async move {
        match file::read(&dropped).await {
            Ok(text) => open_text(&text, &dispatch),
            Err(why) => dispatch.dispatch(Change::Tell(Some(Notice::Said(why)))),
        }
    });
}
