//! Rumor mongering in the world, many times over: Tables 1 to 3 of Demers et al. (CSL-89-1).
//!
//! One client gives one update to the first of many sites, and the world runs until no site is
//! infective any more. What is measured is the real protocol, driven by the real world, and the
//! figures are the ones that the protocol itself measures; nothing here knows how a rumor spreads.
//!
//! Times are counted in cycles from the update: the first site to hear it hears it in cycle 1. The
//! average is over the sites that heard it from another site, as is the last. Residue, traffic and
//! last arrival agree with the paper. The averages of its Tables 1 and 2 do not: there, no
//! definition of the average delay that was tried fits every row.

use quorate_proto::time::MILLISECOND;
use quorate_proto::{
    AnyProtocol, Axis, Chart, Choice, Key, Meta, NodeId, Operation, Origin, Parameters, Ratio,
    Scale, Series, Stroke,
};
use quorate_sim::{Action, Network, Record, Run, Scheduled, Setup, Stamp, World};

use crate::cluster::position;
use crate::statistics::{Mean, mean};
use crate::{Cell, Column, Domain, Experiment, Plan, Row, Sample, Setting, Settings, texts};

/// The experiment.
pub(crate) static DEMERS: Experiment = Experiment {
    id: "demers",
    title: &texts::DEMERS,
    about: &texts::DEMERS_ABOUT,
    source: "Demers et al., Xerox PARC CSL-89-1, Tables 1 to 3",
    settings: &[
        Setting {
            id: "variant",
            label: &texts::VARIANT,
            domain: Domain::Choice(
                &[
                    Choice { id: "push-feedback-counter", label: &texts::PUSH_FEEDBACK_COUNTER },
                    Choice { id: "push-feedback-coin", label: &texts::PUSH_FEEDBACK_COIN },
                    Choice { id: "push-blind-counter", label: &texts::PUSH_BLIND_COUNTER },
                    Choice { id: "push-blind-coin", label: &texts::PUSH_BLIND_COIN },
                    Choice { id: "pull-feedback-counter", label: &texts::PULL_FEEDBACK_COUNTER },
                    Choice { id: "pull-blind-counter", label: &texts::PULL_BLIND_COUNTER },
                    Choice {
                        id: "push-pull-feedback-counter",
                        label: &texts::PUSH_PULL_FEEDBACK_COUNTER,
                    },
                ],
                0,
            ),
        },
        Setting { id: "k", label: &texts::K, domain: Domain::Span(1..=1_000, (1, 5)) },
        Setting {
            id: "sites",
            label: &texts::SITES,
            domain: Domain::Number(2..=quorate_sim::NODES_MAX as u64, 1_000),
        },
        Setting { id: "runs", label: &texts::RUNS, domain: Domain::Number(1..=1_000_000, 500) },
        Setting {
            id: "connection-limit",
            label: &texts::CONNECTION_LIMIT,
            domain: Domain::Number(0..=1_000, 0),
        },
        Setting { id: "hunt", label: &texts::HUNT, domain: Domain::Number(0..=1_000, 0) },
    ],
    columns: &[
        Column::key("variant", &texts::VARIANT),
        Column::key("k", &texts::K),
        Column::key("sites", &texts::SITES),
        Column::key("runs", &texts::RUNS),
        Column::measured("residue", &texts::RESIDUE, 6),
        Column::measured("residue_se", &texts::RESIDUE_SE, 6),
        Column::measured("traffic", &texts::TRAFFIC, 4),
        Column::measured("t_ave", &texts::T_AVE, 3),
        Column::measured("t_last", &texts::T_LAST, 3),
        Column::measured("t_last_se", &texts::T_LAST_SE, 3),
        Column::published("published_residue", &texts::RESIDUE, "residue", 4),
        Column::published("published_traffic", &texts::TRAFFIC, "traffic", 1),
        Column::published("published_t_ave", &texts::T_AVE, "t_ave", 1),
        Column::published("published_t_last", &texts::T_LAST, "t_last", 1),
    ],
    plan: |settings| Box::new(Demers::new(settings)),
};

/// What the paper prints for one k.
struct Published {
    k: u64,
    residue: f64,
    traffic: f64,
    t_ave: f64,
    t_last: f64,
}

