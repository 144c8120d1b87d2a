//! Where scenarios come from: a file, standard input, an address, a bare text, a preset's name.

use std::fs;
use std::io::Read;
use std::path::Path;

use quorate_catalog::PROTOCOLS;
use quorate_scenario::limits::SCRIPT_BYTES_MAX;
use quorate_scenario::{Scenario, decode, preset};

use crate::arguments::Arguments;
use crate::{Problem, words};

/// Reads the scenario that an argument stands for.
pub(crate) fn scenario(argument: &str, arguments: &Arguments) -> Result<Scenario, Problem> {
    if let Some(preset) = preset(argument, PROTOCOLS) {
        let mut scenario = read(Some(argument.to_owned()), preset.script, arguments)?;
        scenario.title = Some(preset.title.words(arguments.language).to_owned());
        return Ok(scenario);
    }
    let (name, text) = text(argument, arguments)?;
    read(name, &text, arguments)
}

fn read(name: Option<String>, text: &str, arguments: &Arguments) -> Result<Scenario, Problem> {
    let language = arguments.language;
    let decoded = decode(text, PROTOCOLS).map_err(|error| {
        let place = name.map_or_else(String::new, |name| name + words::COLON.words(language));
        Problem::new(format!("{place}{}", error.say(language)))
    })?;
    for note in &decoded.notes {
        eprintln!("quorate: {}", note.say(language));
    }
    Ok(decoded.scenario)
}

/// A text, and the name under which to complain about it.
fn text(argument: &str, arguments: &Arguments) -> Result<(Option<String>, String), Problem> {
    if argument == "-" {
        let name = words::STANDARD_INPUT.words(arguments.language).to_owned();
        let text = limited(std::io::stdin(), &name, arguments)?;
        return Ok((Some(name), text));
    }
    if Path::new(argument).is_file() {
        let file = fs::File::open(argument)
            .map_err(|error| Problem::new(format!("{argument}: {error}")))?;
        return Ok((Some(argument.to_owned()), limited(file, argument, arguments)?));
    }
    if looks_like_a_file(argument) {
        let presets = PROTOCOLS.iter().flat_map(|protocol| {
            let meta = protocol.meta();
            meta.presets.iter().map(|preset| format!("{}/{}", meta.id, preset.id))
        });
        let first = presets.into_iter().next().unwrap_or_default();
        let language = arguments.language;
        let expected = format!("{} {first}", words::A_SCENARIO.words(language));
        return Err(arguments.expected(words::ARGUMENT.words(language), &expected, argument));
    }
    Ok((None, argument.to_owned()))
}

/// Most bytes of a history.
const HISTORY_BYTES_MAX: u64 = 256 << 20;

/// Reads the history that an argument names, and the name under which to complain about it.
pub(crate) fn history(argument: &str, arguments: &Arguments) -> Result<(String, String), Problem> {
    let language = arguments.language;
    let (name, stream): (_, Box<dyn Read>) = if argument == "-" {
        (words::STANDARD_INPUT.words(language), Box::new(std::io::stdin()))
    } else if Path::new(argument).is_dir() {
        return Err(arguments.expected(argument, words::A_FILE.words(language), ""));
    } else {
        let file = fs::File::open(argument);
        let file = file.map_err(|error| Problem::new(format!("{argument}: {error}")))?;
        (argument, Box::new(file))
    };
    let mut bytes = Vec::new();
    let read = stream.take(HISTORY_BYTES_MAX + 1).read_to_end(&mut bytes);
    read.map_err(|error| Problem::new(format!("{name}: {error}")))?;
    if bytes.len() as u64 > HISTORY_BYTES_MAX {
        let expected = arguments.say(words::AT_MOST_BYTES.with([HISTORY_BYTES_MAX.into()]));
        return Err(arguments.expected(name, &expected, ""));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| arguments.expected(name, words::UTF_8.words(language), "?"))?;
    Ok((name.to_owned(), text))
}

/// Whether a text that names no file was probably meant to, or to name a preset.
fn looks_like_a_file(argument: &str) -> bool {
    let address = argument.contains("s=") || argument.contains("://");
    !address && argument.contains(['/', '\\'])
}

fn limited(stream: impl Read, name: &str, arguments: &Arguments) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    let most = SCRIPT_BYTES_MAX as u64 + 1;
    let read = stream.take(most).read_to_end(&mut bytes);
    read.map_err(|error| Problem::new(format!("{name}: {error}")))?;
    String::from_utf8(bytes)
        .map_err(|_| arguments.expected(name, words::UTF_8.words(arguments.language), "?"))
}
