//! What may happen in a state, and the state after it.

use std::rc::Rc;

use quorate_proto::{AnyHistory, Command, Key, NodeId, Operation, RequestId, TimerCode};

use crate::atlas::{Atlas, Content, Cue, Letter};
use crate::limits::Limits;
use crate::space::{Mail, Rules};
use crate::state::State;

/// Something that happens, as a reader is told.
#[derive(Clone, Debug)]
pub enum Move {
    /// A letter arrives.
    Deliver(Letter),
    /// A letter is lost.
    Lose(Letter),
    /// A letter will arrive once more.
    Duplicate(Letter),
    /// A timer runs down.
    Fire(NodeId, TimerCode),
    /// The oldest write of a node is durable.
    Written(NodeId),
    /// A node goes down.
    Crash(NodeId),
    /// A node that is down starts.
    Start(NodeId),
    /// A client asks this node, which hears it at once.
    Ask(NodeId, Command),
    /// A client lost patience and asks this node again.
    AskAgain(NodeId, Command),
}

/// Something that happens, by positions in the state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    Deliver(u32),
    Lose(u32),
    Duplicate(u32),
    Fire(u16, u8),
    Written(u16),
    Crash(u16),
    Start(u16),
    Ask(u16, u16),
    AskAgain(u16, u16),
}

impl Step {
    /// Whether fairness says something about the step: it happens of itself, and is no fault.
    pub(crate) const fn is_owed(self) -> bool {
        matches!(self, Self::Deliver(_) | Self::Fire(..) | Self::Written(_) | Self::AskAgain(..))
    }
}

/// A step with what comes of it.
pub(crate) struct Candidate {
    pub(crate) step: Step,
    /// Position of the outcome in the atlas, if a place has a part in it.
    pub(crate) outcome: Option<u32>,
    /// The node whose place changes.
    pub(crate) node: u16,
    pub(crate) fingerprint: u64,
    /// The ghost after it, with its fingerprint.
    pub(crate) ghost: Option<(u64, Rc<dyn AnyHistory>)>,
    /// The promises that it keeps, a bit each.
    pub(crate) reached: u64,
}

/// What a client asks: each request sets the key to a value of its own.
fn command_of(client: u16, sequence: u32) -> Command {
    let value = i64::from(sequence) * 100 + i64::from(client) + 1;
    let id = RequestId { client: NodeId::client(client), sequence };
    Command { id, operation: Operation::Set { key: Key::X, value } }
}

fn left(budget: Option<u16>, spent: u16) -> bool {
    budget.is_none_or(|budget| spent < budget)
}

/// All that may happen in a state, in an order that depends on the state alone. Fingerprints and
/// ghosts are still those of the state itself.
pub(crate) fn candidates(
    rules: &Rules,
    limits: &Limits,
    atlas: &mut Atlas,
    state: &State,
    found: &mut Vec<Candidate>,
) {
    found.clear();
    deliveries(rules, atlas, state, found);
    for (node, site) in state.sites.iter().enumerate() {
        let node = node as u16;
        let Some(known) = atlas.sites.get(*site as usize) else { continue };
        let (up, down, writes) = (known.up, known.down, known.writes);
        if left(limits.timers, state.spent.timers) {
            for position in 0..known.timers.len() {
                let timer = atlas.sites.get(*site as usize).and_then(|it| it.timers.get(position));
                let Some(timer) = timer.copied() else { continue };
                let cue = Cue::Timer(u32::from(timer));
                consider(rules, atlas, (node, *site), cue, Step::Fire(node, timer), found);
            }
        }
        if writes {
            consider(rules, atlas, (node, *site), Cue::Written, Step::Written(node), found);
        }
        if up && left(limits.requests, state.spent.requests) {
            asks(rules, atlas, state, (node, *site), found);
        }
        if up && limits.looks_for_lassos() {
            asks_again(rules, atlas, state, (node, *site), found);
        }
        if down {
            consider(rules, atlas, (node, *site), Cue::Start, Step::Start(node), found);
        } else if left(limits.crashes, state.spent.crashes) && may_go_down(limits, atlas, state) {
            consider(rules, atlas, (node, *site), Cue::Crash, Step::Crash(node), found);
        }
    }
    faults_of_letters(rules, limits, state, found);
}

fn may_go_down(limits: &Limits, atlas: &Atlas, state: &State) -> bool {
    limits.down.is_none_or(|most| {
        let sites = state.sites.iter().filter_map(|site| atlas.sites.get(*site as usize));
        sites.filter(|site| site.down).count() < usize::from(most)
    })
}

fn deliveries(rules: &Rules, atlas: &mut Atlas, state: &State, found: &mut Vec<Candidate>) {
    for (position, number) in state.posts.iter().enumerate() {
        if !is_distinct(rules, atlas, state, position) {
            continue;
        }
        let Some(post) = atlas.posts.get(*number as usize).filter(|post| post.open) else {
            continue;
        };
        let to = post.to;
        let Some(site) = state.sites.get(to).copied() else { continue };
        if atlas.sites.get(site as usize).is_some_and(|site| site.up) {
            let step = Step::Deliver(position as u32);
            consider(rules, atlas, (to as u16, site), Cue::Letter(*number), step, found);
        }
    }
}

