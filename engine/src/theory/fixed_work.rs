//! Desks whose work always takes the same time: M/D/1 and M/D/c, with the whole law of the wait.
//!
//! Served in the order of arrival, every `c`-th customer goes to the same desk, so a wait is the
//! greatest value of a random walk that starts at 0 and gains `D − Erlang(c, λ)` a step; the number
//! waiting, looked at every `D`, is the same of a walk that gains `Poisson(λD) − c`. Spitzer's
//! identity gives both as sums over the walk after `n` steps, whose terms are all positive:
//!
//! `P(no wait) = exp(−Σ P(Poisson(nλD) ≥ nc) / n)`, `E[wait] = Σ E[(nD − Erlang(nc, λ))⁺] / n`,
//! `Σ_j q(j) zʲ = exp(Σ_n (1/n) Σ_{j>0} P(Poisson(nλD) = nc + j) (zʲ − 1))` for the law `q` of the
//! number waiting.
//!
//! From it the law of the wait, with `k = ⌊t/D⌋ + 1` and `Q(m) = q(0) + ... + q(m)`:
//!
//! `P(wait ≤ t) = Σ_{j<kc} P(Poisson(λ(kD − t)) = j) Q(kc − 1 − j)`.
//!
//! With one desk that is Erlang's formula of 1909, whose terms alternate in sign and grow without
//! bound; these do not.
//!
//! Source: F. Spitzer, "A combinatorial lemma and its application to probability theory" (1956); G.
//! Franx, "A simple solution for the M/D/c waiting time distribution", *Operations Research
//! Letters* 29 (2001).

use statrs::function::gamma::{checked_gamma_lr, ln_gamma};

use super::error::{Result, TheoryError, at_least_one, non_negative, positive};

/// Terms of a walk's sum are left out when the probability in them is below this.
const NEGLIGIBLE: f64 = 1e-18;

/// Most terms of a walk's sum.
const LONGEST: f64 = 5e6;

/// The M/D/c queue, first come first served.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FixedWork {
    arrival_rate: f64,
    work: f64,
    servers: usize,
    /// Steps after which the walks are as good as never above 0 again.
    steps: usize,
}

