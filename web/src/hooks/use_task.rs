//! One long job at a time, and what is known of it.

use std::cell::RefCell;
use std::rc::Rc;

use quorate_proto::Language;
use yew::hook;

use super::memory::{Setter, State, use_effect_with, use_memo, use_state_eq};
use crate::jobs::{Desk, Letter, News};
use crate::text::jobs;
use crate::view::Callback;

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
    /// The same, if the job is of this kind.
    pub(crate) fn of(&self, kind: &str) -> Option<&Self> {
        (self.request.kind() == kind).then_some(self)
    }

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

/// A job and the way to start and to stop it. It ends with the part that has room for it.
#[derive(Clone, Default)]
pub(crate) struct Task(Rc<Room>);

#[derive(Default)]
struct Room {
    state: RefCell<TaskState>,
    desk: RefCell<Option<Desk>>,
    /// Where those who follow it keep how it stands.
    followers: RefCell<Vec<Setter<TaskState>>>,
}

/// Equal to itself alone: whoever only passes it on is not drawn anew for what becomes of it.
impl PartialEq for Task {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Task {
    /// Starts a job. One that is under way ends.
    pub(crate) fn start(&self, request: Letter) {
        self.start_and_hear(request, Callback::noop());
    }

    /// As [`Task::start`], for whoever wants to hear each report and not only the last one.
    pub(crate) fn start_and_hear(&self, request: Letter, each: Callback<Letter>) {
        let phase = Phase::Starting;
        let known = Rc::new(request.clone());
        self.0.change(|state| *state = TaskState { phase, request: known, ..TaskState::default() });
        let room = Rc::downgrade(&self.0);
        let hear = Callback::from(move |news| {
            if let News::Progress(report) | News::Done(report) = &news {
                each.emit(report.clone());
            }
            if let Some(room) = room.upgrade() {
                room.change(|state| state.hear(news));
            }
        });
        *self.0.desk.borrow_mut() = Some(Desk::start(request, hear));
    }

    /// Ends it and forgets it.
    pub(crate) fn clear(&self) {
        self.0.desk.take();
        self.0.change(|state| *state = TaskState::default());
    }

    /// Stops it; what it has found is kept.
    pub(crate) fn stop(&self) {
        self.0.desk.take();
        self.0.change(|state| state.phase = Phase::Stopped);
    }
}

impl Room {
    /// Changes how it stands, and tells those who follow it.
    fn change(&self, change: impl FnOnce(&mut TaskState)) {
        change(&mut self.state.borrow_mut());
        let state = self.state.borrow().clone();
        // Who is told may leave, or others may come.
        let followers = self.followers.borrow().clone();
        for follower in followers {
            follower.set(state.clone());
        }
    }
}

/// Room for one job, which ends with the part.
#[hook]
pub(crate) fn use_task() -> Task {
    (*use_memo((), |()| Task::default())).clone()
}

/// How a job stands, kept up to date.
#[hook]
pub(crate) fn use_standing(task: &Task) -> State<TaskState> {
    let state = use_state_eq(|| task.0.state.borrow().clone());
    let setter = state.setter();
    use_effect_with(task.clone(), move |Task(room)| {
        // It may have changed since it was looked at.
        setter.set(room.state.borrow().clone());
        room.followers.borrow_mut().push(setter.clone());
        let room = Rc::clone(room);
        move || room.followers.borrow_mut().retain(|follower| *follower != setter)
    });
    state
}
