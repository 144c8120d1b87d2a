//! How long an election takes in a wide area: section 9.4 of Ongaro's thesis, its simulated WAN.
//!
//! Messages take 30 to 40 ms, election timeouts are 300 to 600 ms, disks take no time, and of five
//! servers none, one or two have failed. "Each server begins with a fresh election timer": there is
//! no leader, and whoever led before is one of the failed. So with one failure, four servers hold
//! the election; three can fail no more, since two are no majority. An election is over when its
//! winner has the majority, provided that it lasts: the thesis's simulator takes the moment at
//! which a leader began to lead who then went on to.

use quorate_proto::{Axis, Chart, NodeId, Origin, Scale, Series, Stroke, Tick, majority};
use quorate_sim::{Action, Group, Run, Scheduled, Stamp, Timekeeping};

use crate::cluster::{Cluster, different_logs, elect};
use crate::statistics::Ordered;
use crate::{Cell, Column, Domain, Experiment, Plan, Row, Sample, Setting, Settings, texts};

/// The experiment.
pub(crate) static AVAILABILITY: Experiment = Experiment {
    id: "availability",
    title: &texts::AVAILABILITY,
    about: &texts::AVAILABILITY_ABOUT,
    source: "Ongaro: Consensus: Bridging Theory and Practice, thesis, Stanford 2014, 9.4 and 9.5",
    settings: &[
        Setting { id: "nodes", label: &texts::NODES, domain: Domain::Number(1..=9, 5) },
        Setting {
            id: "delay",
            label: &texts::DELAY,
            domain: Domain::Span(0..=1_000_000, (30_000, 40_000)),
        },
        Setting {
            id: "timeout",
            label: &texts::TIMEOUT,
            domain: Domain::Span(5..=10_000, (300, 600)),
        },
        Setting {
            id: "logs",
            label: &texts::LOGS,
            domain: Domain::Choice(
                &[
                    quorate_proto::Choice { id: "same", label: &texts::LOGS_SAME },
                    quorate_proto::Choice { id: "different", label: &texts::LOGS_DIFFERENT },
                ],
                0,
            ),
        },
        Setting {
            id: "trials",
            label: &texts::TRIALS,
            domain: Domain::Number(1..=100_000, 10_000),
        },
    ],
    columns: &[
        Column::key("failed", &texts::FAILED),
        Column::key("live", &texts::LIVE),
        Column::key("trials", &texts::TRIALS),
        Column::measured("mean", &texts::MEAN, 0),
        Column::measured("p50", &texts::P50, 0),
        Column::measured("p95", &texts::P95, 0),
        Column::measured("p99", &texts::P99, 0),
        Column::measured("p999", &texts::P999, 0),
        Column::published("published_mean", &texts::MEAN, "mean", 0),
        Column::published("published_p999", &texts::P999, "p999", 0),
    ],
    plan: |settings| Box::new(Availability::new(settings)),
};

/// What the thesis prints of five servers: failures, mean, and the time within which 99.9 % of
/// elections are over. It says "about".
const PRINTED: [(u16, f64, f64); 2] = [(1, 475.0, 1_500.0), (2, 650.0, 3_000.0)];

/// What is to be measured. A case is a number of failures.
struct Availability {
    nodes: u16,
    delay: (Tick, Tick),
    timeout: (u64, u64),
    different_logs: bool,
    trials: u32,
    /// Whether the settings are the thesis's.
    as_printed: bool,
}

impl Availability {
    fn new(settings: &Settings) -> Self {
        let (nodes, delay) = (settings.number("nodes"), settings.span("delay"));
        let (timeout, logs) = (settings.span("timeout"), settings.choice("logs"));
        let printed = (5, (30_000, 40_000), (300, 600), "same");
        Self {
            nodes: u16::try_from(nodes).unwrap_or(1),
            delay,
            timeout,
            different_logs: logs == "different",
            trials: settings.count("trials"),
            as_printed: (nodes, delay, timeout, logs) == printed,
        }
    }

    /// From fresh timers to a leader that lasts, in milliseconds.
    fn measure(&self, failed: u16, seed: u64) -> Option<f64> {
        let Self { nodes, delay, timeout, .. } = *self;
        let timekeeping = Timekeeping::default();
        let cluster = Cluster { nodes, delay, disk: (0, 0), timekeeping, timeout, seed };
        // Those with the longest logs fail first: they have the leader of before among them.
        let down = Group::new((0..failed).map(NodeId::new));
        // All have started when the tick's first events are over.
        let at = Stamp { tick: 0, index: nodes.into() };
        let mut actions = vec![Scheduled { at, action: Action::Crash(down) }];
        if self.different_logs {
            actions.extend(different_logs(nodes));
        }
        let mut run = Run::unwatched(&cluster.setup()?, &actions);
        Some(elect(&mut run, 0)?.milliseconds(|elected| elected.won))
    }

    fn printed(&self, failed: u16) -> Option<(f64, f64)> {
        let found = PRINTED.iter().find(|(printed, ..)| self.as_printed && *printed == failed);
        found.map(|(_, mean, p999)| (*mean, *p999))
    }
}

/// The number of failures of a case.
fn failed_of(case: usize) -> u16 {
    u16::try_from(case).unwrap_or(u16::MAX)
}

impl Plan for Availability {
    fn trials(&self) -> Vec<u32> {
        let spare = usize::from(self.nodes) - majority(usize::from(self.nodes));
        vec![self.trials; spare + 1]
    }

    fn trial(&self, case: usize, index: u32) -> Option<Sample> {
        Some([self.measure(failed_of(case), u64::from(index) + 1)?, 0.0, 0.0, 0.0])
    }

    fn row(&self, case: usize, samples: &[Option<Sample>]) -> Row {
        let (failed, times) = (failed_of(case), Ordered::of(samples));
        let printed = self.printed(failed);
        vec![
            Cell::Count(failed.into()),
            Cell::Count(self.nodes.saturating_sub(failed).into()),
            Cell::Count(samples.len() as u64),
            times.mean().into(),
            times.quantile(0.5).into(),
            times.quantile(0.95).into(),
            times.quantile(0.99).into(),
            times.quantile(0.999).into(),
            printed.map(|(mean, _)| mean).into(),
            printed.map(|(_, p999)| p999).into(),
        ]
    }

    fn charts(&self, samples: &[Vec<Option<Sample>>]) -> Vec<Chart> {
        let series = samples.iter().enumerate().flat_map(|(case, samples)| {
            let failed = failed_of(case);
            let times = Ordered::of(samples);
            let name = texts::FAILED_OF.with([failed.into()]);
            let measured = Series {
                name,
                origin: Origin::Measured,
                stroke: Stroke::Steps,
                group: case,
                points: quorate_proto::chart::cumulative(times.values(), times.total()),
            };
            let paper = self.printed(failed).map(|(_, p999)| Series {
                name,
                origin: Origin::Published,
                stroke: Stroke::Dots,
                group: case,
                points: vec![(p999, 0.999)],
            });
            std::iter::once(measured).chain(paper)
        });
        vec![Chart {
            title: texts::AVAILABILITY.text(),
            across: Axis {
                label: &texts::TIME_TO_ELECT,
                unit: "ms",
                scale: Scale::Linear,
                bounds: None,
            },
            up: texts::SHARE_AXIS,
            series: series.collect(),
        }]
    }
}