/// Table 1: push, feedback and counter, 1000 sites.
const TABLE_1: [Published; 5] = [
    Published { k: 1, residue: 0.18, traffic: 1.7, t_ave: 11.0, t_last: 16.8 },
    Published { k: 2, residue: 0.037, traffic: 3.3, t_ave: 12.1, t_last: 16.9 },
    Published { k: 3, residue: 0.011, traffic: 4.5, t_ave: 12.5, t_last: 17.4 },
    Published { k: 4, residue: 0.0036, traffic: 5.6, t_ave: 12.7, t_last: 17.5 },
    Published { k: 5, residue: 0.0012, traffic: 6.7, t_ave: 12.8, t_last: 17.7 },
];

/// Positions of figures in a sample.
const RESIDUE: usize = 0;
const TRAFFIC: usize = 1;
const T_AVE: usize = 2;
const T_LAST: usize = 3;

/// Cycles after which a run is taken for endless.
const CYCLES_MAX: u64 = 100_000;

/// What is to be measured. A case is a k.
struct Demers {
    protocol: Option<&'static dyn AnyProtocol>,
    variant: &'static str,
    k: (u64, u64),
    sites: u16,
    runs: u32,
    connection_limit: u32,
    hunt: u32,
}

impl Demers {
    fn new(settings: &Settings) -> Self {
        Self {
            protocol: quorate_catalog::find("rumor"),
            variant: settings.choice("variant"),
            k: settings.span("k"),
            sites: u16::try_from(settings.number("sites")).unwrap_or(quorate_sim::NODES_MAX),
            runs: settings.count("runs"),
            connection_limit: settings.count("connection-limit"),
            hunt: settings.count("hunt"),
        }
    }

    /// The k of a case.
    const fn k_of(&self, case: usize) -> u64 {
        self.k.0.saturating_add(case as u64)
    }

    fn setup(&self, k: u64, seed: u64) -> Option<Setup> {
        let protocol = self.protocol?;
        let meta = protocol.meta();
        let mut parameters = Parameters::defaults(meta);
        let (mode, rest) = if let Some(rest) = self.variant.strip_prefix("push-pull-") {
            ("pushpull", rest)
        } else {
            self.variant.split_once('-').unwrap_or((self.variant, ""))
        };
        let (feedback, stop) = rest.split_once('-').unwrap_or((rest, ""));
        for (id, value) in [("mode", mode), ("feedback", feedback), ("stop", stop)] {
            let position = position(meta, id);
            parameters.set(meta, position, choice(meta, position, value));
        }
        let k = u32::try_from(k).unwrap_or(u32::MAX);
        for (id, value) in [("k", k), ("limit", self.connection_limit), ("hunt", self.hunt)] {
            parameters.set(meta, position(meta, id), value);
        }
        let setup = Setup::new(protocol, seed);
        // Who calls first at a busy site must be a matter of chance; otherwise the order of
        // messages within a cycle changes nothing. All the talk of a cycle fits well into it.
        let delay_most = if self.connection_limit > 0 { 4 * MILLISECOND } else { 1 };
        let network = Network { delay: (1, delay_most), ..setup.network };
        let nodes = self.sites;
        Some(Setup { nodes, clients: 1, parameters, network, disk: (0, 0), workload: 0, ..setup })
    }

    /// What the paper prints beside this case.
    fn published(&self, k: u64) -> Option<&'static Published> {
        let same = self.variant == "push-feedback-counter" && self.sites == 1_000;
        let same = same && self.connection_limit == 0;
        TABLE_1.iter().find(|row| same && row.k == k)
    }
}

impl Plan for Demers {
    fn trials(&self) -> Vec<u32> {
        (self.k.0..=self.k.1).map(|_| self.runs).collect()
    }

    fn trial(&self, case: usize, index: u32) -> Option<Sample> {
        measure(&self.setup(self.k_of(case), u64::from(index) + 1)?)
    }

    fn row(&self, case: usize, samples: &[Option<Sample>]) -> Row {
        let k = self.k_of(case);
        let [residue, traffic, t_ave, t_last] =
            [RESIDUE, TRAFFIC, T_AVE, T_LAST].map(|figure| mean_of(samples, figure));
        let mut row = vec![
            Cell::Word(self.variant),
            Cell::Count(k),
            Cell::Count(self.sites.into()),
            Cell::Count(samples.len() as u64),
            Cell::Number(residue.value),
            Cell::Number(residue.standard_error),
            Cell::Number(traffic.value),
            Cell::Number(t_ave.value),
            Cell::Number(t_last.value),
            Cell::Number(t_last.standard_error),
        ];
        let paper = self.published(k);
        row.push(paper.map(|paper| paper.residue).into());
        row.push(paper.map(|paper| paper.traffic).into());
        row.push(paper.map(|paper| paper.t_ave).into());
        row.push(paper.map(|paper| paper.t_last).into());
        row
    }

