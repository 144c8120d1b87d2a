//! Rumor mongering in the world, many times over: Tables 1 to 3 of Demers et al. (CSL-89-1).
//!
//! One client gives one update to the first of many sites, and the world runs until no site is
//! infective any more. What is measured is the real protocol, driven by the real world; nothing
//! here knows how a rumor spreads.
//!
//! Times are counted in cycles from the update: the first site to hear it hears it in cycle 1. The
//! average is over the sites that heard it from another site, as is the last. (With this
//! definition the averages of the paper's Tables 1 and 2 are *not* reproduced, by this experiment
//! or by any other known to its authors; residue, traffic and last arrival are.)

use std::thread;

use quorate_gossip::rumor::RumorMongering;
use quorate_gossip::rumor::meta::{META, Settings};
use quorate_proto::erase::Node;
use quorate_proto::time::MILLISECOND;
use quorate_proto::{Key, NodeId, Operation, Parameters, Tick, entry};
use quorate_sim::{Action, Network, Record, Run, Scheduled, Setup, Stamp};

/// A combination of the protocol's choices that the paper measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Variant {
    /// The name, as the command line takes and prints it.
    pub name: &'static str,
    mode: u32,
    feedback: u32,
    stop: u32,
}

/// All variants, the one of Table 1 first.
pub const VARIANTS: &[Variant] = &[
    Variant::new("push-feedback-counter", PUSH, FEEDBACK, COUNTER),
    Variant::new("push-feedback-coin", PUSH, FEEDBACK, COIN),
    Variant::new("push-blind-counter", PUSH, BLIND, COUNTER),
    Variant::new("push-blind-coin", PUSH, BLIND, COIN),
    Variant::new("pull-feedback-counter", PULL, FEEDBACK, COUNTER),
    Variant::new("pull-blind-counter", PULL, BLIND, COUNTER),
    Variant::new("push-pull-feedback-counter", PUSH_PULL, FEEDBACK, COUNTER),
];

/// Positions of choices in the protocol's parameters.
const PUSH: u32 = 0;
const PULL: u32 = 1;
const PUSH_PULL: u32 = 2;
const FEEDBACK: u32 = 0;
const BLIND: u32 = 1;
const COUNTER: u32 = 0;
const COIN: u32 = 1;

impl Variant {
    const fn new(name: &'static str, mode: u32, feedback: u32, stop: u32) -> Self {
        Self { name, mode, feedback, stop }
    }

    /// The variant with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        VARIANTS.iter().copied().find(|variant| variant.name == name)
    }
}

/// What is to be measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    /// Which variant.
    pub variant: Variant,
    /// Useless contacts until interest is lost, or one over the probability of losing it.
    pub k: u32,
    /// How many sites.
    pub sites: u16,
    /// How many runs, with the seeds from 1 on.
    pub runs: u32,
    /// Callers that a site accepts per cycle; 0 for any number.
    pub connection_limit: u32,
    /// Further tries of a site that was turned away.
    pub hunt: u32,
}

/// Averages over all runs of one [`Plan`], with standard errors.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Row {
    /// Name of the variant.
    pub variant: &'static str,
    /// Useless contacts until interest is lost, or one over the probability of losing it.
    pub k: u32,
    /// How many sites.
    pub sites: u16,
    /// How many runs.
    pub runs: u32,
    /// Share of sites that never heard the update.
    pub residue: f64,
    /// Standard error of the residue.
    pub residue_se: f64,
    /// Updates sent per site.
    pub traffic: f64,
    /// Cycles until the update arrived, on average over the sites at which it did.
    pub t_ave: f64,
    /// Cycles until it arrived for the last time.
    pub t_last: f64,
    /// Standard error of the last arrival.
    pub t_last_se: f64,
}

