//! How long a cluster is without a leader: Figure 16 of the Raft paper, section 9.4 of the thesis.
//!
//! "The benchmark repeatedly crashed the leader of a cluster of five servers and timed how long it
//! took to detect the crash and elect a new leader", until "the other servers received the new
//! leader's first heartbeat". It tried for the worst case. The old leader's heartbeats were
//! synchronised before it crashed, so that all timeouts begin together; it crashed at a random
//! point of its heartbeat interval, half of the least timeout; and "the servers in each trial had
//! different log lengths, so two of the four servers were not eligible". Those two hold votes that
//! a third, eligible one needs.
//!
//! Here the logs are on the disks from the start, and answers to the old leader are cut off before
//! it learns of the differences; otherwise it would repair them before it crashes.
//!
//! The machines are fitted, since the paper says only that a round trip and a write take some
//! 15 ms. One set of them serves all ten ranges: messages of 0.6 to 1.4 ms, writes of 0.5 to
//! 4.5 ms, timeouts of whole milliseconds, timers noticed up to 0.16 ms late. Those are the
//! defaults. Every median then comes out to within a tenth, and all quantiles on average so (the
//! root of the mean square of the logarithms of the ratios is 0.10 in many trials, and 0.07 without
//! the first range). A vote waits for two of these writes: here a candidate writes its own vote
//! before it asks for others'. Elections come in rounds with gaps between them, and where a
//! quantile falls near a gap, chance decides on which side: the third quartile of 150 to 155 ms is
//! 470 ms after one thousand trials and 540 after another.
//!
//! The last two of those numbers look small and decide the narrow ranges. LogCabin, the system that
//! was measured, draws its timeouts as whole milliseconds (`Core::Random::randomRange`), so that
//! "150 to 151 ms" is one or the other. And its timer thread sleeps until a moment, wakes up some
//! time after it, and counts the next timeout from there (`timerThreadMain`, `setElectionTimer`).
//! With timeouts of exactly 150 ms that lateness is all that ever moves the candidates against each
//! other. A candidate wins once it is a message and a write ahead; until then its lead walks at
//! random, a fraction of a millisecond a round. So a split vote lasts for hundreds of rounds, but
//! hardly ever for only a few: forty seconds, as published, with a sharp lower edge. If timers were
//! exact, what lead there is by chance would stay as it is, and that is too small.
//!
//! As in the paper the range without chance gets a tenth of the trials. An election that goes on
//! for ten minutes counts as endless, and quantiles that fall among those are left empty.

use quorate_proto::random::{Purpose, Random, between};
use quorate_proto::time::MILLISECOND;
use quorate_proto::{Axis, Chart, NodeId, Origin, Scale, Series, Stroke, Tick};
use quorate_sim::{Action, Group, Record, Run, Scheduled, Stamp, Timekeeping};

use crate::cluster::{Cluster, different_logs, elect, leader, position, timer, timing};
use crate::published::{FIGURE_16, PublishedElection, SHARES};
use crate::statistics::Ordered;
use crate::{Cell, Column, Domain, Experiment, Plan, Row, Sample, Setting, Settings, texts};

/// The ranges of the figure: the upper graph's, then the lower one's.
const RANGES: &[(u64, u64)] = &[
    (150, 150),
    (150, 151),
    (150, 155),
    (150, 175),
    (150, 200),
    (150, 300),
    (12, 24),
    (25, 50),
    (50, 100),
    (100, 200),
];

