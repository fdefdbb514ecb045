//! Poisson streams whose rate changes at given instants: newcomers of open populations, and floods.

use crate::math;
use crate::scenario::{MICROS, RateCurve};

use super::random::{Block, Chance, Purpose};

/// A Poisson stream. The n-th gap comes from the n-th draw of its key.
pub(crate) struct Stream {
    /// From an instant \[µs\] on, events a microsecond.
    steps: Vec<(f64, f64)>,
    step: usize,
    /// The last event \[µs\], unrounded, so that rounding does not add up.
    clock: f64,
    key: u64,
    purpose: Purpose,
    drawn: u64,
    block: Option<Block>,
}

impl Stream {
    pub(crate) fn new(rates: &RateCurve, key: u64, purpose: Purpose) -> Self {
        let steps = rates.steps().iter();
        Stream {
            steps: steps.map(|(from, per_s)| (*from, per_s / MICROS)).collect(),
            step: 0,
            clock: 0.0,
            key,
            purpose,
            drawn: 0,
            block: None,
        }
    }

    /// The next event \[µs\]; `None` when there is none any more.
    #[inline]
    pub(crate) fn next(&mut self, chance: &Chance) -> Option<u64> {
        let lane = (self.drawn & 3) as usize;
        if lane == 0 {
            self.block = Some(chance.block(self.key, self.purpose, self.drawn >> 2));
        }
        self.drawn += 1;
        let mut exponential = -math::ln(self.block?.uniform(lane));
        loop {
            let (from, rate) = *self.steps.get(self.step)?;
            self.clock = self.clock.max(from);
            let until = self.steps.get(self.step + 1).map_or(f64::INFINITY, |s| s.0);
            let gap = exponential / rate;
            if rate > 0.0 && self.clock + gap < until {
                self.clock += gap;
                return Some((self.clock + 0.5) as u64);
            }
            if until.is_infinite() {
                return None;
            }
            exponential = (exponential - (until - self.clock).max(0.0) * rate).max(0.0);
            self.clock = self.clock.max(until);
            self.step += 1;
        }
    }

    /// The highest rate it reaches \[events a second\].
    pub(crate) fn highest_rate(&self) -> f64 {
        self.steps
            .iter()
            .map(|(_, rate)| rate * MICROS)
            .fold(0.0, f64::max)
    }

    /// How many events have been drawn.
    pub(crate) fn drawn(&self) -> u64 {
        self.drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts in the stretches of a stream are Poisson: within four standard deviations, and none where the rate is zero.
    #[test]
    fn a_stream_follows_its_rates() {
        let steps = vec![(0.0, 0.0), (1e6, 1e3), (2e6, 0.0), (3e6, 4e3), (5e6, 0.0)];
        let rates = RateCurve::of_steps(steps);
        for key in 0..200 {
            let mut stream = Stream::new(&rates, key << 32, Purpose::Arrivals);
            let chance = Chance::new(3, 0);
            let events: Vec<u64> = std::iter::from_fn(|| stream.next(&chance)).collect();
            assert!(events.is_sorted());
            let within = |from, until| events.iter().filter(|e| (from..until).contains(*e)).count() as f64;
            assert!((within(1_000_000, 2_000_001) - 1000.0).abs() < 4.0 * 1000_f64.sqrt());
            assert!((within(3_000_000, 5_000_001) - 8000.0).abs() < 4.0 * 8000_f64.sqrt());
            let outside = events.len() as f64 - within(1_000_000, 2_000_001) - within(3_000_000, 5_000_001);
            assert!(outside.abs() < 0.5, "{outside} events where the rate is zero");
        }
    }
}
