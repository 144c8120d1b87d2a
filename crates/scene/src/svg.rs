//! Pictures as SVG text, for files and for tests. Elements carry the same classes as those of a
//! page, and colours come from the style sheet that the caller passes in.

use std::fmt::{self, Display, Write};

use quorate_proto::{Shape, Status, Stroke};

use crate::class::{self, TONES};
use crate::diagram::Diagram;
use crate::frame::{Frame, Moving};
use crate::geometry::{Point, Size};
use crate::history::{HistoryBar, HistoryPicture};
use crate::layout::{Layout, Room};
use crate::message::{MessagePicture, PILL_HEIGHT};
use crate::node::{CellPicture, NodePicture};
use crate::number::At;
use crate::plot::Plot;
use crate::stage::{ClientPicture, Density, LinkPicture, Stage};
use crate::words;

/// What stands around a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Setting<'a> {
    /// Its title, for those who listen.
    pub title: &'a str,
    /// A style sheet that gives the classes their colours.
    pub style: &'a str,
}

/// The stage at one moment.
#[must_use]
pub fn stage(stage: &Stage, frame: &Frame, setting: &Setting<'_>) -> String {
    let counts = [stage.nodes.len(), stage.clients.len(), stage.messages.len()];
    let about = words::STAGE_ABOUT.with(counts.map(Into::into)).say(stage.options.language);
    let mut text = Text::open("stage", stage.options.size, setting, &about);
    for link in &stage.links {
        text.link(link);
    }
    for client in &stage.clients {
        text.client(client, stage.layout.client);
    }
    for (index, (node, left)) in stage.nodes.iter().zip(&frame.timers).enumerate() {
        let side = stage.sides.get(index).map_or("", |side| class::side(*side));
        text.node(node, side, *left, &stage.layout);
    }
    for (message, moving) in stage.messages.iter().zip(&frame.messages) {
        text.message(message, moving, stage.density);
    }
    for (tone, path) in TONES.into_iter().zip(&frame.crowds) {
        if !path.is_empty() {
            text.path(&format!("crowd {}", class::tone(tone)), path);
        }
    }
    text.close()
}

/// The space-time diagram.
#[must_use]
pub fn diagram(diagram: &Diagram, setting: &Setting<'_>) -> String {
    let options = &diagram.options;
    let (from, to) = options.window;
    let spans = [from, to].map(quorate_proto::Argument::Span);
    let arguments = [diagram.lanes.len().into(), spans[0], spans[1]];
    let about = words::DIAGRAM_ABOUT.with(arguments).say(options.language);
    let mut text = Text::open("diagram", options.size, setting, &about);
    text.lanes(diagram);
    for lines in &diagram.lines {
        let lost = if lines.lost { " is-lost" } else { "" };
        text.path(&format!("lines {}{lost}", class::tone(lines.tone)), &lines.path);
    }
    text.path("crosses", &diagram.crosses);
    if let Some(past) = &diagram.past {
        text.path("past-lanes", &past.lanes);
        text.path("past-messages", &past.messages);
    }
    text.above(diagram);
    text.close()
}

/// A picture in the making. Writing to a string cannot fail.
struct Text(String);

/// Words, with what would end them written otherwise.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            '<' => out.write_str("&lt;"),
            '>' => out.write_str("&gt;"),
            '&' => out.write_str("&amp;"),
            '"' => out.write_str("&quot;"),
            other => out.write_char(other),
        })
    }
}

macro_rules! put {
    ($text:expr, $($argument:tt)*) => {{
        let _ = writeln!($text.0, $($argument)*);
    }};
}

