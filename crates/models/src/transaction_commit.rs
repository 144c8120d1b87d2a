//! What a commit protocol is for: all participants commit, or all abort.
//!
//! The abstract specification of transaction commit (Gray and Lamport, *Consensus on Transaction
//! Commit*, TODS 2006; module `TCommit`). A participant works until it is prepared; when all are,
//! each may commit; while nobody has committed, each that has not may abort.

use quorate_proto::{Cluster, Expectation, Finding, Meta, Moment, Property};

use crate::board::{Board, Spec, invariant};
use crate::meta::{TIMERS, describe, size};

quorate_proto::phrases! {
    TITLE = "transaction commit", "事务提交";
    RMS = "resource managers", "资源管理器";
    CONSISTENT =
        "no participant has aborted while another has committed",
        "不会有参与者已中止而另一个已提交";
}

/// What a participant has come to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Manager {
    /// It works.
    Working,
    /// It can commit and can abort.
    Prepared,
    /// It committed.
    Committed,
    /// It aborted.
    Aborted,
}

/// All participants.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TransactionCommit(Vec<Manager>);

static META: Meta = describe(
    "transaction-commit",
    &TITLE,
    &[size("rms", &RMS, 1..=12, 3)],
    &[],
    TIMERS,
    &["Gray, Lamport: Consensus on Transaction Commit, TODS 2006: module TCommit"],
);

impl Spec for TransactionCommit {
    const META: &'static Meta = &META;
    const PROPERTIES: &'static [Property<Board<Self>>] = &[Property {
        id: "TCConsistent",
        statement: &CONSISTENT,
        source: "TCommit",
        expectation: Expectation::Always,
        check: consistent,
    }];

    fn first(_: u32, size: &dyn Fn(usize) -> u32) -> Self {
        Self(vec![Manager::Working; size(0) as usize])
    }

    fn next(&self, _: &dyn Fn(usize) -> u32) -> Vec<Self> {
        let all_prepared =
            self.0.iter().all(|it| matches!(it, Manager::Prepared | Manager::Committed));
        let nobody_committed = !self.0.contains(&Manager::Committed);
        let mut next = Vec::new();
        for (position, manager) in self.0.iter().enumerate() {
            let mut turn = |manager| {
                let mut after = self.clone();
                after.0[position] = manager;
                next.push(after);
            };
            if *manager == Manager::Working {
                turn(Manager::Prepared);
            }
            if *manager == Manager::Prepared && all_prepared {
                turn(Manager::Committed);
            }
            if matches!(manager, Manager::Working | Manager::Prepared) && nobody_committed {
                turn(Manager::Aborted);
            }
        }
        next
    }
}

fn consistent(
    (): &mut (),
    _: &Moment<'_, Board<TransactionCommit>>,
    cluster: &Cluster<'_, Board<TransactionCommit>>,
) -> Finding {
    invariant(cluster, |TransactionCommit(managers)| {
        !(managers.contains(&Manager::Committed) && managers.contains(&Manager::Aborted))
    })
}