/// Measures one row, on two threads. The result does not depend on how runs are shared out.
#[must_use]
pub fn demers(plan: Plan) -> Row {
    let half = plan.runs / 2;
    let outcomes = thread::scope(|scope| {
        let first = scope.spawn(move || measure(plan, 0..half));
        let mut second = measure(plan, half..plan.runs);
        let mut outcomes = first.join().unwrap_or_default();
        outcomes.append(&mut second);
        outcomes
    });
    let residue = mean(&outcomes, |outcome| outcome.residue);
    let t_last = mean(&outcomes, |outcome| outcome.t_last);
    Row {
        variant: plan.variant.name,
        k: plan.k,
        sites: plan.sites,
        runs: plan.runs,
        residue: residue.value,
        residue_se: residue.standard_error,
        traffic: mean(&outcomes, |outcome| outcome.traffic).value,
        t_ave: mean(&outcomes, |outcome| outcome.t_ave).value,
        t_last: t_last.value,
        t_last_se: t_last.standard_error,
    }
}

/// What came of one run.
struct Outcome {
    residue: f64,
    traffic: f64,
    t_ave: f64,
    t_last: f64,
}

struct Mean {
    value: f64,
    standard_error: f64,
}

fn mean(outcomes: &[Outcome], figure: impl Fn(&Outcome) -> f64) -> Mean {
    let count = outcomes.len().max(1) as f64;
    let value = outcomes.iter().map(&figure).sum::<f64>() / count;
    let squares = outcomes.iter().map(|outcome| (figure(outcome) - value).powi(2)).sum::<f64>();
    let variance = squares / (count - 1.0).max(1.0);
    Mean { value, standard_error: (variance / count).sqrt() }
}

fn measure(plan: Plan, runs: std::ops::Range<u32>) -> Vec<Outcome> {
    runs.map(|run| measure_once(plan, u64::from(run) + 1)).collect()
}

/// Cycles after which a run is taken for endless.
const CYCLES_MAX: Tick = 100_000;

fn measure_once(plan: Plan, seed: u64) -> Outcome {
    let setup = setup(plan, seed);
    let period = Settings::from_parameters(&setup.parameters).period;
    let ask = Action::Request {
        client: NodeId::client(0),
        to: Some(NodeId::new(0)),
        operation: Operation::Set { key: Key::X, value: 1 },
    };
    let mut run = Run::unwatched(&setup, &[Scheduled { at: Stamp::at(1), action: ask }]);
    let mut record = Record::default();
    // Sites that pull ask for ever: the rumor is over when nobody is infective.
    for cycle in 1..CYCLES_MAX {
        run.run_until(Stamp::at(cycle * period), u64::MAX, &mut record);
        if sites(&run).all(|site| site.volatile().is_none_or(|site| site.hot.is_empty())) {
            break;
        }
    }
    outcome(&run, plan.sites)
}

fn setup(plan: Plan, seed: u64) -> Setup {
    let mut parameters = Parameters::defaults(&META);
    let values = [
        ("mode", plan.variant.mode),
        ("feedback", plan.variant.feedback),
        ("stop", plan.variant.stop),
        ("k", plan.k),
        ("limit", plan.connection_limit),
        ("hunt", plan.hunt),
    ];
    for (id, value) in values {
        if let Some(position) = META.parameters.iter().position(|known| known.id == id) {
            parameters.set(&META, position, value);
        }
    }
    let setup = Setup::new(entry::<RumorMongering>(), seed);
    // Who calls first at a busy site must be a matter of chance; otherwise the order of messages
    // within a cycle changes nothing. All the talk of a cycle fits well into it.
    let delay_most = if plan.connection_limit > 0 { 4 * MILLISECOND } else { 1 };
    let network = Network { delay: (1, delay_most), ..setup.network };
    Setup { nodes: plan.sites, clients: 1, parameters, network, disk: (0, 0), workload: 0, ..setup }
}

fn sites(run: &Run) -> impl Iterator<Item = &Node<RumorMongering>> {
    run.world().slots().iter().filter_map(|slot| slot.node.as_any().downcast_ref())
}

