//! Raft §5.2 and §5.4.1.

use super::*;

/// etcd `TestVoter`: the voter's log against the candidate's last entry (term, index).
#[test]
fn a_vote_goes_to_logs_at_least_as_up_to_date() {
    let rows: [(&str, (u64, u64), bool); 11] = [
        ("1", (1, 1), true),
        ("1", (1, 2), true),
        ("1-1", (1, 1), false),
        ("1", (2, 1), true),
        ("1", (2, 2), true),
        ("1-1", (2, 1), true),
        ("2", (1, 1), false),
        ("2", (1, 2), false),
        ("2-2", (1, 1), false),
        ("2", (2, 1), true),
        ("1-1", (1, 2), true),
    ];
    for (log, (last_term, last_index), expected) in rows {
        let mut servers = Servers::with_logs(&["", log]);
        servers.hand(A, B, Message::RequestVote { term: 3, last_index, last_term });
        let granted = servers.under_way(B, A);
        assert_eq!(granted, [Message::Vote { term: 3, granted: expected }], "{log}");
    }
}

/// etcd `TestFollowerVote`: first come, first served, once per term.
#[test]
fn a_server_votes_once_per_term() {
    let rows = [
        (None, B, true),
        (None, C, true),
        (Some(B), B, true),
        (Some(C), C, true),
        (Some(B), C, false),
        (Some(C), B, false),
    ];
    for (voted_for, candidate, expected) in rows {
        let mut servers = Servers::with_logs(&["_t1", "", ""]);
        let ask = Message::RequestVote { term: 1, last_index: 0, last_term: 0 };
        if let Some(first) = voted_for {
            servers.hand(first, A, ask.clone());
            servers.bare.mail.clear();
        }
        servers.hand(candidate, A, ask);
        let votes = servers.under_way(A, candidate);
        assert_eq!(votes, [Message::Vote { term: 1, granted: expected }]);
    }
}

/// etcd `TestLeaderElectionInOneRoundRPC`: a majority elects, whatever the size of the cluster.
#[test]
fn one_round_elects_with_a_majority() {
    for nodes in 1..=9 {
        let mut servers = Servers::new(nodes);
        servers.time_out(A);
        servers.bare.settle(u64::from(nodes) - 1);
        let needed = usize::from(nodes) / 2;
        for given in 0..=needed {
            assert_eq!(servers.leads(A), given == needed, "{given} foreign votes of {nodes}");
            servers.bare.deliver();
        }
        servers.settle();
        assert!(servers.leads(A));
        assert_eq!(servers.term(A), 1);
        servers.assert_sound();
    }
}

/// §5.2: four servers, two candidates, two votes each; nobody wins the term.
#[test]
fn a_split_vote_elects_nobody_and_the_next_term_decides() {
    let mut servers = Servers::new(4);
    servers.time_out(A);
    servers.time_out(C);
    // B hears A first, D hears C first.
    servers.bare.mail.make_contiguous().sort_by_key(|mail| (mail.from == A) != (mail.to == B));
    servers.settle();
    assert!(!servers.leads(A) && !servers.leads(C));
    assert_eq!((servers.term(A), servers.term(C)), (1, 1));
    assert!(servers.campaign(C));
    assert_eq!(servers.term(A), 2);
    servers.assert_sound();
}

/// §5.2: a candidate that hears the leader of its own term gives up; one of an older term does not
/// matter.
#[test]
fn a_candidate_yields_to_the_leader_of_its_term() {
    let mut servers = Servers::new(3);
    servers.time_out(A);
    servers.bare.mail.clear();
    let beat = |term| Message::AppendEntries {
        term,
        previous_index: 0,
        previous_term: 0,
        entries: Vec::new(),
        commit: 0,
    };
    servers.hand(B, A, beat(0));
    assert!(!servers.follows(A));
    servers.hand(B, A, beat(1));
    assert!(servers.follows(A));
    assert_eq!(servers.server(A).leader, Some(B));
}

/// Figure 2, all servers: a higher term makes anybody a follower, whatever the message.
#[test]
fn a_higher_term_makes_anybody_a_follower() {
    let messages = [
        Message::RequestVote { term: 7, last_index: 0, last_term: 0 },
        Message::Vote { term: 7, granted: false },
        Message::Appended { term: 7, matched: 0 },
        Message::Rejected { term: 7, refused: 0, hint: Default::default() },
    ];
    for message in messages {
        let mut servers = Servers::new(3);
        assert!(servers.campaign(A));
        servers.hand(B, A, message);
        assert!(servers.follows(A));
        assert_eq!(servers.term(A), 7);
        assert!(servers.bare.waits_for(A, Timer::Election.code()));
        assert!(!servers.bare.waits_for(A, Timer::Heartbeat.code()));
    }
}

/// Figure 2: votes survive a crash.
#[test]
fn a_server_that_restarts_keeps_its_vote() {
    let mut servers = Servers::new(3);
    let ask = Message::RequestVote { term: 1, last_index: 0, last_term: 0 };
    servers.hand(A, B, ask.clone());
    servers.bare.crash(B);
    servers.bare.start(B);
    servers.bare.mail.clear();
    servers.hand(C, B, ask);
    assert_eq!(servers.under_way(B, C), [Message::Vote { term: 1, granted: false }]);
    servers.assert_sound();
}

/// etcd `TestLeaderElectionOverwriteNewerLogs`.
#[test]
fn an_elected_leader_overwrites_logs_that_are_newer_but_rare() {
    let mut servers = Servers::with_logs(&["1_t1", "1_t1", "2_t2", "_t2", "_t2"]);
    // D and E voted for C in term 2: they refuse A there.
    let ask = Message::RequestVote { term: 2, last_index: 1, last_term: 1 };
    servers.hand(C, D, ask.clone());
    servers.hand(C, E, ask);
    servers.bare.mail.clear();
    assert!(!servers.campaign(A));
    assert_eq!(servers.term(A), 2);
    assert!(servers.campaign(A));
    servers.beat(A);
    servers.settle();
    for node in [A, B, C, D, E] {
        assert_eq!(servers.terms(node), [1, 3], "{node}");
    }
    servers.assert_sound();
}

/// Figure 7: who of the seven could win term 8 alone.
#[test]
fn figure_7_candidates_get_the_votes_of_those_behind_them() {
    for (candidate, votes) in [(0, 5), (1, 4), (2, 2), (6, 1)] {
        let mut servers = Servers::with_logs(&logs::FIGURE_7);
        let candidate = NodeId::new(candidate);
        servers.time_out(candidate);
        servers.bare.settle(6);
        let granted = servers.bare.mail.iter().filter(|mail| {
            let message = mail.message.typed::<Raft>();
            matches!(message, Some(Message::Vote { granted: true, .. }))
        });
        assert_eq!(granted.count() + 1, votes, "{candidate}");
        servers.settle();
        assert_eq!(servers.leads(candidate), votes >= 4, "{candidate}");
    }
}
