//! One pool of threads on which the tasks of a command run, in their order.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use super::RunError;
use super::machine::{self, Stopwatch};
use super::memory::{Hold, Memory, Permit};
use super::pool::{self, Pool};
use crate::measures;
use clickday_engine::model::Model;
use clickday_engine::sim::{self, Observe, Progress, RunOptions, RunResult, SimError};

/// What all runs of a command may take of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Resources {
    /// Threads; `None`: one for each core.
    pub threads: Option<NonZeroUsize>,
    /// Memory of the whole process \[bytes\]; `None`: four fifths of what is free, and one run is always tried.
    pub memory: Option<u64>,
}

impl Resources {
    /// How many threads there are.
    pub fn threads(&self) -> usize {
        self.threads.map_or_else(pool::cores, NonZeroUsize::get)
    }

    /// How many runs of a size \[bytes\] may go side by side: at least one.
    pub fn runs_at_once(&self, bytes: u64) -> usize {
        self.threads().min(Memory::new(self.memory).fits(bytes)).max(1)
    }
}

/// What the observer hears of a task, by its place among those that were given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event {
    /// So many tasks are given.
    Given(usize),
    /// It waits for memory.
    Waiting(usize),
    /// It has begun.
    Started(usize),
    /// It has done this share of its simulated time.
    Advanced(usize, f64),
    /// It has ended, in whatever way.
    Ended(usize),
}

/// Hears how far the tasks are, from several threads, and answers whether to go on.
pub type Watch<'a> = dyn Fn(Event) -> ControlFlow<()> + Sync + 'a;

/// What is done for a task; it asks [`Run`] for its simulation.
pub type Work<'a, T, R> = dyn Fn(&T, &Run) -> Result<R, RunError> + Sync + 'a;

/// Why not every task came to something.
#[derive(Debug, thiserror::Error)]
pub enum Unfinished {
    /// Somebody stopped it.
    #[error("stopped, with {left} runs left")]
    Stopped {
        /// Runs that have no outcome.
        left: usize,
    },
    /// Some failed.
    #[error("{failed} runs failed, the first because: {first}")]
    Failed {
        /// How many.
        failed: usize,
        /// Runs that have no outcome, since one that failed stopped them.
        left: usize,
        /// Why the first of them failed.
        first: RunError,
    },
}

/// The threads and the memory on which tasks run.
#[derive(Debug)]
pub struct Ensemble {
    pool: Pool,
    memory: Memory,
    stopped: AtomicBool,
}

impl Ensemble {
    /// Threads and memory as they are allowed.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new(resources: Resources) -> Result<Self, RunError> {
        let threads = resources.threads();
        Ok(Ensemble {
            pool: Pool::new(threads)?,
            memory: Memory::new(resources.memory),
            stopped: AtomicBool::new(false),
        })
    }

    /// Does `work` for every task, begun in their order. `take` is given what comes of each as it ends, on the thread of the
    /// caller. When the observer or `take` breaks, no task begins, and those at work end without a result.
    ///
    /// Gives the number of tasks that are left without an outcome: none unless it was stopped.
    pub fn run<T: Sync, R: Send>(
        &self,
        tasks: &[T],
        observe: &Watch,
        work: &Work<T, R>,
        take: &mut dyn FnMut(usize, Result<R, RunError>) -> ControlFlow<()>,
    ) -> usize {
        let mut left = tasks.len();
        self.memory.begin();
        if observe(Event::Given(left)).is_break() {
            self.stop();
        }
        let one = |task: &T, number: usize| self.one(task, number, observe, work);
        self.pool.run(tasks, &one, &mut |number, outcome| {
            if matches!(
                outcome,
                Err(RunError::Stopped | RunError::Refused(SimError::Cancelled))
            ) {
                return;
            }
            left -= 1;
            if take(number, outcome).is_break() {
                self.stop();
            }
        });
        left
    }

    /// Does `work` for every task, as [`Ensemble::run`], and gives what comes of them in the order of the tasks.
    ///
    /// # Errors
    /// When it was stopped, or a task failed. One whose failure may pass leaves the others alone; any other failure, and a
    /// disk that refuses a row, stops them.
    pub fn collect<T: Sync, R: Send>(
        &self,
        tasks: &[T],
        observe: &Watch,
        work: &Work<T, R>,
    ) -> Result<Vec<R>, Unfinished> {
        let mut there: Vec<Option<R>> = tasks.iter().map(|_| None).collect();
        let (mut failed, mut first) = (0, None);
        let left = self.run(tasks, observe, work, &mut |number, outcome| {
            match outcome {
                Ok(value) => there[number] = Some(value),
                Err(error) => {
                    let goes_on = error.may_pass() && !error.is_of_store();
                    failed += 1;
                    first.get_or_insert(error);
                    if !goes_on {
                        return ControlFlow::Break(());
                    }
                }
            }
            ControlFlow::Continue(())
        });
        match first {
            Some(first) => Err(Unfinished::Failed { failed, left, first }),
            None if left > 0 => Err(Unfinished::Stopped { left }),
            None => Ok(there.into_iter().flatten().collect()),
        }
    }

    /// Whether it was stopped, and no task begins any more.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn one<T, R>(&self, task: &T, number: usize, observe: &Watch, work: &Work<T, R>) -> Result<R, RunError> {
        let run = Run {
            ensemble: self,
            observe,
            number,
        };
        run.tell(Event::Started(number))?;
        let outcome = caught(|| work(task, &run));
        // What has ended counts, also when this is where it stops.
        let _ = run.tell(Event::Ended(number));
        outcome
    }
}

