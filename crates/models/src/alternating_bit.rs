//! The alternating bit protocol over two lossy queues, as in Lamport's *Specifying Systems*
//! (modules `AlternatingBit` and `MCAlternatingBit`): queues are bounded, and states in which one
//! is longer do not count.

use std::collections::VecDeque;

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Property};

use crate::board::{Board, Spec, reached};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    TITLE = "alternating bit protocol", "交替位协议";
    DATA = "values that may be sent", "可发送的值";
    MESSAGES = "most messages under way", "在途消息上限";
    ANSWERS = "most acknowledgements under way", "在途确认上限";
    RECEIVED = "what was sent is received", "所发的值被收到";
}

/// The state of the specification.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AlternatingBit {
    messages: VecDeque<(bool, u8)>,
    answers: VecDeque<bool>,
    sender_bit: bool,
    acknowledged: bool,
    receiver_bit: bool,
    sent: u8,
    received: u8,
}

static META: Meta = describe(
    "alternating-bit",
    &TITLE,
    &[
        size("data", &DATA, 1..=5, 2),
        size("messages", &MESSAGES, 1..=5, 2),
        size("answers", &ANSWERS, 1..=5, 2),
    ],
    &[],
    TIMERS,
    &["Lamport: Specifying Systems, 2002: modules AlternatingBit, MCAlternatingBit"],
);

impl Spec for AlternatingBit {
    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Board<Self>>] = &[Property {
        id: "Received",
        statement: &RECEIVED,
        source: "AlternatingBit",
        expectation: Expectation::Sometimes,
        check: received,
    }];

    /// With either bit, and any two values.
    fn beginnings(size: &dyn Fn(usize) -> u32) -> u32 {
        2 * size(0).pow(2)
    }

    fn first(which: u32, size: &dyn Fn(usize) -> u32) -> Self {
        let (bit, pair) = (which / size(0).pow(2) == 1, which % size(0).pow(2));
        Self {
            messages: VecDeque::new(),
            answers: VecDeque::new(),
            sender_bit: bit,
            acknowledged: bit,
            receiver_bit: bit,
            sent: (pair / size(0)) as u8,
            received: (pair % size(0)) as u8,
        }
    }

    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let mut next = Vec::new();
        let mut add = |change: &dyn Fn(&mut Self)| {
            let mut after = self.clone();
            change(&mut after);
            next.push(after);
        };
        if self.acknowledged == self.sender_bit {
            for value in 0..size(0) as u8 {
                add(&|it| {
                    it.sent = value;
                    it.sender_bit = !it.sender_bit;
                    it.messages.push_back((it.sender_bit, value));
                });
            }
        } else {
            add(&|it| it.messages.push_back((it.sender_bit, it.sent)));
        }
        if let Some((bit, value)) = self.messages.front().copied() {
            add(&|it| {
                it.messages.pop_front();
                (it.receiver_bit, it.received) = (bit, value);
            });
        }
        add(&|it| it.answers.push_back(it.receiver_bit));
        if let Some(bit) = self.answers.front().copied() {
            add(&|it| {
                it.answers.pop_front();
                it.acknowledged = bit;
            });
        }
        for position in 0..self.messages.len() {
            add(&|it| {
                it.messages.remove(position);
            });
        }
        for position in 0..self.answers.len() {
            add(&|it| {
                it.answers.remove(position);
            });
        }
        let (messages_max, answers_max) = (size(1) as usize, size(2) as usize);
        next.retain(|it| it.messages.len() <= messages_max && it.answers.len() <= answers_max);
        next
    }
}

fn received(
    (): &mut (),
    _: &Moment<'_, Board<AlternatingBit>>,
    cluster: &Cluster<'_, Board<AlternatingBit>>,
) -> Finding {
    reached(cluster, |it| {
        let under_way = it.acknowledged != it.sender_bit;
        under_way && it.receiver_bit == it.sender_bit && it.received == it.sent
    })
}
