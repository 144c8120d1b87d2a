//! The head: protocol and options.

use quorate_proto::{AnyProtocol, Text, Transport};
use quorate_sim::{Network, Setup};

use super::value::{self, bug, flag, named, number, parameter, parameter_value, per_mille, spans};
use super::words::Words;
use crate::error::{Note, Refusal, ScenarioError};
use crate::limits::{CLIENTS_MAX, NODES_MAX};
use crate::scenario::Scenario;
use crate::token::Token;

/// The seed of a text that gives none.
const SEED_DEFAULT: u64 = 1;

/// Transports as texts name them.
pub(crate) const TRANSPORTS: [(&str, Transport); 3] = [
    ("datagram", Transport::Datagram),
    ("stream", Transport::Stream),
    ("broadcast", Transport::Broadcast),
];

/// A head that is being read.
pub(super) struct Head {
    setup: Setup,
    fifo: Option<bool>,
    engine: Option<u32>,
    digest: Option<u64>,
}

impl Head {
    /// Takes the protocol from the front.
    pub(super) fn of(
        words: &mut Words<'_, '_>,
        protocols: &[&'static dyn AnyProtocol],
    ) -> Result<Self, Refusal> {
        let name = words.next(&|| a_protocol("", protocols))?;
        let known = protocols.iter().find(|protocol| protocol.meta().id == name.text);
        let protocol =
            known.ok_or_else(|| ScenarioError::at(name, a_protocol(name.text, protocols)))?;
        let mut setup = Setup::new(*protocol, SEED_DEFAULT);
        setup.nodes = setup.nodes.clamp(1, NODES_MAX);
        setup.clients = setup.clients.min(CLIENTS_MAX);
        Ok(Self { setup, fifo: None, engine: None, digest: None })
    }

    /// Reads options up to the end of the entry.
    pub(super) fn read(
        &mut self,
        mut words: Words<'_, '_>,
        notes: &mut Vec<Note>,
    ) -> Result<(), Refusal> {
        while let Some(token) = words.next_if_any() {
            self.option(token, notes)?;
        }
        Ok(())
    }

    /// The scenario as far as the head goes.
    pub(super) fn scenario(self) -> Scenario {
        let Self { mut setup, fifo, engine, digest } = self;
        let usual = Network::reliable(setup.network.transport).fifo;
        setup.network.fifo = fifo.unwrap_or(usual);
        Scenario { engine, digest, ..Scenario::new(setup) }
    }

    fn option(&mut self, token: Token<'_>, notes: &mut Vec<Note>) -> Result<(), Refusal> {
        let setup = &mut self.setup;
        let meta = setup.protocol.meta();
        let Some((letter, rest)) = token.text.split_at_checked(1) else {
            return Err(ScenarioError::at(token, OPTION.text()));
        };
        match letter {
            "n" => setup.nodes = number(token, rest, 1..=u64::from(NODES_MAX))? as u16,
            "c" => setup.clients = number(token, rest, 0..=u64::from(CLIENTS_MAX))? as u16,
            "x" => {
                let seed = value::natural(rest);
                setup.seed = seed.ok_or_else(|| ScenarioError::at(token, SEED.text()))?;
            }
            "d" => setup.network.delay = spans(token, rest)?,
            "k" => setup.disk = spans(token, rest)?,
            "w" => setup.workload = value::span(token, rest)?,
            "G" => setup.timekeeping.grain = value::span(token, rest)?,
            "J" => setup.timekeeping.late = value::span(token, rest)?,
            "l" => setup.network.loss = per_mille(token, rest)?,
            "u" => setup.network.duplication = per_mille(token, rest)?,
            "f" => self.fifo = Some(flag(token, rest)?),
            "t" => setup.network.transport = transport(token, rest)?,
            "e" => self.engine = Some(number(token, rest, 0..=u64::from(u32::MAX))? as u32),
            "h" => self.digest = Some(hexadecimal(token, rest)?),
            "P" => {
                let (id, chosen) = rest.split_once('-').unwrap_or((rest, ""));
                let position = parameter(token, id, meta)?;
                if let Some(parameter) = meta.parameters.get(position) {
                    let value = parameter_value(token, chosen, parameter)?;
                    setup.parameters.set(meta, position, value);
                }
            }
            "B" => setup.bugs = setup.bugs.with(bug(token, rest, meta)?, true),
            letter if letter.bytes().all(|byte| byte.is_ascii_lowercase()) => {
                notes.push(Note::at(token, UNKNOWN_OPTION.text()));
            }
            _ => return Err(ScenarioError::at(token, OPTION.text())),
        }
        Ok(())
    }
}

pub(super) fn transport(token: Token<'_>, text: &str) -> Result<Transport, Refusal> {
    let known = TRANSPORTS.iter().find(|(name, _)| *name == text);
    known.map(|(_, transport)| *transport).ok_or_else(|| ScenarioError::at(token, a_transport()))
}

pub(super) fn a_transport() -> Text {
    TRANSPORT.text()
}

fn a_protocol(word: &str, protocols: &[&'static dyn AnyProtocol]) -> Text {
    named(&PROTOCOL, word, protocols.iter().map(|protocol| protocol.meta().id))
}

fn hexadecimal(token: Token<'_>, text: &str) -> Result<u64, Refusal> {
    let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let value = digits.then(|| u64::from_str_radix(text, 16).ok()).flatten();
    value.ok_or_else(|| ScenarioError::at(token, DIGEST.text()))
}

quorate_proto::phrases! {
    PROTOCOL(example) = "the name of a protocol (such as {example})", "协议名（如 {example}）";
    OPTION =
        "an option that this version understands, or a time",
        "此版本能理解的选项，或一个时刻";
    SEED = "x and a whole number below 2^64", "x 后跟小于 2^64 的整数";
    TRANSPORT = "datagram, stream or broadcast", "datagram、stream 或 broadcast";
    DIGEST = "h and up to 16 hexadecimal digits", "h 后跟至多 16 位十六进制数字";
    UNKNOWN_OPTION =
        "an option that this version does not know was ignored",
        "忽略了此版本不认识的选项";
}
