//! Log replication (§5.3) and the commit rule (§5.4.2).

use quorate_proto::time::MILLISECOND;
use quorate_proto::{Cx, NodeId, RequestId, Tick};

use crate::durable::Entry;
use crate::message::{Hint, Message};
use crate::node::{Proposed, Raft, Role, Timer, quorum, reset_election_timer};
use crate::{bugs, parameter, text};

/// What a leader keeps while it leads.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Leadership {
    /// How far each server is, by its index; the leader itself too.
    pub(crate) progress: Vec<Progress>,
    /// Requests that this leader has appended and not yet applied.
    proposed: Proposed,
}

/// How far a follower is, as its leader knows it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Progress {
    /// `nextIndex`: the entry to send next. While streaming it runs ahead of the answers.
    pub(crate) next: u64,
    /// `matchIndex`: the follower's log is known to equal the leader's up to here, on its disk.
    pub(crate) matched: u64,
    /// Whether the point at which the logs agree is found. Until then one message at a time asks.
    pub(crate) streaming: bool,
    /// Messages with entries that wait for an answer.
    pub(crate) in_flight: u32,
}

/// A decoded [`Message::AppendEntries`].
pub(crate) struct Append<'a> {
    pub(crate) term: u64,
    pub(crate) previous_index: u64,
    pub(crate) previous_term: u64,
    pub(crate) entries: &'a [Entry],
    pub(crate) commit: u64,
}

impl Leadership {
    /// Whether this leader has appended the request and not yet applied it.
    pub(crate) fn has_proposed(&self, request: RequestId) -> bool {
        self.proposed.get(&request.client) == Some(&request.sequence)
    }

    pub(crate) fn note_proposed(&mut self, request: RequestId) {
        self.proposed.insert(request.client, request.sequence);
    }

    pub(crate) fn note_applied(&mut self, request: RequestId) {
        if self.has_proposed(request) {
            self.proposed.remove(&request.client);
        }
    }

    /// There is no entry beyond this index any more, so nobody can hold one. Without bugs a
    /// leader never has to say so.
    fn forget_beyond(&mut self, last: u64) {
        for progress in &mut self.progress {
            progress.matched = progress.matched.min(last);
            progress.next = progress.next.min(last + 1);
        }
    }

    /// The largest index above `committed` and not above `reached` that `quorum` servers hold.
    fn held_by(&self, quorum: usize, committed: u64, reached: u64) -> Option<u64> {
        let matched = || self.progress.iter().map(|progress| progress.matched);
        let held = |index: u64| matched().filter(|other| *other >= index).count() >= quorum;
        let new = committed + 1..=reached;
        matched().filter(|index| new.contains(index) && held(*index)).max()
    }
}

// ---- the leader's side

impl Raft {
    /// Begins to lead the present term.
    pub(crate) fn lead(&mut self, cx: &mut Cx<'_, Self>) {
        let me = cx.me;
        let last = cx.durable().last_index();
        let fresh = Progress { next: last + 1, ..Progress::default() };
        let mut progress = vec![fresh; cx.nodes];
        // Its own vote came back from the disk, and with it every older write.
        if let Some(own) = progress.get_mut(me.index()) {
            own.matched = last;
        }
        self.leader = Some(me);
        self.role = Role::Leader(Leadership { progress, proposed: Proposed::new() });
        if cx.parameter(parameter::NO_OP) == 1 {
            let term = cx.durable().current_term;
            let index = self.append_own(Entry { term, command: None }, cx);
            cx.rule(&text::APPENDS_NO_OP, [me.into(), index.into()]);
        }
        set_heartbeat_timer(cx);
        self.replicate_to_all(cx);
    }

    /// Appends an entry to the leader's own log. It counts towards a quorum when the disk says so:
    /// the message to itself waits for the write.
    pub(crate) fn append_own(&mut self, entry: Entry, cx: &mut Cx<'_, Self>) -> u64 {
        let me = cx.me;
        let disk = cx.durable_mut();
        disk.log.push(entry);
        let index = disk.last_index();
        cx.send(me, Message::Stored { term: entry.term, index });
        index
    }

    /// Time for heartbeats: empty messages that say who leads. Each goes to the point up to which
    /// the follower was sent entries, so that it refuses if one of them is missing; and a follower
    /// that answers one and turns out to be behind is sent more. So every loss is repaired.
    pub(crate) fn on_heartbeat(&mut self, cx: &mut Cx<'_, Self>) {
        if matches!(self.role, Role::Leader(_)) {
            set_heartbeat_timer(cx);
            self.send_to_all(true, cx);
        }
    }