/// Whether the letter in this position may move: in queues the first of its link, elsewhere the
/// first of equal ones.
fn is_distinct(rules: &Rules, atlas: &Atlas, state: &State, position: usize) -> bool {
    let Some(number) = state.posts.get(position) else { return false };
    if rules.mail == Mail::Queues {
        let link = |number: &u32| atlas.posts.get(*number as usize).map(|post| post.link);
        let own = link(number);
        return state.posts.iter().take(position).all(|earlier| link(earlier) != own);
    }
    position == 0 || state.posts.get(position - 1) != Some(number)
}

fn asks(
    rules: &Rules,
    atlas: &mut Atlas,
    state: &State,
    (node, site): (u16, u32),
    found: &mut Vec<Candidate>,
) {
    for (client, asker) in state.askers.iter().enumerate().filter(|(_, it)| it.waiting == 0) {
        let client = client as u16;
        if rules.is_cut(NodeId::client(client), NodeId::new(node)) {
            continue;
        }
        let command = atlas.command(command_of(client, asker.sequence + 1));
        let step = Step::Ask(node, client);
        consider(rules, atlas, (node, site), Cue::Ask(command), step, found);
    }
}

fn asks_again(
    rules: &Rules,
    atlas: &mut Atlas,
    state: &State,
    (node, site): (u16, u32),
    found: &mut Vec<Candidate>,
) {
    for (client, asker) in state.askers.iter().enumerate().filter(|(_, it)| it.waiting > 0) {
        let client = client as u16;
        if !rules.is_cut(NodeId::client(client), NodeId::new(node)) {
            let command = atlas.command(waiting_command(rules, client, asker.waiting));
            let step = Step::AskAgain(node, client);
            consider(rules, atlas, (node, site), Cue::AskAgain(command), step, found);
        }
    }
}

/// What a client waits for.
fn waiting_command(rules: &Rules, client: u16, sequence: u32) -> Command {
    let before = rules.waiting.get(usize::from(client)).copied().flatten();
    let before = before.filter(|command| command.id.sequence == sequence);
    before.unwrap_or_else(|| command_of(client, sequence))
}

fn faults_of_letters(rules: &Rules, limits: &Limits, state: &State, found: &mut Vec<Candidate>) {
    if rules.mail == Mail::Set || rules.streams {
        return;
    }
    let mut add = |step| {
        found.push(Candidate {
            step,
            outcome: None,
            node: 0,
            fingerprint: 0,
            ghost: None,
            reached: 0,
        });
    };
    for (position, number) in state.posts.iter().enumerate() {
        let repeated = rules.mail == Mail::Bag
            && position > 0
            && state.posts.get(position - 1) == Some(number);
        if repeated {
            continue;
        }
        if left(limits.losses, state.spent.losses) {
            add(Step::Lose(position as u32));
        }
        if left(limits.duplicates, state.spent.duplicates) {
            add(Step::Duplicate(position as u32));
        }
    }
}

/// Adds what may come of one cue.
#[inline]
fn consider(
    rules: &Rules,
    atlas: &mut Atlas,
    (node, site): (u16, u32),
    cue: Cue,
    step: Step,
    found: &mut Vec<Candidate>,
) {
    for number in atlas.consult(rules, site, cue) {
        let idle = atlas.outcomes.get(number as usize).is_some_and(|outcome| outcome.idle);
        let in_vain =
            matches!(step, Step::AskAgain(..)) || (rules.prune && matches!(step, Step::Deliver(_)));
        if !(idle && in_vain) {
            let outcome = Some(number);
            found.push(Candidate { step, outcome, node, fingerprint: 0, ghost: None, reached: 0 });
        }
    }
}

/// The fingerprint of the state after a candidate, from that of the state itself: for steps that
/// change no order of letters and no ghost. `None` if it has to be worked out from the state.
#[inline]
pub(crate) fn quick_digest(
    rules: &Rules,
    limits: &Limits,
    atlas: &Atlas,
    state: &State,
    (digest, candidate): (u64, &Candidate),
) -> Option<u64> {
    let outcome = atlas.outcomes.get(candidate.outcome? as usize)?;
    if rules.mail == Mail::Queues || !outcome.answered.is_empty() {
        return None;
    }
    let mut digest = digest.wrapping_add(outcome.gain);
    let post = |number: &u32| atlas.posts.get(*number as usize).map_or(0, |post| post.digest);
    match candidate.step {
        Step::Deliver(position) if rules.mail == Mail::Bag => {
            digest = digest.wrapping_sub(post(state.posts.get(position as usize)?));
        }
        Step::Deliver(_) | Step::Written(_) | Step::Start(_) | Step::AskAgain(..) => {}
        Step::Fire(..) if limits.timers.is_none() => {}
        Step::Fire(..) | Step::Crash(_) | Step::Ask(..) | Step::Lose(_) | Step::Duplicate(_) => {
            return None;
        }
    }
    for number in &outcome.letters {
        if rules.mail == Mail::Bag || state.posts.binary_search(number).is_err() {
            digest = digest.wrapping_add(post(number));
        }
    }
    Some(digest)
}

