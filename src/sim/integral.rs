//! Time integrals of counts, exact in integers: the left side of Little's law.

/// A count and the area under it so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Integral {
    value: u64,
    since: u64,
    area: u128,
}

impl Integral {
    /// The count now.
    #[inline]
    pub(crate) fn value(&self) -> u64 {
        self.value
    }

    #[inline]
    fn settle(&mut self, now: u64) {
        self.area += u128::from(self.value) * u128::from(now - self.since);
        self.since = now;
    }

    /// One more, at `now` \[µs\].
    #[inline]
    pub(crate) fn increase(&mut self, now: u64) {
        self.settle(now);
        self.value += 1;
    }

    /// One less, at `now` \[µs\].
    #[inline]
    pub(crate) fn decrease(&mut self, now: u64) {
        self.settle(now);
        self.value -= 1;
    }

    /// The area until `now` \[µs\].
    pub(crate) fn area(&self, now: u64) -> u128 {
        self.area + u128::from(self.value) * u128::from(now - self.since)
    }
}
