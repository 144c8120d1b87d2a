//! Entries after the head: when, and what.

use quorate_proto::{Key, NodeId, Text};
use quorate_sim::{Action, DiskMode, Group, MessageId, NetworkChange, Scheduled, Setup, Stamp};

use super::head::{a_transport, transport};
use super::value::{self, named, stamp};
use super::words::Words;
use crate::error::{Refusal, ScenarioError};
use crate::limits::ACTIONS_MAX;
use crate::scenario::Scenario;
use crate::token::Token;

/// What stands behind a verb, and what it does.
#[derive(Clone, Copy)]
enum Verb {
    /// Nodes, and nothing else.
    Nodes(fn(Group) -> Action),
    /// Two groups, and nothing else.
    Sides(fn(Group, Group) -> Action),
    /// A message, and nothing else.
    Message(fn(MessageId) -> Action),
    Heal,
    Fire,
    Skew,
    Jump,
    Disk,
    Hold,
    Set,
    Bug,
    Net,
    Choose,
    Retry,
    Turn,
    Init,
}

/// Everything that may stand behind a time, but for clients and the end.
const VERBS: [(&str, Verb); 22] = [
    ("crash", Verb::Nodes(Action::Crash)),
    ("start", Verb::Nodes(Action::Start)),
    ("pause", Verb::Nodes(Action::Pause)),
    ("resume", Verb::Nodes(Action::Resume)),
    ("cut", Verb::Sides(|left, right| Action::Cut { left, right, one_way: false })),
    ("block", Verb::Sides(|left, right| Action::Cut { left, right, one_way: true })),
    ("heal", Verb::Heal),
    ("fire", Verb::Fire),
    ("skew", Verb::Skew),
    ("jump", Verb::Jump),
    ("disk", Verb::Disk),
    ("now", Verb::Message(Action::DeliverNow)),
    ("drop", Verb::Message(Action::Drop)),
    ("hold", Verb::Hold),
    ("copy", Verb::Message(Action::Copy)),
    ("set", Verb::Set),
    ("bug", Verb::Bug),
    ("net", Verb::Net),
    ("choose", Verb::Choose),
    ("retry", Verb::Retry),
    ("turn", Verb::Turn),
    ("init", Verb::Init),
];

const END: &str = "end";

/// The verb that is called so.
fn verb(name: &str) -> Option<Verb> {
    VERBS.iter().find(|(known, _)| *known == name).map(|(_, verb)| *verb)
}

/// Whether a word may stand behind a time, clients aside.
pub(super) fn is_verb(word: &str) -> bool {
    word == END || verb(word).is_some()
}

/// Disks as texts name them; a wiped one is no mode but an act.
pub(crate) const DISKS: [(&str, DiskMode); 4] = [
    ("ok", DiskMode::Honest),
    ("lie", DiskMode::Lying),
    ("stall", DiskMode::Stalled),
    ("torn", DiskMode::Torn),
];

/// Reads actions on a cluster of known size.
pub(super) struct Reader {
    setup: Setup,
}

impl Reader {
    pub(super) const fn new(setup: &Setup) -> Self {
        Self { setup: *setup }
    }

    /// Reads one entry and adds it to the scenario.
    pub(super) fn read(
        &self,
        mut words: Words<'_, '_>,
        scenario: &mut Scenario,
    ) -> Result<(), Refusal> {
        let time = words.next(&value::moment)?;
        let at = stamp(time)?;
        let word = words.next(&|| a_verb(""))?;
        if word.text == END {
            if scenario.end.is_some() {
                return Err(ScenarioError::at(word, ONE_END.text()));
            }
            scenario.end = Some(at);
            return words.finish();
        }
        if scenario.actions.len() >= ACTIONS_MAX {
            return Err(ScenarioError::at(time, ACTIONS.with([ACTIONS_MAX.into()])));
        }
        let action = match verb(word.text) {
            Some(Verb::Init) if at > Stamp::default() => {
                return Err(ScenarioError::at(time, TIME_ZERO.text()));
            }
            Some(verb) => self.action(verb, &mut words)?,
            None if starts_with_capital(word.text) => self.request(word, &mut words)?,
            None => return Err(ScenarioError::at(word, a_verb(word.text))),
        };
        scenario.actions.push(Scheduled { at, action });
        words.finish()
    }

