//! Promises under watch while every schedule is tried.

use std::rc::Rc;

use quorate_proto::{
    AnyHistory, AnyMoment, Expectation, Finding, NodeId, PropertyInfo, Slot, Text,
};
use quorate_sim::Standing;

use crate::atlas::{Atlas, Outcome};
use crate::place::Note;
use crate::space::Rules;

/// How a promise stands.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    /// The promise.
    pub property: PropertyInfo,
    /// How it stands: an *always* holds in all states seen so far, a *sometimes* has been reached.
    pub standing: Standing,
}

/// A promise that broke: its position, and how.
pub(crate) type Break = (usize, Text);

/// What promises found in one outcome.
#[derive(Clone, Copy, Default)]
pub(crate) struct Findings {
    /// The first promise newly broken.
    pub(crate) broken: Option<Break>,
    /// The promises that are kept by it, a bit each.
    pub(crate) reached: u64,
}

/// The watch over an exploration.
pub(crate) struct Watch {
    pub(crate) verdicts: Vec<Verdict>,
    /// Whether ghosts remember anything. If not, one ghost serves for all states.
    pub(crate) remembers: bool,
    blank: Option<Rc<dyn AnyHistory>>,
    /// The nodes of the state that is looked at, and which places they are.
    slots: Vec<Slot>,
    sites: Vec<Option<u32>>,
    found: Vec<(usize, Finding)>,
}

impl Watch {
    pub(crate) fn new(rules: &Rules, ghost: Option<&Rc<dyn AnyHistory>>, slots: Vec<Slot>) -> Self {
        let properties = if rules.watched { rules.protocol.properties() } else { Vec::new() };
        let verdict = |property: PropertyInfo| Verdict {
            standing: match property.expectation {
                Expectation::Always => Standing::Holds,
                Expectation::Sometimes | Expectation::Eventually { .. } => Standing::Unreached,
            },
            property,
        };
        let remembers = ghost.is_some_and(|ghost| ghost.remembers());
        Self {
            verdicts: properties.into_iter().map(verdict).collect(),
            remembers,
            blank: ghost.filter(|_| !remembers).map(|ghost| ghost.fork()),
            sites: vec![None; slots.len()],
            slots,
            found: Vec::new(),
        }
    }

    /// Makes the nodes those of a state.
    pub(crate) fn look_at(&mut self, atlas: &Atlas, sites: &[u32]) {
        for ((slot, known), site) in self.slots.iter_mut().zip(&mut self.sites).zip(sites) {
            if *known != Some(*site)
                && let Some(found) = atlas.sites.get(*site as usize)
            {
                slot.clone_from(&found.place.slot);
                *known = Some(*site);
            }
        }
    }

    /// Shows an outcome to a ghost; gives the ghost after it. The nodes must be those before it.
    pub(crate) fn observe(
        &mut self,
        rules: &Rules,
        outcome: &Outcome,
        ghost: &Rc<dyn AnyHistory>,
    ) -> Option<(Rc<dyn AnyHistory>, Findings)> {
        let mut ghost = ghost.fork();
        self.show(rules, outcome, Rc::get_mut(&mut ghost)?);
        let findings = self.settle();
        Some((ghost, findings))
    }

    /// Shows an outcome to the ghost that remembers nothing. The nodes must be those before it.
    pub(crate) fn judge(&mut self, rules: &Rules, outcome: &Outcome) -> Findings {
        let Some(mut blank) = self.blank.take() else { return Findings::default() };
        if let Some(ghost) = Rc::get_mut(&mut blank) {
            self.show(rules, outcome, ghost);
        }
        self.blank = Some(blank);
        self.settle()
    }

    fn show(&mut self, rules: &Rules, outcome: &Outcome, ghost: &mut dyn AnyHistory) {
        for note in &outcome.notes {
            let Some(moment) = self.moment(note, outcome.node) else { continue };
            let (parameters, bugs) = (&rules.parameters, rules.bugs);
            ghost.observe(moment, &self.slots, parameters, bugs, 0, &mut self.found);
        }
    }

    fn moment<'a>(&mut self, note: &'a Note, node: NodeId) -> Option<AnyMoment<'a>> {
        Some(match note {
            Note::Is(slot) => {
                if let (Some(place), Some(site)) =
                    (self.slots.get_mut(node.index()), self.sites.get_mut(node.index()))
                {
                    place.clone_from(slot);
                    *site = None;
                }
                return None;
            }
            Note::Started => AnyMoment::Started(node),
            Note::Stepped => AnyMoment::Stepped(node),
            Note::Durable => AnyMoment::Durable(node),
            Note::Crashed => AnyMoment::Crashed(node),
            Note::Sent(to, message) => AnyMoment::Sent(node, *to, message),
            Note::Delivered(delivery) => AnyMoment::Delivered(node, delivery),
            Note::Requested(command) => AnyMoment::Requested(command),
            Note::Replied(request, outcome) => AnyMoment::Replied(node, *request, *outcome),
        })
    }

    /// Takes note of what was found.
    fn settle(&mut self) -> Findings {
        let mut findings = Findings::default();
        for (position, finding) in self.found.drain(..) {
            let Some(verdict) = self.verdicts.get_mut(position) else { continue };
            match finding {
                Finding::Quiet => {}
                Finding::Reached => {
                    findings.reached |= 1_u64.checked_shl(position as u32).unwrap_or(0);
                    if verdict.standing == Standing::Unreached {
                        verdict.standing = Standing::Holds;
                    }
                }
                Finding::Broken(text) => {
                    if verdict.standing != Standing::Broken && findings.broken.is_none() {
                        verdict.standing = Standing::Broken;
                        findings.broken = Some((position, text));
                    }
                }
            }
        }
        findings
    }
}
