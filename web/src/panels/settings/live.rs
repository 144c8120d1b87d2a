//! What can be changed while the run goes on. Every change is an action of the run.

use quorate_proto::{Phrase, Ratio, Tick, Transport};
use quorate_sim::{Action, NetworkChange, Setup};
use yew::Html;

use super::milliseconds;
use super::parameters::parameters;
use crate::panels::PanelProps;
use crate::panels::fields::{NumberProps, named_choice, number_field, switch};
use crate::text::settings as words;
use crate::view::{Callback, view};

/// Longest delay that may be set, in milliseconds.
const DELAY_MAX_MS: u64 = 10_000;
const PER_MILLE: u64 = 1_000;

const TRANSPORTS: [(Transport, &Phrase<0>); 3] = [
    (Transport::Datagram, &words::TRANSPORT_DATAGRAM),
    (Transport::Stream, &words::TRANSPORT_STREAM),
    (Transport::Broadcast, &words::TRANSPORT_BROADCAST),
];

/// Network and protocol.
pub(super) fn live(panel: &PanelProps, setup: &Setup) -> Html {
    view! {
        <section class="part">
            <h3>
                { panel.say(&words::LIVE) }<small>{ panel.say(&words::LIVE_ABOUT) }</small>
            </h3>
            <fieldset>
                <legend>{ panel.say(&words::NETWORK) }</legend>
                { network(panel, setup) }
            </fieldset>
            if !setup.protocol.meta().parameters.is_empty() {
                <fieldset>
                    <legend>{ panel.say(&words::PROTOCOL_SETTINGS) }</legend>
                    { parameters(panel, setup) }
                </fieldset>
            }
        </section>
    }
}

fn network(panel: &PanelProps, setup: &Setup) -> Html {
    let network = setup.network;
    let (least, most) = network.delay;
    let number = |label: &'static Phrase<0>, value: u64, most: u64, unit: &'static Phrase<0>| {
        let panel = panel.clone();
        move |change: fn(u64) -> NetworkChange| {
            let session = panel.session.clone();
            let enter =
                Callback::from(move |number| session.act(Action::SetNetwork(change(number))));
            let (label, unit, language) = (panel.say(label), panel.say(unit), panel.language);
            number_field(NumberProps { label, value, range: (0, most), unit, language, enter })
        }
    };
    let delay = |label, value: Tick, other: Tick, is_least: bool| {
        let session = panel.session.clone();
        let enter = Callback::from(move |span: Tick| {
            // The other end gives way, so that the span is never empty.
            let (least, most) =
                if is_least { (span, other.max(span)) } else { (other.min(span), span) };
            session.act(Action::SetNetwork(NetworkChange::Delay(least, most)));
        });
        milliseconds(panel, label, value, DELAY_MAX_MS, enter)
    };
    let (loss, copies) = (network.loss.per_mille(), network.duplication.per_mille());
    let fifo = {
        let session = panel.session.clone();
        Callback::from(move |on| session.act(Action::SetNetwork(NetworkChange::Fifo(on))))
    };
    view! {
        <>
            <div class="pair">
                { delay(&words::DELAY_LEAST, least, most, true) }
                { delay(&words::DELAY_MOST, most, least, false) }
            </div>
            <div class="pair">
                { number(&words::LOSS, loss, PER_MILLE, &words::PER_MILLE)(
                    |share| NetworkChange::Loss(Ratio::new(share, PER_MILLE))) }
                { number(&words::DUPLICATION, copies, PER_MILLE, &words::PER_MILLE)(
                    |share| NetworkChange::Duplication(Ratio::new(share, PER_MILLE))) }
            </div>
            { switch(panel.say(&words::FIFO), network.fifo, fifo) }
            { transport(panel, setup) }
        </>
    }
}

fn transport(panel: &PanelProps, setup: &Setup) -> Html {
    let chosen = TRANSPORTS.iter().position(|(known, _)| *known == setup.network.transport);
    let options = TRANSPORTS.iter().enumerate();
    let options =
        options.map(|(index, (_, words))| (index.to_string(), panel.say(words).to_owned()));
    let choose = {
        let session = panel.session.clone();
        Callback::from(move |text: String| {
            let found = text.parse().ok().and_then(|index: usize| TRANSPORTS.get(index));
            if let Some((transport, _)) = found {
                session.act(Action::SetNetwork(NetworkChange::Transport(*transport)));
            }
        })
    };
    let assumed = setup.protocol.meta().transport;
    let assumed = TRANSPORTS.iter().find(|(known, _)| *known == assumed);
    view! {
        <>
            { named_choice(panel.say(&words::TRANSPORT), options,
                &chosen.unwrap_or(0).to_string(), choose) }
            if let Some((_, assumed)) = assumed.filter(|(t, _)| *t != setup.network.transport) {
                <p class="note is-warning">
                    { panel.say(&words::TRANSPORT_ASSUMED) }{ ": " }{ panel.say(assumed) }
                </p>
            }
        </>
    }
}
