//! `quorate experiment`: measurements from the literature.

use quorate_catalog::PROTOCOLS;
use quorate_proto::AnyProtocol;
use serde::Serialize;

use super::{Argument, Arguments, Out};
use crate::experiment::demers::{Plan, Row, VARIANTS, Variant, demers};
use crate::{Problem, Status, interrupt, words};

/// An experiment: its name, and what performs it.
type Experiment = (&'static str, fn(&mut Arguments, &mut Out) -> Result<Status, Problem>);

const EXPERIMENTS: [Experiment; 1] = [("demers", run_demers)];

#[derive(Serialize)]
struct Report<S, R> {
    experiment: &'static str,
    settings: S,
    rows: Vec<R>,
}

pub(super) fn experiment(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let names = EXPERIMENTS.map(|(name, _)| name).join(", ");
    let place = words::AN_EXPERIMENT.words(arguments.language);
    match arguments.next()? {
        Some(Argument::Value(name)) => {
            let known = EXPERIMENTS.iter().find(|(known, _)| *known == name);
            let (_, perform) = known.ok_or_else(|| arguments.expected(place, &names, &name))?;
            perform(arguments, out)
        }
        Some(other) => Err(arguments.unexpected(&other, &names)),
        None => Err(arguments.expected(place, &names, "")),
    }
}

#[derive(Serialize)]
struct DemersSettings {
    variant: &'static str,
    k: [u64; 2],
    sites: u16,
    runs: u32,
    connection_limit: u32,
    hunt: u32,
}

#[derive(Serialize)]
struct DemersRow {
    variant: &'static str,
    k: u32,
    sites: u16,
    runs: u32,
    residue: f64,
    residue_se: f64,
    traffic: f64,
    t_ave: f64,
    t_last: f64,
    t_last_se: f64,
}

impl From<Row> for DemersRow {
    fn from(row: Row) -> Self {
        Self {
            variant: row.variant,
            k: row.k,
            sites: row.sites,
            runs: row.runs,
            residue: row.residue,
            residue_se: row.residue_se,
            traffic: row.traffic,
            t_ave: row.t_ave,
            t_last: row.t_last,
            t_last_se: row.t_last_se,
        }
    }
}

fn run_demers(arguments: &mut Arguments, out: &mut Out) -> Result<Status, Problem> {
    let (mut plan, range, csv) = read_demers(arguments)?;
    let settings = DemersSettings {
        variant: plan.variant.name,
        k: [range.start, range.end],
        sites: plan.sites,
        runs: plan.runs,
        connection_limit: plan.connection_limit,
        hunt: plan.hunt,
    };
    let is_it = |entry: &&&dyn AnyProtocol| entry.meta().id == "rumor"; // tidy: the paper's
    let Some(protocol) = PROTOCOLS.iter().find(is_it) else {
        return Err(arguments.expected("demers", words::A_PROTOCOL.words(arguments.language), ""));
    };
    interrupt::watch();
    let mut rows = Vec::new();
    for k in range.filter_map(|k| u32::try_from(k).ok()) {
        if interrupt::happened() {
            break;
        }
        plan.k = k;
        let row = DemersRow::from(demers(*protocol, plan));
        if !arguments.json {
            print_demers(&row, rows.is_empty(), csv, out);
        }
        rows.push(row);
    }
    if arguments.json {
        out.json(&Report { experiment: "demers", settings, rows });
    }
    Ok(if interrupt::happened() { Status::Interrupted } else { Status::Yes })
}

fn read_demers(arguments: &mut Arguments) -> Result<(Plan, std::ops::Range<u64>, bool), Problem> {
    let variant = VARIANTS.first().copied();
    let names = || VARIANTS.iter().map(|known| known.name).collect::<Vec<_>>().join(", ");
    let Some(variant) = variant else {
        return Err(arguments.expected("--variant", &names(), ""));
    };
    let mut plan = Plan { variant, k: 1, sites: 1_000, runs: 500, connection_limit: 0, hunt: 0 };
    let (mut range, mut csv) = (1..6, false);
    while let Some(argument) = arguments.next()? {
        let Argument::Option(option) = &argument else {
            return Err(arguments.unexpected(&argument, DEMERS_OPTIONS));
        };
        match option.as_str() {
            "variant" => {
                let name = arguments.value(option)?;
                plan.variant = Variant::named(&name)
                    .ok_or_else(|| arguments.expected("--variant", &names(), &name))?;
            }
            "k" => range = arguments.closed_range(option)?,
            "sites" => plan.sites = arguments.number(option, 2..=quorate_sim::NODES_MAX)?,
            "runs" => plan.runs = arguments.number(option, 1..=1_000_000)?,
            "connection-limit" => plan.connection_limit = arguments.number(option, 0..=1_000)?,
            "hunt" => plan.hunt = arguments.number(option, 0..=1_000)?,
            "csv" => csv = true,
            _ => return Err(arguments.unexpected(&argument, DEMERS_OPTIONS)),
        }
    }
    Ok((plan, range, csv))
}

const DEMERS_OPTIONS: &str =
    "--variant, --k, --sites, --runs, --connection-limit, --hunt, --csv, --json";

fn print_demers(row: &DemersRow, first: bool, csv: bool, out: &mut Out) {
    const KEYS: [&str; 10] = [
        "variant",
        "k",
        "sites",
        "runs",
        "residue",
        "residue_se",
        "traffic",
        "t_ave",
        "t_last",
        "t_last_se",
    ];
    let values = [
        row.variant.to_owned(),
        row.k.to_string(),
        row.sites.to_string(),
        row.runs.to_string(),
        format!("{:.6}", row.residue),
        format!("{:.6}", row.residue_se),
        format!("{:.4}", row.traffic),
        format!("{:.3}", row.t_ave),
        format!("{:.3}", row.t_last),
        format!("{:.3}", row.t_last_se),
    ];
    if csv {
        if first {
            out.line(&KEYS.join(","));
        }
        out.line(&values.join(","));
        return;
    }
    let aligned = |cells: &[String]| {
        let mut cells = cells.iter();
        let name = cells.next().map_or_else(String::new, |name| format!("{name:<28}"));
        cells.fold(name, |line, cell| format!("{line}{cell:>11}"))
    };
    if first {
        out.line(&aligned(&KEYS.map(str::to_owned)));
    }
    out.line(&aligned(&values));
}
