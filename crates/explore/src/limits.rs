//! How far an exploration goes: what may go wrong in it, and where it stops.

/// The order in which states are visited.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Search {
    /// Nearest states first: the first counterexample is a shortest one.
    #[default]
    BreadthFirst,
    /// Newest states first: needs less memory, finds longer counterexamples. With a bound on depth
    /// it may leave out states that it first met at the bound.
    DepthFirst,
    /// Walks that choose each step by lot, each from the start to the bound on depth.
    Random {
        /// The seed of the draws.
        seed: u64,
    },
}

impl Search {
    /// The bound on depth that a search needs where states know no end. Nearest states first needs
    /// none. The others follow one way, on which numbers grow and letters pile up: without a bound
    /// they never turn to another, and each step costs more than the one before.
    #[must_use]
    pub const fn depth_usual(self) -> Option<u32> {
        match self {
            Self::BreadthFirst => None,
            Self::DepthFirst | Self::Random { .. } => Some(100),
        }
    }
}

/// Where an exploration stops, and how often each kind of thing may happen on one path.
///
/// A budget of `None` is no bound: then the count is no part of a state either.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The order in which states are visited.
    pub search: Search,
    /// States at this depth are not expanded; the first state has depth 1.
    pub depth: Option<u32>,
    /// Most different states.
    pub states: u64,
    /// Most bytes for states, roughly.
    pub bytes: u64,
    /// Crashes on one path.
    pub crashes: Option<u16>,
    /// Nodes that are down at one time.
    pub down: Option<u16>,
    /// Lost messages on one path.
    pub losses: Option<u16>,
    /// Repeated messages on one path.
    pub duplicates: Option<u16>,
    /// Timers that run down on one path.
    pub timers: Option<u16>,
    /// Requests of clients on one path.
    pub requests: Option<u16>,
    /// Whether ways on which progress never comes are looked for, once every state was seen. Costs
    /// memory for every step between states, and lets clients ask again.
    #[cfg(feature = "liveness")]
    pub liveness: bool,
    /// Whether states that differ only by the names of exchangeable nodes count as one.
    #[cfg(feature = "symmetry")]
    pub symmetry: bool,
}

impl Default for Limits {
    /// No faults, one request, and memory that a page may use.
    fn default() -> Self {
        Self {
            search: Search::default(),
            depth: None,
            states: 1_000_000,
            bytes: 1 << 30,
            crashes: Some(0),
            down: None,
            losses: Some(0),
            duplicates: Some(0),
            timers: None,
            requests: Some(1),
            #[cfg(feature = "liveness")]
            liveness: false,
            #[cfg(feature = "symmetry")]
            symmetry: false,
        }
    }
}

impl Limits {
    /// Whether ways on which progress never comes are looked for.
    pub(crate) const fn looks_for_lassos(&self) -> bool {
        #[cfg(feature = "liveness")]
        return self.liveness;
        #[cfg(not(feature = "liveness"))]
        false
    }
}

/// The bound that an exploration ran into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// Some states lie at the bound on depth and were not expanded.
    Depth,
    /// The most states.
    States,
    /// The most bytes.
    Bytes,
    /// A node could choose among more possibilities than are tried.
    Choices,
    /// Random walks see no end.
    Walks,
}

/// Where an exploration stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// There is more to do.
    Running,
    /// Every reachable state was seen.
    Complete,
    /// A bound was reached first.
    Bounded(Bound),
    /// A promise broke: see [`Exploration::first_break`](crate::Exploration::first_break).
    Broken,
}

/// What an exploration has done so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// States generated, the first ones and repeated ones included.
    pub generated: u64,
    /// Different states.
    pub distinct: u64,
    /// Number of states on the longest of the paths by which states were first reached; breadth
    /// first, these are shortest paths.
    pub depth: u32,
    /// States that wait to be expanded.
    pub frontier: u64,
    /// Bytes in use for states, roughly.
    pub bytes: u64,
}

impl Progress {
    /// How likely it is that two different states had one fingerprint, so that one was missed.
    #[must_use]
    pub fn missed(&self) -> f64 {
        const TWICE_ALL_FINGERPRINTS: f64 = 36_893_488_147_419_103_232.0;
        let states = self.distinct as f64;
        states * states / TWICE_ALL_FINGERPRINTS
    }
}
