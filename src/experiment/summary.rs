//! What an experiment found: the numbers of the table, of `summary.json`, and of the sentence below
//! them.

use serde::{Serialize, Serializer};

use super::draws::DrawsSummary;
use super::estimate::{Estimate, difference_limits, limits};
use super::goals::{Goal, GoalSpec, Verdict};
use super::record::RecordLine;
use super::schedule::{Stage, StageRuns};
use super::statistics::{BestComparison, Interval, Paired, holm, sample_median, two_modes, wilson_interval};
use crate::metrics::{Better, Quantity, SUBMITTED_BY_DEADLINE};
use clickday_engine::sim::RunResult;

/// What an experiment found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The experiment's title.
    pub title: String,
    /// The model's title.
    pub model: String,
    /// What was overridden in the model, as `path=value`; empty where it is as its files have it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub what_if: Vec<String>,
    /// Confidence of every interval.
    pub confidence: f64,
    /// The policy the others are compared with.
    pub baseline: String,
    /// The time zone of all times, by its IANA name.
    pub time_zone: String,
    /// First instant, civil time.
    pub start: String,
    /// End of the runs, civil time.
    pub until: String,
    /// The deadline people had to submit by, civil time.
    pub deadline: String,
    /// Each finished stage. Stages are never pooled: a small scale is biased (`docs/results.md`).
    pub stages: Vec<StageSummary>,
    /// The public record beside the baseline at full scale; empty until a stage at full scale has
    /// finished.
    pub record: Vec<RecordLine>,
    /// What the launches under draws of what nobody knows say; `None` where the experiment has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draws: Option<DrawsSummary>,
}

/// What a stage found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageSummary {
    /// The stage.
    #[serde(flatten)]
    pub stage: Stage,
    /// Each policy, in the order of the experiment.
    pub policies: Vec<PolicySummary>,
    /// The policy under which most people submit by the deadline in the median launch; `None` when
    /// there is nothing to choose from.
    pub best: Option<String>,
    /// The best policy against each other one, and each other one against the baseline.
    pub comparisons: Vec<Comparison>,
    /// Which policies may be the best; `None` where means do not describe the launches (they went
    /// two ways), or there are too few.
    pub with_best: Option<BestAmong>,
    /// How each policy did against each goal of the experiment.
    pub goals: Vec<Verdict>,
}

/// The policies compared with the best of the others, all at once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BestAmong {
    /// The metric.
    pub metric: &'static str,
    /// Half-width of the intervals: differences smaller than this cannot be told with so many
    /// replications.
    pub half_width: f64,
    /// Each policy, in the order of the experiment.
    pub policies: Vec<FromBest>,
}

/// How far a policy lies from the best of the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FromBest {
    /// The policy.
    pub policy: String,
    /// Its mean less the greatest mean of the others. All intervals hold together at the
    /// experiment's confidence.
    pub difference_from_best: Interval,
    /// Whether it is not shown to be worse than another.
    pub may_be_best: bool,
}

/// What a policy came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PolicySummary {
    /// Its name.
    pub policy: String,
    /// What it is, in words.
    pub title: String,
    /// How many launches were simulated.
    pub replications: u64,
    /// In how many of them the portal collapsed, and what that says about its probability.
    pub collapse: Probability,
    /// The people submitted by the deadline where it collapsed, and where it did not; `None` where
    /// all launches went the same way.
    pub given_collapse: Option<GivenCollapse>,
    /// Each metric by name. People are those of the real launch, whatever the scale.
    #[serde(serialize_with = "as_map")]
    pub metrics: Vec<(String, Estimate)>,
}

impl PolicySummary {
    /// The estimate of a metric.
    pub fn estimate(&self, name: &str) -> Option<&Estimate> {
        self.metrics
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, estimate)| estimate)
    }
}

fn as_map<S: Serializer>(pairs: &[(String, Estimate)], s: S) -> Result<S::Ok, S::Error> {
    s.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

/// A metric by whether the portal collapsed, which replaces a mean over both.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GivenCollapse {
    /// Over the launches in which it did.
    pub collapsed: Estimate,
    /// Over those in which it did not.
    pub flowing: Estimate,
}

impl GivenCollapse {
    fn of(runs: &[&RunResult], confidence: f64) -> Option<GivenCollapse> {
        let estimate = |collapsed: bool| {
            let these = runs.iter().filter(|run| run.collapsed == collapsed);
            let these: Vec<&RunResult> = these.copied().collect();
            let estimate =
                || Estimate::of_quantity(&SUBMITTED, |quantity| values(&these, quantity), confidence);
            (!these.is_empty()).then(estimate)
        };
        Some(GivenCollapse {
            collapsed: estimate(true)?,
            flowing: estimate(false)?,
        })
    }
}

