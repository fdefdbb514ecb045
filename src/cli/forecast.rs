//! How long a sweep will take, and how much room, from one small run of each policy.

use std::time::Instant;

use clickday::commands::Effort;
use clickday::experiment::inputs::Prepared;
use clickday::experiment::study::{Row, Task};
use clickday::report::explain;
use clickday::sim::{self, RunOptions};

use super::{Failure, interrupt};

/// What a file takes on the disk at least \[B\], on most file systems.
const BLOCK: u64 = 4_096;
/// Tables hold each row twice, as CSV and as Parquet, in no more room than the row itself.
const COPIES: u64 = 2;

/// What the runs of a study will take.
pub(crate) struct Forecast {
    /// Of one thread, a run of each policy on average \[s\].
    run_s: f64,
    /// Its row, in its file and in the tables \[B\].
    row_bytes: u64,
    /// The most memory that a run takes \[B\].
    pub(crate) run_bytes: u64,
}

impl Forecast {
    /// Runs each policy at the first point, as small as the model bears: time grows with the number of people.
    pub(crate) fn of(prepared: &Prepared) -> Result<Forecast, Failure> {
        interrupt::watch();
        let (loaded, study) = (&prepared.loaded, &prepared.study);
        let first = study.combinations.settings.first();
        let settings = first.map_or_else(Vec::new, |first| study.overrides(first));
        let all: Vec<String> = prepared.set.iter().chain(&settings).cloned().collect();
        let model = loaded.model(&all)?;
        let (mut seconds, mut row_bytes, mut run_bytes) = (0.0, 0, 0);
        for policy in &study.policies {
            let options = RunOptions {
                policy: policy.clone(),
                seed: loaded.experiment.seed,
                ..RunOptions::default()
            };
            let begun = Instant::now();
            let run = explain::run_small(&model.model, &options, &mut |_| interrupt::go_on())?;
            let at_scale = RunOptions {
                scale: study.stage.scale,
                ..options
            };
            run_bytes = run_bytes.max(sim::footprint(&model.model, &at_scale));
            seconds += begun.elapsed().as_secs_f64() * study.stage.scale / run.scale;
            let task = Task {
                settings: settings.clone(),
                policy: policy.clone(),
                replication: 0,
            };
            let row = Row::of(task, &run, &study.metrics);
            let bytes = serde_json::to_vec(&row)?.len() as u64;
            row_bytes = row_bytes.max(bytes.next_multiple_of(BLOCK) + COPIES * bytes);
        }
        Ok(Forecast {
            run_s: seconds / study.policies.len().max(1) as f64,
            row_bytes,
            run_bytes,
        })
    }

    /// What so many runs take, so many of them side by side.
    pub(crate) fn effort(&self, runs: u64, at_once: usize) -> Effort {
        Effort {
            seconds: self.run_s * (runs as f64 / at_once as f64).ceil(),
            at_once,
            bytes: runs * self.row_bytes,
        }
    }
}
