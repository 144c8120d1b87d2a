//! Work on many threads, with results that do not depend on how many.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Does some turns of work on several threads, beginning with the lowest. `take` gets what comes of
/// each, in whatever order it is done; a turn of which nothing comes ends the work.
pub(crate) fn share<T: Send>(
    turns: Range<u64>,
    jobs: usize,
    work: impl Fn(u64) -> Option<T> + Sync,
    take: impl FnMut(u64, T) + Send,
) {
    let next = AtomicU64::new(turns.start);
    let take = Mutex::new(take);
    let worker = || {
        loop {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            if turn >= turns.end {
                break;
            }
            let Some(result) = work(turn) else { break };
            if let Ok(mut take) = take.lock() {
                take(turn, result);
            }
        }
    };
    let jobs = u64::try_from(jobs).unwrap_or(u64::MAX).min(turns.end.saturating_sub(turns.start));
    thread::scope(|scope| {
        for _ in 1..jobs {
            scope.spawn(worker);
        }
        worker();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_turn_is_done_once_on_any_number_of_threads() {
        for jobs in [0, 1, 3, 50] {
            let mut done = Vec::new();
            share(5..25, jobs, |turn| Some(turn * 2), |turn, result| done.push((turn, result)));
            done.sort_unstable();
            let all: Vec<_> = (5..25).map(|turn| (turn, turn * 2)).collect();
            assert_eq!(done, all, "{jobs} threads");
        }
    }

    #[test]
    fn a_turn_without_result_ends_the_work() {
        let mut done = Vec::new();
        share(0..10, 1, |turn| (turn < 4).then_some(()), |turn, ()| done.push(turn));
        assert_eq!(done, [0, 1, 2, 3]);
    }
}
