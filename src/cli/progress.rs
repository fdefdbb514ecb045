//! How far a stage is: a bar on a terminal, a line at its end elsewhere.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clickday::commands::StageName;
use clickday::ensemble::Event;
use clickday::experiment::schedule::Plan;
use clickday::names::in_line;
use indicatif::{ProgressBar, ProgressStyle};

use super::screen;

/// Steps of the bar to a run.
const STEPS: u64 = 1000;

/// How far a stage is.
pub(crate) struct StageProgress {
    bar: ProgressBar,
    /// How far each run is, in steps, by its place among those that are made.
    done: Vec<AtomicU64>,
    ended: AtomicUsize,
    name: String,
    scale: f64,
    started: Instant,
    /// Whether to say at its end what the stage took, since there is no bar.
    says_end: bool,
}

impl StageProgress {
    /// Of `jobs` runs of a stage. Shows nothing when `quiet`.
    pub(crate) fn new(plan: &Plan, jobs: usize, quiet: bool) -> Self {
        let on_terminal = io::stderr().is_terminal();
        let stage = plan.stage;
        let (name, scale) = (in_line(&stage.name).into_owned(), stage.scale);
        let bar = if quiet || !on_terminal {
            ProgressBar::hidden()
        } else {
            bar(jobs, StageName { name: &name, scale })
        };
        StageProgress {
            bar,
            done: (0..jobs).map(|_| AtomicU64::new(0)).collect(),
            ended: AtomicUsize::new(0),
            name,
            scale,
            started: Instant::now(),
            says_end: !quiet && !on_terminal,
        }
    }

    /// The stage has ended.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
        if self.says_end {
            let seconds = self.started.elapsed().as_secs_f64();
            let stage = StageName {
                name: &self.name,
                scale: self.scale,
            };
            let ended = screen::say().stage_ended(stage, self.done.len(), seconds);
            screen::tell(&ended);
        }
    }

    /// Hears how far a run is.
    pub(crate) fn record(&self, event: Event) {
        match event {
            Event::Advanced(job, share) => self.set(job, (STEPS as f64 * share) as u64),
            Event::Ended(job) => {
                self.set(job, STEPS);
                let ended = self.ended.fetch_add(1, Ordering::Relaxed) + 1;
                self.bar.set_message(screen::say().ended(ended, self.done.len()));
            }
            Event::Given(_) | Event::Waiting(_) | Event::Started(_) => {}
        }
    }

    fn set(&self, job: usize, steps: u64) {
        let before = self.done[job].swap(steps, Ordering::Relaxed);
        self.bar.inc(steps.saturating_sub(before));
    }
}

fn bar(jobs: usize, stage: StageName<'_>) -> ProgressBar {
    let say = screen::say();
    let bar = ProgressBar::new(jobs as u64 * STEPS).with_prefix(say.stage(stage));
    if let Ok(style) = ProgressStyle::with_template(say.bar_of_stage()) {
        bar.set_style(style);
    }
    bar.set_message(say.ended(0, jobs));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
