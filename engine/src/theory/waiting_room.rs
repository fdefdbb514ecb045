//! How many may be inside, how fast they come in, how long the others wait.
//!
//! A waiting room lets in at most `A` people at once, or so many a second. Two facts decide
//! everything:
//!
//! - **The cliff.** Inside, people think for `Z` and wait for `S` of work a page. The portal keeps
//!   up while `A < N* = C (Z + S)`, with `C` its capacity in pages a second. Above, the response
//!   time is `A/C − Z`, and once that nears people's patience the room is as bad as none.
//! - **No-shows.** Of `r` called a second, a share `q` does not come: `r (1−q)` are served, and
//!   `r (1−q) E[session]` are inside on average (Little's law).
//!
//! Source: reference section 3 and Q26; M. Harchol-Balter, *Performance Modeling and Design of
//! Computer Systems* (2013), chapter 7, on `N*`.

use super::error::{Result, at_least_one, non_negative, positive, probability};
use super::fixed_work::FixedWork;
use crate::scenario;

/// Saturation point of a portal: the number of people inside above which it no longer keeps up,
/// `N* = capacity · (think + service)`, with `capacity` in pages per second.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when `capacity` is not above 0 or
/// a time is negative.
///
/// # Examples
///
/// ```
/// # use clickday_engine as clickday;
/// // 380 pages a second, 24.8 s between clicks, half a second of work: the cliff of the INPS prototype.
/// let cliff = clickday::theory::waiting_room::saturation_point(380.0, 24.8, 0.5)?;
/// assert!((cliff - 9614.0).abs() < 1e-9);
/// # Ok::<(), clickday::theory::TheoryError>(())
/// ```
pub fn saturation_point(capacity: f64, think: f64, service: f64) -> Result<f64> {
    positive("capacity", capacity)?;
    non_negative("think time", think).and(non_negative("service time", service))?;
    Ok(scenario::saturation_point(capacity, think, service))
}

/// Response time of a page with `inside` people let in: `max(service, inside/capacity − think)`
/// (fluid limit).
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
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for a rate not above 0 or a
    /// share outside [0, 1].
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

    /// Mean number inside whose sessions last `session` on average. Whether a called place counts
    /// as taken until it lapses is the room's rule: add [`Release::mean_unclaimed`] where it does.
    pub fn mean_inside(&self, session: f64) -> f64 {
        self.served_rate() * session
    }

    /// Mean number of places held for people who do not come, each until the claim time is over.
    pub fn mean_unclaimed(&self, claim: f64) -> f64 {
        self.rate * self.no_show * claim
    }

    /// Mean and standard deviation of the wait of `people` who are all there at the opening and are
    /// called by lot: uniform between 0 and `people / rate`.
    pub fn lottery_wait(&self, people: f64) -> (f64, f64) {
        let longest = people / self.rate;
        (longest / 2.0, longest / 12.0_f64.sqrt())
    }
}

/// People who come as a Poisson stream to a room that calls them at a given pace, no more than a
/// burst at once after a pause.
///
/// A call needs a token. A bucket holds up to `burst` of them and gains one every `1/rate`, evenly.
/// With one token the calls are the beginnings of service in M/D/1, whose work is the time between
/// two calls. With more, the `k`-th call is `burst − 1` times that earlier, but not before the
/// arrival: a wait is that of M/D/1 less the time that the burst saves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PacedEntry {
    queue: FixedWork,
    /// By how much the burst makes a wait shorter.
    saved: f64,
    gap: f64,
}