/// The experiment.
pub(crate) static RAFT_ELECTION: Experiment = Experiment {
    id: "raft-election",
    title: &texts::RAFT_ELECTION,
    about: &texts::RAFT_ELECTION_ABOUT,
    source: "Ongaro, Ousterhout: In Search of an Understandable Consensus Algorithm (extended), \
             Figure 16; Ongaro's thesis, 9.4",
    settings: &[
        Setting { id: "ranges", label: &texts::RANGES, domain: Domain::Spans(5..=10_000, RANGES) },
        Setting {
            id: "trials",
            label: &texts::TRIALS_OF_RANGE,
            domain: Domain::Number(1..=100_000, 1_000),
        },
        Setting {
            id: "delay",
            label: &texts::DELAY,
            domain: Domain::Span(0..=1_000_000, (600, 1_400)),
        },
        Setting {
            id: "disk",
            label: &texts::DISK,
            domain: Domain::Span(0..=1_000_000, (500, 4_500)),
        },
        Setting { id: "grain", label: &texts::GRAIN, domain: Domain::Number(0..=1_000_000, 1_000) },
        Setting { id: "late", label: &texts::LATE, domain: Domain::Number(0..=1_000_000, 160) },
    ],
    columns: &[
        Column::key("min_ms", &texts::MIN_MS),
        Column::key("max_ms", &texts::MAX_MS),
        Column::key("trials", &texts::TRIALS),
        Column::measured("p5", &texts::P5, 1),
        Column::measured("p25", &texts::P25, 1),
        Column::measured("p50", &texts::P50, 1),
        Column::measured("p75", &texts::P75, 1),
        Column::measured("p95", &texts::P95, 1),
        Column::measured("p99", &texts::P99, 1),
        Column::measured("max", &texts::MAX, 1),
        Column::measured("mean", &texts::MEAN, 1),
        Column::published("published_p5", &texts::P5, "p5", 1),
        Column::published("published_p25", &texts::P25, "p25", 1),
        Column::published("published_p50", &texts::P50, "p50", 1),
        Column::published("published_p75", &texts::P75, "p75", 1),
        Column::published("published_p95", &texts::P95, "p95", 1),
        Column::published("published_p99", &texts::P99, "p99", 1),
        Column::published("published_max", &texts::MAX, "max", 1),
        Column::published("published_mean", &texts::MEAN, "mean", 1),
    ],
    plan: |settings| Box::new(RaftElection::new(settings)),
};

/// How many servers there are.
const NODES: u16 = 5;
/// The election timeout while the old leader is being installed: nobody disturbs it.
const CALM: (u64, u64) = (10_000, 10_000);
/// By when the old leader's election is over, with every write and every message.
const INSTALLED: Tick = 200 * MILLISECOND;

/// What is to be measured. A case is a range of timeouts.
struct RaftElection {
    ranges: Vec<(u64, u64)>,
    trials: u32,
    delay: (Tick, Tick),
    disk: (Tick, Tick),
    timekeeping: Timekeeping,
}

impl RaftElection {
    fn new(settings: &Settings) -> Self {
        Self {
            ranges: settings.spans("ranges").to_vec(),
            trials: settings.count("trials"),
            delay: settings.span("delay"),
            disk: settings.span("disk"),
            timekeeping: Timekeeping {
                grain: settings.number("grain"),
                late: settings.number("late"),
            },
        }
    }

    /// A cluster whose leader has just been elected. Everybody's log has another length, and the
    /// leader does not know.
    fn install(&self, seed: u64) -> Option<(Run, u64)> {
        let Self { delay, disk, timekeeping, .. } = *self;
        let cluster = Cluster { nodes: NODES, delay, disk, timekeeping, timeout: CALM, seed };
        let setup = cluster.setup()?;
        let old = NodeId::new(0);
        let timer = timer(setup.protocol.meta(), "election");
        let stand = Action::Fire { node: old, timer };
        let mut actions: Vec<Scheduled> = different_logs(NODES).collect();
        actions.push(Scheduled { at: Stamp::at(1), action: stand });
        let mut run = Run::unwatched(&setup, &actions);
        let mut record = Record::default();
        while leader(run.world()).is_none() && run.world().now() < CALM.0 * MILLISECOND {
            run.step(&mut record);
        }
        let (_, term) = leader(run.world())?;
        let others = Group::new((1..NODES).map(NodeId::new));
        let silence = Action::Cut { left: others, right: Group::one(old), one_way: true };
        run.act(silence, &mut record);
        let quiet = run.world().now().saturating_add(self.broadcast_most()).max(INSTALLED);
        run.run_until(Stamp::at(quiet), u64::MAX, &mut record);
        Some((run, term))
    }

    /// The longest time that a message, a write and the answer can take, with writes that queue.
    const fn broadcast_most(&self) -> Tick {
        2 * self.delay.1 + 4 * self.disk.1
    }

