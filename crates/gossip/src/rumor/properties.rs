//! What rumor mongering promises, and the ghost that watches it.
//!
//! The ghost follows each site by what changed in one step, so that looking at a moment costs the
//! same with a thousand sites as with five. The first property of the list keeps it up to date;
//! the others read it.

use std::hash::{Hash, Hasher};

use quorate_proto::{
    Cluster, Expectation, Finding, Moment, NodeId, Outcome, Property, Ratio, RequestId, SharedVec,
};

use super::meta::Settings;
use super::{Disk, Hot, Known, Message, RumorMongering, Verdict, texts};

/// The promises, under the names of the field where it has some.
pub const PROPERTIES: &[Property<RumorMongering>] = &[
    Property {
        id: "KnowsExact",
        statement: &texts::KNOWS_EXACT,
        source: "CSL-89-1 §1.4",
        expectation: Expectation::Always,
        check: knows_exact,
    },
    Property {
        id: "TrafficExact",
        statement: &texts::TRAFFIC_EXACT,
        source: "CSL-89-1 §1.4, criteria for a good epidemic: traffic",
        expectation: Expectation::Always,
        check: traffic_exact,
    },
    Property {
        id: "Quiescence",
        statement: &texts::QUIESCENCE,
        source: "CSL-89-1 §1.4, Counter vs. Coin",
        expectation: Expectation::Always,
        check: quiescence,
    },
    Property {
        id: "ResidueFrozen",
        statement: &texts::RESIDUE_FROZEN,
        source: "CSL-89-1 §1.4, criteria for a good epidemic: residue",
        expectation: Expectation::Always,
        check: residue_frozen,
    },
    Property {
        id: "EventualDelivery",
        statement: &texts::EVENTUAL_DELIVERY,
        source: "CSL-89-1 §1.4",
        expectation: Expectation::Always,
        check: eventual_delivery,
    },
    Property {
        id: "Spread",
        statement: &texts::SPREAD,
        source: "CSL-89-1 §1.4",
        expectation: Expectation::Sometimes,
        check: spread,
    },
];

/// The ghost: what happened to each rumor, and what each site looked like after its last step.
#[derive(Clone, Default, Hash)]
pub struct History {
    rumors: SharedVec<Rumor>,
    sites: SharedVec<Site>,
    /// What the present moment shows, for the properties that read the ghost.
    seen: Seen,
}

/// One rumor, seen from above.
#[derive(Clone, Hash)]
struct Rumor {
    id: RequestId,
    /// How many sites know it.
    knows: u32,
    /// How many sites pass it on.
    infective: u32,
    /// How many updates were sent for it.
    sent: u64,
    /// The cycle in which a client brought it.
    start: u64,
    /// How many sites ever learned it from another site, and the sum of their delays in cycles.
    arrivals: u64,
    delays: u64,
    /// The longest delay so far.
    delay_most: u64,
    /// The sites that know it.
    holders: Sites,
    /// The sites to which an update with it was sent.
    addressed: Sites,
}

/// A site after its last step.
#[derive(Clone, Default, Hash)]
struct Site {
    /// How many of its known rumors the ghost has taken in.
    known: u32,
    /// Its cycles so far: a greater number says that it has drawn its conclusions.
    round: u32,
    /// Updates that left it since it started.
    sent: u32,
    /// What it had counted as sent after its last step.
    counted: u32,
    /// Its hot list.
    hot: Vec<Watch>,
}

/// A hot rumor of a site.
#[derive(Clone, Copy, Hash)]
struct Watch {
    /// Position in [`History::rumors`].
    rumor: u32,
    /// Cycles in a row in which all contacts were useless, as the ghost counts them.
    streak: u32,
    /// What the contacts of the present cycle said so far.
    verdict: Verdict,
}

/// What the properties find at one moment.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// A hot rumor that the site does not know.
    unknown: Option<NodeId>,
    /// More infective sites than sites that know.
    tally: Option<(u32, u32)>,
    /// A count of sent updates that differs from the updates that left.
    traffic: Option<(NodeId, u32, u32)>,
    /// An update from a site in which it was not hot.
    sender: Option<NodeId>,
    /// A site that goes on after so many useless cycles in a row.
    streak: Option<(NodeId, u32)>,
    /// A site that learned what nobody sent to it.
    learned: Option<NodeId>,
    /// A rumor that has just reached its last site.
    spread: bool,
}

