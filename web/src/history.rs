//! What clients saw, followed while a run plays, and judged.

use quorate_check::{
    Bounds, Check, ClientHistory, Live, Mark, Standing, Store, Verdict, bars, causal, sequential,
    session,
};
use quorate_proto::order;
use quorate_proto::{NodeId, Operation, Outcome, Phrase, RequestId, SortedMap, Tick};
use quorate_scene::{HistoryPicture, Sign, Wrong};
use quorate_sim::{ClientOperation, World};

use crate::session::Session;
use crate::text::proof as words;

/// Most operations whose order is sought anew at every change while time runs.
const ORDERED_WHILE_PLAYING: usize = 120;
/// Most operations of which weaker promises are judged.
const JUDGED_MAX: usize = 400;
/// What an order may cost while a page is to stay alive.
const BOUNDS: Bounds = Bounds { steps: 40_000, memory: 32 << 20, explaining: 40_000 };

/// The history of one branch, as far as it has been seen.
pub(crate) struct Watch {
    branch: usize,
    /// The furthest world of the branch that was seen.
    world: World,
    live: Live<Store>,
    /// Which request each call of `live` is.
    calls: Vec<RequestId>,
    /// How many requests of each client have been told.
    asked: Vec<usize>,
    /// Requests without an answer: position with their client, and call.
    open: SortedMap<RequestId, (usize, usize)>,
    measure: (usize, usize),
    findings: Option<Findings>,
}

/// What a search found out.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Findings {
    /// Whether some order explains all answers.
    pub(crate) verdict: Verdict,
    /// What is known of single operations.
    pub(crate) signs: SortedMap<RequestId, Sign>,
    /// How weaker promises stand, where linearizability is not kept: it implies them all.
    pub(crate) weaker: Vec<(&'static Phrase<0>, Verdict)>,
    /// Whether no smaller set of operations contradicts itself.
    pub(crate) minimal: bool,
}

impl Watch {
    /// Begins with the session as it stands.
    pub(crate) fn new(session: &Session) -> Self {
        let mut watch = Self {
            branch: session.timeline().current(),
            world: session.world().clone(),
            live: Live::new(Store::default()),
            calls: Vec::new(),
            asked: Vec::new(),
            open: SortedMap::new(),
            measure: (0, 0),
            findings: None,
        };
        watch.feed();
        watch
    }

    /// Follows the session. What was seen of a branch stays known when time goes back.
    pub(crate) fn follow(&mut self, session: &Session, playing: bool) {
        if session.timeline().current() != self.branch {
            *self = Self::new(session);
        } else if session.world().events() > self.world.events() {
            self.world = session.world().clone();
            self.feed();
        }
        let small = self.calls.len() <= ORDERED_WHILE_PLAYING;
        if self.findings.is_none() && (small || !playing) {
            self.findings = Some(examine(&self.world, BOUNDS));
        }
    }

    /// The furthest world that was seen.
    pub(crate) const fn world(&self) -> &World {
        &self.world
    }

    /// What a search found out, if there was time for one since the last change.
    pub(crate) const fn findings(&self) -> Option<&Findings> {
        self.findings.as_ref()
    }

    /// Whether some order explains all answers, as well as it is known.
    pub(crate) fn verdict(&self) -> Verdict {
        match self.live.standing() {
            Standing::Possible => Verdict::Yes,
            Standing::Impossible(_) => Verdict::No,
            Standing::Lost => self.findings.as_ref().map_or(Verdict::Unknown, |it| it.verdict),
        }
    }

    /// What was asked, by whom, and when the answer came that nothing explains.
    pub(crate) fn impossible(&self) -> Option<(Operation, NodeId, Tick)> {
        let Standing::Impossible(call) = self.live.standing() else { return None };
        let id = *self.calls.get(call)?;
        let operations = self.world.clients().get(id.client.index())?.operations();
        let found = operations.iter().find(|operation| operation.command.id == id)?;
        Some((found.command.operation, id.client, found.returned?.0))
    }

