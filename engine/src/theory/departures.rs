//! Work for senders who have gone: a server that does not notice their departure.
//!
//! A sender awaits the answer for an exponential time of rate `θ`, counted from the arrival, and
//! then leaves. The server works on all the same, so the queue is the one without departures. A
//! request that waits for `W` is worked on from `W` to `W + S`; its sender is still there at the
//! time `t` with probability `e^{−θt}`. Of all work, so much is
//!
//! - done after the sender has gone: `1 − E[∫_W^{W+S} e^{−θt} dt] / E[S]`;
//! - work on requests whose answer nobody receives, all of it: `1 − E[S e^{−θ(W+S)}] / E[S]`.
//!
//! First come, first served, `W` and `S` are independent. With the transforms `w(θ) = E[e^{−θW}]`
//! and `s(θ) = E[e^{−θS}]` these are `1 − w(θ) (1 − s(θ)) / (θ E[S])` and `1 + w(θ) s′(θ) / E[S]`.
//! With exponential work the first is also the share of senders who leave before the answer, since
//! the rest of the work is as long as all of it was.
//!
//! On a processor shared by all (M/M/1-PS) a request has received the work `x` at the time `V(x)`,
//! whose transform `v(x)` is known in closed form. The shares are `1 − ∫ P(S > x) v(x) dx / E[S]`
//! and `1 − ∫ x f(x) v(x) dx / E[S]`, with `f` the density of `S`.
//!
//! Source: Pollaczek and Khinchine's transform and the law of the wait in M/M/c (L. Kleinrock,
//! *Queueing Systems* I (1975), sections 5.7 and 3.5); E. G. Coffman, R. R. Muntz, H. Trotter,
//! "Waiting time distributions for processor-sharing systems", *Journal of the ACM* 17 (1970).

use super::error::{Result, TheoryError, positive};
use super::many_servers::ManyServers;

/// Steps of Simpson's rule over the work of a request, in units of its mean, and how far it goes.
const STEPS: usize = 12_000;
const FARTHEST: f64 = 60.0;

/// Shares of the processor work of a server that does not notice departures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Departures {
    /// Share of the work that is done after the sender has gone.
    pub after_departure: f64,
    /// Share of the work that is done on requests whose answer nobody receives.
    pub undelivered: f64,
}

impl Departures {
    /// M/M/c: `servers` of `service_rate` each, first come first served; senders leave at
    /// `departure_rate`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] for a rate not above 0 or no server, [`TheoryError::Unstable`]
    /// when more work arrives than can be done.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::departures::Departures;
    ///
    /// // Four requests in five seconds, a second of work each, senders who wait for four seconds on average.
    /// let work = Departures::many_servers(0.8, 1.0, 1, 0.25)?;
    /// assert!((work.after_departure - 5.0 / 9.0).abs() < 1e-12);
    /// assert!((work.undelivered - 29.0 / 45.0).abs() < 1e-12);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn many_servers(
        arrival_rate: f64,
        service_rate: f64,
        servers: usize,
        departure_rate: f64,
    ) -> Result<Self> {
        let queue = ManyServers::new(arrival_rate, service_rate, servers)?;
        let theta = positive("departure rate", departure_rate)?;
        let spare = servers as f64 * service_rate - arrival_rate;
        let p_wait = queue.p_wait();
        let wait = 1.0 - p_wait + p_wait * spare / (spare + theta);
        let work = service_rate / (service_rate + theta);
        Ok(Departures {
            after_departure: 1.0 - wait * work,
            undelivered: 1.0 - wait * work * work,
        })
    }

    /// M/D/1: work that always takes the time `work`, first come first served; senders leave at
    /// `departure_rate`.
    ///
    /// # Errors
    ///
    /// As [`Departures::many_servers`].
    pub fn fixed_work(arrival_rate: f64, work: f64, departure_rate: f64) -> Result<Self> {
        let load = positive("arrival rate", arrival_rate)? * positive("work", work)?;
        let theta = positive("departure rate", departure_rate)?;
        if load >= 1.0 {
            return Err(TheoryError::Unstable { load });
        }
        let done = -(-theta * work).exp_m1();
        let wait = (1.0 - load) * theta / (theta - arrival_rate * done);
        Ok(Departures {
            after_departure: 1.0 - wait * done / (theta * work),
            undelivered: 1.0 - wait * (1.0 - done),
        })
    }

    /// M/M/1-PS: exponential work on one core that all requests share; senders leave at
    /// `departure_rate`.
    ///
    /// # Errors
    ///
    /// As [`Departures::many_servers`].
    pub fn sharing(arrival_rate: f64, service_rate: f64, departure_rate: f64) -> Result<Self> {
        let load = positive("arrival rate", arrival_rate)? / positive("service rate", service_rate)?;
        let theta = positive("departure rate", departure_rate)?;
        if load >= 1.0 {
            return Err(TheoryError::Unstable { load });
        }
        // In units of the mean work.
        let present = |x: f64| p_present_at(x, load, theta / service_rate);
        Ok(Departures {
            after_departure: 1.0 - integral(|x| (-x).exp() * present(x)),
            undelivered: 1.0 - integral(|x| x * (-x).exp() * present(x)),
        })
    }
}

