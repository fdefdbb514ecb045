//! One server, work of any law, first come first served: M/G/1.
//!
//! What the mean wait depends on, beyond the load, is how uneven the work is (Pollaczek-Khinchine),
//! and its second moment depends on the third moment of the work (Takács):
//!
//! `E[W] = λ E[S²] / (2(1−ρ))`, `E[W²] = 2 E[W]² + λ E[S³] / (3(1−ρ))`.
//!
//! Source: L. Takács, "A single-server queue with Poisson input", *Operations Research* 10 (1962);
//! L. Kleinrock, *Queueing Systems* I (1975), section 5.7.

use super::error::{Result, TheoryError, at_least_one, check, positive};

/// The first three moments of the time a piece of work takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ServiceTime {
    /// `E[S]`.
    pub mean: f64,
    /// `E[S²]`.
    pub second: f64,
    /// `E[S³]`.
    pub third: f64,
}

impl ServiceTime {
    /// Always the same.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `mean` is not above 0; so for every law below.
    pub fn fixed(mean: f64) -> Result<Self> {
        positive("mean work", mean)?;
        Ok(ServiceTime {
            mean,
            second: mean.powi(2),
            third: mean.powi(3),
        })
    }

    /// Exponential: `E[Sᵏ] = k! mᵏ`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `mean` is not above 0.
    pub fn exponential(mean: f64) -> Result<Self> {
        positive("mean work", mean)?;
        Ok(ServiceTime {
            mean,
            second: 2.0 * mean.powi(2),
            third: 6.0 * mean.powi(3),
        })
    }

    /// Sum of `stages` exponentials: `E[Sᵏ] = mᵏ Π_{i<k} (1 + i/stages)`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `mean` is not above 0 or there is no stage.
    pub fn erlang(mean: f64, stages: usize) -> Result<Self> {
        positive("mean work", mean)?;
        let r = 1.0 / at_least_one("stages", stages)? as f64;
        Ok(ServiceTime {
            mean,
            second: mean.powi(2) * (1.0 + r),
            third: mean.powi(3) * (1.0 + r) * (1.0 + 2.0 * r),
        })
    }

    /// Lognormal with this coefficient of variation: `E[Sᵏ] = mᵏ (1 + cv²)^{k(k−1)/2}`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when a parameter is not above 0.
    pub fn lognormal(mean: f64, cv: f64) -> Result<Self> {
        positive("mean work", mean)?;
        let spread = 1.0 + positive("coefficient of variation", cv)?.powi(2);
        Ok(ServiceTime {
            mean,
            second: mean.powi(2) * spread,
            third: mean.powi(3) * spread.powi(3),
        })
    }

    /// Mixture of two exponentials with balanced means (each branch carries half of the work),
    /// `cv > 1`: branch probabilities `(1 ± √((cv²−1)/(cv²+1))) / 2`, branch means `m / (2 pᵢ)`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `mean` is not above 0 or `cv` not above 1.
    pub fn hyperexponential(mean: f64, cv: f64) -> Result<Self> {
        positive("mean work", mean)?;
        check(
            cv.is_finite() && cv > 1.0,
            "coefficient of variation",
            "above 1",
            cv,
        )?;
        let lean = ((cv * cv - 1.0) / (cv * cv + 1.0)).sqrt();
        let branch = [0.5 * (1.0 + lean), 0.5 * (1.0 - lean)].map(|p| (p, mean / (2.0 * p)));
        let moment = |k: i32, factorial: f64| branch.iter().map(|(p, m)| p * factorial * m.powi(k)).sum();
        Ok(ServiceTime {
            mean,
            second: moment(2, 2.0),
            third: moment(3, 6.0),
        })
    }

    /// Evenly between `from` and `to`: `E[Sᵏ] = (to^{k+1} − from^{k+1}) / ((k+1)(to − from))`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] unless `0 ≤ from < to`.
    pub fn uniform(from: f64, to: f64) -> Result<Self> {
        check(
            from >= 0.0 && from < to,
            "lower end of the work",
            "at least 0 and below the upper end",
            from,
        )?;
        positive("upper end of the work", to)?;
        let moment = |k: i32| (to.powi(k + 1) - from.powi(k + 1)) / (f64::from(k + 1) * (to - from));
        Ok(ServiceTime {
            mean: moment(1),
            second: moment(2),
            third: moment(3),
        })
    }

    /// This work followed by another, independent of it.
    #[must_use]
    pub fn then(self, next: ServiceTime) -> ServiceTime {
        ServiceTime {
            mean: self.mean + next.mean,
            second: self.second + 2.0 * self.mean * next.mean + next.second,
            third: self.third + 3.0 * self.second * next.mean + 3.0 * self.mean * next.second + next.third,
        }
    }
}

