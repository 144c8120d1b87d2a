//! What a protocol says about itself: the data from which controls, legends and lists grow.

use std::ops::RangeInclusive;

use crate::text::{Argument, Phrase, Template, Text};
use crate::time::Tick;

/// A protocol's description. Everything a page or a command shows of it comes from here.
#[derive(Debug)]
pub struct Meta {
    /// Identifier in links and commands: lower-case letters and hyphens, never changed.
    pub id: &'static str,
    /// Name.
    pub title: &'static Phrase<0>,
    /// The family, and so the crate, that the protocol belongs to.
    pub family: &'static str,
    /// One or two sentences on what it is for.
    pub summary: &'static Phrase<0>,
    /// Cluster sizes that make sense.
    pub nodes: RangeInclusive<u16>,
    /// The cluster size a new run starts with.
    pub nodes_default: u16,
    /// What the protocol assumes of its network.
    pub transport: Transport,
    /// How clients deal with it.
    pub service: Service,
    /// The conditions that a new run starts with.
    pub environment: Environment,
    /// Settings, in the order of [`Parameters`].
    pub parameters: &'static [Parameter],
    /// Kinds of message; [`Protocol::kind`](crate::Protocol::kind) indexes them. Append only.
    pub kinds: &'static [Kind],
    /// Kinds of timer; [`TimerCode::kind`] indexes them. Append only.
    pub timers: &'static [TimerInfo],
    /// Roles that a node can be in.
    pub roles: &'static [&'static Role],
    /// The rules that handlers may cite.
    pub rules: &'static [&'static RuleInfo],
    /// Ways to break the protocol, one rule each. Append only.
    pub bugs: &'static [Bug],
    /// Ready scenarios.
    pub presets: &'static [Preset],
    /// Figures that the protocol measures while it runs.
    pub figures: &'static [Figure],
    /// Where to read on.
    pub sources: &'static [&'static str],
}

/// What carries messages between nodes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Transport {
    /// Messages may be lost, duplicated and reordered.
    Datagram,
    /// First in, first out and reliable, until the connection breaks: then what was under way is
    /// gone, and both ends are told.
    Stream,
    /// One send reaches everyone on the wire at the same moment; each receiver may miss it.
    Broadcast,
}

/// What a client may expect after a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Service {
    /// Each request is answered; the client retries until it is.
    Answers,
    /// Each request is answered once for the whole run: all clients learn one decision.
    Decides,
    /// Requests are taken and never answered.
    Silent,
}

/// Network, disk and workload of a new run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Environment {
    /// Least and most time a message travels.
    pub delay: (Tick, Tick),
    /// Least and most time until a disk write is durable.
    pub disk: (Tick, Tick),
    /// How many clients there are.
    pub clients: u16,
    /// How long each client waits between its requests; 0 for no requests of its own.
    pub workload: Tick,
}

/// A setting of a protocol: a number within a range, or one of several named choices.
#[derive(Debug)]
pub struct Parameter {
    /// Identifier in links and commands: lower-case letters and digits, never changed.
    pub id: &'static str,
    /// Name.
    pub label: &'static Phrase<0>,
    /// What the number counts.
    pub unit: Unit,
    /// Least and most value.
    pub range: RangeInclusive<u32>,
    /// Value in a new run.
    pub default: u32,
    /// Names of the values, from the least on; empty for a plain number.
    pub choices: &'static [Choice],
}

/// A named value of a [`Parameter`].
#[derive(Debug)]
pub struct Choice {
    /// Identifier in links and commands.
    pub id: &'static str,
    /// Name.
    pub label: &'static Phrase<0>,
}

/// What a number counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Unit {
    /// Plain count.
    Count,
    /// Milliseconds.
    Milliseconds,
    /// Yes (1) or no (0).
    Switch,
    /// One of the choices.
    Choice,
}

/// Most parameters that a protocol may have.
pub const PARAMETERS_MAX: usize = 16;

