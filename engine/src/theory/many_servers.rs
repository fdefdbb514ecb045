//! Queues with one or many servers and an unbounded line: M/M/1 and M/M/c.
//!
//! Newcomers are a Poisson stream at rate `λ`; each of `c` servers takes an exponential time with
//! mean `1/μ`; nobody leaves. With `ρ = λ/(cμ) < 1` and Erlang's `C` ([`erlang::delay`]):
//!
//! `P(wait > t) = C e^{−(cμ−λ)t}`, `E[wait] = C/(cμ−λ)`, `L = λ (E[wait] + 1/μ)`.
//!
//! Source: L. Kleinrock, *Queueing Systems* I (1975), sections 3.2 and 3.5.

use super::birth_death::BirthDeath;
use super::erlang;
use super::error::{Result, at_least_one, non_negative, positive};

/// The M/M/c queue (M/M/1 with one server).
#[derive(Debug, Clone, PartialEq)]
pub struct ManyServers {
    arrival_rate: f64,
    service_rate: f64,
    servers: usize,
    p_wait: f64,
}

impl ManyServers {
    /// Arrivals at `arrival_rate`, `servers` servers each working at `service_rate`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for rates not above 0 or no
    /// server, [`TheoryError::Unstable`](super::TheoryError::Unstable) when more arrives than can
    /// be served.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::many_servers::ManyServers;
    ///
    /// let queue = ManyServers::new(0.8, 1.0, 1)?;
    /// assert!((queue.mean_in_tier() - 4.0).abs() < 1e-12);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(arrival_rate: f64, service_rate: f64, servers: usize) -> Result<Self> {
        positive("arrival rate", arrival_rate)?;
        positive("service rate", service_rate)?;
        at_least_one("servers", servers)?;
        let p_wait = erlang::delay(servers, arrival_rate / service_rate)?;
        Ok(ManyServers {
            arrival_rate,
            service_rate,
            servers,
            p_wait,
        })
    }

    /// Share of arrivals that have to wait (Erlang C).
    pub fn p_wait(&self) -> f64 {
        self.p_wait
    }

    /// Mean share of the servers at work, `ρ`.
    pub fn utilisation(&self) -> f64 {
        self.arrival_rate / (self.service_rate * self.servers as f64)
    }

    /// Mean wait before service, those who do not wait included.
    pub fn mean_backlog_wait(&self) -> f64 {
        self.p_wait / self.spare()
    }

    /// Mean time from arrival to the end of service.
    pub fn mean_sojourn(&self) -> f64 {
        self.mean_backlog_wait() + 1.0 / self.service_rate
    }

    /// Mean number present, waiting or served.
    pub fn mean_in_tier(&self) -> f64 {
        self.arrival_rate * self.mean_sojourn()
    }

    /// Share of arrivals that wait longer than `t` for a server.
    pub fn p_wait_beyond(&self, t: f64) -> f64 {
        self.p_wait * (-self.spare() * t).exp()
    }

    /// Share of arrivals still there after `t`, first come first served.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when `t` is negative or not
    /// finite.
    pub fn p_sojourn_beyond(&self, t: f64) -> Result<f64> {
        non_negative("time", t)?;
        // Wait (an atom at 0, else exponential at rate `a`) plus service (exponential at rate `m`),
        // convolved.
        let (a, m, c) = (self.spare(), self.service_rate, self.p_wait);
        let gap = a - m;
        let waited = if (gap * t).abs() < 1e-6 {
            // Both rates nearly equal: the gamma limit, with its first correction.
            (-m * t).exp() * (1.0 + m * t * (1.0 - gap * t / 2.0))
        } else {
            (a * (-m * t).exp() - m * (-a * t).exp()) / gap
        };
        Ok((1.0 - c) * (-m * t).exp() + c * waited)
    }

    /// The number present, as a chain.
    ///
    /// # Errors
    ///
    /// [`TheoryError::NotSettled`](super::TheoryError::NotSettled) for loads so near 1 that the
    /// tail is too long to hold.
    pub fn chain(&self) -> Result<BirthDeath> {
        let (lambda, mu, c) = (self.arrival_rate, self.service_rate, self.servers);
        BirthDeath::unbounded(move |_| lambda, move |n| n.min(c) as f64 * mu)
    }

    /// Service rate to spare, `cμ − λ`.
    fn spare(&self) -> f64 {
        self.service_rate * self.servers as f64 - self.arrival_rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    #[test]
    fn one_server() -> Result<()> {
        // Reference Q1.
        let queue = ManyServers::new(0.8, 1.0, 1)?;
        assert_close(queue.mean_in_tier(), 4.0, 1e-14);
        assert_close(queue.p_sojourn_beyond(5.0)?, 0.367_879, 1e-6);
        assert_close(queue.p_wait_beyond(5.0), 0.294_304, 1e-6);
        Ok(())
    }

    #[test]
    fn ten_servers() -> Result<()> {
        // Reference Q2.
        let queue = ManyServers::new(8.0, 1.0, 10)?;
        assert_close(queue.p_wait(), 0.409_180_150_8, 1e-10);
        assert_close(queue.mean_backlog_wait(), 0.204_590_075_4, 1e-10);
        Ok(())
    }

    #[test]
    fn the_chain_says_the_same() -> Result<()> {
        for (lambda, mu, c) in [(0.8, 1.0, 1), (8.0, 1.0, 10), (95.0, 1.0, 100), (1.0, 0.11, 11)] {
            let queue = ManyServers::new(lambda, mu, c)?;
            let law = queue.chain()?.stationary();
            assert_close(queue.mean_in_tier(), law.mean_state(), 1e-10);
            assert_close(queue.p_wait(), law.at_least(c), 1e-11);
            assert_close(
                queue.utilisation(),
                law.mean(|n| n.min(c) as f64) / c as f64,
                1e-12,
            );
        }
        Ok(())
    }

    #[test]
    fn the_law_of_the_sojourn_has_its_mean() -> Result<()> {
        // E[T] = ∫ P(T > t) dt; the second case has cμ − λ = μ exactly.
        for (lambda, c) in [(8.0, 10), (9.0, 10), (0.5, 1)] {
            let queue = ManyServers::new(lambda, 1.0, c)?;
            let dt = 1e-3;
            let integral: f64 = (0..60_000)
                .map(|i| queue.p_sojourn_beyond((f64::from(i) + 0.5) * dt))
                .sum::<Result<f64>>()?
                * dt;
            assert_close(integral, queue.mean_sojourn(), 1e-6);
        }
        Ok(())
    }
}
