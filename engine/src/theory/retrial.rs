//! Retrial queues: customers who are refused try again.
//!
//! Newcomers at rate `λ` find `c` servers and no line. A customer who is refused goes into the
//! *orbit* with probability `p₀` (else is lost) and tries again after an exponential time with rate
//! `θ`. One who is refused again stays with probability `H`. In the model files this is a tier
//! without a backlog, and a role that retries.
//!
//! ```text
//!            free?                        refused
//!   λ ───▶ ( c servers ) ───▶ served         │ p₀ (first) or H (again); else lost
//!              ▲                             ▼
//!              └───────────── θ each ──── ( orbit )
//! ```
//!
//! One server has a closed form; for more, the pair (busy, in orbit) is a Markov chain on a strip.
//! From level `j` of the orbit one gets up only where all servers are busy, so the law of level `j`
//! is the probability of that one state below times a vector `r(j)`, found from the top level down
//! by recursions of positive terms only.
//!
//! Source: G. Falin, J. Templeton, *Retrial Queues* (1997), chapters 1 and 2; M. Neuts, B. Rao,
//! "Numerical investigation of a multiserver retrial model", *Queueing Systems* 7 (1990).

use super::error::{Result, TheoryError, at_least_one, positive, probability};
use super::general_service::ServiceTime;

/// Most numbers held for the strip.
const LARGEST: usize = 40_000_000;

/// Mean number in orbit of the M/G/1 retrial queue, everyone persisting:
/// `λ² E[S²] / (2(1−ρ)) + λρ / (θ(1−ρ))`; the server is busy a share `ρ` of the time.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`] for rates not above 0, [`TheoryError::Unstable`] when the load is
/// not below 1.
pub fn single_server_orbit(arrival_rate: f64, work: ServiceTime, retry_rate: f64) -> Result<f64> {
    positive("arrival rate", arrival_rate)?;
    positive("retry rate", retry_rate)?;
    let load = arrival_rate * work.mean;
    if load >= 1.0 {
        return Err(TheoryError::Unstable { load });
    }
    Ok((arrival_rate.powi(2) * work.second / 2.0 + arrival_rate * load / retry_rate) / (1.0 - load))
}

/// Parameters of the M/M/c retrial queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RetrialParameters {
    /// Newcomers per unit of time, `λ`.
    pub arrival_rate: f64,
    /// Each server's rate, `μ`.
    pub service_rate: f64,
    /// Servers, `c`.
    pub servers: usize,
    /// Each person's rate of trying again, `θ`.
    pub retry_rate: f64,
    /// Probability that a newcomer who is refused tries again, `p₀`.
    pub first_retry: f64,
    /// Probability that one refused again tries again, `H`.
    pub persist: f64,
}

/// The M/M/c retrial queue in steady state.
#[derive(Debug, Clone, PartialEq)]
pub struct Retrial {
    parameters: RetrialParameters,
    p_blocked: f64,
    mean_busy: f64,
    mean_orbit: f64,
    mean_orbit_while_blocked: f64,
}

