//! Prints the figures of the native half.

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::main();
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::time::Duration;

    use cpu_time::ProcessTime;
    use quorate_bench::two_phase::TwoPhase;
    use quorate_bench::{
        bare_commits, carry_on, explore_two_phase, long_timeline, peer, visualizer_workload,
        world_commits,
    };
    use quorate_proto::random::{Purpose, Random, below};
    use quorate_proto::time::SECOND;
    use stateright::{Checker, Model};

    /// A stopwatch of this process's own processor time, so that a busy machine does not count.
    struct Stopwatch(Duration);

    impl Stopwatch {
        fn start() -> Self {
            Self(ProcessTime::now().as_duration())
        }

        fn seconds(&self) -> f64 {
            (ProcessTime::now().as_duration() - self.0).as_secs_f64()
        }
    }

    /// How often each race is run; the best of each side counts.
    const ROUNDS: usize = 3;

    /// With one of these as its argument, the process explores on one side only and prints the
    /// most memory that it ever had.
    const SIDES: [&str; 2] = ["explore-ours", "explore-theirs"];

    pub(crate) fn main() {
        match std::env::args().nth(1).as_deref() {
            Some("explore-ours") => {
                std::hint::black_box(explore_two_phase(MANAGERS));
                println!("{}", peak_kilobytes());
            }
            Some("explore-theirs") => {
                std::hint::black_box(theirs(MANAGERS as usize, true));
                println!("{}", peak_kilobytes());
            }
            Some("explore") => explore(),
            _ => {
                workload();
                commits();
                explore();
                seeks();
            }
        }
    }

    /// Participants of the two-phase commit that is explored.
    const MANAGERS: u32 = 8;

    /// States that the peer reaches with one thread.
    fn theirs(managers: usize, breadth_first: bool) -> u64 {
        let checker = TwoPhase { managers }.checker().threads(1);
        let count = if breadth_first {
            checker.spawn_bfs().join().unique_state_count()
        } else {
            checker.spawn_dfs().join().unique_state_count()
        };
        count as u64
    }

    fn explore() {
        println!("two-phase commit with {MANAGERS} participants, every state, one thread");
        let (mut ours, mut wide, mut deep) = (f64::MAX, f64::MAX, f64::MAX);
        let mut states = 0;
        for _ in 0..ROUNDS {
            let start = Stopwatch::start();
            states = explore_two_phase(MANAGERS).distinct;
            ours = ours.min(start.seconds());
            for (breadth_first, best) in [(true, &mut wide), (false, &mut deep)] {
                let start = Stopwatch::start();
                assert_eq!(theirs(MANAGERS as usize, breadth_first), states);
                *best = best.min(start.seconds());
            }
        }
        let rate = |seconds: f64| states as f64 / seconds;
        println!("  ours, breadth first   {:>10.0} states/s", rate(ours));
        println!("  stateright 0.31, BFS  {:>10.0} states/s", rate(wide));
        println!("  stateright 0.31, DFS  {:>10.0} states/s", rate(deep));
        println!("  ratios: {:.1} of BFS, {:.1} of DFS", wide / ours, deep / ours);
        if let [Some(ours), Some(theirs)] = SIDES.map(peak_kilobytes_of) {
            let per = |peak: f64| peak * 1_024.0 / states as f64;
            let (ours, theirs) = (per(ours), per(theirs));
            println!("  bytes per state: ours {ours:.0}, theirs (BFS) {theirs:.0}");
        }
    }

    /// The most memory that another process of this program ever had.
    fn peak_kilobytes_of(side: &str) -> Option<f64> {
        let program = std::env::current_exe().ok()?;
        let output = std::process::Command::new(program).arg(side).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    }

    /// The most memory that this process ever had, in kilobytes; 0 where the system does not tell.
    fn peak_kilobytes() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        number.unwrap_or(0)
    }

    fn workload() {
        println!("RaftScope's workload, 5 servers, one request per 100 ms");
        for (name, watched) in [("promises unwatched", false), ("promises watched", true)] {
            let mut best = f64::MAX;
            let mut events = 0;
            for _ in 0..ROUNDS {
                let mut run = visualizer_workload(watched);
                let start = Stopwatch::start();
                events = carry_on(&mut run, 2_000 * SECOND);
                best = best.min(start.seconds());
            }
            let rate = 2_000.0 / best;
            let millions = events as f64 / best / 1e6;
            println!("  {name:<20} {rate:>10.0} simulated s/s  {millions:>6.2} M events/s");
        }
    }

    fn commits() {
        println!("commits, 3 servers, one command at a time");
        let commands = 100_000;
        let (mut ours, mut theirs, mut whole) = (0.0_f64, 0.0_f64, 0.0_f64);
        let (mut our_messages, mut their_messages) = (0, 0);
        for _ in 0..ROUNDS {
            let start = Stopwatch::start();
            our_messages = bare_commits(commands);
            ours = ours.max(f64::from(commands) / start.seconds());
            let start = Stopwatch::start();
            their_messages = peer::commits(commands);
            theirs = theirs.max(f64::from(commands) / start.seconds());
            let start = Stopwatch::start();
            let answered = world_commits(u64::from(commands));
            whole = whole.max(answered as f64 / start.seconds());
        }
        let per = |messages: u64| messages as f64 / f64::from(commands);
        let (mine, peers) = (per(our_messages), per(their_messages));
        println!("  bare state machines  {ours:>10.0} /s  {mine:.1} messages each");
        println!("  crate raft 0.7       {theirs:>10.0} /s  {peers:.1} messages each");
        println!("  the whole world      {whole:>10.0} /s");
        println!("  ratios: bare {:.1}, world {:.1}", ours / theirs, whole / theirs);
    }

    fn seeks() {
        let mut timeline = long_timeline(1_000_000);
        let end = timeline.clock();
        let random = Random::new(1);
        let mut spans: Vec<f64> = (0..200)
            .map(|round| {
                let tick = below(random.draw(Purpose::Choice, 0, 0, round), end);
                let start = Stopwatch::start();
                assert!(timeline.seek(tick, 0));
                start.seconds() * 1e3
            })
            .collect();
        spans.sort_by(f64::total_cmp);
        println!("seeking in a run of {} events, ms", timeline.branch().frontier().events);
        println!("  median {:.2}  p95 {:.2}  max {:.2}", spans[100], spans[190], spans[199]);
    }
}
