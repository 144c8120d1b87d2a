//! From a path of the explorer to actions on a run.
//!
//! The explorer's steps are untimed; a run has clocks, delays and disks that go on by themselves.
//! So at the moment from which the exploration began, everything under way is held, the network is
//! made so slow that nothing arrives of itself, and disks stop. Then each step becomes an action:
//! deliver this now, lose that, fire, crash, let one write through. Steps stand apart so that one
//! can watch them; but timers go on running, so if the run takes another course that way, the steps
//! move together until it does not. Where a node makes a choice, it is first left to be drawn, and
//! then made for it. What counts is the end: the same promise, broken; or, of a way without
//! progress, the same state after each of its turns and none made in any.

use quorate_proto::order;
use quorate_proto::time::MILLISECOND;
use quorate_proto::{Command, NodeId, Status, Tick};
use quorate_sim::{
    Action, DiskMode, Flight, Group, MessageId, NetworkChange, Packet, Record, Run, Scheduled,
    Stamp, Standing,
};

use crate::atlas::{Content, Letter};
use crate::counterexample::{Replay, Way};
use crate::moves::Move;
use crate::space::Origin;

/// Time between two steps: what can be watched first, then ever closer.
const SPACINGS: [Tick; 6] = [200 * MILLISECOND, 50 * MILLISECOND, 10 * MILLISECOND, 1_000, 50, 1];
/// Nothing takes that long to be shown: what is held so long does not arrive of itself.
const FAR: Tick = 1_800_000 * MILLISECOND;
/// A longer way is not shown as a run: nobody could watch it, and no link could hold it. Those that
/// depth-first searches and random walks find know no bound of their own.
const STEPS_MAX: usize = 1_000;
/// How often a run goes round in a loop.
const TURNS: usize = 3;
/// Most events between two steps.
const EVENTS_MAX: u64 = 200_000;

/// The run that takes these steps and breaks the promise, if there is one.
pub(crate) fn replay(origin: &Origin, property: &str, way: &Way) -> Option<Replay> {
    if way.moves.is_empty() {
        let end = Stage::new(origin, 0, false).run.world().stamp();
        return Some(Replay { actions: origin.actions.clone(), end, turns: Vec::new() });
    }
    stages(origin, way).find_map(|(stage, way)| {
        let replay = stage.play(property, way)?;
        breaks(origin, &replay, property).then_some(replay)
    })
}

/// The run that takes the steps up to a loop and then goes round in it a few times, or stops where
/// nothing happens any more. A run has an end, so it cannot show that progress never comes; it
/// shows that after every turn the cluster is what it was before, and that none came meanwhile.
pub(crate) fn replay_lasso(
    origin: &Origin,
    property: &str,
    way: &Way,
    loop_from: usize,
) -> Option<Replay> {
    stages(origin, way).find_map(|(stage, way)| {
        let replay = stage.go_round(property, way, loop_from)?;
        comes_back(origin, &replay, property).then_some(replay)
    })
}

/// Ways to take steps, one to be tried after the other. Most need no choice but those that are
/// drawn anyway.
fn stages<'a>(origin: &'a Origin, way: &'a Way) -> impl Iterator<Item = (Stage, &'a Way)> {
    let short = way.moves.len() <= STEPS_MAX;
    let choosy = way.chosen.iter().any(|chosen| !chosen.is_empty());
    let manners = [false, true].into_iter().filter(move |chooses| short && (choosy || !chooses));
    manners.flat_map(move |chooses| {
        let spacings = SPACINGS.iter().flat_map(|spacing| [(*spacing, false), (*spacing, true)]);
        spacings.map(move |(spacing, steady)| {
            (Stage { chooses, ..Stage::new(origin, spacing, steady) }, way)
        })
    })
}

/// Whether the whole run, played from its beginning, comes back to the same state at every turn.
fn comes_back(origin: &Origin, replay: &Replay, property: &str) -> bool {
    let Some(setup) = &origin.setup else { return true };
    let mut run = Run::new(setup, &replay.actions);
    let mut begins = None;
    replay.turns.iter().all(|turn| {
        let arrives = run.run_until(*turn, u64::MAX, &mut Record::default());
        let now = Round::of(&run, property);
        let begins = begins.get_or_insert_with(|| now.clone());
        arrives && now == *begins
    })
}

/// What has to be the same after every turn of a loop.
#[derive(Clone, PartialEq)]
struct Round {
    /// Fingerprints of the nodes, in memory and on disk.
    nodes: Vec<(Status, u64, u64)>,
    /// What clients wait for.
    waiting: Vec<Option<Command>>,
    /// When progress was last made.
    kept: Tick,
}

impl Round {
    fn of(run: &Run, property: &str) -> Self {
        let world = run.world();
        let protocol = world.setup().protocol;
        let nodes = world.slots().iter();
        let nodes = nodes.map(|it| (it.status, it.node.digest(), protocol.disk_digest(&*it.image)));
        let waiting = world.clients().iter().map(|it| it.waiting().map(|(command, _)| command));
        Self { nodes: nodes.collect(), waiting: waiting.collect(), kept: world.kept_last(property) }
    }
}

