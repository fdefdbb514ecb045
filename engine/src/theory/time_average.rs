//! How far a run of finite length is from its limit, and how noisy: the exact bias and variance of
//! a time average.
//!
//! A run that starts empty sees too short a queue at first. For a birth-death chain the error is
//! known exactly. With `g = Σ π(n) f(n)`, let `h` solve Poisson's equation `Q h = g − f`,
//! `Σ π h = 0`. Then, from state `x`,
//!
//! `E ∫₀ᵀ f(N(t)) dt = g T + h(x) + (a term that dies out exponentially)`,
//! `Var ∫₀ᵀ f(N(t)) dt ≈ σ² T`, with `σ² = 2 Σ π(n) (f(n) − g) h(n)`.
//!
//! So a test can take the bias out instead of guessing a warm-up, and can check the scatter of its
//! replications against what it ought to be. With `D(n) = h(n+1) − h(n)`, the equation is
//! `b(n) D(n) − d(n) D(n−1) = g − f(n)`, whose solution in sums of one sign's worth of terms is
//! `b(n) π(n) D(n) = Σ_{k≤n} π(k) (g − f(k))`.
//!
//! Source: W. Whitt, "Asymptotic formulas for Markov processes with applications to simulation",
//! *Operations Research* 40 (1992); P. Glynn, "Poisson's equation for the recurrent M/G/1 queue"
//! (1994).

use super::birth_death::BirthDeath;

/// The average over time of a function of a chain's state.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeAverage {
    /// Its long-run value `g`.
    pub limit: f64,
    /// Asymptotic variance constant `σ²`: a run of length `T` has variance `σ² / T`.
    pub variance: f64,
    /// `h(n)`: the excess of the integral when the run starts in `n`.
    excess: Vec<f64>,
}

impl TimeAverage {
    /// Expected average over a run of length `t` that starts in state `from`. The term left out
    /// dies out like `exp(−t / relaxation time)`, divided by `t`.
    pub fn expected(&self, t: f64, from: usize) -> f64 {
        self.limit + self.excess.get(from).copied().unwrap_or(0.0) / t
    }

    /// Standard deviation of the average over a run of length `t`, long against the relaxation
    /// time.
    pub fn standard_deviation(&self, t: f64) -> f64 {
        (self.variance / t).sqrt()
    }
}

impl BirthDeath {
    /// Limit, bias and variance of the average over time of `f(state)`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::BirthDeath;
    ///
    /// // M/M/1 with load 0.8: a run of 10,000 services from empty is short of L = 4 by 0.01.
    /// let queue = BirthDeath::unbounded(|_| 0.8, |_| 1.0)?;
    /// let average = queue.time_average(|n| n as f64);
    /// assert!((average.limit - 4.0).abs() < 1e-12);
    /// assert!((average.expected(1e4, 0) - 3.99).abs() < 1e-3);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn time_average(&self, f: impl Fn(usize) -> f64) -> TimeAverage {
        let law = self.stationary();
        let limit = law.mean(&f);
        let top = self.top();
        // Cumulative sums from below and from above are equal and opposite; the one over the
        // smaller mass loses no digits.
        let mut from_above = vec![0.0; top + 2];
        for n in (0..=top).rev() {
            from_above[n] = from_above[n + 1] + law.p(n) * (f(n) - limit);
        }
        let mut excess = vec![0.0; top + 1];
        let (mut from_below, mut mass) = (0.0, 0.0);
        for n in 0..top {
            mass += law.p(n);
            from_below += law.p(n) * (limit - f(n));
            let flow = law.p(n) * self.birth(n);
            let sum = if mass < 0.5 { from_below } else { from_above[n + 1] };
            // A state too rare to be represented adds nothing that could be seen.
            let step = if flow > f64::MIN_POSITIVE { sum / flow } else { 0.0 };
            excess[n + 1] = excess[n] + step;
        }
        let mean = law.mean(|n| excess[n]);
        for h in &mut excess {
            *h -= mean;
        }
        let variance = 2.0 * law.mean(|n| (f(n) - limit) * excess[n]);
        TimeAverage {
            limit,
            variance,
            excess,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;
    use crate::theory::error::Result;

    #[test]
    fn the_queue_of_one_server_has_known_variance() -> Result<()> {
        // M/M/1: σ² = 2ρ(1+ρ) / (μ(1−ρ)⁴) (Whitt 1989, "Planning queueing simulations").
        for rho in [0.3_f64, 0.8, 0.95] {
            let average = BirthDeath::unbounded(|_| rho, |_| 1.0)?.time_average(|n| n as f64);
            assert_close(
                average.variance,
                2.0 * rho * (1.0 + rho) / (1.0 - rho).powi(4),
                1e-9,
            );
        }
        Ok(())
    }

    #[test]
    fn the_bias_is_that_of_the_exact_transient() -> Result<()> {
        // Integrate E[N(u)] from an empty start by small steps of the forward equations.
        let chain = BirthDeath::new(6, |_| 1.5, |n| n as f64 * 0.7)?;
        let (dt, steps) = (1e-4, 300_000);
        let mut p = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let mut integral = 0.0;
        for _ in 0..steps {
            integral += dt * p.iter().enumerate().map(|(n, p)| n as f64 * p).sum::<f64>();
            let flow: Vec<f64> = (0..6)
                .map(|n| dt * (p[n] * chain.birth(n) - p[n + 1] * chain.death(n + 1)))
                .collect();
            for (n, moved) in flow.iter().enumerate() {
                p[n] -= moved;
                p[n + 1] += moved;
            }
        }
        let t = dt * f64::from(steps);
        assert_close(
            chain.time_average(|n| n as f64).expected(t, 0),
            integral / t,
            1e-4,
        );
        Ok(())
    }

    #[test]
    fn two_states_by_hand() -> Result<()> {
        // On with rate a, off with rate b: variance of the share of time on is 2ab/(a+b)³.
        let (a, b) = (0.4, 1.1);
        let average = BirthDeath::new(1, |_| a, |_| b)?.time_average(|n| n as f64);
        assert_close(average.limit, a / (a + b), 1e-15);
        assert_close(average.variance, 2.0 * a * b / (a + b).powi(3), 1e-14);
        assert_close(
            average.expected(10.0, 1) - average.limit,
            b / (a + b).powi(2) / 10.0,
            1e-14,
        );
        Ok(())
    }
}
