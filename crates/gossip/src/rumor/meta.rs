//! What the protocol says about itself.

use quorate_proto::time::{MILLISECOND, Tick};
use quorate_proto::{
    Bug, Choice, Environment, Figure, FigureUnit, Kind, Meta, Parameter, Parameters, Preset, Role,
    Service, Shape, TimerInfo, Tone, Transport, Unit, script,
};

use super::texts::{self, rules};

/// The description from which controls, legends and lists grow.
pub static META: Meta = Meta {
    id: "rumor",
    title: &texts::TITLE,
    family: "gossip",
    summary: &texts::SUMMARY,
    nodes: 1..=1024,
    nodes_default: 16,
    transport: Transport::Datagram,
    service: Service::Silent,
    environment: Environment {
        delay: (20 * MILLISECOND, 60 * MILLISECOND),
        disk: (0, 0),
        clients: 1,
        workload: 0,
    },
    parameters: PARAMETERS,
    kinds: KINDS,
    timers: &[TimerInfo { id: "cycle", label: &texts::NEXT_CYCLE }],
    roles: &[&SUSCEPTIBLE, &INFECTIVE, &REMOVED],
    rules: rules::ALL,
    bugs: BUGS,
    presets: PRESETS,
    figures: FIGURES,
    sources: &[
        "Demers et al., Epidemic algorithms for replicated database maintenance, PODC 1987",
        "Demers et al., Xerox PARC CSL-89-1, 1989",
        "Pittel, On spreading a rumor, SIAM Journal on Applied Mathematics 47, 1987",
        "Karp et al., Randomized rumor spreading, FOCS 2000",
    ],
};

/// The site knows nothing yet.
pub static SUSCEPTIBLE: Role = Role {
    id: "susceptible",
    label: &texts::SUSCEPTIBLE,
    shape: Shape::DottedRing,
    tone: Tone::Neutral,
};
/// The site passes something on.
pub static INFECTIVE: Role =
    Role { id: "infective", label: &texts::INFECTIVE, shape: Shape::Disc, tone: Tone::Lead };
/// The site knows something and has lost interest in all of it.
pub static REMOVED: Role =
    Role { id: "removed", label: &texts::REMOVED, shape: Shape::Ring, tone: Tone::Agree };

/// Position in [`Meta::bugs`]: what was told is taken for delivered.
pub const BUG_ANNOUNCES: usize = 0;
/// Position in [`Meta::bugs`]: the counter never increments.
pub const BUG_STUCK_COUNTER: usize = 1;
/// Position in [`Meta::bugs`]: what is heard is passed on and not stored.
pub const BUG_NOT_STORED: usize = 2;
/// Position in [`Meta::bugs`]: contacts are counted in place of updates.
pub const BUG_COUNTS_CONTACTS: usize = 3;
/// Position in [`Meta::bugs`]: rumors get another name on their way.
pub const BUG_RENAMES: usize = 4;

/// The settings, read from the parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Whether sites tell their partners.
    pub pushes: bool,
    /// Whether sites ask their partners.
    pub pulls: bool,
    /// Whether receivers keep silent on whether a rumor was news.
    pub blind: bool,
    /// Whether interest is lost by a coin and not by a counter.
    pub coin: bool,
    /// Useless contacts until interest is lost; at least 1.
    pub k: u32,
    /// How long a cycle is.
    pub period: Tick,
    /// Whether all sites act at the same time, on the state at the beginning of the cycle.
    pub cycles: bool,
    /// Callers that a site accepts per cycle; 0 for any number.
    pub limit: u32,
    /// Further sites that a site tries in the same cycle after being turned away.
    pub hunt: u32,
}

impl Settings {
    /// The settings in these parameters.
    #[must_use]
    pub fn from_parameters(parameters: &Parameters) -> Self {
        Self::read(|index| parameters.get(index))
    }

    /// The settings whose values `parameter` looks up by position.
    pub(super) fn read(parameter: impl Fn(usize) -> u32) -> Self {
        let mode = parameter(0);
        Self {
            pushes: mode != 1,
            pulls: mode != 0,
            blind: parameter(1) == 1,
            coin: parameter(2) == 1,
            k: parameter(3).max(1),
            period: Self::ticks(parameter(4)),
            cycles: parameter(5) == 0,
            limit: parameter(6),
            hunt: parameter(7),
        }
    }
}

const PARAMETERS: &[Parameter] = &[
    choice("mode", &texts::MODE, MODES),
    choice("feedback", &texts::REMOVAL, REMOVALS),
    choice("stop", &texts::STOP, STOPS),
    Parameter {
        id: "k",
        label: &texts::K,
        unit: Unit::Count,
        range: 1..=8,
        default: 2,
        choices: &[],
    },
    Parameter {
        id: "period",
        label: &texts::PERIOD,
        unit: Unit::Milliseconds,
        range: 10..=10_000,
        default: 200,
        choices: &[],
    },
    choice("timing", &texts::TIMING, TIMINGS),
    Parameter {
        id: "limit",
        label: &texts::LIMIT,
        unit: Unit::Count,
        range: 0..=16,
        default: 0,
        choices: &[],
    },
    Parameter {
        id: "hunt",
        label: &texts::HUNT,
        unit: Unit::Count,
        range: 0..=16,
        default: 0,
        choices: &[],
    },
];

