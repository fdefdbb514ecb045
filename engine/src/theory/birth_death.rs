//! A station that gains or loses one at a time, and how often it is in each state.
//!
//! ```text
//!       b(0)      b(1)             b(K-1)
//!   ( 0 ) ⇄ ( 1 ) ⇄ ( 2 ) ⇄ ... ⇄ ( K )
//!       d(1)      d(2)             d(K)
//! ```
//!
//! Nearly every station of a portal is such a chain once work is exponential: people come (births),
//! are served or lose patience (deaths). Its long-run law solves detailed balance,
//! `π(n) b(n) = π(n+1) d(n+1)`, so
//!
//! `π(n) ∝ Π_{k<n} b(k) / d(k+1)`.
//!
//! The products are formed as sums of logarithms: a chain of 20,000 slots neither overflows nor
//! underflows.
//!
//! Source: L. Kleinrock, *Queueing Systems* I (1975), section 3.1.

use super::error::{Result, TheoryError, at_least_one, check};

/// Tail probability at which an unbounded ladder is cut.
const TAIL: f64 = 1e-17;

/// Longest ladder built for an unbounded station.
const LONGEST: usize = 20_000_000;

/// A birth-death chain on the states `0..=K`.
#[derive(Debug, Clone, PartialEq)]
pub struct BirthDeath {
    /// `birth[n]`: rate from `n` to `n + 1`, for `n` in `0..K`.
    birth: Vec<f64>,
    /// `death[n]`: rate from `n + 1` to `n`, for `n` in `0..K`.
    death: Vec<f64>,
}

impl BirthDeath {
    /// The chain on `0..=top` with birth rates `birth(0..top)` and death rates `death(1..=top)`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `top` is 0, or a rate is not a finite number above 0.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::BirthDeath;
    ///
    /// // M/M/1/3 with as many arrivals as services: every state is as likely.
    /// let station = BirthDeath::new(3, |_| 1.0, |_| 1.0)?;
    /// assert_eq!(station.stationary().p(2), 0.25);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(top: usize, birth: impl Fn(usize) -> f64, death: impl Fn(usize) -> f64) -> Result<Self> {
        at_least_one("the highest state of a chain", top)?;
        let birth = (0..top)
            .map(|n| rate("birth rate", birth(n)))
            .collect::<Result<_>>()?;
        let death = (1..=top)
            .map(|n| rate("death rate", death(n)))
            .collect::<Result<_>>()?;
        Ok(BirthDeath { birth, death })
    }

    /// A chain without a highest state, cut where less than 10⁻¹⁷ of the time is spent above.
    ///
    /// The bound on what is cut off assumes that `birth(n) / death(n+1)` does not grow with `n`
    /// beyond the cut, as for every queue with constant arrivals and more departures the longer it
    /// is.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] for a rate that is not a finite number above 0,
    /// [`TheoryError::Unstable`] when the chain drifts upwards for ever.
    pub fn unbounded(birth: impl Fn(usize) -> f64, death: impl Fn(usize) -> f64) -> Result<Self> {
        let mut chain = BirthDeath {
            birth: Vec::new(),
            death: Vec::new(),
        };
        // ln of π(n) and of the greatest π so far, up to the normalisation.
        let (mut ln_p, mut ln_most) = (0.0_f64, 0.0_f64);
        let mut ratio = f64::INFINITY;
        for n in 0..LONGEST {
            chain.birth.push(rate("birth rate", birth(n))?);
            chain.death.push(rate("death rate", death(n + 1))?);
            ratio = chain.birth[n] / chain.death[n];
            ln_p += ratio.ln();
            ln_most = ln_most.max(ln_p);
            // What lies above is at most a geometric tail.
            if ratio < 1.0 && ln_p - ln_most + (ratio / (1.0 - ratio)).ln() < TAIL.ln() {
                return Ok(chain);
            }
        }
        if ratio < 1.0 {
            Err(TheoryError::NotSettled {
                what: "the tail of a queue",
                limit: LONGEST,
            })
        } else {
            Err(TheoryError::Unstable { load: ratio })
        }
    }

    /// The highest state.
    pub fn top(&self) -> usize {
        self.birth.len()
    }

    /// Rate from `n` to `n + 1`; 0 from the highest state.
    pub fn birth(&self, n: usize) -> f64 {
        self.birth.get(n).copied().unwrap_or(0.0)
    }

    /// Rate from `n` to `n - 1`; 0 from state 0.
    pub fn death(&self, n: usize) -> f64 {
        n.checked_sub(1)
            .and_then(|below| self.death.get(below))
            .copied()
            .unwrap_or(0.0)
    }

    /// The long-run share of time in each state.
    pub fn stationary(&self) -> Stationary {
        let mut ln_p = Vec::with_capacity(self.top() + 1);
        let (mut ln_now, mut ln_most) = (0.0_f64, 0.0_f64);
        ln_p.push(ln_now);
        for (b, d) in self.birth.iter().zip(&self.death) {
            ln_now += (b / d).ln();
            ln_most = ln_most.max(ln_now);
            ln_p.push(ln_now);
        }
        let total: f64 = ln_p.iter().map(|l| (l - ln_most).exp()).sum();
        Stationary {
            probability: ln_p.iter().map(|l| (l - ln_most).exp() / total).collect(),
        }
    }
}

