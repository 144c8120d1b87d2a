//! What the protocols that the explorer is tried out on have in common.

use quorate_explore::Replay;
use quorate_proto::{
    Environment, Meta, NodeView, Parameter, Parameters, Phrase, Role, Service, Shape, Stance, Tone,
    Transport, Unit,
};
use quorate_sim::{Record, Run, Setup, Stamp, Standing};

quorate_proto::phrases! {
    PLAIN = "node", "节点";
}

static ROLE: Role = Role { id: "node", label: &PLAIN, shape: Shape::Ring, tone: Tone::Neutral };

/// What is the same for all of them: two nodes, who say nothing of themselves.
pub(crate) const BARE: Meta = Meta {
    id: "bare",
    title: &PLAIN,
    family: "test",
    summary: &PLAIN,
    nodes: 2..=2,
    nodes_default: 2,
    transport: Transport::Datagram,
    service: Service::Silent,
    environment: Environment { delay: (1_000, 5_000), disk: (0, 0), clients: 0, workload: 0 },
    parameters: &[],
    kinds: &[],
    timers: &[],
    roles: &[&ROLE],
    rules: &[],
    bugs: &[],
    presets: &[],
    figures: &[],
    sources: &[],
};

/// In which of several manners somebody behaves: their only parameter.
pub(crate) const fn manner(label: &'static Phrase<0>, most: u32) -> Parameter {
    Parameter { id: "manner", label, unit: Unit::Count, range: 0..=most, default: 0, choices: &[] }
}

/// The parameters of a protocol whose only one is the manner.
pub(crate) fn parameters(meta: &'static Meta, manner: u32) -> Parameters {
    let mut parameters = Parameters::defaults(meta);
    parameters.set(meta, 0, manner);
    parameters
}

pub(crate) fn stance() -> Stance {
    Stance { role: &ROLE, epoch: 0 }
}

pub(crate) fn view() -> NodeView {
    NodeView::new(stance(), PLAIN.text())
}

/// Plays a run to each of its turns; what the nodes are at each, and how its first promise stands.
pub(crate) fn turns(setup: &Setup, replay: &Replay) -> Vec<(Vec<u64>, Standing)> {
    let mut run = Run::new(setup, &replay.actions);
    let mut reached = |turn: &Stamp| {
        assert!(run.run_until(*turn, 1_000, &mut Record::default()));
        let slots = run.world().slots().iter();
        let nodes = slots.map(|slot| slot.node.digest()).collect();
        (nodes, run.world().verdicts()[0].standing)
    };
    replay.turns.iter().map(&mut reached).collect()
}

/// What is true of every run that shows a way without progress: it goes round three times, comes
/// back to the same state each time, and makes no progress.
pub(crate) fn assert_three_turns(setup: &Setup, replay: &Replay) {
    assert_eq!(replay.turns.len(), 4, "where it begins, and after three turns");
    assert_eq!(replay.turns.last(), Some(&replay.end));
    let states = turns(setup, replay);
    assert!(states.iter().all(|state| *state == states[0]), "{states:?}");
    assert_eq!(states[0].1, Standing::Unreached, "progress is made");
}
