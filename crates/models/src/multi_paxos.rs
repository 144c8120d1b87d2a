//! Multi-Paxos as it replicates a state machine, after the specification of Guanzhou Hu
//! (*MultiPaxos in SMR-style*, 2024), module `MultiPaxos` of the TLA+ examples: a log of slots,
//! commands that write or read one key, and clients who see when commands are taken and answered.
//!
//! What was said once is said for ever. A replica steps up with a ballot that nobody has used;
//! whoever hears of a higher one follows it and tells, slot by slot, what it has voted for. With a
//! majority's answers the leader proposes again what was voted for in the highest ballot, and fills
//! the slots after that with commands that clients wait for. What a majority has voted for is
//! committed, in the order of the slots, and answered with what the key held before.
//!
//! The clients' commands are asked in one order, writes first; all others would be symmetric or
//! tell less. Nothing tells replicas apart but their names, and the published number is that of
//! states that differ by more than names.

use std::collections::BTreeSet;

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Property, majority};

use crate::board::{Board, Name, Spec, invariant, reached};
use crate::meta::{TIMERS, describe, size};

mod history;
mod replica;

use history::{Event, History, is_linearizable};
use replica::{Message, Replica, Status, Vote};

quorate_proto::phrases! {
    TITLE = "Multi-Paxos with a state machine", "带状态机的 Multi-Paxos";
    REPLICAS = "replicas", "副本";
    WRITES = "commands that write", "写命令";
    READS = "commands that read", "读命令";
    BALLOTS = "ballots, from 1", "轮次（从 1 起）";
    QUORUM = "replicas of a quorum; 0 for a majority", "法定人数；0 表示多数派";
    LINEARIZABLE =
        "once all is answered, the answers are those of some order that keeps to real time",
        "全部应答之后，存在一个符合实时顺序的执行次序能解释所有应答";
    ANSWERED = "all commands are answered", "所有命令都得到应答";
}

/// A command, by its place in the order of asking: first those that write.
type Command = u8;
/// A slot of the log, from 0.
type Slot = u8;
/// A ballot, from 1; 0 is none.
type Ballot = u8;

/// No command, or no replica.
const NONE: u8 = u8::MAX;
/// Most commands, and so most slots.
const SLOTS_MAX: usize = 4;

/// What the specification is told.
#[derive(Clone, Copy, Debug)]
struct Constants {
    writes: Command,
    /// How many commands and how many slots there are.
    commands: u8,
    ballots: Ballot,
    quorum: usize,
}

/// The state of the specification.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MultiPaxos {
    /// By name.
    replicas: Vec<Replica>,
    messages: BTreeSet<Message>,
    /// Commands that are not answered yet.
    pending: Vec<Command>,
    /// What clients have seen.
    observed: History,
}

static META: Meta = describe(
    "multi-paxos-smr",
    &TITLE,
    &[
        size("replicas", &REPLICAS, 1..=5, 3),
        size("writes", &WRITES, 1..=2, 1),
        size("reads", &READS, 0..=2, 0),
        size("ballots", &BALLOTS, 1..=4, 2),
        size("quorum", &QUORUM, 0..=5, 0),
    ],
    &[],
    TIMERS,
    &["Hu: MultiPaxos in SMR-style, 2024", "TLA+ examples: MultiPaxos-SMR/MultiPaxos"],
);

