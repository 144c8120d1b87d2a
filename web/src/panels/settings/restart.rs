//! What takes a new run: protocol, sizes, disk, clients' own rhythm and seed.

use quorate_proto::{AnyProtocol, Phrase, Tick};
use quorate_scenario::{Scenario, limits};
use quorate_sim::{Setup, Timekeeping};
use yew::{Html, SubmitEvent, hook};

use super::milliseconds;
use crate::components::part::part;
use crate::environment;
use crate::hooks::{State, use_state_eq};
use crate::open::protocols;
use crate::panels::PanelProps;
use crate::panels::fields::{NumberProps, named_choice, number_field, switch};
use crate::text::settings as words;
use crate::view::{Callback, view};
use crate::visit::{route_to, visit};

/// Longest disk write and rhythm that may be set, in milliseconds.
const SPAN_MAX_MS: u64 = 60_000;
/// Coarsest timeouts and latest timers that may be set, in microseconds.
const TIMEKEEPING_MAX_US: u64 = 1_000_000;

/// What the new run is to be; nothing where it is to be as the present one.
#[derive(Clone, PartialEq, Default)]
struct Draft {
    protocol: Option<&'static str>,
    nodes: Option<u16>,
    clients: Option<u16>,
    disk: Option<(Tick, Tick)>,
    timekeeping: Option<Timekeeping>,
    workload: Option<Tick>,
    seed: Option<u64>,
    forgets_actions: bool,
}

impl Draft {
    fn is_empty(&self) -> bool {
        *self == Self { forgets_actions: self.forgets_actions, ..Self::default() }
    }

    /// The setup of the new run, from the present one with all that was changed in it.
    fn setup(&self, present: &Setup) -> Setup {
        let mut setup = *present;
        let known = protocols().iter().find(|known| Some(known.meta().id) == self.protocol);
        if let Some(protocol) = known {
            setup = Setup::new(*protocol, present.seed);
        }
        setup.nodes = self.nodes.unwrap_or(setup.nodes);
        setup.clients = self.clients.unwrap_or(setup.clients);
        setup.disk = self.disk.unwrap_or(setup.disk);
        setup.timekeeping = self.timekeeping.unwrap_or(setup.timekeeping);
        setup.workload = self.workload.unwrap_or(setup.workload);
        setup.seed = self.seed.unwrap_or(setup.seed);
        setup
    }
}

part! {
    /// The form.
    pub(crate) fn new_run(PanelProps) = use_new_run;
}

#[hook]
fn use_new_run(panel: &PanelProps) -> Html {
    let draft = use_state_eq(Draft::default);
    let (present, opened, actions) = panel.session.read(|session| {
        let actions = session.timeline().branch().actions().to_vec();
        (*session.world().setup(), session.opened().clone(), actions)
    });
    let setup = draft.setup(&present);
    let may_repeat = !actions.is_empty() && draft.protocol.is_none();
    let repeats = may_repeat && !draft.forgets_actions;
    let start = {
        let (dispatch, ends) = (panel.dispatch.clone(), draft.setter());
        let mut scenario = Scenario::new(setup);
        if repeats {
            // What was changed on the way is an action again: begin as the run began.
            scenario.setup = draft.setup(&opened.setup);
            scenario.actions.clone_from(&actions);
        }
        let session = panel.session.clone();
        let is_same = scenario.setup == opened.setup && scenario.actions == opened.actions;
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ends.set(Draft::default());
            if is_same {
                session.change(|session| {
                    session.switch(0);
                    session.seek(0);
                });
            } else {
                visit(route_to(&scenario), &dispatch);
            }
        })
    };
    let repeat = words::REPEAT_ACTIONS.with([actions.len().into()]).say(panel.language);
    let turn = edit(&draft, |draft, on: bool| draft.forgets_actions = !on);
    let go = if draft.is_empty() { &words::RESTART_SAME } else { &words::START };
    view! {
        <section class="part">
            <h3>
                { panel.say(&words::NEW_RUN) }<small>{ panel.say(&words::NEW_RUN_ABOUT) }</small>
            </h3>
            <form class="new-run" onsubmit={start} novalidate={true}>
                { protocol(panel, &setup, &draft) }
                { sizes(panel, &setup, &draft) }
                { spans(panel, &setup, &draft) }
                { seed(panel, &setup, &draft) }
                if may_repeat {
                    { switch(&repeat, repeats, turn) }
                }
                if !draft.is_empty() {
                    <p class="note is-warning">{ panel.say(&words::PENDING) }</p>
                }
                <button type="submit" class="button is-primary">
                    { panel.say(go) }
                </button>
            </form>
        </section>
    }
}

