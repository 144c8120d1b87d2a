//! Numbers, times, participants: what tokens are made of.

use std::ops::RangeInclusive;

use quorate_proto::time::MILLISECOND;
use quorate_proto::{
    Argument, Bugs, Key, Meta, NodeId, Operation, Parameter, Ratio, Text, Tick, TimerCode,
};
use quorate_sim::{MessageId, Stamp};

use crate::error::{Refusal, ScenarioError};
use crate::limits::TIME_MAX;
use crate::nearest::nearest;
use crate::token::Token;

/// A span of time as scenarios write it: milliseconds, or microseconds with `u` behind.
#[must_use]
pub fn parse_span(text: &str) -> Option<Tick> {
    let (digits, unit) = match text.strip_suffix('u') {
        Some(digits) => (digits, 1),
        None => (text, MILLISECOND),
    };
    natural(digits)?.checked_mul(unit).filter(|span| *span <= TIME_MAX)
}

/// A moment as scenarios write it: a span from the start, and perhaps `_` and how many events of
/// that very tick lie before it.
#[must_use]
pub fn parse_stamp(text: &str) -> Option<Stamp> {
    let (span, index) = match text.split_once('_') {
        Some((span, events)) => (span, u32::try_from(natural(events)?).ok()?),
        None => (text, 0),
    };
    Some(Stamp { tick: parse_span(span)?, index })
}

/// A number of digits alone.
pub(super) fn natural(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn integer(text: &str) -> Option<i64> {
    text.strip_prefix('-')
        .map_or_else(|| natural(text).is_some(), |rest| natural(rest).is_some())
        .then(|| text.parse().ok())
        .flatten()
}

pub(super) fn number(
    token: Token<'_>,
    text: &str,
    range: RangeInclusive<u64>,
) -> Result<u64, Refusal> {
    natural(text).filter(|number| range.contains(number)).ok_or_else(|| {
        let (least, most) = range.into_inner();
        ScenarioError::at(token, NUMBER.with([least.into(), most.into()]))
    })
}

pub(super) fn stamp(token: Token<'_>) -> Result<Stamp, Refusal> {
    parse_stamp(token.text).ok_or_else(|| ScenarioError::at(token, MOMENT.text()))
}

pub(super) fn moment() -> Text {
    MOMENT.text()
}

pub(super) fn span(token: Token<'_>, text: &str) -> Result<Tick, Refusal> {
    parse_span(text).ok_or_else(|| ScenarioError::at(token, a_span()))
}

pub(super) fn a_span() -> Text {
    SPAN.text()
}

/// A span with a sign, in ticks.
pub(super) fn signed_span(token: Token<'_>) -> Result<i64, Refusal> {
    let (sign, text) = match token.text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, token.text),
    };
    let span = span(token, text)?;
    Ok(i64::try_from(span).map_or(0, |span| sign * span))
}

/// Least and most; one span alone is both.
pub(super) fn spans(token: Token<'_>, text: &str) -> Result<(Tick, Tick), Refusal> {
    let (least, most) = text.split_once('-').unwrap_or((text, text));
    let both = parse_span(least).zip(parse_span(most));
    both.filter(|(least, most)| least <= most).ok_or_else(|| ScenarioError::at(token, SPANS.text()))
}

pub(super) fn two_spans() -> Text {
    SPANS.text()
}

pub(super) fn per_mille(token: Token<'_>, text: &str) -> Result<Ratio, Refusal> {
    let share = number(token, text, 0..=1_000)?;
    Ok(if share == 0 { Ratio::ZERO } else { Ratio::new(share, 1_000) })
}

pub(super) fn a_share() -> Text {
    NUMBER.with([0_u64.into(), 1_000_u64.into()])
}

pub(super) fn flag(token: Token<'_>, text: &str) -> Result<bool, Refusal> {
    Ok(number(token, text, 0..=1)? == 1)
}

pub(super) fn a_flag() -> Text {
    NUMBER.with([0_u64.into(), 1_u64.into()])
}

/// Parts per million by which a clock may deviate.
pub(super) fn rate(token: Token<'_>) -> Result<i32, Refusal> {
    let rate = integer(token.text).filter(|rate| RATES_PPM.contains(rate));
    rate.and_then(|rate| i32::try_from(rate).ok()).ok_or_else(|| ScenarioError::at(token, a_rate()))
}

pub(super) fn a_rate() -> Text {
    NUMBER.with([(*RATES_PPM.start()).into(), (*RATES_PPM.end()).into()])
}

/// Half to double speed.
const RATES_PPM: RangeInclusive<i64> = -500_000..=1_000_000;

pub(super) fn operation(token: Token<'_>, key: Key) -> Result<Operation, Refusal> {
    let read = || {
        let (verb, rest) = token.text.split_at_checked(1)?;
        Some(match verb {
            "S" => Operation::Set { key, value: integer(rest)? },
            "A" => Operation::Add { key, value: integer(rest)? },
            "G" if rest.is_empty() => Operation::Get { key },
            "C" => {
                let (expected, value) = rest.split_once('_')?;
                Operation::Cas { key, expected: integer(expected)?, value: integer(value)? }
            }
            _ => return None,
        })
    };
    read().ok_or_else(|| ScenarioError::at(token, an_operation()))
}

/// Possibilities that a text can name.
const CHOICES: RangeInclusive<u64> = 0..=65_535;

/// Which of its possibilities a node chooses.
pub(super) fn choice(token: Token<'_>) -> Result<u32, Refusal> {
    Ok(number(token, token.text, CHOICES)? as u32)
}

pub(super) fn a_choice() -> Text {
    NUMBER.with([(*CHOICES.start()).into(), (*CHOICES.end()).into()])
}

pub(super) fn an_operation() -> Text {
    OPERATION.text()
}

