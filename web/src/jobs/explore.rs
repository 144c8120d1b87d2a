//! Every schedule from one moment of a run.

use quorate_explore::{Bound, Exploration, Limits, Search, Space, Status};
use quorate_proto::Language;
use quorate_scenario::{Scenario, decode, script};

use super::{Job, Letter};
use crate::open::protocols;

/// What a letter that asks for this job is called.
pub(crate) const EXPLORE: &str = "explore";
/// States of a piece of work.
const STATES: u64 = 64;
/// Most bytes for states: what a page may ask of a phone.
const BYTES_MAX: u64 = 512 << 20;

/// An exploration under way.
pub(super) struct Exploring {
    exploration: Exploration,
    steps_max: u64,
    status: Status,
    scenario: Scenario,
}

/// A letter that asks for an exploration from the end of a scenario, in an order (`breadth`,
/// `depth` or `walks`) and within named bounds.
pub(crate) fn explore(scenario: &Scenario, order: &str, bounds: &[(&'static str, u64)]) -> Letter {
    let letter = Letter::new(EXPLORE).with("protocol", scenario.setup.protocol.meta().id);
    let letter = letter.with("order", order);
    let letter = bounds.iter().fold(letter, |letter, (name, most)| letter.with(name, most));
    letter.about(script(scenario))
}

impl Exploring {
    /// Begins what a letter asks for.
    pub(super) fn begin(request: &Letter) -> Result<Self, String> {
        let decoded = decode(&request.body, protocols());
        let scenario = decoded.map_err(|wrong| wrong.expected.say(Language::English))?.scenario;
        let space =
            Space::at_moment(&scenario.setup, &scenario.actions, scenario.end.unwrap_or_default());
        let space = space.ok_or("expected a moment that is not so far in the run")?;
        let budget = |name| Some(u16::try_from(request.number(name)).unwrap_or(u16::MAX));
        let search = match request.get("order") {
            Some("depth") => Search::DepthFirst,
            Some("walks") => Search::Random { seed: scenario.setup.seed },
            _ => Search::BreadthFirst,
        };
        let limits = Limits {
            search,
            depth: u32::try_from(request.number("depth")).ok(),
            states: request.number("states"),
            bytes: BYTES_MAX,
            crashes: budget("crashes"),
            losses: budget("losses"),
            duplicates: budget("duplicates"),
            timers: budget("timers"),
            requests: budget("requests"),
            ..Limits::default()
        };
        // Walks see no end of their own: they end after so many steps as others have states.
        let steps_max = if let Search::Random { .. } = search { limits.states } else { u64::MAX };
        let exploration = Exploration::new(space, limits);
        Ok(Self { exploration, steps_max, status: Status::Running, scenario })
    }
}

impl Job for Exploring {
    fn advance(&mut self) -> bool {
        self.status = self.exploration.advance(STATES);
        let goes_on = self.status == Status::Running;
        if goes_on && self.exploration.progress().generated >= self.steps_max {
            self.status = Status::Bounded(Bound::Walks);
        }
        self.status == Status::Running
    }

    fn report(&mut self) -> Letter {
        let progress = self.exploration.progress();
        let status = match self.status {
            Status::Running => "running",
            Status::Complete => "complete",
            Status::Broken => "broken",
            Status::Bounded(Bound::Depth) => "depth",
            Status::Bounded(Bound::States) => "states",
            Status::Bounded(Bound::Bytes) => "bytes",
            Status::Bounded(Bound::Choices) => "choices",
            Status::Bounded(Bound::Walks) => "walks",
        };
        let letter = Letter::new(EXPLORE)
            .with("status", status)
            .with("generated", progress.generated)
            .with("distinct", progress.distinct)
            .with("depth", progress.depth)
            .with("frontier", progress.frontier)
            .with("megabytes", progress.bytes >> 20);
        let verdicts = self.exploration.verdicts().iter();
        let letter = verdicts.fold(letter, |letter, verdict| {
            letter.with("property", format!("{} {}", verdict.property.id, verdict.standing.id()))
        });
        let Some(found) = self.exploration.first_break() else { return letter };
        let letter = letter.with("broken", found.property).with("steps", found.steps());
        let Some(replay) = &found.replay else { return letter };
        let (actions, end) = (replay.actions.clone(), Some(replay.end));
        let scenario = Scenario { actions, end, digest: None, ..self.scenario.clone() };
        letter.about(script(&scenario))
    }
}