/// Whether the whole run, played from its beginning, breaks the promise.
fn breaks(origin: &Origin, replay: &Replay, property: &str) -> bool {
    let Some(setup) = &origin.setup else { return true };
    let mut run = Run::new(setup, &replay.actions);
    run.run_until(replay.end, u64::MAX, &mut Record::default()) && is_broken(&run, property)
}

fn is_broken(run: &Run, property: &str) -> bool {
    let mut verdicts = run.world().verdicts().iter();
    verdicts.any(|it| it.property.id == property && it.standing == Standing::Broken)
}

/// A run on which steps are taken.
struct Stage {
    run: Run,
    actions: Vec<Scheduled>,
    spacing: Tick,
    /// Whether choices are made, and not left to be drawn.
    chooses: bool,
    /// Whether clocks are put back to where they stood before each step.
    steady: bool,
    clocks: Vec<Tick>,
    /// When the present step is taken.
    tick: Tick,
    slow_disks: bool,
}

impl Stage {
    fn new(origin: &Origin, spacing: Tick, steady: bool) -> Self {
        let world = &origin.world;
        let clocks = world.hosts().iter().map(|host| host.clock().read(world.now())).collect();
        Self {
            run: Run::from_world(world.clone()),
            actions: origin.actions.clone(),
            spacing,
            chooses: false,
            steady,
            clocks,
            tick: origin.tick,
            slow_disks: world.setup().disk.1 > 0,
        }
    }

    fn play(mut self, property: &str, way: &Way) -> Option<Replay> {
        self.hold_everything();
        for position in 0..way.moves.len() {
            self.go_on(way, position)?;
            if is_broken(&self.run, property) {
                let end = self.run.world().stamp();
                return Some(Replay { actions: self.actions, end, turns: Vec::new() });
            }
        }
        None
    }

    fn go_round(mut self, property: &str, way: &Way, loop_from: usize) -> Option<Replay> {
        self.hold_everything();
        for position in 0..loop_from {
            self.go_on(way, position)?;
        }
        let round = loop_from..way.moves.len();
        let count = if round.is_empty() { 0 } else { TURNS };
        if count > 0 {
            self.act(Action::Turn);
        }
        let mut turns = vec![self.run.world().stamp()];
        let begins = Round::of(&self.run, property);
        for _ in 0..count {
            for position in round.clone() {
                self.go_on(way, position)?;
            }
            if Round::of(&self.run, property) != begins {
                return None;
            }
            self.act(Action::Turn);
            turns.push(self.run.world().stamp());
        }
        let end = self.run.world().stamp();
        Some(Replay { actions: self.actions, end, turns })
    }

    /// Takes the step in this position.
    fn go_on(&mut self, way: &Way, position: usize) -> Option<()> {
        let step = way.moves.get(position)?;
        // What was done already is kept elsewhere; a run that need not carry it is quicker.
        self.run = Run::from_world(self.run.world().clone());
        self.tick += self.spacing;
        let now = Stamp::at(self.tick);
        if !self.run.run_until(now, EVENTS_MAX, &mut Record::default()) {
            return None;
        }
        if self.chooses
            && let Some(chosen) = way.chosen.get(position)
        {
            self.settle_choices(step, chosen);
        }
        self.take(step)?;
        self.settle();
        Some(())
    }

    /// Nothing moves of itself any more, as far as that can be had.
    fn hold_everything(&mut self) {
        let network = self.run.world().setup().network;
        self.act(Action::SetNetwork(NetworkChange::Delay(FAR, FAR)));
        if network.loss.numerator > 0 {
            let none = NetworkChange::Loss(quorate_proto::Ratio::ZERO);
            self.act(Action::SetNetwork(none));
        }
        if network.duplication.numerator > 0 {
            let none = NetworkChange::Duplication(quorate_proto::Ratio::ZERO);
            self.act(Action::SetNetwork(none));
        }
        let mut under_way: Vec<MessageId> =
            self.run.world().flights().map(|flight| flight.id).collect();
        order::sort(&mut under_way);
        for message in under_way {
            self.act(Action::Hold(message, FAR));
        }
        if self.slow_disks {
            for index in 0..self.run.world().slots().len() {
                let node = NodeId::new(index as u16);
                let host = self.run.world().hosts().get(index);
                if host.is_some_and(|host| host.disk_mode() == DiskMode::Honest) {
                    self.act(Action::Disk { node, mode: DiskMode::Stalled });
                }
            }
        }
    }

    /// Whoever takes the step will choose so.
    fn settle_choices(&mut self, step: &Move, chosen: &[u32]) {
        let node = match step {
            Move::Deliver(letter) => letter.to,
            Move::Fire(node, _)
            | Move::Written(node)
            | Move::Start(node)
            | Move::Ask(node, _)
            | Move::AskAgain(node, _)
            | Move::Crash(node) => *node,
            Move::Lose(_) | Move::Duplicate(_) => return,
        };
        for choice in chosen {
            self.act(Action::Choose { node, choice: *choice });
        }
    }

