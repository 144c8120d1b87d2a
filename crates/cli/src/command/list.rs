//! `quorate list`: all there is, as protocols describe themselves.

use quorate_catalog::PROTOCOLS;
use quorate_proto::{AnyProtocol, Language};
use serde::Serialize;

use super::{Arguments, Out};
use crate::out::padded;
use crate::{Problem, Status, words};

#[derive(Serialize)]
struct List {
    protocols: Vec<Protocol>,
}

#[derive(Serialize)]
struct Protocol {
    id: &'static str,
    title: &'static str,
    family: &'static str,
    params: Vec<Parameter>,
    kinds: Vec<&'static str>,
    bugs: Vec<Bug>,
    properties: Vec<Property>,
    presets: Vec<String>,
}

#[derive(Serialize)]
struct Parameter {
    id: &'static str,
    min: u32,
    max: u32,
    default: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<&'static str>,
}

#[derive(Serialize)]
struct Bug {
    id: &'static str,
    breaks: &'static [&'static str],
}

#[derive(Serialize)]
struct Property {
    id: &'static str,
    expectation: &'static str,
}

pub(super) fn list(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    if let Some(argument) = arguments.next()? {
        return Err(arguments.unexpected(&argument, "--json"));
    }
    let language = arguments.language;
    if arguments.json {
        let protocols = PROTOCOLS.iter().map(|protocol| describe(*protocol, language)).collect();
        out.json(&List { protocols });
    } else {
        for protocol in PROTOCOLS {
            print(*protocol, language, out);
        }
    }
    Ok(Status::Yes)
}

fn describe(protocol: &'static dyn AnyProtocol, language: Language) -> Protocol {
    let meta = protocol.meta();
    Protocol {
        id: meta.id,
        title: meta.title.words(language),
        family: meta.family,
        params: meta
            .parameters
            .iter()
            .map(|parameter| Parameter {
                id: parameter.id,
                min: *parameter.range.start(),
                max: *parameter.range.end(),
                default: parameter.default,
                choices: parameter.choices.iter().map(|choice| choice.id).collect(),
            })
            .collect(),
        kinds: meta.kinds.iter().map(|kind| kind.id).collect(),
        bugs: meta.bugs.iter().map(|bug| Bug { id: bug.id, breaks: bug.breaks }).collect(),
        properties: protocol
            .properties()
            .iter()
            .map(|property| Property { id: property.id, expectation: property.expectation.id() })
            .collect(),
        presets: meta.presets.iter().map(|preset| format!("{}/{}", meta.id, preset.id)).collect(),
    }
}

/// Columns of identifiers.
const NAME: usize = 26;

fn print(protocol: &'static dyn AnyProtocol, language: Language, out: &mut Out) {
    let meta = protocol.meta();
    out.line(&format!("{}  {}", meta.id, meta.title.words(language)));
    out.line(&format!("  {}", meta.summary.words(language)));
    let mut group = |title: &str, entries: Vec<(String, String)>| {
        if !entries.is_empty() {
            out.line(&format!("  {title}"));
        }
        for (name, about) in entries {
            out.line(&format!("    {} {about}", padded(&name, NAME)));
        }
    };
    let parameters = meta.parameters.iter().map(|parameter| {
        let (least, most) = parameter.range.clone().into_inner();
        let values = if parameter.choices.is_empty() {
            format!("{least}..={most}")
        } else {
            parameter.choices.iter().map(|choice| choice.id).collect::<Vec<_>>().join("|")
        };
        let about = parameter.label.words(language);
        (parameter.id.to_owned(), format!("{about} ({values}; {})", parameter.default))
    });
    group(words::PARAMETERS.words(language), parameters.collect());
    let properties = protocol.properties();
    let properties = properties.iter().map(|property| {
        let kind = property.expectation.id();
        (property.id.to_owned(), format!("{kind}: {}", property.statement.words(language)))
    });
    group(words::PROPERTIES.words(language), properties.collect());
    let bugs =
        meta.bugs.iter().map(|bug| (bug.id.to_owned(), bug.story.words(language).to_owned()));
    group(words::BUGS.words(language), bugs.collect());
    let presets = meta.presets.iter().map(|preset| {
        (format!("{}/{}", meta.id, preset.id), preset.title.words(language).to_owned())
    });
    group(words::PRESETS.words(language), presets.collect());
    out.line("");
}