/// A probability, from how often something happened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Probability {
    /// In how many replications it happened.
    pub happened: u64,
    /// Of how many.
    pub replications: u64,
    /// Wilson's interval; `None` for a single replication, which says next to nothing.
    pub interval: Option<Interval>,
}

/// Two policies on the same launches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The metric.
    pub metric: &'static str,
    /// The one policy.
    pub policy: String,
    /// The other.
    pub against: String,
    /// `policy` less `against`, launch by launch. The intervals of all comparisons of one policy
    /// with the others hold together at the experiment's confidence (Bonferroni).
    pub paired: Paired,
    /// Its p-value, adjusted by Holm for all comparisons of the stage.
    pub adjusted_p_value: Option<f64>,
}

/// What a summary is to say of the stages that it is given. An [`Experiment`](super::Experiment)
/// has all of it; a program with runs of its own says it itself, as in
/// [`report::table`](crate::report::table).
#[derive(Debug, Clone, Copy)]
pub struct SummaryRequest<'a> {
    /// The experiment's title.
    pub title: &'a str,
    /// The policies, in the order of the table: name in the model, and title.
    pub policies: &'a [(String, String)],
    /// The policy the others are compared with: one of those.
    pub baseline: &'a str,
    /// Confidence of every interval, in (0, 1).
    pub confidence: f64,
    /// What is summed up: see [`metrics::summary`](crate::metrics::summary()). The table shows only
    /// what is among it.
    pub metrics: &'a [Quantity],
    /// What a launch has to achieve.
    pub goals: &'a [GoalSpec],
}

impl Summary {
    /// Sums up the finished stages, all of one model. `record` is what
    /// [`record()`](super::record::record) gives, or empty.
    pub fn of(asked: SummaryRequest, stages: &[StageRuns], record: Vec<RecordLine>) -> Summary {
        let any = stages.iter().flat_map(|stage| &stage.runs).next();
        let say = |of: fn(&RunResult) -> &str| any.map_or_else(String::new, |run| of(run).to_owned());
        Summary {
            title: asked.title.to_owned(),
            model: say(|run| &run.model),
            what_if: Vec::new(),
            confidence: asked.confidence,
            baseline: asked.baseline.to_owned(),
            time_zone: say(|run| &run.time_zone),
            start: say(|run| &run.start),
            until: say(|run| &run.until),
            deadline: say(|run| &run.deadline),
            stages: stages
                .iter()
                .map(|stage| StageSummary::of(asked, stage))
                .collect(),
            record,
            draws: None,
        }
    }

    /// The same of a model that was read with overrides (see
    /// [`Model::overrides`](crate::model::Model::overrides)): the table then says so.
    #[must_use]
    pub fn of_what_if(self, overrides: &[String]) -> Summary {
        Summary {
            what_if: overrides.to_vec(),
            ..self
        }
    }

    /// The same with what the launches under draws say.
    #[must_use]
    pub fn with_draws(self, draws: Option<DrawsSummary>) -> Summary {
        Summary { draws, ..self }
    }
}

impl StageSummary {
    fn of(asked: SummaryRequest, stage: &StageRuns) -> StageSummary {
        let names: Vec<&str> = asked.policies.iter().map(|(name, _)| name.as_str()).collect();
        let best = best(stage, &names);
        let mut comparisons = Vec::new();
        for against in names.iter().filter(|name| Some(**name) != best) {
            comparisons.extend(best.and_then(|best| compare(asked, stage, best, against)));
        }
        if best != Some(asked.baseline) {
            let others = names
                .iter()
                .filter(|name| **name != asked.baseline && Some(**name) != best);
            comparisons.extend(others.filter_map(|name| compare(asked, stage, name, asked.baseline)));
        }
        adjust(&mut comparisons);
        StageSummary {
            with_best: with_best(asked, stage, &names),
            goals: verdicts(asked, stage),
            stage: stage.stage.clone(),
            policies: asked
                .policies
                .iter()
                .map(|(name, title)| PolicySummary::of(asked, stage, name, title))
                .collect(),
            best: best.map(str::to_owned),
            comparisons,
        }
    }

    /// The comparison of two policies, the first less the second.
    pub fn comparison(&self, policy: &str, against: &str) -> Option<&Comparison> {
        self.comparisons
            .iter()
            .find(|c| c.policy == policy && c.against == against)
    }
}