/// A chart.
#[must_use]
pub fn plot(plot: &Plot, setting: &Setting<'_>) -> String {
    let names = plot.legend.iter().map(|line| line.name.as_str()).collect::<Vec<_>>().join(", ");
    let about = format!("{} \u{2192} {}: {names}", plot.across.name, plot.up.name);
    let mut text = Text::open("plot", plot.options.size, setting, &about);
    text.path("grid", &plot.grid);
    text.plot_axes(plot);
    for line in &plot.lines {
        text.path(&plot_class(plot, line.series, "line"), &line.path);
    }
    for dot in &plot.dots {
        let class = plot_class(plot, dot.series, "dot");
        put!(text, r#"<circle class="{class}" cx="{}" cy="{}" r="4">"#, At(dot.at.x), At(dot.at.y));
        put!(text, "<title>{}</title></circle>", Escaped(&dot.name));
    }
    text.plot_legend(plot);
    text.close()
}

/// The classes of a part of a series.
fn plot_class(plot: &Plot, series: usize, part: &str) -> String {
    plot.legend.get(series).map_or_else(String::new, |line| {
        format!("{part} {} {}", class::group(line.group), class::origin(line.origin))
    })
}

/// What clients saw.
#[must_use]
pub fn history(history: &HistoryPicture, setting: &Setting<'_>) -> String {
    let counts = [history.columns.len(), history.bars.len()];
    let about = words::HISTORY_ABOUT.with(counts.map(Into::into)).say(history.language);
    let mut text = Text::open("history", history.size, setting, &about);
    for (x, client) in &history.columns {
        text.words("client-name", Point::new(*x, 16.0), 13.0, &client.to_string());
    }
    for (y, time) in &history.times {
        text.words("axis", Point::new(24.0, y + 12.0), 10.5, time);
    }
    for bar in &history.bars {
        text.bar(bar);
    }
    text.path("order", &history.order);
    if let Some(y) = history.now {
        let (y, right) = (At(y), At(history.size.width));
        put!(text, r#"<line class="now" x1="0" y1="{y}" x2="{right}" y2="{y}"/>"#);
    }
    for bar in history.bars.iter().filter(|bar| !bar.mark.is_empty()) {
        let class = bar.sign.class();
        text.open_group(&format!("point {class}"), bar.point, &bar.name);
        text.circle("", HistoryPicture::POINT_RADIUS);
        text.words("", Point::new(0.0, 3.4), 9.5, &bar.mark);
        text.close_group();
    }
    text.close()
}

impl Text {
    fn open(class: &str, size: Size, setting: &Setting<'_>, about: &str) -> Self {
        let mut text = Self(String::new());
        let (width, height) = (At(size.width), At(size.height));
        put!(text, r#"<svg xmlns="http://www.w3.org/2000/svg" class="{class}" role="img" "#);
        put!(text, r#" viewBox="0 0 {width} {height}" width="{width}" height="{height}""#);
        put!(text, r#" text-anchor="middle" aria-labelledby="{class}-title {class}-about">"#);
        put!(text, r#"<title id="{class}-title">{}</title>"#, Escaped(setting.title));
        put!(text, r#"<desc id="{class}-about">{}</desc>"#, Escaped(about));
        if !setting.style.is_empty() {
            put!(text, "<style>{}</style>", Escaped(setting.style));
        }
        text
    }

    fn close(mut self) -> String {
        put!(self, "</svg>");
        self.0
    }

    fn path(&mut self, class: &str, path: &str) {
        if !path.is_empty() {
            put!(self, r#"<path class="{class}" d="{path}"/>"#);
        }
    }

    fn words(&mut self, class: &str, at: Point, font_size: f64, words: &str) {
        if !words.is_empty() {
            put!(
                self,
                r#"<text class="{class}" x="{}" y="{}" font-size="{}">{}</text>"#,
                At(at.x),
                At(at.y),
                At(font_size),
                Escaped(words)
            );
        }
    }

    fn open_group(&mut self, class: &str, at: Point, name: &str) {
        put!(
            self,
            r#"<g class="{class}" role="img" aria-label="{}" transform="translate({} {})">"#,
            Escaped(name),
            At(at.x),
            At(at.y)
        );
    }

    fn close_group(&mut self) {
        put!(self, "</g>");
    }

    fn circle(&mut self, class: &str, radius: f64) {
        put!(self, r#"<circle class="{class}" r="{}"/>"#, At(radius));
    }

    fn link(&mut self, link: &LinkPicture) {
        let cut = if link.mark().is_some() { " is-cut" } else { "" };
        self.path(&format!("link{cut}"), &link.line());
        if let Some(mark) = link.mark() {
            self.open_group("cut", link.middle(), &link.name);
            put!(self, r#"<path transform="rotate({})" d="{mark}"/>"#, At(link.angle));
            self.close_group();
        }
    }

    fn client(&mut self, client: &ClientPicture, size: Size) {
        let waits = if client.waits.is_empty() { "" } else { " is-waiting" };
        self.open_group(&format!("client{waits}"), client.at, &client.name);
        let round = (size.height / 4.0).min(9.0);
        self.rect("body", Point::default(), size, round);
        let letter = Point::new(0.0, size.height * 0.16);
        self.words("letter", letter, size.height * 0.44, &client.id.to_string());
        let below = Point::new(0.0, size.height / 2.0 + 14.0);
        self.words("waits", below, 11.0, &client.waits);
        self.close_group();
    }

    /// A rectangle with this middle.
    fn rect(&mut self, class: &str, middle: Point, size: Size, round: f64) {
        put!(
            self,
            r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>"#,
            At(middle.x - size.width / 2.0),
            At(middle.y - size.height / 2.0),
            At(size.width),
            At(size.height),
            At(round)
        );
    }

    fn node(&mut self, node: &NodePicture, side: &str, left: f64, layout: &Layout) {
        let shape = if node.is_down() { Shape::DottedRing } else { node.role.shape };
        let classes = [class::tone(node.tone), class::shape(shape), class::status(node.status)];
        let classes = format!("node {} {side}", classes.join(" "));
        self.open_group(classes.trim_end(), node.at, &node.name);
        let (radius, ring) = (layout.radius, layout.timer_radius());
        if node.timer.is_some() {
            self.circle("track", ring);
            put!(
                self,
                r#"<circle class="timer" r="{}" pathLength="100" transform="rotate(-90)" "#,
                At(ring)
            );
            put!(self, r#" stroke-dasharray="{} 200"/>"#, At(left * 100.0));
        }
        self.circle("body", radius);
        if shape == Shape::DoubleRing {
            self.circle("inner", (radius - 5.0).max(1.0));
        }
        if node.is_down() {
            let arm = (radius / 3.0).min(11.0);
            let up = if layout.room >= Room::Headline { -radius * 0.16 } else { 0.0 };
            let (a, b) = (Point::new(-arm, up - arm), Point::new(arm, up + arm));
            let mut cross = String::new();
            crate::number::push_line(&mut cross, a, b);
            crate::number::push_line(&mut cross, Point::new(b.x, a.y), Point::new(a.x, b.y));
            self.path("cross", &cross);
        }
        if node.status == Status::Paused {
            let top = At(-radius - 4.0);
            put!(self, r#"<path class="bars" d="M-4 {top}v8M4 {top}v8"/>"#);
        }
        self.node_words(node, layout);
        self.close_group();
    }

    fn node_words(&mut self, node: &NodePicture, layout: &Layout) {
        let (radius, ring, id) = (layout.radius, layout.timer_radius(), node.id.to_string());
        if layout.room < Room::Headline {
            if layout.room == Room::Letter && !node.is_down() {
                self.words("letter", Point::new(0.0, radius * 0.4), radius * 1.1, &id);
            }
            return;
        }
        if node.is_down() {
            self.words("headline", Point::new(0.0, radius * 0.5), 11.5, &id);
        } else {
            self.words("letter", Point::new(0.0, -radius * 0.02), radius * 0.64, &id);
            self.words("headline", Point::new(0.0, radius * 0.5), 11.5, &node.headline);
        }
        let label = if node.badge.is_empty() || layout.room < Room::Everything {
            node.label.clone()
        } else {
            format!("{} · {}", node.label, node.badge)
        };
        self.words("label", Point::new(0.0, ring + 15.0), 12.0, &label);
        let top_left = Point::new(-node.strip_width() / 2.0, ring + 21.0);
        let hidden = node.cells_total.saturating_sub(node.cells.len());
        if hidden > 0 && !node.cells.is_empty() {
            let at = Point::new(top_left.x - 13.0, top_left.y + 12.0);
            self.words("more", at, 11.0, &format!("+{hidden}"));
        }
        for (index, cell) in node.cells.iter().enumerate() {
            self.cell(
                cell,
                Point::new(top_left.x + NodePicture::CELL_STEP * index as f64, top_left.y),
            );
        }
    }

    fn cell(&mut self, cell: &CellPicture, corner: Point) {
        let settled = if cell.settled { " is-settled" } else { "" };
        let durable = if cell.durable { "" } else { " is-volatile" };
        put!(self, r#"<g class="cell {}{settled}{durable}">"#, class::epoch(cell.epoch));
        let size = NodePicture::CELL;
        let middle = Point::new(corner.x + size.width / 2.0, corner.y + size.height / 2.0);
        self.rect("", middle, size, 3.0);
        self.words("", Point::new(middle.x, corner.y + 12.0), 11.0, &cell.text);
        put!(self, "<title>{}: {}</title></g>", cell.index, Escaped(&cell.name));
    }

    fn message(&mut self, message: &MessagePicture, moving: &Moving, density: Density) {
        if moving.opacity < 0.02 {
            return;
        }
        let doomed = if message.fate.is_doomed() { " is-doomed" } else { "" };
        let tone = class::tone(message.tone);
        self.open_group(&format!("message {tone}{doomed}"), moving.at, &message.name);
        let behind = Point::new(moving.trail.x - moving.at.x, moving.trail.y - moving.at.y);
        put!(
            self,
            r#"<g opacity="{}"><line class="trail" x1="{}" y1="{}" x2="0" y2="0"/>"#,
            At(moving.opacity),
            At(behind.x),
            At(behind.y)
        );
        if density == Density::Pills {
            let size = Size::new(message.width, PILL_HEIGHT);
            self.rect("pill", Point::default(), size, PILL_HEIGHT / 2.0);
            let left = At(12.5 - message.width / 2.0);
            let turn = format!("translate({left} 0) rotate({})", At(message.angle));
            put!(self, r#"<path class="head" transform="{turn}" d="M-5 -4.5L5 0L-5 4.5Z"/>"#);
            self.words("words", Point::new(8.0, 4.2), 12.0, &message.label);
        } else {
            self.circle("dot", 5.0);
        }
        self.close_group();
        self.close_group();
    }

    fn bar(&mut self, bar: &HistoryBar) {
        let open = if bar.is_open { " is-open" } else { "" };
        let class = bar.sign.class();
        self.open_group(&format!("operation {class}{open}"), Point::default(), &bar.name);
        let middle = bar.corner.x + bar.size.width / 2.0;
        let middle = Point::new(middle, bar.corner.y + bar.size.height / 2.0);
        self.rect("body", middle, bar.size, 5.0);
        for (index, line) in bar.lines.iter().enumerate() {
            self.words("", bar.line_at(index), HistoryPicture::FONT_SIZE, line);
        }
        self.close_group();
    }

    fn lanes(&mut self, diagram: &Diagram) {
        let right = At(diagram.options.size.width);
        for lane in &diagram.lanes {
            let y = At(lane.y);
            put!(
                self,
                r#"<line class="lane" x1="{}" y1="{y}" x2="{right}" y2="{y}"/>"#,
                At(Diagram::LANES_LEFT)
            );
            let at = Point::new(Diagram::LANES_LEFT / 2.0, lane.y + 4.5);
            self.words("lane-name", at, 12.0, &lane.id.to_string());
        }
        let language = diagram.options.language;
        for bar in &diagram.bars {
            let classes = [class::tone(bar.tone), class::status(bar.status)].join(" ");
            put!(
                self,
                r#"<rect class="bar {classes}" x="{}" y="{}" width="{}" height="10" rx="5">"#,
                At(bar.x),
                At(bar.y - 5.0),
                At(bar.width)
            );
            put!(self, "<title>{}</title></rect>", Escaped(&bar.say(language)));
        }
    }

    fn above(&mut self, diagram: &Diagram) {
        let size = diagram.options.size;
        for mark in &diagram.marks {
            let class = class::mark(mark.mark);
            let (x, y) = (At(mark.at.x), At(mark.at.y));
            put!(self, r#"<circle class="mark {class}" cx="{x}" cy="{y}" r="4">"#);
            put!(self, "<title>{}</title></circle>", Escaped(&mark.name));
        }
        for tick in &diagram.axis {
            self.words("axis", Point::new(tick.x, size.height - 4.0), 11.0, &tick.label);
        }
        if (Diagram::LANES_LEFT..=size.width).contains(&diagram.now) {
            let (x, height) = (At(diagram.now), At(size.height));
            put!(self, r#"<line class="now" x1="{x}" y1="0" x2="{x}" y2="{height}"/>"#);
        }
    }

    fn plot_axes(&mut self, plot: &Plot) {
        let bottom = plot.corner.y + plot.field.height;
        let middle = plot.corner.x + plot.field.width / 2.0;
        for tick in &plot.across.ticks {
            self.words("axis", Point::new(tick.at, bottom + 15.0), 11.0, &tick.label);
        }
        self.words("axis-name", Point::new(middle, bottom + 33.0), 12.0, &plot.across.name);
        put!(self, r#"<g text-anchor="end">"#);
        for tick in &plot.up.ticks {
            let at = Point::new(plot.corner.x - 6.0, tick.at + 4.0);
            self.words("axis", at, 11.0, &tick.label);
        }
        self.close_group();
        let middle = At(plot.corner.y + plot.field.height / 2.0);
        let turn = format!("translate(14 {middle}) rotate(-90)");
        put!(
            self,
            r#"<text class="axis-name" font-size="12" transform="{turn}">{}</text>"#,
            Escaped(&plot.up.name)
        );
    }

    /// Names at the right, from the bottom upwards, where distributions leave room.
    fn plot_legend(&mut self, plot: &Plot) {
        let right = plot.corner.x + plot.field.width - 8.0;
        let bottom = plot.corner.y + plot.field.height - 10.0;
        put!(self, r#"<g text-anchor="end">"#);
        for (row, line) in plot.legend.iter().rev().enumerate() {
            let y = bottom - 16.0 * row as f64;
            let class = format!("name {} {}", class::group(line.group), class::origin(line.origin));
            self.words(&class, Point::new(right - 34.0, y + 4.0), 11.0, &line.name);
            if line.stroke == Stroke::Dots {
                let class = class.replace("name", "dot");
                let (x, y) = (At(right - 14.0), At(y));
                put!(self, r#"<circle class="{class}" cx="{x}" cy="{y}" r="4"/>"#);
            } else {
                let mut sample = String::new();
                let ends = (Point::new(right - 28.0, y), Point::new(right, y));
                crate::number::push_line(&mut sample, ends.0, ends.1);
                self.path(&class.replace("name", "line"), &sample);
            }
        }
        self.close_group();
    }
}