impl FixedWork {
    /// Arrivals at `arrival_rate`, each with `work` time units of work for one of `servers`
    /// servers.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] for a rate or work not above 0 or no server,
    /// [`TheoryError::Unstable`] when more work arrives than can be done,
    /// [`TheoryError::NotSettled`] for loads so near 1 that the sums are too long.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::fixed_work::FixedWork;
    ///
    /// let queue = FixedWork::new(0.8, 1.0, 1)?;
    /// assert!((queue.mean_backlog_wait()? - 2.0).abs() < 1e-10);
    /// assert!((queue.wait_law(4.0)?.p_within(4.0)? - 0.84537511).abs() < 1e-8);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(arrival_rate: f64, work: f64, servers: usize) -> Result<Self> {
        positive("arrival rate", arrival_rate)?;
        positive("work", work)?;
        let desks = at_least_one("servers", servers)? as f64;
        let load = arrival_rate * work / desks;
        if load >= 1.0 {
            return Err(TheoryError::Unstable { load });
        }
        // P(Poisson(nλD) ≥ nc) ≤ exp(−nc (ρ − 1 − ln ρ)), Chernoff's bound.
        let steps = (-NEGLIGIBLE.ln() / (desks * (load - 1.0 - load.ln()))).ceil();
        if steps > LONGEST {
            return Err(TheoryError::NotSettled {
                what: "the walk of a queue near saturation",
                limit: LONGEST as usize,
            });
        }
        Ok(FixedWork {
            arrival_rate,
            work,
            servers,
            steps: steps as usize,
        })
    }

    /// Mean share of the servers at work, `ρ`.
    pub fn utilisation(&self) -> f64 {
        self.arrival_rate * self.work / self.servers as f64
    }

    /// Share of arrivals that have to wait.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when the load is too small for its probabilities to be formed;
    /// so for what follows.
    pub fn p_wait(&self) -> Result<f64> {
        let climbs = self.sum_over_steps(|n| at_least(self.newcomers(n), n * self.servers as f64))?;
        Ok(-(-climbs).exp_m1())
    }

    /// Mean wait before service, those who do not wait included.
    ///
    /// # Errors
    ///
    /// As for [`FixedWork::p_wait`].
    pub fn mean_backlog_wait(&self) -> Result<f64> {
        self.sum_over_steps(|n| {
            let (served, mean) = (n * self.servers as f64, self.newcomers(n));
            // λ E[(nD − Erlang(nc, λ))⁺], by parts.
            let above = (mean - served) * at_least(mean, served)? + served * exactly(mean, served);
            Ok(above / self.arrival_rate)
        })
    }

    /// Mean time from arrival to the end of service.
    ///
    /// # Errors
    ///
    /// As for [`FixedWork::p_wait`].
    pub fn mean_sojourn(&self) -> Result<f64> {
        Ok(self.mean_backlog_wait()? + self.work)
    }

    /// Mean number present.
    ///
    /// # Errors
    ///
    /// As for [`FixedWork::p_wait`].
    pub fn mean_in_tier(&self) -> Result<f64> {
        Ok(self.arrival_rate * self.mean_sojourn()?)
    }

    /// Probability that 0, 1, ..., `most` people wait.
    ///
    /// # Errors
    ///
    /// As for [`FixedWork::p_wait`].
    pub fn waiting(&self, most: usize) -> Result<Vec<f64>> {
        // b(j) = Σ_n P(the walk stands at j after n steps) / n.
        let mut stands = vec![0.0; most + 1];
        for n in 1..=self.steps {
            let n = n as f64;
            let (served, mean) = (n * self.servers as f64, self.newcomers(n));
            let mut p = exactly(mean, served) / n;
            for (j, sum) in stands.iter_mut().enumerate().skip(1) {
                p *= mean / (served + j as f64);
                *sum += p;
            }
        }
        let climbs = self.sum_over_steps(|n| at_least(self.newcomers(n), n * self.servers as f64 + 1.0))?;
        // The power series of an exponential: j q(j) = Σ i b(i) q(j − i).
        let mut law = vec![(-climbs).exp()];
        for j in 1..=most {
            let sum: f64 = (1..=j).map(|i| i as f64 * stands[i] * law[j - i]).sum();
            law.push(sum / j as f64);
        }
        Ok(law)
    }

    /// The law of the wait, up to waits of `longest`.
    ///
    /// # Errors
    ///
    /// As for [`FixedWork::p_wait`]; also when `longest` is negative or not finite.
    pub fn wait_law(&self, longest: f64) -> Result<WaitLaw> {
        non_negative("longest wait", longest)?;
        let turns = (longest / self.work).floor() as usize + 1;
        let mut total = 0.0;
        let at_most = self.waiting(turns * self.servers - 1)?;
        Ok(WaitLaw {
            queue: *self,
            at_most: at_most
                .into_iter()
                .map(|p| {
                    total += p;
                    total
                })
                .collect(),
        })
    }

    /// Newcomers expected in `n` times the work.
    fn newcomers(&self, n: f64) -> f64 {
        n * self.arrival_rate * self.work
    }

    /// `Σ term(n) / n`, smallest terms first.
    fn sum_over_steps(&self, term: impl Fn(f64) -> Result<f64>) -> Result<f64> {
        (1..=self.steps)
            .rev()
            .map(|n| n as f64)
            .map(|n| Ok(term(n)? / n))
            .sum()
    }
}

/// The law of the wait in M/D/c, up to a longest wait.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitLaw {
    queue: FixedWork,
    /// Probability that at most so many wait.
    at_most: Vec<f64>,
}

impl WaitLaw {
    /// Share of arrivals that wait for `t` or less.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `t` is negative, or longer than the law was made for.
    pub fn p_within(&self, t: f64) -> Result<f64> {
        non_negative("wait", t)?;
        let FixedWork {
            arrival_rate,
            work,
            servers,
            ..
        } = self.queue;
        let turns = (t / work).floor() as usize + 1;
        let levels = turns * servers;
        let Some(at_most) = self.at_most.get(..levels) else {
            return Err(TheoryError::OutOfDomain {
                name: "wait",
                expected: "no longer than the law was made for",
                value: t,
            });
        };
        let mean = (arrival_rate * (turns as f64 * work - t)).max(0.0);
        Ok(at_most
            .iter()
            .rev()
            .enumerate()
            .map(|(j, within)| exactly(mean, j as f64) * within)
            .sum::<f64>()
            .min(1.0))
    }
}

/// `P(Poisson(mean) ≥ k)`, for `k` of at least 1: the regularised incomplete gamma function.
fn at_least(mean: f64, k: f64) -> Result<f64> {
    checked_gamma_lr(k, mean).map_err(|_| TheoryError::OutOfDomain {
        name: "offered load",
        expected: "large enough for its probabilities to be formed",
        value: mean,
    })
}

