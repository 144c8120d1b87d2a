//! Words in every language, checked when the crate is compiled.
//!
//! The core carries identifiers and arguments; sentences are made at the edge, in the language of
//! the visitor. A phrase is declared once, with all languages side by side, through
//! [`phrases!`](crate::phrases) or [`rules!`](crate::rules): a missing language, an unknown
//! placeholder or an argument that a translation forgets does not compile.

use crate::command::Operation;
use crate::time::{MILLISECOND, SECOND, Tick};
use crate::{NodeId, Ratio};

/// A language of the interface. Append only: the position indexes every phrase.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese in simplified characters.
    Chinese,
}

impl Language {
    /// All languages, in the order in which phrases list them.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language that best fits a BCP 47 tag, if any does.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "zh" => Some(Self::Chinese),
            _ => None,
        }
    }
}

/// A sentence with named holes, in every language.
///
/// It is one text of several parts with a zero between them: the names of the holes in the order of
/// the arguments, a comma behind each; then the words of each language, in the order of
/// [`Language::ALL`]. A page has a thousand phrases, and nothing in a program packs as badly as
/// addresses: so each phrase is a single one.
#[derive(PartialEq, Eq, Debug)]
pub struct Template(&'static str);

impl Template {
    /// The names of the holes, in the order of the arguments.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.part(0).split_terminator(',')
    }

    /// The sentence, with its holes.
    #[must_use]
    pub fn words(&self, language: Language) -> &'static str {
        self.part(1 + language as usize)
    }

    fn part(&self, number: usize) -> &'static str {
        self.0.split('\0').nth(number).unwrap_or_default()
    }
}

/// A [`Template`] that takes exactly `N` arguments.
#[derive(PartialEq, Eq, Debug)]
pub struct Phrase<const N: usize>(Template);

impl<const N: usize> Phrase<N> {
    /// Declares a phrase by its parts, see [`Template`]. Meant for the macros, which call it in a
    /// constant.
    ///
    /// # Panics
    /// When compiled, if holes and parameters do not match in some language.
    #[must_use]
    pub const fn new(parts: &'static str) -> Self {
        assert_parts::<N>(parts.as_bytes());
        Self(Template(parts))
    }

    /// The phrase with its holes filled.
    #[must_use]
    pub fn with(&'static self, arguments: [Argument; N]) -> Text {
        Text::new(&self.0, &arguments)
    }

    /// The template, without the count of its arguments.
    #[must_use]
    pub const fn template(&'static self) -> &'static Template {
        &self.0
    }

    /// The template alone.
    pub(crate) const fn into_template(self) -> Template {
        self.0
    }
}

impl Phrase<0> {
    /// The words.
    #[must_use]
    pub fn words(&self, language: Language) -> &'static str {
        self.0.words(language)
    }

    /// The phrase as a text without arguments.
    #[must_use]
    pub fn text(&'static self) -> Text {
        self.with([])
    }
}

/// Most arguments that one phrase may take.
pub const ARGUMENTS_MAX: usize = 5;

/// Something that fills a hole. Plain data, so that it can be said in any language later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Argument {
    /// A number.
    Number(i64),
    /// A participant.
    Node(NodeId),
    /// A span of time.
    Span(Tick),
    /// A share.
    Share(Ratio),
    /// A client's operation.
    Operation(Operation),
    /// A phrase without holes.
    Phrase(&'static Phrase<0>),
    /// A word that is the same in every language: an identifier, a formula.
    Word(&'static str),
    /// A pair such as a proposal number (time, node) or (index, term), said as `a.b`.
    Pair(u64, u64),
}

impl Argument {
    /// The argument in words.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Node(node) => node.to_string(),
            Self::Span(span) => say_span(*span),
            Self::Share(share) => {
                let tenths = share.per_mille();
                format!("{}.{} %", tenths / 10, tenths % 10)
            }
            Self::Operation(operation) => operation.to_string(),
            Self::Phrase(phrase) => phrase.words(language).to_owned(),
            Self::Word(word) => (*word).to_owned(),
            Self::Pair(first, second) => format!("{first}.{second}"),
        }
    }
}

/// A span of time in the unit that suits it.
#[must_use]
pub fn say_span(span: Tick) -> String {
    let (whole, fraction, unit) = match span {
        0..MILLISECOND => return format!("{span} µs"),
        MILLISECOND..SECOND => (span / MILLISECOND, span % MILLISECOND, "ms"),
        _ => (span / SECOND, span % SECOND / MILLISECOND, "s"),
    };
    if fraction == 0 || (unit == "ms" && whole >= 10) {
        format!("{whole} {unit}")
    } else {
        let digits = format!("{fraction:03}");
        format!("{whole}.{} {unit}", digits.trim_end_matches('0'))
    }
}

