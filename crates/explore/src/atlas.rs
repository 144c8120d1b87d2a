//! What is known so far of places, letters, and what each letter does to each place.
//!
//! A cluster of five nodes has millions of states, but each node only a few thousand. Places and
//! letters are therefore kept once and named by small numbers, and what a place does on a letter is
//! worked out once. A state of the whole cluster is then a short row of numbers, and most steps
//! cost a look into a table instead of a handler's run, a copy and a hash. (The first half of this
//! is Holzmann's *collapse* compression, SPIN 1997; the second half is possible because a handler
//! is a pure function.)

use std::ops::Range;
use std::rc::Rc;

use quorate_proto::order;
use quorate_proto::{AnyMessage, Command, Digest, NodeId, RequestId};

use crate::place::{Note, Place, Word, consequences};
use crate::space::{Mail, Rules};
use crate::table::Index;

/// Something under way to a node.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Who sent it.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// What it carries.
    pub content: Content,
}

/// What a [`Letter`] carries.
#[derive(Clone, Debug)]
pub enum Content {
    /// What one node says to another.
    Message(AnyMessage),
    /// A client's request, on its way when the exploration began.
    Request(Command),
    /// The stream between the two broke.
    Broken,
}

impl Letter {
    /// The fingerprint of its contents and its ends.
    #[must_use]
    pub fn digest(&self) -> u64 {
        self.digest_with(&|node| node, AnyMessage::digest)
    }

    pub(crate) fn renamed_digest(&self, rules: &Rules, map: &dyn Fn(NodeId) -> NodeId) -> u64 {
        self.digest_with(map, |message| rules.protocol.renamed_message_digest(message, map))
    }

    fn digest_with(
        &self,
        map: &dyn Fn(NodeId) -> NodeId,
        message_digest: impl FnOnce(&AnyMessage) -> u64,
    ) -> u64 {
        let (kind, content) = match &self.content {
            Content::Message(message) => (0, message_digest(message)),
            Content::Request(command) => (1, Digest::of(command)),
            Content::Broken => (2, 0),
        };
        let mut digest = Digest::default();
        digest.word(u64::from(map(self.from).code()) << 16 | u64::from(map(self.to).code()));
        digest.word(kind);
        digest.word(content);
        std::hash::Hasher::finish(&digest)
    }
}

/// What a place is told, by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cue {
    /// A letter arrives.
    Letter(u32),
    /// The timer in this position runs down.
    Timer(u32),
    Written,
    Crash,
    Start,
    /// A client asks this for the first time.
    Ask(u32),
    /// A client lost patience and asks this again.
    AskAgain(u32),
}

impl Cue {
    const fn code(self) -> u64 {
        let (kind, number) = match self {
            Self::Letter(letter) => (0, letter),
            Self::Timer(position) => (1, position),
            Self::Written => (2, 0),
            Self::Crash => (3, 0),
            Self::Start => (4, 0),
            Self::Ask(command) => (5, command),
            Self::AskAgain(command) => (6, command),
        };
        kind << 29 | number as u64 & 0x1fff_ffff
    }
}

/// What comes of a cue at a place.
pub(crate) struct Outcome {
    /// Whose place it is.
    pub(crate) node: NodeId,
    /// The place after it.
    pub(crate) place: u32,
    /// By how much the fingerprint of a state grows through the change of place.
    pub(crate) gain: u64,
    /// The letters that left, in order; sorted, if their order does not matter.
    pub(crate) letters: Box<[u32]>,
    /// What the ghost sees.
    pub(crate) notes: Box<[Note]>,
    /// Requests that are over.
    pub(crate) answered: Box<[RequestId]>,
    /// Whether nothing changed and nothing left.
    pub(crate) idle: bool,
    /// How the node's choices fell, in order.
    pub(crate) chosen: Box<[u32]>,
}

/// A place, with what is asked of it for every state that it is part of.
pub(crate) struct Site {
    pub(crate) place: Place,
    pub(crate) digest: u64,
    /// Positions of timers that may run down.
    pub(crate) timers: Box<[u8]>,
    pub(crate) up: bool,
    pub(crate) down: bool,
    pub(crate) writes: bool,
}

/// A letter, with what is asked of it for every state that it is part of.
pub(crate) struct Post {
    pub(crate) letter: Letter,
    pub(crate) digest: u64,
    /// The node that it goes to.
    pub(crate) to: usize,
    /// Whether it can arrive at all.
    pub(crate) open: bool,
    /// The directed link that it is on.
    pub(crate) link: u32,
}

/// What a node's state takes beside its place, and what an outcome takes beside its parts, by what
/// long walks through a replicated log were seen to take.
const NODE_BYTES: usize = 2_048;
const OUTCOME_BYTES: usize = 96;

/// All places, letters and outcomes met so far.
pub(crate) struct Atlas {
    pub(crate) sites: Vec<Site>,
    pub(crate) posts: Vec<Post>,
    pub(crate) commands: Vec<Command>,
    pub(crate) outcomes: Vec<Outcome>,
    site_numbers: Index,
    post_numbers: Index,
    /// Of (place, cue), the position in `groups`.
    known: Index,
    groups: Vec<(u32, u32)>,
    /// Whether some choice had more possibilities than were tried.
    pub(crate) truncated: bool,
    bytes: u64,
}

impl Atlas {
    pub(crate) fn new() -> Self {
        Self {
            sites: Vec::new(),
            posts: Vec::new(),
            commands: Vec::new(),
            outcomes: Vec::new(),
            site_numbers: Index::new(),
            post_numbers: Index::new(),
            known: Index::new(),
            groups: Vec::new(),
            truncated: false,
            bytes: 0,
        }
    }