impl PolicySummary {
    fn of(asked: SummaryRequest, stage: &StageRuns, name: &str, title: &str) -> PolicySummary {
        let runs: Vec<&RunResult> = stage.of(name).collect();
        let replications = runs.len() as u64;
        let happened = runs.iter().filter(|run| run.collapsed).count() as u64;
        let several = replications > 1;
        let metrics = asked.metrics.iter().map(|quantity| {
            let values_of = |quantity: &Quantity| values(&runs, quantity);
            let estimate = Estimate::of_quantity(quantity, values_of, asked.confidence);
            (quantity.name(), estimate)
        });
        PolicySummary {
            policy: name.to_owned(),
            title: title.to_owned(),
            replications,
            collapse: Probability {
                happened,
                replications,
                interval: wilson_interval(happened, replications, asked.confidence).filter(|_| several),
            },
            given_collapse: GivenCollapse::of(&runs, asked.confidence),
            metrics: metrics.collect(),
        }
    }
}

/// The quantity by which policies are compared.
const SUBMITTED: Quantity = Quantity::of_run(&SUBMITTED_BY_DEADLINE);

/// A quantity of each run.
fn values(runs: &[&RunResult], quantity: &Quantity) -> Vec<f64> {
    runs.iter().map(|run| quantity.of(run)).collect()
}

/// The differences there can be between the policies of a stage, given how many people come.
fn possible_differences<'a>(asked: SummaryRequest, runs: impl Iterator<Item = &'a RunResult>) -> Interval {
    let runs: Vec<&RunResult> = runs.collect();
    difference_limits(limits(
        &SUBMITTED,
        |quantity| values(&runs, quantity),
        asked.confidence,
    ))
}

/// The policy with the highest median; the median also describes launches that went two ways. The
/// first of equals.
fn best<'a>(stage: &StageRuns, policies: &[&'a str]) -> Option<&'a str> {
    let mut best: Option<(&str, f64)> = None;
    for policy in policies {
        let values: Vec<f64> = stage.of(policy).map(|run| SUBMITTED.of(run)).collect();
        let Some(median) = sample_median(&values) else {
            continue;
        };
        let is_better = |so_far: f64| match SUBMITTED_BY_DEADLINE.better {
            Better::Less => median < so_far,
            Better::More | Better::Neither => median > so_far,
        };
        if best.is_none_or(|(_, so_far)| is_better(so_far)) {
            best = Some((policy, median));
        }
    }
    best.map(|(policy, _)| policy).filter(|_| policies.len() > 1)
}

/// People submitted by the deadline under `policy` less those under `against`, over the
/// replications both have.
fn compare(asked: SummaryRequest, stage: &StageRuns, policy: &str, against: &str) -> Option<Comparison> {
    let pairs = stage.of(policy).filter_map(|one| {
        let other = stage
            .of(against)
            .find(|other| other.replication == one.replication)?;
        Some((SUBMITTED.of(one), SUBMITTED.of(other)))
    });
    let (first, second): (Vec<f64>, Vec<f64>) = pairs.unzip();
    let comparisons = (asked.policies.len() - 1).max(1) as f64;
    let paired = Paired::of(&first, &second, 1.0 - (1.0 - asked.confidence) / comparisons)?;
    let both = stage.of(policy).chain(stage.of(against));
    let paired = paired.within(possible_differences(asked, both));
    Some(Comparison {
        metric: SUBMITTED_BY_DEADLINE.id,
        policy: policy.to_owned(),
        against: against.to_owned(),
        paired,
        adjusted_p_value: None,
    })
}

/// Adjusts the p-values of comparisons for their number.
fn adjust(comparisons: &mut [Comparison]) {
    let p_values: Vec<f64> = comparisons.iter().filter_map(|c| c.paired.p_value).collect();
    let with_value = comparisons.iter_mut().filter(|c| c.paired.p_value.is_some());
    for (comparison, adjusted) in with_value.zip(holm(&p_values)) {
        comparison.adjusted_p_value = Some(adjusted);
    }
}

/// The policies compared with the best of the others, unless some of them go two ways.
fn with_best(asked: SummaryRequest, stage: &StageRuns, policies: &[&str]) -> Option<BestAmong> {
    let values_of = |policy: &&str| -> Vec<f64> { stage.of(policy).map(|run| SUBMITTED.of(run)).collect() };
    let values: Vec<Vec<f64>> = policies.iter().map(values_of).collect();
    let samples: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
    if samples.iter().any(|sample| two_modes(sample).is_some()) {
        return None;
    }
    let compared = BestComparison::of(&samples, asked.confidence)?;
    let limits = possible_differences(asked, policies.iter().flat_map(|policy| stage.of(policy)));
    let possible: Vec<usize> = compared.may_be_best().collect();
    let policy = |(index, difference): (usize, &Interval)| FromBest {
        policy: policies[index].to_owned(),
        difference_from_best: difference.within(limits),
        may_be_best: possible.contains(&index),
    };
    Some(BestAmong {
        metric: SUBMITTED_BY_DEADLINE.id,
        half_width: compared.half_width,
        policies: compared.differences.iter().enumerate().map(policy).collect(),
    })
}