fn protocol(panel: &PanelProps, setup: &Setup, draft: &State<Draft>) -> Html {
    let known = protocols().iter().map(|known: &&dyn AnyProtocol| known.meta());
    let options = known.map(|meta| (meta.id.to_owned(), panel.say(meta.title).to_owned()));
    let present = panel.session.read(|session| session.meta().id);
    let choose = edit(draft, move |draft, id: String| {
        let known = protocols().iter().map(|known| known.meta().id).find(|known| *known == id);
        *draft = Draft { protocol: known.filter(|known| *known != present), ..Draft::default() };
    });
    named_choice(panel.say(&words::PROTOCOL), options, setup.protocol.meta().id, choose)
}

fn sizes(panel: &PanelProps, setup: &Setup, draft: &State<Draft>) -> Html {
    let meta = setup.protocol.meta();
    let most = (*meta.nodes.end()).min(limits::NODES_MAX);
    let range = (u64::from(*meta.nodes.start()), u64::from(most));
    let field = |label: &'static Phrase<0>, value: u16, range, enter| {
        let (label, value, language) = (panel.say(label), u64::from(value), panel.language);
        number_field(NumberProps { label, value, range, unit: "", language, enter })
    };
    let nodes = edit(draft, |draft, nodes: u64| draft.nodes = u16::try_from(nodes).ok());
    let clients = edit(draft, |draft, clients: u64| draft.clients = u16::try_from(clients).ok());
    view! {
        <div class="pair">
            { field(&words::NODES, setup.nodes, range, nodes) }
            { field(&words::CLIENTS, setup.clients, (0, u64::from(limits::CLIENTS_MAX)), clients) }
        </div>
    }
}

fn spans(panel: &PanelProps, setup: &Setup, draft: &State<Draft>) -> Html {
    let (least, most) = setup.disk;
    let field = |label, span, enter| milliseconds(panel, label, span, SPAN_MAX_MS, enter);
    view! {
        <>
            <div class="pair">
                { field(&words::DISK_LEAST, least, edit(draft, move |draft, span: Tick| {
                    draft.disk = Some((span, most.max(span)));
                })) }
                { field(&words::DISK_MOST, most, edit(draft, move |draft, span: Tick| {
                    draft.disk = Some((least.min(span), span));
                })) }
            </div>
            { field(&words::WORKLOAD, setup.workload, edit(draft, |draft, every: Tick| {
                draft.workload = Some(every);
            })) }
            <p class="faint">{ panel.say(&words::WORKLOAD_NONE) }</p>
            { timekeeping(panel, setup, draft) }
        </>
    }
}

fn timekeeping(panel: &PanelProps, setup: &Setup, draft: &State<Draft>) -> Html {
    let present = setup.timekeeping;
    let field = |label: &'static Phrase<0>, value: Tick, enter| {
        number_field(NumberProps {
            label: panel.say(label),
            value,
            range: (0, TIMEKEEPING_MAX_US),
            unit: panel.say(&words::MICROSECONDS),
            language: panel.language,
            enter,
        })
    };
    view! {
        <>
            <div class="pair">
                { field(&words::GRAIN, present.grain, edit(draft, move |draft, grain: Tick| {
                    draft.timekeeping = Some(Timekeeping { grain, ..present });
                })) }
                { field(&words::LATE, present.late, edit(draft, move |draft, late: Tick| {
                    draft.timekeeping = Some(Timekeeping { late, ..present });
                })) }
            </div>
            <p class="faint">{ panel.say(&words::TIMEKEEPING) }</p>
        </>
    }
}

fn seed(panel: &PanelProps, setup: &Setup, draft: &State<Draft>) -> Html {
    let fresh = {
        let draft = draft.setter();
        Callback::from(move |_: yew::MouseEvent| {
            draft.change(|draft| draft.seed = Some(environment::fresh_seed()));
        })
    };
    let field = NumberProps {
        label: panel.say(&words::SEED),
        value: setup.seed,
        range: (0, u64::MAX),
        unit: "",
        language: panel.language,
        enter: edit(draft, |draft, seed: u64| draft.seed = Some(seed)),
    };
    view! {
        <div class="seed">
            { number_field(field) }
            <button type="button" class="button" onclick={fresh}>
                { panel.say(&words::SEED_NEW) }
            </button>
        </div>
    }
}

/// A change of the draft by what was put into a field.
fn edit<T: 'static>(draft: &State<Draft>, change: impl Fn(&mut Draft, T) + 'static) -> Callback<T> {
    let draft = draft.setter();
    Callback::from(move |entered: T| draft.change(|draft| change(draft, entered)))
}
