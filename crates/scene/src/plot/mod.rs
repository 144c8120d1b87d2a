//! Charts: curves and points over two axes.
//!
//! What was measured is a line; what a formula says is a dashed one; what the literature says is
//! rings over both. So the three are told apart without any colour, and the tint of a group only
//! says what belongs together.

mod axis;

use quorate_proto::{Axis, Chart, Language, Origin, Series, Stroke};

use crate::geometry::{Point, Size};
use crate::number::{push_line, push_point};

pub use axis::PlotTick;
use axis::{Ruler, say, significant};

/// How a chart is to be drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PlotOptions {
    /// How large the picture is.
    pub size: Size,
    /// The language of everything written in it.
    pub language: Language,
}

impl Default for PlotOptions {
    fn default() -> Self {
        Self { size: Size::new(720.0, 400.0), language: Language::English }
    }
}

/// A chart, drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct Plot {
    /// How it was drawn.
    pub options: PlotOptions,
    /// What it shows.
    pub title: String,
    /// The corner of the field at the top left.
    pub corner: Point,
    /// How large the field is.
    pub field: Size,
    /// What is below the axis to the right.
    pub across: PlotAxis,
    /// What is beside the axis upwards.
    pub up: PlotAxis,
    /// Lines through all marks of both axes; one path.
    pub grid: String,
    /// Curves, in the order in which they are to be drawn.
    pub lines: Vec<PlotLine>,
    /// Single points, to be drawn above the curves.
    pub dots: Vec<PlotDot>,
    /// Every series, in the order of the chart.
    pub legend: Vec<PlotName>,
    /// Places that can be read, series after series.
    readings: Vec<Place>,
}

/// Where a point is, of which series, and its numbers.
type Place = (Point, usize, (f64, f64));

/// An axis, drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct PlotAxis {
    /// What it counts, with its unit.
    pub name: String,
    /// Its marks.
    pub ticks: Vec<PlotTick>,
}

/// A curve.
#[derive(Clone, PartialEq, Debug)]
pub struct PlotLine {
    /// Position of its series.
    pub series: usize,
    /// Its path.
    pub path: String,
}

/// A point.
#[derive(Clone, PartialEq, Debug)]
pub struct PlotDot {
    /// Position of its series.
    pub series: usize,
    /// Its middle.
    pub at: Point,
    /// What it says, for those who listen.
    pub name: String,
}

/// The name of a series, and how it is told from others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlotName {
    /// What it is.
    pub name: String,
    /// Which others it belongs to: what has the same number has the same tint.
    pub group: usize,
    /// Where its numbers come from.
    pub origin: Origin,
    /// How its points are joined.
    pub stroke: Stroke,
}

/// What stands nearest to a pointer.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// Position of its series.
    pub series: usize,
    /// Its position in the series, of those that are drawn.
    pub position: usize,
    /// Where it is.
    pub at: Point,
    /// What it says.
    pub name: String,
}

/// Space around the field: for the numbers of the axes and for their names.
const LEFT: f64 = 58.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 42.0;

/// Points nearer than this to the one before are left out: long series stay cheap.
const NEAR: f64 = 0.5;

impl Plot {
    /// Draws a chart.
    #[must_use]
    pub fn new(chart: &Chart, options: PlotOptions) -> Self {
        let corner = Point::new(LEFT, TOP);
        let width = (options.size.width - LEFT - RIGHT).max(1.0);
        let height = (options.size.height - TOP - BOTTOM).max(1.0);
        let points = || chart.series.iter().flat_map(|series| series.points.iter());
        let across = Ruler::new(&chart.across, points().map(|point| point.0), (LEFT, LEFT + width));
        let up = Ruler::new(&chart.up, points().map(|point| point.1), (TOP + height, TOP));
        let language = options.language;
        let mut plot = Self {
            options,
            title: chart.title.say(language),
            corner,
            field: Size::new(width, height),
            across: PlotAxis { name: name(&chart.across, language), ticks: across.ticks() },
            up: PlotAxis { name: name(&chart.up, language), ticks: up.ticks() },
            grid: String::new(),
            lines: Vec::new(),
            dots: Vec::new(),
            legend: Vec::new(),
            readings: Vec::new(),
        };
        plot.draw_grid();
        for (index, series) in chart.series.iter().enumerate() {
            plot.draw(index, series, chart, (&across, &up));
        }
        plot
    }

