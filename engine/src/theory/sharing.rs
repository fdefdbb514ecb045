//! Requests that share a processor: M/G/K-PS with a speed that depends on how many there are.
//!
//! With `n` requests inside, the processor does `φ(n)` seconds of work a second and splits it
//! evenly; at most `K` are inside, the next is refused. The law of the number inside depends on the
//! work only through its mean:
//!
//! `π(n) ∝ Π_{k≤n} λ E[S] / φ(k)`.
//!
//! When `φ` falls beyond an optimum (a database that thrashes) and `λ E[S]` lies between `φ(K)` and
//! the greatest `φ`, the law has **two modes**: a good one near empty and a bad one near full, with
//! an unstable point between. The portal is metastable: with exponential work the mean times from
//! one mode to the other are those of [`super::hitting`].
//!
//! Source: J. W. Cohen, "The multiple phase service network with generalized processor sharing",
//! *Acta Informatica* 12 (1979); F. P. Kelly, *Reversibility and Stochastic Networks* (1979); J.
//! Cao et al., "Web server performance modeling using an M/G/1/K*PS queue", *ICT* (2003).

use super::birth_death::{BirthDeath, Stationary};
use super::error::{Result, at_least_one, check, non_negative, positive};
use crate::scenario::ServiceCurve;

/// `φ(n)`; 0 for nobody.
pub(super) fn speed_with(curve: &ServiceCurve, n: usize) -> f64 {
    if n == 0 { 0.0 } else { curve.at(n as f64) }
}

/// Refuses a curve whose parameters are out of range.
fn check_curve(curve: ServiceCurve) -> Result<()> {
    match curve {
        ServiceCurve::Cores(cores) => positive("cores", cores)?,
        ServiceCurve::HalfAt { cores, half_at } => {
            positive("cores", cores).and(positive("half-at", half_at))?
        }
        ServiceCurve::Usl { sigma, kappa, scale } => non_negative("sigma", sigma)
            .and(non_negative("kappa", kappa))
            .and(positive("scale", scale))?,
    };
    Ok(())
}

/// The two modes of a metastable processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modes {
    /// The number inside while all is well: the least at which the processor keeps up with the
    /// arrivals.
    pub good: usize,
    /// The point of no return: the least number, beyond the good one, at which it no longer keeps
    /// up.
    pub unstable: usize,
    /// The number inside after a collapse, where the law rises to again: most often the slots.
    pub bad: usize,
}

/// The M/G/K-PS queue with state-dependent speed.
#[derive(Debug, Clone, PartialEq)]
pub struct Sharing {
    arrival_rate: f64,
    mean_work: f64,
    speed: ServiceCurve,
    chain: BirthDeath,
    law: Stationary,
}

impl Sharing {
    /// Arrivals at `arrival_rate` bring work with mean `mean_work` to a processor of `speed` that
    /// holds at most `slots`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for parameters that are not
    /// above 0 (σ, κ: below 0).
    pub fn new(arrival_rate: f64, mean_work: f64, slots: usize, speed: ServiceCurve) -> Result<Self> {
        positive("arrival rate", arrival_rate)?;
        positive("mean work", mean_work)?;
        at_least_one("slots", slots)?;
        check_curve(speed)?;
        let chain = BirthDeath::new(slots, |_| arrival_rate, |n| speed_with(&speed, n) / mean_work)?;
        let law = chain.stationary();
        Ok(Sharing {
            arrival_rate,
            mean_work,
            speed,
            chain,
            law,
        })
    }

    /// On so many `cores`, without a penalty and without a bound on how many are inside. (A
    /// processor that thrashes has no steady state without a bound.)
    ///
    /// # Errors
    ///
    /// As [`Sharing::new`]; also [`TheoryError::Unstable`](super::TheoryError::Unstable) when more
    /// work arrives than is done.
    pub fn unbounded(arrival_rate: f64, mean_work: f64, cores: f64) -> Result<Self> {
        positive("arrival rate", arrival_rate)?;
        positive("mean work", mean_work)?;
        let speed = ServiceCurve::Cores(positive("cores", cores)?);
        let chain = BirthDeath::unbounded(|_| arrival_rate, |n| speed_with(&speed, n) / mean_work)?;
        let law = chain.stationary();
        Ok(Sharing {
            arrival_rate,
            mean_work,
            speed,
            chain,
            law,
        })
    }

    /// Share of arrivals refused.
    pub fn p_refused(&self) -> f64 {
        self.law.p(self.chain.top())
    }

    /// Mean number inside.
    pub fn mean_in_tier(&self) -> f64 {
        self.law.mean_state()
    }

    /// Requests finished per unit of time.
    pub fn throughput(&self) -> f64 {
        self.law.mean(|n| self.chain.death(n))
    }

    /// Mean time inside of the admitted.
    pub fn mean_sojourn(&self) -> f64 {
        self.mean_in_tier() / self.throughput()
    }

    /// Good, unstable and bad number inside; `None` when the law has one mode.
    pub fn modes(&self) -> Option<Modes> {
        let top = self.chain.top();
        let keeps_up = |n: &usize| speed_with(&self.speed, *n) >= self.arrival_rate * self.mean_work;
        let good = (1..=top).find(keeps_up)?;
        let unstable = (good..=top).find(|n| !keeps_up(n))?;
        // Where it keeps up again, if it ever does, is the bottom of the bad mode's well.
        let bad = (unstable..=top).find(keeps_up).unwrap_or(top);
        Some(Modes { good, unstable, bad })
    }

