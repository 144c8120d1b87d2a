//! One long job at a time, and what is known of it.

use std::cell::RefCell;
use std::rc::Rc;

use quorate_proto::Language;
use yew::{Callback, hook};

use super::memory::{State, use_memo, use_state_eq};

use crate::jobs::{Desk, Letter, News};
use crate::text::jobs;

/// How a job stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Phase {
    /// There is none.
    #[default]
    Idle,
    /// It has been asked for.
    Starting,
    /// It is under way.
    Running,
    /// It came to its end.
    Done,
    /// The visitor stopped it.
    Stopped,
    /// It was not begun.
    Refused,
    /// It ended by a fault of ours.
    Fault,
}

/// What is known of a job. Whatever ends it, its last report is kept.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct TaskState {
    /// How it stands.
    pub(crate) phase: Phase,
    /// What was asked for.
    pub(crate) request: Rc<Letter>,
    /// Its last report.
    pub(crate) report: Option<Rc<Letter>>,
    /// Whether the page itself has to do it, between two frames.
    pub(crate) in_page: bool,
    /// Why it was refused, or what is known of the fault.
    pub(crate) why: String,
}

impl TaskState {
    /// Whether it is under way, or about to be.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::Starting | Phase::Running)
    }

    /// What there is to say of it, beside what it found.
    pub(crate) fn say(&self, language: Language) -> String {
        let phrase = match self.phase {
            Phase::Starting => &jobs::STARTING,
            Phase::Running if self.in_page => &jobs::IN_PAGE,
            Phase::Idle | Phase::Running | Phase::Done => return String::new(),
            Phase::Stopped => &jobs::STOPPED,
            Phase::Refused => &jobs::REFUSED,
            Phase::Fault => &jobs::FAULT,
        };
        format!("{} {}", phrase.words(language), self.why)
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Begun { in_worker } => {
                (self.phase, self.in_page) = (Phase::Running, !in_worker);
            }
            News::Progress(report) => self.report = Some(Rc::new(report)),
            News::Done(report) => {
                (self.phase, self.report) = (Phase::Done, Some(Rc::new(report)));
            }
            News::Refused(why) => (self.phase, self.why) = (Phase::Refused, why),
            News::Fault(why) => (self.phase, self.why) = (Phase::Fault, why),
        }
    }
}

/// A job and the way to start and to stop it.
#[derive(Clone)]
pub(crate) struct Task {
    state: State<TaskState>,
    desk: Rc<RefCell<Option<Desk>>>,
}

impl PartialEq for Task {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
    }
}

impl Task {
    /// How it stands, if it is of this kind.
    pub(crate) fn of(&self, kind: &str) -> Option<&TaskState> {
        Some(&*self.state).filter(|state| state.request.kind() == kind)
    }

    /// Starts a job. One that is under way ends.
    pub(crate) fn start(&self, request: Letter) {
        self.start_and_hear(request, Callback::noop());
    }

    /// As [`Task::start`], for whoever wants to hear each report and not only the last one.
    pub(crate) fn start_and_hear(&self, request: Letter, each: Callback<Letter>) {
        let started = TaskState {
            phase: Phase::Starting,
            request: Rc::new(request.clone()),
            ..TaskState::default()
        };
        self.state.set(started.clone());
        let (known, setter) = (RefCell::new(started), self.state.setter());
        let hear = Callback::from(move |news| {
            if let News::Progress(report) | News::Done(report) = &news {
                each.emit(report.clone());
            }
            let mut known = known.borrow_mut();
            known.hear(news);
            setter.set(known.clone());
        });
        *self.desk.borrow_mut() = Some(Desk::start(request, hear));
    }

    /// Ends it and forgets it.
    pub(crate) fn clear(&self) {
        self.desk.borrow_mut().take();
        self.state.set(TaskState::default());
    }

    /// Stops it; what it has found is kept.
    pub(crate) fn stop(&self) {
        self.desk.borrow_mut().take();
        self.state.set(TaskState { phase: Phase::Stopped, ..(*self.state.latest()).clone() });
    }
}

/// Room for one job, which ends with the component.
#[hook]
pub(crate) fn use_task() -> Task {
    Task { state: use_state_eq(TaskState::default), desk: use_memo((), |()| RefCell::new(None)) }
}
