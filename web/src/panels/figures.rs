//! What the protocol measures while it runs: present values and curves.

use quorate_proto::{Argument, Figure, FigureUnit, Ratio, Tick};
use quorate_scene::{Size, curve, round_top};
use yew::Html;

use super::PanelProps;
use crate::text::panels as words;
use crate::view::view;

const CURVE: Size = Size::new(280.0, 48.0);

/// The figures, if the protocol has any.
pub(crate) fn figures(panel: &PanelProps) -> Html {
    let (known, present, series) = panel.session.read(|session| {
        let known = session.meta().figures;
        let samples = session.timeline().branch().samples();
        let series: Vec<Vec<(Tick, Ratio)>> = (0..known.len())
            .map(|index| {
                let values = samples.iter();
                values.filter_map(|s| Some((s.tick, *s.figures.get(index)?))).collect()
            })
            .collect();
        let present = if known.is_empty() { Vec::new() } else { session.world().measure() };
        (known, present, series)
    });
    if known.is_empty() {
        return Html::default();
    }
    let each = known.iter().zip(present).zip(series);
    let each = each.map(|((figure, present), series)| one(panel, figure, present, &series));
    view! {
        <section class="part">
            <h3>{ panel.say(&words::FIGURES) }</h3>
            <ul class="plain figures">{ for each }</ul>
        </section>
    }
}

fn one(panel: &PanelProps, figure: &Figure, present: Ratio, series: &[(Tick, Ratio)]) -> Html {
    let until = panel.hud.clock.max(1);
    let known: Vec<_> = series.iter().copied().take_while(|(tick, _)| *tick <= until).collect();
    let top = match figure.unit {
        FigureUnit::Share => Ratio::new(1, 1),
        FigureUnit::Number => round_top(series),
    };
    let path = curve(&known, (0, until), top, CURVE);
    let range = [Argument::Span(0), Argument::Span(until)];
    let label = panel.say(figure.label);
    let value = figure_words(figure.unit, present, panel);
    let name = format!("{label}: {value}");
    view! {
        <li class="figure">
            <span class="figure-name">{ label }</span>
            <strong class="number">{ value }</strong>
            <svg viewBox="-1 -2 282 52" role="img" aria-label={name} preserveAspectRatio="none">
                <title>{ words::FIGURE_RANGE.with(range).say(panel.language) }</title>
                <path class="ground" d="M0 48H280" />
                <path class="curve" d={path} />
            </svg>
        </li>
    }
}

fn figure_words(unit: FigureUnit, value: Ratio, panel: &PanelProps) -> String {
    match unit {
        FigureUnit::Share => Argument::Share(value).say(panel.language),
        FigureUnit::Number => {
            let hundredths = value.of(100);
            let (whole, rest) = (hundredths / 100, hundredths % 100);
            if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}") }
        }
    }
}
