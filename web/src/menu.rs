//! What can be done to what is chosen: the entries of a menu, read from the world as it stands.

use quorate_proto::time::{MILLISECOND, SECOND};
use quorate_proto::{NodeId, Phrase, Ratio, Status, Text};
use quorate_sim::{Action, DiskMode, Group, MessageId, NetworkChange};

use crate::icons::Icon;
use crate::session::Session;
use crate::state::{MenuTarget, Selection};
use crate::text::{actions, shell, stage};

/// An entry of a menu.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Entry {
    /// Names the entries below it.
    Heading(&'static Phrase<0>),
    /// Does something to the world.
    Act(Option<Icon>, Text, Action),
    /// Opens another menu in this one's place.
    Open(Icon, Text, MenuTarget),
    /// Marks a node for a partition, or no longer.
    Mark(Text, NodeId),
}

/// A clock that deviates: a tenth of its rate.
const SKEW_PPM: i32 = 100_000;

/// The entries of a menu about this; none if there is nothing to be done.
pub(crate) fn entries(target: MenuTarget, session: &Session) -> Vec<Entry> {
    match target {
        MenuTarget::Of(Selection::Node(client)) if client.is_client() => of_client(client, session),
        MenuTarget::Of(Selection::Node(node)) => of_node(node, session),
        MenuTarget::Of(Selection::Message(message)) => of_message(message, session),
        MenuTarget::Of(Selection::Link(one, other)) => of_link(one, other, session),
        MenuTarget::Cluster => of_cluster(session),
        MenuTarget::Request(_) | MenuTarget::Of(Selection::Nothing | Selection::Event(_)) => {
            Vec::new()
        }
    }
}

/// What a menu is called.
pub(crate) fn title(target: MenuTarget) -> Text {
    match target {
        MenuTarget::Of(Selection::Node(client)) if client.is_client() => {
            shell::PANEL_CLIENT.with([client.into()])
        }
        MenuTarget::Of(Selection::Node(node)) => shell::PANEL_NODE.with([node.into()]),
        MenuTarget::Of(Selection::Message(message)) => {
            stage::MENU_OF_MESSAGE.with([message.from.into(), message.to.into()])
        }
        MenuTarget::Of(Selection::Link(one, other)) => {
            stage::MENU_OF_LINK.with([one.into(), other.into()])
        }
        MenuTarget::Request(_) => actions::REQUEST_TITLE.text(),
        MenuTarget::Cluster | MenuTarget::Of(Selection::Nothing | Selection::Event(_)) => {
            stage::MENU_CLUSTER.text()
        }
    }
}

fn act(icon: Icon, words: &'static Phrase<0>, action: Action) -> Entry {
    Entry::Act(Some(icon), words.text(), action)
}

fn plain(words: &'static Phrase<0>, action: Action) -> Entry {
    Entry::Act(None, words.text(), action)
}

fn of_client(client: NodeId, session: &Session) -> Vec<Entry> {
    let words = actions::REQUEST_OF.text();
    let mut entries = vec![Entry::Open(Icon::Request, words, MenuTarget::Request(None))];
    if waiting(session).any(|waits| waits == client) {
        let retry = Action::Retry { client, to: None };
        entries.push(act(Icon::Request, &actions::RETRY, retry));
    }
    entries
}

/// The clients that wait for an answer.
fn waiting(session: &Session) -> impl Iterator<Item = NodeId> + '_ {
    let clients = session.world().clients().iter().enumerate();
    let waits = clients.filter(|(_, client)| client.waiting().is_some());
    waits.map(|(index, _)| NodeId::client(index as u16))
}

fn of_node(node: NodeId, session: &Session) -> Vec<Entry> {
    let one = || Group::one(node);
    let status = session.status(node);
    let mut entries = match status {
        Status::Up => vec![
            act(Icon::Crash, &actions::CRASH, Action::Crash(one())),
            act(Icon::Pause, &actions::PAUSE, Action::Pause(one())),
        ],
        Status::Paused => vec![
            act(Icon::Play, &actions::RESUME, Action::Resume(one())),
            act(Icon::Crash, &actions::CRASH, Action::Crash(one())),
        ],
        Status::Crashed | Status::Halted => {
            vec![act(Icon::Play, &actions::START, Action::Start(one()))]
        }
    };
    if status == Status::Up {
        let words = actions::REQUEST_OF.text();
        entries.push(Entry::Open(Icon::Request, words, MenuTarget::Request(Some(node))));
        for client in waiting(session) {
            let words = actions::RETRY_HERE.with([client.into()]);
            let retry = Action::Retry { client, to: Some(node) };
            entries.push(Entry::Act(Some(Icon::Request), words, retry));
        }
        timers(node, session, &mut entries);
    }
    entries.push(Entry::Heading(&actions::GROUP_LINKS));
    let others = (0..session.world().slots().len()).map(|index| NodeId::new(index as u16));
    let others = Group::new(others.filter(|other| *other != node));
    let (left, right) = (one(), others);
    if session.world().cut_links().any(|(from, to)| from == node || to == node) {
        let heal = Action::Heal { left: left.clone(), right: right.clone() };
        entries.push(act(Icon::Heal, &actions::REJOIN, heal));
    }
    let cut = Action::Cut { left, right, one_way: false };
    entries.push(act(Icon::Cut, &actions::ISOLATE, cut));
    entries.push(Entry::Mark(stage::MARK.text(), node));
    clock(node, session, &mut entries);
    disk(node, session, &mut entries);
    entries
}

