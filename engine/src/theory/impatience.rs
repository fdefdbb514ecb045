//! Queues with impatient customers: Erlang-A, M/M/c+M.
//!
//! A customer who has to wait has an exponential patience with mean `1/θ` and leaves when it ends.
//! Patience counts only in the line, not during service. The number present is a chain with births
//! `λ` and deaths `min(n,c) μ + (n−c)⁺ θ`, stable at any load. People leave at rate `θ E[Q]`, so
//! the share that does is `P(abandon) = θ E[Q] / λ`.
//!
//! Source: C. Palm (1957); O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with
//! impatient customers", *M&SOM* 4 (2002).

use super::birth_death::{BirthDeath, Stationary};
use super::error::{Result, at_least_one, positive};

/// The M/M/c+M queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Impatience {
    arrival_rate: f64,
    abandonment_rate: f64,
    servers: usize,
    chain: BirthDeath,
    law: Stationary,
}

impl Impatience {
    /// Arrivals at `arrival_rate`; `servers` servers each at `service_rate`; each person in the
    /// line leaves at `abandonment_rate` (one over the mean patience).
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for rates not above 0 or no
    /// server.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::impatience::Impatience;
    ///
    /// // A hundred desks with work for a hundred and ten.
    /// let queue = Impatience::new(110.0, 1.0, 100, 0.5)?;
    /// assert!((queue.p_abandon() - 0.09461833).abs() < 1e-8);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(arrival_rate: f64, service_rate: f64, servers: usize, abandonment_rate: f64) -> Result<Self> {
        positive("arrival rate", arrival_rate)?;
        positive("service rate", service_rate)?;
        positive("abandonment rate", abandonment_rate)?;
        at_least_one("servers", servers)?;
        let deaths = |n: usize| {
            n.min(servers) as f64 * service_rate + n.saturating_sub(servers) as f64 * abandonment_rate
        };
        let chain = BirthDeath::unbounded(|_| arrival_rate, deaths)?;
        let law = chain.stationary();
        Ok(Impatience {
            arrival_rate,
            abandonment_rate,
            servers,
            chain,
            law,
        })
    }

    /// Share of arrivals that have to wait.
    pub fn p_wait(&self) -> f64 {
        self.law.at_least(self.servers)
    }

    /// Share of arrivals that leave the line.
    pub fn p_abandon(&self) -> f64 {
        self.abandonment_rate * self.mean_waiting() / self.arrival_rate
    }

    /// Mean number in the line, `E[Q]`.
    pub fn mean_waiting(&self) -> f64 {
        self.law.mean(|n| n.saturating_sub(self.servers) as f64)
    }

    /// Mean number present.
    pub fn mean_in_tier(&self) -> f64 {
        self.law.mean_state()
    }

    /// Mean time in the line over everyone who comes, those who leave it included.
    pub fn mean_offered_wait(&self) -> f64 {
        self.mean_waiting() / self.arrival_rate
    }

    /// Mean wait of those who are *served*, the ones who did not wait included.
    ///
    /// Who finds `q` ahead in the line is served with probability `Π`, and those who are have
    /// waited on average `Σ_{i=0..q} 1/(cμ + (i+1)θ)`: at each step up the next event is one of
    /// `cμ + iθ + θ` and is not one's own leaving with probability `(cμ + iθ)/(cμ + (i+1)θ)`,
    /// independent of how long it took.
    pub fn mean_served_wait(&self) -> f64 {
        let all_busy = self.chain.death(self.servers);
        let (mut served, mut waited) = (0.0, 0.0);
        let (mut stays, mut wait) = (1.0, 0.0);
        for n in 0..=self.chain.top() {
            if n >= self.servers {
                let ahead = all_busy + (n - self.servers) as f64 * self.abandonment_rate;
                stays *= ahead / (ahead + self.abandonment_rate);
                wait += 1.0 / (ahead + self.abandonment_rate);
            }
            served += self.law.p(n) * stays;
            waited += self.law.p(n) * stays * wait;
        }
        waited / served
    }

    /// Mean share of the servers at work.
    pub fn utilisation(&self) -> f64 {
        self.law.mean(|n| n.min(self.servers) as f64) / self.servers as f64
    }

    /// The number present, as a chain.
    pub fn chain(&self) -> &BirthDeath {
        &self.chain
    }

    /// Its long-run law.
    pub fn law(&self) -> &Stationary {
        &self.law
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::{assert_close, assert_relative};
    use crate::theory::{erlang, many_servers::ManyServers};
    use statrs::function::gamma::{gamma_lr, ln_gamma};

    #[test]
    fn the_tables() -> Result<()> {
        // Reference Q7.
        for (lambda, p_wait, p_abandon) in [
            (110.0, 0.929_116_13, 0.094_618_33),
            (100.0, 0.596_703_14, 0.033_030_15),
            (90.0, 0.176_867_61, 0.005_686_08),
        ] {
            let queue = Impatience::new(lambda, 1.0, 100, 0.5)?;
            assert_close(queue.p_wait(), p_wait, 1e-8);
            assert_close(queue.p_abandon(), p_abandon, 1e-8);
        }
        Ok(())
    }

    #[test]
    fn abandonment_shrinks_with_size_only_near_saturation() -> Result<()> {
        // Reference Q27.
        for (servers, rho, want) in [
            (10, 1.0, 0.060_47),
            (100, 1.0, 0.019_16),
            (1000, 1.0, 0.006_06),
            (10, 1.2, 0.169_75),
            (100, 1.2, 0.166_67),
            (1000, 1.2, 0.166_67),
        ] {
            let queue = Impatience::new(rho * servers as f64, 1.0, servers, 0.1)?;
            assert_close(queue.p_abandon(), want, 1e-5);
        }
        // At ρ = 1 like 1/√c; at ρ = 1.2 as the flow, (ρ − 1)/ρ.
        let at = |servers: usize, rho: f64| {
            Impatience::new(rho * servers as f64, 1.0, servers, 0.1).map(|queue| queue.p_abandon())
        };
        assert_close(at(40_000, 1.0)? / at(10_000, 1.0)?, 0.5, 1e-3);
        assert_close(at(10_000, 1.2)?, 1.0 / 6.0, 1e-12);
        Ok(())
    }

    #[test]
    fn palms_formula_says_the_same() -> Result<()> {
        // With A = (x eʸ / yˣ) γ(x, y), x = cμ/θ, y = λ/θ, and Erlang's B:
        // P(wait) = A B / (1 + (A − 1) B), P(abandon | wait) = 1/(ρA) + 1 − 1/ρ.
        for (lambda, c, theta) in [(110.0, 100, 0.5), (7.0, 10, 0.3), (30.0, 20, 2.0)] {
            let (x, y) = (f64::from(c) / theta, lambda / theta);
            let a = (x.ln() + y - x * y.ln() + ln_gamma(x) + gamma_lr(x, y).ln()).exp();
            let b = erlang::loss(c as usize, lambda)?;
            let p_wait = a * b / (1.0 + (a - 1.0) * b);
            let rho = lambda / f64::from(c);
            let p_abandon = p_wait * (1.0 / (rho * a) + 1.0 - 1.0 / rho);
            let queue = Impatience::new(lambda, 1.0, c as usize, theta)?;
            assert_relative(queue.p_wait(), p_wait, 1e-9);
            assert_relative(queue.p_abandon(), p_abandon, 1e-8);
        }
        Ok(())
    }

    #[test]
    fn everyone_is_served_or_leaves() -> Result<()> {
        let queue = Impatience::new(110.0, 1.0, 100, 0.5)?;
        assert_close(
            100.0 * queue.utilisation(),
            110.0 * (1.0 - queue.p_abandon()),
            1e-10,
        );
        Ok(())
    }

    #[test]
    fn waits_of_the_served_and_of_the_leavers_add_up() -> Result<()> {
        // Time in the line = served share × their wait + leavers' share × theirs, and the leavers
        // have waited, too.
        let queue = Impatience::new(12.0, 1.0, 10, 0.4)?;
        let leavers = (queue.mean_offered_wait() - (1.0 - queue.p_abandon()) * queue.mean_served_wait())
            / queue.p_abandon();
        assert!(leavers > 0.0 && queue.mean_served_wait() > 0.0);
        // Patience hardly ever spent: the wait of M/M/c.
        let patient = Impatience::new(8.0, 1.0, 10, 1e-6)?;
        assert_close(
            patient.mean_served_wait(),
            ManyServers::new(8.0, 1.0, 10)?.mean_backlog_wait(),
            1e-5,
        );
        Ok(())
    }
}
