//! The number of customers present if nobody waits: M/G/∞ with arrivals that change over time.
//!
//! Newcomers are a Poisson stream at rate `λ(u)`, each stays for a time `S` of any law, independent
//! of the others. Then the number present at `t` has a Poisson law (its variance is its mean) with
//!
//! `m(t) = ∫ λ(u) P(S > t − u) du`.
//!
//! It is what demand would be if capacity did not matter: people reading a page, sessions alive,
//! calls in progress. With `H(x) = ∫₀ˣ P(S > v) dv`, a rate `r` between two instants adds
//! `r (H(t − from) − H(t − until))`, so that any rate in steps has an exact answer; a daily wave
//! `λ̄ (1 + β sin ωt)` has
//!
//! `m(t) = λ̄ (E[S] + β (E[sin ωS] sin ωt − (1 − E[cos ωS]) cos ωt) / ω)`:
//!
//! the crowd follows the newcomers late, and flatter.
//!
//! Source: S. Eick, W. Massey, W. Whitt, "The physics of the `M_t/G/∞` queue", *Operations
//! Research* 41 (1993), and "`M_t/G/∞` queues with sinusoidal arrival rates", *Management Science*
//! 39 (1993).

use std::f64::consts::TAU;

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::gamma::{gamma_lr, gamma_ur};

use super::error::{Result, TheoryError, at_least_one, check, non_negative, positive, probability};

/// How long people stay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SojournTime(Law);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Law {
    Fixed { length: f64 },
    Erlang { mean: f64, stages: f64 },
    Uniform { from: f64, to: f64 },
    Lognormal { mean: f64, sigma: f64 },
}

impl SojournTime {
    /// Always the same.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `length` is not above 0; so for the mean of every law
    /// below.
    pub fn fixed(length: f64) -> Result<Self> {
        positive("stay", length).map(|length| SojournTime(Law::Fixed { length }))
    }

    /// Exponential.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `mean` is not above 0.
    pub fn exponential(mean: f64) -> Result<Self> {
        SojournTime::erlang(mean, 1)
    }

    /// Sum of `stages` exponentials.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `mean` is not above 0 or there is no stage.
    pub fn erlang(mean: f64, stages: usize) -> Result<Self> {
        Ok(SojournTime(Law::Erlang {
            mean: positive("mean stay", mean)?,
            stages: at_least_one("stages", stages)? as f64,
        }))
    }

    /// Evenly between `from` and `to`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] unless `0 ≤ from < to`.
    pub fn uniform(from: f64, to: f64) -> Result<Self> {
        positive("longest stay", to)?;
        check(
            (0.0..to).contains(&from),
            "shortest stay",
            "at least 0 and below the longest",
            from,
        )?;
        Ok(SojournTime(Law::Uniform { from, to }))
    }

    /// Lognormal with this coefficient of variation.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when a parameter is not above 0.
    pub fn lognormal(mean: f64, cv: f64) -> Result<Self> {
        Ok(SojournTime(Law::Lognormal {
            mean: positive("mean stay", mean)?,
            sigma: positive("coefficient of variation", cv)?.powi(2).ln_1p().sqrt(),
        }))
    }

    /// Mean stay.
    pub fn mean(self) -> f64 {
        match self.0 {
            Law::Fixed { length } => length,
            Law::Erlang { mean, .. } | Law::Lognormal { mean, .. } => mean,
            Law::Uniform { from, to } => f64::midpoint(from, to),
        }
    }

    /// Share of people who stay longer than `t`.
    pub fn beyond(self, t: f64) -> f64 {
        if t <= 0.0 {
            return 1.0;
        }
        match self.0 {
            Law::Fixed { length } => f64::from(u8::from(t < length)),
            Law::Erlang { mean, stages } => gamma_ur(stages, stages * t / mean),
            Law::Uniform { from, to } => ((to - t) / (to - from)).clamp(0.0, 1.0),
            Law::Lognormal { mean, sigma } => Normal::standard().sf((t / mean).ln() / sigma + sigma / 2.0),
        }
    }