    fn take(&mut self, step: &Move) -> Option<()> {
        match step {
            Move::Deliver(letter) => {
                self.set_clock_back(letter.to);
                let message = self.find(letter)?;
                self.act(Action::DeliverNow(message));
            }
            Move::Lose(letter) => {
                let message = self.find(letter)?;
                self.act(Action::Drop(message));
            }
            Move::Duplicate(letter) => {
                let message = self.find(letter)?;
                self.act(Action::Copy(message));
            }
            Move::Fire(node, timer) => {
                self.set_clock_back(*node);
                self.act(Action::Fire { node: *node, timer: *timer });
            }
            Move::Written(node) => self.let_one_write_through(*node),
            Move::Crash(node) => self.act(Action::Crash(Group::one(*node))),
            Move::Start(node) => {
                self.set_clock_back(*node);
                self.act(Action::Start(Group::one(*node)));
            }
            Move::Ask(node, command) => {
                self.set_clock_back(*node);
                let client = command.id.client;
                self.bring_answers(client);
                let operation = command.operation;
                self.act(Action::Request { client, to: Some(*node), operation });
                self.bring_request(*node, *command)?;
            }
            Move::AskAgain(node, command) => {
                self.set_clock_back(*node);
                let client = command.id.client;
                self.act(Action::Retry { client, to: Some(*node) });
                self.bring_request(*node, *command)?;
            }
        }
        Some(())
    }

    /// A node hears at once what a client has just asked of it.
    fn bring_request(&mut self, to: NodeId, command: Command) -> Option<()> {
        let content = Content::Request(command);
        let message = self.find(&Letter { from: command.id.client, to, content })?;
        self.act(Action::DeliverNow(message));
        Some(())
    }

    /// The message that a letter stands for: if there is none like it, the first of its kind.
    fn find(&self, letter: &Letter) -> Option<MessageId> {
        let mut flights: Vec<&Flight> = self.run.world().flights().collect();
        flights.retain(|flight| (flight.id.from, flight.id.to) == (letter.from, letter.to));
        order::sort_by_key(&mut flights, |flight| flight.id);
        let same = |flight: &&&Flight| match (&flight.packet, &letter.content) {
            (Packet::Message(message), Content::Message(wanted)) => {
                message.digest() == wanted.digest()
            }
            (Packet::Request(command), Content::Request(wanted)) => command == wanted,
            _ => false,
        };
        let alike = |flight: &&&Flight| match (&flight.packet, &letter.content) {
            (Packet::Message(message), Content::Message(wanted)) => message.kind() == wanted.kind(),
            _ => false,
        };
        let found = flights.iter().find(same).or_else(|| flights.iter().find(alike));
        found.map(|flight| flight.id)
    }

    /// A client that is told to ask first gets the answers that are on their way to it.
    fn bring_answers(&mut self, client: NodeId) {
        let flights = self.run.world().flights();
        let answers = flights
            .filter(|flight| flight.id.to == client && matches!(flight.packet, Packet::Reply(..)));
        let mut answers: Vec<MessageId> = answers.map(|flight| flight.id).collect();
        order::sort(&mut answers);
        for message in answers {
            self.act(Action::DeliverNow(message));
        }
        self.settle();
    }

    fn let_one_write_through(&mut self, node: NodeId) {
        let pending = |run: &Run| {
            run.world().hosts().get(node.index()).map_or(0, quorate_sim::Host::writes_pending)
        };
        let before = pending(&self.run);
        self.act(Action::Disk { node, mode: DiskMode::Honest });
        while pending(&self.run) >= before && self.run.next_tick() == Some(self.tick) {
            self.run.step(&mut Record::default());
        }
        self.act(Action::Disk { node, mode: DiskMode::Stalled });
    }

    fn set_clock_back(&mut self, node: NodeId) {
        let world = self.run.world();
        let up = world.slots().get(node.index()).is_some_and(|it| it.status != Status::Paused);
        let (Some(host), Some(stood)) =
            (world.hosts().get(node.index()), self.clocks.get(node.index()))
        else {
            return;
        };
        let reads = host.clock().read(self.tick);
        if self.steady && up && reads > *stood {
            let by = -reads.saturating_sub(*stood).cast_signed();
            self.act(Action::Jump { node, by });
        }
    }

    /// Does something now.
    fn act(&mut self, action: Action) {
        let stamp = self.run.world().stamp();
        let at = if stamp.tick >= self.tick { stamp } else { Stamp::at(self.tick) };
        let scheduled = Scheduled { at, action };
        self.actions.push(scheduled.clone());
        self.run.add(scheduled);
        self.run.step(&mut Record::default());
    }

    /// Lets happen what is due at this very moment.
    fn settle(&mut self) {
        let limit = self.run.world().events().saturating_add(EVENTS_MAX);
        while self.run.next_tick() == Some(self.tick) && self.run.world().events() < limit {
            self.run.step(&mut Record::default());
        }
    }
}
