//! Promises under watch: asked at every moment, judged as the run goes on.

use std::rc::Rc;

use quorate_proto::{
    AnyHistory, AnyMoment, AnyProtocol, Bugs, Expectation, Finding, NodeId, Parameters,
    PropertyInfo, Ratio, Service, Slot, Status, Text, Tick,
};

use crate::action::Stamp;
use crate::record::Record;
use crate::world::{World, sole};

quorate_proto::phrases! {
    NO_PROGRESS(span) =
        "enough nodes were up and connected and clients waited, and nothing came of it for {span}",
        "足够多的节点在线且互通、客户端在等待，却有 {span} 毫无进展";
}

/// The state of one promise.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The promise.
    pub property: PropertyInfo,
    /// How it stands.
    pub standing: Standing,
    /// Where it was broken, or first reached.
    pub at: Option<Occasion>,
}

/// How a promise stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Standing {
    /// It has held so far; for *sometimes* and *eventually*, what they wait for has happened.
    Holds,
    /// It is broken, for good.
    Broken,
    /// What *sometimes* or *eventually* wait for has not happened yet.
    Unreached,
}

impl Standing {
    /// Identifier in reports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Broken => "broken",
            Self::Unreached => "unreached",
        }
    }
}

/// Where a promise was broken or reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Occasion {
    /// Number of the event.
    pub event: u64,
    /// The moment just before it.
    pub stamp: Stamp,
    /// How, for a broken promise.
    pub text: Option<Text>,
}

/// The watch over one run.
#[derive(Clone)]
pub(crate) struct Watch {
    history: Rc<dyn AnyHistory>,
    /// Properties that are asked about moments of which they have nothing to say, too, a bit each.
    others: u64,
    verdicts: Vec<Verdict>,
    found: Vec<(usize, Finding)>,
    liveness: Vec<Liveness>,
    /// Since when enough nodes have been up, connected and undisturbed.
    calm_since: Option<Tick>,
    /// Since when a client that may ask anybody has been waiting.
    waiting_since: Option<Tick>,
}

/// An *eventually* under watch.
#[derive(Clone, Copy)]
struct Liveness {
    position: usize,
    within: fn(&Parameters, usize) -> Tick,
    reached_last: Tick,
}

impl Watch {
    pub(crate) fn new(protocol: &'static dyn AnyProtocol, others: u64) -> Self {
        let standing = |expectation| match expectation {
            Expectation::Always => Standing::Holds,
            Expectation::Sometimes | Expectation::Eventually { .. } => Standing::Unreached,
        };
        let properties = protocol.properties();
        let liveness = properties.iter().enumerate().filter_map(|(position, property)| {
            let Expectation::Eventually { within } = property.expectation else { return None };
            Some(Liveness { position, within, reached_last: 0 })
        });
        Self {
            history: protocol.history(),
            others,
            liveness: liveness.collect(),
            verdicts: properties
                .iter()
                .map(|property| Verdict {
                    property: *property,
                    standing: standing(property.expectation),
                    at: None,
                })
                .collect(),
            found: Vec::new(),
            calm_since: None,
            waiting_since: None,
        }
    }

    pub(crate) fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    pub(crate) fn kept_last(&self, property: &str) -> Tick {
        let is = |position: usize| {
            self.verdicts.get(position).is_some_and(|verdict| verdict.property.id == property)
        };
        let found = self.liveness.iter().find(|liveness| is(liveness.position));
        found.map_or(0, |liveness| liveness.reached_last)
    }

    pub(crate) const fn history(&self) -> &Rc<dyn AnyHistory> {
        &self.history
    }

    pub(crate) fn measure(
        &self,
        slots: &[Slot],
        parameters: &Parameters,
        bugs: Bugs,
    ) -> Vec<Ratio> {
        self.history.measure(slots, parameters, bugs)
    }

    /// Takes note of what a property found. Gives the sentence for a promise newly broken.
    fn settle(&mut self, position: usize, finding: Finding, event: u64, stamp: Stamp) -> bool {
        let Some(verdict) = self.verdicts.get_mut(position) else { return false };
        let (standing, text) = match finding {
            Finding::Quiet => return false,
            Finding::Reached => (Standing::Holds, None),
            Finding::Broken(text) => (Standing::Broken, Some(text)),
        };
        if finding == Finding::Reached {
            for liveness in &mut self.liveness {
                if liveness.position == position {
                    liveness.reached_last = stamp.tick;
                }
            }
        }
        if verdict.standing == Standing::Broken || verdict.standing == standing {
            return false;
        }
        verdict.standing = standing;
        verdict.at = Some(Occasion { event, stamp, text });
        standing == Standing::Broken
    }
}

