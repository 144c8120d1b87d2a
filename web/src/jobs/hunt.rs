//! The hunt for a schedule that breaks a promise.

use quorate_explore::hunt::{Hunt, Phase};
use quorate_proto::Language;
use quorate_scenario::{Scenario, decode, script};
use quorate_sim::{Setup, Strength};

use super::{Job, Letter};
use crate::open::protocols;

/// What a letter that asks for this job is called.
pub(crate) const HUNT: &str = "hunt";
/// Events of a piece of work.
const EVENTS: u64 = 400;

/// Strengths by their names in letters.
pub(crate) const STRENGTHS: [(&str, Strength); 3] =
    [("none", Strength::None), ("light", Strength::Light), ("heavy", Strength::Heavy)];

/// A letter that asks for a hunt: from this setup, with faults so strong, over so many seeds.
pub(crate) fn hunt(setup: &Setup, strength: &str, seeds: u64) -> Letter {
    Letter::new(HUNT)
        .with("protocol", setup.protocol.meta().id)
        .with("strength", strength)
        .with("seeds", seeds)
        .about(script(&Scenario::new(*setup)))
}

/// A hunt under way.
pub(super) struct Hunting {
    hunt: Hunt,
    setup: Setup,
}

impl Hunting {
    /// Begins what a letter asks for.
    pub(super) fn begin(request: &Letter) -> Result<Self, String> {
        let decoded = decode(&request.body, protocols())
            .map_err(|wrong| wrong.expected.say(Language::English))?;
        let setup = decoded.scenario.setup;
        let asked = request.get("strength").unwrap_or_default();
        let strength = STRENGTHS.iter().find(|(name, _)| *name == asked);
        let (_, strength) =
            strength.ok_or_else(|| format!("expected none, light or heavy, found {asked}"))?;
        let first = setup.seed;
        let seeds = first..first.saturating_add(request.number("seeds"));
        Ok(Self { hunt: Hunt::new(&setup, *strength, seeds), setup })
    }
}

impl Job for Hunting {
    fn advance(&mut self) -> bool {
        matches!(self.hunt.advance(EVENTS), Phase::Searching | Phase::Shrinking)
    }

    fn report(&mut self) -> Letter {
        let progress = self.hunt.progress();
        let phase = match progress.phase {
            Phase::Searching => "searching",
            Phase::Shrinking => "shrinking",
            Phase::Found => "found",
            Phase::NothingFound => "nothing",
        };
        let letter = Letter::new(HUNT)
            .with("phase", phase)
            .with("seeds", progress.seeds)
            .with("events", progress.events)
            .with("facts", progress.coverage);
        let Some(find) = self.hunt.find() else { return letter };
        let property = self.setup.protocol.properties().get(find.broken.property).map(|it| it.id);
        let mut scenario = Scenario::new(find.trial.setup);
        let actions = find.trial.actions.len();
        (scenario.actions, scenario.end) = (find.trial.actions, Some(find.broken.end));
        letter
            .with("seed", find.seed)
            .with("property", property.unwrap_or_default())
            .with("time", find.broken.time)
            .with("actions", actions)
            .about(script(&scenario))
    }
}