fn outcome(run: &Run, count: u16) -> Outcome {
    let count = f64::from(count.max(1));
    let (mut knows, mut sent) = (0_u32, 0_u64);
    let (mut arrivals, mut delays, mut delay_most) = (0_u64, 0_u64, 0_u64);
    for site in sites(run) {
        sent += site.volatile().map_or(0, |site| u64::from(site.sent));
        if let Some(known) = site.durable().known.last() {
            knows += 1;
            if known.from.is_some() {
                arrivals += 1;
                delays += known.cycle;
                delay_most = delay_most.max(known.cycle);
            }
        }
    }
    Outcome {
        residue: (count - f64::from(knows)) / count,
        traffic: sent as f64 / count,
        t_ave: delays as f64 / arrivals.max(1) as f64,
        t_last: delay_most as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, k: u32, sites: u16, runs: u32, connection_limit: u32, hunt: u32) -> Row {
        let variant = Variant::named(name).expect("a variant");
        demers(Plan { variant, k, sites, runs, connection_limit, hunt })
    }

    /// CSL-89-1, Table 1: push, feedback and counter, 1000 sites.
    #[test]
    fn table_1_is_reproduced() {
        let measured = row("push-feedback-counter", 1, 1_000, 60, 0, 0);
        assert!((measured.residue - 0.18).abs() < 0.04 * 0.18 + 3.0 * measured.residue_se);
        assert!((measured.traffic - 1.7).abs() < 0.08, "{measured:?}");
        assert!((measured.t_last - 16.8).abs() < 0.1 + 3.0 * measured.t_last_se, "{measured:?}");
    }

    /// The gates of all three tables. Prints what it measures.
    #[test]
    #[ignore = "takes a minute"]
    fn the_three_tables_are_reproduced() {
        let tables: [(&str, &[(f64, f64, f64)]); 3] = [
            (
                "push-feedback-counter",
                &[
                    (0.18, 1.7, 16.8),
                    (0.037, 3.3, 16.9),
                    (0.011, 4.5, 17.4),
                    (0.0036, 5.6, 17.5),
                    (0.0012, 6.7, 17.7),
                ],
            ),
            ("push-blind-coin", &[]),
            ("pull-feedback-counter", &[]),
        ];
        for (name, published) in tables {
            for k in 1..=5 {
                let measured = row(name, k, 1_000, 500, 0, 0);
                println!("{measured:?}");
                if let Some((residue, traffic, t_last)) = published.get(k as usize - 1) {
                    let chance = 3.0 * measured.residue_se;
                    assert!((measured.residue - residue).abs() < 0.04 * residue + chance);
                    assert!((measured.traffic - traffic).abs() < 0.05);
                    let chance = 2.0 * measured.t_last_se;
                    assert!((measured.t_last - t_last).abs() < 0.1 + chance);
                }
            }
        }
    }

    /// CSL-89-1 §1.4, Connection Limit: push gets better for its traffic, pull gets worse.
    #[test]
    fn a_connection_limit_helps_push_and_hurts_pull() {
        let exponent = |row: Row| -row.residue.ln() / row.traffic;
        let push = |limit| exponent(row("push-feedback-counter", 2, 400, 20, limit, 0));
        assert!(push(1) > push(0) * 1.1);
        let pull = |limit| row("pull-feedback-counter", 1, 400, 20, limit, 0).residue;
        assert!(pull(1) > pull(0));
    }

    #[test]
    fn threads_do_not_change_the_result() {
        let plan =
            Plan { variant: VARIANTS[0], k: 2, sites: 50, runs: 7, connection_limit: 0, hunt: 0 };
        assert_eq!(demers(plan), demers(plan));
        let alone: Vec<f64> = measure(plan, 0..7).iter().map(|outcome| outcome.residue).collect();
        assert!((alone.iter().sum::<f64>() / 7.0 - demers(plan).residue).abs() < 1e-12);
    }
}