impl Retrial {
    /// Solves the queue.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] for rates not above 0, no server, or probabilities outside [0,
    /// 1]; [`TheoryError::Unstable`] when everyone persists and more join than can be served;
    /// [`TheoryError::NotSettled`] when the orbit is too long to hold.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::retrial::{Retrial, RetrialParameters};
    ///
    /// let queue = Retrial::new(RetrialParameters {
    ///     arrival_rate: 4.0, service_rate: 1.0, servers: 5, retry_rate: 0.2, first_retry: 1.0, persist: 1.0,
    /// })?;
    /// assert!((queue.p_blocked() - 0.42630403).abs() < 1e-8);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(parameters: RetrialParameters) -> Result<Self> {
        let p = parameters;
        positive("arrival rate", p.arrival_rate)?;
        positive("service rate", p.service_rate)?;
        at_least_one("servers", p.servers)?;
        positive("retry rate", p.retry_rate)?;
        probability("share of the refused that try again", p.first_retry)?;
        probability("persistence", p.persist)?;
        let load = p.arrival_rate * p.first_retry / (p.servers as f64 * p.service_rate);
        if p.persist >= 1.0 && load >= 1.0 {
            return Err(TheoryError::Unstable { load });
        }
        // Nobody ever tries again: there is no orbit to climb.
        let mut top = if p.first_retry > 0.0 { 256 } else { 0 };
        while top * (p.servers + 1) <= LARGEST {
            if let Some(solved) = Retrial::cut_at(p, top) {
                return Ok(solved);
            }
            top *= 2;
        }
        Err(TheoryError::NotSettled {
            what: "the orbit of a retrial queue",
            limit: top,
        })
    }

    /// Solves with at most `top` in orbit; `None` when that cuts off what can be seen.
    fn cut_at(p: RetrialParameters, top: usize) -> Option<Retrial> {
        let c = p.servers;
        // One level after the other, from the top: r(j), and what it returns to the level below.
        let mut levels = vec![Vec::new(); top + 1];
        let mut returned = vec![0.0; c + 1];
        for j in (0..=top).rev() {
            let level = p.level(j, &returned);
            let retry = j as f64 * p.retry_rate;
            returned = vec![0.0; c + 1];
            for i in 0..c {
                returned[i + 1] = retry * level[i];
            }
            returned[c] += retry * (1.0 - p.persist) * level[c];
            levels[j] = level;
        }
        // Probability of (c, j), up to normalisation, in logarithms: over a long orbit it spans
        // hundreds of decades.
        let mut ln_blocked = Vec::with_capacity(top + 1);
        let mut ln_now = 0.0;
        for (j, level) in levels.iter().enumerate() {
            // Level 0 is scaled so that its blocked state is 1.
            ln_now += if j == 0 { 0.0 } else { level[c].ln() };
            ln_blocked.push(ln_now);
        }
        let ln_most = ln_blocked.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (mut total, mut blocked, mut busy, mut orbit, mut orbit_blocked, mut last) =
            (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (j, level) in levels.iter().enumerate() {
            // level / level[c] is the law within the level relative to its blocked state.
            let weight = (ln_blocked[j] - ln_most).exp() / level[c];
            let mass: f64 = level.iter().sum::<f64>() * weight;
            total += mass;
            blocked += weight * level[c];
            busy += weight * level.iter().enumerate().map(|(i, x)| i as f64 * x).sum::<f64>();
            orbit += mass * j as f64;
            orbit_blocked += weight * level[c] * j as f64;
            last = mass * j as f64;
        }
        (last < 1e-15 * orbit.max(total)).then(|| Retrial {
            parameters: p,
            p_blocked: blocked / total,
            mean_busy: busy / total,
            mean_orbit: orbit / total,
            mean_orbit_while_blocked: orbit_blocked / total,
        })
    }

    /// Share of newcomers that find every server busy.
    pub fn p_blocked(&self) -> f64 {
        self.p_blocked
    }

    /// Mean number of busy servers.
    pub fn mean_busy(&self) -> f64 {
        self.mean_busy
    }

    /// Mean share of the servers at work.
    pub fn utilisation(&self) -> f64 {
        self.mean_busy / self.parameters.servers as f64
    }

    /// Served per unit of time.
    pub fn throughput(&self) -> f64 {
        self.mean_busy * self.parameters.service_rate
    }

    /// Mean number of people between two tries.
    pub fn mean_orbit(&self) -> f64 {
        self.mean_orbit
    }

    /// Attempts per unit of time, first ones and others.
    pub fn attempt_rate(&self) -> f64 {
        self.parameters.arrival_rate + self.parameters.retry_rate * self.mean_orbit
    }

    /// Share of all attempts that are refused.
    pub fn p_refused(&self) -> f64 {
        let refused = self.parameters.arrival_rate * self.p_blocked
            + self.parameters.retry_rate * self.mean_orbit_while_blocked;
        refused / self.attempt_rate()
    }

    /// Share of newcomers that are never served.
    pub fn p_lost(&self) -> f64 {
        1.0 - self.throughput() / self.parameters.arrival_rate
    }
}

