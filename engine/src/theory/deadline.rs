//! An answer that comes too late: M/M/c/K with timeouts.
//!
//! Each request is awaited for a time `τ`; the server does not notice when it no longer is (first
//! come first served, no cancellation). It does all its work; only answers in time are *goodput*. A
//! request that finds `n` inside takes
//!
//! `T(n) = Exp(μ)` for `n < c`, else `Erlang(n−c+1, cμ) + Exp(μ)`,
//!
//! so `goodput = Λ Σ_{n<K} π(n) P(T(n) ≤ τ)`. A queue whose full length takes longer than `τ` to
//! work off (`K/(cμ) > τ`) is a trap: once full, everything it serves is late.
//!
//! Source: the law of the sojourn in M/M/c/K (Kleinrock I, section 3.6) conditioned on the state
//! found; N. Bronson et al., "Metastable failures in distributed systems", `HotOS` (2021).

use statrs::function::gamma::checked_gamma_lr;

use super::error::{Result, TheoryError, check, positive};
use super::finite_room::FiniteRoom;

/// A station whose answers are awaited for a fixed time.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    service_rate: f64,
    servers: usize,
    room: usize,
    /// `P(T(n) ≤ τ)` for each number `n` found inside, below the room.
    in_time: Vec<f64>,
}

impl Deadline {
    /// `servers` servers each at `service_rate`, at most `room` inside, answers awaited for
    /// `patience`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] for a rate or patience not above 0, no server, or a room
    /// smaller than the servers.
    pub fn new(service_rate: f64, servers: usize, room: usize, patience: f64) -> Result<Self> {
        positive("service rate", service_rate)?;
        positive("patience", patience)?;
        check(servers >= 1, "servers", "at least 1", servers as f64)?;
        check(
            room >= servers,
            "room",
            "at least the number of servers",
            room as f64,
        )?;
        let own = 1.0 - (-service_rate * patience).exp();
        let in_time = (0..room)
            .map(|n| match n.checked_sub(servers) {
                None => Ok(own),
                Some(ahead) => p_wait_and_service_within(ahead + 1, servers, service_rate * patience),
            })
            .collect::<Result<_>>()?;
        Ok(Deadline {
            service_rate,
            servers,
            room,
            in_time,
        })
    }

    /// Rate at which the servers can work, `cμ`.
    pub fn capacity(&self) -> f64 {
        self.servers as f64 * self.service_rate
    }

    /// Time to work off a full room, `K/(cμ)`. Above the patience the station is a trap.
    pub fn full_room_delay(&self) -> f64 {
        self.room as f64 / self.capacity()
    }

    /// Answers in time per unit of time, at `attempts` requests per unit of time.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `attempts` is not above 0.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::deadline::Deadline;
    ///
    /// // Ten desks, a hundred chairs, five services' patience: a load of 105 % leaves 6 % useful.
    /// let station = Deadline::new(1.0, 10, 110, 5.0)?;
    /// assert!((station.goodput(10.5)? - 0.55726).abs() < 1e-5);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn goodput(&self, attempts: f64) -> Result<f64> {
        let station = FiniteRoom::new(attempts, self.service_rate, self.servers, self.room)?;
        let in_time: f64 = self
            .in_time
            .iter()
            .enumerate()
            .map(|(n, p)| station.law().p(n) * p)
            .sum();
        Ok(attempts * in_time)
    }
}

/// `P(Erlang(m, c) + Exp(1) ≤ t)` in units of a service time.
///
/// For `c > 1`: `P(E ≤ t) − e^{−t} (c/(c−1))ᵐ P(Erlang(m, c−1) ≤ t)`, from conditioning on the
/// Erlang part.
fn p_wait_and_service_within(m: usize, c: usize, t: f64) -> Result<f64> {
    let m_f = m as f64;
    if c == 1 {
        return erlang_cdf(m_f + 1.0, t);
    }
    let (cores, fewer) = (c as f64, (c - 1) as f64);
    let late = erlang_cdf(m_f, fewer * t)?;
    // In logarithms: the power may be huge where the probability is tiny.
    let late = if late > 0.0 {
        (m_f * (cores / fewer).ln() - t + late.ln()).exp()
    } else {
        0.0
    };
    Ok((erlang_cdf(m_f, cores * t)? - late).clamp(0.0, 1.0))
}

/// `P(Erlang(m, 1) ≤ x)`.
fn erlang_cdf(m: f64, x: f64) -> Result<f64> {
    checked_gamma_lr(m, x).map_err(|_| TheoryError::OutOfDomain {
        name: "time",
        expected: "above 0",
        value: x,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    #[test]
    fn the_tables() -> Result<()> {
        // Reference Q21, where `q` is the backlog: a room of c + q. (The single server's 20 is its
        // room.)
        let goodput = |c, k, tau, lambda| Deadline::new(1.0, c, k, tau)?.goodput(lambda);
        assert_close(goodput(10, 50, 5.0, 10.5)?, 8.268_17, 1e-5);
        assert_close(goodput(10, 50, 5.0, 20.0)?, 6.086_41, 1e-5);
        assert_close(goodput(10, 110, 5.0, 10.5)?, 0.557_26, 1e-5);
        assert_close(goodput(10, 110, 5.0, 12.0)?, 0.000_89, 1e-5);
        assert_close(goodput(1, 20, 10.0, 1.0)?, 0.476_058, 1e-6);
        Ok(())
    }

    #[test]
    fn the_law_of_the_sojourn_by_numerical_convolution() -> Result<()> {
        // ∫ f_Erlang(m,c)(s) (1 − e^{−(t−s)}) ds by the midpoint rule, with the density built by
        // recursion.
        for (m, c, t) in [(1, 2, 0.7), (5, 3, 2.0), (40, 20, 2.5)] {
            let steps = 200_000;
            let ds = t / f64::from(steps);
            let ln_factorial: f64 = (1..m).map(|k| f64::from(k).ln()).sum();
            let c_f = f64::from(c);
            let convolved: f64 = (0..steps)
                .map(|i| (f64::from(i) + 0.5) * ds)
                .map(|s| {
                    let ln_f = f64::from(m) * c_f.ln() + f64::from(m - 1) * s.ln() - c_f * s - ln_factorial;
                    ln_f.exp() * (1.0 - (s - t).exp()) * ds
                })
                .sum();
            assert_close(
                p_wait_and_service_within(m as usize, c as usize, t)?,
                convolved,
                1e-8,
            );
        }
        Ok(())
    }

    #[test]
    fn endless_patience_wastes_nothing() -> Result<()> {
        let station = Deadline::new(1.0, 10, 40, 1e4)?;
        assert_close(
            station.goodput(12.0)?,
            FiniteRoom::new(12.0, 1.0, 10, 40)?.throughput(),
            1e-9,
        );
        assert_close(station.full_room_delay(), 4.0, 1e-15);
        Ok(())
    }

    #[test]
    fn thousands_of_slots_stay_finite() -> Result<()> {
        let station = Deadline::new(2.0, 190, 20_000, 20.0)?;
        let full = station.goodput(1_000.0)?;
        assert!((0.0..1e-6).contains(&full), "{full}");
        assert!(station.goodput(300.0)? > 299.9);
        Ok(())
    }
}