    fn charts(&self, samples: &[Vec<Option<Sample>>]) -> Vec<Chart> {
        let cases = || samples.iter().enumerate().filter(|(_, samples)| !samples.is_empty());
        let measured = |across: &dyn Fn(u64, &[Option<Sample>]) -> f64, up: usize| {
            cases()
                .map(|(case, samples)| {
                    (across(self.k_of(case), samples), mean_of(samples, up).value)
                })
                .collect()
        };
        let paper = |across: fn(&Published) -> f64, up: fn(&Published) -> f64| {
            let known = (self.k.0..=self.k.1).filter_map(|k| self.published(k));
            known.map(|row| (across(row), up(row))).collect()
        };
        let traffic = |_: u64, samples: &[Option<Sample>]| mean_of(samples, TRAFFIC).value;
        let steps: u32 = 60;
        let most = cases().map(|(_, samples)| mean_of(samples, TRAFFIC).value).fold(1.0, f64::max);
        let limit = (0..=steps).map(|step| most * f64::from(step) / f64::from(steps));
        let dots = |name: &'static quorate_proto::Phrase<0>, origin, group, points| Series {
            name: name.text(),
            origin,
            stroke: Stroke::Dots,
            group,
            points,
        };
        let residue = Chart {
            title: texts::RESIDUE_BY_TRAFFIC.text(),
            across: axis(&texts::TRAFFIC, "", Scale::Linear),
            up: axis(&texts::RESIDUE, "", Scale::Logarithmic),
            series: vec![
                Series {
                    name: texts::RESIDUE_OF_PUSH.text(),
                    origin: Origin::Formula,
                    stroke: Stroke::Straight,
                    group: 1,
                    points: limit.map(|traffic| (traffic, libm::exp(-traffic))).collect(),
                },
                dots(&texts::MEASURED, Origin::Measured, 0, measured(&traffic, RESIDUE)),
                dots(
                    &texts::PUBLISHED,
                    Origin::Published,
                    0,
                    paper(|row| row.traffic, |row| row.residue),
                ),
            ],
        };
        let by_k = |k: u64, _: &[Option<Sample>]| k as f64;
        let arrival = Chart {
            title: texts::ARRIVAL_BY_K.text(),
            across: axis(&texts::K, "", Scale::Linear),
            up: axis(&texts::CYCLES, "", Scale::Linear),
            series: vec![
                dots(&texts::T_LAST, Origin::Measured, 0, measured(&by_k, T_LAST)),
                dots(
                    &texts::T_LAST,
                    Origin::Published,
                    0,
                    paper(|row| row.k as f64, |row| row.t_last),
                ),
                dots(&texts::T_AVE, Origin::Measured, 1, measured(&by_k, T_AVE)),
                dots(
                    &texts::T_AVE,
                    Origin::Published,
                    1,
                    paper(|row| row.k as f64, |row| row.t_ave),
                ),
            ],
        };
        vec![residue, arrival]
    }
}

const fn axis(label: &'static quorate_proto::Phrase<0>, unit: &'static str, scale: Scale) -> Axis {
    Axis { label, unit, scale, bounds: None }
}

fn mean_of(samples: &[Option<Sample>], figure: usize) -> Mean {
    mean(samples.iter().flatten().filter_map(|sample| sample.get(figure).copied()))
}

/// One update, until nobody passes it on any more. Nothing if that takes for ever.
fn measure(setup: &Setup) -> Option<Sample> {
    let meta = setup.protocol.meta();
    let period = u64::from(setup.parameters.get(position(meta, "period"))) * MILLISECOND;
    let ask = Action::Request {
        client: NodeId::client(0),
        to: Some(NodeId::new(0)),
        operation: Operation::Set { key: Key::X, value: 1 },
    };
    let mut run = Run::new(setup, &[Scheduled { at: Stamp::at(1), action: ask }]);
    let mut record = Record::default();
    // Sites that pull ask for ever: the rumor is over when nobody is infective.
    for cycle in 1..CYCLES_MAX {
        run.run_until(Stamp::at(cycle * period), u64::MAX, &mut record);
        if figure(run.world(), "infective") == 0.0 {
            return Some(
                ["residue", "traffic", "t_ave", "t_last"].map(|id| figure(run.world(), id)),
            );
        }
    }
    None
}

/// The value of a named choice of a parameter; its default if there is no such choice.
fn choice(meta: &Meta, position: usize, id: &str) -> u32 {
    meta.parameters.get(position).map_or(0, |parameter| {
        let named = parameter.choices.iter().zip(parameter.range.clone());
        let value = named.into_iter().find(|(choice, _)| choice.id == id);
        value.map_or(parameter.default, |(_, value)| value)
    })
}

