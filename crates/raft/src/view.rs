//! How servers and messages show themselves.

use quorate_proto::{
    Answer, Cell, ENTRIES_SHOWN_MAX, Fact, MessageView, NodeView, Parameters, Phrase, Relation,
    Row, Shape, Stance, Table, Text, Tone, Value,
};

use crate::durable::{Disk, Entry, NOBODY};
use crate::message::Message;
use crate::node::{Raft, Role};
use crate::replication::{Leadership, Progress};
use crate::{details, text};

pub(crate) static FOLLOWER: quorate_proto::Role = quorate_proto::Role {
    id: "follower",
    label: &text::FOLLOWER,
    shape: Shape::Ring,
    tone: Tone::Neutral,
};

pub(crate) static CANDIDATE: quorate_proto::Role = quorate_proto::Role {
    id: "candidate",
    label: &text::CANDIDATE,
    shape: Shape::DashedRing,
    tone: Tone::Ask,
};

pub(crate) static LEADER: quorate_proto::Role = quorate_proto::Role {
    id: "leader",
    label: &text::LEADER,
    shape: Shape::DoubleRing,
    tone: Tone::Lead,
};

/// Role and term.
pub(crate) fn stance(server: &Raft, disk: &Disk) -> Stance {
    let role = match &server.role {
        Role::Follower => &FOLLOWER,
        Role::Candidate { .. } => &CANDIDATE,
        Role::Leader(_) => &LEADER,
    };
    Stance { role, epoch: disk.current_term }
}

/// A server that runs.
pub(crate) fn node(server: &Raft, disk: &Disk, _parameters: &Parameters) -> NodeView {
    let headline = text::HEADLINE.with([disk.current_term.into()]);
    let mut view = NodeView::new(stance(server, disk), headline);
    view.facts = disk_facts(disk);
    let leader = server.leader.map_or(Value::Nothing, Value::Node);
    view.facts.extend([
        volatile(&details::COMMIT, Value::Number(server.commit as i64)),
        volatile(&details::APPLIED, Value::Number(server.applied as i64)),
        volatile(&details::KNOWN_LEADER, leader),
    ]);
    view.relations = relations(server, disk);
    match &server.role {
        Role::Follower => {
            view.cells = cells(disk, server.commit, disk.last_index());
            view.tables.push(log_table(disk, server.commit, None));
        }
        Role::Candidate { votes, needed } => {
            let quorum = Value::Quorum { members: votes.clone(), needed: *needed as usize };
            view.badge = Some(text::BADGE_VOTES.with([votes.len().into(), (*needed).into()]));
            view.facts.push(volatile(&details::VOTES, quorum));
            view.cells = cells(disk, server.commit, disk.last_index());
            view.tables.push(log_table(disk, server.commit, None));
        }
        Role::Leader(leadership) => {
            let own = server.leader.and_then(|me| leadership.progress.get(me.index()));
            let stored = own.map_or(0, |progress| progress.matched);
            view.cells = cells(disk, server.commit, stored);
            view.tables.push(log_table(disk, server.commit, Some(&leadership.progress)));
            view.tables.push(followers_table(leadership, server, disk));
        }
    }
    view.tables.push(store_table(server));
    view.tables.push(sessions_table(server));
    view
}

/// A server that is down.
pub(crate) fn disk(disk: &Disk) -> NodeView {
    let stance = Stance { role: &FOLLOWER, epoch: disk.current_term };
    let mut view = NodeView::new(stance, text::HEADLINE.with([disk.current_term.into()]));
    view.facts = disk_facts(disk);
    view.cells = cells(disk, 0, disk.last_index());
    view.tables.push(log_table(disk, 0, None));
    view
}

fn disk_facts(disk: &Disk) -> Vec<Fact> {
    let voted_for = disk.voted_for.map_or(Value::Nothing, Value::Node);
    vec![
        durable(&details::TERM, Value::Epoch(disk.current_term)),
        durable(&details::VOTED_FOR, voted_for),
        durable(&details::LAST_INDEX, Value::Number(disk.last_index() as i64)),
    ]
}

fn durable(label: &'static Phrase<0>, value: Value) -> Fact {
    Fact { label, value, durable: true }
}

fn volatile(label: &'static Phrase<0>, value: Value) -> Fact {
    Fact { label, value, durable: false }
}

fn relations(server: &Raft, disk: &Disk) -> Vec<Relation> {
    let leads = matches!(server.role, Role::Leader(_));
    let follows = server.leader.filter(|_| !leads).map(|to| Relation {
        to,
        text: text::FOLLOWS.with([to.into()]),
        tone: Tone::Lead,
    });
    let votes = disk.voted_for.filter(|_| server.leader.is_none()).map(|to| Relation {
        to,
        text: text::VOTED_FOR_RELATION.with([to.into()]),
        tone: Tone::Ask,
    });
    follows.into_iter().chain(votes).collect()
}

fn cells(disk: &Disk, commit: u64, stored: u64) -> Vec<Cell> {
    let cell = |(index, entry): (u64, &Entry)| Cell {
        index,
        epoch: entry.term,
        value: command(entry),
        settled: index <= commit,
        durable: index <= stored,
    };
    latest(disk).map(cell).collect()
}

/// The latest entries of the log, each with its index.
fn latest(disk: &Disk) -> impl Iterator<Item = (u64, &Entry)> {
    let first = disk.log.len().saturating_sub(ENTRIES_SHOWN_MAX);
    (first as u64 + 1..).zip(disk.log.range(first, disk.log.len()))
}

