//! One server: what it holds, and what it does on a letter and when a timer runs down.

use std::collections::BTreeSet;

use quorate_proto::majority;

/// A server's number.
pub(super) type Name = u8;

/// What somebody wants in everybody's log: every server wants one, named like the server.
pub(super) type Wish = u8;

/// A place of the log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Entry {
    term: u32,
    pub(super) wish: Wish,
}

/// What is said. The order of letters, from the first field to the last, is that in which they
/// are tried.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Words {
    VoteRequest { term: u32, log_length: u32, log_term: u32 },
    VoteResponse { term: u32, granted: bool },
    LogRequest { term: u32, prefix: u32, prefix_term: u32, committed: u32, suffix: Vec<Entry> },
    LogResponse { term: u32, acknowledged: u32, success: bool },
    Broadcast(Wish),
}

/// Something under way.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Letter {
    pub(super) from: Name,
    pub(super) to: Name,
    pub(super) words: Words,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Role {
    Follower,
    Candidate,
    Leader,
}

/// What runs down, in the order in which it is told apart by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Timer {
    Replication,
    Election,
}

/// A server.
#[derive(Clone, Hash, Debug)]
pub(super) struct Server {
    pub(super) memory: Memory,
    pub(super) timers: BTreeSet<Timer>,
    /// Wishes that wait for a leader.
    waiting: Vec<Wish>,
}

/// What a server knows; and whether it is down, with what it then knew.
#[derive(Clone, Hash, Debug)]
pub(super) struct Memory {
    name: Name,
    pub(super) down: bool,
    pub(super) term: u32,
    voted_for: Option<Name>,
    pub(super) log: Vec<Entry>,
    pub(super) committed: u32,
    pub(super) role: Role,
    leader: Option<Name>,
    votes: BTreeSet<Name>,
    /// How much of the log each server was sent, and has acknowledged.
    sent: Vec<u32>,
    acknowledged: Vec<u32>,
}

/// What a server says in one step.
pub(super) type Said = Vec<Letter>;

impl Server {
    /// A server that starts, and what it says: its wish, to itself.
    pub(super) fn start(name: Name, servers: usize) -> (Self, Letter) {
        let memory = Memory {
            name,
            down: false,
            term: 0,
            voted_for: None,
            log: Vec::new(),
            committed: 0,
            role: Role::Follower,
            leader: None,
            votes: BTreeSet::new(),
            sent: vec![0; servers],
            acknowledged: vec![0; servers],
        };
        let timers = BTreeSet::from([Timer::Replication, Timer::Election]);
        let server = Self { memory, timers, waiting: Vec::new() };
        (server, Letter { from: name, to: name, words: Words::Broadcast(name) })
    }

    /// It goes down; what it knew is left to be looked at until it starts again.
    pub(super) fn crash(&mut self) {
        self.memory.down = true;
        self.timers.clear();
    }

    /// A letter arrives.
    pub(super) fn hear(&mut self, letter: &Letter, said: &mut Said) {
        let from = letter.from;
        match &letter.words {
            Words::VoteRequest { term, log_length, log_term } => {
                self.vote(from, *term, (*log_term, *log_length), said);
            }
            Words::VoteResponse { term, granted } => self.count(from, *term, *granted, said),
            Words::LogRequest { term, prefix, prefix_term, committed, suffix } => {
                self.heed(from, *term);
                let fits = self.memory.log.len() >= *prefix as usize
                    && (*prefix == 0 || self.term_at(*prefix) == *prefix_term);
                let success = *term == self.memory.term && fits;
                let mut acknowledged = 0;
                if success {
                    self.append(*prefix as usize, *committed, suffix);
                    acknowledged = prefix + suffix.len() as u32;
                }
                let term = self.memory.term;
                self.say(from, Words::LogResponse { term, acknowledged, success }, said);
            }
            Words::LogResponse { term, acknowledged, success } => {
                self.learn(from, *term, (*acknowledged, *success), said);
            }
            Words::Broadcast(wish) => self.wish(*wish, said),
        }
    }

    /// The election timer runs down.
    pub(super) fn stand(&mut self, said: &mut Said) {
        self.timers.remove(&Timer::Election);
        if self.memory.role == Role::Leader {
            return;
        }
        self.memory.term += 1;
        self.memory.voted_for = Some(self.memory.name);
        self.memory.role = Role::Candidate;
        self.memory.votes = BTreeSet::from([self.memory.name]);
        let (log_term, log_length) = self.last();
        let words = Words::VoteRequest { term: self.memory.term, log_length, log_term };
        for to in self.others() {
            self.say(to, words.clone(), said);
        }
    }

    /// The replication timer runs down.
    pub(super) fn repeat(&mut self, said: &mut Said) {
        self.timers.remove(&Timer::Replication);
        if self.memory.role == Role::Leader {
            self.replicate(said);
        }
    }

    fn say(&self, to: Name, words: Words, said: &mut Said) {
        said.push(Letter { from: self.memory.name, to, words });
    }

    fn others(&self) -> impl Iterator<Item = Name> + use<> {
        let name = self.memory.name;
        (0..self.memory.sent.len() as Name).filter(move |other| *other != name)
    }

