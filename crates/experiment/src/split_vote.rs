//! How often a vote is split: section 9.3 of Ongaro's thesis.
//!
//! Candidates that time out while the first one's requests are still under way vote for themselves.
//! If too many do, nobody has a majority. With messages that all take the same time, that is a
//! question about order statistics, and it has a closed form: of `s` servers that draw their
//! timeouts from a range, at least `c` time out within `l` of the first with probability
//! P(Bin(s, l) >= c - 1), `l` being the time of a message as a share of the range. A vote is split
//! when c exceeds s - floor(n / 2).
//!
//! Here all servers start at one moment with equal logs, some of them stay down, writes take no
//! time, and the first term's vote is counted: whoever reaches a second term has seen a split one.

use quorate_proto::order;
use quorate_proto::time::MILLISECOND;
use quorate_proto::{Axis, Chart, NodeId, Origin, Scale, Series, Stroke, majority};
use quorate_sim::{Action, Group, Record, Run, Scheduled, Stamp, Timekeeping};

use crate::cluster::{Cluster, latest_term, leader};
use crate::statistics::{binomial_tail, mean};
use crate::{Cell, Column, Domain, Experiment, Plan, Row, Sample, Setting, Settings, texts};

/// The experiment.
pub(crate) static SPLIT_VOTE: Experiment = Experiment {
    id: "split-vote",
    title: &texts::SPLIT_VOTE,
    about: &texts::SPLIT_VOTE_ABOUT,
    source: "Ongaro: Consensus: Bridging Theory and Practice, thesis, Stanford 2014, 9.3",
    settings: &[
        Setting { id: "nodes", label: &texts::NODES, domain: Domain::Numbers(1..=9, &[5, 9]) },
        Setting {
            id: "latency",
            label: &texts::LATENCY_PERCENT,
            domain: Domain::Spans(1..=45, LATENCIES),
        },
        Setting { id: "trials", label: &texts::TRIALS, domain: Domain::Number(1..=100_000, 2_000) },
    ],
    columns: &[
        Column::key("nodes", &texts::NODES),
        Column::key("candidates", &texts::CANDIDATES),
        Column { decimals: 2, ..Column::key("latency", &texts::LATENCY) },
        Column { decimals: 2, ..Column::key("latency_max", &texts::LATENCY_MAX) },
        Column::key("trials", &texts::TRIALS),
        Column::measured("measured", &texts::SPLIT_SHARE, 4),
        Column::measured("measured_se", &texts::SPLIT_SHARE_SE, 4),
        Column::formula("formula", &texts::SPLIT_FORMULA, "measured", 4),
        Column::published("published", &texts::SPLIT_SHARE, "measured", 4),
    ],
    plan: |settings| Box::new(SplitVote::new(settings)),
};

/// Times of a message, in percent of the range: fixed ones, then one that varies.
const LATENCIES: &[(u64, u64)] =
    &[(1, 1), (2, 2), (5, 5), (10, 10), (15, 15), (20, 20), (30, 30), (40, 40), (10, 20)];

/// What the thesis prints: servers, candidates, percent, probability.
const PRINTED: &[(u16, u16, (u64, u64), f64)] = &[
    (5, 4, (1, 1), 0.0006),
    (5, 4, (10, 10), 0.052),
    (5, 4, (20, 20), 0.181),
    (5, 4, (10, 20), 0.16),
    (5, 3, (10, 20), 0.4),
    (5, 3, (20, 20), 0.5),
    (7, 6, (20, 20), 0.1),
    (9, 7, (20, 20), 0.15),
    (9, 6, (20, 20), 0.35),
    (9, 5, (20, 20), 0.7),
    (9, 5, (10, 10), 0.4),
];

/// The range of timeouts, in milliseconds: as long as the least of them, as is usual.
const TIMEOUT: (u64, u64) = (1_000, 2_000);

/// One row.
#[derive(Clone, Copy)]
struct Case {
    nodes: u16,
    candidates: u16,
    /// Percent of the range.
    latency: (u64, u64),
}

impl Case {
    /// The probability of a split vote, if messages all take the same time.
    fn formula(self) -> Option<f64> {
        (self.latency.0 == self.latency.1).then(|| self.formula_at(self.latency.0 as f64 / 100.0))
    }

    /// The probability of a split vote if messages take this share of the range.
    fn formula_at(self, latency: f64) -> f64 {
        let candidates = u32::from(self.candidates);
        let splitting = (candidates + 1).saturating_sub(u32::from(self.nodes / 2));
        binomial_tail(candidates, latency, splitting.saturating_sub(1))
    }

    fn printed(self) -> Option<f64> {
        let key = (self.nodes, self.candidates, self.latency);
        let found = PRINTED
            .iter()
            .find(|(nodes, candidates, latency, _)| (*nodes, *candidates, *latency) == key);
        found.map(|(_, _, _, probability)| *probability)
    }

    /// Whether the first term's vote was split.
    fn is_split(self, seed: u64) -> Option<bool> {
        let range = (TIMEOUT.1 - TIMEOUT.0) * MILLISECOND;
        let delay = (range * self.latency.0 / 100, range * self.latency.1 / 100);
        let Self { nodes, candidates, .. } = self;
        let timekeeping = Timekeeping::default();
        let cluster = Cluster { nodes, delay, disk: (0, 0), timekeeping, timeout: TIMEOUT, seed };
        let down = Group::new((candidates..nodes).map(NodeId::new));
        // All have started when the tick's first events are over.
        let at = Stamp { tick: 0, index: nodes.into() };
        let crash = Scheduled { at, action: Action::Crash(down) };
        let mut run = Run::unwatched(&cluster.setup()?, &[crash]);
        let mut record = Record::default();
        while run.step(&mut record) {
            let world = run.world();
            if latest_term(world) > 1 {
                return Some(true);
            }
            if leader(world).is_some() {
                return Some(false);
            }
        }
        None
    }
}

