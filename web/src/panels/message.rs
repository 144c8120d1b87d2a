//! One message from inside: all its fields, its journey, and why it was sent.

use quorate_proto::{Argument, Meta, Tick};
use quorate_scene::class;
use quorate_sim::{Event, EventKind, Flight, MessageId, Packet};
use yew::Html;

use super::PanelProps;
use super::event::{Cause, cause};
use super::facts::fact_list;
use super::happened::{loss_words, packet_kind, packet_label, packet_tone};
use super::messages::{arrival, message_buttons};
use super::value::participant;
use crate::session::Session;
use crate::text::panels as words;
use crate::view::{classes, view};

/// How far back a message that has arrived is looked for.
const EVENTS_MAX: usize = 4_000;

/// What is known of a message.
struct Look {
    meta: &'static Meta,
    packet: Packet,
    sent: Tick,
    end: End,
    cause: Option<Cause>,
}

/// How its journey ends.
enum End {
    UnderWay(Flight),
    Arrived(Tick),
    Lost(Tick, &'static quorate_proto::Phrase<0>),
}

/// The panel of one message.
pub(crate) fn message(panel: &PanelProps, id: MessageId) -> Html {
    let look = panel.session.read(|session| look(session, id, panel));
    let Some(look) = look else {
        return view! { <p class="empty">{ panel.say(&words::MESSAGE_GONE) }</p> };
    };
    let tone = class::tone(packet_tone(&look.packet, look.meta));
    let fields = match &look.packet {
        Packet::Message(message) => message.view().fields,
        Packet::Request(_) | Packet::Reply(..) => Vec::new(),
    };
    view! {
        <div class="inspector">
            <header class="inspector-head">
                <h2>{ packet_kind(&look.packet, look.meta, panel.language) }</h2>
                <span class={classes!("pill", tone)}>
                    { packet_label(&look.packet, panel.language) }
                </span>
                if id.copy > 0 {
                    <span class="faint">
                        { words::MESSAGE_COPY.with([id.copy.into()]).say(panel.language) }
                    </span>
                }
            </header>
            <p class="row-of-values">
                { participant(panel, id.from) }{ "→" }{ participant(panel, id.to) }
                <span class="faint number">{ format!("#{}", id.number) }</span>
            </p>
            { journey(panel, &look) }
            if !fields.is_empty() {
                <section class="part">
                    <h3>{ panel.say(&words::FIELDS) }</h3>
                    { fact_list(panel, &fields) }
                </section>
            }
            if matches!(look.end, End::UnderWay(_)) {
                <section class="part">
                    <h3>{ panel.say(&words::DO) }</h3>
                    { message_buttons(panel, id) }
                </section>
            }
            if let Some(why) = look.cause {
                <section class="part">
                    <h3>{ panel.say(&words::BECAUSE) }</h3>
                    { cause(panel, &why) }
                </section>
            }
        </div>
    }
}

fn journey(panel: &PanelProps, look: &Look) -> Html {
    let span = |tick: Tick| Argument::Span(tick).say(panel.language);
    let (label, end) = match &look.end {
        End::UnderWay(flight) => (&words::ARRIVES, arrival(panel, flight)),
        End::Arrived(at) => (&words::ARRIVED, span(*at)),
        End::Lost(at, why) => (&words::WAS_LOST, format!("{} · {}", span(*at), panel.say(why))),
    };
    view! {
        <dl class="facts">
            <div class="fact"><dt>{ panel.say(&words::SENT) }</dt><dd>{ span(look.sent) }</dd></div>
            <div class="fact"><dt>{ panel.say(label) }</dt><dd>{ end }</dd></div>
        </dl>
    }
}

fn look(session: &Session, id: MessageId, panel: &PanelProps) -> Option<Look> {
    let meta = session.meta();
    let why = |number: u64| Cause::of(session, number, panel.language);
    if let Some(flight) = session.world().flights().find(|flight| flight.id == id) {
        let (packet, sent) = (flight.packet.clone(), flight.sent);
        let end = End::UnderWay(flight.clone());
        return Some(Look { meta, packet, sent, end, cause: why(flight.cause) });
    }
    let events = session.timeline().window().events.iter().rev().take(EVENTS_MAX);
    events.map(|event| (event, ended(event, id))).find_map(|(event, end)| {
        let (packet, sent, end) = end?;
        Some(Look { meta, packet, sent, end, cause: why(event.cause) })
    })
}

/// Whether a message's journey ended with this event, and how.
fn ended(event: &Event, id: MessageId) -> Option<(Packet, Tick, End)> {
    let at = event.stamp.tick;
    if let EventKind::Received { message, packet, sent } = &event.kind
        && *message == id
    {
        return Some((packet.clone(), *sent, End::Arrived(at)));
    }
    let lost = match &event.kind {
        EventKind::Lost(lost) => Some(lost),
        _ => event.lost.as_ref(),
    };
    let lost = lost.filter(|lost| lost.message == id)?;
    Some((lost.packet.clone(), lost.sent, End::Lost(at, loss_words(lost.reason))))
}