    /// Sends what is new to every follower that can take it now.
    pub(crate) fn replicate_to_all(&mut self, cx: &mut Cx<'_, Self>) {
        self.send_to_all(false, cx);
    }

    fn send_to_all(&mut self, beat: bool, cx: &mut Cx<'_, Self>) {
        let Role::Leader(leadership) = &mut self.role else { return };
        let mut others = cx.peers().map(NodeId::index);
        let first = others.next().and_then(|index| leadership.progress.get(index)).copied();
        let Some(first) = first else { return };
        let progress = &mut leadership.progress;
        let pace = (first.next, first.streaming, first.in_flight);
        let alike = others.all(|index| {
            progress.get(index).is_some_and(|one| (one.next, one.streaming, one.in_flight) == pace)
        });
        if alike {
            // The usual case: one message serves everybody.
            let mut after = first;
            if let Some(message) = next_message(&mut after, beat, self.commit, cx) {
                cx.broadcast(message);
                for peer in cx.peers() {
                    if let Some(one) = progress.get_mut(peer.index()) {
                        one.next = after.next;
                        one.in_flight = after.in_flight;
                    }
                }
            }
            return;
        }
        for peer in cx.peers() {
            if let Some(one) = progress.get_mut(peer.index())
                && let Some(message) = next_message(one, beat, self.commit, cx)
            {
                cx.send(peer, message);
            }
        }
    }

    fn send_to(&mut self, peer: NodeId, cx: &mut Cx<'_, Self>) {
        let Role::Leader(leadership) = &mut self.role else { return };
        if let Some(progress) = leadership.progress.get_mut(peer.index())
            && let Some(message) = next_message(progress, false, self.commit, cx)
        {
            cx.send(peer, message);
        }
    }

    /// A follower has entries on its disk.
    pub(crate) fn on_appended(
        &mut self,
        peer: NodeId,
        term: u64,
        matched: u64,
        cx: &mut Cx<'_, Self>,
    ) {
        self.see_term(term, cx);
        let last = cx.durable().last_index();
        let Role::Leader(leadership) = &mut self.role else { return };
        let Some(progress) = leadership.progress.get_mut(peer.index()) else { return };
        if term != cx.durable().current_term || !cx.ensure(matched <= last, &text::ACK_BEYOND_LOG) {
            return;
        }
        progress.matched = progress.matched.max(matched);
        progress.next = progress.next.max(progress.matched + 1);
        progress.streaming = true;
        let all_answered = progress.matched + 1 == progress.next;
        progress.in_flight = if all_answered { 0 } else { progress.in_flight.saturating_sub(1) };
        let behind = progress.next <= last;
        self.advance_commit(matched, cx);
        if behind {
            self.send_to(peer, cx);
        }
    }

    /// The leader's own entries are on its disk.
    pub(crate) fn on_stored(&mut self, term: u64, index: u64, cx: &mut Cx<'_, Self>) {
        let me = cx.me.index();
        let Role::Leader(leadership) = &mut self.role else { return };
        let Some(own) = leadership.progress.get_mut(me) else { return };
        if term == cx.durable().current_term {
            own.matched = own.matched.max(index);
            self.advance_commit(index, cx);
        }
    }

    /// A follower refused entries: go back until the logs agree.
    pub(crate) fn on_rejected(
        &mut self,
        peer: NodeId,
        (term, refused, hint): (u64, u64, Hint),
        cx: &mut Cx<'_, Self>,
    ) {
        self.see_term(term, cx);
        let Role::Leader(leadership) = &mut self.role else { return };
        let Some(progress) = leadership.progress.get_mut(peer.index()) else { return };
        let stale = if progress.streaming {
            refused < progress.matched
        } else {
            refused + 1 != progress.next
        };
        if term != cx.durable().current_term || stale || refused == 0 {
            return;
        }
        // While streaming, a refusal means loss, not disagreement: the logs agree up to `matched`.
        // A follower that refuses even there has lost what it had acknowledged.
        let next = if progress.streaming || refused > progress.matched {
            next_after_refusal(refused, hint, cx).max(progress.matched + 1)
        } else {
            next_after_refusal(refused, hint, cx)
        };
        if cx.bug(bugs::LEADER_GIVES_WAY) {
            cx.durable_mut().truncate(next - 1);
            leadership.forget_beyond(next - 1);
            return;
        }
        progress.next = next;
        progress.matched = progress.matched.min(next - 1);
        progress.streaming = false;
        progress.in_flight = 0;
        cx.rule(&text::GOES_BACK, [cx.me.into(), peer.into(), next.into()]);
        self.send_to(peer, cx);
    }