    fn action(&self, verb: Verb, words: &mut Words<'_, '_>) -> Result<Action, Refusal> {
        let meta = self.setup.protocol.meta();
        Ok(match verb {
            Verb::Nodes(act) => {
                let token = words.next(&|| self.somebody(Side::Nodes))?;
                act(self.group(token, Side::Nodes)?)
            }
            Verb::Heal if words.peek().is_none() => Action::HealAll,
            Verb::Heal => self.sides(words, |left, right| Action::Heal { left, right })?,
            Verb::Sides(act) => self.sides(words, act)?,
            Verb::Message(act) => act(self.message(words)?),
            Verb::Hold => {
                let message = self.message(words)?;
                let span = words.next(&value::a_span)?;
                Action::Hold(message, value::span(span, span.text)?)
            }
            Verb::Fire => {
                let node = self.node(words)?;
                let timer = words.next(&|| value::a_timer("", meta))?;
                Action::Fire { node, timer: value::timer(timer, meta)? }
            }
            Verb::Skew => {
                let node = self.node(words)?;
                Action::Skew { node, rate_ppm: value::rate(words.next(&value::a_rate)?)? }
            }
            Verb::Jump => {
                let node = self.node(words)?;
                Action::Jump { node, by: value::signed_span(words.next(&value::a_span)?)? }
            }
            Verb::Disk => self.disk(words)?,
            Verb::Set => self.parameter(words)?,
            Verb::Bug => self.bug(words)?,
            Verb::Net => network(words)?,
            Verb::Choose => {
                let node = self.node(words)?;
                let choice = words.next(&value::a_choice)?;
                Action::Choose { node, choice: value::choice(choice)? }
            }
            Verb::Retry => {
                let client = words.next(&|| self.somebody(Side::Clients))?;
                let client = self.one(client, Side::Clients)?;
                let to = words.next_if_any().map(|node| self.one(node, Side::Nodes));
                Action::Retry { client, to: to.transpose()? }
            }
            Verb::Turn => Action::Turn,
            Verb::Init => self.disk_to_start_with(words)?,
        })
    }

    fn request(&self, client: Token<'_>, words: &mut Words<'_, '_>) -> Result<Action, Refusal> {
        let client = self.one(client, Side::Clients)?;
        let to = words.next(&|| self.whom())?;
        let to = match to.text {
            "L" => None,
            _ => match self.one(to, Side::Nodes) {
                Ok(node) => Some(node),
                Err(_) => return Err(ScenarioError::at(to, self.whom())),
            },
        };
        let operation = words.next(&value::an_operation)?;
        let key = words.next_if_any().map_or(Ok(Key::X), value::key)?;
        Ok(Action::Request { client, to, operation: value::operation(operation, key)? })
    }

    fn disk(&self, words: &mut Words<'_, '_>) -> Result<Action, Refusal> {
        let node = self.node(words)?;
        let mode = words.next(&|| DISK.text())?;
        if mode.text == "wipe" {
            return Ok(Action::Wipe(node));
        }
        let known = DISKS.iter().find(|(name, _)| *name == mode.text);
        let (_, mode) = known.ok_or_else(|| ScenarioError::at(mode, DISK.text()))?;
        Ok(Action::Disk { node, mode: *mode })
    }

    fn parameter(&self, words: &mut Words<'_, '_>) -> Result<Action, Refusal> {
        let meta = self.setup.protocol.meta();
        let id = words.next(&|| value::a_parameter("", meta))?;
        let position = value::parameter(id, id.text, meta)?;
        let chosen = words.next(&|| A_VALUE.text())?;
        let Some(parameter) = meta.parameters.get(position) else {
            return Err(ScenarioError::at(id, value::a_parameter(id.text, meta)));
        };
        let value = value::parameter_value(chosen, chosen.text, parameter)?;
        Ok(Action::SetParameter(position, value))
    }

    fn bug(&self, words: &mut Words<'_, '_>) -> Result<Action, Refusal> {
        let meta = self.setup.protocol.meta();
        let id = words.next(&|| value::a_bug("", meta))?;
        let position = value::bug(id, id.text, meta)?;
        let state = words.next(&|| ON_OR_OFF.text())?;
        match state.text {
            "on" => Ok(Action::SetBug(position, true)),
            "off" => Ok(Action::SetBug(position, false)),
            _ => Err(ScenarioError::at(state, ON_OR_OFF.text())),
        }
    }

