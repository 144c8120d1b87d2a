//! What the Raft paper and the thesis print or draw.

/// The shares whose quantiles are compared: from the twentieth part to the whole.
pub(crate) const SHARES: [f64; 7] = [0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0];

/// What Figure 16 shows of one range of timeouts, in milliseconds.
///
/// The median of 150 to 155 ms, the greatest of 150 to 200 ms, and mean and greatest of 12 to 24 ms
/// are printed in the text. The rest is read off the figure, to within some 2 %.
pub(crate) struct PublishedElection {
    /// Least and most timeout.
    pub(crate) range: (u64, u64),
    /// The quantiles of [`SHARES`], where they are known.
    pub(crate) quantiles: [Option<f64>; SHARES.len()],
    /// The mean, where it is known.
    pub(crate) mean: Option<f64>,
}

impl PublishedElection {
    /// The quantiles as points of a cumulative distribution.
    pub(crate) fn points(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let known = self.quantiles.iter().zip(SHARES);
        known.filter_map(|(quantile, share)| quantile.map(|time| (time, share)))
    }
}

const fn all(range: (u64, u64), quantiles: [f64; SHARES.len()], mean: f64) -> PublishedElection {
    let [p5, p25, p50, p75, p95, p99, max] = quantiles;
    let quantiles = [Some(p5), Some(p25), Some(p50), Some(p75), Some(p95), Some(p99), Some(max)];
    PublishedElection { range, quantiles, mean: Some(mean) }
}

/// Figure 16.
pub(crate) static FIGURE_16: &[PublishedElection] = &[
    PublishedElection {
        range: (150, 150),
        quantiles: [None, None, Some(41_000.0), None, None, None, None],
        mean: None,
    },
    all((150, 155), [106.0, 154.0, 287.0, 435.0, 764.0, 1242.0, 2143.0], 345.0),
    PublishedElection {
        range: (150, 200),
        quantiles: [None, None, None, None, None, None, Some(513.0)],
        mean: None,
    },
    all((150, 300), [115.0, 144.0, 171.0, 208.0, 265.0, 415.0, 603.0], 181.0),
    PublishedElection {
        range: (12, 24),
        quantiles: [None, None, None, None, None, None, Some(152.0)],
        mean: Some(35.0),
    },
];
