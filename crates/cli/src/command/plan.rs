//! What sweeps and hunts are asked for: which runs to draw, and how to share them out.

use std::num::NonZero;
use std::ops::Range;
use std::thread;

use quorate_sim::{Setup, Strength};

use super::{Arguments, one_value, protocol, switch_bugs};
use crate::{Problem, words};

/// Random runs of one protocol.
pub(super) struct Plan {
    pub(super) setup: Setup,
    /// Whether a size or a setting was given.
    pub(super) settled: bool,
    pub(super) seeds: Range<u64>,
    pub(super) strength: Strength,
    pub(super) jobs: usize,
}

pub(super) const STRENGTHS: [(&str, Strength); 3] =
    [("none", Strength::None), ("light", Strength::Light), ("heavy", Strength::Heavy)];

const NODES_MAX: u16 = quorate_scenario::limits::NODES_MAX;
const JOBS_MAX: usize = 256;

/// Threads, if nobody says how many.
pub(super) fn jobs_usual() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// The value of `--jobs`.
pub(super) fn read_jobs(arguments: &mut Arguments) -> Result<usize, Problem> {
    arguments.number("jobs", 1..=JOBS_MAX)
}

/// Reads a protocol and its options. `take` may take others.
pub(super) fn read(
    arguments: &mut Arguments,
    seeds: Range<u64>,
    mut take: impl FnMut(&mut Arguments, &str) -> Result<bool, Problem>,
) -> Result<Plan, Problem> {
    let (mut nodes, mut settings, mut bugs) = (None, Vec::new(), Vec::new());
    let (mut seeds, mut strength, mut jobs) = (seeds, Strength::default(), jobs_usual());
    let what = words::A_PROTOCOL.words(arguments.language);
    let name = one_value(arguments, what, |arguments, option| {
        match option {
            "nodes" => nodes = Some(arguments.number(option, 1..=NODES_MAX)?),
            "set" => settings.push(arguments.value(option)?),
            "bug" => bugs.push(arguments.value(option)?),
            "seeds" => seeds = arguments.range(option)?,
            "faults" => strength = read_strength(arguments)?,
            "jobs" => jobs = read_jobs(arguments)?,
            _ => return take(arguments, option),
        }
        Ok(true)
    })?;
    let mut setup = Setup::new(protocol(&name, arguments)?, 0);
    setup.nodes = nodes.unwrap_or(setup.nodes);
    for setting in &settings {
        set(&mut setup, setting, arguments)?;
    }
    switch_bugs(setup.protocol.meta(), &mut setup.bugs, &bugs, arguments)?;
    let settled = nodes.is_some() || !settings.is_empty();
    Ok(Plan { setup, settled, seeds, strength, jobs })
}

fn read_strength(arguments: &mut Arguments) -> Result<Strength, Problem> {
    let name = arguments.value("faults")?;
    let known = STRENGTHS.iter().find(|(known, _)| *known == name);
    known.map(|(_, strength)| *strength).ok_or_else(|| {
        let list = words::FAULTS_LIST.words(arguments.language);
        arguments.expected("--faults", list, &name)
    })
}

/// Sets a parameter from `id=value`, the value being a number or the name of a choice.
fn set(setup: &mut Setup, setting: &str, arguments: &Arguments) -> Result<(), Problem> {
    let meta = setup.protocol.meta();
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
    setup.parameters.set(meta, position, number);
    Ok(())
}