/// Each goal, under each policy that has to achieve it.
fn verdicts(asked: SummaryRequest, stage: &StageRuns) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for spec in asked.goals {
        let Ok(goal) = Goal::read(&spec.require) else {
            continue;
        };
        for (policy, _) in asked.policies {
            if spec.concerns(policy) {
                verdicts.push(Verdict::of(
                    spec,
                    &goal,
                    policy,
                    stage.of(policy),
                    asked.confidence,
                ));
            }
        }
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::super::estimate::Kind;
    use super::super::schedule::Plan;
    use super::*;

    fn summary(policies: &[&str], replications: u64) -> Summary {
        let stage = Stage {
            name: "quick".to_owned(),
            scale: 0.02,
            replications,
        };
        let names: Vec<String> = policies.iter().map(|name| (*name).to_owned()).collect();
        let plan = Plan {
            stage: &stage,
            policies: &names,
            seed: 5,
            first: 0,
        };
        let runs = plan.fake();
        let titled: Vec<(String, String)> = names.iter().map(|n| (n.clone(), n.to_uppercase())).collect();
        let asked = SummaryRequest {
            title: "T",
            policies: &titled,
            baseline: policies[0],
            confidence: 0.95,
            metrics: &crate::metrics::summary([]),
            goals: &[],
        };
        Summary::of(asked, &[runs], Vec::new())
    }

    #[test]
    fn the_best_policy_is_compared_with_every_other_and_the_others_with_the_baseline() {
        let summary = summary(&["open", "cliff", "queue"], 20);
        let stage = &summary.stages[0];
        assert_eq!(stage.best.as_deref(), Some("queue"));
        assert!(stage.comparison("queue", "open").unwrap().paired.is_clear());
        assert!(stage.comparison("queue", "cliff").is_some());
        assert!(stage.comparison("cliff", "open").is_some());
        assert_eq!(stage.comparisons.len(), 3);
    }

    #[test]
    fn which_may_be_best_is_told_unless_chance_decides() {
        let told = summary(&["open", "queue", "queue-too"], 20);
        let compared = told.stages[0].with_best.as_ref().unwrap();
        let possible: Vec<bool> = compared
            .policies
            .iter()
            .map(|policy| policy.may_be_best)
            .collect();
        assert_eq!(
            possible,
            [false, true, true],
            "policies that do the same cannot be told apart"
        );
        assert!(compared.policies[0].difference_from_best.high.abs() < 1e-9);
        let comparison = told.stages[0].comparison("queue", "open").unwrap();
        assert!(comparison.adjusted_p_value.unwrap() < 1e-6);
        assert!(comparison.adjusted_p_value >= comparison.paired.p_value);
        assert_eq!(summary(&["open", "cliff"], 20).stages[0].with_best, None);
    }

    #[test]
    fn people_are_those_of_the_real_launch() {
        let summary = summary(&["open", "queue"], 2);
        let eligible = summary.stages[0].policies[0].estimate("eligible_people").unwrap();
        assert!((eligible.value.unwrap() - 4_900_000.0).abs() < 50.0);
    }

    #[test]
    fn near_a_cliff_the_two_ways_are_told_apart() {
        let summary = summary(&["open", "cliff"], 20);
        let cliff = &summary.stages[0].policies[1];
        let estimate = cliff.estimate(SUBMITTED_BY_DEADLINE.id).unwrap();
        assert_eq!((estimate.kind, estimate.value), (Kind::TwoModes, None));
        assert_eq!(cliff.collapse.happened, 7);
        assert!(cliff.collapse.interval.unwrap().contains(0.35));
        let given = cliff.given_collapse.as_ref().unwrap();
        assert_eq!(
            (given.collapsed.replications, given.flowing.replications),
            (7, 13)
        );
        let value = |estimate: &Estimate| estimate.value.unwrap();
        assert!(
            value(&given.collapsed) < 2e6 && value(&given.flowing) > 4e6,
            "{given:?}"
        );
        assert_eq!(summary.stages[0].policies[0].given_collapse, None);
    }

    #[test]
    fn one_launch_is_no_statistic() {
        let summary = summary(&["open", "queue"], 1);
        let stage = &summary.stages[0];
        assert_eq!(stage.policies[0].collapse.interval, None);
        assert_eq!(stage.comparison("queue", "open").unwrap().paired.interval, None);
    }
}