const MODES: &[Choice] = &[
    Choice { id: "push", label: &texts::MODE_PUSH },
    Choice { id: "pull", label: &texts::MODE_PULL },
    Choice { id: "pushpull", label: &texts::MODE_PUSH_PULL },
];

const REMOVALS: &[Choice] = &[
    Choice { id: "feedback", label: &texts::REMOVAL_FEEDBACK },
    Choice { id: "blind", label: &texts::REMOVAL_BLIND },
];

const STOPS: &[Choice] = &[
    Choice { id: "counter", label: &texts::STOP_COUNTER },
    Choice { id: "coin", label: &texts::STOP_COIN },
];

const TIMINGS: &[Choice] = &[
    Choice { id: "cycles", label: &texts::TIMING_CYCLES },
    Choice { id: "events", label: &texts::TIMING_EVENTS },
];

const fn choice(
    id: &'static str,
    label: &'static quorate_proto::Phrase<0>,
    choices: &'static [Choice],
) -> Parameter {
    let last = choices.len() as u32 - 1;
    Parameter { id, label, unit: Unit::Choice, range: 0..=last, default: 0, choices }
}

const KINDS: &[Kind] = &[
    Kind { id: "rumor", label: &texts::KIND_RUMOR, tone: Tone::Lead },
    Kind { id: "feedback", label: &texts::KIND_FEEDBACK, tone: Tone::Agree },
    Kind { id: "pull", label: &texts::KIND_PULL, tone: Tone::Ask },
    Kind { id: "call", label: &texts::KIND_CALL, tone: Tone::Neutral },
    Kind { id: "accept", label: &texts::KIND_ACCEPT, tone: Tone::Neutral },
    Kind { id: "busy", label: &texts::KIND_BUSY, tone: Tone::Refuse },
];

const FIGURES: &[Figure] = &[
    Figure { id: "residue", label: &texts::FIGURE_RESIDUE, unit: FigureUnit::Share },
    Figure { id: "infective", label: &texts::FIGURE_INFECTIVE, unit: FigureUnit::Share },
    Figure { id: "traffic", label: &texts::FIGURE_TRAFFIC, unit: FigureUnit::Number },
    Figure { id: "t_ave", label: &texts::FIGURE_T_AVE, unit: FigureUnit::Number },
    Figure { id: "t_last", label: &texts::FIGURE_T_LAST, unit: FigureUnit::Number },
];

const BUGS: &[Bug] = &[
    Bug {
        id: "g5",
        story: &texts::BUG_ANNOUNCES,
        breaks: &["EventualDelivery"],
        script: script!("../../scripts/rumor/g5.txt"),
        source: "CSL-89-1 §1.4: rumor mongering has an explicit probability of failure",
    },
    Bug {
        id: "g6",
        story: &texts::BUG_STUCK_COUNTER,
        breaks: &["Quiescence"],
        script: script!("../../scripts/rumor/g6.txt"),
        source: "CSL-89-1 §1.4, Counter vs. Coin",
    },
    Bug {
        id: "g21",
        story: &texts::BUG_NOT_STORED,
        breaks: &["KnowsExact"],
        script: script!("../../scripts/rumor/g21.txt"),
        source: "CSL-89-1 §1.4: susceptible, infective, removed",
    },
    Bug {
        id: "g22",
        story: &texts::BUG_COUNTS_CONTACTS,
        breaks: &["TrafficExact"],
        script: script!("../../scripts/rumor/g22.txt"),
        source: "CSL-89-1 §1.4, criteria for a good epidemic: traffic",
    },
    Bug {
        id: "g23",
        story: &texts::BUG_RENAMES,
        breaks: &["ResidueFrozen"],
        script: script!("../../scripts/rumor/g23.txt"),
        source: "CSL-89-1 §1.4, criteria for a good epidemic: residue",
    },
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "everyone",
        title: &texts::PRESET_EVERYONE,
        story: &texts::PRESET_EVERYONE_STORY,
        script: script!("../../scripts/rumor/everyone.txt"),
    },
    Preset {
        id: "dies-early",
        title: &texts::PRESET_DIES_EARLY,
        story: &texts::PRESET_DIES_EARLY_STORY,
        script: script!("../../scripts/rumor/dies-early.txt"),
    },
    Preset {
        id: "pull",
        title: &texts::PRESET_PULL,
        story: &texts::PRESET_PULL_STORY,
        script: script!("../../scripts/rumor/pull.txt"),
    },
    Preset {
        id: "push-pull",
        title: &texts::PRESET_PUSH_PULL,
        story: &texts::PRESET_PUSH_PULL_STORY,
        script: script!("../../scripts/rumor/push-pull.txt"),
    },
    Preset {
        id: "sixty-four",
        title: &texts::PRESET_SIXTY_FOUR,
        story: &texts::PRESET_SIXTY_FOUR_STORY,
        script: script!("../../scripts/rumor/sixty-four.txt"),
    },
];
