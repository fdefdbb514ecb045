//! The stages of a comparison, and the runs of each.
//!
//! A *stage* runs every policy so many times at one scale. Its runs share nothing. The longest begin first; each result goes to the
//! place that its policy and replication give it, so that what comes out does not depend on which was first.

use std::collections::BTreeMap;
#[cfg(feature = "store")]
use std::io;

use serde::{Deserialize, Serialize};

#[cfg(feature = "store")]
use crate::ensemble::StoredRow;
use crate::ensemble::{Ensemble, Run, RunError, Unfinished, Watch, sha256};
use clickday_engine::sim::{RunOptions, RunResult};

/// A stage of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Share of full scale, in (0, 1].
    pub scale: f64,
    /// Runs of each policy.
    pub replications: u64,
}

/// What came of a stage. A program may put runs of its own together to one: those of one model,
/// each policy with as many replications, all at the scale of the stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageRuns {
    /// The stage.
    pub stage: Stage,
    /// Its runs: the policies in the experiment's order, each with its replications in theirs.
    pub runs: Vec<RunResult>,
    /// The runs that came to nothing.
    pub failed: Vec<FailedRun>,
}

impl StageRuns {
    /// The policies of its runs, in the order in which they first appear.
    pub fn policies(&self) -> Vec<String> {
        let mut policies: Vec<String> = Vec::new();
        for run in &self.runs {
            if !policies.contains(&run.policy) {
                policies.push(run.policy.clone());
            }
        }
        policies
    }

    /// These, and those of further replications of the same stage.
    #[must_use]
    pub fn and(self, further: StageRuns) -> StageRuns {
        let policies = self.policies();
        let mut joined = StageRuns {
            stage: further.stage,
            runs: self.runs,
            failed: self.failed,
        };
        joined.runs.extend(further.runs);
        joined.failed.extend(further.failed);
        // Stable: the replications of a policy stay in their order.
        let place = |run: &RunResult| policies.iter().position(|policy| *policy == run.policy);
        joined
            .runs
            .sort_by_key(|run| place(run).unwrap_or(policies.len()));
        joined
    }

    /// The runs under a policy, by replication.
    pub fn of<'a>(&'a self, policy: &'a str) -> impl Iterator<Item = &'a RunResult> {
        self.runs.iter().filter(move |run| run.policy == policy)
    }
}

/// A run that came to nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FailedRun {
    /// Its policy.
    pub policy: String,
    /// Its replication.
    pub replication: u64,
    /// Of a launch under a draw the share of full scale; its replication is the number of the draw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw_scale: Option<f64>,
    /// Why.
    pub reason: String,
}

/// What came of a run of a comparison, as it is kept until all have ended.
#[derive(Debug, Clone, PartialEq, bitcode::Encode, bitcode::Decode)]
pub struct StageRun {
    scale: f64,
    policy: String,
    replication: u64,
    /// The result, or why the run is refused.
    outcome: Result<RunResult, Refusal>,
}

/// Why a run is refused, in the words that are kept of it.
#[derive(Debug, Clone, PartialEq, bitcode::Encode, bitcode::Decode, thiserror::Error)]
#[error("{0}")]
struct Refusal(String);

impl StageRun {
    fn new(options: &RunOptions, outcome: Result<RunResult, Refusal>) -> Self {
        StageRun {
            scale: options.scale,
            policy: options.policy.clone(),
            replication: options.replication,
            outcome,
        }
    }
}

impl StageRun {
    /// Whether it has a result: else it was refused, which takes no time.
    pub fn has_result(&self) -> bool {
        self.outcome.is_ok()
    }

    /// Its name among the runs of the comparison: of its scale, policy and replication.
    pub fn name(&self) -> String {
        key(self.scale, &self.policy, self.replication)
    }
}

#[cfg(feature = "store")]
impl StoredRow for StageRun {
    fn key(&self) -> String {
        self.name()
    }

    fn to_bytes(&self) -> io::Result<Vec<u8>> {
        Ok(bitcode::encode(self))
    }

    fn of_bytes(bytes: &[u8]) -> io::Result<Self> {
        bitcode::decode(bytes).map_err(io::Error::other)
    }
}

/// A name for a run of a comparison: the start of the SHA-256 of what it is.
fn key(scale: f64, policy: &str, replication: u64) -> String {
    sha256(format!("{scale}\n{policy}\n{replication}").as_bytes())[..32].to_owned()
}

/// Runs of a comparison that have ended, by their keys.
pub type KeptRuns = BTreeMap<String, StageRun>;

/// How the runs of a stage are made and kept.
#[derive(Clone, Copy)]
pub struct Execution<'a> {
    /// Where they run.
    pub ensemble: &'a Ensemble,
    /// Hears how far they are.
    pub watch: &'a Watch<'a>,
    /// Makes one.
    pub simulate: &'a (dyn Fn(&RunOptions, &Run) -> Result<RunResult, RunError> + Sync),
    /// Keeps one that has ended.
    pub keep: &'a (dyn Fn(&StageRun) -> Result<(), RunError> + Sync),
    /// Those that are there already.
    pub there: &'a KeptRuns,
}