/// What is to be measured: every size, from a bare majority to all, with every latency.
struct SplitVote {
    cases: Vec<Case>,
    trials: u32,
}

impl SplitVote {
    fn new(settings: &Settings) -> Self {
        let mut cases = Vec::new();
        for nodes in settings.numbers("nodes").iter().filter_map(|it| u16::try_from(*it).ok()) {
            let least = u16::try_from(majority(usize::from(nodes))).unwrap_or(nodes);
            for candidates in (least..=nodes).rev() {
                let latencies = settings.spans("latency").iter();
                cases.extend(latencies.map(|latency| Case {
                    nodes,
                    candidates,
                    latency: *latency,
                }));
            }
        }
        Self { cases, trials: settings.count("trials") }
    }
}

fn share(samples: &[Option<Sample>]) -> (f64, f64) {
    let found = mean(samples.iter().flatten().map(|sample| sample[0]));
    (found.value, found.standard_error)
}

impl Plan for SplitVote {
    fn trials(&self) -> Vec<u32> {
        self.cases.iter().map(|_| self.trials).collect()
    }

    fn trial(&self, case: usize, index: u32) -> Option<Sample> {
        let split = self.cases.get(case)?.is_split(u64::from(index) + 1)?;
        Some([if split { 1.0 } else { 0.0 }, 0.0, 0.0, 0.0])
    }

    fn row(&self, case: usize, samples: &[Option<Sample>]) -> Row {
        let Some(case) = self.cases.get(case) else { return Row::new() };
        let (measured, standard_error) = share(samples);
        vec![
            Cell::Count(case.nodes.into()),
            Cell::Count(case.candidates.into()),
            Cell::Number(case.latency.0 as f64 / 100.0),
            Cell::Number(case.latency.1 as f64 / 100.0),
            Cell::Count(samples.len() as u64),
            Cell::Number(measured),
            Cell::Number(standard_error),
            case.formula().into(),
            case.printed().into(),
        ]
    }

    /// One chart for each size: a curve for each number of candidates, and what was measured.
    fn charts(&self, samples: &[Vec<Option<Sample>>]) -> Vec<Chart> {
        let mut sizes: Vec<u16> = self.cases.iter().map(|case| case.nodes).collect();
        sizes.dedup();
        let chart = sizes.into_iter().map(|nodes| {
            let mut candidates: Vec<u16> = self.cases.iter().map(|case| case.candidates).collect();
            candidates.retain(|candidates| *candidates <= nodes);
            order::sort(&mut candidates);
            candidates.dedup();
            let least = majority(usize::from(nodes));
            candidates.retain(|candidates| usize::from(*candidates) >= least);
            let series = candidates.iter().enumerate();
            Chart {
                title: texts::SPLITS_OF.with([nodes.into()]),
                across: Axis {
                    label: &texts::LATENCY,
                    unit: "",
                    scale: Scale::Linear,
                    bounds: None,
                },
                up: Axis { label: &texts::SPLIT_SHARE, ..texts::SHARE_AXIS },
                series: series
                    .flat_map(|(group, candidates)| self.series(nodes, *candidates, group, samples))
                    .collect(),
            }
        });
        chart.collect()
    }
}

impl SplitVote {
    /// The formula's curve, what was measured, and what is printed. Varying latencies have no place
    /// on an axis of fixed ones.
    fn series(
        &self,
        nodes: u16,
        candidates: u16,
        group: usize,
        samples: &[Vec<Option<Sample>>],
    ) -> [Series; 3] {
        let fixed = || {
            let cases = self.cases.iter().zip(samples).filter(|(case, _)| {
                (case.nodes, case.candidates) == (nodes, candidates)
                    && case.latency.0 == case.latency.1
            });
            cases.map(|(case, samples)| (case.latency.0 as f64 / 100.0, case, samples))
        };
        let name = texts::CANDIDATES_OF.with([candidates.into()]);
        let series = |origin, stroke, mut points: Vec<(f64, f64)>| {
            order::sort_by(&mut points, |one, other| one.0.total_cmp(&other.0));
            Series { name, origin, stroke, group, points }
        };
        let most = fixed().map(|(latency, ..)| latency).fold(0.0, f64::max);
        let case = Case { nodes, candidates, latency: (0, 0) };
        let steps: u32 = 50;
        let curve = (0..=steps).map(|step| most * f64::from(step) / f64::from(steps));
        let curve = curve.map(|latency| (latency, case.formula_at(latency)));
        let measured = fixed().filter(|(.., samples)| !samples.is_empty());
        let measured = measured.map(|(latency, _, samples)| (latency, share(samples).0));
        let printed = fixed().filter_map(|(latency, case, _)| Some((latency, case.printed()?)));
        [
            series(Origin::Formula, Stroke::Straight, curve.collect()),
            series(Origin::Measured, Stroke::Dots, measured.collect()),
            series(Origin::Published, Stroke::Dots, printed.collect()),
        ]
    }
}
