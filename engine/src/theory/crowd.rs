//! Everyone who will ever come, comes once: an opening, Δ(i)/GI/c.
//!
//! `N` people are entitled; each comes at an instant of its own, drawn from the law `F`, and is
//! served at rate `μ` in all. There is no arrival *rate* here, only a crowd that runs out; what was
//! a steady state is now a path. For many people before few servers (those being served count for
//! nothing beside those in line) it follows the *fluid* path: with `X(t) = N F(t) − μ t` what would
//! be left if the servers were never idle,
//!
//! `Q(t) = X(t) + sup_{s ≤ t} (−X(s))⁺`.
//!
//! When people come an exponential time with mean `m` after the opening, and `N/m > μ`, the line is
//! longest at `m ln(N/(mμ))` and is gone where `N (1 − e^{−t/m}) = μ t`. With exponential work the
//! pair (still to come, in line) is a Markov chain, and the mean path is exact for any `N`: the
//! fluid path is where it goes when `N` grows, with a distance like `√N`.
//!
//! Source: H. Honnappa, R. Jain, A. Ward, "A queueing model with independent arrivals, and its
//! fluid and diffusion limits", *Queueing Systems* 80 (2015).

use super::error::{Result, at_least_one, check, non_negative, positive};
use super::planar::Planar;

/// The fluid path for any law of the instants: how many are in line at each of `instants`, when
/// `come` is the number that has come by an instant. The greatest of `−X` is taken over the
/// instants given, so they should lie close wherever the line may be empty.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when the instants do not grow from
/// 0 on, or the rate is not above 0.
pub fn fluid_path(come: impl Fn(f64) -> f64, service_rate: f64, instants: &[f64]) -> Result<Vec<f64>> {
    positive("service rate", service_rate)?;
    let mut before = 0.0;
    let mut idle = 0.0_f64;
    instants
        .iter()
        .map(|t| {
            check(*t >= before, "instant", "no earlier than the one before", *t)?;
            before = *t;
            let left = come(*t) - service_rate * t;
            idle = idle.max(-left);
            Ok(left + idle)
        })
        .collect()
}

/// A crowd whose people come an exponential time after the opening.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crowd {
    people: usize,
    mean_delay: f64,
    servers: usize,
    service_rate: f64,
}

