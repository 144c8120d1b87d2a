//! A message on its way, as far as it does not move: who, what, how it will end.

use quorate_proto::order;
use quorate_proto::{Answer, Language, Meta, NodeId, Outcome, SortedSet, Status, Text, Tick, Tone};
use quorate_sim::{Flight, MessageId, Packet, World};

use crate::geometry::{Point, degrees, text_width};
use crate::node::shortened;
use crate::stage::{Density, Stage, enumerate, status_of};
use crate::words;

/// A message, in words and shapes.
#[derive(Clone, PartialEq, Debug)]
pub struct MessagePicture {
    /// Its name for ever.
    pub id: MessageId,
    /// When it left.
    pub sent: Tick,
    /// When it arrives, or would.
    pub arrives: Tick,
    /// How it will end, as things stand.
    pub fate: Fate,
    /// What it means.
    pub tone: Tone,
    /// Identifier of its kind.
    pub kind: &'static str,
    /// Two words.
    pub label: String,
    /// What it is called by a screen reader.
    pub name: String,
    /// Where it starts.
    pub start: Point,
    /// Where it ends.
    pub end: Point,
    /// Degrees clockwise from the right.
    pub angle: f64,
    /// How wide it is with its label on it.
    pub width: f64,
    /// Number of the event that sent it.
    pub cause: u64,
    /// Whether its receiver stands still, so that it waits at the end.
    pub(crate) waits: bool,
    /// The fingerprint of what it carries.
    pub(crate) contents: u64,
}

/// How a message will end, as things stand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fate {
    /// It arrives.
    Arrives,
    /// The network loses it on the way.
    Vanishes,
    /// It left over a link that was cut.
    StopsAtCut,
    /// It finds its link cut when it would arrive.
    MeetsCut,
    /// It finds nobody.
    MeetsNobody,
}

impl Fate {
    /// Whether the message is going to be lost.
    #[must_use]
    pub const fn is_doomed(self) -> bool {
        !matches!(self, Self::Arrives)
    }
}

/// What tells one kind of packet from another.
pub(crate) struct Described {
    pub(crate) tone: Tone,
    pub(crate) kind: &'static str,
    pub(crate) label: Label,
}

pub(crate) enum Label {
    Text(Text),
    Plain(String),
}

/// The height of a message with its label.
pub const PILL_HEIGHT: f64 = 24.0;
const PILL_FONT_SIZE: f64 = 12.0;
/// Beside the label: the arrowhead and the round ends.
const PILL_BESIDE: f64 = 32.0;
/// Most of a link that a message leaves free at each end.
const BESIDE_MOST: f64 = 0.3;
const LABEL_CHARACTERS_MAX: usize = 18;

/// Makes pictures of all messages of a world.
pub(crate) struct Messages<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) world: &'a World,
    pub(crate) cuts: &'a SortedSet<(NodeId, NodeId)>,
}

