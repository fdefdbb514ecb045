//! Times as they are recorded during a run: waits, response times, waits on the phone.

/// Times are kept in microseconds, to three significant digits.
pub(crate) const SIGNIFICANT_DIGITS: u8 = crate::figures::KNOWN_DIGITS;
/// Bins for each doubling of the time, as a power of two: 1,024 of them keep three digits.
const BINS_A_DOUBLING: u32 = 10;
/// The longest time that has a bin of its own \[µs\]: about 139 years.
const LONGEST: u64 = 1 << 52;

/// Times, as a histogram of bounded relative error, with the exact sum and the exact largest.
///
/// A page that is served records a time in its group and in each tier. So a record is one addition,
/// at an index of two shifts: one of `hdrhistogram`, whose bins of three digits these are, is about
/// eighty instructions.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    /// How many there are in each bin.
    counts: Vec<u64>,
    sum: u128,
    largest: u64,
}

/// The bin of a time \[µs\]: each time of less than two thousand has its own, and from there a
/// doubling has 1,024.
#[inline]
fn bin(us: u64) -> usize {
    let us = us.min(LONGEST);
    let below = (1 << (BINS_A_DOUBLING + 1)) - 1;
    let doublings = u64::BITS - BINS_A_DOUBLING - 1 - (us | below).leading_zeros();
    ((doublings as usize) << BINS_A_DOUBLING) + (us >> doublings) as usize
}

/// The first and the last time \[µs\] of a bin.
fn ends(bin: usize) -> (u64, u64) {
    let doublings = (bin >> BINS_A_DOUBLING).saturating_sub(1);
    let first = (bin - (doublings << BINS_A_DOUBLING)) as u64;
    (first << doublings, ((first + 1) << doublings) - 1)
}

impl Times {
    pub(crate) fn new() -> Self {
        Times {
            counts: vec![0; bin(LONGEST) + 1],
            sum: 0,
            largest: 0,
        }
    }

    /// What it takes of memory \[bytes\].
    pub(crate) fn bytes(&self) -> u64 {
        size_of_val(self.counts.as_slice()) as u64
    }

    #[inline]
    pub(crate) fn record(&mut self, us: u64) {
        self.record_many(us, 1);
    }

    /// Records one time of so many.
    #[inline]
    pub(crate) fn record_many(&mut self, us: u64, count: u64) {
        if count > 0 {
            self.counts[bin(us)] += count;
            self.sum += u128::from(us) * u128::from(count);
            self.largest = self.largest.max(us);
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    pub(crate) fn add(&mut self, other: &Times) {
        for (sum, count) in self.counts.iter_mut().zip(&other.counts) {
            *sum += count;
        }
        self.sum += other.sum;
        self.largest = self.largest.max(other.largest);
    }

    /// Their exact sum \[µs\].
    pub(crate) fn sum(&self) -> u128 {
        self.sum
    }

    /// The largest \[µs\].
    pub(crate) fn largest(&self) -> u64 {
        self.largest
    }

    /// The last time \[µs\] of each bin with somebody in it, in rising order, and how many there
    /// are in it.
    pub(crate) fn bins(&self) -> impl Iterator<Item = (u64, u64)> {
        self.recorded().map(|(bin, count)| (ends(bin).1, count))
    }

    /// The bins with somebody in them, in rising order, and how many.
    fn recorded(&self) -> impl Iterator<Item = (usize, u64)> {
        let bins = self.counts.iter().copied().enumerate();
        bins.filter(|(_, count)| *count > 0)
    }

    /// Counts between consecutive edges \[µs\]; the last edge is open.
    pub(crate) fn between(&self, edges: &[u64]) -> Vec<u64> {
        let mut counts = vec![0; edges.len()];
        for (bin, count) in self.recorded() {
            let (first, last) = ends(bin);
            let middle = first + (last - first).div_ceil(2);
            let between = edges.partition_point(|e| *e <= middle).saturating_sub(1);
            counts[between] += count;
        }
        counts
    }
}

#[cfg(test)]
mod tests;
