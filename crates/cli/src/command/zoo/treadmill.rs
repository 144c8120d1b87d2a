//! Ways without progress on which numbers grow: runs that go round, in worlds without chance.

use quorate_explore::Treadmill;
use quorate_proto::time::MILLISECOND;
use quorate_proto::{Key, NodeId, Operation, Service, Tick};
use quorate_sim::{Action, Network, Scheduled, Setup, Stamp, Timekeeping, Trial};

use super::path::{Again, NODES_MAX, Path};
use crate::command::hunt::link_of;

/// How long every message takes, the run's own longest beside.
const DELAYS: [Tick; 3] = [MILLISECOND, 10 * MILLISECOND, 50 * MILLISECOND];
/// Of what timeouts are multiples: of nothing, or of more and more, until they are all the same.
/// That takes chance out of them, and their difference too; the control says if that was the cause.
const GRAINS: [Tick; 4] = [0, 300 * MILLISECOND, 600 * MILLISECOND, 1_200 * MILLISECOND];

/// By how much a clock is slower than the one before.
const SLOWER_PPM: i32 = 10_000;

/// The shortest found in small clusters of which one client asks something, or else in the runs
/// that are known to break the promise.
pub(super) fn treadmill(trial: &Trial, script: Option<&Trial>) -> Option<Path> {
    let setup = &trial.setup;
    if setup.protocol.meta().service == Service::Silent {
        return None;
    }
    let least = (*setup.protocol.meta().nodes.start()).max(2);
    let operation = Operation::Set { key: Key::X, value: 1 };
    let ask = Action::Request { client: NodeId::client(0), to: None, operation };
    let asks = [Scheduled { at: Stamp::default(), action: ask }];
    let small = (least..=NODES_MAX.max(least))
        .find_map(|nodes| shortest(&Setup { nodes, clients: 1, workload: 0, ..*setup }, &asks));
    let known = std::iter::once(trial).chain(script);
    let known = known.filter_map(|trial| shortest(&trial.setup, &trial.actions));
    small.or_else(|| known.min_by_key(length))
}

/// The shortest in the worlds without chance that are like this one: with clocks that all run
/// alike, or, where even a correct protocol needs a difference, each slower than the last.
fn shortest(setup: &Setup, actions: &[Scheduled]) -> Option<Path> {
    let told = |node: NodeId| {
        let skews =
            |it: &Scheduled| matches!(it.action, Action::Skew { node: it, .. } if it == node);
        actions.iter().any(skews)
    };
    let own = (1..setup.nodes).filter(|index| !told(NodeId::new(*index)));
    let slower = own.map(|index| {
        let rate_ppm = -SLOWER_PPM.saturating_mul(index.into());
        let action = Action::Skew { node: NodeId::new(index), rate_ppm };
        Scheduled { at: Stamp::default(), action }
    });
    let apart: Vec<Scheduled> = slower.chain(actions.iter().cloned()).collect();
    [actions, &apart].into_iter().find_map(|actions| shortest_of(setup, actions))
}

fn shortest_of(setup: &Setup, actions: &[Scheduled]) -> Option<Path> {
    let own = setup.network.delay.1;
    let found = DELAYS.into_iter().chain([own]).flat_map(|delay| {
        GRAINS.into_iter().filter_map(move |grain| {
            let network =
                Network { delay: (delay, delay), ..Network::reliable(setup.network.transport) };
            let timekeeping = Timekeeping { grain, late: 0 };
            let setup = Setup { network, disk: (0, 0), timekeeping, ..*setup };
            let found = Treadmill::find(&setup, actions)?;
            found.is_the_bugs(&setup, actions).then(|| path(&setup, found))
        })
    });
    found.min_by_key(length)
}

fn length(path: &Path) -> u32 {
    path.steps + path.again.as_ref().map_or(0, |again| again.turn)
}

fn path(setup: &Setup, found: Treadmill) -> Path {
    let Treadmill { property, lead, turn, followed, actions, end } = found;
    let link = link_of(&Trial { setup: *setup, actions, end });
    let again = Some(Again { turn, followed, link });
    Path { property, steps: lead, nodes: setup.nodes, from: None, states: 0, again }
}
