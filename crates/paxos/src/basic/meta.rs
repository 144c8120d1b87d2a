//! What the protocol says about itself.

use quorate_proto::time::MILLISECOND;
use quorate_proto::{
    Bug, Choice, Environment, Kind, Meta, Parameter, Phrase, Preset, Role, Service, Shape,
    TimerInfo, Tone, Transport, Unit, script,
};

use super::texts::{self, rules};

/// The description from which controls, legends and lists grow.
pub static META: Meta = Meta {
    id: "basic-paxos",
    title: &texts::TITLE,
    family: "paxos",
    summary: &texts::SUMMARY,
    nodes: 1..=9,
    nodes_default: 3,
    transport: Transport::Datagram,
    service: Service::Decides,
    environment: Environment {
        delay: (10 * MILLISECOND, 30 * MILLISECOND),
        disk: (MILLISECOND, 5 * MILLISECOND),
        clients: 2,
        workload: 300 * MILLISECOND,
    },
    parameters: PARAMETERS,
    kinds: KINDS,
    timers: &[
        TimerInfo { id: "retry", label: &texts::TIMER_RETRY },
        TimerInfo { id: "resend", label: &texts::TIMER_RESEND },
    ],
    roles: &[
        &IDLE, &PREPARES, &PROPOSES, &BACKS_OFF, &KNOWS, &ACCEPTOR, &PROPOSER, &LEARNER, &DOWN,
    ],
    rules: rules::ALL,
    bugs: BUGS,
    presets: PRESETS,
    figures: &[],
    sources: &[
        "Lamport, Paxos Made Simple, ACM SIGACT News 32 (4), 2001",
        "Lamport, The Part-Time Parliament, ACM TOCS 16 (2), 1998",
        "Lamport, Consensus.tla, Voting.tla and Paxos.tla, in the TLA+ examples",
        "Fischer, Lynch and Paterson, Impossibility of distributed consensus with one faulty \
         process, JACM 32 (2), 1985",
    ],
};

/// Position of the parameter: how roles are divided. A node reads it when it starts: to change it
/// in a running cluster is to change the membership without a protocol for that, and unsafe.
pub const LAYOUT: usize = 0;
/// Position of the parameter: how many nodes propose, where roles are separate.
pub const PROPOSERS: usize = 1;
/// Position of the parameter: how many nodes only learn, where roles are separate.
pub const LEARNERS: usize = 2;
/// Position of the parameter: where the time of a number comes from.
pub const NUMBERING: usize = 3;
/// Position of the parameter: whom acceptors tell of their votes.
pub const LEARNING: usize = 4;
/// Position of the parameter: whether acceptors refuse aloud.
pub const NACK: usize = 5;
/// Position of the parameter: the shortest time until the next attempt.
pub const RETRY_LEAST: usize = 6;
/// Position of the parameter: the longest time until the next attempt.
pub const RETRY_MOST: usize = 7;
/// Position of the parameter: how often a question is repeated.
pub const RESEND: usize = 8;

/// Value of [`LAYOUT`]: every node has one role.
pub const LAYOUT_SEPARATE: u32 = 1;
/// Value of [`NUMBERING`]: the clock in milliseconds, moved above what was tried and seen.
pub const NUMBERING_CLOCK: u32 = 1;
/// Value of [`LEARNING`]: the proposer hears of votes and tells the learners.
pub const LEARNING_PROPOSER: u32 = 0;
/// Value of [`LEARNING`]: learners hear of votes from the acceptors.
pub const LEARNING_ACCEPTORS: u32 = 1;

const PARAMETERS: &[Parameter] = &[
    choice("layout", &texts::LAYOUT, LAYOUT_CHOICES),
    number("proposers", &texts::PROPOSERS, Unit::Count, (1, 4), 2),
    number("learners", &texts::LEARNERS, Unit::Count, (0, 4), 1),
    choice("numbering", &texts::NUMBERING, NUMBERING_CHOICES),
    choice("learning", &texts::LEARNING, LEARNING_CHOICES),
    number("nack", &texts::NACKS, Unit::Switch, (0, 1), 1),
    number("retrymin", &texts::RETRY_LEAST, Unit::Milliseconds, (1, 60_000), 200),
    number("retrymax", &texts::RETRY_MOST, Unit::Milliseconds, (1, 60_000), 600),
    number("resend", &texts::RESEND, Unit::Milliseconds, (0, 60_000), 100),
];

