//! How long a sweep will take, and how much room, from one small run of each policy.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use clickday::commands::Effort;
use clickday::experiment::inputs::Prepared;
use clickday::experiment::study::{Row, Task};
use clickday::model::Model;
use clickday::report::explain;
use clickday::sim::{self, RunOptions, RunResult, SimError};

use super::{Failure, interrupt};

/// What a file takes on the disk at least \[B\], on most file systems.
const BLOCK: u64 = 4_096;
/// Tables hold each row twice, as CSV and as Parquet, in no more room than the row itself.
const COPIES: u64 = 2;

/// How long the small runs together may take. Assumed: who asks how long something takes waits no
/// longer.
const MOST_TIME: Duration = Duration::from_secs(30);

/// What the runs of a study will take.
pub(crate) struct Forecast {
    /// Of one thread, a run of each policy on average \[s\].
    run_s: f64,
    /// Its row, in its file and in the tables \[B\].
    row_bytes: u64,
    /// The most memory that a run takes \[B\].
    pub(crate) run_bytes: u64,
    /// After how long a small run was broken off, if one was: the others are then the least.
    broken_off_after: Option<Duration>,
}

/// How a small run ended.
enum Pilot {
    /// What came of it.
    Ended(Box<RunResult>),
    /// It was broken off at this share of its time.
    BrokenOff(f64),
}

impl Forecast {
    /// Runs each policy at the first point, as small as the model bears: time grows with the number of people.
    pub(crate) fn of(prepared: &Prepared) -> Result<Forecast, Failure> {
        Forecast::within(prepared, MOST_TIME)
    }

    /// The same, if the small runs take no longer than this.
    fn within(prepared: &Prepared, most: Duration) -> Result<Forecast, Failure> {
        interrupt::watch();
        let (loaded, study) = (&prepared.loaded, &prepared.study);
        let first = study.combinations.settings.first();
        let settings = first.map_or_else(Vec::new, |first| study.overrides(first));
        let all: Vec<String> = prepared.set.iter().chain(&settings).cloned().collect();
        let model = loaded.model(&all)?;
        let first_begun = Instant::now();
        let (mut seconds, mut row_bytes, mut run_bytes) = (Vec::new(), BLOCK, 0);
        let mut broken_off_after = None;
        for policy in &study.policies {
            let options = RunOptions {
                policy: policy.clone(),
                seed: loaded.experiment.seed,
                ..RunOptions::default()
            };
            let begun = Instant::now();
            let pilot = pilot(&model.model, &options, first_begun, most)?;
            let at_scale = RunOptions {
                scale: study.stage.scale,
                ..options
            };
            run_bytes = run_bytes.max(sim::footprint(&model.model, &at_scale));
            let took = begun.elapsed().as_secs_f64();
            let run = match pilot {
                Pilot::Ended(run) => run,
                Pilot::BrokenOff(share) => {
                    // The whole of it takes longer, and at full scale it does not take less.
                    seconds.push(took / share.max(LEAST_SHARE));
                    broken_off_after = Some(first_begun.elapsed());
                    break;
                }
            };
            seconds.push(took * study.stage.scale / run.scale);
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
            run_s: seconds.iter().sum::<f64>() / seconds.len().max(1) as f64,
            row_bytes,
            run_bytes,
            broken_off_after,
        })
    }

    /// What so many runs take, so many of them side by side.
    pub(crate) fn effort(&self, runs: u64, at_once: usize) -> Effort {
        Effort {
            seconds: self.run_s * (runs as f64 / at_once as f64).ceil(),
            at_once,
            bytes: runs * self.row_bytes,
            broken_off_after_s: self.broken_off_after.map(|after| after.as_secs_f64()),
        }
    }
}

/// A run that is broken off at once was at least so far.
const LEAST_SHARE: f64 = 0.01;

/// A run as small as the model bears. It is broken off when all of them have taken too long.
fn pilot(
    model: &Model,
    options: &RunOptions,
    first_begun: Instant,
    most: Duration,
) -> Result<Pilot, Failure> {
    let mut broken_off_at = None;
    let ran = explain::run_small(model, options, &mut |progress| {
        let go_on = interrupt::go_on();
        if go_on.is_break() || first_begun.elapsed() <= most {
            return go_on;
        }
        broken_off_at = Some(progress.now_us as f64 / progress.end_us.max(1) as f64);
        ControlFlow::Break(())
    });
    match (ran, broken_off_at) {
        (Err(SimError::Cancelled), Some(share)) => Ok(Pilot::BrokenOff(share)),
        (ran, _) => Ok(Pilot::Ended(Box::new(ran?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPERIMENT: &str = r#"
version = 1
title = "A full portal"
model = "hour.toml"
policies = ["open-to-all"]
seed = 1
outcomes = ["submitted_people"]

[[factor]]
path = "portal.tier.web.slots"
values = [1]

[[stage]]
name = "full"
scale = 1
replications = 1
"#;

    /// Who is refused reloads at once, again and again, before a portal that is full to the end.
    const MODEL: &str = r#"
version = 1
title = "An hour"
calendar = { start = "2020-04-01 08:00", end = "2020-04-01 09:00", bin = "1 h" }
policy.open-to-all = {}

[people]
group.all = { role = "citizen", arrivals = { poisson = "1 per second" } }

[people.role.citizen]
retry = 1
reload-at-once = 0.999999
retry-after = { fixed = "1 s" }

[portal]
request.page = { work = { web = { fixed = "10 d" } } }

[[portal.tier]]
name = "web"
slots = 1
backlog = { length = 0 }

[[journey.page]]
name = "form"
request = "page"
"#;

    #[test]
    fn what_takes_long_also_when_it_is_small_is_broken_off_and_said_so() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("hour.toml"), MODEL).unwrap();
        let file = folder.path().join("slots.toml");
        std::fs::write(&file, EXPERIMENT).unwrap();
        let prepared = Prepared::read(&file, &[]).unwrap();
        let begun = Instant::now();
        let forecast = Forecast::within(&prepared, Duration::from_millis(50)).unwrap();
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        let effort = forecast.effort(100, 1);
        assert!(effort.broken_off_after_s.is_some(), "{effort:?}");
        assert!(effort.seconds > 0.0, "{effort:?}");
    }
}
