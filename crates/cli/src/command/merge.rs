//! `quorate merge`: the report that one sweep over all shards would have printed.

use std::fs;

use super::sweep::{Report, print};
use super::{Argument, Arguments, Out};
use crate::{Problem, Status, words};

pub(super) fn merge(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let what = words::REPORTS.words(arguments.language);
    let mut merged: Option<Report> = None;
    while let Some(argument) = arguments.next()? {
        let Argument::Value(name) = &argument else {
            return Err(arguments.unexpected(&argument, what));
        };
        let report = read(name, arguments)?;
        merged = Some(match merged {
            None => report,
            Some(merged) if merged.protocol != report.protocol => {
                return Err(arguments.expected(name, &merged.protocol, &report.protocol));
            }
            Some(merged) => add(merged, report),
        });
    }
    let Some(mut merged) = merged else {
        return Err(arguments.expected(words::ARGUMENT.words(arguments.language), what, ""));
    };
    merged.seconds = None;
    merged.violations.sort_by_key(|violation| violation.seed);
    if arguments.json {
        out.json(&merged);
    } else {
        print(&merged, arguments.language, out);
    }
    Ok(if merged.violations.is_empty() { Status::Yes } else { Status::No })
}

fn read(name: &str, arguments: &Arguments) -> Result<Report, Problem> {
    let text =
        fs::read_to_string(name).map_err(|error| Problem::new(format!("{name}: {error}")))?;
    serde_json::from_str(&text).map_err(|error| {
        let what = words::REPORTS.words(arguments.language);
        arguments.expected(name, what, &error.to_string())
    })
}

fn add(mut sum: Report, more: Report) -> Report {
    sum.seeds = sum.seeds.saturating_add(more.seeds);
    sum.events = sum.events.saturating_add(more.events);
    sum.violations.extend(more.violations);
    sum
}