/// `E[e^{−θV(x)}]` in M/M/1-PS, in units of the mean work: the sender is still there when the work
/// `x` has been done.
fn p_present_at(x: f64, load: f64, theta: f64) -> f64 {
    // The root below 1 of ρ r² − (ρ + 1 + θ) r + 1 = 0, written so that no digits cancel.
    let sum = load + 1.0 + theta;
    let r = 2.0 / (sum + (sum * sum - 4.0 * load).sqrt());
    let above = (1.0 - load) * (1.0 - load * r * r) * (-(load * (1.0 - r) + theta) * x).exp();
    let below = (1.0 - load * r).powi(2) - load * (1.0 - r).powi(2) * (-(1.0 / r - load * r) * x).exp();
    above / below
}

/// `∫ f(x) dx` from 0 on, by Simpson's rule.
fn integral(f: impl Fn(f64) -> f64) -> f64 {
    let step = FARTHEST / STEPS as f64;
    let weight = |i: usize| match i {
        0 | STEPS => 1.0,
        i if i % 2 == 1 => 4.0,
        _ => 2.0,
    };
    let sum: f64 = (0..=STEPS).map(|i| weight(i) * f(i as f64 * step)).sum();
    sum * step / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    /// A customer who has received the work `x` on a shared core has been there for `x / (1 − ρ)`
    /// on average.
    #[test]
    fn the_time_to_receive_work_on_a_shared_core_has_its_mean() {
        for (x, load) in [(0.3, 0.5), (2.0, 0.8), (7.0, 0.9)] {
            let theta = 1e-7;
            let mean = (1.0 - p_present_at(x, load, theta)) / theta;
            assert_close(mean, x / (1.0 - load), 1e-4);
        }
    }

    /// With nobody else there, both disciplines are a server of one's own: `1 − 1/(1+θ)` and
    /// `1 − 1/(1+θ)²`.
    #[test]
    fn without_others_the_discipline_makes_no_difference() -> Result<()> {
        for theta in [0.1, 1.0, 4.0] {
            let alone = 1.0 / (1.0 + theta);
            for work in [
                Departures::sharing(1e-12, 1.0, theta)?,
                Departures::many_servers(1e-12, 1.0, 1, theta)?,
            ] {
                assert_close(work.after_departure, 1.0 - alone, 1e-8);
                assert_close(work.undelivered, 1.0 - alone * alone, 1e-8);
            }
        }
        Ok(())
    }

    #[test]
    fn fixed_work_alone_is_an_integral_of_the_patience() -> Result<()> {
        let work = Departures::fixed_work(1e-12, 2.0, 0.5)?;
        assert_close(work.after_departure, 1.0 - (1.0 - (-1.0_f64).exp()), 1e-9);
        assert_close(work.undelivered, 1.0 - (-1.0_f64).exp(), 1e-9);
        Ok(())
    }

    /// Work after the departure is part of the work on requests that nobody receives; patience
    /// without end leaves none of either.
    #[test]
    fn the_parts_are_in_order() -> Result<()> {
        for theta in [1e-9, 0.01, 0.3, 5.0] {
            for work in [
                Departures::many_servers(7.0, 1.0, 10, theta)?,
                Departures::fixed_work(0.7, 1.0, theta)?,
                Departures::sharing(0.7, 1.0, theta)?,
            ] {
                assert!(
                    work.after_departure <= work.undelivered && work.undelivered < 1.0,
                    "{work:?}"
                );
                assert!(theta > 1e-6 || work.undelivered < 1e-6, "{work:?}");
            }
        }
        Ok(())
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert!(Departures::many_servers(1.0, 1.0, 1, 0.1).is_err());
        assert!(Departures::fixed_work(1.0, 1.0, 0.1).is_err());
        assert!(Departures::sharing(1.0, 1.0, 0.1).is_err());
        assert!(Departures::sharing(0.5, 1.0, 0.0).is_err());
    }
}
