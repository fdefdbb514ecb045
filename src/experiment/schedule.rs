//! Many runs on a few threads.
//!
//! A *stage* runs every policy so many times at one scale. Its runs share nothing, so they are handed to
//! threads one at a time, the longest first; each result goes to the place its policy and replication give it,
//! so that what comes out does not depend on which thread was first, or on how many there were.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::machine;
use crate::sim::{RunOptions, RunResult};

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

/// What came of a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct StageRuns {
    /// The stage.
    pub stage: Stage,
    /// Its runs: the policies in the experiment's order, each with its replications in theirs.
    pub runs: Vec<RunResult>,
    /// The runs that came to nothing.
    pub failed: Vec<FailedRun>,
}

impl StageRuns {
    /// These, and those of further replications of the same stage.
    #[must_use]
    pub fn and(self, further: StageRuns) -> StageRuns {
        let mut policies: Vec<String> = Vec::new();
        for run in &self.runs {
            if !policies.contains(&run.policy) {
                policies.push(run.policy.clone());
            }
        }
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedRun {
    /// Its policy.
    pub policy: String,
    /// Its replication.
    pub replication: u64,
    /// Why.
    pub reason: String,
}

/// Runs one model once, telling now and then which share of the run is done.
pub type Simulate<'a> = dyn Fn(&RunOptions, &mut dyn FnMut(f64)) -> Result<RunResult, String> + Sync + 'a;

/// Somebody who watches a stage at work. Called from several threads.
pub trait Watch: Sync {
    /// Run number `job` of the stage, of `policy`, begins.
    fn started(&self, job: usize, policy: &str);
    /// It has done this share of its simulated time.
    fn advanced(&self, job: usize, share: f64);
    /// It has ended.
    fn ended(&self, job: usize);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn started(&self, _: usize, _: &str) {}
    fn advanced(&self, _: usize, _: f64) {}
    fn ended(&self, _: usize) {}
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
    /// Threads to use: as many runs go side by side.
    pub threads: usize,
    /// The first replication to run; those before it were run already.
    pub first: u64,
}

impl Plan<'_> {
    /// How many runs there are.
    pub fn jobs(&self) -> usize {
        self.policies.len() * self.replications()
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

    /// Runs the stage. What earlier stages measured tells which policies take longest.
    ///
    /// A run that fails, or panics, is reported among [`StageRuns::failed`]; the others go on.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn run(
        &self,
        earlier: &[StageRuns],
        simulate: &Simulate,
        watch: &dyn Watch,
    ) -> Result<StageRuns, rayon::ThreadPoolBuildError> {
        let threads = self.threads.clamp(1, self.jobs().max(1));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        let slots: Vec<Mutex<Option<Result<RunResult, String>>>> =
            (0..self.jobs()).map(|_| Mutex::new(None)).collect();
        pool.scope_fifo(|scope| {
            for job in self.longest_first(earlier) {
                let slot = &slots[job];
                scope.spawn_fifo(move |_| {
                    let options = self.options(job);
                    watch.started(job, &options.policy);
                    let outcome = attempt(&options, simulate, &mut |share| watch.advanced(job, share));
                    watch.ended(job);
                    if let Ok(mut slot) = slot.lock() {
                        *slot = Some(outcome);
                    }
                });
            }
        });
        Ok(self.gather(slots))
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

    fn gather(&self, slots: Vec<Mutex<Option<Result<RunResult, String>>>>) -> StageRuns {
        let mut gathered = StageRuns {
            stage: self.stage.clone(),
            runs: Vec::new(),
            failed: Vec::new(),
        };
        for (job, slot) in slots.into_iter().enumerate() {
            match slot
                .into_inner()
                .ok()
                .flatten()
                .unwrap_or_else(|| Err("it was never run".to_owned()))
            {
                Ok(result) => gathered.runs.push(result),
                Err(reason) => {
                    let RunOptions {
                        policy, replication, ..
                    } = self.options(job);
                    gathered.failed.push(FailedRun {
                        policy,
                        replication,
                        reason,
                    });
                }
            }
        }
        gathered
    }
}

/// Runs once, turning a panic into a reason, and notes what the run cost.
///
/// # Errors
/// The reason why the run came to nothing.
pub fn attempt(
    options: &RunOptions,
    simulate: &Simulate,
    progress: &mut dyn FnMut(f64),
) -> Result<RunResult, String> {
    let start = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| simulate(options, progress)));
    let mut result =
        outcome.unwrap_or_else(|panic| Err(format!("the engine stopped: {}", message(&*panic))))?;
    result.wall_s = start.elapsed().as_secs_f64();
    result.peak_rss_mib = machine::peak_rss_mib();
    Ok(result)
}

fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::fake;
    use super::*;

    fn stage(replications: u64) -> Stage {
        Stage {
            name: "quick".to_owned(),
            scale: 0.02,
            replications,
        }
    }

    fn policies() -> Vec<String> {
        ["open", "queue"].map(str::to_owned).to_vec()
    }

    #[test]
    fn what_comes_out_does_not_depend_on_the_number_of_threads() {
        let (stage, policies) = (stage(7), policies());
        let with = |threads| {
            let plan = Plan {
                stage: &stage,
                policies: &policies,
                seed: 3,
                threads,
                first: 0,
            };
            let mut runs = plan.run(&[], &fake::simulate, &Unwatched).unwrap();
            runs.runs
                .iter_mut()
                .for_each(|run| (run.wall_s, run.peak_rss_mib) = (0.0, None));
            runs
        };
        let alone = with(1);
        assert_eq!(alone, with(2));
        assert_eq!(alone, with(16));
        let order: Vec<(&str, u64)> = alone
            .runs
            .iter()
            .map(|r| (r.policy.as_str(), r.replication))
            .collect();
        assert_eq!(order[..2], [("open", 0), ("open", 1)]);
        assert_eq!(order[13], ("queue", 6));
    }

    #[test]
    fn further_replications_are_as_if_they_had_been_asked_for_at_once() {
        let policies = policies();
        let run = |replications, first| {
            let stage = stage(replications);
            let plan = Plan {
                stage: &stage,
                policies: &policies,
                seed: 3,
                threads: 2,
                first,
            };
            let mut runs = plan.run(&[], &fake::simulate, &Unwatched).unwrap();
            runs.runs
                .iter_mut()
                .for_each(|run| (run.wall_s, run.peak_rss_mib) = (0.0, None));
            runs
        };
        assert_eq!(run(3, 0).and(run(7, 3)), run(7, 0));
    }

    #[test]
    fn a_run_that_fails_leaves_the_others_alone() {
        let (stage, policies) = (stage(3), policies());
        let plan = Plan {
            stage: &stage,
            policies: &policies,
            seed: 3,
            threads: 2,
            first: 0,
        };
        let simulate = |options: &RunOptions, progress: &mut dyn FnMut(f64)| match options.replication {
            1 => Err("no such door".to_owned()),
            2 if options.policy == "queue" => panic!("lost count"),
            _ => fake::simulate(options, progress),
        };
        let runs = plan.run(&[], &simulate, &Unwatched).unwrap();
        assert_eq!(runs.runs.len(), 3);
        let reasons: Vec<&str> = runs.failed.iter().map(|failed| failed.reason.as_str()).collect();
        assert_eq!(
            reasons,
            ["no such door", "no such door", "the engine stopped: lost count"]
        );
    }

    #[test]
    fn the_longest_runs_go_first() {
        let (stage, policies) = (stage(2), policies());
        let plan = Plan {
            stage: &stage,
            policies: &policies,
            seed: 3,
            threads: 1,
            first: 0,
        };
        assert_eq!(plan.longest_first(&[]), [0, 1, 2, 3]);
        let mut earlier = plan.run(&[], &fake::simulate, &Unwatched).unwrap();
        earlier
            .runs
            .iter_mut()
            .for_each(|run| run.events = if run.policy == "queue" { 9 } else { 1 });
        assert_eq!(plan.longest_first(&[earlier]), [2, 3, 0, 1]);
    }

    #[test]
    fn whoever_watches_hears_of_every_run() {
        #[derive(Default)]
        struct Tally([AtomicUsize; 3]);
        impl Watch for Tally {
            fn started(&self, _: usize, _: &str) {
                self.0[0].fetch_add(1, Ordering::Relaxed);
            }
            fn advanced(&self, _: usize, share: f64) {
                assert!((0.0..=1.0).contains(&share));
                self.0[1].fetch_add(1, Ordering::Relaxed);
            }
            fn ended(&self, _: usize) {
                self.0[2].fetch_add(1, Ordering::Relaxed);
            }
        }
        let (stage, policies, tally) = (stage(2), policies(), Tally::default());
        let plan = Plan {
            stage: &stage,
            policies: &policies,
            seed: 3,
            threads: 2,
            first: 0,
        };
        plan.run(&[], &fake::simulate, &tally).unwrap();
        assert_eq!(tally.0.map(AtomicUsize::into_inner), [4, 8, 4]);
    }
}
