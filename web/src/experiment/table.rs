//! The numbers of an experiment, and the same as a file.

use quorate_experiment::{Cell, Study};
use quorate_proto::{Language, Origin};
use yew::Html;

use crate::share::save;
use crate::text::experiment as words;
use crate::view::{Callback, view};

/// The table.
pub(super) fn table(study: &Study, language: Language) -> Html {
    let experiment = study.experiment();
    let rows = study.rows();
    if rows.is_empty() {
        return view! { <p class="faint">{ words::NOT_YET.words(language) }</p> };
    }
    let origin = |origin: Option<Origin>| origin.map(|origin| origin_words(origin, language));
    let heads = experiment.columns.iter().map(|column| {
        view! {
            <th scope="col" key={column.id}>
                { column.label.words(language) }
                if let Some(origin) = origin(column.origin) {
                    <span class="faint">{ origin }</span>
                }
            </th>
        }
    });
    let body = rows.iter().enumerate().map(|(index, row)| {
        let cells = row.iter().zip(experiment.columns).map(|(cell, column)| {
            view! { <td>{ cell.say(column.decimals) }</td> }
        });
        view! { <tr key={index}>{ for cells }</tr> }
    });
    let csv = csv(study);
    let name = format!("{}.csv", experiment.id);
    let onclick = Callback::from(move |_| save(&name, "text/csv", &csv));
    view! {
        <section class="part">
            <h4>{ words::TABLE.words(language) }</h4>
            <div class="table-frame" tabindex="0" role="region"
                aria-label={words::TABLE.words(language)}>
                <table><thead><tr>{ for heads }</tr></thead><tbody>{ for body }</tbody></table>
            </div>
            <div class="buttons">
                <button type="button" class="button" {onclick}>
                    { words::SAVE_CSV.words(language) }
                </button>
            </div>
        </section>
    }
}

/// Where numbers come from, in a word.
pub(super) fn origin_words(origin: Origin, language: Language) -> &'static str {
    match origin {
        Origin::Measured => words::MEASURED.words(language),
        Origin::Published => words::PUBLISHED.words(language),
        Origin::Formula => words::FORMULA.words(language),
    }
}

/// A number with all its digits: as few as it takes to read the same number again.
fn whole(number: f64) -> String {
    // The browser can, and finding them takes a lot of program.
    let text = js_sys::Number::from(number).to_string_with_radix(10);
    text.map(String::from).unwrap_or_default()
}

/// The table as comma-separated values, under the identifiers of its columns.
fn csv(study: &Study) -> String {
    let columns = study.experiment().columns.iter().map(|column| column.id);
    let mut lines = vec![columns.collect::<Vec<_>>().join(",")];
    lines.extend(study.rows().iter().map(|row| {
        let cells = row.iter().map(|cell| match cell {
            Cell::Nothing => String::new(),
            Cell::Count(count) => count.to_string(),
            Cell::Number(number) => whole(*number),
            Cell::Word(word) => (*word).to_owned(),
        });
        cells.collect::<Vec<_>>().join(",")
    }));
    lines.join("\n") + "\n"
}
