//! Retries that keep a portal down: the load at which it collapses and the load at which it
//! recovers.
//!
//! People who fail try again with probability `p`. With `Λ` attempts per second and goodput `G(Λ)`,
//! a share `f = 1 − G/Λ` of them fails, so that in equilibrium the *fresh* load that keeps up `Λ`
//! attempts is
//!
//! `h(Λ) = Λ (1 − p f(Λ)) = (1 − p) Λ + p G(Λ)`.
//!
//! Where `h` is not monotone, one fresh load has several equilibria. Its local maximum is the load
//! at which a healthy portal collapses, the local minimum after it is the load to which demand must
//! fall before it recovers: two *folds*, and hysteresis between them. In the fluid limit with a
//! queue longer than patience they are `C` and `(1−p) C`.
//!
//! Source: N. Bronson et al., `HotOS` (2021); L. Huang et al., "Metastable failures in the wild",
//! OSDI (2022).

use super::error::{Result, check, positive, probability};

/// Points of the logarithmic grid on which folds and equilibria are first looked for.
const GRID: usize = 4_000;

/// A portal under retries: its goodput as a function of attempts, and the probability of trying
/// again.
#[derive(Debug, Clone, Copy)]
pub struct RetryStorm<G> {
    goodput: G,
    retry: f64,
}

/// A point of the curve of equilibria.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Equilibrium {
    /// Attempts per unit of time, `Λ`.
    pub attempts: f64,
    /// Fresh load per unit of time, `λ = h(Λ)`.
    pub fresh: f64,
    /// Whether a small disturbance dies out (`h` rising there).
    pub stable: bool,
}

/// The two ends of the bistable range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Folds {
    /// Above this fresh load a healthy portal collapses.
    pub collapse: Equilibrium,
    /// Below this fresh load a collapsed portal recovers.
    pub recovery: Equilibrium,
}

impl<G: Fn(f64) -> Result<f64>> RetryStorm<G> {
    /// A portal with `goodput(attempts)`, on which the failed try again with probability `retry`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when `retry` is not between 0
    /// and 1.
    pub fn new(goodput: G, retry: f64) -> Result<Self> {
        Ok(RetryStorm {
            goodput,
            retry: probability("retry probability", retry)?,
        })
    }

    /// `h(Λ)`: the fresh load that keeps up `attempts`.
    ///
    /// # Errors
    ///
    /// Those of the goodput.
    pub fn fresh_load(&self, attempts: f64) -> Result<f64> {
        Ok((1.0 - self.retry) * attempts + self.retry * (self.goodput)(attempts)?)
    }

    /// The folds with attempts between `from` and `to`: the highest local maximum of `h` that is
    /// followed by a lower local minimum; `None` when `h` only rises.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) unless `0 < from < to`; those
    /// of the goodput.
    pub fn folds(&self, from: f64, to: f64) -> Result<Option<Folds>> {
        let curve = self.curve(from, to)?;
        let Some(falls) = (1..curve.len()).find(|i| curve[*i].1 < curve[i - 1].1) else {
            return Ok(None);
        };
        let rises = (falls..curve.len() - 1)
            .find(|i| curve[i + 1].1 > curve[*i].1)
            .unwrap_or(curve.len() - 1);
        let around = |i: usize| {
            (
                curve[i.saturating_sub(1)].0,
                curve[(i + 1).min(curve.len() - 1)].0,
            )
        };
        let collapse = self.turn(around(falls - 1), -1.0)?;
        let recovery = self.turn(around(rises), 1.0)?;
        Ok(Some(Folds { collapse, recovery }))
    }

    /// Every equilibrium with this fresh load and attempts between `from` and `to`, by rising
    /// attempts.
    ///
    /// # Errors
    ///
    /// As [`RetryStorm::folds`].
    pub fn equilibria(&self, fresh: f64, from: f64, to: f64) -> Result<Vec<Equilibrium>> {
        let curve = self.curve(from, to)?;
        let mut found = Vec::new();
        for pair in curve.windows(2) {
            let (left, right) = (pair[0].1 - fresh, pair[1].1 - fresh);
            if left == 0.0 || left * right < 0.0 {
                let attempts = self.crossing(fresh, pair[0].0, pair[1].0)?;
                found.push(Equilibrium {
                    attempts,
                    fresh,
                    stable: right > left,
                });
            }
        }
        Ok(found)
    }