    /// Mean of the stay cut off at `t`, `H(t) = E[min(S, t)]`; 0 for `t` below 0.
    pub fn mean_up_to(self, t: f64) -> f64 {
        if t <= 0.0 {
            return 0.0;
        }
        let those_gone = match self.0 {
            Law::Fixed { length } => return t.min(length),
            Law::Erlang { mean, stages } => mean * gamma_lr(stages + 1.0, stages * t / mean),
            Law::Uniform { from, to } => {
                let t = t.clamp(from, to);
                (t * t - from * from) / (2.0 * (to - from))
            }
            Law::Lognormal { mean, sigma } => {
                mean * Normal::standard().cdf((t / mean).ln() / sigma - sigma / 2.0)
            }
        };
        let those_there = if self.beyond(t) > 0.0 {
            t * self.beyond(t)
        } else {
            0.0
        };
        those_gone + those_there
    }

    /// `(E[cos ωS], E[sin ωS])`.
    fn wave(self, omega: f64) -> (f64, f64) {
        match self.0 {
            Law::Fixed { length } => ((omega * length).cos(), (omega * length).sin()),
            Law::Erlang { mean, stages } => {
                let x = omega * mean / stages;
                let (size, angle) = ((1.0 + x * x).powf(-stages / 2.0), stages * x.atan());
                (size * angle.cos(), size * angle.sin())
            }
            Law::Uniform { from, to } => {
                let (a, b, width) = (omega * from, omega * to, omega * (to - from));
                ((b.sin() - a.sin()) / width, (a.cos() - b.cos()) / width)
            }
            Law::Lognormal { mean, sigma } => lognormal_wave(omega, mean, sigma),
        }
    }
}

/// `(E[cos ωS], E[sin ωS])` of a lognormal stay, which has no closed form: the trapezoidal rule
/// over the normal law of its logarithm, whose error falls faster than any power of the step.
fn lognormal_wave(omega: f64, mean: f64, sigma: f64) -> (f64, f64) {
    // Nine standard deviations leave out 10⁻¹⁸.
    const REACH: f64 = 9.0;
    const POINTS: i32 = 40_000;
    let step = 2.0 * REACH / f64::from(POINTS);
    let (mut cos, mut sin, mut total) = (0.0, 0.0, 0.0);
    for i in 0..=POINTS {
        let z = f64::from(i) * step - REACH;
        let weight = (-z * z / 2.0).exp();
        let angle = omega * mean * (sigma * z - sigma * sigma / 2.0).exp();
        cos += weight * angle.cos();
        sin += weight * angle.sin();
        total += weight;
    }
    (cos / total, sin / total)
}

/// Arrivals at a rate in steps, each staying for a while, nobody waiting.
#[derive(Debug, Clone, PartialEq)]
pub struct InfiniteServers {
    /// From an instant on, at a rate.
    steps: Vec<(f64, f64)>,
    stay: SojournTime,
}

impl InfiniteServers {
    /// Arrivals at the rate of the last of `steps` (from an instant on, a rate) begun, and none
    /// before the first. Nobody is there before.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when a rate is negative or the instants do not grow.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::infinite_servers::{InfiniteServers, SojournTime};
    ///
    /// // Doors open for a minute, at ten a second; everyone stays for half a minute.
    /// let crowd = InfiniteServers::new(&[(0.0, 10.0), (60.0, 0.0)], SojournTime::fixed(30.0)?)?;
    /// assert_eq!(crowd.mean_present(15.0), 150.0);
    /// assert_eq!(crowd.mean_present(60.0), 300.0);
    /// assert_eq!(crowd.mean_present(80.0), 100.0);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(steps: &[(f64, f64)], stay: SojournTime) -> Result<Self> {
        for (_, rate) in steps {
            non_negative("arrival rate", *rate)?;
        }
        for pair in steps.windows(2) {
            check(
                pair[0].0 < pair[1].0,
                "instant of a step",
                "later than the one before",
                pair[1].0,
            )?;
        }
        Ok(InfiniteServers {
            steps: steps.to_vec(),
            stay,
        })
    }

    /// Mean number present at `t`; its law is Poisson.
    pub fn mean_present(&self, t: f64) -> f64 {
        let untils = self.steps.iter().skip(1).map(|step| step.0);
        self.steps
            .iter()
            .zip(untils.chain([f64::INFINITY]))
            .map(|((from, rate), until)| {
                rate * (self.stay.mean_up_to(t - from) - self.stay.mean_up_to(t - until))
            })
            .sum()
    }
}

