//! From a path of the explorer to actions on a run.
//!
//! The explorer's steps are untimed; a run has clocks, delays and disks that go on by themselves.
//! So at the moment from which the exploration began, everything under way is held, the network is
//! made so slow that nothing arrives of itself, and disks stop. Then each step becomes an action:
//! deliver this now, lose that, fire, crash, let one write through. Steps stand apart so that one
//! can watch them; but timers go on running, so if the run takes another course that way, the steps
//! move together until it does not. What counts is the end: the same promise, broken.

use quorate_proto::order;
use quorate_proto::time::MILLISECOND;
use quorate_proto::{NodeId, Status, Tick};
use quorate_sim::{
    Action, DiskMode, Flight, Group, MessageId, NetworkChange, Packet, Record, Run, Scheduled,
    Stamp, Standing,
};

use crate::atlas::{Content, Letter};
use crate::counterexample::Replay;
use crate::moves::Move;
use crate::space::Origin;

/// Time between two steps: what can be watched first, then ever closer.
const SPACINGS: [Tick; 6] = [200 * MILLISECOND, 50 * MILLISECOND, 10 * MILLISECOND, 1_000, 50, 1];
/// Nothing takes that long to be shown: what is held so long does not arrive of itself.
const FAR: Tick = 1_800_000 * MILLISECOND;
/// Most events between two steps.
const EVENTS_MAX: u64 = 200_000;

/// The run that takes these steps and breaks the promise, if there is one.
pub(crate) fn replay(origin: &Origin, property: &str, moves: &[Move]) -> Option<Replay> {
    if moves.is_empty() {
        let end = Stage::new(origin, 0, false).run.world().stamp();
        return Some(Replay { actions: origin.actions.clone(), end });
    }
    let attempts = SPACINGS.iter().flat_map(|spacing| [(*spacing, false), (*spacing, true)]);
    attempts.into_iter().find_map(|(spacing, steady)| {
        let replay = Stage::new(origin, spacing, steady).play(property, moves)?;
        breaks(origin, &replay, property).then_some(replay)
    })
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
            steady,
            clocks,
            tick: origin.tick,
            slow_disks: world.setup().disk.1 > 0,
        }
    }

    fn play(mut self, property: &str, moves: &[Move]) -> Option<Replay> {
        self.hold_everything();
        for step in moves {
            self.tick += self.spacing;
            let now = Stamp::at(self.tick);
            if !self.run.run_until(now, EVENTS_MAX, &mut Record::default()) {
                return None;
            }
            self.take(step)?;
            self.settle();
            if is_broken(&self.run, property) {
                let end = self.run.world().stamp();
                return Some(Replay { actions: self.actions, end });
            }
        }
        None
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
            // When a client loses patience is the run's own affair.
            Move::AskAgain(..) => return None,
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
                let letter =
                    Letter { from: client, to: *node, content: Content::Request(*command) };
                let message = self.find(&letter)?;
                self.act(Action::DeliverNow(message));
            }
        }
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
