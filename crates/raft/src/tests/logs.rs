//! Raft §5.3: replication and the repair of logs.

use super::*;
use crate::message::Hint;
use crate::parameter;

/// Figure 7, servers L, a–f; all have seen term 7.
pub(super) const FIGURE_7: [&str; 7] = [
    "1-1-1-4-4-5-5-6-6-6_t7",
    "1-1-1-4-4-5-5-6-6_t7",
    "1-1-1-4_t7",
    "1-1-1-4-4-5-5-6-6-6-6_t7",
    "1-1-1-4-4-5-5-6-6-6-7-7_t7",
    "1-1-1-4-4-4-4_t7",
    "1-1-1-2-2-2-3-3-3-3-3_t7",
];

/// etcd `TestFollowerAppendEntries`.
#[test]
fn a_follower_cuts_at_the_first_conflict_and_nowhere_else() {
    let rows = [
        ((2, 2), vec![3], vec![1, 2, 3]),
        ((1, 1), vec![3, 4], vec![1, 3, 4]),
        ((0, 0), vec![1], vec![1, 2]),
        ((0, 0), vec![3], vec![3]),
    ];
    for ((previous_index, previous_term), new, expected) in rows {
        let mut servers = Servers::with_logs(&["1-2_t4", ""]);
        let entries = (previous_index + 1..).zip(&new).map(|(index, term)| entry_of(*term, index));
        let entries: Vec<Entry> = entries.collect();
        let message =
            Message::AppendEntries { term: 4, previous_index, previous_term, entries, commit: 0 };
        servers.hand(B, A, message);
        assert_eq!(servers.terms(A), expected);
        let matched = previous_index + new.len() as u64;
        assert_eq!(servers.under_way(A, B), [Message::Appended { term: 4, matched }]);
    }
}

/// etcd `TestFollowerCheckMsgApp`: the consistency check.
#[test]
fn a_follower_refuses_entries_whose_predecessor_it_lacks() {
    let rows = [(0, 0, true), (1, 1, true), (2, 2, true), (1, 2, false), (3, 3, false)];
    for (previous_index, previous_term, accepted) in rows {
        let mut servers = Servers::with_logs(&["1-2_t2", ""]);
        let message = Message::AppendEntries {
            term: 2,
            previous_index,
            previous_term,
            entries: Vec::new(),
            commit: 0,
        };
        servers.hand(B, A, message);
        let answers = servers.under_way(A, B);
        let accepts = matches!(answers[..], [Message::Appended { .. }]);
        assert_eq!(accepts, accepted, "({previous_index}, {previous_term})");
    }
}

/// Counts how often each follower refuses until its log equals the leader's, and where it matched.
fn repair(backoff: u32) -> Vec<usize> {
    let mut servers = Servers::with_logs(&FIGURE_7);
    servers.set(parameter::BACKOFF, backoff);
    servers.time_out(A);
    let mut refusals = vec![0; FIGURE_7.len()];
    while let Some(mail) = servers.bare.mail.front().cloned() {
        if let Some(Message::Rejected { .. }) = mail.message.typed::<Raft>() {
            refusals[mail.from.index()] += 1;
        }
        servers.bare.deliver();
    }
    servers.assert_sound();
    for node in servers.bare.nodes().collect::<Vec<_>>() {
        assert_eq!(servers.terms(node), [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 8], "{node}");
    }
    refusals
}

/// Figure 7 with all three ways to go back. The naive one steps from 10 to the match point, the
/// others skip terms.
#[test]
fn figure_7_is_repaired_with_as_many_refusals_as_the_way_back_takes() {
    assert_eq!(repair(parameter::BACKOFF_NAIVE), [0, 1, 6, 0, 0, 5, 7]);
    assert_eq!(repair(parameter::BACKOFF_TERM), [0, 1, 1, 0, 0, 2, 2]);
    assert_eq!(repair(parameter::BACKOFF_FAST), [0, 1, 1, 0, 0, 1, 1]);
}

/// etcd `TestFastLogRejection`: the follower's hint and the previous entry tried next.
#[test]
fn both_sides_skip_what_cannot_agree() {
    let rows = [
        ("1-2-2-4-4-4-4", "1-2-2-3-3-3-3-3-3-3-3", (7, 3), (3, 2)),
        ("1-2-2-3-4-4-4-5", "1-2-2-3-3-3-3-3-3-3-3", (8, 3), (4, 3)),
        ("1-1-1-1", "1-2-2-4", (1, 1), (1, 1)),
        ("2-5-5-5-5-5-5-5-5", "2-4-4-4-4-4", (6, 4), (1, 2)),
    ];
    for (leader, follower, (hint_index, hint_term), next) in rows {
        let follower = format!("{follower}_t9");
        let leader = format!("{leader}_t9");
        // A third server gives the vote that the follower may refuse.
        let mut servers = Servers::with_logs(&[&leader, &follower, "_t9"]);
        servers.set(parameter::NO_OP, 0);
        servers.time_out(A);
        servers.settle_among(&[A, C]);
        assert!(servers.leads(A));
        servers.bare.mail.clear();
        servers.beat(A);
        servers.bare.lose(|mail| mail.to == C);
        servers.bare.deliver();
        let answers = servers.under_way(B, A);
        let [Message::Rejected { hint, .. }] = answers[..] else { panic!("{answers:?}") };
        assert_eq!(hint, Hint { index: hint_index, term: hint_term });
        servers.bare.deliver();
        let tries = servers.under_way(A, B);
        let [Message::AppendEntries { previous_index, previous_term, .. }] = tries[..] else {
            panic!("{tries:?}")
        };
        assert_eq!((previous_index, previous_term), next);
    }
}