    /// "If there exists an N such that N > commitIndex, a majority of `matchIndex[i]` >= N, and
    /// `log[N].term` == currentTerm: set commitIndex = N" (Figure 2, leaders). `reached` is the
    /// match index that has just grown.
    fn advance_commit(&mut self, reached: u64, cx: &mut Cx<'_, Self>) {
        if reached <= self.commit {
            return;
        }
        let Role::Leader(leadership) = &self.role else { return };
        let Some(index) = leadership.held_by(quorum(cx), self.commit, reached) else { return };
        let (me, current_term) = (cx.me, cx.durable().current_term);
        let own_term = cx.durable().term_at(index) == Some(current_term);
        // An entry of an older term is never committed by counting replicas (§5.4.2, Figure 8).
        if !own_term && !cx.bug(bugs::COMMITS_OLD_TERM) {
            cx.rule(&text::WAITS_FOR_OWN_TERM, [me.into(), index.into(), current_term.into()]);
            return;
        }
        cx.rule(&text::COMMITS, [me.into(), index.into(), current_term.into()]);
        self.commit_to(index, cx);
    }
}

fn set_heartbeat_timer(cx: &mut Cx<'_, Raft>) {
    let interval = Tick::from(cx.parameter(parameter::HEARTBEAT)) * MILLISECOND;
    cx.set_timer(Timer::Heartbeat, interval..=interval);
}

/// The next message for a follower, if it is to get one now; notes that it was sent.
fn next_message(
    progress: &mut Progress,
    beat: bool,
    commit: u64,
    cx: &Cx<'_, Raft>,
) -> Option<Message> {
    let disk = cx.durable();
    let previous_index = progress.next.saturating_sub(1);
    let mut entries = Vec::new();
    if !beat {
        let limit = if progress.streaming { cx.parameter(parameter::PIPELINE) } else { 1 };
        let batch = u64::from(cx.parameter(parameter::BATCH));
        let end = disk.last_index().min(previous_index.saturating_add(batch));
        if progress.in_flight >= limit || (progress.streaming && end <= previous_index) {
            return None;
        }
        entries.extend(disk.log.range(previous_index as usize, end as usize).copied());
        progress.in_flight += 1;
        if progress.streaming {
            progress.next += entries.len() as u64;
        }
    }
    let previous_term = disk.term_at(previous_index).unwrap_or(0);
    let term = disk.current_term;
    Some(Message::AppendEntries { term, previous_index, previous_term, entries, commit })
}

/// Where to try next after a refusal, by the way of going back that is set.
fn next_after_refusal(refused: u64, hint: Hint, cx: &Cx<'_, Raft>) -> u64 {
    let disk = cx.durable();
    let next = match cx.parameter(parameter::BACKOFF) {
        // "decrement nextIndex and retry" (Figure 2, leaders).
        parameter::BACKOFF_NAIVE => refused,
        // The first index of the follower's conflicting term, or after the leader's own entries of
        // that term (§5.3, end).
        parameter::BACKOFF_TERM => {
            let own = disk.last_with_term_at_most(hint.term, refused);
            let shared = hint.term > 0 && disk.term_at(own) == Some(hint.term);
            if shared { own + 1 } else { hint.index }
        }
        // Both sides skip whatever cannot agree with the other's term.
        _ => disk.last_with_term_at_most(hint.term, hint.index) + 1,
    };
    next.clamp(1, refused)
}

// ---- the follower's side

