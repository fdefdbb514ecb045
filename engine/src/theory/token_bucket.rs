//! How many are turned away by a rate limit: the token bucket.
//!
//! A bucket holds up to `B` tokens and gains `r` of them a second; a request takes one, and is
//! refused when there is none. Requests come as a Poisson stream at rate `λ`, `ρ = λ/r`. How the
//! tokens come in makes a difference:
//!
//! - *bit by bit*, a request needing a whole token: what is missing from the bucket is the work in
//!   an M/D/1 queue with `B` places, whose tokens take `1/r` each. Then
//!   `P(refused) = 1 − 1/(π₀ + ρ)`, with `π₀` the share of departures from that queue that leave it
//!   empty;
//! - *one every tick* of `1/r`, lost if the bucket is full: a chain from tick to tick,
//!   `s' = min((s − A)⁺ + 1, B)` with `A` requests between.
//!
//! Both chains go down one step at a time, so that the flow across each level gives their laws by a
//! recursion with positive terms.
//!
//! Source: H. Tijms, *A First Course in Stochastic Models* (2003), section 9.2 (M/G/1/N); the tick
//! by tick chain from its definition.

use super::error::{Result, at_least_one, positive};

/// A rate limit before a Poisson stream of requests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TokenBucket {
    /// Requests for each token, `ρ`.
    load: f64,
    depth: usize,
}

