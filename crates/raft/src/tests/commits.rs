//! Raft §5.4.2, clients and their sessions.

use super::*;
use crate::{bugs, parameter};
use quorate_proto::Answer;

fn done(value: i64) -> Outcome {
    Outcome::Done(Answer::Value(Some(value)))
}

/// etcd `TestLeaderOnlyCommitsLogFromCurrentTerm`.
#[test]
fn a_leader_commits_only_entries_of_its_own_term() {
    let mut servers = Servers::with_logs(&["1-2", "_t2", "_t2"]);
    assert_eq!(commits_after_acks(&mut servers), [0, 0, 3]);
    // The acknowledgements were made up, and the ghost that reads the disks is not fooled.
    assert_eq!(servers.broken(), ["CommitQuorum", "QuorumLog"]);
}

fn commits_after_acks(servers: &mut Servers) -> Vec<u64> {
    servers.time_out(A);
    servers.settle_until_leads();
    servers.bare.mail.clear();
    assert_eq!(servers.terms(A), [1, 2, 3]);
    let after = |index| {
        servers.hand(B, A, Message::Appended { term: 3, matched: index });
        servers.commit(A)
    };
    (1..=3).map(after).collect()
}

impl Servers {
    fn settle_until_leads(&mut self) {
        while !self.leads(A) {
            assert!(self.bare.deliver(), "the election came to nothing");
        }
    }
}

/// The same with the rule taken out: the check on the checks.
#[test]
fn without_the_rule_entries_of_older_terms_are_committed() {
    let bug = Bugs::default().with(bugs::COMMITS_OLD_TERM, true);
    let mut servers = Servers::with_bug(&["1-2", "_t2", "_t2"], bug);
    assert_eq!(commits_after_acks(&mut servers), [1, 2, 3]);
}

/// Figure 8 (a) to (d): the entry of term 2 is on a majority and is overwritten all the same.
#[test]
fn figure_8_an_old_entry_on_a_majority_can_still_be_overwritten() {
    let mut servers = figure_8_until_c(Bugs::default());
    assert_eq!(servers.commit(A), 0);
    servers.bare.crash(A);
    assert!(!servers.campaign(E), "the votes of term 4 are given");
    assert!(servers.campaign(E));
    servers.beat(E);
    servers.settle();
    for node in [B, C, D, E] {
        assert_eq!(servers.terms(node)[..2], [1, 3], "{node}");
    }
    servers.assert_sound();
}

/// Figure 8 (e): with an entry of its own term on a majority, the leader commits both, and E can no
/// longer win.
#[test]
fn figure_8_an_entry_of_the_own_term_commits_the_older_ones() {
    let mut servers = figure_8_until_c(Bugs::default());
    servers.ask(A, 1, set(4));
    servers.settle_among(&[A, B, C]);
    assert_eq!(servers.commit(A), 3);
    servers.bare.crash(A);
    assert!(!servers.campaign(E) && !servers.campaign(E));
    servers.assert_sound();
}

/// Figure 8 with the bug: what was committed is missing from the next leader.
#[test]
fn figure_8_shows_what_counting_replicas_would_break() {
    let mut servers = figure_8_until_c(Bugs::default().with(bugs::COMMITS_OLD_TERM, true));
    assert_eq!(servers.commit(A), 2);
    servers.bare.crash(A);
    servers.campaign(E);
    servers.time_out(E);
    servers.bare.settle(6);
    assert!(servers.leads(E));
    assert_eq!(servers.broken(), ["LeaderCompleteness"]);
}

/// Figure 8 (c): A leads term 4, and its entry of term 2 is on A, B and C.
fn figure_8_until_c(bugs: Bugs) -> Servers {
    let logs = ["1-2_t3", "1-2_t3", "1_t3", "1_t3", "1-3_t3"];
    let mut servers = Servers::with_bug(&logs, bugs);
    servers.set(parameter::NO_OP, 0);
    servers.time_out(A);
    servers.settle_among(&[A, B, C, D]);
    assert!(servers.leads(A));
    servers.beat(A);
    servers.settle_among(&[A, B, C]);
    assert_eq!(servers.terms(C), [1, 2]);
    servers
}

/// etcd `TestLeaderAcknowledgeCommit`: a majority of the cluster, the leader included.
#[test]
fn an_entry_commits_with_a_majority_of_the_cluster() {
    for (nodes, acks, commits) in
        [(1, 0, true), (3, 0, false), (3, 1, true), (5, 1, false), (5, 2, true), (4, 1, false)]
    {
        let mut servers = Servers::new(nodes);
        assert!(servers.campaign(A));
        let before = servers.commit(A);
        servers.ask(A, 1, set(1));
        servers.bare.lose(|mail| mail.to.index() > acks);
        servers.settle();
        assert_eq!(servers.commit(A) > before, commits, "{nodes} servers, {acks} answers");
        servers.assert_sound();
    }
}

