//! How a site shows itself.

use quorate_proto::{
    Cell, Fact, NodeView, Parameters, Phrase, Relation, Row, Stance, Table, Tone, Value,
};

use super::meta::{INFECTIVE, REMOVED, SUSCEPTIBLE, Settings};
use super::{Contact, Disk, Hot, Known, RumorMongering, Verdict, texts};

/// A site in two words: its role about all rumors together, and how many it knows.
pub(super) fn stance(site: &RumorMongering, disk: &Disk) -> Stance {
    let role = match (site.hot.is_empty(), disk.known.is_empty()) {
        (false, _) => &INFECTIVE,
        (true, false) => &REMOVED,
        (true, true) => &SUSCEPTIBLE,
    };
    Stance { role, epoch: disk.known.len() as u64 }
}

/// A site that is up. Its role is about all rumors that it knows of: one hot rumor makes it
/// infective. Of rumors that it has not heard it knows nothing.
pub(super) fn site(site: &RumorMongering, disk: &Disk, parameters: &Parameters) -> NodeView {
    let settings = Settings::from_parameters(parameters);
    let is_hot = |known: &Known| site.hot.iter().any(|hot| hot.update.id == known.update.id);
    let mut view = stored(stance(site, disk), disk, is_hot);
    view.badge = site
        .hot
        .last()
        .filter(|_| !settings.coin)
        .map(|hot| texts::COUNTER_OF.with([hot.counter.into(), settings.k.into()]));
    view.facts.push(volatile(&texts::ROUNDS, Value::Number(site.round.into())));
    view.facts.push(volatile(&texts::SENT, Value::Number(site.sent.into())));
    if settings.limit > 0 {
        view.facts.push(volatile(&texts::TURNED_AWAY, Value::Number(site.refusals.into())));
        view.facts.push(volatile(&texts::CALLERS, Value::Nodes(site.callers.clone())));
    }
    view.tables.insert(0, hot_list(&site.hot));
    view.relations.extend(relation(site.contact));
    view
}

/// A site that is down.
pub(super) fn disk(disk: &Disk) -> NodeView {
    let role = if disk.known.is_empty() { &SUSCEPTIBLE } else { &REMOVED };
    stored(Stance { role, epoch: disk.known.len() as u64 }, disk, |_| false)
}

/// What the disk holds: the known rumors as cells, the store as a fact.
fn stored(stance: Stance, disk: &Disk, is_hot: impl Fn(&Known) -> bool) -> NodeView {
    let headline = match disk.known.last() {
        Some(known) => texts::KNOWS.with([known.update.operation().into()]),
        None => texts::NOTHING_KNOWN.text(),
    };
    let mut view = NodeView::new(stance, headline);
    view.cells = disk
        .known
        .iter()
        .zip(1..)
        .map(|(known, index)| Cell {
            index,
            epoch: known.update.id.sequence.into(),
            value: Value::Operation(known.update.operation()),
            settled: !is_hot(known),
            durable: true,
        })
        .collect();
    let store = disk.store().into_values();
    let bindings = store.map(|update| Value::Binding(update.key, update.value)).collect();
    view.facts.push(Fact { label: &texts::STORE, value: Value::List(bindings), durable: true });
    view.tables.push(known_rumors(disk));
    view
}

const fn volatile(label: &'static Phrase<0>, value: Value) -> Fact {
    Fact { label, value, durable: false }
}

fn hot_list(hot: &[Hot]) -> Table {
    let row = |hot: &Hot| Row {
        values: vec![
            Value::Operation(hot.update.operation()),
            Value::Number(hot.counter.into()),
            Value::Phrase(match hot.verdict {
                Verdict::Open => &texts::VERDICT_OPEN,
                Verdict::Useless => &texts::VERDICT_USELESS,
                Verdict::Needed => &texts::VERDICT_NEEDED,
            }),
        ],
        settled: false,
    };
    Table {
        title: &texts::HOT_LIST,
        columns: vec![&texts::UPDATE, &texts::COUNTER, &texts::THIS_CYCLE],
        rows: hot.iter().map(row).collect(),
    }
}

fn known_rumors(disk: &Disk) -> Table {
    let row = |known: &Known| Row {
        values: vec![
            Value::Operation(known.update.operation()),
            Value::Node(known.from.unwrap_or(known.update.id.client)),
            Value::Number(known.cycle.try_into().unwrap_or(i64::MAX)),
        ],
        settled: true,
    };
    Table {
        title: &texts::KNOWN_RUMORS,
        columns: vec![&texts::UPDATE, &texts::HEARD_FROM, &texts::IN_CYCLE],
        rows: disk.known.iter().map(row).collect(),
    }
}

fn relation(contact: Contact) -> Option<Relation> {
    match contact {
        Contact::None | Contact::TurnedAway => None,
        Contact::Calling(to) => Some(Relation { to, text: texts::CALLS.text(), tone: Tone::Ask }),
        Contact::Reached(to) => {
            Some(Relation { to, text: texts::TALKED_TO.text(), tone: Tone::Lead })
        }
    }
}