/// The next moment overwrites it: it is no part of what the ghost remembers.
impl Hash for Seen {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

type View<'a> = Cluster<'a, RumorMongering>;

fn knows_exact(
    history: &mut History,
    moment: &Moment<'_, RumorMongering>,
    cluster: &View<'_>,
) -> Finding {
    history.observe(moment, cluster);
    if let Some(site) = history.seen.unknown {
        return Finding::Broken(texts::BROKEN_UNKNOWN.with([site.into()]));
    }
    let broken = |(infective, knows): (u32, u32)| {
        Finding::Broken(texts::BROKEN_TALLY.with([infective.into(), knows.into()]))
    };
    history.seen.tally.map_or(Finding::Quiet, broken)
}

fn traffic_exact(history: &mut History, _: &Moment<'_, RumorMongering>, _: &View<'_>) -> Finding {
    history.seen.traffic.map_or(Finding::Quiet, |(site, counted, sent)| {
        let arguments = [site.into(), counted.into(), sent.into()];
        Finding::Broken(texts::BROKEN_TRAFFIC.with(arguments))
    })
}

/// The paper bounds the traffic like this: each unnecessary update was sent by a site that, within
/// its last k cycles, sent a necessary one or learned the rumor.
fn quiescence(
    history: &mut History,
    _: &Moment<'_, RumorMongering>,
    cluster: &View<'_>,
) -> Finding {
    if let Some(site) = history.seen.sender {
        return Finding::Broken(texts::BROKEN_SENDER.with([site.into()]));
    }
    history.seen.streak.map_or(Finding::Quiet, |(site, streak)| {
        let k = Settings::from_parameters(cluster.parameters).k;
        let arguments = [site.into(), streak.into(), k.into()];
        Finding::Broken(texts::BROKEN_STREAK.with(arguments))
    })
}

fn residue_frozen(history: &mut History, _: &Moment<'_, RumorMongering>, _: &View<'_>) -> Finding {
    history
        .seen
        .learned
        .map_or(Finding::Quiet, |site| Finding::Broken(texts::BROKEN_RESIDUE.with([site.into()])))
}

/// Rumor mongering announces nothing, and so keeps this promise. Whoever announces must be right.
fn eventual_delivery(
    history: &mut History,
    moment: &Moment<'_, RumorMongering>,
    cluster: &View<'_>,
) -> Finding {
    let Moment::Replied { node, request, outcome: Outcome::Done(_) } = *moment else {
        return Finding::Quiet;
    };
    let knows = history.find(request).and_then(|index| history.rumors.get(index));
    let missing = cluster.len().saturating_sub(knows.map_or(0, |rumor| rumor.knows as usize));
    if missing == 0 {
        return Finding::Quiet;
    }
    Finding::Broken(texts::BROKEN_DELIVERY.with([node.into(), missing.into()]))
}

fn spread(history: &mut History, _: &Moment<'_, RumorMongering>, _: &View<'_>) -> Finding {
    if history.seen.spread { Finding::Reached } else { Finding::Quiet }
}

impl History {
    /// The figures of [`META`](super::meta::META), of the rumor that came last.
    pub(super) fn measure(&self, nodes: usize) -> Vec<Ratio> {
        let nodes = nodes as u64;
        let Some(rumor) = self.rumors.last() else {
            let none = Ratio::ZERO;
            return vec![Ratio::new(nodes, nodes), none, none, none, none];
        };
        vec![
            Ratio::new(nodes.saturating_sub(rumor.knows.into()), nodes),
            Ratio::new(rumor.infective.into(), nodes),
            Ratio::new(rumor.sent, nodes),
            Ratio::new(rumor.delays, rumor.arrivals.max(1)),
            Ratio::new(rumor.delay_most, 1),
        ]
    }