    fn curve(&self, from: f64, to: f64) -> Result<Vec<(f64, f64)>> {
        positive("least attempts", from)?;
        check(
            to.is_finite() && to > from,
            "most attempts",
            "above the least",
            to,
        )?;
        (0..=GRID)
            .map(|i| from * (to / from).powf(i as f64 / GRID as f64))
            .map(|attempts| Ok((attempts, self.fresh_load(attempts)?)))
            .collect()
    }

    /// Least value of `sign · h` in a bracket, by ever finer grids: sure-footed also where `h`
    /// jumps.
    fn turn(&self, (mut low, mut high): (f64, f64), sign: f64) -> Result<Equilibrium> {
        let mut best = (low, self.fresh_load(low)?);
        for _ in 0..12 {
            let step = (high - low) / 20.0;
            for i in 0..=20 {
                let attempts = low + f64::from(i) * step;
                let fresh = self.fresh_load(attempts)?;
                if sign * fresh < sign * best.1 {
                    best = (attempts, fresh);
                }
            }
            (low, high) = (best.0 - step, best.0 + step);
        }
        Ok(Equilibrium {
            attempts: best.0,
            fresh: best.1,
            stable: false,
        })
    }

    /// Where `h` crosses `fresh`, by bisection.
    fn crossing(&self, fresh: f64, mut low: f64, mut high: f64) -> Result<f64> {
        let below = self.fresh_load(low)? <= fresh;
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if (self.fresh_load(middle)? <= fresh) == below {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(f64::midpoint(low, high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;
    use crate::theory::deadline::Deadline;

    fn portal(backlog: usize, retry: f64) -> Result<RetryStorm<impl Fn(f64) -> Result<f64>>> {
        let station = Deadline::new(1.0, 20, 20 + backlog, 6.0)?;
        RetryStorm::new(move |attempts| station.goodput(attempts), retry)
    }

    #[test]
    fn a_long_queue_folds() -> Result<()> {
        // Reference section 1.3: c = 20, μ = 1, τ = 6, p = 0.9.
        let folds = portal(240, 0.9)?.folds(1.0, 400.0)?.unwrap();
        assert_close(folds.collapse.fresh, 18.77, 2e-3);
        assert_close(folds.collapse.attempts, 19.0, 2e-2);
        assert_close(folds.recovery.fresh, 2.13, 5e-3);
        assert_close(folds.recovery.attempts, 21.2, 1e-2);
        Ok(())
    }

    #[test]
    fn a_queue_shorter_than_patience_hardly_folds() -> Result<()> {
        // Reference section 1.3: 19.56 and 19.55, a fold of no consequence.
        let folds = portal(60, 0.9)?.folds(1.0, 400.0)?.unwrap();
        assert_close(folds.collapse.fresh, 19.56, 5e-4);
        assert_close(folds.recovery.fresh, 19.55, 5e-4);
        Ok(())
    }

    #[test]
    fn between_the_folds_there_are_three_equilibria() -> Result<()> {
        let found = portal(240, 0.9)?.equilibria(15.0, 1.0, 400.0)?;
        assert_eq!(
            found.iter().map(|e| e.stable).collect::<Vec<_>>(),
            [true, false, true]
        );
        // Healthy: hardly a failure. Collapsed: hardly a success, so λ/(1 − p) attempts.
        assert_close(found[0].attempts, 15.0, 1e-2);
        assert_close(found[2].attempts, 150.0, 1e-6);
        Ok(())
    }

    #[test]
    fn the_fluid_limit() -> Result<()> {
        // G = Λ up to C, nothing beyond: folds at C and (1 − p) C.
        let fluid = RetryStorm::new(|attempts| Ok(if attempts <= 20.0 { attempts } else { 0.0 }), 0.5)?;
        let folds = fluid.folds(1.0, 100.0)?.unwrap();
        assert_close(folds.collapse.fresh, 20.0, 1e-6);
        assert_close(folds.recovery.fresh, 10.0, 1e-6);
        Ok(())
    }

    #[test]
    fn without_retries_there_is_nothing_to_fold() -> Result<()> {
        assert_eq!(portal(240, 0.0)?.folds(1.0, 400.0)?, None);
        Ok(())
    }
}
