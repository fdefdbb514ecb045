//! How each quantity is measured in a run.
//!
//! Counts and rates are those of the real launch (a run at a small scale counts for as many people
//! as it stands for), over bins of the calendar, evenly within a bin.

use super::quantity::{Blocked, Counted, Quantity, Rate, Reading};
use crate::experiment::record::counted_by;
use crate::experiment::statistics::Interval;
use crate::measures::emergency_cache::CacheSummary;
use clickday_engine::model::CivilClock;
use clickday_engine::model::units::Moment;
use clickday_engine::sim::RunResult;
use clickday_engine::sim::result::{BinCounts, Outcome, Series};

impl Counted {
    /// So many in `series` within `at_s` seconds from the start, of the simulated people.
    fn by(self, series: &Series, at_s: f64) -> f64 {
        let people = |of: fn(&BinCounts) -> u32| counted_by(series, at_s, of);
        match self {
            Counted::Applications => people(|count| count.submitted),
            Counted::People => people(|count| count.came),
            Counted::Attempts => people(|count| count.attempts),
            Counted::AttemptsAndAttack => people(|count| count.attempts) + attack_by(series, at_s),
        }
    }
}

/// Requests of attackers within `at_s` seconds from the start, evenly within a bin.
fn attack_by(series: &Series, at_s: f64) -> f64 {
    let bins = series.start_s.iter().zip(&series.state);
    bins.map(|(start_s, state)| {
        ((at_s - start_s) / series.bin_s).clamp(0.0, 1.0) * f64::from(state.attack_requests)
    })
    .sum()
}

impl Quantity {
    /// Its smallest and greatest value in a run (the same, unless it [`varies`](Quantity::varies)):
    /// people, a second, seconds, or seconds from the start of the run, `+∞` for never. `None`
    /// where a run cannot tell.
    pub fn measure(&self, run: &RunResult, clock: &CivilClock) -> Option<Interval> {
        let at_s = |moment: &Moment| clock.micros(moment) as f64 / 1e6;
        let point = |value: f64| {
            Some(Interval {
                low: value,
                high: value,
            })
        };
        match self {
            Quantity::Count(count) => {
                let by = |moment| count.of.by(&run.series, at_s(moment)) / run.scale;
                point(by(&count.by) - count.since.as_ref().map_or(0.0, by))
            }
            Quantity::Rate(rate) => rate.measure(run, at_s(&rate.from), at_s(&rate.until)),
            Quantity::Blocked(Blocked { from, until }) => {
                point(blocked_s(&run.series, at_s(from), at_s(until))?)
            }
            Quantity::Collapse(_) => point(match &run.collapse {
                None => f64::INFINITY,
                Some(collapse) => at_s(&collapse.since.parse().ok()?),
            }),
            Quantity::Victims(_) => point(CacheSummary::of(run)?.victims as f64),
            Quantity::Given(_) | Quantity::ModelValue(_) | Quantity::Derived(_) | Quantity::Similar(_) => {
                None
            }
        }
    }
}

impl Rate {
    /// A second, in this reading.
    fn measure(&self, run: &RunResult, from_s: f64, until_s: f64) -> Option<Interval> {
        let within = |from_s: f64, until_s: f64| {
            let by = |at_s| self.of.by(&run.series, at_s);
            (by(until_s) - by(from_s)) / (until_s - from_s) / run.scale
        };
        if self.reading == Reading::Mean {
            let mean = within(from_s, until_s);
            return Some(Interval {
                low: mean,
                high: mean,
            });
        }
        let series = &run.series;
        let whole = |start_s: &f64| from_s <= *start_s && start_s + series.bin_s <= until_s;
        let rates = series.start_s.iter().copied().filter(|start_s| whole(start_s));
        let rates = rates.map(|start_s| within(start_s, start_s + series.bin_s));
        let over = rates
            .map(|rate| Interval {
                low: rate,
                high: rate,
            })
            .reduce(|a, b| Interval {
                low: a.low.min(b.low),
                high: a.high.max(b.high),
            })?;
        Some(match self.reading {
            Reading::Busiest => Interval {
                low: over.high,
                ..over
            },
            Reading::Mean | Reading::SomeMoment => over,
        })
    }
}

/// For how long between two instants more attempts that the door let through failed than were
/// served \[s\]; `None` where it let none through.
fn blocked_s(series: &Series, from_s: f64, until_s: f64) -> Option<f64> {
    let groups = series.groups.len().max(1);
    let mut blocked = 0.0;
    let mut let_through = 0;
    for (start_s, counts) in series.start_s.iter().zip(series.counts.chunks(groups)) {
        let overlap = (until_s.min(start_s + series.bin_s) - from_s.max(*start_s)).max(0.0);
        if overlap <= 0.0 {
            continue;
        }
        let of = |outcome: Outcome| {
            let of = |count: &BinCounts| u64::from(count.outcomes[outcome as usize]);
            counts.iter().map(of).sum::<u64>()
        };
        let failed = |outcome: &&Outcome| outcome.is_failure() && **outcome != Outcome::Closed;
        let failed: u64 = Outcome::ALL
            .iter()
            .filter(failed)
            .map(|outcome| of(*outcome))
            .sum();
        let served = of(Outcome::Served);
        let_through += failed + served;
        if failed > served {
            blocked += overlap;
        }
    }
    (let_through > 0).then_some(blocked)
}

