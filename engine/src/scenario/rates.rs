//! Rates that change at given instants: newcomers of open populations, calls, and attacks.

use crate::model::attack::Pulse;
use crate::model::civil::CivilClock;
use crate::model::people::Arrivals;
use crate::model::units::Moment;

use super::distribution::MICROS;

/// Events a second, at a scale, as they change over the run; none before the first change.
#[derive(Debug, Clone, PartialEq)]
pub struct RateCurve {
    /// From an instant \[µs\] on, so many a second.
    steps: Vec<(f64, f64)>,
}

impl RateCurve {
    /// The rates of a Poisson stream of people or calls.
    pub(super) fn of_arrivals(arrivals: &Arrivals, clock: &CivilClock, scale: f64) -> Self {
        let steps = match arrivals {
            Arrivals::Poisson(rate) => vec![(0.0, rate.per_s() * scale)],
            Arrivals::PoissonSteps(steps) => steps
                .iter()
                .map(|step| (clock.micros(&step.from) as f64, step.rate.per_s() * scale))
                .collect(),
        };
        RateCurve { steps }
    }

    /// The rates of an attack, of which pulses that overlap add up.
    pub(super) fn of_pulses(pulses: &[Pulse], clock: &CivilClock, scale: f64) -> Self {
        let micros = |m: &Moment| clock.micros(m) as f64;
        let mut edges: Vec<f64> = pulses
            .iter()
            .flat_map(|p| [micros(&p.from), micros(&p.until)])
            .collect();
        edges.sort_unstable_by(f64::total_cmp);
        edges.dedup();
        let rate_at = |at: f64| {
            let is_on = |p: &&Pulse| micros(&p.from) <= at && at < micros(&p.until);
            pulses.iter().filter(is_on).map(|p| p.rate.per_s()).sum::<f64>() * scale
        };
        RateCurve {
            steps: edges.into_iter().map(|at| (at, rate_at(at))).collect(),
        }
    }

    /// From each instant \[µs\] on, in order, so many a second.
    #[cfg(test)]
    pub(crate) fn of_steps(steps: Vec<(f64, f64)>) -> Self {
        RateCurve { steps }
    }

    /// The changes in order: from an instant \[µs\] on, so many a second.
    pub(crate) fn steps(&self) -> &[(f64, f64)] {
        &self.steps
    }

    /// The rate at `t` \[µs\].
    pub fn at(&self, t: f64) -> f64 {
        let after = self.steps.partition_point(|(from, _)| *from <= t);
        after.checked_sub(1).map_or(0.0, |step| self.steps[step].1)
    }

    /// The highest rate it reaches.
    pub fn highest(&self) -> f64 {
        self.steps.iter().map(|(_, rate)| *rate).fold(0.0, f64::max)
    }

    /// The rate of a curve that does not change over the run.
    pub(crate) fn constant(&self) -> Option<f64> {
        match self.steps.as_slice() {
            [(from, rate)] if *from <= 0.0 => Some(*rate),
            _ => None,
        }
    }

    /// The expected number of events from the start of the run to `t` \[µs\].
    pub(crate) fn expected_before(&self, t: f64) -> f64 {
        let until = |i: usize| self.steps.get(i + 1).map_or(f64::INFINITY, |next| next.0).min(t);
        let length = |i: usize| (until(i) - self.steps[i].0.max(0.0)).max(0.0);
        (0..self.steps.len())
            .map(|i| self.steps[i].1 * length(i) / MICROS)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Calendar;

    const HOUR: f64 = 3.6e9;

    fn clock() -> CivilClock {
        let calendar: Calendar =
            toml::from_str("start = \"2020-04-01 00:00\"\nend = \"2020-04-02 00:00\"").unwrap();
        CivilClock::new(&calendar).unwrap()
    }

    #[test]
    fn a_stream_brings_as_many_as_its_rates_say() {
        let arrivals: Arrivals = toml::from_str(
            "poisson-steps = [{ from = \"2020-04-01 00:00\", rate = \"2 per second\" }, { from = \
                \"2020-04-01 01:00\", rate = \"1 per second\" }]",
        )
        .unwrap();
        let curve = RateCurve::of_arrivals(&arrivals, &clock(), 0.5);
        assert!((curve.expected_before(2.0 * HOUR) - 5_400.0).abs() < 1e-9);
        assert_eq!(curve.constant(), None);
        assert_eq!(curve.highest().to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn pulses_that_overlap_add_up() {
        let pulse = |from: &str, until: &str, rate: &str| -> Pulse {
            toml::from_str(&format!(
                "from = \"2020-04-01 {from}\"\nuntil = \"2020-04-01 {until}\"\nrate = \"{rate} per second\""
            ))
            .unwrap()
        };
        let pulses = [pulse("01:00", "03:00", "2"), pulse("02:00", "04:00", "5")];
        let curve = RateCurve::of_pulses(&pulses, &clock(), 1.0);
        for (hour, rate) in [(0.5, 0.0), (1.0, 2.0), (2.5, 7.0), (3.5, 5.0), (4.0, 0.0)] {
            assert!((curve.at(hour * HOUR) - rate).abs() < 1e-12, "at {hour}");
        }
        assert!((curve.expected_before(24.0 * HOUR) - 2.0 * 3_600.0 * 7.0).abs() < 1e-6);
    }
}