impl Spec for MultiPaxos {
    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Board<Self>>] = &[
        Property {
            id: "Linearizability",
            statement: &LINEARIZABLE,
            source: "MultiPaxos_MC",
            expectation: Expectation::Always,
            check: linearizable,
        },
        Property {
            id: "Termination",
            statement: &ANSWERED,
            source: "MultiPaxos",
            expectation: Expectation::Sometimes,
            check: terminates,
        },
    ];

    fn first(_: u32, size: &dyn Fn(usize) -> u32) -> Self {
        Self {
            replicas: (0..size(0) as Name).map(Replica::new).collect(),
            messages: BTreeSet::new(),
            pending: (0..Constants::new(size).commands).collect(),
            observed: History::new(),
        }
    }

    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let constants = Constants::new(size);
        let over = self.is_over(constants.commands);
        let mut next = Vec::new();
        for replica in self.replicas.iter().filter(|it| !it.done) {
            if over {
                next.push(self.after(Replica { done: true, ..*replica }, None));
            } else {
                self.lead(replica, constants, &mut next);
                self.follow(replica, constants, &mut next);
            }
        }
        if self.replicas.iter().all(|it| it.done) {
            next.push(self.clone());
        }
        next
    }

    fn names(size: &dyn Fn(usize) -> u32) -> Vec<u8> {
        vec![0; size(0) as usize]
    }

    fn renamed(&self, map: &dyn Fn(Name) -> Name) -> Self {
        let mut after = self.clone();
        after.replicas.iter_mut().for_each(|it| it.rename(map));
        after.replicas.sort_unstable();
        after.messages = self.messages.iter().map(|it| it.renamed(map)).collect();
        after
    }
}

impl Constants {
    fn new(size: &dyn Fn(usize) -> u32) -> Self {
        let (replicas, writes) = (size(0) as usize, size(1) as Command);
        let quorum = if size(4) == 0 { majority(replicas) } else { size(4) as usize };
        let commands = writes + size(2) as Command;
        Self { writes, commands, ballots: size(3) as Ballot, quorum }
    }
}

impl MultiPaxos {
    /// Whether clients wait for nothing any more.
    fn is_over(&self, commands: u8) -> bool {
        let seen = |kind: fn(&Event) -> Option<Command>| {
            self.observed.iter().filter_map(kind).collect::<BTreeSet<_>>().len() == commands.into()
        };
        self.pending.is_empty() && seen(Event::asked) && seen(Event::answered)
    }

    /// The state in which a replica has changed and has said something.
    fn after(&self, replica: Replica, said: impl IntoIterator<Item = Message>) -> Self {
        let mut after = self.clone();
        after.replicas[usize::from(replica.name)] = replica;
        after.messages.extend(said);
        after
    }

    fn observe(&mut self, event: Event) {
        if !self.observed.contains(&event) {
            self.observed.push(event);
        }
    }

    /// What makes a leader of a replica, and what a leader does.
    fn lead(&self, replica: &Replica, constants: Constants, next: &mut Vec<Self>) {
        if replica.leader != replica.name {
            for ballot in replica.heeds + 1..=constants.ballots {
                next.extend(self.step_up(replica, ballot));
            }
            return;
        }
        if replica.prepared == 0 {
            next.extend(self.prepare(replica, constants));
        }
        if replica.prepared == replica.heeds {
            next.extend(self.take(replica, constants));
            next.extend(self.commit(replica, constants));
        }
    }

    /// A replica steps up with a ballot, unless somebody has used it.
    fn step_up(&self, replica: &Replica, ballot: Ballot) -> Option<Self> {
        let uses = |message: &Message| match *message {
            Message::Prepare { ballot: used, .. } => used == ballot,
            _ => false,
        };
        let from = replica.name;
        let leading = Replica { prepared: 0, ..replica.following(from, ballot) };
        let promise = Message::Promise { from, ballot, votes: replica.votes() };
        let said = [Message::Prepare { from, ballot }, promise];
        (!self.messages.iter().any(uses)).then(|| self.after(leading, said))
    }

    /// With enough promises, a leader proposes again what was voted for in the highest ballots.
    fn prepare(&self, replica: &Replica, constants: Constants) -> Option<Self> {
        let promises = self.messages.iter().filter_map(|message| match message {
            Message::Promise { ballot, votes, .. } if *ballot == replica.heeds => Some(votes),
            _ => None,
        });
        if promises.clone().count() < constants.quorum {
            return None;
        }
        let (from, ballot) = (replica.name, replica.heeds);
        let mut leading = Replica { prepared: ballot, ..*replica };
        let mut said = Vec::new();
        for slot in 0..constants.commands {
            let place = usize::from(slot);
            let highest = promises.clone().map(|votes| votes[place]).max_by_key(|it| it.ballot);
            let command = highest.filter(|it| it.ballot > 0).map_or(NONE, |it| it.command);
            let entry = &mut leading.log[place];
            if entry.status == Status::Preparing || entry.status == Status::Empty && command != NONE
            {
                entry.status = Status::Accepting;
            }
            entry.command = command;
            if entry.status == Status::Accepting {
                said.push(Message::Accept { from, ballot, slot, command });
            }
        }
        Some(self.after(leading, said))
    }