impl Raft {
    /// "Receiver implementation" of AppendEntries (Figure 2).
    pub(crate) fn on_append_entries(
        &mut self,
        from: NodeId,
        append: &Append<'_>,
        cx: &mut Cx<'_, Self>,
    ) {
        let (me, refused) = (cx.me, append.previous_index);
        self.see_term(append.term, cx);
        let term = cx.durable().current_term;
        if append.term < term {
            // Rule 1.
            cx.rule(&text::REFUSES_OLD_LEADER, [me.into(), from.into(), append.term.into()]);
            cx.send(from, Message::Rejected { term, refused, hint: Hint::default() });
            return;
        }
        if !self.follow(from, cx) {
            return;
        }
        // Rule 2: the consistency check.
        let before = cx.durable().term_at(refused);
        let unchecked = before.is_some() && cx.bug(bugs::NO_CONSISTENCY_CHECK);
        if before != Some(append.previous_term) && !unchecked {
            let hint = hint_for(refused, append.previous_term, cx);
            let arguments = [me.into(), refused.into(), append.previous_term.into()];
            cx.rule(&text::REFUSES_ENTRIES, arguments);
            cx.send(from, Message::Rejected { term, refused, hint });
            return;
        }
        if !self.take_entries(append, cx) {
            return;
        }
        let matched = refused + append.entries.len() as u64;
        cx.send(from, Message::Appended { term, matched });
        // Rule 5: nothing beyond the last entry of this very message is known to be the leader's.
        let known =
            if cx.bug(bugs::COMMITS_OWN_SUFFIX) { cx.durable().last_index() } else { matched };
        let commit = append.commit.min(known);
        if commit > self.commit {
            cx.rule(&text::LEARNS_COMMIT, [me.into(), commit.into()]);
            self.commit_to(commit, cx);
        }
    }

    /// Takes the sender for the leader of the present term, which it is; false if the server leads
    /// that term itself.
    fn follow(&mut self, leader: NodeId, cx: &mut Cx<'_, Self>) -> bool {
        if !cx.ensure(!matches!(self.role, Role::Leader(_)), &text::TWO_LEADERS) {
            return false;
        }
        if matches!(self.role, Role::Candidate { .. }) {
            cx.rule(&text::YIELDS, [cx.me.into(), leader.into()]);
            self.become_follower(cx);
        }
        if cx.bug(bugs::CLEARS_VOTE) && cx.durable().voted_for.is_some() {
            cx.durable_mut().voted_for = None;
        }
        self.leader = Some(leader);
        reset_election_timer(cx);
        true
    }

    /// Rules 3 and 4: cut the log at the first entry that conflicts, append what is missing. False
    /// if a committed entry would go.
    fn take_entries(&mut self, append: &Append<'_>, cx: &mut Cx<'_, Self>) -> bool {
        let disk = cx.durable();
        let first = append.previous_index + 1;
        let conflicts = |(offset, entry): (usize, &Entry)| {
            disk.term_at(first + offset as u64) != Some(entry.term)
        };
        let keeps = append.entries.iter().enumerate().position(conflicts);
        let cuts_all = cx.bug(bugs::TRUNCATES_ALWAYS) && append.previous_index < disk.last_index();
        let skip = if cuts_all { 0 } else { keeps.unwrap_or(append.entries.len()) };
        if skip == append.entries.len() && !cuts_all {
            return true;
        }
        let kept = append.previous_index + skip as u64;
        let cut = disk.last_index() > kept;
        if cut {
            if !cuts_all && !cx.ensure(kept >= self.commit, &text::COMMITTED_CUT) {
                return false;
            }
            cx.rule(&text::CUTS_LOG, [cx.me.into(), kept.into()]);
        }
        let disk =
            if cx.bug(bugs::ACKS_BEFORE_WRITE) { cx.durable_unsynced() } else { cx.durable_mut() };
        if cut {
            disk.truncate(kept);
        }
        disk.log.extend(append.entries.iter().skip(skip).copied());
        let last = disk.last_index();
        cx.rule(&text::TAKES_ENTRIES, [cx.me.into(), last.into()]);
        true
    }
}

/// What a follower says of its log when it lacks the entry before the new ones.
fn hint_for(refused: u64, previous_term: u64, cx: &Cx<'_, Raft>) -> Hint {
    let disk = cx.durable();
    let last = disk.last_index();
    match cx.parameter(parameter::BACKOFF) {
        parameter::BACKOFF_NAIVE => Hint::default(),
        parameter::BACKOFF_TERM => match disk.term_at(refused) {
            None => Hint { index: last + 1, term: 0 },
            Some(term) => {
                let before = disk.last_with_term_at_most(term.saturating_sub(1), refused);
                Hint { index: before + 1, term }
            }
        },
        _ => {
            let index = disk.last_with_term_at_most(previous_term, refused.min(last));
            Hint { index, term: disk.term_at(index).unwrap_or(0) }
        }
    }
}
