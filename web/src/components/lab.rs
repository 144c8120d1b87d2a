//! The lab: a session, the pictures of it, and the controls around them.

use std::rc::Rc;

use yew::{Html, hook};

use crate::components::header::HeaderProps;
use crate::components::narration::narration;
use crate::components::notice::notice_bar;
use crate::components::part::part;
use crate::components::side_panel::side_panel;
use crate::components::stage::{StageProps, stage};
use crate::components::transport::transport;
use crate::components::{Dispatch, LabProps};
use crate::easel::Easel;
use crate::environment;
use crate::hooks::{
    use_effect_with, use_frame_loop, use_in_sight, use_memo, use_node_ref, use_state_eq, use_task,
    use_visible, use_written_address,
};
use crate::late;
use crate::open::open;
use crate::rest::use_rest;
use crate::session::{Hud, Session, SessionHandle};
use crate::state::{Change, Notice, Source};
use crate::text::shell;
use crate::view::{Callback, view};

/// How often the page's words follow the picture, in real milliseconds.
const WORDS_EVERY_MS: f64 = 100.0;
/// How much of a frame may go into running the world, in real milliseconds.
const BUDGET_MS: f64 = 4.0;

part! {
    /// The lab with what the route asks for.
    pub(crate) fn lab(HeaderProps) = use_lab;
}

#[hook]
fn use_lab(props: &HeaderProps) -> Html {
    let source = props.app.route.source().unwrap_or(Source::Fresh(None));
    let rest = use_rest();
    let open = |source: &Source, rest| {
        let (session, notice) = open(source, rest)?;
        Some((SessionHandle::new(session), notice))
    };
    let deps = (source.clone(), props.app.openings);
    let opened = use_memo(deps, |(source, _)| open(source, rest));
    // What took the rest of the page to be opened.
    let deps = (source, props.app.openings, rest && opened.is_none());
    let late = use_memo(deps, |(source, _, late)| late.then(|| open(source, true)).flatten());
    let Some((session, notice)) = (*opened).as_ref().or((*late).as_ref()) else {
        let words = shell::OPENING.words(props.app.preferences.language);
        return view! { <main class="lab" aria-busy="true"><p class="opening">{ words }</p></main> };
    };
    bench(BenchProps {
        app: Rc::clone(&props.app),
        dispatch: props.dispatch.clone(),
        session: session.clone(),
        notice: notice.clone(),
    })
}

#[derive(PartialEq)]
struct BenchProps {
    app: Rc<crate::state::App>,
    dispatch: Dispatch,
    session: SessionHandle,
    notice: Option<Notice>,
}

part! {
    /// The lab with a running session.
    fn bench(BenchProps) = use_bench;
}

#[hook]
fn use_bench(props: &BenchProps) -> Html {
    let hud = use_state_eq(|| props.session.read(Session::hud));
    let easel = use_memo((), |()| Easel::default());
    let setter = hud.setter();
    let deps = (props.session.clone(), props.notice.clone(), props.dispatch.clone());
    use_effect_with(deps, move |(session, notice, dispatch)| {
        session.listen(Callback::from(move |hud: Hud| setter.set(hud)));
        session.publish();
        if notice.is_some() {
            dispatch.dispatch(Change::Tell(notice.clone()));
        }
    });

    let rest = use_rest();
    let place = use_node_ref();
    let in_sight = use_in_sight(&place, true);
    let visible = use_visible() && in_sight;
    let speed = props.app.speed;
    let deps = (props.session.clone(), speed, props.dispatch.clone());
    let frame = use_memo(deps, |(session, speed, dispatch)| {
        let (session, speed, easel) = (session.clone(), *speed, (*easel).clone());
        let dispatch = dispatch.clone();
        Callback::from(move |real_ms: f64| {
            if run_frame(&session, &easel, real_ms, speed.ratio()) {
                dispatch.dispatch(Change::Play(false));
            }
        })
    });
    use_frame_loop(props.app.playing && visible, (*frame).clone());

    let lab = LabProps {
        app: Rc::clone(&props.app),
        dispatch: props.dispatch.clone(),
        session: props.session.clone(),
        hud: *hud,
        task: use_task(),
    };
    use_written_address(&lab);
    view! {
        <main class="lab" ref={place}>
            <div class="lab-stage">
                { stage(StageProps { lab: lab.clone(), easel: (*easel).clone() }) }
                { notice_bar(&lab) }
                { narration(&lab) }
            </div>
            if !props.app.presentation.is_bare() {
                { side_panel(&lab) }
            }
            if !props.app.presentation.is_bare() && rest {
                { late::bar(&lab) }
            }
            if rest {
                { late::api(&lab) }
            }
            { transport(&lab) }
        </main>
    }
}

/// What happens in a frame: time goes on, the picture follows, and now and then the words do. Gives
/// whether a promise broke just now: then time stands still, so that nobody misses it.
fn run_frame(session: &SessionHandle, easel: &Easel, real_ms: f64, ratio: f64) -> bool {
    let started = environment::now_ms();
    let in_budget = || environment::now_ms() - started < BUDGET_MS;
    let broken = |session: &Session| session.first_broken().map(|verdict| verdict.at);
    let held = session.read(|session| broken(session).is_none());
    if !session.run(|session| session.run(real_ms, ratio, in_budget)) {
        return false;
    }
    let broke = session.read(broken).flatten().filter(|_| held);
    if let Some(at) = broke {
        session.run(|session| session.seek_event(at.event));
    }
    session.read(|session| easel.draw(session));
    if broke.is_some() || easel.is_due(started, WORDS_EVERY_MS) {
        session.publish();
    }
    broke.is_some()
}
