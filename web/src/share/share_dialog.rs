//! Everything by which a moment can be handed on.

use quorate_proto::{Argument, Phrase};
use quorate_scenario::{Scenario, address, limits, link};
use yew::{Html, hook};

use super::dialog::{DialogProps, dialog};
use super::exports::{Export, TRACE_EVENTS_MAX};
use super::link_fields::{CopyFieldProps, copy_field};
use super::open_box::{OpenProps, open_box};
use super::qr_picture::{QrProps, qr_picture};
use crate::components::part::part;
use crate::environment;
use crate::hooks::use_state_eq;
use crate::panels::{PanelProps, text_field};
use crate::text::share as words;
use crate::view::{Callback, view};

#[derive(PartialEq)]
pub(crate) struct ShareProps {
    /// The run.
    pub(crate) panel: PanelProps,
    /// Called once the dialog is closed.
    pub(crate) closed: Callback<()>,
}

const FILES: [(Export, &Phrase<0>); 5] = [
    (Export::Script, &words::SAVE_SCRIPT),
    (Export::Mermaid, &words::SAVE_MERMAID),
    (Export::Stage, &words::SAVE_STAGE),
    (Export::Diagram, &words::SAVE_DIAGRAM),
    (Export::Trace, &words::SAVE_TRACE),
];

part! {
    /// The dialog.
    pub(crate) fn share_dialog(ShareProps) = use_share_dialog;
}

#[hook]
fn use_share_dialog(props: &ShareProps) -> Html {
    let panel = &props.panel;
    let language = panel.language;
    let mut scenario = panel.session.read(crate::session::Session::scenario);
    let title = {
        let opened = scenario.title.clone().unwrap_or_default();
        use_state_eq(move || opened)
    };
    scenario.title = Some((*title).clone()).filter(|title| !title.trim().is_empty());
    let time = scenario.end.map_or(0, |end| end.tick);
    let about = words::ABOUT.with([Argument::Span(time), scenario.actions.len().into()]);
    let rename = {
        let title = title.setter();
        Callback::from(move |text: String| {
            title.set(text.chars().take(limits::TITLE_CHARACTERS_MAX).collect());
        })
    };
    let length = link(&scenario).chars().count();
    let fits = length <= limits::LINK_CHARACTERS_MAX;
    let inner = view! {
        <p>{ about.say(language) }</p>
        { text_field(panel.say(&words::NAME), &title, rename) }
        if fits {
            { links(panel, &scenario) }
        } else {
            <p class="note is-warning">
                { words::LINK_TOO_LONG.with([limits::LINK_CHARACTERS_MAX.into()]).say(language) }
            </p>
        }
        { files(panel, &title) }
        <details class="fold">
            <summary>{ panel.say(&words::OPEN) }</summary>
            { open_box(OpenProps { language, dispatch: panel.dispatch.clone() }) }
        </details>
    };
    let (title, closed) = (panel.say(&words::TITLE), props.closed.clone());
    dialog(DialogProps { title, language, closed, inner })
}

fn links(panel: &PanelProps, scenario: &Scenario) -> Html {
    let language = panel.language;
    let base = environment::full_address("");
    let whole = address(&base, scenario);
    let plain = format!("{base}#/lab?s={}", link(scenario));
    // The same after a question mark, which no chat program cuts off.
    let in_query = whole.replacen("#/lab?", "?", 1);
    let length = words::LINK_LENGTH.with([whole.chars().count().into()]).say(language);
    let field = |label: &'static Phrase<0>, text, about, copy, tall| {
        copy_field(CopyFieldProps { label: panel.say(label), text, about, copy, tall, language })
    };
    let embed = embed_code(&base, &whole, scenario);
    let about = Some(panel.say(&words::EMBED_ABOUT).to_owned());
    view! {
        <>
            <div class="share-link">
                <div>
                    { field(&words::LINK, whole.clone(), Some(length), &words::COPY_LINK, false) }
                    { field(&words::WECHAT_ABOUT, in_query, None, &words::COPY_WECHAT, false) }
                </div>
                { qr_picture(QrProps { address: whole, plain, language }) }
            </div>
            { field(&words::EMBED, embed, about, &words::COPY_EMBED, true) }
        </>
    }
}

/// A frame for somebody else's page.
fn embed_code(base: &str, whole: &str, scenario: &Scenario) -> String {
    let source = whole.replacen(base, &format!("{base}?embed=1"), 1);
    let name = scenario.title.clone().unwrap_or_else(|| "Quorate".to_owned());
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"480\" loading=\"lazy\" \
         allow=\"fullscreen; clipboard-write\"></iframe>",
        escaped(&source),
        escaped(&name),
    )
}

/// A text that stays a text within an attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

fn files(panel: &PanelProps, title: &str) -> Html {
    let each = FILES.iter().map(|(export, words)| {
        let (session, export, language) = (panel.session.clone(), *export, panel.language);
        let title = title.to_owned();
        let onclick = Callback::from(move |_| {
            session.read(|session| export.save(session, &title, language));
        });
        view! {
            <button type="button" class="button" {onclick}>{ panel.say(words) }</button>
        }
    });
    let events = panel.session.read(|session| session.world().events());
    view! {
        <section class="part">
            <h3>
                { panel.say(&words::FILES) }<small>{ panel.say(&words::FILES_ABOUT) }</small>
            </h3>
            <div class="buttons">{ for each }</div>
            if events > TRACE_EVENTS_MAX {
                <p class="note">
                    { words::TRACE_SHORT.with([TRACE_EVENTS_MAX.into()]).say(panel.language) }
                </p>
            }
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_leave_its_attribute() {
        assert_eq!(escaped("\"><script>&"), "&quot;&gt;&lt;script&gt;&amp;");
    }
}