/// Arrivals in a wave, `λ̄ (1 + β sin(2πt/period))`, since ever.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wave {
    mean_rate: f64,
    amplitude: f64,
    omega: f64,
}

impl Wave {
    /// Arrivals at `mean_rate` on average, that swing by the share `amplitude` of it, once a
    /// `period`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] for a rate or period not above 0, or an amplitude not in [0,
    /// 1].
    pub fn new(mean_rate: f64, amplitude: f64, period: f64) -> Result<Self> {
        Ok(Wave {
            mean_rate: positive("mean arrival rate", mean_rate)?,
            amplitude: probability("amplitude", amplitude)?,
            omega: TAU / positive("period", period)?,
        })
    }

    /// Arrivals per unit of time at `t`.
    pub fn rate(&self, t: f64) -> f64 {
        self.mean_rate * (1.0 + self.amplitude * (self.omega * t).sin())
    }

    /// Mean number present at `t` when each stays for `stay`; its law is Poisson.
    pub fn mean_present(&self, stay: SojournTime, t: f64) -> f64 {
        let (cos, sin) = stay.wave(self.omega);
        let phase = self.omega * t;
        let swing = (sin * phase.sin() - (1.0 - cos) * phase.cos()) / self.omega;
        self.mean_rate * (stay.mean() + self.amplitude * swing)
    }
}

