//! Leader election (§5.2) and the restriction that keeps it safe (§5.4.1).

use quorate_proto::{Cx, NodeId};

use crate::message::Message;
use crate::node::{Raft, Role, Timer, quorum, reset_election_timer};
use crate::{bugs, text};

impl Raft {
    /// No leader was heard for an election timeout: begin a new term and ask for votes.
    pub(crate) fn start_election(&mut self, cx: &mut Cx<'_, Self>) {
        let me = cx.me;
        let disk = cx.durable_mut();
        let term = disk.current_term.saturating_add(1);
        disk.current_term = term;
        disk.voted_for = Some(me);
        let (last_index, last_term) = (disk.last_index(), disk.last_term());
        self.role = Role::Candidate { votes: Vec::new(), needed: quorum(cx) as u32 };
        self.leader = None;
        reset_election_timer(cx);
        cx.rule(&text::STARTS_ELECTION, [me.into(), term.into()]);
        cx.broadcast(Message::RequestVote { term, last_index, last_term });
        // The own vote counts like any other: when it is on disk. This message waits for that.
        cx.send(me, Message::Vote { term, granted: true });
    }

    /// "Receiver implementation" of RequestVote (Figure 2).
    pub(crate) fn on_request_vote(
        &mut self,
        candidate: NodeId,
        (term, last_index, last_term): (u64, u64, u64),
        cx: &mut Cx<'_, Self>,
    ) {
        self.see_term(term, cx);
        let current_term = cx.durable().current_term;
        let granted = self.grants(candidate, (term, last_index, last_term), cx);
        if granted && cx.durable().voted_for.is_none() {
            cx.durable_mut().voted_for = Some(candidate);
        }
        // Only a granted vote postpones the voter's own candidacy.
        let follows = matches!(self.role, Role::Follower);
        if follows && (granted || cx.bug(bugs::REFUSAL_RESETS_TIMER)) {
            reset_election_timer(cx);
        }
        cx.send(candidate, Message::Vote { term: current_term, granted });
    }

    /// Whether the candidate gets this server's vote: its term is not over, no other candidate has
    /// the vote, and its log is at least as up-to-date.
    fn grants(
        &self,
        candidate: NodeId,
        (term, last_index, last_term): (u64, u64, u64),
        cx: &mut Cx<'_, Self>,
    ) -> bool {
        let (me, current_term) = (cx.me, cx.durable().current_term);
        if term < current_term {
            cx.rule(&text::REFUSES_OLD_TERM, [me.into(), term.into(), current_term.into()]);
            return false;
        }
        if let Some(other) = cx.durable().voted_for.filter(|other| *other != candidate) {
            let arguments = [me.into(), candidate.into(), other.into(), term.into()];
            cx.rule(&text::REFUSES_SECOND_VOTE, arguments);
            return false;
        }
        if !is_up_to_date(last_index, last_term, cx) {
            cx.rule(&text::REFUSES_STALE_LOG, [me.into(), candidate.into()]);
            return false;
        }
        cx.rule(&text::GRANTS_VOTE, [me.into(), candidate.into(), term.into()]);
        true
    }

    /// A vote arrives, perhaps the candidate's own.
    pub(crate) fn on_vote(
        &mut self,
        voter: NodeId,
        term: u64,
        granted: bool,
        cx: &mut Cx<'_, Self>,
    ) {
        self.see_term(term, cx);
        let Role::Candidate { votes, needed } = &mut self.role else { return };
        if term != cx.durable().current_term || !granted || votes.contains(&voter) {
            return;
        }
        votes.push(voter);
        if votes.len() >= *needed as usize {
            let count = votes.len();
            cx.rule(&text::WINS_ELECTION, [cx.me.into(), term.into(), count.into()]);
            cx.cancel_timer(Timer::Election);
            self.lead(cx);
        }
    }
}

/// "If the logs have last entries with different terms, then the log with the later term is more
/// up-to-date. If the logs end with the same term, then whichever log is longer" (§5.4.1).
fn is_up_to_date(last_index: u64, last_term: u64, cx: &Cx<'_, Raft>) -> bool {
    let own = (cx.durable().last_term(), cx.durable().last_index());
    if cx.bug(bugs::NO_LOG_CHECK) {
        return true;
    }
    if cx.bug(bugs::LENGTH_ONLY) { last_index >= own.1 } else { (last_term, last_index) >= own }
}