/// The present value of one of the protocol's figures.
fn figure(world: &World, id: &str) -> f64 {
    let figures = world.setup().protocol.meta().figures;
    let position = figures.iter().position(|figure| figure.id == id);
    let value = position.and_then(|position| world.measure().get(position).copied());
    let Ratio { numerator, denominator } = value.unwrap_or(Ratio::ZERO);
    numerator as f64 / denominator.max(1) as f64
}

#[cfg(test)]
mod tests {
    use quorate_proto::Language;

    use super::*;
    use crate::Study;

    /// Runs the experiment with these settings, and gives its rows.
    fn study(settings: &[(&str, &str)]) -> Study {
        let mut chosen = DEMERS.defaults();
        for (id, text) in settings {
            chosen.set(id, text, Language::English).expect("a fine setting");
        }
        Study::new(&DEMERS, chosen)
    }

    fn row(variant: &str, k: u64, sites: u16, runs: u32, connection_limit: u32) -> Sums {
        let [k, sites, runs, limit] =
            [k, sites.into(), runs.into(), connection_limit.into()].map(|it: u64| it.to_string());
        let settings = [
            ("variant", variant),
            ("k", &k),
            ("sites", &sites),
            ("runs", &runs),
            ("connection-limit", &limit),
        ];
        let mut study = study(&settings);
        assert!(study.advance(u64::MAX).is_complete());
        Sums(study.row(0).expect("it was measured"))
    }

    #[derive(Debug)]
    struct Sums(Row);

    impl Sums {
        fn get(&self, id: &str) -> f64 {
            let place = DEMERS.columns.iter().position(|column| column.id == id);
            match place.and_then(|place| self.0.get(place)) {
                Some(Cell::Number(number)) => *number,
                other => panic!("{id} is {other:?}"),
            }
        }

        fn is_near(&self, id: &str, most: f64) -> bool {
            (self.get(id) - self.get(&format!("published_{id}"))).abs() < most
        }
    }

    /// CSL-89-1, Table 1: push, feedback and counter, 1000 sites.
    #[test]
    fn table_1_is_reproduced() {
        let found = row("push-feedback-counter", 1, 1_000, 60, 0);
        assert!(found.is_near("residue", 0.04 * 0.18 + 3.0 * found.get("residue_se")));
        assert!(found.is_near("traffic", 0.08), "{found:?}");
        assert!(found.is_near("t_last", 0.1 + 3.0 * found.get("t_last_se")), "{found:?}");
    }

    /// The gates of Table 1; then Tables 2 and 3, to be read beside the paper.
    #[test]
    #[ignore = "takes a minute"]
    fn the_three_tables_are_reproduced() {
        for k in 1..=5 {
            let found = row("push-feedback-counter", k, 1_000, 500, 0);
            println!("{found:?}");
            let residue = found.get("published_residue");
            assert!(found.is_near("residue", 0.04 * residue + 3.0 * found.get("residue_se")));
            assert!(found.is_near("traffic", 0.05));
            assert!(found.is_near("t_last", 0.1 + 2.0 * found.get("t_last_se")));
        }
        for variant in ["push-blind-coin", "pull-feedback-counter"] {
            for k in 1..=5 {
                println!("{:?}", row(variant, k, 1_000, 500, 0));
            }
        }
    }

    /// CSL-89-1 §1.4, Connection Limit: push gets better for its traffic, pull gets worse.
    #[test]
    fn a_connection_limit_helps_push_and_hurts_pull() {
        let push = |limit| row("push-feedback-counter", 3, 300, 30, limit);
        let (free, limited) = (push(0), push(1));
        assert!(limited.get("residue") < free.get("residue") * 0.7);
        assert!(limited.get("traffic") < free.get("traffic"));
        let pull = |limit| row("pull-feedback-counter", 1, 400, 20, limit).get("residue");
        assert!(pull(1) > pull(0));
    }

    /// Every choice of the setting is one of the protocol's.
    #[test]
    fn every_variant_is_another() {
        let Domain::Choice(choices, _) = &DEMERS.settings[0].domain else { panic!("a choice") };
        let mut setups = Vec::new();
        for choice in *choices {
            let mut settings = DEMERS.defaults();
            settings.set("variant", choice.id, Language::English).expect("a variant");
            let setup = Demers::new(&settings).setup(1, 1).expect("it is in the catalog");
            assert!(!setups.contains(&setup), "{}", choice.id);
            setups.push(setup);
        }
    }
}
