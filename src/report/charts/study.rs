//! What the charts are about: the runs of a model, one case for each policy.
//!
//! A case is drawn from one representative run, the first of those at the greatest scale. Where a policy was
//! simulated several times at one scale, those days give the band around its line. Figures in titles and labels are
//! means over all runs at the scale that is drawn, as in the table of results.

use crate::messages::Language;
use crate::messages::charts::{ChartText, Collapsed, Ends, Footer, Of, Peak, Proportion};
use crate::metrics::catalogue::COLLAPSED;
use crate::metrics::{Metric, View};
use clickday_engine::model::Model;
use clickday_engine::model::civil::CivilClock;
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::RunResult;

use super::error::ChartError;
use super::look::Look;
use super::strip::Strip;

/// The runs to draw, sorted out.
pub(super) struct Study<'a> {
    pub(super) model: &'a Model,
    pub(super) clock: CivilClock,
    pub(super) cases: Vec<Case<'a>>,
    /// Where the time axes end \[s\].
    pub(super) end_s: f64,
    /// The language of titles and labels.
    pub(super) language: Language,
}

/// A policy and the runs made under it.
pub(super) struct Case<'a> {
    pub(super) name: &'a str,
    /// What the policy is called in charts: its title up to the first colon or comma.
    pub(super) title: String,
    /// The run the lines are drawn from.
    pub(super) run: &'a RunResult,
    /// All runs at its scale, itself included: what figures are means over.
    alike: Vec<&'a RunResult>,
    /// Simulated days at one scale, for bands; empty when there is only one.
    pub(super) days: Vec<&'a RunResult>,
    pub(super) look: Look,
    /// What was run: the model under the policy, at the scale of the run that is drawn.
    pub(super) scenario: Scenario,
    pub(super) strip: Strip,
}

impl<'a> Study<'a> {
    /// Sorts `runs` by policy, in the order in which policies first appear.
    ///
    /// # Errors
    /// When there are no runs, the model's calendar has no clock, or a run's policy is not in the model.
    pub(super) fn new(
        model: &'a Model,
        runs: &[&'a RunResult],
        language: Language,
    ) -> Result<Self, ChartError> {
        let clock = CivilClock::new(&model.calendar)?;
        let mut names: Vec<&'a str> = Vec::new();
        for run in runs {
            if !names.contains(&run.policy.as_str()) {
                names.push(&run.policy);
            }
        }
        let titles = titles(model, &names, language.charts());
        let mut cases = Vec::with_capacity(names.len());
        for (i, (name, title)) in names.into_iter().zip(titles).enumerate() {
            let of_policy: Vec<&'a RunResult> = runs.iter().copied().filter(|r| r.policy == name).collect();
            cases.push(Case::new(model, title, &of_policy, i, language)?);
        }
        let last_bin = cases.iter().map(|case| end_s(case.run)).fold(0.0, f64::max);
        let end_s = if last_bin > 0.0 {
            last_bin
        } else {
            clock.horizon_us() as f64 / 1e6
        };
        if cases.is_empty() {
            Err(ChartError::NoRuns)
        } else {
            Ok(Study {
                model,
                clock,
                cases,
                end_s,
                language,
            })
        }
    }

    /// Clock time `seconds` into the run.
    pub(super) fn civil(&self, seconds: f64) -> String {
        self.clock.format((seconds.max(0.0) * 1e6) as u64)
    }

    /// The catalogue of messages.
    pub(super) fn say(&self) -> &'static dyn ChartText {
        self.language.charts()
    }

    /// The line under every chart: what was simulated, how often, with what.
    pub(super) fn footer(&self) -> String {
        let runs = self.cases.iter().map(|c| c.run);
        let mut seeds: Vec<u64> = runs.clone().map(|r| r.seed).collect();
        seeds.sort_unstable();
        seeds.dedup();
        let launches = self.cases.iter().map(Case::launches);
        self.say().footer(&Footer {
            model: &self.model.title,
            zone: self.clock.zone(),
            seeds: &seeds,
            launches: (launches.clone().min().unwrap_or(0), launches.max().unwrap_or(0)),
            scale: runs.map(|r| r.scale).fold(1.0, f64::min),
            version: env!("CARGO_PKG_VERSION"),
        })
    }

    /// The deadline, civil time.
    pub(super) fn deadline(&self) -> String {
        let calendar = &self.model.calendar;
        let moment = calendar.deadline.as_ref().unwrap_or(&calendar.end);
        self.civil(self.clock.micros(moment) as f64 / 1e6)
    }

    /// Width of a bin of the series \[s\].
    pub(super) fn bin_s(&self) -> f64 {
        self.cases.first().map_or(0.0, |c| c.run.series.bin_s)
    }

