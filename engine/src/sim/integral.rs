//! Time integrals of counts, exact in integers: the left side of Little's law.

/// A count and the area under it so far.
///
/// Each one more at an instant `t` adds `now - t` to the area at `now`, each one less takes as much away; so the area is
/// `value · now - moment`, where the moment is the sum of all `t`, those of decreases negative. A change costs one addition.
#[derive(Debug, Clone, Copy, Default)]
pub struct Integral {
    value: u64,
    moment: i128,
}

impl Integral {
    /// The count now.
    #[inline]
    pub fn value(&self) -> u64 {
        self.value
    }

    /// One more, at `now` \[µs\].
    #[inline]
    pub fn increase(&mut self, now: u64) {
        self.moment += i128::from(now);
        self.value += 1;
    }

    /// One less, at `now` \[µs\].
    #[inline]
    pub fn decrease(&mut self, now: u64) {
        self.moment -= i128::from(now);
        self.value -= 1;
    }

    /// The area until `now` \[µs\], which is not before the last change.
    #[inline]
    pub fn area(&self, now: u64) -> u128 {
        (i128::from(self.value) * i128::from(now) - self.moment).cast_unsigned()
    }
}