/// The values of a protocol's parameters, in the order of [`Meta::parameters`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Parameters([u32; PARAMETERS_MAX]);

impl Parameters {
    /// The values that a new run starts with.
    #[must_use]
    pub fn defaults(meta: &Meta) -> Self {
        let mut values = [0; PARAMETERS_MAX];
        for (value, parameter) in values.iter_mut().zip(meta.parameters) {
            *value = parameter.default;
        }
        Self(values)
    }

    /// The value at this position; 0 for a position that no parameter has.
    #[must_use]
    pub fn get(&self, index: usize) -> u32 {
        self.0.get(index).copied().unwrap_or(0)
    }

    /// Sets a value, moved into the parameter's range. Unknown positions are left alone.
    pub fn set(&mut self, meta: &Meta, index: usize, value: u32) {
        if let (Some(place), Some(parameter)) = (self.0.get_mut(index), meta.parameters.get(index))
        {
            *place = value.clamp(*parameter.range.start(), *parameter.range.end());
        }
    }
}

/// A kind of message.
#[derive(Debug)]
pub struct Kind {
    /// Identifier in links and traces.
    pub id: &'static str,
    /// Name.
    pub label: &'static Phrase<0>,
    /// What it means, and so how it is drawn.
    pub tone: Tone,
}

/// A kind of timer.
#[derive(Debug)]
pub struct TimerInfo {
    /// Identifier in links and traces.
    pub id: &'static str,
    /// Name.
    pub label: &'static Phrase<0>,
}

/// Names one timer of a node: its kind and, where there is one per peer or slot, which.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TimerCode {
    /// Index into [`Meta::timers`].
    pub kind: u8,
    /// Which of that kind; 0 where there is only one.
    pub subject: u16,
}

/// Meaning, from which the page derives colour, glyph and line style.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Tone {
    /// Nothing special.
    Neutral,
    /// Leads, or carries what the leader says.
    Lead,
    /// Asks, campaigns, is in doubt.
    Ask,
    /// Agrees, acknowledges, is settled.
    Agree,
    /// Refuses.
    Refuse,
    /// Keeps alive.
    Beat,
    /// Repairs.
    Repair,
    /// Is broken or down.
    Down,
}

/// The outline of a node: a role is told by shape and word, never by colour alone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Shape {
    /// One plain ring.
    Ring,
    /// A double ring.
    DoubleRing,
    /// A dashed ring.
    DashedRing,
    /// A filled disc.
    Disc,
    /// A dotted ring.
    DottedRing,
}

/// A role that a node can be in.
#[derive(PartialEq, Eq, Debug)]
pub struct Role {
    /// Identifier in traces.
    pub id: &'static str,
    /// Name.
    pub label: &'static Phrase<0>,
    /// Outline.
    pub shape: Shape,
    /// Meaning.
    pub tone: Tone,
}

/// A numbered rule of a protocol and where it is written.
#[derive(PartialEq, Eq, Debug)]
pub struct RuleInfo {
    /// The name it was declared under: its identifier in traces.
    pub id: &'static str,
    /// Paper and section.
    pub source: &'static str,
    /// The sentence that says what happened by this rule.
    pub template: Template,
    /// Whether firing it is worth a mark on the time line.
    pub mark: Option<Mark>,
}

/// A rule that takes exactly `N` arguments; declared by [`rules!`](crate::rules).
#[derive(PartialEq, Eq, Debug)]
pub struct Rule<const N: usize>(RuleInfo);

impl<const N: usize> Rule<N> {
    /// Declares a rule. Meant for the macro.
    #[must_use]
    pub const fn new(
        id: &'static str,
        source: &'static str,
        phrase: Phrase<N>,
        mark: Option<Mark>,
    ) -> Self {
        Self(RuleInfo { id, source, template: phrase.into_template(), mark })
    }