    fn measure(&self, range: (u64, u64), seed: u64) -> Option<f64> {
        let (mut run, term) = self.install(seed)?;
        let mut record = Record::default();
        let meta = run.world().setup().protocol.meta();
        for (id, value) in timing(range) {
            run.act(Action::SetParameter(position(meta, id), value), &mut record);
        }
        let old = NodeId::new(0);
        let beat = Action::Fire { node: old, timer: timer(meta, "heartbeat") };
        run.act(beat, &mut record);
        let interval = range.0 * MILLISECOND / 2;
        let draw = Random::new(seed).draw(Purpose::Fault, 0, 0, 0);
        let crash = run.world().now() + between(draw, 0, interval.saturating_sub(1));
        run.run_until(Stamp::at(crash), u64::MAX, &mut record);
        run.act(Action::Crash(Group::one(old)), &mut record);
        Some(elect(&mut run, term)?.milliseconds(|elected| elected.heard - crash))
    }
}

/// What the paper shows of a range.
fn published(range: (u64, u64)) -> Option<&'static PublishedElection> {
    FIGURE_16.iter().find(|election| election.range == range)
}

impl Plan for RaftElection {
    fn trials(&self) -> Vec<u32> {
        let trials =
            |(least, most)| if least < most { self.trials } else { self.trials.div_ceil(10) };
        self.ranges.iter().copied().map(trials).collect()
    }

    fn trial(&self, case: usize, index: u32) -> Option<Sample> {
        let range = *self.ranges.get(case)?;
        Some([self.measure(range, u64::from(index) + 1)?, 0.0, 0.0, 0.0])
    }

    fn row(&self, case: usize, samples: &[Option<Sample>]) -> Row {
        let range = self.ranges.get(case).copied().unwrap_or_default();
        let times = Ordered::of(samples);
        let mut row =
            vec![Cell::Count(range.0), Cell::Count(range.1), Cell::Count(samples.len() as u64)];
        row.extend(SHARES.iter().map(|share| Cell::from(times.quantile(*share))));
        row.push(times.mean().into());
        let paper = published(range);
        let quantile = |place| paper.and_then(|paper| paper.quantile(place));
        row.extend((0..SHARES.len()).map(|place| Cell::from(quantile(place))));
        row.push(paper.and_then(PublishedElection::mean).into());
        row
    }

    /// The two graphs of the figure: how broad the range is, and how long the least timeout.
    fn charts(&self, samples: &[Vec<Option<Sample>>]) -> Vec<Chart> {
        let doubled = |(least, most): (u64, u64)| most == 2 * least;
        let all = || self.ranges.iter().copied().zip(samples).enumerate();
        let widest = |range: (u64, u64)| range.0 == 150 || !doubled(range);
        let broad: Vec<_> = all().filter(|(_, (range, _))| widest(*range)).collect();
        let long: Vec<_> = all().filter(|(_, (range, _))| doubled(*range)).collect();
        let graphs = [
            (&texts::BY_BREADTH, Scale::Logarithmic, broad),
            (&texts::BY_LENGTH, Scale::Linear, long),
        ];
        let graphs = graphs.into_iter().filter(|(_, _, cases)| !cases.is_empty());
        let chart = graphs.map(|(title, scale, cases)| Chart {
            title: title.text(),
            across: Axis { label: &texts::TIME_WITHOUT_LEADER, unit: "ms", scale, bounds: None },
            up: texts::SHARE_AXIS,
            series: cases
                .into_iter()
                .flat_map(|(group, (range, samples))| series(group, range, samples))
                .collect(),
        });
        chart.collect()
    }
}

/// The curve of a case, and the paper's points over it.
fn series(
    group: usize,
    range: (u64, u64),
    samples: &[Option<Sample>],
) -> impl Iterator<Item = Series> {
    let times = Ordered::of(samples);
    let name = texts::RANGE_OF.with([range.0.into(), range.1.into()]);
    let measured = Series {
        name,
        origin: Origin::Measured,
        stroke: Stroke::Steps,
        group,
        points: quorate_proto::chart::cumulative(times.values(), times.total()),
    };
    let paper = published(range).map(|paper| Series {
        name,
        origin: Origin::Published,
        stroke: Stroke::Dots,
        group,
        points: paper.points().collect(),
    });
    std::iter::once(measured).chain(paper)
}
