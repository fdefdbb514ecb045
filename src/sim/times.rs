//! Times as they are recorded during a run: waits, response times, waits on the phone.

use hdrhistogram::Histogram;

use super::result::TimeDistribution;

/// Times are kept in microseconds, to three significant digits.
pub(crate) const SIGNIFICANT_DIGITS: u8 = 3;
/// The longest time a histogram holds \[µs\]: about 139 years.
const LONGEST: u64 = 1 << 52;

/// Times, as a histogram of bounded relative error, with the exact sum and the exact largest.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    histogram: Histogram<u64>,
    sum: u128,
    largest: u64,
}

impl Times {
    pub(crate) fn new() -> Self {
        let histogram = Histogram::new_with_bounds(1, LONGEST, SIGNIFICANT_DIGITS)
            .unwrap_or_else(|_| unreachable!("constant bounds"));
        Times {
            histogram,
            sum: 0,
            largest: 0,
        }
    }

    /// What it takes of memory \[bytes\].
    pub(crate) fn bytes(&self) -> u64 {
        (self.histogram.distinct_values() * size_of::<u64>()) as u64
    }

    #[inline]
    pub(crate) fn record(&mut self, us: u64) {
        self.histogram.saturating_record(us);
        self.sum += u128::from(us);
        self.largest = self.largest.max(us);
    }

    /// Records one time of so many.
    pub(crate) fn record_many(&mut self, us: u64, count: u64) {
        if count > 0 {
            self.histogram.saturating_record_n(us, count);
            self.sum += u128::from(us) * u128::from(count);
            self.largest = self.largest.max(us);
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// How many there are, and all of them together \[µs\].
    pub(crate) fn totals(&self) -> (u64, u128) {
        (self.count(), self.sum)
    }

    pub(crate) fn add(&mut self, other: &Times) {
        // Both have the same bounds, so this cannot fail.
        let _ = self.histogram.add(&other.histogram);
        self.sum += other.sum;
        self.largest = self.largest.max(other.largest);
    }

    /// What is known of these times at the end of a run, with `unserved` people whose time is later
    /// than all.
    pub(crate) fn distribution(&self, unserved: u64) -> TimeDistribution {
        let bins = self.histogram.iter_recorded().map(|bin| {
            let last = self.histogram.highest_equivalent(bin.value_iterated_to());
            (last, bin.count_at_value())
        });
        TimeDistribution::new(bins, self.largest, self.sum, unserved)
    }

    /// Counts between consecutive edges \[µs\]; the last edge is open.
    pub(crate) fn between(&self, edges: &[u64]) -> Vec<u64> {
        let mut counts = vec![0; edges.len()];
        for value in self.histogram.iter_recorded() {
            let middle = self.histogram.median_equivalent(value.value_iterated_to());
            let bin = edges.partition_point(|e| *e <= middle).saturating_sub(1);
            counts[bin] += value.count_at_value();
        }
        counts
    }
}

#[cfg(test)]
mod tests;