    /// The cases with the highest and with the lowest value, of those that have one.
    pub(super) fn ends<T: Copy>(
        &self,
        value: impl Fn(&Case<'_>) -> Option<T>,
        key: impl Fn(&T) -> f64,
    ) -> Option<Ends<'_, T>> {
        let values: Vec<Of<'_, T>> = self
            .cases
            .iter()
            .filter_map(|case| Some(case.of(value(case)?)))
            .collect();
        let by = |a: &&Of<'_, T>, b: &&Of<'_, T>| key(&a.value).total_cmp(&key(&b.value));
        Some(Ends {
            highest: *values.iter().max_by(by)?,
            lowest: *values.iter().min_by(by)?,
            policies: self.cases.len(),
            launches: self.cases.iter().map(Case::launches).max().unwrap_or(0),
        })
    }

    /// The highest of the values of the bins of a case, and when its bin begins; the first of several.
    pub(super) fn peak(&self, case: &Case<'_>, values: &[f64]) -> Option<Peak> {
        let bins = values.iter().copied().zip(&case.run.series.start_s);
        let (most, start_s) = bins.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(a.1)))?;
        Some(Peak {
            most,
            at: self.civil(*start_s),
        })
    }

    /// A value of each case.
    pub(super) fn of_each<T>(&self, value: impl Fn(&Case<'_>) -> T) -> Vec<Of<'_, T>> {
        self.cases.iter().map(|case| case.of(value(case))).collect()
    }

    /// What the shaded bands of a chart mean, as a sentence; `None` when it has none.
    pub(super) fn band_words(&self) -> Option<String> {
        let case = self.cases.iter().find(|case| case.days.len() > 1)?;
        let n = case.days.len();
        Some(self.say().shaded(n as u64, case.days[0].scale, Band::middle(n)))
    }
}

/// Titles of policies for a chart: the first clause of each, or all of it where the first clause is that of another too.
fn titles(model: &Model, names: &[&str], say: &dyn ChartText) -> Vec<String> {
    let whole: Vec<String> = names
        .iter()
        .map(|name| match model.policy.get(*name) {
            Some(policy) if !policy.title.is_empty() => policy.title.clone(),
            _ => name.replace('-', " "),
        })
        .collect();
    let clauses: Vec<&str> = whole.iter().map(|title| first_clause(title)).collect();
    let alone = |clause: &str| clauses.iter().filter(|other| **other == clause).count() == 1;
    let told = whole.iter().zip(&clauses);
    told.map(|(title, clause)| say.label_of(if alone(clause) { clause } else { title }))
        .collect()
}

/// Up to a comma or a colon; that of a clock time is none.
fn first_clause(title: &str) -> &str {
    let end = [": ", ", "].iter().filter_map(|mark| title.find(mark)).min();
    title[..end.unwrap_or(title.len())].trim()
}

impl<'a> Case<'a> {
    fn new(
        model: &Model,
        title: String,
        runs: &[&'a RunResult],
        index: usize,
        language: Language,
    ) -> Result<Self, ChartError> {
        let first = runs.first().copied().ok_or(ChartError::NoRuns)?;
        let run = runs
            .iter()
            .copied()
            .fold(first, |best, r| if r.scale > best.scale { r } else { best });
        let scenario = Scenario::new(model, &run.policy, run.scale, None)?;
        Ok(Case {
            name: &run.policy,
            title,
            run,
            alike: runs.iter().copied().filter(|r| is_same_scale(r, run)).collect(),
            days: days_for_bands(runs),
            look: Look::of_case(index),
            strip: Strip::of(&scenario.policy, &scenario.clock, language),
            scenario,
        })
    }

    /// A value of it.
    pub(super) fn of<T>(&self, value: T) -> Of<'_, T> {
        Of {
            policy: &self.title,
            value,
        }
    }

    /// How many runs figures are means over.
    pub(super) fn launches(&self) -> u64 {
        self.alike.len() as u64
    }

    /// Middle of each bin \[s\].
    pub(super) fn middles(&self) -> Vec<f64> {
        let series = &self.run.series;
        series.start_s.iter().map(|s| s + series.bin_s / 2.0).collect()
    }

    /// A count for each bin, a second and at full scale.
    pub(super) fn per_s(&self, count: &Metric) -> Vec<f64> {
        let to_rate = self.run.series.bin_s.max(f64::MIN_POSITIVE) * self.run.scale;
        sums(self.run, count).into_iter().map(|n| n / to_rate).collect()
    }

    /// A count at full scale, on average over the runs at the scale that is drawn.
    pub(super) fn full(&self, count: &Metric) -> f64 {
        self.mean(|run| count.count(View::Run(run)) as f64) / self.run.scale
    }

    /// A number of a run, on average over the runs at the scale that is drawn.
    pub(super) fn mean(&self, number: impl Fn(&RunResult) -> f64) -> f64 {
        let sum: f64 = self.alike.iter().map(|run| number(run)).sum();
        sum / self.alike.len().max(1) as f64
    }

    /// A share of a count in another, on average over the runs that have any of the other; and both counts over all runs together.
    pub(super) fn share(
        &self,
        part: impl Fn(&RunResult) -> u64,
        whole: impl Fn(&RunResult) -> u64,
    ) -> Proportion {
        let counts: Vec<(u64, u64)> = self.alike.iter().map(|run| (part(run), whole(run))).collect();
        let shares = counts.iter().filter(|(_, whole)| *whole > 0);
        let sum: f64 = shares
            .clone()
            .map(|(part, whole)| *part as f64 / *whole as f64)
            .sum();
        Proportion {
            part: counts.iter().map(|(part, _)| part).sum(),
            whole: counts.iter().map(|(_, whole)| whole).sum(),
            share: sum / shares.count().max(1) as f64,
        }
    }

    /// How long the portal was collapsed, over the runs at the scale that is drawn.
    pub(super) fn collapse(&self) -> Option<Collapsed> {
        let lengths: Vec<f64> = self
            .alike
            .iter()
            .filter_map(|run| COLLAPSED.value(View::Run(run), None))
            .collect();
        let n = lengths.len() as f64;
        (n > 0.0).then(|| Collapsed {
            mean_s: lengths.iter().sum::<f64>() / n,
            launches: lengths.len() as u64,
            of: self.launches(),
        })
    }
}

/// A count for each bin, summed over the groups.
pub(super) fn sums(run: &RunResult, count: &Metric) -> Vec<f64> {
    let series = &run.series;
    let groups = series.groups.len().max(1);
    let mut sums: Vec<f64> = series
        .counts
        .chunks(groups)
        .map(|bin| bin.iter().map(|c| count.count(View::Bin(c)) as f64).sum())
        .collect();
    sums.resize(series.start_s.len(), 0.0);
    sums
}

/// Where the last bin ends \[s\].
fn end_s(run: &RunResult) -> f64 {
    run.series.start_s.last().map_or(0.0, |s| s + run.series.bin_s)
}

fn is_same_scale(a: &RunResult, b: &RunResult) -> bool {
    a.scale.to_bits() == b.scale.to_bits()
}

/// The runs at whichever scale was simulated most often; the greater scale where it is a tie.
fn days_for_bands<'a>(runs: &[&'a RunResult]) -> Vec<&'a RunResult> {
    let times = |run: &RunResult| runs.iter().filter(|other| is_same_scale(other, run)).count();
    let most = runs
        .iter()
        .max_by(|a, b| times(a).cmp(&times(b)).then(a.scale.total_cmp(&b.scale)));
    match most {
        Some(most) if times(most) > 1 => runs.iter().copied().filter(|r| is_same_scale(r, most)).collect(),
        _ => Vec::new(),
    }
}

