//! A register on one server, or on several that know nothing of each other: then it is none.

use std::convert::Infallible;

use quorate_proto::{Cx, Meta, NodeId};

use super::{CLIENTS, IN_ORDER, KINDS, Message, Register, SERVERS, Server, Value};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    SINGLE = "register on one server", "单服务器寄存器";
}

/// A server: the value that it holds.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Holder(Value);

static META: Meta = describe(
    "single-copy-register",
    &SINGLE,
    &[
        size("clients", &CLIENTS, 1..=6, 2),
        size("servers", &SERVERS, 1..=3, 1),
        size("ordered", &IN_ORDER, 0..=1, 0),
    ],
    KINDS,
    TIMERS,
    &["crate stateright 0.31: examples/single-copy-register"],
);

impl Server for Holder {
    type Words = Infallible;

    const META: &'static Meta = &META;

    fn boot(_: NodeId) -> Self {
        Self(0)
    }

    fn is_answer(words: &Infallible) -> bool {
        match *words {}
    }

    fn serve(&mut self, from: NodeId, said: &Message<Infallible>, cx: &mut Cx<'_, Register<Self>>) {
        match *said {
            Message::Put(number, new) => {
                self.0 = new;
                cx.send(from, Message::PutOk(number));
            }
            Message::Get(number) => cx.send(from, Message::GetOk(number, self.0)),
            _ => {}
        }
    }
}