    /// Takes in one moment.
    fn observe(&mut self, moment: &Moment<'_, RumorMongering>, cluster: &View<'_>) {
        self.seen = Seen::default();
        match *moment {
            Moment::Stepped { node } => self.stepped(node, cluster),
            Moment::Sent { from, to, message } => match message {
                Message::Rumor(update) => self.sent(from, to, update.id, cluster),
                Message::Feedback { .. }
                | Message::Pull
                | Message::Call
                | Message::Accept
                | Message::Busy => {}
            },
            Moment::Started { node } | Moment::Crashed { node } => self.restarted(node, cluster),
            Moment::Durable { .. }
            | Moment::Delivered { .. }
            | Moment::Requested { .. }
            | Moment::Replied { .. } => {}
        }
    }

    /// A site's handler has run: what it learned, what it decided, what it counts.
    fn stepped(&mut self, node: NodeId, cluster: &View<'_>) {
        let (Some(site), Some(disk)) = (cluster.volatile(node), cluster.durable(node)) else {
            return;
        };
        let Some(before) = self.site_mut(node) else { return };
        let (counted, sent) = (before.counted, before.sent);
        before.counted = site.sent;
        let (known, concluded) = (before.known as usize, before.round != site.round);
        before.round = site.round;
        before.known = disk.known.len() as u32;
        let quiet = before.hot.is_empty() && site.hot.is_empty();
        if sent != counted && is_written(node, cluster) {
            self.seen.traffic = Some((node, counted, sent));
        }
        // One step tells each hot rumor at most once, and what it told is hot when it ends.
        if site.sent.saturating_sub(counted) as usize > site.hot.len() {
            self.seen.sender = Some(node);
        }
        for position in known..disk.known.len() {
            if let Some(known) = disk.known.get(position) {
                self.learned(node, known, cluster.len());
            }
        }
        if !quiet {
            self.follow_hot_list(node, &site.hot, concluded, cluster);
        }
    }

    /// A site knows a rumor that it did not know before.
    fn learned(&mut self, node: NodeId, known: &Known, nodes: usize) {
        let found = self.find(known.update.id);
        let index = found.unwrap_or(self.rumors.len());
        if found.is_none() {
            self.rumors.push(Rumor::new(known));
        }
        let Some(rumor) = self.rumors.get_mut(index) else { return };
        if known.from.is_some() {
            if !rumor.addressed.contains(node) {
                self.seen.learned = Some(node);
            }
            let delay = known.cycle.saturating_sub(rumor.start);
            rumor.arrivals += 1;
            rumor.delays += delay;
            rumor.delay_most = rumor.delay_most.max(delay);
        }
        if rumor.holders.insert(node) {
            rumor.knows += 1;
            self.seen.spread = rumor.knows as usize == nodes;
        }
    }

    /// Compares a site's hot list with what it was. Both are in the order of learning.
    fn follow_hot_list(
        &mut self,
        node: NodeId,
        hot_now: &[Hot],
        concluded: bool,
        cluster: &View<'_>,
    ) {
        let settings = Settings::from_parameters(cluster.parameters);
        let Some(site) = self.sites.get_mut(node.index()) else { return };
        let mut watches = std::mem::take(&mut site.hot);
        let mut rest = hot_now.iter().peekable();
        watches.retain_mut(|watch| {
            let Some(rumor) = self.rumors.get(watch.rumor as usize) else { return false };
            let stays = rest.next_if(|hot| hot.update.id == rumor.id);
            if let Some(hot) = stays {
                if concluded && watch.conclude(settings) {
                    self.seen.streak = Some((node, watch.streak));
                }
                watch.verdict = hot.verdict;
            } else if let Some(rumor) = self.rumors.get_mut(watch.rumor as usize) {
                rumor.infective = rumor.infective.saturating_sub(1);
            }
            stays.is_some()
        });
        for hot in rest {
            let index = self.find(hot.update.id);
            let rumor = index.and_then(|index| self.rumors.get_mut(index));
            match (index, rumor) {
                (Some(index), Some(rumor)) if rumor.holders.contains(node) => {
                    rumor.infective += 1;
                    if rumor.infective > rumor.knows {
                        self.seen.tally = Some((rumor.infective, rumor.knows));
                    }
                    let rumor = index as u32;
                    watches.push(Watch { rumor, streak: 0, verdict: hot.verdict });
                }
                _ => self.seen.unknown = Some(node),
            }
        }
        if let Some(site) = self.sites.get_mut(node.index()) {
            site.hot = watches;
        }
    }