pub(super) fn key(token: Token<'_>) -> Result<Key, Refusal> {
    Key::new(token.text).ok_or_else(|| ScenarioError::at(token, KEY.text()))
}

/// The `number`-th message on a link, and which copy of it.
pub(super) fn message(
    token: Token<'_>,
    (from, to): (NodeId, NodeId),
) -> Result<MessageId, Refusal> {
    let (number, copy) = token.text.split_once('_').unwrap_or((token.text, "0"));
    let number = natural(number).and_then(|number| u32::try_from(number).ok());
    let copy = natural(copy).and_then(|copy| u16::try_from(copy).ok());
    match (number.filter(|number| *number > 0), copy) {
        (Some(number), Some(copy)) => Ok(MessageId { from, to, number, copy }),
        _ => Err(ScenarioError::at(token, a_message())),
    }
}

pub(super) fn a_message() -> Text {
    MESSAGE.text()
}

/// Position and value of a parameter.
pub(super) fn parameter(token: Token<'_>, id: &str, meta: &'static Meta) -> Result<usize, Refusal> {
    let position = meta.parameters.iter().position(|known| known.id == id);
    position.ok_or_else(|| ScenarioError::at(token, a_parameter(id, meta)))
}

pub(super) fn a_parameter(id: &str, meta: &'static Meta) -> Text {
    named(&PARAMETER, id, meta.parameters.iter().map(|parameter| parameter.id))
}

pub(super) fn parameter_value(
    token: Token<'_>,
    text: &str,
    parameter: &'static Parameter,
) -> Result<u32, Refusal> {
    let (least, most) = parameter.range.clone().into_inner();
    let choice = parameter.choices.iter().position(|choice| choice.id == text);
    let chosen = choice.and_then(|position| least.checked_add(u32::try_from(position).ok()?));
    let plain = || natural(text).and_then(|number| u32::try_from(number).ok());
    chosen.or_else(plain).filter(|value| parameter.range.contains(value)).ok_or_else(|| {
        let choices = parameter.choices.iter().map(|choice| choice.id);
        let expected = match nearest(text, choices) {
            Some(known) => CHOICE.with([known.into()]),
            None => NUMBER.with([least.into(), most.into()]),
        };
        ScenarioError::at(token, expected)
    })
}

/// Position of a bug.
pub(super) fn bug(token: Token<'_>, id: &str, meta: &'static Meta) -> Result<usize, Refusal> {
    let position = meta.bugs.iter().position(|known| known.id == id);
    position
        .filter(|position| Bugs::default().with(*position, true).contains(*position))
        .ok_or_else(|| ScenarioError::at(token, a_bug(id, meta)))
}

pub(super) fn a_bug(id: &str, meta: &'static Meta) -> Text {
    named(&BUG, id, meta.bugs.iter().map(|bug| bug.id))
}

/// A timer by its kind's identifier, and which of that kind.
pub(super) fn timer(token: Token<'_>, meta: &'static Meta) -> Result<TimerCode, Refusal> {
    let kind = |id: &str| {
        let position = meta.timers.iter().position(|known| known.id == id)?;
        u8::try_from(position).ok()
    };
    let read = || {
        if let Some(kind) = kind(token.text) {
            return Some(TimerCode { kind, subject: 0 });
        }
        let (id, subject) = token.text.rsplit_once('-')?;
        Some(TimerCode { kind: kind(id)?, subject: u16::try_from(natural(subject)?).ok()? })
    };
    read().ok_or_else(|| ScenarioError::at(token, a_timer(token.text, meta)))
}

pub(super) fn a_timer(id: &str, meta: &'static Meta) -> Text {
    named(&TIMER, id, meta.timers.iter().map(|timer| timer.id))
}

/// A phrase about a name, with the known name that comes nearest.
pub(super) fn named(
    phrase: &'static quorate_proto::Phrase<1>,
    word: &str,
    candidates: impl IntoIterator<Item = &'static str>,
) -> Text {
    phrase.with([nearest(word, candidates).map_or(Argument::Phrase(&NONE), Argument::Word)])
}

quorate_proto::phrases! {
    NUMBER(least, most) = "a whole number from {least} to {most}", "{least} 到 {most} 之间的整数";
    MOMENT =
        "a time, at most an hour: 400 (milliseconds) or 1500u (microseconds), perhaps with _2 \
         (after two events of that tick)",
        "时刻（不超过一小时）：400（毫秒）或 1500u（微秒），可加 _2（该时刻的两个事件之后）";
    SPAN =
        "a span of time, at most an hour: 400 (milliseconds) or 1500u (microseconds)",
        "时长（不超过一小时）：400（毫秒）或 1500u（微秒）";
    SPANS =
        "the shortest and the longest time, each at most an hour: 10-20",
        "最短与最长时间（均不超过一小时），如 10-20";
    OPERATION =
        "an operation: S5 (set), A2 (add), G (get), C5_8 (set to 8 if it is 5)",
        "操作：S5（设值）、A2（加）、G（读）、C5_8（为 5 则改成 8）";
    KEY =
        "a key: a small letter, then up to seven small letters or digits",
        "键：小写字母开头，其后至多七个小写字母或数字";
    MESSAGE = "which message on this link, counted from 1", "该链路上的第几条消息（从 1 数起）";
    PARAMETER(example) = "a parameter of the protocol (such as {example})", "协议参数（如 {example}）";
    CHOICE(example) = "a value of this parameter (such as {example})", "该参数的取值（如 {example}）";
    BUG(example) = "a bug of the protocol (such as {example})", "协议的缺陷编号（如 {example}）";
    TIMER(example) = "a timer of the protocol (such as {example})", "协议的定时器（如 {example}）";
    NONE = "there is none", "无";
}