impl Messages<'_> {
    /// The pictures, in the order of names; texts are taken over from the pictures of before.
    pub(crate) fn update(&self, mut before: Vec<MessagePicture>) -> Vec<MessagePicture> {
        let mut flights: Vec<_> = self.world.flights().collect();
        order::sort_by_key(&mut flights, |flight| flight.id);
        let mut pictures = Vec::with_capacity(flights.len());
        for flight in flights {
            let known = before.binary_search_by_key(&flight.id, |known| known.id).ok();
            let known = known.and_then(|index| before.get_mut(index));
            if let Some(picture) = self.picture(flight, known) {
                pictures.push(picture);
            }
        }
        pictures
    }

    fn picture(
        &self,
        flight: &Flight,
        known: Option<&mut MessagePicture>,
    ) -> Option<MessagePicture> {
        let id = flight.id;
        let (from, to) = (self.stage.place(id.from)?, self.stage.place(id.to)?);
        let direction = from.direction(to);
        let contents = flight.packet.digest();
        let fate = self.fate(flight);
        let known = known.filter(|known| known.contents == contents && known.fate == fate);
        let (tone, kind, label, name) = match known {
            Some(known) => {
                let texts = (&mut known.label, &mut known.name);
                (known.tone, known.kind, std::mem::take(texts.0), std::mem::take(texts.1))
            }
            None => self.texts(flight, fate),
        };
        let width = text_width(&label, PILL_FONT_SIZE) + PILL_BESIDE;
        let (start, end) = (self.stage.reach(id.from), self.stage.reach(id.to));
        let beside = self.beside(direction, width, from.distance(to) - start - end);
        Some(MessagePicture {
            id,
            sent: flight.sent,
            arrives: flight.arrives,
            fate,
            tone,
            kind,
            label,
            name,
            start: from.moved(direction, start + beside),
            end: to.moved(direction, -end - beside),
            angle: degrees(direction),
            width,
            cause: flight.cause,
            waits: status_of(self.world, id.to) == Status::Paused,
            contents,
        })
    }

    /// How far from a participant's edge a message stops, so that it does not cover it.
    fn beside(&self, (across, down): (f64, f64), width: f64, length: f64) -> f64 {
        if self.stage.density != Density::Pills {
            return 0.0;
        }
        let along = |half: f64, share: f64| half / share.abs().max(1e-9);
        let half = along(width / 2.0, across).min(along(PILL_HEIGHT / 2.0, down));
        half.min(length.max(0.0) * BESIDE_MOST)
    }

    fn texts(&self, flight: &Flight, fate: Fate) -> (Tone, &'static str, String, String) {
        let language = self.stage.options.language;
        let described = describe(&flight.packet, self.stage.meta);
        let label = described.label.say(language);
        let mut parts = vec![label];
        let ends = [flight.id.from.into(), flight.id.to.into()];
        parts.push(words::FROM_TO.with(ends).say(language));
        if fate.is_doomed() {
            parts.push(words::DOOMED.words(language).to_owned());
        }
        let name = enumerate(language, &parts);
        let label = shortened(&parts.swap_remove(0), LABEL_CHARACTERS_MAX);
        (described.tone, described.kind, label, name)
    }

    fn fate(&self, flight: &Flight) -> Fate {
        let is_cut = self.cuts.contains(&(flight.id.from, flight.id.to));
        let status = status_of(self.world, flight.id.to);
        match (flight.doom.is_some(), is_cut) {
            (true, true) => Fate::StopsAtCut,
            (true, false) => Fate::Vanishes,
            (false, true) => Fate::MeetsCut,
            (false, false) if matches!(status, Status::Crashed | Status::Halted) => {
                Fate::MeetsNobody
            }
            (false, false) => Fate::Arrives,
        }
    }
}

impl Label {
    pub(crate) fn say(&self, language: Language) -> String {
        match self {
            Self::Text(text) => text.say(language),
            Self::Plain(said) => said.clone(),
        }
    }
}

/// What a packet is, and what is written on it.
pub(crate) fn describe(packet: &Packet, meta: &Meta) -> Described {
    match packet {
        Packet::Message(message) => {
            let kind = meta.kinds.get(message.kind());
            let (tone, kind) = kind.map_or((Tone::Neutral, ""), |kind| (kind.tone, kind.id));
            Described { tone, kind, label: Label::Text(message.view().label) }
        }
        Packet::Request(command) => Described {
            tone: Tone::Neutral,
            kind: "request",
            label: Label::Plain(command.operation.to_string()),
        },
        Packet::Reply(_, outcome) => {
            let (tone, text) = describe_outcome(*outcome);
            Described { tone, kind: "reply", label: Label::Text(text) }
        }
    }
}

/// What a packet means, without its words: for pictures that have room for lines only.
pub(crate) fn tone_of(packet: &Packet, meta: &Meta) -> Tone {
    match packet {
        Packet::Message(message) => {
            meta.kinds.get(message.kind()).map_or(Tone::Neutral, |kind| kind.tone)
        }
        Packet::Request(_) => Tone::Neutral,
        Packet::Reply(_, outcome) => describe_outcome(*outcome).0,
    }
}

/// What an answer means, and what is written on it.
pub(crate) fn describe_outcome(outcome: Outcome) -> (Tone, Text) {
    match outcome {
        Outcome::Done(Answer::Value(Some(value))) => {
            (Tone::Agree, words::DONE_WITH.with([value.into()]))
        }
        Outcome::Done(Answer::Value(None)) => (Tone::Agree, words::DONE.text()),
        Outcome::Done(Answer::Mismatch(_)) => (Tone::Agree, words::MISMATCH.text()),
        Outcome::Redirect(Some(node)) => (Tone::Ask, words::ASK_THERE.with([node.into()])),
        Outcome::Redirect(None) => (Tone::Ask, words::ASK_ELSEWHERE.text()),
        Outcome::Refused => (Tone::Refuse, words::REFUSED.text()),
    }
}
