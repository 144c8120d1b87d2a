//! `quorate merge`: the report that one sweep over all shards would have printed.

use std::fs;

use super::report::{Misfit, Report, merge as merge_reports};
use super::sweep::{print, status};
use super::{Argument, Arguments, Out};
use crate::{Problem, Status, words};

pub(super) fn merge(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let what = words::REPORTS.words(arguments.language);
    let (mut reports, mut places) = (Vec::new(), Vec::new());
    while let Some(argument) = arguments.next()? {
        let Argument::Value(name) = &argument else {
            return Err(arguments.unexpected(&argument, what));
        };
        for (line, report) in read(name, arguments)? {
            reports.push(report);
            places.push(format!("{name}:{line}"));
        }
    }
    let merged =
        merge_reports(&reports).map_err(|misfit| complain(misfit, &reports, &places, arguments))?;
    let Some(merged) = merged else {
        return Err(arguments.expected(words::ARGUMENT.words(arguments.language), what, ""));
    };
    if arguments.json {
        out.json(&merged);
    } else {
        print(&merged, arguments.language, out);
    }
    Ok(status(&merged, arguments))
}

/// The reports of a file, one per line, with the numbers of the lines. A last line without an end
/// is what somebody was killed at: it is left out.
fn read(name: &str, arguments: &Arguments) -> Result<Vec<(usize, Report)>, Problem> {
    let text =
        fs::read_to_string(name).map_err(|error| Problem::new(format!("{name}: {error}")))?;
    let broken_off = !text.ends_with('\n');
    let count = text.lines().count();
    let mut reports = Vec::new();
    for (position, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let number = position + 1;
        match serde_json::from_str(line) {
            Ok(report) => reports.push((number, report)),
            Err(_) if broken_off && number == count && count > 1 => {}
            Err(error) => {
                let what = words::REPORTS.words(arguments.language);
                let place = format!("{name}:{number}");
                return Err(arguments.expected(&place, what, &error.to_string()));
            }
        }
    }
    Ok(reports)
}

fn complain(
    misfit: Misfit,
    reports: &[Report],
    places: &[String],
    arguments: &Arguments,
) -> Problem {
    let (position, expected, found) = match misfit {
        Misfit::Other(position) => {
            let about = |at: usize| reports.get(at).map(Report::about).unwrap_or_default();
            (position, about(0), about(position))
        }
        Misfit::Nonsense(position) => {
            let expected = words::SHARDS_COUNT.words(arguments.language);
            (position, expected.to_owned(), String::from("covers, seeds"))
        }
        Misfit::Overlap(position) => {
            let expected = words::SHARDS_APART.words(arguments.language);
            (position, expected.to_owned(), String::from("covers"))
        }
        Misfit::Quarrel(position) => {
            let expected = words::SHARDS_AGREE.words(arguments.language);
            (position, expected.to_owned(), String::from("violations, events"))
        }
    };
    let place = places.get(position).map_or("", String::as_str);
    arguments.expected(place, &expected, &found)
}