/// `P(Poisson(mean) = k)`.
fn exactly(mean: f64, k: f64) -> f64 {
    if mean > 0.0 {
        (k * mean.ln() - mean - ln_gamma(k + 1.0)).exp()
    } else if k > 0.0 {
        0.0
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;
    use crate::theory::general_service::{GeneralService, ServiceTime};

    #[test]
    fn the_tables() -> Result<()> {
        // Reference Q5.
        let law = FixedWork::new(0.8, 1.0, 1)?.wait_law(4.0)?;
        assert_close(law.p_within(1.0)?, 0.445_108_19, 1e-8);
        assert_close(law.p_within(4.0)?, 0.845_375_11, 1e-8);
        assert_close(
            FixedWork::new(4.5, 1.0, 5)?.mean_backlog_wait()?,
            0.776_695_16,
            1e-8,
        );
        assert_close(
            FixedWork::new(19.0, 1.0, 20)?.mean_backlog_wait()?,
            0.385_730_78,
            1e-8,
        );
        Ok(())
    }

    #[test]
    fn erlangs_alternating_sum_says_the_same_while_it_can() -> Result<()> {
        // (1−ρ) Σ_{k≤t/D} [λ(kD−t)]ᵏ e^{−λ(kD−t)} / k!: for short waits few digits cancel.
        let (lambda, work) = (0.9, 1.3 / 1.5);
        let law = FixedWork::new(lambda, work, 1)?.wait_law(8.0)?;
        for t in [0.0, 0.3, work, 2.0, 5.5, 8.0] {
            let mut factorial = 1.0;
            let sum: f64 = (0..=(t / work) as i32)
                .map(|k| {
                    factorial *= f64::from(k.max(1));
                    let x = lambda * (f64::from(k) * work - t);
                    x.powi(k) * (-x).exp() / factorial
                })
                .sum();
            assert_close(law.p_within(t)?, (1.0 - lambda * work) * sum, 1e-9);
        }
        Ok(())
    }

    #[test]
    fn one_desk_waits_as_pollaczek_and_khinchine_say() -> Result<()> {
        for lambda in [0.05, 0.5, 0.8, 0.95] {
            let queue = FixedWork::new(lambda, 1.0, 1)?;
            let general = GeneralService::new(lambda, ServiceTime::fixed(1.0)?)?;
            assert_close(queue.mean_backlog_wait()?, general.mean_backlog_wait(), 1e-9);
            assert_close(queue.p_wait()?, lambda, 1e-9);
        }
        Ok(())
    }

    #[test]
    fn the_number_waiting_repeats_itself_every_service() -> Result<()> {
        // After one more D: those waiting, plus the newcomers, less c. The law must come back to
        // itself.
        let (c, lambda) = (4, 3.7);
        let most = 300;
        let law = FixedWork::new(lambda, 1.0, c)?.waiting(most)?;
        assert_close(law.iter().sum(), 1.0, 1e-12);
        let mut next = vec![0.0; most + 1];
        for (waiting, p) in law.iter().enumerate() {
            for new in 0..60 {
                let after = (waiting + new).saturating_sub(c);
                if after <= most {
                    next[after] += p * exactly(lambda, new as f64);
                }
            }
        }
        for (a, b) in law.iter().zip(&next) {
            assert_close(*a, *b, 1e-13);
        }
        Ok(())
    }

    #[test]
    fn the_law_of_the_wait_has_its_mean_its_atom_and_littles_queue() -> Result<()> {
        for (lambda, c) in [(0.8, 1), (4.5, 5), (19.0, 20)] {
            let queue = FixedWork::new(lambda, 1.0, c)?;
            let law = queue.wait_law(40.0)?;
            assert_close(1.0 - law.p_within(0.0)?, queue.p_wait()?, 1e-10);
            let dt = 1.0 / 64.0;
            let integral: f64 = (0..40 * 64)
                .map(|i| law.p_within((f64::from(i) + 0.5) * dt).map(|p| 1.0 - p))
                .sum::<Result<f64>>()?
                * dt;
            assert_close(integral, queue.mean_backlog_wait()?, 1e-5);
            let waiting: f64 = queue
                .waiting(600)?
                .iter()
                .enumerate()
                .map(|(j, p)| j as f64 * p)
                .sum();
            assert_close(waiting, lambda * queue.mean_backlog_wait()?, 1e-9);
        }
        Ok(())
    }

    #[test]
    fn a_thousand_desks_are_no_harder() -> Result<()> {
        let queue = FixedWork::new(980.0, 1.0, 1_000)?;
        let law = queue.wait_law(0.5)?;
        assert_close(1.0 - law.p_within(0.0)?, queue.p_wait()?, 1e-8);
        assert!(queue.mean_backlog_wait()? > 0.0);
        Ok(())
    }

    #[test]
    fn what_cannot_be_is_refused() -> Result<()> {
        assert_eq!(
            FixedWork::new(5.0, 1.0, 5),
            Err(TheoryError::Unstable { load: 1.0 })
        );
        assert!(FixedWork::new(1.0, 1.0, 0).is_err());
        assert!(matches!(
            FixedWork::new(1.0 - 1e-6, 1.0, 1),
            Err(TheoryError::NotSettled { .. })
        ));
        assert!(FixedWork::new(0.5, 1.0, 1)?.wait_law(2.0)?.p_within(3.0).is_err());
        Ok(())
    }
}
