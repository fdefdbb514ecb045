//! The runs of the draws: every policy under every draw, the first draws at the larger scale too.

use std::collections::BTreeMap;
#[cfg(feature = "store")]
use std::io;

use super::drawn::{Draw, Draws};
#[cfg(feature = "store")]
use crate::ensemble::StoredRow;
use crate::ensemble::{Ensemble, Run, RunError, Unfinished, Watch, sha256};
use crate::experiment::schedule::FailedRun;
use crate::metrics::Quantity;
use clickday_engine::sim::{RunOptions, RunResult};

/// One launch of a policy under a draw: what is kept of it.
#[derive(Debug, Clone, PartialEq, bitcode::Encode, bitcode::Decode)]
pub struct DrawRun {
    key: String,
    /// The number of its draw; also its replication.
    pub draw: u64,
    /// Share of full scale.
    pub scale: f64,
    /// The policy.
    pub policy: String,
    /// Master seed.
    pub seed: u64,
    /// Its numbers, or why the run is refused.
    pub outcome: Result<Numbers, Refusal>,
}

/// The numbers of a launch.
#[derive(Debug, Clone, PartialEq, bitcode::Encode, bitcode::Decode)]
pub struct Numbers {
    /// Whether the portal collapsed.
    pub collapsed: bool,
    /// Events of the run: what it cost.
    pub events: u64,
    /// Each quantity that was asked for, by its name; `+∞` for a time that was not reached.
    pub values: Vec<(String, f64)>,
}

/// Why a run is refused, in the words that are kept of it.
#[derive(Debug, Clone, PartialEq, Eq, bitcode::Encode, bitcode::Decode, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(String);

impl Numbers {
    fn of(run: &RunResult, quantities: &[Quantity]) -> Numbers {
        Numbers {
            collapsed: run.collapsed,
            events: run.events,
            values: quantities
                .iter()
                .map(|quantity| (quantity.name(), quantity.of(run)))
                .collect(),
        }
    }

    /// The value of a quantity, if it was asked for.
    pub fn value(&self, name: &str) -> Option<f64> {
        let found = self.values.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| *value)
    }
}

impl DrawRun {
    /// Its name among the runs of the draws.
    pub fn name(&self) -> String {
        self.key.clone()
    }

    /// Its numbers; `None` if it was refused.
    pub fn numbers(&self) -> Option<&Numbers> {
        self.outcome.as_ref().ok()
    }
}

#[cfg(test)]
impl DrawRun {
    /// A run that was made up: of a draw, at a scale, under a policy.
    pub(super) fn of_numbers((draw, scale, policy): (u64, f64, &str), numbers: Numbers) -> DrawRun {
        DrawRun {
            key: format!("{draw} {scale} {policy}"),
            draw,
            scale,
            policy: policy.to_owned(),
            seed: 5,
            outcome: Ok(numbers),
        }
    }
}

#[cfg(feature = "store")]
impl StoredRow for DrawRun {
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

/// Runs of draws that have ended, by their names.
pub type KeptDraws = BTreeMap<String, DrawRun>;

/// How the runs are made and kept.
#[derive(Clone, Copy)]
pub struct DrawsExecution<'a> {
    /// Where they run.
    pub ensemble: &'a Ensemble,
    /// Hears how far they are.
    pub watch: &'a Watch<'a>,
    /// Makes one.
    pub simulate: &'a (dyn Fn(&Draw, &RunOptions, &Run) -> Result<RunResult, RunError> + Sync),
    /// Keeps one that has ended.
    pub keep: &'a (dyn Fn(&DrawRun) -> Result<(), RunError> + Sync),
    /// Those that are there already.
    pub there: &'a KeptDraws,
}

/// Which runs there are.
#[derive(Debug, Clone, Copy)]
pub struct DrawsPlan<'a> {
    /// The draws.
    pub draws: &'a Draws,
    /// The policies, in the order of the experiment.
    pub policies: &'a [String],
    /// Master seed: a draw gives the same people the same chances under every policy and at every scale.
    pub seed: u64,
    /// What is read off each run.
    pub quantities: &'a [Quantity],
}

/// One run to be made.
#[derive(Debug, Clone, Copy)]
struct Task<'a> {
    draw: &'a Draw,
    policy: &'a str,
    scale: f64,
}