/// The state after a candidate.
pub(crate) fn apply(
    rules: &Rules,
    limits: &Limits,
    atlas: &mut Atlas,
    (state, candidate): (&State, &Candidate),
    child: &mut State,
) {
    child.clone_from_state(state);
    let spent = &mut child.spent;
    match candidate.step {
        Step::Deliver(position) => {
            if rules.mail != Mail::Set {
                child.posts.remove(position as usize);
            }
        }
        Step::Lose(position) => {
            child.posts.remove(position as usize);
            count(&mut spent.losses, limits.losses);
        }
        Step::Duplicate(position) => {
            if let Some(number) = child.posts.get(position as usize).copied() {
                child.posts.insert(position as usize, number);
            }
            count(&mut spent.duplicates, limits.duplicates);
        }
        Step::Fire(..) => count(&mut spent.timers, limits.timers),
        Step::Crash(node) => {
            count(&mut spent.crashes, limits.crashes);
            if rules.streams {
                break_streams(rules, atlas, NodeId::new(node), child);
            }
        }
        Step::Ask(_, client) => {
            count(&mut spent.requests, limits.requests);
            if let Some(asker) = child.askers.get_mut(usize::from(client)) {
                asker.sequence += 1;
                asker.waiting = if rules.silent { 0 } else { asker.sequence };
            }
        }
        Step::Written(_) | Step::Start(_) | Step::AskAgain(..) => {}
    }
    let outcome = candidate.outcome.and_then(|number| atlas.outcomes.get(number as usize));
    let Some(outcome) = outcome else { return };
    if let Some(site) = child.sites.get_mut(usize::from(candidate.node)) {
        *site = outcome.place;
    }
    for request in &outcome.answered {
        if let Some(asker) = child.askers.get_mut(request.client.index())
            && asker.waiting == request.sequence
        {
            asker.waiting = 0;
        }
    }
    for number in &outcome.letters {
        match (rules.mail, child.posts.binary_search(number)) {
            (Mail::Queues, _) => child.posts.push(*number),
            (Mail::Set, Ok(_)) => {}
            (Mail::Bag | Mail::Set, Ok(place) | Err(place)) => child.posts.insert(place, *number),
        }
    }
}

/// Counts something only if it is bounded: otherwise it would tell equal states apart.
const fn count(spent: &mut u16, budget: Option<u16>) {
    if budget.is_some() {
        *spent = spent.saturating_add(1);
    }
}

/// Over streams a crash takes what is under way, and the other ends are told.
fn break_streams(rules: &Rules, atlas: &mut Atlas, node: NodeId, child: &mut State) {
    child.posts.retain(|number| {
        atlas.posts.get(*number as usize).is_none_or(|post| {
            let ends = [post.letter.from, post.letter.to];
            !ends.contains(&node) || ends.iter().any(|end| end.is_client())
        })
    });
    for index in (0..rules.nodes).filter(|index| NodeId::new(*index) != node) {
        let letter = Letter { from: node, to: NodeId::new(index), content: Content::Broken };
        let number = atlas.post(rules, letter);
        child.posts.push(number);
    }
}

impl State {
    fn clone_from_state(&mut self, other: &Self) {
        self.sites.clone_from(&other.sites);
        self.posts.clone_from(&other.posts);
        self.askers.clone_from(&other.askers);
        self.spent = other.spent;
        self.ghost = other.ghost;
    }
}

/// A step as a reader is told.
pub(crate) fn told(rules: &Rules, atlas: &Atlas, state: &State, step: Step) -> Option<Move> {
    let letter = |position: u32| {
        let number = state.posts.get(position as usize)?;
        Some(atlas.posts.get(*number as usize)?.letter.clone())
    };
    Some(match step {
        Step::Deliver(position) => Move::Deliver(letter(position)?),
        Step::Lose(position) => Move::Lose(letter(position)?),
        Step::Duplicate(position) => Move::Duplicate(letter(position)?),
        Step::Fire(node, timer) => {
            let site = state.sites.get(usize::from(node))?;
            let place = &atlas.sites.get(*site as usize)?.place;
            Move::Fire(NodeId::new(node), place.timers.get(usize::from(timer))?.code)
        }
        Step::Written(node) => Move::Written(NodeId::new(node)),
        Step::Crash(node) => Move::Crash(NodeId::new(node)),
        Step::Start(node) => Move::Start(NodeId::new(node)),
        Step::Ask(node, client) => {
            let asker = state.askers.get(usize::from(client))?;
            Move::Ask(NodeId::new(node), command_of(client, asker.sequence + 1))
        }
        Step::AskAgain(node, client) => {
            let asker = state.askers.get(usize::from(client))?;
            Move::AskAgain(NodeId::new(node), waiting_command(rules, client, asker.waiting))
        }
    })
}