fn command(entry: &Entry) -> Value {
    entry.command.map_or(Value::Phrase(&text::NO_OP), |command| Value::Operation(command.operation))
}

/// The log; a leader also knows on how many servers an entry is.
fn log_table(disk: &Disk, commit: u64, progress: Option<&Vec<Progress>>) -> Table {
    let mut columns = vec![&details::INDEX, &details::TERM, &details::COMMAND];
    if progress.is_some() {
        columns.push(&details::HOLDERS);
    }
    let row = |(index, entry): (u64, &Entry)| {
        let mut values =
            vec![Value::Number(index as i64), Value::Epoch(entry.term), command(entry)];
        if let Some(progress) = progress {
            let holders = progress.iter().filter(|one| one.matched >= index).count();
            values.push(Value::Number(holders as i64));
        }
        Row { values, settled: index <= commit }
    };
    Table { title: &details::LOG, columns, rows: latest(disk).map(row).collect() }
}

fn followers_table(leadership: &Leadership, server: &Raft, disk: &Disk) -> Table {
    let row = |(index, progress): (usize, &Progress)| {
        let peer = quorate_proto::NodeId::new(index as u16);
        let pace = if progress.streaming { &details::STREAMING } else { &details::PROBING };
        let values = vec![
            Value::Node(peer),
            Value::Number(progress.next as i64),
            Value::Number(progress.matched as i64),
            Value::Phrase(pace),
        ];
        (server.leader != Some(peer))
            .then_some(Row { values, settled: progress.matched == disk.last_index() })
    };
    Table {
        title: &details::FOLLOWERS,
        columns: vec![&details::SERVER, &details::NEXT, &details::MATCH, &details::PACE],
        rows: leadership.progress.iter().enumerate().filter_map(row).collect(),
    }
}

fn store_table(server: &Raft) -> Table {
    let row = |(key, value)| Row { values: vec![Value::Binding(key, value)], settled: true };
    Table {
        title: &details::STORE,
        columns: vec![&details::BINDING],
        rows: server.machine.store().iter().map(row).collect(),
    }
}

fn sessions_table(server: &Raft) -> Table {
    let row = |(client, sequence, answer): (_, u32, Answer)| {
        let value = match answer {
            Answer::Value(value) | Answer::Mismatch(value) => {
                value.map_or(Value::Nothing, Value::Number)
            }
        };
        let values = vec![Value::Node(client), Value::Number(i64::from(sequence)), value];
        Row { values, settled: true }
    };
    Table {
        title: &details::SESSIONS,
        columns: vec![&details::CLIENT, &details::SEQUENCE, &details::ANSWER],
        rows: server.machine.sessions().filter(|(client, ..)| *client != NOBODY).map(row).collect(),
    }
}

/// A message under way.
pub(crate) fn message(message: &Message) -> MessageView {
    match message {
        Message::RequestVote { term, last_index, last_term } => MessageView {
            label: text::LABEL_REQUEST_VOTE.with([(*term).into()]),
            fields: vec![
                volatile(&details::TERM, Value::Epoch(*term)),
                volatile(&details::FIELD_LAST, Value::Pair(*last_index, *last_term)),
            ],
        },
        Message::Vote { term, granted } => {
            let label = if *granted { &text::LABEL_VOTE_YES } else { &text::LABEL_VOTE_NO };
            MessageView {
                label: label.with([(*term).into()]),
                fields: vec![
                    volatile(&details::TERM, Value::Epoch(*term)),
                    volatile(&details::FIELD_GRANTED, Value::Flag(*granted)),
                ],
            }
        }
        Message::AppendEntries { term, previous_index, previous_term, entries, commit } => {
            MessageView {
                label: append_label(*term, *previous_index, entries.len() as u64),
                fields: vec![
                    volatile(&details::TERM, Value::Epoch(*term)),
                    volatile(
                        &details::FIELD_PREVIOUS,
                        Value::Pair(*previous_index, *previous_term),
                    ),
                    volatile(
                        &details::FIELD_ENTRIES,
                        Value::List(entries.iter().map(command).collect()),
                    ),
                    volatile(&details::FIELD_LEADER_COMMIT, Value::Number(*commit as i64)),
                ],
            }
        }
        Message::Appended { term, matched } => MessageView {
            label: text::LABEL_APPENDED.with([(*matched).into()]),
            fields: vec![
                volatile(&details::TERM, Value::Epoch(*term)),
                volatile(&details::FIELD_MATCHED, Value::Number(*matched as i64)),
            ],
        },
        Message::Rejected { term, refused, hint } => MessageView {
            label: text::LABEL_REJECTED.with([(*refused).into()]),
            fields: vec![
                volatile(&details::TERM, Value::Epoch(*term)),
                volatile(&details::FIELD_REFUSED, Value::Number(*refused as i64)),
                volatile(&details::FIELD_HINT, Value::Pair(hint.index, hint.term)),
            ],
        },
        Message::Stored { term, index } => MessageView {
            label: text::LABEL_STORED.with([(*index).into()]),
            fields: vec![
                volatile(&details::TERM, Value::Epoch(*term)),
                volatile(&details::FIELD_MATCHED, Value::Number(*index as i64)),
            ],
        },
    }
}

fn append_label(term: u64, previous_index: u64, count: u64) -> Text {
    let first = previous_index + 1;
    match count {
        0 => text::LABEL_HEARTBEAT.with([term.into()]),
        1 => text::LABEL_APPEND_ONE.with([first.into()]),
        _ => text::LABEL_APPEND.with([first.into(), (previous_index + count).into()]),
    }
}