    /// The number of a place.
    pub(crate) fn site(&mut self, rules: &Rules, place: Place) -> u32 {
        let digest = place.digest(rules);
        if let Some(number) = self.site_numbers.get(digest) {
            return number;
        }
        let status = place.slot.status;
        let up = status == quorate_proto::Status::Up;
        let positions = 0..place.timers.len().min(usize::from(u8::MAX));
        let may = |position: &usize| up && (!rules.timer_order || place.may_fire(*position));
        let timers = positions.filter(may).map(|position| position as u8).collect();
        let stalled = place.disk == quorate_sim::DiskMode::Stalled;
        let down = matches!(status, quorate_proto::Status::Crashed | quorate_proto::Status::Halted);
        let writes = !place.writes.is_empty() && !stalled && !down;
        let number = self.sites.len() as u32;
        self.bytes += (size_of::<Site>() + NODE_BYTES + place.timers.len() * 24) as u64;
        self.sites.push(Site { place, digest, timers, up, down, writes });
        self.site_numbers.insert(digest, number);
        number
    }

    /// The number of a letter.
    pub(crate) fn post(&mut self, rules: &Rules, letter: Letter) -> u32 {
        let digest = letter.digest();
        if let Some(number) = self.post_numbers.get(digest) {
            return number;
        }
        let open = !rules.is_cut(letter.from, letter.to);
        let link = u32::from(letter.from.code()) << 16 | u32::from(letter.to.code());
        let number = self.posts.len() as u32;
        self.bytes += (size_of::<Post>() + 96) as u64;
        self.posts.push(Post { to: letter.to.index(), letter, digest, open, link });
        self.post_numbers.insert(digest, number);
        number
    }

    /// The number of a command.
    pub(crate) fn command(&mut self, command: Command) -> u32 {
        let known = self.commands.iter().position(|known| *known == command);
        known.unwrap_or_else(|| {
            self.commands.push(command);
            self.commands.len() - 1
        }) as u32
    }

    /// What may come of a cue at a place: positions in [`Atlas::outcomes`].
    #[inline]
    pub(crate) fn consult(&mut self, rules: &Rules, site: u32, cue: Cue) -> Range<u32> {
        let key = u64::from(site) << 32 | cue.code();
        let group = match self.known.get(key) {
            Some(group) => group,
            None => self.work_out(rules, site, cue, key),
        };
        self.groups.get(group as usize).map_or(0..0, |(start, end)| *start..*end)
    }

    fn work_out(&mut self, rules: &Rules, site: u32, cue: Cue, key: u64) -> u32 {
        let start = self.outcomes.len() as u32;
        let found = self.sites.get(site as usize).and_then(|known| {
            let word = self.word(cue)?;
            Some((known.digest, consequences(rules, &known.place, word)))
        });
        if let Some((before, (found, all))) = found {
            self.truncated |= !all;
            for consequence in found.into_iter().filter(|it| !it.declined) {
                let mut notes = consequence.notes;
                let own = Rc::clone(&consequence.place.slot.node);
                let from = consequence.place.node;
                let to_post = |(to, message)| {
                    self.post(rules, Letter { from, to, content: Content::Message(message) })
                };
                let mut letters: Vec<u32> = consequence
                    .sent
                    .into_iter()
                    .filter(|(to, _)| !rules.is_cut(from, *to))
                    .map(to_post)
                    .collect();
                if rules.mail != Mail::Queues {
                    order::sort(&mut letters);
                }
                let place = self.site(rules, consequence.place);
                let known = self.sites.get(place as usize);
                let after = known.map_or(0, |site| site.digest);
                // A node like one that is known is kept once, however many ways lead to it.
                for note in &mut notes {
                    if let (Note::Is(slot), Some(site)) = (note, known)
                        && Rc::ptr_eq(&slot.node, &own)
                    {
                        slot.clone_from(&site.place.slot);
                    }
                }
                let silent = notes.iter().all(|it| matches!(it, Note::Is(_) | Note::Stepped));
                let idle = before == after
                    && letters.is_empty()
                    && consequence.answered.is_empty()
                    && silent;
                self.bytes += (size_of::<Outcome>()
                    + OUTCOME_BYTES
                    + letters.len() * 4
                    + consequence.chosen.len() * 4
                    + notes.len() * size_of::<Note>()) as u64;
                self.outcomes.push(Outcome {
                    node: from,
                    place,
                    gain: after.wrapping_sub(before),
                    letters: letters.into(),
                    notes: notes.into(),
                    answered: consequence.answered.into(),
                    idle,
                    chosen: consequence.chosen.into(),
                });
            }
        }
        let group = self.groups.len() as u32;
        self.groups.push((start, self.outcomes.len() as u32));
        self.known.insert(key, group);
        group
    }

    fn word(&self, cue: Cue) -> Option<Word<'_>> {
        Some(match cue {
            Cue::Letter(letter) => {
                let letter = &self.posts.get(letter as usize)?.letter;
                match &letter.content {
                    Content::Message(message) => Word::Message(letter.from, message),
                    Content::Request(command) => Word::Request(command, false),
                    Content::Broken => Word::Broken(letter.from),
                }
            }
            Cue::Timer(position) => Word::Timer(position as usize),
            Cue::Written => Word::Written,
            Cue::Crash => Word::Crash,
            Cue::Start => Word::Start,
            Cue::Ask(command) => Word::Request(self.commands.get(command as usize)?, true),
            Cue::AskAgain(command) => Word::Request(self.commands.get(command as usize)?, false),
        })
    }

    /// Bytes in use, roughly.
    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
            + self.site_numbers.bytes()
            + self.post_numbers.bytes()
            + self.known.bytes()
            + self.groups.len() as u64 * 8
    }
}