impl<'a> DrawsPlan<'a> {
    /// The runs, those at the larger scale first: they take longest.
    fn tasks(&self) -> Vec<Task<'a>> {
        let draws = self.draws;
        let at = |scale: f64, these: &'a [Draw]| {
            let policies = self.policies.iter();
            policies.flat_map(move |policy| {
                these.iter().map(move |draw| Task {
                    draw,
                    policy: policy.as_str(),
                    scale,
                })
            })
        };
        at(draws.larger_scale, draws.larger())
            .chain(at(draws.scale, &draws.draws))
            .collect()
    }

    /// How many of the runs are not there yet.
    pub fn missing(&self, there: &KeptDraws) -> usize {
        let tasks = self.tasks();
        tasks
            .iter()
            .filter(|task| !there.contains_key(&self.key(task)))
            .count()
    }

    /// Makes the runs that are not there, and gives all.
    ///
    /// # Errors
    /// When it was stopped, or a run failed for a reason that may pass. A run that is refused for good
    /// is kept with the reason.
    pub fn run(&self, execution: &DrawsExecution) -> Result<DrawRuns, Unfinished> {
        let there = execution.there;
        let all = self.tasks();
        let missing: Vec<Task> = all
            .iter()
            .filter(|task| !there.contains_key(&self.key(task)))
            .copied()
            .collect();
        let made = execution
            .ensemble
            .collect(&missing, execution.watch, &|task, run| {
                let result = (execution.simulate)(task.draw, &self.options(task), run);
                let outcome = RunError::split(result)?;
                let made = DrawRun {
                    key: self.key(task),
                    draw: task.draw.number,
                    scale: task.scale,
                    policy: task.policy.to_owned(),
                    seed: self.seed,
                    outcome: outcome
                        .map(|result| Numbers::of(&result, self.quantities))
                        .map_err(|error| Refusal(error.to_string())),
                };
                // On the disk before it counts.
                (execution.keep)(&made)?;
                Ok(made)
            })?;
        let mut made: KeptDraws = made.into_iter().map(|run| (run.name(), run)).collect();
        let runs = all.iter().filter_map(|task| {
            let key = self.key(task);
            made.remove(&key).or_else(|| there.get(&key).cloned())
        });
        Ok(DrawRuns {
            draws: self.draws.clone(),
            runs: runs.collect(),
        })
    }

    fn options(&self, task: &Task) -> RunOptions {
        RunOptions {
            policy: task.policy.to_owned(),
            seed: self.seed,
            replication: task.draw.number,
            scale: task.scale,
            ..RunOptions::default()
        }
    }

    /// A name for a run: the start of the SHA-256 of what it is.
    fn key(&self, task: &Task) -> String {
        let names: Vec<String> = self.quantities.iter().map(Quantity::name).collect();
        let text = format!(
            "{}\n{}\n{}\n{}\n{}",
            task.scale,
            task.policy,
            task.draw.number,
            task.draw.settings.join("\n"),
            names.join("\n")
        );
        sha256(text.as_bytes())[..32].to_owned()
    }
}

/// The runs of the draws: those at the larger scale first, then by policy, then by draw.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawRuns {
    /// The draws.
    pub draws: Draws,
    /// Their runs.
    pub runs: Vec<DrawRun>,
}

impl DrawRuns {
    /// The runs of a policy at a scale, by draw.
    pub fn of<'a>(&'a self, policy: &'a str, scale: f64) -> impl Iterator<Item = &'a DrawRun> {
        let is_of = move |run: &&DrawRun| run.policy == policy && run.scale.total_cmp(&scale).is_eq();
        self.runs.iter().filter(is_of)
    }

    /// Whether every run was refused.
    pub fn are_all_refused(&self) -> bool {
        self.runs.iter().all(|run| run.outcome.is_err())
    }