    fn draw_grid(&mut self) {
        let (left, top) = (self.corner.x, self.corner.y);
        let (right, bottom) = (left + self.field.width, top + self.field.height);
        for tick in &self.across.ticks {
            push_line(&mut self.grid, Point::new(tick.at, top), Point::new(tick.at, bottom));
        }
        for tick in &self.up.ticks {
            push_line(&mut self.grid, Point::new(left, tick.at), Point::new(right, tick.at));
        }
    }

    fn draw(&mut self, index: usize, series: &Series, chart: &Chart, rulers: (&Ruler, &Ruler)) {
        let language = self.options.language;
        let Series { origin, stroke, group, .. } = *series;
        let name = series.name.say(language);
        let placed = placed(series, rulers);
        if stroke == Stroke::Dots {
            self.dots.extend(placed.iter().map(|(at, point)| PlotDot {
                series: index,
                at: *at,
                name: reading(&name, *point, chart),
            }));
        } else {
            let mut path = path(&placed, stroke);
            if stroke == Stroke::Steps && !path.is_empty() {
                self.extend_to_the_right(&mut path, &placed, series);
            }
            self.lines.push(PlotLine { series: index, path });
        }
        self.readings.extend(placed.into_iter().map(|(at, point)| (at, index, point)));
        self.legend.push(PlotName { name, group, origin, stroke });
    }

    /// The last value of a series of steps holds on.
    fn extend_to_the_right(
        &self,
        path: &mut String,
        placed: &[(Point, (f64, f64))],
        series: &Series,
    ) {
        let whole = placed.len() == series.points.len();
        if let Some((last, _)) = placed.last().filter(|_| whole) {
            push_point(path, 'L', Point::new(self.corner.x + self.field.width, last.y));
        }
    }

    /// What stands nearest to a place, if it is not further away than `reach`.
    #[must_use]
    pub fn nearest(&self, chart: &Chart, place: Point, reach: f64) -> Option<Reading> {
        let distance = |reading: &Place| reading.0.distance(place);
        let places = self.readings.iter().enumerate();
        let nearest = places.filter(|(_, reading)| distance(reading) <= reach);
        let nearest =
            nearest.min_by(|(_, one), (_, other)| distance(one).total_cmp(&distance(other)));
        let (index, (_, series, _)) = nearest?;
        let first = self.readings.partition_point(|(_, other, _)| other < series);
        self.read(chart, *series, index - first)
    }

    /// How many points of a series are drawn, and can be read.
    #[must_use]
    pub fn points(&self, series: usize) -> usize {
        self.of(series).len()
    }

    /// A point of a series, by its position.
    #[must_use]
    pub fn read(&self, chart: &Chart, series: usize, position: usize) -> Option<Reading> {
        let (at, _, point) = *self.of(series).get(position)?;
        let name = &self.legend.get(series)?.name;
        Some(Reading { series, position, at, name: reading(name, point, chart) })
    }

    fn of(&self, series: usize) -> &[Place] {
        let from = self.readings.partition_point(|(_, other, _)| *other < series);
        let to = self.readings.partition_point(|(_, other, _)| *other <= series);
        self.readings.get(from..to).unwrap_or_default()
    }
}

/// The points of a series that lie within both axes, with their places.
fn placed(series: &Series, (across, up): (&Ruler, &Ruler)) -> Vec<(Point, (f64, f64))> {
    let inside = series.points.iter().filter(|(x, y)| across.holds(*x) && up.holds(*y));
    let placed = inside.filter_map(|(x, y)| {
        let at = Point::new(across.place(*x)?, up.place(*y)?);
        Some((at, (*x, *y)))
    });
    placed.collect()
}

fn path(placed: &[(Point, (f64, f64))], stroke: Stroke) -> String {
    let mut path = String::new();
    let mut last: Option<Point> = None;
    for (position, (at, _)) in placed.iter().enumerate() {
        let Some(before) = last else {
            push_point(&mut path, 'M', *at);
            last = Some(*at);
            continue;
        };
        let near = (at.x - before.x).abs() < NEAR && (at.y - before.y).abs() < NEAR;
        if near && position + 1 < placed.len() {
            continue;
        }
        if stroke == Stroke::Steps {
            push_point(&mut path, 'L', Point::new(at.x, before.y));
        }
        push_point(&mut path, 'L', *at);
        last = Some(*at);
    }
    path
}

/// The name of an axis, with its unit.
fn name(axis: &Axis, language: Language) -> String {
    let words = axis.label.words(language);
    if axis.unit.is_empty() { words.to_owned() } else { format!("{words} ({})", axis.unit) }
}

