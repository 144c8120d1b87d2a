//! The protocol: one site and what it does.

use quorate_proto::time::{MILLISECOND, Tick};
use quorate_proto::{
    Answer, Cluster, Command, Cx, Durable, Key, MessageView, Meta, NodeId, NodeView, Operation,
    Outcome, Parameters, Property, Protocol, Ratio, RequestId, SharedVec, SortedMap, Stance,
    TimerCode, TimerKind,
};

use super::meta::{
    self, BUG_ANNOUNCES, BUG_COUNTS_CONTACTS, BUG_NOT_STORED, BUG_RENAMES, BUG_STUCK_COUNTER,
    Settings,
};
use super::properties::{self, History};
use super::texts::rules;
use super::{Message, Update, view};

/// What a site holds in memory: its hot list, and with whom it deals in this cycle.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct RumorMongering {
    /// The rumors that the site passes on, in the order in which it learned them.
    pub hot: Vec<Hot>,
    /// How many cycles the site has acted in since it started.
    pub round: u32,
    /// How many updates the site has sent since it started.
    pub sent: u32,
    /// The contact that the site sought in this cycle.
    pub contact: Contact,
    /// How often the site was turned away in this cycle.
    pub refusals: u32,
    /// Whose calls the site took in the cycle `callers_cycle`; empty without a connection limit.
    pub callers: Vec<NodeId>,
    /// The cycle that `callers` is about.
    pub callers_cycle: u64,
}

/// What a site's disk holds.
#[derive(Clone, Hash, Debug, Default)]
pub struct Disk {
    /// Every rumor the site ever learned, in the order of learning: with it, the store.
    pub known: SharedVec<Known>,
}

/// A rumor that a site knows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Known {
    /// What it says.
    pub update: Update,
    /// Who told it; `None` if a client did.
    pub from: Option<NodeId>,
    /// The cycle, by the site's own clock, in which the site learned it.
    pub cycle: u64,
}

/// A rumor that a site passes on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Hot {
    /// What it says.
    pub update: Update,
    /// Useless contacts in a row. The site loses interest when there are `k`.
    pub counter: u32,
    /// Whether the site learned it in the present cycle.
    pub fresh: bool,
    /// What this cycle's contacts said of it so far.
    pub verdict: Verdict,
}

/// What the contacts of one cycle say of a rumor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Verdict {
    /// Nobody said anything.
    #[default]
    Open,
    /// All who were told knew it, or did not say.
    Useless,
    /// Somebody needed it.
    Needed,
}

/// The contact that a site seeks once per cycle.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Contact {
    /// None so far.
    #[default]
    None,
    /// It called and waits to be accepted.
    Calling(NodeId),
    /// It talked to this one.
    Reached(NodeId),
    /// It was turned away and gave up for this cycle.
    TurnedAway,
}

/// What a site waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timer {
    /// The next cycle.
    Cycle,
}

impl TimerKind for Timer {
    fn code(self) -> TimerCode {
        match self {
            Self::Cycle => TimerCode { kind: 0, subject: 0 },
        }
    }

    fn from_code(code: TimerCode) -> Option<Self> {
        (code.kind == 0).then_some(Self::Cycle)
    }
}

impl Durable for Disk {}

impl Disk {
    /// Whether the rumor of this request is known. The latest are looked at first: what is told
    /// is mostly news.
    #[must_use]
    pub fn knows(&self, id: RequestId) -> bool {
        self.known.iter().rev().any(|known| known.update.id == id)
    }

    /// The store: the newest known update of each key, in the order of the keys.
    #[must_use]
    pub fn store(&self) -> SortedMap<Key, Update> {
        let mut store = SortedMap::<Key, Update>::new();
        for Known { update, .. } in self.known.iter() {
            let newest = store.get_or_insert_with(update.key, || *update);
            if update.age() > newest.age() {
                *newest = *update;
            }
        }
        store
    }
}

impl Protocol for RumorMongering {
    type Message = Message;
    type Timer = Timer;
    type Durable = Disk;
    type History = History;

