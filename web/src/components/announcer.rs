//! For those who listen: a log of what matters, slow enough to be read aloud, silent when time
//! runs fast, and one line when it stops.

use std::cell::{Cell, RefCell};

use quorate_proto::text::say_span;
use quorate_proto::{Argument, Language};
use yew::{Html, hook};

use crate::components::LabProps;
use crate::components::part::part;
use crate::environment;
use crate::hooks::{use_effect_with, use_memo, use_state_eq};
use crate::session::Session;
use crate::text::transport;
use crate::view::view;

/// Lines that stay in the log.
const LINES_MAX: usize = 8;
/// At most one line in so many real milliseconds.
const EVERY_MS: f64 = 2_000.0;

struct Announced {
    /// The last event that was announced or passed over.
    event: Cell<u64>,
    at_ms: Cell<f64>,
    count: Cell<usize>,
    lines: RefCell<Vec<(usize, String)>>,
}

part! {
    /// The log. It is not seen: the sentence and the panel of events say the same to the eye.
    pub(crate) fn announcer = use_announcer;
}

#[hook]
fn use_announcer(props: &LabProps) -> Html {
    let language = props.language();
    let announced = use_memo((), |()| Announced {
        event: Cell::new(0),
        at_ms: Cell::new(0.0),
        count: Cell::new(0),
        lines: RefCell::default(),
    });
    let lines = use_state_eq(Vec::new);
    let (setter, fast) = (lines.setter(), props.app.speed.is_fast());
    let deps = (props.hud, props.app.playing, props.session.clone());
    use_effect_with(deps, move |(hud, playing, session)| {
        let now = environment::now_ms();
        let may = !playing || (!fast && now - announced.at_ms.get() >= EVERY_MS);
        let known = announced.event.get();
        let latest = session.read(|session| latest(session, known, language));
        let (line, event) = match latest {
            Some((event, line)) if may => (line, event),
            _ if !playing && session.read(|session| session.world().events()) != known => {
                let time = [Argument::Span(hud.clock)];
                let events = session.read(|session| session.world().events());
                (transport::PAUSED_AT.with(time).say(language), events)
            }
            _ => return,
        };
        announced.event.set(event);
        announced.at_ms.set(now);
        announced.count.set(announced.count.get() + 1);
        let mut kept = announced.lines.borrow_mut();
        kept.push((announced.count.get(), line));
        let surplus = kept.len().saturating_sub(LINES_MAX);
        kept.drain(..surplus);
        setter.set(kept.clone());
    });
    view! {
        <div class="unseen" role="log" aria-live="polite"
            aria-label={transport::LOG.words(language)}>
            { for lines.iter().map(|(number, line)| view! { <p key={*number}>{ line }</p> }) }
        </div>
    }
}

/// The latest marked event that has not been announced, in words.
fn latest(session: &Session, known: u64, language: Language) -> Option<(u64, String)> {
    let now = session.world().events();
    let marks = session.timeline().branch().marks().iter().rev();
    let mut past = marks.filter(|point| point.event <= now);
    let point = past.find(|point| point.text.is_some())?;
    let text = point.text.filter(|_| point.event > known)?;
    Some((point.event, format!("{}: {}", say_span(point.tick), text.say(language))))
}