    /// An update leaves a site.
    fn sent(&mut self, from: NodeId, to: NodeId, id: RequestId, cluster: &View<'_>) {
        if let Some(rumor) = self.find(id).and_then(|index| self.rumors.get_mut(index)) {
            rumor.sent += 1;
            rumor.addressed.insert(to);
        }
        let Some(site) = self.site_mut(from) else { return };
        site.sent = site.sent.saturating_add(1);
        let sent = site.sent;
        let counted = cluster.volatile(from).map_or(0, |site| site.sent);
        if sent > counted {
            self.seen.traffic = Some((from, counted, sent));
        }
    }

    /// A site crashed or starts: nothing is hot there, and it knows what its disk kept.
    fn restarted(&mut self, node: NodeId, cluster: &View<'_>) {
        let Some(disk) = cluster.durable(node) else { return };
        let Some(site) = self.site_mut(node) else { return };
        let watches = std::mem::take(&mut site.hot);
        *site = Site { known: disk.known.len() as u32, ..Site::default() };
        for watch in watches {
            if let Some(rumor) = self.rumors.get_mut(watch.rumor as usize) {
                rumor.infective = rumor.infective.saturating_sub(1);
            }
        }
        for index in 0..self.rumors.len() {
            let forgot = |rumor: &&Rumor| rumor.holders.contains(node) && !disk.knows(rumor.id);
            if self.rumors.get(index).filter(forgot).is_some()
                && let Some(rumor) = self.rumors.get_mut(index)
            {
                rumor.holders.remove(node);
                rumor.knows = rumor.knows.saturating_sub(1);
            }
        }
    }

    /// The position of a rumor; the latest are the likeliest.
    fn find(&self, id: RequestId) -> Option<usize> {
        (0..self.rumors.len())
            .rev()
            .find(|index| self.rumors.get(*index).is_some_and(|rumor| rumor.id == id))
    }

    fn site_mut(&mut self, node: NodeId) -> Option<&mut Site> {
        while self.sites.len() <= node.index() {
            self.sites.push(Site::default());
        }
        self.sites.get_mut(node.index())
    }
}

/// Whether everything that a site has written is on its disk, so that nothing it sends is held
/// back.
fn is_written(node: NodeId, cluster: &View<'_>) -> bool {
    let length = |disk: &Disk| disk.known.len();
    cluster.durable(node).map(length) == cluster.image(node).map(length)
}

impl Rumor {
    /// A rumor of which nobody but the first site has heard.
    fn new(first: &Known) -> Self {
        Self {
            id: first.update.id,
            knows: 0,
            infective: 0,
            sent: 0,
            start: first.cycle,
            arrivals: 0,
            delays: 0,
            delay_most: 0,
            holders: Sites::default(),
            addressed: Sites::default(),
        }
    }
}

impl Watch {
    /// A cycle is over, and the rumor is still hot. Whether it should not be.
    fn conclude(&mut self, settings: Settings) -> bool {
        if settings.coin {
            return false; // a coin may fall on the same side for as long as it likes
        }
        match self.verdict {
            Verdict::Open => false,
            Verdict::Needed => {
                self.streak = 0;
                false
            }
            Verdict::Useless => {
                self.streak += 1;
                self.streak >= settings.k
            }
        }
    }
}

/// A set of sites, a bit for each.
#[derive(Clone, Default, Hash)]
struct Sites(SharedVec<u32>);

impl Sites {
    fn contains(&self, node: NodeId) -> bool {
        let (word, bit) = Self::place(node);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    /// True if it was not in.
    fn insert(&mut self, node: NodeId) -> bool {
        let (word, bit) = Self::place(node);
        while self.0.len() <= word {
            self.0.push(0);
        }
        let before = self.0.get(word).copied().unwrap_or(0);
        if before & bit == 0
            && let Some(word) = self.0.get_mut(word)
        {
            *word |= bit;
        }
        before & bit == 0
    }

    fn remove(&mut self, node: NodeId) {
        let (word, bit) = Self::place(node);
        if let Some(word) = self.0.get_mut(word) {
            *word &= !bit;
        }
    }

    const fn place(node: NodeId) -> (usize, u32) {
        (node.index() / 32, 1 << (node.index() % 32))
    }
}