    /// The term of the log's last entry, and its length.
    fn last(&self) -> (u32, u32) {
        (self.memory.log.last().map_or(0, |entry| entry.term), self.memory.log.len() as u32)
    }

    /// The term of the entry in this place, counted from 1; 0 if there is none.
    fn term_at(&self, place: u32) -> u32 {
        let entry = (place as usize).checked_sub(1).and_then(|index| self.memory.log.get(index));
        entry.map_or(0, |entry| entry.term)
    }

    fn vote(&mut self, from: Name, term: u32, log: (u32, u32), said: &mut Said) {
        if term > self.memory.term {
            (self.memory.term, self.memory.role, self.memory.voted_for) =
                (term, Role::Follower, None);
        }
        let granted = term == self.memory.term
            && log >= self.last()
            && self.memory.voted_for.is_none_or(|name| name == from);
        if granted {
            self.memory.voted_for = Some(from);
        }
        self.say(from, Words::VoteResponse { term: self.memory.term, granted }, said);
    }

    fn count(&mut self, from: Name, term: u32, granted: bool, said: &mut Said) {
        if self.memory.role != Role::Candidate || term != self.memory.term || !granted {
            self.step_down(term);
            return;
        }
        self.memory.votes.insert(from);
        if self.memory.votes.len() < majority(self.memory.sent.len()) {
            return;
        }
        self.memory.role = Role::Leader;
        self.memory.leader = Some(self.memory.name);
        for wish in std::mem::take(&mut self.waiting) {
            self.say(self.memory.name, Words::Broadcast(wish), said);
        }
        for other in self.others() {
            self.memory.sent[usize::from(other)] = self.memory.log.len() as u32;
            self.memory.acknowledged[usize::from(other)] = 0;
        }
        self.replicate(said);
    }

    /// An answer from a higher term ends one's own.
    fn step_down(&mut self, term: u32) {
        if term > self.memory.term {
            (self.memory.term, self.memory.role, self.memory.voted_for) =
                (term, Role::Follower, None);
            self.timers.insert(Timer::Election);
        }
    }

    /// A leader of this term, or a later one, is there.
    fn heed(&mut self, leader: Name, term: u32) {
        if term > self.memory.term {
            (self.memory.term, self.memory.voted_for) = (term, None);
        }
        if term == self.memory.term {
            (self.memory.role, self.memory.leader) = (Role::Follower, Some(leader));
            self.timers.insert(Timer::Election);
        }
    }

    fn append(&mut self, prefix: usize, committed: u32, suffix: &[Entry]) {
        let common = self.memory.log.len().min(prefix + suffix.len());
        if common > prefix && self.memory.log[common - 1].term != suffix[common - 1 - prefix].term {
            self.memory.log.truncate(prefix);
        }
        let known = self.memory.log.len() - prefix;
        self.memory.log.extend(suffix.iter().skip(known));
        self.memory.committed = self.memory.committed.max(committed);
    }

    fn learn(&mut self, from: Name, term: u32, (until, success): (u32, bool), said: &mut Said) {
        if term != self.memory.term || self.memory.role != Role::Leader {
            self.step_down(term);
            return;
        }
        let other = usize::from(from);
        if success && until >= self.memory.acknowledged[other] {
            self.memory.sent[other] = until;
            self.memory.acknowledged[other] = until;
            self.commit();
        } else if self.memory.sent[other] > 0 {
            self.memory.sent[other] -= 1;
            self.replicate_to(from, said);
        }
    }

    /// Commits what a majority has, if the last of it is of this term.
    fn commit(&mut self) {
        let servers = self.memory.sent.len();
        let has_majority = |length: &u32| {
            let having = self.memory.acknowledged.iter().filter(|until| *until >= length);
            having.count() >= majority(servers)
        };
        let ready =
            (self.memory.committed + 1..=self.memory.log.len() as u32).rev().find(has_majority);
        if let Some(ready) = ready.filter(|ready| self.term_at(*ready) == self.memory.term) {
            self.memory.committed = ready;
        }
    }

    fn wish(&mut self, wish: Wish, said: &mut Said) {
        match (self.memory.role, self.memory.leader) {
            (Role::Leader, _) => {
                self.memory.log.push(Entry { term: self.memory.term, wish });
                self.memory.acknowledged[usize::from(self.memory.name)] =
                    self.memory.log.len() as u32;
                self.replicate(said);
            }
            (_, None) => self.waiting.push(wish),
            (_, Some(leader)) => self.say(leader, Words::Broadcast(wish), said),
        }
    }

    fn replicate(&self, said: &mut Said) {
        for to in self.others() {
            self.replicate_to(to, said);
        }
    }

    fn replicate_to(&self, to: Name, said: &mut Said) {
        let prefix = self.memory.sent[usize::from(to)];
        let words = Words::LogRequest {
            term: self.memory.term,
            prefix,
            prefix_term: self.term_at(prefix),
            committed: self.memory.committed,
            suffix: self.memory.log.get(prefix as usize..).unwrap_or_default().to_vec(),
        };
        self.say(to, words, said);
    }
}