    /// The rule without the count of its arguments.
    #[must_use]
    pub const fn info(&'static self) -> &'static RuleInfo {
        &self.0
    }

    /// The sentence with its holes filled.
    #[must_use]
    pub fn say(&'static self, arguments: [Argument; N]) -> Text {
        Text::new(&self.0.template, &arguments)
    }
}

/// A kind of event that stands out on the time line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mark {
    /// Somebody begins to lead.
    Election,
    /// Something became final.
    Commit,
    /// A fault or another act of the visitor.
    Fault,
    /// A loop begins, or comes round.
    Turn,
    /// A promise broke.
    Broken,
}

/// Declares rules: a name, its holes, its source, an optional mark, then the words in English and
/// in Chinese.
///
/// ```
/// quorate_proto::rules! {
///     WINS(node, term) from "Raft §5.2" marks Election =
///         "{node} leads term {term}", "{node} 在任期 {term} 中当选";
/// }
/// assert_eq!(WINS.info().source, "Raft §5.2");
/// ```
#[macro_export]
macro_rules! rules {
    ($(
        $(#[$about:meta])*
        $name:ident $(($($parameter:ident),+))? from $source:literal $(marks $mark:ident)?
            = $english:literal, $chinese:literal;
    )*) => {
        $(
            $(#[$about])*
            #[doc = $english]
            #[doc = concat!("(", $source, ")")]
            #[allow(unreachable_pub, reason = "the module around the macro decides who sees it")]
            pub static $name: $crate::Rule<{ $crate::count!($($($parameter)+)?) }> = {
                const PHRASE: $crate::Phrase<{ $crate::count!($($($parameter)+)?) }> =
                    $crate::Phrase::new($crate::parts!(($($($parameter)+)?) $english, $chinese));
                #[allow(unused_mut, unused_assignments)]
                let mut mark = None;
                $(mark = Some($crate::Mark::$mark);)?
                $crate::Rule::new(stringify!($name), $source, PHRASE, mark)
            };
        )*
    };
}

/// A way to break a protocol: one rule, taken out at one place.
#[derive(Debug)]
pub struct Bug {
    /// Identifier in links and commands, such as `r1`.
    pub id: &'static str,
    /// What the broken implementation does.
    pub story: &'static Phrase<0>,
    /// Identifiers of the properties that it breaks.
    pub breaks: &'static [&'static str],
    /// A scenario in script form that shows it; with the bug off, the same script is safe.
    pub script: &'static str,
    /// Where the bug was found or described.
    pub source: &'static str,
}

/// Which bugs are switched on: bit `k` stands for [`Meta::bugs`]`[k]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Bugs(pub u64);

impl Bugs {
    /// Whether bug `index` is on.
    #[must_use]
    pub const fn contains(self, index: usize) -> bool {
        index < 64 && self.0 >> index & 1 == 1
    }

    /// The same with bug `index` switched.
    #[must_use]
    pub const fn with(self, index: usize, on: bool) -> Self {
        if index >= 64 {
            return self;
        }
        let bit = 1 << index;
        Self(if on { self.0 | bit } else { self.0 & !bit })
    }

    /// Whether the protocol runs as its authors meant it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A ready scenario.
#[derive(Debug)]
pub struct Preset {
    /// Identifier within the protocol, such as `partition`.
    pub id: &'static str,
    /// Title.
    pub title: &'static Phrase<0>,
    /// What to look at.
    pub story: &'static Phrase<0>,
    /// The scenario in script form.
    pub script: &'static str,
}

/// A figure that a protocol measures while it runs.
#[derive(Debug)]
pub struct Figure {
    /// Identifier in traces.
    pub id: &'static str,
    /// Name.
    pub label: &'static Phrase<0>,
    /// What the figure counts.
    pub unit: FigureUnit,
}

/// What a [`Figure`] counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FigureUnit {
    /// A share of the whole, shown in percent.
    Share,
    /// A plain or fractional number.
    Number,
}