    /// Requests, those that were answered, and in how many ways all of it can be explained.
    pub(crate) fn counts(&self) -> [usize; 3] {
        let answered = self.calls.len() - self.open.len();
        [self.calls.len(), answered, self.live.configurations()]
    }

    /// Tells the live checker what has happened since.
    fn feed(&mut self) {
        let measure = HistoryPicture::measure(&self.world);
        if measure == self.measure {
            return;
        }
        (self.measure, self.findings) = (measure, None);
        self.asked.resize(self.world.clients().len(), 0);
        // Questions before answers of the same tick, as they may have overlapped.
        let mut news: Vec<(Tick, bool, usize, usize)> = Vec::new();
        for (client, it) in self.world.clients().iter().enumerate() {
            let known = self.asked.get(client).copied().unwrap_or(0);
            let fresh = (known..it.operations().len()).collect::<Vec<_>>();
            let open = self.open.iter().filter(|(id, _)| id.client.index() == client);
            let open = open.map(|(_, (position, _))| *position);
            for position in open.chain(fresh) {
                let Some(operation) = it.operations().get(position) else { continue };
                if position >= known {
                    news.push((operation.invoked, false, client, position));
                }
                if let Some((at, _)) = operation.returned {
                    news.push((at, true, client, position));
                }
            }
            if let Some(asked) = self.asked.get_mut(client) {
                *asked = it.operations().len();
            }
        }
        order::sort(&mut news);
        for (_, is_answer, client, position) in news {
            let client = self.world.clients().get(client);
            if let Some(operation) = client.and_then(|it| it.operations().get(position)).copied() {
                if is_answer { self.answer(&operation) } else { self.ask(&operation, position) }
            }
        }
    }

    fn ask(&mut self, operation: &ClientOperation, position: usize) {
        let id = operation.command.id;
        // A client asks one thing at a time: it no longer waits for what it asked before.
        let before = self.open.iter().filter(|(other, _)| other.client == id.client);
        for (_, (_, call)) in before {
            self.live.abandon(*call);
        }
        let process = u32::from(id.client.code());
        let call = self.live.invoke(process, operation.invoked, operation.command.operation);
        self.calls.push(id);
        self.open.insert(id, (position, call));
    }

    fn answer(&mut self, operation: &ClientOperation) {
        let id = operation.command.id;
        let (Some((_, call)), Some((at, outcome))) = (self.open.get(&id), operation.returned)
        else {
            return;
        };
        match outcome {
            Outcome::Done(answer) => self.live.returns(*call, at, Some(answer)),
            Outcome::Refused => self.live.refuse(*call),
            // No answer: it may still take effect.
            Outcome::Redirect(_) => return,
        };
        self.open.remove(&id);
    }
}

/// The operations of all clients that may have taken effect, in the order of a history.
fn operations(world: &World) -> Vec<ClientOperation> {
    let all = world.clients().iter().flat_map(|client| client.operations().iter().copied());
    let refused =
        |operation: &ClientOperation| matches!(operation.returned, Some((_, Outcome::Refused)));
    let mut all: Vec<_> = all.filter(|operation| !refused(operation)).collect();
    order::sort_by_key(&mut all, |operation| (operation.invoked, operation.command.id));
    all
}

/// The same for checkers: positions are those of [`operations`].
fn history(operations: &[ClientOperation]) -> ClientHistory {
    ClientHistory::of_clients(operations.iter().map(|operation| {
        let command = operation.command;
        (command.id.client, command, operation.invoked, operation.returned)
    }))
}