/// A number with so many decimals. The standard library can say it too, from tables that would
/// weigh more than a protocol; what charts and tables show is never so great or so small.
#[must_use]
pub fn say_decimal(number: f64, decimals: usize) -> String {
    if !number.is_finite() {
        return if number.is_nan() { "NaN" } else { "∞" }.to_owned();
    }
    let unit = (0..decimals).fold(1_u64, |unit, _| unit.saturating_mul(10));
    let parts = (number.abs() * unit as f64).round() as u64;
    let sign = if number < 0.0 && parts > 0 { "-" } else { "" };
    let (whole, fraction) = (parts / unit, parts % unit);
    if decimals == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{fraction:0decimals$}")
}

macro_rules! argument_from {
    ($($from:ty => $variant:ident as $to:ty),* $(,)?) => {
        $(impl From<$from> for Argument {
            fn from(value: $from) -> Self {
                Self::$variant(value as $to)
            }
        })*
    };
}

argument_from! {
    i64 => Number as i64,
    i32 => Number as i64,
    u64 => Number as i64,
    u32 => Number as i64,
    u16 => Number as i64,
    usize => Number as i64,
    NodeId => Node as NodeId,
    Ratio => Share as Ratio,
    Operation => Operation as Operation,
    &'static Phrase<0> => Phrase as &'static Phrase<0>,
    &'static str => Word as &'static str,
}

/// A phrase with its arguments: what happened, ready to be said in any language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Text {
    template: &'static Template,
    arguments: [Argument; ARGUMENTS_MAX],
}

impl Text {
    /// Fills a template; arguments beyond [`ARGUMENTS_MAX`] are left out.
    #[must_use]
    #[inline(never)] // A hundred places make one: the code for it need not be in all of them.
    pub fn new(template: &'static Template, arguments: &[Argument]) -> Self {
        let mut filled = [Argument::Number(0); ARGUMENTS_MAX];
        for (place, argument) in filled.iter_mut().zip(arguments) {
            *place = *argument;
        }
        Self { template, arguments: filled }
    }

    /// The template behind the text.
    #[must_use]
    pub const fn template(&self) -> &'static Template {
        self.template
    }

    /// The arguments, in the order of the template's parameters.
    #[must_use]
    pub fn arguments(&self) -> &[Argument] {
        &self.arguments[..self.template.parameters().count().min(ARGUMENTS_MAX)]
    }

    /// The sentence.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let mut pieces = self.template.words(language).split('{');
        let mut said = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
            let position = self.template.parameters().position(|known| known == name);
            if let Some(argument) = position.and_then(|index| self.arguments.get(index)) {
                said.push_str(&argument.say(language));
            }
            said.push_str(rest);
        }
        said
    }
}

/// Checks, while compiling, that there are `N` names and a sentence per language, and that each
/// sentence has every name as a hole and no other hole.
const fn assert_parts<const N: usize>(parts: &[u8]) {
    assert!(N <= ARGUMENTS_MAX, "a phrase takes at most five arguments");
    let mut names = [(0, 0); N];
    let (mut count, mut index) = (0, 0);
    while index < parts.len() && parts[index] != b'\0' {
        let start = index;
        while parts[index] != b',' {
            index += 1;
        }
        assert!(count < N, "a phrase has more names than holes");
        names[count] = (start, index);
        (count, index) = (count + 1, index + 1);
    }
    assert!(count == N, "a phrase has fewer names than holes");
    let mut language = 0;
    while language < Language::ALL.len() {
        assert!(index < parts.len(), "a language has no words");
        index = assert_placeholders(parts, index + 1, &names);
        language += 1;
    }
    assert!(index == parts.len(), "there are words without a language");
}

/// Checks the sentence that starts here; gives back where it ends.
const fn assert_placeholders<const N: usize>(
    parts: &[u8],
    start: usize,
    names: &[(usize, usize); N],
) -> usize {
    let mut used = [false; N];
    let mut index = start;
    while index < parts.len() && parts[index] != b'\0' {
        if parts[index] == b'{' {
            let start = index + 1;
            while index < parts.len() && parts[index] != b'}' {
                index += 1;
            }
            assert!(index < parts.len(), "a hole is not closed");
            let mut known = false;
            let mut name = 0;
            while name < N {
                if same(parts, (start, index), names[name]) {
                    used[name] = true;
                    known = true;
                }
                name += 1;
            }
            assert!(known, "a hole names no parameter");
        }
        index += 1;
    }
    let mut name = 0;
    while name < N {
        assert!(used[name], "a language leaves out a parameter");
        name += 1;
    }
    index
}