impl TokenBucket {
    /// Requests at `arrival_rate`, a bucket of `depth` tokens refilled at `refill_rate`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for rates not above 0 or a
    /// bucket without room for a token.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::token_bucket::TokenBucket;
    ///
    /// // Eight a second, ten allowed, five at once.
    /// let bucket = TokenBucket::new(8.0, 10.0, 5)?;
    /// assert!((bucket.p_refused() - 0.03529040).abs() < 1e-8);
    /// assert!((bucket.p_refused_by_ticks() - 0.02793133).abs() < 1e-8);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(arrival_rate: f64, refill_rate: f64, depth: usize) -> Result<Self> {
        Ok(TokenBucket {
            load: positive("arrival rate", arrival_rate)? / positive("refill rate", refill_rate)?,
            depth: at_least_one("depth of the bucket", depth)?,
        })
    }

    /// Share of requests refused when tokens come in bit by bit.
    pub fn p_refused(&self) -> f64 {
        // Who departs leaves 0 to B − 1 behind; from an empty queue the next service begins with an
        // arrival.
        let at_least = self.requests_in_a_tick();
        let law = self.levels(&at_least, |missing| at_least[missing]);
        1.0 - 1.0 / (law[0] + self.load)
    }

    /// Share of requests refused when a token comes every tick.
    pub fn p_refused_by_ticks(&self) -> f64 {
        let at_least = self.requests_in_a_tick();
        // From a full bucket a tick adds nothing: one request more is needed to leave so many
        // missing.
        let law = self.levels(&at_least, |missing| at_least[missing + 1]);
        let refused: f64 = law
            .iter()
            .enumerate()
            .map(|(missing, p)| p * at_least[self.depth - missing + 1..].iter().sum::<f64>())
            .sum();
        refused / self.load
    }

    /// The law of what is missing after a tick (0 to `B − 1`), when from nothing missing
    /// `from_full(n)` is the probability of `n` or more missing after the next.
    fn levels(&self, at_least: &[f64], from_full: impl Fn(usize) -> f64) -> Vec<f64> {
        // No request at all in a tick: one step down.
        let down = (-self.load).exp();
        let mut law: Vec<f64> = vec![1.0];
        for n in 1..self.depth {
            let up: f64 = (1..n).map(|i| law[i] * at_least[n - i + 1]).sum();
            law.push((law[0] * from_full(n) + up) / down);
            if law[n] > 1e200 {
                // With too many requests the law grows without bound: only its proportions count.
                for p in &mut law {
                    *p *= 1e-200;
                }
            }
        }
        let total: f64 = law.iter().sum();
        law.iter().map(|p| p / total).collect()
    }

    /// `P(A ≥ k)` for the requests in a tick, for `k` from 0 until beyond the depth of the bucket
    /// and beyond any that happen.
    fn requests_in_a_tick(&self) -> Vec<f64> {
        // Twenty standard deviations above the mean, and more for small means.
        let most = self.depth + 1 + (self.load + 20.0 * self.load.sqrt() + 60.0) as usize;
        let mut p = vec![(-self.load).exp()];
        for k in 1..=most {
            p.push(p[k - 1] * self.load / k as f64);
        }
        let mut above = 0.0;
        let mut tails: Vec<f64> = p
            .iter()
            .rev()
            .map(|p| {
                above += p;
                above
            })
            .collect();
        tails.reverse();
        tails
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::{assert_close, assert_relative};

    #[test]
    fn the_tables() -> Result<()> {
        // Reference Q19, Q20.
        assert_close(TokenBucket::new(8.0, 10.0, 5)?.p_refused(), 0.035_290_40, 1e-8);
        assert_close(TokenBucket::new(10.0, 10.0, 10)?.p_refused(), 0.050_847_46, 1e-8);
        assert_close(
            TokenBucket::new(8.0, 10.0, 5)?.p_refused_by_ticks(),
            0.027_931_33,
            1e-8,
        );
        Ok(())
    }

    #[test]
    fn one_token_is_a_desk_without_chairs() -> Result<()> {
        // M/D/1/1 is Erlang's loss system: ρ/(1 + ρ). By ticks: one of A requests is let in, if any
        // come.
        let bucket = TokenBucket::new(3.0, 2.0, 1)?;
        assert_close(bucket.p_refused(), 0.6, 1e-14);
        assert_close(
            bucket.p_refused_by_ticks(),
            1.0 - (1.0 - (-1.5_f64).exp()) / 1.5,
            1e-14,
        );
        Ok(())
    }

    /// The share refused when `portions` of a token come in at a time, each with its own tick, from
    /// the definition of the bucket: the level in portions, tick by tick, until it has settled.
    fn in_portions(load: f64, depth: usize, portions: usize) -> f64 {
        let full = depth * portions;
        let mean = load / portions as f64;
        let mut p = vec![0.0; full + 1];
        p[full] = 1.0;
        let mut refused = 0.0;
        for _ in 0..200 * portions {
            let mut next = vec![0.0; full + 1];
            refused = 0.0;
            for (level, p) in p.iter().enumerate().filter(|(_, p)| **p > 0.0) {
                let mut weight = (-mean).exp();
                for requests in 0..30_usize {
                    let let_in = requests.min(level / portions);
                    refused += p * weight * (requests - let_in) as f64;
                    next[(level - let_in * portions + 1).min(full)] += p * weight;
                    weight *= mean / (requests + 1) as f64;
                }
            }
            p = next;
        }
        refused / mean
    }

    #[test]
    fn the_bucket_itself_says_the_same() -> Result<()> {
        for (load, depth) in [(0.8, 5), (1.0, 4), (1.6, 3)] {
            let bucket = TokenBucket::new(load, 1.0, depth)?;
            assert_close(bucket.p_refused_by_ticks(), in_portions(load, depth, 1), 1e-9);
            // Ever smaller portions come in bit by bit; the error halves with the portion.
            let bit_by_bit = 2.0 * in_portions(load, depth, 32) - in_portions(load, depth, 16);
            assert_close(bucket.p_refused(), bit_by_bit, 2e-4);
        }
        Ok(())
    }

    #[test]
    fn what_is_too_much_is_refused_whatever_the_depth() -> Result<()> {
        for depth in [50, 5_000] {
            let bucket = TokenBucket::new(30.0, 10.0, depth)?;
            assert_relative(bucket.p_refused(), 2.0 / 3.0, 1e-9);
            assert_relative(bucket.p_refused_by_ticks(), 2.0 / 3.0, 1e-9);
        }
        assert!(TokenBucket::new(5.0, 10.0, 60)?.p_refused() < 1e-12);
        assert!(TokenBucket::new(5.0, 10.0, 0).is_err());
        Ok(())
    }
}