    /// Share of time in the bad mode (from the unstable point up); `None` when there is one mode.
    pub fn p_bad(&self) -> Option<f64> {
        self.modes().map(|modes| self.law.at_least(modes.unstable))
    }

    /// Requests finished per unit of time while in the bad mode; `None` when there is one mode.
    ///
    /// The law conditioned on the mode: exact in the limit of rare changes of mode.
    pub fn throughput_when_bad(&self) -> Option<f64> {
        let modes = self.modes()?;
        self.law
            .mean_within(modes.unstable..=self.chain.top(), |n| self.chain.death(n))
    }

    /// The number inside, as a chain (its rates assume exponential work; its long-run law does
    /// not).
    pub fn chain(&self) -> &BirthDeath {
        &self.chain
    }

    /// Its long-run law.
    pub fn law(&self) -> &Stationary {
        &self.law
    }
}

/// Mean time inside of a request of size `x` on an unbounded processor of one core at load `load`:
/// `x / (1 − load)`.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) unless `0 ≤ load < 1` and `x ≥ 0`.
pub fn sojourn_of_size(x: f64, load: f64) -> Result<f64> {
    non_negative("size", x)?;
    check((0.0..1.0).contains(&load), "load", "at least 0 and below 1", load)?;
    Ok(x / (1.0 - load))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::{assert_close, assert_relative};
    use crate::theory::finite_room::FiniteRoom;
    use crate::theory::many_servers::ManyServers;

    const THRASHING: ServiceCurve = ServiceCurve::Usl {
        sigma: 0.02,
        kappa: 0.0005,
        scale: 1.0,
    };

    fn metastable(lambda: f64) -> Result<Sharing> {
        Sharing::new(lambda, 1.0, 200, THRASHING)
    }

    #[test]
    fn the_processor_has_an_optimum() {
        // Reference section 1.4.
        let (n, most) = THRASHING.fastest(200);
        assert_eq!(n, 44);
        assert_close(most, 15.681, 1e-4);
        assert_close(THRASHING.at(200.0), 8.038_6, 1e-5);
        assert_close(
            ServiceCurve::HalfAt {
                cores: 10.0,
                half_at: 50.0,
            }
            .at(50.0),
            5.0,
            1e-15,
        );
        assert_close(speed_with(&THRASHING, 0), 0.0, 0.0);
    }

    #[test]
    fn the_table_of_modes() -> Result<()> {
        // Reference section 1.4: λ, good, unstable, P(bad), throughput.
        for (lambda, good, unstable, p_bad, throughput) in [
            (8.5, 11, 186, 5.6e-27, 8.5),
            (10.0, 14, 148, 4.7e-14, 10.0),
            (12.0, 18, 110, 0.902_1, 8.487),
            (15.0, 31, 64, 1.0, 8.075_2),
        ] {
            let portal = metastable(lambda)?;
            let modes = portal.modes().unwrap();
            assert_eq!((modes.good, modes.bad), (good, 200));
            assert_eq!(modes.unstable, unstable);
            assert_relative(portal.p_bad().unwrap(), p_bad, 1e-2);
            assert_relative(portal.throughput(), throughput, 1e-4);
        }
        Ok(())
    }

    #[test]
    fn the_table_of_lives() -> Result<()> {
        // Reference section 1.4: λ, E[T good→K], E[T K→good].
        for (lambda, life, recovery) in [
            (8.5, 1.19e28, 132.57),
            (10.0, 1.7e17, 8_234.7),
            (12.0, 1.98e8, 1.83e9),
            (15.0, 244.50, 1.1e20),
        ] {
            let portal = metastable(lambda)?;
            let good = portal.modes().unwrap().good;
            assert_relative(portal.chain().mean_time_to(good, 200), life, 2e-2);
            assert_relative(portal.chain().mean_time_to(200, good), recovery, 3e-2);
        }
        assert_close(metastable(15.0)?.chain().mean_time_to(31, 200), 244.50, 2e-5);
        assert_close(metastable(8.5)?.chain().mean_time_to(200, 11), 132.57, 1e-4);
        Ok(())
    }

    #[test]
    fn one_mode_below_and_above_the_bistable_range() -> Result<()> {
        assert_eq!(metastable(7.0)?.modes(), None);
        assert_eq!(metastable(17.0)?.modes(), None);
        Ok(())
    }

    #[test]
    fn exponential_sharing_is_as_long_as_a_line() -> Result<()> {
        // M/G/4-PS, λ = 3.2: the sojourn of M/M/4 (reference Q8), and M/M/c/K when finite.
        let shared = Sharing::unbounded(3.2, 1.0, 4.0)?;
        assert_close(shared.mean_sojourn(), 1.745_540_589_7, 1e-10);
        assert_close(
            shared.mean_sojourn(),
            ManyServers::new(3.2, 1.0, 4)?.mean_sojourn(),
            1e-12,
        );
        let (finite, room) = (
            Sharing::new(3.2, 1.0, 9, ServiceCurve::Cores(4.0))?,
            FiniteRoom::new(3.2, 1.0, 4, 9)?,
        );
        assert_close(finite.p_refused(), room.p_refused(), 1e-14);
        assert_close(finite.throughput(), room.throughput(), 1e-13);
        Ok(())
    }

    #[test]
    fn sojourn_is_proportional_to_size() -> Result<()> {
        assert_close(sojourn_of_size(2.0, 0.8)?, 10.0, 1e-14);
        assert!(sojourn_of_size(2.0, 1.0).is_err());
        Ok(())
    }
}
