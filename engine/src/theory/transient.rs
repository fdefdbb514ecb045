//! Where a station is after a while: the minutes after an opening, a flood, a closure.
//!
//! Uniformisation: let a clock tick at the greatest rate `Λ` any state is left at; at each tick the
//! chain jumps by the matrix `P = I + Q/Λ`. Then `p(t) = Σ_k Poisson(Λt; k) p(0) Pᵏ`, a sum of
//! positive terms. Long stretches are cut into pieces with `Λt ≤ 500`, so that `e^{−Λt}` does not
//! underflow. Rates that change with time (windows open and close) are one call for each stretch.
//!
//! Source: A. Jensen (1953); W. Grassmann, "Transient solutions in Markovian queueing systems"
//! (1977).

use super::birth_death::BirthDeath;
use super::error::{Result, TheoryError, check, non_negative};

/// Longest piece, in ticks.
const PIECE: f64 = 500.0;

impl BirthDeath {
    /// The law after time `t`, from the law `start` over the states `0..=top()`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `start` has not one entry for each state, or `t` is
    /// negative or not finite.
    pub fn after(&self, start: &[f64], t: f64) -> Result<Vec<f64>> {
        non_negative("time", t)?;
        let states = self.top() + 1;
        check(
            start.len() == states,
            "number of states of the start",
            "that of the chain",
            start.len() as f64,
        )?;
        let rate = (0..states)
            .map(|n| self.birth(n) + self.death(n))
            .fold(0.0, f64::max);
        uniformised(start, rate, t, |p| self.jump(p, rate))
    }

    /// Mean state after time `t` from state `from`.
    ///
    /// # Errors
    ///
    /// As for [`BirthDeath::after`]; also when there is no state `from`.
    pub fn mean_after(&self, from: usize, t: f64) -> Result<f64> {
        check(
            from <= self.top(),
            "starting state",
            "a state of the chain",
            from as f64,
        )?;
        let mut start = vec![0.0; self.top() + 1];
        start[from] = 1.0;
        Ok(self
            .after(&start, t)?
            .iter()
            .enumerate()
            .map(|(n, p)| n as f64 * p)
            .sum())
    }

    fn jump(&self, p: &[f64], rate: f64) -> Vec<f64> {
        (0..p.len())
            .map(|n| {
                let below = if n > 0 { p[n - 1] * self.birth(n - 1) } else { 0.0 };
                let above = p.get(n + 1).map_or(0.0, |p| p * self.death(n + 1));
                p[n] + (below + above - p[n] * (self.birth(n) + self.death(n))) / rate
            })
            .collect()
    }
}

/// The law after time `t` of a chain whose clock ticks at `rate`, from the law `start`, when `jump`
/// is what a tick does to a law.
pub(super) fn uniformised(
    start: &[f64],
    rate: f64,
    t: f64,
    jump: impl Fn(&[f64]) -> Vec<f64>,
) -> Result<Vec<f64>> {
    let pieces = (rate * t / PIECE).ceil().max(1.0);
    let ticks = rate * t / pieces;
    let mut law = start.to_vec();
    for _ in 0..pieces as usize {
        law = after_ticks(law, ticks, &jump)?;
    }
    Ok(law)
}

fn after_ticks(start: Vec<f64>, ticks: f64, jump: impl Fn(&[f64]) -> Vec<f64>) -> Result<Vec<f64>> {
    let mut jumped = start;
    let mut weight = (-ticks).exp();
    let mut covered = weight;
    let mut law: Vec<f64> = jumped.iter().map(|p| weight * p).collect();
    // Far beyond the mean the Poisson weights are below any rounding.
    let limit = (ticks + 12.0 * ticks.sqrt() + 60.0) as usize;
    for k in 1..=limit {
        jumped = jump(&jumped);
        weight *= ticks / k as f64;
        covered += weight;
        for (sum, p) in law.iter_mut().zip(&jumped) {
            *sum += weight * p;
        }
        if 1.0 - covered < 1e-15 && k as f64 > ticks {
            break;
        }
    }
    if (1.0 - covered).abs() > 1e-9 {
        return Err(TheoryError::NotSettled {
            what: "a transient law",
            limit,
        });
    }
    for p in &mut law {
        *p /= covered;
    }
    Ok(law)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    fn mean(law: &[f64]) -> f64 {
        law.iter().enumerate().map(|(n, p)| n as f64 * p).sum()
    }

    #[test]
    fn windows_open_and_close() -> Result<()> {
        // Reference Q15: c = 5, K = 50, μ = 1; λ = 3 for 10, then 9 for 10, then closed for 10.
        let station = |lambda: f64| BirthDeath::new(50, move |_| lambda, |n| n.min(5) as f64);
        let mut law = vec![0.0; 51];
        law[0] = 1.0;
        law = station(3.0)?.after(&law, 10.0)?;
        assert_close(mean(&law), 3.335_654_92, 1e-8);
        law = station(9.0)?.after(&law, 10.0)?;
        assert_close(mean(&law), 41.701_548_21, 1e-8);
        // Closed: births too rare to matter stand for none.
        law = station(1e-300)?.after(&law, 10.0)?;
        assert_close(mean(&law), 1.482_671_04, 1e-8);
        Ok(())
    }

    #[test]
    fn infinitely_many_servers_fill_up_exponentially() -> Result<()> {
        // M/M/∞ from empty: E[N(t)] = a (1 − e^{−μt}).
        let chain = BirthDeath::new(200, |_| 30.0, |n| n as f64)?;
        assert_close(chain.mean_after(0, 0.7)?, 30.0 * (1.0 - (-0.7_f64).exp()), 1e-12);
        Ok(())
    }

    #[test]
    fn in_the_end_it_is_the_stationary_law() -> Result<()> {
        let chain = BirthDeath::new(20, |_| 2.0, |_| 2.5)?;
        assert_close(
            chain.mean_after(20, 2_000.0)?,
            chain.stationary().mean_state(),
            1e-11,
        );
        Ok(())
    }
}
