//! The little statistics that tables need.

use crate::Sample;
use quorate_proto::order;

/// A mean and how sure of it one may be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Mean {
    pub(crate) value: f64,
    pub(crate) standard_error: f64,
}

/// The mean of some values; 0 for none.
pub(crate) fn mean(values: impl Iterator<Item = f64> + Clone) -> Mean {
    let count = values.clone().count().max(1) as f64;
    let value = values.clone().sum::<f64>() / count;
    let squares: f64 = values.map(|it| (it - value) * (it - value)).sum();
    let variance = squares / (count - 1.0).max(1.0);
    Mean { value, standard_error: (variance / count).sqrt() }
}

/// Measurements in order, some of which have no end: those lie beyond all others.
pub(crate) struct Ordered {
    values: Vec<f64>,
    total: usize,
}

impl Ordered {
    /// Puts the first figure of some trials in order. Those that were given up have no end, either.
    pub(crate) fn of(samples: &[Option<Sample>]) -> Self {
        Self::new(samples.iter().map(|sample| sample.map(|sample| sample[0])))
    }

    /// Puts measurements in order.
    pub(crate) fn new(measured: impl Iterator<Item = Option<f64>>) -> Self {
        let mut total = 0;
        let mut values: Vec<f64> =
            measured.inspect(|_| total += 1).flatten().filter(|value| value.is_finite()).collect();
        order::sort_by(&mut values, f64::total_cmp);
        Self { values, total }
    }

    /// Those that have an end, in order.
    pub(crate) fn values(&self) -> &[f64] {
        &self.values
    }

    /// How many there are, with those that have none.
    pub(crate) const fn total(&self) -> usize {
        self.total
    }

    /// The least value that at least `share` of all do not exceed; nothing if that one
    /// has no end.
    pub(crate) fn quantile(&self, share: f64) -> Option<f64> {
        let rank = (share * self.total as f64).ceil() as usize;
        self.values.get(rank.max(1) - 1).copied()
    }

    /// The mean; nothing unless all have an end.
    pub(crate) fn mean(&self) -> Option<f64> {
        let complete = self.total > 0 && self.values.len() == self.total;
        complete.then(|| mean(self.values.iter().copied()).value)
    }
}

/// The probability that at least `least` of `count` independent events of probability
/// `probability` happen.
pub(crate) fn binomial_tail(count: u32, probability: f64, least: u32) -> f64 {
    let mut tail = 0.0;
    // The term for k events, beginning with none.
    let mut choose = 1.0;
    for k in 0..=count {
        if k >= least {
            tail += choose * power(probability, k) * power(1.0 - probability, count - k);
        }
        choose = choose * f64::from(count - k) / f64::from(k + 1);
    }
    tail
}

fn power(base: f64, exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_count_what_was_not_measured() {
        let all = Ordered::new([3.0, 1.0, 2.0, 4.0].into_iter().map(Some));
        let quantiles = [0.0, 0.25, 0.26, 0.5, 0.99, 1.0].map(|share| all.quantile(share));
        assert_eq!(quantiles, [1.0, 1.0, 2.0, 2.0, 4.0, 4.0].map(Some));
        assert_eq!(all.mean(), Some(2.5));
        let some = Ordered::new([Some(1.0), None, Some(2.0), Some(f64::INFINITY)].into_iter());
        assert_eq!([0.5, 0.51].map(|share| some.quantile(share)), [Some(2.0), None]);
        assert_eq!(some.mean(), None);
        assert_eq!(Ordered::new([].into_iter()).quantile(0.5), None);
    }

    #[test]
    fn means_know_their_error() {
        let found = mean([1.0, 2.0, 3.0, 4.0].into_iter());
        assert!((found.value - 2.5).abs() < 1e-12);
        assert!((found.standard_error - (5.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_tail_of_a_binomial_distribution() {
        assert!((binomial_tail(4, 0.5, 2) - 11.0 / 16.0).abs() < 1e-12);
        assert!((binomial_tail(3, 0.2, 0) - 1.0).abs() < 1e-12);
        assert_eq!(binomial_tail(3, 0.0, 1), 0.0);
        assert_eq!(binomial_tail(3, 1.0, 3), 1.0);
    }
}