/// The M/G/1 queue, first come first served.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GeneralService {
    arrival_rate: f64,
    work: ServiceTime,
}

impl GeneralService {
    /// Arrivals at `arrival_rate` bring `work` to one server.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `arrival_rate` is not above 0, [`TheoryError::Unstable`]
    /// when the load is not below 1.
    pub fn new(arrival_rate: f64, work: ServiceTime) -> Result<Self> {
        let load = positive("arrival rate", arrival_rate)? * work.mean;
        if load < 1.0 {
            Ok(GeneralService { arrival_rate, work })
        } else {
            Err(TheoryError::Unstable { load })
        }
    }

    /// Share of time the server works, `ρ`; also the share of arrivals that wait.
    pub fn utilisation(&self) -> f64 {
        self.arrival_rate * self.work.mean
    }

    /// Mean wait (Pollaczek-Khinchine).
    pub fn mean_backlog_wait(&self) -> f64 {
        self.arrival_rate * self.work.second / (2.0 * (1.0 - self.utilisation()))
    }

    /// Standard deviation of the wait (Takács).
    pub fn sd_backlog_wait(&self) -> f64 {
        let mean = self.mean_backlog_wait();
        (mean * mean + self.arrival_rate * self.work.third / (3.0 * (1.0 - self.utilisation()))).sqrt()
    }

    /// Mean time from arrival to the end of service.
    pub fn mean_sojourn(&self) -> f64 {
        self.mean_backlog_wait() + self.work.mean
    }

    /// Mean number present.
    pub fn mean_in_tier(&self) -> f64 {
        self.arrival_rate * self.mean_sojourn()
    }
}

/// The M/G/1 queue in which who finds nobody there gets another service: M/G/1 with exceptional
/// first service.
///
/// A waiting room before one desk is such a queue: who is called loses a while until the page
/// notices, who finds the room empty walks straight in. With `S₀` for those and `S` for the others,
/// `ρ = λ E[S]`:
///
/// `P(nobody there) = (1−ρ) / (1−ρ + λ E[S₀])`,
/// `E[W] = λ E[S²] / (2(1−ρ)) + λ (E[S₀²] − E[S²]) / (2(1−ρ + λ E[S₀]))`.
///
/// Source: P. Welch, "On a generalized M/G/1 queuing process in which the first customer of each
/// busy period receives exceptional service", *Operations Research* 12 (1964).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExceptionalFirst {
    usual: GeneralService,
    first: ServiceTime,
}

impl ExceptionalFirst {
    /// Arrivals at `arrival_rate` bring `usual` work to one server, but `first` when they find
    /// nobody there.
    ///
    /// # Errors
    ///
    /// As for [`GeneralService::new`], of the usual work.
    pub fn new(arrival_rate: f64, usual: ServiceTime, first: ServiceTime) -> Result<Self> {
        Ok(ExceptionalFirst {
            usual: GeneralService::new(arrival_rate, usual)?,
            first,
        })
    }

    /// Share of time, and of arrivals, with nobody there.
    pub fn p_empty(&self) -> f64 {
        (1.0 - self.usual.utilisation()) / self.normaliser()
    }

    /// Mean wait before service.
    pub fn mean_backlog_wait(&self) -> f64 {
        let GeneralService { arrival_rate, work } = self.usual;
        self.usual.mean_backlog_wait()
            + arrival_rate * (self.first.second - work.second) / (2.0 * self.normaliser())
    }

    /// Mean service, first and usual ones together.
    pub fn mean_service(&self) -> f64 {
        let empty = self.p_empty();
        empty * self.first.mean + (1.0 - empty) * self.usual.work.mean
    }

    /// Mean time from arrival to the end of service.
    pub fn mean_sojourn(&self) -> f64 {
        self.mean_backlog_wait() + self.mean_service()
    }