/// How a stage is to be run.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The stage.
    pub stage: &'a Stage,
    /// The policies, in the order of the experiment.
    pub policies: &'a [String],
    /// Master seed: a replication gives the same people the same chances under every policy.
    pub seed: u64,
    /// The first replication to run; those before it were run already.
    pub first: u64,
}

impl Plan<'_> {
    /// How many runs there are.
    pub fn jobs(&self) -> usize {
        self.policies.len() * self.replications()
    }

    /// The names of its runs: see [`StageRun::name`].
    pub fn keys(&self) -> impl Iterator<Item = String> {
        (0..self.jobs()).map(|job| self.key(job))
    }

    /// How many of them are not there yet.
    pub fn missing(&self, there: &KeptRuns) -> usize {
        (0..self.jobs())
            .filter(|job| !there.contains_key(&self.key(*job)))
            .count()
    }

    /// How many of each policy.
    fn replications(&self) -> usize {
        self.stage.replications.saturating_sub(self.first) as usize
    }

    fn options(&self, job: usize) -> RunOptions {
        let replications = self.replications();
        RunOptions {
            policy: self.policies[job / replications].clone(),
            seed: self.seed,
            replication: self.first + (job % replications) as u64,
            scale: self.stage.scale,
            ..RunOptions::default()
        }
    }

    fn key(&self, job: usize) -> String {
        let options = self.options(job);
        key(options.scale, &options.policy, options.replication)
    }

    /// Makes the runs of the stage that are not there, and gives all. What earlier stages measured tells which policies take longest.
    ///
    /// A run that is refused for good is reported among [`StageRuns::failed`].
    ///
    /// # Errors
    /// When it was stopped, or a run failed for a reason that may pass.
    pub fn run(&self, earlier: &[StageRuns], execution: &Execution) -> Result<StageRuns, Unfinished> {
        let there = execution.there;
        let mut jobs = self.longest_first(earlier);
        jobs.retain(|job| !there.contains_key(&self.key(*job)));
        let made = execution.ensemble.collect(&jobs, execution.watch, &|job, run| {
            let options = self.options(*job);
            let outcome = RunError::split((execution.simulate)(&options, run))?;
            let made = StageRun::new(&options, outcome.map_err(|error| Refusal(error.to_string())));
            // On the disk before it counts.
            (execution.keep)(&made)?;
            Ok(made)
        })?;
        let mut made: KeptRuns = made.into_iter().map(|run| (run.name(), run)).collect();
        // Results are moved, not copied: those of a stage take megabytes each.
        let mut place = |job| {
            let key = self.key(job);
            made.remove(&key).or_else(|| there.get(&key).cloned())
        };
        Ok(self.gather((0..self.jobs()).filter_map(&mut place)))
    }

    /// The runs, those of policies with the most events a run in earlier stages first.
    fn longest_first(&self, earlier: &[StageRuns]) -> Vec<usize> {
        let events = |policy: &str| {
            let runs = earlier.iter().flat_map(|stage| stage.of(policy));
            runs.map(|run| run.events as f64 / run.scale).fold(0.0, f64::max)
        };
        let cost: Vec<f64> = self.policies.iter().map(|policy| events(policy)).collect();
        let replications = self.replications().max(1);
        let mut jobs: Vec<usize> = (0..self.jobs()).collect();
        jobs.sort_by(|a, b| cost[b / replications].total_cmp(&cost[a / replications]));
        jobs
    }

    fn gather(&self, runs: impl Iterator<Item = StageRun>) -> StageRuns {
        let mut gathered = StageRuns {
            stage: self.stage.clone(),
            runs: Vec::new(),
            failed: Vec::new(),
        };
        for run in runs {
            match run.outcome {
                Ok(result) => gathered.runs.push(result),
                Err(Refusal(reason)) => gathered.failed.push(FailedRun {
                    policy: run.policy,
                    replication: run.replication,
                    draw_scale: None,
                    reason,
                }),
            }
        }
        gathered
    }
}

#[cfg(test)]
impl Plan<'_> {
    /// The stage, made up.
    pub(crate) fn fake(&self) -> StageRuns {
        let simulate = |options: &RunOptions, run: &Run| {
            run.simulate_with(0, &mut |observe| crate::ensemble::fake::run(options, observe))
        };
        self.run_with(&simulate, &KeptRuns::new(), &|_| Ok(()))
    }

    fn run_with(
        &self,
        simulate: &(dyn Fn(&RunOptions, &Run) -> Result<RunResult, RunError> + Sync),
        there: &KeptRuns,
        keep: &(dyn Fn(&StageRun) -> Result<(), RunError> + Sync),
    ) -> StageRuns {
        let execution = Execution {
            ensemble: &Ensemble::new(crate::ensemble::Resources::default()).unwrap(),
            watch: &|_| std::ops::ControlFlow::Continue(()),
            simulate,
            keep,
            there,
        };
        self.run(&[], &execution).unwrap()
    }
}

#[cfg(test)]
mod tests;
