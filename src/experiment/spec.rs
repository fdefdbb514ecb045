//! The experiment file: which policies of which model are compared, how often, and at which scales.
//!
//! ```toml
//! version = 1
//! title = "How to open the door"
//! model = "../models/inps-2020-04-01"      # beside this file
//! policies = ["as-it-happened", "queue-with-tickets"]
//! seed = 2020
//!
//! [[stage]]                                # stages are run one after the other, and never pooled
//! name = "quick"
//! scale = 0.02
//! replications = 20
//! ```

mod complaints;
mod loaded;
mod sample;

pub use loaded::{Loaded, LoadedModel, from_files, load, read};

use schemars::JsonSchema;
use serde::Deserialize;

use super::design::Design;
use super::design::bisection::Event;
use super::draws::DrawsSpec;
use super::factor::FactorSpec;
use super::goals::{Goal, GoalSpec};
use super::precision::PrecisionSpec;
use super::schedule::Stage;
use super::sensitivity::Scale;
use crate::metrics::catalogue::WAIT;
use crate::metrics::{self, Quantity, quantity};
use clickday_engine::model::units::{Count, Moment, Percentile, Share};

/// The version of the experiment format this build reads.
pub const FORMAT_VERSION: u32 = 1;

/// Which policies of which model are compared, how often, and at which scales.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Experiment {
    /// Version of the file format: 1.
    pub version: u32,
    /// What the experiment asks, as the title of tables and charts.
    pub title: String,
    /// What it asks, for a reader.
    #[serde(default)]
    pub description: String,
    /// The model: a file or folder, by its path from this file.
    pub model: String,
    /// Files with further policies for the model, by their paths from this file.
    #[serde(default)]
    pub policy_files: Vec<String>,
    /// The policies to compare, in the order of the table.
    pub policies: Vec<String>,
    /// The policy the others, and the public record, are compared with; absent: the first.
    #[serde(default)]
    pub baseline: Option<String>,
    /// Master seed: replication `n` has the same people, with the same intents and patience, under
    /// every policy.
    pub seed: u64,
    /// "By the deadline" in tables means by this instant; absent: the model's own deadline.
    #[serde(default)]
    pub deadline: Option<Moment>,
    /// Confidence of every interval.
    #[serde(default = "nineteen_in_twenty")]
    #[schemars(with = "Option<Share>")]
    pub confidence: Confidence,
    /// Which percentiles of the waiting time the table shows, such as 50, 95 and 99.9.
    #[serde(default = "half_and_nine_in_ten")]
    pub percentiles: Vec<Percentile>,
    /// The values of the model that `clickday sweep` varies, each by its path.
    #[serde(default)]
    pub factor: Vec<FactorSpec>,
    /// At which combinations of their values; absent: at all of them.
    #[serde(default)]
    pub design: Option<Design>,
    /// The metrics that a sweep sums up, such as `submitted_people` or `wait_p99.9_s`; absent: the
    /// people who submit by the deadline.
    #[serde(default)]
    pub outcomes: Option<Vec<String>>,
    /// Whether a sensitivity analysis explains the value of an outcome or its rank.
    #[serde(default)]
    pub sensitivity_of: Scale,
    /// What a launch has to achieve. Where a policy misses one, the exit code is 3.
    #[serde(default)]
    pub goal: Vec<GoalSpec>,
    /// What nobody knows: every policy is launched under many possible values of it, before the stages. `clickday compare` alone
    /// has draws; a sweep has a design.
    #[serde(default)]
    pub draws: Option<DrawsSpec>,
    /// The stages, run one after the other.
    pub stage: Vec<StageSpec>,
}

/// A stage: every policy, so many times, at one scale.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StageSpec {
    /// Its name, in tables and files.
    pub name: String,
    /// Share of full scale: people, slots, cores, rates, operators and caps shrink together.
    pub scale: Share,
    /// How many launches of each policy are simulated.
    pub replications: Count,
    /// When that is enough; absent: at once. Else more are simulated until each policy is known
    /// this well.
    #[serde(default)]
    pub until: Option<PrecisionSpec>,
}

/// A confidence, as a share below the whole.
pub type Confidence = Share;

fn nineteen_in_twenty() -> Confidence {
    "95 %".parse().unwrap_or_default()
}

fn half_and_nine_in_ten() -> Vec<Percentile> {
    vec![Percentile::MEDIAN, Percentile::whole(90)]
}

impl Experiment {
    /// The policy the others are compared with.
    pub fn baseline(&self) -> &str {
        self.baseline
            .as_deref()
            .or(self.policies.first().map(String::as_str))
            .unwrap_or_default()
    }

    /// The quantities of its summary: those that every summary has, and each that it names, as a
    /// percentile of the waiting time, an outcome, a goal, an event or what a stage is to know
    /// well.
    pub fn metrics(&self) -> Vec<Quantity> {
        let shown = self.percentiles.iter().map(|p| Quantity::at(&WAIT, *p));
        let until = self
            .stage
            .iter()
            .filter_map(|stage| stage.until.as_ref()?.of.as_ref());
        let named = self.outcomes.iter().flatten().chain(until);
        let goals = self.goal.iter().filter_map(|goal| Goal::read(&goal.require).ok());
        let event = match &self.design {
            Some(Design::Bisection(bisection)) => bisection.event().ok(),
            _ => None,
        };
        let event = event.and_then(|event| match event {
            Event::Holds(goal) => Some(goal),
            Event::Collapse => None,
        });
        let named = named.filter_map(|name| quantity(name).ok());
        let compared = goals.chain(event);
        metrics::summary(
            shown
                .chain(named)
                .chain(compared.flat_map(|goal| goal.quantities())),
        )
    }

    /// The stages.
    pub fn stages(&self) -> Vec<Stage> {
        let stage = |spec: &StageSpec| Stage {
            name: spec.name.clone(),
            scale: spec.scale.get(),
            replications: spec.replications.get(),
        };
        self.stage.iter().map(stage).collect()
    }
}

#[cfg(test)]
mod tests;