    const META: &'static Meta = &meta::META;
    const PROPERTIES: &'static [Property<Self>] = properties::PROPERTIES;

    /// A site starts with nothing hot, whatever it knows. Sites that pull begin to ask; others
    /// sleep until they hear something.
    fn boot(cx: &mut Cx<'_, Self>) -> Self {
        let settings = Settings::of(cx);
        if settings.pulls {
            wait(First::Yes, settings, cx);
        }
        Self::default()
    }

    fn on_message(&mut self, from: NodeId, message: &Message, cx: &mut Cx<'_, Self>) {
        match message {
            Message::Rumor(update) => self.hear(from, *update, cx),
            Message::Feedback { id, needed } => self.take_feedback(from, *id, *needed, cx),
            Message::Pull => {
                if !self.hot.is_empty() {
                    cx.rule(&rules::ANSWERS_PULL, [cx.me.into(), from.into()]);
                }
                self.tell_hot(from, Settings::of(cx), cx);
            }
            Message::Call => self.take_call(from, cx),
            Message::Accept => {
                // Only the call of this cycle counts: an older one was given up.
                if self.contact == Contact::Calling(from) {
                    self.talk(from, Settings::of(cx), cx);
                }
            }
            Message::Busy => {
                if self.contact == Contact::Calling(from) {
                    self.hunt(from, cx);
                }
            }
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Cx<'_, Self>) {
        match timer {
            Timer::Cycle => self.begin_cycle(cx),
        }
    }

    fn on_request(&mut self, command: &Command, cx: &mut Cx<'_, Self>) {
        match command.operation {
            Operation::Set { key, value } => {
                let update = Update { id: command.id, key, value };
                if cx.durable().knows(update.id) {
                    return; // the client asks again
                }
                cx.rule(&rules::TAKES_UPDATE, [cx.me.into(), command.operation.into()]);
                self.learn(update, None, cx);
            }
            // These need a present value on which all sites agree, and there is none.
            Operation::Add { .. } | Operation::Cas { .. } | Operation::Get { .. } => {
                cx.rule(&rules::NOT_A_RUMOR, [cx.me.into(), command.operation.into()]);
            }
        }
    }

    fn kind(message: &Message) -> usize {
        message.kind()
    }

    fn describe(message: &Message) -> MessageView {
        message.describe()
    }

    fn stance(&self, durable: &Disk) -> Stance {
        view::stance(self, durable)
    }

    fn inspect(&self, durable: &Disk, parameters: &Parameters) -> NodeView {
        view::site(self, durable, parameters)
    }

    fn inspect_disk(durable: &Disk) -> NodeView {
        view::disk(durable)
    }

    fn measure(history: &History, cluster: &Cluster<'_, Self>) -> Vec<Ratio> {
        history.measure(cluster.len())
    }
}

impl RumorMongering {
    /// A cycle begins: draw the lesson of the last one, then seek one partner.
    fn begin_cycle(&mut self, cx: &mut Cx<'_, Self>) {
        let settings = Settings::of(cx);
        self.round = self.round.saturating_add(1);
        self.settle(settings, cx);
        self.contact = Contact::None;
        self.refusals = 0;
        if settings.pulls || !self.hot.is_empty() {
            self.seek_partner(settings, cx);
            wait(First::No, settings, cx);
        }
        // Otherwise all is quiet: nothing wakes this site but news.
    }

    /// Decides of each hot rumor whether the site goes on telling it.
    fn settle(&mut self, settings: Settings, cx: &mut Cx<'_, Self>) {
        self.hot.retain_mut(|hot| {
            hot.fresh = false;
            let keen = match std::mem::take(&mut hot.verdict) {
                Verdict::Open => true,
                Verdict::Needed => {
                    // A useful contact makes it worth telling again: the count is of useless
                    // contacts in a row (CSL-89-1 §1.4, Counter vs. Coin, and footnote 4).
                    hot.counter = 0;
                    true
                }
                Verdict::Useless => stays_keen(hot, settings, cx),
            };
            if !keen {
                cx.rule(&rules::LOSES_INTEREST, [cx.me.into(), hot.update.operation().into()]);
                announce(hot.update, cx);
            }
            keen
        });
    }