/// Mean number present at `t` for arrivals at any smooth `rate` from `since` on and stays with the
/// smooth tail `beyond`, by Simpson's rule with ever more pieces.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`] when `t` lies before `since`, [`TheoryError::NotSettled`] when a
/// million pieces do not settle eleven digits.
pub fn mean_present(
    rate: impl Fn(f64) -> f64,
    beyond: impl Fn(f64) -> f64,
    since: f64,
    t: f64,
) -> Result<f64> {
    const MOST_PIECES: usize = 1 << 20;
    const SETTLED: f64 = 1e-11;
    let span = non_negative("time since the first arrivals", t - since)?;
    let value = |x: f64| rate(since + x * span) * beyond((1.0 - x) * span);
    let ends = value(0.0) + value(1.0);
    let (mut inner, mut pieces) = (value(0.5), 2_usize);
    let mut last = span / 6.0 * (ends + 4.0 * inner);
    while pieces < MOST_PIECES {
        let width = 1.0 / (2 * pieces) as f64;
        let between: f64 = (0..pieces).map(|i| value((2 * i + 1) as f64 * width)).sum();
        pieces *= 2;
        let now = span / (3 * pieces) as f64 * (ends + 2.0 * inner + 4.0 * between);
        inner += between;
        // A few pieces may agree by chance.
        if pieces > 64 && (now - last).abs() <= SETTLED * now.abs() {
            return Ok(now);
        }
        last = now;
    }
    Err(TheoryError::NotSettled {
        what: "the number present",
        limit: MOST_PIECES,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    fn every_law() -> Result<Vec<SojournTime>> {
        Ok(vec![
            SojournTime::fixed(3.0)?,
            SojournTime::exponential(3.0)?,
            SojournTime::erlang(3.0, 4)?,
            SojournTime::uniform(1.0, 5.0)?,
            SojournTime::lognormal(3.0, 1.5)?,
        ])
    }

    #[test]
    fn a_day_of_calls() -> Result<()> {
        // Reference Q12.
        let day = Wave::new(100.0, 0.6, 24.0)?;
        let stay = SojournTime::exponential(3.0)?;
        assert_close(day.mean_present(stay, 0.0), 212.563_537, 1e-8);
        assert_close(day.mean_present(stay, 6.0), 411.327_562, 1e-8);
        // Most people come at 6, most are there a good two hours later.
        assert!(day.mean_present(stay, 8.0) > day.mean_present(stay, 6.0));
        assert!(day.rate(8.0) < day.rate(6.0));
        Ok(())
    }

    #[test]
    fn the_differential_equation_says_the_same() -> Result<()> {
        // Exponential stays: m' = λ(t) − m/E[S]. Heun's rule, from a long time ago.
        let day = Wave::new(100.0, 0.6, 24.0)?;
        let (dt, steps) = (1e-3, 246_000);
        let mut m = 0.0;
        for i in 0..steps {
            let t = f64::from(i) * dt - 240.0;
            let slope = |t: f64, m: f64| day.rate(t) - m / 3.0;
            let first = slope(t, m);
            m += dt * f64::midpoint(first, slope(t + dt, m + dt * first));
        }
        assert_close(m, day.mean_present(SojournTime::exponential(3.0)?, 6.0), 1e-7);
        Ok(())
    }

    #[test]
    fn quadrature_says_the_same_for_every_smooth_law() -> Result<()> {
        let day = Wave::new(100.0, 0.6, 24.0)?;
        // A fixed stay has no smooth tail; the tails of the others have kinks at 1 and 5 at most.
        for stay in every_law()?.into_iter().skip(1) {
            for t in [0.0, 7.5] {
                // Those who came between `ago` and `until` before t.
                let whole: f64 = [(1.0, 0.0), (5.0, 1.0), (2_000.0, 5.0)]
                    .into_iter()
                    .map(|(ago, until)| {
                        mean_present(|u| day.rate(u), |v| stay.beyond(v + until), t - ago, t - until)
                    })
                    .sum::<Result<f64>>()?;
                assert_close(day.mean_present(stay, t), whole, 1e-8);
            }
        }
        Ok(())
    }

    #[test]
    fn steps_small_enough_are_a_wave() -> Result<()> {
        let day = Wave::new(100.0, 0.6, 24.0)?;
        let width = 0.02;
        let steps: Vec<(f64, f64)> = (-20_000..600)
            .map(|i| f64::from(i) * width)
            .map(|from| (from, day.rate(from + width / 2.0)))
            .collect();
        for stay in every_law()? {
            let crowd = InfiniteServers::new(&steps, stay)?;
            for t in [0.0, 5.01, 11.0] {
                assert_close(crowd.mean_present(t), day.mean_present(stay, t), 2e-5);
            }
        }
        Ok(())
    }

    #[test]
    fn in_the_end_only_the_mean_stay_counts() -> Result<()> {
        for stay in every_law()? {
            let crowd = InfiniteServers::new(&[(0.0, 7.0)], stay)?;
            assert_close(crowd.mean_present(1e6), 21.0, 1e-9);
            assert_close(crowd.mean_present(0.0), 0.0, 0.0);
            // H is the integral of the tail.
            let dt = 1e-3;
            let integral: f64 = (0..4_000)
                .map(|i| stay.beyond((f64::from(i) + 0.5) * dt) * dt)
                .sum();
            assert_close(stay.mean_up_to(4.0), integral, 1e-6);
        }
        Ok(())
    }

    #[test]
    fn what_cannot_be_is_refused() -> Result<()> {
        assert!(SojournTime::uniform(3.0, 3.0).is_err());
        assert!(Wave::new(1.0, 1.5, 24.0).is_err());
        assert!(InfiniteServers::new(&[(1.0, 1.0), (1.0, 2.0)], SojournTime::fixed(1.0)?).is_err());
        Ok(())
    }
}