/// The walk back of a well-known lecture: (7, term 4) is refused, (6, term 3) matches.
#[test]
fn a_leader_walks_back_from_7_4_to_6_3() {
    let mut servers = Servers::with_logs(&["1-1-2-2-3-3-4_t4", "1-1-2-2-3-3-3_t4", "_t4"]);
    servers.set(parameter::BACKOFF, parameter::BACKOFF_NAIVE);
    servers.time_out(A);
    servers.bare.settle(4);
    let tried = |servers: &Servers| match servers.under_way(A, B)[..] {
        [Message::AppendEntries { previous_index, previous_term, .. }] => {
            (previous_index, previous_term)
        }
        ref other => panic!("{other:?}"),
    };
    assert_eq!(tried(&servers), (7, 4));
    servers.bare.deliver();
    servers.bare.lose(|mail| mail.to == C || mail.from == C);
    servers.bare.deliver();
    assert_eq!(tried(&servers), (6, 3));
    servers.settle();
    assert_eq!(servers.terms(B), servers.terms(A));
    servers.assert_sound();
}

/// §5.3 "If a follower crashes or runs slowly, or if network packets are lost, the leader retries":
/// while it streams, a loss is found by what comes next, at the latest by a heartbeat.
#[test]
fn a_lost_entry_is_sent_again() {
    let mut servers = Servers::new(3);
    assert!(servers.campaign(A));
    servers.ask(A, 1, set(1));
    servers.bare.lose(|mail| mail.to == B);
    servers.settle();
    assert_eq!(servers.disk(B).last_index(), 1);
    servers.ask(A, 2, set(2));
    servers.settle();
    assert_eq!(servers.disk(B).last_index(), 3);
    servers.ask(A, 3, set(3));
    servers.bare.lose(|mail| mail.to == B);
    servers.settle();
    assert_eq!(servers.disk(B).last_index(), 3);
    servers.beat(A);
    servers.settle();
    assert_eq!(servers.disk(B).last_index(), 4);
    servers.assert_sound();
}

/// Messages that overtake each other cost a round trip and nothing else.
#[test]
fn entries_out_of_order_all_arrive() {
    let mut servers = Servers::new(3);
    assert!(servers.campaign(A));
    for sequence in 1..=5 {
        servers.ask(A, sequence, add(1));
    }
    let reversed: Vec<_> = servers.bare.mail.drain(..).rev().collect();
    servers.bare.mail.extend(reversed);
    servers.settle();
    servers.beat(A);
    servers.settle();
    for node in [A, B, C] {
        assert_eq!(servers.commit(node), 6, "{node}");
    }
    servers.assert_sound();
}

/// A follower that cannot answer gets only as many messages as the setting allows, and never more
/// entries in one than the batch.
#[test]
fn the_pipeline_is_bounded_and_batches_what_waits() {
    let mut servers = Servers::new(3);
    servers.set(parameter::PIPELINE, 2);
    servers.set(parameter::BATCH, 10);
    assert!(servers.campaign(A));
    for sequence in 1..=30 {
        servers.ask(A, sequence, set(1));
    }
    assert_eq!(servers.under_way(A, B).len(), 2);
    let mut longest = 0;
    while servers.bare.deliver() {
        for message in servers.under_way(A, B) {
            if let Message::AppendEntries { entries, .. } = message {
                longest = longest.max(entries.len());
            }
        }
    }
    assert_eq!(longest, 10);
    assert_eq!(servers.disk(B).last_index(), 31);
    assert!(servers.bare.handed < 30, "{} messages", servers.bare.handed);
    servers.assert_sound();
}

/// A server whose disk was lost is brought back, although it had acknowledged what it lost.
#[test]
fn a_server_with_an_empty_disk_gets_the_whole_log_again() {
    let mut servers = Servers::new(3);
    assert!(servers.campaign(A));
    servers.ask(A, 1, set(1));
    servers.settle();
    servers.bare.crash(C);
    servers.bare.prepare(C, entry::<Raft>().prepare("").expect("an empty disk"));
    servers.bare.start(C);
    servers.beat(A);
    servers.settle();
    assert_eq!(servers.terms(C), [1, 1]);
}