    fn normaliser(&self) -> f64 {
        1.0 - self.usual.utilisation() + self.usual.arrival_rate * self.first.mean
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;
    use statrs::distribution::{Continuous, Gamma, LogNormal};

    #[test]
    fn waits_grow_with_unevenness() -> Result<()> {
        // Reference Q4.
        let wait = |work: Result<ServiceTime>| {
            Ok::<_, TheoryError>(GeneralService::new(0.7, work?)?.mean_backlog_wait())
        };
        assert_close(wait(ServiceTime::exponential(1.0))?, 2.333_3, 1e-4);
        assert_close(wait(ServiceTime::fixed(1.0))?, 1.166_67, 1e-5);
        assert_close(wait(ServiceTime::lognormal(1.0, 2.0))?, 5.833_33, 1e-5);
        assert_close(
            GeneralService::new(0.7, ServiceTime::lognormal(1.0, 2.0)?)?.sd_backlog_wait(),
            11.456_4,
            1e-4,
        );
        Ok(())
    }

    /// `∫ xᵏ f(x) dx` by the midpoint rule on a logarithmic grid.
    fn moment(k: i32, density: impl Fn(f64) -> f64) -> f64 {
        let step = 1e-3_f64;
        (-20_000..12_000)
            .map(|i| (f64::from(i) * step).exp())
            .map(|x| x.powi(k + 1) * density(x) * step)
            .sum()
    }

    #[test]
    fn moments_are_those_of_the_densities() -> Result<()> {
        let (mean, cv) = (1.7_f64, 1.3_f64);
        let sigma = (1.0 + cv * cv).ln().sqrt();
        let lognormal = LogNormal::new(mean.ln() - sigma * sigma / 2.0, sigma).unwrap();
        let gamma = Gamma::new(4.0, 4.0 / mean).unwrap();
        let laws: [(ServiceTime, &dyn Fn(f64) -> f64); 2] = [
            (ServiceTime::lognormal(mean, cv)?, &|x| lognormal.pdf(x)),
            (ServiceTime::erlang(mean, 4)?, &|x| gamma.pdf(x)),
        ];
        for (work, density) in laws {
            assert_close(work.mean, moment(1, density), 1e-6);
            assert_close(work.second, moment(2, density), 1e-6);
            assert_close(work.third, moment(3, density), 1e-5);
        }
        Ok(())
    }

    #[test]
    fn coefficients_of_variation_come_back() -> Result<()> {
        let work = ServiceTime::hyperexponential(2.0, 3.0)?;
        assert_close((work.second / work.mean.powi(2) - 1.0).sqrt(), 3.0, 1e-12);
        let even = ServiceTime::uniform(0.0, 3.0)?;
        assert_close(even.third, 27.0 / 4.0, 1e-14);
        assert_eq!(ServiceTime::erlang(2.0, 1)?, ServiceTime::exponential(2.0)?);
        let sum = ServiceTime::exponential(1.0)?.then(ServiceTime::exponential(1.0)?);
        assert_eq!(sum, ServiceTime::erlang(2.0, 2)?);
        Ok(())
    }

    #[test]
    fn exponential_work_is_the_queue_of_one_server() -> Result<()> {
        let queue = GeneralService::new(0.8, ServiceTime::exponential(1.0)?)?;
        assert_close(queue.mean_in_tier(), 4.0, 1e-13);
        // M/M/1: Var W = ρ(2−ρ) / (μ(1−ρ))².
        assert_close(queue.sd_backlog_wait().powi(2), 0.8 * 1.2 / 0.04, 1e-12);
        Ok(())
    }

    #[test]
    fn an_exceptional_first_service_as_a_chain() -> Result<()> {
        // Exponential services at rate a (first of a busy period) and b (others): states (n, first
        // or not), by relaxation.
        let (lambda, a, b) = (0.5, 2.0, 0.8);
        let top = 120;
        let (mut first, mut usual, mut empty) = (vec![0.0; top + 2], vec![0.0; top + 2], 1.0);
        for _ in 0..20_000 {
            for n in 1..=top {
                let from_below = if n == 1 {
                    lambda * empty
                } else {
                    lambda * first[n - 1]
                };
                first[n] = from_below / (lambda + a);
                let ended = a * first[n + 1] + b * usual[n + 1];
                usual[n] = (if n == 1 { 0.0 } else { lambda * usual[n - 1] } + ended) / (lambda + b);
            }
            empty = (a * first[1] + b * usual[1]) / lambda;
            let total = empty + first.iter().chain(&usual).sum::<f64>();
            empty /= total;
            first.iter_mut().chain(&mut usual).for_each(|p| *p /= total);
        }
        let present: f64 = (1..=top).map(|n| n as f64 * (first[n] + usual[n])).sum();
        let queue = ExceptionalFirst::new(
            lambda,
            ServiceTime::exponential(1.0 / b)?,
            ServiceTime::exponential(1.0 / a)?,
        )?;
        assert_close(queue.p_empty(), empty, 1e-9);
        assert_close(queue.mean_sojourn(), present / lambda, 1e-8);
        Ok(())
    }

    #[test]
    fn bad_parameters_are_refused() {
        assert!(ServiceTime::hyperexponential(1.0, 1.0).is_err());
        assert!(ServiceTime::uniform(2.0, 1.0).is_err());
        assert!(ServiceTime::fixed(1.0).is_ok_and(|work| GeneralService::new(1.0, work).is_err()));
    }
}
