//! The commands.

mod experiment;
mod export;
mod list;
mod merge;
mod run;
mod sweep;
mod text;

use quorate_catalog::PROTOCOLS;
use quorate_proto::{AnyProtocol, Meta};
use quorate_sim::Setup;

use crate::arguments::{Argument, Arguments};
use crate::out::Out;
use crate::{Problem, Status, words};

/// A command: its name, and what performs it.
type Command = (&'static str, fn(&mut Arguments, &mut Out) -> Result<Status, Problem>);

const COMMANDS: [Command; 8] = [
    ("list", list::list),
    ("run", run::run),
    ("link", text::link),
    ("script", text::script),
    ("sweep", sweep::sweep),
    ("merge", merge::merge),
    ("experiment", experiment::experiment),
    ("export", export::export),
];

/// Performs the command that the arguments name.
pub(crate) fn perform(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let names = || COMMANDS.map(|(name, _)| name).join(", ");
    match arguments.next()? {
        Some(Argument::Value(name)) if name == "help" => Ok(help(out)),
        Some(Argument::Option(name)) if name == "help" || name == "h" => Ok(help(out)),
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

fn help(out: &mut Out) -> Status {
    out.text(HELP);
    Status::Yes
}

const HELP: &str = "\
quorate: runs, sweeps and exports scenarios of distributed protocols

  list                      protocols, their parameters, bugs, properties and presets
  run SCENARIO              runs to the end and says which promises hold
      --until T             stops there: 400 (milliseconds) or 1500u (microseconds)
      --bug ID              switches a bug on; may come several times
      --format F            ndjson, mermaid or svg instead of lines for people
  link SCENARIO             the one-line form
  script SCENARIO           the script form
  sweep PROTOCOL            many random runs, each with its own faults
      --nodes N             how many nodes
      --set PARAM=VALUE     a parameter; may come several times
      --seeds A..B          which seeds, B not among them (0..1000)
      --faults F            none, light or heavy (heavy)
      --bug ID              switches a bug on; may come several times
      --jobs J              threads
      --shard I/N           only the I-th of N parts, from 1
  merge FILE...             one report from those of all shards
  experiment NAME           a measurement from the literature; --csv for a table
  export SCENARIO           --format mermaid, svg or ndjson
      --picture P           of an svg: stage (the end) or diagram (the last 3 s)

  SCENARIO is a file, - for standard input, a link with any address in front, a scenario's
  text on one line, or a preset such as PROTOCOL/PRESET from the list. One without an end
  runs for 10 s, and at least 2 s beyond its last action.

  --json                    one JSON object on standard output
  --language en|zh-CN       the language of sentences

  Exit status: 0 all promises hold, 1 one broke, 2 bad input, 3 unknown (a bound was
  reached first), 130 interrupted.
";

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
fn switch_bugs(setup: &mut Setup, bugs: &[String], arguments: &Arguments) -> Result<(), Problem> {
    let meta: &Meta = setup.protocol.meta();
    for id in bugs {
        let position = meta.bugs.iter().position(|bug| bug.id == id);
        let position = position.ok_or_else(|| {
            let known: Vec<_> = meta.bugs.iter().map(|bug| bug.id).collect();
            let place = words::A_BUG.words(arguments.language);
            arguments.expected(place, &known.join(", "), id)
        })?;
        setup.bugs = setup.bugs.with(position, true);
    }
    Ok(())
}
