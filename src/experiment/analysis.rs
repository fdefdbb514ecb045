//! The analysis of a sweep: a summary of each point, sensitivities and thresholds.

use serde::{Serialize, Serializer};

use super::design::Design;
use super::estimate::{Estimate, difference_limits, limits};
use super::goals::{Goal, GoalSpec, Verdict};
use super::over_draws::OverDraws;
use super::sensitivity::{self, Effects, Indices, Scale, log_odds};
use super::spec::Experiment;
use super::statistics::{Interval, Paired, holm, wilson_interval};
use super::study::{Row, Rows, Study};
use super::summary::Probability;
use super::threshold::Search;
use crate::metrics::{Quantity, SUBMITTED_BY_DEADLINE, quantity};

/// The outcome that is the log-odds of collapse.
pub(crate) const COLLAPSE: &str = "collapse";

/// What a sweep found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analysis {
    /// The experiment's title.
    pub title: String,
    /// The design.
    pub design: &'static str,
    /// Share of full scale of every run.
    pub scale: f64,
    /// Confidence of every interval.
    pub confidence: f64,
    /// Paths of the factors, those of the points.
    pub factors: Vec<String>,
    /// Each point under each policy; none of a bisection.
    pub points: Vec<PointSummary>,
    /// Each policy less the baseline, point by point, on the same people.
    pub differences: Vec<Difference>,
    /// Each outcome under each policy over the draws of a sample; of the design that draws from
    /// one.
    pub over_draws: Vec<OverDraws>,
    /// Which factors matter, under each policy and for each outcome; of designs made for that.
    pub sensitivities: Vec<Sensitivity>,
    /// What of an outcome they explain.
    #[serde(skip)]
    pub sensitivity_of: Scale,
    /// The thresholds that a bisection found.
    pub thresholds: Vec<Tipping>,
    /// What comes to happen at a threshold, as the experiment writes it; `None`: the portal collapses.
    #[serde(skip)]
    pub event: Option<String>,
    /// Each goal, under each policy, over all points.
    pub goals: Vec<Verdict>,
    /// Runs that failed.
    pub failed: u64,
}

/// A point under a policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PointSummary {
    /// Number of the point in its design, from 0.
    pub point: usize,
    /// Values of the factors.
    pub settings: Vec<String>,
    /// The policy.
    pub policy: String,
    /// How often the portal collapsed.
    pub collapse: Probability,
    /// Each outcome, over replications.
    #[serde(serialize_with = "as_map")]
    pub outcomes: Vec<(String, Estimate)>,
}

fn as_map<S: Serializer>(pairs: &[(String, Estimate)], s: S) -> Result<S::Ok, S::Error> {
    s.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

/// A policy less the baseline at a point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The point.
    pub point: usize,
    /// The policy.
    pub policy: String,
    /// The metric.
    pub metric: String,
    /// The difference, launch by launch.
    pub paired: Paired,
    /// Its p-value, adjusted by Holm over all points and policies.
    pub adjusted_p_value: Option<f64>,
}

/// Which factors matter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sensitivity {
    /// The policy.
    pub policy: String,
    /// The outcome: a metric, or the log-odds of collapse.
    pub outcome: String,
    /// What was found, or why nothing.
    #[serde(flatten)]
    pub found: SensitivityResult,
}

/// Effects or indices of each factor, in their order.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SensitivityResult {
    /// Elementary effects.
    Morris(Vec<Effects>),
    /// Sobol indices.
    Sobol(Vec<Indices>),
    /// Why there is no answer.
    Refused(String),
}

/// The thresholds of launches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tipping {
    /// Values of the other factors.
    pub settings: Vec<String>,
    /// The policy.
    pub policy: String,
    /// The factor that was searched.
    pub along: String,
    /// The unit of its values, or nothing.
    pub unit: String,
    /// The estimate, in that unit; `None` where there is no threshold in the range.
    pub threshold: Option<f64>,
    /// The interval outside which the answers are beyond chance, in that unit.
    pub surely_within: Option<Interval>,
    /// Whether it happens above the threshold; without one, whether it happens everywhere.
    pub happens_above: bool,
    /// Why the search ended early, if it did.
    pub refused: Option<String>,
}

