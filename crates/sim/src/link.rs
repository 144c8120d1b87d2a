//! Directed links: what each has carried, whether it is cut, and when its next message arrives.

use quorate_proto::random::{Purpose, Random, between};
use quorate_proto::{NodeId, Ratio, Tick, Transport};

use crate::record::LossReason;
use crate::setup::Network;

/// What a link remembers.
#[derive(Clone, Copy, Debug)]
struct Link {
    to: NodeId,
    /// Messages ever sent on it.
    sent: u32,
    /// Whether it loses everything.
    cut: bool,
    /// When the latest message so far arrives, for links that keep the order.
    arrives_last: Tick,
}

/// All directed links that were ever used or cut. A sender has few receivers or sends evenly, so a
/// short list per sender beats a table of all pairs for 5 nodes and for 1,000.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    rows: Vec<Vec<Link>>,
    nodes: usize,
    cuts: usize,
}

/// What becomes of one message, decided when it is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fare {
    pub(crate) number: u32,
    pub(crate) arrives: Tick,
    /// Why it vanishes on the way, if it does.
    pub(crate) doom: Option<LossReason>,
    /// When a duplicate arrives, if the network makes one.
    pub(crate) copy_arrives: Option<Tick>,
}

impl Links {
    pub(crate) fn new(nodes: usize, clients: usize) -> Self {
        Self { rows: vec![Vec::new(); nodes + clients], nodes, cuts: 0 }
    }

    pub(crate) fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        self.cuts > 0
            && self
                .rows
                .get(self.row(from))
                .and_then(|row| row.iter().find(|link| link.to == to))
                .is_some_and(|link| link.cut)
    }

    pub(crate) const fn any_cut(&self) -> bool {
        self.cuts > 0
    }

    /// All cut links.
    pub(crate) fn cut_links(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        self.rows.iter().enumerate().flat_map(move |(index, row)| {
            let from = self.participant(index);
            row.iter().filter(|link| link.cut).map(move |link| (from, link.to))
        })
    }

    /// Cuts or heals a link; whether that changed anything.
    pub(crate) fn set_cut(&mut self, from: NodeId, to: NodeId, cut: bool) -> bool {
        let Some(link) = self.link_mut(from, to) else { return false };
        let changed = link.cut != cut;
        link.cut = cut;
        match (changed, cut) {
            (true, true) => self.cuts += 1,
            (true, false) => self.cuts -= 1,
            (false, _) => {}
        }
        changed
    }

    /// Takes a message on board.
    ///
    /// With `shared` the travelling time is that of the sender's broadcast with this number, the
    /// same for everyone who hears it.
    pub(crate) fn send(
        &mut self,
        random: Random,
        network: &Network,
        now: Tick,
        (from, to): (NodeId, NodeId),
        shared: Option<u32>,
    ) -> Option<Fare> {
        let (least, most) = network.delay;
        let link = self.link_mut(from, to)?;
        link.sent += 1;
        let number = link.sent;
        let key = u64::from(number);
        let delay_draw = match shared {
            Some(broadcast) => random.on_link(Purpose::Delay, from, from, u64::from(broadcast)),
            None => random.on_link(Purpose::Delay, from, to, key),
        };
        let mut arrives = now.saturating_add(between(delay_draw, least, most));
        let reliable = network.transport == Transport::Stream;
        if network.fifo || reliable {
            arrives = arrives.max(link.arrives_last);
            link.arrives_last = arrives;
        }
        let happens = |share: Ratio, purpose, key| {
            !reliable && share.numerator > 0 && {
                share.holds_for(random.on_link(purpose, from, to, key))
            }
        };
        let lost = happens(network.loss, Purpose::Loss, key).then_some(LossReason::Network);
        let doom = if link.cut { Some(LossReason::Cut) } else { lost };
        let copied = doom.is_none() && happens(network.duplication, Purpose::Duplicate, 2 * key);
        let copy_arrives = copied.then(|| {
            let draw = random.on_link(Purpose::Duplicate, from, to, 2 * key + 1);
            now.saturating_add(between(draw, least, most)).max(arrives)
        });
        Some(Fare { number, arrives, doom, copy_arrives })
    }

    /// Where a participant's row is: nodes first, then clients.
    const fn row(&self, participant: NodeId) -> usize {
        if participant.is_client() { self.nodes + participant.index() } else { participant.index() }
    }

    const fn participant(&self, row: usize) -> NodeId {
        if row < self.nodes {
            NodeId::new(row as u16)
        } else {
            NodeId::client((row - self.nodes) as u16)
        }
    }

    fn link_mut(&mut self, from: NodeId, to: NodeId) -> Option<&mut Link> {
        let row = self.row(from);
        let row = self.rows.get_mut(row)?;
        let position = match row.iter().position(|link| link.to == to) {
            Some(position) => position,
            None => {
                row.push(Link { to, sent: 0, cut: false, arrives_last: 0 });
                row.len() - 1
            }
        };
        row.get_mut(position)
    }
}