    /// A leader takes the first command that its log does not know into its first empty slot.
    fn take(&self, replica: &Replica, constants: Constants) -> Option<Self> {
        let slots = replica.log.iter().take(constants.commands.into());
        let place = slots.clone().position(|entry| entry.status == Status::Empty)?;
        let known = |command: &Command| slots.clone().any(|entry| entry.command == *command);
        let command = self.pending.iter().copied().find(|command| !known(command))?;
        let (from, ballot, slot) = (replica.name, replica.prepared, place as Slot);
        let mut leading = *replica;
        leading.log[place].vote(Vote { ballot, command });
        let said = [
            Message::Accept { from, ballot, slot, command },
            Message::Accepted { from, ballot, slot },
        ];
        let mut after = self.after(leading, said);
        after.observe(Event::Asked(command));
        Some(after)
    }

    /// With enough votes for its next slot, a leader commits it and answers.
    fn commit(&self, replica: &Replica, constants: Constants) -> Option<Self> {
        let slot = replica.next_to_commit(constants.commands)?;
        let voted = |message: &&Message| match **message {
            Message::Accepted { ballot, slot: of, .. } => ballot == replica.prepared && of == slot,
            _ => false,
        };
        if self.messages.iter().filter(voted).count() < constants.quorum {
            return None;
        }
        let command = replica.log[usize::from(slot)].command;
        let leading = replica.committing(slot, constants.writes);
        let mut after = self.after(leading, [Message::Committed { slot }]);
        after.observe(Event::Answered(command, replica.value));
        after.pending.retain(|other| *other != command);
        Some(after)
    }

    /// What any replica does with what it hears.
    fn follow(&self, replica: &Replica, constants: Constants, next: &mut Vec<Self>) {
        let follows = replica.leader != replica.name;
        let waits_for = replica.next_to_commit(constants.commands).filter(|_| follows);
        for message in &self.messages {
            match *message {
                Message::Prepare { from, ballot } if ballot > replica.heeds => {
                    let votes = replica.votes();
                    let said = Message::Promise { from: replica.name, ballot, votes };
                    next.push(self.after(replica.following(from, ballot), [said]));
                }
                Message::Accept { from, ballot, slot, command }
                    if ballot >= replica.heeds
                        && ballot > replica.log[usize::from(slot)].voted.ballot =>
                {
                    let mut voting = Replica { leader: from, heeds: ballot, ..*replica };
                    voting.log[usize::from(slot)].vote(Vote { ballot, command });
                    let said = Message::Accepted { from: replica.name, ballot, slot };
                    next.push(self.after(voting, [said]));
                }
                Message::Committed { slot } if waits_for == Some(slot) => {
                    next.push(self.after(replica.committing(slot, constants.writes), None));
                }
                _ => {}
            }
        }
    }
}

type Watched<'a> = Cluster<'a, Board<MultiPaxos>>;
type Seen<'a> = Moment<'a, Board<MultiPaxos>>;

fn linearizable((): &mut (), _: &Seen<'_>, cluster: &Watched<'_>) -> Finding {
    let Constants { writes, commands, .. } = Constants::new(&|index| cluster.parameters.get(index));
    invariant(cluster, |it| {
        !it.is_over(commands) || is_linearizable(&it.observed, writes, commands)
    })
}

fn terminates((): &mut (), _: &Seen<'_>, cluster: &Watched<'_>) -> Finding {
    reached(cluster, |it| it.replicas.iter().all(|replica| replica.done))
}
