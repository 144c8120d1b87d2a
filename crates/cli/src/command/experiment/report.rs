//! Printing what came out: for people row by row, as CSV row by row, as JSON at the end.

use quorate_experiment::{Cell, Chosen, Column, Experiment, Row, Settings, Study};
use quorate_proto::{Language, Origin};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Out;
use crate::out::padded;
use crate::words;

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// For people.
    Table,
    /// Comma-separated values.
    Csv,
    /// One object.
    Json,
}

/// Prints the row of a case; before the first one, the names of the columns.
pub(super) fn row(study: &Study, case: usize, form: Form, language: Language, out: &mut Out) {
    let Some(row) = study.row(case) else { return };
    let columns = study.experiment().columns;
    match form {
        Form::Json => {}
        Form::Csv => {
            if case == 0 {
                let ids: Vec<_> = columns.iter().map(|column| column.id).collect();
                out.line(&ids.join(","));
            }
            let cells: Vec<_> = columns.iter().zip(&row).map(csv).collect();
            out.line(&cells.join(","));
        }
        Form::Table => {
            if case == 0 {
                let heads = columns.iter().filter(|column| !is_below(column));
                out.line(&line(heads.map(|column| (column, column.id.to_owned()))));
            }
            table_row(columns, &row, language, out);
        }
    }
}

/// Prints what stands after all rows.
pub(super) fn end(study: &Study, form: Form, out: &mut Out) {
    if form == Form::Json {
        let experiment = study.experiment();
        let rows = study.rows();
        out.json(&Report {
            experiment: experiment.id,
            settings: JsonSettings(study.settings()),
            rows: rows.iter().map(|row| JsonRow(experiment, row)).collect(),
        });
    }
}

/// The cell as a script reads it.
fn csv((column, cell): (&Column, &Cell)) -> String {
    // One digit more than people are shown: enough to compute with.
    cell.say(column.decimals + 1)
}

/// Whether a column stands below the one that it is to be compared with, on a line of its own.
fn is_below(column: &Column) -> bool {
    column.beside.is_some() && column.origin == Some(Origin::Published)
}

fn table_row(columns: &[Column], row: &Row, language: Language, out: &mut Out) {
    let cells = || columns.iter().zip(row);
    let above = || cells().filter(|(column, _)| !is_below(column));
    out.line(&line(above().map(|(column, cell)| (column, cell.say(column.decimals)))));
    let below = |column: &Column| {
        let mut others = cells().filter(|(other, _)| is_below(other));
        let found = others.find(|(other, _)| other.beside == Some(column.id));
        found.map_or_else(String::new, |(other, cell)| cell.say(other.decimals))
    };
    if above().any(|(column, _)| !below(column).is_empty()) {
        let mut first = Some(words::PUBLISHED.words(language).to_owned());
        let cells = above().map(|(column, _)| (column, first.take().unwrap_or(below(column))));
        out.line(line(cells).trim_end());
    }
}

/// Cells in columns: the first one from the left, the others to the right.
fn line<'a>(cells: impl Iterator<Item = (&'a Column, String)>) -> String {
    let mut line = String::new();
    for (position, (column, text)) in cells.enumerate() {
        let width = width(column, position);
        if position == 0 {
            line.push_str(&padded(&text, width));
        } else {
            line.push_str(&" ".repeat(width.saturating_sub(text.chars().count()).max(1)));
            line.push_str(&text);
        }
    }
    line
}

/// Columns of the terminal that a column of the table takes.
fn width(column: &Column, position: usize) -> usize {
    let least = match (position, column.id) {
        (0, "variant") => 28,
        (0, "protocol") => 20,
        (0, _) => 10,
        _ => column.decimals + 8,
    };
    least.max(column.id.len() + 2)
}

#[derive(Serialize)]
struct Report<'a> {
    experiment: &'static str,
    settings: JsonSettings<'a>,
    rows: Vec<JsonRow<'a>>,
}

struct JsonSettings<'a>(&'a Settings);

impl Serialize for JsonSettings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (setting, value) in self.0.iter() {
            let key = setting.id.replace('-', "_");
            match value {
                Chosen::Number(number) => map.serialize_entry(&key, number)?,
                Chosen::Numbers(numbers) => map.serialize_entry(&key, numbers)?,
                Chosen::Span(least, most) => map.serialize_entry(&key, &(least, most))?,
                Chosen::Spans(spans) => map.serialize_entry(&key, spans)?,
                Chosen::Choice(id) => map.serialize_entry(&key, id)?,
            }
        }
        map.end()
    }
}

struct JsonRow<'a>(&'a Experiment, &'a Row);

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.columns.len()))?;
        for (column, cell) in self.0.columns.iter().zip(self.1) {
            match cell {
                Cell::Nothing => map.serialize_entry(column.id, &())?,
                Cell::Count(count) => map.serialize_entry(column.id, count)?,
                Cell::Number(number) => map.serialize_entry(column.id, number)?,
                Cell::Word(word) => map.serialize_entry(column.id, word)?,
            }
        }
        map.end()
    }
}