fn rate(name: &'static str, value: f64) -> Result<f64> {
    check(
        value.is_finite() && value > 0.0,
        name,
        "a finite number above 0",
        value,
    )
}

/// The long-run share of time in each state of a [`BirthDeath`] chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Stationary {
    probability: Vec<f64>,
}

impl Stationary {
    /// Share of time in state `n`; 0 above the highest state.
    pub fn p(&self, n: usize) -> f64 {
        self.probability.get(n).copied().unwrap_or(0.0)
    }

    /// Share of time in `n` or above.
    pub fn at_least(&self, n: usize) -> f64 {
        self.probability.iter().skip(n).sum()
    }

    /// Long-run mean of `f(state)`.
    pub fn mean(&self, f: impl Fn(usize) -> f64) -> f64 {
        self.probability.iter().enumerate().map(|(n, p)| p * f(n)).sum()
    }

    /// Long-run mean of `f(state)` over the time spent in `states`; `None` if none is spent there.
    pub fn mean_within(
        &self,
        states: std::ops::RangeInclusive<usize>,
        f: impl Fn(usize) -> f64,
    ) -> Option<f64> {
        let share: f64 = states.clone().map(|n| self.p(n)).sum();
        (share > 0.0).then(|| states.map(|n| self.p(n) * f(n)).sum::<f64>() / share)
    }

    /// Mean state.
    pub fn mean_state(&self) -> f64 {
        self.mean(|n| n as f64)
    }

    /// The probabilities, from state 0 up.
    pub fn as_slice(&self) -> &[f64] {
        &self.probability
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    /// The stationary law by brute force: many small steps of the forward equations.
    fn by_stepping(chain: &BirthDeath) -> Vec<f64> {
        let top = chain.top();
        let fastest = (0..=top)
            .map(|n| chain.birth(n) + chain.death(n))
            .fold(0.0, f64::max);
        let mut p = vec![1.0 / (top + 1) as f64; top + 1];
        for _ in 0..200_000 {
            let flow: Vec<f64> = (0..top)
                .map(|n| (p[n] * chain.birth(n) - p[n + 1] * chain.death(n + 1)) / fastest)
                .collect();
            for (n, moved) in flow.iter().enumerate() {
                p[n] -= moved;
                p[n + 1] += moved;
            }
        }
        p
    }

    #[test]
    fn the_law_is_where_the_forward_equations_come_to_rest() -> Result<()> {
        let chain = BirthDeath::new(12, |n| 3.0 / (1.0 + n as f64), |n| 0.3 * n as f64)?;
        let law = chain.stationary();
        for (n, p) in by_stepping(&chain).into_iter().enumerate() {
            assert_close(law.p(n), p, 1e-10);
        }
        Ok(())
    }

    #[test]
    fn twenty_thousand_slots_do_not_overflow() -> Result<()> {
        let law = BirthDeath::new(20_000, |_| 15_000.0, |n| n as f64)?.stationary();
        assert_close(law.at_least(0), 1.0, 1e-12);
        assert_close(law.mean_state(), 15_000.0, 1e-12);
        Ok(())
    }

    #[test]
    fn an_unbounded_queue_is_cut_where_nothing_is_lost() -> Result<()> {
        let law = BirthDeath::unbounded(|_| 0.8, |_| 1.0)?.stationary();
        assert_close(law.mean_state(), 4.0, 1e-13);
        assert_close(law.at_least(10), 0.8_f64.powi(10), 1e-13);
        Ok(())
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert!(matches!(
            BirthDeath::new(0, |_| 1.0, |_| 1.0),
            Err(TheoryError::OutOfDomain { .. })
        ));
        assert!(matches!(
            BirthDeath::new(3, |_| 0.0, |_| 1.0),
            Err(TheoryError::OutOfDomain { .. })
        ));
        assert!(matches!(
            BirthDeath::new(3, |_| 1.0, |_| f64::NAN),
            Err(TheoryError::OutOfDomain { .. })
        ));
    }

    #[test]
    fn means_within_a_set_of_states() -> Result<()> {
        let law = BirthDeath::new(3, |_| 1.0, |_| 1.0)?.stationary();
        assert_close(law.mean_within(2..=3, |n| n as f64).unwrap(), 2.5, 1e-15);
        assert_eq!(law.mean_within(7..=9, |n| n as f64), None);
        Ok(())
    }
}
