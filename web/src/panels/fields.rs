//! Fields that visitors fill in. A field keeps what is being typed, however often the page around
//! it is drawn anew, and says what is wrong with it.

use quorate_proto::{Argument, Language};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{Event, Html, InputEvent, TargetCast, hook};

use crate::components::part::part;
use crate::hooks::{use_effect, use_node_ref, use_state_eq};
use crate::text::settings as words;
use crate::view::{Callback, classes, gathered, view};

/// A field for a whole number within a range.
pub(crate) struct NumberProps {
    /// Its name.
    pub(crate) label: &'static str,
    /// What holds now.
    pub(crate) value: u64,
    /// Least and most that may be put in.
    pub(crate) range: (u64, u64),
    /// What the number counts.
    pub(crate) unit: &'static str,
    /// The language of what is wrong.
    pub(crate) language: Language,
    /// Where a good number goes.
    pub(crate) enter: Callback<u64>,
}

/// A whole number within a range.
pub(crate) fn number_field(props: NumberProps) -> Html {
    let (least, most) = props.range;
    let read = move |text: &str| {
        let number: Option<u64> = text.trim().parse().ok();
        number.filter(|number| (least..=most).contains(number))
    };
    let good = Callback::from(move |text: String| read(&text).is_some());
    let enter = Callback::from(move |text: String| {
        if let Some(number) = read(&text) {
            props.enter.emit(number);
        }
    });
    let wrong = words::NUMBER_BETWEEN.with([number(least), number(most)]).say(props.language);
    text_input(TextProps {
        label: props.label,
        value: props.value.to_string(),
        unit: props.unit,
        numeric: true,
        good,
        wrong,
        enter,
    })
}

#[derive(PartialEq)]
pub(crate) struct TextProps {
    /// Its name.
    pub(crate) label: &'static str,
    /// What holds now.
    pub(crate) value: String,
    /// What it counts.
    pub(crate) unit: &'static str,
    /// Whether digits are enough.
    pub(crate) numeric: bool,
    /// Whether a text will do.
    pub(crate) good: Callback<String, bool>,
    /// What is said while it will not.
    pub(crate) wrong: String,
    /// Where a good text goes.
    pub(crate) enter: Callback<String>,
}

part! {
    /// A line of text that must have a form. It counts when the field is left, or on Enter.
    pub(crate) fn text_input(TextProps) = use_text_input;
}

#[hook]
fn use_text_input(props: &TextProps) -> Html {
    let typed = use_state_eq(|| None::<String>);
    let oninput = {
        let typed = typed.setter();
        Callback::from(move |event: InputEvent| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            typed.set(input.map(|input| input.value()));
        })
    };
    let onchange = {
        let (typed, enter, value) = (typed.setter(), props.enter.clone(), props.value.clone());
        let good = props.good.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let text = input.value();
            if good.emit(text.clone()) {
                typed.set(None);
                if text.trim() != value {
                    enter.emit(text);
                }
            }
        })
    };
    let text = (*typed).clone().unwrap_or_else(|| props.value.clone());
    let wrong = !props.good.emit(text.clone());
    view! {
        <label class={classes!("field", props.numeric.then_some("is-number"))}>
            <span>{ props.label }</span>
            <span class="with-unit">
                <input type="text" inputmode={props.numeric.then_some("numeric")} value={text}
                    {oninput} {onchange} autocomplete="off" spellcheck="false"
                    maxlength={if props.numeric { "20" } else { "400" }}
                    aria-invalid={wrong.to_string()} />
                if !props.unit.is_empty() {
                    <span class="unit">{ props.unit }</span>
                }
            </span>
            if wrong {
                <span class="note is-error" role="alert">{ props.wrong.clone() }</span>
            }
        </label>
    }
}

/// A number for a sentence.
fn number(number: u64) -> Argument {
    Argument::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

/// One line of text.
pub(crate) fn text_field(label: &str, value: &str, edit: Callback<String>) -> Html {
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            edit.emit(input.value());
        }
    });
    view! {
        <label class="field">
            <span>{ label.to_owned() }</span>
            <input type="text" value={value.to_owned()} {oninput} autocomplete="off"
                spellcheck="false" maxlength="200" />
        </label>
    }
}

/// A list to choose from, with its name beside it.
pub(crate) fn named_choice(
    label: &str,
    options: impl Iterator<Item = (String, String)>,
    chosen: &str,
    choose: Callback<String>,
) -> Html {
    let list = choice(None, options, chosen, choose);
    view! { <label class="field"><span>{ label.to_owned() }</span>{ list }</label> }
}

/// A list to choose from, whose name is only heard, if it has one.
pub(crate) fn choice(
    label: Option<&'static str>,
    options: impl Iterator<Item = (String, String)>,
    chosen: &str,
    choose: Callback<String>,
) -> Html {
    let options = gathered(options);
    list(ListProps { label, options, chosen: chosen.to_owned(), choose })
}

#[derive(PartialEq)]
struct ListProps {
    label: Option<&'static str>,
    /// Identifier and words of each.
    options: Vec<(String, String)>,
    chosen: String,
    choose: Callback<String>,
}

part! {
    fn list(ListProps) = use_list;
}

#[hook]
fn use_list(props: &ListProps) -> Html {
    let list = use_node_ref();
    let (present, chosen) = (list.clone(), props.chosen.clone());
    // The property, not the attribute: a list that was used once no longer heeds the attribute.
    use_effect(move || {
        let list = present.cast::<HtmlSelectElement>();
        if let Some(list) = list.filter(|list| list.value() != chosen) {
            list.set_value(&chosen);
        }
    });
    let choose = props.choose.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(list) = event.target_dyn_into::<HtmlSelectElement>() {
            choose.emit(list.value());
        }
    });
    let options = props.options.iter().map(|(id, words)| {
        view! { <option key={id.clone()} value={id.clone()}>{ words }</option> }
    });
    view! { <select ref={list} {onchange} aria-label={props.label}>{ for options }</select> }
}

/// Something that is on or off.
pub(crate) fn switch(label: &str, on: bool, turn: Callback<bool>) -> Html {
    let onchange = Callback::from(move |_: Event| turn.emit(!on));
    view! {
        <label class="switch">
            <input type="checkbox" checked={on} {onchange} />
            <span>{ label.to_owned() }</span>
        </label>
    }
}
