//! Two-phase commit with a manager that may fail and a backup that takes over.
//!
//! After module `2PCwithBTM` of the TLA+ examples. Participants read the manager's state, and the
//! managers read the participants'. A manager that fails is hidden; then the backup decides. The
//! specification is known to be inconsistent for some settings of who may fail; with participants
//! and manager both failing, its state space is still the published one, so no invariant is stated.

use quorate_proto::{Meta, Property};

use crate::board::{Board, Spec};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    TITLE = "two-phase commit with a backup manager", "带备份管理者的两阶段提交";
    RMS = "resource managers", "资源管理器";
    PARTICIPANTS_FAIL = "one participant may fail", "允许一个参与者失效";
    MANAGER_FAILS = "the manager may fail", "允许管理者失效";
}

/// What a participant has come to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Stage {
    Working,
    Prepared,
    Committed,
    Aborted,
    Failed,
}

/// What the manager tells.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Told {
    Nothing,
    Commit,
    Abort,
    Hidden,
}

/// Where a process stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum At {
    Choosing,
    Committing,
    Aborting,
    /// It has told, and may fail now; which way it went matters to its place in the text.
    ToldCommit,
    ToldAbort,
    Done,
}

/// The state of the specification.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TwoPhaseBackup {
    stages: Vec<Stage>,
    /// Participants that have left their loop.
    left: Vec<bool>,
    told: Told,
    manager: At,
    backup: At,
}

static META: Meta = describe(
    "two-phase-backup",
    &TITLE,
    &[
        size("rms", &RMS, 1..=8, 3),
        size("rmfail", &PARTICIPANTS_FAIL, 0..=1, 1),
        size("tmfail", &MANAGER_FAILS, 0..=1, 1),
    ],
    &[],
    TIMERS,
    &["TLA+ examples: transaction_commit/2PCwithBTM"],
);

impl Spec for TwoPhaseBackup {
    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Board<Self>>] = &[];

    fn first(_: u32, size: &dyn Fn(usize) -> u32) -> Self {
        let participants = size(0) as usize;
        Self {
            stages: vec![Stage::Working; participants],
            left: vec![false; participants],
            told: Told::Nothing,
            manager: At::Choosing,
            backup: At::Choosing,
        }
    }

    fn next(&self, size: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let mut next = Vec::new();
        self.manage(size(2) == 1, &mut next);
        self.back_up(&mut next);
        for position in 0..self.stages.len() {
            self.participate(position, size(1) == 1, &mut next);
        }
        let all_left = self.left.iter().all(|left| *left);
        if all_left && self.manager == At::Done && self.backup == At::Done {
            next.push(self.clone());
        }
        next
    }
}

impl TwoPhaseBackup {
    fn can_commit(&self) -> bool {
        self.stages.iter().all(|stage| *stage == Stage::Prepared)
            || self.stages.contains(&Stage::Committed)
    }

    fn can_abort(&self) -> bool {
        self.stages.iter().any(|stage| matches!(stage, Stage::Aborted | Stage::Failed))
            && !self.stages.contains(&Stage::Committed)
    }

    fn manage(&self, may_fail: bool, next: &mut Vec<Self>) {
        let mut go = |manager, told| next.push(Self { manager, told, ..self.clone() });
        let after = if may_fail { Told::Hidden } else { self.told };
        match self.manager {
            At::Choosing => {
                if self.can_commit() {
                    go(At::Committing, self.told);
                }
                if self.can_abort() {
                    go(At::Aborting, self.told);
                }
            }
            At::Committing => go(At::ToldCommit, Told::Commit),
            At::Aborting => go(At::ToldAbort, Told::Abort),
            At::ToldCommit | At::ToldAbort => go(At::Done, after),
            At::Done => {}
        }
    }

    fn back_up(&self, next: &mut Vec<Self>) {
        let mut go = |backup, told| next.push(Self { backup, told, ..self.clone() });
        match self.backup {
            At::Choosing if self.told == Told::Hidden => {
                if self.can_commit() {
                    go(At::Committing, self.told);
                }
                if self.can_abort() {
                    go(At::Aborting, self.told);
                }
            }
            At::Committing => go(At::Done, Told::Commit),
            At::Aborting => go(At::Done, Told::Abort),
            At::Choosing | At::ToldCommit | At::ToldAbort | At::Done => {}
        }
    }

    fn participate(&self, position: usize, may_fail: bool, next: &mut Vec<Self>) {
        if self.left[position] {
            return;
        }
        let stage = self.stages[position];
        let mut turn = |stage| {
            let mut after = self.clone();
            after.stages[position] = stage;
            next.push(after);
        };
        if !matches!(stage, Stage::Working | Stage::Prepared) {
            let mut after = self.clone();
            after.left[position] = true;
            next.push(after);
            return;
        }
        if stage == Stage::Working {
            turn(Stage::Prepared);
        }
        if self.told == Told::Commit {
            turn(Stage::Committed);
        }
        if stage == Stage::Working || self.told == Told::Abort {
            turn(Stage::Aborted);
        }
        let fails = may_fail && !self.stages.contains(&Stage::Failed);
        turn(if fails { Stage::Failed } else { stage });
    }
}