/// The range in which most simulated days fell, for each point of a line.
pub(super) struct Band {
    pub(super) low: Vec<f64>,
    pub(super) high: Vec<f64>,
}

impl Band {
    /// The middle nine tenths of `days`, or all of them where there are fewer than twenty. `None` without at least
    /// two days of `points` points each.
    pub(super) fn of(days: &[Vec<f64>], points: usize) -> Option<Band> {
        let days: Vec<&Vec<f64>> = days.iter().filter(|d| d.len() == points).collect();
        if days.len() < 2 || points == 0 {
            return None;
        }
        let left_out = if Band::middle(days.len()) < 1.0 {
            days.len() / 20
        } else {
            0
        };
        let mut band = Band {
            low: Vec::with_capacity(points),
            high: Vec::with_capacity(points),
        };
        for i in 0..points {
            let mut values: Vec<f64> = days.iter().map(|d| d[i]).collect();
            values.sort_by(f64::total_cmp);
            band.low.push(values[left_out]);
            band.high.push(values[values.len() - 1 - left_out]);
        }
        Some(band)
    }

    /// The share of `days` days that a band holds.
    fn middle(days: usize) -> f64 {
        if days < 20 { 1.0 } else { 0.9 }
    }
}

#[cfg(test)]
mod tests {
    use super::first_clause;

    #[test]
    fn a_clock_time_does_not_end_a_clause() {
        let title = "Closed 13:20 to 17:30 with notice, and open to all again";
        assert_eq!(first_clause(title), "Closed 13:20 to 17:30 with notice");
        assert_eq!(first_clause("As it happened: open to all"), "As it happened");
        assert_eq!(first_clause("Open"), "Open");
    }
}