impl Crowd {
    /// `people` people, each coming `mean_delay` after the opening on average, before `servers`
    /// servers at `service_rate` each.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for nobody, no server, or a
    /// time or rate not above 0.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::crowd::Crowd;
    ///
    /// // Five thousand come within some hours; one desk serves 0.4 a second.
    /// let (time, line) = Crowd::new(5_000, 7_200.0, 1, 0.4)?.fluid_peak();
    /// assert!((time - 3_971.9).abs() < 0.1 && (line - 531.25).abs() < 0.01);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(people: usize, mean_delay: f64, servers: usize, service_rate: f64) -> Result<Self> {
        Ok(Crowd {
            people: at_least_one("people", people)?,
            mean_delay: positive("mean delay", mean_delay)?,
            servers: at_least_one("servers", servers)?,
            service_rate: positive("service rate", service_rate)?,
        })
    }

    /// How many have come by `t`, on average.
    pub fn come_by(&self, t: f64) -> f64 {
        -(self.people as f64) * (-t.max(0.0) / self.mean_delay).exp_m1()
    }

    /// When the fluid line is longest, and how long it is then; `(0, 0)` if there never is one.
    pub fn fluid_peak(&self) -> (f64, f64) {
        let crowding = self.people as f64 / (self.mean_delay * self.capacity());
        let time = self.mean_delay * crowding.ln().max(0.0);
        (time, self.left_over(time).max(0.0))
    }

    /// When the fluid line is gone; 0 if there never is one.
    pub fn fluid_empty_at(&self) -> f64 {
        let (peak, line) = self.fluid_peak();
        if line <= 0.0 {
            return 0.0;
        }
        // What is left falls from the peak on, and is nothing by the time everyone could have been
        // served.
        let (mut from, mut until) = (peak, self.people as f64 / self.capacity());
        while until - from > 1e-12 * until {
            let middle = f64::midpoint(from, until);
            if middle <= from || middle >= until {
                break;
            }
            if self.left_over(middle) > 0.0 {
                from = middle;
            } else {
                until = middle;
            }
        }
        f64::midpoint(from, until)
    }

    /// Fluid line at `t`.
    pub fn fluid_at(&self, t: f64) -> f64 {
        if t < self.fluid_empty_at() {
            self.left_over(t).max(0.0)
        } else {
            0.0
        }
    }

    /// Exact mean number present (in line or served) at each of `instants`, for exponential work.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when the instants do not grow
    /// from 0 on, or there are more people (some thousands) than the chain of pairs can hold.
    pub fn mean_path(&self, instants: &[f64]) -> Result<Vec<f64>> {
        let Crowd {
            people,
            mean_delay,
            servers,
            service_rate,
        } = *self;
        let chain = Planar::new([people, people])?
            .with_move([-1, 1], |to_come, _| to_come as f64 / mean_delay)?
            .with_move([0, -1], |_, present| present.min(servers) as f64 * service_rate)?;
        let mut law = chain.certain(people, 0)?;
        let mut now = 0.0;
        instants
            .iter()
            .map(|t| {
                law = chain.after(&law, non_negative("time between instants", t - now)?)?;
                now = *t;
                Ok(chain.mean(&law, |_, present| present as f64))
            })
            .collect()
    }

    /// Rate at which the servers can work.
    fn capacity(&self) -> f64 {
        self.servers as f64 * self.service_rate
    }

    /// What would be left at `t` if the servers were never idle.
    fn left_over(&self, t: f64) -> f64 {
        self.come_by(t) - self.capacity() * t
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    fn opening() -> Result<Crowd> {
        Crowd::new(5_000, 7_200.0, 1, 0.4)
    }

    #[test]
    fn an_opening() -> Result<()> {
        // Reference Q14.
        let (time, line) = opening()?.fluid_peak();
        assert_close(time, 3_971.9, 2e-5);
        assert_close(line, 531.25, 1e-5);
        assert_close(opening()?.fluid_empty_at(), 8_836.0, 1e-4);
        Ok(())
    }

    #[test]
    fn the_reflected_path_and_small_steps_say_the_same() -> Result<()> {
        let crowd = opening()?;
        let dt = 0.05;
        let instants: Vec<f64> = (0..240_000).map(|i| f64::from(i) * dt).collect();
        let reflected = fluid_path(|t| crowd.come_by(t), 0.4, &instants)?;
        // What comes within a step joins the line, what can be served leaves it.
        let mut line = 0.0_f64;
        for (i, t) in instants.iter().enumerate().skip(1) {
            line = (line + crowd.come_by(*t) - crowd.come_by(t - dt) - 0.4 * dt).max(0.0);
            // A quarter of a million sums of thousands lose nine digits at most.
            assert!((reflected[i] - line).abs() < 1e-6 && (crowd.fluid_at(*t) - line).abs() < 1e-6);
        }
        Ok(())
    }

    #[test]
    fn two_rushes_make_two_lines() -> Result<()> {
        // A hundred evenly within the first minute, as many within the third; one served a second.
        let come = |t: f64| 100.0 / 60.0 * (t.min(60.0) + (t - 120.0).clamp(0.0, 60.0));
        let instants: Vec<f64> = (0..=300).map(f64::from).collect();
        let line = fluid_path(come, 1.0, &instants)?;
        for (t, want) in [(60, 40.0), (100, 0.0), (115, 0.0), (180, 40.0), (230, 0.0)] {
            assert_close(line[t], want, 1e-12);
        }
        Ok(())
    }

    #[test]
    fn larger_crowds_come_closer_to_the_fluid() -> Result<()> {
        // The same crowding; the distance per person falls at least like 1/√N.
        let mut last = f64::INFINITY;
        for people in [20, 60, 180] {
            let crowd = Crowd::new(people, 100.0, 1, people as f64 / 180.0)?;
            let instants = [10.0, 40.0, 60.0, 90.0, 120.0];
            let distance = crowd
                .mean_path(&instants)?
                .iter()
                .zip(instants)
                .map(|(mean, t)| (mean - crowd.fluid_at(t)).abs() / people as f64)
                .fold(0.0, f64::max);
            assert!(distance < 0.65 * last, "{distance} after {last}");
            last = distance;
        }
        Ok(())
    }

    #[test]
    fn where_nobody_waits_each_comes_stays_and_goes() -> Result<()> {
        // Desks enough: each person is present with probability (a e^{−bt} − a e^{−at}) / (a − b).
        let (coming, working) = (0.2, 0.5);
        let crowd = Crowd::new(40, 1.0 / coming, 40, working)?;
        let instants = [0.0, 0.5, 3.0, 20.0];
        for (t, mean) in instants.iter().zip(crowd.mean_path(&instants)?) {
            let p = coming / (coming - working) * ((-working * t).exp() - (-coming * t).exp());
            assert_close(mean, 40.0 * p, 1e-12);
        }
        Ok(())
    }

    #[test]
    fn where_there_is_never_a_line() -> Result<()> {
        let quiet = Crowd::new(10, 100.0, 1, 1.0)?;
        assert_eq!(quiet.fluid_peak(), (0.0, 0.0));
        assert_close(quiet.fluid_empty_at(), 0.0, 0.0);
        assert!(fluid_path(|_| 0.0, 1.0, &[1.0, 0.5]).is_err());
        Ok(())
    }
}