/// The value between the ends of `seen` that comes nearest to what is claimed: one within, where
/// there is one.
pub(crate) fn nearest(seen: Interval, claimed: Interval) -> f64 {
    let middle = f64::midpoint(claimed.low, claimed.high);
    let aim = if middle.is_finite() {
        middle
    } else if claimed.low.is_finite() {
        claimed.low
    } else {
        claimed.high
    };
    aim.clamp(seen.low, seen.high)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use clickday_engine::sim::RunOptions;
    use clickday_engine::sim::result::BinState;

    /// A run at a tenth of full scale, in bins of ten minutes from midnight: `submitted`
    /// applications and twice as many attempts for each, all failed, in each.
    fn run(submitted: &[u32]) -> RunResult {
        let mut run = crate::experiment::fake::simulate(&RunOptions::default());
        run.scale = 0.1;
        run.collapse = None;
        let counts = submitted.iter().map(|&submitted| {
            let mut count = BinCounts {
                submitted,
                attempts: 2 * submitted,
                ..BinCounts::default()
            };
            count.outcomes[Outcome::Refused as usize] = 2 * submitted;
            count
        });
        run.series = Series {
            bin_s: 600.0,
            start_s: (0..submitted.len()).map(|bin| 600.0 * bin as f64).collect(),
            groups: vec!["all".to_owned()],
            counts: counts.collect(),
            state: vec![
                BinState {
                    attack_requests: 6,
                    ..BinState::default()
                };
                submitted.len()
            ],
            ..Series::default()
        };
        run
    }

    fn clock() -> CivilClock {
        let calendar = "start = \"2020-04-01 00:00\"\nend = \"2020-04-01 02:00\"";
        CivilClock::new(&toml::from_str(calendar).unwrap()).unwrap()
    }

    fn seen(quantity: &str, submitted: &[u32]) -> Option<(f64, f64)> {
        #[derive(Deserialize)]
        struct File {
            quantity: Quantity,
        }
        let File { quantity } = toml::from_str(&format!("quantity.{quantity}")).unwrap();
        let Interval { low, high } = quantity.measure(&run(submitted), &clock())?;
        Some(((low * 1e6).round() / 1e6, (high * 1e6).round() / 1e6))
    }

    #[test]
    fn a_count_is_of_the_people_of_the_real_launch() {
        let by = "count = { by = \"2020-04-01 00:15\" }";
        assert_eq!(seen(by, &[10, 20, 40]), Some((200.0, 200.0)));
        let since = "count = { since = \"2020-04-01 00:10\", by = \"2020-04-01 00:30\", of = \"attempts\" }";
        assert_eq!(seen(since, &[10, 20, 40]), Some((1_200.0, 1_200.0)));
    }

    #[test]
    fn a_rate_has_a_mean_a_peak_and_a_range() {
        let rate = |more: &str| {
            let window = "from = \"2020-04-01 00:00\", until = \"2020-04-01 00:30\"";
            seen(&format!("rate = {{ {window}{more} }}"), &[12, 24, 36])
        };
        assert_eq!(rate(""), Some((0.4, 0.4)));
        assert_eq!(rate(", reading = \"busiest\""), Some((0.6, 0.6)));
        assert_eq!(rate(", reading = \"some-moment\""), Some((0.2, 0.6)));
        assert_eq!(rate(", of = \"attempts\""), Some((0.8, 0.8)));
        assert_eq!(rate(", of = \"attempts-and-attack\""), Some((0.9, 0.9)));
    }

    #[test]
    fn a_window_without_a_whole_bin_has_no_moment() {
        let rate =
            "rate = { from = \"2020-04-01 00:01\", until = \"2020-04-01 00:09\", reading = \"busiest\" }";
        assert_eq!(seen(rate, &[12]), None);
    }

    #[test]
    fn a_portal_is_blocked_while_more_attempts_fail_than_are_served() {
        let blocked = "blocked = { from = \"2020-04-01 00:05\", until = \"2020-04-01 00:30\" }";
        assert_eq!(seen(blocked, &[10, 0, 40]), Some((900.0, 900.0)));
        assert_eq!(seen(blocked, &[10, 0, 0]), Some((300.0, 300.0)));
        let later = "blocked = { from = \"2020-04-01 00:10\", until = \"2020-04-01 00:30\" }";
        assert_eq!(seen(later, &[10, 0, 0]), None, "nobody was let through");
    }

    #[test]
    fn what_never_happened_is_later_than_everything() {
        let never = seen("collapse = { until = \"2020-04-01 02:00\" }", &[1]);
        assert_eq!(never, Some((f64::INFINITY, f64::INFINITY)));
        let given = "given = { what = \"how long the leak lasted\", in = \"time\" }";
        assert_eq!(seen(given, &[1]), None);
    }

    #[test]
    fn of_the_moments_the_one_that_comes_nearest_counts() {
        let interval = |low, high| Interval { low, high };
        let claimed = interval(250.0, 350.0);
        for (low, high, expected) in [
            (5.0, 25.0, 25.0),
            (900.0, 2_000.0, 900.0),
            (5.0, 2_000.0, 300.0),
            (5.0, 260.0, 260.0),
        ] {
            let found = nearest(interval(low, high), claimed);
            assert!((found - expected).abs() < 1e-12, "{found}");
        }
        let at_least = interval(42.0, f64::INFINITY);
        assert!((nearest(interval(1.0, 100.0), at_least) - 42.0).abs() < 1e-12);
    }
}