fn timers(node: NodeId, session: &Session, entries: &mut Vec<Entry>) {
    let kinds = session.meta().timers;
    let mut heading = Some(Entry::Heading(&actions::GROUP_TIMERS));
    let Some(host) = session.world().hosts().get(node.index()) else { return };
    for timer in host.timers().map(|timer| timer.code) {
        let Some(kind) = kinds.get(usize::from(timer.kind)) else { continue };
        let words = if timer.subject == 0 {
            actions::FIRE.with([kind.label.into()])
        } else {
            actions::FIRE_OF.with([kind.label.into(), timer.subject.into()])
        };
        entries.extend(heading.take());
        entries.push(Entry::Act(Some(Icon::Clock), words, Action::Fire { node, timer }));
    }
}

fn clock(node: NodeId, session: &Session, entries: &mut Vec<Entry>) {
    let rate = session.world().hosts().get(node.index()).map_or(0, |host| host.clock().rate_ppm());
    entries.push(Entry::Heading(&actions::GROUP_CLOCK));
    for (words, rate_ppm) in [
        (&actions::CLOCK_FAST, SKEW_PPM),
        (&actions::CLOCK_SLOW, -SKEW_PPM),
        (&actions::CLOCK_TRUE, 0),
    ] {
        if rate_ppm != rate {
            entries.push(plain(words, Action::Skew { node, rate_ppm }));
        }
    }
    entries.push(plain(&actions::CLOCK_JUMP, Action::Jump { node, by: SECOND as i64 }));
}

fn disk(node: NodeId, session: &Session, entries: &mut Vec<Entry>) {
    let present = session.world().hosts().get(node.index()).map(quorate_sim::Host::disk_mode);
    entries.push(Entry::Heading(&actions::GROUP_DISK));
    for (words, mode) in [
        (&actions::DISK_HONEST, DiskMode::Honest),
        (&actions::DISK_LYING, DiskMode::Lying),
        (&actions::DISK_STALLED, DiskMode::Stalled),
        (&actions::DISK_TORN, DiskMode::Torn),
    ] {
        if Some(mode) != present {
            entries.push(plain(words, Action::Disk { node, mode }));
        }
    }
    entries.push(plain(&actions::DISK_WIPE, Action::Wipe(node)));
}

fn of_message(message: MessageId, session: &Session) -> Vec<Entry> {
    if !session.world().flights().any(|flight| flight.id == message) {
        return Vec::new();
    }
    vec![
        act(Icon::Step, &actions::DELIVER_NOW, Action::DeliverNow(message)),
        act(Icon::Close, &actions::DROP, Action::Drop(message)),
        act(Icon::Clock, &actions::DELAY_SHORT, Action::Hold(message, 50 * MILLISECOND)),
        act(Icon::Clock, &actions::DELAY_LONG, Action::Hold(message, 500 * MILLISECOND)),
        act(Icon::Copy, &actions::DUPLICATE, Action::Copy(message)),
    ]
}

fn of_link(one: NodeId, other: NodeId, session: &Session) -> Vec<Entry> {
    let is_cut = |from, to| session.world().cut_links().any(|link| link == (from, to));
    let (there, back) = (is_cut(one, other), is_cut(other, one));
    let cut =
        |from, to, one_way| Action::Cut { left: Group::one(from), right: Group::one(to), one_way };
    let mut entries = Vec::new();
    if !(there && back) {
        let words = actions::CUT_BOTH.with([one.into(), other.into()]);
        entries.push(Entry::Act(Some(Icon::Cut), words, cut(one, other, false)));
    }
    for (is_cut, from, to) in [(there, one, other), (back, other, one)] {
        if !is_cut {
            let words = actions::CUT_ONE_WAY.with([from.into(), to.into()]);
            entries.push(Entry::Act(Some(Icon::Cut), words, cut(from, to, true)));
        }
    }
    if there || back {
        let words = actions::HEAL_LINK.with([one.into(), other.into()]);
        let heal = Action::Heal { left: Group::one(one), right: Group::one(other) };
        entries.push(Entry::Act(Some(Icon::Heal), words, heal));
    }
    entries
}