impl PacedEntry {
    /// Arrivals at `arrival_rate`, calls at `rate`, at most `burst` at once.
    ///
    /// # Errors
    ///
    /// [`TheoryError`](super::TheoryError) when a rate is not above 0, more come than are called,
    /// or the burst is 0; so for what follows when the load is too small for its probabilities to
    /// be formed.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::waiting_room::PacedEntry;
    ///
    /// // Pollaczek and Khinchine: ρ / (2 (1 − ρ)) gaps.
    /// let room = PacedEntry::new(8.0, 10.0, 1)?;
    /// assert!((room.mean_wait()? - 0.2).abs() < 1e-9);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(arrival_rate: f64, rate: f64, burst: usize) -> Result<Self> {
        let gap = 1.0 / positive("release rate", rate)?;
        Ok(PacedEntry {
            queue: FixedWork::new(arrival_rate, gap, 1)?,
            saved: (at_least_one("burst", burst)? - 1) as f64 * gap,
            gap,
        })
    }

    /// Share of the comers who have to wait.
    ///
    /// # Errors
    ///
    /// As [`PacedEntry::new`].
    pub fn p_wait(&self) -> Result<f64> {
        Ok(1.0 - self.queue.wait_law(self.saved)?.p_within(self.saved)?)
    }

    /// Mean wait for the call, those who do not wait included: `E[W] − ∫₀ˢ P(W > t) dt` for a wait
    /// `W` in M/D/1 of which `s` is saved.
    ///
    /// # Errors
    ///
    /// As [`PacedEntry::new`].
    pub fn mean_wait(&self) -> Result<f64> {
        let law = self.queue.wait_law(self.saved)?;
        // The law is smooth between multiples of the gap: Simpson's rule on each.
        let panels = 64;
        let step = self.gap / f64::from(2 * panels);
        let mut saved = 0.0;
        for turn in 0..(self.saved / self.gap).round() as usize {
            for panel in 0..panels {
                let from = turn as f64 * self.gap + f64::from(2 * panel) * step;
                for (i, weight) in [(0.0, 1.0), (1.0, 4.0), (2.0, 1.0)] {
                    let t = (from + i * step).min(self.saved);
                    saved += weight * step / 3.0 * (1.0 - law.p_within(t)?);
                }
            }
        }
        Ok(self.queue.mean_backlog_wait()? - saved)
    }
}

/// Pairs called against their order of arrival when `people` are called in random order, on
/// average: `n(n−1)/4`.
pub fn inversions_of_a_lottery(people: f64) -> f64 {
    people * (people - 1.0) / 4.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::ServiceCurve;
    use crate::theory::approx::assert_close;
    use crate::theory::closed::Closed;

    #[test]
    fn the_closed_network_turns_where_the_cliff_is() -> Result<()> {
        let (cores, work, think) = (40.0, 0.5, 4.5);
        let cliff = saturation_point(cores / work, think, work)?;
        assert_close(cliff, 400.0, 1e-12);
        let response = |people: f64| -> Result<f64> {
            Ok(Closed::new(people as usize, think, work, ServiceCurve::Cores(cores))?.mean_response())
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

    /// The bucket itself, arrival by arrival: the token of each comer is there at the wait that
    /// theory says.
    #[test]
    fn the_waits_at_a_token_bucket_are_those_of_one_desk_less_what_the_burst_saves() -> Result<()> {
        for (load, burst) in [(0.5, 1), (0.8, 2), (0.9, 5)] {
            // A gap is the unit of time; arrivals by a low-discrepancy stream of exponential gaps
            // would not be Poisson, so chance it is.
            let mut desk_free = 0.0_f64;
            let (mut tokens, mut at) = (f64::from(burst), 0.0_f64);
            let mut now = 0.0_f64;
            let chance = crate::sim::random::Chance::new(1, 0);
            for k in 0..50_000 {
                let draws = chance.block(k, crate::sim::random::Purpose::Work, 0);
                now -= draws.lower(0).max(1e-300).ln() / load;
                let begins = desk_free.max(now);
                desk_free = begins + 1.0;
                // A newcomer waits behind the others, until a whole token is there.
                let ready = now.max(at);
                let there = (tokens + ready - at).min(f64::from(burst));
                let called = ready + (1.0 - there).max(0.0);
                (tokens, at) = (there + (called - ready) - 1.0, called);
                let expected = (begins - now - f64::from(burst - 1)).max(0.0);
                assert_close(called - now, expected, 1e-6);
            }
            let paced = PacedEntry::new(load, 1.0, burst as usize)?;
            assert!(paced.mean_wait()? > 0.0 && paced.p_wait()? <= load + 1e-9);
        }
        Ok(())
    }

    #[test]
    fn a_burst_without_pause_saves_nothing_but_the_wait() -> Result<()> {
        // E[(W − s)⁺] by the rectangle rule on the far side, up to where nothing is left.
        let (load, burst) = (0.8, 4);
        let law = FixedWork::new(load, 1.0, 1)?.wait_law(100.0)?;
        let dt = 1e-2;
        let beyond: f64 = (0..9_700)
            .map(|i| {
                law.p_within(3.0 + (f64::from(i) + 0.5) * dt)
                    .map(|p| (1.0 - p) * dt)
            })
            .sum::<Result<f64>>()?;
        assert_close(PacedEntry::new(load, 1.0, burst)?.mean_wait()?, beyond, 1e-5);
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
