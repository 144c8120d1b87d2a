//! What one command costs: message delays and writes in sequence, and messages.
//!
//! Papers count these on their fingers; here they are measured. Every message takes exactly one
//! millisecond and every write exactly one microsecond, nothing is lost and nobody else asks. Then
//! the time from a request to its effect, read as a number, *is* the count: 3,001 microseconds are
//! three message delays and one write, whatever ran in parallel, since only what is waited for
//! takes time.
//!
//! It works for every protocol of the catalog that answers its clients, and knows none of them. One
//! that serves request after request is asked for the second time, when whoever leads has been
//! found; one that decides once has only one first time. The time counts from the request that
//! reached whoever answered it: what went to others before is the way there, not the cost.

use quorate_proto::{
    AnyProtocol, Axis, Chart, Key, NodeId, Operation, Origin, RequestId, Scale, Series, Service,
    Stroke, Tick, Tone,
};
use quorate_sim::{
    Action, ClientOperation, Detail, Event, Network, Packet, Record, Run, Setup, Stamp,
};

use crate::{Cell, Column, Domain, Experiment, Plan, Row, Sample, Setting, Settings, texts};

/// The experiment.
pub(crate) static DELAYS: Experiment = Experiment {
    id: "delays",
    title: &texts::DELAYS,
    about: &texts::DELAYS_ABOUT,
    source: "Lamport: Fast Paxos, 2005, section 4; Ongaro's thesis, 10.2",
    settings: &[Setting {
        id: "nodes",
        label: &texts::NODES,
        domain: Domain::Numbers(1..=9, &[3, 5, 7]),
    }],
    columns: &[
        Column::key("protocol", &texts::PROTOCOL),
        Column::key("nodes", &texts::NODES),
        Column::measured("delays", &texts::DELAYS_TO_LEARN, 0),
        Column::measured("writes", &texts::WRITES, 0),
        Column::measured("answer_delays", &texts::DELAYS_TO_ANSWER, 0),
        Column::measured("messages", &texts::MESSAGES, 0),
        Column::published("theory_delays", &texts::DELAYS_TO_LEARN, "delays", 0),
        Column::published("theory_writes", &texts::WRITES, "writes", 0),
        Column::published("theory_answer_delays", &texts::DELAYS_TO_ANSWER, "answer_delays", 0),
        Column::published("theory_messages", &texts::MESSAGES, "messages", 0),
    ],
    plan: |settings| Box::new(Delays::new(settings)),
};

/// What theory says of a protocol in its normal case, until a learner knows.
struct Theory {
    protocol: &'static str,
    delays: u64,
    writes: u64,
    /// Messages between servers, as a function of their number, where that is stated.
    messages: Option<fn(u64) -> u64>,
}

/// Basic Paxos with a fresh ballot: request, 1a, 1b, 2a, 2b, and three writes with the proposer's
/// own. A stable leader: request, one round trip. Fast Paxos: request, 2b. In Raft the leader's own
/// write runs in parallel, and a round trip to each other server is all there is.
const THEORY: &[Theory] = &[
    Theory { protocol: "basic-paxos", delays: 5, writes: 3, messages: None },
    Theory { protocol: "multi-paxos", delays: 3, writes: 2, messages: None },
    Theory { protocol: "fast-paxos", delays: 2, writes: 1, messages: None },
    Theory {
        protocol: "raft",
        delays: 3,
        writes: 1,
        messages: Some(|nodes| 2 * nodes.saturating_sub(1)),
    },
];

/// Time of a message and of a write: so far apart that a sum of both falls into its parts.
const MESSAGE: Tick = 1_000;
const WRITE: Tick = 1;
/// When a cluster that has to find its leader has long done so.
const SETTLED: Tick = 5 * quorate_proto::time::SECOND;
/// How long an answer may take; then the attempt is given up.
const PATIENCE: Tick = 60 * quorate_proto::time::SECOND;
/// How long messages are counted after the answer: until they have all been answered in turn.
const AFTERMATH: Tick = 8 * MESSAGE;

/// Positions of figures in a sample.
const LEARNED: usize = 0;
const WRITES: usize = 1;
const ANSWERED: usize = 2;
const MESSAGES: usize = 3;