impl RetrialParameters {
    /// `r(j)`: time spent in each state of level `j` for each unit of flow up into it, given the
    /// flow `returned` to it for each unit of time in its own blocked state. Level 0, into which
    /// nothing flows up, is scaled to 1 in its blocked state.
    fn level(&self, j: usize, returned: &[f64]) -> Vec<f64> {
        let (c, lambda) = (self.servers, self.arrival_rate);
        let retry = j as f64 * self.retry_rate;
        // Balance of state i < c: x(i) (λ + iμ + jθ) = λ x(i−1) + (i+1) μ x(i+1) + returned(i)
        // x(c). Eliminated upwards as x(i) = rise(i) x(i+1) + home(i) x(c); `spare` is the pivot
        // less λ, kept positive term by term.
        let (mut rise, mut home) = (vec![0.0; c], vec![0.0; c]);
        let mut spare = retry;
        for i in 0..c {
            if i > 0 {
                spare = retry + i as f64 * self.service_rate * spare / (spare + lambda);
            }
            let pivot = spare + lambda;
            let from_below = if i > 0 { lambda * home[i - 1] } else { 0.0 };
            rise[i] = (i + 1) as f64 * self.service_rate / pivot;
            home[i] = (returned[i] + from_below) / pivot;
        }
        let mut x = vec![1.0; c + 1];
        for i in (0..c).rev() {
            x[i] = rise[i] * x[i + 1] + home[i];
        }
        if j > 0 {
            // What flows up into the level flows down out of it.
            let down = retry * (x[..c].iter().sum::<f64>() + (1.0 - self.persist) * x[c]);
            let up = lambda * self.first_retry;
            for time in &mut x {
                *time *= up / down;
            }
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;
    use crate::theory::erlang;
    use crate::theory::many_servers::ManyServers;

    fn solve(lambda: f64, servers: usize, theta: f64, first_retry: f64, persist: f64) -> Result<Retrial> {
        Retrial::new(RetrialParameters {
            arrival_rate: lambda,
            service_rate: 1.0,
            servers,
            retry_rate: theta,
            first_retry,
            persist,
        })
    }

    #[test]
    fn one_server_has_a_closed_form() -> Result<()> {
        // Reference Q10.
        for (lambda, theta, orbit) in [(0.7, 0.5, 4.9), (0.8, 0.1, 35.2)] {
            assert_close(
                single_server_orbit(lambda, ServiceTime::exponential(1.0)?, theta)?,
                orbit,
                1e-12,
            );
            let queue = solve(lambda, 1, theta, 1.0, 1.0)?;
            assert_close(queue.mean_orbit(), orbit, 1e-9);
            assert_close(queue.p_blocked(), lambda, 1e-10);
        }
        Ok(())
    }

    #[test]
    fn many_servers() -> Result<()> {
        // Reference Q11.
        let patient = solve(4.0, 5, 0.2, 1.0, 1.0)?;
        assert_close(patient.p_blocked(), 0.426_304_03, 1e-8);
        assert_close(patient.mean_orbit(), 16.672_097_95, 1e-8);
        assert_close(patient.throughput(), 4.0, 1e-10);
        let impatient = solve(12.0, 10, 0.2, 0.9, 0.8)?;
        assert_close(impatient.p_blocked(), 0.630_929_37, 1e-8);
        assert_close(impatient.mean_orbit(), 69.820_771_95, 1e-8);
        assert_close(impatient.throughput(), 9.455_355, 1e-6);
        Ok(())
    }

    #[test]
    fn flows_balance() -> Result<()> {
        let queue = solve(12.0, 10, 0.2, 0.6, 0.8)?;
        // Into the orbit: newcomers refused and willing; out of it: tries served, and the refused
        // that give up.
        let tries = 0.2 * queue.mean_orbit();
        let refused = queue.p_refused() * queue.attempt_rate();
        let refused_again = refused - 12.0 * queue.p_blocked();
        assert_close(12.0 * queue.p_blocked() * 0.6, tries - 0.8 * refused_again, 1e-9);
        assert_close(queue.throughput(), queue.attempt_rate() - refused, 1e-9);
        Ok(())
    }

    #[test]
    fn between_loss_and_line() -> Result<()> {
        // Nobody tries again: Erlang's loss. Everyone tries again at once: the line of M/M/c.
        assert_close(
            solve(8.0, 10, 1.0, 0.0, 0.0)?.p_blocked(),
            erlang::loss(10, 8.0)?,
            1e-13,
        );
        let (eager, line) = (solve(8.0, 10, 1e4, 1.0, 1.0)?, ManyServers::new(8.0, 1.0, 10)?);
        assert_close(eager.mean_orbit(), 8.0 * line.mean_backlog_wait(), 2e-3);
        Ok(())
    }

    #[test]
    fn too_many_who_never_give_up() {
        assert!(matches!(
            solve(10.0, 10, 0.2, 1.0, 1.0),
            Err(TheoryError::Unstable { .. })
        ));
        assert!(solve(30.0, 10, 0.2, 1.0, 0.9).is_ok());
    }
}