/// A task under way.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    ensemble: &'a Ensemble,
    observe: &'a Watch<'a>,
    number: usize,
}

impl Run<'_> {
    /// Simulates a model once, as soon as there is room for it in memory, and notes what that cost.
    ///
    /// # Errors
    /// When the engine refuses it, the memory does not suffice, or the observer stops it.
    pub fn simulate(&self, model: &Model, options: &RunOptions) -> Result<RunResult, RunError> {
        let size = sim::footprint(model, options);
        self.simulate_with(size, &mut |told| measures::run_cancellable(model, options, told))
    }

    /// The same with another engine, of a run that takes so much memory \[bytes\]. The engine stops when its progress breaks.
    ///
    /// # Errors
    /// The same.
    pub(crate) fn simulate_with(&self, bytes: u64, engine: &mut Engine) -> Result<RunResult, RunError> {
        let mut permit = self.admitted(bytes)?;
        loop {
            let started = Stopwatch::start();
            match self.attempt(&permit, engine)? {
                Attempt::Ended(mut result) => {
                    result.wall_s = started.seconds();
                    result.peak_rss_mib = machine::peak_rss_mib();
                    return Ok(*result);
                }
                // Another time, when it has the memory to itself.
                Attempt::GaveWay => {
                    drop(permit);
                    permit = self.admitted(u64::MAX)?;
                }
            }
        }
    }

    fn admitted(&self, bytes: u64) -> Result<Permit<'_>, RunError> {
        self.ensemble
            .memory
            .admit(bytes, &mut || self.tell(Event::Waiting(self.number)))
    }

    /// Runs once; it may have to give way to others when memory runs short.
    fn attempt(&self, permit: &Permit, engine: &mut Engine) -> Result<Attempt, RunError> {
        let mut stopped_by = None;
        let mut observe = |progress: Progress| {
            let share = progress.now_us as f64 / progress.end_us.max(1) as f64;
            let told = self.tell(Event::Advanced(self.number, share));
            match told.and_then(|()| permit.check()) {
                Ok(Hold::Keep) => ControlFlow::Continue(()),
                Ok(Hold::GiveWay) => {
                    stopped_by = Some(Ok(Attempt::GaveWay));
                    ControlFlow::Break(())
                }
                Err(error) => {
                    stopped_by = Some(Err(error));
                    ControlFlow::Break(())
                }
            }
        };
        let outcome = caught(|| Ok(engine(&mut observe)?));
        match (outcome, stopped_by) {
            (Ok(result), _) => Ok(Attempt::Ended(Box::new(result))),
            (Err(RunError::Refused(SimError::Cancelled)), Some(why)) => why,
            (Err(error), _) => Err(error),
        }
    }

    /// Tells the observer; an error where it is to stop.
    fn tell(&self, event: Event) -> Result<(), RunError> {
        if (self.observe)(event).is_break() {
            self.ensemble.stop();
        }
        if self.ensemble.is_stopped() {
            return Err(RunError::Stopped);
        }
        Ok(())
    }
}

/// Simulates once, telling how far it is until that breaks.
pub(crate) type Engine<'a> = dyn FnMut(&mut Observe) -> Result<RunResult, SimError> + 'a;

enum Attempt {
    Ended(Box<RunResult>),
    GaveWay,
}

/// Does something; a panic is an error.
fn caught<T>(work: impl FnOnce() -> Result<T, RunError>) -> Result<T, RunError> {
    let outcome = catch_unwind(AssertUnwindSafe(work));
    outcome.unwrap_or_else(|panic| Err(RunError::Panicked(message(&*panic).to_owned())))
}

fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
}

#[cfg(test)]
mod tests;
