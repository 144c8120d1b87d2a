//! A control for each parameter that a protocol declares.

use quorate_proto::{Parameter, Unit};
use quorate_sim::{Action, Setup};
use yew::Html;

use crate::components::part::keyed;
use crate::panels::PanelProps;
use crate::panels::fields::{NumberProps, named_choice, number_field, switch};
use crate::text::settings as words;
use crate::view::{Callback, view};

/// All parameters.
pub(super) fn parameters(panel: &PanelProps, setup: &Setup) -> Html {
    let known = setup.protocol.meta().parameters.iter().enumerate();
    let each = known.map(|(position, parameter)| {
        control(panel, position, parameter, setup.parameters.get(position))
    });
    view! { <div class="parameters">{ for each }</div> }
}

fn control(panel: &PanelProps, position: usize, parameter: &Parameter, value: u32) -> Html {
    let label = panel.say(parameter.label);
    let (least, most) = (*parameter.range.start(), *parameter.range.end());
    let session = panel.session.clone();
    let set = move |value: u32| session.act(Action::SetParameter(position, value));
    match parameter.unit {
        Unit::Switch => {
            let turn = Callback::from(move |on: bool| set(u32::from(on)));
            switch(label, value > 0, turn)
        }
        Unit::Choice => {
            let options = parameter.choices.iter().zip(least..);
            let options = options
                .map(|(choice, value)| (value.to_string(), panel.say(choice.label).to_owned()));
            let choose = Callback::from(move |text: String| {
                if let Ok(value) = text.parse() {
                    set(value);
                }
            });
            named_choice(label, options, &value.to_string(), choose)
        }
        Unit::Count | Unit::Milliseconds => {
            let enter = Callback::from(move |number: u64| {
                set(u32::try_from(number).unwrap_or(u32::MAX));
            });
            let milliseconds = parameter.unit == Unit::Milliseconds;
            let field = number_field(NumberProps {
                label,
                value: u64::from(value),
                range: (u64::from(least), u64::from(most)),
                unit: if milliseconds { panel.say(&words::MILLISECONDS) } else { "" },
                language: panel.language,
                enter,
            });
            keyed(parameter.id, field)
        }
    }
}
