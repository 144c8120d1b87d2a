//! Opening what somebody sent: a link, a script or a file. What cannot be read is shown with the
//! place where reading stopped.

use quorate_proto::{Language, Text};
use quorate_scenario::{Decoded, Place, ScenarioError, decode};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::platform::spawn_local;
use yew::{Event, Html, InputEvent, SubmitEvent, TargetCast, hook};

use super::file;
use crate::components::Dispatch;
use crate::components::part::part;
use crate::hooks::use_state_eq;
use crate::open::protocols;
use crate::state::Change;
use crate::text::share as words;
use crate::view::{Callback, view};
use crate::visit::{route_to, visit};

/// Characters shown on either side of the place where reading stopped.
const AROUND: usize = 24;

#[derive(PartialEq)]
pub(crate) struct OpenProps {
    /// The language.
    pub(crate) language: Language,
    /// Where to go.
    pub(crate) dispatch: Dispatch,
}

/// Why something was not opened.
#[derive(Clone, PartialEq)]
enum Refusal {
    File(Box<Text>),
    Text(ScenarioError, Option<[String; 3]>),
}

part! {
    /// The box.
    pub(crate) fn open_box(OpenProps) = use_open_box;
}

#[hook]
fn use_open_box(props: &OpenProps) -> Html {
    let language = props.language;
    let text = use_state_eq(String::new);
    let refusal = use_state_eq(|| None::<Refusal>);
    let oninput = {
        let (text, refusal) = (text.setter(), refusal.setter());
        Callback::from(move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                text.set(area.value());
                refusal.set(None);
            }
        })
    };
    let onsubmit = {
        let (text, refusal, dispatch) = (text.clone(), refusal.setter(), props.dispatch.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            refusal.set(go(&text.latest(), &dispatch).err());
        })
    };
    let onchange = {
        let (text, refusal) = (text.setter(), refusal.setter());
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            let chosen = input.and_then(|input| input.files()).and_then(|files| files.get(0));
            let Some(chosen) = chosen else { return };
            let (text, refusal, dispatch) = (text.clone(), refusal.clone(), dispatch.clone());
            spawn_local(async move {
                match file::read(&chosen).await {
                    Ok(found) => {
                        refusal.set(go(&found, &dispatch).err());
                        text.set(found);
                    }
                    Err(why) => refusal.set(Some(Refusal::File(Box::new(why)))),
                }
            });
        })
    };
    let wrong = refusal.is_some();
    view! {
        <form class="open-box" {onsubmit} novalidate={true}>
            <p class="faint">{ words::OPEN_ABOUT.words(language) }</p>
            <label class="field">
                <span>{ words::OPEN_TEXT.words(language) }</span>
                <textarea rows="4" value={(*text).clone()} {oninput} spellcheck="false"
                    autocomplete="off" aria-invalid={wrong.to_string()} />
            </label>
            if let Some(refusal) = &*refusal {
                { refused(refusal, language) }
            }
            <div class="buttons">
                <button type="submit" class="button is-primary" disabled={text.trim().is_empty()}>
                    { words::OPEN_DO.words(language) }
                </button>
                <label class="button file">
                    { words::OPEN_FILE.words(language) }
                    <input type="file" class="unseen" accept=".txt,.script,.quorate,text/plain"
                        {onchange} />
                </label>
            </div>
        </form>
    }
}

/// Opens a text, if it can be read.
fn go(text: &str, dispatch: &Dispatch) -> Result<(), Refusal> {
    let read = decode(text, protocols());
    let Decoded { scenario, .. } = read.map_err(|error| {
        let around = around(text, error.place);
        Refusal::Text(error, around)
    })?;
    visit(route_to(&scenario), dispatch);
    Ok(())
}

/// Opens a file that was dropped on the page; the page says why if it cannot.
pub(crate) fn open_text(text: &str, dispatch: &Dispatch) {
    use crate::state::Notice;
    match go(text, dispatch) {
        Ok(()) => {}
        Err(Refusal::Text(error, _)) => {
            dispatch.dispatch(Change::Tell(Some(Notice::Unreadable(error))));
        }
        Err(Refusal::File(why)) => dispatch.dispatch(Change::Tell(Some(Notice::Said(*why)))),
    }
}

fn refused(refusal: &Refusal, language: Language) -> Html {
    let (said, around) = match refusal {
        Refusal::File(why) => (why.say(language), None),
        Refusal::Text(error, around) => (error.say(language), around.clone()),
    };
    view! {
        <div class="note is-error" role="alert">
            <p>{ said }</p>
            if let Some([before, here, after]) = around {
                <pre>{ before }<mark>{ here }</mark>{ after }</pre>
            }
        </div>
    }
}

/// What stands before, at and after a place.
fn around(text: &str, place: Place) -> Option<[String; 3]> {
    let (line, column) = match place {
        Place::Line { line, column } => {
            (text.lines().nth((line as usize).checked_sub(1)?)?, column)
        }
        Place::Character(column) => (inner(text.trim()), column),
        Place::Whole => return None,
    };
    let at = (column as usize).saturating_sub(1);
    let is_part = |character: &char| !character.is_whitespace() && !".~&#".contains(*character);
    let length = line.chars().skip(at).take_while(is_part).count().clamp(1, AROUND);
    let cut = |from: usize, count: usize| line.chars().skip(from).take(count).collect::<String>();
    let first = at.saturating_sub(AROUND);
    let here = cut(at, length);
    let here = if here.is_empty() { "\u{2423}".to_owned() } else { here };
    Some([cut(first, at - first), here, cut(at + length, AROUND)])
}

/// The scenario within an address, or the text itself.
fn inner(text: &str) -> &str {
    let pieces = text.split(['?', '#', '&']);
    pieces.filter_map(|piece| piece.strip_prefix("s=")).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_marked() {
        let found = around("1.some.n5~400.X.Q.S5~end", Place::Character(17));
        let [before, here, after] = found.expect("a place");
        assert_eq!([&*before, &*here, &*after], ["1.some.n5~400.X.", "Q", ".S5~end"]);
        let within = around("https://h/#/lab?s=1.no.n5&t=x", Place::Character(3));
        assert_eq!(within.map(|[_, here, _]| here).as_deref(), Some("no"));
    }

    #[test]
    fn places_beyond_the_text_do_no_harm() {
        assert!(around("", Place::Character(9)).is_some());
        assert_eq!(around("a", Place::Line { line: 7, column: 1 }), None);
        assert!(around("中文", Place::Line { line: 1, column: 2 }).is_some());
    }
}
