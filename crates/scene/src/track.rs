//! Who was in which role when, read from recorded events: the bars of the space-time diagram.

use quorate_proto::{NodeId, Role, Status, Tick};
use quorate_sim::{Action, Event, EventKind, Group, World};

/// The roles of all nodes over time. Only changes are kept.
pub(crate) struct RoleTrack {
    lanes: Vec<Vec<RoleChange>>,
}

/// What a node is from one moment on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct RoleChange {
    tick: Tick,
    role: &'static Role,
    epoch: u64,
    status: Status,
}

/// A span of time in which a node kept its role, epoch and status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct RoleSpan {
    pub(crate) from: Tick,
    pub(crate) to: Tick,
    pub(crate) role: &'static Role,
    pub(crate) epoch: u64,
    pub(crate) status: Status,
}

impl RoleTrack {
    /// A track on which nothing has happened to so many nodes.
    pub(crate) fn new(nodes: usize) -> Self {
        Self { lanes: vec![Vec::new(); nodes] }
    }

    /// Takes in an event. To be called in their order.
    pub(crate) fn take_in(&mut self, event: &Event) {
        let tick = event.stamp.tick;
        if let (Some(place), Some(after)) = (event.place, event.after) {
            let known = after.stance.map(|stance| (stance.role, stance.epoch));
            let known = known.or_else(|| self.last(place).map(|last| (last.role, last.epoch)));
            if let Some((role, epoch)) = known {
                self.note(place, RoleChange { tick, role, epoch, status: after.status });
            }
        }
        if let EventKind::Acted(action) = &event.kind
            && let Some((group, status)) = status_by(action)
        {
            for node in group.iter() {
                if let Some(last) = self.last(node) {
                    self.note(node, RoleChange { tick, status, ..last });
                }
            }
        }
    }

    /// Whoever was never heard of is what it is now.
    pub(crate) fn complete(&mut self, world: &World) {
        for (lane, slot) in self.lanes.iter_mut().zip(world.slots()) {
            if lane.is_empty() {
                let view = slot.node.view(&world.setup().parameters);
                let (role, epoch, status) = (view.role, view.epoch, slot.status);
                lane.push(RoleChange { tick: 0, role, epoch, status });
            }
        }
    }

    /// The spans of one node that touch a window, in order.
    pub(crate) fn spans(
        &self,
        node: NodeId,
        (from, to): (Tick, Tick),
    ) -> impl Iterator<Item = RoleSpan> + '_ {
        let lane = if node.is_client() { None } else { self.lanes.get(node.index()) };
        let lane = lane.map_or(&[][..], Vec::as_slice);
        let first = lane.partition_point(|change| change.tick <= from).saturating_sub(1);
        let shown = lane.iter().enumerate().skip(first);
        let shown = shown.take_while(move |(_, change)| change.tick < to);
        shown.map(move |(index, change)| RoleSpan {
            from: change.tick.max(from),
            to: lane.get(index + 1).map_or(to, |next| next.tick.min(to)),
            role: change.role,
            epoch: change.epoch,
            status: change.status,
        })
    }

    fn last(&self, node: NodeId) -> Option<RoleChange> {
        let lane = if node.is_client() { None } else { self.lanes.get(node.index()) };
        lane.and_then(|lane| lane.last().copied())
    }

    fn note(&mut self, node: NodeId, change: RoleChange) {
        if node.is_client() {
            return;
        }
        let Some(lane) = self.lanes.get_mut(node.index()) else { return };
        if lane.last().is_none_or(|last| RoleChange { tick: change.tick, ..*last } != change) {
            lane.push(change);
        }
    }
}

/// Whom an action starts or stops, and what becomes of them.
fn status_by(action: &Action) -> Option<(&Group, Status)> {
    match action {
        Action::Crash(group) => Some((group, Status::Crashed)),
        Action::Pause(group) => Some((group, Status::Paused)),
        Action::Start(group) | Action::Resume(group) => Some((group, Status::Up)),
        Action::Request { .. }
        | Action::Retry { .. }
        | Action::Cut { .. }
        | Action::Heal { .. }
        | Action::HealAll
        | Action::Fire { .. }
        | Action::Skew { .. }
        | Action::Jump { .. }
        | Action::Disk { .. }
        | Action::Wipe(_)
        | Action::Choose { .. }
        | Action::DeliverNow(_)
        | Action::Drop(_)
        | Action::Hold(..)
        | Action::Copy(_)
        | Action::SetParameter(..)
        | Action::SetBug(..)
        | Action::SetNetwork(_)
        | Action::Turn
        | Action::Prepare { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use quorate_proto::{Shape, Tone};

    use super::*;

    quorate_proto::phrases! { NAME = "role", "角色"; }
    static CALM: Role = Role { id: "calm", label: &NAME, shape: Shape::Ring, tone: Tone::Neutral };
    static KEEN: Role = Role { id: "keen", label: &NAME, shape: Shape::Disc, tone: Tone::Lead };

    #[test]
    fn only_news_is_kept_and_spans_fill_the_window() {
        let mut track = RoleTrack::new(3);
        let node = NodeId::new(2);
        for (tick, role) in [(0, &CALM), (10, &CALM), (20, &KEEN), (40, &CALM), (90, &KEEN)] {
            track.note(node, RoleChange { tick, role, epoch: 1, status: Status::Up });
        }
        let spans = |from, to| -> Vec<_> {
            let spans = track.spans(node, (from, to));
            spans.map(|span| (span.from, span.to, span.role.id)).collect()
        };
        assert_eq!(spans(30, 100), [(30, 40, "keen"), (40, 90, "calm"), (90, 100, "keen")]);
        assert_eq!(spans(12, 18), [(12, 18, "calm")]);
        assert_eq!(track.spans(NodeId::new(0), (0, 100)).count(), 0);
        assert_eq!(track.spans(NodeId::client(2), (0, 100)).count(), 0);
    }
}
