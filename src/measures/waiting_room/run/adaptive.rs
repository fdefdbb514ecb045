//! A release rate that follows the portal's health: additive increase, multiplicative decrease.
//!
//! In the fluid limit, with a portal that is well below a rate `C` and not above it, the rate climbs to `C`, falls to `βC`, and
//! climbs again: a sawtooth of mean `C (1+β)/2` (Chiu & Jain, "Analysis of the increase and decrease algorithms for congestion
//! avoidance in computer networks", *Computer Networks and ISDN Systems* 17 (1989)).

use crate::measures::waiting_room::Adaptive as Spec;
use clickday_engine::scenario::MICROS;
use clickday_engine::sim::door::Observer;
use clickday_engine::sim::result::Outcome;

/// Share of the pages that must be quick: the 95th percentile is below the limit.
const QUICK: f64 = 0.95;

/// Decides the rate from what it hears of pages.
#[derive(Debug)]
pub(crate) struct Adaptive {
    /// How often it decides \[µs\].
    pub(crate) every: u64,
    /// Calls \[1/µs\].
    rate: f64,
    page_time: u64,
    errors: f64,
    increase: f64,
    decrease: f64,
    least: f64,
    quick: u64,
    slow: u64,
    failed: u64,
}

impl Adaptive {
    /// Begins at `rate` \[1/s\], both at the run's scale.
    pub(crate) fn new(spec: &Spec, rate: Option<f64>, scale: f64) -> Self {
        let least = spec.least.per_s() * scale / MICROS;
        Adaptive {
            every: spec.every.as_micros(),
            rate: rate.map_or(least, |rate| (rate / MICROS).max(least)),
            page_time: spec.page_time.as_micros(),
            errors: spec.errors.get(),
            increase: spec.increase.per_s() * scale / MICROS,
            decrease: spec.decrease.get(),
            least,
            quick: 0,
            slow: 0,
            failed: 0,
        }
    }

    /// Time between two calls \[µs\].
    pub(crate) fn gap(&self) -> f64 {
        1.0 / self.rate
    }

    /// What it has heard so far does not count.
    pub(crate) fn listen_anew(&mut self) {
        (self.quick, self.slow, self.failed) = (0, 0, 0);
    }

    /// The interval is over. True if the rate has changed. It only grows while it is what holds people back.
    pub(crate) fn decide(&mut self, binding: bool) -> bool {
        let served = (self.quick + self.slow) as f64;
        let failed = std::mem::take(&mut self.failed) as f64;
        let well = self.quick as f64 >= QUICK * served && failed <= self.errors * (served + failed);
        (self.quick, self.slow) = (0, 0);
        let before = self.rate;
        if !well {
            self.rate = (self.rate * self.decrease).max(self.least);
        } else if binding {
            self.rate += self.increase;
        }
        self.rate.to_bits() != before.to_bits()
    }
}

impl Observer for Adaptive {
    /// What the door itself turns away says nothing of the portal.
    fn ended(&mut self, outcome: Outcome, took: u64) {
        match outcome {
            Outcome::Served if took < self.page_time => self.quick += 1,
            Outcome::Served => self.slow += 1,
            Outcome::Refused | Outcome::GatewayTimeout | Outcome::BacklogTimeout | Outcome::Abandoned => {
                self.failed += 1;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A portal that answers quickly up to 100 calls a second, and slowly above.
    fn mean_rate(increase: f64, decrease: f64) -> f64 {
        let spec: Spec = toml::from_str(&format!(
            "page-time = \"1 s\"\nerrors = 0.05\nincrease = \"{increase} per second\"\ndecrease = {decrease}\nevery = \"1 min\"\n\
             least = \"1 per second\""
        ))
        .unwrap();
        let mut control = Adaptive::new(&spec, Some(100.0), 1.0);
        let decisions = 2_000_000;
        let mut sum = 0.0;
        for _ in 0..decisions {
            let rate = MICROS / control.gap();
            sum += rate;
            let took = if rate > 100.0 { 2_000_000 } else { 500_000 };
            control.ended(Outcome::Served, took);
            control.decide(true);
        }
        sum / f64::from(decisions)
    }

    #[test]
    fn the_sawtooth_has_its_fluid_mean() {
        // Off by at most one step at the top and one at the bottom.
        for decrease in [0.5, 0.8] {
            for increase in [0.1, 0.01] {
                let exact = 100.0 * (1.0 + decrease) / 2.0;
                let mean = mean_rate(increase, decrease);
                assert!(
                    (mean - exact).abs() <= increase,
                    "{mean} for {exact}, steps of {increase}"
                );
            }
        }
    }

    #[test]
    fn it_does_not_grow_while_nobody_is_held_back_and_never_falls_below_its_least() {
        let spec: Spec = toml::from_str(
            "page-time = \"1 s\"\nerrors = 0.1\nincrease = \"1 per second\"\ndecrease = 0.1\nevery = \"1 min\"\nleast = \"2 per second\"",
        )
        .unwrap();
        let mut control = Adaptive::new(&spec, Some(10.0), 1.0);
        control.ended(Outcome::Served, 1);
        assert!(!control.decide(false));
        for _ in 0..5 {
            control.ended(Outcome::Refused, 0);
            control.decide(true);
        }
        assert!((MICROS / control.gap() - 2.0).abs() < 1e-9);
        // A tenth of the attempts may fail.
        (0..9).for_each(|_| control.ended(Outcome::Served, 1));
        control.ended(Outcome::Abandoned, 0);
        assert!(control.decide(true) && MICROS / control.gap() > 2.9);
    }
}