impl Analysis {
    /// Sums up a study that is done.
    pub fn of(experiment: &Experiment, study: &Study, rows: &Rows) -> Analysis {
        let named = experiment.outcomes.iter().flatten();
        let mut outcomes: Vec<String> = named
            .filter_map(|name| Some(quantity(name).ok()?.name()))
            .collect();
        if experiment.outcomes.is_none() {
            outcomes.push(SUBMITTED_BY_DEADLINE.id.to_owned());
        }
        let looked_at = AnalysisContext {
            experiment,
            study,
            rows,
            outcomes: &outcomes,
        };
        let is_search = study.search.is_some();
        Analysis {
            title: experiment.title.clone(),
            design: experiment.design.as_ref().map_or("grid", Design::name),
            scale: study.stage.scale,
            confidence: study.confidence,
            factors: study.combinations.paths.clone(),
            points: if is_search { Vec::new() } else { looked_at.points() },
            differences: if is_search {
                Vec::new()
            } else {
                looked_at.differences()
            },
            over_draws: looked_at.over_draws(),
            sensitivities: looked_at.sensitivities(),
            sensitivity_of: experiment.sensitivity_of,
            thresholds: looked_at.thresholds(),
            event: match &experiment.design {
                Some(Design::Bisection(bisection)) => bisection.event.clone(),
                _ => None,
            },
            goals: looked_at.goals(),
            failed: rows.values().filter(|row| row.failure.is_some()).count() as u64,
        }
    }
}

struct AnalysisContext<'a> {
    experiment: &'a Experiment,
    study: &'a Study,
    rows: &'a Rows,
    outcomes: &'a [String],
}

