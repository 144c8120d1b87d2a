//! What sweeps and hunts are asked for: which runs to draw, and how to share them out.

use std::num::NonZero;
use std::ops::Range;
use std::thread;

use quorate_sim::{Setup, Strength};

use super::{Arguments, one_value, protocol, set_parameter, switch_bugs};
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
        set_parameter(setup.protocol.meta(), &mut setup.parameters, setting, arguments)?;
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