/// What is to be measured: every protocol that answers, with every number of servers it can have.
struct Delays {
    cases: Vec<(&'static dyn AnyProtocol, u16)>,
}

impl Delays {
    fn new(settings: &Settings) -> Self {
        let mut cases = Vec::new();
        let answers =
            |protocol: &&&'static dyn AnyProtocol| protocol.meta().service != Service::Silent;
        for protocol in quorate_catalog::PROTOCOLS.iter().filter(answers) {
            let sizes = settings.numbers("nodes").iter();
            let sizes = sizes.filter_map(|nodes| u16::try_from(*nodes).ok());
            let sizes = sizes.filter(|nodes| protocol.meta().nodes.contains(nodes));
            cases.extend(sizes.map(|nodes| (*protocol, nodes)));
        }
        Self { cases }
    }

    /// The chart of one figure over the number of servers.
    fn chart(
        &self,
        title: &'static quorate_proto::Phrase<0>,
        figure: usize,
        samples: &[Vec<Option<Sample>>],
        theory: fn(&Theory, u64) -> Option<u64>,
    ) -> Chart {
        let mut names: Vec<&'static dyn AnyProtocol> = Vec::new();
        for (protocol, _) in &self.cases {
            if names.iter().all(|known| known.meta().id != protocol.meta().id) {
                names.push(*protocol);
            }
        }
        let series = names.into_iter().enumerate().flat_map(|(group, protocol)| {
            let meta = protocol.meta();
            let own = || {
                let cases = self.cases.iter().zip(samples);
                cases.filter(|((other, _), _)| other.meta().id == meta.id)
            };
            let measured = own().filter_map(|((_, nodes), samples)| {
                Some((f64::from(*nodes), *samples.first()?.as_ref()?.get(figure)?))
            });
            let known = THEORY.iter().find(|theory| theory.protocol == meta.id);
            let stated = own().filter_map(|((_, nodes), _)| {
                let count = theory(known?, u64::from(*nodes))?;
                Some((f64::from(*nodes), count as f64))
            });
            let series = |origin, stroke, points| Series {
                name: meta.title.text(),
                origin,
                stroke,
                group,
                points,
            };
            [
                series(Origin::Measured, Stroke::Straight, measured.collect()),
                series(Origin::Published, Stroke::Dots, stated.collect()),
            ]
        });
        let axis = |label, bounds| Axis { label, unit: "", scale: Scale::Linear, bounds };
        Chart {
            title: title.text(),
            across: axis(&texts::NODES, None),
            up: axis(title, None),
            series: series.collect(),
        }
    }
}

impl Plan for Delays {
    fn trials(&self) -> Vec<u32> {
        vec![1; self.cases.len()]
    }

    fn trial(&self, case: usize, index: u32) -> Option<Sample> {
        let (protocol, nodes) = *self.cases.get(case)?;
        measure(protocol, nodes, u64::from(index) + 1)
    }

    fn row(&self, case: usize, samples: &[Option<Sample>]) -> Row {
        let Some((protocol, nodes)) = self.cases.get(case) else { return Row::new() };
        let id = protocol.meta().id;
        let sample = samples.first().copied().flatten();
        let measured = |figure: usize| match sample.and_then(|sample| sample.get(figure).copied()) {
            Some(count) => Cell::Count(count as u64),
            None => Cell::Nothing,
        };
        let theory = THEORY.iter().find(|theory| theory.protocol == id);
        let stated = |count: Option<u64>| count.map_or(Cell::Nothing, Cell::Count);
        let messages = theory.and_then(|theory| theory.messages);
        vec![
            Cell::Word(id),
            Cell::Count((*nodes).into()),
            measured(LEARNED),
            measured(WRITES),
            measured(ANSWERED),
            measured(MESSAGES),
            stated(theory.map(|theory| theory.delays)),
            stated(theory.map(|theory| theory.writes)),
            stated(theory.map(|theory| theory.delays + 1)),
            stated(messages.map(|messages| messages(u64::from(*nodes)))),
        ]
    }

