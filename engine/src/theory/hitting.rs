//! How long until a station first gets to a state: the life of a good state, and of a bad one.
//!
//! From one state to the next above, or the next below, the mean times obey recursions of positive
//! terms:
//!
//! `up(k) = (1 + d(k) up(k−1)) / b(k)`, with `up(0) = 1 / b(0)`;
//! `down(k) = (1 + b(k) down(k+1)) / d(k)`, with `down(K) = 1 / d(K)`.
//!
//! Mean times may be astronomically long (10²⁸ services in the reference); beyond what a number can
//! hold they come out as infinity, which is what they are to anybody who waits.
//!
//! Source: J. Keilson, *Markov Chain Models: Rarity and Exponentiality* (1979), section 5.1.

use super::birth_death::BirthDeath;
use super::error::Result;

impl BirthDeath {
    /// Mean time from state `from` until the chain first reaches `to`, above or below; 0 when they
    /// are equal.
    ///
    /// States beyond the highest count as the highest, except that `to = top() + 1` is never
    /// reached: infinity. To ask for the first *refusal* at a full station, add the state it would
    /// have led to (see [`BirthDeath::with_refusals`]).
    pub fn mean_time_to(&self, from: usize, to: usize) -> f64 {
        if to > self.top() {
            return f64::INFINITY;
        }
        if from <= to {
            self.up(from, to)
        } else {
            self.down(from.min(self.top()), to)
        }
    }

    /// The chain with one more state on top, reached at `rate` from the highest and never lasting:
    /// hitting it is the first refusal at a full station. Its time to leave the new state is of no
    /// importance to hitting times.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when `rate` is not a finite
    /// number above 0.
    pub fn with_refusals(&self, rate: f64) -> Result<BirthDeath> {
        let top = self.top();
        BirthDeath::new(
            top + 1,
            |n| if n == top { rate } else { self.birth(n) },
            |n| if n == top + 1 { 1.0 } else { self.death(n) },
        )
    }

    fn up(&self, from: usize, to: usize) -> f64 {
        let (mut step, mut total) = (0.0, 0.0);
        for k in 0..to {
            step = if k == 0 {
                1.0 / self.birth(0)
            } else {
                (1.0 + self.death(k) * step) / self.birth(k)
            };
            if k >= from {
                total += step;
            }
        }
        total
    }

    fn down(&self, from: usize, to: usize) -> f64 {
        let (mut step, mut total) = (0.0, 0.0);
        for k in ((to + 1)..=self.top()).rev() {
            // From the highest state the birth rate is 0, which starts the recursion.
            step = if k == self.top() {
                1.0 / self.death(k)
            } else {
                (1.0 + self.birth(k) * step) / self.death(k)
            };
            if k <= from {
                total += step;
            }
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    /// `E[T to target]` from every state, by relaxing the linear equations
    /// `h(n) = (1 + b h(n+1) + d h(n−1)) / (b + d)`.
    fn by_relaxation(chain: &BirthDeath, target: usize) -> Vec<f64> {
        let mut h = vec![0.0; chain.top() + 1];
        for _ in 0..100_000 {
            for n in (0..=chain.top()).filter(|n| *n != target) {
                let (b, d) = (chain.birth(n), chain.death(n));
                let above = if b > 0.0 { b * h[n + 1] } else { 0.0 };
                let below = if d > 0.0 { d * h[n - 1] } else { 0.0 };
                h[n] = (1.0 + above + below) / (b + d);
            }
        }
        h
    }

    #[test]
    fn times_solve_the_linear_equations() -> Result<()> {
        let chain = BirthDeath::new(9, |n| 2.0 - 0.1 * n as f64, |n| 1.0 + 0.2 * n as f64)?;
        for target in [0, 4, 9] {
            for (from, want) in by_relaxation(&chain, target).into_iter().enumerate() {
                assert_close(chain.mean_time_to(from, target), want, 1e-9);
            }
        }
        Ok(())
    }

    #[test]
    fn a_pure_queue_empties_in_its_busy_period() -> Result<()> {
        // M/M/1: mean busy period 1 / (μ − λ).
        let chain = BirthDeath::unbounded(|_| 0.5, |_| 1.0)?;
        assert_close(chain.mean_time_to(1, 0), 2.0, 1e-13);
        Ok(())
    }

    #[test]
    fn never_is_infinity() -> Result<()> {
        let hopeless = BirthDeath::new(3_000, |_| 1e-3, |_| 1.0)?;
        assert!(hopeless.mean_time_to(0, 3_000).is_infinite());
        assert!(hopeless.mean_time_to(0, 3_001).is_infinite());
        Ok(())
    }

    #[test]
    fn the_first_refusal_comes_after_the_station_is_full() -> Result<()> {
        // M/M/1/1: full after 1/λ; then each time it is full, refuse before done with λ/(λ+μ).
        let chain = BirthDeath::new(1, |_| 2.0, |_| 3.0)?;
        assert_close(chain.with_refusals(2.0)?.mean_time_to(0, 2), 1.75, 1e-14);
        Ok(())
    }
}