/// Seeks an order that explains everything, or what contradicts itself.
fn examine(world: &World, bounds: Bounds) -> Findings {
    let operations = operations(world);
    let history = history(&operations);
    let mut check = Check::new(Store::default(), &history, bounds);
    while check.advance(bounds.steps).is_none() {}
    let report = check.report();
    let signs = bars(&history, &report).into_iter().filter_map(|bar| {
        let place = bar.point.and_then(|(_, rank)| u32::try_from(rank + 1).ok());
        let wrong = match bar.mark {
            Mark::Contradicts => Some(Wrong::Contradicts),
            Mark::Stuck => Some(Wrong::FitsNowhere),
            Mark::Placed | Mark::Free | Mark::Beyond => None,
        };
        Some((operations.get(bar.call)?.command.id, Sign { place, wrong }))
    });
    let weaker = match report.verdict {
        Verdict::Yes => Vec::new(),
        Verdict::No | Verdict::Unknown => weaker(&history, bounds),
    };
    Findings {
        verdict: report.verdict,
        signs: signs.collect(),
        weaker,
        minimal: report.contradiction.is_some_and(|why| why.minimal),
    }
}

/// What else a system may promise its clients, from strong to weak.
fn weaker(history: &ClientHistory, bounds: Bounds) -> Vec<(&'static Phrase<0>, Verdict)> {
    let bounds = Bounds { explaining: 0, ..bounds };
    let mut check = sequential(Store::default(), history, bounds);
    check.advance(bounds.steps);
    let in_order = check.verdict().unwrap_or(Verdict::Unknown);
    let small = history.len() <= JUDGED_MAX;
    let judged = |judge: &dyn Fn() -> Verdict| if small { judge() } else { Verdict::Unknown };
    vec![
        (&words::SEQUENTIAL, in_order),
        (&words::CAUSAL, judged(&|| causal::consistent(history).verdict)),
        (&words::CONVERGENT, judged(&|| causal::convergent(history).verdict)),
        (&words::READ_YOUR_WRITES, judged(&|| session::read_your_writes(history).verdict)),
        (&words::MONOTONIC_READS, judged(&|| session::monotonic_reads(history).verdict)),
    ]
}

#[cfg(test)]
mod tests {
    use quorate_proto::time::SECOND;
    use quorate_scenario::decode;

    use super::*;
    use crate::open::protocols;

    /// Every script of a bug that breaks something, and every ready scenario.
    fn sessions() -> impl Iterator<Item = (String, Session)> {
        let scripts = protocols().iter().flat_map(|protocol| {
            let bugs = protocol.meta().bugs.iter().map(|bug| (bug.id, bug.script));
            bugs.chain(protocol.meta().presets.iter().map(|preset| (preset.id, preset.script)))
        });
        scripts.filter_map(|(id, script)| {
            let scenario = decode(script, protocols()).ok()?.scenario;
            Some((id.to_owned(), Session::open(scenario)))
        })
    }

    #[test]
    fn what_is_followed_is_judged_as_what_is_searched() {
        let mut verdicts = [0, 0];
        for (id, mut session) in sessions() {
            session.seek(0);
            let mut watch = Watch::new(&session);
            for step in 1..40 {
                session.seek(step * SECOND / 8);
                watch.follow(&session, true);
                let found = examine(session.world(), BOUNDS).verdict;
                if found != Verdict::Unknown && watch.live.standing() != Standing::Lost {
                    assert_eq!(watch.verdict(), found, "{id} at {step}");
                }
                verdicts[usize::from(found == Verdict::No)] += 1;
            }
        }
        assert!(verdicts.iter().all(|count| *count > 0), "both were met: {verdicts:?}");
    }

    #[test]
    fn what_was_seen_stays_known_when_time_goes_back() {
        let (_, mut session) =
            sessions().find(|(_, it)| it.world().clients().len() > 1).expect("one");
        session.seek(3 * SECOND);
        let mut watch = Watch::new(&session);
        let counts = watch.counts();
        session.seek(0);
        watch.follow(&session, false);
        assert_eq!(watch.counts(), counts);
        assert!(watch.world().events() > session.world().events());
        assert_eq!(watch.findings().map(|it| it.verdict), Some(watch.verdict()));
    }
}