    fn charts(&self, samples: &[Vec<Option<Sample>>]) -> Vec<Chart> {
        let delays =
            self.chart(&texts::DELAYS_TO_LEARN, LEARNED, samples, |theory, _| Some(theory.delays));
        let messages = self.chart(&texts::MESSAGES, MESSAGES, samples, |theory, nodes| {
            theory.messages.map(|messages| messages(nodes))
        });
        vec![delays, messages]
    }
}

/// One command, from the request to the last message about it.
fn measure(protocol: &'static dyn AnyProtocol, nodes: u16, seed: u64) -> Option<Sample> {
    let setup = Setup::new(protocol, seed);
    let network = Network { delay: (MESSAGE, MESSAGE), ..setup.network };
    let disk = (WRITE, WRITE);
    let setup = Setup { nodes, clients: 1, workload: 0, network, disk, ..setup };
    let mut run = Run::unwatched(&setup, &[]);
    let mut record = Record::default();
    run.run_until(Stamp::at(SETTLED), u64::MAX, &mut record);
    let client = NodeId::client(0);
    if protocol.meta().service == Service::Answers {
        ask(&mut run, client, &mut record);
        answer(&mut run, client, &mut record)?;
        // Whoever repeats things for a while after a command is through with it.
        let quiet = run.world().now().saturating_add(SETTLED);
        run.run_until(Stamp::at(quiet), u64::MAX, &mut record);
    }
    let mut record = Record::new(Detail::Everything);
    ask(&mut run, client, &mut record);
    let operation = answer(&mut run, client, &mut record)?;
    let answered = operation.returned?.0;
    run.run_until(Stamp::at(answered.saturating_add(AFTERMATH)), u64::MAX, &mut record);
    let story = Story::of(&record, operation.command.id, &setup);
    let cost = |time: Option<Tick>| time?.checked_sub(story.asked?);
    let (learned, answered) = (cost(story.learned)?, cost(Some(answered))?);
    let parts = [learned / MESSAGE, learned % MESSAGE / WRITE, answered / MESSAGE, story.messages];
    Some(parts.map(|count| count as f64))
}

fn ask(run: &mut Run, client: NodeId, record: &mut Record) {
    let operation = Operation::Set { key: Key::X, value: 1 };
    run.act(Action::Request { client, to: None, operation }, record);
}

/// Lets the world go on until the client's latest operation is answered.
fn answer(run: &mut Run, client: NodeId, record: &mut Record) -> Option<ClientOperation> {
    let limit = run.world().now().saturating_add(PATIENCE);
    while run.world().now() < limit {
        let last = run.world().client(client)?.operations().last().copied()?;
        if last.returned.is_some() {
            return Some(last);
        }
        if !run.step(record) {
            return None;
        }
    }
    None
}

/// What the record tells of one request.
#[derive(Default)]
struct Story {
    /// When the client put it to whoever answered it in the end.
    asked: Option<Tick>,
    /// When anybody first learned that it is to be performed.
    learned: Option<Tick>,
    /// How many messages went between servers, heartbeats not counted.
    messages: u64,
}

impl Story {
    fn of(record: &Record, request: RequestId, setup: &Setup) -> Self {
        let kinds = setup.protocol.meta().kinds;
        let mut story = Self::default();
        for event in &record.events {
            if event.sent.iter().any(|sent| is_request(&sent.packet, request)) {
                // What happened before was for somebody who only sent the client on.
                story = Self { asked: Some(event.stamp.tick), ..Self::default() };
            }
            if story.learned.is_none() && delivers(event, request) {
                story.learned = Some(event.stamp.tick);
            }
            let between = event.sent.iter().filter(|sent| {
                let (from, to) = (sent.message.from, sent.message.to);
                from != to && !from.is_client() && !to.is_client()
            });
            let counts = |packet: &Packet| match packet {
                Packet::Message(message) => {
                    kinds.get(message.kind()).is_some_and(|kind| kind.tone != Tone::Beat)
                }
                Packet::Request(_) | Packet::Reply(..) => false,
            };
            story.messages += between.filter(|sent| counts(&sent.packet)).count() as u64;
        }
        story
    }
}

fn is_request(packet: &Packet, request: RequestId) -> bool {
    matches!(packet, Packet::Request(command) if command.id == request)
}

fn delivers(event: &Event, request: RequestId) -> bool {
    event.delivered.iter().any(|it| it.command.is_some_and(|command| command.id == request))
}
