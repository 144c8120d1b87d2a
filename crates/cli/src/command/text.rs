//! `quorate link` and `quorate script`: one scenario in its two spellings.

use serde::Serialize;

use super::{Arguments, Out, one_value};
use crate::{Problem, Status, input, words};

#[derive(Serialize)]
struct Spelled {
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    script: Option<String>,
}

pub(super) fn link(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let link = quorate_scenario::link(&read(arguments)?);
    if arguments.json {
        out.json(&Spelled { link: Some(link), script: None });
    } else {
        out.line(&link);
    }
    Ok(Status::Yes)
}

pub(super) fn script(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let script = quorate_scenario::script(&read(arguments)?);
    if arguments.json {
        out.json(&Spelled { link: None, script: Some(script) });
    } else {
        out.text(&script);
    }
    Ok(Status::Yes)
}

fn read(arguments: &mut Arguments) -> Result<quorate_scenario::Scenario, Problem> {
    let what = words::ONE_SCENARIO.words(arguments.language);
    let argument = one_value(arguments, what, |_, _| Ok(false))?;
    input::scenario(&argument, arguments)
}