fn of_cluster(session: &Session) -> Vec<Entry> {
    use NetworkChange::{Delay, Duplication, Loss};
    let ids = (0..session.world().slots().len()).map(|index| NodeId::new(index as u16));
    let (up, down): (Vec<_>, Vec<_>) =
        ids.partition(|node| matches!(session.status(*node), Status::Up | Status::Paused));
    let mut entries = Vec::new();
    if !down.is_empty() {
        entries.push(act(Icon::Play, &actions::START_ALL, Action::Start(Group::new(down))));
    }
    if !up.is_empty() {
        entries.push(act(Icon::Crash, &actions::CRASH_ALL, Action::Crash(Group::new(up))));
    }
    if session.world().cut_links().next().is_some() {
        entries.push(act(Icon::Heal, &actions::HEAL_ALL, Action::HealAll));
    }
    entries.push(Entry::Heading(&actions::GROUP_NETWORK));
    let tenth = Ratio::new(1, 10);
    let (now, before) = (session.world().setup().network, session.opened().setup.network);
    let (doubled, back) = (now.duplication != before.duplication, before.duplication);
    for (offered, words, change) in [
        (true, &actions::SLOW_NETWORK, Delay(100 * MILLISECOND, 300 * MILLISECOND)),
        (true, &actions::LOSSY_NETWORK, Loss(tenth)),
        (true, &actions::DUPLICATING_NETWORK, Duplication(tenth)),
        (
            now.delay != before.delay,
            &actions::NETWORK_DELAY_BACK,
            Delay(before.delay.0, before.delay.1),
        ),
        (now.loss != before.loss, &actions::NETWORK_LOSS_BACK, Loss(before.loss)),
        (doubled, &actions::NETWORK_DUPLICATION_BACK, Duplication(back)),
    ] {
        if offered {
            entries.push(plain(words, Action::SetNetwork(change)));
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::protocols;

    fn session() -> Session {
        let protocol = protocols().first().expect("the catalog is not empty");
        Session::fresh(*protocol, 7)
    }

    fn acts(target: MenuTarget, session: &Session) -> Vec<Action> {
        let act = |entry| match entry {
            Entry::Act(_, _, action) => Some(action),
            Entry::Heading(_) | Entry::Open(..) | Entry::Mark(..) => None,
        };
        entries(target, session).into_iter().filter_map(act).collect()
    }

    fn of(node: NodeId) -> MenuTarget {
        MenuTarget::Of(Selection::Node(node))
    }

    #[test]
    fn a_node_offers_what_its_state_allows() {
        let mut session = session();
        let node = NodeId::new(0);
        let (crash, start) = (Action::Crash(Group::one(node)), Action::Start(Group::one(node)));
        assert!(acts(of(node), &session).contains(&crash));
        assert!(acts(of(node), &session).iter().any(|act| matches!(act, Action::Fire { .. })));
        session.act(crash.clone());
        let down = acts(of(node), &session);
        assert!(down.contains(&start) && !down.contains(&crash));
        assert!(!down.iter().any(|act| matches!(act, Action::Fire { .. })));
    }

    #[test]
    fn who_waits_can_ask_again() {
        let mut session = session();
        let (client, node) = (NodeId::client(0), NodeId::new(1));
        let here = Action::Retry { client, to: Some(node) };
        let next = Action::Retry { client, to: None };
        assert!(!acts(of(node), &session).contains(&here), "it waits for nothing");
        assert!(acts(of(client), &session).is_empty());
        let operation = quorate_proto::Operation::Get { key: quorate_proto::Key::X };
        session.act(Action::Request { client, to: None, operation });
        assert_eq!(acts(of(client), &session), [next]);
        assert!(acts(of(node), &session).contains(&here));
        session.act(here.clone());
        assert!(session.scenario().actions.iter().any(|it| it.action == here));
        session.act(Action::Crash(Group::one(node)));
        assert!(!acts(of(node), &session).contains(&here), "nobody hears it there");
    }

    #[test]
    fn everything_that_a_menu_offers_can_be_done() {
        let nodes = [of(NodeId::new(1)), MenuTarget::Cluster];
        let link = Selection::link(NodeId::new(0), NodeId::new(1));
        for target in nodes.into_iter().chain([MenuTarget::Of(link)]) {
            for action in acts(target, &session()) {
                let mut session = session();
                session.act(action.clone());
                assert_eq!(session.scenario().actions.len(), 1, "{action:?}");
            }
        }
    }

    #[test]
    fn a_link_offers_to_heal_only_what_is_cut() {
        let mut session = session();
        let (one, other) = (NodeId::new(0), NodeId::new(1));
        let target = MenuTarget::Of(Selection::link(one, other));
        let heals = |act: &Action| matches!(act, Action::Heal { .. });
        assert!(!acts(target, &session).iter().any(heals));
        let cut = acts(target, &session).into_iter().next().expect("a sound link can be cut");
        session.act(cut);
        assert!(acts(target, &session).iter().all(heals));
    }

    #[test]
    fn a_message_that_is_gone_offers_nothing() {
        let (from, to) = (NodeId::new(0), NodeId::new(1));
        let gone = MessageId { from, to, number: 9_999, copy: 0 };
        assert!(entries(MenuTarget::Of(Selection::Message(gone)), &session()).is_empty());
    }
}