    /// The runs that were refused.
    pub fn failed(&self) -> Vec<FailedRun> {
        let failed = |run: &DrawRun| {
            let reason = run.outcome.as_ref().err()?.to_string();
            Some(FailedRun {
                policy: run.policy.clone(),
                replication: run.draw,
                draw_scale: Some(run.scale),
                reason,
            })
        };
        self.runs.iter().filter_map(failed).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::ops::ControlFlow;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::ensemble::Resources;
    use crate::metrics::quantity;

    /// Draws of one value, at 0.03 and 0.1.
    pub(crate) fn draws() -> Draws {
        let text = "[[prior]]\nname = 'n'\npath = 'people.x'\nfrom = 0.0\nto = 0.96\nsource = 's'\n";
        Draws::of(&toml::from_str(text).unwrap(), None, 3, &[])
    }

    /// Made-up launches of these policies under the draws.
    pub(crate) fn made_up(policies: &[&str], there: &KeptDraws, made: &AtomicUsize) -> DrawRuns {
        let policies: Vec<String> = policies.iter().map(|policy| (*policy).to_owned()).collect();
        let quantities = ["submitted_by_deadline_people", "tried_people", "eligible_people"];
        let quantities = quantities.map(|name| quantity(name).unwrap());
        let draws = draws();
        let plan = DrawsPlan {
            draws: &draws,
            policies: &policies,
            seed: 5,
            quantities: &quantities,
        };
        let simulate = |_: &Draw, options: &RunOptions, run: &Run| {
            made.fetch_add(1, Ordering::Relaxed);
            run.simulate_with(0, &mut |observe| crate::ensemble::fake::run(options, observe))
        };
        let execution = DrawsExecution {
            ensemble: &Ensemble::new(Resources::default()).unwrap(),
            watch: &|_| ControlFlow::Continue(()),
            simulate: &simulate,
            keep: &|_| Ok(()),
            there,
        };
        plan.run(&execution).unwrap()
    }

    #[test]
    fn every_policy_is_launched_under_every_draw_and_the_first_at_both_scales() {
        let made = AtomicUsize::new(0);
        let runs = made_up(&["open", "queue"], &KeptDraws::new(), &made);
        assert_eq!((runs.runs.len(), made.load(Ordering::Relaxed)), (64, 64));
        assert_eq!(
            (runs.of("open", 0.03).count(), runs.of("queue", 0.1).count()),
            (24, 8)
        );
        assert_eq!(runs.failed(), []);
        let draws: Vec<u64> = runs.of("open", 0.1).map(|run| run.draw).collect();
        assert_eq!(draws, (0..8).collect::<Vec<_>>());
    }

    #[test]
    fn a_run_that_is_there_is_not_made_again() {
        let made = AtomicUsize::new(0);
        let runs = made_up(&["open", "queue"], &KeptDraws::new(), &made);
        let kept = runs.runs.iter().step_by(2);
        let kept: KeptDraws = kept.map(|run| (run.name(), run.clone())).collect();
        assert_eq!(kept.len(), 32, "each has a name of its own");
        let again = AtomicUsize::new(0);
        assert_eq!(made_up(&["open", "queue"], &kept, &again), runs);
        assert_eq!(again.load(Ordering::Relaxed), 32);
    }

    #[test]
    fn a_draw_that_is_refused_at_both_scales_is_told_with_each() {
        let mut runs = made_up(&["open"], &KeptDraws::new(), &AtomicUsize::new(0));
        for run in runs.runs.iter_mut().filter(|run| run.draw == 3) {
            run.outcome = Err(Refusal("too large".to_owned()));
        }
        let failed = runs.failed();
        let scales: Vec<Option<f64>> = failed.iter().map(|failed| failed.draw_scale).collect();
        assert_eq!(scales, [Some(0.1), Some(0.03)]);
        assert!(!runs.are_all_refused());
    }

    #[cfg(feature = "store")]
    #[test]
    fn a_row_on_the_disk_is_what_it_was() {
        let runs = made_up(&["open"], &KeptDraws::new(), &AtomicUsize::new(0));
        let mut row = runs.runs[0].clone();
        if let Ok(numbers) = &mut row.outcome {
            numbers.values.push(("wait_p50_s".to_owned(), f64::INFINITY));
        }
        for row in [
            row.clone(),
            DrawRun {
                outcome: Err(Refusal("too large".to_owned())),
                ..row
            },
        ] {
            assert_eq!(DrawRun::of_bytes(&row.to_bytes().unwrap()).unwrap(), row);
        }
    }
}