/// A point in words: the series, then both numbers.
fn reading(name: &str, (x, y): (f64, f64), chart: &Chart) -> String {
    let with_unit = |number: f64, axis: &Axis| {
        let number = say(significant(number));
        if axis.unit.is_empty() { number } else { format!("{number} {}", axis.unit) }
    };
    format!("{name}: {}, {}", with_unit(x, &chart.across), with_unit(y, &chart.up))
}

#[cfg(test)]
mod tests {
    use quorate_proto::Scale;

    use super::*;

    quorate_proto::phrases! {
        TIME = "time", "时间";
        SHARE = "share", "比例";
        RUNS = "runs", "运行";
        PAPER = "paper", "论文";
    }

    fn chart(points: Vec<(f64, f64)>) -> Chart {
        let across = Axis { label: &TIME, unit: "ms", scale: Scale::Linear, bounds: None };
        let up = Axis { label: &SHARE, unit: "", scale: Scale::Linear, bounds: Some((0.0, 1.0)) };
        let measured = Series {
            name: RUNS.text(),
            origin: Origin::Measured,
            stroke: Stroke::Steps,
            group: 0,
            points,
        };
        let published = Series {
            name: PAPER.text(),
            origin: Origin::Published,
            stroke: Stroke::Dots,
            group: 0,
            points: vec![(287.0, 0.5), (900.0, 2.0)],
        };
        Chart { title: TIME.text(), across, up, series: vec![measured, published] }
    }

    const OPTIONS: PlotOptions =
        PlotOptions { size: Size::new(182.0, 152.0), language: Language::English };

    #[test]
    fn steps_go_on_until_the_next_and_the_last_one_holds() {
        let plot = Plot::new(&chart(vec![(0.0, 0.0), (500.0, 0.5), (750.0, 1.0)]), OPTIONS);
        // The field is 100 by 100, and its axis ends at 1000.
        let path = &plot.lines[0].path;
        assert_eq!(path, "M58.0 110.0L108.0 110.0L108.0 60.0L133.0 60.0L133.0 10.0L158.0 10.0",);
        assert_eq!(plot.across.name, "time (ms)");
        assert_eq!(plot.across.ticks.last().map(|tick| tick.label.as_str()), Some("1000"));
    }

    #[test]
    fn what_lies_outside_an_axis_is_not_drawn() {
        let plot = Plot::new(&chart(vec![(1_000.0, 1.0)]), OPTIONS);
        assert_eq!(plot.dots.len(), 1);
        assert_eq!(plot.dots[0].name, "paper: 287 ms, 0.5");
    }

    #[test]
    fn the_nearest_point_is_read() {
        let chart = chart(vec![(0.0, 0.0), (500.0, 0.5), (1_000.0, 1.0)]);
        let plot = Plot::new(&chart, OPTIONS);
        let read = |x, y| plot.nearest(&chart, Point::new(x, y), 12.0).map(|reading| reading.name);
        assert_eq!(read(109.0, 61.0).as_deref(), Some("runs: 500 ms, 0.5"));
        assert_eq!(read(88.0, 62.0).as_deref(), Some("paper: 287 ms, 0.5"));
        assert_eq!(read(60.0, 20.0), None);
    }

    #[test]
    fn points_are_read_one_after_the_other() {
        let chart = chart(vec![(0.0, 0.0), (500.0, 0.5), (1_000.0, 1.0)]);
        let plot = Plot::new(&chart, OPTIONS);
        // The second published point lies above the axis and is not drawn.
        assert_eq!([0, 1, 2].map(|series| plot.points(series)), [3, 1, 0]);
        let last = plot.read(&chart, 0, 2).expect("a third point");
        assert_eq!(plot.nearest(&chart, last.at, 1.0), Some(last));
        assert_eq!(plot.read(&chart, 1, 1), None);
    }

    #[test]
    fn a_long_series_is_no_longer_than_its_picture() {
        let points = (0..100_000).map(|index| (f64::from(index), f64::from(index) / 1e5));
        let plot = Plot::new(&chart(points.collect()), OPTIONS);
        assert!(plot.lines[0].path.len() < 10_000, "{}", plot.lines[0].path.len());
    }

    #[test]
    fn a_chart_of_nothing_is_drawn() {
        let mut empty = chart(Vec::new());
        empty.series.truncate(1);
        let plot = Plot::new(&empty, OPTIONS);
        assert_eq!(plot.lines[0].path, "");
        assert!(!plot.across.ticks.is_empty());
    }
}
