//! The queue with a bounded number of places: M/M/c/K.
//!
//! `K` is everyone inside, served or waiting. A customer who finds `K` inside is refused. A tier
//! with `slots = c` and a backlog of `K − c` is this queue. The law is a birth-death chain with
//! births at `λ` below `K` and deaths at `min(n, c) μ`; arrivals see time averages (Poisson), so
//! the share refused is `π(K)`.
//!
//! Source: L. Kleinrock, *Queueing Systems* I (1975), section 3.6.

use super::birth_death::{BirthDeath, Stationary};
use super::error::{Result, at_least_one, check, positive};

/// The M/M/c/K queue.
#[derive(Debug, Clone, PartialEq)]
pub struct FiniteRoom {
    arrival_rate: f64,
    service_rate: f64,
    servers: usize,
    chain: BirthDeath,
    law: Stationary,
}

impl FiniteRoom {
    /// Arrivals at `arrival_rate`; `servers` servers each at `service_rate`; at most `room` people
    /// inside.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for rates not above 0, no
    /// server, or a room smaller than the servers.
    pub fn new(arrival_rate: f64, service_rate: f64, servers: usize, room: usize) -> Result<Self> {
        positive("arrival rate", arrival_rate)?;
        positive("service rate", service_rate)?;
        at_least_one("servers", servers)?;
        check(
            room >= servers,
            "room",
            "at least the number of servers",
            room as f64,
        )?;
        let chain = BirthDeath::new(room, |_| arrival_rate, |n| n.min(servers) as f64 * service_rate)?;
        let law = chain.stationary();
        Ok(FiniteRoom {
            arrival_rate,
            service_rate,
            servers,
            chain,
            law,
        })
    }

    /// Share of arrivals refused.
    pub fn p_refused(&self) -> f64 {
        self.law.p(self.chain.top())
    }

    /// Share of *admitted* arrivals that have to wait for a server.
    pub fn p_wait(&self) -> f64 {
        let room = self.chain.top();
        (self.law.at_least(self.servers) - self.law.p(room)) / (1.0 - self.law.p(room))
    }

    /// Mean number inside.
    pub fn mean_in_tier(&self) -> f64 {
        self.law.mean_state()
    }

    /// Mean share of the servers at work.
    pub fn utilisation(&self) -> f64 {
        self.law.mean(|n| n.min(self.servers) as f64) / self.servers as f64
    }

    /// Served per unit of time.
    pub fn throughput(&self) -> f64 {
        self.arrival_rate * (1.0 - self.p_refused())
    }

    /// Mean time inside of the admitted (Little's law).
    pub fn mean_sojourn(&self) -> f64 {
        self.mean_in_tier() / self.throughput()
    }

    /// Mean wait for a server of the admitted.
    pub fn mean_backlog_wait(&self) -> f64 {
        self.mean_sojourn() - 1.0 / self.service_rate
    }

    /// The number inside, as a chain.
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
    use crate::theory::approx::assert_close;
    use crate::theory::erlang;
    use crate::theory::many_servers::ManyServers;

    #[test]
    fn overloaded_desks() -> Result<()> {
        // Reference Q3.
        let room = FiniteRoom::new(12.0, 1.0, 10, 30)?;
        assert_close(room.p_refused(), 0.168_637_244_6, 1e-10);
        assert_close(room.mean_in_tier(), 25.285_667_4, 1e-8);
        assert_close(room.throughput(), 10.0 * room.utilisation(), 1e-12);
        Ok(())
    }

    #[test]
    fn without_chairs_it_is_erlangs_loss_system() -> Result<()> {
        let room = FiniteRoom::new(8.0, 1.0, 10, 10)?;
        assert_close(room.p_refused(), erlang::loss(10, 8.0)?, 1e-14);
        assert_close(room.p_wait(), 0.0, 1e-14);
        assert_close(room.mean_backlog_wait(), 0.0, 1e-14);
        Ok(())
    }

    #[test]
    fn with_chairs_enough_it_is_the_open_queue() -> Result<()> {
        let (room, queue) = (
            FiniteRoom::new(8.0, 1.0, 10, 400)?,
            ManyServers::new(8.0, 1.0, 10)?,
        );
        assert_close(room.mean_backlog_wait(), queue.mean_backlog_wait(), 1e-12);
        assert_close(room.p_wait(), queue.p_wait(), 1e-12);
        Ok(())
    }

    #[test]
    fn one_server_has_a_geometric_law() -> Result<()> {
        let room = FiniteRoom::new(1.5, 1.0, 1, 4)?;
        let total: f64 = (0..=4).map(|n| 1.5_f64.powi(n)).sum();
        assert_close(room.p_refused(), 1.5_f64.powi(4) / total, 1e-14);
        Ok(())
    }

    #[test]
    fn a_room_smaller_than_its_desks_makes_no_sense() {
        assert!(FiniteRoom::new(1.0, 1.0, 10, 9).is_err());
    }
}
