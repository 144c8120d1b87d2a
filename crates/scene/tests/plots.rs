//! A chart as it is printed, in both languages: `UPDATE=1` writes the pictures anew, to be looked
//! at.

use std::path::Path;

use quorate_proto::chart::cumulative;
use quorate_proto::{Axis, Chart, Language, Origin, Scale, Series, Stroke};
use quorate_scene::{Plot, PlotOptions, svg};

quorate_proto::phrases! {
    TITLE = "How long a watched pot takes", "盯着的水壶多久才开";
    TIME = "time", "时间";
    SHARE = "share of pots", "水壶占比";
    POTS(litres) = "{litres} litres & more", "{litres} 升 <及以上>";
}

/// Two distributions of 200 values each over a logarithmic axis, points of an old book over the
/// first, and a formula.
fn chart() -> Chart {
    let values = |scale: f64| -> Vec<f64> {
        let shares = (0..200).map(|index| (f64::from(index) + 0.5) / 200.0);
        // Two attempts: what the first does not bring, the second does later.
        let steps =
            shares.map(|share| if share < 0.6 { 60.0 + 90.0 * share } else { 500.0 * share });
        steps.map(|value| value * scale).collect()
    };
    let series = |litres: u64, origin, stroke, points| Series {
        name: POTS.with([litres.into()]),
        origin,
        stroke,
        group: litres as usize - 1,
        points,
    };
    let formula = (0..=40).map(|index| f64::from(index) / 40.0);
    let formula = formula.map(|share| (60.0 + 1_500.0 * share * share, share));
    Chart {
        title: TITLE.text(),
        across: Axis { label: &TIME, unit: "s", scale: Scale::Logarithmic, bounds: None },
        up: Axis { label: &SHARE, unit: "", scale: Scale::Linear, bounds: Some((0.0, 1.0)) },
        series: vec![
            series(1, Origin::Measured, Stroke::Steps, cumulative(&values(1.0), 200)),
            series(1, Origin::Published, Stroke::Dots, vec![(66.0, 0.05), (105.0, 0.5)]),
            series(2, Origin::Measured, Stroke::Steps, cumulative(&values(2.0), 250)),
            series(3, Origin::Formula, Stroke::Straight, formula.collect()),
        ],
    }
}

#[test]
fn a_chart_is_printed_as_it_was() {
    for language in Language::ALL {
        let plot = Plot::new(&chart(), PlotOptions { language, ..PlotOptions::default() });
        let setting = svg::Setting { title: &plot.title, style: "" };
        let text = svg::plot(&plot, &setting);
        let name = format!("plot-{}.svg", language.tag());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(&name);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &text).expect("the file can be written");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "{name} differs; look at it with UPDATE=1");
    }
}