const LAYOUT_CHOICES: &[Choice] = &[
    Choice { id: "combined", label: &texts::LAYOUT_COMBINED },
    Choice { id: "separate", label: &texts::LAYOUT_SEPARATE },
];
const NUMBERING_CHOICES: &[Choice] = &[
    Choice { id: "counter", label: &texts::NUMBERING_COUNTER },
    Choice { id: "clock", label: &texts::NUMBERING_CLOCK },
];
const LEARNING_CHOICES: &[Choice] = &[
    Choice { id: "proposer", label: &texts::LEARNING_PROPOSER },
    Choice { id: "acceptors", label: &texts::LEARNING_ACCEPTORS },
];

const fn choice(
    id: &'static str,
    label: &'static Phrase<0>,
    choices: &'static [Choice],
) -> Parameter {
    let last = choices.len() as u32 - 1;
    Parameter { id, label, unit: Unit::Choice, range: 0..=last, default: 0, choices }
}

const fn number(
    id: &'static str,
    label: &'static Phrase<0>,
    unit: Unit,
    (least, most): (u32, u32),
    default: u32,
) -> Parameter {
    Parameter { id, label, unit, range: least..=most, default, choices: &[] }
}

const KINDS: &[Kind] = &[
    Kind { id: "prepare", label: &texts::KIND_PREPARE, tone: Tone::Ask },
    Kind { id: "promise", label: &texts::KIND_PROMISE, tone: Tone::Agree },
    Kind { id: "accept", label: &texts::KIND_ACCEPT, tone: Tone::Lead },
    Kind { id: "accepted", label: &texts::KIND_ACCEPTED, tone: Tone::Agree },
    Kind { id: "nack", label: &texts::KIND_NACK, tone: Tone::Refuse },
    Kind { id: "decide", label: &texts::KIND_DECIDE, tone: Tone::Repair },
];

/// A node with all roles and nothing to propose.
pub static IDLE: Role = role("idle", &texts::IDLE, Shape::Ring, Tone::Neutral);
/// A proposer in phase 1.
pub static PREPARES: Role = role("preparing", &texts::PREPARING, Shape::DashedRing, Tone::Ask);
/// A proposer in phase 2.
pub static PROPOSES: Role = role("proposing", &texts::PROPOSING, Shape::DoubleRing, Tone::Lead);
/// A proposer that was refused and waits.
pub static BACKS_OFF: Role =
    role("backing-off", &texts::BACKING_OFF, Shape::DottedRing, Tone::Refuse);
/// A node that knows the chosen value.
pub static KNOWS: Role = role("knows", &texts::KNOWS, Shape::Disc, Tone::Agree);
/// A node that only accepts.
pub static ACCEPTOR: Role = role("acceptor", &texts::ACCEPTOR, Shape::Ring, Tone::Neutral);
/// A node that only proposes, with nothing to propose.
pub static PROPOSER: Role = role("proposer", &texts::PROPOSER, Shape::DashedRing, Tone::Neutral);
/// A node that only learns, and knows nothing yet.
pub static LEARNER: Role = role("learner", &texts::LEARNER, Shape::DottedRing, Tone::Neutral);
/// A node that is down.
pub static DOWN: Role = role("down", &texts::DOWN, Shape::DottedRing, Tone::Down);

const fn role(id: &'static str, label: &'static Phrase<0>, shape: Shape, tone: Tone) -> Role {
    Role { id, label, shape, tone }
}