/// Figure 2, AppendEntries 5: what lies beyond the message is not known to be the leader's.
#[test]
fn a_follower_commits_no_further_than_the_message_vouches() {
    let mut servers = Servers::with_logs(&["1-1-1_t2", ""]);
    let message = Message::AppendEntries {
        term: 2,
        previous_index: 1,
        previous_term: 1,
        entries: Vec::new(),
        commit: 3,
    };
    servers.hand(B, A, message);
    assert_eq!(servers.commit(A), 1);
}

#[test]
fn one_server_alone_is_a_cluster() {
    let mut servers = Servers::new(1);
    assert!(servers.campaign(A));
    servers.ask(A, 1, set(8));
    assert_eq!(servers.bare.replies.last().map(|reply| reply.2), Some(done(8)));
    servers.assert_sound();
}

/// The storyline of a first lecture: SET 5, then ADD 2, on every server.
#[test]
fn commands_are_answered_and_reach_everybody() {
    let mut servers = Servers::new(3);
    assert!(servers.campaign(A));
    servers.ask(A, 1, set(5));
    servers.settle();
    servers.ask(A, 2, add(2));
    servers.settle();
    servers.beat(A);
    servers.settle();
    let outcomes: Vec<_> = servers.bare.replies.iter().map(|reply| reply.2).collect();
    assert_eq!(outcomes, [done(5), done(7)]);
    for node in [A, B, C] {
        assert_eq!(servers.server(node).machine.store().get(Key::X), Some(7));
    }
    servers.assert_sound();
}

#[test]
fn followers_send_clients_to_the_leader() {
    let mut servers = Servers::new(3);
    servers.ask(B, 1, set(1));
    assert!(servers.campaign(A));
    servers.ask(B, 1, set(1));
    let outcomes: Vec<_> = servers.bare.replies.iter().map(|reply| reply.2).collect();
    assert_eq!(outcomes, [Outcome::Redirect(None), Outcome::Redirect(Some(A))]);
}

/// Thesis §6.3: the client did not hear the answer and asks the next leader.
fn retry_at_the_next_leader(bugs: Bugs) -> Servers {
    let mut servers = Servers::with_bug(&["", "", ""], bugs);
    assert!(servers.campaign(A));
    servers.ask(A, 1, add(2));
    // A repetition at the same leader waits for the first one.
    servers.ask(A, 1, add(2));
    servers.settle();
    servers.bare.crash(A);
    assert!(servers.campaign(B));
    servers.ask(B, 1, add(2));
    servers.settle();
    servers
}

#[test]
fn a_repeated_request_is_answered_alike_and_performed_once() {
    let servers = retry_at_the_next_leader(Bugs::default());
    let outcomes: Vec<_> = servers.bare.replies.iter().map(|reply| reply.2).collect();
    assert_eq!(outcomes, [done(2), done(2)]);
    assert_eq!(servers.server(B).machine.store().get(Key::X), Some(2));
    servers.assert_sound();
}

/// The answer was lost on its way: the same leader gives it again.
#[test]
fn a_leader_repeats_its_answer() {
    let mut servers = Servers::new(3);
    assert!(servers.campaign(A));
    servers.ask(A, 1, add(2));
    servers.settle();
    servers.ask(A, 1, add(2));
    let outcomes: Vec<_> = servers.bare.replies.iter().map(|reply| reply.2).collect();
    assert_eq!(outcomes, [done(2), done(2)]);
    assert_eq!(servers.disk(A).last_index(), 2);
    servers.assert_sound();
}

#[test]
fn without_sessions_a_repeated_request_is_performed_twice() {
    let servers = retry_at_the_next_leader(Bugs::default().with(bugs::NO_SESSIONS, true));
    assert_eq!(servers.broken(), ["SessionOnce"]);
}

/// The partition {A, B} | {C, D, E}: SET 3 at the old leader never commits and is rolled back.
#[test]
fn a_partitioned_leader_commits_nothing_and_rolls_back() {
    let mut servers = Servers::new(5);
    assert!(servers.campaign(B));
    servers.ask(B, 1, set(3));
    servers.settle_among(&[A, B]);
    assert_eq!(servers.commit(B), 1);
    servers.time_out(C);
    servers.settle_among(&[C, D, E]);
    assert!(servers.leads(B) && servers.leads(C));
    servers.ask(C, 2, set(8));
    servers.settle_among(&[C, D, E]);
    assert_eq!(servers.commit(C), 3);
    for leader in [B, C, C] {
        servers.beat(leader);
        servers.settle();
    }
    assert!(servers.follows(B));
    for node in [A, B, C, D, E] {
        assert_eq!(servers.terms(node), [1, 2, 2], "{node}");
        assert_eq!(servers.server(node).machine.store().get(Key::X), Some(8));
    }
    servers.assert_sound();
}