    /// Picks one of the others, all equally likely, and calls or talks right away.
    fn seek_partner(&mut self, settings: Settings, cx: &mut Cx<'_, Self>) {
        let Some(partner) = random_other(cx) else { return };
        if settings.limit == 0 {
            self.talk(partner, settings, cx);
        } else {
            self.contact = Contact::Calling(partner);
            cx.send(partner, Message::Call);
        }
    }

    /// The contact of this cycle: push what is hot, ask for what the partner finds hot, or both.
    fn talk(&mut self, partner: NodeId, settings: Settings, cx: &mut Cx<'_, Self>) {
        self.contact = Contact::Reached(partner);
        if settings.pushes && !self.hot.is_empty() {
            cx.rule(&rules::PUSHES, [cx.me.into(), partner.into()]);
            self.tell_hot(partner, settings, cx);
        }
        if settings.pulls {
            cx.rule(&rules::PULLS, [cx.me.into(), partner.into()]);
            cx.send(partner, Message::Pull);
        }
    }

    /// Tells all hot rumors. In cycles, what was learned in this one is told from the next one on.
    fn tell_hot(&mut self, to: NodeId, settings: Settings, cx: &mut Cx<'_, Self>) {
        let sent_before = self.sent;
        for hot in &mut self.hot {
            if settings.cycles && hot.fresh {
                continue;
            }
            cx.send(to, Message::Rumor(hot.update));
            self.sent = self.sent.saturating_add(1);
            if settings.blind {
                // Blind removal: no contact is ever known to be useful.
                hot.verdict = hot.verdict.max(Verdict::Useless);
            }
        }
        if cx.bug(BUG_COUNTS_CONTACTS) {
            self.sent = self.sent.min(sent_before.saturating_add(1));
        }
    }

    /// Somebody tells a rumor.
    fn hear(&mut self, from: NodeId, told: Update, cx: &mut Cx<'_, Self>) {
        let settings = Settings::of(cx);
        let update = if cx.bug(BUG_RENAMES) { told.renamed() } else { told };
        // What is hot is known: the disk need only be searched for other rumors.
        let needed = match self.hot.iter().find(|hot| hot.update.id == update.id) {
            // At the beginning of the cycle the site was susceptible, and that is what counts.
            Some(hot) => settings.cycles && hot.fresh,
            None if cx.durable().knows(update.id) => false,
            None => {
                let arguments = [cx.me.into(), update.operation().into(), from.into()];
                cx.rule(&rules::LEARNS, arguments);
                self.learn(update, Some(from), cx);
                true
            }
        };
        if !settings.blind {
            cx.send(from, Message::Feedback { id: told.id, needed });
        }
    }

    /// Stores a rumor that the site did not know, and makes it hot.
    fn learn(&mut self, update: Update, from: Option<NodeId>, cx: &mut Cx<'_, Self>) {
        let settings = Settings::of(cx);
        let asleep = self.hot.is_empty() && !settings.pulls;
        let cycle = cx.clock / settings.period;
        if from.is_none() || !cx.bug(BUG_NOT_STORED) {
            cx.durable_mut().known.push(Known { update, from, cycle });
        }
        self.hot.push(Hot { update, counter: 0, fresh: true, verdict: Verdict::Open });
        if asleep {
            wait(First::Yes, settings, cx);
        }
    }

    /// The receiver of a rumor says whether it was news. Feedback that comes late counts for the
    /// cycle in which it arrives.
    fn take_feedback(&mut self, from: NodeId, id: RequestId, needed: bool, cx: &mut Cx<'_, Self>) {
        let verdict = if needed { Verdict::Needed } else { Verdict::Useless };
        let hot = self.hot.iter_mut().find(|hot| hot.update.id == id);
        // Without interest in the rumor, what others say of it makes no difference.
        if let Some(hot) = hot {
            hot.verdict = hot.verdict.max(verdict);
            let rule = if needed { &rules::WAS_NEEDED } else { &rules::WAS_KNOWN };
            cx.rule(rule, [from.into(), hot.update.operation().into()]);
        }
    }