/// Position of bug p1: the proposer keeps its own value.
pub const P1: usize = 0;
/// Position of bug p2: the proposer adopts the lowest-numbered report.
pub const P2: usize = 1;
/// Position of bug p3: promises are not written.
pub const P3: usize = 2;
/// Position of bug p4: votes are not written.
pub const P4: usize = 3;
/// Position of bug p5: an acceptor refuses the number that it promised.
pub const P5: usize = 4;
/// Position of bug p6: an acceptor accepts against its promise.
pub const P6: usize = 5;
/// Position of bug p7: accepting does not raise the promise.
pub const P7: usize = 6;
/// Position of bug p8: a restarted proposer counts from the beginning.
pub const P8: usize = 7;
/// Position of bug p9: promises for other numbers count.
pub const P9: usize = 8;
/// Position of bug p10: half of an even number counts as a quorum.
pub const P10: usize = 9;
/// Position of bug p11: pauses are not random.
pub const P11: usize = 10;
/// Position of bug p12: votes count together across numbers.
pub const P12: usize = 11;
/// Position of bug p13: the number is proposed in place of the value.
pub const P13: usize = 12;

macro_rules! bug {
    ($id:literal, $story:ident, $breaks:expr, $source:literal) => {
        Bug {
            id: $id,
            story: &texts::$story,
            breaks: $breaks,
            script: script!(concat!("../../scripts/basic/", $id, ".txt")),
            source: $source,
        }
    };
}

const BUGS: &[Bug] = &[
    bug!("p1", BUG_OWN_VALUE, &["ShowsSafeAt", "VotesSafe", "Agreement"], "PMS §2.2, P2c"),
    bug!("p2", BUG_LOWEST, &["ShowsSafeAt", "VotesSafe", "Agreement"], "PMS §2.2, P2c"),
    bug!("p3", BUG_PROMISE_LOST, &["Durability", "VotesSafe", "Agreement"], "PMS §2.5"),
    bug!("p4", BUG_VOTE_LOST, &["Durability", "ShowsSafeAt", "VotesSafe", "Agreement"], "PMS §2.5"),
    bug!("p5", BUG_REFUSES_EQUAL, &["Progress"], "PMS §2.2, P1a"),
    bug!("p6", BUG_IGNORES_PROMISE, &["Agreement", "VotesSafe"], "PMS §2.2, P1a"),
    bug!(
        "p7",
        BUG_NOT_RAISED,
        &["PaxosInv", "ShowsSafeAt", "VotesSafe", "Agreement"],
        "scylladb issue 6139; Brooker 2021"
    ),
    bug!(
        "p8",
        BUG_NUMBER_REUSED,
        &["OneValuePerBallot", "OneVote", "Agreement"],
        "phxpaxos issue 145"
    ),
    bug!("p9", BUG_STALE_PROMISE, &["ShowsSafeAt", "VotesSafe", "Agreement"], "MyPaxos issue 18"),
    bug!("p10", BUG_HALF, &["ShowsSafeAt", "VotesSafe", "LearnerSound", "Agreement"], "PMS §2.2"),
    bug!("p11", BUG_NO_PAUSE, &["Progress"], "PMS §2.4"),
    bug!("p12", BUG_COUNTS_ACROSS, &["LearnerSound", "Agreement"], "PMS §2.2 and §2.3"),
    bug!("p13", BUG_NUMBER_FOR_VALUE, &["Nontriviality"], "PMS §2.1"),
];

macro_rules! preset {
    ($id:literal, $title:ident, $story:ident) => {
        Preset {
            id: $id,
            title: &texts::$title,
            story: &texts::$story,
            script: script!(concat!("../../scripts/basic/", $id, ".txt")),
        }
    };
}

const PRESETS: &[Preset] = &[
    preset!("simple", PRESET_SIMPLE, PRESET_SIMPLE_STORY),
    preset!("course", PRESET_COURSE, PRESET_COURSE_STORY),
    preset!("recovery", PRESET_RECOVERY, PRESET_RECOVERY_STORY),
    preset!("duel", PRESET_DUEL, PRESET_DUEL_STORY),
    preset!("roles", PRESET_ROLES, PRESET_ROLES_STORY),
];