    /// The protocol's own notation, in which dots and blanks mean the same.
    fn disk_to_start_with(&self, words: &mut Words<'_, '_>) -> Result<Action, Refusal> {
        let node = self.node(words)?;
        let first = words.next(&|| CONTENT.text())?;
        let mut text = first.text.to_owned();
        while let Some(token) = words.next_if_any() {
            text.push('.');
            text.push_str(token.text);
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if !text.bytes().all(plain) || self.setup.protocol.prepare(&text).is_none() {
            return Err(ScenarioError::at(first, CONTENT.text()));
        }
        Ok(Action::Prepare { node, text })
    }

    fn message(&self, words: &mut Words<'_, '_>) -> Result<MessageId, Refusal> {
        let link = words.next(&|| LINK.text())?;
        let (from, to) =
            link.text.split_once('-').ok_or_else(|| ScenarioError::at(link, LINK.text()))?;
        let end = |text| self.one(Token { text, ..link }, Side::Everybody);
        value::message(words.next(&value::a_message)?, (end(from)?, end(to)?))
    }

    fn node(&self, words: &mut Words<'_, '_>) -> Result<NodeId, Refusal> {
        let token = words.next(&|| self.somebody(Side::Nodes))?;
        self.one(token, Side::Nodes)
    }

    /// What is done to two groups with a hyphen between them.
    fn sides(
        &self,
        words: &mut Words<'_, '_>,
        act: fn(Group, Group) -> Action,
    ) -> Result<Action, Refusal> {
        let token = words.next(&|| SIDES.text())?;
        let (left, right) =
            token.text.split_once('-').ok_or_else(|| ScenarioError::at(token, SIDES.text()))?;
        let side = |text| self.group(Token { text, ..token }, Side::Everybody);
        Ok(act(side(left)?, side(right)?))
    }

    fn one(&self, token: Token<'_>, side: Side) -> Result<NodeId, Refusal> {
        match NodeId::parse_prefix(token.text) {
            Some((id, "")) if self.exists(id, side) => Ok(id),
            _ => Err(ScenarioError::at(token, self.somebody(side))),
        }
    }

    fn group(&self, token: Token<'_>, side: Side) -> Result<Group, Refusal> {
        let mut members = Vec::new();
        let mut rest = token.text;
        while let Some((id, behind)) = NodeId::parse_prefix(rest) {
            if !self.exists(id, side) {
                break;
            }
            members.push(id);
            rest = behind;
        }
        if members.is_empty() || !rest.is_empty() {
            return Err(ScenarioError::at(token, self.somebody(side)));
        }
        Ok(Group::new(members))
    }

    fn exists(&self, id: NodeId, side: Side) -> bool {
        match side {
            Side::Nodes if id.is_client() => false,
            Side::Clients if !id.is_client() => false,
            _ if id.is_client() => id.index() < usize::from(self.setup.clients),
            _ => id.index() < usize::from(self.setup.nodes),
        }
    }

    fn somebody(&self, side: Side) -> Text {
        let node = NodeId::new(self.setup.nodes.saturating_sub(1));
        let client = NodeId::client(self.setup.clients.saturating_sub(1));
        match side {
            Side::Clients if self.setup.clients == 0 => NO_CLIENTS.text(),
            Side::Clients => CLIENT.with([client.into()]),
            Side::Everybody if self.setup.clients > 0 => {
                EVERYBODY.with([node.into(), client.into()])
            }
            Side::Nodes | Side::Everybody => NODES.with([node.into()]),
        }
    }

    fn whom(&self) -> Text {
        WHOM.with([NodeId::new(self.setup.nodes.saturating_sub(1)).into()])
    }
}

/// Who may be named.
#[derive(Clone, Copy)]
enum Side {
    Nodes,
    Clients,
    Everybody,
}

fn network(words: &mut Words<'_, '_>) -> Result<Action, Refusal> {
    let what = words.next(&|| NETWORK.text())?;
    let change = match what.text {
        "delay" => {
            let token = words.next(&value::two_spans)?;
            let (least, most) = value::spans(token, token.text)?;
            NetworkChange::Delay(least, most)
        }
        "loss" => {
            let token = words.next(&value::a_share)?;
            NetworkChange::Loss(value::per_mille(token, token.text)?)
        }
        "duplicate" => {
            let token = words.next(&value::a_share)?;
            NetworkChange::Duplication(value::per_mille(token, token.text)?)
        }
        "fifo" => {
            let token = words.next(&value::a_flag)?;
            NetworkChange::Fifo(value::flag(token, token.text)?)
        }
        "transport" => {
            let token = words.next(&a_transport)?;
            NetworkChange::Transport(transport(token, token.text)?)
        }
        _ => return Err(ScenarioError::at(what, NETWORK.text())),
    };
    Ok(Action::SetNetwork(change))
}

fn starts_with_capital(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase())
}

fn a_verb(word: &str) -> Text {
    named(&VERB, word, VERBS.iter().map(|(name, _)| *name).chain([END]))
}

quorate_proto::phrases! {
    VERB(example) =
        "what happens: a verb (such as {example}) or a client",
        "要做的事：动词（如 {example}）或客户端";
    ONE_END = "a single end", "唯一的 end";
    ACTIONS(most) = "at most {most} actions", "至多 {most} 个动作";
    TIME_ZERO = "time 0: a disk can only be filled before the start", "时刻 0：磁盘只能在启动之前写入";
    CLIENT(last) = "a client, X to {last}", "客户端 X 到 {last}";
    NO_CLIENTS =
        "a verb: there is no client in this run (option c)",
        "动词：本次运行没有客户端（选项 c）";
    NODES(last) = "nodes from A to {last}", "节点 A 到 {last}";
    EVERYBODY(node, client) =
        "nodes from A to {node} or clients from X to {client}",
        "节点 A 到 {node}，或客户端 X 到 {client}";
    WHOM(last) =
        "whom to ask: L (the presumed leader) or a node, A to {last}",
        "向谁请求：L（客户端所认为的领导者）或节点 A 到 {last}";
    SIDES = "two groups with a hyphen between them, such as AB-CDE", "以连字符相隔的两组，如 AB-CDE";
    LINK = "a link, such as A-B", "链路，如 A-B";
    DISK = "ok, lie, stall, torn or wipe", "ok、lie、stall、torn 或 wipe";
    A_VALUE = "a value of this parameter", "该参数的取值";
    ON_OR_OFF = "on or off", "on 或 off";
    NETWORK = "delay, loss, duplicate, fifo or transport", "delay、loss、duplicate、fifo 或 transport";
    CONTENT =
        "the content of a disk in the protocol's own notation",
        "按协议自身记法书写的磁盘内容";
}