    /// Connection limit: so many callers in one cycle, and no more.
    fn take_call(&mut self, from: NodeId, cx: &mut Cx<'_, Self>) {
        let settings = Settings::of(cx);
        let cycle = cx.clock / settings.period;
        if self.callers_cycle != cycle {
            self.callers_cycle = cycle;
            self.callers.clear();
        }
        let known = self.callers.contains(&from);
        if !known && settings.limit > 0 && self.callers.len() >= settings.limit as usize {
            cx.rule(&rules::TURNS_AWAY, [cx.me.into(), from.into()]);
            cx.send(from, Message::Busy);
            return;
        }
        if !known {
            self.callers.push(from);
        }
        cx.send(from, Message::Accept);
    }

    /// Hunting: who is turned away tries another site in the same cycle, so many times.
    fn hunt(&mut self, from: NodeId, cx: &mut Cx<'_, Self>) {
        let settings = Settings::of(cx);
        self.contact = Contact::TurnedAway;
        if self.refusals < settings.hunt {
            self.refusals += 1;
            cx.rule(&rules::HUNTS, [cx.me.into(), from.into()]);
            self.seek_partner(settings, cx);
        }
    }
}

/// The rule by which interest is lost after a cycle of useless contacts.
fn stays_keen(hot: &mut Hot, settings: Settings, cx: &mut Cx<'_, RumorMongering>) -> bool {
    if settings.coin {
        // Coin: lose interest with probability 1/k.
        return cx.choose(settings.k) != 0;
    }
    // Counter: lose interest after k useless contacts.
    if !cx.bug(BUG_STUCK_COUNTER) {
        hot.counter = hot.counter.saturating_add(1);
    }
    hot.counter < settings.k
}

/// With the bug on, a site that loses interest in its own client's update takes that for a proof
/// that everybody knows it, and tells the client so. Rumor mongering announces nothing.
fn announce(update: Update, cx: &mut Cx<'_, RumorMongering>) {
    if cx.bug(BUG_ANNOUNCES) {
        let is_own = |known: &Known| known.update.id == update.id && known.from.is_none();
        if cx.durable().known.iter().any(is_own) {
            cx.reply(update.id, Outcome::Done(Answer::Value(Some(update.value))));
        }
    }
}

/// One of the other sites, all equally likely.
fn random_other(cx: &mut Cx<'_, RumorMongering>) -> Option<NodeId> {
    let others = u32::try_from(cx.nodes.checked_sub(1)?).ok().filter(|others| *others > 0)?;
    let drawn = cx.choose(others) as u16;
    let me = cx.me.index() as u16;
    Some(NodeId::new(if drawn < me { drawn } else { drawn.saturating_add(1) }))
}

/// Whether a wait is a site's first after it slept or started.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    Yes,
    No,
}

/// Waits for the next cycle.
fn wait(first: First, settings: Settings, cx: &mut Cx<'_, RumorMongering>) {
    let period = settings.period;
    let span = if settings.cycles {
        let left = period - cx.clock % period;
        // A clock that was set, or a timer that ran down a tick early, must not make two cycles
        // of one.
        let again = first == First::No && left < period / 2;
        let span = if again { left + period } else { left };
        span..=span
    } else if first == First::Yes {
        1..=period // the site's own phase
    } else {
        period - period / JITTER..=period + period / JITTER
    };
    cx.set_timer(Timer::Cycle, span);
}

/// Without cycles, a period is longer or shorter by up to this part of itself.
const JITTER: Tick = 10;

impl Settings {
    /// The settings in the hands of a handler.
    fn of(cx: &Cx<'_, RumorMongering>) -> Self {
        Self::read(|index| cx.parameter(index))
    }

    /// Milliseconds of a parameter as ticks, at least one tick.
    pub(super) fn ticks(milliseconds: u32) -> Tick {
        (Tick::from(milliseconds) * MILLISECOND).max(1)
    }
}
