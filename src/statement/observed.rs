//! One run, asked for the quantities that theory speaks of: counts and rates are told for the real launch.

use clickday_engine::model::civil::CivilClock;
use clickday_engine::sim::RunResult;
use clickday_engine::sim::result::{BinCounts, Outcome, TierSummary};

/// A run beside which theory is laid.
pub(crate) struct Observed<'a> {
    pub(crate) run: &'a RunResult,
    /// Its civil time.
    pub(crate) clock: &'a CivilClock,
    /// Length of the run \[s\].
    pub(crate) seconds: f64,
}

impl<'a> Observed<'a> {
    pub(crate) fn new(run: &'a RunResult, clock: &'a CivilClock) -> Self {
        Observed {
            run,
            clock,
            seconds: clock.horizon_us() as f64 / 1e6,
        }
    }

    /// A count of the run as one of the real launch.
    pub(crate) fn of_launch(&self, count: u64) -> f64 {
        count as f64 / self.run.scale
    }

    /// What a tier came to; in a model made smaller or larger a station is another one, so only at full scale.
    pub(crate) fn station(&self, name: &str) -> Option<&'a TierSummary> {
        self.tier(name).filter(|_| self.run.scale >= 1.0)
    }

    pub(crate) fn tier(&self, name: &str) -> Option<&'a TierSummary> {
        self.run
            .tiers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, tier)| tier)
    }

    /// Something counted in bins, between two instants \[s\]; `None` when the bins are longer than that.
    pub(crate) fn counted(&self, (from, until): (f64, f64), of: impl Fn(&BinCounts) -> u64) -> Option<f64> {
        let series = &self.run.series;
        let groups = series.groups.len().max(1);
        if series.bin_s > until - from {
            return None;
        }
        let bins = series.start_s.iter().zip(series.counts.chunks(groups));
        let within = bins.filter(|(start, _)| (from..until).contains(*start));
        let sum: u64 = within.flat_map(|(_, counts)| counts).map(of).sum();
        Some(sum as f64 / self.run.scale)
    }

    /// Most people who had come and were neither served nor gone, at the end of any bin.
    pub(crate) fn most_unserved(&self) -> f64 {
        let groups = self.run.series.groups.len().max(1);
        let mut unserved = 0_i64;
        let most = self.run.series.counts.chunks(groups).map(|bin| {
            let change = |c: &BinCounts| i64::from(c.came) - i64::from(c.submitted) - i64::from(c.given_up);
            unserved += bin.iter().map(change).sum::<i64>();
            unserved
        });
        most.max().unwrap_or(0) as f64 / self.run.scale
    }

    /// Share of the attempts that ended with the page.
    pub(crate) fn page_success(&self) -> Option<f64> {
        let attempts = &self.run.attempts;
        let ended = attempts.total - attempts.in_flight;
        (ended > 0).then(|| attempts.of(Outcome::Served) as f64 / ended as f64)
    }

    /// When the run collapsed \[s\]; negative: never.
    pub(crate) fn collapsed_at(&self) -> f64 {
        let Some(collapse) = &self.run.collapse else {
            return NEVER;
        };
        let at = collapse.since.parse().map(|m| self.clock.micros(&m) as f64 / 1e6);
        at.unwrap_or(NEVER)
    }
}

/// The moment of what does not happen within the run.
pub(crate) const NEVER: f64 = -1.0;

/// Civil time so many seconds into the run, to the minute, as the model writes it.
pub(crate) fn civil(clock: &CivilClock, seconds: f64) -> String {
    clock.format(((seconds / 60.0).round() * 60e6) as u64)
}