const fn same(parts: &[u8], one: (usize, usize), other: (usize, usize)) -> bool {
    if one.1 - one.0 != other.1 - other.0 {
        return false;
    }
    let mut offset = 0;
    while one.0 + offset < one.1 {
        if parts[one.0 + offset] != parts[other.0 + offset] {
            return false;
        }
        offset += 1;
    }
    true
}

/// Declares phrases: a name, its holes, then the words in English and in Chinese.
///
/// ```
/// quorate_proto::phrases! {
///     LEADER = "leader", "领导者";
///     LEADS(node, term) = "{node} leads term {term}", "{node} 在任期 {term} 中领导";
/// }
/// use quorate_proto::{Language, NodeId};
/// let text = LEADS.with([NodeId::new(1).into(), 3_u64.into()]);
/// assert_eq!(text.say(Language::English), "B leads term 3");
/// assert_eq!(LEADER.words(Language::Chinese), "领导者");
/// ```
///
/// A translation that forgets a hole is refused by the compiler:
/// ```compile_fail
/// quorate_proto::phrases! { LEADS(node) = "{node} leads", "领导"; }
/// ```
#[macro_export]
macro_rules! phrases {
    ($(
        $(#[$about:meta])*
        $name:ident $(($($parameter:ident),+))? = $english:literal, $chinese:literal;
    )*) => {
        $(
            $(#[$about])*
            #[doc = $english]
            #[allow(unreachable_pub, reason = "the module around the macro decides who sees it")]
            pub static $name: $crate::Phrase<{ $crate::count!($($($parameter)+)?) }> =
                $crate::Phrase::new($crate::parts!(($($($parameter)+)?) $english, $chinese));
        )*
    };
}

/// The parts of a phrase, for the other macros.
#[doc(hidden)]
#[macro_export]
macro_rules! parts {
    (($($parameter:ident)*) $english:literal, $chinese:literal) => {
        concat!($(stringify!($parameter), ",",)* "\0", $english, "\0", $chinese)
    };
}

/// Counts names, for the other macros.
#[doc(hidden)]
#[macro_export]
macro_rules! count {
    () => { 0 };
    ($first:ident $($rest:ident)*) => { 1 + $crate::count!($($rest)*) };
}

#[cfg(test)]
mod tests {
    use super::*;

    phrases! {
        PLAIN = "hello", "你好";
        SAID(node, count) = "{node} said it {count} times", "说了 {count} 次的是 {node}";
    }

    #[test]
    fn each_language_orders_its_arguments_freely() {
        let text = SAID.with([NodeId::new(0).into(), 3_u64.into()]);
        assert_eq!(text.say(Language::English), "A said it 3 times");
        assert_eq!(text.say(Language::Chinese), "说了 3 次的是 A");
        assert_eq!(PLAIN.text().say(Language::Chinese), "你好");
        assert_eq!(text.arguments().len(), 2);
    }

    #[test]
    fn spans_choose_their_unit() {
        let said: Vec<_> =
            [0, 999, 1_000, 1_500, 17_900, 212_000, 1_204_000, 2_000_000].map(say_span).into();
        let expected = ["0 µs", "999 µs", "1 ms", "1.5 ms", "17 ms", "212 ms", "1.204 s", "2 s"];
        assert_eq!(said, expected);
    }

    #[test]
    fn decimals_are_those_of_the_library() {
        for number in [0.0, 0.06, -0.6, 1.0, -2.7, 9.9996, 0.0012, 1_234.567_89, 294_967.3] {
            for decimals in [0, 1, 3, 6] {
                let expected = format!("{number:.decimals$}");
                assert_eq!(say_decimal(number, decimals), expected);
            }
        }
        assert_eq!(say_decimal(-0.04, 1), "0.0");
        assert_eq!([f64::NAN, f64::INFINITY].map(|it| say_decimal(it, 2)), ["NaN", "∞"]);
    }

    #[test]
    fn tags_choose_a_language() {
        assert_eq!(Language::from_tag("zh-Hans-CN"), Some(Language::Chinese));
        assert_eq!(Language::from_tag("en_GB"), Some(Language::English));
        assert_eq!(Language::from_tag("fr"), None);
    }
}
