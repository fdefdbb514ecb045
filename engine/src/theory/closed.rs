//! The throughput of a closed system in which people think, click, wait and think again: the
//! machine-repair model.
//!
//! `N` people are inside (as in a waiting room that is never empty, with a cap of `N`); each thinks
//! for a time with mean `Z`, then asks for work with mean `S` of a processor with speed `φ`. The
//! number `n` at the processor is a chain with births `(N−n)/Z` and deaths `φ(n)/S`; its law
//! depends on the think time only through the mean.
//!
//! Below the *saturation point* `N* = C (Z + S)`, with `C = max φ / S`, nobody waits much and
//! `X ≈ N/(Z+S)`; above it the processor is the bound, `X ≈ C`, and the response time grows by
//! `1/C` with every person let in: `R ≈ N/C − Z`. If people have a limited patience, this is a
//! cliff.
//!
//! Source: L. Kleinrock, *Queueing Systems* II (1976), section 4.12; D. Menascé, V. Almeida,
//! *Capacity Planning for Web Services* (2002), on operational bounds.

use super::birth_death::{BirthDeath, Stationary};
use super::error::{Result, at_least_one, positive};
use super::sharing::speed_with;
use crate::scenario::ServiceCurve;

/// A closed system: so many people, a think time, a processor.
#[derive(Debug, Clone, PartialEq)]
pub struct Closed {
    people: usize,
    think: f64,
    mean_work: f64,
    speed: ServiceCurve,
    chain: BirthDeath,
    law: Stationary,
}

impl Closed {
    /// `people` people with mean think time `think` before a processor of `speed`, each request
    /// with mean work `mean_work`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for nobody, or times and
    /// speeds not above 0.
    pub fn new(people: usize, think: f64, mean_work: f64, speed: ServiceCurve) -> Result<Self> {
        at_least_one("people", people)?;
        positive("think time", think)?;
        positive("mean work", mean_work)?;
        let chain = BirthDeath::new(
            people,
            |n| (people - n) as f64 / think,
            |n| speed_with(&speed, n) / mean_work,
        )?;
        let law = chain.stationary();
        Ok(Closed {
            people,
            think,
            mean_work,
            speed,
            chain,
            law,
        })
    }

    /// Requests answered per unit of time, `X`.
    pub fn throughput(&self) -> f64 {
        self.law.mean(|n| self.chain.death(n))
    }

    /// Mean response time, `R = N/X − Z`.
    pub fn mean_response(&self) -> f64 {
        self.law.mean_state() / self.throughput()
    }

    /// Greatest possible throughput, `min(N/(Z+S), max φ / S)`.
    pub fn throughput_bound(&self) -> f64 {
        (self.people as f64 / (self.think + self.mean_work)).min(self.capacity())
    }

    /// Least possible mean response time, `max(S, N/C − Z)`.
    pub fn response_bound(&self) -> f64 {
        self.mean_work
            .max(self.people as f64 / self.capacity() - self.think)
    }

    /// Requests per unit of time when the processor is at its fastest, `C`.
    pub fn capacity(&self) -> f64 {
        self.speed.fastest(self.people).1 / self.mean_work
    }

    /// The number at the processor, as a chain.
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

    #[test]
    fn a_hundred_people_and_one_processor() -> Result<()> {
        // Reference Q9.
        let system = Closed::new(100, 10.0, 0.1, ServiceCurve::Cores(1.0))?;
        assert_close(system.throughput(), 9.242_995_47, 1e-8);
        assert_close(system.mean_response(), 0.819_003_46, 1e-8);
        Ok(())
    }

    #[test]
    fn mean_value_analysis_says_the_same() -> Result<()> {
        // Exact MVA for one processor-sharing core: R(n) = S (1 + Q(n−1)), X = n/(R+Z), Q = X R.
        let (think, work) = (5.0, 0.2);
        let (mut queue, mut throughput) = (0.0, 0.0);
        for n in 1..=60 {
            let response = work * (1.0 + queue);
            throughput = f64::from(n) / (response + think);
            queue = throughput * response;
        }
        let system = Closed::new(60, think, work, ServiceCurve::Cores(1.0))?;
        assert_close(system.throughput(), throughput, 1e-12);
        assert_close(system.mean_response(), queue / throughput, 1e-12);
        Ok(())
    }

    #[test]
    fn bounds_hold_and_are_nearly_reached_away_from_saturation() -> Result<()> {
        for people in [20, 190, 2_000] {
            let system = Closed::new(people, 9.0, 1.0, ServiceCurve::Cores(20.0))?;
            assert!(system.throughput() <= system.throughput_bound() + 1e-12);
            assert!(system.mean_response() >= system.response_bound() - 1e-12);
        }
        let crowded = Closed::new(2_000, 9.0, 1.0, ServiceCurve::Cores(20.0))?;
        assert_close(crowded.mean_response(), 2_000.0 / 20.0 - 9.0, 1e-9);
        Ok(())
    }
}
