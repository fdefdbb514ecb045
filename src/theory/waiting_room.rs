//! How many may be inside, how fast they come in, how long the others wait.
//!
//! A waiting room lets in at most `A` people at once, or so many a second. Two facts decide everything:
//!
//! - **The cliff.** Inside, people think for `Z` and wait for `S` of work a page. The portal keeps up while
//!   `A < N* = C (Z + S)`, with `C` its capacity in pages a second. Above, the response time is `A/C − Z`, and once that nears
//!   people's patience the room is as bad as none.
//! - **No-shows.** Of `r` called a second, a share `q` does not come: `r (1−q)` are served, and `r (1−q) E[session]` are
//!   inside on average (Little's law).
//!
//! Source: reference section 3 and Q26; M. Harchol-Balter, *Performance Modeling and Design of Computer Systems* (2013),
//! chapter 7, on `N*`.

use super::error::{Result, non_negative, positive, probability};

/// Saturation point of a portal: the number of people inside above which it no longer keeps up,
/// `N* = capacity · (think + service)`, with `capacity` in pages per second.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when `capacity` is not above 0 or a time is negative.
///
/// # Examples
///
/// ```
/// // 380 pages a second, 24.8 s between clicks, half a second of work: the cliff of the INPS prototype.
/// let cliff = clickday::theory::waiting_room::saturation_point(380.0, 24.8, 0.5)?;
/// assert!((cliff - 9614.0).abs() < 1e-9);
/// # Ok::<(), clickday::theory::TheoryError>(())
/// ```
pub fn saturation_point(capacity: f64, think: f64, service: f64) -> Result<f64> {
    positive("capacity", capacity)?;
    Ok(capacity * (non_negative("think time", think)? + non_negative("service time", service)?))
}

/// Response time of a page with `inside` people let in: `max(service, inside/capacity − think)` (fluid limit).
///
/// # Errors
///
/// As [`saturation_point`]; also when `inside` is negative.
pub fn response_time(inside: f64, capacity: f64, think: f64, service: f64) -> Result<f64> {
    positive("capacity", capacity)?;
    non_negative("people inside", inside)?;
    non_negative("think time", think)?;
    Ok(non_negative("service time", service)?.max(inside / capacity - think))
}

/// People let in at a given pace, some of whom do not come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Release {
    rate: f64,
    no_show: f64,
}

impl Release {
    /// `rate` people are called per second; each fails to come with probability `no_show`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for a rate not above 0 or a share outside [0, 1].
    pub fn new(rate: f64, no_show: f64) -> Result<Self> {
        Ok(Release {
            rate: positive("release rate", rate)?,
            no_show: probability("no-show", no_show)?,
        })
    }

    /// People who come in per second, `r (1−q)`.
    pub fn served_rate(&self) -> f64 {
        self.rate * (1.0 - self.no_show)
    }

    /// Mean number inside whose sessions last `session` on average. Whether a called place counts as taken until it lapses is
    /// the room's rule: add [`Release::mean_unclaimed`] where it does.
    pub fn mean_inside(&self, session: f64) -> f64 {
        self.served_rate() * session
    }

    /// Mean number of places held for people who do not come, each until the claim time is over.
    pub fn mean_unclaimed(&self, claim: f64) -> f64 {
        self.rate * self.no_show * claim
    }

    /// Mean and standard deviation of the wait of `people` who are all there at the opening and are called by lot: uniform
    /// between 0 and `people / rate`.
    pub fn lottery_wait(&self, people: f64) -> (f64, f64) {
        let longest = people / self.rate;
        (longest / 2.0, longest / 12.0_f64.sqrt())
    }
}

/// Pairs called against their order of arrival when `people` are called in random order, on average: `n(n−1)/4`.
pub fn inversions_of_a_lottery(people: f64) -> f64 {
    people * (people - 1.0) / 4.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;
    use crate::theory::closed::Closed;
    use crate::theory::sharing::Speed;

    #[test]
    fn the_closed_network_turns_where_the_cliff_is() -> Result<()> {
        let (cores, work, think) = (40.0, 0.5, 4.5);
        let cliff = saturation_point(cores / work, think, work)?;
        assert_close(cliff, 400.0, 1e-12);
        let response = |people: f64| -> Result<f64> {
            Ok(Closed::new(people as usize, think, work, Speed::Cores(cores))?.mean_response())
        };
        // 20 % below: hardly a wait. 50 % above: the fluid law.
        assert!(response(0.8 * cliff)? < 1.03 * work);
        assert_close(
            response(1.5 * cliff)?,
            response_time(1.5 * cliff, cores / work, think, work)?,
            1e-3,
        );
        Ok(())
    }

    #[test]
    fn calls_and_those_who_come() -> Result<()> {
        let release = Release::new(2.0, 0.2)?;
        assert_close(release.served_rate(), 1.6, 1e-15);
        assert_close(release.mean_inside(300.0), 480.0, 1e-12);
        assert_close(release.mean_unclaimed(600.0), 240.0, 1e-12);
        Ok(())
    }

    #[test]
    fn a_lottery_is_a_uniform_wait() -> Result<()> {
        let (mean, sd) = Release::new(10.0, 0.0)?.lottery_wait(1_000.0);
        assert_close(mean, 50.0, 1e-12);
        assert_close(sd, 28.867_513_459, 1e-9);
        // Three people: orders 123 132 213 231 312 321 have 0 1 1 2 2 3 inversions, 1.5 on average.
        assert_close(inversions_of_a_lottery(3.0), 1.5, 1e-15);
        Ok(())
    }
}
