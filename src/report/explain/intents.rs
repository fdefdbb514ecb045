//! When people first want to apply, as an expected count: the demand profile without its chance.
//!
//! `before(t)` is the expected number of first intents before `t`, the mean of what the engine draws: profiles are mixtures of
//! parts, streams have a rate. Intents that would fall before the start of the run happen at the start.

use crate::model::Law;
use crate::model::civil::CivilClock;
use crate::model::people::{Arrivals, Demand, DemandPart, Stretch};

use super::law;

/// When a number of people first want to apply.
#[derive(Debug, Clone, Default)]
pub(super) struct Intents {
    /// So many people, each group of them in its own way.
    parts: Vec<(f64, When)>,
}

#[derive(Debug, Clone)]
enum When {
    /// At an instant \[s\], and so much later.
    After(f64, Option<Law>),
    /// Evenly within each stretch: its start \[s\], its length \[s\], and the share up to its end.
    Pieces(Vec<(f64, f64, f64)>),
    /// At a rate \[1/s\] from an instant \[s\] on. Its weight is 1.
    Rates(Vec<(f64, f64)>),
}

impl Intents {
    /// `people` come as `demand` says.
    pub(super) fn closed(people: f64, demand: &Demand, clock: &CivilClock) -> Self {
        let total: f64 = demand.part.iter().map(weight).sum();
        let part = |part: &DemandPart| (people * weight(part) / total, when(part, clock));
        Intents {
            parts: demand.part.iter().map(part).collect(),
        }
    }

    /// Newcomers as a Poisson stream.
    pub(super) fn open(arrivals: &Arrivals, clock: &CivilClock) -> Self {
        let rates = match arrivals {
            Arrivals::Poisson(rate) => vec![(0.0, rate.per_s())],
            Arrivals::PoissonSteps(steps) => steps
                .iter()
                .map(|step| (seconds(clock, &step.from), step.rate.per_s()))
                .collect(),
        };
        Intents {
            parts: vec![(1.0, When::Rates(rates))],
        }
    }

    /// Others come as well.
    pub(super) fn join(&mut self, others: Intents) {
        self.parts.extend(others.parts);
    }

    /// Expected number of first intents before `t` \[s\].
    pub(super) fn before(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return 0.0;
        }
        self.parts
            .iter()
            .map(|(people, when)| people * when.before(t))
            .sum()
    }

    /// The constant rate \[1/s\] at which people come over the whole run, if they do.
    pub(super) fn constant_rate(&self) -> Option<f64> {
        match self.parts.as_slice() {
            [(_, When::Rates(steps))] if steps.len() == 1 && steps[0].0 <= 0.0 => Some(steps[0].1),
            _ => None,
        }
    }
}

impl When {
    /// Share (for rates: number) before `t > 0`.
    fn before(&self, t: f64) -> f64 {
        match self {
            When::After(at, Some(after)) => law::below(after, t - at),
            When::After(at, None) => f64::from(u8::from(*at < t)),
            When::Pieces(pieces) => {
                let mut up_to = 0.0;
                for (start, length, share) in pieces {
                    if t < start + length {
                        let within = ((t - start) / length).max(0.0);
                        return up_to + (share - up_to) * within;
                    }
                    up_to = *share;
                }
                up_to
            }
            When::Rates(steps) => (0..steps.len())
                .map(|i| {
                    let until = steps.get(i + 1).map_or(f64::INFINITY, |next| next.0).min(t);
                    steps[i].1 * (until - steps[i].0.max(0.0)).max(0.0)
                })
                .sum(),
        }
    }
}

fn when(part: &DemandPart, clock: &CivilClock) -> When {
    match part {
        DemandPart::Rush(rush) => When::After(seconds(clock, &rush.at), Some(rush.after.clone())),
        DemandPart::Burst(burst) => When::After(seconds(clock, &burst.at), None),
        DemandPart::Even(even) => {
            let from = seconds(clock, &even.from);
            When::Pieces(vec![(from, seconds(clock, &even.until) - from, 1.0)])
        }
        DemandPart::Diurnal(diurnal) => When::Pieces(diurnal.curve(clock).into_iter().map(piece).collect()),
    }
}

fn piece(stretch: Stretch) -> (f64, f64, f64) {
    (
        stretch.start_us as f64 / 1e6,
        stretch.length_us as f64 / 1e6,
        stretch.share,
    )
}

fn weight(part: &DemandPart) -> f64 {
    match part {
        DemandPart::Rush(p) => p.weight.get(),
        DemandPart::Diurnal(p) => p.weight.get(),
        DemandPart::Burst(p) => p.weight.get(),
        DemandPart::Even(p) => p.weight.get(),
    }
}

/// Seconds from the start of the run to a moment.
pub(super) fn seconds(clock: &CivilClock, moment: &crate::model::units::Moment) -> f64 {
    clock.micros(moment) as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Calendar;

    fn clock() -> CivilClock {
        let calendar: Calendar =
            toml::from_str("start = \"2020-04-01 00:00\"\nend = \"2020-04-02 00:00\"").unwrap();
        CivilClock::new(&calendar).unwrap()
    }

    fn demand(text: &str) -> Demand {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_rush_has_its_share_by_its_median() {
        let rush = demand(
            "[[part]]\nrush = { weight = 1, at = \"2020-04-01 01:00\", after = { lognormal = { \
                median = \"30 min\", sigma = 1.0 } } }",
        );
        let intents = Intents::closed(1_000.0, &rush, &clock());
        assert!(intents.before(3_600.0).abs() < 1e-9);
        assert!((intents.before(5_400.0) - 500.0).abs() < 1e-6);
    }

    #[test]
    fn a_day_follows_its_hours() {
        // Two hours with anybody: 06 to 07 three times as busy as 07 to 08.
        let mut hours = ["0"; 24];
        (hours[6], hours[7]) = ("3", "1");
        let text = format!(
            "[[part]]\ndiurnal = {{ weight = 1, from = \"2020-04-01 00:00\", days = [1], hours = [{}] }}",
            hours.join(",")
        );
        let intents = Intents::closed(400.0, &demand(&text), &clock());
        for (hour, people) in [
            (6.0, 0.0),
            (6.5, 150.0),
            (7.0, 300.0),
            (7.5, 350.0),
            (20.0, 400.0),
        ] {
            assert!(
                (intents.before(hour * 3_600.0) - people).abs() < 1e-9,
                "at {hour}"
            );
        }
    }

    #[test]
    fn a_burst_and_a_stream() {
        let burst = demand("[[part]]\nburst = { weight = 2, at = \"2020-04-01 00:00\" }");
        assert!((Intents::closed(7.0, &burst, &clock()).before(1e-3) - 7.0).abs() < 1e-12);
        let steps: Arrivals = toml::from_str(
            "poisson-steps = [{ from = \"2020-04-01 00:00\", rate = \"2 per second\" }, { from = \
                \"2020-04-01 01:00\", rate = \"1 per second\" }]",
        )
        .unwrap();
        let stream = Intents::open(&steps, &clock());
        assert!((stream.before(7_200.0) - 10_800.0).abs() < 1e-9);
        assert_eq!(stream.constant_rate(), None);
    }
}