impl AnalysisContext<'_> {
    fn points(&self) -> Vec<PointSummary> {
        let mut points = Vec::new();
        for (point, settings) in self.study.combinations.settings.iter().enumerate() {
            for policy in &self.study.policies {
                let all = self.study.replications(point, policy, self.rows);
                let rows: Vec<&Row> = all.into_iter().flatten().collect();
                let collapsed = rows.iter().filter(|row| row.collapsed).count() as u64;
                let replications = rows.len() as u64;
                let outcomes = self.outcomes.iter().filter_map(|name| {
                    let values_of = |quantity: &Quantity| {
                        let name = quantity.name();
                        rows.iter().filter_map(|row| row.value(&name)).collect()
                    };
                    let quantity = quantity(name).ok()?;
                    let estimate = Estimate::of_quantity(&quantity, values_of, self.study.confidence);
                    Some((name.clone(), estimate))
                });
                points.push(PointSummary {
                    point,
                    settings: settings.clone(),
                    policy: policy.clone(),
                    collapse: Probability {
                        happened: collapsed,
                        replications,
                        interval: wilson_interval(collapsed, replications, self.study.confidence)
                            .filter(|_| replications > 1),
                    },
                    outcomes: outcomes.collect(),
                });
            }
        }
        points
    }

    /// Each policy less the baseline at each point, by the first outcome.
    fn differences(&self) -> Vec<Difference> {
        let (Some(name), baseline) = (self.outcomes.first(), self.experiment.baseline()) else {
            return Vec::new();
        };
        let mut differences = Vec::new();
        for point in 0..self.study.combinations.settings.len() {
            let base = self.study.replications(point, baseline, self.rows);
            for policy in self.study.policies.iter().filter(|policy| *policy != baseline) {
                let these = self.study.replications(point, policy, self.rows);
                let pairs = these.iter().zip(&base);
                let (first, second): (Vec<f64>, Vec<f64>) = pairs
                    .filter_map(|(one, other)| Some(((*one)?.value(name)?, (*other)?.value(name)?)))
                    .unzip();
                if let Some(paired) = Paired::of(&first, &second, self.study.confidence) {
                    let values_of = |quantity: &Quantity| {
                        let name = quantity.name();
                        let rows = these.iter().chain(&base).flatten();
                        rows.filter_map(|row| row.value(&name)).collect()
                    };
                    let limits =
                        quantity(name).map(|quantity| limits(&quantity, values_of, self.study.confidence));
                    let paired = match limits {
                        Ok(limits) => paired.within(difference_limits(limits)),
                        Err(_) => paired,
                    };
                    differences.push(Difference {
                        point,
                        policy: policy.clone(),
                        metric: name.clone(),
                        paired,
                        adjusted_p_value: None,
                    });
                }
            }
        }
        let p_values: Vec<f64> = differences.iter().filter_map(|d| d.paired.p_value).collect();
        let with_value = differences.iter_mut().filter(|d| d.paired.p_value.is_some());
        for (difference, adjusted) in with_value.zip(holm(&p_values)) {
            difference.adjusted_p_value = Some(adjusted);
        }
        differences
    }

    fn over_draws(&self) -> Vec<OverDraws> {
        if !matches!(self.experiment.design, Some(Design::Posterior(_))) {
            return Vec::new();
        }
        let values = |policy: &str, outcome: &str| -> Vec<Option<f64>> {
            (0..self.study.combinations.settings.len())
                .map(|draw| self.value_at(draw, policy, outcome))
                .collect()
        };
        let base = self.experiment.baseline();
        let mut over = Vec::new();
        for outcome in self.outcomes {
            let baseline = values(base, outcome);
            for policy in &self.study.policies {
                let against = (policy != base).then_some(&baseline[..]);
                over.push(OverDraws::of(
                    policy,
                    outcome,
                    &values(policy, outcome),
                    against,
                    self.study.confidence,
                ));
            }
        }
        over
    }

    fn sensitivities(&self) -> Vec<Sensitivity> {
        if !matches!(
            self.experiment.design,
            Some(Design::Morris(_) | Design::Saltelli(_))
        ) {
            return Vec::new();
        }
        let collapse = COLLAPSE.to_owned();
        let mut found = Vec::new();
        for policy in &self.study.policies {
            for outcome in self.outcomes.iter().chain([&collapse]) {
                found.push(Sensitivity {
                    policy: policy.clone(),
                    outcome: outcome.clone(),
                    found: self.sensitivity(policy, outcome),
                });
            }
        }
        found
    }

    fn sensitivity(&self, policy: &str, outcome: &str) -> SensitivityResult {
        let points = 0..self.study.combinations.settings.len();
        let values: Vec<Option<f64>> = points
            .map(|point| self.value_at(point, policy, outcome))
            .collect();
        let scale = self.experiment.sensitivity_of;
        let result = match (&self.experiment.design, &self.study.combinations.positions) {
            (Some(Design::Morris(_)), Some(positions)) => {
                sensitivity::morris(positions, &values, scale).map(SensitivityResult::Morris)
            }
            _ => {
                let factors = self.study.combinations.paths.len();
                let confidence = self.study.confidence;
                sensitivity::sobol(factors, &values, scale, confidence, self.experiment.seed)
                    .map(SensitivityResult::Sobol)
            }
        };
        result.unwrap_or_else(|error| SensitivityResult::Refused(error.to_string()))
    }

    /// The outcome at a point: the mean over its replications, the same at every point; `None`
    /// where a launch is missing.
    fn value_at(&self, point: usize, policy: &str, outcome: &str) -> Option<f64> {
        let rows: Vec<&Row> = self
            .study
            .replications(point, policy, self.rows)
            .into_iter()
            .collect::<Option<_>>()?;
        if outcome == COLLAPSE {
            let collapsed = rows.iter().filter(|row| row.collapsed).count() as u64;
            return Some(log_odds(collapsed, rows.len() as u64));
        }
        let values: Vec<f64> = rows.iter().filter_map(|row| row.value(outcome)).collect();
        super::statistics::mean(&values).filter(|_| values.len() == rows.len())
    }

    fn thresholds(&self) -> Vec<Tipping> {
        let Some(searched) = &self.study.search else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (combination, settings) in self.study.combinations.settings.iter().enumerate() {
            for policy in &self.study.policies {
                let tipping = |threshold, surely_within, happens_above| Tipping {
                    settings: settings.clone(),
                    policy: policy.clone(),
                    along: searched.path.clone(),
                    unit: searched.range.unit().to_owned(),
                    threshold,
                    surely_within,
                    happens_above,
                    refused: None,
                };
                let at = |position: f64| searched.range.number_at(position);
                match self.study.line(searched, combination, policy, self.rows) {
                    Ok(Search::Found(threshold)) => {
                        let middle = f64::midpoint(threshold.part.low, threshold.part.high);
                        let within = Interval {
                            low: at(threshold.surely_within.low),
                            high: at(threshold.surely_within.high),
                        };
                        found.push(tipping(Some(at(middle)), Some(within), threshold.happens_above));
                    }
                    Ok(Search::NoThreshold { happens }) => found.push(tipping(None, None, happens)),
                    Ok(Search::Asking { .. }) => {}
                    Err(row) => found.push(Tipping {
                        refused: Some(format!(
                            "the run at {}, replication {}, came to nothing: {}",
                            row.task.settings.join(", "),
                            row.task.replication,
                            row.failure.as_deref().unwrap_or_default()
                        )),
                        ..tipping(None, None, false)
                    }),
                }
            }
        }
        found
    }

    /// Each goal under each policy, over all launches of all points.
    fn goals(&self) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for spec in &self.experiment.goal {
            let Ok(goal) = Goal::read(&spec.require) else {
                continue;
            };
            for policy in self.study.policies.iter().filter(|policy| spec.concerns(policy)) {
                verdicts.push(self.verdict(spec, &goal, policy));
            }
        }
        verdicts
    }

    fn verdict(&self, spec: &GoalSpec, goal: &Goal, policy: &str) -> Verdict {
        let rows = self.rows.values().filter(|row| row.task.policy == policy);
        // A launch that failed did not achieve the goal.
        let passed = rows.map(|row| goal.is_met_by(|quantity| row.value(&quantity.name())));
        Verdict::from_launches(spec, policy, passed, self.study.confidence)
    }
}