impl World {
    /// Tells the properties about a moment, if anybody watches.
    #[inline]
    pub(crate) fn observe(&mut self, moment: AnyMoment<'_>, record: &mut Record) {
        if self.watch.is_some() {
            self.ask_properties(moment, record);
        }
    }

    #[inline(never)]
    fn ask_properties(&mut self, moment: AnyMoment<'_>, record: &mut Record) {
        let Some(watch) = &mut self.watch else { return };
        let Some(history) = sole(&mut watch.history, |history| history.fork()) else { return };
        let (slots, parameters, bugs) = (&self.slots, &self.setup.parameters, self.setup.bugs);
        history.observe(moment, slots, parameters, bugs, watch.others, &mut watch.found);
        if watch.found.is_empty() {
            return;
        }
        let stamp = Stamp { tick: self.now, index: self.index };
        let mut found = std::mem::take(&mut watch.found);
        for (position, finding) in found.drain(..) {
            let newly_broken = watch.settle(position, finding, self.events, stamp);
            if let (true, Finding::Broken(text)) = (newly_broken, finding) {
                record.note(|event| event.broken.push((position, text)));
            }
        }
        watch.found = found;
    }

    /// After each event: has anybody who should have made progress waited too long?
    pub(crate) fn judge(&mut self, record: &mut Record) {
        let Some(watch) = &mut self.watch else { return };
        let (Some(calm), Some(waiting)) = (watch.calm_since, watch.waiting_since) else { return };
        let stamp = Stamp { tick: self.now, index: self.index };
        for position in 0..watch.liveness.len() {
            let Some(liveness) = watch.liveness.get(position).copied() else { continue };
            let since = calm.max(waiting).max(liveness.reached_last);
            let span = self.now.saturating_sub(since);
            if span > (liveness.within)(&self.setup.parameters, self.slots.len()) {
                let text = NO_PROGRESS.with([quorate_proto::Argument::Span(span)]);
                let finding = Finding::Broken(text);
                if watch.settle(liveness.position, finding, self.events, stamp) {
                    record.note(|event| event.broken.push((liveness.position, text)));
                }
            }
        }
    }

    /// Something changed that decides whether progress may be expected.
    pub(crate) fn refresh_calm(&mut self) {
        let calm = self.watch.is_some() && self.is_calm();
        let now = self.now;
        if let Some(watch) = &mut self.watch {
            watch.calm_since = calm.then_some(now);
        }
    }

    /// A client began or ceased to wait.
    pub(crate) fn refresh_waiting(&mut self) {
        let answers = self.setup.protocol.meta().service != Service::Silent;
        let waits = |client: &crate::Client| client.pending.is_some_and(|pending| !pending.pinned);
        let waiting = answers && self.clients.iter().any(waits);
        let now = self.now;
        if let Some(watch) = &mut self.watch {
            watch.waiting_since = if waiting { watch.waiting_since.or(Some(now)) } else { None };
        }
    }

    /// Whether some nodes that owe progress are up, have honest and working disks, and reach each
    /// other both ways over a network that loses nothing.
    fn is_calm(&self) -> bool {
        if self.setup.network.loss.numerator > 0 {
            return false;
        }
        let works = |node: &NodeId| {
            self.slots.get(node.index()).is_some_and(|slot| slot.status == Status::Up)
                && self.hosts.get(node.index()).is_some_and(crate::Host::is_sound)
        };
        let ids = (0..self.slots.len()).map(|index| NodeId::new(index as u16));
        let up: Vec<NodeId> = ids.filter(works).collect();
        let (protocol, parameters) = (self.setup.protocol, &self.setup.parameters);
        let suffices = |group: &[NodeId]| protocol.suffices(parameters, self.slots.len(), group);
        if !suffices(&up) || !self.links.any_cut() {
            return suffices(&up);
        }
        up.iter().any(|centre| suffices(&self.connected_around(*centre, &up)))
    }

    /// Nodes that all reach each other, gathered around one of them.
    fn connected_around(&self, centre: NodeId, up: &[NodeId]) -> Vec<NodeId> {
        let mut group = vec![centre];
        for node in up.iter().copied().filter(|node| *node != centre) {
            let reaches = |other: &NodeId| {
                !self.links.is_cut(node, *other) && !self.links.is_cut(*other, node)
            };
            if group.iter().all(reaches) {
                group.push(node);
            }
        }
        group
    }
}
