//! The commands.

mod check;
mod experiment;
mod explore;
mod export;
mod hunt;
mod list;
mod merge;
mod plan;
mod report;
mod run;
mod seeds;
mod sweep;
mod text;
mod zoo;

use quorate_catalog::PROTOCOLS;
use quorate_proto::{AnyProtocol, Bugs, Meta, Parameters};

use crate::arguments::{Argument, Arguments};
use crate::out::Out;
use crate::{Problem, Status, words};

/// A command: its name, and what performs it.
type Command = (&'static str, fn(&mut Arguments, &mut Out) -> Result<Status, Problem>);

const COMMANDS: [Command; 12] = [
    ("list", list::list),
    ("run", run::run),
    ("link", text::link),
    ("script", text::script),
    ("sweep", sweep::sweep),
    ("merge", merge::merge),
    ("hunt", hunt::hunt),
    ("zoo", zoo::zoo),
    ("check", check::check),
    ("explore", explore::explore),
    ("experiment", experiment::experiment),
    ("export", export::export),
];

/// Performs the command that the arguments name.
pub(crate) fn perform(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let names = || COMMANDS.map(|(name, _)| name).join(", ");
    if arguments.help {
        return Ok(help(arguments, out));
    }
    match arguments.next()? {
        Some(Argument::Value(name)) if name == "help" => Ok(help(arguments, out)),
        Some(Argument::Option(name)) if name == "version" || name == "V" => {
            out.line(concat!("quorate ", env!("CARGO_PKG_VERSION")));
            Ok(Status::Yes)
        }
        Some(Argument::Value(name)) => {
            let known = COMMANDS.iter().find(|(known, _)| *known == name);
            let (_, perform) = known.ok_or_else(|| {
                arguments.expected(words::A_COMMAND.words(arguments.language), &names(), &name)
            })?;
            perform(arguments, out)
        }
        Some(option) => Err(arguments.unexpected(&option, &names())),
        None => {
            let place = words::A_COMMAND.words(arguments.language);
            Err(arguments.expected(place, &names(), ""))
        }
    }
}

fn help(arguments: &Arguments, out: &mut Out) -> Status {
    out.text(&crate::help::help(arguments.language));
    Status::Yes
}

/// The one argument that a command takes, with nothing but `take`n options beside it.
fn one_value(
    arguments: &mut Arguments,
    what: &str,
    mut take: impl FnMut(&mut Arguments, &str) -> Result<bool, Problem>,
) -> Result<String, Problem> {
    let mut value = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Option(name) if take(arguments, &name)? => {}
            Argument::Value(only) if value.is_none() => value = Some(only),
            other => return Err(arguments.unexpected(&other, what)),
        }
    }
    value.ok_or_else(|| arguments.expected(words::ARGUMENT.words(arguments.language), what, ""))
}

fn protocol(name: &str, arguments: &Arguments) -> Result<&'static dyn AnyProtocol, Problem> {
    quorate_catalog::find(name).ok_or_else(|| {
        let names: Vec<_> = PROTOCOLS.iter().map(|protocol| protocol.meta().id).collect();
        let place = words::A_PROTOCOL.words(arguments.language);
        arguments.expected(place, &names.join(", "), name)
    })
}

/// Switches bugs on by their identifiers.
fn switch_bugs(
    meta: &Meta,
    on: &mut Bugs,
    bugs: &[String],
    arguments: &Arguments,
) -> Result<(), Problem> {
    for id in bugs {
        let position = meta.bugs.iter().position(|bug| bug.id == id);
        let position = position.ok_or_else(|| {
            let known: Vec<_> = meta.bugs.iter().map(|bug| bug.id).collect();
            let place = words::A_BUG.words(arguments.language);
            arguments.expected(place, &known.join(", "), id)
        })?;
        *on = on.with(position, true);
    }
    Ok(())
}

/// Sets a parameter from `id=value`, the value being a number or the name of a choice.
fn set_parameter(
    meta: &Meta,
    parameters: &mut Parameters,
    setting: &str,
    arguments: &Arguments,
) -> Result<(), Problem> {
    let found = setting.split_once('=').and_then(|(id, value)| {
        let position = meta.parameters.iter().position(|parameter| parameter.id == id)?;
        Some((position, meta.parameters.get(position)?, value))
    });
    let Some((position, parameter, value)) = found else {
        let known: Vec<_> = meta.parameters.iter().map(|parameter| parameter.id).collect();
        let expected = words::A_PARAMETER.words(arguments.language);
        let expected = format!("{expected} ({})", known.join(", "));
        return Err(arguments.expected("--set", &expected, setting));
    };
    let (least, most) = parameter.range.clone().into_inner();
    let choice = parameter.choices.iter().zip(least..).find(|(choice, _)| choice.id == value);
    let number = choice.map(|(_, number)| number).or_else(|| value.parse().ok());
    let number = number.filter(|number| parameter.range.contains(number)).ok_or_else(|| {
        let choices: Vec<_> = parameter.choices.iter().map(|choice| choice.id).collect();
        let values =
            if choices.is_empty() { format!("{least}..={most}") } else { choices.join(", ") };
        let expected = words::A_VALUE_IN.words(arguments.language);
        arguments.expected("--set", &format!("{expected} {values}"), setting)
    })?;
    parameters.set(meta, position, number);
    Ok(())
}
